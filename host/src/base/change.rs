//! One transaction on the base: what is looked up to decide, and what is written.

use rusqlite::{CachedStatement, Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};

use super::fields::Fields;
use super::written::{Identity, InForce, NewDelivery, NewVersion, Place};
use super::{BaseError, Received, to_json};
use crate::report::{DeliveryStatus, Operation, Timestamp};

/// A transaction on the base; dropped without [`Change::commit`], nothing of it happened.
#[derive(Debug)]
pub(crate) struct Change<'a> {
    transaction: Transaction<'a>,
    fields: &'a Fields,
}

impl<'a> Change<'a> {
    pub(super) fn begin(connection: &'a mut Connection, fields: &'a Fields) -> Result<Self, BaseError> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        Ok(Self { transaction, fields })
    }

    /// Makes all of it durable.
    pub(crate) fn commit(self) -> Result<(), BaseError> {
        Ok(self.transaction.commit()?)
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

    /// The pointers of each identifier, in the order given; quickest in the order of the identifiers.
    pub(crate) fn identities<'i>(
        &self,
        ids: impl Iterator<Item = &'i str>,
        mut each: impl FnMut(usize, Option<Identity>),
    ) -> Result<(), BaseError> {
        let mut statement = self.prepared("SELECT head, latest, in_force FROM customer WHERE id = ?")?;
        for (index, id) in ids.enumerate() {
            let identity = statement
                .query_row([id], |row| Ok(Identity { head: row.get(0)?, latest: row.get(1)?, in_force: row.get(2)? }))
                .optional()?;
            each(index, identity);
        }
        Ok(())
    }

    /// The pointers of one identifier.
    pub(crate) fn identity(&self, id: &str) -> Result<Option<Identity>, BaseError> {
        let mut found = None;
        self.identities(std::iter::once(id), |_, identity| found = identity)?;
        Ok(found)
    }

    /// Customers' values by version, in the order given; quickest in the order of the versions.
    pub(crate) fn each_in_force(
        &self,
        numbers: impl Iterator<Item = i64>,
        mut each: impl FnMut(usize, InForce),
    ) -> Result<(), BaseError> {
        let mut statement = self.prepared("SELECT modified_at, fields, record FROM version WHERE number = ?")?;
        for (index, number) in numbers.enumerate() {
            let mut rows = statement.query([number])?;
            let row = rows.next()?.ok_or(BaseError::Damaged { what: "a customer's version in force" })?;
            let json =
                row.get_ref(2)?.as_str().map_err(|_| BaseError::Damaged { what: "a version without its record" })?;
            let (received, others) = self.fields.read(row.get(1)?, json)?;
            each(index, InForce { number, modified_at: row.get(0)?, row: received.row.into(), others });
        }
        Ok(())
    }

    /// The customer's values by version.
    pub(crate) fn in_force(&self, number: i64) -> Result<InForce, BaseError> {
        let mut found = None;
        self.each_in_force(std::iter::once(number), |_, version| found = Some(version))?;
        found.ok_or(BaseError::Damaged { what: "a customer's version in force" })
    }

    /// What a withheld or stale version holds, as received.
    pub(crate) fn received(&self, number: i64) -> Result<Received, BaseError> {
        let mut statement = self.prepared("SELECT fields, record FROM version WHERE number = ?")?;
        let mut rows = statement.query([number])?;
        let row = rows.next()?.ok_or(BaseError::Damaged { what: "a withheld modification" })?;
        let json = row.get_ref(1)?.as_str().map_err(|_| BaseError::Damaged { what: "a withheld record" })?;
        Ok(self.fields.read(row.get(0)?, json)?.0)
    }

    /// Digests decided before, otherwise than rejected, for one identifier and date; `head` is its last version.
    ///
    /// Versions before `floor` were digested otherwise, and `but` is left out.
    pub(crate) fn prior(
        &self,
        head: i64,
        modified_at: Timestamp,
        floor: i64,
        but: Option<i64>,
    ) -> Result<Vec<u64>, BaseError> {
        let mut statement =
            self.prepared("SELECT previous, modified_at, digest, kind FROM version WHERE number = ?")?;
        let mut digests = Vec::new();
        let mut next = Some(head);
        while let Some(number) = next.filter(|number| *number >= floor) {
            let mut rows = statement.query([number])?;
            let row = rows.next()?.ok_or(BaseError::Damaged { what: "the chain of a customer's versions" })?;
            let same_date = row.get::<_, Option<Timestamp>>(1)? == Some(modified_at);
            let kind: i64 = row.get(3)?;
            if same_date && kind <= Operation::Duplicate.number() && Some(number) != but {
                let digest = row.get::<_, Option<i64>>(2)?.map(|digest| digest as u64);
                digests.extend(digest.filter(|digest| !digests.contains(digest)));
            }
            next = row.get(0)?;
        }
        Ok(digests)
    }

    /// Where a version's content stands in the canonical order.
    pub(crate) fn place(&self, number: i64) -> Result<Place, BaseError> {
        let mut statement = self.prepared(
            "SELECT v.origin, v.line, d.first_load, d.name, d.nth FROM version v
             JOIN operation o ON o.id = v.operation LEFT JOIN delivery d ON d.id = o.delivery WHERE v.number = ?",
        )?;
        let mut number = number;
        loop {
            let mut rows = statement.query([number])?;
            let row = rows.next()?.ok_or(BaseError::Damaged { what: "a version's place" })?;
            if let Some(origin) = row.get(0)? {
                number = origin;
                continue;
            }
            return Ok(match (row.get(1)?, row.get(2)?) {
                (Some(line), Some(true)) => Place::FirstLoad { line },
                (Some(line), Some(false)) => Place::Delivery { name: row.get(3)?, nth: row.get(4)?, line },
                _ => Place::Person { version: number },
            });
        }
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
        let mut statement = self.prepared(
            "INSERT INTO version(number, operation, line, kind, customer, applied_to, modified_at, digest, previous,
               before, origin, fields, record, remarks, offset, length)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?;
        for (number, version) in (number..).zip(versions) {
            let record = version.record.map(|record| self.fields.write(&record));
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

    /// Writes pointers; quickest in the order of the identifiers.
    pub(crate) fn point<'i>(&self, pointers: impl Iterator<Item = (&'i str, Identity)>) -> Result<(), BaseError> {
        let mut statement = self.prepared(
            "INSERT INTO customer(id, head, latest, in_force) VALUES (?, ?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET head = excluded.head, latest = excluded.latest, in_force = excluded.in_force",
        )?;
        for (id, identity) in pointers {
            statement.execute(params![id, identity.head, identity.latest, identity.in_force])?;
        }
        Ok(())
    }

    /// Points at a version that was just appended for `sent` and is in force for `customer`.
    pub(crate) fn put_in_force(
        &self,
        number: i64,
        sent: &str,
        customer: &str,
        modified_at: Timestamp,
    ) -> Result<(), BaseError> {
        let before = self.identity(sent)?;
        let in_force = if sent == customer { Some(number) } else { before.and_then(|before| before.in_force) };
        let latest = before.and_then(|before| before.latest).max(Some(modified_at));
        self.point(std::iter::once((sent, Identity { head: number, latest, in_force })))?;
        if sent != customer {
            self.prepared("UPDATE customer SET in_force = ? WHERE id = ?")?.execute(params![number, customer])?;
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
