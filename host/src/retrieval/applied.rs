//! One version put in force outside a delivery: by a person's act, or when a withheld modification is decided anew.

use crate::base::{BaseError, Change, InForce, NewRecord, NewVersion, Place, Remarks};
use crate::report::{Operation, Resolution, Timestamp};
use crate::rules::Keys;

/// An earlier version that is applied now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin<'a> {
    pub(crate) version: i64,
    /// None of a person's act.
    pub(crate) digest: Option<u64>,
    pub(crate) place: &'a Place,
    /// What becomes of that version.
    pub(crate) resolution: Option<Resolution>,
}

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
    /// The version whose content and place this has; none for a person's act.
    pub(crate) origin: Option<Origin<'a>>,
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
        digest: applied.origin.and_then(|origin| origin.digest),
        previous: change.identity(applied.sent)?.map(|identity| identity.head),
        before: applied.current.map(|current| current.number),
        origin: applied.origin.map(|origin| origin.version),
        record: Some(NewRecord::Values {
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
    if let Some((version, resolution)) = applied.origin.and_then(|origin| Some((origin.version, origin.resolution?))) {
        change.resolve(version, resolution, applied.operation)?;
    }
    let person = Place::Person { version: number };
    let place = applied.origin.map_or(&person, |origin| origin.place);
    for item in change.withheld_of(applied.customer)? {
        if item.order() < (applied.modified_at, place) {
            change.resolve(item.version, Resolution::Superseded, applied.operation)?;
        }
    }
    Ok(number)
}
