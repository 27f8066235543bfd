//! What a batch asks of the rules, a portion of lines at a time.

use std::collections::VecDeque;

use super::Batch;
use crate::retrieval::{DeliveryError, evidence};
use crate::rules::{Answer, Ask, Decision, Feed, Found, Keys};

/// Lines appended to history for each that the rules settle meanwhile: one takes them as long as the other.
const MEANWHILE: usize = 2;

/// Lines to be asked about, each of another customer.
pub(super) struct Asking<'l, 'b, 'd, 'a, 'c> {
    pub(super) batch: &'b mut Batch<'d, 'a, 'c>,
    pub(super) rest: &'l [usize],
    /// Portions whose answers have not come.
    pub(super) asked: VecDeque<&'l [usize]>,
    /// The next lines of customers whose line was decided.
    pub(super) following: Vec<usize>,
}

impl Feed<Ask, Answer, DeliveryError> for Asking<'_, '_, '_, '_, '_> {
    fn left(&self) -> usize {
        self.rest.len()
    }

    fn next(&mut self, most: usize) -> Result<Option<Vec<Ask>>, DeliveryError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let (portion, rest) = self.rest.split_at(most.min(self.rest.len()));
        self.rest = rest;
        self.asked.push_back(portion);
        portion.iter().map(|index| self.batch.ask(*index)).collect::<Result<_, _>>().map(Some)
    }

    fn take(&mut self, answers: Vec<Answer>) -> Result<(), DeliveryError> {
        for (index, answer) in self.asked.pop_front().unwrap_or_default().iter().zip(answers) {
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
    pub(super) rest: &'l [(usize, Keys)],
    /// Portions whose decisions have not come.
    pub(super) asked: VecDeque<&'l [(usize, Keys)]>,
}

impl Feed<Found, Decision, DeliveryError> for Settling<'_, '_, '_, '_, '_> {
    fn left(&self) -> usize {
        self.rest.len()
    }

    fn next(&mut self, most: usize) -> Result<Option<Vec<Found>>, DeliveryError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let (portion, rest) = self.rest.split_at(most.min(self.rest.len()));
        self.rest = rest;
        self.asked.push_back(portion);
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
        for ((index, keys), decision) in self.asked.pop_front().unwrap_or_default().iter().zip(decisions) {
            self.batch.enact(*index, decision, Some(keys))?;
        }
        Ok(())
    }

    fn meanwhile(&mut self, lines: usize) -> Result<(), DeliveryError> {
        self.batch.append(MEANWHILE * lines)
    }
}
