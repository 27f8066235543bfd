//! The customer base and its history, in one SQLite file.
//!
//! The base is its history: versions are appended and never updated, and a customer is a pointer to the version in
//! force. The only module that names rusqlite.

mod again;
mod alias;
mod backup;
mod change;
mod compared;
mod customers;
mod decided;
mod delivered;
mod erasure;
mod exchange;
mod fields;
mod figures;
mod history;
mod keys;
mod lookup;
mod many;
mod merge;
mod past;
mod person;
mod pointers;
mod queue;
mod record;
mod releases;
mod retention;
mod rulebook;
mod scan;
mod schema;
mod search;
mod states;
mod texts;
mod traces;
mod undo;
mod verify;
mod view;
mod windows;
mod written;

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::config::DbConfig;

pub(crate) use again::Event;
pub(crate) use backup::{DELIVERIES, Parcel, Thoroughly, Unmigrated, Within};
pub(crate) use change::Change;
pub(crate) use decided::{Apart, DecidedLine, DecidedLines, decided_alike, differing, same_values};
pub(crate) use delivered::{Ending, Pending, Window};
pub(crate) use erasure::ERASED;
pub(crate) use fields::Fields;
pub use figures::Figures;
pub(crate) use lookup::Held;
pub(crate) use merge::Merged;
pub(crate) use past::{ActVersion, Past, PastDelivery, PastStep};
pub(crate) use queue::{Kept, QueueItem};
pub(crate) use record::Received;
pub use record::SEPARATOR;
pub(crate) use record::values;
pub use releases::{Look, Release};
pub(crate) use rulebook::NewRules;
pub use rulebook::{ActiveRules, How, Wordings};
pub(crate) use scan::NewScan;
pub(crate) use texts::{Text, Texts};
pub(crate) use traces::{ErasedHashes, KeptRecord, Trace};
pub(crate) use undo::NotUndone;
pub(crate) use written::{
    Delivered, Identity, InForce, Link, NewDelivery, NewRecord, NewVersion, Place, Remarks, Stored,
};

/// Bytes a page: fewer, fuller pages than SQLite's 4 KiB made sorted batches about a tenth faster.
const PAGE_SIZE: u32 = 16_384;
/// KiB of page cache; more made no difference (the system caches the file).
const CACHE: i64 = -16_384;

/// A key held by more customers than this, the one in question included, is no evidence (`rules.md`, 4).
pub(crate) const MOST_HOLDERS: usize = 50;

/// An open customer base.
#[derive(Debug)]
pub struct Base {
    connection: Connection,
    fields: Fields,
}

impl Base {
    /// Opens the base in `file`, which is made if it isn't there, and brings it to this program's schema.
    ///
    /// # Errors
    /// [`BaseError::NotDurable`] where the file system cannot keep the promise of durability,
    /// [`BaseError::TooNew`] for a base of a later program.
    pub fn open(file: &Path) -> Result<Self, BaseError> {
        Self::open_after(file, |_| Ok(()))
    }

    /// As [`Base::open`]; `before_migration` sees a base of an earlier program as it was.
    pub(crate) fn open_after<E: From<BaseError>>(
        file: &Path,
        before_migration: impl FnOnce(&Unmigrated<'_>) -> Result<(), E>,
    ) -> Result<Self, E> {
        let mut base = Self::open_as_it_is(file)?;
        let schema = base.schema()?;
        if (1..schema::MIGRATIONS.len()).contains(&schema) {
            before_migration(&Unmigrated { connection: &base.connection, schema })?;
        }
        base.migrate(schema)?;
        base.fields = Fields::load(&base.connection)?;
        Ok(base)
    }

    fn open_as_it_is(file: &Path) -> Result<Self, BaseError> {
        let connection = Connection::open(file).map_err(|source| BaseError::Open { file: file.into(), source })?;
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        connection.pragma_update(None, "page_size", PAGE_SIZE)?;
        let mode: String = connection.query_row("PRAGMA journal_mode=WAL", [], |row| row.get(0))?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        let synchronous: i64 = connection.query_row("PRAGMA synchronous", [], |row| row.get(0))?;
        // WAL with less than FULL lost acknowledged commits in a simulated power cut.
        if mode != "wal" || synchronous != 2 {
            return Err(BaseError::NotDurable { file: file.into(), mode });
        }
        // Otherwise statements are prepared anew whenever a bound value might suggest another plan.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.pragma_update(None, "cache_size", CACHE)?;
        connection.pragma_update(None, "temp_store", "MEMORY")?;
        // What is deleted is overwritten: nothing of it is left for whoever reads the file.
        connection.pragma_update(None, "secure_delete", true)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Self { connection, fields: Fields::default() })
    }

