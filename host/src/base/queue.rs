//! The queue of withheld modifications.

use rusqlite::{OptionalExtension as _, params};

use super::change::Change;
use super::{Base, BaseError, parse, to_json};
use crate::report::{DeliveryName, FieldChange, Other, Resolution, Timestamp, Withheld};
use crate::rules::Reason;

/// A withheld modification, as far as it takes to order and supersede it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QueueItem {
    /// The version it was received as.
    pub(crate) version: i64,
    /// Whom it concerns, after aliases.
    pub(crate) customer: String,
    /// Its date.
    pub(crate) modified_at: Timestamp,
    /// Its place in the canonical order.
    pub(crate) place: super::Place,
    /// Fields not carried.
    pub(crate) absent: Vec<u32>,
}

impl QueueItem {
    /// The canonical order.
    pub(crate) fn order(&self) -> (Timestamp, &super::Place) {
        (self.modified_at, &self.place)
    }

    /// Whether this one carries at least what an older one carries.
    pub(crate) fn carries_all_of(&self, older: &Self) -> bool {
        self.absent.iter().all(|field| older.absent.contains(field))
    }
}

/// A withheld modification to be decided anew.
#[derive(Debug)]
pub(crate) struct Kept {
    /// The version it was received as.
    pub(crate) version: i64,
    /// As sent.
    pub(crate) sent: String,
    /// Whom it concerns, after aliases.
    pub(crate) customer: String,
    /// Its date.
    pub(crate) modified_at: Timestamp,
    /// Its digest.
    pub(crate) digest: u64,
}

impl Change<'_> {
    /// Customers with something withheld.
    pub(crate) fn customers_withheld(&self) -> Result<Vec<String>, BaseError> {
        let mut statement = self.prepared("SELECT DISTINCT customer FROM withheld")?;
        let customers = statement.query_map([], |row| row.get(0))?;
        Ok(customers.collect::<Result<_, _>>()?)
    }

    /// What is withheld of a customer.
    pub(crate) fn withheld_of(&self, customer: &str) -> Result<Vec<QueueItem>, BaseError> {
        let mut statement = self.prepared("SELECT version FROM withheld WHERE customer = ? ORDER BY version")?;
        let versions: Vec<i64> = statement.query_map([customer], |row| row.get(0))?.collect::<Result<_, _>>()?;
        versions.into_iter().map(|version| self.queue_item(version, customer)).collect()
    }

    fn queue_item(&self, version: i64, customer: &str) -> Result<QueueItem, BaseError> {
        let modified_at = self
            .prepared("SELECT modified_at FROM version WHERE number = ?")?
            .query_row([version], |row| row.get(0))?;
        let absent = self.received(version)?.absent;
        Ok(QueueItem { version, customer: customer.into(), modified_at, place: self.place(version)?, absent })
    }

    /// Adds a withheld modification, or says anew who stands in its way.
    ///
    /// `examined` is the last version when it was decided.
    pub(crate) fn withhold(
        &self,
        version: i64,
        customer: &str,
        examined: i64,
        others: &[(String, Vec<Reason>)],
    ) -> Result<(), BaseError> {
        self.prepared(
            "INSERT INTO withheld(version, customer, examined, others) VALUES (?, ?, ?, ?)
             ON CONFLICT (version) DO UPDATE SET examined = excluded.examined, others = excluded.others,
               customer = excluded.customer",
        )?
        .execute(params![version, customer, examined, to_json(&others)])?;
        self.prepared("DELETE FROM obstacle WHERE version = ?")?.execute([version])?;
        let mut statement = self.prepared("INSERT INTO obstacle(version, customer) VALUES (?, ?)")?;
        for (other, _) in others {
            statement.execute(params![version, other])?;
        }
        Ok(())
    }

    /// Takes a withheld modification out of the queue; its history says why.
    pub(crate) fn resolve(&self, version: i64, resolution: Resolution, operation: i64) -> Result<(), BaseError> {
        self.prepared("DELETE FROM withheld WHERE version = ?")?.execute([version])?;
        self.prepared("DELETE FROM obstacle WHERE version = ?")?.execute([version])?;
        self.prepared("INSERT OR REPLACE INTO resolution(version, resolution, operation) VALUES (?, ?, ?)")?
            .execute(params![version, resolution.number(), operation])?;
        Ok(())
    }

    /// Withheld modifications whose obstacle or own record has changed since they were last decided, in canonical
    /// order; only those that versions from `since` on concern, where nothing else can have changed.
    pub(crate) fn to_reexamine(&self, since: Option<i64>) -> Result<Vec<Kept>, BaseError> {
        let concerned = match since {
            None => "",
            Some(_) => {
                "WITH touched(id) AS (
                   SELECT customer FROM version WHERE number >= ?1 UNION SELECT applied_to FROM version WHERE number >= ?1),
                 concerned(version) AS (
                   SELECT w.version FROM touched JOIN withheld w ON w.customer = touched.id
                   UNION SELECT version FROM obstacle WHERE customer IN touched)"
            }
        };
        let among = since.map_or("", |_| "w.version IN concerned AND");
        let mut statement = self.prepared(&format!(
            "{concerned} SELECT w.version, v.customer, w.customer, v.modified_at, v.digest FROM withheld w
             JOIN version v ON v.number = w.version
             WHERE {among} ((SELECT c.in_force FROM customer c WHERE c.id = w.customer) > w.examined OR EXISTS (
               SELECT 1 FROM obstacle o WHERE o.version = w.version
               AND (SELECT coalesce(c.in_force, 0) > w.examined OR c.in_force IS NULL FROM customer c
                 WHERE c.id = o.customer) IS NOT 0))",
        ))?;
        let kept = statement.query_map(rusqlite::params_from_iter(since), |row| {
            Ok(Kept {
                version: row.get(0)?,
                sent: row.get(1)?,
                customer: row.get(2)?,
                modified_at: row.get(3)?,
                digest: row.get::<_, i64>(4)? as u64,
            })
        })?;
        let mut kept = kept
            .map(|kept| {
                let kept = kept?;
                Ok(((kept.modified_at, self.place(kept.version)?), kept))
            })
            .collect::<Result<Vec<_>, BaseError>>()?;
        kept.sort_by(|(left, _), (right, _)| left.cmp(right));
        Ok(kept.into_iter().map(|(_, kept)| kept).collect())
    }
}

