//! Who holds which blocking key, as it is after what a batch has decided so far.

use std::collections::{HashMap, HashSet};

use smallvec::SmallVec;

use super::known::{Known, PackedIds, PersonIndex};
use crate::base::{BaseError, Change, MOST_HOLDERS};
use crate::rules::Keys;

/// Enough to tell that too many hold a key.
const LOOK_AT: usize = MOST_HOLDERS + 1;

type ByKey<T> = HashMap<u64, T, foldhash::fast::RandomState>;

/// Holders of the keys looked up, and the keys that change hands.
#[derive(Debug, Default)]
pub(super) struct Keyring {
    /// Keys that too many hold, looked up or not.
    common: HashSet<u64>,
    holders: ByKey<Holders>,
    /// Who gave away a key that nobody has looked up.
    given_away: ByKey<SmallVec<[PersonIndex; 1]>>,
    moves: Vec<Move>,
    /// Whether too many may hold any key.
    crowded: bool,
    /// Whether a person declared anybody distinct.
    pub(super) has_distinct: bool,
}

/// Those who hold one key now.
#[derive(Debug, Default)]
struct Holders {
    listed: SmallVec<[PersonIndex; 2]>,
    /// How many more of the base hold a common key: they are counted, not listed.
    unlisted: usize,
}

impl Holders {
    fn count(&self) -> usize {
        self.listed.len() + self.unlisted
    }
}

/// A key that somebody takes or gives away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Move {
    /// SQLite orders keys as signed numbers.
    key: i64,
    person: PersonIndex,
    /// Of two moves of one key and person, the later counts.
    turn: u32,
    takes: bool,
}

/// Whom the keys of one customer lead to.
#[derive(Debug, Default)]
pub(super) struct Led {
    /// Other customers who hold a key sought, each once.
    pub(super) to: Vec<PersonIndex>,
    /// Keys that too many hold.
    pub(super) cut: Vec<u64>,
}

/// The keys that a change of a customer brings and takes, each once.
#[derive(Debug)]
pub(super) struct KeyChange {
    /// Those it has afterwards, then those it gives away.
    keys: Box<[u64]>,
    /// How many it has afterwards.
    taken: usize,
    /// Which of those it has already, a bit each.
    kept: u64,
    /// Of whose holders somebody may be newly met, a bit each.
    sought: u64,
}

impl KeyChange {
    /// As the rules name them: at most 64 each.
    pub(super) fn of(named: &Keys) -> Self {
        let mut keys = Vec::with_capacity(named.taken.len() + named.held.len());
        let (mut kept, mut sought) = (0, 0);
        for key in &named.taken {
            if !keys.contains(key) {
                kept |= u64::from(named.held.contains(key)) << keys.len();
                sought |= u64::from(named.sought.contains(key)) << keys.len();
                keys.push(*key);
            }
        }
        let taken = keys.len();
        for key in &named.held {
            if !keys.contains(key) {
                keys.push(*key);
            }
        }
        Self { keys: keys.into(), taken, kept, sought }
    }

    /// All of them: first those that the customer has afterwards.
    pub(super) fn all(&self) -> &[u64] {
        &self.keys
    }

    /// Those to be looked up.
    pub(super) fn sought(&self) -> impl Iterator<Item = u64> {
        (0..self.taken).filter(|index| self.sought >> index & 1 == 1).map(|index| self.keys[index])
    }

    fn won(&self) -> impl Iterator<Item = u64> {
        (0..self.taken).filter(|index| self.kept >> index & 1 == 0).map(|index| self.keys[index])
    }

    fn lost(&self) -> &[u64] {
        &self.keys[self.taken..]
    }

    fn is_sought(&self, index: usize) -> bool {
        index < self.taken && self.sought >> index & 1 == 1
    }
}

impl Keyring {
    /// Nothing looked up, nothing moved.
    pub(super) fn new(change: &Change<'_>) -> Result<Self, BaseError> {
        let common = change.common_keys()?;
        Ok(Self {
            crowded: !common.is_empty(),
            common,
            holders: ByKey::default(),
            given_away: ByKey::default(),
            moves: Vec::new(),
            has_distinct: change.has_distinct()?,
        })
    }

    /// Looks keys up in the base; quickest with many at once.
    pub(super) fn load(&mut self, change: &Change<'_>, known: &mut Known, mut keys: Vec<u64>) -> Result<(), BaseError> {
        keys.sort_unstable_by_key(|key| *key as i64);
        keys.dedup();
        keys.retain(|key| !self.holders.contains_key(key));
        let mut found: Vec<Holders> = Vec::with_capacity(keys.len());
        change.each_holder(&keys, LOOK_AT, |index, id| {
            found.resize_with(index + 1, Holders::default);
            found[index].listed.push(known.meet(id));
        })?;
        found.resize_with(keys.len(), Holders::default);
        self.holders.reserve(keys.len());
        for (key, mut holders) in keys.into_iter().zip(found) {
            if holders.listed.len() == LOOK_AT {
                self.crowded = true;
                holders.unlisted = change.count_holders(key)? - LOOK_AT;
            }
            for person in self.given_away.remove(&key).unwrap_or_default() {
                self.forget(change, known, key, &mut holders, person)?;
            }
            self.holders.insert(key, holders);
        }
        Ok(())
    }

