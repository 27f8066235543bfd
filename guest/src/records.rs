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
            match memchr2(b'\n', b'"', window).map(|place| (self.at + place, window[place])) {
                Some((end, b'\n')) => {
                    self.at = 0;
                    return Some(Found::Record(extent(buffer, end, 1, Shape::Plain)));
                }
                Some(_) => {
                    self.state = State::CellStart;
                    self.at = 0;
                }
                None => self.at += window.len(),
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
                let end = memchr(b'\n', &buffer[self.at..]).map_or(buffer.len(), |end| self.at + end);
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
        let shape = if self.unclosed { Shape::Unclosed { cell: self.cell } } else { Shape::TooLong };
        let end = end.unwrap_or(buffer.len());
        let Found::Record(record) = self.finish(buffer, end, shape) else {
            return None;
        };
        Some(Found::Record(Extent { content: 0, ..record }))
    }

    fn finish(&mut self, buffer: &[u8], end: usize, shape: Shape) -> Found {
        let mut record = extent(buffer, end, self.line_ends + u32::from(end < buffer.len()), shape);
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
    let content = if has_line_end && end > 0 && buffer[end - 1] == b'\r' { end - 1 } else { end };
    Extent { length: held as u64, held, content, line_ends, shape }
}

/// Whether a line is to be skipped: empty, or only blanks.
#[inline]
pub(crate) fn is_blank(content: &[u8]) -> bool {
    content.iter().all(|byte| matches!(byte, b' ' | b'\t'))
}

#[cfg(test)]
#[path = "records_tests.rs"]
mod tests;
