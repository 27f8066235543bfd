//! A consent that a modification took back without being applied.

use super::{PeopleError, in_force};
use crate::base::{Change, Place, Remarks};
use crate::report::{Customer, Operation, Resolution, Timestamp};
use crate::retrieval::applied::{self, Applied, Origin};
use crate::retrieval::{changed, reexamination};
use crate::rules;
use crate::store::{ActiveRules, Store};

/// Applies only the consents that a stale or withheld modification takes back; answers the customer as it is then.
///
/// The record is dated as that modification where it is the later one, so that nothing older gives the consent again.
/// A withheld modification stays in the queue for the rest.
///
/// # Errors
/// [`PeopleError::NoSuchEntry`], [`PeopleError::NoObjection`]; those of the base and the rules.
pub fn apply_opt_out(store: &mut Store, entry: i64, by: &str) -> Result<Customer, PeopleError> {
    let _lock = store.lock()?;
    let (rules, now) = (store.rules()?, store.clock.now());
    let change = store.base.change()?;
    let customer = enact(&change, &rules, now, entry, by)?;
    change.commit()?;
    Ok(customer)
}

fn enact(
    change: &Change<'_>,
    rules: &ActiveRules,
    now: Timestamp,
    entry: i64,
    by: &str,
) -> Result<Customer, PeopleError> {
    let event = change.event(entry)?.ok_or(PeopleError::NoSuchEntry { id: entry })?;
    if !matches!(event.kind, Operation::Stale | Operation::Duplicate) {
        return Err(PeopleError::NoObjection { id: entry });
    }
    let id = change.target(&event.sent)?;
    let current = in_force(change, &id)?.ok_or_else(|| PeopleError::nobody(&id))?;
    let kept = change.kept(entry, &id)?;
    let received = change.received(entry)?;
    let modification = rules::Modification {
        customer: kept.sent.clone(),
        modified_at: kept.modified_at,
        digest: kept.digest,
        values: received.row,
        absent_fields: received.absent,
    };
    let customer =
        rules::Customer { id: id.clone(), modified_at: current.modified_at, values: current.row.to_string() };
    let changes = rules.rules.objection(&modification, &customer)?;
    if changes.is_empty() {
        return Err(PeopleError::NoObjection { id: entry });
    }
    let edited = rules.rules.edit(&rules.context(now), Some(&customer), &changes, None)?;
    if !edited.problems.is_empty() {
        return Err(PeopleError::Problems(edited.problems));
    }
    let operation = change.operation(now, by, None, None)?;
    let (own, its) = (change.place(current.number)?, change.place(entry)?);
    let later: (Timestamp, i64, &Place) = if (kept.modified_at, &its) > (current.modified_at, &own) {
        (kept.modified_at, entry, &its)
    } else {
        (current.modified_at, current.number, &own)
    };
    let row = changed(&current.row, &edited.changes);
    // The place is the record's own or the modification's: either way what waits is not older than it.
    let version = applied::apply(
        change,
        &Applied {
            operation,
            kind: Operation::OptOutApplied,
            sent: &event.sent,
            customer: &id,
            modified_at: later.0,
            origin: Some(Origin { version: later.1, digest: None, place: later.2, resolution: None }),
            current: Some(&current),
            row: &row,
            remarks: Remarks::default(),
            keys: Some(&edited.keys),
        },
    )?;
    change.remark_resolution(entry, Resolution::OptOutApplied, operation)?;
    reexamination::passes(change, rules, now, by, None, Some(version))?;
    Ok(super::shown(rules, &id, version, later.0, &row))
}
