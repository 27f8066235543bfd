//! Takes the end of the bytes that it is given for the end of a record.

use redescente_rules::types::{Context, Description};
use redescente_rules::{Rules, export_rules};
use redescente_test_guests::{Twist, Twisted, described};

#[derive(Default)]
struct EndsRecords;

impl Twist for EndsRecords {
    fn bytes(&mut self, bytes: &mut Vec<u8>) {
        if let Some(last) = bytes.last_mut() {
            *last = b'\n';
        }
    }
}

struct Guest;

impl Rules for Guest {
    type Reading = Twisted<EndsRecords>;

    fn describe() -> Description {
        described("chunk-is-record")
    }

    fn open(context: &Context) -> Self::Reading {
        Twisted::new(context)
    }
}

export_rules!(Guest);
