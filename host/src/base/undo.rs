//! A copy of the base put back to what the base was at the start of a period.
//!
//! Versions, operations and deliveries from then on go; pointers, keys, aliases and the queue follow from those that
//! remain: the first version of the period says for each customer what was in force before it. What cannot be known any
//! more is named.

use std::path::Path;

use rusqlite::{Connection, params};

use super::past::Past;
use super::record::FORGOTTEN;
use super::verify::{STATES, TARGET};
use super::written::Remarks;
use super::{Base, BaseError, Fields, keys, pointers, to_json};
use crate::report::Resolution;
use crate::rules::{Customer, Reason};

/// Customers at a time while keys are put back.
const PAGE: u32 = 32_768;

/// What could not be put back.
#[derive(Debug, Default)]
pub(crate) struct NotUndone {
    /// Customers of whom what they were is forgotten: they are not in the base of the replay.
    pub(crate) forgotten: Vec<String>,
    /// How many of those there are.
    pub(crate) forgotten_count: u64,
    /// Survivors of merges that were undone in the period: what waited of them then is not known any more.
    pub(crate) unmerged: Vec<String>,
}

/// Names listed at most.
const MOST_NAMED: usize = 20;

impl Base {
    /// Opens a copy that is thrown away: not durable, and what does not fit in memory goes to files.
    pub(crate) fn open_copy(file: &Path) -> Result<Self, BaseError> {
        let mut base = Self::open_as_it_is(file)?;
        base.connection.execute_batch(
            "PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF; PRAGMA secure_delete=OFF; PRAGMA temp_store=FILE",
        )?;
        base.fields = Fields::load(&base.connection)?;
        Ok(base)
    }

    /// Puts this copy back to what the base was before a period; `keys_of` are the rules in force.
    pub(crate) fn undo<E: From<BaseError>>(
        &mut self,
        past: &Past,
        mut keys_of: impl FnMut(&[Customer]) -> Result<Vec<Vec<u64>>, E>,
    ) -> Result<NotUndone, E> {
        let transaction = self.connection.transaction().map_err(BaseError::from)?;
        let mut not_undone = note_pointers(&transaction, past)?;
        keys::settle(&transaction)?;
        pointers::settle(&transaction).map_err(BaseError::from)?;
        put_keys_back(&transaction, &self.fields, &mut keys_of)?;
        put_pointers_back(&transaction).map_err(BaseError::from)?;
        not_undone.unmerged = undo_acts(&transaction, past)?;
        put_queue_back(&transaction, past)?;
        forget_period(&transaction, past).map_err(BaseError::from)?;
        keys::count_anew(&transaction)?;
        transaction.commit().map_err(BaseError::from)?;
        Ok(not_undone)
    }
}

/// Notes for each customer of the period what its pointers were before.
fn note_pointers(connection: &Connection, past: &Past) -> Result<NotUndone, BaseError> {
    connection.execute_batch(
        "CREATE TEMP TABLE undone_head(id TEXT PRIMARY KEY, first INTEGER, head INTEGER) WITHOUT ROWID;
         CREATE TEMP TABLE undone_state(id TEXT PRIMARY KEY, first INTEGER, before INTEGER) WITHOUT ROWID;",
    )?;
    // A bare column beside min() is the one of the row with the least.
    connection.execute(
        "INSERT INTO temp.undone_head SELECT customer, min(number), previous FROM main.version
         WHERE number >= ? AND customer IS NOT NULL GROUP BY customer",
        [past.version],
    )?;
    connection.execute(
        &format!(
            "INSERT INTO temp.undone_state SELECT {TARGET}, min(number), before FROM main.version
             WHERE number >= ? AND kind IN {STATES} AND {TARGET} <> '' GROUP BY 1"
        ),
        [past.version],
    )?;
    let mut not_undone = NotUndone::default();
    let mut statement = connection.prepare(
        "SELECT s.id FROM temp.undone_state s JOIN main.version v ON v.number = s.before WHERE v.record = ?
         ORDER BY s.id",
    )?;
    let mut rows = statement.query([FORGOTTEN])?;
    while let Some(row) = rows.next()? {
        not_undone.forgotten_count += 1;
        if not_undone.forgotten.len() < MOST_NAMED {
            not_undone.forgotten.push(row.get(0)?);
        }
    }
    // A version without a record took the customer out of the base.
    connection.execute(
        "UPDATE temp.undone_state SET before = NULL WHERE before IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM main.version v WHERE v.number = undone_state.before AND v.record IS NOT NULL AND v.record <> ?)",
        [FORGOTTEN],
    )?;
    Ok(not_undone)
}

