//! The header: which column is which, and when a file is refused.

use std::ops::Range;

use crate::fields::{BIRTH_DATE, COUNT, DATE_COLUMN, FIELDS, FieldSet, ID_COLUMN};
use crate::folding::column_name;
use crate::records::{Found, Scanner, Shape, is_blank};
use crate::text::Splitter;
use crate::types::{ArgumentKind, Reason};

/// U+FEFF in UTF-8.
pub(crate) const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The columns of one file.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    /// As the header writes them.
    pub(crate) texts: Vec<String>,
    /// The column of the identifier.
    pub(crate) id: usize,
    /// The column of the modification's date.
    pub(crate) date: usize,
    /// The column of each field, where there is one.
    pub(crate) of_field: [Option<usize>; COUNT],
    /// Columns that none of these rules know, unnamed ones too.
    pub(crate) unknown: Vec<usize>,
    /// What a row is made of, from its first field to its last.
    pub(crate) row: Vec<Range<usize>>,
    /// All columns in the order in which the digest takes them: by name, then by place.
    pub(crate) by_name: Vec<Range<usize>>,
    /// Of the names in that order: the digest begins with it.
    pub(crate) names_digest: u64,
}

impl Columns {
    /// Reads the header's record. An error refuses the whole file.
    pub(crate) fn read(content: &[u8], shape: Shape) -> Result<Self, Reason> {
        if shape == Shape::TooLong || content.contains(&0) || is_utf_16(content) {
            return Err(Reason::new("not-text"));
        }
        if is_blank(content) {
            return Err(Reason::new("no-header"));
        }
        let texts = cells(content, shape);
        let names: Vec<String> = texts.iter().map(|text| column_name(text)).collect();
        let find = |name: &str| names.iter().position(|column| column == name);
        let known = || FIELDS.iter().map(|field| field.column).chain([ID_COLUMN, DATE_COLUMN]);
        let missing = |name: &str| Reason::new("missing-column").with(ArgumentKind::Text, name);
        let id = find(ID_COLUMN).ok_or_else(|| missing("ID_CLIENT"))?;
        let date = find(DATE_COLUMN).ok_or_else(|| missing("DATE_MODIF"))?;
        let twice =
            (0..names.len()).find(|&at| known().any(|column| column == names[at]) && names[..at].contains(&names[at]));
        if let Some(at) = twice {
            return Err(Reason::new("column-twice").with(ArgumentKind::Column, texts[at].as_str()));
        }
        let mut by_name: Vec<usize> = (0..names.len()).collect();
        by_name.sort_by_key(|at| &names[*at]);
        let mut joined = String::new();
        for at in &by_name {
            joined.push_str(&names[*at]);
            joined.push('\u{1f}');
        }
        let of_field = FIELDS.each_ref().map(|field| find(field.column));
        let values = of_field.map(|column| column.map_or(0..0, |column| column..column + 1));
        Ok(Self {
            id,
            date,
            row: side_by_side(values, |columns| of_field[BIRTH_DATE] == Some(columns.start)),
            of_field,
            unknown: (0..names.len()).filter(|at| known().all(|column| column != names[*at])).collect(),
            names_digest: xxhash_rust::xxh3::xxh3_64(joined.as_bytes()),
            by_name: side_by_side(by_name.into_iter().map(|column| column..column + 1), |_| false),
            texts,
        })
    }

    /// Fields without a column here.
    pub(crate) fn absent(&self) -> Vec<u32> {
        (0..COUNT as u32).filter(|field| self.of_field[*field as usize].is_none()).collect()
    }

    /// The same as a set.
    pub(crate) fn absent_set(&self) -> FieldSet {
        FieldSet::of(&self.absent())
    }

    /// A column for a sentence: by its text, or by its number where the header has none.
    pub(crate) fn name(&self, reason: Reason, column: usize) -> Reason {
        match self.texts.get(column) {
            Some(text) => reason.with(ArgumentKind::Column, text.as_str()),
            None => reason.with(ArgumentKind::Number, (column + 1).to_string()),
        }
    }
}

/// Makes one of columns that follow one another; none of what is empty or alone.
fn side_by_side(
    columns: impl IntoIterator<Item = Range<usize>>,
    is_alone: impl Fn(&Range<usize>) -> bool,
) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for next in columns {
        match joined.last_mut() {
            Some(last) if last.end == next.start && ![&*last, &next].iter().any(|it| it.is_empty() || is_alone(it)) => {
                last.end = next.end;
            }
            _ => joined.push(next),
        }
    }
    joined
}

