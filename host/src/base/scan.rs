//! Pairs of customers who are already in the base twice: looked for by key, kept, worked through.

use rusqlite::{OptionalExtension as _, params};

use super::change::Change;
use super::keys::each_pair;
use super::{Base, BaseError, parse, to_json};
use crate::report::{FoundPair, Other, Scan, Timestamp};
use crate::rules::Reason;

/// A scan that has ended.
#[derive(Debug)]
pub(crate) struct NewScan<'a> {
    pub(crate) at: Timestamp,
    pub(crate) by: &'a str,
    pub(crate) rules: i64,
    pub(crate) customers: u64,
    pub(crate) common_keys: u64,
}

impl Change<'_> {
    /// Customers in the base, and blocking keys that they hold.
    pub(crate) fn extent(&self) -> Result<(u64, u64), BaseError> {
        let mut customers = self.prepared("SELECT count(*) FROM customer WHERE in_force IS NOT NULL")?;
        let customers: i64 = customers.query_row([], |row| row.get(0))?;
        let mut held = 0;
        each_pair(self.connection(), |_, _| {
            held += 1;
            Ok::<_, BaseError>(())
        })?;
        Ok((customers as u64, held))
    }

    /// Names the holders of every key that several customers hold, but not more than `most`.
    ///
    /// `each` is also told how many rows were read since it was last called; at the end it is called with no holder.
    pub(crate) fn each_shared_key<E: From<BaseError>>(
        &self,
        most: usize,
        mut each: impl FnMut(&[String], u64) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut key: Option<i64> = None;
        let mut holders: Vec<String> = Vec::new();
        let mut read = 0;
        each_pair(self.connection(), |next, customer| {
            if key.replace(next) != Some(next) {
                if (2..=most).contains(&holders.len()) {
                    each(&holders, std::mem::take(&mut read))?;
                }
                holders.clear();
            }
            read += 1;
            if holders.len() <= most {
                holders.push(customer.to_owned());
            }
            Ok::<_, E>(())
        })?;
        if (2..=most).contains(&holders.len()) {
            each(&holders, std::mem::take(&mut read))?;
        }
        each(&[], read)
    }

    /// Keeps a scan; answers its number. Pairs are kept with [`Change::keep_pair`], then [`Change::end_scan`].
    pub(crate) fn begin_scan(&self, scan: &NewScan<'_>) -> Result<i64, BaseError> {
        let mut statement = self.prepared(
            "INSERT INTO scan(at, by, rules, customers, pairs, common_keys, after_version)
             VALUES (?, ?, ?, ?, 0, ?, (SELECT coalesce(max(number), 0) FROM version))",
        )?;
        Ok(statement.insert(params![scan.at, scan.by, scan.rules, scan.customers as i64, scan.common_keys as i64])?)
    }

    /// The number of the last scan; none before the first.
    pub(crate) fn last_scan(&self) -> Result<Option<i64>, BaseError> {
        Ok(self.prepared("SELECT max(id) FROM scan")?.query_row([], |row| row.get(0))?)
    }

    /// Whether this scan has kept a pair already, under another key.
    pub(crate) fn has_pair(&self, scan: i64, a: &str, b: &str) -> Result<bool, BaseError> {
        let mut statement =
            self.prepared("SELECT EXISTS (SELECT 1 FROM found_pair WHERE a = ? AND b = ? AND scan = ?)")?;
        Ok(statement.query_row(params![a, b, scan], |row| row.get(0))?)
    }

    /// Keeps a pair; one that an earlier scan found keeps its date.
    pub(crate) fn keep_pair(
        &self,
        scan: i64,
        at: Timestamp,
        a: &str,
        b: &str,
        reasons: &[Reason],
    ) -> Result<(), BaseError> {
        self.prepared(
            "INSERT INTO found_pair(a, b, since, scan, reasons) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (a, b) DO UPDATE SET scan = excluded.scan, reasons = excluded.reasons",
        )?
        .execute(params![a, b, at, scan, to_json(&reasons)])?;
        Ok(())
    }

    /// Forgets the pairs that earlier scans found and this one did not, and says what this one came to.
    pub(crate) fn end_scan(&self, scan: i64, pairs: u64) -> Result<(), BaseError> {
        self.prepared("DELETE FROM found_pair WHERE scan <> ?")?.execute([scan])?;
        self.prepared("UPDATE scan SET pairs = ? WHERE id = ?")?.execute(params![pairs as i64, scan])?;
        Ok(())
    }
}

impl Base {
    /// The last scan for duplicates; none before the first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn last_scan(&self) -> Result<Option<Scan>, BaseError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, at, by, customers, pairs, common_keys FROM scan ORDER BY id DESC LIMIT 1")?;
        let scan = statement.query_row([], |row| {
            Ok(Scan {
                id: row.get(0)?,
                at: row.get(1)?,
                by: row.get(2)?,
                customers: row.get::<_, i64>(3)? as u64,
                pairs: row.get::<_, i64>(4)? as u64,
                common_keys: row.get::<_, i64>(5)? as u64,
            })
        });
        Ok(scan.optional()?)
    }

    /// Pairs that the last scan found and nobody has merged or declared distinct since, up to `limit`, in the order of
    /// their identifiers; those that `with` is one of, where somebody is named.
    ///
    /// # Errors
    /// Those of the database.
    pub fn found_pairs(&self, with: Option<&str>, limit: Option<u32>) -> Result<Vec<FoundPair>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT p.a, p.b, p.since, p.reasons, max(a.in_force, b.in_force) > s.after_version FROM found_pair p
             JOIN scan s ON s.id = p.scan
             JOIN customer a ON a.id = p.a AND a.in_force IS NOT NULL
             JOIN customer b ON b.id = p.b AND b.in_force IS NOT NULL
             WHERE (?1 IS NULL OR p.a = ?1 OR p.b = ?1)
               AND NOT EXISTS (SELECT 1 FROM distinct_pair d WHERE d.a = p.a AND d.b = p.b)
             ORDER BY p.a, p.b LIMIT ?2",
        )?;
        let mut rows = statement.query(params![with, limit.map_or(-1, i64::from)])?;
        let mut pairs = Vec::new();
        while let Some(row) = rows.next()? {
            let reasons = parse(&row.get::<_, String>(3)?, "the reasons of a pair")?;
            pairs.push(FoundPair {
                customer: row.get(0)?,
                other: Other { customer: row.get(1)?, reasons },
                since: row.get(2)?,
                changed: row.get(4)?,
            });
        }
        Ok(pairs)
    }
}
