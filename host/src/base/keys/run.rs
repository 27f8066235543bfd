//! A sorted run of moves, in memory or in a file.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::ops::Range;

use super::filter::Filter;

/// Bytes after which another piece begins, of which a look-up reads one: a page of the system.
const PIECE: usize = 4_096;
/// Pieces read at a time where all are.
const PIECES: usize = 16;
/// Bytes written at a time.
const CHUNK: usize = 1 << 20;
/// Bytes of a move beside its customer: the key, then twice the customer's length, one more where it holds the key.
const HEAD: usize = 12;

/// Moves in the order of key and customer.
#[derive(Debug)]
pub(super) struct Run {
    filter: Filter,
    /// The first key of each piece, and where it begins.
    pieces: Vec<(i64, usize)>,
    length: usize,
    place: Place,
    pub(super) moves: usize,
}

#[derive(Debug)]
enum Place {
    Memory(Vec<u8>),
    /// In the file, from there on.
    File(u64),
}

impl Run {
    /// Bytes that a move of a customer takes.
    pub(super) fn bytes_of(customer: &str) -> usize {
        HEAD + customer.len()
    }

    /// False: no move of it is of that key.
    pub(super) fn may_hold(&self, key: i64) -> bool {
        self.filter.may_hold(key)
    }

    pub(super) fn finder<'r>(&'r self, file: Option<&'r File>) -> Finder<'r> {
        Finder { run: self, file, loaded: None, bytes: Vec::new() }
    }

    /// Reads all of it.
    pub(super) fn reader<'r>(&'r self, file: Option<&'r File>) -> io::Result<Reader<'r>> {
        let mut reader = Reader { run: self, file, next: 0, bytes: Vec::new(), at: 0 };
        reader.fill()?;
        Ok(reader)
    }

    /// Reads pieces in place of what is in `bytes`.
    fn load(&self, file: Option<&File>, pieces: Range<usize>, bytes: &mut Vec<u8>) -> io::Result<()> {
        let begin = |piece: usize| self.pieces.get(piece).map_or(self.length, |(_, begin)| *begin);
        let range = begin(pieces.start)..begin(pieces.end);
        bytes.clear();
        match &self.place {
            Place::Memory(all) => bytes.extend_from_slice(&all[range]),
            Place::File(offset) => {
                let mut file = file.ok_or(io::ErrorKind::NotFound)?;
                file.seek(SeekFrom::Start(offset + range.start as u64))?;
                bytes.resize(range.len(), 0);
                file.read_exact(bytes)?;
            }
        }
        Ok(())
    }
}

/// One move within bytes.
struct Entry<'b> {
    key: i64,
    customer: &'b str,
    held: bool,
}

/// The move at the beginning of bytes; none at their end.
fn entry(bytes: &[u8]) -> io::Result<Option<Entry<'_>>> {
    let Some((key, rest)) = bytes.split_first_chunk() else { return Ok(None) };
    let (head, rest) = rest.split_first_chunk().ok_or(io::ErrorKind::InvalidData)?;
    let head = u32::from_le_bytes(*head);
    let customer = rest.get(..(head >> 1) as usize).ok_or(io::ErrorKind::InvalidData)?;
    let customer = std::str::from_utf8(customer).map_err(|_| io::ErrorKind::InvalidData)?;
    Ok(Some(Entry { key: i64::from_le_bytes(*key), customer, held: head & 1 == 1 }))
}

/// Finds the moves of keys; quickest in their order.
pub(super) struct Finder<'r> {
    run: &'r Run,
    file: Option<&'r File>,
    loaded: Option<usize>,
    bytes: Vec<u8>,
}

