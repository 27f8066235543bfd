//! Delivered lines as they were decided, read in order, to be compared with those of another base.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::erasure::ERASED;
use super::record::{self, FORGOTTEN};
use super::{Base, BaseError, Remarks};
use crate::report::{Operation, Timestamp};
use std::path::Path;

/// Lines read at a time.
const PAGE: i64 = 4_096;

/// A line of a delivery, as it was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DecidedLine {
    /// Its version.
    pub(crate) number: i64,
    /// Physical.
    pub(crate) line: u32,
    pub(crate) outcome: Operation,
    /// As sent.
    pub(crate) customer: Option<String>,
    pub(crate) applied_to: Option<String>,
    pub(crate) modified_at: Option<Timestamp>,
    /// The version in force when it was decided.
    pub(crate) before: Option<i64>,
    fields: i64,
    record: Option<String>,
    remarks: Option<String>,
}

impl DecidedLine {
    /// Whom it concerns.
    pub(crate) fn target(&self) -> Option<&str> {
        self.applied_to.as_deref().or(self.customer.as_deref())
    }

    /// Whether the customer is what this line says from then on.
    pub(crate) fn is_state(&self) -> bool {
        matches!(self.outcome, Operation::Created | Operation::Corrected | Operation::Unchanged)
    }

    /// Whether it was a person's who was erased since, or before it came.
    pub(crate) fn is_erased(&self) -> bool {
        self.customer.is_none() && self.remarks.as_deref().is_some_and(|remarks| remarks.contains(ERASED))
    }

    /// Whether its values are no more kept.
    pub(crate) fn is_forgotten(&self) -> bool {
        self.record.as_deref() == Some(FORGOTTEN)
    }

    /// What is said about it.
    pub(crate) fn remarks(&self) -> Result<Remarks, BaseError> {
        Remarks::read(self.remarks.as_deref())
    }
}

/// The lines of one delivery, in order.
pub(crate) struct DecidedLines<'b> {
    base: &'b Base,
    next: i64,
    end: i64,
    page: std::vec::IntoIter<DecidedLine>,
}

impl DecidedLines<'_> {
    /// The next line; none after the last.
    pub(crate) fn next(&mut self) -> Result<Option<DecidedLine>, BaseError> {
        if let Some(line) = self.page.next() {
            return Ok(Some(line));
        }
        if self.next >= self.end {
            return Ok(None);
        }
        let until = self.end.min(self.next + PAGE);
        let mut statement = self.base.connection.prepare_cached(
            "SELECT number, line, kind, customer, applied_to, modified_at, before, fields, record, remarks FROM version
             WHERE number >= ? AND number < ? ORDER BY number",
        )?;
        let mut rows = statement.query([self.next, until])?;
        let mut page = Vec::new();
        while let Some(row) = rows.next()? {
            page.push(DecidedLine {
                number: row.get(0)?,
                line: row.get(1)?,
                outcome: Operation::from_number(row.get(2)?)
                    .ok_or(BaseError::Damaged { what: "a version's operation" })?,
                customer: row.get(3)?,
                applied_to: row.get(4)?,
                modified_at: row.get(5)?,
                before: row.get(6)?,
                fields: row.get(7)?,
                record: row.get(8)?,
                remarks: row.get(9)?,
            });
        }
        self.next = until;
        self.page = page.into_iter();
        Ok(self.page.next())
    }
}

/// Whether two lines of two bases were decided alike, records compared by the names of their fields.
pub(crate) fn decided_alike(one: (&Base, &DecidedLine), other: (&Base, &DecidedLine)) -> Result<bool, BaseError> {
    let ((_, left), (_, right)) = (one, other);
    Ok(left.outcome == right.outcome
        && left.customer == right.customer
        && left.applied_to == right.applied_to
        && left.modified_at == right.modified_at
        && left.remarks == right.remarks
        && (same_text(one, other) || same_values(&one.0.values_of_line(left)?, &other.0.values_of_line(right)?)))
}

fn same_text((one, left): (&Base, &DecidedLine), (other, right): (&Base, &DecidedLine)) -> bool {
    left.record == right.record && one.fields.lists().get(&left.fields) == other.fields.lists().get(&right.fields)
}

/// Whether records are the same by name; a field that one of them lacks is empty in it.
pub(crate) fn same_values(one: &[(String, String)], other: &[(String, String)]) -> bool {
    differing(one, other).is_empty()
}

/// The fields that differ, with the value of each side; those that one lacks are empty in it.
pub(crate) fn differing(one: &[(String, String)], other: &[(String, String)]) -> Vec<(String, String, String)> {
    let value = |side: &[(String, String)], name: &str| {
        side.iter().find(|(field, _)| field == name).map_or_else(String::new, |(_, value)| value.clone())
    };
    let mut fields = Vec::new();
    for (name, left) in one {
        let right = value(other, name);
        if *left != right {
            fields.push((name.clone(), left.clone(), right));
        }
    }
    for (name, right) in other {
        if !right.is_empty() && one.iter().all(|(field, _)| field != name) {
            fields.push((name.clone(), String::new(), right.clone()));
        }
    }
    fields
}

