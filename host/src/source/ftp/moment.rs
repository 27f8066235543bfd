//! Dates as FTP servers write them.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};

/// `YYYYMMDDHHMMSS`, fractions left out, of `MDTM` and `MLSD` (RFC 3659, 2.3): always UTC.
pub(super) fn digits(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let whole = text.split('.').next()?;
    // A server of 1999 that wrote "19" and the years since 1900: 19100 for 2000.
    let fixed = match whole.len() {
        14 => whole.to_owned(),
        15 if whole.starts_with("191") => format!("20{}", &whole[3..]),
        _ => return None,
    };
    if !fixed.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| fixed.get(range)?.parse::<u32>().ok();
    let day = NaiveDate::from_ymd_opt(i32::try_from(part(0..4)?).ok()?, part(4..6)?, part(6..8)?)?;
    // A leap second is the one before.
    let time = day.and_hms_opt(part(8..10)?, part(10..12)?, part(12..14)?.min(59))?;
    Some(time.and_utc().timestamp())
}

/// How exact a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exactness {
    /// To the minute, in the server's own time zone.
    Minute,
    /// To the day, in the server's own time zone.
    Day,
}

/// A date of a listing for people: in an unknown time zone, and only so exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rough {
    /// As if it were UTC, seconds since 1970.
    pub(super) at: i64,
    pub(super) exactness: Exactness,
}

impl Rough {
    /// `Nov 24 04:10`: the last such day that is not later than tomorrow.
    pub(super) fn without_year(month: u32, day: u32, time: (u32, u32), now: i64) -> Option<Self> {
        let tomorrow = chrono::DateTime::from_timestamp(now, 0)?.naive_utc() + chrono::TimeDelta::days(1);
        let at = |year| NaiveDate::from_ymd_opt(year, month, day)?.and_hms_opt(time.0, time.1, 0);
        // The 29th of February needs a leap year; eight years hold one.
        let at = (0..8).filter_map(|ago| at(tomorrow.year() - ago)).find(|at| *at <= tomorrow)?;
        Some(Self::minute(at))
    }

    /// `Nov 24 2025`.
    pub(super) fn day(year: i32, month: u32, day: u32) -> Option<Self> {
        let at = NaiveDate::from_ymd_opt(year, month, day)?.and_hms_opt(0, 0, 0)?;
        Some(Self { at: at.and_utc().timestamp(), exactness: Exactness::Day })
    }

    /// A whole date.
    pub(super) fn full(year: i32, month: u32, day: u32, time: (u32, u32)) -> Option<Self> {
        Some(Self::minute(NaiveDate::from_ymd_opt(year, month, day)?.and_hms_opt(time.0, time.1, 0)?))
    }

    fn minute(at: NaiveDateTime) -> Self {
        Self { at: at.and_utc().timestamp(), exactness: Exactness::Minute }
    }

    /// Whether an exact date may be the same, with the server's time zone so far from UTC.
    pub(super) fn may_be(&self, exact: i64, zone: i64) -> bool {
        let local = exact + zone;
        let length = match self.exactness {
            Exactness::Minute => 60,
            Exactness::Day => 24 * 60 * 60,
        };
        (self.at..self.at + length).contains(&local)
    }

    /// How far from UTC the server's time zone is, given an exact date of the same file.
    pub(super) fn zone(&self, exact: i64) -> Option<i64> {
        /// Time zones differ by quarters of an hour, and by fourteen hours at most.
        const QUARTER: i64 = 15 * 60;
        const FARTHEST: i64 = 14 * 60 * 60;
        let zone = self.at - exact.div_euclid(60) * 60;
        (self.exactness == Exactness::Minute && zone % QUARTER == 0 && zone.abs() <= FARTHEST).then_some(zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-24T06:59:00Z.
    const NOW: i64 = 1_795_503_540;

    #[test]
    fn dates_of_facts() {
        assert_eq!(digits(b"20261124065900"), Some(NOW));
        assert_eq!(digits(b" 20261124065900.123\r"), Some(NOW));
        assert_eq!(digits(b"19991231235960"), Some(946_684_799));
        assert_eq!(digits(b"191000101000000"), digits(b"20000101000000"));
        for text in [
            "",
            "2026112406590",
            "20261324065900",
            "2026112406590x",
            "+2026112406590",
            "20260230000000",
            "-0261124065900",
        ] {
            assert_eq!(digits(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_date_without_year_is_the_last_one() {
        let rough = |month, day| Rough::without_year(month, day, (6, 59), NOW).map(|rough| rough.at);
        assert_eq!(rough(11, 24), Some(NOW));
        assert_eq!(rough(11, 25), Some(NOW + 86_400), "the server's clock may be ahead");
        assert_eq!(rough(11, 26), Rough::full(2025, 11, 26, (6, 59)).map(|rough| rough.at));
        assert_eq!(rough(2, 29), Rough::full(2024, 2, 29, (6, 59)).map(|rough| rough.at));
        assert_eq!(rough(2, 30), None);
    }

    #[test]
    fn rough_dates_meet_exact_ones() {
        let minute = Rough::full(2026, 11, 24, (7, 59)).expect("a date");
        assert_eq!(minute.zone(NOW + 30), Some(3600));
        assert!(minute.may_be(NOW, 3600) && minute.may_be(NOW + 59, 3600));
        assert!(!minute.may_be(NOW + 60, 3600) && !minute.may_be(NOW, 0));
        assert_eq!(minute.zone(NOW + 60 * 7), None);
        let day = Rough::day(2026, 11, 24).expect("a date");
        assert!(day.may_be(NOW, 0) && !day.may_be(NOW + 86_400, 0));
        assert_eq!(day.zone(NOW), None);
    }
}
