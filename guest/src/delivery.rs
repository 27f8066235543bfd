//! One delivered file: read as its bytes come, its lines held until they are decided.

use std::collections::VecDeque;

use crate::deciding::{Case, Prior, Profiles, Step, keeps_received};
use crate::fields::FieldSet;
use crate::reading::{Content, Reader};
use crate::settings::Settings;
use crate::types::{Answer, Ask, Context, Customer, Decision, Found, Layout, Line, Reason};

/// A file being read and decided.
pub struct Delivery {
    settings: Settings,
    reader: Reader,
    pending: Pending,
    /// Fields without a column, once the header has been read.
    absent: FieldSet,
}

/// A line that was read and is not decided yet.
struct Waiting {
    content: Content,
    /// What was said when it was asked, where it has to be settled.
    asked: Option<Box<Asked>>,
}

struct Asked {
    current: Option<Customer>,
    prior: Prior,
    later_source: bool,
    profiles: Profiles,
}

impl Delivery {
    /// Begins a file.
    pub fn new(context: &Context) -> Self {
        Self {
            settings: Settings::new(context),
            reader: Reader::new(context.now),
            pending: Pending::default(),
            absent: FieldSet::default(),
        }
    }

    /// Takes the next bytes; returns the records that they complete. An error refuses the whole file.
    pub fn read(&mut self, bytes: Vec<u8>) -> Result<Vec<Line>, Reason> {
        self.take(bytes, false)
    }

    /// Takes the next bytes; the records that they complete are read in another session. An error refuses the whole file.
    pub fn skip(&mut self, bytes: Vec<u8>) -> Result<(), Reason> {
        self.reader.skip(bytes)?;
        self.learn_columns();
        Ok(())
    }

    /// The file has ended: the last record, if any.
    pub fn end(&mut self) -> Result<Vec<Line>, Reason> {
        self.take(Vec::new(), true)
    }

    fn take(&mut self, bytes: Vec<u8>, ended: bool) -> Result<Vec<Line>, Reason> {
        let mut lines = Vec::new();
        let pending = &mut self.pending;
        self.reader.read(bytes, ended, |line, content| {
            lines.push(line);
            if let Some(content) = content {
                pending.push(Waiting { content, asked: None });
            }
        })?;
        self.learn_columns();
        Ok(lines)
    }

    fn learn_columns(&mut self) {
        if let Some(columns) = self.reader.columns() {
            self.absent = columns.absent_set();
        }
    }

    /// None before the header has been read.
    pub fn layout(&self) -> Option<Layout> {
        self.reader.layout()
    }

    /// Decides lines, or names what to look up first; answers in the order asked.
    ///
    /// # Panics
    /// Where a line was never read or is decided already: the host's mistake.
    pub fn decide(&mut self, asks: Vec<Ask>) -> Vec<Answer> {
        asks.into_iter().map(|ask| self.decide_one(ask)).collect()
    }

    fn decide_one(&mut self, ask: Ask) -> Answer {
        let waiting = self.pending.get(ask.number).expect("the host asks only for lines that it was given");
        let prior = Prior::of(&ask.prior, waiting.content.digest);
        let case = waiting.content.case(self.absent, ask.current.as_ref(), prior, ask.later_source);
        match case.decide(&self.settings) {
            Step::LookUp(keys, profiles) => {
                let Ask { current, later_source, .. } = ask;
                waiting.asked = Some(Box::new(Asked { current, prior, later_source, profiles }));
                Answer::LookUp(keys)
            }
            Step::Decided(mut decision) => {
                self.pending.remove(ask.number).hand_over(&mut decision);
                Answer::Decided(decision)
            }
        }
    }

    /// Settles lines whose last answer was to look up; decisions in the order given.
    ///
    /// # Panics
    /// Where a line was not asked: the host's mistake.
    pub fn settle(&mut self, found: Vec<Found>) -> Vec<Decision> {
        found.into_iter().map(|found| self.settle_one(&found)).collect()
    }

    fn settle_one(&mut self, found: &Found) -> Decision {
        let mut waiting = self.pending.remove(found.number);
        let asked = waiting.asked.take().expect("the host settles only lines that were answered with keys");
        let Asked { current, prior, later_source, profiles } = *asked;
        let case = waiting.content.case(self.absent, current.as_ref(), prior, later_source);
        let mut decision = case.settle(&self.settings, profiles, &found.evidence);
        waiting.hand_over(&mut decision);
        decision
    }
}

impl Content {
    fn case<'a>(
        &'a self,
        absent: FieldSet,
        current: Option<&'a Customer>,
        prior: Prior,
        later_source: bool,
    ) -> Case<'a> {
        let (values, customer) = self.text.split_at(self.row_length);
        Case { customer, modified_at: self.modified_at, values, absent, current, prior, later_source }
    }
}

impl Waiting {
    /// Gives the row to the decision that needs it.
    fn hand_over(self, decision: &mut Decision) {
        if keeps_received(decision.outcome) {
            let mut text = self.content.text;
            text.truncate(self.content.row_length);
            decision.received = Some(text);
        }
    }
}

/// Lines not yet decided, by number: they come in rising order and go in nearly the same.
#[derive(Default)]
struct Pending {
    lines: VecDeque<(u32, Option<Waiting>)>,
}

impl Pending {
    fn push(&mut self, waiting: Waiting) {
        self.lines.push_back((waiting.content.number, Some(waiting)));
    }

    fn place(&self, number: u32) -> Option<usize> {
        // Numbers rise at least by one: a line stands at or before its distance from the first.
        let first = self.lines.front()?.0;
        let farthest = number.checked_sub(first)? as usize;
        match self.lines.get(farthest) {
            Some((found, _)) if *found == number => Some(farthest),
            _ => self.lines.binary_search_by_key(&number, |(number, _)| *number).ok(),
        }
    }

    fn get(&mut self, number: u32) -> Option<&mut Waiting> {
        let place = self.place(number)?;
        self.lines.get_mut(place)?.1.as_mut()
    }

    fn remove(&mut self, number: u32) -> Waiting {
        let place = self.place(number);
        let line = place.and_then(|place| self.lines.get_mut(place)).and_then(|(_, waiting)| waiting.take());
        while let Some((_, None)) = self.lines.front() {
            self.lines.pop_front();
        }
        line.expect("the host names only lines that it was given and that are not decided")
    }
}

#[cfg(test)]
#[path = "delivery_tests.rs"]
mod tests;
