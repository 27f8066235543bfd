//! What differs between the two copies after a step, and whether the first one is what history recorded.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::outcome::StatusDifference;
use super::outcome::{DecidedAs, DecisionDifference, DeliveryRef, FieldDifference, Lists, Recorded, Replayed};
use crate::base::{Apart, Base, DecidedLine, DecidedLines, PastDelivery, decided_alike, differing, same_values};
use crate::report::DeliveryStatus;
use crate::store::StoreError;

/// One delivery in both copies.
pub(super) struct Pair<'a> {
    pub(super) past: &'a PastDelivery,
    pub(super) statuses: (DeliveryStatus, DeliveryStatus),
    /// Its number in each copy.
    pub(super) numbers: (i64, i64),
}

/// Compares a delivery's lines, in their order.
pub(super) fn delivery(
    recorded: &Base,
    one: &Base,
    other: &Base,
    pair: &Pair<'_>,
    apart: &Apart,
    replayed: &mut Replayed,
    lists: &mut Lists,
) -> Result<(), StoreError> {
    let past = pair.past;
    let reference = DeliveryRef { id: past.id, name: past.name.clone() };
    if past.status != pair.statuses.0 || pair.statuses.0 != pair.statuses.1 {
        replayed.statuses.push(StatusDifference {
            delivery: reference.clone(),
            recorded: past.status.code().to_owned(),
            active: pair.statuses.0.code().to_owned(),
            candidate: pair.statuses.1.code().to_owned(),
        });
    }
    replayed.deliveries += 1;
    check_against_history(recorded, one, pair, &reference, replayed)?;
    let lines = (one.decided_lines(pair.numbers.0)?, other.decided_lines(pair.numbers.1)?);
    each_pair(lines, |active, candidate| {
        replayed.lines += 1;
        let both = Both { one, other, active: active.as_ref(), candidate: candidate.as_ref() };
        both.compare(&reference, apart, replayed, lists)
    })
}

/// Walks the lines of a delivery in two bases side by side, by their numbers; one of a pair may be missing.
fn each_pair(
    (mut lefts, mut rights): (DecidedLines<'_>, DecidedLines<'_>),
    mut each: impl FnMut(Option<DecidedLine>, Option<DecidedLine>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let (mut left, mut right) = (lefts.next()?, rights.next()?);
    loop {
        let order = match (&left, &right) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(left), Some(right)) => left.line.cmp(&right.line),
        };
        let one = if order.is_le() { std::mem::replace(&mut left, lefts.next()?) } else { None };
        let other = if order.is_ge() { std::mem::replace(&mut right, rights.next()?) } else { None };
        each(one, other)?;
    }
}

/// One line in both copies.
struct Both<'a> {
    one: &'a Base,
    other: &'a Base,
    active: Option<&'a DecidedLine>,
    candidate: Option<&'a DecidedLine>,
}

