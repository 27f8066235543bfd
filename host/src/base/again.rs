//! What it takes to decide received modifications again: withheld ones, and those of a merge that is undone.

use rusqlite::{OptionalExtension as _, Row, params};

use super::BaseError;
use super::change::Change;
use super::queue::Kept;
use super::record::FORGOTTEN;
use super::written::Remarks;
use crate::report::{Operation, Resolution, Timestamp};

/// An entry of a customer's history, as far as it takes to do it again.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) version: i64,
    pub(crate) kind: Operation,
    /// As sent.
    pub(crate) sent: String,
    pub(crate) modified_at: Option<Timestamp>,
    pub(crate) digest: Option<u64>,
    /// What was in force when it happened.
    pub(crate) before: Option<i64>,
    pub(crate) origin: Option<i64>,
    /// The stretch of history it belongs to.
    pub(crate) operation: i64,
    /// The retrieval it came with.
    pub(crate) retrieval: Option<i64>,
    pub(crate) resolution: Option<(Resolution, i64)>,
    /// Whether its values were forgotten.
    pub(crate) forgotten: bool,
}

/// Where the bytes of a delivered line are.
#[derive(Debug)]
pub(crate) struct Bytes {
    pub(crate) name: String,
    pub(crate) sha256: String,
    pub(crate) header: u32,
    pub(crate) offset: u64,
    pub(crate) length: u32,
}

fn event(row: &Row<'_>) -> Result<Event, BaseError> {
    let resolution: Option<i64> = row.get(8)?;
    let resolution = resolution.and_then(Resolution::from_number);
    Ok(Event {
        version: row.get(0)?,
        kind: Operation::from_number(row.get(1)?).ok_or(BaseError::Damaged { what: "a version's operation" })?,
        sent: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
        modified_at: row.get(3)?,
        digest: row.get::<_, Option<i64>>(4)?.map(|digest| digest as u64),
        before: row.get(5)?,
        origin: row.get(6)?,
        retrieval: row.get(7)?,
        operation: row.get(11)?,
        resolution: match resolution {
            Some(resolution) => Some((resolution, row.get(9)?)),
            None => None,
        },
        forgotten: row.get(12)?,
    })
}

const EVENT: &str = "SELECT v.number, v.kind, v.customer, v.modified_at, v.digest, v.before, v.origin, o.retrieval,
    r.resolution, r.operation, v.previous, v.operation, v.record IS '[]'
  FROM version v JOIN operation o ON o.id = v.operation LEFT JOIN resolution r ON r.version = v.number
  WHERE v.number = ?";

