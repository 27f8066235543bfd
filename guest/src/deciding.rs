//! What becomes of one modification: the table of section 3, first without and then with evidence.

use crate::bytes::same;
use crate::consent;
use crate::dates;
use crate::fields::{BIRTH_DATE, CONSENTS, FIELDS, FieldSet, LAST_NAME, MATCHING, Record, Row};
use crate::folding::same_folded;
use crate::keys::{self, GROUNDS, NAME_BIRTH_DATE, NAME_EMAIL, NAME_MOBILE, Profile};
use crate::matching::{self, Findings};
use crate::settings::Settings;
use crate::types::{
    Answer, ArgumentKind, Change, Customer, Decision, Evidence, Kept, Keys, LookUp, Modification, Outcome, Reason,
    Timestamp,
};

/// A modification and what the host holds about its customer.
#[derive(Clone, Copy)]
pub(crate) struct Case<'a> {
    /// The identifier as sent.
    pub(crate) customer: &'a str,
    /// The modification's date.
    pub(crate) modified_at: Timestamp,
    /// The row received.
    pub(crate) values: &'a str,
    /// Fields that its file did not carry.
    pub(crate) absent: FieldSet,
    /// The customer that the identifier leads to.
    pub(crate) current: Option<&'a Customer>,
    /// What was decided before for the same identifier and date.
    pub(crate) prior: Prior,
    /// The current values have the same date and came from a later place.
    pub(crate) later_source: bool,
}

/// What was decided before for the same identifier and date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Prior {
    /// The same content.
    pub(crate) same: bool,
    /// Another content.
    pub(crate) other: bool,
}

impl Prior {
    /// Of the digests decided before, for a modification of this digest.
    pub(crate) fn of(digests: &[u64], digest: u64) -> Self {
        Self { same: digests.contains(&digest), other: digests.iter().any(|other| *other != digest) }
    }
}

/// A decision, or what to look up and what to settle with.
pub(crate) enum Step {
    /// Decided without regard to any other customer.
    Decided(Decision),
    /// Other customers matter.
    LookUp {
        keys: Keys,
        /// The decision where nobody is found.
        alone: Decision,
    },
}

/// A modification laid over the current record.
struct Laid<'a> {
    before: Row<'a>,
    received: Row<'a>,
    /// Fields that keep their value.
    kept: FieldSet,
    differing: FieldSet,
}

impl<'a> Laid<'a> {
    /// A field absent from the file keeps its value; so does, for an absorbed identifier, a field with an empty cell.
    fn new(case: &Case<'a>) -> Self {
        let before = Row::of(case.current.map_or("", |current| &current.values));
        let received = Row::of(case.values);
        let mut kept = case.absent;
        if case.is_for_absorbed() {
            kept = FieldSet::where_it(|field| case.absent.has(field) || received.bytes(field).is_empty());
        }
        let differing = FieldSet::where_it(|field| !same(before.bytes(field), received.bytes(field))).without(kept);
        Self { before, received, kept, differing }
    }

    fn after(&self, field: usize) -> &'a str {
        if self.kept.has(field) { self.before.value(field) } else { self.received.value(field) }
    }

    fn changes(&self) -> Vec<Change> {
        let mut changes = Vec::with_capacity(self.differing.len());
        changes.extend(
            self.differing.iter().map(|field| Change { field: field as u32, value: self.after(field).to_owned() }),
        );
        changes
    }
}

/// As the customer would be.
impl Record for Laid<'_> {
    fn value(&self, field: usize) -> &str {
        self.after(field)
    }
}

