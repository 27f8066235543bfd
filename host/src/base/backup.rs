//! Copies of the base: made, verified, and the files that travel within a backup.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::blob::{Blob, ZeroBlob};
use rusqlite::{Connection, MAIN_DB, OpenFlags, OptionalExtension as _, params};

use super::{Base, BaseError, schema};
use crate::report::Timestamp;

/// Bytes copied at a time.
const CHUNK: usize = 256 << 10;
/// How often a copy is tried while the base is busy, and what it waits between.
const ATTEMPTS: usize = 50;
const AGAIN: Duration = Duration::from_millis(100);
/// The folder of kept deliveries, as paths within a backup begin.
pub(crate) const DELIVERIES: &str = "deliveries/";

/// How thoroughly a copy is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thoroughly {
    /// Every page can be read and stands in its tree: quick.
    Pages,
    /// Indexes agree with their tables too.
    Everything,
}

impl Base {
    /// The base as it is now, to be copied while it is written on.
    pub(crate) fn hold_still(&self) -> Result<Still, BaseError> {
        let file = PathBuf::from(self.connection.path().unwrap_or_default());
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(&file, flags).map_err(|source| BaseError::Open { file, source })?;
        // A deferred transaction sees the base as it is at its first read.
        connection.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema")?;
        Ok(Still(connection))
    }

    /// Bytes of the base, what is only in its log left out.
    pub(crate) fn size(&self) -> Result<u64, BaseError> {
        let sql = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
        Ok(self.connection.query_row(sql, [], |row| row.get::<_, i64>(0))?.unsigned_abs())
    }

    /// Writes the base into a new file without free space.
    pub(crate) fn write_to(&self, to: &Path) -> Result<(), BaseError> {
        let name = to.to_str().ok_or_else(|| BaseError::Copy {
            file: to.into(),
            source: io::Error::new(io::ErrorKind::InvalidFilename, "the name is not Unicode"),
        })?;
        self.connection.execute("VACUUM INTO ?", [name])?;
        Ok(())
    }

    /// Leaves one file without a log beside it; nobody else may have it open.
    pub(crate) fn into_one_file(self) -> Result<(), BaseError> {
        self.empty_log()?;
        let mode = self.connection.query_row("PRAGMA journal_mode=DELETE", [], |row| row.get::<_, String>(0));
        match mode.map_err(BaseError::from) {
            Ok(mode) if mode == "delete" => {}
            Ok(_) => return Err(BaseError::InUse),
            Err(error) if error.is_in_use() => return Err(BaseError::InUse),
            Err(error) => return Err(error),
        }
        self.connection.close().map_err(|(_, error)| error.into())
    }

    /// How many customers are in the base.
    pub(crate) fn count_customers(&self) -> Result<u64, BaseError> {
        let sql = "SELECT count(*) FROM customer WHERE in_force IS NOT NULL";
        Ok(self.connection.query_row(sql, [], |row| row.get::<_, i64>(0))? as u64)
    }

    /// Backups that people made, where they made them.
    pub(crate) fn backups(&self) -> Result<Vec<PathBuf>, BaseError> {
        let mut statement = self.connection.prepare_cached("SELECT path FROM backup ORDER BY path")?;
        let paths = statement.query_map([], |row| row.get::<_, String>(0))?;
        Ok(paths.map(|path| path.map(PathBuf::from)).collect::<Result<_, _>>()?)
    }

    /// Remembers where a backup was made.
    pub(crate) fn remember_backup(&self, path: &Path, at: Timestamp) -> Result<(), BaseError> {
        self.connection
            .execute("INSERT OR REPLACE INTO backup(path, at) VALUES (?, ?)", params![path.to_string_lossy(), at])?;
        Ok(())
    }

    /// A delivery's content within the backup that this base is.
    pub(crate) fn content_within(&self, sha256: &str) -> Result<Option<Within<'_>>, BaseError> {
        if !has_files(&self.connection)? {
            return Ok(None);
        }
        let row = self
            .connection
            .query_row("SELECT id FROM backup_file WHERE path = ?", [format!("{DELIVERIES}{sha256}")], |row| row.get(0))
            .optional()?;
        row.map(|row| Ok(Within(self.connection.blob_open(MAIN_DB, "backup_file", "content", row, false)?))).transpose()
    }
}

/// A file within a backup.
pub(crate) struct Within<'a>(Blob<'a>);

impl Read for Within<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.0.read(bytes)
    }
}

impl Write for Within<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Seek for Within<'_> {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        self.0.seek(place)
    }
}

/// A backup file, opened to put files into it or to take them out.
#[derive(Debug)]
pub(crate) struct Parcel {
    connection: Connection,
}

