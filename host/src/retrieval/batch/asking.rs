//! What a batch asks of the rules, a portion of lines at a time.

use std::collections::VecDeque;

use super::Batch;
use crate::retrieval::{DeliveryError, evidence};
use crate::rules::{Answer, Ask, Decision, Feed, Found, Keys};

/// Lines appended to history for each that the rules settle meanwhile: one takes them as long as the other.
const MEANWHILE: usize = 2;

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
    /// The next lines of customers whose line was decided.
    pub(super) following: Vec<usize>,
}

impl Feed<Ask, Answer, DeliveryError> for Asking<'_, '_, '_, '_, '_> {
    fn left(&self) -> usize {
        self.lines.left()
    }

    fn next(&mut self, most: usize) -> Result<Option<Vec<Ask>>, DeliveryError> {
        let portion = self.lines.ask(most);
        portion.map(|portion| portion.iter().map(|index| self.batch.ask(*index)).collect()).transpose()
    }

    fn take(&mut self, answers: Vec<Answer>) -> Result<(), DeliveryError> {
        for (index, answer) in self.lines.answered().iter().zip(answers) {
            match answer {
                Answer::Decided(decision) => {
                    self.batch.enact(*index, decision, None)?;
                    self.following.extend(self.batch.next[*index].map(|next| next as usize));
                }
                Answer::LookUp(keys) => self.batch.waiting[*index] = Some(keys),
            }
        }
        Ok(())
    }
}

/// Lines to be settled, none of which can see another.
pub(super) struct Settling<'l, 'b, 'd, 'a, 'c> {
    pub(super) batch: &'b mut Batch<'d, 'a, 'c>,
    pub(super) lines: Portions<'l, (usize, Keys)>,
}

impl Feed<Found, Decision, DeliveryError> for Settling<'_, '_, '_, '_, '_> {
    fn left(&self) -> usize {
        self.lines.left()
    }

    fn next(&mut self, most: usize) -> Result<Option<Vec<Found>>, DeliveryError> {
        let Some(portion) = self.lines.ask(most) else { return Ok(None) };
        let batch = &mut *self.batch;
        let change = batch.delivering.change;
        let mut found = Vec::with_capacity(portion.len());
        for (index, keys) in portion {
            let (_, target) = batch.who(*index);
            let evidence = evidence::gather(change, &mut batch.known, &mut batch.keyring, target, keys)?;
            found.push(Found { number: batch.lines[*index].number, evidence });
        }
        Ok(Some(found))
    }

    fn take(&mut self, decisions: Vec<Decision>) -> Result<(), DeliveryError> {
        for ((index, keys), decision) in self.lines.answered().iter().zip(decisions) {
            self.batch.enact(*index, decision, Some(keys))?;
        }
        Ok(())
    }

    fn meanwhile(&mut self, lines: usize) -> Result<(), DeliveryError> {
        self.batch.append(MEANWHILE * lines)
    }
}