/// Takes from each customer the keys of what it is now, and gives it those of what it was.
fn put_keys_back<E: From<BaseError>>(
    connection: &Connection,
    fields: &Fields,
    keys_of: &mut impl FnMut(&[Customer]) -> Result<Vec<Vec<u64>>, E>,
) -> Result<(), E> {
    let mut after = String::new();
    loop {
        let (sides, last) = changed_since(connection, fields, &after)?;
        let Some(last) = last else { return Ok(()) };
        after = last;
        let mut moves: Vec<(i64, &str, bool)> = Vec::new();
        for (customers, held) in [(&sides.now, false), (&sides.then, true)] {
            for (customer, keys) in customers.iter().zip(keys_of(customers)?) {
                moves.extend(keys.into_iter().map(|key| (key as i64, customer.id.as_str(), held)));
            }
        }
        // What is taken first and given then stays.
        moves.sort_unstable();
        write_moves(connection, &moves)?;
    }
}

fn write_moves(connection: &Connection, moves: &[(i64, &str, bool)]) -> Result<(), BaseError> {
    let mut settling = keys::Settling::new(connection);
    for (index, (key, customer, held)) in moves.iter().enumerate() {
        let given_too = moves.get(index + 1).is_some_and(|next| (next.0, next.1) == (*key, *customer) && next.2);
        if !given_too {
            settling.push(*key, customer, *held)?;
        }
    }
    settling.end()?;
    Ok(())
}

/// Customers of one page whose record is another now than it was.
#[derive(Default)]
struct Sides {
    now: Vec<Customer>,
    then: Vec<Customer>,
}

/// Answers the last identifier of the page too; none after the last page.
fn changed_since(connection: &Connection, fields: &Fields, after: &str) -> Result<(Sides, Option<String>), BaseError> {
    let mut statement = connection.prepare_cached(
        "SELECT s.id, n.modified_at, n.fields, n.record, t.modified_at, t.fields, t.record
         FROM temp.undone_state s LEFT JOIN main.settled_customer c ON c.id = s.id
         LEFT JOIN main.version n ON n.number = c.in_force LEFT JOIN main.version t ON t.number = s.before
         WHERE s.id > ? ORDER BY s.id LIMIT ?",
    )?;
    let mut rows = statement.query(params![after, PAGE])?;
    let (mut sides, mut last) = (Sides::default(), None);
    while let Some(row) = rows.next()? {
        let id: String = row.get(0)?;
        let same = row.get_ref(2)? == row.get_ref(5)? && row.get_ref(3)? == row.get_ref(6)?;
        for (column, side) in [(1, &mut sides.now), (4, &mut sides.then)] {
            let record: Option<String> = row.get(column + 2)?;
            if let Some(record) = record.filter(|_| !same) {
                let (received, _) = fields.read(row.get(column + 1)?, &record)?;
                side.push(Customer { id: id.clone(), modified_at: row.get(column)?, values: received.row });
            }
        }
        last = Some(id);
    }
    Ok((sides, last))
}

fn put_pointers_back(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(
        "UPDATE main.settled_customer SET in_force = s.before FROM temp.undone_state s WHERE s.id = settled_customer.id;
         DELETE FROM main.settled_customer WHERE id IN (SELECT id FROM temp.undone_head WHERE head IS NULL);
         UPDATE main.settled_customer SET head = h.head, latest = (
           WITH RECURSIVE chain(number, previous, date) AS (
             SELECT number, previous, CASE WHEN kind <> 7 THEN modified_at END FROM main.version WHERE number = h.head
             UNION ALL
             SELECT v.number, v.previous, CASE WHEN v.kind <> 7 THEN v.modified_at END
             FROM chain c JOIN main.version v ON v.number = c.previous)
           SELECT max(date) FROM chain)
         FROM temp.undone_head h WHERE h.id = settled_customer.id;
         UPDATE main.customer_size SET settled = (SELECT count(*) FROM main.settled_customer);
         DROP TABLE temp.undone_head;
         DROP TABLE temp.undone_state;",
    )
}

