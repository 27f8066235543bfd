//! Withheld modifications are decided again when their obstacle or their own record has changed.

use super::applied::{self, Applied};
use super::{DeliveryError, changed, evidence};
use crate::base::{Change, InForce, Kept, Place, Remarks};
use crate::report::{Operation, Resolution, Timestamp};
use crate::rules::{self, Answer, Context, Decision, Keys, Outcome, Purpose};
use crate::store::{ActiveRules, Store, StoreError};

/// Decides again, pass after pass in canonical order, until a pass moves nothing.
///
/// One transaction; a component that misbehaves leaves the queue as it was, for the next time.
pub(crate) fn run(
    store: &mut Store,
    rules: &ActiveRules,
    now: Timestamp,
    by: &str,
    retrieval: Option<i64>,
) -> Result<(), StoreError> {
    let change = store.base.change()?;
    match passes(&change, rules, now, by, retrieval) {
        Ok(()) => Ok(change.commit()?),
        Err(DeliveryError::Base(error)) => Err(error.into()),
        Err(DeliveryError::Rules(error)) => Err(error.into()),
        Err(DeliveryError::Refused(_) | DeliveryError::Kept(_)) => unreachable!("no file is read"),
    }
}

/// As [`run`], within a transaction that somebody else commits.
pub(crate) fn passes(
    change: &Change<'_>,
    rules: &ActiveRules,
    now: Timestamp,
    by: &str,
    retrieval: Option<i64>,
) -> Result<(), DeliveryError> {
    let mut operation = None;
    loop {
        let pass = change.to_reexamine()?;
        if pass.is_empty() {
            return Ok(());
        }
        for kept in pass {
            let operation = match operation {
                Some(operation) => operation,
                None => *operation.insert(change.operation(now, by, retrieval, None)?),
            };
            decide_again(change, rules, now, operation, &kept)?;
        }
    }
}

fn decide_again(
    change: &Change<'_>,
    rules: &ActiveRules,
    now: Timestamp,
    operation: i64,
    kept: &Kept,
) -> Result<(), DeliveryError> {
    // An earlier one of this pass may have taken it out of the queue.
    let queued = change.withheld_of(&kept.customer)?;
    let Some(item) = queued.iter().find(|item| item.version == kept.version) else { return Ok(()) };
    let context =
        Context { purpose: Purpose::Delivery, file_name: String::new(), now, parameters: rules.parameters.clone() };
    let sent = change.identity(&kept.sent)?;
    let identity = change.identity(&kept.customer)?;
    let in_force = identity.and_then(|identity| identity.in_force).map(|number| change.in_force(number)).transpose()?;
    let later_source = match &in_force {
        Some(current) if current.modified_at == kept.modified_at => change.place(current.number)? > item.place,
        _ => false,
    };
    let prior = match sent {
        Some(sent) => change.prior(sent.head, kept.modified_at, change.digest_floor()?, Some(kept.version))?,
        None => Vec::new(),
    };
    let received = change.received(kept.version)?;
    let mut question = rules::Kept {
        modification: rules::Modification {
            customer: kept.sent.clone(),
            modified_at: kept.modified_at,
            digest: kept.digest,
            values: received.row,
            absent_fields: received.absent,
        },
        current: in_force.as_ref().map(|current| super::known::customer(&kept.customer, current)),
        prior: prior.into_iter().filter(|digest| *digest != kept.digest).collect(),
        later_source,
        evidence: None,
    };
    let mut keys = None;
    let decision = loop {
        match rules.rules.decide_again(&context, std::slice::from_ref(&question))?.pop() {
            Some(Answer::Decided(decision)) => break decision,
            Some(Answer::LookUp(wanted)) => {
                question.evidence = Some(evidence::evidence(change, &kept.customer, &wanted)?);
                keys = Some(wanted);
            }
            None => unreachable!("the engine checks that there is an answer"),
        }
    };
    enact(change, operation, kept, &item.place, in_force.as_ref(), decision, keys.as_ref())
}

/// Writes what a withheld modification was decided to be now.
fn enact(
    change: &Change<'_>,
    operation: i64,
    kept: &Kept,
    place: &Place,
    current: Option<&InForce>,
    decision: Decision,
    keys: Option<&Keys>,
) -> Result<(), DeliveryError> {
    let last = change.next_version()? - 1;
    let row = match decision.outcome {
        Outcome::Duplicate => {
            let others: Vec<_> = decision.matches.into_iter().map(|other| (other.customer, other.reasons)).collect();
            return Ok(change.withhold(kept.version, &kept.customer, last, &others)?);
        }
        // Its own record has moved on.
        Outcome::Stale | Outcome::AlreadyProcessed => {
            return Ok(change.resolve(kept.version, Resolution::Superseded, operation)?);
        }
        Outcome::Rejected => {
            return Ok(change.withhold(kept.version, &kept.customer, last, &[])?);
        }
        Outcome::Created => decision.received.unwrap_or_default(),
        Outcome::Corrected => changed(current.map(|current| &*current.row).unwrap_or_default(), &decision.changes),
        Outcome::Unchanged => current.map(|current| current.row.to_string()).unwrap_or_default(),
    };
    applied::apply(
        change,
        &Applied {
            operation,
            kind: Operation::ReDecided,
            sent: &kept.sent,
            customer: &kept.customer,
            modified_at: kept.modified_at,
            origin: Some((kept.version, kept.digest, place)),
            current,
            row: &row,
            remarks: Remarks { notes: decision.notes, ..Remarks::default() },
            keys,
        },
    )?;
    Ok(())
}
