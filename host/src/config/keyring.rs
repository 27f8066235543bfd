//! The keyring of the system: Windows' credential manager, macOS' keychain, the desktop's secret service.

use keyring::{Entry, Error};

/// The environment variable that keeps passwords out of it: `off`, for accounts whose keyring is locked at start-up.
pub const VARIABLE: &str = "REDESCENTE_KEYRING";

/// Under which name the system shows our passwords to people.
const SERVICE: &str = "redescente";

/// Where passwords are kept by account; an error is what the system says.
pub(super) trait Keyring {
    /// The password of an account, where there is one.
    fn get(&self, account: &str) -> Result<Option<String>, String>;
    /// Keeps a password.
    fn set(&self, account: &str, password: &str) -> Result<(), String>;
    /// Forgets one; that there is none is no error.
    fn forget(&self, account: &str) -> Result<(), String>;
}

/// The system's own.
#[derive(Debug)]
pub(super) struct SystemKeyring;

fn entry(account: &str) -> Result<Entry, String> {
    // Where there is no keyring at all, only this says why.
    Entry::store_status().as_ref().map_err(ToString::to_string)?;
    Entry::new(SERVICE, account).map_err(|error| error.to_string())
}

impl Keyring for SystemKeyring {
    fn get(&self, account: &str) -> Result<Option<String>, String> {
        match entry(account)?.get_password() {
            Ok(password) => Ok(Some(password)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    fn set(&self, account: &str, password: &str) -> Result<(), String> {
        if std::env::var_os(VARIABLE).is_some_and(|wanted| wanted == "off") {
            return Err(format!("{VARIABLE}=off"));
        }
        entry(account)?.set_password(password).map_err(|error| error.to_string())
    }

    fn forget(&self, account: &str) -> Result<(), String> {
        match entry(account)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    }
}
