//! Who holds which blocking key.
//!
//! A key is as good as random: written at its place, every move of a delivery rewrites a page of its own, and ten
//! thousand of them nearly all the keys of a million customers. So moves are first gathered apart, in `moved_key`, and
//! settle into the blocks of `key_block` together, once they are many beside it. The view `key` shows what holds.

mod block;
mod settling;
mod walk;

use std::collections::{BTreeSet, HashSet};

use rusqlite::{Connection, params};

pub(super) use self::block::Finder;
use self::block::{Block, Packing, Writer, text, write_json};
pub(super) use self::settling::Settling;
pub(super) use self::walk::each_pair;
use super::{BaseError, Change, MOST_HOLDERS, parse};

/// Moves are settled once they are more than this part of the keys settled. A look-up searches the moves as well, and
/// the later they are settled, the fewer times each page of the keys is written.
const SETTLED_PART: i64 = 4;

/// A key, its customer, and whether the customer holds it from now on.
pub(crate) type KeyMove<'i> = (u64, &'i str, bool);

impl Change<'_> {
    /// How many customers hold a key.
    pub(crate) fn count_holders(&self, key: u64) -> Result<usize, BaseError> {
        let mut count = 0;
        self.each_holder(&[key], usize::MAX, |_, _| count += 1)?;
        Ok(count)
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
        if moved > 0 {
            // Each block is written once where those gathered and these come in one order.
            self.gather(moves)?;
            return settle(self.connection());
        }
        let mut sorted: Vec<_> = moves.map(|(key, customer, held)| (key as i64, customer, held)).collect();
        sorted.sort_unstable();
        let mut settling = Settling::new(self.connection());
        sorted.into_iter().try_for_each(|(key, customer, held)| settling.push(key, customer, held))?;
        let more = settling.end()?;
        self.prepared("UPDATE key_size SET settled = settled + ?")?.execute([more])?;
        Ok(())
    }

    fn gather<'i>(&self, moves: impl Iterator<Item = KeyMove<'i>>) -> Result<(), BaseError> {
        let mut statement = self.prepared("REPLACE INTO moved_key(key, customer, held) VALUES (?, ?, ?)")?;
        for (key, customer, held) in moves {
            statement.execute(params![key as i64, customer, held])?;
        }
        Ok(())
    }

    /// Takes every key away from customers, moves that lie apart included, and leaves no trace of them; `customers` is a
    /// JSON array.
    pub(super) fn take_all_keys(&self, customers: &str) -> Result<(), BaseError> {
        let settled = self.settled_keys_of(&parse::<BTreeSet<String>>(customers, "customers to be erased")?)?;
        let mut keys: BTreeSet<i64> = settled.iter().map(|(key, _)| *key).collect();
        let mut moved =
            self.prepared("SELECT key FROM moved_key WHERE held AND customer IN (SELECT value FROM json_each(?))")?;
        for key in moved.query_map([customers], |row| row.get(0))? {
            keys.insert(key?);
        }
        self.prepared("DELETE FROM moved_key WHERE customer IN (SELECT value FROM json_each(?))")?
            .execute([customers])?;
        let mut settling = Settling::new(self.connection());
        settled.iter().try_for_each(|(key, customer)| settling.push(*key, customer, false))?;
        let more = settling.end()?;
        self.prepared("UPDATE key_size SET settled = settled + ?")?.execute([more])?;
        keys.into_iter().try_for_each(|key| {
            let key = key as u64;
            self.mark_common(key, self.count_holders(key)? > MOST_HOLDERS)
        })
    }

    /// Keys that lie in blocks for some customers, in their order.
    fn settled_keys_of(&self, customers: &BTreeSet<String>) -> Result<Vec<(i64, String)>, BaseError> {
        let names: Vec<String> = customers
            .iter()
            .map(|customer| {
                let mut json = String::new();
                write_json(customer, &mut json);
                json
            })
            .collect();
        let mut found = Vec::new();
        let mut statement = self.prepared("SELECT first, keys, customers FROM key_block ORDER BY first")?;
        let mut rows = statement.query([])?;
        let mut block = Block::default();
        while let Some(row) = rows.next()? {
            block.read(row)?;
            if !names.iter().any(|name| block.names(name)) {
                continue;
            }
            for entry in block.entries() {
                let (key, name) = entry?;
                let customer = text(name)?;
                if customers.contains(&*customer) {
                    found.push((key, customer.into_owned()));
                }
            }
        }
        Ok(found)
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

/// Puts the moves that lie apart in their places.
pub(super) fn settle(connection: &Connection) -> Result<(), BaseError> {
    let mut settling = Settling::new(connection);
    let mut all = connection.prepare_cached("SELECT key, customer, held FROM moved_key ORDER BY key, customer")?;
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        let customer = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        settling.push(row.get(0)?, customer, row.get(2)?)?;
    }
    let more = settling.end()?;
    connection.prepare_cached("DELETE FROM moved_key")?.execute([])?;
    connection.prepare_cached("UPDATE key_size SET settled = settled + ?, moved = 0")?.execute([more])?;
    Ok(())
}

