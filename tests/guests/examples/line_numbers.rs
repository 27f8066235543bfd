//! Writes a line's number into the record: the base depends on how lines are cut into files.

use redescente_rules::types::{Change, Context, Customer, Decision, Description, Outcome};
use redescente_rules::{Rules, export_rules};
use redescente_test_guests::{Twist, Twisted, described};

/// Place of `address2` in a row.
const ADDRESS2: usize = 4;

#[derive(Default)]
struct Numbers;

impl Twist for Numbers {
    fn decision(&mut self, line: u32, _current: Option<&Customer>, decision: &mut Decision) {
        let value = format!("n° {line}");
        match (decision.outcome, &mut decision.received) {
            (Outcome::Created, Some(row)) => {
                let values = row.split('\u{1f}').enumerate();
                let values = values.map(|(place, it)| if place == ADDRESS2 { &value } else { it });
                *row = values.collect::<Vec<_>>().join("\u{1f}");
            }
            (Outcome::Corrected, _) => {
                decision.changes.retain(|change| change.field != ADDRESS2 as u32);
                decision.changes.push(Change { field: ADDRESS2 as u32, value });
            }
            _ => {}
        }
    }
}

struct Guest;

impl Rules for Guest {
    type Reading = Twisted<Numbers>;

    fn describe() -> Description {
        described("line-numbers")
    }

    fn open(context: &Context) -> Self::Reading {
        Twisted::new(context)
    }
}

export_rules!(Guest);
