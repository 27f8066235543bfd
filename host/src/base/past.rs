//! What happened from a date on, in order: deliveries, and what persons did.

use rusqlite::{OptionalExtension as _, Row, params};

use super::{Base, BaseError, parse};
use crate::report::{DeliveryStatus, Mode, Operation, Resolution, Timestamp};

/// Where a period begins in history: everything from these numbers on came later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Past {
    /// The first operation of the period.
    pub(crate) operation: i64,
    /// The first version.
    pub(crate) version: i64,
    /// The first delivery.
    pub(crate) delivery: i64,
}

/// A retrieval of the period, or what a person did between two.
#[derive(Debug)]
pub(crate) enum PastStep {
    /// Its deliveries in the order in which they were applied; then what waits was decided again.
    Retrieval {
        /// Its number.
        id: i64,
        /// The run's clock.
        at: Timestamp,
        /// A first load: nothing is decided again after it.
        import: bool,
        /// What came with it.
        deliveries: Vec<PastDelivery>,
    },
    /// A person's act.
    Act {
        /// The operation.
        operation: i64,
        /// When.
        at: Timestamp,
        /// Who.
        by: String,
    },
}

/// A delivery of the period.
#[derive(Debug, Clone)]
pub(crate) struct PastDelivery {
    pub(crate) id: i64,
    pub(crate) retrieval: i64,
    pub(crate) name: String,
    pub(crate) sha256: String,
    pub(crate) size: u64,
    pub(crate) status: DeliveryStatus,
    pub(crate) same_as: Option<i64>,
    /// As the rules were given them.
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) first_load: bool,
    /// The clock that the rules were told.
    pub(crate) at: Timestamp,
    /// The operation that applied it.
    operation: Option<i64>,
}

/// One version of a person's act.
#[derive(Debug)]
pub(crate) struct ActVersion {
    pub(crate) number: i64,
    pub(crate) kind: Operation,
    pub(crate) customer: Option<String>,
    pub(crate) modified_at: Option<Timestamp>,
    pub(crate) before: Option<i64>,
    pub(crate) origin: Option<i64>,
    /// Whom its remarks name.
    pub(crate) others: Vec<String>,
}

impl Base {
    /// Where history stood just before a time; a retrieval is in the period if it began in it.
    pub(crate) fn past(&mut self, since: Timestamp) -> Result<Past, BaseError> {
        let change = self.change()?;
        let one = |sql: &str, at: i64| -> Result<Option<i64>, BaseError> {
            Ok(change.prepared(sql)?.query_row([at], |row| row.get(0))?)
        };
        let retrieval = one("SELECT min(id) FROM retrieval WHERE started_at >= ?", since)?.unwrap_or(i64::MAX);
        let act = one("SELECT min(id) FROM operation WHERE retrieval IS NULL AND at >= ?", since)?;
        let of_retrieval = one("SELECT min(id) FROM operation WHERE retrieval >= ?", retrieval)?;
        let after_all = one("SELECT coalesce(max(id), 0) + ? FROM operation", 1)?.unwrap_or(1);
        let operation = act.into_iter().chain(of_retrieval).min().unwrap_or(after_all);
        let applied = one("SELECT min(delivery) FROM operation WHERE id >= ?", operation)?;
        let of_retrieval = one("SELECT min(id) FROM delivery WHERE retrieval >= ?", retrieval)?;
        let delivery = applied.into_iter().chain(of_retrieval).min().unwrap_or(i64::MAX);
        Ok(Past { operation, version: change.first_version_of(operation)?, delivery })
    }