/// Nobody holds any key.
pub(super) fn clear(connection: &Connection) -> Result<(), BaseError> {
    connection.execute_batch(
        "DELETE FROM moved_key; DELETE FROM key_block; DELETE FROM common_key; UPDATE key_size SET settled = 0, moved = 0",
    )?;
    Ok(())
}

/// Gives customers keys, after [`clear`] and before [`count_anew`].
pub(super) fn give(connection: &Connection, mut pairs: Vec<(i64, &str)>) -> Result<(), BaseError> {
    pairs.sort_unstable();
    let mut settling = Settling::new(connection);
    pairs.into_iter().try_for_each(|(key, customer)| settling.push(key, customer, true))?;
    settling.end()?;
    Ok(())
}

/// Counts all anew, once none lies apart.
pub(super) fn count_anew(connection: &Connection) -> Result<(), BaseError> {
    connection.execute("DELETE FROM common_key", [])?;
    let mut mark = connection.prepare_cached("INSERT INTO common_key(key) VALUES (?)")?;
    let (mut settled, mut last, mut holders) = (0_i64, None, 0);
    each_pair(connection, |key, _| {
        settled += 1;
        holders = if last.replace(key) == Some(key) { holders + 1 } else { 1 };
        if holders == MOST_HOLDERS + 1 {
            mark.execute([key])?;
        }
        Ok::<_, BaseError>(())
    })?;
    connection.execute("UPDATE key_size SET settled = ?, moved = 0", [settled])?;
    Ok(())
}

