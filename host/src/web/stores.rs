//! Open stores for requests to come: opening one takes longer than most questions.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::clock::Clock;
use crate::config::Settings;
use crate::store::{Store, StoreError};

/// Stores kept open: as many as people look at once.
const KEPT: usize = 4;

/// Stores of one data folder that nobody uses just now.
pub(super) struct Stores {
    folder: PathBuf,
    clock: Clock,
    idle: Mutex<Vec<(Store, Option<i64>)>>,
}

impl Stores {
    /// Those of a data folder; none is open yet.
    pub(super) fn new(folder: PathBuf, clock: Clock) -> Self {
        Self { folder, clock, idle: Mutex::default() }
    }

    /// An open store that knows the settings and the rules of this moment.
    pub(super) fn take(&self) -> Result<Store, StoreError> {
        let settings = Settings::read(&self.folder)?;
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        while let Some((store, rules)) = idle() {
            if store.settings == settings && activation(&store)? == rules {
                return Ok(store);
            }
        }
        self.open()
    }

    /// A store of one's own, for long work.
    pub(super) fn open(&self) -> Result<Store, StoreError> {
        let mut store = Store::open(&self.folder)?;
        store.clock = self.clock;
        Ok(store)
    }

    /// Gives one back.
    pub(super) fn give_back(&self, store: Store) {
        let Ok(rules) = activation(&store) else { return };
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push((store, rules));
        }
    }
}

/// The rules in force: what a store remembers of them holds only as long as they are.
fn activation(store: &Store) -> Result<Option<i64>, StoreError> {
    Ok(store.base.active_rules()?.map(|rules| rules.id))
}
