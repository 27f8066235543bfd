//! Releases of rules that were fetched and verified, and what the last look at their source gave.

use rusqlite::{OptionalExtension as _, Row, params};

use super::{Base, BaseError, parse, to_json};
use crate::report::{DeliveryStatus, Timestamp};

/// A release that was fetched and verified: a candidate, or one that was in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Its number.
    pub number: u32,
    /// sha256 of its component, in hexadecimal; the file is `rules/<digest>.wasm` of the data folder.
    pub digest: String,
    /// What was signed about it, as JSON.
    pub manifest: String,
    /// When it was verified, by the system's clock.
    pub verified_at: Timestamp,
    /// The version of the program that verified it.
    pub verified_by: String,
    /// When what vouched for it expires: it is put in force before that, or after another look.
    pub usable_until: Timestamp,
    /// Its state as the source last said.
    pub state: String,
}

/// What the looks at the source gave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Look {
    /// The last one, by the system's clock.
    pub at: Timestamp,
    /// Why it went wrong: a code and its arguments.
    pub error: Option<(String, Vec<String>)>,
    /// The last one that went well.
    pub reached_at: Option<Timestamp>,
    /// The highest release listed then.
    pub listed: Option<u32>,
    /// When what was signed then expires.
    pub expires: Option<Timestamp>,
}

impl Base {
    /// The highest release that ever was in force.
    ///
    /// # Errors
    /// Those of the database.
    pub fn highest_release(&self) -> Result<Option<u32>, BaseError> {
        Ok(self.connection.query_row("SELECT max(release) FROM activation", [], |row| row.get(0))?)
    }

    /// Verified releases, the highest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn releases(&self) -> Result<Vec<Release>, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT number, digest, manifest, verified_at, verified_by, usable_until, state FROM release ORDER BY number DESC",
        )?;
        let releases = statement.query_map([], release)?;
        Ok(releases.collect::<Result<_, _>>()?)
    }

    /// Keeps a verified release; one of the same number is verified anew.
    pub(crate) fn keep_release(&self, release: &Release) -> Result<(), BaseError> {
        self.connection.execute(
            "INSERT OR REPLACE INTO release(number, digest, manifest, verified_at, verified_by, usable_until, state)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
            params![
                release.number,
                release.digest,
                release.manifest,
                release.verified_at,
                release.verified_by,
                release.usable_until,
                release.state
            ],
        )?;
        Ok(())
    }

    /// Notes what the source says of a release that was verified before.
    pub(crate) fn heard_of_release(
        &self,
        number: u32,
        manifest: &str,
        state: &str,
        until: Timestamp,
    ) -> Result<(), BaseError> {
        self.connection.execute(
            "UPDATE release SET manifest = ?, state = ?, usable_until = max(usable_until, ?) WHERE number = ?",
            params![manifest, state, until, number],
        )?;
        Ok(())
    }

    /// What the looks at the source gave; none before the first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn release_look(&self) -> Result<Option<Look>, BaseError> {
        let mut statement =
            self.connection.prepare_cached("SELECT at, error, reached_at, listed, expires FROM release_look")?;
        let row = statement
            .query_row([], |row| {
                Ok((row.get(0)?, row.get::<_, Option<String>>(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            })
            .optional()?;
        let Some((at, error, reached_at, listed, expires)) = row else { return Ok(None) };
        let error = error.map(|json| parse(&json, "the last look at releases")).transpose()?;
        Ok(Some(Look { at, error, reached_at, listed, expires }))
    }

    /// Remembers a look at the source, in place of the one before.
    pub(crate) fn remember_look(&mut self, look: &Look) -> Result<(), BaseError> {
        let transaction = self.connection.transaction()?;
        transaction.execute("DELETE FROM release_look", [])?;
        transaction.execute(
            "INSERT INTO release_look(at, error, reached_at, listed, expires) VALUES (?, ?, ?, ?, ?)",
            params![look.at, look.error.as_ref().map(to_json), look.reached_at, look.listed, look.expires],
        )?;
        Ok(transaction.commit()?)
    }

    /// Contents that rules left undecided and that nothing has decided since.
    ///
    /// # Errors
    /// Those of the database.
    pub fn left_undecided(&self, rules: i64) -> Result<u64, BaseError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT count(*) FROM delivery d WHERE d.status = ?1 AND d.rules = ?2
               AND NOT EXISTS (SELECT 1 FROM delivery l WHERE l.sha256 = d.sha256 AND (l.id > d.id OR l.status = ?3))",
        )?;
        let (undecided, applied) = (DeliveryStatus::Undecided.number(), DeliveryStatus::Applied.number());
        Ok(statement.query_row(params![undecided, rules, applied], |row| row.get::<_, i64>(0))? as u64)
    }
}

fn release(row: &Row<'_>) -> rusqlite::Result<Release> {
    Ok(Release {
        number: row.get(0)?,
        digest: row.get(1)?,
        manifest: row.get(2)?,
        verified_at: row.get(3)?,
        verified_by: row.get(4)?,
        usable_until: row.get(5)?,
        state: row.get(6)?,
    })
}