/// The header's cells as it writes them, trimmed.
pub(crate) fn cells(content: &[u8], shape: Shape) -> Vec<String> {
    let mut splitter = Splitter::default();
    let cells = splitter.split(content, shape);
    (0..cells.len()).map(|index| cells.get(index).to_owned()).collect()
}

fn is_utf_16(content: &[u8]) -> bool {
    content.starts_with(b"\xff\xfe") || content.starts_with(b"\xfe\xff")
}

/// The header's record in the bytes before the first record, for the file viewer: where it begins, its content, shape.
pub(crate) fn find(bytes: &[u8]) -> (usize, &[u8], Shape) {
    let mut at = if bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    let mut scanner = Scanner::new();
    while let Some(Found::Record(record)) = scanner.next(&bytes[at..], true) {
        let content = &bytes[at..at + record.content];
        if !is_blank(content) || record.shape != Shape::Plain {
            return (at, content, record.shape);
        }
        at += record.held;
    }
    (at, &[], Shape::Plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::{EMAIL, LAST_NAME, STORE};

    fn read(header: &str) -> Result<Columns, String> {
        Columns::read(header.as_bytes(), Shape::Plain).map_err(|reason| reason.code)
    }

    #[test]
    fn columns_are_found_by_name_in_any_order() {
        let columns = read("E-Mail;date modif;Magasin;id-client;NOM").unwrap();
        assert_eq!((columns.id, columns.date), (3, 1));
        assert_eq!((columns.of_field[EMAIL], columns.of_field[STORE]), (Some(0), Some(2)));
        assert!(columns.of_field[LAST_NAME].is_some());
        assert_eq!(columns.absent().len(), COUNT - 3);
    }

    #[test]
    fn unknown_and_unnamed_columns_are_reported() {
        let columns = read("ID_CLIENT;Couleur;DATE_MODIF;;").unwrap();
        assert_eq!(columns.unknown, [1, 3, 4]);
        assert_eq!(columns.texts[1], "Couleur");
    }

    #[test]
    fn a_file_without_its_two_columns_is_refused() {
        assert_eq!(read("ID_CLIENT;NOM").unwrap_err(), "missing-column");
        assert_eq!(read("DATE_MODIF;NOM").unwrap_err(), "missing-column");
    }

    #[test]
    fn a_known_column_twice_is_refused_however_it_is_written() {
        assert_eq!(read("ID_CLIENT;DATE_MODIF;Prénom;PRENOM").unwrap_err(), "column-twice");
        assert_eq!(read("ID_CLIENT;DATE_MODIF;id client").unwrap_err(), "column-twice");
        assert!(read("ID_CLIENT;DATE_MODIF;COULEUR;couleur;;").is_ok(), "unknown ones may be");
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(read("ID_CLIENT;DATE_MODIF\0").unwrap_err(), "not-text");
        assert_eq!(Columns::read(b"\xff\xfeI\0D\0", Shape::Plain).unwrap_err().code, "not-text");
        assert_eq!(Columns::read(b"\xfe\xff\0I\0D", Shape::Plain).unwrap_err().code, "not-text");
    }

    #[test]
    fn a_blank_header_is_none() {
        assert_eq!(read("").unwrap_err(), "no-header");
        assert_eq!(read(" \t").unwrap_err(), "no-header");
    }

    #[test]
    fn a_header_may_be_quoted_and_windows_1252() {
        let columns = Columns::read(b"\"ID_CLIENT\";\"DATE_MODIF\";PR\xc9NOM", Shape::Quoted).unwrap();
        assert_eq!(columns.texts, ["ID_CLIENT", "DATE_MODIF", "PRÉNOM"]);
    }

    #[test]
    fn the_digest_s_order_is_by_name() {
        let one = read("ID_CLIENT;DATE_MODIF;NOM;EMAIL").unwrap();
        let other = read("email;nom;date-modif;Id Client").unwrap();
        assert_eq!(one.names_digest, other.names_digest);
        let by_name = |columns: &Columns| -> Vec<_> {
            columns.by_name.iter().cloned().flatten().map(|at| column_name(&columns.texts[at])).collect()
        };
        assert_eq!(by_name(&one), by_name(&other));
        assert_ne!(one.names_digest, read("ID_CLIENT;DATE_MODIF;NOM;VILLE").unwrap().names_digest);
    }
}
