//! One delivered file: read as its bytes come, its lines held until they are forgotten.

use crate::deciding::{Case, Prior, Step, keeps_received};
use crate::fields::FieldSet;
use crate::reading::{Content, Portion, Reader};
use crate::settings::Settings;
use crate::types::{Answer, Ask, Context, Decision, Found, Layout, Line, LookUp, Reason};

/// A file being read and decided.
pub struct Delivery {
    settings: Settings,
    reader: Reader,
    held: Held,
    /// Fields without a column, once the header has been read.
    absent: FieldSet,
}

impl Delivery {
    /// Begins a file.
    pub fn new(context: &Context) -> Self {
        Self {
            settings: Settings::new(context),
            reader: Reader::new(context.now),
            held: Held::default(),
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
        let Portion { lines, contents, text } = self.reader.read(bytes, ended)?;
        self.held.push(contents, text);
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
    /// Where a line was never read or is forgotten: the host's mistake.
    pub fn decide(&mut self, asks: Vec<Ask>) -> Vec<Answer> {
        asks.iter().map(|ask| self.decide_one(ask)).collect()
    }

    fn decide_one(&mut self, ask: &Ask) -> Answer {
        let line = self.held.find(ask.number).expect("the host asks only for lines that it was given");
        match line.case(self.absent, ask).decide(&self.settings) {
            Step::LookUp { keys, mut alone } => {
                line.keep(&mut alone);
                Answer::LookUp(LookUp { keys, alone: Some(alone) })
            }
            Step::Decided(mut decision) => {
                line.keep(&mut decision);
                Answer::Decided(decision)
            }
        }
    }

    /// Settles lines whose last answer was to look up; decisions in the order given.
    ///
    /// # Panics
    /// Where a line was never read or is forgotten: the host's mistake.
    pub fn settle(&mut self, found: Vec<Found>) -> Vec<Decision> {
        found.iter().map(|found| self.settle_one(found)).collect()
    }

    fn settle_one(&mut self, found: &Found) -> Decision {
        let line = self.held.find(found.ask.number).expect("the host names only lines that it was given");
        let case = line.case(self.absent, &found.ask);
        let mut decision = match case.decide(&self.settings) {
            Step::LookUp { .. } => case.settle(&self.settings, &found.evidence),
            Step::Decided(decision) => decision,
        };
        line.keep(&mut decision);
        decision
    }

    /// Every line that was read is decided: none is named again.
    pub fn forget(&mut self) {
        self.held = Held::default();
    }
}

/// A line that was read.
#[derive(Clone, Copy)]
struct Read<'a> {
    content: &'a Content,
    /// Of its portion.
    text: &'a str,
}

impl<'a> Read<'a> {
    fn case(self, absent: FieldSet, ask: &'a Ask) -> Case<'a> {
        let Self { content, text } = self;
        Case {
            customer: content.customer(text),
            modified_at: content.modified_at,
            values: content.row(text),
            absent,
            current: ask.current.as_ref(),
            prior: Prior::of(&ask.prior, content.digest),
            later_source: ask.later_source,
        }
    }

    /// Copies the row into a decision that needs it.
    fn keep(self, decision: &mut Decision) {
        if keeps_received(decision.outcome) {
            decision.received = Some(self.content.row(self.text).to_owned());
        }
    }
}

/// Lines that were read and not forgotten, by portion and number: they come in rising order and are asked about in nearly
/// the same.
#[derive(Default)]
struct Held {
    portions: Vec<HeldPortion>,
    /// After the line that was asked for last: most likely the next one.
    next: Place,
}

struct HeldPortion {
    contents: Vec<Content>,
    text: String,
}

#[derive(Clone, Copy, Default)]
struct Place {
    portion: usize,
    line: usize,
}

impl Held {
    fn push(&mut self, contents: Vec<Content>, text: String) {
        if !contents.is_empty() {
            self.portions.push(HeldPortion { contents, text });
        }
    }

    fn find(&mut self, number: u32) -> Option<Read<'_>> {
        let is_there = |content: &&Content| content.number == number;
        let expected = self.portions.get(self.next.portion).and_then(|portion| portion.contents.get(self.next.line));
        let place = if expected.as_ref().is_some_and(is_there) { self.next } else { self.search(number)? };
        let HeldPortion { contents, text } = self.portions.get(place.portion)?;
        let after = Place { line: place.line + 1, ..place };
        self.next = if after.line < contents.len() { after } else { Place { portion: place.portion + 1, line: 0 } };
        Some(Read { content: contents.get(place.line)?, text })
    }

    fn search(&self, number: u32) -> Option<Place> {
        let is_before = |portion: &HeldPortion| portion.contents.first().is_some_and(|first| first.number <= number);
        let portion = self.portions.partition_point(is_before).checked_sub(1)?;
        let line = self.portions[portion].contents.binary_search_by_key(&number, |content| content.number).ok()?;
        Some(Place { portion, line })
    }
}

#[cfg(test)]
#[path = "delivery_tests.rs"]
mod tests;
