//! What happened, as people and programs read it.
//!
//! The base answers with these view types; [`json`] and [`text`] render them. Sentences are kept as codes with
//! arguments until they are rendered, so that history can be read in another language later.

use std::collections::BTreeMap;

use crate::rules::Reason;

mod filters;
pub mod json;
pub mod merging;
mod pairs;
#[cfg(test)]
pub(crate) mod sample;
pub mod text;
pub mod verification;
pub mod words;

pub use filters::{HistoryFilter, LineFilter, RetrievalFilter};
pub use pairs::{FoundPair, Scan};

/// Seconds since 1970-01-01T00:00:00Z.
pub type Timestamp = i64;

/// How a retrieval was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// By a person.
    Manual,
    /// At the first launch of the day.
    Automatic,
    /// The first load of an empty base.
    Import,
}

/// How a retrieval ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetrievalStatus {
    /// Everything found was dealt with.
    Done,
    /// Something was left: a file waiting, refused, undecided or not fetched.
    Partial,
    /// Nothing could be fetched.
    Failed,
    /// There was no new file.
    NothingNew,
    /// Not begun: switched off, or done already today.
    Skipped,
}

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryStatus {
    /// Each of its records was decided, and the base changed in one transaction.
    Applied,
    /// The rules refused the whole file.
    Refused,
    /// Its content was applied before.
    Redelivered,
    /// The rules component misbehaved: nothing of it is applied.
    Undecided,
}

/// What a version records: an outcome of a delivered line, or a person's operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// A new customer.
    Created,
    /// Fields changed.
    Corrected,
    /// Nothing differed.
    Unchanged,
    /// Decided before.
    AlreadyProcessed,
    /// The record's last modification is later.
    Stale,
    /// Withheld: it would create a duplicate customer.
    Duplicate,
    /// It can't be a modification.
    Rejected,
    /// A customer added by a person.
    Added,
    /// A customer edited by a person.
    Edited,
    /// Two customers became one.
    Merged,
    /// A merge was undone.
    Unmerged,
    /// Two customers were declared distinct.
    DeclaredDistinct,
    /// Two customers are not declared distinct any more.
    DistinctUndone,
    /// A withheld modification was decided anew and applied.
    ReDecided,
    /// A consent taken back by a modification that was not applied.
    OptOutApplied,
    /// A field got an older value back.
    Reverted,
    /// A person was erased.
    Erased,
}

/// What became of a line after its outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// Applied as part of a merge.
    Merged,
    /// Its pair was declared distinct, and it was decided anew.
    Distinct,
    /// A later modification of the same customer took its place.
    Superseded,
    /// The obstacle moved, and it was decided anew.
    ReDecided,
    /// Its objection alone was applied.
    OptOutApplied,
}

/// One retrieval with its deliveries.
#[derive(Debug, Clone)]
pub struct Retrieval {
    /// Counts up from 1; 0: it was not begun, and is not recorded.
    pub id: i64,
    /// How it was begun.
    pub mode: Mode,
    /// How it ended.
    pub status: RetrievalStatus,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; none while it runs, or where it was interrupted.
    pub finished_at: Option<Timestamp>,
    /// Why it failed: a code of the host's catalogue with its arguments. Its hint is the code with `-hint` added.
    pub error: Option<Reason>,
    /// In the order in which they were applied.
    pub deliveries: Vec<Delivery>,
    /// Files left for the next retrieval, with a code of the host's catalogue.
    pub waiting: Vec<Waiting>,
    /// Remarks about the whole.
    pub notices: Vec<Reason>,
}

/// A file left for the next retrieval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its name.
    pub name: String,
    /// Why: a code of the host's catalogue.
    pub reason: String,
}

/// The rules that decided a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesIdentity {
    /// Their name.
    pub name: String,
    /// Their version, for people.
    pub version: String,
    /// sha256 of the component, in hexadecimal.
    pub digest: String,
}

/// One delivered file.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Counts up from 1.
    pub id: i64,
    /// The retrieval it came with.
    pub retrieval: i64,
    /// Its base name.
    pub name: String,
    /// Of its content, in hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// What became of it.
    pub status: DeliveryStatus,
    /// The delivery whose content this is.
    pub same_as: Option<i64>,
    /// Why it was refused or left undecided.
    pub reason: Option<Reason>,
    /// The rules that read it.
    pub rules: RulesIdentity,
    /// Records; 0 unless applied.
    pub lines: u64,
    /// Records by outcome, in the order of [`Operation::OUTCOMES`].
    pub outcomes: [u64; 7],
    /// Notes by code.
    pub notes: BTreeMap<String, u64>,
    /// Columns that the rules don't know, as the header writes them.
    pub unknown_columns: Vec<String>,
}

/// Another customer met by a modification.
#[derive(Debug, Clone, PartialEq)]
pub struct Other {
    /// Whom.
    pub customer: String,
    /// On what grounds.
    pub reasons: Vec<Reason>,
}

/// A field's old and new value.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldChange {
    /// The field's name.
    pub field: String,
    /// Empty = no value.
    pub old: String,
    /// Empty = no value.
    pub new: String,
}

