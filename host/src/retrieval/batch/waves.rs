//! Settles the lines that wait for a look-up, in waves.

use std::collections::HashSet;

use super::Batch;
use super::asking::{Portions, Settling};
use crate::retrieval::DeliveryError;
use crate::rules::{Abreast, Keys};

/// Lines settled together at most: while they are, those settled before are appended to history.
const WAVE: usize = 4_096;

/// Lines that wait for others of a wave, at most: each of them may need a wave of its own.
const DELAYED: usize = 64;

/// Lines that wait for a look-up, each with its keys.
type Waiting = Vec<(usize, Keys)>;

/// Lines that cannot see each other, to be settled together, and those that come after one of them.
#[derive(Default)]
struct Wave {
    lines: Waiting,
    /// Lines that see one of the wave, or one that is delayed before them.
    delayed: Waiting,
    /// All keys of all of them.
    keys: HashSet<u64, foldhash::fast::RandomState>,
}

impl Wave {
    fn add(&mut self, index: usize, keys: Keys) {
        let mut sees = false;
        for key in keys.taken.iter().chain(keys.held.iter().filter(|key| !keys.taken.contains(key))) {
            sees |= !self.keys.insert(*key);
        }
        if sees { self.delayed.push((index, keys)) } else { self.lines.push((index, keys)) }
    }

    /// Gives away its lines and those delayed.
    fn begin_anew(&mut self) -> (Waiting, Waiting) {
        self.keys.clear();
        (std::mem::take(&mut self.lines), std::mem::take(&mut self.delayed))
    }

    fn is_full(&self) -> bool {
        self.lines.len() >= WAVE || self.delayed.len() >= DELAYED
    }
}

impl Batch<'_, '_, '_> {
    /// Goes in file order through the lines that wait for a look-up.
    pub(super) fn settle_in_order(&mut self, session: &mut Abreast) -> Result<(), DeliveryError> {
        let mut wave = Wave::default();
        for index in 0..self.lines.len() {
            if self.is_unknown(index) {
                self.settle_followed(session, &mut wave)?;
            }
            if self.is_unknown(index) {
                // The line before it of the same customer is delayed.
                self.settle_all(session, &mut wave, index)?;
            }
            let Some(keys) = self.waiting[index].take() else { continue };
            wave.add(index, keys);
            if wave.is_full() {
                self.settle_all(session, &mut wave, index + 1)?;
            }
        }
        self.settle_all(session, &mut wave, self.lines.len())
    }

    /// Whether what a line before it of the same customer decides is still to bring this one on.
    fn is_unknown(&self, index: usize) -> bool {
        self.fates[index].kind.is_none() && self.waiting[index].is_none()
    }

    /// Settles those of a wave that bring on other lines: no other one of it can tell the difference.
    fn settle_followed(&mut self, session: &mut Abreast, wave: &mut Wave) -> Result<(), DeliveryError> {
        let followed = wave.lines.extract_if(.., |(index, _)| self.next[*index].is_some()).collect();
        self.settle(session, followed)
    }

    /// Settles a wave, then what it delayed: all lines before `upto` are decided.
    fn settle_all(&mut self, session: &mut Abreast, wave: &mut Wave, upto: usize) -> Result<(), DeliveryError> {
        while !(wave.lines.is_empty() && wave.delayed.is_empty()) {
            let (lines, delayed) = wave.begin_anew();
            self.settle(session, lines)?;
            delayed.into_iter().for_each(|(index, keys)| wave.add(index, keys));
        }
        self.decided = upto;
        Ok(())
    }

    /// Settles lines, then decides the next ones of their customers.
    fn settle(&mut self, session: &mut Abreast, lines: Waiting) -> Result<(), DeliveryError> {
        if lines.is_empty() {
            return Ok(());
        }
        session.settle(&mut Settling { batch: self, lines: Portions::of(&lines) })?;
        let following = lines.iter().filter_map(|(index, _)| self.next[*index].map(|next| next as usize)).collect();
        self.decide_alone(session, following)
    }
}
