//! How much a base holds, and whether SQLite finds it whole: for a help desk.

use serde::Serialize;

use super::{Base, BaseError};

/// Counts of a base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// The schema's number.
    pub schema: u32,
    /// Customers in the base.
    pub customers: u64,
    /// Entries of the history.
    pub versions: u64,
    /// Modifications withheld.
    pub withheld: u64,
    /// Deliveries recorded.
    pub deliveries: u64,
    /// Retrievals recorded.
    pub retrievals: u64,
}

impl Base {
    /// Counts what there is.
    ///
    /// # Errors
    /// Those of the database.
    pub fn figures(&self) -> Result<Figures, BaseError> {
        let count = |sql: &str| -> Result<u64, BaseError> {
            Ok(self.connection.query_row(sql, [], |row| row.get::<_, i64>(0))? as u64)
        };
        Ok(Figures {
            schema: self.connection.query_row("PRAGMA user_version", [], |row| row.get(0))?,
            customers: count("SELECT count(*) FROM customer WHERE in_force IS NOT NULL")?,
            versions: count("SELECT coalesce(max(number), 0) FROM version")?,
            withheld: count("SELECT count(*) FROM withheld")?,
            deliveries: count("SELECT count(*) FROM delivery")?,
            retrievals: count("SELECT count(*) FROM retrieval")?,
        })
    }

    /// Whether SQLite finds the file whole.
    ///
    /// # Errors
    /// Those of the database.
    pub fn is_whole(&self) -> Result<bool, BaseError> {
        let found: String = self.connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        Ok(found == "ok")
    }
}
