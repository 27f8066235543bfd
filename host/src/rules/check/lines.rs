//! Lines: where records lie in the file, and whose they are.

use super::{Facts, VALUE_BYTES, fields, has_control, reason};
use crate::rules::error::{At, RulesError};
use crate::rules::{Layout, Line};

/// Columns of one file.
const COLUMNS: usize = 4_096;

/// How far a file has been given, and how far it has been read.
#[derive(Debug, Default)]
pub(in crate::rules) struct Lines {
    given: u64,
    number: u32,
    end: u64,
}

impl Lines {
    /// Bytes given so far.
    pub(in crate::rules) fn given(&self) -> u64 {
        self.given
    }

    /// Bytes given of which no record has come yet.
    pub(in crate::rules) fn ahead(&self) -> usize {
        usize::try_from(self.given - self.end).unwrap_or(usize::MAX)
    }

    /// Further bytes are handed over.
    pub(in crate::rules) fn give(&mut self, bytes: usize) {
        self.given = self.given.saturating_add(bytes as u64);
    }

    /// Records follow each other within the bytes given.
    pub(in crate::rules) fn check(&mut self, facts: &Facts, lines: &[Line]) -> Result<(), RulesError> {
        lines.iter().try_for_each(|line| self.one(facts, line))
    }

    fn one(&mut self, facts: &Facts, line: &Line) -> Result<(), RulesError> {
        let bad = |what| Err(RulesError::BadLine { line: line.number, what });
        if line.number <= self.number {
            return bad("its number is not after the last one's");
        }
        if line.length == 0 {
            return bad("it has no bytes");
        }
        if line.offset < self.end {
            return bad("it overlaps the last one");
        }
        match line.offset.checked_add(u64::from(line.length)) {
            Some(end) if end <= self.given => self.end = end,
            _ => return bad("it ends after the bytes given"),
        }
        // Every line before it has at least its line end.
        if u64::from(line.number) > line.offset.saturating_add(1) {
            return bad("more lines than bytes before it");
        }
        self.number = line.number;
        match &line.customer {
            Some(id) if id.is_empty() => return bad("an empty identifier"),
            Some(id) if id.len() > VALUE_BYTES => return bad("its identifier is too long"),
            _ => {}
        }
        match (&line.subject, &line.customer) {
            (Err(why), _) => reason(facts, why, At::Line(line.number)),
            (Ok(_), None) => bad("something to decide about nobody"),
            (Ok(_), Some(id)) if has_control(id) => bad("its identifier holds a control character"),
            (Ok(_), Some(_)) => Ok(()),
        }
    }
}

/// A layout fits the description and the bytes given.
pub(in crate::rules) fn layout(facts: &Facts, layout: &Layout, given: u64) -> Result<(), RulesError> {
    if u64::from(layout.header_length) > given {
        return Err(RulesError::BadLayout { what: "it ends after the bytes given" });
    }
    if layout.unknown_columns.len() > COLUMNS {
        return Err(RulesError::BadLayout { what: "too many unknown columns" });
    }
    fields(facts, layout.absent_fields.iter().copied(), At::Call("layout"))
}