impl Change<'_> {
    /// One entry of history.
    pub(crate) fn event(&self, version: i64) -> Result<Option<Event>, BaseError> {
        let mut statement = self.prepared(EVENT)?;
        let mut rows = statement.query([version])?;
        rows.next()?.map(event).transpose()
    }

    /// Everything that was sent or done under these identifiers, oldest first.
    pub(crate) fn events_of(&self, ids: &[String]) -> Result<Vec<Event>, BaseError> {
        let mut statement = self.prepared(EVENT)?;
        let mut events = Vec::new();
        for id in ids {
            let mut next = self.identity(id)?.map(|identity| identity.head);
            while let Some(number) = next {
                let mut rows = statement.query([number])?;
                let row = rows.next()?.ok_or(BaseError::Damaged { what: "the chain of a customer's versions" })?;
                events.push(event(row)?);
                next = row.get(10)?;
            }
        }
        events.sort_unstable_by_key(|event| event.version);
        Ok(events)
    }

    /// A received modification to be decided again; `customer` is whom it concerns now.
    pub(crate) fn kept(&self, version: i64, customer: &str) -> Result<Kept, BaseError> {
        let event = self.event(version)?;
        let found = event.and_then(|event| Some((event.sent, event.modified_at?, event.digest?)));
        let (sent, modified_at, digest) = found.ok_or(BaseError::Damaged { what: "a received modification" })?;
        Ok(Kept { version, sent, customer: customer.into(), modified_at, digest })
    }

    /// Whether a customer stands in the way of a withheld modification now.
    pub(crate) fn is_in_the_way(&self, version: i64, customer: &str) -> Result<bool, BaseError> {
        let mut statement =
            self.prepared("SELECT EXISTS (SELECT 1 FROM obstacle WHERE version = ? AND customer = ?)")?;
        Ok(statement.query_row(params![version, customer], |row| row.get(0))?)
    }

    /// Puts a modification that has left the queue back, to be decided again; those it met then stand in its way.
    pub(crate) fn requeue(&self, version: i64, customer: &str) -> Result<(), BaseError> {
        let remarks: Option<String> =
            self.prepared("SELECT remarks FROM version WHERE number = ?")?.query_row([version], |row| row.get(0))?;
        let remarks = Remarks::read(remarks.as_deref())?;
        self.forget_resolution(version)?;
        self.withhold(version, customer, 0, &remarks.others)?;
        if remarks.others.is_empty() {
            // Whom it met was erased since: nobody, who is not in the base, makes sure that it is decided again.
            self.prepared("INSERT OR IGNORE INTO obstacle(version, customer) VALUES (?, '')")?.execute([version])?;
        }
        Ok(())
    }

    /// Whether a version's values were forgotten.
    pub(crate) fn is_forgotten(&self, version: i64) -> Result<bool, BaseError> {
        let mut statement = self.prepared("SELECT record IS ? FROM version WHERE number = ?")?;
        Ok(statement.query_row(params![FORGOTTEN, version], |row| row.get(0))?)
    }

    /// Takes a modification out of the queue without saying why: it is decided again at once.
    pub(crate) fn unqueue(&self, version: i64) -> Result<(), BaseError> {
        self.prepared("DELETE FROM withheld WHERE version = ?")?.execute([version])?;
        self.prepared("DELETE FROM obstacle WHERE version = ?")?.execute([version])?;
        self.forget_resolution(version)
    }

    /// An objection that was applied stays so, whatever else becomes of the modification.
    fn forget_resolution(&self, version: i64) -> Result<(), BaseError> {
        self.prepared("DELETE FROM resolution WHERE version = ? AND resolution <> ?")?
            .execute([version, Resolution::OptOutApplied.number()])?;
        Ok(())
    }

    /// Whether a modification waits in the queue.
    pub(crate) fn is_queued(&self, version: i64) -> Result<bool, BaseError> {
        let mut statement = self.prepared("SELECT EXISTS (SELECT 1 FROM withheld WHERE version = ?)")?;
        Ok(statement.query_row([version], |row| row.get(0))?)
    }

    /// Says what became of a modification without touching the queue.
    pub(crate) fn remark_resolution(
        &self,
        version: i64,
        resolution: Resolution,
        operation: i64,
    ) -> Result<(), BaseError> {
        self.prepared("INSERT OR IGNORE INTO resolution(version, resolution, operation) VALUES (?, ?, ?)")?
            .execute(params![version, resolution.number(), operation])?;
        Ok(())
    }

    /// What an operation resolved, of others than these customers.
    pub(crate) fn resolved_by(&self, operation: i64, but: &[&str]) -> Result<Vec<i64>, BaseError> {
        let mut statement = self.prepared(
            "SELECT r.version, coalesce(v.applied_to, v.customer) FROM resolution r JOIN version v ON v.number = r.version
             WHERE r.operation = ? AND v.customer IS NOT NULL ORDER BY r.version",
        )?;
        let mut versions = Vec::new();
        let mut rows = statement.query([operation])?;
        while let Some(row) = rows.next()? {
            let customer: String = row.get(1)?;
            if !but.contains(&customer.as_str()) {
                versions.push(row.get(0)?);
            }
        }
        Ok(versions)
    }

    /// Where the bytes of a delivered line are.
    pub(crate) fn bytes(&self, version: i64) -> Result<Option<Bytes>, BaseError> {
        let mut statement = self.prepared(
            "SELECT d.name, d.sha256, d.header_length, v.offset, v.length FROM version v
             JOIN operation o ON o.id = v.operation JOIN delivery d ON d.id = o.delivery
             WHERE v.number = ? AND v.offset IS NOT NULL",
        )?;
        let bytes = statement.query_row([version], |row| {
            Ok(Bytes {
                name: row.get(0)?,
                sha256: row.get(1)?,
                header: row.get(2)?,
                offset: row.get::<_, i64>(3)? as u64,
                length: row.get(4)?,
            })
        });
        Ok(bytes.optional()?)
    }
}
