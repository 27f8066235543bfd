//! Counts of one delivery.

use std::collections::BTreeMap;

use crate::report::Operation;
use crate::rules::Reason;

/// Records by outcome, and notes by code.
#[derive(Debug, Default, Clone)]
pub(super) struct Tally {
    /// In the order of [`Operation::OUTCOMES`].
    pub(super) outcomes: [u64; 7],
    pub(super) notes: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts one record.
    pub(super) fn count(&mut self, outcome: Operation, notes: &[Reason]) {
        if let Some(place) = Operation::OUTCOMES.iter().position(|known| *known == outcome) {
            self.outcomes[place] += 1;
        }
        for note in notes {
            match self.notes.get_mut(&note.code) {
                Some(count) => *count += 1,
                None => {
                    self.notes.insert(note.code.clone(), 1);
                }
            }
        }
    }

    /// All records.
    pub(super) fn lines(&self) -> u64 {
        self.outcomes.iter().sum()
    }
}