impl Parcel {
    /// Opens a copy of a base.
    ///
    /// # Errors
    /// [`BaseError::NoBase`] where it is none.
    pub(crate) fn open(file: &Path) -> Result<Self, BaseError> {
        let failed = |source| BaseError::Open { file: file.into(), source };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file, flags).map_err(failed)?;
        let is_base = "SELECT count(*) = 4 FROM sqlite_schema
             WHERE type IN ('table', 'view') AND name IN ('version', 'customer', 'delivery', 'operation')";
        let known = connection.query_row(is_base, [], |row| row.get(0)).unwrap_or(false);
        if !known {
            return Err(BaseError::NoBase { file: file.into() });
        }
        let found: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let known = schema::MIGRATIONS.len();
        if found as usize > known {
            return Err(BaseError::TooNew { found: found as usize, known });
        }
        Ok(Self { connection })
    }

    /// Reads all of it and says whether it is whole.
    ///
    /// # Errors
    /// [`BaseError::Damaged`] where it is not.
    pub(crate) fn verify(&self, how: Thoroughly) -> Result<(), BaseError> {
        let sql = match how {
            Thoroughly::Pages => "PRAGMA quick_check(1)",
            Thoroughly::Everything => "PRAGMA integrity_check(1)",
        };
        let answer: String = self.connection.query_row(sql, [], |row| row.get(0))?;
        if answer == "ok" { Ok(()) } else { Err(BaseError::Damaged { what: "a copy that was verified" }) }
    }

    /// Puts a file in.
    pub(crate) fn put(&mut self, path: &str, size: u64, content: &mut dyn Read) -> Result<(), BaseError> {
        let failed = |source| BaseError::Copy { file: path.into(), source };
        let transaction = self.connection.transaction()?;
        transaction.execute_batch(
            "CREATE TABLE IF NOT EXISTS backup_file (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, content BLOB NOT NULL)",
        )?;
        transaction.execute("INSERT INTO backup_file(path, content) VALUES (?, ?)", params![path, ZeroBlob(size)])?;
        let row = transaction.last_insert_rowid();
        let mut blob = transaction.blob_open(MAIN_DB, "backup_file", "content", row, false)?;
        let copied = io::copy(&mut content.take(size), &mut io::BufWriter::with_capacity(CHUNK, &mut blob));
        if copied.map_err(failed)? != size {
            return Err(failed(io::ErrorKind::UnexpectedEof.into()));
        }
        blob.close()?;
        Ok(transaction.commit()?)
    }

    /// Takes every file out, in the order they were put in.
    pub(crate) fn each_file<E: From<BaseError>>(
        &self,
        mut each: impl FnMut(&str, &mut dyn Read) -> Result<(), E>,
    ) -> Result<(), E> {
        if !has_files(&self.connection)? {
            return Ok(());
        }
        let sql = "SELECT id, path FROM backup_file ORDER BY id";
        let mut statement = self.connection.prepare(sql).map_err(BaseError::from)?;
        let mut rows = statement.query([]).map_err(BaseError::from)?;
        while let Some(row) = rows.next().map_err(BaseError::from)? {
            let path: String = row.get(1).map_err(BaseError::from)?;
            let row: i64 = row.get(0).map_err(BaseError::from)?;
            let blob = self.connection.blob_open(MAIN_DB, "backup_file", "content", row, true);
            each(&path, &mut blob.map_err(BaseError::from)?)?;
        }
        Ok(())
    }

    /// Drops the files: what is left is a base.
    pub(crate) fn drop_files(&self) -> Result<(), BaseError> {
        self.connection.pragma_update(None, "secure_delete", false)?;
        self.connection.execute_batch("DROP TABLE IF EXISTS backup_file; VACUUM")?;
        Ok(())
    }
}

/// A base held as it was at one moment; whoever writes goes on.
#[derive(Debug)]
pub(crate) struct Still(Connection);

impl Still {
    /// Copies it into a new file, durably.
    pub(crate) fn copy_to(self, to: &Path) -> Result<(), BaseError> {
        copy(&self.0, to)
    }
}

/// Copies page by page.
///
/// Opening the file and closing it again would be quicker to write, and take SQLite's locks on it away (POSIX).
fn copy(from: &Connection, to: &Path) -> Result<(), BaseError> {
    let mut target = Connection::open(to).map_err(|source| BaseError::Open { file: to.into(), source })?;
    // What is lost in a power cut is made again; it has no name yet.
    target.execute_batch("PRAGMA synchronous=OFF; PRAGMA journal_mode=OFF")?;
    let backup = Backup::new(from, &mut target)?;
    for _ in 0..ATTEMPTS {
        match backup.step(-1)? {
            StepResult::Done => {
                drop(backup);
                target.close().map_err(|(_, error)| error)?;
                let durable = File::options().write(true).open(to).and_then(|file| file.sync_all());
                return durable.map_err(|source| BaseError::Copy { file: to.into(), source });
            }
            _ => std::thread::sleep(AGAIN),
        }
    }
    Err(BaseError::InUse)
}

/// Moves everything into the file and cuts the write-ahead log to nothing.
pub(super) fn empty_log(connection: &Connection) -> Result<(), BaseError> {
    let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy { Err(BaseError::InUse) } else { Ok(()) }
}

fn has_files(connection: &Connection) -> Result<bool, BaseError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'backup_file')";
    Ok(connection.query_row(sql, [], |row| row.get(0))?)
}

/// A base that this program is about to migrate.
pub(crate) struct Unmigrated<'a> {
    pub(super) connection: &'a Connection,
    /// The number of the schema that is left.
    pub(crate) schema: usize,
}

impl Unmigrated<'_> {
    /// Copies it as it is.
    pub(crate) fn copy_to(&self, to: &Path) -> Result<(), BaseError> {
        copy(self.connection, to)
    }
}
