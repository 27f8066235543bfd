//! Dates: the two forms in which they are written, Europe/Paris, and birth dates.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Timelike};
use chrono_tz::Europe::Paris;

use crate::types::Timestamp;

/// A date as written, before it is placed in time.
struct Written {
    date: NaiveDate,
    time: NaiveTime,
    /// Seconds east of Greenwich, where the text says so.
    offset: Option<i64>,
}

/// Reads `yyyy-MM-dd` or `dd/MM/yyyy`, then optionally a time, then optionally an offset. None = unreadable.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    let written = parse(text.as_bytes())?;
    let local = NaiveDateTime::new(written.date, written.time);
    let offset = written.offset.unwrap_or_else(|| paris_offset(local));
    Some(local.and_utc().timestamp() - offset)
}

/// Reads a birth date: the date as written, `yyyy-MM-dd`. None = unreadable.
pub(crate) fn birth_date(text: &str) -> Option<NaiveDate> {
    Some(parse(text.as_bytes())?.date)
}

/// Writes a date as `yyyy-MM-dd`.
pub(crate) fn push_date(date: NaiveDate, out: &mut String) {
    let (year, month, day) = (date.year().unsigned_abs(), date.month(), date.day());
    for digit in [year / 1000, year / 100, year / 10, year, u32::MAX, month / 10, month, u32::MAX, day / 10, day] {
        out.push(if digit == u32::MAX { '-' } else { char::from(b'0' + (digit % 10) as u8) });
    }
}

/// Writes an instant as RFC 3339, for an argument of kind `date`.
pub(crate) fn rfc3339(instant: Timestamp) -> String {
    let time = chrono::DateTime::from_timestamp(instant, 0).unwrap_or_default();
    let mut text = String::with_capacity(20);
    push_date(time.date_naive(), &mut text);
    text.push_str(&format!("T{:02}:{:02}:{:02}Z", time.hour(), time.minute(), time.second()));
    text
}

/// The years in which Europe/Paris keeps the rule of directive 2000/84/EC (and of the one before it), by which its
/// offset is computed; others are looked up. From 1996, and as far as the tables of time zones go.
const RULE_YEARS: std::ops::RangeInclusive<i32> = 1996..=2037;

/// An hour that occurs twice is the first one; one that does not exist is moved forward by the gap, which is what the
/// offset before the gap gives.
fn paris_offset(local: NaiveDateTime) -> i64 {
    if RULE_YEARS.contains(&local.year()) { offset_by_rule(local) } else { offset_by_table(local) }
}

/// Summer time is from the last Sunday of March to the last Sunday of October, both at 01:00 UTC: by the local clock,
/// from 03:00 (02:00 does not exist) to 03:00 (02:00 occurs twice, and is summer time at first).
fn offset_by_rule(local: NaiveDateTime) -> i64 {
    const WINTER: i64 = 3600;
    let (month, day) = (local.month(), local.day());
    let is_summer = match month {
        4..=9 => true,
        3 | 10 => {
            // The last Sunday is at most six days from the month's end, its 31st.
            let last_sunday = day + 7 - local.weekday().num_days_from_sunday() > 31;
            let is_sunday = local.weekday().num_days_from_sunday() == 0;
            let after = if last_sunday && is_sunday { local.hour() >= 3 } else { last_sunday };
            after == (month == 3)
        }
        _ => false,
    };
    if is_summer { WINTER + 3600 } else { WINTER }
}

fn offset_by_table(local: NaiveDateTime) -> i64 {
    let seconds = |local: &NaiveDateTime| {
        Paris.offset_from_local_datetime(local).earliest().map(|offset| i64::from(offset.fix().local_minus_utc()))
    };
    seconds(&local).or_else(|| seconds(&(local - TimeDelta::days(1)))).unwrap_or_default()
}

fn parse(text: &[u8]) -> Option<Written> {
    let first_form = text.get(4) == Some(&b'-');
    let date = text.get(..10)?;
    let (year, month, day) = if first_form {
        (&date[..4], &date[5..7], (date[7] == b'-').then_some(&date[8..])?)
    } else {
        (&date[6..], &date[3..5], (date[2] == b'/' && date[5] == b'/').then_some(&date[..2])?)
    };
    let year = number(year).filter(|year| *year > 0)?;
    let date = NaiveDate::from_ymd_opt(year as i32, number(month)?, number(day)?)?;
    let midnight = Written { date, time: NaiveTime::MIN, offset: None };
    let rest = &text[10..];
    if rest.is_empty() {
        return Some(midnight);
    }
    if !matches!(rest[0], b'T' | b' ') || rest.get(3) != Some(&b':') {
        return None;
    }
    let (hour, minute) = (number(&rest[1..3])?, number(rest.get(4..6)?)?);
    let mut rest = &rest[6..];
    let mut second = 0;
    if rest.first() == Some(&b':') {
        second = number(rest.get(1..3)?)?;
        rest = &rest[3..];
        if rest.first() == Some(&b'.') {
            let digits = rest[1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                return None;
            }
            rest = &rest[1 + digits..];
        }
    }
    let time = NaiveTime::from_hms_opt(hour, minute, second)?;
    let offset = match rest {
        [] => None,
        _ if !first_form => return None,
        b"Z" => Some(0),
        [sign @ (b'+' | b'-'), hours_and_minutes @ ..] => {
            let seconds = offset_seconds(hours_and_minutes)?;
            Some(if *sign == b'-' { -seconds } else { seconds })
        }
        _ => return None,
    };
    Some(Written { date, time, offset })
}

