//! Who holds which blocking key, with what a batch has already decided laid over the base.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::base::{BaseError, Change};
use crate::rules::Keys;

/// A key held by more customers than this, the one in question included, is no evidence (`rules.md`, 4).
const MOST_HOLDERS: usize = 50;
/// Enough to tell: as many others, the customer itself, and one more.
const LOOK_AT: usize = MOST_HOLDERS + 2;

/// Holders of keys as they are after what was decided so far.
#[derive(Debug, Default)]
pub(super) struct Keyring {
    held: HashMap<u64, Vec<String>>,
    moved: BTreeMap<u64, BTreeMap<String, bool>>,
}

/// Whom the keys of one customer lead to.
#[derive(Debug, Default)]
pub(super) struct Holders {
    /// Other customers who hold a key taken.
    pub(super) others: BTreeSet<String>,
    /// Keys that too many hold.
    pub(super) cut: Vec<u64>,
}

impl Keyring {
    /// Looks keys up in the base; quickest with many at once.
    pub(super) fn load(&mut self, change: &Change<'_>, mut keys: Vec<u64>) -> Result<(), BaseError> {
        // SQLite orders keys as signed numbers.
        keys.sort_unstable_by_key(|key| *key as i64);
        keys.dedup();
        for key in keys {
            if let Entry::Vacant(vacant) = self.held.entry(key) {
                vacant.insert(change.holders(key, LOOK_AT)?);
            }
        }
        Ok(())
    }

    /// Whom the keys lead to, `id` itself left out.
    pub(super) fn holders(&mut self, change: &Change<'_>, id: &str, keys: &Keys) -> Result<Holders, BaseError> {
        let mut found = Holders::default();
        for key in &keys.taken {
            let others = self.others(change, id, *key)?;
            // Counted as the base is before the change: whoever is about to take a key does not hold it yet.
            let holders = others.len() + usize::from(keys.held.contains(key));
            if holders > MOST_HOLDERS {
                found.cut.push(*key);
            } else {
                found.others.extend(others);
            }
        }
        for key in keys.held.iter().filter(|key| !keys.taken.contains(key)) {
            if self.others(change, id, *key)?.len() + 1 > MOST_HOLDERS {
                found.cut.push(*key);
            }
        }
        Ok(found)
    }

    fn others(&mut self, change: &Change<'_>, id: &str, key: u64) -> Result<BTreeSet<String>, BaseError> {
        self.load(change, vec![key])?;
        let moved = self.moved.get(&key);
        let taken_away = moved.is_some_and(|moved| moved.values().any(|held| !held));
        if taken_away && self.held[&key].len() == LOOK_AT {
            self.held.insert(key, change.holders(key, usize::MAX >> 1)?);
        }
        let mut others: BTreeSet<String> = self.held[&key].iter().cloned().collect();
        for (holder, held) in moved.into_iter().flatten() {
            if *held {
                others.insert(holder.clone());
            } else {
                others.remove(holder);
            }
        }
        others.remove(id);
        Ok(others)
    }

    /// A customer gives the keys held away and has the keys taken.
    pub(super) fn exchange(&mut self, id: &str, keys: &Keys) {
        for key in keys.held.iter().filter(|key| !keys.taken.contains(key)) {
            self.moved.entry(*key).or_default().insert(id.into(), false);
        }
        for key in keys.taken.iter().filter(|key| !keys.held.contains(key)) {
            self.moved.entry(*key).or_default().insert(id.into(), true);
        }
    }

    /// Writes what was exchanged.
    pub(super) fn write(&self, change: &Change<'_>) -> Result<(), BaseError> {
        // In the order of SQLite's signed numbers.
        let negative = self.moved.range(1 << 63..).flat_map(exchanged);
        let positive = self.moved.range(..1 << 63).flat_map(exchanged);
        change.keys(negative.chain(positive))
    }
}

fn exchanged<'k>(
    (key, moved): (&'k u64, &'k BTreeMap<String, bool>),
) -> impl Iterator<Item = (u64, &'k str, bool)> + use<'k> {
    moved.iter().map(move |(id, held)| (*key, id.as_str(), *held))
}
