//! Who holds which blocking key.
//!
//! A key is as good as random: written at its place, every move of a delivery rewrites a page of its own, and ten
//! thousand of them nearly the whole index of a million customers. So moves are first gathered apart, in `moved_key`,
//! and settle into `settled_key` together, once they are many beside it. The view `key` shows what holds.

use std::collections::HashSet;

use rusqlite::{Connection, params};

use super::{BaseError, Change, MOST_HOLDERS};

/// Moves are settled once they are more than this part of the keys settled. A look-up searches the moves as well, and
/// the later they are settled, the fewer times each page of the keys is written.
const SETTLED_PART: i64 = 4;

/// A key, its customer, and whether the customer holds it from now on.
pub(crate) type KeyMove<'i> = (u64, &'i str, bool);

impl Change<'_> {
    /// How many customers hold a key.
    pub(crate) fn count_holders(&self, key: u64) -> Result<usize, BaseError> {
        let mut statement = self.prepared("SELECT count(*) FROM key WHERE key = ?")?;
        let count: i64 = statement.query_row([key as i64], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// Keys that too many customers hold.
    pub(crate) fn common_keys(&self) -> Result<HashSet<u64>, BaseError> {
        let mut statement = self.prepared("SELECT key FROM common_key")?;
        let keys = statement.query_map([], |row| Ok(row.get::<_, i64>(0)? as u64))?;
        Ok(keys.collect::<Result<_, _>>()?)
    }

    /// Gives and takes keys, each pair of key and customer once; quickest in the order of the keys.
    pub(crate) fn move_keys<'i>(&self, moves: impl Iterator<Item = KeyMove<'i>> + Clone) -> Result<(), BaseError> {
        let count = moves.clone().count() as i64;
        if count == 0 {
            return Ok(());
        }
        self.writes();
        let sizes = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let (settled, moved): (i64, i64) =
            self.prepared("SELECT settled, moved FROM key_size")?.query_row([], sizes)?;
        if (moved + count) * SETTLED_PART <= settled {
            self.gather(moves)?;
            self.prepared("UPDATE key_size SET moved = ?")?.execute([moved + count])?;
            return Ok(());
        }
        if moved == 0 {
            return self.settle(settled, |settle| moves.into_iter().try_for_each(settle));
        }
        // Each page is written once where those gathered and these come in one order.
        self.gather(moves)?;
        self.settle(settled, |settle| {
            let mut all = self.prepared("SELECT key, customer, held FROM moved_key ORDER BY key, customer")?;
            let mut rows = all.query([])?;
            while let Some(row) = rows.next()? {
                let customer = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
                settle((row.get::<_, i64>(0)? as u64, customer, row.get(2)?))?;
            }
            Ok(())
        })
    }

    fn gather<'i>(&self, moves: impl Iterator<Item = KeyMove<'i>>) -> Result<(), BaseError> {
        let mut statement = self.prepared("REPLACE INTO moved_key(key, customer, held) VALUES (?, ?, ?)")?;
        for (key, customer, held) in moves {
            statement.execute(params![key as i64, customer, held])?;
        }
        Ok(())
    }

    /// Puts moves in their places, of which there are `settled` before; none is gathered then.
    fn settle(
        &self,
        mut settled: i64,
        moves: impl FnOnce(&mut dyn FnMut(KeyMove<'_>) -> Result<(), BaseError>) -> Result<(), BaseError>,
    ) -> Result<(), BaseError> {
        let mut give = self.prepared("INSERT OR IGNORE INTO settled_key(key, customer) VALUES (?, ?)")?;
        let mut take = self.prepared("DELETE FROM settled_key WHERE key = ? AND customer = ?")?;
        moves(&mut |(key, customer, held)| {
            let statement = if held { &mut give } else { &mut take };
            let changed = statement.execute(params![key as i64, customer])? as i64;
            settled += if held { changed } else { -changed };
            Ok(())
        })?;
        self.prepared("DELETE FROM moved_key")?.execute([])?;
        self.prepared("UPDATE key_size SET settled = ?, moved = 0")?.execute([settled])?;
        Ok(())
    }

    /// Takes every key away from customers, moves that lie apart included, and leaves no trace of them; `customers` is a
    /// JSON array.
    pub(super) fn take_all_keys(&self, customers: &str) -> Result<(), BaseError> {
        let keys = self
            .prepared("SELECT DISTINCT key FROM key WHERE customer IN (SELECT value FROM json_each(?))")?
            .query_map([customers], |row| Ok(row.get::<_, i64>(0)? as u64))?
            .collect::<Result<Vec<_>, _>>()?;
        self.prepared("DELETE FROM moved_key WHERE customer IN (SELECT value FROM json_each(?))")?
            .execute([customers])?;
        let settled = self
            .prepared("DELETE FROM settled_key WHERE customer IN (SELECT value FROM json_each(?))")?
            .execute([customers])?;
        self.prepared("UPDATE key_size SET settled = settled - ?")?.execute([settled as i64])?;
        keys.into_iter().try_for_each(|key| self.mark_common(key, self.count_holders(key)? > MOST_HOLDERS))
    }

    /// Says that too many customers hold a key, or that they do no more.
    pub(crate) fn mark_common(&self, key: u64, is_common: bool) -> Result<(), BaseError> {
        let sql = if is_common {
            "INSERT OR IGNORE INTO common_key(key) VALUES (?)"
        } else {
            "DELETE FROM common_key WHERE key = ?"
        };
        self.prepared(sql)?.execute([key as i64])?;
        Ok(())
    }

    /// A customer gives the keys held away and has the keys taken.
    pub(crate) fn exchange_keys(&self, customer: &str, held: &[u64], taken: &[u64]) -> Result<(), BaseError> {
        let lost = || held.iter().filter(|key| !taken.contains(key));
        let won = || taken.iter().filter(|key| !held.contains(key));
        self.move_keys(lost().map(|key| (*key, customer, false)).chain(won().map(|key| (*key, customer, true))))?;
        lost().chain(won()).try_for_each(|key| self.mark_common(*key, self.count_holders(*key)? > MOST_HOLDERS))
    }
}

/// Nobody holds any key.
pub(super) fn clear(connection: &Connection) -> Result<(), BaseError> {
    connection.execute_batch(
        "DELETE FROM moved_key; DELETE FROM settled_key; DELETE FROM common_key; UPDATE key_size SET settled = 0, moved = 0",
    )?;
    Ok(())
}

/// Gives customers keys, after [`clear`] and before [`complete`].
pub(super) fn give(connection: &Connection, mut pairs: Vec<(i64, &str)>) -> Result<(), BaseError> {
    pairs.sort_unstable();
    let mut statement = connection.prepare_cached("INSERT OR IGNORE INTO settled_key(key, customer) VALUES (?, ?)")?;
    for (key, customer) in pairs {
        statement.execute(params![key, customer])?;
    }
    Ok(())
}

/// Counts what was given.
pub(super) fn complete(connection: &Connection) -> Result<(), BaseError> {
    connection.execute(
        "INSERT INTO common_key SELECT key FROM settled_key GROUP BY key HAVING count(*) > ?",
        [MOST_HOLDERS as i64],
    )?;
    connection.execute("UPDATE key_size SET settled = (SELECT count(*) FROM settled_key)", [])?;
    Ok(())
}

/// Counts all anew, none lying apart.
pub(super) fn count_anew(connection: &Connection) -> Result<(), BaseError> {
    connection.execute_batch("DELETE FROM common_key; UPDATE key_size SET moved = 0")?;
    complete(connection)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::super::Base;
    use super::*;

    /// Batches of moves, each pair of key and customer once a batch.
    fn batches() -> impl Strategy<Value = Vec<BTreeMap<(u64, u8), bool>>> {
        let pair = (prop_oneof![0..4_u64, Just(u64::MAX)], 0..6_u8);
        prop::collection::vec(prop::collection::btree_map(pair, any::<bool>(), 1..8), 1..12)
    }

    fn sizes(change: &Change<'_>) -> (i64, i64) {
        let row = change.prepared("SELECT settled, moved FROM key_size").unwrap();
        { row }.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn holders_are_those_of_all_moves(batches in batches(), filler in 0..200_u64) {
            let folder = tempfile::tempdir().unwrap();
            let mut base = Base::open(&folder.path().join("base.sqlite")).unwrap();
            let change = base.change().unwrap();
            // The more keys are settled, the longer moves stay apart.
            change.move_keys((1_000..1_000 + filler).map(|key| (key, "somebody", true))).unwrap();
            let mut held: BTreeSet<(u64, String)> = BTreeSet::new();
            for batch in batches {
                let moves: Vec<_> =
                    batch.iter().map(|((key, customer), held)| (*key, format!("C{customer}"), *held)).collect();
                change.move_keys(moves.iter().map(|(key, customer, held)| (*key, customer.as_str(), *held))).unwrap();
                for (key, customer, holds) in moves {
                    if holds { held.insert((key, customer)) } else { held.remove(&(key, customer)) };
                }
                for key in [0, 1, 2, 3, u64::MAX] {
                    let expected: BTreeSet<_> =
                        held.iter().filter(|(one, _)| *one == key).map(|(_, customer)| customer.clone()).collect();
                    let mut found = Vec::new();
                    change.each_holder(&[key], usize::MAX, |_, customer| found.push(customer.to_owned())).unwrap();
                    prop_assert_eq!(found.len(), expected.len());
                    prop_assert_eq!(change.count_holders(key).unwrap(), expected.len());
                    prop_assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected);
                    let mut few = 0;
                    change.each_holder(&[key], 2, |_, _| few += 1).unwrap();
                    prop_assert_eq!(few, held.iter().filter(|(one, _)| *one == key).count().min(2));
                }
            }
        }
    }

    #[test]
    fn moves_stay_apart_until_they_are_many() {
        let folder = tempfile::tempdir().unwrap();
        let mut base = Base::open(&folder.path().join("base.sqlite")).unwrap();
        let change = base.change().unwrap();
        change.move_keys((0..400).map(|key| (key, "A", true))).unwrap();
        assert_eq!(sizes(&change), (400, 0));
        change.move_keys((0..50).map(|key| (key, "A", false))).unwrap();
        change.move_keys((400..450).map(|key| (key, "B", true))).unwrap();
        assert_eq!(sizes(&change), (400, 100));
        change.move_keys(std::iter::once((9, "C", true))).unwrap();
        assert_eq!(sizes(&change), (401, 0));
    }
}
