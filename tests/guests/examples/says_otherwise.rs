//! Says of lines for which nobody is found what it does not settle then.

use redescente_rules::types::{Answer, Ask, Context, Decision, Description, Found, Layout, Line, Outcome, Reason};
use redescente_rules::{Delivery, Reading, Rules, export_rules};
use redescente_test_guests::described;

struct SaysOtherwise(Delivery);

impl Reading for SaysOtherwise {
    fn read(&mut self, bytes: Vec<u8>) -> Result<Vec<Line>, Reason> {
        self.0.read(bytes)
    }

    fn skip(&mut self, bytes: Vec<u8>) -> Result<(), Reason> {
        self.0.skip(bytes)
    }

    fn end(&mut self) -> Result<Vec<Line>, Reason> {
        self.0.end()
    }

    fn layout(&self) -> Option<Layout> {
        self.0.layout()
    }

    fn decide(&mut self, asks: Vec<Ask>) -> Vec<Answer> {
        let mut answers = self.0.decide(asks);
        for answer in &mut answers {
            if let Answer::LookUp(look_up) = answer
                && let Some(alone) = &mut look_up.alone
                && alone.outcome == Outcome::Corrected
            {
                alone.outcome = Outcome::Unchanged;
                alone.changes.clear();
            }
        }
        answers
    }

    fn settle(&mut self, found: Vec<Found>) -> Vec<Decision> {
        self.0.settle(found)
    }

    fn forget(&mut self) {
        self.0.forget();
    }
}

struct Guest;

impl Rules for Guest {
    type Reading = SaysOtherwise;

    fn describe() -> Description {
        described("says-otherwise")
    }

    fn open(context: &Context) -> Self::Reading {
        SaysOtherwise(Delivery::new(context))
    }
}

export_rules!(Guest);
