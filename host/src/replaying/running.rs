//! One of the two runs: a copy of the base, rules, and what was done with them so far.

use std::collections::HashMap;

use super::acts::{Act, Entry};
use crate::base::{Past, PastDelivery};
use crate::clock::Clock;
use crate::kept::Kept;
use crate::privacy::pseudonym::Erased;
use crate::report::{DeliveryStatus, Timestamp};
use crate::retrieval::repeated;
use crate::store::{ActiveRules, Store, StoreError};

/// A copy of the base under one of the two rules.
pub(super) struct Run<'k> {
    pub(super) store: Store,
    rules: ActiveRules,
    past: Past,
    kept: &'k Kept,
    erased: &'k Erased,
    /// The number that each delivery of the period has here.
    numbers: HashMap<i64, i64>,
}

impl<'k> Run<'k> {
    pub(super) fn new(mut store: Store, rules: ActiveRules, past: Past, kept: &'k Kept, erased: &'k Erased) -> Self {
        store.decide_by(rules.clone());
        Self { store, rules, past, kept, erased, numbers: HashMap::new() }
    }

    /// The numbers of the last delivery and the last version.
    pub(super) fn ends(&self) -> Result<(i64, i64), StoreError> {
        Ok(self.store.base.ends()?)
    }

    /// Whether the content is still kept, as far as it would be read.
    pub(super) fn can_deliver(&self, past: &PastDelivery) -> Result<bool, StoreError> {
        let unread = !repeated::is_again(past) && self.store.base.applied(&past.sha256)?.is_some();
        Ok(unread || self.kept.path(&past.sha256).is_file())
    }

    /// Delivers what was delivered then.
    pub(super) fn deliver(&mut self, past: &PastDelivery) -> Result<DeliveryStatus, StoreError> {
        self.at(past.at);
        // As it was then; acts and re-examinations until the next delivery are decided with the same.
        self.rules.parameters.clone_from(&past.parameters);
        self.store.decide_by(self.rules.clone());
        let same_as = past.same_as.map(|first| self.numbers.get(&first).copied().unwrap_or(first));
        let status = repeated::deliver(&mut self.store, (self.kept, self.erased), past, same_as)?;
        self.numbers.insert(past.id, self.ends()?.0);
        Ok(status)
    }

    /// Decides what waits again, as the retrieval did at its end.
    pub(super) fn reexamine(&mut self, retrieval: i64, at: Timestamp) -> Result<(), StoreError> {
        self.at(at);
        repeated::reexamine(&mut self.store, retrieval, at)
    }

    /// Does what a person did; answers why it could not be done.
    pub(super) fn act(&mut self, act: &Act, at: Timestamp, by: &str) -> Result<Option<String>, StoreError> {
        self.at(at);
        let (past, numbers) = (self.past, &self.numbers);
        act.repeat(&mut self.store, by, |store, entry| match entry {
            Entry::Before(version) => Ok(Some(version).filter(|version| *version < past.version)),
            Entry::Within { delivery, line } => match numbers.get(&delivery) {
                Some(delivery) => Ok(store.base.version_of_line(*delivery, line)?),
                None => Ok(None),
            },
        })
    }

    fn at(&mut self, at: Timestamp) {
        self.store.clock = Clock::Stopped(at);
    }
}
