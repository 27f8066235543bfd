//! Where two ways differ, and what was sent, as an example shows them.

use std::collections::{BTreeMap, BTreeSet};

use super::Fault;
use crate::checking::outcome::{Difference, Problem, Sent};
use crate::checking::play::{Customers, Delivered, Played, Step};
use crate::checking::sessions::Seen;
use crate::report::DeliveryStatus;
use crate::report::words::rfc3339;

/// Where two looks at a file differ.
pub(super) fn unlike(one: &[Seen], other: &[Seen]) -> Vec<Difference> {
    let by_number = |seen: &[Seen]| seen.iter().cloned().map(|it| (it.number, it)).collect::<BTreeMap<_, _>>();
    let (one, other) = (by_number(one), by_number(other));
    let numbers: BTreeSet<_> = one.keys().chain(other.keys()).copied().collect();
    let mut differences = Vec::new();
    for number in numbers {
        let (expected, came) = (one.get(&number), other.get(&number));
        if expected != came {
            let customer = expected.or(came).and_then(|seen| seen.customer.as_deref());
            let shown = |seen: Option<&Seen>| seen.map(|seen| seen.shown.clone()).unwrap_or_default();
            let (mut expected, mut came) = (shown(expected), shown(came));
            if expected == came {
                // They differ in what is not shown: a digest, a key, a place in the file.
                expected.push_str(" [1]");
                came.push_str(" [2]");
            }
            differences.push(difference(customer, (number > 0).then_some(number), "line", expected, came));
        }
    }
    differences
}

/// Where two bases differ.
pub(super) fn differences(one: &Customers, other: &Customers) -> Vec<Difference> {
    let ids: BTreeSet<_> = one.keys().chain(other.keys()).collect();
    let mut found = Vec::new();
    for id in ids {
        match (one.get(id), other.get(id)) {
            (Some((date, values)), Some((other_date, other_values))) => {
                for (field, value) in values {
                    let came = other_values.get(field).cloned().unwrap_or_default();
                    if *value != came {
                        found.push(difference(Some(id), None, field, value.clone(), came));
                    }
                }
                if date != other_date {
                    let text = |date: i64| rfc3339(date);
                    found.push(difference(Some(id), None, "modified-at", text(*date), text(*other_date)));
                }
            }
            (one, other) => {
                let there = |it: bool| if it { "1" } else { "0" }.to_owned();
                found.push(difference(Some(id), None, "customer", there(one.is_some()), there(other.is_some())));
            }
        }
    }
    found
}

pub(super) fn difference(
    customer: Option<&str>,
    line: Option<u32>,
    what: &str,
    expected: String,
    came: String,
) -> Difference {
    Difference { customer: customer.map(str::to_owned), line, what: what.to_owned(), expected, came }
}

/// A delivery that the rules failed on.
pub(super) fn fault(played: &Played, steps: &[Step]) -> Option<Fault> {
    let failed = |file: &&Delivered| file.status == DeliveryStatus::Undecided;
    let (code, text) = played.files.iter().find(failed)?.reason.clone()?;
    Some(Fault { problem: Problem { code, text }, sent: sent(steps) })
}

pub(super) fn sent(steps: &[Step]) -> Vec<Sent> {
    let mut retrieval = 0;
    let mut before = false;
    let mut all = Vec::with_capacity(steps.len());
    for (index, step) in steps.iter().enumerate() {
        if index == 0 || step.begins || step.again || before {
            retrieval += 1;
        }
        before = step.again;
        let text = String::from_utf8_lossy(&step.bytes).into_owned();
        all.push(Sent {
            name: step.name.clone(),
            text,
            again: step.again,
            retrieval,
            cuts: Vec::new(),
            in_two_sessions: false,
        });
    }
    all
}
