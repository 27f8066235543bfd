//! What a transaction reads and writes: pointers, versions, places, deliveries.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{BaseError, Text, parse, to_json};
use crate::report::{DeliveryStatus, Operation, Timestamp};
use crate::rules::Reason;

/// The pointers of one identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity {
    /// Its last version of any kind.
    pub(crate) head: i64,
    /// The latest date ever decided for it.
    pub(crate) latest: Option<Timestamp>,
    /// Its version in force; none while it is not in the base.
    pub(crate) in_force: Option<i64>,
}

/// A customer's version in force.
#[derive(Debug, Clone)]
pub(crate) struct InForce {
    /// The version.
    pub(crate) number: i64,
    /// Its date.
    pub(crate) modified_at: Timestamp,
    /// Its values, as the rules see them.
    pub(crate) row: Arc<str>,
    /// Values of fields that the rules in force don't name.
    pub(crate) others: String,
}

/// A customer's version in force as history holds it: its values are read once somebody needs them.
#[derive(Debug, Clone)]
pub(crate) struct Stored {
    /// The version.
    pub(crate) number: i64,
    /// Its date.
    pub(crate) modified_at: Timestamp,
    /// The field list that its record was written under.
    pub(crate) list: i64,
    /// Its record.
    pub(crate) record: Text,
}

/// What a version says of itself besides its content: a link in the chain of its identifier, and where it came from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    /// The version.
    pub(crate) number: i64,
    /// Its date.
    pub(crate) modified_at: Option<Timestamp>,
    /// The digest of its modification.
    pub(crate) digest: Option<u64>,
    /// The number of its operation's kind.
    pub(crate) kind: i64,
    /// The version before of the same identifier.
    pub(crate) previous: Option<i64>,
    /// The stretch of history that it belongs to.
    pub(crate) operation: i64,
    /// The physical line in the delivery.
    pub(crate) line: Option<u32>,
    /// The version whose content and place this has.
    pub(crate) origin: Option<i64>,
}

/// The delivery that a stretch of history applied.
#[derive(Debug, Clone)]
pub(crate) struct Delivered {
    /// Whether it was the first load.
    pub(crate) first_load: bool,
    /// Its base name.
    pub(crate) name: Arc<str>,
    /// How many other contents of that name were applied before.
    pub(crate) nth: u32,
}

impl Delivered {
    /// Where a line of it stands.
    pub(crate) fn place(&self, line: u32) -> Place {
        if self.first_load {
            Place::FirstLoad { line }
        } else {
            Place::Delivery { name: Arc::clone(&self.name), nth: self.nth, line }
        }
    }
}

/// Where a content stands in the canonical order among those of one date.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// Before every delivery's: a line of the first load.
    FirstLoad {
        /// The physical line.
        line: u32,
    },
    /// A delivered line.
    Delivery {
        /// Compared by its UTF-8 bytes.
        name: Arc<str>,
        /// How many other contents of that name were applied before.
        nth: u32,
        /// The physical line.
        line: u32,
    },
    /// After every delivery's: a person's edit.
    Person {
        /// Later acts come later.
        version: i64,
    },
}

/// What is said about a version, as it is stored.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct Remarks {
    /// Whom it met then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) others: Vec<(String, Vec<Reason>)>,
    /// Why it was rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<Reason>,
    /// Notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) notes: Vec<Reason>,
}

impl Remarks {
    /// Of a version's column; nothing said where it is empty.
    pub(super) fn read(json: Option<&str>) -> Result<Self, BaseError> {
        Ok(json.map(|json| parse(json, "a version's remarks")).transpose()?.unwrap_or_default())
    }

    /// As JSON; none where nothing is said.
    pub(crate) fn json(&self) -> Option<String> {
        let nothing = self.others.is_empty() && self.reason.is_none() && self.notes.is_empty();
        (!nothing).then(|| to_json(self))
    }
}

/// The values of a version to be appended.
#[derive(Debug, Clone, Copy)]
pub(crate) enum NewRecord<'a> {
    /// To be written under the field list of the rules in force.
    Values {
        /// As the rules see them.
        row: &'a str,
        /// Those of fields that the rules don't name; none in a received record, which doesn't carry them.
        others: Option<&'a str>,
        /// Fields not carried.
        absent: &'a [u32],
    },
    /// Written already, by [`super::Fields::write`].
    Written(&'a str),
}

/// A version to be appended.
#[derive(Debug)]
pub(crate) struct NewVersion<'a> {
    pub(crate) operation: i64,
    pub(crate) line: Option<u32>,
    pub(crate) kind: Operation,
    /// As sent.
    pub(crate) customer: Option<&'a str>,
    /// Where an alias led elsewhere.
    pub(crate) applied_to: Option<&'a str>,
    pub(crate) modified_at: Option<Timestamp>,
    pub(crate) digest: Option<u64>,
    /// The version before of the same identifier.
    pub(crate) previous: Option<i64>,
    /// The version in force when it was decided.
    pub(crate) before: Option<i64>,
    /// The version whose content and place this has.
    pub(crate) origin: Option<i64>,
    pub(crate) record: Option<NewRecord<'a>>,
    pub(crate) remarks: Option<&'a str>,
    /// Offset and length of its bytes in the delivery.
    pub(crate) bytes: Option<(u64, u32)>,
}

/// A delivery to be recorded.
#[derive(Debug)]
pub(crate) struct NewDelivery<'a> {
    pub(crate) retrieval: i64,
    pub(crate) name: &'a str,
    pub(crate) sha256: &'a str,
    pub(crate) size: u64,
    pub(crate) status: DeliveryStatus,
    pub(crate) same_as: Option<i64>,
    pub(crate) reason: Option<&'a Reason>,
    pub(crate) rules: i64,
    pub(crate) parameters: &'a str,
    pub(crate) first_load: bool,
    pub(crate) nth: u32,
    pub(crate) lines: u64,
    pub(crate) outcomes: [u64; 7],
    pub(crate) notes: &'a std::collections::BTreeMap<String, u64>,
    pub(crate) unknown_columns: &'a [String],
    pub(crate) header_length: u32,
    pub(crate) first_version: Option<i64>,
}
