//! One transaction on the base: what is looked up to decide, and what is written.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fs::OpenOptions;
use std::thread::{self, JoinHandle};

use rusqlite::{CachedStatement, Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};

use super::fields::Fields;
use super::keys::Gathered;
use super::pointers::Pointed;
use super::written::{Delivered, Link, NewDelivery, NewRecord, NewVersion, Place};
use super::{BaseError, Received, to_json};
use crate::report::{DeliveryStatus, Operation, Timestamp};

/// A transaction on the base; dropped without [`Change::commit`], nothing of it happened.
#[derive(Debug)]
pub(crate) struct Change<'a> {
    transaction: Transaction<'a>,
    fields: &'a Fields,
    /// Whether pointers or keys are other than committed ones.
    has_written: Cell<bool>,
    /// The first version that it appended.
    first_appended: Cell<i64>,
    /// Keys that are put in their places with the commit, where the base held none.
    pub(super) gathered: RefCell<Option<Gathered>>,
    /// Whose pointers were written, where the base held none.
    pub(super) pointed: RefCell<Option<Pointed>>,
    /// What hands the log to the disk meanwhile.
    writers_out: RefCell<Vec<JoinHandle<()>>>,
}

impl<'a> Change<'a> {
    pub(super) fn begin(connection: &'a mut Connection, fields: &'a Fields) -> Result<Self, BaseError> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        Ok(Self {
            transaction,
            fields,
            has_written: Cell::new(false),
            first_appended: Cell::new(i64::MAX),
            gathered: RefCell::default(),
            pointed: RefCell::default(),
            writers_out: RefCell::default(),
        })
    }

    /// Makes all of it durable.
    pub(crate) fn commit(self) -> Result<(), BaseError> {
        self.settle_gathered()?;
        self.transaction.commit()?;
        // Nobody else may hold the log open when the base is closed.
        for writer in self.writers_out.into_inner() {
            let _ = writer.join();
        }
        Ok(())
    }

    /// Lets the disk begin with what was written so far, beside what is written next: the commit, which makes all of it
    /// durable, then waits for less. Worth it from megabytes on; without effect where it can't be done.
    pub(crate) fn write_out(&self) -> Result<(), BaseError> {
        self.transaction.cache_flush()?;
        let Some(log) = self.transaction.path().map(|file| format!("{file}-wal")) else { return Ok(()) };
        let sync = move || {
            let _ = OpenOptions::new().write(true).open(log).and_then(|log| log.sync_data());
        };
        self.writers_out.borrow_mut().extend(thread::Builder::new().name("write-out".to_owned()).spawn(sync).ok());
        Ok(())
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.transaction
    }

    /// The fields that records are written under.
    pub(crate) fn fields(&self) -> &'a Fields {
        self.fields
    }

    /// Whether pointers or keys may be other than what another connection sees.
    pub(super) fn has_written(&self) -> bool {
        self.has_written.get()
    }

    /// Versions before this one are what another connection sees.
    pub(super) fn first_appended(&self) -> i64 {
        self.first_appended.get()
    }

    /// To be said before pointers or keys are written.
    pub(super) fn writes(&self) {
        self.has_written.set(true);
    }

    pub(super) fn prepared(&self, sql: &str) -> Result<CachedStatement<'_>, BaseError> {
        Ok(self.transaction.prepare_cached(sql)?)
    }

    pub(super) fn exists(&self, sql: &str) -> Result<bool, BaseError> {
        Ok(self.prepared(sql)?.query_row([], |row| row.get(0))?)
    }

    // ---- lookup ----

    /// The number that the next version gets.
    pub(crate) fn next_version(&self) -> Result<i64, BaseError> {
        let last: Option<i64> = self.prepared("SELECT max(number) FROM version")?.query_row([], |row| row.get(0))?;
        Ok(last.unwrap_or(0) + 1)
    }

    /// Who an absorbed identifier leads to.
    pub(crate) fn alias(&self, id: &str) -> Result<Option<String>, BaseError> {
        let mut statement = self.prepared("SELECT customer FROM alias WHERE id = ?")?;
        Ok(statement.query_row([id], |row| row.get(0)).optional()?)
    }

    /// Whether anybody was ever absorbed.
    pub(crate) fn has_aliases(&self) -> Result<bool, BaseError> {
        self.exists("SELECT EXISTS (SELECT 1 FROM alias)")
    }

    /// What a withheld or stale version holds, as received.
    pub(crate) fn received(&self, number: i64) -> Result<Received, BaseError> {
        let mut statement = self.prepared("SELECT fields, record FROM version WHERE number = ?")?;
        let mut rows = statement.query([number])?;
        let row = rows.next()?.ok_or(BaseError::Damaged { what: "a withheld modification" })?;
        let json = row.get_ref(1)?.as_str().map_err(|_| BaseError::Damaged { what: "a withheld record" })?;
        Ok(self.fields.read(row.get(0)?, json)?.0)
    }

    /// What a version says of itself.
    pub(crate) fn link(&self, number: i64) -> Result<Link, BaseError> {
        let mut statement = self.prepared(
            "SELECT modified_at, digest, kind, previous, operation, line, origin FROM version WHERE number = ?",
        )?;
        let mut rows = statement.query([number])?;
        link(number, rows.next()?.ok_or(BaseError::Damaged { what: "the chain of a customer's versions" })?)
    }

    /// Digests decided before, otherwise than rejected, for one identifier and date; `head` is its last version.
    ///
    /// Versions before `floor` were digested otherwise, and `but` is left out.
    pub(crate) fn prior(
        &self,
        head: Link,
        modified_at: Timestamp,
        floor: i64,
        but: Option<i64>,
    ) -> Result<Vec<u64>, BaseError> {
        let mut digests = Vec::new();
        let mut next = Some(head).filter(|link| link.number >= floor);
        while let Some(link) = next {
            let same_date = link.modified_at == Some(modified_at);
            if same_date && link.kind <= Operation::Duplicate.number() && Some(link.number) != but {
                digests.extend(link.digest.filter(|digest| !digests.contains(digest)));
            }
            let previous = link.previous.filter(|number| *number >= floor);
            next = previous.map(|number| self.link(number)).transpose()?;
        }
        Ok(digests)
    }

    /// Where a version's content stands in the canonical order.
    pub(crate) fn place(&self, number: i64) -> Result<Place, BaseError> {
        self.place_of(self.link(number)?, |operation| self.delivered(operation))
    }

    /// As [`Change::place`], of a link; `delivered` tells what a stretch of history applied.
    pub(crate) fn place_of(
        &self,
        mut link: Link,
        delivered: impl FnOnce(i64) -> Result<Option<Delivered>, BaseError>,
    ) -> Result<Place, BaseError> {
        while let Some(origin) = link.origin {
            link = self.link(origin)?;
        }
        let place = match link.line {
            Some(line) => delivered(link.operation)?.map(|delivered| delivered.place(line)),
            None => None,
        };
        Ok(place.unwrap_or(Place::Person { version: link.number }))
    }

    /// The delivery that a stretch of history applied; none of a person's act.
    pub(crate) fn delivered(&self, operation: i64) -> Result<Option<Delivered>, BaseError> {
        let mut statement = self.prepared(
            "SELECT d.first_load, d.name, d.nth FROM operation o JOIN delivery d ON d.id = o.delivery WHERE o.id = ?",
        )?;
        let delivered = statement.query_row([operation], |row| {
            Ok(Delivered { first_load: row.get(0)?, name: row.get::<_, String>(1)?.into(), nth: row.get(2)? })
        });
        Ok(delivered.optional()?)
    }

    /// Whether a person declared anybody distinct.
    pub(crate) fn has_distinct(&self) -> Result<bool, BaseError> {
        self.exists("SELECT EXISTS (SELECT 1 FROM distinct_pair)")
    }

    /// Whom a person declared distinct of a customer.
    pub(crate) fn distinct_of(&self, id: &str) -> Result<Vec<String>, BaseError> {
        let mut statement = self.prepared("SELECT b FROM distinct_pair WHERE a = ?")?;
        let others = statement.query_map([id], |row| row.get(0))?;
        Ok(others.collect::<Result<_, _>>()?)
    }

    /// The last version whose digest was made in another way than now.
    pub(crate) fn digest_floor(&self) -> Result<i64, BaseError> {
        let floor: Option<i64> = self
            .prepared(
                "SELECT min(a.after_version) FROM activation a JOIN rules r ON r.id = a.rules
                 WHERE a.id > coalesce((SELECT max(x.id) FROM activation x JOIN rules y ON y.id = x.rules
                   WHERE y.digest_revision <> (SELECT z.digest_revision FROM activation w JOIN rules z ON z.id = w.rules
                     ORDER BY w.id DESC LIMIT 1)), 0)",
            )?
            .query_row([], |row| row.get(0))?;
        Ok(floor.unwrap_or(0) + 1)
    }

    // ---- writing ----

    /// Begins a stretch of history.
    pub(crate) fn operation(
        &self,
        at: Timestamp,
        by: &str,
        retrieval: Option<i64>,
        delivery: Option<i64>,
    ) -> Result<i64, BaseError> {
        let mut statement = self.prepared("INSERT INTO operation(at, by, retrieval, delivery) VALUES (?, ?, ?, ?)")?;
        Ok(statement.insert(params![at, by, retrieval, delivery])?)
    }

    /// Appends versions from `number` on.
    pub(crate) fn append<'v>(
        &self,
        number: i64,
        versions: impl Iterator<Item = NewVersion<'v>>,
    ) -> Result<(), BaseError> {
        self.first_appended.set(self.first_appended.get().min(number));
        let mut statement = self.prepared(
            "INSERT INTO version(number, operation, line, kind, customer, applied_to, modified_at, digest, previous,
               before, origin, fields, record, remarks, offset, length)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        for (number, version) in (number..).zip(versions) {
            let record = version.record.map(|record| match record {
                NewRecord::Values { row, others, absent } => {
                    let mut json = String::new();
                    self.fields.write(row, others, absent, &mut json);
                    Cow::Owned(json)
                }
                NewRecord::Written(json) => Cow::Borrowed(json),
            });
            statement.execute(params![
                number,
                version.operation,
                version.line,
                version.kind.number(),
                version.customer,
                version.applied_to,
                version.modified_at,
                version.digest.map(|digest| digest as i64),
                version.previous,
                version.before,
                version.origin,
                self.fields.current,
                record,
                version.remarks,
                version.bytes.map(|(offset, _)| offset as i64),
                version.bytes.map(|(_, length)| length),
            ])?;
        }
        Ok(())
    }

    /// Records a delivery; answers its number.
    pub(crate) fn deliver(&self, delivery: &NewDelivery<'_>) -> Result<i64, BaseError> {
        let mut statement = self.prepared(
            "INSERT INTO delivery(retrieval, name, sha256, size, status, same_as, reason, rules, parameters, first_load,
               nth, lines, outcomes, notes, unknown_columns, header_length, first_version)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        Ok(statement.insert(params![
            delivery.retrieval,
            delivery.name,
            delivery.sha256,
            delivery.size as i64,
            delivery.status.number(),
            delivery.same_as,
            delivery.reason.map(to_json),
            delivery.rules,
            delivery.parameters,
            delivery.first_load,
            delivery.nth,
            delivery.lines as i64,
            to_json(&delivery.outcomes),
            to_json(delivery.notes),
            to_json(&delivery.unknown_columns),
            delivery.header_length,
            delivery.first_version,
        ])?)
    }

    /// Completes a delivery begun with [`Change::deliver`] in the same transaction.
    pub(crate) fn complete(&self, id: i64, delivery: &NewDelivery<'_>) -> Result<(), BaseError> {
        self.prepared(
            "UPDATE delivery SET lines = ?, outcomes = ?, notes = ?, unknown_columns = ?, header_length = ? WHERE id = ?",
        )?
        .execute(params![
            delivery.lines as i64,
            to_json(&delivery.outcomes),
            to_json(delivery.notes),
            to_json(&delivery.unknown_columns),
            delivery.header_length,
            id,
        ])?;
        Ok(())
    }

    /// How many other contents of a name were applied before.
    pub(crate) fn nth(&self, name: &str, sha256: &str) -> Result<u32, BaseError> {
        let mut statement = self.prepared(
            "SELECT count(DISTINCT sha256) FROM delivery WHERE name = ? AND sha256 <> ? AND status = ? AND NOT first_load",
        )?;
        Ok(statement.query_row(params![name, sha256, DeliveryStatus::Applied.number()], |row| row.get(0))?)
    }
}

/// Of the columns `modified_at, digest, kind, previous, operation, line, origin`.
pub(super) fn link(number: i64, row: &rusqlite::Row<'_>) -> Result<Link, BaseError> {
    Ok(Link {
        number,
        modified_at: row.get(0)?,
        digest: row.get::<_, Option<i64>>(1)?.map(|digest| digest as u64),
        kind: row.get(2)?,
        previous: row.get(3)?,
        operation: row.get(4)?,
        line: row.get(5)?,
        origin: row.get(6)?,
    })
}
