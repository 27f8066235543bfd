//! Reading a delivered file: its bytes as they come, its records as they are complete.

use xxhash_rust::xxh3::xxh3_64;

use crate::bytes::copy;
use crate::dates;
use crate::fields::{BIRTH_DATE, LAST_NAME, SEPARATOR};
use crate::header::{BYTE_ORDER_MARK, Columns};
use crate::records::{Extent, Found, Scanner, Shape, is_blank};
use crate::text::{Cells, Splitter, has_control};
use crate::types::{ArgumentKind, Layout, Line, Reason, Subject, Timestamp};

/// The longest cell, in characters.
pub(crate) const LONGEST_CELL: usize = 1_000;

/// How far ahead of the run's clock a modification may be, in seconds: 48 h. Beyond it would freeze the record.
const FARTHEST_AHEAD: i64 = 48 * 3600;

/// What a good record holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Content {
    /// Of the line that it was read from.
    pub(crate) number: u32,
    /// The modification's date.
    pub(crate) modified_at: Timestamp,
    /// Of its cells.
    pub(crate) digest: u64,
    /// Where the row of its values begins in the text of its portion, and where it ends: there its identifier begins.
    row: (u32, u32),
    /// Where its identifier ends.
    end: u32,
}

/// The records that some bytes complete.
#[derive(Debug, Default)]
pub(crate) struct Portion {
    /// All of them.
    pub(crate) lines: Vec<Line>,
    /// What the good ones hold.
    pub(crate) contents: Vec<Content>,
    /// Their rows and identifiers: one allocation for all.
    pub(crate) text: String,
}

impl Portion {
    /// With room for the records of so many bytes.
    fn for_bytes(bytes: usize) -> Self {
        const USUAL_RECORD: usize = 128;
        let records = bytes / USUAL_RECORD + 1;
        Self {
            lines: Vec::with_capacity(records),
            contents: Vec::with_capacity(records),
            text: String::with_capacity(bytes),
        }
    }
}

impl Content {
    /// Its row, in the text of its portion.
    pub(crate) fn row<'a>(&self, text: &'a str) -> &'a str {
        &text[self.row.0 as usize..self.row.1 as usize]
    }

    /// Its identifier, in the text of its portion.
    pub(crate) fn customer<'a>(&self, text: &'a str) -> &'a str {
        &text[self.row.1 as usize..self.end as usize]
    }
}

enum Stage {
    /// The first three bytes may be a byte order mark.
    Mark,
    Header,
    Body(Box<Columns>),
    Refused(Reason),
}

/// Reads one file.
pub(crate) struct Reader {
    now: Timestamp,
    stage: Stage,
    scanner: Scanner,
    splitter: Splitter,
    /// What of the last bytes belongs to a record whose end has not come.
    carry: Vec<u8>,
    /// Bytes from the start of the file to the next record.
    offset: u64,
    /// The next record's physical line.
    number: u32,
    header_length: u32,
    scratch: Vec<u8>,
}

impl Reader {
    /// Begins a file; `now` is the run's clock.
    pub(crate) fn new(now: Timestamp) -> Self {
        Self {
            now,
            stage: Stage::Mark,
            scanner: Scanner::new(),
            splitter: Splitter::default(),
            carry: Vec::new(),
            offset: 0,
            number: 1,
            header_length: 0,
            scratch: Vec::new(),
        }
    }

    /// The columns, once the header has been read.
    pub(crate) fn columns(&self) -> Option<&Columns> {
        if let Stage::Body(columns) = &self.stage { Some(columns) } else { None }
    }

    /// What the host is told of the header.
    pub(crate) fn layout(&self) -> Option<Layout> {
        let columns = self.columns()?;
        Some(Layout {
            header_length: self.header_length,
            absent_fields: columns.absent(),
            unknown_columns: columns.unknown.iter().map(|column| columns.texts[*column].clone()).collect(),
        })
    }

    /// Takes the next bytes; returns the records that they complete.
    ///
    /// An error refuses the whole file, now and at every later call.
    pub(crate) fn read(&mut self, bytes: Vec<u8>, ended: bool) -> Result<Portion, Reason> {
        let mut portion = Portion::for_bytes(self.carry.len() + bytes.len());
        self.advance(bytes, ended, Some(&mut portion))?;
        Ok(portion)
    }

