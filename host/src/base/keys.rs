//! Who holds which blocking key.
//!
//! A key is as good as random: written at its place, every move of a delivery rewrites a page of its own, and ten
//! thousand of them nearly all the keys of a million customers. So moves are first gathered apart, in `moved_key`, and
//! settle into the blocks of `key_block` together, once they are many beside it. The view `key` shows what holds.

mod block;
mod filter;
mod gathered;
mod run;
mod settling;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::{BTreeSet, HashSet};

use rusqlite::Connection;

pub(super) use self::block::Finder;
use self::block::{Block, Packing, Writer, text, write_json};
pub(super) use self::filter::Filter;
pub(super) use self::gathered::Gathered;
pub(super) use self::settling::Settling;
pub(super) use self::walk::each_pair;
use super::pointers::Pointed;
use super::{BaseError, Change, MOST_HOLDERS, many, parse};

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
        if let Some(gathered) = &mut *self.gathered.borrow_mut() {
            return gathered.add(moves.map(|(key, customer, held)| (key as i64, customer, held)));
        }
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

    /// Says that a delivery of so many bytes follows: where nobody holds any key, all are put in their places once, with
    /// the commit.
    pub(crate) fn expect(&self, bytes: u64) -> Result<(), BaseError> {
        if self.exists("SELECT settled = 0 AND moved = 0 FROM key_size")? {
            self.gathered.replace(Some(Gathered::beside(self.connection(), bytes)));
        }
        if !self.exists("SELECT EXISTS (SELECT 1 FROM customer)")? {
            self.pointed.replace(Some(Pointed::for_delivery(bytes)));
        }
        Ok(())
    }

    /// Puts those in their places.
    pub(super) fn settle_gathered(&self) -> Result<(), BaseError> {
        if let Some(gathered) = self.gathered.take() {
            let settled = gathered.settle(self.connection())?;
            self.prepared("UPDATE key_size SET settled = ?")?.execute([settled])?;
        }
        Ok(())
    }

    fn gather<'i>(&self, moves: impl Iterator<Item = KeyMove<'i>>) -> Result<(), BaseError> {
        const INSERT: &str = "REPLACE INTO moved_key(key, customer, held)";
        many::insert(self.connection(), INSERT, 3, moves, |row, (key, customer, held)| {
            row.bind(key as i64)?;
            row.bind(customer)?;
            row.bind(held)
        })
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
