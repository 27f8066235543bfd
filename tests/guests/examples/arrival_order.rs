//! Takes whatever comes last, whatever its date: the base depends on the order of deliveries.

use redescente_rules::types::{Context, Customer, Decision, Description, Outcome};
use redescente_rules::{Rules, export_rules};
use redescente_test_guests::{Twist, Twisted, described};

#[derive(Default)]
struct LastWins;

impl Twist for LastWins {
    fn decision(&mut self, _line: u32, _current: Option<&Customer>, decision: &mut Decision) {
        if decision.outcome == Outcome::Stale {
            let nothing = decision.changes.is_empty();
            decision.outcome = if nothing { Outcome::Unchanged } else { Outcome::Corrected };
            decision.received = None;
        }
    }
}

struct Guest;

impl Rules for Guest {
    type Reading = Twisted<LastWins>;

    fn describe() -> Description {
        described("arrival-order")
    }

    fn open(context: &Context) -> Self::Reading {
        Twisted::new(context)
    }
}

export_rules!(Guest);
