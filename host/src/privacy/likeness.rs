//! What a person looks like in bytes, for records that say no identifier.
//!
//! Such a record is taken for the person's if it holds one of its identifiers, cards, e-mails or telephones, or three
//! other values of its own; in UTF-8, Windows-1252 or UTF-16, as written or in one case.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Read as _};

use encoding_rs::WINDOWS_1252;
use memchr::memmem::Finder;

use crate::rules::Field;

/// Kinds of fields whose values name one person, or one household.
const TELLING: [&str; 3] = ["email", "phone", "card-number"];
/// Bytes from which on such a value is no accident.
const TELLING_FROM: usize = 6;
/// Characters from which on any other value counts.
const COUNTS_FROM: usize = 3;
/// So many other values make a person.
const ENOUGH: usize = 3;
/// Bytes of a line looked at together: a file without line ends must not fill the memory.
const LONGEST_LINE: u64 = 1 << 20;

/// What a person looks like in bytes.
pub(super) struct Likeness {
    telling: Vec<Finder<'static>>,
    /// One value's ways to be written.
    others: Vec<Vec<Finder<'static>>>,
}

impl Likeness {
    /// Of these identifiers and these values by field.
    pub(super) fn of(ids: &[String], values: &BTreeMap<String, BTreeSet<String>>, fields: &[Field]) -> Self {
        let mut likeness = Self { telling: Vec::new(), others: Vec::new() };
        let mut seen = BTreeSet::new();
        let kind = |name: &str| fields.iter().find(|field| field.name == name).map_or("", |field| &field.kind);
        let named = values.iter().flat_map(|(field, values)| values.iter().map(move |value| (kind(field), value)));
        for (kind, value) in ids.iter().map(|id| ("card-number", id)).chain(named) {
            if kind == "consent" || value.chars().count() < COUNTS_FROM || !seen.insert(value.to_lowercase()) {
                continue;
            }
            let finders: Vec<_> = spellings(value).iter().map(|bytes| Finder::new(bytes).into_owned()).collect();
            if TELLING.contains(&kind) && value.len() >= TELLING_FROM {
                likeness.telling.extend(finders);
            } else {
                likeness.others.push(finders);
            }
        }
        likeness
    }

    /// Whether a record is the person's.
    pub(super) fn is_in(&self, record: &[u8]) -> bool {
        let holds = |finder: &Finder<'_>| finder.find(record).is_some();
        self.telling.iter().any(holds)
            || self.others.iter().filter(|value| value.iter().any(holds)).take(ENOUGH).count() == ENOUGH
    }

    /// Offset and length of the physical lines that are the person's.
    pub(super) fn lines(&self, content: &mut dyn BufRead) -> io::Result<Vec<(u64, u32)>> {
        let mut lines = Vec::new();
        let mut line = Vec::new();
        let mut offset = 0;
        loop {
            line.clear();
            let read = content.take(LONGEST_LINE).read_until(b'\n', &mut line)?;
            if read == 0 {
                return Ok(lines);
            }
            if self.is_in(&line) {
                lines.push((offset, u32::try_from(read).unwrap_or(u32::MAX)));
            }
            offset += read as u64;
        }
    }
}

/// A text's bytes in each encoding, as it is written and in one case.
fn spellings(text: &str) -> BTreeSet<Vec<u8>> {
    let mut all = BTreeSet::new();
    for text in [text.to_owned(), text.to_lowercase(), text.to_uppercase()] {
        let (bytes, _, unmappable) = WINDOWS_1252.encode(&text);
        if !unmappable {
            all.insert(bytes.into_owned());
        }
        all.insert(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        all.insert(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
        all.insert(text.into_bytes());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness() -> Likeness {
        let field = |name: &str, kind: &str| Field { name: name.into(), kind: kind.into(), labels: Vec::new() };
        let fields = [field("last_name", "text"), field("city", "text"), field("email", "email"), field("zip", "text")];
        let value = |name: &str, value: &str| (name.to_owned(), BTreeSet::from([value.to_owned()]));
        let values = BTreeMap::from([
            value("last_name", "Lefèvre"),
            value("city", "Béziers"),
            value("email", "zoé@exemple.fr"),
            value("zip", "34500"),
        ]);
        Likeness::of(&["C000123".to_owned()], &values, &fields)
    }

    #[test]
    fn one_telling_value_or_three_others_make_a_person() {
        let likeness = likeness();
        for record in [";2024-01-01;x;C000123", "ZOÉ@EXEMPLE.FR", "Lefèvre;34500;Béziers", "LEFÈVRE;34500;béziers"]
        {
            assert!(likeness.is_in(record.as_bytes()), "{record}");
        }
        for record in ["", "Lefèvre;34500", "Lefèvre;Lefèvre;Lefèvre", "C00012", "34500;Beziers;Lefèvre"] {
            assert!(!likeness.is_in(record.as_bytes()), "{record}");
        }
    }

    #[test]
    fn every_encoding_is_looked_for() {
        let likeness = likeness();
        assert!(likeness.is_in(b"zo\xe9@exemple.fr"), "Windows-1252");
        let units = || "zoé@exemple.fr".encode_utf16();
        assert!(likeness.is_in(&units().flat_map(u16::to_le_bytes).collect::<Vec<_>>()));
        assert!(likeness.is_in(&units().flat_map(u16::to_be_bytes).collect::<Vec<_>>()));
    }

    #[test]
    fn lines_are_found_where_they_stand() {
        let content = b"ID;X\nC000124;a\nC000123;b\r\nx;c\nC000123";
        assert_eq!(likeness().lines(&mut &content[..]).expect("in memory"), [(15, 11), (30, 7)]);
    }
}
