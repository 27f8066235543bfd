//! What a batch asks of the rules, a portion of lines at a time.

use std::collections::VecDeque;

use super::verdict::{Question, Reply, Verdict};
use super::waves::Pending;
use super::{Batch, Turn};
use crate::retrieval::DeliveryError;
use crate::rules::{Evidence, Feed};

/// Lines appended to history for each that the rules settle meanwhile: one takes them as long as the other.
const MEANWHILE: usize = 2;

/// Lines of one customer that are asked about before they are enacted, at most: each looks at those before it.
const AHEAD: usize = 8;

/// Lines that are asked about a portion at a time.
pub(super) struct Portions<'l, L> {
    rest: &'l [L],
    /// Portions whose answers have not come.
    asked: VecDeque<&'l [L]>,
}

impl<'l, L> Portions<'l, L> {
    pub(super) fn of(lines: &'l [L]) -> Self {
        Self { rest: lines, asked: VecDeque::new() }
    }

    fn left(&self) -> usize {
        self.rest.len()
    }

    /// The next portion, which is asked about now; none where there is no more.
    fn ask(&mut self, most: usize) -> Option<&'l [L]> {
        let (portion, rest) = self.rest.split_at(most.min(self.rest.len()));
        if portion.is_empty() {
            return None;
        }
        self.rest = rest;
        self.asked.push_back(portion);
        Some(portion)
    }

    /// The oldest portion that was asked about: its answers have come.
    fn answered(&mut self) -> &'l [L] {
        self.asked.pop_front().unwrap_or_default()
    }
}

/// Lines to be asked about, each of another customer.
pub(super) struct Asking<'l, 'b, 'd, 'a, 'c> {
    pub(super) batch: &'b mut Batch<'d, 'a, 'c>,
    pub(super) lines: Portions<'l, usize>,
    /// The next lines of their customers.
    pub(super) following: Vec<usize>,
}

impl Feed<Question, Reply, DeliveryError> for Asking<'_, '_, '_, '_, '_> {
    fn left(&self) -> usize {
        self.lines.left()
    }

    fn next(&mut self, most: usize) -> Result<Option<Vec<Question>>, DeliveryError> {
        let portion = self.lines.ask(most);
        portion.map(|portion| portion.iter().map(|index| self.batch.question(*index)).collect()).transpose()
    }

    fn take(&mut self, replies: Vec<Reply>) -> Result<(), DeliveryError> {
        for (index, reply) in self.lines.answered().iter().zip(replies) {
            match reply {
                Reply::Decided(verdict) if self.batch.ahead_of(*index).next().is_some() => {
                    self.batch.turns[*index] = Turn::Decided;
                    self.batch.fates[*index].verdict = Some(verdict);
                }
                Reply::Decided(verdict) => self.batch.enact(*index, verdict, None)?,
                Reply::LookUp(keys, alone) => {
                    self.batch.turns[*index] = Turn::LookUp(keys);
                    self.batch.fates[*index].verdict = alone;
                }
            }
            // What follows is not known where the answer says nothing of it.
            if self.batch.fates[*index].verdict.is_some() && self.batch.ahead_of(*index).count() < AHEAD {
                self.following.extend(self.batch.next[*index].map(|next| next as usize));
            }
        }
        Ok(())
    }
}

/// Lines to be settled, none of which can see another.
pub(super) struct Settling<'l, 'b, 'd, 'a, 'c> {
    pub(super) batch: &'b mut Batch<'d, 'a, 'c>,
    pub(super) lines: Portions<'l, Pending>,
}

impl Feed<(Question, Evidence), Verdict, DeliveryError> for Settling<'_, '_, '_, '_, '_> {
    fn left(&self) -> usize {
        self.lines.left()
    }

    fn next(&mut self, most: usize) -> Result<Option<Vec<(Question, Evidence)>>, DeliveryError> {
        let Some(portion) = self.lines.ask(most) else { return Ok(None) };
        let found = |one: &Pending| Ok((self.batch.question(one.index)?, one.evidence.clone()));
        portion.iter().map(found).collect::<Result<_, _>>().map(Some)
    }

    fn take(&mut self, verdicts: Vec<Verdict>) -> Result<(), DeliveryError> {
        for (one, verdict) in self.lines.answered().iter().zip(verdicts) {
            self.batch.enact(one.index, verdict, Some(&one.keys))?;
        }
        Ok(())
    }

    fn meanwhile(&mut self, lines: usize) -> Result<(), DeliveryError> {
        self.batch.append(MEANWHILE * lines)
    }
}
