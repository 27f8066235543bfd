//! Where a person is to be found: identifiers, versions, values, records of kept files; and what was blanked in them.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::OptionalExtension as _;

use super::{Base, BaseError, to_json};
use crate::report::{DeliveryStatus, Operation};

/// A record in a kept file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct KeptRecord {
    /// The file.
    pub(crate) sha256: String,
    /// Bytes from its beginning.
    pub(crate) offset: u64,
    /// Bytes.
    pub(crate) length: u32,
}

/// Whom the base remembers as erased.
#[derive(Debug)]
pub(crate) struct ErasedHashes {
    /// One of each identifier.
    pub(crate) hashes: Vec<Vec<u8>>,
    /// What tells the key they were made with; none where nobody was erased.
    pub(crate) check: Option<Vec<u8>>,
}

/// A version that may be a person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Trace {
    /// Its number.
    pub(crate) version: i64,
    /// Whether it was sent for one of the person's identifiers, not only applied to it.
    pub(crate) own: bool,
    /// Whether its values may be another's too: the person was merged with somebody then, and is no more.
    pub(crate) mixed: bool,
}

impl Base {
    /// Every identifier of the person that `id` leads to: its own and those absorbed; empty where nobody knows it.
    pub(crate) fn identifiers(&self, id: &str) -> Result<Vec<String>, BaseError> {
        let alias: Option<String> = self
            .connection
            .prepare_cached("SELECT customer FROM alias WHERE id = ?")?
            .query_row([id], |row| row.get(0))
            .optional()?;
        let kept = alias.as_deref().unwrap_or(id);
        if !self.knows(kept)? {
            return Ok(Vec::new());
        }
        let mut ids = vec![kept.to_owned()];
        let mut statement = self.connection.prepare_cached("SELECT id FROM alias WHERE customer = ? ORDER BY id")?;
        for alias in statement.query_map([kept], |row| row.get(0))? {
            ids.push(alias?);
        }
        Ok(ids)
    }