/// One version: a delivered line and what became of it, or a person's operation.
#[derive(Debug, Clone)]
pub struct Modification {
    /// The version's number.
    pub id: i64,
    /// Of the physical line in its file.
    pub line: Option<u32>,
    /// As sent.
    pub customer: Option<String>,
    /// Where an alias led elsewhere.
    pub applied_to: Option<String>,
    /// The modification's date.
    pub modified_at: Option<Timestamp>,
    /// What became of it.
    pub operation: Operation,
    /// Whom it met then.
    pub others: Vec<Other>,
    /// Why it was rejected.
    pub reason: Option<Reason>,
    /// Remarks.
    pub notes: Vec<Reason>,
    /// Old and new values; for stale and duplicate, what was not applied.
    pub changes: Vec<FieldChange>,
    /// What became of it later.
    pub resolution: Option<Resolution>,
    /// When it was integrated.
    pub integrated_at: Timestamp,
    /// The delivery it came with.
    pub delivery: Option<DeliveryName>,
    /// Who did it; empty for a retrieval at start-up.
    pub by: String,
}

/// A delivery, shortly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryName {
    /// As in [`Delivery::id`].
    pub id: i64,
    /// As in [`Delivery::name`].
    pub name: String,
}

/// One customer of the base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// Compared exactly.
    pub id: String,
    /// The version in force.
    pub version: i64,
    /// The date of the modification the values come from.
    pub modified_at: Timestamp,
    /// Field and value in the rules' order, empty values left out.
    pub values: Vec<(String, String)>,
    /// Identifiers that lead here since a merge.
    pub aliases: Vec<String>,
    /// Withheld modifications, by number.
    pub withheld: Vec<i64>,
}

/// One withheld modification.
#[derive(Debug, Clone)]
pub struct Withheld {
    /// The number of the version it was received as.
    pub id: i64,
    /// As sent.
    pub customer: String,
    /// Whom it concerns, after merges.
    pub concerns: String,
    /// The modification's date.
    pub modified_at: Timestamp,
    /// The delivery it came with.
    pub delivery: DeliveryName,
    /// Of the physical line in its file.
    pub line: u32,
    /// Whoever stands in the way now.
    pub others: Vec<Other>,
    /// Remarks.
    pub notes: Vec<Reason>,
    /// Whether the customer is in the base: a withheld creation otherwise.
    pub known: bool,
    /// The values before, by field: of the base, or empty.
    pub changes: Vec<FieldChange>,
}

/// A version of a person, with all that it holds.
#[derive(Debug, Clone)]
pub struct HeldVersion {
    /// What happened.
    pub modification: Modification,
    /// Field and value of the whole record as it then was.
    pub values: Vec<(String, String)>,
    /// The record as the provider sent it; none where it is kept no more, or a person did it.
    pub delivered: Option<Delivered>,
}

/// A record as the provider sent it.
#[derive(Debug, Clone)]
pub struct Delivered {
    /// In which delivery.
    pub delivery: DeliveryName,
    /// On which physical line.
    pub line: u32,
    /// The file's first line: the names of the columns.
    pub header: String,
    /// The record.
    pub record: String,
}

macro_rules! codes {
    ($type:ident: $($variant:ident = $number:literal $code:literal),+ $(,)?) => {
        impl $type {
            /// All codes, in the order of their numbers.
            pub const CODES: &'static [&'static str] = &[$($code),+];

            /// The code used in the command line and JSON.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
            /// The number used in the base.
            pub fn number(self) -> i64 {
                match self { $(Self::$variant => $number),+ }
            }
            /// From the number used in the base.
            pub fn from_number(number: i64) -> Option<Self> {
                match number { $($number => Some(Self::$variant),)+ _ => None }
            }
            /// From the code used in the command line and JSON.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

codes!(Mode: Manual = 1 "manual", Automatic = 2 "automatic", Import = 3 "import");
codes!(RetrievalStatus: Done = 1 "done", Partial = 2 "partial", Failed = 3 "failed", NothingNew = 4 "nothing-new",
    Skipped = 5 "skipped");
codes!(DeliveryStatus: Applied = 1 "applied", Refused = 2 "refused", Redelivered = 3 "redelivered",
    Undecided = 4 "undecided");
codes!(Operation: Created = 1 "created", Corrected = 2 "corrected", Unchanged = 3 "unchanged",
    AlreadyProcessed = 4 "already-processed", Stale = 5 "stale", Duplicate = 6 "duplicate", Rejected = 7 "rejected",
    Added = 8 "added", Edited = 9 "edited", Merged = 10 "merged", Unmerged = 11 "unmerged",
    DeclaredDistinct = 12 "declared-distinct", ReDecided = 13 "re-decided", OptOutApplied = 14 "opt-out-applied",
    Reverted = 15 "reverted", Erased = 16 "erased", DistinctUndone = 17 "distinct-undone");
codes!(Resolution: Merged = 1 "merged", Distinct = 2 "distinct", Superseded = 3 "superseded",
    ReDecided = 4 "re-decided", OptOutApplied = 5 "opt-out-applied");

impl Operation {
    /// Those after which a customer's values may be others.
    pub const CHANGING: [Self; 9] = [
        Self::Created,
        Self::Corrected,
        Self::Added,
        Self::Edited,
        Self::Merged,
        Self::Unmerged,
        Self::ReDecided,
        Self::OptOutApplied,
        Self::Reverted,
    ];

    /// The seven outcomes of a delivered line.
    pub const OUTCOMES: [Self; 7] = [
        Self::Created,
        Self::Corrected,
        Self::Unchanged,
        Self::AlreadyProcessed,
        Self::Stale,
        Self::Duplicate,
        Self::Rejected,
    ];
}

/// A change of the base, for a till that reads it.
#[derive(Debug, Clone)]
pub struct Change {
    /// The version's number: a cursor to go on from.
    pub cursor: i64,
    /// What happened.
    pub operation: Operation,
    /// When.
    pub integrated_at: Timestamp,
    /// The customer as it is since then; none where it is in the base no more.
    pub customer: Option<Customer>,
    /// Whom it concerns; nobody where a person was erased.
    pub id: Option<String>,
}
