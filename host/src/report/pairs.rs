//! Customers who are in the base twice.

use super::{Other, Timestamp};

/// A search of the whole base for customers who are in it twice.
#[derive(Debug, Clone)]
pub struct Scan {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// How many customers it looked at.
    pub customers: u64,
    /// How many pairs it found.
    pub pairs: u64,
    /// Keys that too many customers hold to be evidence.
    pub common_keys: u64,
}

/// Two customers of the base who look like one person.
#[derive(Debug, Clone)]
pub struct FoundPair {
    /// The one whose identifier comes first.
    pub customer: String,
    /// The other, and on what grounds.
    pub other: Other,
    /// When a scan first found them.
    pub since: Timestamp,
    /// Whether one of the two was changed after the last scan.
    pub changed: bool,
}