/// `HH`, `HHmm` or `HH:mm`.
fn offset_seconds(text: &[u8]) -> Option<i64> {
    let hours = number(text.get(..2)?)?;
    let minutes = match &text[2..] {
        [] => 0,
        [b':', minutes @ ..] | minutes if minutes.len() == 2 => number(minutes)?,
        _ => return None,
    };
    (hours < 24 && minutes < 60).then_some(i64::from(hours * 3600 + minutes * 60))
}

/// Decimal digits only: no sign, no blank.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + u32::from(byte - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Option<String> {
        instant(text).map(rfc3339)
    }

    #[test]
    fn both_forms_with_and_without_a_time() {
        for text in ["2024-06-30T23:59", "2024-06-30 23:59", "30/06/2024 23:59", "30/06/2024T23:59:00"] {
            assert_eq!(utc(text).unwrap(), "2024-06-30T21:59:00Z", "{text}");
        }
        assert_eq!(utc("2024-11-02").unwrap(), "2024-11-01T23:00:00Z");
        assert_eq!(utc("02/11/2024").unwrap(), "2024-11-01T23:00:00Z");
    }

    #[test]
    fn fractions_are_cut_off() {
        assert_eq!(utc("2024-06-30T12:00:59.999999999999Z").unwrap(), "2024-06-30T12:00:59Z");
        assert_eq!(utc("30/06/2024 12:00:59.9").unwrap(), "2024-06-30T10:00:59Z");
        assert_eq!(utc("2024-06-30T12:00:59.Z"), None);
    }

    #[test]
    fn offsets_stand_after_a_time_of_the_first_form_only() {
        for text in ["2024-06-30T12:00+02", "2024-06-30T12:00+0200", "2024-06-30 12:00:00+02:00", "2024-06-30T10:00Z"] {
            assert_eq!(utc(text).unwrap(), "2024-06-30T10:00:00Z", "{text}");
        }
        assert_eq!(utc("2024-06-30T12:00-01:30").unwrap(), "2024-06-30T13:30:00Z");
        for text in
            ["2024-06-30Z", "2024-06-30+02:00", "30/06/2024 12:00Z", "30/06/2024 12:00+02", "2024-06-30T12:00 Z"]
        {
            assert_eq!(utc(text), None, "{text}");
        }
        for text in ["2024-06-30T12:00+2", "2024-06-30T12:00+02:0", "2024-06-30T12:00+24:00", "2024-06-30T12:00+02:60"]
        {
            assert_eq!(utc(text), None, "{text}");
        }
    }

    #[test]
    fn an_hour_that_occurs_twice_is_the_first_one() {
        assert_eq!(utc("2024-10-27 02:30").unwrap(), "2024-10-27T00:30:00Z");
        assert_eq!(utc("2024-10-27 03:00").unwrap(), "2024-10-27T02:00:00Z");
    }

    #[test]
    fn an_hour_that_does_not_exist_is_moved_forward_by_the_gap() {
        assert_eq!(utc("2024-03-31 02:30").unwrap(), utc("2024-03-31 03:30").unwrap());
        assert_eq!(utc("31/03/2024 02:00").unwrap(), "2024-03-31T01:00:00Z");
    }

    #[test]
    fn the_rule_and_the_table_agree_in_every_half_hour() {
        let mut local = NaiveDate::from_ymd_opt(*RULE_YEARS.start(), 1, 1).unwrap().and_time(NaiveTime::MIN);
        while RULE_YEARS.contains(&local.year()) {
            assert_eq!(offset_by_rule(local), offset_by_table(local), "{local:?}");
            local += TimeDelta::minutes(30);
        }
    }

    #[test]
    fn years_without_the_rule_are_looked_up() {
        assert_eq!(utc("1995-10-01 12:00").unwrap(), "1995-10-01T11:00:00Z", "summer time ended in September");
        assert_eq!(utc("1970-07-01").unwrap(), "1970-06-30T23:00:00Z");
    }

    #[test]
    fn what_is_no_date_is_unreadable() {
        for text in [
            "",
            "?",
            "1980",
            "2024-13-01",
            "2025-02-29",
            "00/00/0000",
            "0000-01-01",
            "2024-6-30",
            "30/6/2024",
            "2024/06/30",
            "30-06-2024",
            "2024-06-30T",
            "2024-06-30T24:00",
            "2024-06-30T12:60",
            "2024-06-30T12:00:60",
            "2024-06-30t12:00",
            "2024-06-30T12",
            "+024-06-30",
            "2024-06-30  12:00",
            "é024-06-30",
            "2024-06-3é",
        ] {
            assert_eq!(utc(text), None, "{text}");
            assert_eq!(birth_date(text), None, "{text}");
        }
    }

    #[test]
    fn a_birth_date_is_the_date_as_written() {
        let date = |text| {
            let mut out = String::new();
            push_date(birth_date(text).unwrap(), &mut out);
            out
        };
        assert_eq!(date("03/07/1970"), "1970-07-03");
        assert_eq!(date("1970-07-03"), "1970-07-03");
        assert_eq!(date("1970-07-03T23:30-05:00"), "1970-07-03");
        assert_eq!(date("29/02/2024"), "2024-02-29");
    }
}
