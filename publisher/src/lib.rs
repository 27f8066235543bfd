//! Publishes releases of rules as a repository of The Update Framework: plain files for a web server, FTP or a stick.
//!
//! 1. [`keys`] are made once and kept apart: three root keys of which two sign, one for releases, one that stays online;
//! 2. [`Publisher`] opens a repository, verified from the first root, and writes the next state of it in the one order
//!    in which no store ever sees half of it;
//! 3. [`publication`] adds releases, opens and halts their waves, withdraws them; [`rotation`] replaces keys;
//!    [`status`] tells what is published.
//!
//! What is signed about a release, the names of its files and every check before it is signed are the host's own
//! (`redescente::release`): a release that a store would refuse is not published.

mod disk;
mod error;
pub mod keys;
mod options;
pub mod publication;
mod repository;
pub mod rotation;
pub mod status;

pub use disk::{Disk, Files};
pub use error::PublishError;
pub use options::{Stores, per_ten_thousand, wave};
pub use repository::{Expiries, Publisher};
