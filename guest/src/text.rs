//! From a record's bytes to the text of its cells.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr;

use crate::bytes::{copy, each_bit, each_place};
use crate::fields::SEPARATOR;
use crate::records::Shape;
use crate::sixteen::Sixteen;

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

/// The cells of one record, trimmed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cells<'a> {
    /// The cells, a [`SEPARATOR`] after each.
    text: &'a str,
    /// Where each begins, and where one more would.
    begins: &'a [u32],
    /// How they were read.
    pub(crate) encoding: Encoding,
    /// The first that holds a control character, among them those that trimming takes away.
    pub(crate) controlled: Option<usize>,
}

impl<'a> Cells<'a> {
    /// How many there are; never 0.
    pub(crate) fn len(&self) -> usize {
        self.begins.len() - 1
    }

    /// Whether all cells together have more bytes than one may have characters.
    pub(crate) fn may_be_long(&self) -> bool {
        self.text.len() > crate::reading::LONGEST_CELL
    }

    /// One cell; empty where there is none.
    #[inline]
    pub(crate) fn get(&self, index: usize) -> &'a str {
        self.joined(index..index + 1)
    }

    /// Some that stand side by side, a separator between each two; empty where there are none.
    #[inline]
    pub(crate) fn joined(&self, columns: Range<usize>) -> &'a str {
        let ends = self.begins.get(columns.start).zip(self.begins.get(columns.end));
        ends.and_then(|(begin, end)| self.text.get(*begin as usize..(*end as usize).checked_sub(1)?))
            .unwrap_or_default()
    }

    /// The same with the separator after the last one.
    #[inline]
    pub(crate) fn separated(&self, columns: Range<usize>) -> &'a [u8] {
        let ends = self.begins.get(columns.start).zip(self.begins.get(columns.end));
        ends.and_then(|(begin, end)| self.text.as_bytes().get(*begin as usize..*end as usize)).unwrap_or_default()
    }

    /// The bytes of all, separators included.
    pub(crate) fn size(&self) -> usize {
        self.text.len()
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

/// Whether the cells that begin there are trimmed, for sure; in UTF-8 without control characters.
fn is_trimmed(text: &[u8], begins: &[u32]) -> bool {
    // White space of three bytes begins with one of these three.
    let is_simple = text.iter().fold(true, |all, byte| all & !(0xe1..0xe4).contains(byte));
    let is_tight = |cell: &[u8]| !matches!(cell, [b' ', ..] | [.., b' ', _]);
    is_simple && begins.windows(2).all(|ends| is_tight(&text[ends[0] as usize..ends[1] as usize]))
}

/// Visible ASCII, which no one trims.
fn is_ink(byte: u8) -> bool {
    byte.wrapping_sub(0x21) < 0x5e
}

/// Whether bytes have, for sure, no control character, be they UTF-8: no byte of ASCII's, nor the one with which those
/// of Unicode's second block begin.
#[inline]
fn is_clean(bytes: &[u8]) -> bool {
    bytes.iter().fold(true, |clean, &byte| clean & (byte >= 0x20) & (byte != 0x7f) & (byte != 0xc2))
}

/// What is known of cells that were split.
struct Untrimmed {
    encoding: Encoding,
    controlled: Option<usize>,
    /// For sure.
    is_trimmed: bool,
}

/// Splits records into cells; its room is used again.
#[derive(Debug, Default)]
pub(crate) struct Splitter {
    /// The cells, a [`SEPARATOR`] after each.
    text: String,
    /// Where each begins, and where one more would.
    begins: Vec<u32>,
    trimmed: String,
}

impl Splitter {
    /// The cells of a record.
    ///
    /// A TAB anywhere, and CR and LF inside quotes, become one blank each run. The cell of an unclosed quote takes the
    /// rest of the record.
    pub(crate) fn split(&mut self, content: &[u8], shape: Shape) -> Cells<'_> {
        let Untrimmed { encoding, controlled, is_trimmed } = self.split_untrimmed(content, shape);
        if !is_trimmed {
            self.trim();
        }
        Cells { text: &self.text, begins: &self.begins, encoding, controlled }
    }

    fn split_untrimmed(&mut self, content: &[u8], shape: Shape) -> Untrimmed {
        if let Some(is_trimmed) = self.join(content, shape) {
            return Untrimmed { encoding: Encoding::Utf8, controlled: None, is_trimmed };
        }
        let (text, encoding) = decode(content);
        if matches!(shape, Shape::Unclosed { .. }) || has_control(&text) {
            self.unquote(&text, shape);
            let controlled = (0..self.begins.len() - 1).find(|cell| has_control(self.untrimmed(*cell)));
            return Untrimmed { encoding, controlled, is_trimmed: false };
        }
        self.join_clean(text.as_bytes(), shape);
        Untrimmed { encoding, controlled: None, is_trimmed: false }
    }

    fn untrimmed(&self, cell: usize) -> &str {
        &self.text[self.begins[cell] as usize..self.begins[cell + 1] as usize - 1]
    }

    /// The short way: for UTF-8 without control characters whose quotes are closed; None where it is not for sure that.
    /// Whether the cells are trimmed, for sure.
    fn join(&mut self, content: &[u8], shape: Shape) -> Option<bool> {
        match shape {
            Shape::Plain => self.join_plain(content),
            Shape::Quoted if is_clean(content) => {
                self.join_clean(content, shape).then(|| is_trimmed(self.text.as_bytes(), &self.begins))
            }
            _ => None,
        }
    }

    fn join_plain(&mut self, content: &[u8]) -> Option<bool> {
        let mut text = std::mem::take(&mut self.text).into_bytes();
        text.clear();
        text.reserve(content.len() + 16);
        self.begins.clear();
        self.begins.push(0);
        let (sixteens, rest) = content.as_chunks::<16>();
        let mut last = [b' '; 16];
        copy(rest, &mut last[..rest.len()]);
        last[rest.len()] = b';';
        let (mut unclean, mut suspects) = (0, 0);
        // Bits of the byte before: that it ends a cell, that it is a blank.
        let (mut ended, mut blank) = (1, 0);
        for bytes in sixteens.iter().chain([&last]) {
            let bytes = Sixteen::of(*bytes);
            unclean |= bytes.below(b' ').or(bytes.equal(0x7f)).or(bytes.equal(0xc2)).bits();
            let separators = bytes.equal(b';');
            let ends = separators.bits();
            let blanks = bytes.equal(b' ').bits();
            // In UTF-8 white space of three bytes begins with one of these three; that of two is unclean.
            let others = bytes.below(0xe4).bits() ^ bytes.below(0xe1).bits();
            suspects |= (ends << 1 | ended) & blanks | ends & (blanks << 1 | blank) | others;
            (ended, blank) = (ends >> 15, blanks >> 15);
            let at = text.len() as u32;
            each_bit(ends, |place| self.begins.push(at + place as u32 + 1));
            text.extend_from_slice(&bytes.replace(separators, SEPARATOR as u8).bytes());
        }
        text.truncate(content.len() + 1);
        (self.take_text(text) && unclean == 0).then_some(suspects == 0)
    }

    /// Splits a record without control characters whose quotes are closed; false where it is no UTF-8.
    fn join_clean(&mut self, content: &[u8], shape: Shape) -> bool {
        let mut text = std::mem::take(&mut self.text).into_bytes();
        text.clear();
        text.reserve(content.len() + 1);
        let unquoted = if shape == Shape::Plain { content } else { push_quoted(content, &mut text) };
        push_unquoted(unquoted, &mut text);
        text.push(SEPARATOR as u8);
        self.begins.clear();
        self.begins.push(0);
        each_place(&text, SEPARATOR as u8, |at| self.begins.push(at as u32 + 1));
        self.take_text(text)
    }

    fn take_text(&mut self, text: Vec<u8>) -> bool {
        let text = String::from_utf8(text);
        let is_text = text.is_ok();
        self.text = text.unwrap_or_default();
        is_text
    }

    fn trim(&mut self) {
        let mut trimmed = std::mem::take(&mut self.trimmed);
        trimmed.clear();
        let (mut copied, mut removed) = (0, 0);
        for place in 0..self.begins.len() - 1 {
            let (begin, end) = (self.begins[place] as usize, self.begins[place + 1] as usize - 1);
            self.begins[place] -= removed as u32;
            let cell = &self.text[begin..end];
            let value = trim(cell);
            if value.len() < cell.len() {
                trimmed.push_str(&self.text[copied..begin]);
                trimmed.push_str(value);
                copied = end;
                removed += cell.len() - value.len();
            }
        }
        if removed > 0 {
            trimmed.push_str(&self.text[copied..]);
            if let Some(end) = self.begins.last_mut() {
                *end -= removed as u32;
            }
            std::mem::swap(&mut self.text, &mut trimmed);
        }
        self.trimmed = trimmed;
    }

    fn unquote(&mut self, text: &str, shape: Shape) {
        let unclosed = if let Shape::Unclosed { cell } = shape { Some(cell) } else { None };
        self.text.clear();
        self.begins.clear();
        self.begins.push(0);
        let (mut at_start, mut quoted, mut in_run) = (true, false, false);
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            let in_unclosed = unclosed == Some(self.begins.len() - 1);
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
                    self.text.push('"');
                }
                ';' if !quoted => {
                    self.end_cell();
                    (at_start, in_run) = (true, false);
                    continue;
                }
                '\t' | '\r' | '\n' if character == '\t' || quoted => {
                    if !in_run {
                        self.text.push(' ');
                    }
                    (at_start, in_run) = (false, true);
                    continue;
                }
                _ => self.text.push(character),
            }
            (at_start, in_run) = (false, false);
        }
        self.end_cell();
    }

    fn end_cell(&mut self) {
        self.text.push(SEPARATOR);
        self.begins.push(self.text.len() as u32);
    }
}