impl Finder<'_> {
    /// Names each customer who takes a key or gives it away.
    pub(super) fn each(&mut self, key: i64, mut each: impl FnMut(&str, bool)) -> io::Result<()> {
        let pieces = &self.run.pieces;
        let begin = pieces.partition_point(|(first, _)| *first < key).saturating_sub(1);
        for piece in (begin..pieces.len()).take_while(|piece| pieces[*piece].0 <= key) {
            if self.loaded != Some(piece) {
                self.run.load(self.file, piece..piece + 1, &mut self.bytes)?;
                self.loaded = Some(piece);
            }
            let mut rest = &*self.bytes;
            while let Some(one) = entry(rest)?.filter(|one| one.key <= key) {
                if one.key == key {
                    each(one.customer, one.held);
                }
                rest = &rest[Run::bytes_of(one.customer)..];
            }
        }
        Ok(())
    }
}

/// Goes through the moves of a run.
pub(super) struct Reader<'r> {
    run: &'r Run,
    file: Option<&'r File>,
    /// The first piece that was not read.
    next: usize,
    bytes: Vec<u8>,
    at: usize,
}

impl Reader<'_> {
    /// The key of the move at hand; none at the end.
    pub(super) fn key(&self) -> Option<i64> {
        self.bytes[self.at..].first_chunk().map(|key| i64::from_le_bytes(*key))
    }

    /// Takes the move at hand: writes its customer in place of what is there, answers whether it holds the key.
    pub(super) fn take(&mut self, customer: &mut String) -> io::Result<bool> {
        let one = entry(&self.bytes[self.at..])?.ok_or(io::ErrorKind::UnexpectedEof)?;
        customer.clear();
        customer.push_str(one.customer);
        let held = one.held;
        self.at += Run::bytes_of(customer);
        self.fill()?;
        Ok(held)
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.at == self.bytes.len() && self.next < self.run.pieces.len() {
            let end = (self.next + PIECES).min(self.run.pieces.len());
            self.run.load(self.file, self.next..end, &mut self.bytes)?;
            (self.next, self.at) = (end, 0);
        }
        Ok(())
    }
}

/// A run being written.
pub(super) struct Writing<'f> {
    run: Run,
    file: Option<&'f File>,
    /// What was not written to the file yet; all of it where there is none.
    bytes: Vec<u8>,
}

impl<'f> Writing<'f> {
    /// Of so many moves, at the end of a file where there is one.
    pub(super) fn new(moves: usize, file: Option<&'f File>) -> io::Result<Self> {
        let place = match file {
            Some(mut file) => Place::File(file.seek(SeekFrom::End(0))?),
            None => Place::Memory(Vec::new()),
        };
        let run = Run { filter: Filter::of(moves), pieces: Vec::new(), length: 0, place, moves: 0 };
        Ok(Self { run, file, bytes: Vec::new() })
    }

    /// Adds a move, in their order.
    pub(super) fn push(&mut self, key: i64, customer: &str, held: bool) -> io::Result<()> {
        let run = &mut self.run;
        run.filter.insert(key);
        run.moves += 1;
        if run.pieces.last().is_none_or(|(_, begin)| run.length - begin >= PIECE) {
            run.pieces.push((key, run.length));
        }
        let length = u32::try_from(customer.len()).ok().filter(|length| *length < 1 << 31);
        let head = length.ok_or(io::ErrorKind::InvalidInput)? << 1 | u32::from(held);
        self.bytes.extend_from_slice(&key.to_le_bytes());
        self.bytes.extend_from_slice(&head.to_le_bytes());
        self.bytes.extend_from_slice(customer.as_bytes());
        run.length += Run::bytes_of(customer);
        if let Some(mut file) = self.file.filter(|_| self.bytes.len() >= CHUNK) {
            file.write_all(&self.bytes)?;
            self.bytes.clear();
        }
        Ok(())
    }

    pub(super) fn end(mut self) -> io::Result<Run> {
        if let Some(mut file) = self.file {
            file.write_all(&self.bytes)?;
        } else {
            self.bytes.shrink_to_fit();
            self.run.place = Place::Memory(self.bytes);
        }
        Ok(self.run)
    }
}
