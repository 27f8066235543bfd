//! What is kept for how long, and what goes when its time is over.

use super::blanking::{Contents, blank_what_is_left};
use crate::report::Timestamp;
use crate::rules::{Argument, ArgumentKind, Reason};
use crate::store::{Store, StoreError};

/// Seconds a day.
const DAY: i64 = 86_400;
/// A clock that has jumped ahead counts for so much after the last retrieval: it must not empty the store.
const LONGEST_JUMP: i64 = 31 * DAY;

/// A kept delivery whose time is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OldDelivery {
    /// The content.
    pub sha256: String,
    /// The name it came under last.
    pub name: String,
    /// When it came last.
    pub at: Timestamp,
}

/// What goes, or would go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Over {
    /// Kept deliveries.
    pub deliveries: Vec<OldDelivery>,
    /// Versions whose old values are forgotten.
    pub versions: u64,
    /// Rejected records without an identifier.
    pub records: u64,
}

impl Over {
    /// As notices of a retrieval; nothing is said of what did not go.
    pub(crate) fn notices(&self) -> Vec<Reason> {
        let counts = [
            ("host.retention-deliveries", self.deliveries.len() as u64),
            ("host.retention-history", self.versions),
            ("host.retention-unidentified", self.records),
        ];
        let notice = |(code, count): (&str, u64)| Reason {
            code: code.to_owned(),
            arguments: vec![Argument { kind: ArgumentKind::Number, value: count.to_string() }],
        };
        counts.into_iter().filter(|(_, count)| *count > 0).map(notice).collect()
    }
}

/// Lists what would go now.
///
/// # Errors
/// Those of the base and the disk.
pub fn list(store: &mut Store) -> Result<Over, StoreError> {
    let _lock = store.lock()?;
    let reference = reference(store, None)?;
    let mut over = Over { deliveries: old_deliveries(store, reference)?, ..Over::default() };
    // What is not committed did not happen.
    (over.versions, over.records) = forget(store, reference, false)?;
    Ok(over)
}

/// Removes what is to go now.
///
/// # Errors
/// Those of the base and the disk.
pub fn apply(store: &mut Store) -> Result<Over, StoreError> {
    let _lock = store.lock()?;
    apply_in(store, None)
}

/// As [`apply`], within a retrieval.
pub(crate) fn apply_in(store: &mut Store, retrieval: Option<i64>) -> Result<Over, StoreError> {
    let reference = reference(store, retrieval)?;
    let kept = store.kept()?;
    let mut over = Over { deliveries: old_deliveries(store, reference)?, ..Over::default() };
    let now = store.clock.now();
    for delivery in &over.deliveries {
        // Said before it is done: a file that is missing without a reason would look like damage.
        store.base.forget_content(&delivery.sha256, now)?;
        kept.remove(&delivery.sha256)?;
    }
    (over.versions, over.records) = forget(store, reference, true)?;
    blank_what_is_left(&store.base, Contents::Folder(&kept))?;
    Ok(over)
}

/// The time that ages are counted from.
fn reference(store: &Store, retrieval: Option<i64>) -> Result<Timestamp, StoreError> {
    let now = store.clock.now();
    Ok(match store.base.retrieval_before(retrieval)? {
        Some(last) => now.min(last.saturating_add(LONGEST_JUMP)),
        None => now,
    })
}

/// The time before which is old; none where nothing ever is.
fn floor(reference: Timestamp, days: u64) -> Option<Timestamp> {
    let seconds = i64::try_from(days).ok().filter(|days| *days > 0)?.checked_mul(DAY)?;
    reference.checked_sub(seconds)
}

fn old_deliveries(store: &Store, reference: Timestamp) -> Result<Vec<OldDelivery>, StoreError> {
    let Some(floor) = floor(reference, store.settings.retention.deliveries) else { return Ok(Vec::new()) };
    let mut old = Vec::new();
    for sha256 in store.kept()?.contents()? {
        if let Some((at, name)) = store.base.last_delivery_of(&sha256)?.filter(|(at, _)| *at < floor) {
            old.push(OldDelivery { sha256, name, at });
        }
    }
    Ok(old)
}

/// Forgets values and records of nobody; answers how many of each.
fn forget(store: &mut Store, reference: Timestamp, for_good: bool) -> Result<(u64, u64), StoreError> {
    let retention = store.settings.retention;
    let change = store.base.change()?;
    let (mut versions, mut records) = (0, 0);
    if let Some(floor) = floor(reference, retention.history) {
        versions = change.forget_values(change.first_version_since(floor)?)?;
    }
    if let Some(floor) = floor(reference, retention.unidentified) {
        records = change.forget_unidentified(change.first_version_since(floor)?)?.len() as u64;
    }
    if for_good {
        change.commit()?;
    }
    Ok((versions, records))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_old_where_no_time_is_set() {
        assert_eq!(floor(1_000_000, 0), None);
        assert_eq!(floor(1_000_000, 1), Some(1_000_000 - DAY));
        assert_eq!(floor(1_000_000, u64::MAX), None);
    }
}
