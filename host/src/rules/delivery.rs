//! A file being read and decided, every answer checked.

use std::fmt;
use std::sync::Arc;

use super::asked::{Asked, Step};
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
    asked: Asked,
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
        let (lines, asked) = (Lines::default(), Asked::default());
        Self { facts, purpose, session, lines, asked, state: State::Reading }
    }

    pub(super) fn into_session(self) -> Box<dyn Session> {
        self.session
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
            let load = Load { lines: 0, bytes: this.lines.ahead() };
            let answer = this.session.read(bytes, load)?;
            this.lines_or_refusal("read", answer)
        })
    }

    /// Hands over the next bytes of the file, whose records are read in another session.
    ///
    /// The inner error refuses the whole file.
    ///
    /// # Errors
    ///
    /// See [`RulesError`]; [`RulesError::OutOfTurn`] of rules that can't ([`super::Rules::can_skip`]).
    pub fn skip(&mut self, bytes: &[u8]) -> Result<Result<(), Reason>, RulesError> {
        self.guard("skip", |this| {
            if this.state != State::Reading {
                return Err(RulesError::OutOfTurn { call: "skip" });
            }
            this.lines.give(bytes.len());
            let answer = this.session.skip(bytes, Load { lines: 0, bytes: this.lines.ahead() })?;
            if let Err(why) = &answer {
                this.state = State::Ended;
                check::reason(&this.facts, why, At::Call("skip"))?;
            }
            Ok(answer)
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
            let answer = this.session.end(Load { lines: 0, bytes: this.lines.ahead() })?;
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
    /// [`RulesError::UnaskedLine`] for a line that was never read, was rejected or is forgotten; see [`RulesError`].
    pub fn decide(&mut self, asks: &[Ask]) -> Result<Vec<Answer>, RulesError> {
        self.guard("decide", |this| {
            let mut load = Load::default();
            for ask in asks {
                let line = this.asked.line(ask.number);
                let line = line.ok_or(RulesError::UnaskedLine { call: "decide", line: ask.number })?;
                load = load.plus(load_of(ask, line.length));
            }
            let answers = this.session.decide(asks, load)?;
            check::count("decide", asks.len(), answers.len())?;
            for (ask, answer) in asks.iter().zip(&answers) {
                let (known, at) = (Known::of(ask.current.as_ref()), At::Line(ask.number));
                check::answer(&this.facts, this.purpose, answer, known, None, at)?;
                let step = match answer {
                    Answer::LookUp(_) => Step::LookedUp,
                    Answer::Decided(_) => Step::Decided,
                };
                if let Some(line) = this.asked.line(ask.number) {
                    line.step = step;
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
            let mut load = Load::default();
            for one in found {
                let number = one.ask.number;
                let line = this.asked.line(number).filter(|line| line.step == Step::LookedUp);
                let line = line.ok_or(RulesError::UnaskedLine { call: "settle", line: number })?;
                load = load.plus(load_of(&one.ask, line.length));
                load = one.evidence.candidates.iter().fold(load, Load::with);
            }
            let decisions = this.session.settle(found, load)?;
            check::count("settle", found.len(), decisions.len())?;
            for (one, decision) in found.iter().zip(&decisions) {
                let (known, at) = (Known::of(one.ask.current.as_ref()), At::Line(one.ask.number));
                check::decision(&this.facts, this.purpose, decision, known, Some(&one.evidence), at)?;
                if let Some(line) = this.asked.line(one.ask.number) {
                    line.step = Step::Decided;
                }
            }
            Ok(decisions)
        })
    }

    /// Every line that was read so far is decided, many of them as their answer `look-up` said: none is named again.
    ///
    /// # Errors
    ///
    /// See [`RulesError`].
    pub fn forget(&mut self) -> Result<(), RulesError> {
        self.guard("forget", |this| {
            this.asked.forget();
            this.session.forget()
        })
    }

    fn lines_or_refusal(
        &mut self,
        call: &'static str,
        answer: Result<Vec<Line>, Reason>,
    ) -> Result<Result<Vec<Line>, Reason>, RulesError> {
        match &answer {
            Ok(lines) => {
                self.lines.check(&self.facts, lines)?;
                self.asked.read(lines);
            }
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

/// What a line to be asked about hands to the rules.
fn load_of(ask: &Ask, length: u32) -> Load {
    let current = ask.current.as_ref().map_or(0, |current| current.values.len());
    Load { lines: 1, bytes: length as usize + current + ask.prior.len() * size_of::<u64>() }
}
