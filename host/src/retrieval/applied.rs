//! One version put in force outside a delivery: by a person's act, or when a withheld modification is decided anew.

use crate::base::{BaseError, Change, InForce, NewRecord, NewVersion, Place, Remarks};
use crate::report::{Operation, Resolution, Timestamp};
use crate::rules::Keys;

/// What is put in force.
#[derive(Debug)]
pub(crate) struct Applied<'a> {
    pub(crate) operation: i64,
    pub(crate) kind: Operation,
    /// The identifier that was sent or named.
    pub(crate) sent: &'a str,
    /// Whom it leads to.
    pub(crate) customer: &'a str,
    pub(crate) modified_at: Timestamp,
    /// The withheld version whose content and place this has, and its digest; none for a person's act.
    pub(crate) origin: Option<(i64, u64, &'a Place)>,
    /// What was in force.
    pub(crate) current: Option<&'a InForce>,
    /// The values from now on.
    pub(crate) row: &'a str,
    pub(crate) remarks: Remarks,
    /// Keys that change hands.
    pub(crate) keys: Option<&'a Keys>,
}

/// Appends the version, points at it, moves its keys, and takes what it supersedes out of the queue; answers its number.
pub(crate) fn apply(change: &Change<'_>, applied: &Applied<'_>) -> Result<i64, BaseError> {
    let number = change.next_version()?;
    let remarks = applied.remarks.json();
    let version = NewVersion {
        operation: applied.operation,
        line: None,
        kind: applied.kind,
        customer: Some(applied.sent),
        applied_to: (applied.sent != applied.customer).then_some(applied.customer),
        modified_at: Some(applied.modified_at),
        digest: applied.origin.map(|(_, digest, _)| digest),
        previous: change.identity(applied.sent)?.map(|identity| identity.head),
        before: applied.current.map(|current| current.number),
        origin: applied.origin.map(|(version, ..)| version),
        record: Some(NewRecord {
            row: applied.row,
            others: Some(applied.current.map(|current| current.others.as_str()).unwrap_or_default()),
            absent: &[],
        }),
        remarks: remarks.as_deref(),
        bytes: None,
    };
    change.append(number, std::iter::once(version))?;
    change.put_in_force(number, applied.sent, applied.customer, applied.modified_at)?;
    if let Some(keys) = applied.keys {
        change.exchange_keys(applied.customer, &keys.held, &keys.taken)?;
    }
    if let Some((withheld, ..)) = applied.origin {
        change.resolve(withheld, Resolution::ReDecided, applied.operation)?;
    }
    let person = Place::Person { version: number };
    let place = applied.origin.map_or(&person, |(.., place)| place);
    for item in change.withheld_of(applied.customer)? {
        if item.order() < (applied.modified_at, place) {
            change.resolve(item.version, Resolution::Superseded, applied.operation)?;
        }
    }
    Ok(number)
}
