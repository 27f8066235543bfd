//! A field gets the value back that an entry of the history took from it.

use super::PeopleError;
use super::editing::{Edit, Edited, write_as};
use crate::report::Operation;
use crate::store::Store;

/// Writes the value that `field` had before an entry of the history; dated now, as any edit.
///
/// # Errors
/// [`PeopleError::NoSuchEntry`], [`PeopleError::NotChangedThere`]; those of the base and the rules.
pub fn revert(store: &mut Store, entry: i64, field: &str, force: bool, by: &str) -> Result<Edited, PeopleError> {
    let modification = store.base.entry(entry)?.ok_or(PeopleError::NoSuchEntry { id: entry })?;
    let concerned = modification.applied_to.or(modification.customer);
    let concerned = concerned.ok_or(PeopleError::NoSuchEntry { id: entry })?;
    let applied = Operation::CHANGING.contains(&modification.operation);
    let change = modification.changes.into_iter().find(|change| change.field == field).filter(|_| applied);
    let change = change.ok_or_else(|| PeopleError::NotChangedThere { id: entry, field: field.into() })?;
    let customer = store.base.customer(&concerned)?.ok_or_else(|| PeopleError::nobody(&concerned))?;
    let values = [(change.field, change.old)];
    Ok(write_as(store, &customer.id, &Edit { values: &values, at: None, force, seen: None, by }, Operation::Reverted)?)
}
