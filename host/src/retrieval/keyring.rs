//! Who holds which blocking key, with what a batch has already decided laid over the base.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use crate::base::{BaseError, Change};
use crate::rules::Keys;

/// A key held by more customers than this, the one in question included, is no evidence (`rules.md`, 4).
pub(crate) const MOST_HOLDERS: usize = 50;
/// Enough to tell: as many others, the customer itself, and one more.
const LOOK_AT: usize = MOST_HOLDERS + 2;

/// Holders of keys as they are after what was decided so far.
#[derive(Debug, Default)]
pub(super) struct Keyring {
    held: HashMap<u64, Vec<String>>,
    moved: BTreeMap<u64, BTreeMap<Rc<str>, bool>>,
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
            self.look_up(change, key)?;
        }
        Ok(())
    }

    fn look_up(&mut self, change: &Change<'_>, key: u64) -> Result<(), BaseError> {
        if let Entry::Vacant(vacant) = self.held.entry(key) {
            vacant.insert(change.holders(key, LOOK_AT)?);
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
                found.others.extend(others.into_iter().map(str::to_owned));
            }
        }
        for key in keys.held.iter().filter(|key| !keys.taken.contains(key)) {
            if self.others(change, id, *key)?.len() + 1 > MOST_HOLDERS {
                found.cut.push(*key);
            }
        }
        Ok(found)
    }

    fn others(&mut self, change: &Change<'_>, id: &str, key: u64) -> Result<Vec<&str>, BaseError> {
        self.look_up(change, key)?;
        let moved = self.moved.get(&key);
        let taken_away = moved.is_some_and(|moved| moved.values().any(|held| !held));
        if taken_away && self.held[&key].len() == LOOK_AT {
            self.held.insert(key, change.holders(key, usize::MAX)?);
        }
        let in_base = &self.held[&key];
        let is_moved = |holder: &str| moved.is_some_and(|moved| moved.contains_key(holder));
        let mut others: Vec<&str> =
            in_base.iter().map(String::as_str).filter(|holder| *holder != id && !is_moved(holder)).collect();
        let taken = moved.into_iter().flatten().filter(|(holder, held)| **held && &***holder != id);
        others.extend(taken.map(|(holder, _)| &**holder));
        Ok(others)
    }

    /// A customer gives the keys held away and has the keys taken.
    pub(super) fn exchange(&mut self, id: &str, keys: &Keys) {
        let id: Rc<str> = id.into();
        for key in keys.held.iter().filter(|key| !keys.taken.contains(key)) {
            self.moved.entry(*key).or_default().insert(Rc::clone(&id), false);
        }
        for key in keys.taken.iter().filter(|key| !keys.held.contains(key)) {
            self.moved.entry(*key).or_default().insert(Rc::clone(&id), true);
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
    (key, moved): (&'k u64, &'k BTreeMap<Rc<str>, bool>),
) -> impl Iterator<Item = (u64, &'k str, bool)> + use<'k> {
    moved.iter().map(move |(id, held)| (*key, &**id, *held))
}
