//! Asks a component directly, where the ways of a store would hide what is looked for.

use std::collections::BTreeMap;

use super::shape::context;
use crate::base::SEPARATOR;
use crate::retrieval::changed;
use crate::rules::{
    Abreast, Answer, Ask, Context, Customer, Decision, Description, Evidence, Found, Keys, Line, LookUp, Outcome,
    Purpose, Rules, RulesError,
};

/// What became of one line, or of a file that came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    /// 0 of a whole file.
    pub(super) number: u32,
    pub(super) customer: Option<String>,
    /// Everything that was answered.
    whole: String,
    /// The same for people, shortly.
    pub(super) shown: String,
}

/// Customers as they are.
#[derive(Debug, Clone, Default)]
pub(super) struct People {
    customers: BTreeMap<String, Customer>,
    /// Digests decided, by identifier and date.
    decided: BTreeMap<(String, i64), Vec<u64>>,
}

impl People {
    /// Those of a first load.
    pub(super) fn of(rules: &Rules, base: Option<&[u8]>) -> Result<Self, RulesError> {
        let mut people = Self::default();
        if let Some(bytes) = base {
            let context = Context { purpose: Purpose::FirstLoad, ..context("base.csv") };
            let mut delivery = rules.open(context)?.into();
            run(Nobody::Believed, rules, &mut delivery, &[bytes], &mut people)?;
        }
        Ok(people)
    }
}

/// Reads a file in pieces and decides its lines in order, each after what became of those before.
///
/// A failure is among what was seen, not an error: two ways may differ in it.
pub(super) fn look(rules: &Rules, delivery: &mut Abreast, pieces: &[&[u8]], people: &People) -> Vec<Seen> {
    look_and(Nobody::Believed, rules, delivery, pieces, people)
}

/// Where nobody is found, what the answer to look up said for then counts, as in stores, or the line is settled too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nobody {
    Believed,
    Settled,
}

/// As [`look`].
pub(super) fn look_and(
    nobody: Nobody,
    rules: &Rules,
    delivery: &mut Abreast,
    pieces: &[&[u8]],
    people: &People,
) -> Vec<Seen> {
    let mut people = people.clone();
    run(nobody, rules, delivery, pieces, &mut people).unwrap_or_else(|error| {
        let shown = format!("{} ({})", error, error.code());
        vec![Seen { number: 0, customer: None, whole: shown.clone(), shown }]
    })
}

fn run(
    nobody: Nobody,
    rules: &Rules,
    delivery: &mut Abreast,
    pieces: &[&[u8]],
    people: &mut People,
) -> Result<Vec<Seen>, RulesError> {
    let mut lines = Vec::new();
    for piece in pieces {
        match delivery.read(piece)? {
            Ok(read) => lines.extend(read),
            Err(reason) => return Ok(vec![refused(&reason.code)]),
        }
    }
    match delivery.end()? {
        Ok(read) => lines.extend(read),
        Err(reason) => return Ok(vec![refused(&reason.code)]),
    }
    let layout = delivery.layout()?;
    let length = layout.as_ref().map_or(0, |layout| layout.header_length);
    let (whole, shown) = (format!("{layout:?}"), format!("header of {length} bytes"));
    let mut seen = vec![Seen { number: 0, customer: None, whole, shown }];
    for line in lines {
        seen.push(decide(nobody, rules, delivery, line, people)?);
    }
    Ok(seen)
}

fn decide(
    nobody: Nobody,
    rules: &Rules,
    delivery: &mut Abreast,
    line: Line,
    people: &mut People,
) -> Result<Seen, RulesError> {
    let number = line.number;
    let (subject, id) = match (&line.subject, &line.customer) {
        (Ok(subject), Some(id)) => (*subject, id.clone()),
        (Err(reason), _) => {
            let shown = format!("rejected ({})", reason.code);
            return Ok(Seen { number, customer: line.customer.clone(), whole: format!("{line:?}"), shown });
        }
        (Ok(_), None) => return Ok(refused("nobody")),
    };
    let current = people.customers.get(&id).cloned();
    let prior = people.decided.entry((id.clone(), subject.modified_at)).or_default().clone();
    let ask = Ask { number, current: current.clone(), prior, later_source: false };
    let mut asked = delivery.decide_these(vec![ask.clone()])?;
    let (decision, keys) = match asked.pop() {
        Some(Answer::Decided(decision)) => (decision, None),
        Some(Answer::LookUp(LookUp { keys, alone })) => {
            let candidates = candidates(rules, &keys, &id, people)?;
            let decision = match alone.filter(|_| nobody == Nobody::Believed && candidates.is_empty()) {
                Some(alone) => alone,
                None => {
                    let evidence = Evidence { candidates, cut: Vec::new() };
                    let mut settled = delivery.settle_these(vec![Found { ask, evidence }])?;
                    let Some(decision) = settled.pop() else { return Ok(refused("nothing")) };
                    decision
                }
            };
            (decision, Some(keys))
        }
        None => return Ok(refused("nothing")),
    };
    let whole = format!("{line:?} {keys:?} {decision:?}");
    let shown = shown(rules.description(), &decision);
    if decision.outcome != Outcome::Rejected {
        people.decided.entry((id.clone(), subject.modified_at)).or_default().push(subject.digest);
    }
    apply(people, id, subject.modified_at, current, decision);
    Ok(Seen { number, customer: line.customer, whole, shown })
}

fn candidates(rules: &Rules, keys: &Keys, id: &str, people: &People) -> Result<Vec<Customer>, RulesError> {
    let others: Vec<_> = people.customers.values().filter(|other| other.id != id).cloned().collect();
    let held = rules.keys_of(&context(""), &others)?;
    let holds = |held: &Vec<u64>| held.iter().any(|key| keys.sought.contains(key));
    Ok(others.into_iter().zip(held).filter(|(_, held)| holds(held)).map(|(other, _)| other).collect())
}

fn apply(people: &mut People, id: String, modified_at: i64, current: Option<Customer>, decision: Decision) {
    let values = match (decision.outcome, current) {
        (Outcome::Created, _) => decision.received,
        (Outcome::Corrected | Outcome::Unchanged, Some(current)) => Some(changed(&current.values, &decision.changes)),
        _ => None,
    };
    if let Some(values) = values {
        people.customers.insert(id.clone(), Customer { id, modified_at, values });
    }
}

fn refused(code: &str) -> Seen {
    Seen { number: 0, customer: None, whole: code.to_owned(), shown: format!("refused ({code})") }
}

fn shown(description: &Description, decision: &Decision) -> String {
    let outcome = match decision.outcome {
        Outcome::Created => "created",
        Outcome::Corrected => "corrected",
        Outcome::Unchanged => "unchanged",
        Outcome::AlreadyProcessed => "already-processed",
        Outcome::Stale => "stale",
        Outcome::Duplicate => "duplicate",
        Outcome::Rejected => "rejected",
    };
    let name = |field: u32| description.fields.get(field as usize).map_or("?", |field| field.name.as_str());
    let mut parts: Vec<_> = decision.changes.iter().map(|it| format!("{}={}", name(it.field), it.value)).collect();
    if let Some(row) = &decision.received {
        let values = row.split(SEPARATOR).zip(0_u32..).filter(|(value, _)| !value.is_empty());
        parts = values.map(|(value, field)| format!("{}={value}", name(field))).collect();
    }
    if let Some(reason) = &decision.rejected {
        parts.push(reason.code.clone());
    }
    if parts.is_empty() { outcome.to_owned() } else { format!("{outcome} ({})", parts.join(", ")) }
}