/// Packs the rows of `loose_key`, which a base of an earlier program has, into blocks.
pub(super) fn pack(connection: &Connection) -> Result<(), BaseError> {
    let mut all = connection.prepare("SELECT key, customer FROM loose_key ORDER BY key, customer")?;
    let mut rows = all.query([])?;
    let (mut packing, mut writer, mut json) = (Packing::full(), Writer::new(connection)?, String::new());
    while let Some(row) = rows.next()? {
        write_json(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?, &mut json);
        if let Some(full) = packing.push(row.get(0)?, &json) {
            writer.write(full.first, &full)?;
        }
    }
    packing.end().map_or(Ok(()), |last| writer.write(last.first, &last))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::super::Base;
    use super::*;

    type Batch = BTreeMap<(u64, String), bool>;

    /// Batches of moves, each pair of key and customer once a batch: few keys again and again, and many that fill blocks.
    fn batches() -> impl Strategy<Value = Vec<Batch>> {
        let name = prop_oneof![
            (0..6_u8).prop_map(|customer| format!("C{customer}")),
            Just("\"C\\\u{1}é".to_owned()),
            Just("L".repeat(3_000)),
        ];
        let pair = (prop_oneof![0..4_u64, Just(u64::MAX), Just(1 << 63)], name);
        let few = prop::collection::btree_map(pair, any::<bool>(), 1..8);
        let many = (0..800_u64, 1..9_u64, any::<bool>()).prop_map(|(count, step, held)| {
            (0..count).map(|index| ((index.wrapping_mul(step << 55), format!("M{}", index % 7)), held)).collect()
        });
        // One key that fills blocks alone.
        let common = (0..2_000_u32, any::<bool>())
            .prop_map(|(count, held)| (0..count).map(|index| ((2, format!("H{index:04}")), held)).collect());
        prop::collection::vec(prop_oneof![6 => few, 2 => many, 1 => common], 1..12)
    }

    fn sizes(change: &Change<'_>) -> (i64, i64) {
        let row = change.prepared("SELECT settled, moved FROM key_size").unwrap();
        { row }.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
    }

    /// What the view shows.
    fn shown(change: &Change<'_>) -> BTreeSet<(i64, String)> {
        let mut statement = change.prepared("SELECT key, customer FROM key").unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    /// Every look-up gives what a set of pairs gives.
    fn holds(change: &Change<'_>, held: &BTreeSet<(i64, String)>) -> Result<(), TestCaseError> {
        let mut by_key: BTreeMap<i64, BTreeSet<&str>> = BTreeMap::new();
        for key in [i64::MIN, -1, 0, 1, 2, 3, 77] {
            by_key.insert(key, BTreeSet::new());
        }
        for (key, customer) in held {
            by_key.entry(*key).or_default().insert(customer);
        }
        let keys: Vec<u64> = by_key.keys().map(|key| *key as u64).collect();
        for most in [usize::MAX, 2] {
            let mut found = vec![Vec::new(); keys.len()];
            change.each_holder(&keys, most, |index, customer| found[index].push(customer.to_owned())).unwrap();
            for (found, expected) in found.iter().zip(by_key.values()) {
                let distinct: BTreeSet<&str> = found.iter().map(String::as_str).collect();
                prop_assert_eq!(distinct.len(), found.len());
                prop_assert_eq!(found.len(), expected.len().min(most));
                prop_assert!(distinct.is_subset(expected));
            }
        }
        for key in [0, 2, u64::MAX] {
            prop_assert_eq!(change.count_holders(key).unwrap(), by_key[&(key as i64)].len());
        }
        let mut walked = Vec::new();
        each_pair(change.connection(), |key, customer| {
            walked.push((key, customer.to_owned()));
            Ok::<_, BaseError>(())
        })
        .unwrap();
        prop_assert!(walked.iter().eq(held.iter()));
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn holders_are_those_of_all_moves(batches in batches(), filler in 0..200_u64) {
            let folder = tempfile::tempdir().unwrap();
            let mut base = Base::open(&folder.path().join("base.sqlite")).unwrap();
            let change = base.change().unwrap();
            // The more keys are settled, the longer moves stay apart.
            let filled = (1_000..1_000 + filler).map(|key| (key, "somebody", true));
            change.move_keys(filled.clone()).unwrap();
            let mut held: BTreeSet<(i64, String)> =
                filled.map(|(key, customer, _)| (key as i64, customer.to_owned())).collect();
            for batch in batches {
                let moves = batch.iter().map(|((key, customer), held)| (*key, customer.as_str(), *held));
                change.move_keys(moves).unwrap();
                for ((key, customer), holds) in batch {
                    let pair = (key as i64, customer);
                    if holds { held.insert(pair) } else { held.remove(&pair) };
                }
                holds(&change, &held)?;
            }
            prop_assert!(shown(&change).iter().eq(held.iter()));
            // Settled, nothing is otherwise; nobody's name is left where all keys are taken away.
            settle(change.connection()).unwrap();
            prop_assert_eq!(sizes(&change), (held.len() as i64, 0));
            holds(&change, &held)?;
            prop_assert!(shown(&change).iter().eq(held.iter()));
            change.take_all_keys(r#"["C1","H0007"]"#).unwrap();
            held.retain(|(_, customer)| customer != "C1" && customer != "H0007");
            prop_assert_eq!(sizes(&change), (held.len() as i64, 0));
            holds(&change, &held)?;
            let mut blocks = change.prepared("SELECT length(keys) + length(customers) FROM key_block").unwrap();
            let sizes: Vec<i64> = blocks.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
            prop_assert!(!sizes.contains(&0));
            drop(blocks);
            count_anew(change.connection()).unwrap();
            let mut common: BTreeMap<i64, usize> = BTreeMap::new();
            held.iter().for_each(|(key, _)| *common.entry(*key).or_default() += 1);
            let common: HashSet<u64> =
                common.into_iter().filter(|(_, count)| *count > MOST_HOLDERS).map(|(key, _)| key as u64).collect();
            prop_assert_eq!(change.common_keys().unwrap(), common);
        }
    }

    #[test]
    fn rows_of_an_earlier_program_are_packed() {
        let folder = tempfile::tempdir().unwrap();
        let mut base = Base::open(&folder.path().join("base.sqlite")).unwrap();
        let change = base.change().unwrap();
        change.connection().execute_batch("CREATE TABLE loose_key (key INTEGER, customer TEXT)").unwrap();
        let pairs: BTreeSet<(i64, String)> = (0..3_000_i64)
            .flat_map(|index| [(index.wrapping_mul(1 << 52), format!("C{index}")), (5, format!("D{index}\""))])
            .collect();
        for (key, customer) in &pairs {
            change.connection().execute("INSERT INTO loose_key VALUES (?, ?)", params![key, customer]).unwrap();
        }
        pack(change.connection()).unwrap();
        assert_eq!(shown(&change), pairs);
        holds(&change, &pairs).unwrap();
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