    /// Names every identifier that the base knows.
    pub(crate) fn each_identifier(&self, mut each: impl FnMut(&str)) -> Result<(), BaseError> {
        let mut statement = self.connection.prepare("SELECT id FROM customer UNION ALL SELECT id FROM alias")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            each(row.get_ref(0)?.as_str().map_err(|_| BaseError::Damaged { what: "an identifier" })?);
        }
        Ok(())
    }

    /// The versions of a person, those applied to it for another identifier included.
    pub(crate) fn traces(&self, ids: &[String]) -> Result<Vec<Trace>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "WITH person AS MATERIALIZED (SELECT value AS id FROM json_each(?1))
             SELECT number, customer IN (SELECT id FROM person), EXISTS (
               SELECT 1 FROM merge m WHERE (m.kept IN (SELECT id FROM person) OR m.absorbed IN (SELECT id FROM person))
                 AND v.number >= m.version AND v.operation < m.undone) FROM version v
             WHERE customer IN (SELECT id FROM person) OR applied_to IN (SELECT id FROM person) ORDER BY number",
        )?;
        let traces = statement.query_map([to_json(&ids)], |row| {
            Ok(Trace { version: row.get(0)?, own: row.get(1)?, mixed: row.get(2)? })
        })?;
        Ok(traces.collect::<Result<_, _>>()?)
    }

    /// Every value that versions hold of the person alone, by field.
    pub(crate) fn values_of(&self, versions: &[Trace]) -> Result<BTreeMap<String, BTreeSet<String>>, BaseError> {
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for trace in versions.iter().filter(|trace| trace.own && !trace.mixed) {
            for (field, value, _) in self.values(trace.version)? {
                if !value.is_empty() {
                    found.entry(field).or_default().insert(value);
                }
            }
        }
        Ok(found)
    }

    /// Names the rejected records that carry no identifier, in the order of their files' deliveries.
    pub(crate) fn each_unidentified<E: From<BaseError>>(
        &self,
        mut each: impl FnMut(i64, KeptRecord) -> Result<(), E>,
    ) -> Result<(), E> {
        let damaged = BaseError::from;
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT v.number, d.sha256, v.offset, v.length FROM version v JOIN operation o ON o.id = v.operation
                 JOIN delivery d ON d.id = o.delivery
                 WHERE v.kind = ? AND v.customer IS NULL AND v.length IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM blanked b WHERE b.sha256 = d.sha256 AND b.offset = v.offset)
                 ORDER BY v.number",
            )
            .map_err(damaged)?;
        let mut rows = statement.query([Operation::Rejected.number()]).map_err(damaged)?;
        while let Some(row) = rows.next().map_err(damaged)? {
            let record = KeptRecord {
                sha256: row.get(1).map_err(damaged)?,
                offset: row.get::<_, i64>(2).map_err(damaged)? as u64,
                length: row.get(3).map_err(damaged)?,
            };
            each(row.get(0).map_err(damaged)?, record)?;
        }
        Ok(())
    }

    /// Contents of which the rules never read a line, with the name they came under: nobody knows whose they are.
    pub(crate) fn unread_contents(&self) -> Result<Vec<(String, String)>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT d.sha256, d.name FROM delivery d
             WHERE NOT EXISTS (SELECT 1 FROM delivery a WHERE a.sha256 = d.sha256 AND a.status = ?)
               AND NOT EXISTS (SELECT 1 FROM forgotten f WHERE f.sha256 = d.sha256)
             GROUP BY d.sha256 ORDER BY min(d.id)",
        )?;
        let contents = statement.query_map([DeliveryStatus::Applied.number()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(contents.collect::<Result<_, _>>()?)
    }

    /// Whether an erasure was interrupted before it had reached every file.
    pub(crate) fn erasure_is_pending(&self) -> Result<bool, BaseError> {
        Ok(self.connection.prepare_cached("SELECT pending FROM erasure")?.query_row([], |row| row.get(0))?)
    }

    /// The pending erasure has reached every file.
    pub(crate) fn erasure_is_through(&self) -> Result<(), BaseError> {
        self.connection.execute("UPDATE erasure SET pending = 0", [])?;
        Ok(())
    }

    /// The keyed hashes of erased identifiers, and what tells the key they were made with.
    pub(crate) fn erased(&self) -> Result<ErasedHashes, BaseError> {
        let mut statement = self.connection.prepare_cached("SELECT hash FROM erased")?;
        let hashes = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let check = self.connection.query_row("SELECT key_check FROM erasure", [], |row| row.get(0))?;
        Ok(ErasedHashes { hashes, check })
    }

    /// Records that are still to be blanked in kept files.
    pub(crate) fn to_blank(&self) -> Result<Vec<KeptRecord>, BaseError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT sha256, offset, length FROM blanked WHERE done = 0 ORDER BY sha256, offset")?;
        let records = statement.query_map([], |row| {
            Ok(KeptRecord { sha256: row.get(0)?, offset: row.get::<_, i64>(1)? as u64, length: row.get(2)? })
        })?;
        Ok(records.collect::<Result<_, _>>()?)
    }

    /// Every record that is to be blanked in a content is.
    pub(crate) fn is_blanked(&self, sha256: &str) -> Result<(), BaseError> {
        self.connection.execute("UPDATE blanked SET done = 1 WHERE sha256 = ?", [sha256])?;
        Ok(())
    }

    /// A content came again from outside: what was blanked in it is to be blanked again.
    pub(crate) fn came_again(&self, sha256: &str) -> Result<(), BaseError> {
        self.connection.execute("UPDATE blanked SET done = 0 WHERE sha256 = ?", [sha256])?;
        self.connection.execute("DELETE FROM forgotten WHERE sha256 = ?", [sha256])?;
        Ok(())
    }

    /// Whether records of a kept content were blanked: its digest is no longer its name.
    ///
    /// # Errors
    /// Those of the database.
    pub fn is_altered(&self, sha256: &str) -> Result<bool, BaseError> {
        let mut statement = self.connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM blanked WHERE sha256 = ?)")?;
        Ok(statement.query_row([sha256], |row| row.get(0))?)
    }

    /// Writes the file anew without what was deleted, and empties the write-ahead log.
    ///
    /// Deleting overwrites, yet where a page was split before, bytes may be left between its cells.
    pub(crate) fn scrub(&self) -> Result<(), BaseError> {
        // A whole base does not fit in memory.
        self.connection.pragma_update(None, "temp_store", "FILE")?;
        let written = self.connection.execute_batch("VACUUM");
        self.connection.pragma_update(None, "temp_store", "MEMORY")?;
        written?;
        self.empty_log()
    }

    /// Moves everything into the file and cuts the write-ahead log to nothing.
    pub(crate) fn empty_log(&self) -> Result<(), BaseError> {
        super::backup::empty_log(&self.connection)
    }
}
