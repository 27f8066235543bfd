//! The base rebuilt from its history, and what differs.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, OptionalExtension as _};

use super::{Base, BaseError, keys, rulebook};
use crate::report::verification::{Difference, Subject};
use crate::rules::Customer;

/// Operations that say what a customer is from then on; without a record, that it is in the base no more.
pub(super) const STATES: &str = "(1, 2, 3, 8, 9, 10, 11, 13, 14, 15, 16)";

/// Whom a version is about: without a record, whoever leaves the base.
pub(super) const TARGET: &str = "CASE WHEN record IS NULL THEN customer ELSE coalesce(applied_to, customer) END";

/// How many there are of what was compared.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Sizes {
    pub(crate) versions: u64,
    pub(crate) customers: u64,
    pub(crate) aliases: u64,
    pub(crate) withheld: u64,
}

impl Base {
    /// Folds the history into pointers, aliases and queue, and compares them with those that are kept.
    pub(crate) fn compare_with_history(&self) -> Result<(Sizes, Vec<Difference>), BaseError> {
        // A million customers sort on disk, not in memory.
        self.connection.pragma_update(None, "temp_store", "FILE")?;
        let compared = self.compare();
        self.connection.pragma_update(None, "temp_store", "MEMORY")?;
        compared
    }

    fn compare(&self) -> Result<(Sizes, Vec<Difference>), BaseError> {
        let connection = &self.connection;
        let mut differences = Vec::new();
        let mut check = |subject: Subject, sql: &str| -> Result<(), BaseError> {
            let mut statement = connection.prepare(sql)?;
            let mut rows = statement.query([])?;
            let (mut count, mut first) = (0, None);
            while let Some(row) = rows.next()? {
                count += 1;
                if first.is_none() {
                    first = Some(row.get::<_, Option<String>>(0)?.unwrap_or_default());
                }
            }
            differences.extend(first.map(|first| Difference { subject, count, first }));
            Ok(())
        };
        check(Subject::File, "SELECT * FROM pragma_quick_check WHERE quick_check <> 'ok'")?;
        rebuild(connection)?;
        let both = |left: &str, right: &str, id: &str| {
            format!(
                "SELECT {id} FROM (SELECT * FROM ({left} EXCEPT {right}) UNION SELECT * FROM ({right} EXCEPT {left}))"
            )
        };
        check(
            Subject::Customer,
            &both(
                "SELECT id, head, latest, in_force FROM temp.rebuilt",
                "SELECT id, head, latest, in_force FROM main.customer",
                "id",
            ),
        )?;
        check(
            Subject::Chain,
            "SELECT CAST(number AS TEXT) FROM (
               SELECT number, previous, lag(number) OVER (PARTITION BY customer ORDER BY number) AS expected
               FROM version WHERE customer IS NOT NULL) WHERE previous IS NOT expected",
        )?;
        check(
            Subject::Chain,
            &format!(
                "SELECT CAST(number AS TEXT) FROM (
                   SELECT number, before, lag(number) OVER known AS expected, lag(record IS NULL) OVER known AS gone
                   FROM version WHERE kind IN {STATES} AND {TARGET} <> '' WINDOW known AS (PARTITION BY {TARGET} ORDER BY number))
                 WHERE before IS NOT expected AND NOT (before IS NULL AND gone)"
            ),
        )?;
        // A withheld modification is a line refused as a duplicate and not resolved, and the other way round.
        check(
            Subject::Withheld,
            &both(
                "SELECT v.number, coalesce(a.customer, v.customer) FROM version v LEFT JOIN alias a ON a.id = v.customer
                 LEFT JOIN resolution r ON r.version = v.number
                 WHERE v.kind = 6 AND v.customer IS NOT NULL AND (r.resolution IS NULL OR r.resolution = 5)",
                "SELECT version, customer FROM withheld",
                "CAST(number AS TEXT)",
            ),
        )?;
        check(
            Subject::Withheld,
            "SELECT CAST(w.version AS TEXT) FROM withheld w JOIN obstacle o ON o.version = w.version
             WHERE (SELECT c.in_force FROM customer c WHERE c.id = o.customer) IS NULL",
        )?;
        check(
            Subject::Delivery,
            "SELECT CAST(d.id AS TEXT) FROM delivery d WHERE d.lines <>
               (SELECT sum(value) FROM json_each(d.outcomes)) OR (d.status = 1 AND d.lines <>
               (SELECT count(*) FROM version v JOIN operation o ON o.id = v.operation
                WHERE v.number >= d.first_version AND v.number < d.first_version + d.lines AND o.delivery = d.id))",
        )?;
        if let Some(first) = self.first_wrong_alias()? {
            differences.push(Difference { subject: Subject::Alias, count: 1, first });
        }
        let count = |table: &str| -> Result<u64, BaseError> {
            let sql = format!("SELECT count(*) FROM {table}");
            Ok(connection.query_row(&sql, [], |row| row.get::<_, i64>(0))? as u64)
        };
        let sizes = Sizes {
            versions: count("version")?,
            customers: count("customers")?,
            aliases: count("alias")?,
            withheld: count("withheld")?,
        };
        connection.execute_batch("DROP TABLE temp.rebuilt")?;
        Ok((sizes, differences))
    }

    /// An identifier whose aliases are not those that merges and their undoing give.
    fn first_wrong_alias(&self) -> Result<Option<String>, BaseError> {
        let pairs = |sql: &str| -> Result<BTreeMap<String, String>, BaseError> {
            let mut statement = self.connection.prepare(sql)?;
            let pairs = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(pairs.collect::<Result<_, _>>()?)
        };
        let absorbed = pairs(
            "SELECT customer, applied_to FROM (
               SELECT customer, applied_to, max(number) FROM version
               WHERE (kind = 10 AND record IS NULL) OR (kind = 11) GROUP BY customer) WHERE applied_to IS NOT NULL",
        )?;
        let kept = pairs("SELECT id, customer FROM alias")?;
        for (id, by) in &absorbed {
            let mut end = by;
            // As many steps as there are merges: more would be a cycle.
            for _ in 0..absorbed.len() {
                end = absorbed.get(end).unwrap_or(end);
            }
            if kept.get(id) != Some(end) || absorbed.contains_key(end) {
                return Ok(Some(id.clone()));
            }
        }
        Ok(kept.into_keys().find(|id| !absorbed.contains_key(id)))
    }

    /// Customers in the base after an identifier, as the rules see them.
    pub(crate) fn page_in_force(&self, after: &str) -> Result<Vec<Customer>, BaseError> {
        rulebook::page_in_force(&self.connection, &self.fields, after)
    }

    /// How many keys are held in all.
    pub(crate) fn count_keys(&self) -> Result<u64, BaseError> {
        let mut count = 0;
        keys::each_pair(&self.connection, |_, _| {
            count += 1;
            Ok::<_, BaseError>(())
        })?;
        Ok(count)
    }

    /// Names which customers do not hold the key beside them, each pair once; quickest in the order of SQLite's signed
    /// numbers.
    pub(crate) fn each_lacking(&self, pairs: &[(u64, &str)], mut each: impl FnMut(usize)) -> Result<(), BaseError> {
        let mut moved = self.connection.prepare_cached("SELECT held FROM moved_key WHERE key = ? AND customer = ?")?;
        let mut settled = keys::Finder::new(&self.connection)?;
        let mut lacking: HashMap<&str, usize> = HashMap::new();
        for (index, (key, customer)) in pairs.iter().enumerate() {
            match moved.query_row(rusqlite::params![*key as i64, customer], |row| row.get(0)).optional()? {
                Some(true) => {}
                Some(false) => each(index),
                None => {
                    lacking.insert(customer, index);
                }
            }
            if pairs.get(index + 1).is_none_or(|(next, _)| next != key) {
                settled.each(*key as i64, |customer| {
                    lacking.remove(customer);
                    !lacking.is_empty()
                })?;
                lacking.drain().for_each(|(_, index)| each(index));
            }
        }
        Ok(())
    }
}

/// Pointers as the history gives them.
fn rebuild(connection: &Connection) -> Result<(), BaseError> {
    connection.execute_batch(&format!(
        "DROP TABLE IF EXISTS temp.rebuilt;
         CREATE TEMP TABLE state AS
           SELECT id, number, there FROM (
             SELECT {TARGET} AS id, max(number) AS number, record IS NOT NULL AS there FROM version
             WHERE kind IN {STATES} GROUP BY 1);
         CREATE TEMP TABLE rebuilt AS
           SELECT own.id, own.head, own.latest, CASE WHEN s.there THEN s.number END AS in_force FROM (
             SELECT customer AS id, max(number) AS head, max(CASE WHEN kind <> 7 THEN modified_at END) AS latest
             FROM version WHERE customer IS NOT NULL GROUP BY customer) own
           LEFT JOIN state s ON s.id = own.id;
         DROP TABLE temp.state;"
    ))?;
    Ok(())
}
