//! What is forgotten when its time is over: old values, rejected records of nobody, kept files.
//!
//! History keeps that something happened, to whom and when, so that reports add up and a modification sent again is
//! known; of versions that are old, in force for nobody and needed by no newer one, the values go.

use rusqlite::{OptionalExtension as _, params};

use super::change::Change;
use super::record::FORGOTTEN;
use super::traces::KeptRecord;
use super::{Base, BaseError};
use crate::report::{Operation, Timestamp};

impl Base {
    /// When the last retrieval before this one began; none where there was none.
    pub(crate) fn retrieval_before(&self, retrieval: Option<i64>) -> Result<Option<Timestamp>, BaseError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT started_at FROM retrieval WHERE ?1 IS NULL OR id < ?1 ORDER BY id DESC LIMIT 1")?;
        Ok(statement.query_row([retrieval], |row| row.get(0)).optional()?)
    }

    /// When a content was last delivered, and under which name; none for one that no delivery names.
    pub(crate) fn last_delivery_of(&self, sha256: &str) -> Result<Option<(Timestamp, String)>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT r.started_at, d.name FROM delivery d JOIN retrieval r ON r.id = d.retrieval
             WHERE d.sha256 = ? ORDER BY r.started_at DESC LIMIT 1",
        )?;
        Ok(statement.query_row([sha256], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    /// Remembers that a content is kept no more because its time was over.
    pub(crate) fn forget_content(&self, sha256: &str, at: Timestamp) -> Result<(), BaseError> {
        self.connection.execute("INSERT OR REPLACE INTO forgotten(sha256, at) VALUES (?, ?)", params![sha256, at])?;
        Ok(())
    }

    /// Whether a content is kept no more because its time was over.
    ///
    /// # Errors
    /// Those of the database.
    pub fn is_forgotten(&self, sha256: &str) -> Result<bool, BaseError> {
        let mut statement =
            self.connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM forgotten WHERE sha256 = ?)")?;
        Ok(statement.query_row([sha256], |row| row.get(0))?)
    }
}

