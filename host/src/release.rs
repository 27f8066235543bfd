//! Releases of rules: looked for, verified, put in force, gone back from.
//!
//! 1. [`manifest`] is what is signed about a release, and which stores it is for: shared with whoever publishes;
//! 2. `transport` brings files from a folder, a web server or FTP; `repository` believes of them only what The Update
//!    Framework lets it;
//! 3. [`examples`] are the deliveries that a release promises to decide as written;
//! 4. [`verification`] asks of a component all that it must be before it may decide anything;
//! 5. [`trial`] only looks, [`update`] keeps a verified release as a candidate, [`activate`] puts one in force, [`roll_back`] goes back.
//!
//! Whatever goes wrong here leaves the rules in force as they are. This module and those below are the only ones that
//! name tough.

mod activation;
mod error;
pub mod examples;
pub mod manifest;
mod repository;
mod status;
mod transport;
mod updating;
pub mod verification;

pub use activation::{activate, roll_back};
pub use error::ReleaseError;
pub use repository::{Shelf, look};
pub use status::{Candidate, Status, status};
pub use transport::{Failure, Files, Folder, open};
pub use updating::{Automatic, Trial, Updated, at_startup, clear_clock, trial, trusted_root, update};

/// The first keys that are trusted, as the file that lies beside the program is called.
pub const ROOT_FILE: &str = "redescente-root.json";

/// Seconds since 1970 by the system's clock: signatures and waves follow no other.
pub(crate) fn system_now() -> crate::report::Timestamp {
    crate::clock::Clock::System.now()
}
