//! Passes over customers who were in an earlier file of the same instance.

use std::cell::RefCell;
use std::collections::HashSet;

use redescente_rules::types::{Context, Customer, Decision, Description, Line, Outcome};
use redescente_rules::{Rules, export_rules};
use redescente_test_guests::{Twist, Twisted, described};

thread_local! {
    static SEEN: RefCell<HashSet<String>> = RefCell::default();
}

struct Memory {
    before: HashSet<String>,
    now: Vec<(u32, String)>,
}

impl Default for Memory {
    fn default() -> Self {
        Self { before: SEEN.with_borrow(HashSet::clone), now: Vec::new() }
    }
}

impl Twist for Memory {
    fn lines(&mut self, lines: &mut Vec<Line>, _ended: bool) {
        for line in lines {
            if let Some(customer) = &line.customer {
                self.now.push((line.number, customer.clone()));
                SEEN.with_borrow_mut(|seen| seen.insert(customer.clone()));
            }
        }
    }

    fn decision(&mut self, line: u32, _current: Option<&Customer>, decision: &mut Decision) {
        let customer = self.now.iter().find(|(number, _)| *number == line).map(|(_, customer)| customer);
        if customer.is_some_and(|customer| self.before.contains(customer)) {
            *decision = Decision {
                outcome: Outcome::AlreadyProcessed,
                changes: Vec::new(),
                received: None,
                matches: Vec::new(),
                rejected: None,
                notes: Vec::new(),
            };
        }
    }
}

struct Guest;

impl Rules for Guest {
    type Reading = Twisted<Memory>;

    fn describe() -> Description {
        described("remembers")
    }

    fn open(context: &Context) -> Self::Reading {
        Twisted::new(context)
    }
}

export_rules!(Guest);