    /// How many migrations were done.
    fn schema(&self) -> Result<usize, BaseError> {
        Ok(self.connection.query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0))? as usize)
    }

    fn migrate(&mut self, done: usize) -> Result<(), BaseError> {
        if done > schema::MIGRATIONS.len() {
            return Err(BaseError::TooNew { found: done, known: schema::MIGRATIONS.len() });
        }
        for (index, migration) in schema::MIGRATIONS.iter().enumerate().skip(done) {
            let transaction = self.connection.transaction()?;
            transaction.execute_batch(migration)?;
            if index == schema::KEYS_TO_PACK {
                keys::pack(&transaction)?;
                transaction.execute_batch("DROP TABLE loose_key")?;
            }
            // A migration may have dropped it, since what it stands on is another.
            let fields = Fields::load(&transaction)?;
            if fields.of_rules > 0 {
                view::make(&transaction, &fields)?;
            }
            transaction.pragma_update(None, "user_version", index as u32 + 1)?;
            transaction.commit()?;
        }
        Ok(())
    }

    /// Whether nothing was ever loaded or delivered.
    ///
    /// # Errors
    /// Those of the database.
    pub fn is_empty(&self) -> Result<bool, BaseError> {
        Ok(!self.connection.query_row("SELECT EXISTS (SELECT 1 FROM version)", [], |row| row.get::<_, bool>(0))?)
    }

    /// Gives up durability: for a base that is thrown away.
    pub(crate) fn forget_soon(&self) -> Result<(), BaseError> {
        Ok(self.connection.pragma_update(None, "synchronous", "OFF")?)
    }

    /// Begins a transaction: all of it is committed, or nothing.
    pub(crate) fn change(&mut self) -> Result<Change<'_>, BaseError> {
        Change::begin(&mut self.connection, &self.fields)
    }
}

/// What can go wrong with the base.
#[derive(Debug, thiserror::Error)]
pub enum BaseError {
    /// The file cannot be opened.
    #[error("the base {file} cannot be opened")]
    Open {
        /// Which.
        file: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
    /// SQLite's write-ahead log is not to be had there.
    #[error("the base {file} cannot be kept safe where it lies (journal mode {mode})")]
    NotDurable {
        /// Which.
        file: PathBuf,
        /// The mode that the file system left us.
        mode: String,
    },
    /// It was written by a later program.
    #[error("the base has schema {found}, this program knows {known}")]
    TooNew {
        /// Its schema.
        found: usize,
        /// Ours.
        known: usize,
    },
    /// Something in it is not what this program writes.
    #[error("the base is damaged: {what}")]
    Damaged {
        /// What cannot be read.
        what: &'static str,
    },
    /// A file is no copy of a base.
    #[error("{file} holds no base")]
    NoBase {
        /// Which.
        file: PathBuf,
    },
    /// A copy cannot be written.
    #[error("the copy {file} cannot be written or read")]
    Copy {
        /// Which.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Another program reads it, so that its write-ahead log cannot be emptied.
    #[error("another program holds the base open")]
    InUse,
    /// Keys that are gathered cannot be put in a temporary file, or read from it.
    #[error("keys cannot be gathered in a temporary file")]
    Gathered(#[source] std::io::Error),
    /// Anything else of the database.
    #[error("the base cannot be read or written")]
    Database(#[from] rusqlite::Error),
}

impl BaseError {
    /// Whether another program keeps it from being read or written.
    pub(crate) fn is_in_use(&self) -> bool {
        self.code() == "host.base-busy"
    }

    /// Its code in the message catalogue.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Open { .. } => "host.base-open",
            Self::NotDurable { .. } => "host.base-not-durable",
            Self::TooNew { .. } => "host.base-too-new",
            Self::Damaged { .. } => "host.base-damaged",
            Self::Database(rusqlite::Error::SqliteFailure(error, _))
                if matches!(error.code, rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) =>
            {
                "host.base-busy"
            }
            Self::Database(rusqlite::Error::SqliteFailure(error, _)) if error.code == rusqlite::ErrorCode::DiskFull => {
                "host.disk-full"
            }
            Self::NoBase { .. } => "host.no-base",
            Self::Copy { source, .. } | Self::Gathered(source) if source.kind() == std::io::ErrorKind::StorageFull => {
                "host.disk-full"
            }
            Self::Copy { .. } | Self::Gathered(_) => "host.file",
            Self::InUse => "host.base-busy",
            Self::Database(_) => "host.base-database",
        }
    }
}

/// Reads JSON that this program wrote.
fn parse<T: serde::de::DeserializeOwned>(json: &str, what: &'static str) -> Result<T, BaseError> {
    serde_json::from_str(json).map_err(|_| BaseError::Damaged { what })
}

/// Writes JSON of our own plain types.
fn to_json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("our plain types always serialise")
}
