//! The exchange's password, which never stands in the settings' file.
//!
//! It comes from `REDESCENTE_EXCHANGE_PASSWORD`, else from the system's keyring, else from the file `exchange.password`
//! of the data folder, which only its owner can read. A file beside it says that the keyring holds it, and under which
//! account: so a data folder may be moved, a keyring that is locked is an error instead of an empty password (which
//! would be refused, and lock the exchange's account in the end), and where no keyring is used none is asked.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest as _, Sha256};

use super::keyring::{Keyring, SystemKeyring};
use super::{SettingsError, file};

/// The password's name among the settings.
pub const KEY: &str = "exchange.password";

/// The environment variable that comes before everything kept.
pub const VARIABLE: &str = "REDESCENTE_EXCHANGE_PASSWORD";

/// The file that names the keyring's account.
const IN_KEYRING: &str = "exchange.password-in-keyring";

/// Where the secrets of one data folder are kept.
pub struct Secrets {
    path: PathBuf,
    in_keyring: PathBuf,
    keyring: Box<dyn Keyring>,
}

impl Secrets {
    /// Those of a data folder.
    pub fn of(folder: &Path) -> Self {
        Self::with(folder, Box::new(SystemKeyring))
    }

    fn with(folder: &Path, keyring: Box<dyn Keyring>) -> Self {
        Self { path: folder.join(KEY), in_keyring: folder.join(IN_KEYRING), keyring }
    }

    /// The exchange's password, where one is set.
    pub fn get(&self) -> Result<Option<String>, SettingsError> {
        if let Some(password) = given() {
            return Ok(Some(password));
        }
        if let Some(account) = read(&self.in_keyring)? {
            let refused = |detail| SettingsError::Keyring { detail };
            let kept = self.keyring.get(&account).map_err(refused)?;
            return kept.map(Some).ok_or_else(|| refused(account));
        }
        read(&self.path)
    }

    /// Whether there is one; no keyring is asked for that.
    pub fn is_set(&self) -> Result<bool, SettingsError> {
        Ok(given().is_some() || read(&self.in_keyring)?.is_some() || read(&self.path)?.is_some())
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
        let former = read(&self.in_keyring)?;
        if password.is_empty() {
            if let Some(account) = former {
                self.keyring.forget(&account).map_err(|detail| SettingsError::Keyring { detail })?;
            }
            remove(&self.in_keyring)?;
            return remove(&self.path);
        }
        let account = former.clone().unwrap_or_else(|| self.new_account());
        // A keyring that takes a password and doesn't give it back is none.
        let kept = self.keyring.set(&account, password).is_ok()
            && self.keyring.get(&account).is_ok_and(|kept| kept.as_deref() == Some(password));
        if kept {
            file::write_private(&self.in_keyring, account.as_bytes())?;
            return remove(&self.path);
        }
        file::write_private(&self.path, password.as_bytes())?;
        if let Some(account) = former {
            // Out of reach, it may stay there: nothing points to it any more.
            let _ = self.keyring.forget(&account);
        }
        remove(&self.in_keyring)
    }

    /// A name that no other data folder has.
    fn new_account(&self) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let text = format!("{} {now} {}", self.path.display(), std::process::id());
        let digest = hex::encode(&Sha256::digest(text)[..8]);
        format!("{KEY} {digest}")
    }
}

/// The password that the environment gives.
fn given() -> Option<String> {
    std::env::var(VARIABLE).ok().filter(|password| !password.is_empty())
}

/// A file's only line, where there is one.
fn read(path: &Path) -> Result<Option<String>, SettingsError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()).filter(|text| !text.is_empty())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(SettingsError::Unreadable { path: path.to_owned(), source }),
    }
}

fn remove(path: &Path) -> Result<(), SettingsError> {
    match std::fs::remove_file(path) {
        Err(source) if source.kind() != ErrorKind::NotFound => {
            Err(SettingsError::Unwritable { path: path.to_owned(), source })
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeMap;
    use std::rc::Rc;

    use super::*;

    /// A keyring in memory; none inside: locked.
    #[derive(Clone, Default)]
    struct Memory(Rc<RefCell<Option<BTreeMap<String, String>>>>);

    impl Memory {
        fn unlocked() -> Self {
            Self(Rc::new(RefCell::new(Some(BTreeMap::new()))))
        }

        fn kept(&self) -> Vec<String> {
            self.0.borrow().iter().flat_map(BTreeMap::values).cloned().collect()
        }
    }

    impl Keyring for Memory {
        fn get(&self, account: &str) -> Result<Option<String>, String> {
            Ok(self.0.borrow().as_ref().ok_or("locked")?.get(account).cloned())
        }

        fn set(&self, account: &str, password: &str) -> Result<(), String> {
            self.0.borrow_mut().as_mut().ok_or("locked")?.insert(account.into(), password.into());
            Ok(())
        }

        fn forget(&self, account: &str) -> Result<(), String> {
            self.0.borrow_mut().as_mut().ok_or("locked")?.remove(account);
            Ok(())
        }
    }

    fn get(secrets: &Secrets) -> Option<String> {
        secrets.get().expect("read")
    }

    #[test]
    fn without_a_keyring_a_password_is_kept_for_its_owner_only_and_forgotten() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let secrets = Secrets::with(folder.path(), Box::new(Memory::default()));
        assert_eq!(get(&secrets), None);
        secrets.set(" pässword ").expect("kept");
        assert_eq!(get(&secrets).as_deref(), Some(" pässword "));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(folder.path().join(KEY)).expect("a file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        secrets.set("").expect("forgotten");
        assert_eq!(get(&secrets), None);
        assert!(matches!(secrets.set("a\nb"), Err(SettingsError::Invalid { .. })));
    }

    #[test]
    fn a_keyring_keeps_it_out_of_the_data_folder() {
        let (ours, moved) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let keyring = Memory::unlocked();
        let secrets = Secrets::with(ours.path(), Box::new(keyring.clone()));
        secrets.set("first").expect("kept");
        secrets.set("second").expect("kept");
        assert_eq!(keyring.kept(), ["second"]);
        let text = std::fs::read_to_string(ours.path().join(IN_KEYRING)).expect("the account's name");
        assert!(!ours.path().join(KEY).exists() && !text.contains("second"));
        std::fs::copy(ours.path().join(IN_KEYRING), moved.path().join(IN_KEYRING)).expect("moved");
        assert_eq!(get(&Secrets::with(moved.path(), Box::new(keyring.clone()))).as_deref(), Some("second"));
        secrets.set("").expect("forgotten");
        assert_eq!((get(&secrets), keyring.kept().len()), (None, 0));
    }

    #[test]
    fn a_keyring_that_is_locked_or_lost_is_no_empty_password() {
        let folder = tempfile::tempdir().expect("a folder");
        let keyring = Memory::unlocked();
        let secrets = Secrets::with(folder.path(), Box::new(keyring.clone()));
        secrets.set("first").expect("kept");
        keyring.0.take();
        assert!(matches!(secrets.get(), Err(SettingsError::Keyring { .. })));
        assert!(secrets.is_set().expect("read"));
        secrets.set("again").expect("kept in a file");
        assert_eq!(get(&secrets).as_deref(), Some("again"));
        assert!(!folder.path().join(IN_KEYRING).exists());
        let lost = Secrets::with(folder.path(), Box::new(Memory::unlocked()));
        lost.set("third").expect("kept in the keyring");
        assert!(matches!(
            Secrets::with(folder.path(), Box::new(Memory::unlocked())).get(),
            Err(SettingsError::Keyring { .. })
        ));
    }
}