impl Base {
    /// The lines of a delivery that was applied; none of another.
    pub(crate) fn decided_lines(&self, delivery: i64) -> Result<DecidedLines<'_>, BaseError> {
        let mut statement = self.connection.prepare_cached("SELECT first_version, lines FROM delivery WHERE id = ?")?;
        let found: Option<(Option<i64>, i64)> =
            statement.query_row([delivery], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let (first, lines) = found.map_or((0, 0), |(first, lines)| (first.unwrap_or(0), lines));
        Ok(DecidedLines { base: self, next: first, end: first + lines, page: Vec::new().into_iter() })
    }

    /// Field and value of a line's record.
    pub(crate) fn values_of_line(&self, line: &DecidedLine) -> Result<Vec<(String, String)>, BaseError> {
        self.named_values(line.fields, line.record.as_deref())
    }

    fn named_values(&self, list: i64, json: Option<&str>) -> Result<Vec<(String, String)>, BaseError> {
        let Some(json) = json.filter(|json| *json != FORGOTTEN) else { return Ok(Vec::new()) };
        let received = record::from_json(json)?;
        let named = self.fields.named(list, &received);
        Ok(named.into_iter().map(|(name, value, _)| (name.into_owned(), value.to_owned())).collect())
    }

    /// The version in a delivery's range that has this line.
    pub(crate) fn version_of_line(&self, delivery: i64, line: u32) -> Result<Option<i64>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT v.number FROM delivery d JOIN version v ON v.number >= d.first_version
               AND v.number < d.first_version + d.lines WHERE d.id = ? AND v.line = ?",
        )?;
        Ok(statement.query_row(params![delivery, line], |row| row.get(0)).optional()?)
    }

    /// The number of the last delivery, and of the last version.
    pub(crate) fn ends(&self) -> Result<(i64, i64), BaseError> {
        let sql = "SELECT (SELECT coalesce(max(id), 0) FROM delivery), (SELECT coalesce(max(number), 0) FROM version)";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// Everybody whom versions after this one name, but for the lines of deliveries.
    pub(crate) fn named_after(&self, version: i64) -> Result<Vec<String>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT customer FROM version WHERE number > ?1 AND line IS NULL AND customer IS NOT NULL
             UNION SELECT applied_to FROM version WHERE number > ?1 AND line IS NULL AND applied_to IS NOT NULL",
        )?;
        Ok(statement.query_map([version], |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// Date and values of a customer in the base; none of anybody else.
    pub(crate) fn state_of(&self, id: &str) -> Result<Option<State>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT v.modified_at, v.fields, v.record FROM customer c JOIN version v ON v.number = c.in_force
             WHERE c.id = ?",
        )?;
        let found: Option<(Timestamp, i64, Option<String>)> =
            statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
        found.map(|(date, list, json)| Ok((date, self.named_values(list, json.as_deref())?))).transpose()
    }

    /// Pointers of customers that are in force since a version, in the order of their identifiers, after one.
    pub(crate) fn in_force_page(&self, after: &str) -> Result<Vec<(String, i64)>, BaseError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, coalesce(in_force, 0) FROM customer WHERE id > ? ORDER BY id LIMIT ?")?;
        let page = statement.query_map(params![after, PAGE], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(page.collect::<Result<_, _>>()?)
    }

    /// Records blanked in a content, by an erasure.
    pub(crate) fn blanked_in(&self, sha256: &str) -> Result<u64, BaseError> {
        let mut statement = self.connection.prepare_cached("SELECT count(*) FROM blanked WHERE sha256 = ?")?;
        Ok(statement.query_row([sha256], |row| row.get::<_, i64>(0))?.unsigned_abs())
    }
}

/// A customer's date and values.
pub(crate) type State = (Timestamp, Vec<(String, String)>);

/// Customers who are not the same in two bases, kept on disk: they may be very many.
#[derive(Debug)]
pub(crate) struct Apart(Connection);

impl Apart {
    /// Makes the list in a file of its own.
    pub(crate) fn new(file: &Path) -> Result<Self, BaseError> {
        let connection = Connection::open(file).map_err(|source| BaseError::Open { file: file.into(), source })?;
        // Thrown away, whatever happens: one transaction that never ends.
        connection.execute_batch(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-4096;
             CREATE TABLE apart(id TEXT PRIMARY KEY) WITHOUT ROWID; BEGIN",
        )?;
        Ok(Self(connection))
    }

    /// Says whether a customer is another in the two bases from now on.
    pub(crate) fn set(&self, id: &str, apart: bool) -> Result<(), BaseError> {
        let sql = if apart { "INSERT OR IGNORE INTO apart(id) VALUES (?)" } else { "DELETE FROM apart WHERE id = ?" };
        self.0.prepare_cached(sql)?.execute([id])?;
        Ok(())
    }

    /// Whether a customer is another in the two bases.
    pub(crate) fn holds(&self, id: &str) -> Result<bool, BaseError> {
        Ok(self.0.prepare_cached("SELECT 1 FROM apart WHERE id = ?")?.exists([id])?)
    }
}