/// Aliases, pairs told apart and resolutions as they were; answers the survivors of merges undone in the period.
fn undo_acts(connection: &Connection, past: &Past) -> Result<Vec<String>, BaseError> {
    let operation = past.operation;
    let again: Vec<(String, String, i64)> = connection
        .prepare("SELECT kept, absorbed, operation FROM merge WHERE undone >= ?1 AND operation < ?1 ORDER BY id")?
        .query_map([operation], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    connection.execute("DELETE FROM merge WHERE operation >= ?", [operation])?;
    connection.execute("UPDATE merge SET undone = NULL WHERE undone >= ?", [operation])?;
    connection.execute("UPDATE merge SET examination = NULL WHERE examination >= ?", [operation])?;
    connection.execute("DELETE FROM resolution WHERE operation >= ? OR version >= ?", [operation, past.version])?;
    connection.execute(
        "INSERT OR IGNORE INTO distinct_pair(a, b, operation)
         SELECT a, b, operation FROM undone_distinct_pair WHERE undone >= ?",
        [operation],
    )?;
    connection.execute("DELETE FROM undone_distinct_pair WHERE undone >= ?", [operation])?;
    connection.execute("DELETE FROM distinct_pair WHERE operation >= ?", [operation])?;
    connection.execute("DELETE FROM alias", [])?;
    let mut merges = connection.prepare("SELECT kept, absorbed FROM merge WHERE undone IS NULL ORDER BY id")?;
    let mut rows = merges.query([])?;
    while let Some(row) = rows.next()? {
        let (kept, absorbed): (String, String) = (row.get(0)?, row.get(1)?);
        connection.execute("UPDATE alias SET customer = ?2 WHERE customer = ?1", [&absorbed, &kept])?;
        connection.execute("INSERT OR REPLACE INTO alias(id, customer) VALUES (?, ?)", [&absorbed, &kept])?;
    }
    for (kept, absorbed, merged) in &again {
        for (own, other) in [("a", "b"), ("b", "a")] {
            connection.execute(
                &format!(
                    "INSERT OR IGNORE INTO distinct_pair({own}, {other}, operation)
                     SELECT ?1, {other}, ?3 FROM distinct_pair WHERE {own} = ?2 AND {other} <> ?1 AND operation < ?3"
                ),
                params![kept, absorbed, merged],
            )?;
        }
    }
    Ok(again.into_iter().map(|(kept, ..)| kept).collect())
}

/// The queue as the history before the period leaves it.
fn put_queue_back(connection: &Connection, past: &Past) -> Result<(), BaseError> {
    for table in ["withheld", "obstacle"] {
        connection.execute(&format!("DELETE FROM {table} WHERE version >= ?"), [past.version])?;
    }
    connection.execute(
        "UPDATE withheld SET customer = (SELECT coalesce(a.customer, v.customer) FROM version v
           LEFT JOIN alias a ON a.id = v.customer WHERE v.number = withheld.version)",
        [],
    )?;
    // Of those looked at again in the period only whom they met first is known.
    let mut waiting = connection.prepare(
        "SELECT v.number, coalesce(a.customer, v.customer), v.remarks FROM version v
         LEFT JOIN alias a ON a.id = v.customer LEFT JOIN resolution r ON r.version = v.number
         LEFT JOIN withheld w ON w.version = v.number
         WHERE v.kind >= 5 AND v.kind = 6 AND v.number < ?1 AND v.customer IS NOT NULL AND v.record <> ?2
           AND (r.resolution IS NULL OR r.resolution = ?3) AND (w.version IS NULL OR w.examined >= ?1)",
    )?;
    let mut target = connection.prepare("SELECT customer FROM alias WHERE id = ?")?;
    let mut rows = waiting.query(params![past.version, FORGOTTEN, Resolution::OptOutApplied.number()])?;
    while let Some(row) = rows.next()? {
        let (number, customer): (i64, String) = (row.get(0)?, row.get(1)?);
        let remarks: Option<String> = row.get(2)?;
        let remarks = Remarks::read(remarks.as_deref())?;
        let mut others: Vec<(String, Vec<Reason>)> = Vec::new();
        for (other, reasons) in remarks.others {
            let other = target.query_row([&other], |row| row.get(0)).unwrap_or(other);
            if other != customer && others.iter().all(|(known, _)| *known != other) {
                others.push((other, reasons));
            }
        }
        connection.execute(
            "INSERT OR REPLACE INTO withheld(version, customer, examined, others) VALUES (?, ?, ?, ?)",
            params![number, customer, past.version - 1, to_json(&others)],
        )?;
        connection.execute("DELETE FROM obstacle WHERE version = ?", [number])?;
        for (other, _) in &others {
            connection.execute("INSERT INTO obstacle(version, customer) VALUES (?, ?)", params![number, other])?;
        }
    }
    Ok(())
}

fn forget_period(connection: &Connection, past: &Past) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM version WHERE number >= ?", [past.version])?;
    connection.execute("DELETE FROM operation WHERE id >= ?", [past.operation])?;
    connection.execute("DELETE FROM delivery WHERE id >= ?", [past.delivery])?;
    // The rules in force now decide the whole period.
    connection.execute("UPDATE activation SET after_version = min(after_version, ?)", [past.version - 1])?;
    Ok(())
}