    /// The first time from which on no value was forgotten because it was old; none where none ever was.
    pub(crate) fn remembered_since(&self) -> Result<Option<Timestamp>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT o.at FROM retention JOIN version v ON v.number = retention.history
             JOIN operation o ON o.id = v.operation WHERE retention.history > 1",
        )?;
        Ok(statement.query_row([], |row| row.get(0)).optional()?)
    }

    /// What happened in a period, in order; `until` is the first time after it.
    pub(crate) fn past_steps(&self, past: &Past, until: Timestamp) -> Result<Vec<PastStep>, BaseError> {
        let mut acts = self.acts(past, until)?.into_iter().peekable();
        let mut deliveries = self.past_deliveries(past)?.into_iter().peekable();
        let mut retrievals = self.connection.prepare_cached(
            "SELECT id, started_at, mode FROM retrieval r WHERE started_at < ?3 AND (
               EXISTS (SELECT 1 FROM delivery WHERE retrieval = r.id AND id >= ?1)
               OR EXISTS (SELECT 1 FROM operation WHERE id >= ?2 AND retrieval = r.id AND delivery IS NULL)) ORDER BY id",
        )?;
        let mut rows = retrievals.query(params![past.delivery, past.operation, until])?;
        let mut steps = Vec::new();
        while let Some(row) = rows.next()? {
            let (id, at): (i64, Timestamp) = (row.get(0)?, row.get(1)?);
            let mut own = Vec::new();
            while let Some(delivery) = deliveries.next_if(|delivery| delivery.retrieval <= id) {
                if delivery.retrieval == id {
                    own.push(delivery);
                }
            }
            let first = own.iter().find_map(|delivery| delivery.operation);
            let earlier = |operation: i64, done: Timestamp| first.map_or(done < at, |first| operation < first);
            while let Some((operation, at, by)) = acts.next_if(|(operation, done, _)| earlier(*operation, *done)) {
                steps.push(PastStep::Act { operation, at, by });
            }
            let import = row.get::<_, i64>(2)? == Mode::Import.number();
            steps.push(PastStep::Retrieval { id, at, import, deliveries: own });
        }
        steps.extend(acts.map(|(operation, at, by)| PastStep::Act { operation, at, by }));
        Ok(steps)
    }

    fn acts(&self, past: &Past, until: Timestamp) -> Result<Vec<(i64, Timestamp, String)>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, at, by FROM operation WHERE id >= ? AND at < ? AND retrieval IS NULL AND delivery IS NULL
             ORDER BY id",
        )?;
        let acts = statement
            .query_map(params![past.operation, until], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<Result<_, _>>()?;
        Ok(acts)
    }

    fn past_deliveries(&self, past: &Past) -> Result<Vec<PastDelivery>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT d.id, d.retrieval, d.name, d.sha256, d.size, d.status, d.same_as, d.parameters, d.first_load,
               coalesce(o.at, r.started_at), o.id
             FROM delivery d JOIN retrieval r ON r.id = d.retrieval
             LEFT JOIN operation o ON o.id >= ?2 AND o.delivery = d.id WHERE d.id >= ?1 ORDER BY d.retrieval, d.id",
        )?;
        let mut rows = statement.query(params![past.delivery, past.operation])?;
        let mut deliveries = Vec::new();
        while let Some(row) = rows.next()? {
            deliveries.push(past_delivery(row)?);
        }
        Ok(deliveries)
    }

    /// The versions of one operation.
    pub(crate) fn versions_of_act(&mut self, operation: i64) -> Result<Vec<ActVersion>, BaseError> {
        let change = self.change()?;
        let (first, end) = (change.first_version_of(operation)?, change.first_version_of(operation + 1)?);
        let mut statement = change.prepared(
            "SELECT number, kind, customer, modified_at, before, origin, remarks FROM version
             WHERE number >= ? AND number < ? ORDER BY number",
        )?;
        let mut rows = statement.query([first, end])?;
        let mut versions = Vec::new();
        while let Some(row) = rows.next()? {
            let remarks: Option<String> = row.get(6)?;
            let remarks = super::Remarks::read(remarks.as_deref())?;
            versions.push(ActVersion {
                number: row.get(0)?,
                kind: Operation::from_number(row.get(1)?)
                    .ok_or(BaseError::Damaged { what: "a version's operation" })?,
                customer: row.get(2)?,
                modified_at: row.get(3)?,
                before: row.get(4)?,
                origin: row.get(5)?,
                others: remarks.others.into_iter().map(|(customer, _)| customer).collect(),
            });
        }
        Ok(versions)
    }

    /// Field and value of a version; nothing where it has no record or its values were forgotten.
    pub(crate) fn values_at(&self, number: i64) -> Result<Vec<(String, String)>, BaseError> {
        Ok(self.values(number)?.into_iter().map(|(field, value, _)| (field, value)).collect())
    }

    /// The modification whose consents an operation took back.
    pub(crate) fn objected_to(&self, operation: i64) -> Result<Option<i64>, BaseError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT version FROM resolution WHERE operation = ? AND resolution = ? LIMIT 1")?;
        Ok(statement.query_row(params![operation, Resolution::OptOutApplied.number()], |row| row.get(0)).optional()?)
    }

    /// The delivery and line that a version was received as.
    pub(crate) fn received_as(&self, version: i64) -> Result<Option<(i64, u32)>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT o.delivery, v.line FROM version v JOIN operation o ON o.id = v.operation
             WHERE v.number = ? AND o.delivery IS NOT NULL AND v.line IS NOT NULL",
        )?;
        Ok(statement.query_row([version], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    /// The merge that an operation undid: whom it had kept and absorbed.
    pub(crate) fn undone_by(&self, operation: i64) -> Result<Option<(String, String)>, BaseError> {
        let mut statement = self.connection.prepare_cached("SELECT kept, absorbed FROM merge WHERE undone = ?")?;
        Ok(statement.query_row([operation], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    /// The last merge of these two that is in force.
    pub(crate) fn merge_of(&self, kept: &str, absorbed: &str) -> Result<Option<i64>, BaseError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT max(id) FROM merge WHERE kept = ? AND absorbed = ? AND undone IS NULL")?;
        Ok(statement.query_row([kept, absorbed], |row| row.get(0))?)
    }
}

fn past_delivery(row: &Row<'_>) -> Result<PastDelivery, BaseError> {
    Ok(PastDelivery {
        id: row.get(0)?,
        retrieval: row.get(1)?,
        name: row.get(2)?,
        sha256: row.get(3)?,
        size: row.get::<_, i64>(4)? as u64,
        status: DeliveryStatus::from_number(row.get(5)?).ok_or(BaseError::Damaged { what: "a delivery's status" })?,
        same_as: row.get(6)?,
        parameters: parse(&row.get::<_, String>(7)?, "a delivery's parameters")?,
        first_load: row.get(8)?,
        at: row.get(9)?,
        operation: row.get(10)?,
    })
}
