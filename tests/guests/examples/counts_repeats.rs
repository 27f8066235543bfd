//! Counts how often a modification was sent: what is sent twice changes the base twice.

use redescente_rules::types::{Change, Context, Customer, Decision, Description, Outcome};
use redescente_rules::{Rules, export_rules};
use redescente_test_guests::{Twist, Twisted, described};

/// Place of `address2` in a row.
const ADDRESS2: usize = 4;

#[derive(Default)]
struct Counts;

impl Twist for Counts {
    fn decision(&mut self, _line: u32, current: Option<&Customer>, decision: &mut Decision) {
        let Some(current) = current.filter(|_| decision.outcome == Outcome::AlreadyProcessed) else { return };
        let now = current.values.split('\u{1f}').nth(ADDRESS2).unwrap_or_default();
        decision.outcome = Outcome::Corrected;
        decision.changes = vec![Change { field: ADDRESS2 as u32, value: format!("{now}+") }];
    }
}

struct Guest;

impl Rules for Guest {
    type Reading = Twisted<Counts>;

    fn describe() -> Description {
        described("counts-repeats")
    }

    fn open(context: &Context) -> Self::Reading {
        Twisted::new(context)
    }
}

export_rules!(Guest);
