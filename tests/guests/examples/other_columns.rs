//! The default rules for a provider who names the first two columns otherwise: lawful.

use redescente_rules::types::{Context, Description};
use redescente_rules::{Rules, export_rules};
use redescente_test_guests::{Twist, Twisted, described};

/// The provider's names, and those of the default rules: as long, so that every byte keeps its place.
const NAMES: [(&str, &str); 2] = [("CLIENT_ID", "ID_CLIENT"), ("MODIF_DATE", "DATE_MODIF")];

#[derive(Default)]
struct Renamed {
    /// The header, until it is whole.
    header: Vec<u8>,
    done: bool,
}

impl Renamed {
    fn renamed(&mut self) -> Vec<u8> {
        self.done = true;
        let mut header = std::mem::take(&mut self.header);
        for (theirs, ours) in NAMES {
            // The default rules' own names are unknown here.
            for (from, to) in [(ours, &ours.replace('_', "X")[..]), (theirs, ours)] {
                if let Some(at) = header.windows(from.len()).position(|part| part == from.as_bytes()) {
                    header[at..at + to.len()].copy_from_slice(to.as_bytes());
                }
            }
        }
        header
    }
}

impl Twist for Renamed {
    fn bytes(&mut self, bytes: &mut Vec<u8>) {
        if !self.done {
            self.header.append(bytes);
            if let Some(end) = self.header.iter().position(|byte| *byte == b'\n') {
                let rest = self.header.split_off(end);
                *bytes = self.renamed();
                bytes.extend(rest);
            }
        }
    }

    fn rest(&mut self) -> Vec<u8> {
        if self.done { Vec::new() } else { self.renamed() }
    }
}

struct Guest;

impl Rules for Guest {
    type Reading = Twisted<Renamed>;

    fn describe() -> Description {
        described("other-columns")
    }

    fn open(context: &Context) -> Self::Reading {
        Twisted::new(context)
    }
}

export_rules!(Guest);