impl Case<'_> {
    /// Whether an alias led to another customer.
    fn is_for_absorbed(&self) -> bool {
        self.current.is_some_and(|current| !same(current.id.as_bytes(), self.customer.as_bytes()))
    }

    /// Rows 1 to 4, and what follows where no other customer matters.
    pub(crate) fn decide(&self, settings: &Settings) -> Step {
        if self.prior.same {
            return Step::Decided(decision(Outcome::AlreadyProcessed));
        }
        let laid = Laid::new(self);
        let Some(current) = self.current else {
            return self.decide_unknown(settings, &laid);
        };
        if current.modified_at > self.modified_at || (current.modified_at == self.modified_at && self.later_source) {
            return Step::Decided(self.refused(Outcome::Stale, &laid));
        }
        if laid.differing.has_any(MATCHING) {
            let (before, after) = self.profiles(&laid, settings);
            let keys = keys::of_change(before.as_ref(), &after);
            // The same keys are the same evidence: nobody is newly met, nor was anyone whom a birth date kept apart.
            if keys.held != keys.taken {
                return self.look_up(keys, &laid, settings);
            }
        }
        Step::Decided(self.applied(&laid, Findings::default(), settings))
    }

    fn decide_unknown(&self, settings: &Settings, laid: &Laid<'_>) -> Step {
        let rejected = |reason| {
            let mut decision = decision(Outcome::Rejected);
            decision.rejected = Some(reason);
            Step::Decided(decision)
        };
        if settings.reject_unknown && !settings.first_load {
            return rejected(Reason::new("unknown-customer").with(ArgumentKind::Customer, self.customer));
        }
        if self.absent.has(LAST_NAME) {
            return rejected(Reason::new("no-name").with(ArgumentKind::Field, FIELDS[LAST_NAME].name));
        }
        let keys = keys::of_change(None, &Profile::of(laid, &settings.ignored));
        if keys.taken.is_empty() {
            return Step::Decided(self.applied(laid, Findings::default(), settings));
        }
        self.look_up(keys, laid, settings)
    }

    fn look_up(&self, keys: Keys, laid: &Laid<'_>, settings: &Settings) -> Step {
        Step::LookUp { keys, alone: self.applied(laid, Findings::default(), settings) }
    }

    /// The evidence that the customer is, as it is (where it is known) and as it would be.
    fn profiles(&self, laid: &Laid<'_>, settings: &Settings) -> (Option<Profile>, Profile) {
        if self.current.is_none() {
            return (None, Profile::of(laid, &settings.ignored));
        }
        let before = Profile::of(&laid.before, &settings.ignored);
        let after = before.changed(laid, laid.differing, &settings.ignored);
        (Some(before), after)
    }

    /// Rows 5 to 8, for a case that was answered with keys to look up.
    pub(crate) fn settle(&self, settings: &Settings, evidence: &Evidence) -> Decision {
        let laid = Laid::new(self);
        let (before, after) = self.profiles(&laid, settings);
        let findings = matching::find(before, after, evidence, &settings.ignored);
        if findings.matches.is_empty() || settings.first_load {
            return self.applied(&laid, findings, settings);
        }
        let mut decision = self.refused(Outcome::Duplicate, &laid);
        add_findings(&mut decision, findings);
        decision
    }

    fn refused(&self, outcome: Outcome, laid: &Laid<'_>) -> Decision {
        let mut decision = decision(outcome);
        decision.changes = laid.changes();
        self.add_notes(&mut decision, laid);
        for field in CONSENTS {
            if consent::is_taken_back(laid.before.value(field), laid.after(field)) {
                let note = Reason::new("opt-out-not-applied").with(ArgumentKind::Field, FIELDS[field].name);
                decision.notes.push(note);
            }
        }
        decision
    }

    fn applied(&self, laid: &Laid<'_>, findings: Findings, settings: &Settings) -> Decision {
        let mut decision = decision(Outcome::Created);
        self.add_notes(&mut decision, laid);
        if self.current.is_some() {
            decision.changes = laid.changes();
            decision.outcome = if decision.changes.is_empty() { Outcome::Unchanged } else { Outcome::Corrected };
            let mut differing = laid.differing.iter();
            if decision.outcome == Outcome::Corrected
                && differing.all(|field| same_folded(laid.before.value(field), laid.after(field)))
            {
                decision.notes.push(Reason::new("spelling-only"));
            }
        }
        if settings.first_load
            && let Some(first) = findings.matches.first()
        {
            let note = Reason::new("existing-duplicate")
                .with(ArgumentKind::Customer, first.customer.as_str())
                .with(ArgumentKind::Number, findings.matches.len().to_string());
            decision.notes.push(note);
        }
        add_findings(&mut decision, findings);
        decision
    }

    /// Notes that do not depend on other customers nor on the outcome.
    fn add_notes(&self, decision: &mut Decision, laid: &Laid<'_>) {
        if self.prior.other {
            let date = dates::rfc3339(self.modified_at);
            decision.notes.push(Reason::new("same-date-other-content").with(ArgumentKind::Date, date));
        }
        if let Some(current) = self.current.filter(|_| self.is_for_absorbed()) {
            let note = Reason::new("sent-for-absorbed")
                .with(ArgumentKind::Customer, self.customer)
                .with(ArgumentKind::Customer, current.id.as_str());
            decision.notes.push(note);
        }
        let birth_date = laid.received.value(BIRTH_DATE);
        if !birth_date.is_empty() && dates::birth_date(birth_date).is_none() {
            decision.notes.push(Reason::new("unreadable-birth-date").with(ArgumentKind::Text, birth_date));
        }
    }
}

