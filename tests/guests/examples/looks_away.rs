//! Does not look at what another session reads, so it no longer knows where in the file it is.

use redescente_rules::types::{Context, Description};
use redescente_rules::{Rules, export_rules};
use redescente_test_guests::{Twist, Twisted, described};

#[derive(Default)]
struct LooksAway;

impl Twist for LooksAway {
    fn skips(&self) -> bool {
        false
    }
}

struct Guest;

impl Rules for Guest {
    type Reading = Twisted<LooksAway>;

    fn describe() -> Description {
        described("looks-away")
    }

    fn open(context: &Context) -> Self::Reading {
        Twisted::new(context)
    }
}

export_rules!(Guest);
