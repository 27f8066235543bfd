//! The exchange's password, which never stands in the settings' file.
//!
//! It comes from `REDESCENTE_EXCHANGE_PASSWORD`, else from the file `exchange.password` of the data folder, which only
//! its owner can read.

use std::path::{Path, PathBuf};

use super::{SettingsError, file};

/// The password's name among the settings.
pub const KEY: &str = "exchange.password";

/// The environment variable that comes before everything kept.
pub const VARIABLE: &str = "REDESCENTE_EXCHANGE_PASSWORD";

/// Where the secrets of one data folder are kept.
pub struct Secrets {
    path: PathBuf,
}

impl Secrets {
    /// Those of a data folder.
    pub fn of(folder: &Path) -> Self {
        Self { path: folder.join(KEY) }
    }

    /// The exchange's password, where one is set.
    pub fn get(&self) -> Result<Option<String>, SettingsError> {
        if let Some(password) = std::env::var(VARIABLE).ok().filter(|password| !password.is_empty()) {
            return Ok(Some(password));
        }
        match std::fs::read_to_string(&self.path) {
            Ok(text) => Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()).filter(|text| !text.is_empty())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(SettingsError::Unreadable { path: self.path.clone(), source }),
        }
    }

    /// Keeps a password; an empty one is forgotten.
    pub fn set(&self, password: &str) -> Result<(), SettingsError> {
        if password.chars().any(char::is_control) {
            return Err(SettingsError::Invalid {
                key: KEY.to_owned(),
                value: "***".to_owned(),
                code: "host.setting-one-line",
            });
        }
        if !password.is_empty() {
            return file::write_private(&self.path, password.as_bytes());
        }
        match std::fs::remove_file(&self.path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                Err(SettingsError::Unwritable { path: self.path.clone(), source })
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_kept_for_its_owner_only_and_forgotten() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let secrets = Secrets::of(folder.path());
        assert_eq!(secrets.get().expect("nothing yet"), None);
        secrets.set(" pässword ").expect("kept");
        assert_eq!(secrets.get().expect("read").as_deref(), Some(" pässword "));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(folder.path().join(KEY)).expect("a file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        secrets.set("").expect("forgotten");
        assert_eq!(secrets.get().expect("nothing left"), None);
        assert!(matches!(secrets.set("a\nb"), Err(SettingsError::Invalid { .. })));
    }
}