fn add_findings(decision: &mut Decision, findings: Findings) {
    if let Some((first, count)) = findings.weak {
        let note =
            Reason::new("weak-match").with(ArgumentKind::Customer, first).with(ArgumentKind::Number, count.to_string());
        decision.notes.push(note);
    }
    const FIELD_OF_GROUND: [usize; GROUNDS] = {
        let mut fields = [crate::fields::LOYALTY_CARD; GROUNDS];
        fields[NAME_BIRTH_DATE] = BIRTH_DATE;
        fields[NAME_MOBILE] = crate::fields::MOBILE;
        fields[NAME_EMAIL] = crate::fields::EMAIL;
        fields
    };
    for (ground, field) in FIELD_OF_GROUND.into_iter().enumerate() {
        if findings.common.has(ground) {
            let note = Reason::new("common-value").with(ArgumentKind::Field, FIELDS[field].name);
            decision.notes.push(note);
        }
    }
    decision.matches = findings.matches;
}

fn decision(outcome: Outcome) -> Decision {
    Decision { outcome, changes: Vec::new(), received: None, matches: Vec::new(), rejected: None, notes: Vec::new() }
}

/// Whether the host keeps what was received.
pub(crate) fn keeps_received(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Created | Outcome::Stale | Outcome::Duplicate)
}

/// Decides kept modifications anew; each without regard to the others.
pub fn decide_again(context: &crate::types::Context, kept: &[Kept]) -> Vec<Answer> {
    let settings = Settings::new(context);
    kept.iter().map(|kept| decide_one_again(&settings, kept)).collect()
}

fn decide_one_again(settings: &Settings, kept: &Kept) -> Answer {
    let modification = &kept.modification;
    let case = Case {
        customer: &modification.customer,
        modified_at: modification.modified_at,
        values: &modification.values,
        absent: FieldSet::of(&modification.absent_fields),
        current: kept.current.as_ref(),
        // The modification itself is left out; what has its digest can only be the same content again.
        prior: Prior { same: false, ..Prior::of(&kept.prior, modification.digest) },
        later_source: kept.later_source,
    };
    let mut decision = match (case.decide(settings), &kept.evidence) {
        (Step::Decided(decision), _) => decision,
        (Step::LookUp { .. }, Some(evidence)) => case.settle(settings, evidence),
        (Step::LookUp { keys, mut alone }, None) => {
            keep(modification, &mut alone);
            return Answer::LookUp(LookUp { keys, alone: Some(alone) });
        }
    };
    keep(modification, &mut decision);
    Answer::Decided(decision)
}

fn keep(modification: &Modification, decision: &mut Decision) {
    if keeps_received(decision.outcome) {
        decision.received = Some(modification.values.clone());
    }
}

/// Of a kept stale or withheld modification, only the consents it takes back.
pub fn objection(modification: &Modification, current: &Customer) -> Vec<Change> {
    let case = Case {
        customer: &modification.customer,
        modified_at: modification.modified_at,
        values: &modification.values,
        absent: FieldSet::of(&modification.absent_fields),
        current: Some(current),
        prior: Prior { same: false, other: false },
        later_source: false,
    };
    let laid = Laid::new(&case);
    CONSENTS
        .into_iter()
        .filter(|field| consent::is_taken_back(laid.before.value(*field), laid.after(*field)))
        .map(|field| Change { field: field as u32, value: laid.after(field).to_owned() })
        .collect()
}

#[cfg(test)]
#[path = "deciding_tests.rs"]
mod tests;
