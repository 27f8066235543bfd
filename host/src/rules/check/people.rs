//! What screens ask for: edits, merges and a file's cells.

use super::{Facts, Known, changes, fields, keys, matches, reasons, row};
use crate::rules::error::{At, RulesError};
use crate::rules::{Cells, Edited, Evidence, Proposal};

/// Bytes of the name of an encoding.
const ENCODING_BYTES: usize = 40;

/// A person's edit as normalised.
pub(in crate::rules) fn edited(
    facts: &Facts,
    edited: &Edited,
    known: Known,
    evidence: Option<&Evidence>,
) -> Result<(), RulesError> {
    let at = At::Call("edit");
    // What is wrong with a value may be the value itself; it is shown then, never written.
    match edited.problems.is_empty() {
        true => changes(facts, &edited.changes, at)?,
        false => fields(facts, edited.changes.iter().map(|c| c.field), at)?,
    }
    reasons(facts, &edited.problems, at)?;
    keys(&edited.keys, known, at)?;
    matches(facts, &edited.matches, evidence, at)
}

/// A proposed merge.
pub(in crate::rules) fn proposal(facts: &Facts, proposal: &Proposal) -> Result<(), RulesError> {
    let at = At::Call("merge");
    row(facts, &proposal.values, at)?;
    fields(facts, proposal.from_absorbed.iter().copied(), at)?;
    fields(facts, proposal.conflicts.iter().copied(), at)?;
    reasons(facts, &proposal.notes, at)
}

/// The header's cells, then those of records that follow each other in the window.
pub(in crate::rules) fn cells(cells: &[Cells], window: usize) -> Result<(), RulesError> {
    let bad = |index, what| Err(RulesError::BadCells { at: At::Item("show", index), what });
    let mut end = 0_u64;
    let mut number = 0;
    for (index, record) in cells.iter().enumerate() {
        if record.encoding.len() > ENCODING_BYTES {
            return bad(index, "the name of an encoding is too long");
        }
        // The first is the header, which lies outside the window.
        if index == 0 {
            continue;
        }
        if record.number <= number {
            return bad(index, "its number is not after the last one's");
        }
        if u64::from(record.offset) < end {
            return bad(index, "it overlaps the last one");
        }
        number = record.number;
        end = u64::from(record.offset) + u64::from(record.length);
        if end > window as u64 {
            return bad(index, "it ends after the window");
        }
    }
    Ok(())
}
