//! Never ends with a record that is longer than most.

use redescente_rules::types::{Context, Description, Line};
use redescente_rules::{Rules, export_rules};
use redescente_test_guests::{Twist, Twisted, described};

/// Bytes of a record that nobody thought of.
const LONG: u32 = 900;

#[derive(Default)]
struct Slow;

impl Twist for Slow {
    fn lines(&mut self, lines: &mut Vec<Line>, _ended: bool) {
        while lines.iter().any(|line| std::hint::black_box(line.length) > LONG) {}
    }
}

struct Guest;

impl Rules for Guest {
    type Reading = Twisted<Slow>;

    fn describe() -> Description {
        described("slow-on-long-names")
    }

    fn open(context: &Context) -> Self::Reading {
        Twisted::new(context)
    }
}

export_rules!(Guest);
