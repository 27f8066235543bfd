//! Fetches dated modifications of customer records and applies them to a store's customer base.
//!
//! The way of a delivered line:
//!
//! 1. [`source`] lists the exchange and brings each new file, whole, into [`kept`];
//! 2. [`rules`] reads it in the sandbox, line by line, and says what must be looked up;
//! 3. [`base`] answers from the customers, their keys and their history;
//! 4. [`rules`] decides; [`retrieval`] applies, one transaction a delivery;
//! 5. [`report`] shows what happened; [`web`] lets people look at it.
//!
//! [`store`] opens a data folder with its [`config`] and [`clock`]; [`people`] is what persons do to customers; [`messages`] holds
//! every sentence that people read, in French and in English; [`log`] and [`support`] are for a help desk;
//! [`release`] takes up signed rules; [`checking`] shows which laws a component of rules keeps, [`replaying`] what other
//! rules would have made of a period; [`verification`] rebuilds the base from its history.

pub mod backup;
pub mod base;
pub mod checking;
pub mod clock;
pub mod config;
pub mod dates;
pub mod kept;
mod kill_points;
pub mod log;
pub mod messages;
pub mod people;
pub mod privacy;
pub mod release;
pub mod replaying;
pub mod report;
pub mod retrieval;
pub mod rules;
pub mod scan;
pub mod source;
pub mod store;
pub mod support;
pub mod verification;
pub mod web;

/// Starts a console program of Windows without a window (`CREATE_NO_WINDOW`).
#[cfg(windows)]
pub const NO_CONSOLE_WINDOW: u32 = 0x0800_0000;