    /// Whom the keys sought lead to, `own` left out.
    pub(super) fn lead(
        &mut self,
        change: &Change<'_>,
        known: &mut Known,
        own: PersonIndex,
        keys: &KeyChange,
    ) -> Result<Led, BaseError> {
        if keys.sought().any(|key| !self.holders.contains_key(&key)) {
            self.load(change, known, keys.sought().collect())?;
        }
        let mut led = Led::default();
        let others = |holders: &Holders| -> SmallVec<[PersonIndex; 2]> {
            holders.listed.iter().copied().filter(|person| *person != own).collect()
        };
        if !self.crowded {
            led.to.extend(keys.sought().filter_map(|key| self.holders.get(&key)).flat_map(others));
        }
        // Counted as the base is before the change: whoever is about to take a key does not hold it yet.
        for (index, key) in keys.all().iter().enumerate().filter(|_| self.crowded) {
            let holders = self.holders.get(key);
            if holders.map_or_else(|| self.common.contains(key), |holders| holders.count() > MOST_HOLDERS) {
                led.cut.push(*key);
            } else if let Some(holders) = holders.filter(|_| keys.is_sought(index)) {
                led.to.extend(others(holders));
            }
        }
        led.to.sort_unstable_by(|one, other| known.person(*one).id.cmp(&known.person(*other).id));
        led.to.dedup();
        Ok(led)
    }

    /// A customer gives the keys held away and has the keys taken.
    pub(super) fn exchange(
        &mut self,
        change: &Change<'_>,
        known: &mut Known,
        person: PersonIndex,
        keys: &KeyChange,
    ) -> Result<(), BaseError> {
        for key in keys.lost() {
            self.note(*key, person, false);
            if self.common.contains(key) && !self.holders.contains_key(key) {
                self.load(change, known, vec![*key])?;
            }
            match self.holders.get_mut(key) {
                Some(holders) if holders.unlisted == 0 => holders.listed.retain(|holder| *holder != person),
                Some(holders) => {
                    let mut holders = std::mem::take(holders);
                    self.forget(change, known, *key, &mut holders, person)?;
                    self.holders.insert(*key, holders);
                }
                None => self.given_away.entry(*key).or_default().push(person),
            }
        }
        for key in keys.won() {
            self.note(key, person, true);
            // Every key newly taken was sought.
            let listed = &mut self.holders.entry(key).or_default().listed;
            if !listed.contains(&person) {
                listed.push(person);
                self.crowded |= listed.len() > MOST_HOLDERS;
            }
        }
        Ok(())
    }

    fn note(&mut self, key: u64, person: PersonIndex, takes: bool) {
        self.moves.push(Move { key: key as i64, person, turn: self.moves.len() as u32, takes });
    }

    /// Takes somebody from among the holders of a key; lists those unlisted once too many are so no more.
    fn forget(
        &self,
        change: &Change<'_>,
        known: &mut Known,
        key: u64,
        holders: &mut Holders,
        person: PersonIndex,
    ) -> Result<(), BaseError> {
        match holders.listed.iter().position(|holder| *holder == person) {
            Some(index) => {
                holders.listed.remove(index);
            }
            None => holders.unlisted = holders.unlisted.saturating_sub(1),
        }
        if holders.unlisted > 0 && holders.count() <= MOST_HOLDERS {
            let mut listed = SmallVec::new();
            change.each_holder(&[key], usize::MAX, |_, id| listed.push(known.meet(id)))?;
            for one in self.moves.iter().filter(|one| one.key == key as i64) {
                listed.retain(|holder| *holder != one.person);
                if one.takes {
                    listed.push(one.person);
                }
            }
            *holders = Holders { listed, unlisted: 0 };
        }
        Ok(())
    }

    /// What changed hands, as it is written: much sorting, which needs no base.
    pub(super) fn moved(mut self, ids: &PackedIds) -> Moved {
        self.moves.sort_unstable();
        let mut moved = Moved::default();
        for moves in self.moves.chunk_by(|one, other| one.key == other.key) {
            for of_one in moves.chunk_by(|one, other| one.person == other.person) {
                moved.push(of_one.last().expect("a chunk is never empty"), ids);
            }
            let key = moves[0].key as u64;
            let Some(holders) = self.holders.get(&key) else { continue };
            let is_common = holders.count() > MOST_HOLDERS;
            if is_common != self.common.contains(&key) {
                moved.common.push((key, is_common));
            }
        }
        moved
    }
}

/// Keys that changed hands, in the order of the base.
#[derive(Debug, Default)]
pub(super) struct Moved {
    /// The key, where the identifier ends in the text, and whether it is taken.
    moves: Vec<(i64, usize, bool)>,
    ids: String,
    /// Keys that have become common, or are so no more.
    common: Vec<(u64, bool)>,
}

impl Moved {
    fn push(&mut self, one: &Move, ids: &PackedIds) {
        self.ids.push_str(ids.of(one.person));
        self.moves.push((one.key, self.ids.len(), one.takes));
    }

    /// Writes them.
    pub(super) fn write(&self, change: &Change<'_>) -> Result<(), BaseError> {
        let begins = std::iter::once(0).chain(self.moves.iter().map(|(_, end, _)| *end));
        let moves = self.moves.iter().zip(begins);
        change.move_keys(moves.map(|((key, end, takes), begin)| (*key as u64, &self.ids[begin..*end], *takes)))?;
        self.common.iter().try_for_each(|(key, is_common)| change.mark_common(*key, *is_common))
    }
}
