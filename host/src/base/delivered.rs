//! Retrievals and deliveries: begun, ended, and as they are reported.

use rusqlite::{OptionalExtension as _, Row, params, params_from_iter};

use super::{Base, BaseError, parse, to_json};
use crate::report::{
    Delivery, DeliveryStatus, Mode, Retrieval, RetrievalFilter, RetrievalStatus, RulesIdentity, Timestamp, Waiting,
};
use crate::rules::Reason;

/// How a retrieval ended.
#[derive(Debug)]
pub(crate) struct Ending<'a> {
    pub(crate) status: RetrievalStatus,
    pub(crate) finished_at: Timestamp,
    pub(crate) error: Option<&'a Reason>,
    pub(crate) waiting: &'a [Waiting],
    pub(crate) notices: &'a [Reason],
}

/// Bytes of a delivery that hold whole records.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    /// Length of the header.
    pub(crate) header: u32,
    /// Line number of the first record.
    pub(crate) line: u32,
    /// Where the first record begins.
    pub(crate) offset: u64,
    /// Where the last record ends.
    pub(crate) end: u64,
}

/// The versions of a delivery's records.
struct Records {
    first: i64,
    last: i64,
    /// Length of the header.
    header: u32,
}

/// A content that is to be decided although nothing new came.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) name: String,
    pub(crate) sha256: String,
    pub(crate) size: u64,
}

impl Base {
    /// Records that a retrieval has begun; one that never ended was interrupted, and is marked so.
    pub(crate) fn begin_retrieval(&self, mode: Mode, now: Timestamp, by: &str) -> Result<i64, BaseError> {
        let interrupted = Reason { code: "host.interrupted".into(), arguments: Vec::new() };
        self.connection.execute(
            "UPDATE retrieval SET status = ?, error = ? WHERE status IS NULL",
            params![RetrievalStatus::Failed.number(), to_json(&interrupted)],
        )?;
        self.connection
            .execute("INSERT INTO retrieval(mode, started_at, by) VALUES (?, ?, ?)", params![mode.number(), now, by])?;
        Ok(self.connection.last_insert_rowid())
    }

    /// Records how a retrieval ended.
    pub(crate) fn end_retrieval(&self, id: i64, ending: &Ending<'_>) -> Result<(), BaseError> {
        let waiting: Vec<(&str, &str)> =
            ending.waiting.iter().map(|file| (file.name.as_str(), file.reason.as_str())).collect();
        self.connection.execute(
            "UPDATE retrieval SET status = ?, finished_at = ?, error = ?, waiting = ?, notices = ? WHERE id = ?",
            params![
                ending.status.number(),
                ending.finished_at,
                ending.error.map(to_json),
                to_json(&waiting),
                to_json(&ending.notices),
                id
            ],
        )?;
        Ok(())
    }

    /// Who began a retrieval.
    pub(crate) fn began_by(&self, retrieval: i64) -> Result<String, BaseError> {
        let mut statement = self.connection.prepare_cached("SELECT by FROM retrieval WHERE id = ?")?;
        Ok(statement.query_row([retrieval], |row| row.get(0))?)
    }

    /// Where a record of a delivery, or the nearest before it, lies: the header's length, then the first line number,
    /// offset and end of a window of up to `around` records on either side.
    pub(crate) fn window(&self, delivery: i64, line: u32, around: i64) -> Result<Option<Window>, BaseError> {
        let Some(records) = self.records(delivery)? else { return Ok(None) };
        // The last version whose line is not after the one wanted.
        let (mut low, mut high) = (records.first, records.last);
        while low < high {
            let middle = low + (high - low + 1) / 2;
            if self.place_in_file(middle)?.0 <= line { low = middle } else { high = middle - 1 }
        }
        self.span(&records, low - around, low + around).map(Some)
    }

    /// Windows over all records of a delivery, one after the other, each of up to `most` records.
    pub(crate) fn windows(&self, delivery: i64, most: i64) -> Result<Option<Vec<Window>>, BaseError> {
        let Some(records) = self.records(delivery)? else { return Ok(None) };
        let mut windows = Vec::new();
        let mut from = records.first;
        while from <= records.last {
            windows.push(self.span(&records, from, from + most - 1)?);
            from += most;
        }
        Ok(Some(windows))
    }

    fn records(&self, delivery: i64) -> Result<Option<Records>, BaseError> {
        let (first, lines, header): (Option<i64>, i64, u32) = self
            .connection
            .prepare_cached("SELECT first_version, lines, header_length FROM delivery WHERE id = ?")?
            .query_row([delivery], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(first.filter(|_| lines > 0).map(|first| Records { first, last: first + lines - 1, header }))
    }

    /// The bytes from one version's record to another's, both cut to those of the delivery.
    fn span(&self, records: &Records, from: i64, to: i64) -> Result<Window, BaseError> {
        let (line, offset, _) = self.place_in_file(from.max(records.first))?;
        let (_, last, length) = self.place_in_file(to.min(records.last))?;
        Ok(Window { header: records.header, line, offset, end: last + u64::from(length) })
    }

    /// Line number, offset and length of a version's record.
    fn place_in_file(&self, number: i64) -> Result<(u32, u64, u32), BaseError> {
        let mut statement =
            self.connection.prepare_cached("SELECT line, offset, length FROM version WHERE number = ?")?;
        let row = |row: &Row<'_>| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64, row.get(2)?));
        Ok(statement.query_row([number], row)?)
    }

    /// The first delivery that applied a content.
    pub(crate) fn applied(&self, sha256: &str) -> Result<Option<i64>, BaseError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id FROM delivery WHERE sha256 = ? AND status = ? ORDER BY id LIMIT 1")?;
        Ok(statement.query_row(params![sha256, DeliveryStatus::Applied.number()], |row| row.get(0)).optional()?)
    }

