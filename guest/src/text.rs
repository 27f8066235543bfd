//! From a record's bytes to the text of its cells.

use std::borrow::Cow;

use crate::fields::SEPARATOR;
use crate::records::Shape;

/// How the bytes of a record were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Windows1252,
}

/// Decodes a record: UTF-8 where it is valid, else Windows-1252.
pub(crate) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), Encoding::Utf8),
        Err(_) => (
            Cow::Owned(bytes.iter().map(|byte| windows_1252(*byte)).collect()),
            Encoding::Windows1252,
        ),
    }
}

/// The five undefined bytes are control characters, as the WHATWG's table has them.
fn windows_1252(byte: u8) -> char {
    const C1: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => C1[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// The cells of one record, untrimmed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cells<'a> {
    text: &'a str,
    bounds: &'a [(u32, u32)],
}

impl<'a> Cells<'a> {
    /// How many there are; never 0.
    pub(crate) fn len(&self) -> usize {
        self.bounds.len()
    }

    /// Whether all cells together have more bytes than one may have characters.
    pub(crate) fn may_be_long(&self) -> bool {
        self.text.len() > crate::reading::LONGEST_CELL
    }

    /// One cell, untrimmed.
    pub(crate) fn raw(&self, index: usize) -> Option<&'a str> {
        let (begin, end) = *self.bounds.get(index)?;
        self.text.get(begin as usize..end as usize)
    }

    /// One cell, trimmed; empty where there is none.
    #[inline]
    pub(crate) fn get(&self, index: usize) -> &'a str {
        trim(self.raw(index).unwrap_or_default())
    }
}

/// Trims, with a short way for what needs none.
#[inline]
pub(crate) fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [] => text,
        [first, .., last] if is_ink(*first) && is_ink(*last) => text,
        _ => text.trim(),
    }
}

/// Visible ASCII, which no one trims.
fn is_ink(byte: u8) -> bool {
    byte.wrapping_sub(0x21) < 0x5e
}

/// Whether a text is ASCII without any control character: then nothing in it needs care.
#[inline]
pub(crate) fn is_clean(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .fold(true, |clean, byte| clean & (byte.wrapping_sub(0x20) < 0x5f))
}

/// Splits records into cells; its room is used again.
#[derive(Debug, Default)]
pub(crate) struct Splitter {
    bounds: Vec<(u32, u32)>,
    scratch: String,
}

impl Splitter {
    /// The cells of a record's text.
    ///
    /// A TAB anywhere, and CR and LF inside quotes, become one blank each run. The cell of an unclosed quote takes the
    /// rest of the record.
    pub(crate) fn split<'a>(&'a mut self, text: &'a str, shape: Shape, clean: bool) -> Cells<'a> {
        self.bounds.clear();
        if shape == Shape::Plain && (clean || !text.as_bytes().contains(&b'\t')) {
            let mut begin = 0;
            for (at, byte) in text.bytes().enumerate() {
                if byte == b';' {
                    self.bounds.push((begin, at as u32));
                    begin = at as u32 + 1;
                }
            }
            self.bounds.push((begin, text.len() as u32));
            return Cells {
                text,
                bounds: &self.bounds,
            };
        }
        self.unquote(text, shape);
        Cells {
            text: &self.scratch,
            bounds: &self.bounds,
        }
    }

    fn unquote(&mut self, text: &str, shape: Shape) {
        let unclosed = if let Shape::Unclosed { cell } = shape {
            Some(cell)
        } else {
            None
        };
        self.scratch.clear();
        let mut begin = 0;
        let (mut at_start, mut quoted, mut in_run) = (true, false, false);
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            let in_unclosed = unclosed == Some(self.bounds.len());
            match character {
                '"' if at_start => {
                    (at_start, quoted) = (false, true);
                    continue;
                }
                '"' if quoted && !in_unclosed => {
                    if characters.next_if_eq(&'"').is_none() {
                        quoted = false;
                        continue;
                    }
                    self.scratch.push('"');
                }
                ';' if !quoted => {
                    self.bounds.push((begin, self.scratch.len() as u32));
                    begin = self.scratch.len() as u32;
                    (at_start, in_run) = (true, false);
                    continue;
                }
                '\t' | '\r' | '\n' if character == '\t' || quoted => {
                    if !in_run {
                        self.scratch.push(' ');
                    }
                    (at_start, in_run) = (false, true);
                    continue;
                }
                _ => self.scratch.push(character),
            }
            (at_start, in_run) = (false, false);
        }
        self.bounds.push((begin, self.scratch.len() as u32));
    }
}

/// A value as a cell would give it: a person may write into a field what a quoted cell may hold.
pub(crate) fn normalised(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    let mut in_run = false;
    for character in text.chars() {
        let blank = matches!(character, '\t' | '\r' | '\n');
        match blank {
            true if in_run => {}
            true => value.push(' '),
            false => value.push(character),
        }
        in_run = blank;
    }
    trim(&value).to_owned()
}

