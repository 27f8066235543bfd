//! Where records begin and end: a state machine over bytes that may stop anywhere and go on later.
//!
//! Three things no CSV reader at hand does: an unclosed quote costs one line and not the rest of the file, a CR alone
//! is no line end, and a line without end takes no memory.

use memchr::{memchr, memchr2};

/// How long a quoted cell may be, in bytes between its quotes: a cell has at most 1,000 characters of at most 4 bytes.
pub(crate) const LONGEST_QUOTED: usize = 4_000;

/// How long a record may be, in bytes: three times what 18 cells of 1,000 characters take. Of a longer one only its end
/// is looked for.
pub(crate) const LONGEST_RECORD: usize = 256 * 1024;

/// What is known of a record before its cells are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// No quote in it.
    Plain,
    /// Quotes in it, those of quoted cells closed.
    Quoted,
    /// The quote of this cell is never closed.
    Unclosed {
        /// Index of the cell.
        cell: usize,
    },
    /// Longer than [`LONGEST_RECORD`]: its bytes are gone.
    TooLong,
}

/// One record, and what of it stands at the start of the buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Its bytes, line end included, those no longer held too.
    pub(crate) length: u64,
    /// Its bytes in the buffer, line end included.
    pub(crate) held: usize,
    /// Those of `held` that are its content: without the line end.
    pub(crate) content: usize,
    /// The line ends in it.
    pub(crate) line_ends: u32,
    /// How it is built.
    pub(crate) shape: Shape,
}

/// What a look at the buffer gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// A record stands at the buffer's start.
    Record(Extent),
    /// Its end has not come yet; so many bytes at the buffer's start are needed no more.
    More(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// No quote met so far.
    Plain,
    CellStart,
    Unquoted,
    Quoted,
    /// A quote inside a quoted cell: doubled, or the closing one.
    QuoteSeen,
    Unclosed,
    /// Past [`LONGEST_RECORD`].
    Skipping,
}

/// Finds the end of one record after the other.
#[derive(Debug)]
pub(crate) struct Scanner {
    state: State,
    /// The next byte to look at, from the buffer's start.
    at: usize,
    /// The quote that opened the current cell.
    open: usize,
    /// Index of the current cell.
    cell: usize,
    line_ends: u32,
    line_ends_at_open: u32,
    /// Bytes of this record that are no longer held.
    skipped: u64,
    /// Whether the record that is skipped had a quote that was never closed.
    unclosed: bool,
}

impl Scanner {
    /// At the start of a record.
    pub(crate) const fn new() -> Self {
        Self {
            state: State::Plain,
            at: 0,
            open: 0,
            cell: 0,
            line_ends: 0,
            line_ends_at_open: 0,
            skipped: 0,
            unclosed: false,
        }
    }

    /// Looks for the end of the record at the buffer's start; the buffer holds what it held before, and more.
    ///
    /// None only at the end of the file: nothing is left.
    #[inline]
    pub(crate) fn next(&mut self, buffer: &[u8], ended: bool) -> Option<Found> {
        if self.state == State::Plain {
            let window = &buffer[self.at..buffer.len().min(LONGEST_RECORD)];
            let end = memchr(b'\n', window);
            let line = &window[..end.unwrap_or(window.len())];
            if memchr(b'"', line).is_none() {
                if let Some(end) = end {
                    let end = self.at + end;
                    self.at = 0;
                    return Some(Found::Record(extent(buffer, end, 1, Shape::Plain)));
                }
                self.at += line.len();
            } else {
                self.state = State::CellStart;
                self.at = 0;
            }
        }
        self.slowly(buffer, ended)
    }

    fn slowly(&mut self, buffer: &[u8], ended: bool) -> Option<Found> {
        if !matches!(self.state, State::Plain | State::Skipping) {
            let window = &buffer[..buffer.len().min(LONGEST_RECORD)];
            if let Some((end, shape)) = self.walk(window) {
                return Some(self.finish(buffer, end, shape));
            }
        }
        if self.state != State::Skipping && self.at >= LONGEST_RECORD {
            self.unclosed = self.state == State::Unclosed;
            self.state = State::Skipping;
        }
        if self.state == State::Skipping {
            return self.skip(buffer, ended);
        }
        if !ended {
            return Some(Found::More(0));
        }
        if buffer.is_empty() {
            return None;
        }
        Some(match self.state {
            State::Quoted | State::Unclosed => {
                self.begin_unclosed();
                let end =
                    memchr(b'\n', &buffer[self.at..]).map_or(buffer.len(), |end| self.at + end);
                self.finish(buffer, end, Shape::Unclosed { cell: self.cell })
            }
            State::Plain => self.finish(buffer, buffer.len(), Shape::Plain),
            _ => self.finish(buffer, buffer.len(), Shape::Quoted),
        })
    }