    /// Contents whose last delivery was refused or left undecided by other rules or under other parameters.
    pub(crate) fn to_try_again(&self, rules: i64, parameters: &str) -> Result<Vec<Pending>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT d.name, d.sha256, d.size FROM delivery d
             WHERE d.status IN (?1, ?2) AND (d.rules <> ?3 OR d.parameters <> ?4) AND NOT d.first_load
               AND NOT EXISTS (SELECT 1 FROM forgotten f WHERE f.sha256 = d.sha256)
               AND NOT EXISTS (SELECT 1 FROM delivery l WHERE l.sha256 = d.sha256 AND (l.id > d.id OR l.status = ?5))
             ORDER BY d.name, d.id",
        )?;
        let pending = statement.query_map(
            params![
                DeliveryStatus::Refused.number(),
                DeliveryStatus::Undecided.number(),
                rules,
                parameters,
                DeliveryStatus::Applied.number()
            ],
            |row| Ok(Pending { name: row.get(0)?, sha256: row.get(1)?, size: row.get::<_, i64>(2)? as u64 }),
        )?;
        Ok(pending.collect::<Result<_, _>>()?)
    }

    /// Retrievals, newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn retrievals(&self, filter: &RetrievalFilter) -> Result<Vec<Retrieval>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, mode, status, started_at, finished_at, error, waiting, notices FROM retrieval
             WHERE (?1 IS NULL OR mode = ?1) AND (?2 IS NULL OR started_at >= ?2) AND (?3 IS NULL OR started_at < ?3)
               AND (?4 IS NULL OR id = ?4) AND (?5 IS NULL OR id < ?5) ORDER BY id DESC LIMIT ?6",
        )?;
        let mut rows = statement.query(params![
            filter.mode.map(Mode::number),
            filter.since,
            filter.until,
            filter.retrieval,
            filter.before,
            filter.limit.map_or(-1, i64::from)
        ])?;
        let mut retrievals = Vec::new();
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            let waiting: Vec<(String, String)> = parse(&row.get::<_, String>(6)?, "files waiting")?;
            let error: Option<String> = row.get(5)?;
            retrievals.push(Retrieval {
                id,
                mode: Mode::from_number(row.get(1)?).ok_or(BaseError::Damaged { what: "a retrieval's mode" })?,
                // One that runs, or was killed, has done nothing yet that counts.
                status: row
                    .get::<_, Option<i64>>(2)?
                    .map_or(Some(RetrievalStatus::Failed), RetrievalStatus::from_number)
                    .ok_or(BaseError::Damaged { what: "a retrieval's status" })?,
                started_at: row.get(3)?,
                finished_at: row.get(4)?,
                error: error.map(|error| parse(&error, "a retrieval's error")).transpose()?,
                deliveries: self.deliveries("WHERE d.retrieval = ? ORDER BY d.id", &[id])?,
                waiting: waiting.into_iter().map(|(name, reason)| Waiting { name, reason }).collect(),
                notices: parse(&row.get::<_, String>(7)?, "a retrieval's notices")?,
            });
        }
        Ok(retrievals)
    }

    /// One delivery.
    ///
    /// # Errors
    /// Those of the database.
    pub fn delivery(&self, id: i64) -> Result<Option<Delivery>, BaseError> {
        Ok(self.deliveries("WHERE d.id = ?", &[id])?.pop())
    }

    fn deliveries(&self, which: &str, numbers: &[i64]) -> Result<Vec<Delivery>, BaseError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT d.id, d.retrieval, d.name, d.sha256, d.size, d.status, d.same_as, d.reason, r.name, r.version,
               r.digest, d.lines, d.outcomes, d.notes, d.unknown_columns
             FROM delivery d JOIN rules r ON r.id = d.rules {which}"
        ))?;
        let mut rows = statement.query(params_from_iter(numbers))?;
        let mut deliveries = Vec::new();
        while let Some(row) = rows.next()? {
            deliveries.push(delivery(row)?);
        }
        Ok(deliveries)
    }
}

fn delivery(row: &Row<'_>) -> Result<Delivery, BaseError> {
    let reason: Option<String> = row.get(7)?;
    Ok(Delivery {
        id: row.get(0)?,
        retrieval: row.get(1)?,
        name: row.get(2)?,
        sha256: row.get(3)?,
        size: row.get::<_, i64>(4)? as u64,
        status: DeliveryStatus::from_number(row.get(5)?).ok_or(BaseError::Damaged { what: "a delivery's status" })?,
        same_as: row.get(6)?,
        reason: reason.map(|reason| parse(&reason, "a delivery's reason")).transpose()?,
        rules: RulesIdentity { name: row.get(8)?, version: row.get(9)?, digest: row.get(10)? },
        lines: row.get::<_, i64>(11)? as u64,
        outcomes: parse(&row.get::<_, String>(12)?, "a delivery's counts")?,
        notes: parse(&row.get::<_, String>(13)?, "a delivery's notes")?,
        unknown_columns: parse(&row.get::<_, String>(14)?, "a delivery's unknown columns")?,
    })
}
