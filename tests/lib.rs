//! What the integration tests and `cargo xtask demo` share: an exchange that runs inside the process.

mod exchange;

pub use exchange::{Exchange, PASSWORD, USER};
