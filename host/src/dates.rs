//! Dates as people type them.

use std::str::FromStr;

use chrono::{DateTime, Days, LocalResult, NaiveDate, NaiveDateTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

use crate::report::Timestamp;

/// A date, a local time, or a time with its offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A whole day of the store's zone.
    Day(NaiveDate),
    /// A time of the store's zone.
    Local(NaiveDateTime),
    /// A time anywhere.
    Exact(Timestamp),
}

/// What clap shows for anything else.
#[derive(Debug, thiserror::Error)]
#[error("AAAA-MM-JJ, JJ/MM/AAAA, AAAA-MM-JJTHH:MM[:SS][+HH:MM] (yyyy-MM-dd, dd/MM/yyyy, RFC 3339)")]
pub struct NoDate;

impl FromStr for When {
    type Err = NoDate;

    fn from_str(text: &str) -> Result<Self, NoDate> {
        if let Ok(time) = DateTime::parse_from_rfc3339(text) {
            return Ok(Self::Exact(time.timestamp()));
        }
        if let Some(day) = ["%Y-%m-%d", "%d/%m/%Y"].iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok()) {
            return Ok(Self::Day(day));
        }
        ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
            .map(Self::Local)
            .ok_or(NoDate)
    }
}

impl When {
    /// The first second of it.
    pub fn begin(self, zone: Tz) -> Timestamp {
        match self {
            Self::Exact(time) => time,
            Self::Local(time) => local(time, zone),
            Self::Day(day) => local(day.into(), zone),
        }
    }

    /// The first second after it: a day named as the last one is included, a time is not.
    pub fn end(self, zone: Tz) -> Timestamp {
        match self {
            Self::Day(day) => local(day.checked_add_days(Days::new(1)).unwrap_or(day).into(), zone),
            other => other.begin(zone),
        }
    }
}

/// An hour that occurs twice is the first one; one that does not exist is moved forward, as the rules do.
fn local(time: NaiveDateTime, zone: Tz) -> Timestamp {
    match zone.from_local_datetime(&time) {
        LocalResult::Single(time) | LocalResult::Ambiguous(time, _) => time.timestamp(),
        LocalResult::None => {
            let before = zone.from_local_datetime(&(time - TimeDelta::hours(3))).earliest();
            before.map_or_else(|| time.and_utc().timestamp(), |before| before.timestamp() + 3 * 3600)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(text: &str) -> Option<Timestamp> {
        text.parse::<When>().ok().map(|when| when.begin(Tz::Europe__Paris))
    }

    #[test]
    fn days_are_the_stores() {
        let day: When = "2026-11-24".parse().expect("a day");
        assert_eq!(day.begin(Tz::Europe__Paris), 1_795_474_800);
        assert_eq!(day.end(Tz::Europe__Paris) - day.begin(Tz::Europe__Paris), 86_400);
        let short: When = "29/03/2026".parse().expect("a day");
        assert_eq!(short.end(Tz::Europe__Paris) - short.begin(Tz::Europe__Paris), 82_800);
    }

    #[test]
    fn times_are_local_unless_they_say_otherwise() {
        assert_eq!(begin("2026-11-24T08:00:00+01:00"), Some(1_795_503_600));
        assert_eq!(begin("2026-11-24T08:00"), Some(1_795_503_600));
        assert_eq!(begin("24/11/2026 08:00"), Some(1_795_503_600));
        assert_eq!(begin("2026-03-29T02:30"), begin("2026-03-29T03:30"));
        assert_eq!(begin("tomorrow"), None);
    }
}
