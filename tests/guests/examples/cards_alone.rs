//! Only a common card makes a duplicate: lawful, and less is withheld than by the default rules.

use redescente_rules::types::{Context, Customer, Decision, Description, Outcome};
use redescente_rules::{Rules, export_rules};
use redescente_test_guests::{Twist, Twisted, described};

#[derive(Default)]
struct CardsAlone;

impl Twist for CardsAlone {
    fn decision(&mut self, _line: u32, current: Option<&Customer>, decision: &mut Decision) {
        decision.matches.retain(|other| other.reasons.iter().any(|reason| reason.code == "same-card"));
        if decision.outcome == Outcome::Duplicate && decision.matches.is_empty() {
            decision.outcome = match current {
                None => Outcome::Created,
                Some(_) if decision.changes.is_empty() => Outcome::Unchanged,
                Some(_) => Outcome::Corrected,
            };
            if decision.outcome == Outcome::Created {
                decision.changes.clear();
            } else {
                decision.received = None;
            }
        }
    }
}

struct Guest;

impl Rules for Guest {
    type Reading = Twisted<CardsAlone>;

    fn describe() -> Description {
        described("cards-alone")
    }

    fn open(context: &Context) -> Self::Reading {
        Twisted::new(context)
    }
}

export_rules!(Guest);