/// Whether a text holds a control character (Unicode Cc), among them [`SEPARATOR`].
pub(crate) fn has_control(text: &str) -> bool {
    const { assert!((SEPARATOR as u32) < 0x20) };
    text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str, shape: Shape) -> Vec<String> {
        let mut splitter = Splitter::default();
        let cells = splitter.split(text, shape, is_clean(text.as_bytes()));
        (0..cells.len())
            .map(|index| cells.raw(index).unwrap_or("?").to_owned())
            .collect()
    }

    #[test]
    fn utf_8_where_it_is_valid_else_windows_1252() {
        assert_eq!(
            decode("Lefèvre €".as_bytes()),
            (Cow::Borrowed("Lefèvre €"), Encoding::Utf8)
        );
        assert_eq!(decode(b"Lef\xe8vre \x80 \x9c\x8c").0, "Lefèvre € œŒ");
        assert_eq!(decode(b"Lef\xe8vre").1, Encoding::Windows1252);
    }

    #[test]
    fn the_five_undefined_bytes_are_control_characters() {
        for byte in [0x81, 0x8d, 0x8f, 0x90, 0x9d] {
            assert!(windows_1252(byte).is_control());
        }
        assert_eq!(
            (0x80..=0x9f)
                .filter(|byte| windows_1252(*byte).is_control())
                .count(),
            5
        );
    }

    #[test]
    fn quotes_are_doubled_inside() {
        assert_eq!(
            cells(r#"a;"b""c;d";e"#, Shape::Quoted),
            ["a", "b\"c;d", "e"]
        );
        assert_eq!(cells(r#""";"""""#, Shape::Quoted), ["", "\""]);
    }

    #[test]
    fn bytes_after_a_closing_quote_and_quotes_inside_an_unquoted_cell_are_literal() {
        assert_eq!(
            cells(r#""a"b"c;d"e"f; "g""#, Shape::Quoted),
            ["ab\"c", "d\"e\"f", " \"g\""]
        );
    }

    #[test]
    fn tab_anywhere_and_line_ends_inside_quotes_become_one_blank_each_run() {
        assert_eq!(cells("a\t\tb;c", Shape::Plain), ["a b", "c"]);
        assert_eq!(cells("\"a\r\n\t\nb\";\tc", Shape::Quoted), ["a b", " c"]);
        assert_eq!(cells("\"a\n \nb\"", Shape::Quoted), ["a   b"]);
    }

    #[test]
    fn a_cr_outside_quotes_stays() {
        assert_eq!(cells("a\rb;\"c\"\r", Shape::Quoted), ["a\rb", "c\r"]);
    }

    #[test]
    fn an_unclosed_cell_takes_the_rest() {
        assert_eq!(
            cells(r#""a";"b;c"d"#, Shape::Unclosed { cell: 1 }),
            ["a", "b;c\"d"]
        );
    }

    #[test]
    fn clean_is_ascii_without_control() {
        assert!(
            is_clean(b"a;b ~")
                && !is_clean(b"a\tb")
                && !is_clean("é".as_bytes())
                && !is_clean(b"\x7f")
        );
        assert!(has_control("\u{85}") && has_control("\u{7f}") && !has_control("é \u{a0}"));
    }

    #[test]
    fn trimming_is_the_standard_library_s() {
        for text in [
            "",
            " ",
            "a",
            " a",
            "a ",
            "ab",
            "\u{a0}é\u{2003}",
            "é",
            "a b",
            "\u{a0}",
        ] {
            assert_eq!(trim(text), text.trim());
        }
    }

    #[test]
    fn a_person_s_value_is_normalised_like_a_quoted_cell() {
        assert_eq!(normalised(" a\r\n\tb "), "a b");
    }

    proptest::proptest! {
        #[test]
        fn well_formed_records_are_read_as_the_csv_crate_does(
            rows in proptest::collection::vec(proptest::collection::vec("[ab;\"\n \u{e9}]{0,6}", 3), 1..5),
            always in proptest::bool::ANY,
        ) {
            let style = if always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
            let mut writer = csv::WriterBuilder::new().delimiter(b';').quote_style(style).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).expect("memory takes it");
            }
            let file = writer.into_inner().expect("memory takes it");
            let (mut scanner, mut at, mut got) = (crate::records::Scanner::new(), 0, Vec::new());
            while let Some(crate::records::Found::Record(record)) = scanner.next(&file[at..], true) {
                let text = std::str::from_utf8(&file[at..at + record.content]).expect("UTF-8 was written");
                got.push(cells(text, record.shape));
                at += record.held;
            }
            let mut reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(&file[..]);
            let oracle: Vec<Vec<String>> = reader
                .records()
                .map(|record| record.expect("well-formed").iter().map(|cell| cell.replace(['\n'], " ")).collect())
                .collect();
            let collapsed = |rows: &[Vec<String>]| -> Vec<Vec<String>> {
                rows.iter().map(|row| row.iter().map(|cell| cell.replace(' ', "")).collect()).collect()
            };
            proptest::prop_assert_eq!(collapsed(&got), collapsed(&oracle));
        }
    }
}
