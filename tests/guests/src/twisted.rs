//! The default rules with something twisted on the way in or out.

use redescente_rules::types::{Answer, Ask, Context, Customer, Decision, Description, Found, Layout, Line, Reason};
use redescente_rules::{Delivery, Reading};

/// The default description under another name.
#[must_use]
pub fn described(name: &str) -> Description {
    Description { name: name.to_owned(), ..redescente_rules::describe() }
}

/// What is otherwise than in the default rules.
pub trait Twist: Default {
    /// Whether bytes that another session reads are looked at.
    fn skips(&self) -> bool {
        true
    }

    /// Before bytes are read.
    fn bytes(&mut self, _bytes: &mut Vec<u8>) {}

    /// At the end of the file: bytes that were held back.
    fn rest(&mut self) -> Vec<u8> {
        Vec::new()
    }

    /// After lines were read.
    fn lines(&mut self, _lines: &mut Vec<Line>, _ended: bool) {}

    /// After a line was decided.
    fn decision(&mut self, _line: u32, _current: Option<&Customer>, _decision: &mut Decision) {}
}

/// A file read and decided by the default rules and a twist.
pub struct Twisted<T> {
    inner: Delivery,
    twist: T,
}

impl<T: Twist> Twisted<T> {
    /// Begins a file.
    #[must_use]
    pub fn new(context: &Context) -> Self {
        Self { inner: Delivery::new(context), twist: T::default() }
    }
}

impl<T: Twist> Reading for Twisted<T> {
    fn read(&mut self, mut bytes: Vec<u8>) -> Result<Vec<Line>, Reason> {
        self.twist.bytes(&mut bytes);
        let mut lines = self.inner.read(bytes)?;
        self.twist.lines(&mut lines, false);
        Ok(lines)
    }

    fn skip(&mut self, mut bytes: Vec<u8>) -> Result<(), Reason> {
        self.twist.bytes(&mut bytes);
        if self.twist.skips() { self.inner.skip(bytes) } else { Ok(()) }
    }

    fn end(&mut self) -> Result<Vec<Line>, Reason> {
        let rest = self.twist.rest();
        let mut lines = if rest.is_empty() { Vec::new() } else { self.inner.read(rest)? };
        lines.extend(self.inner.end()?);
        self.twist.lines(&mut lines, true);
        Ok(lines)
    }

    fn layout(&self) -> Option<Layout> {
        self.inner.layout()
    }

    fn decide(&mut self, asks: Vec<Ask>) -> Vec<Answer> {
        let asked: Vec<_> = asks.iter().map(|ask| (ask.number, ask.current.clone())).collect();
        let mut answers = self.inner.decide(asks);
        for ((number, current), answer) in asked.into_iter().zip(&mut answers) {
            match answer {
                Answer::Decided(decision) => self.twist.decision(number, current.as_ref(), decision),
                Answer::LookUp(look_up) => {
                    if let Some(alone) = &mut look_up.alone {
                        self.twist.decision(number, current.as_ref(), alone);
                    }
                }
            }
        }
        answers
    }

    fn settle(&mut self, found: Vec<Found>) -> Vec<Decision> {
        let asked: Vec<_> = found.iter().map(|found| (found.ask.number, found.ask.current.clone())).collect();
        let mut decisions = self.inner.settle(found);
        for ((number, current), decision) in asked.into_iter().zip(&mut decisions) {
            self.twist.decision(number, current.as_ref(), decision);
        }
        decisions
    }

    fn forget(&mut self) {
        self.inner.forget();
    }
}
