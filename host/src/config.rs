//! A store's settings: `redescente.toml` in the data folder, checked as a whole, and the password kept elsewhere.
//!
//! [`keys`] lists every setting with its default and its check, for the file and for `settings set` alike; [`mod@file`]
//! writes without losing comments; [`secret`] keeps the password; [`place`] reads the
//! exchange's address, [`release_source`] that of releases.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;

pub mod file;
pub mod keyring;
pub mod keys;
pub mod place;
pub mod release_source;
pub mod secret;
mod values;

pub use place::Place;
pub use release_source::ReleaseSource;

/// The name of the settings' file in the data folder.
pub const FILE: &str = "redescente.toml";

/// Everything that can be set, checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// Where deliveries come from.
    pub exchange: Exchange,
    /// When they are fetched.
    pub reception: Reception,
    /// When a person should hear that something is unusual.
    pub watch: Watch,
    /// Whose they are.
    pub store: StoreSettings,
    /// How they are decided.
    pub rules: RulesSettings,
    /// How long things are kept.
    pub retention: Retention,
    /// How many copies are kept.
    pub backup: Backup,
    /// What the rules component may use.
    pub limits: Limits,
}

/// The exchange and how it is read. The password is not here: see [`secret`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exchange {
    /// None until it is set.
    pub url: Option<Place>,
    /// How the connection is protected.
    pub security: Security,
    /// Which certificates are trusted.
    pub certificate: Certificate,
    /// The account; empty = anonymous.
    pub user: String,
    /// Glob of the files to fetch; none = the rules' own.
    pub pattern: Option<String>,
    /// Suffix of the marker that says a file is complete, such as `.ok`.
    pub marker: Option<String>,
    /// What becomes of a file on the exchange once it is applied.
    pub after_reading: AfterReading,
    /// Nobody else reads this folder.
    pub exclusive: bool,
}

/// How the connection to the exchange is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Security {
    /// TLS asked for on the ordinary port.
    #[default]
    Explicit,
    /// TLS from the first byte.
    Implicit,
    /// None: password and files travel in clear.
    None,
}

/// Which certificates of the exchange are trusted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Certificate {
    /// Those that the system trusts.
    #[default]
    System,
    /// Those signed by an authority in this PEM file.
    File(PathBuf),
    /// The one with this sha256, in lower-case hexadecimal.
    Sha256(String),
}

/// What becomes of a file on the exchange once it is applied.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum AfterReading {
    /// It stays.
    #[default]
    Leave,
    /// It is moved to this folder of the exchange.
    Archive(String),
    /// It is deleted.
    Delete,
}

/// When deliveries are fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reception {
    /// Whether there is an automatic retrieval at all.
    pub mode: ReceptionMode,
    /// Whether the store's start-up retrieves.
    pub automatic: bool,
}

/// Whether there is an automatic retrieval at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReceptionMode {
    /// One successful automatic retrieval a day.
    #[default]
    Daily,
    /// None; a person's retrieval still works.
    Off,
}

/// When a person should hear that something is unusual; none = never.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watch {
    /// Days without any file.
    pub days_without_file: Option<u64>,
    /// Failed retrievals in a row.
    pub failures: Option<u64>,
    /// How many times more, or less, lines than usual.
    pub unusual_lines: Option<u64>,
}

impl Default for Watch {
    /// A store that is closed on Sunday and Monday, and a provider without files on holidays, are usual.
    fn default() -> Self {
        Self { days_without_file: Some(4), failures: Some(3), unusual_lines: Some(10) }
    }
}

/// Whose deliveries these are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreSettings {
    /// The store's own identifier; may be empty.
    pub id: String,
    /// In which days begin and dates are shown.
    pub time_zone: Tz,
}

impl Default for StoreSettings {
    fn default() -> Self {
        Self { id: String::new(), time_zone: Tz::Europe__Paris }
    }
}

/// How many days things are kept; 0 = for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// Delivered files.
    pub deliveries: u64,
    /// Old values in history.
    pub history: u64,
    /// Rejected records without an identifier, of which nobody knows whose they are.
    pub unidentified: u64,
}

impl Default for Retention {
    /// Files for a year and a month; history for ever; records of nobody for as long as somebody may look into them.
    fn default() -> Self {
        Self { deliveries: 400, history: 0, unidentified: 30 }
    }
}

/// How many copies are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backup {
    /// Snapshots of the base made before retrievals; 0 = none are made.
    pub snapshots: u64,
}

impl Default for Backup {
    fn default() -> Self {
        Self { snapshots: 3 }
    }
}

/// How deliveries are decided.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RulesSettings {
    /// Where releases of rules are published; none = they are installed by hand.
    pub source: Option<ReleaseSource>,
    /// The file of the first keys that are trusted; empty = the one beside the program.
    pub root: String,
    /// Parameters of the rules that are set, by name.
    pub parameters: BTreeMap<String, String>,
}

/// What the rules component may use; none = the engine's own default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// Units of fuel for one line.
    pub fuel_per_line: Option<u64>,
    /// Bytes of memory.
    pub memory: Option<u64>,
    /// Seconds on the wall's clock for one delivery.
    pub seconds_per_delivery: Option<u64>,
    /// Bytes of one answer.
    pub bytes_per_answer: Option<u64>,
}

