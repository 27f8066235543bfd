//! What people say about waves and stores.

use redescente::release::manifest::{ALL, Wave, read};
use redescente::report::Timestamp;

use crate::PublishError;

/// Stores named one by one.
#[derive(Debug, Clone, Default)]
pub struct Stores {
    /// Before every wave.
    pub first: Vec<String>,
    /// Never.
    pub never: Vec<String>,
}

/// Reads `TIME=PART`, for example `2026-12-01T08:00:00+01:00=10%`; the time may be `now`.
///
/// # Errors
/// [`PublishError::Value`].
pub fn wave(text: &str, now: Timestamp) -> Result<Wave, PublishError> {
    let wrong = || PublishError::Value { value: text.to_owned(), what: "TIME=PART%" };
    let (at, part) = text.split_once('=').ok_or_else(wrong)?;
    let at = if at == "now" { now } else { read(at).ok_or_else(wrong)? };
    Ok(Wave { at, per_ten_thousand: per_ten_thousand(part).ok_or_else(wrong)? })
}

/// Reads a part of all stores: `1%`, `12.5%`, `100%`.
#[must_use]
pub fn per_ten_thousand(text: &str) -> Option<u32> {
    let (whole, hundredths) = text.strip_suffix('%')?.split_once('.').unwrap_or((text.strip_suffix('%')?, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || hundredths.len() > 2 || !digits(whole) || !digits(hundredths) {
        return None;
    }
    let part = whole.parse::<u32>().ok()? * 100 + format!("{hundredths:0<2}").parse::<u32>().ok()?;
    (part <= ALL).then_some(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read() {
        let parts = [("1%", 100), ("0.5%", 50), ("12.34%", 1_234), ("100%", 10_000), ("0%", 0)];
        for (text, part) in parts {
            assert_eq!(per_ten_thousand(text), Some(part), "{text}");
        }
        for text in ["1", "%", "100.01%", "1.234%", "-1%", "1,5%", "1000%", ".5%"] {
            assert_eq!(per_ten_thousand(text), None, "{text}");
        }
    }

    #[test]
    fn waves_are_read() {
        assert_eq!(wave("now=10%", 5).expect("a wave"), Wave { at: 5, per_ten_thousand: 1_000 });
        assert_eq!(wave("1970-01-01T01:00:00+01:00=1%", 5).expect("a wave").at, 0);
        assert!(wave("tomorrow=1%", 5).is_err() && wave("now", 5).is_err());
    }
}
