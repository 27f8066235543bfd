//! Merges that a person made, and pairs that a person told apart.

use rusqlite::{OptionalExtension as _, Row, params};

use super::change::Change;
use super::{Base, BaseError, to_json};
use crate::report::merging::{MergeRecord, Undone};

/// A merge as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Merged {
    pub(crate) id: i64,
    pub(crate) operation: i64,
    pub(crate) kept: String,
    pub(crate) absorbed: String,
    /// The survivor's; the next one took the absorbed customer out of the base.
    pub(crate) version: i64,
    /// Versions in force before; none of a withheld creation.
    pub(crate) kept_before: Option<i64>,
    pub(crate) absorbed_before: Option<i64>,
    /// The operation of what it released.
    pub(crate) examination: Option<i64>,
    pub(crate) undone: bool,
}

const MERGE: &str =
    "SELECT id, operation, kept, absorbed, version, kept_before, absorbed_before, examination, undone IS NOT NULL
     FROM merge";

fn merged(row: &Row<'_>) -> rusqlite::Result<Merged> {
    Ok(Merged {
        id: row.get(0)?,
        operation: row.get(1)?,
        kept: row.get(2)?,
        absorbed: row.get(3)?,
        version: row.get(4)?,
        kept_before: row.get(5)?,
        absorbed_before: row.get(6)?,
        examination: row.get(7)?,
        undone: row.get(8)?,
    })
}

impl Change<'_> {
    /// Remembers a merge, whose number is made up here; answers the number.
    pub(crate) fn remember_merge(&self, merge: &Merged) -> Result<i64, BaseError> {
        let mut statement = self.prepared(
            "INSERT INTO merge(operation, kept, absorbed, version, kept_before, absorbed_before) VALUES (?, ?, ?, ?, ?, ?)",
        )?;
        Ok(statement.insert(params![
            merge.operation,
            merge.kept,
            merge.absorbed,
            merge.version,
            merge.kept_before,
            merge.absorbed_before
        ])?)
    }

    /// Names the operation in which a merge's survivor released others.
    pub(crate) fn merge_examined(&self, merge: i64, examination: i64) -> Result<(), BaseError> {
        self.prepared("UPDATE merge SET examination = ? WHERE id = ?")?.execute([examination, merge])?;
        Ok(())
    }

    /// A merge by its number.
    pub(crate) fn merge(&self, id: i64) -> Result<Option<Merged>, BaseError> {
        Ok(self.prepared(&format!("{MERGE} WHERE id = ?"))?.query_row([id], merged).optional()?)
    }

    /// The last merge, still in force, of the survivor of another one.
    pub(crate) fn stands_on(&self, merge: &Merged) -> Result<Option<i64>, BaseError> {
        let mut statement = self
            .prepared("SELECT max(id) FROM merge WHERE id > ?1 AND undone IS NULL AND (kept = ?2 OR absorbed = ?2)")?;
        Ok(statement.query_row(params![merge.id, merge.kept], |row| row.get(0))?)
    }

    /// Marks a merge as undone.
    pub(crate) fn merge_undone(&self, merge: i64, operation: i64) -> Result<(), BaseError> {
        self.prepared("UPDATE merge SET undone = ? WHERE id = ?")?.execute([operation, merge])?;
        Ok(())
    }

    /// Declares two customers distinct; answers whether they were not yet.
    pub(crate) fn declare_distinct(&self, one: &str, other: &str, operation: i64) -> Result<bool, BaseError> {
        let mut statement = self.prepared("INSERT OR IGNORE INTO distinct_pair(a, b, operation) VALUES (?, ?, ?)")?;
        let new = statement.execute(params![one, other, operation])? > 0;
        statement.execute(params![other, one, operation])?;
        Ok(new)
    }

    /// Declares that nobody of the ones is distinct of anybody of the others any more; answers whether somebody was.
    pub(crate) fn undo_distinct(&self, ones: &[String], others: &[String], operation: i64) -> Result<bool, BaseError> {
        const PAIRS: &str = "FROM distinct_pair
            WHERE a IN (SELECT value FROM json_each(?1)) AND b IN (SELECT value FROM json_each(?2))
               OR b IN (SELECT value FROM json_each(?1)) AND a IN (SELECT value FROM json_each(?2))";
        let (ones, others) = (to_json(&ones), to_json(&others));
        let kept =
            format!("INSERT INTO undone_distinct_pair(a, b, operation, undone) SELECT a, b, operation, ?3 {PAIRS}");
        self.prepared(&kept)?.execute(params![ones, others, operation])?;
        Ok(self.prepared(&format!("DELETE {PAIRS}"))?.execute([ones, others])? > 0)
    }

    /// The survivor of a merge is distinct of whomever the absorbed one was.
    pub(crate) fn inherit_distinct(&self, absorbed: &str, kept: &str, operation: i64) -> Result<(), BaseError> {
        for other in self.distinct_of(absorbed)? {
            if other != kept {
                self.declare_distinct(kept, &other, operation)?;
            }
        }
        Ok(())
    }

    /// Takes [`Change::inherit_distinct`] back.
    pub(crate) fn disinherit(&self, operation: i64) -> Result<(), BaseError> {
        self.prepared("DELETE FROM distinct_pair WHERE operation = ?")?.execute([operation])?;
        Ok(())
    }
}

impl Base {
    /// Every merge, newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn merges(&self) -> Result<Vec<MergeRecord>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT m.id, m.kept, m.absorbed, m.version, o.at, o.by, u.at, u.by FROM merge m
             JOIN operation o ON o.id = m.operation LEFT JOIN operation u ON u.id = m.undone ORDER BY m.id DESC",
        )?;
        let merges = statement.query_map([], |row| {
            let undone: Option<i64> = row.get(6)?;
            Ok(MergeRecord {
                id: row.get(0)?,
                kept: row.get(1)?,
                absorbed: row.get(2)?,
                entry: row.get(3)?,
                at: row.get(4)?,
                by: row.get(5)?,
                undone: match undone {
                    Some(at) => Some(Undone { at, by: row.get(7)? }),
                    None => None,
                },
            })
        })?;
        Ok(merges.collect::<Result<_, _>>()?)
    }
}
