//! What must hold after every step, read from the base by other means than the product's own.

use std::collections::BTreeMap;

use redescente::verification;
use rusqlite::{Connection, OpenFlags, types::Value};

use super::system::System;

/// History as far as it was seen.
#[derive(Default)]
pub(super) struct Seen {
    versions: Vec<Vec<Value>>,
}

impl Seen {
    /// Checks everything, and remembers the history.
    pub(super) fn check(&mut self, system: &System) {
        let base = open(system);
        let versions = select(&base, "SELECT * FROM version ORDER BY number");
        assert!(versions.starts_with(&self.versions), "history has only grown");
        self.versions = versions;
        nobody_is_back(system);
        adds_up(&base);
        folds(&base);
        aliases_end(&base);
        queue_is_alive(&base);
        drop(base);
        let verified = system.with(verification::verify).unwrap();
        assert_eq!(verified.differences, []);
    }
}

impl Seen {
    /// Somebody was erased: of each version, that it happened is left, where it was.
    pub(super) fn erased(&mut self, system: &System) {
        let versions = select(&open(system), "SELECT * FROM version ORDER BY number");
        assert!(versions.len() > self.versions.len(), "the erasure itself is history");
        for (new, old) in versions.iter().zip(&self.versions) {
            // Number, operation, line and kind.
            assert_eq!(new[..4], old[..4]);
        }
        self.versions = versions;
    }
}

/// The identifiers of whoever this one leads to.
pub(super) fn identifiers(system: &System, id: &str) -> Vec<String> {
    let sql = format!(
        "WITH target(id) AS (SELECT coalesce((SELECT customer FROM alias WHERE id = '{id}'), '{id}'))
         SELECT id FROM target UNION SELECT alias.id FROM alias JOIN target ON alias.customer = target.id"
    );
    let text = |row: Vec<Value>| match &row[..] {
        [Value::Text(id)] => id.clone(),
        other => panic!("{other:?}"),
    };
    select(&open(system), &sql).into_iter().map(text).collect()
}

/// Whoever was erased is named nowhere, whatever was delivered since.
fn nobody_is_back(system: &System) {
    let rows = rows(system);
    for id in system.erased() {
        let quoted = format!("\"{id}\"");
        let names = |value: &Value| matches!(value, Value::Text(text) if text == id || text.contains(&quoted));
        let named: Vec<_> = rows.iter().filter(|row| row.iter().any(names)).collect();
        assert_eq!(named, Vec::<&Vec<Value>>::new(), "{id} was erased");
    }
}

/// Everything that history and queue hold.
pub(super) fn rows(system: &System) -> Vec<Vec<Value>> {
    let base = open(system);
    let tables = [
        "version",
        "customer",
        "alias",
        "withheld",
        "obstacle",
        "resolution",
        "merge",
        "distinct_pair",
        "undone_distinct_pair",
        "key",
        "moved_key",
        "settled_key",
        "moved_customer",
        "settled_customer",
        "found_pair",
        "search",
    ];
    tables.iter().flat_map(|table| select(&base, &format!("SELECT * FROM {table}"))).collect()
}

fn open(system: &System) -> Connection {
    let path = system.folder().join("data/base.sqlite");
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

fn select(base: &Connection, sql: &str) -> Vec<Vec<Value>> {
    let mut statement = base.prepare(sql).unwrap();
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| (0..columns).map(|column| row.get(column)).collect()).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

/// Each applied delivery has one version a record, and one outcome each.
fn adds_up(base: &Connection) {
    let mut statement =
        base.prepare("SELECT id, lines, outcomes, first_version FROM delivery WHERE status = 1").unwrap();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let (id, lines, first): (i64, i64, i64) = (row.get(0).unwrap(), row.get(1).unwrap(), row.get(3).unwrap());
        let told: Vec<i64> = serde_json::from_str(&row.get::<_, String>(2).unwrap()).unwrap();
        let mut counted = vec![0; 7];
        let mut kinds = base.prepare("SELECT kind FROM version WHERE number >= ? AND number < ?").unwrap();
        for kind in kinds.query_map([first, first + lines], |row| row.get::<_, u16>(0)).unwrap() {
            counted[usize::from(kind.unwrap()) - 1] += 1;
        }
        assert_eq!((told, lines), (counted.clone(), counted.iter().sum()), "delivery {id}");
    }
}

/// The view of the customers is what comes of going through the history from its beginning.
fn folds(base: &Connection) {
    let mut fold: BTreeMap<String, (Option<i64>, String)> = BTreeMap::new();
    let mut statement =
        base.prepare("SELECT kind, customer, applied_to, record, modified_at FROM version ORDER BY number").unwrap();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let kind: i64 = row.get(0).unwrap();
        let (sent, applied_to): (Option<String>, Option<String>) = (row.get(1).unwrap(), row.get(2).unwrap());
        let record: Option<String> = row.get(3).unwrap();
        // already-processed, stale, duplicate, rejected and declared-distinct leave every record as it is.
        if [4, 5, 6, 7, 12].contains(&kind) {
            continue;
        }
        match (record, sent) {
            (Some(record), sent) => {
                fold.insert(applied_to.or(sent).unwrap(), (row.get(4).unwrap(), record));
            }
            (None, Some(sent)) => {
                fold.remove(&sent);
            }
            // What happened to a person who was erased, and the erasure.
            (None, None) => {}
        }
    }
    let mut statement = base
        .prepare("SELECT c.id, v.modified_at, v.record FROM customer c JOIN version v ON v.number = c.in_force")
        .unwrap();
    let kept = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))).unwrap();
    let kept: BTreeMap<String, (Option<i64>, String)> = kept.collect::<Result<_, _>>().unwrap();
    // What others were while they were one customer with somebody erased since was nobody's.
    fold.remove("");
    assert_eq!(kept, fold);
}

/// An absorbed identifier leads to somebody in the base, in one step, and is in the base no more itself.
fn aliases_end(base: &Connection) {
    let wrong = select(
        base,
        "SELECT a.id, a.customer FROM alias a LEFT JOIN customer own ON own.id = a.id
         LEFT JOIN customer kept ON kept.id = a.customer
         WHERE own.in_force IS NOT NULL OR kept.in_force IS NULL OR a.customer IN (SELECT id FROM alias)",
    );
    assert_eq!(wrong, Vec::<Vec<Value>>::new());
}

/// Whatever waits is a line refused as a duplicate, and whoever stands in its way is in the base, another customer,
/// and not declared distinct.
fn queue_is_alive(base: &Connection) {
    let wrong = select(
        base,
        "SELECT w.version, w.customer, o.customer FROM withheld w JOIN version v ON v.number = w.version
         LEFT JOIN obstacle o ON o.version = w.version LEFT JOIN customer c ON c.id = o.customer
         WHERE v.kind <> 6 OR o.customer IS NULL OR c.in_force IS NULL OR o.customer = w.customer
           OR EXISTS (SELECT 1 FROM distinct_pair d WHERE d.a = w.customer AND d.b = o.customer)",
    );
    assert_eq!(wrong, Vec::<Vec<Value>>::new());
}