    /// Reads byte by byte; the end of the record is the place of its line feed.
    fn walk(&mut self, window: &[u8]) -> Option<(usize, Shape)> {
        while let Some(&byte) = window.get(self.at) {
            match (self.state, byte) {
                (State::CellStart, b'"') => {
                    self.state = State::Quoted;
                    self.open = self.at;
                    self.line_ends_at_open = self.line_ends;
                }
                (State::CellStart | State::Unquoted | State::QuoteSeen, b';') => {
                    self.state = State::CellStart;
                    self.cell += 1;
                }
                (State::CellStart | State::Unquoted | State::QuoteSeen, b'\n') => {
                    return Some((self.at, Shape::Quoted));
                }
                (State::QuoteSeen, b'"') => self.state = State::Quoted,
                (State::CellStart | State::QuoteSeen, _) => self.state = State::Unquoted,
                (State::Unquoted, _) => {
                    let rest = &window[self.at..];
                    self.at += memchr2(b';', b'\n', rest).unwrap_or(rest.len());
                    continue;
                }
                (State::Quoted, _) => {
                    let inside = self.at - self.open - 1;
                    if inside > LONGEST_QUOTED || (inside == LONGEST_QUOTED && byte != b'"') {
                        self.begin_unclosed();
                        continue;
                    }
                    match byte {
                        b'"' => self.state = State::QuoteSeen,
                        b'\n' => self.line_ends += 1,
                        _ => {}
                    }
                }
                (State::Unclosed, _) => match memchr(b'\n', &window[self.at..]) {
                    Some(end) => return Some((self.at + end, Shape::Unclosed { cell: self.cell })),
                    None => {
                        self.at = window.len();
                        continue;
                    }
                },
                _ => {}
            }
            self.at += 1;
        }
        None
    }

    fn begin_unclosed(&mut self) {
        if self.state == State::Quoted {
            self.state = State::Unclosed;
            self.at = self.open + 1;
            self.line_ends = self.line_ends_at_open;
        }
    }

    /// Of a record that is too long, only the end is looked for; what has been looked at need not be held.
    fn skip(&mut self, buffer: &[u8], ended: bool) -> Option<Found> {
        let end = memchr(b'\n', &buffer[self.at..]).map(|end| self.at + end);
        if end.is_none() && !ended {
            self.skipped += buffer.len() as u64;
            self.at = 0;
            return Some(Found::More(buffer.len()));
        }
        let shape = if self.unclosed {
            Shape::Unclosed { cell: self.cell }
        } else {
            Shape::TooLong
        };
        let end = end.unwrap_or(buffer.len());
        let Found::Record(record) = self.finish(buffer, end, shape) else {
            return None;
        };
        Some(Found::Record(Extent {
            content: 0,
            ..record
        }))
    }

    fn finish(&mut self, buffer: &[u8], end: usize, shape: Shape) -> Found {
        let mut record = extent(
            buffer,
            end,
            self.line_ends + u32::from(end < buffer.len()),
            shape,
        );
        record.length += self.skipped;
        *self = Self::new();
        Found::Record(record)
    }
}

/// A record that ends before the line feed at `end`, or where the buffer does.
#[inline]
fn extent(buffer: &[u8], end: usize, line_ends: u32, shape: Shape) -> Extent {
    let has_line_end = end < buffer.len();
    let held = end + usize::from(has_line_end);
    let content = if has_line_end && end > 0 && buffer[end - 1] == b'\r' {
        end - 1
    } else {
        end
    };
    Extent {
        length: held as u64,
        held,
        content,
        line_ends,
        shape,
    }
}

