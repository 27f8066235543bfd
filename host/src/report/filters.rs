//! Which of what happened is asked for.

use super::{Mode, Operation, Timestamp};

/// Which retrievals to report.
#[derive(Debug, Clone, Default)]
pub struct RetrievalFilter {
    /// Of this mode only.
    pub mode: Option<Mode>,
    /// Begun at this time or later.
    pub since: Option<Timestamp>,
    /// Begun before this time.
    pub until: Option<Timestamp>,
    /// This one only.
    pub retrieval: Option<i64>,
    /// Those before this one.
    pub before: Option<i64>,
    /// At most so many, the newest.
    pub limit: Option<u32>,
}

/// Which records of a delivery to show.
#[derive(Debug, Clone, Default)]
pub struct LineFilter {
    /// Of these outcomes; empty = all.
    pub outcomes: Vec<Operation>,
    /// With this note.
    pub note: Option<String>,
    /// Of customers found by this text; empty = all.
    pub text: String,
    /// Without those of which something became later.
    pub open: bool,
    /// From this version on.
    pub from: Option<i64>,
}

/// Which versions to show.
#[derive(Debug, Clone, Default)]
pub struct HistoryFilter {
    /// Of this customer, its aliases included.
    pub customer: Option<String>,
    /// Of these operations; empty = all.
    pub operations: Vec<Operation>,
    /// Integrated at this time or later.
    pub since: Option<Timestamp>,
    /// Integrated before this time.
    pub until: Option<Timestamp>,
    /// At most so many, the newest.
    pub limit: Option<u32>,
}
