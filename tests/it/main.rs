//! The product from outside: the binary, its data folder, its JSON. One file a behaviour.
//!
//! `cargo xtask test` builds what is needed and says where it lies:
//!
//! - `REDESCENTE_BIN`, the binary; beside it `redescente-rules.wasm`. Without it, the binary of the target folder that
//!   this test was built in.
//! - `REDESCENTE_GUESTS`, the folder of the rules of `tests/guests`; without it that of the target folder.
//! - `REDESCENTE_BIN_KILL_POINTS`, the binary built with the feature `kill-points`; without it those tests are not run.
//! - `REDESCENTE_FTP_DAEMONS`, the folder of the real FTP daemons; without it those tests are not run.
//! - `REDESCENTE_CHROMEDRIVER` and `REDESCENTE_AXE`, chromedriver and axe-core's `axe.min.js`; without them the page's
//!   tests in a browser are not run.
//! - `BLESS=1` rewrites `fixtures/cases/*/expected.json` from what the product says. Read the difference before you
//!   commit it: those files are the oracle.
//!
//! A test that can't run says so on a line `not run: NAME: WHY`, which `cargo xtask test` collects.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test's helper fails the test where it stands, and says what it left out"
)]

mod backup;
mod checking;
mod cli;
mod component;
mod contracts;
mod daemons;
mod duplicates;
mod engine_walk;
mod exchange;
mod kill_points;
mod machine;
mod order;
mod page;
mod privacy;
mod properties;
mod reads;
mod release;
mod replay;
mod reproducible;
mod retrieval;
mod startup;
mod store;
mod together;
mod walls;
mod worlds;