/// Whether a line is to be skipped: empty, or only blanks.
#[inline]
pub(crate) fn is_blank(content: &[u8]) -> bool {
    content.iter().all(|byte| matches!(byte, b' ' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Records of a whole file: content, line ends and shape.
    fn records(file: &[u8]) -> Vec<(String, u32, Shape)> {
        records_in_pieces(file, usize::MAX)
    }

    fn records_in_pieces(file: &[u8], piece: usize) -> Vec<(String, u32, Shape)> {
        let mut scanner = Scanner::new();
        let (mut buffer, mut found, mut total) = (Vec::new(), Vec::new(), 0);
        let mut pieces = file.chunks(piece.min(file.len().max(1)));
        let mut ended = false;
        while !ended {
            match pieces.next() {
                Some(bytes) => buffer.extend_from_slice(bytes),
                None => ended = true,
            }
            loop {
                match scanner.next(&buffer, ended) {
                    Some(Found::Record(record)) => {
                        let content =
                            String::from_utf8_lossy(&buffer[..record.content]).into_owned();
                        found.push((content, record.line_ends, record.shape));
                        buffer.drain(..record.held);
                        total += record.length;
                    }
                    Some(Found::More(unneeded)) => {
                        buffer.drain(..unneeded);
                        break;
                    }
                    None => break,
                }
            }
            assert!(
                buffer.len() <= LONGEST_RECORD + piece.min(file.len()),
                "memory stays bounded"
            );
        }
        assert_eq!(total, file.len() as u64, "every byte belongs to one record");
        found
    }

    fn contents(file: &str) -> Vec<String> {
        records(file.as_bytes())
            .into_iter()
            .map(|record| record.0)
            .collect()
    }

    #[test]
    fn lines_end_with_lf_or_crlf() {
        assert_eq!(contents("a;b\nc;d\r\ne;f"), ["a;b", "c;d", "e;f"]);
        assert_eq!(contents("\"a\"\r\nb\n"), ["\"a\"", "b"]);
    }

    #[test]
    fn a_cr_alone_is_no_line_end() {
        assert_eq!(contents("a\rb\r\r\nc\r"), ["a\rb\r", "c\r"]);
    }

    #[test]
    fn a_quoted_cell_holds_line_ends_which_count() {
        assert_eq!(
            records(b"a;\"b\r\nc\nd\"\ne\n"),
            [
                ("a;\"b\r\nc\nd\"".to_owned(), 3, Shape::Quoted),
                ("e".to_owned(), 1, Shape::Plain),
            ]
        );
    }

    #[test]
    fn doubled_quotes_and_bytes_after_the_closing_quote_stay_in_the_record() {
        assert_eq!(
            contents("\"a\"\"\nb\";c\n\"x\"y\"\nz\n"),
            ["\"a\"\"\nb\";c", "\"x\"y\"", "z"]
        );
    }

    #[test]
    fn a_quote_inside_an_unquoted_cell_opens_nothing() {
        assert_eq!(contents("a\"b;c\nd\n"), ["a\"b;c", "d"]);
        assert_eq!(contents(" \"a\nb\n"), [" \"a", "b"]);
    }

    #[test]
    fn a_quote_open_at_the_end_of_the_file_costs_one_line() {
        assert_eq!(
            records(b"a;\"b\r\nc;d\n"),
            [
                ("a;\"b".to_owned(), 1, Shape::Unclosed { cell: 1 }),
                ("c;d".to_owned(), 1, Shape::Plain),
            ]
        );
        assert_eq!(
            records(b"\"x\ny\";\"b"),
            [("\"x\ny\";\"b".to_owned(), 1, Shape::Unclosed { cell: 1 })]
        );
    }

    #[test]
    fn a_quote_open_after_4000_bytes_is_unclosed() {
        let just = format!("\"{}\n\";b\nc\n", "x".repeat(3_999));
        assert_eq!(records(just.as_bytes())[0].2, Shape::Quoted);
        assert_eq!(records(just.as_bytes()).len(), 2);
        let over = format!("\"\n{}\";b\nc\n", "x".repeat(4_000));
        let found = records(over.as_bytes());
        assert_eq!(found[0], ("\"".to_owned(), 1, Shape::Unclosed { cell: 0 }));
        assert_eq!(found.len(), 3);
        let doubled = format!("\"{}\"\"\";b\nc\n", "x".repeat(4_000));
        assert_eq!(
            records(doubled.as_bytes())[0].2,
            Shape::Unclosed { cell: 0 }
        );
    }

    #[test]
    fn a_line_without_end_takes_no_memory() {
        let mut file = b"a;b\n".to_vec();
        file.resize(3_000_000, b'x');
        file.extend_from_slice(b"\nc;d\n");
        for piece in [usize::MAX, 70_000, 1_000_000] {
            let found = records_in_pieces(&file, piece);
            assert_eq!(found[1], (String::new(), 1, Shape::TooLong));
            assert_eq!(found[2].0, "c;d");
        }
        file.truncate(2_000_000);
        assert_eq!(
            records_in_pieces(&file, 65_536)[1],
            (String::new(), 0, Shape::TooLong)
        );
    }

    #[test]
    fn blank_lines_are_only_blanks() {
        assert!(is_blank(b"") && is_blank(b" \t "));
        assert!(!is_blank(b";") && !is_blank(b"\r") && !is_blank(b"\"\""));
    }

    proptest::proptest! {
        #[test]
        fn the_cuts_do_not_matter(file in "[ab;\"\r\n]{0,60}", piece in 1_usize..9) {
            proptest::prop_assert_eq!(records(file.as_bytes()), records_in_pieces(file.as_bytes(), piece));
        }
    }
}