/// Copies cells up to the last quoted one, without the quotes around it and with separators; what follows is left.
fn push_quoted<'a>(mut rest: &'a [u8], out: &mut Vec<u8>) -> &'a [u8] {
    let mut looked_at = 0;
    while let Some(quote) = memchr(b'"', &rest[looked_at..]).map(|quote| looked_at + quote) {
        let begins_cell = if quote == 0 { out.is_empty() } else { rest[quote - 1] == b';' };
        if !begins_cell {
            looked_at = quote + 1;
            continue;
        }
        push_unquoted(&rest[..quote], out);
        rest = &rest[quote + 1..];
        while let Some(quote) = memchr(b'"', rest) {
            let is_doubled = rest.get(quote + 1) == Some(&b'"');
            out.extend_from_slice(&rest[..quote + usize::from(is_doubled)]);
            rest = &rest[quote + 1 + usize::from(is_doubled)..];
            if !is_doubled {
                break;
            }
        }
        looked_at = 0;
    }
    rest
}

/// Copies cells without quotes, with separators.
fn push_unquoted(cells: &[u8], out: &mut Vec<u8>) {
    out.extend(cells.iter().copied().map(separated));
}

fn separated(byte: u8) -> u8 {
    if byte == b';' { SEPARATOR as u8 } else { byte }
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
#[path = "text_tests.rs"]
mod tests;