impl Change<'_> {
    /// The first version that was integrated at this time or later.
    pub(crate) fn first_version_since(&self, at: Timestamp) -> Result<i64, BaseError> {
        let first: Option<i64> =
            self.prepared("SELECT min(id) FROM operation WHERE at >= ?")?.query_row([at], |row| row.get(0))?;
        first.map_or_else(|| self.next_version(), |first| self.first_version_of(first))
    }

    /// The first version of an operation or of a later one.
    pub(super) fn first_version_of(&self, first: i64) -> Result<i64, BaseError> {
        let after_all = self.next_version()?;
        let mut operation = self.prepared("SELECT operation FROM version WHERE number = ?")?;
        // Versions are numbered in the order of their operations.
        let (mut low, mut high) = (1, after_all);
        while low < high {
            let middle = low + (high - low) / 2;
            let of_middle: i64 = operation.query_row([middle], |row| row.get(0))?;
            if of_middle < first { low = middle + 1 } else { high = middle }
        }
        Ok(low)
    }

    /// Forgets the values of versions below `floor`; answers of how many.
    pub(crate) fn forget_values(&self, floor: i64) -> Result<u64, BaseError> {
        let done: i64 = self.prepared("SELECT history FROM retention")?.query_row([], |row| row.get(0))?;
        if floor <= done {
            return Ok(0);
        }
        // Those whose time is over now, those that they had still needed, and those that have left the queue.
        let mut candidates = self.prepared(
            "SELECT v.number, v.applied_to, v.customer FROM version v WHERE v.record <> '[]' AND v.number IN (
               SELECT number FROM version WHERE number >= ?1 AND number < ?2
               UNION SELECT before FROM version WHERE number >= ?1 AND number < ?2
               UNION SELECT origin FROM version WHERE number >= ?1 AND number < ?2
               UNION SELECT version FROM resolution WHERE version < ?2)",
        )?;
        let mut forget = self.prepared("UPDATE version SET record = ?2 WHERE number = ?1")?;
        let mut forgotten = 0;
        let mut rows = candidates.query([done, floor])?;
        let mut old = Vec::new();
        while let Some(row) = rows.next()? {
            let number: i64 = row.get(0)?;
            let (applied_to, sent): (Option<String>, Option<String>) = (row.get(1)?, row.get(2)?);
            if !self.is_needed(number, floor, applied_to.as_deref(), sent.as_deref())? {
                old.push(number);
            }
        }
        drop(rows);
        for number in old {
            forgotten += forget.execute(params![number, FORGOTTEN])? as u64;
        }
        if forgotten > 0 {
            self.search_anew_after(floor)?;
        }
        self.prepared("UPDATE retention SET history = ?")?.execute([floor])?;
        Ok(forgotten)
    }

    /// Whether a version is in force, in the queue, what a merge would be undone to, or what a version from `floor` on was decided upon.
    fn is_needed(
        &self,
        number: i64,
        floor: i64,
        applied_to: Option<&str>,
        sent: Option<&str>,
    ) -> Result<bool, BaseError> {
        // What is in the queue, and what a merge would be undone to.
        let waits = self
            .prepared(
                "SELECT EXISTS (SELECT 1 FROM withheld WHERE version = ?1) OR EXISTS (
                   SELECT 1 FROM merge WHERE undone IS NULL AND ?1 IN (kept_before, absorbed_before))",
            )?
            .query_row([number], |row| row.get(0))?;
        if waits {
            return Ok(true);
        }
        let mut heads = self.prepared(
            "SELECT head, in_force FROM customer
             WHERE id IN (?1, ?2) OR id IN (SELECT id FROM alias WHERE customer IN (?1, ?2))",
        )?;
        let mut version = self.prepared("SELECT previous, before, origin FROM version WHERE number = ?")?;
        let mut rows = heads.query(params![applied_to, sent])?;
        while let Some(row) = rows.next()? {
            if row.get::<_, Option<i64>>(1)? == Some(number) {
                return Ok(true);
            }
            let mut next = Some(row.get::<_, i64>(0)?);
            while let Some(newer) = next.filter(|newer| *newer >= floor) {
                type Pointers = (Option<i64>, Option<i64>, Option<i64>);
                let (previous, before, origin): Pointers =
                    version.query_row([newer], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
                if before == Some(number) || origin == Some(number) {
                    return Ok(true);
                }
                next = previous;
            }
        }
        Ok(false)
    }

    /// Lets the words to search by be found anew where they still follow versions below `floor`, whose values are gone.
    fn search_anew_after(&self, floor: i64) -> Result<(), BaseError> {
        let cursor: i64 = self.prepared("SELECT version FROM search_cursor")?.query_row([], |row| row.get(0))?;
        if cursor < floor { self.search_anew() } else { Ok(()) }
    }

    /// Lets the words to search by be found anew, from the beginning of history.
    pub(super) fn search_anew(&self) -> Result<(), BaseError> {
        self.prepared("DELETE FROM search")?.execute([])?;
        self.prepared("UPDATE search_cursor SET version = 0")?.execute([])?;
        Ok(())
    }

    /// Names the rejected records without an identifier below `floor` that are still kept, to be blanked.
    pub(crate) fn forget_unidentified(&self, floor: i64) -> Result<Vec<KeptRecord>, BaseError> {
        let mut statement = self.prepared(
            "SELECT d.sha256, v.offset, v.length FROM version v JOIN operation o ON o.id = v.operation
             JOIN delivery d ON d.id = o.delivery
             WHERE v.number >= (SELECT unidentified FROM retention) AND v.number < ? AND v.kind = ?
               AND v.customer IS NULL AND v.length IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM blanked b WHERE b.sha256 = d.sha256 AND b.offset = v.offset)
               AND NOT EXISTS (SELECT 1 FROM forgotten f WHERE f.sha256 = d.sha256)",
        )?;
        let records = statement.query_map(params![floor, Operation::Rejected.number()], |row| {
            Ok(KeptRecord { sha256: row.get(0)?, offset: row.get::<_, i64>(1)? as u64, length: row.get(2)? })
        })?;
        let records = records.collect::<Result<Vec<_>, _>>()?;
        self.prepared("UPDATE retention SET unidentified = max(unidentified, ?)")?.execute([floor])?;
        self.blank_later(records.iter())?;
        Ok(records)
    }
}