    /// Takes the next bytes; of the records that they complete only the ends are looked for.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub(crate) fn skip(&mut self, bytes: Vec<u8>) -> Result<(), Reason> {
        self.advance(bytes, false, None)
    }

    fn advance(&mut self, bytes: Vec<u8>, ended: bool, mut portion: Option<&mut Portion>) -> Result<(), Reason> {
        // Whole records are read where the host put them; only the unfinished one is kept, in a buffer used again.
        let mut carry = std::mem::take(&mut self.carry);
        let mut at = 0;
        let result = if carry.is_empty() {
            let result = self.records(&bytes, &mut at, ended, &mut portion);
            carry.extend_from_slice(&bytes[at..]);
            result
        } else {
            carry.extend_from_slice(&bytes);
            let result = self.records(&carry, &mut at, ended, &mut portion);
            carry.drain(..at);
            result
        };
        if let Err(reason) = &result {
            self.stage = Stage::Refused(reason.clone());
            return result;
        }
        self.carry = carry;
        result
    }

    fn records(
        &mut self,
        buffer: &[u8],
        at: &mut usize,
        ended: bool,
        portion: &mut Option<&mut Portion>,
    ) -> Result<(), Reason> {
        if let Stage::Mark = self.stage {
            if buffer.len() < BYTE_ORDER_MARK.len() && !ended {
                return Ok(());
            }
            if buffer.starts_with(BYTE_ORDER_MARK) {
                *at = BYTE_ORDER_MARK.len();
                self.offset = *at as u64;
            }
            self.stage = Stage::Header;
        }
        if let Stage::Refused(reason) = &self.stage {
            return Err(reason.clone());
        }
        loop {
            let record = match self.scanner.next(&buffer[*at..], ended) {
                Some(Found::Record(record)) => record,
                Some(Found::More(unneeded)) => {
                    *at += unneeded;
                    return Ok(());
                }
                None if matches!(self.stage, Stage::Header) => {
                    return Err(Reason::new("no-header"));
                }
                None => return Ok(()),
            };
            let content = &buffer[*at..*at + record.content];
            if record.shape != Shape::Plain || !is_blank(content) {
                self.record(content, &record, portion.as_deref_mut())?;
            }
            *at += record.held;
            self.offset += record.length;
            self.number = self.number.saturating_add(record.line_ends);
        }
    }

    fn record(&mut self, content: &[u8], record: &Extent, portion: Option<&mut Portion>) -> Result<(), Reason> {
        let Stage::Body(columns) = &self.stage else {
            let columns = Columns::read(content, record.shape)?;
            self.header_length = u32::try_from(self.offset + record.length).unwrap_or(u32::MAX);
            self.stage = Stage::Body(Box::new(columns));
            return Ok(());
        };
        let Some(portion) = portion else { return Ok(()) };
        let (number, offset) = (self.number, self.offset);
        let length = u32::try_from(record.length).unwrap_or(u32::MAX);
        let line = |customer, subject| Line { number, offset, length, customer, subject };
        if record.shape == Shape::TooLong {
            let reason = Reason::new("too-long").with(ArgumentKind::Number, columns.texts.len().to_string());
            portion.lines.push(line(None, Err(reason)));
            return Ok(());
        }
        let cells = self.splitter.split(content, record.shape);
        match wrong(columns, &cells, record.shape, Some(self.now)) {
            Err(Wrong { reason, .. }) => {
                portion.lines.push(line(readable_id(columns, &cells, record.shape), Err(reason)));
            }
            Ok(modified_at) => {
                let digest = digest(columns, &cells, &mut self.scratch);
                let (text, customer) = (&mut portion.text, cells.get(columns.id));
                let begin = text.len() as u32;
                push_row(columns, &cells, text);
                let row = (begin, text.len() as u32);
                text.push_str(customer);
                let end = text.len() as u32;
                portion.contents.push(Content { number, modified_at, digest, row, end });
                portion.lines.push(line(Some(customer.to_owned()), Ok(Subject { modified_at, digest })));
            }
        }
        Ok(())
    }
}

