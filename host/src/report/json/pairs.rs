//! Customers who are in the base twice, as JSON.

use super::{OtherView, rfc3339, sentences};
use crate::report::words::Words;
use crate::report::{FoundPair, Scan};

/// A scan and what it came to.
#[derive(serde::Serialize)]
pub struct ScanView<'a> {
    id: i64,
    at: String,
    by: &'a str,
    customers: u64,
    pairs: u64,
    common_keys: u64,
    left: u64,
}

/// Two customers who look like one person.
#[derive(serde::Serialize)]
pub struct PairView<'a> {
    customer: &'a str,
    other: OtherView<'a>,
    since: String,
    changed: bool,
}

/// A scan; `left` counts the pairs that nobody has merged or declared distinct.
pub fn scan(scan: &Scan, left: u64) -> ScanView<'_> {
    ScanView {
        id: scan.id,
        at: rfc3339(scan.at),
        by: &scan.by,
        customers: scan.customers,
        pairs: scan.pairs,
        common_keys: scan.common_keys,
        left,
    }
}

/// One pair.
pub fn pair<'a>(pair: &'a FoundPair, words: &Words<'_>) -> PairView<'a> {
    PairView {
        customer: &pair.customer,
        other: OtherView { customer: &pair.other.customer, reasons: sentences(&pair.other.reasons, words) },
        since: rfc3339(pair.since),
        changed: pair.changed,
    }
}
