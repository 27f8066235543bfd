//! Decisions: each outcome has its parts, and no others.

use super::{Facts, changes, keys, matches, reason, reasons, row};
use crate::rules::error::{At, RulesError};
use crate::rules::{Answer, Decision, Evidence, Outcome, Purpose};

/// Whether the host holds the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) enum Known {
    Yes,
    No,
}

impl Known {
    pub(in crate::rules) fn of<T>(current: Option<&T>) -> Self {
        if current.is_some() { Self::Yes } else { Self::No }
    }
}

/// An answer; with evidence it must be a decision.
pub(in crate::rules) fn answer(
    facts: &Facts,
    purpose: Purpose,
    answer: &Answer,
    known: Known,
    evidence: Option<&Evidence>,
    at: At,
) -> Result<(), RulesError> {
    match answer {
        Answer::Decided(one) => decision(facts, purpose, one, known, evidence, at),
        Answer::LookUp(named) => {
            if evidence.is_some() {
                return Err(RulesError::BadDecision { at, what: "asks again for what it was given" });
            }
            keys(&named.keys, known, at)?;
            // Where nobody is found nobody is matched either.
            named.alone.iter().try_for_each(|alone| decision(facts, purpose, alone, known, None, at))
        }
    }
}

/// A decision, in the light of what the rules were given.
pub(in crate::rules) fn decision(
    facts: &Facts,
    purpose: Purpose,
    decision: &Decision,
    known: Known,
    evidence: Option<&Evidence>,
    at: At,
) -> Result<(), RulesError> {
    let bad = |what| Err(RulesError::BadDecision { at, what });
    let outcome = decision.outcome;
    match (outcome, known) {
        (Outcome::Created, Known::Yes) => return bad("creates a customer who is there"),
        (Outcome::Corrected | Outcome::Unchanged | Outcome::Stale, Known::No) => {
            return bad("corrects or passes over a customer who is not there");
        }
        _ => {}
    }
    match (outcome, decision.changes.is_empty()) {
        (Outcome::Corrected, true) => return bad("corrects nothing"),
        (Outcome::Corrected | Outcome::Stale | Outcome::Duplicate, _) | (_, true) => {}
        (_, false) => return bad("changes with an outcome that has none"),
    }
    let received = matches!(outcome, Outcome::Created | Outcome::Stale | Outcome::Duplicate);
    match (&decision.received, received) {
        (None, true) => return bad("keeps nothing of what was received"),
        (Some(_), false) => return bad("keeps what was received with an outcome that does not"),
        (Some(values), true) => row(facts, values, at)?,
        (None, false) => {}
    }
    match (outcome, decision.matches.is_empty()) {
        (Outcome::Duplicate, true) => return bad("a duplicate of nobody"),
        (Outcome::Created, false) if purpose == Purpose::FirstLoad => {}
        (Outcome::Duplicate, false) | (_, true) => {}
        (_, false) => return bad("matches with an outcome that has none"),
    }
    match (outcome, &decision.rejected) {
        (Outcome::Rejected, None) => return bad("rejects without a reason"),
        (Outcome::Rejected, Some(why)) => reason(facts, why, at)?,
        (_, Some(_)) => return bad("a rejection's reason with another outcome"),
        (_, None) => {}
    }
    changes(facts, &decision.changes, at)?;
    matches(facts, &decision.matches, evidence, at)?;
    reasons(facts, &decision.notes, at)
}
