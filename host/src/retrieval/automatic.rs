//! The retrieval of the store's start-up: one that succeeds a calendar day, whoever launches it how many times.

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;

use super::{Progress, Request, run_alone};
use crate::base::BaseError;
use crate::config::ReceptionMode;
use crate::report::{Mode, Retrieval, RetrievalFilter, RetrievalStatus, Timestamp};
use crate::store::{Store, StoreError};

/// The longest day of any time zone, with some room.
const LONGEST_DAY: i64 = 50 * 60 * 60;

/// What became of an automatic retrieval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Automatic {
    /// The retrieval of this number ran.
    Ran(i64),
    /// None was begun.
    Skipped(Skipped),
}

/// Why no automatic retrieval was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skipped {
    /// There is none at all: `reception.mode = "off"`.
    Off,
    /// It is not switched on: `reception.automatic = false`.
    NotAutomatic,
    /// One succeeded today.
    DoneToday,
    /// Another one is under way.
    Busy,
}

impl Skipped {
    /// The code of its sentence.
    pub fn code(self) -> &'static str {
        match self {
            Self::Off => "host.startup-off",
            Self::NotAutomatic => "host.startup-not-automatic",
            Self::DoneToday => "host.startup-done-today",
            Self::Busy => "host.startup-busy",
        }
    }
}

/// Runs the automatic retrieval of the day, if it is due.
///
/// # Errors
/// Those of [`super::run`].
pub fn automatic(store: &mut Store, progress: &dyn Progress) -> Result<Automatic, StoreError> {
    let reception = store.settings.reception;
    let skipped = |why| Ok(Automatic::Skipped(why));
    match (reception.mode, reception.automatic) {
        (ReceptionMode::Off, _) => return skipped(Skipped::Off),
        (ReceptionMode::Daily, false) => return skipped(Skipped::NotAutomatic),
        (ReceptionMode::Daily, true) => {}
    }
    if is_done(store)? {
        return skipped(Skipped::DoneToday);
    }
    let _lock = match store.lock() {
        Ok(lock) => lock,
        Err(StoreError::Busy) => return skipped(Skipped::Busy),
        Err(error) => return Err(error),
    };
    // Another launch may have done it while this one waited.
    if is_done(store)? {
        return skipped(Skipped::DoneToday);
    }
    let request = Request { mode: Mode::Automatic, files: Vec::new(), again: None };
    run_alone(store, &request, progress).map(Automatic::Ran)
}

/// Whether an automatic retrieval of this calendar day left nothing to come back for.
fn is_done(store: &Store) -> Result<bool, BaseError> {
    let (now, zone) = (store.clock.now(), store.settings.store.time_zone);
    let since = Some(now - LONGEST_DAY);
    let filter = RetrievalFilter { mode: Some(Mode::Automatic), since, ..RetrievalFilter::default() };
    let today = day(now, zone);
    Ok(store.base.retrievals(&filter)?.iter().any(|one| day(one.started_at, zone) == today && is_success(one)))
}

/// Refused and undecided files are no reason to come back: the exchange has nothing more to give.
fn is_success(retrieval: &Retrieval) -> bool {
    let complete = !retrieval.notices.iter().any(|notice| notice.code == "host.listing-truncated");
    let ended = match retrieval.status {
        RetrievalStatus::Done | RetrievalStatus::NothingNew | RetrievalStatus::Partial => retrieval.error.is_none(),
        RetrievalStatus::Failed | RetrievalStatus::Skipped => false,
    };
    ended && complete && retrieval.waiting.is_empty()
}

fn day(time: Timestamp, zone: Tz) -> Option<NaiveDate> {
    Some(DateTime::from_timestamp(time, 0)?.with_timezone(&zone).date_naive())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_begin_at_midnight_of_the_store() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).expect("a time").timestamp();
        let same = |left, right, zone| day(at(left), zone) == day(at(right), zone);
        let (paris, reunion) = (Tz::Europe__Paris, Tz::Indian__Reunion);
        assert!(same("2026-11-23T23:30:00Z", "2026-11-24T07:00:00Z", paris));
        assert!(!same("2026-11-23T22:59:59Z", "2026-11-23T23:00:00Z", paris));
        assert!(same("2026-11-23T20:00:00Z", "2026-11-24T19:59:59Z", reunion));
        // The day on which summer time ends has 25 hours.
        assert!(same("2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z", paris));
        assert!(!same("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", paris));
    }
}
