//! The default rules with one field more, `points`, from the column `POINTS`.

use std::collections::HashMap;
use std::marker::PhantomData;

use redescente_rules::types::{
    Answer, Ask, Change, Context, Customer, Decision, Description, Edited, Evidence, Field, Found, Kept, Label, Layout,
    Line, LookUp, Match, Modification, Outcome, Proposal, Reason,
};
use redescente_rules::{Delivery, Reading, Rules};

/// The column of the field.
pub const POINTS: &str = "POINTS";

const SEPARATOR: char = '\u{1f}';

/// What becomes of the points that a line carries.
pub trait Points: 'static {
    /// The rules' name.
    const NAME: &'static str;

    /// The points from now on, of those that the customer has and those received.
    fn points(now: &str, received: &str) -> String;
}

/// Rules with the field `points`.
pub struct WithPoints<P>(PhantomData<P>);

/// The default description with the field added.
#[must_use]
pub fn pointed(name: &str) -> Description {
    let mut description = crate::described(name);
    let label = |language: &str, text: &str| Label { language: language.to_owned(), text: text.to_owned() };
    description.fields.push(Field {
        name: "points".to_owned(),
        kind: "text".to_owned(),
        labels: vec![label("fr", "Points de fidélité"), label("en", "Loyalty points")],
    });
    // The default rules' sample lacks the column.
    description.sample.clear();
    description
}

/// The field's place: after all others.
fn place() -> u32 {
    redescente_rules::describe().fields.len() as u32
}

/// A row without the points, and these.
fn apart(row: &str) -> (String, String) {
    let (rest, points) = row.rsplit_once(SEPARATOR).unwrap_or((row, ""));
    (rest.to_owned(), points.to_owned())
}

fn plain(customer: &Customer) -> Customer {
    Customer { values: apart(&customer.values).0, ..customer.clone() }
}

fn points_of(customer: Option<&Customer>) -> String {
    customer.map(|it| apart(&it.values).1).unwrap_or_default()
}

fn plain_evidence(evidence: &Evidence) -> Evidence {
    Evidence { candidates: evidence.candidates.iter().map(plain).collect(), cut: evidence.cut.clone() }
}

/// Adds the points to what the default rules decided.
fn decided<P: Points>(mut decision: Decision, now: &str, received: Option<&str>) -> Decision {
    let value = received.map_or_else(|| now.to_owned(), |received| P::points(now, received));
    if let Some(row) = &mut decision.received {
        // As received, so that it can be decided again.
        let kept = if decision.outcome == Outcome::Created { &value } else { received.unwrap_or_default() };
        row.push(SEPARATOR);
        row.push_str(kept);
    }
    if value != now {
        let change = Change { field: place(), value };
        match decision.outcome {
            Outcome::Corrected | Outcome::Stale | Outcome::Duplicate => decision.changes.push(change),
            Outcome::Unchanged => {
                decision.outcome = Outcome::Corrected;
                decision.changes.push(change);
            }
            Outcome::Created | Outcome::AlreadyProcessed | Outcome::Rejected => {}
        }
    }
    decision
}

fn answered<P: Points>(answer: Answer, now: &str, received: Option<&str>) -> Answer {
    match answer {
        Answer::Decided(decision) => Answer::Decided(decided::<P>(decision, now, received)),
        Answer::LookUp(LookUp { keys, alone }) => {
            Answer::LookUp(LookUp { keys, alone: alone.map(|alone| decided::<P>(alone, now, received)) })
        }
    }
}

fn plain_ask(ask: Ask) -> Ask {
    Ask { current: ask.current.as_ref().map(plain), ..ask }
}

impl<P: Points> Rules for WithPoints<P> {
    type Reading = Pointed<P>;

    fn describe() -> Description {
        pointed(P::NAME)
    }

    fn open(context: &Context) -> Pointed<P> {
        Pointed {
            inner: Delivery::new(context),
            bytes: Vec::new(),
            column: None,
            lines: HashMap::new(),
            how: PhantomData,
        }
    }

    fn decide_again(context: &Context, kept: &[Kept]) -> Vec<Answer> {
        let plainly = |kept: &Kept| {
            let mut kept = kept.clone();
            kept.modification = plain_modification(&kept.modification);
            kept.current = kept.current.as_ref().map(plain);
            kept.evidence = kept.evidence.as_ref().map(plain_evidence);
            kept
        };
        let answers = redescente_rules::decide_again(context, &kept.iter().map(plainly).collect::<Vec<_>>());
        let with = |(kept, answer): (&Kept, Answer)| {
            let received = apart(&kept.modification.values).1;
            let carried = !kept.modification.absent_fields.contains(&place());
            let now = points_of(kept.current.as_ref());
            answered::<P>(answer, &now, carried.then_some(&received))
        };
        kept.iter().zip(answers).map(with).collect()
    }

    fn objection(modification: &Modification, current: &Customer) -> Vec<Change> {
        redescente_rules::objection(&plain_modification(modification), &plain(current))
    }