impl Settings {
    /// The settings' file of a data folder.
    pub fn path(folder: &Path) -> PathBuf {
        folder.join(FILE)
    }

    /// Reads and checks the settings of a data folder.
    pub fn read(folder: &Path) -> Result<Self, SettingsError> {
        file::read(&Self::path(folder)).map(|(_, settings)| settings)
    }

    /// Writes every setting with its default and a comment, unless there is a file already; answers what is set.
    pub fn create(folder: &Path) -> Result<Self, SettingsError> {
        let path = Self::path(folder);
        if !path.exists() {
            file::write(&path, file::template().as_bytes())?;
        }
        Self::read(folder)
    }

    /// Sets one setting by its dotted name, as `settings set` does, and writes the file; comments stay.
    ///
    /// The password goes where [`secret`] keeps it. Parameters of the rules are to be checked by the rules first.
    pub fn set(folder: &Path, key: &str, value: &str) -> Result<Self, SettingsError> {
        if key == secret::KEY {
            let settings = Self::read(folder)?;
            secret::Secrets::of(folder).set(value)?;
            return Ok(settings);
        }
        file::set(&Self::path(folder), key, value)
    }

    /// These settings with one changed, in memory only.
    pub fn with(&self, key: &str, value: &str) -> Result<Self, SettingsError> {
        let mut changed = self.clone();
        keys::put(&mut changed, key, value)?;
        changed.check()?;
        Ok(changed)
    }

    /// Each setting's dotted name and value, in the file's order, the password left out.
    pub fn entries(&self) -> Vec<(String, String)> {
        keys::entries(self)
    }

    /// What no setting can tell alone.
    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        if !self.exchange.exclusive && self.exchange.after_reading != AfterReading::Leave {
            return Err(SettingsError::NeedsExclusive);
        }
        if self.rules.source.is_some() && self.store.id.trim().is_empty() {
            return Err(SettingsError::NeedsStoreId);
        }
        Ok(())
    }
}

/// Why settings can't be read or changed.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// There is no file.
    #[error("there is no {}", path.display())]
    Missing {
        /// The settings' file.
        path: PathBuf,
    },
    /// It can't be read.
    #[error("can't read {}", path.display())]
    Unreadable {
        /// The settings' file, or the password's.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// It can't be written.
    #[error("can't write {}", path.display())]
    Unwritable {
        /// The settings' file, or the password's.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// It is not TOML.
    #[error("{} is not TOML", path.display())]
    Syntax {
        /// The settings' file.
        path: PathBuf,
        /// Where and why.
        #[source]
        source: toml_edit::TomlError,
    },
    /// No setting has this name.
    #[error("there is no setting `{key}`")]
    Unknown {
        /// The name given.
        key: String,
        /// The known name that looks most like it.
        nearest: String,
    },
    /// A setting can't have this value.
    #[error("`{value}` is no value of `{key}`")]
    Invalid {
        /// The setting.
        key: String,
        /// The value given.
        value: String,
        /// The sentence that says what is allowed.
        code: &'static str,
    },
    /// Files may be moved or deleted only where nobody else reads them.
    #[error("`exchange.after-reading` needs `exchange.exclusive`")]
    NeedsExclusive,
    /// Without an identifier every store would sit in one wave.
    #[error("`rules.source` needs `store.id`")]
    NeedsStoreId,
    /// The password stands in the settings' file.
    #[error("`exchange.password` stands in {}", path.display())]
    PasswordInFile {
        /// The settings' file.
        path: PathBuf,
    },
    /// The system's keyring refuses.
    #[error("the system's keyring refuses: {detail}")]
    Keyring {
        /// What it says.
        detail: String,
    },
}

impl SettingsError {
    /// The code of its sentence.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "host.settings-missing",
            Self::Unreadable { .. } => "host.settings-unreadable",
            Self::Unwritable { .. } => "host.settings-unwritable",
            Self::Syntax { .. } => "host.settings-syntax",
            Self::Unknown { .. } => "host.setting-unknown",
            Self::Invalid { code, .. } => code,
            Self::NeedsExclusive => "host.setting-needs-exclusive",
            Self::NeedsStoreId => "host.setting-needs-store-id",
            Self::PasswordInFile { .. } => "host.password-in-file",
            Self::Keyring { .. } => "host.keyring-refuses",
        }
    }

    /// What its sentence speaks of, by place.
    pub fn arguments(&self) -> Vec<String> {
        match self {
            Self::Missing { path } | Self::PasswordInFile { path } => vec![path.display().to_string()],
            Self::Unreadable { path, source } | Self::Unwritable { path, source } => {
                vec![path.display().to_string(), source.to_string()]
            }
            Self::Syntax { path, source } => vec![path.display().to_string(), source.to_string().trim().to_owned()],
            Self::Unknown { key, nearest } => vec![key.clone(), nearest.clone()],
            Self::Invalid { key, value, .. } => vec![key.clone(), value.clone()],
            Self::NeedsExclusive | Self::NeedsStoreId => Vec::new(),
            Self::Keyring { detail } => vec![detail.clone()],
        }
    }
}

#[cfg(test)]
mod tests;