impl Both<'_> {
    fn compare(
        &self,
        delivery: &DeliveryRef,
        apart: &Apart,
        replayed: &mut Replayed,
        lists: &mut Lists,
    ) -> Result<(), StoreError> {
        if let (Some(active), Some(candidate)) = (self.active, self.candidate)
            && decided_alike((self.one, active), (self.other, candidate))?
        {
            replayed.same += 1;
            if let (true, Some(target)) = (active.is_state(), active.target()) {
                apart.set(target, false)?;
            }
            return Ok(());
        }
        let difference = self.difference(delivery)?;
        let consequence = self.is_consequence(&difference, apart)?;
        replayed.count(&difference, consequence);
        if consequence {
            lists.consequences.add(&difference)?
        } else {
            lists.direct.add(&difference)?
        };
        self.set_apart(apart)
    }

    fn difference(&self, delivery: &DeliveryRef) -> Result<DecisionDifference, StoreError> {
        let of = |side: Option<&DecidedLine>| side.map(decided_as).transpose();
        let values = |base: &Base, side: Option<&DecidedLine>| {
            side.map(|line| base.values_of_line(line)).transpose().map(Option::unwrap_or_default)
        };
        let differing = differing(&values(self.one, self.active)?, &values(self.other, self.candidate)?);
        let shown = self.active.or(self.candidate);
        Ok(DecisionDifference {
            delivery: delivery.clone(),
            line: shown.map(|line| line.line).unwrap_or_default(),
            customer: shown.and_then(|line| line.customer.clone()),
            active: of(self.active)?,
            candidate: of(self.candidate)?,
            // Of a line that only one of them applied, the values are no difference of values.
            fields: if self.kept_alike() {
                differing.into_iter().map(FieldDifference::of).collect()
            } else {
                Vec::new()
            },
        })
    }

    /// Whether both hold what the line made of the customer, or both hold what was received.
    fn kept_alike(&self) -> bool {
        match (self.active, self.candidate) {
            (Some(active), Some(candidate)) => active.is_state() == candidate.is_state(),
            _ => false,
        }
    }

    /// Whether somebody whom it depended on was another in the two copies, and it brought nothing new.
    fn is_consequence(&self, difference: &DecisionDifference, apart: &Apart) -> Result<bool, StoreError> {
        let mut met: BTreeSet<&str> = BTreeSet::new();
        for side in [self.active, self.candidate].into_iter().flatten() {
            met.extend(side.customer.as_deref());
            met.extend(side.applied_to.as_deref());
        }
        for side in [&difference.active, &difference.candidate].into_iter().flatten() {
            met.extend(side.others.iter().map(String::as_str));
        }
        let mut were_apart = false;
        for id in met {
            were_apart = were_apart || apart.holds(id)?;
        }
        if !were_apart {
            return Ok(false);
        }
        let (Some(active), Some(candidate)) = (self.active, self.candidate) else { return Ok(true) };
        if active.outcome != candidate.outcome || difference.fields.is_empty() {
            return Ok(true);
        }
        let before = |base: &Base, line: &DecidedLine| {
            line.before.map(|before| base.values_at(before)).transpose().map(Option::unwrap_or_default)
        };
        let inherited = differing(&before(self.one, active)?, &before(self.other, candidate)?);
        Ok(difference.fields.iter().all(|field| inherited.iter().any(|inherited| field.is(inherited))))
    }

    /// Notes whether the customer is another from now on.
    fn set_apart(&self, apart: &Apart) -> Result<(), StoreError> {
        let same = match (self.active, self.candidate) {
            (Some(active), Some(candidate)) if active.is_state() && candidate.is_state() => {
                active.target() == candidate.target()
                    && active.modified_at == candidate.modified_at
                    && same_values(&self.one.values_of_line(active)?, &self.other.values_of_line(candidate)?)
            }
            _ => false,
        };
        for side in [self.active, self.candidate].into_iter().flatten() {
            if let Some(target) = side.target() {
                apart.set(target, !same)?;
            }
        }
        Ok(())
    }
}

fn decided_as(line: &DecidedLine) -> Result<DecidedAs, StoreError> {
    let remarks = line.remarks()?;
    Ok(DecidedAs {
        outcome: line.outcome.code().to_owned(),
        reason: remarks.reason.map(|reason| reason.code),
        others: remarks.others.into_iter().map(|(customer, _)| customer).collect(),
        notes: remarks.notes.into_iter().map(|note| note.code).collect(),
    })
}

/// Compares customers whom a re-examination or an act touched, after it.
pub(super) fn states(one: &Base, other: &Base, after: (i64, i64), apart: &Apart) -> Result<(), StoreError> {
    let mut touched: BTreeSet<String> = one.named_after(after.0)?.into_iter().collect();
    touched.extend(other.named_after(after.1)?);
    for id in touched {
        let same = match (one.state_of(&id)?, other.state_of(&id)?) {
            (None, None) => true,
            (Some((left, mine)), Some((right, theirs))) => left == right && same_values(&mine, &theirs),
            _ => false,
        };
        apart.set(&id, !same)?;
    }
    Ok(())
}

/// Counts the lines of which history recorded something else than the rules in force answer now.
fn check_against_history(
    recorded: &Base,
    one: &Base,
    pair: &Pair<'_>,
    delivery: &DeliveryRef,
    replayed: &mut Replayed,
) -> Result<(), StoreError> {
    let lines = (recorded.decided_lines(pair.past.id)?, one.decided_lines(pair.numbers.0)?);
    each_pair(lines, |past, repeated| {
        // A line of somebody erased since is blank now: it is counted with its delivery.
        if past.as_ref().is_some_and(|past| past.is_erased()) {
            return Ok(());
        }
        replayed.self_check.lines += 1;
        let same = match (&past, &repeated) {
            (Some(past), Some(repeated)) => as_recorded((recorded, past), (one, repeated))?,
            _ => false,
        };
        if !same {
            let line = past.as_ref().or(repeated.as_ref()).map(|line| line.line).unwrap_or_default();
            let code = |side: &Option<DecidedLine>| side.as_ref().map(|line| line.outcome.code().to_owned());
            replayed.self_check.note(Recorded {
                delivery: delivery.clone(),
                line,
                recorded: code(&past),
                replayed: code(&repeated),
            });
        }
        Ok(())
    })
}

fn as_recorded(
    (then, past): (&Base, &DecidedLine),
    (now, repeated): (&Base, &DecidedLine),
) -> Result<bool, StoreError> {
    Ok(past.outcome == repeated.outcome
        && past.customer == repeated.customer
        && (past.is_forgotten() || same_values(&then.values_of_line(past)?, &now.values_of_line(repeated)?)))
}
