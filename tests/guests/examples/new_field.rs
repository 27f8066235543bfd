//! The default rules with one field more: lawful.

use redescente_rules::export_rules;
use redescente_test_guests::{Points, WithPoints};

struct Guest;

impl Points for Guest {
    const NAME: &'static str = "new-field";

    fn points(_now: &str, received: &str) -> String {
        received.to_owned()
    }
}

export_rules!(WithPoints<Guest>);
