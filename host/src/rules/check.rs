//! Checks every answer before anything is done with it.
//!
//! Rules are trusted with decisions, not with the host: an answer that isn't one is a named error, and nothing of it
//! is applied. This file has the parts that answers have in common.

mod decisions;
mod description;
mod lines;
mod people;

use std::collections::HashSet;

pub(super) use decisions::{Known, answer, decision};
pub(super) use description::description;
pub(super) use lines::{Lines, layout};
pub(super) use people::{cells, edited, proposal};

use super::error::{At, RulesError};
use super::{Change, Customer, Description, Evidence, Keys, Match, Reason};

/// Separates the values of a row.
pub(super) const SEPARATOR: u8 = 0x1F;

/// Bytes of a value or an identifier: the rules allow 1,000 characters, each of four bytes at most.
const VALUE_BYTES: usize = 4_000;

/// Bytes of one argument: a value, or a header's cell, which nothing else bounds.
const ARGUMENT_BYTES: usize = 8_000;

/// Arguments of one sentence: ten places read badly enough.
const ARGUMENTS: usize = 10;

/// Reasons or remarks in one place; the default rules have eight notes.
const REASONS: usize = 64;

/// Blocking keys of one customer; the default rules have four.
const KEYS: usize = 64;

/// What answers are checked against.
pub(super) struct Facts {
    pub(super) fields: usize,
    codes: HashSet<String>,
}

impl Facts {
    pub(super) fn of(description: &Description) -> Self {
        Self { fields: description.fields.len(), codes: description.messages.iter().map(|m| m.code.clone()).collect() }
    }
}

/// One answer for each question.
pub(super) fn count(call: &'static str, asked: usize, answered: usize) -> Result<(), RulesError> {
    if asked == answered { Ok(()) } else { Err(RulesError::WrongCount { call, asked, answered }) }
}

/// Whether a text holds a control character (Unicode Cc), U+001F included.
fn has_control(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Plain bytes first, as nearly all texts are; those of U+0080 to U+009F begin with C2.
    let plain = bytes.iter().all(|b| *b >= 0x20 && *b != 0x7F && *b != 0xC2);
    !plain && text.chars().any(char::is_control)
}

/// A value as a base may hold it.
fn value(text: &str, at: At) -> Result<(), RulesError> {
    if text.len() > VALUE_BYTES {
        return Err(RulesError::BadRow { at, what: "a value is too long" });
    }
    if has_control(text) {
        return Err(RulesError::BadRow { at, what: "a value holds a control character" });
    }
    Ok(())
}

/// A row has one value for each field.
pub(super) fn row(facts: &Facts, row: &str, at: At) -> Result<(), RulesError> {
    let bytes = row.as_bytes();
    let separators = bytes.iter().filter(|b| **b == SEPARATOR).count();
    if separators + 1 != facts.fields {
        return Err(RulesError::BadRow { at, what: "not one value for each field" });
    }
    let odd = |b: &u8| (*b < 0x20 && *b != SEPARATOR) || *b == 0x7F || *b == 0xC2;
    let plain = !bytes.iter().any(odd);
    // No value can be too long in a row that isn't.
    if plain && bytes.len() <= VALUE_BYTES {
        return Ok(());
    }
    row.split(char::from(SEPARATOR)).try_for_each(|text| value(text, at))
}

/// Whether an index names a field that was not named before.
fn fields(facts: &Facts, indices: impl IntoIterator<Item = u32>, at: At) -> Result<(), RulesError> {
    let mut seen = [0_u64; 4];
    for field in indices {
        let unknown = RulesError::UnknownField { at, field, fields: facts.fields };
        let index = field as usize;
        if index >= facts.fields {
            return Err(unknown);
        }
        // A description has at most 256 fields.
        let Some(word) = seen.get_mut(index / 64) else {
            return Err(unknown);
        };
        let bit = 1 << (index % 64);
        if *word & bit != 0 {
            return Err(unknown);
        }
        *word |= bit;
    }
    Ok(())
}

/// Known fields, each once, and values that a base may hold.
pub(super) fn changes(facts: &Facts, changes: &[Change], at: At) -> Result<(), RulesError> {
    fields(facts, changes.iter().map(|c| c.field), at)?;
    changes.iter().try_for_each(|change| value(&change.value, at))
}

/// A sentence that can be said and kept.
pub(super) fn reason(facts: &Facts, reason: &Reason, at: At) -> Result<(), RulesError> {
    if !facts.codes.contains(&reason.code) {
        let code = reason.code.chars().take(80).collect();
        return Err(RulesError::UnknownMessage { at, code });
    }
    if reason.arguments.len() > ARGUMENTS {
        return Err(RulesError::BadReason { at, what: "too many arguments" });
    }
    if reason.arguments.iter().any(|a| a.value.len() > ARGUMENT_BYTES) {
        return Err(RulesError::BadReason { at, what: "an argument is too long" });
    }
    Ok(())
}

/// Sentences that can be said and kept.
pub(super) fn reasons(facts: &Facts, reasons: &[Reason], at: At) -> Result<(), RulesError> {
    if reasons.len() > REASONS {
        return Err(RulesError::BadReason { at, what: "too many reasons" });
    }
    reasons.iter().try_for_each(|one| reason(facts, one, at))
}

/// Blocking keys of one customer.
pub(super) fn key_list(keys: &[u64], at: At) -> Result<(), RulesError> {
    if keys.len() > KEYS {
        return Err(RulesError::BadKeys { at, what: "too many keys" });
    }
    Ok(())
}

/// Keys that change hands; a customer who is not there holds none.
pub(super) fn keys(keys: &Keys, known: Known, at: At) -> Result<(), RulesError> {
    key_list(&keys.held, at)?;
    key_list(&keys.taken, at)?;
    key_list(&keys.sought, at)?;
    if known == Known::No && !keys.held.is_empty() {
        return Err(RulesError::BadKeys { at, what: "an unknown customer holds keys" });
    }
    if keys.sought.iter().any(|key| !keys.taken.contains(key)) {
        return Err(RulesError::BadKeys { at, what: "a key is sought that is not taken" });
    }
    // The host counts who holds a key whenever it changes hands.
    if keys.taken.iter().any(|key| !keys.held.contains(key) && !keys.sought.contains(key)) {
        return Err(RulesError::BadKeys { at, what: "a key newly taken is not sought" });
    }
    Ok(())
}

/// Every match is a candidate, once, on some grounds.
pub(super) fn matches(facts: &Facts, matches: &[Match], evidence: Option<&Evidence>, at: At) -> Result<(), RulesError> {
    let candidates: &[Customer] = evidence.map_or(&[], |e| &e.candidates);
    for (index, found) in matches.iter().enumerate() {
        if !candidates.iter().any(|c| c.id == found.customer) {
            let customer = found.customer.chars().take(80).collect();
            return Err(RulesError::UnknownCandidate { at, customer });
        }
        if matches.iter().take(index).any(|m| m.customer == found.customer) {
            return Err(RulesError::BadDecision { at, what: "a customer is matched twice" });
        }
        if found.reasons.is_empty() {
            return Err(RulesError::BadDecision { at, what: "a match without a reason" });
        }
        reasons(facts, &found.reasons, at)?;
    }
    Ok(())
}
