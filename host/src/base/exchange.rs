//! What is remembered of the exchange: files dealt with, and what its deliveries usually are.

use rusqlite::{OptionalExtension as _, params};

use super::{Base, BaseError};
use crate::report::{DeliveryStatus, Mode, Timestamp};
use crate::source::Listed;

/// Deliveries that tell what is usual.
const USUAL: u32 = 20;

impl Base {
    /// The content under which a file of the exchange was dealt with, in hexadecimal.
    pub(crate) fn dealt_with(&self, exchange: &str, file: &Listed) -> Result<Option<String>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT sha256 FROM exchange_file WHERE exchange = ? AND name = ? AND size IS ? AND modified IS ?",
        )?;
        let size = file.size.map(|size| size as i64);
        Ok(statement.query_row(params![exchange, file.raw_name, size, file.modified], |row| row.get(0)).optional()?)
    }

    /// The date under which a file of this name and size was dealt with.
    pub(crate) fn dealt_with_at(&self, exchange: &str, name: &[u8], size: u64) -> Result<Option<Timestamp>, BaseError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT modified FROM exchange_file WHERE exchange = ? AND name = ? AND size = ?")?;
        Ok(statement.query_row(params![exchange, name, size as i64], |row| row.get(0)).optional()?.flatten())
    }

    /// Remembers that a file of the exchange was dealt with.
    pub(crate) fn remember_file(&self, exchange: &str, file: &Listed, sha256: &str) -> Result<(), BaseError> {
        self.connection.execute(
            "INSERT OR REPLACE INTO exchange_file(exchange, name, size, modified, sha256) VALUES (?, ?, ?, ?, ?)",
            params![exchange, file.raw_name, file.size.map(|size| size as i64), file.modified, sha256],
        )?;
        Ok(())
    }

    /// How many other contents of a name were applied.
    pub(crate) fn other_contents(&self, name: &str, sha256: &str) -> Result<u32, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT count(DISTINCT sha256) FROM delivery WHERE name = ? AND sha256 <> ? AND status = ? AND NOT first_load",
        )?;
        Ok(statement.query_row(params![name, sha256, DeliveryStatus::Applied.number()], |row| row.get(0))?)
    }

    /// When the last delivery came, or the first retrieval was begun where none ever did; first loads don't count.
    pub(crate) fn last_delivery(&self) -> Result<Option<Timestamp>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT coalesce(
               (SELECT r.started_at FROM delivery d JOIN retrieval r ON r.id = d.retrieval
                WHERE r.mode <> ?1 ORDER BY d.id DESC LIMIT 1),
               (SELECT min(started_at) FROM retrieval WHERE mode <> ?1))",
        )?;
        Ok(statement.query_row([Mode::Import.number()], |row| row.get(0))?)
    }

    /// How many retrievals before this one failed in a row.
    pub(crate) fn failures_before(&self, retrieval: i64) -> Result<u64, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT count(*) FROM retrieval WHERE id < ?1 AND mode <> ?2 AND id > coalesce(
               (SELECT max(id) FROM retrieval WHERE id < ?1 AND mode <> ?2 AND error IS NULL), 0)",
        )?;
        let count: i64 = statement.query_row(params![retrieval, Mode::Import.number()], |row| row.get(0))?;
        Ok(count as u64)
    }

    /// Lines of the last deliveries applied before this retrieval, first loads left out, in ascending order.
    pub(crate) fn usual_lines(&self, retrieval: i64) -> Result<Vec<u64>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT lines FROM delivery WHERE retrieval < ? AND status = ? AND NOT first_load ORDER BY id DESC LIMIT ?",
        )?;
        let applied = DeliveryStatus::Applied.number();
        let lines = statement.query_map(params![retrieval, applied, USUAL], |row| row.get::<_, i64>(0))?;
        let mut lines: Vec<u64> = lines.map(|lines| Ok(lines? as u64)).collect::<Result<_, rusqlite::Error>>()?;
        lines.sort_unstable();
        Ok(lines)
    }
}