    fn keys_of(context: &Context, customers: &[Customer]) -> Vec<Vec<u64>> {
        redescente_rules::keys_of(context, &customers.iter().map(plain).collect::<Vec<_>>())
    }

    fn matches(context: &Context, customer: &Customer, evidence: &Evidence) -> Vec<Match> {
        redescente_rules::matches(context, &plain(customer), &plain_evidence(evidence))
    }

    fn edit(context: &Context, current: Option<&Customer>, changes: &[Change], evidence: Option<&Evidence>) -> Edited {
        let (own, others): (Vec<_>, Vec<_>) = changes.iter().cloned().partition(|change| change.field == place());
        let (customer, evidence) = (current.map(plain), evidence.map(plain_evidence));
        let mut edited = redescente_rules::edit(context, customer.as_ref(), &others, evidence.as_ref());
        let now = points_of(current);
        edited.changes.extend(own.into_iter().filter(|change| change.value != now));
        edited
    }

    fn merge(_context: &Context, kept: &Customer, absorbed: &Customer, absorbed_later: bool) -> Proposal {
        let mut proposal = redescente_rules::merge(&plain(kept), &plain(absorbed), absorbed_later);
        let (own, other) = (points_of(Some(kept)), points_of(Some(absorbed)));
        let theirs = !other.is_empty() && (own.is_empty() || absorbed_later);
        if theirs && own != other {
            proposal.from_absorbed.push(place());
        }
        if !own.is_empty() && !other.is_empty() && own != other {
            proposal.conflicts.push(place());
        }
        proposal.values.push(SEPARATOR);
        proposal.values.push_str(if theirs { &other } else { &own });
        proposal
    }
}

fn plain_modification(modification: &Modification) -> Modification {
    let mut modification = modification.clone();
    modification.values = apart(&modification.values).0;
    modification.absent_fields.retain(|field| *field != place());
    modification
}

/// A file read with its points.
pub struct Pointed<P> {
    inner: Delivery,
    bytes: Vec<u8>,
    column: Option<usize>,
    /// Points of the lines read.
    lines: HashMap<u32, String>,
    how: PhantomData<P>,
}

impl<P: Points> Pointed<P> {
    fn take(&mut self, lines: Vec<Line>) -> Vec<Line> {
        let Some(layout) = self.inner.layout() else { return lines };
        let header = &self.bytes[..layout.header_length as usize];
        for line in &lines {
            let record = &self.bytes[line.offset as usize..][..line.length as usize];
            let mut cells = redescente_rules::show(header, record, line.number).into_iter().map(|cells| cells.values);
            if let (Some(columns), Some(values)) = (cells.next(), cells.next()) {
                self.column = columns.iter().position(|column| column.trim().eq_ignore_ascii_case(POINTS));
                let points = self.column.and_then(|column| values.get(column));
                self.lines.extend(points.map(|points| (line.number, points.trim().to_owned())));
            }
        }
        lines
    }
}

impl<P: Points> Reading for Pointed<P> {
    fn read(&mut self, bytes: Vec<u8>) -> Result<Vec<Line>, Reason> {
        self.bytes.extend_from_slice(&bytes);
        let lines = self.inner.read(bytes)?;
        Ok(self.take(lines))
    }

    fn skip(&mut self, bytes: Vec<u8>) -> Result<(), Reason> {
        self.bytes.extend_from_slice(&bytes);
        self.inner.skip(bytes)
    }

    fn end(&mut self) -> Result<Vec<Line>, Reason> {
        let lines = self.inner.end()?;
        Ok(self.take(lines))
    }

    fn layout(&self) -> Option<Layout> {
        let mut layout = self.inner.layout()?;
        let unknown = layout.unknown_columns.len();
        layout.unknown_columns.retain(|column| !column.trim().eq_ignore_ascii_case(POINTS));
        if layout.unknown_columns.len() == unknown {
            layout.absent_fields.push(place());
        }
        Some(layout)
    }

    fn decide(&mut self, asks: Vec<Ask>) -> Vec<Answer> {
        let asked: Vec<_> = asks.iter().map(|ask| (ask.number, points_of(ask.current.as_ref()))).collect();
        let asks = asks.into_iter().map(plain_ask).collect();
        let answers = self.inner.decide(asks);
        let with = |((number, now), answer): ((u32, String), Answer)| {
            answered::<P>(answer, &now, self.lines.get(&number).map(String::as_str))
        };
        asked.into_iter().zip(answers).map(with).collect()
    }

    fn settle(&mut self, found: Vec<Found>) -> Vec<Decision> {
        let asked: Vec<_> =
            found.iter().map(|found| (found.ask.number, points_of(found.ask.current.as_ref()))).collect();
        let plainly = |found: Found| Found { ask: plain_ask(found.ask), evidence: plain_evidence(&found.evidence) };
        let decisions = self.inner.settle(found.into_iter().map(plainly).collect());
        let with = |((number, now), decision): ((u32, String), Decision)| {
            decided::<P>(decision, &now, self.lines.get(&number).map(String::as_str))
        };
        asked.into_iter().zip(decisions).map(with).collect()
    }

    fn forget(&mut self) {
        self.inner.forget();
    }
}