/// Why a record is rejected, and the column for it where there is one.
pub(crate) struct Wrong {
    pub(crate) reason: Reason,
    pub(crate) column: Option<usize>,
}

/// The first thing wrong with a record, or its date. Without a clock no date is too far ahead.
pub(crate) fn wrong(
    columns: &Columns,
    cells: &Cells<'_>,
    shape: Shape,
    now: Option<Timestamp>,
) -> Result<Timestamp, Wrong> {
    let at =
        |code: &str, column: usize| Wrong { reason: columns.name(Reason::new(code), column), column: Some(column) };
    if let Shape::Unclosed { cell } = shape {
        return Err(at("unclosed-quote", cell));
    }
    if cells.may_be_long()
        && let Some(column) = (0..cells.len()).find(|index| is_too_long(cells.get(*index)))
    {
        return Err(at("too-long", column));
    }
    if let Some(column) = cells.controlled {
        return Err(at("control-character", column));
    }
    if cells.len() != columns.texts.len() {
        let reason = Reason::new("cell-count")
            .with(ArgumentKind::Number, cells.len().to_string())
            .with(ArgumentKind::Number, columns.texts.len().to_string());
        return Err(Wrong { reason, column: None });
    }
    if cells.get(columns.id).is_empty() {
        return Err(at("no-identifier", columns.id));
    }
    let date = cells.get(columns.date);
    let Some(modified_at) = dates::instant(date) else {
        let mut wrong = at("unreadable-date", columns.date);
        wrong.reason = wrong.reason.with(ArgumentKind::Text, date);
        return Err(wrong);
    };
    if now.is_some_and(|now| modified_at > now.saturating_add(FARTHEST_AHEAD)) {
        let mut wrong = at("future-date", columns.date);
        wrong.reason = wrong.reason.with(ArgumentKind::Date, dates::rfc3339(modified_at));
        return Err(wrong);
    }
    if let Some(column) = columns.of_field[LAST_NAME].filter(|column| cells.get(*column).is_empty()) {
        return Err(at("no-name", column));
    }
    Ok(modified_at)
}

/// Whether a cell is over the longest.
#[inline]
pub(crate) fn is_too_long(cell: &str) -> bool {
    cell.len() > LONGEST_CELL && cell.chars().count() > LONGEST_CELL
}

/// The identifier of a rejected record, where it stands in a cell that could be one.
fn readable_id(columns: &Columns, cells: &Cells<'_>, shape: Shape) -> Option<String> {
    if let Shape::Unclosed { cell } = shape
        && cell <= columns.id
    {
        return None;
    }
    let id = cells.get(columns.id);
    (!id.is_empty() && !is_too_long(id) && !has_control(id)).then(|| id.to_owned())
}

fn digest(columns: &Columns, cells: &Cells<'_>, scratch: &mut Vec<u8>) -> u64 {
    let names = columns.names_digest.to_le_bytes();
    let size = names.len() + cells.size();
    if scratch.len() < size {
        scratch.resize(size, 0);
    }
    let (scratch, _) = scratch.split_at_mut(size);
    let (begin, mut rest) = scratch.split_at_mut(names.len());
    begin.copy_from_slice(&names);
    for columns in &columns.by_name {
        let cells = cells.separated(columns.clone());
        let (to, after) = rest.split_at_mut(cells.len());
        copy(cells, to);
        rest = after;
    }
    xxh3_64(scratch)
}

fn push_row(columns: &Columns, cells: &Cells<'_>, text: &mut String) {
    for (place, part) in columns.row.iter().enumerate() {
        if place > 0 {
            text.push(SEPARATOR);
        }
        let values = cells.joined(part.clone());
        if columns.of_field[BIRTH_DATE] == Some(part.start) {
            push_birth_date(values, text);
        } else {
            text.push_str(values);
        }
    }
}

/// Writes a birth date as it is stored: `yyyy-MM-dd`, or as received where it can't be read.
pub(crate) fn push_birth_date(cell: &str, out: &mut String) {
    match dates::birth_date(cell) {
        Some(date) => dates::push_date(date, out),
        None => out.push_str(cell),
    }
}

#[cfg(test)]
#[path = "reading_tests.rs"]
mod tests;
