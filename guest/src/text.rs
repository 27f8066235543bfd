//! From a record's bytes to the text of its cells.

use std::borrow::Cow;

use crate::bytes::each_place;
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
        Err(_) => (Cow::Owned(bytes.iter().map(|byte| windows_1252(*byte)).collect()), Encoding::Windows1252),
    }
}

/// The five undefined bytes are control characters, as the WHATWG's table has them.
fn windows_1252(byte: u8) -> char {
    const C1: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
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

/// Whether a text has, for sure, no control character: no byte of ASCII's, nor the one with which those of Unicode's
/// second block begin in UTF-8. Then nothing in it needs care.
#[inline]
pub(crate) fn is_clean(text: &str) -> bool {
    text.bytes().fold(true, |clean, byte| clean & (byte >= 0x20) & (byte != 0x7f) & (byte != 0xc2))
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
            each_place(text.as_bytes(), b';', |at| {
                self.bounds.push((begin, at as u32));
                begin = at as u32 + 1;
            });
            self.bounds.push((begin, text.len() as u32));
            return Cells { text, bounds: &self.bounds };
        }
        if clean {
            self.unquote_clean(text, shape);
        } else {
            self.unquote(text, shape);
        }
        Cells { text: &self.scratch, bounds: &self.bounds }
    }

    /// The same as [`Self::unquote`] where no run of TAB, CR and LF is to be replaced.
    fn unquote_clean(&mut self, text: &str, shape: Shape) {
        let unclosed = if let Shape::Unclosed { cell } = shape { Some(cell) } else { None };
        self.scratch.clear();
        let (mut rest, mut begin) = (text, 0);
        loop {
            if let Some(quoted) = rest.strip_prefix('"') {
                rest = quoted;
                if unclosed == Some(self.bounds.len()) {
                    self.scratch.push_str(rest);
                    self.bounds.push((begin, self.scratch.len() as u32));
                    return;
                }
                while let Some((inside, after)) = rest.split_once('"') {
                    self.scratch.push_str(inside);
                    rest = after;
                    let Some(doubled) = rest.strip_prefix('"') else {
                        break;
                    };
                    self.scratch.push('"');
                    rest = doubled;
                }
            }
            let end = rest.bytes().position(|byte| byte == b';');
            self.scratch.push_str(&rest[..end.unwrap_or(rest.len())]);
            self.bounds.push((begin, self.scratch.len() as u32));
            begin = self.scratch.len() as u32;
            let Some(end) = end else { return };
            rest = &rest[end + 1..];
        }
    }

    fn unquote(&mut self, text: &str, shape: Shape) {
        let unclosed = if let Shape::Unclosed { cell } = shape { Some(cell) } else { None };
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
        let cells = splitter.split(text, shape, is_clean(text));
        (0..cells.len()).map(|index| cells.raw(index).unwrap_or("?").to_owned()).collect()
    }

    #[test]
    fn utf_8_where_it_is_valid_else_windows_1252() {
        assert_eq!(decode("Lefèvre €".as_bytes()), (Cow::Borrowed("Lefèvre €"), Encoding::Utf8));
        assert_eq!(decode(b"Lef\xe8vre \x80 \x9c\x8c").0, "Lefèvre € œŒ");
        assert_eq!(decode(b"Lef\xe8vre").1, Encoding::Windows1252);
    }

    #[test]
    fn the_five_undefined_bytes_are_control_characters() {
        for byte in [0x81, 0x8d, 0x8f, 0x90, 0x9d] {
            assert!(windows_1252(byte).is_control());
        }
        assert_eq!((0x80..=0x9f).filter(|byte| windows_1252(*byte).is_control()).count(), 5);
    }

    #[test]
    fn quotes_are_doubled_inside() {
        assert_eq!(cells(r#"a;"b""c;d";e"#, Shape::Quoted), ["a", "b\"c;d", "e"]);
        assert_eq!(cells(r#""";"""""#, Shape::Quoted), ["", "\""]);
    }

    #[test]
    fn bytes_after_a_closing_quote_and_quotes_inside_an_unquoted_cell_are_literal() {
        assert_eq!(cells(r#""a"b"c;d"e"f; "g""#, Shape::Quoted), ["ab\"c", "d\"e\"f", " \"g\""]);
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
        assert_eq!(cells(r#""a";"b;c"d"#, Shape::Unclosed { cell: 1 }), ["a", "b;c\"d"]);
    }

    #[test]
    fn clean_is_without_any_control_character() {
        assert!(is_clean("a;b ~é€œ"));
        for character in ('\0'..='\u{2fff}').filter(|character| character.is_control()) {
            assert!(!is_clean(&format!("a{character}b")));
        }
        assert!(has_control("\u{85}") && has_control("\u{7f}") && !has_control("é \u{a0}"));
    }

    #[test]
    fn trimming_is_the_standard_library_s() {
        for text in ["", " ", "a", " a", "a ", "ab", "\u{a0}é\u{2003}", "é", "a b", "\u{a0}"] {
            assert_eq!(trim(text), text.trim());
        }
    }

    #[test]
    fn a_person_s_value_is_normalised_like_a_quoted_cell() {
        assert_eq!(normalised(" a\r\n\tb "), "a b");
    }

    proptest::proptest! {
        #[test]
        fn the_short_way_of_quotes_is_the_long_one(text in "[ab;\"é ]{0,30}") {
            // Where the last quote is not closed the scanner says so.
            let mut scanner = crate::records::Scanner::new();
            if let Some(crate::records::Found::Record(record)) = scanner.next(text.as_bytes(), true) {
                let (mut short, mut long) = (Splitter::default(), Splitter::default());
                short.unquote_clean(&text, record.shape);
                long.unquote(&text, record.shape);
                proptest::prop_assert_eq!(short.scratch, long.scratch);
                proptest::prop_assert_eq!(short.bounds, long.bounds);
            }
        }

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
