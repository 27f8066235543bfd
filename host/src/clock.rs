//! The clock of retrievals and edits, which a test or a replay can stop.

use std::env::VarError;

use chrono::{DateTime, Utc};

use crate::report::Timestamp;

/// The environment variable that stops the clock: RFC 3339.
pub const VARIABLE: &str = "REDESCENTE_NOW";

/// Tells the time of retrievals and edits; signatures are checked against the system's, never this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Clock {
    /// The system's.
    #[default]
    System,
    /// Stopped at this time.
    Stopped(Timestamp),
}

impl Clock {
    /// Stopped where `REDESCENTE_NOW` is set, the system's otherwise.
    pub fn from_environment() -> Result<Self, ClockError> {
        match std::env::var(VARIABLE) {
            Ok(value) => Self::stopped_at(&value),
            Err(VarError::NotPresent) => Ok(Self::System),
            Err(VarError::NotUnicode(value)) => Err(ClockError { value: value.to_string_lossy().into_owned() }),
        }
    }

    /// Stopped at a time written as RFC 3339; fractions are cut off, an empty text means the system's clock.
    pub fn stopped_at(value: &str) -> Result<Self, ClockError> {
        if value.is_empty() {
            return Ok(Self::System);
        }
        DateTime::parse_from_rfc3339(value)
            .map(|time| Self::Stopped(time.timestamp()))
            .map_err(|_| ClockError { value: value.to_owned() })
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn now(self) -> Timestamp {
        match self {
            Self::System => Utc::now().timestamp(),
            Self::Stopped(time) => time,
        }
    }
}

/// `REDESCENTE_NOW` is not a time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("REDESCENTE_NOW is `{value}`, which is not a time as RFC 3339 writes it")]
pub struct ClockError {
    /// What it is.
    pub value: String,
}

impl ClockError {
    /// The code of its sentence.
    pub fn code(&self) -> &'static str {
        "host.clock-unreadable"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopped_clock_tells_its_time() {
        assert_eq!(Clock::stopped_at("2026-11-24T08:00:00+01:00"), Ok(Clock::Stopped(1_795_503_600)));
        assert_eq!(Clock::stopped_at("2026-11-24T07:00:00.9Z").map(Clock::now), Ok(1_795_503_600));
        assert_eq!(Clock::stopped_at(""), Ok(Clock::System));
    }

    #[test]
    fn a_bad_time_is_named() {
        for value in ["yesterday", "2026-11-24", "2026-11-24T08:00:00"] {
            assert_eq!(Clock::stopped_at(value), Err(ClockError { value: value.to_owned() }));
        }
    }
}
