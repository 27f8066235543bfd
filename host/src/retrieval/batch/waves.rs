//! Decides the lines that wait for a look-up: most as their answer said for where nobody is found, the others in waves.

use std::collections::HashSet;

use super::asking::{Portions, Settling};
use super::{Batch, Turn};
use crate::retrieval::keyring::KeyChange;
use crate::retrieval::{DeliveryError, evidence};
use crate::rules::{Abreast, Evidence};

/// Lines settled together at most: while they are, those decided before are appended to history.
const WAVE: usize = 4_096;

/// Lines that wait for others of a wave, at most: each of them may need a wave of its own.
const DELAYED: usize = 64;

/// A line to be settled.
pub(super) struct Pending {
    pub(super) index: usize,
    pub(super) keys: KeyChange,
    pub(super) evidence: Evidence,
}

/// Lines that cannot see each other, to be settled together, and those that come after one of them.
#[derive(Default)]
struct Wave {
    lines: Vec<Pending>,
    /// Lines that see one of the wave, or one that is delayed before them.
    delayed: Vec<(usize, KeyChange)>,
    /// All keys of all of them.
    keys: HashSet<u64, foldhash::fast::RandomState>,
}

impl Wave {
    fn sees(&self, keys: &KeyChange) -> bool {
        !self.keys.is_empty() && keys.all().iter().any(|key| self.keys.contains(key))
    }

    fn hold(&mut self, keys: &KeyChange) {
        self.keys.extend(keys.all());
    }

    fn is_full(&self) -> bool {
        self.lines.len() >= WAVE || self.delayed.len() >= DELAYED
    }

    /// The first of its lines in the file; none where it holds none.
    fn first(&self) -> Option<usize> {
        let (lines, delayed) =
            (self.lines.first().map(|line| line.index), self.delayed.first().map(|(index, _)| *index));
        lines.into_iter().chain(delayed).min()
    }
}

impl Batch<'_, '_, '_> {
    /// Goes in file order through the lines that are not enacted.
    pub(super) fn settle_in_order(&mut self, session: &mut Abreast) -> Result<(), DeliveryError> {
        let mut wave = Wave::default();
        for index in 0..self.lines.len() {
            if self.is_unknown(index) {
                self.bring_on(session)?;
            }
            if self.is_unknown(index) {
                // The line before it of the same customer is in the wave.
                self.settle_all(session, &mut wave)?;
                self.bring_on(session)?;
            }
            match std::mem::take(&mut self.turns[index]) {
                Turn::LookUp(keys) => self.come(index, keys, &mut wave)?,
                Turn::Decided => self.hold(index, None)?,
                Turn::Unknown => {}
            }
            if wave.is_full() {
                self.settle_all(session, &mut wave)?;
            }
            self.decided = wave.first().unwrap_or(index + 1);
        }
        self.settle_all(session, &mut wave)?;
        self.decided = self.lines.len();
        Ok(())
    }

    /// Whether what a line before it of the same customer decides is still to bring this one on.
    fn is_unknown(&self, index: usize) -> bool {
        !self.fates[index].is_enacted && matches!(self.turns[index], Turn::Unknown)
    }

    /// The lines before one of the same customer that are not enacted, the last first.
    pub(super) fn ahead_of(&self, index: usize) -> impl Iterator<Item = usize> {
        let before = |line: &usize| {
            let before = *self.previous.get(&(*line as u32))? as usize;
            (!self.fates[before].is_enacted).then_some(before)
        };
        std::iter::successors(before(&index), before)
    }

    /// Asks about the lines whose customer's line before them was decided otherwise than was expected.
    fn bring_on(&mut self, session: &mut Abreast) -> Result<(), DeliveryError> {
        let brought = std::mem::take(&mut self.brought_on);
        self.decide_alone(session, brought)
    }

    /// What was answered about the next lines of the same customer holds no more.
    fn unsettle_next(&mut self, index: usize) {
        let mut line = index;
        while let Some(next) = self.next[line].map(|next| next as usize).filter(|next| !self.is_unknown(*next)) {
            self.turns[next] = Turn::Unknown;
            self.fates[next].verdict = None;
            line = next;
        }
    }

    /// Enacts what was answered about a line.
    fn hold(&mut self, index: usize, keys: Option<&KeyChange>) -> Result<(), DeliveryError> {
        let verdict = self.fates[index].verdict.take().expect("an answer that holds is kept");
        self.enact(index, verdict, keys)?;
        // Those after a line that said nothing of them were not asked about.
        let next = self.next[index].map(|next| next as usize);
        self.brought_on.extend(next.filter(|next| self.is_unknown(*next)));
        Ok(())
    }

    /// A line's turn: no line before it is undecided but those of the wave.
    fn come(&mut self, index: usize, keys: KeyChange, wave: &mut Wave) -> Result<(), DeliveryError> {
        if wave.sees(&keys) {
            wave.hold(&keys);
            wave.delayed.push((index, keys));
            self.unsettle_next(index);
            return Ok(());
        }
        let (_, target) = self.who(index);
        let evidence = evidence::gather(self.delivering.change, &mut self.known, &mut self.keyring, target, &keys)?;
        if evidence::is_nobody(&evidence) && self.fates[index].verdict.is_some() {
            return self.hold(index, Some(&keys));
        }
        self.unsettle_next(index);
        wave.hold(&keys);
        wave.lines.push(Pending { index, keys, evidence });
        Ok(())
    }

    /// Settles a wave, then what it delayed.
    fn settle_all(&mut self, session: &mut Abreast, wave: &mut Wave) -> Result<(), DeliveryError> {
        while wave.first().is_some() {
            let Wave { lines, delayed, .. } = std::mem::take(wave);
            self.settle(session, &lines)?;
            self.brought_on.extend(lines.iter().filter_map(|line| self.next[line.index]).map(|next| next as usize));
            for (index, keys) in delayed {
                self.come(index, keys, wave)?;
            }
        }
        Ok(())
    }

    fn settle(&mut self, session: &mut Abreast, lines: &[Pending]) -> Result<(), DeliveryError> {
        let absent = self.delivering.absent.clone();
        let manner = self.delivering.manner(&absent);
        let mut settling = Settling { batch: self, lines: Portions::of(lines) };
        session.flow(&mut settling, |(question, _)| question.number, |session, found| manner.settle(session, found))
    }
}
