//! Withheld modifications are decided again when their obstacle or their own record has changed.

use super::{DeliveryError, apply, evidence, operation};
use crate::base::{Change, Kept, NewRecord, NewVersion, Place, Remarks};
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
    operation_id: i64,
    kept: &Kept,
    place: &Place,
    current: Option<&crate::base::InForce>,
    decision: Decision,
    keys: Option<&Keys>,
) -> Result<(), DeliveryError> {
    let number = change.next_version()?;
    let row = match decision.outcome {
        Outcome::Duplicate => {
            let others: Vec<_> = decision.matches.into_iter().map(|other| (other.customer, other.reasons)).collect();
            return Ok(change.withhold(kept.version, &kept.customer, number - 1, &others)?);
        }
        // Its own record has moved on.
        Outcome::Stale | Outcome::AlreadyProcessed => {
            return Ok(change.resolve(kept.version, Resolution::Superseded, operation_id)?);
        }
        Outcome::Rejected => {
            return Ok(change.withhold(kept.version, &kept.customer, number - 1, &[])?);
        }
        Outcome::Created => decision.received.unwrap_or_default(),
        Outcome::Corrected => apply(current.map(|current| current.row.as_str()).unwrap_or_default(), &decision.changes),
        Outcome::Unchanged => current.map(|current| current.row.clone()).unwrap_or_default(),
    };
    debug_assert_ne!(operation(decision.outcome), Operation::Duplicate);
    let sent = change.identity(&kept.sent)?;
    let remarks = Remarks { others: Vec::new(), reason: None, notes: decision.notes };
    let version = NewVersion {
        operation: operation_id,
        line: None,
        kind: Operation::ReDecided,
        customer: Some(&kept.sent),
        applied_to: (kept.sent != kept.customer).then_some(&kept.customer),
        modified_at: Some(kept.modified_at),
        digest: Some(kept.digest),
        previous: sent.map(|identity| identity.head),
        before: current.map(|current| current.number),
        origin: Some(kept.version),
        record: Some(NewRecord {
            row: &row,
            others: Some(current.map(|current| current.others.as_str()).unwrap_or_default()),
            absent: &[],
        }),
        remarks: remarks.json(),
        bytes: None,
    };
    change.append(number, std::iter::once(version))?;
    change.put_in_force(number, &kept.sent, &kept.customer, kept.modified_at)?;
    if let Some(keys) = keys {
        change.exchange_keys(&kept.customer, &keys.held, &keys.taken)?;
    }
    change.resolve(kept.version, Resolution::ReDecided, operation_id)?;
    supersede(change, operation_id, &kept.customer, kept.modified_at, place)
}

/// What is withheld of a customer and earlier than what was applied now leaves the queue.
pub(crate) fn supersede(
    change: &Change<'_>,
    operation: i64,
    customer: &str,
    modified_at: Timestamp,
    place: &Place,
) -> Result<(), DeliveryError> {
    for item in change.withheld_of(customer)? {
        if item.order() < (modified_at, place) {
            change.resolve(item.version, Resolution::Superseded, operation)?;
        }
    }
    Ok(())
}
