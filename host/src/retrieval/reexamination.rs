//! Withheld modifications are decided again when their obstacle or their own record has changed.

use super::applied::{self, Applied, Origin};
use super::{DeliveryError, changed, evidence, known};
use crate::base::{Change, InForce, Kept, Place, Received, Remarks};
use crate::report::{Operation, Resolution, Timestamp};
use crate::rules::{self, Answer, Decision, Keys, LookUp, Outcome};
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
    match passes(&change, rules, now, by, retrieval, None) {
        Ok(_) => Ok(change.commit()?),
        Err(DeliveryError::Base(error)) => Err(error.into()),
        Err(DeliveryError::Rules(error)) => Err(error.into()),
        Err(DeliveryError::Refused(_) | DeliveryError::Kept(_)) => unreachable!("no file is read"),
    }
}

/// As [`run`], within a transaction that somebody else commits; answers the operation, if anything was decided again.
///
/// `since`: the transaction's first version, where nothing but what it did is to be followed.
pub(crate) fn passes(
    change: &Change<'_>,
    rules: &ActiveRules,
    now: Timestamp,
    by: &str,
    retrieval: Option<i64>,
    since: Option<i64>,
) -> Result<Option<i64>, DeliveryError> {
    let mut operation = None;
    loop {
        let pass = change.to_reexamine(since)?;
        if pass.is_empty() {
            return Ok(operation);
        }
        for kept in pass {
            let operation = match operation {
                Some(operation) => operation,
                None => *operation.insert(change.operation(now, by, retrieval, None)?),
            };
            decide_again(change, rules, now, operation, &kept, Resolution::ReDecided)?;
        }
    }
}

/// As [`passes`], of what is withheld of these customers alone.
pub(crate) fn passes_of(
    change: &Change<'_>,
    rules: &ActiveRules,
    now: Timestamp,
    operation: i64,
    customers: &[&str],
) -> Result<(), DeliveryError> {
    loop {
        let mut pass = change.to_reexamine(None)?;
        pass.retain(|kept| customers.contains(&kept.customer.as_str()));
        if pass.is_empty() {
            return Ok(());
        }
        for kept in pass {
            decide_again(change, rules, now, operation, &kept, Resolution::ReDecided)?;
        }
    }
}

/// Decides one withheld modification again; `resolution` is why, where it leaves the queue.
pub(crate) fn decide_again(
    change: &Change<'_>,
    rules: &ActiveRules,
    now: Timestamp,
    operation: i64,
    kept: &Kept,
    resolution: Resolution,
) -> Result<(), DeliveryError> {
    // An earlier one of this pass may have taken it out of the queue.
    let queued = change.withheld_of(&kept.customer)?;
    let Some(item) = queued.iter().find(|item| item.version == kept.version) else { return Ok(()) };
    let decided = decide(change, rules, now, kept, &change.received(kept.version)?, &item.place)?;
    enact(change, operation, kept, &item.place, decided, resolution)
}

/// What a modification was decided to be now.
#[derive(Debug)]
pub(crate) struct Decided {
    pub(crate) decision: Decision,
    /// The customer it was decided of, where it is in the base.
    pub(crate) current: Option<InForce>,
    /// Keys that change hands.
    pub(crate) keys: Option<Keys>,
}

impl Decided {
    /// The customer's values once it is applied; none where it is not to be.
    pub(crate) fn row(&self) -> Option<String> {
        let current = self.current.as_ref().map_or("", |current| &*current.row);
        match self.decision.outcome {
            Outcome::Created => self.decision.received.clone(),
            Outcome::Corrected => Some(changed(current, &self.decision.changes)),
            Outcome::Unchanged => Some(current.to_owned()),
            Outcome::Stale | Outcome::AlreadyProcessed | Outcome::Duplicate | Outcome::Rejected => None,
        }
    }
}

/// Decides a received modification as the base is now.
pub(crate) fn decide(
    change: &Change<'_>,
    rules: &ActiveRules,
    now: Timestamp,
    kept: &Kept,
    received: &Received,
    place: &Place,
) -> Result<Decided, DeliveryError> {
    let context = rules.context(now);
    let sent = change.identity(&kept.sent)?;
    let identity = change.identity(&kept.customer)?;
    let in_force = identity.and_then(|identity| identity.in_force).map(|number| change.in_force(number)).transpose()?;
    let later_source = match &in_force {
        Some(current) if current.modified_at == kept.modified_at => change.place(current.number)? > *place,
        _ => false,
    };
    let prior = match sent {
        Some(sent) => {
            change.prior(change.link(sent.head)?, kept.modified_at, change.digest_floor()?, Some(kept.version))?
        }
        None => Vec::new(),
    };
    let mut question = rules::Kept {
        modification: rules::Modification {
            customer: kept.sent.clone(),
            modified_at: kept.modified_at,
            digest: kept.digest,
            values: received.row.clone(),
            absent_fields: received.absent.clone(),
        },
        current: in_force.as_ref().map(|current| known::customer(&kept.customer, current)),
        prior: prior.into_iter().filter(|digest| *digest != kept.digest).collect(),
        later_source,
        evidence: None,
    };
    let mut keys = None;
    let decision = loop {
        match rules.rules.decide_again(&context, std::slice::from_ref(&question))?.pop() {
            Some(Answer::Decided(decision)) => break decision,
            Some(Answer::LookUp(LookUp { keys: wanted, alone })) => {
                let evidence = evidence::evidence(change, &kept.customer, &wanted)?;
                keys = Some(wanted);
                match alone.filter(|_| evidence::is_nobody(&evidence)) {
                    Some(alone) => break alone,
                    None => question.evidence = Some(evidence),
                }
            }
            None => unreachable!("the engine checks that there is an answer"),
        }
    };
    Ok(Decided { decision, current: in_force, keys })
}

/// Writes what a withheld modification was decided to be now.
fn enact(
    change: &Change<'_>,
    operation: i64,
    kept: &Kept,
    place: &Place,
    decided: Decided,
    resolution: Resolution,
) -> Result<(), DeliveryError> {
    let last = change.next_version()? - 1;
    let Some(row) = decided.row() else {
        return match decided.decision.outcome {
            Outcome::Duplicate => {
                let matches = decided.decision.matches;
                let others: Vec<_> = matches.into_iter().map(|other| (other.customer, other.reasons)).collect();
                Ok(change.withhold(kept.version, &kept.customer, last, &others)?)
            }
            Outcome::Rejected => Ok(change.withhold(kept.version, &kept.customer, last, &[])?),
            // Its own record has moved on.
            _ => Ok(change.resolve(kept.version, Resolution::Superseded, operation)?),
        };
    };
    let origin = Origin { version: kept.version, digest: Some(kept.digest), place, resolution: Some(resolution) };
    applied::apply(
        change,
        &Applied {
            operation,
            kind: Operation::ReDecided,
            sent: &kept.sent,
            customer: &kept.customer,
            modified_at: kept.modified_at,
            origin: Some(origin),
            current: decided.current.as_ref(),
            row: &row,
            remarks: Remarks { notes: decided.decision.notes, ..Remarks::default() },
            keys: decided.keys.as_ref(),
        },
    )?;
    Ok(())
}