impl Base {
    /// How many modifications are withheld.
    ///
    /// # Errors
    /// Those of the database.
    pub fn withheld_count(&self) -> Result<u64, BaseError> {
        let mut statement = self.connection.prepare_cached("SELECT count(*) FROM withheld")?;
        Ok(statement.query_row([], |row| row.get::<_, i64>(0))?.unsigned_abs())
    }

    /// The queue, in canonical order.
    ///
    /// # Errors
    /// Those of the database.
    pub fn withheld(&self) -> Result<Vec<Withheld>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT w.version FROM withheld w JOIN version v ON v.number = w.version
             JOIN version l ON l.number = coalesce(v.origin, v.number)
             JOIN operation o ON o.id = l.operation LEFT JOIN delivery d ON d.id = o.delivery
             ORDER BY v.modified_at, d.first_load DESC, d.name, d.nth, l.line",
        )?;
        let versions: Vec<i64> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        versions
            .into_iter()
            .map(|version| self.withheld_one(version)?.ok_or(BaseError::Damaged { what: "a withheld modification" }))
            .collect()
    }

    /// One withheld modification; none if it is not in the queue (any more).
    ///
    /// # Errors
    /// Those of the database.
    pub fn withheld_one(&self, id: i64) -> Result<Option<Withheld>, BaseError> {
        let queued: Option<(String, String)> = self
            .connection
            .prepare_cached("SELECT customer, others FROM withheld WHERE version = ?")?
            .query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((customer, others)) = queued else { return Ok(None) };
        let modification = self.version(id)?.ok_or(BaseError::Damaged { what: "a withheld modification" })?;
        let absorbed = modification.customer.as_ref() != Some(&customer);
        let now: Option<i64> = self
            .connection
            .prepare_cached("SELECT in_force FROM customer WHERE id = ?")?
            .query_row([&customer], |row| row.get(0))
            .optional()?
            .flatten();
        Ok(Some(Withheld {
            id,
            customer: modification.customer.unwrap_or_default(),
            concerns: customer,
            modified_at: modification.modified_at.unwrap_or_default(),
            delivery: modification.delivery.unwrap_or(DeliveryName { id: 0, name: String::new() }),
            line: modification.line.unwrap_or_default(),
            others: parse::<Vec<(String, Vec<Reason>)>>(&others, "whoever stands in the way")?
                .into_iter()
                .map(|(customer, reasons)| Other { customer, reasons })
                .collect(),
            notes: modification.notes,
            known: now.is_some(),
            changes: self.difference(now, id, absorbed)?,
        }))
    }

    /// What a received version would change of the version in force; sent for an absorbed customer, it clears nothing.
    fn difference(&self, before: Option<i64>, version: i64, absorbed: bool) -> Result<Vec<FieldChange>, BaseError> {
        let new = self.values(version)?;
        let old = before.map(|before| self.values(before)).transpose()?.unwrap_or_default();
        Ok(super::history::changes(&old, &new, absorbed))
    }
}
