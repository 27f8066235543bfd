//! A file being read and decided, every answer checked.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::sync::Arc;

use super::backend::Session;
use super::check::{self, Facts, Known, Lines};
use super::error::{At, RulesError};
use super::sandbox::Load;
use super::{Answer, Ask, Decision, Found, Layout, Line, Purpose, Reason};

/// A file being read and decided.
///
/// An error other than [`RulesError::UnaskedLine`] and [`RulesError::OutOfTurn`] ends it: whatever was decided so far
/// is not to be applied.
pub struct Delivery {
    facts: Arc<Facts>,
    purpose: Purpose,
    session: Box<dyn Session>,
    lines: Lines,
    /// Lines whose last answer was `look-up`, and whether their customer was known.
    looked_up: HashMap<u32, Known>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Reading,
    /// Wholly read, or refused.
    Ended,
    Failed,
}

impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Delivery({:?}, {:?})", self.state, self.lines)
    }
}

impl Delivery {
    pub(super) fn new(facts: Arc<Facts>, purpose: Purpose, session: Box<dyn Session>) -> Self {
        let (lines, looked_up) = (Lines::default(), HashMap::new());
        Self { facts, purpose, session, lines, looked_up, state: State::Reading }
    }

    /// Hands over the next bytes of the file; gives the records they complete, in order.
    ///
    /// The inner error refuses the whole file. Some 256 KiB at a time cost least.
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn read(&mut self, bytes: &[u8]) -> Result<Result<Vec<Line>, Reason>, RulesError> {
        self.guard("read", |this| {
            if this.state != State::Reading {
                return Err(RulesError::OutOfTurn { call: "read" });
            }
            this.lines.give(bytes.len());
            let load = Load { lines: 0, bytes: bytes.len() };
            let answer = this.session.read(bytes, load)?;
            this.lines_or_refusal("read", answer)
        })
    }

    /// The file has ended: gives the last record, if any.
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn end(&mut self) -> Result<Result<Vec<Line>, Reason>, RulesError> {
        self.guard("end", |this| {
            if this.state != State::Reading {
                return Err(RulesError::OutOfTurn { call: "end" });
            }
            this.state = State::Ended;
            let answer = this.session.end(Load::default())?;
            this.lines_or_refusal("end", answer)
        })
    }

    /// The file's layout; none before its header has been read.
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn layout(&mut self) -> Result<Option<Layout>, RulesError> {
        self.guard("layout", |this| {
            let layout = this.session.layout(Load::default())?;
            if let Some(layout) = &layout {
                check::layout(&this.facts, layout, this.lines.given())?;
            }
            Ok(layout)
        })
    }

    /// Decides lines, or says what to look up for them; one answer for each, in the order asked.
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn decide(&mut self, asks: &[Ask]) -> Result<Vec<Answer>, RulesError> {
        self.guard("decide", |this| {
            let bytes = asks.iter().flat_map(|a| &a.current).map(|c| c.values.len()).sum();
            let answers = this.session.decide(asks, Load { lines: asks.len(), bytes })?;
            check::count("decide", asks.len(), answers.len())?;
            for (ask, answer) in asks.iter().zip(&answers) {
                let known = Known::of(ask.current.as_ref());
                let at = At::Line(ask.number);
                check::answer(&this.facts, this.purpose, answer, known, None, at)?;
                match answer {
                    Answer::LookUp(_) => {
                        this.looked_up.insert(ask.number, known);
                    }
                    Answer::Decided(_) => {
                        this.looked_up.remove(&ask.number);
                    }
                }
            }
            Ok(answers)
        })
    }

    /// Decides lines whose last answer was `look-up`; one decision for each, in the order given.
    ///
    /// # Errors
    ///
    /// [`RulesError::UnaskedLine`] for any other line; see [`RulesError`].
    pub fn settle(&mut self, found: &[Found]) -> Result<Vec<Decision>, RulesError> {
        self.guard("settle", |this| {
            let mut known = Vec::with_capacity(found.len());
            for one in found {
                match this.looked_up.entry(one.number) {
                    Entry::Occupied(line) => known.push(line.remove()),
                    Entry::Vacant(_) => {
                        return Err(RulesError::UnaskedLine { call: "settle", line: one.number });
                    }
                }
            }
            let load = found.iter().fold(Load::default(), |load, one| Load {
                lines: load.lines + 1 + one.evidence.candidates.len(),
                bytes: load.bytes + one.evidence.candidates.iter().map(|c| c.values.len()).sum::<usize>(),
            });
            let decisions = this.session.settle(found, load)?;
            check::count("settle", found.len(), decisions.len())?;
            for ((one, decision), known) in found.iter().zip(&decisions).zip(known) {
                let (evidence, at) = (Some(&one.evidence), At::Line(one.number));
                check::decision(&this.facts, this.purpose, decision, known, evidence, at)?;
            }
            Ok(decisions)
        })
    }

    fn lines_or_refusal(
        &mut self,
        call: &'static str,
        answer: Result<Vec<Line>, Reason>,
    ) -> Result<Result<Vec<Line>, Reason>, RulesError> {
        match &answer {
            Ok(lines) => self.lines.check(&self.facts, lines)?,
            Err(why) => {
                self.state = State::Ended;
                check::reason(&self.facts, why, At::Call(call))?;
            }
        }
        Ok(answer)
    }

    /// Any failure of the rules ends the delivery; a slip of the host's doesn't.
    fn guard<T>(
        &mut self,
        call: &'static str,
        run: impl FnOnce(&mut Self) -> Result<T, RulesError>,
    ) -> Result<T, RulesError> {
        if self.state == State::Failed {
            return Err(RulesError::Poisoned { call });
        }
        let answer = run(self);
        match &answer {
            Ok(_) | Err(RulesError::UnaskedLine { .. } | RulesError::OutOfTurn { .. }) => {}
            Err(_) => self.state = State::Failed,
        }
        answer
    }
}
