//! One delivered file: read as its bytes come, its lines held until they are decided.

use std::collections::VecDeque;

use crate::deciding::{Case, Prior, Step, keeps_received};
use crate::fields::FieldSet;
use crate::reading::{Content, Reader};
use crate::settings::Settings;
use crate::types::{Answer, Ask, Context, Decision, Found, Layout, Line, LookUp, Reason};

/// A file being read and decided.
pub struct Delivery {
    settings: Settings,
    reader: Reader,
    pending: Pending,
    /// Fields without a column, once the header has been read.
    absent: FieldSet,
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
                pending.push(content);
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
        asks.iter().map(|ask| self.decide_one(ask)).collect()
    }

    fn decide_one(&mut self, ask: &Ask) -> Answer {
        let content = self.pending.get(ask.number).expect("the host asks only for lines that it was given");
        match content.case(self.absent, ask).decide(&self.settings) {
            Step::LookUp { keys, mut alone } => {
                content.keep(&mut alone);
                Answer::LookUp(LookUp { keys, alone: Some(alone) })
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
    /// Where a line was never read or is decided already: the host's mistake.
    pub fn settle(&mut self, found: Vec<Found>) -> Vec<Decision> {
        found.iter().map(|found| self.settle_one(found)).collect()
    }

    fn settle_one(&mut self, found: &Found) -> Decision {
        let content = self.pending.remove(found.ask.number);
        let case = content.case(self.absent, &found.ask);
        let mut decision = match case.decide(&self.settings) {
            Step::LookUp { .. } => case.settle(&self.settings, &found.evidence),
            Step::Decided(decision) => decision,
        };
        content.hand_over(&mut decision);
        decision
    }

    /// Every line that was read is decided: none is named again.
    pub fn forget(&mut self) {
        self.pending = Pending::default();
    }
}

impl Content {
    fn case<'a>(&'a self, absent: FieldSet, ask: &'a Ask) -> Case<'a> {
        let (values, customer) = self.text.split_at(self.row_length);
        let (prior, current) = (Prior::of(&ask.prior, self.digest), ask.current.as_ref());
        let later_source = ask.later_source;
        Case { customer, modified_at: self.modified_at, values, absent, current, prior, later_source }
    }

    /// Copies the row into a decision that needs it.
    fn keep(&self, decision: &mut Decision) {
        if keeps_received(decision.outcome) {
            decision.received = Some(self.text[..self.row_length].to_owned());
        }
    }

    /// Gives the row to a decision that needs it.
    fn hand_over(self, decision: &mut Decision) {
        if keeps_received(decision.outcome) {
            let mut text = self.text;
            text.truncate(self.row_length);
            decision.received = Some(text);
        }
    }
}

/// Lines not yet decided, by number: they come in rising order and go in nearly the same.
#[derive(Default)]
struct Pending {
    lines: VecDeque<(u32, Option<Content>)>,
}

impl Pending {
    fn push(&mut self, content: Content) {
        self.lines.push_back((content.number, Some(content)));
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

    fn get(&self, number: u32) -> Option<&Content> {
        let place = self.place(number)?;
        self.lines.get(place)?.1.as_ref()
    }

    fn remove(&mut self, number: u32) -> Content {
        let place = self.place(number);
        let line = place.and_then(|place| self.lines.get_mut(place)).and_then(|(_, content)| content.take());
        while let Some((_, None)) = self.lines.front() {
            self.lines.pop_front();
        }
        line.expect("the host names only lines that it was given and that are not decided")
    }
}

#[cfg(test)]
#[path = "delivery_tests.rs"]
mod tests;
