//! Forgets the last record of a file that does not end with a line end.

use redescente_rules::types::{Context, Description, Line};
use redescente_rules::{Rules, export_rules};
use redescente_test_guests::{Twist, Twisted, described};

#[derive(Default)]
struct Loses;

impl Twist for Loses {
    fn lines(&mut self, lines: &mut Vec<Line>, ended: bool) {
        if ended {
            lines.clear();
        }
    }
}

struct Guest;

impl Rules for Guest {
    type Reading = Twisted<Loses>;

    fn describe() -> Description {
        described("loses-last-line")
    }

    fn open(context: &Context) -> Self::Reading {
        Twisted::new(context)
    }
}

export_rules!(Guest);
