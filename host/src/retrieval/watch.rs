//! What a person should hear of although each retrieval looks well: silence, unusual lengths, failures in a row.

use super::{Findings, host_reason};
use crate::base::BaseError;
use crate::report::{DeliveryStatus, RetrievalFilter, Timestamp};
use crate::rules::Reason;
use crate::store::Store;

/// What the codes of these notices begin with.
const PREFIX: &str = "host.watch-";
const DAY: i64 = 24 * 60 * 60;
/// Deliveries that must have come before any is unusual.
const ENOUGH: usize = 5;
/// Shorter ones are never unusual: three lines instead of one mean nothing.
const SHORT: u64 = 50;

/// Whether a notice is one of these, rather than a remark about the exchange.
pub fn is_watch(notice: &Reason) -> bool {
    notice.code.starts_with(PREFIX)
}

/// Adds the notices of a retrieval from the exchange to its findings.
pub(super) fn watch(store: &Store, retrieval: i64, now: Timestamp, findings: &mut Findings) -> Result<(), BaseError> {
    let set = &store.settings.watch;
    if let (Some(most), Some(last)) = (set.days_without_file, store.base.last_delivery()?) {
        let days = u64::try_from((now - last).div_euclid(DAY)).unwrap_or(0);
        if days >= most {
            findings.notices.push(host_reason("host.watch-silence", &[&days.to_string()]));
        }
    }
    if let (Some(most), Some(_)) = (set.failures, &findings.error) {
        let failures = store.base.failures_before(retrieval)? + 1;
        if failures >= most {
            findings.notices.push(host_reason("host.watch-failures", &[&failures.to_string()]));
        }
    }
    let Some(times) = set.unusual_lines else { return Ok(()) };
    let usual = store.base.usual_lines(retrieval)?;
    if usual.len() < ENOUGH {
        return Ok(());
    }
    let usual = usual[usual.len() / 2];
    let filter = RetrievalFilter { retrieval: Some(retrieval), ..RetrievalFilter::default() };
    for delivery in store.base.retrievals(&filter)?.into_iter().flat_map(|one| one.deliveries) {
        if delivery.status == DeliveryStatus::Applied && is_unusual(delivery.lines, usual, times) {
            let (lines, usual) = (delivery.lines.to_string(), usual.to_string());
            findings.notices.push(host_reason("host.watch-lines", &[&delivery.name, &lines, &usual]));
        }
    }
    Ok(())
}

/// Whether a number of lines is so many times more or less than the usual one.
fn is_unusual(lines: u64, usual: u64, times: u64) -> bool {
    let (less, more) = (lines.min(usual), lines.max(usual));
    more >= SHORT && less.saturating_mul(times) < more
}

#[cfg(test)]
mod tests {
    use super::is_unusual;

    #[test]
    fn only_large_differences_of_long_deliveries_are_unusual() {
        for (lines, usual, expected) in [
            (1_000, 100, false),
            (1_001, 100, true),
            (10, 100, false),
            (9, 100, true),
            (0, 50, true),
            (0, 49, false),
            (49, 0, false),
            (u64::MAX, u64::MAX, false),
        ] {
            assert_eq!(is_unusual(lines, usual, 10), expected, "{lines} {usual}");
        }
    }
}
