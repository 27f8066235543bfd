//! What persons do to customers. Each act is one transaction, and history, like a delivered line.
//!
//! - [`add`], [`edit`] and [`revert`] write values;
//! - [`merge`] makes two customers one, [`unmerge`] takes that back, [`declare_distinct`] says they are two,
//!   [`undo_distinct`] takes that back;
//! - [`apply_opt_out`] takes back a consent that a modification took back without being applied.
//!
//! [`preview_merge`] and [`preview_unmerge`] do everything and then let go of it: what they show is what happens.

mod distinct;
mod editing;
mod error;
mod merging;
mod objecting;
mod replay;
mod reverting;
mod sides;
mod undoing;

pub use distinct::{Declared, declare_distinct, undo_distinct};
pub(crate) use editing::write_as;
pub use editing::{Edit, Edited, add, edit};
pub use error::PeopleError;
pub use merging::{MergeRequest, merge, preview_merge};
pub use objecting::apply_opt_out;
pub use reverting::revert;
pub use undoing::{preview_unmerge, unmerge};

use crate::base::{BaseError, Change, InForce};
use crate::report::{Customer, Timestamp};
use crate::rules;
use crate::store::ActiveRules;

/// A customer's version in force, if it is in the base.
fn in_force(change: &Change<'_>, id: &str) -> Result<Option<InForce>, BaseError> {
    let number = change.identity(id)?.and_then(|identity| identity.in_force);
    number.map(|number| change.in_force(number)).transpose()
}

/// A row by the names of the rules' fields, for people.
fn shown(rules: &ActiveRules, id: &str, version: i64, modified_at: Timestamp, row: &str) -> Customer {
    let fields = rules.rules.description().fields.iter().map(|field| field.name.clone());
    let values = fields.zip(row.split(rules::SEPARATOR).map(str::to_owned)).collect();
    Customer { id: id.into(), version, modified_at, values, aliases: Vec::new(), withheld: Vec::new() }
}
