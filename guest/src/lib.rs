//! The default rules: every decision about customer modifications, and no effect.
//!
//! What becomes of a delivered file:
//!
//! 1. `records` finds where records begin and end in bytes that come in pieces;
//! 2. `text` decodes a record and splits it into cells;
//! 3. `header` says which column is which, or why the file is refused;
//! 4. `reading` checks each record and makes a row, a date and a digest of it, with `dates` and `fields`;
//! 5. `delivery` holds the lines until the host asks for a decision;
//! 6. `deciding` decides, first alone and then with evidence;
//! 7. `matching` says who is the same person, by what `keys`, `folding` and `placeholders` leave of the values.
//!
//! What people do goes through `editing` and `merging`; `showing` is for the file viewer; `describing` says what the
//! rules are. [`types`] mirrors the contract, `component` is the component's face, and [`Rules`] is for whoever makes
//! rules that differ.

mod bytes;
#[cfg(target_arch = "wasm32")]
pub mod component;
mod consent;
mod dates;
mod deciding;
mod delivery;
mod describing;
mod editing;
mod fields;
mod folding;
mod header;
mod keys;
mod matching;
mod merging;
mod placeholders;
mod reading;
mod records;
mod rules;
mod settings;
mod showing;
mod sixteen;
mod text;
pub mod types;

pub use deciding::{decide_again, objection};
pub use delivery::Delivery;
pub use describing::describe;
pub use editing::edit;
pub use matching::{keys_of, matches};
pub use merging::merge;
pub use rules::{DefaultRules, Reading, Rules};
pub use settings::check_parameters;
pub use showing::show;
