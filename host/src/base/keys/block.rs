//! Keys in blocks: a row of `key_block` holds some hundreds of them in order, each with its customer.
//!
//! Written and read a block at a time, keys cost what copying them costs, where a row each costs a way through the
//! index each. A block holds its keys as eight bytes each, the highest byte first, and its customers as a JSON array in
//! the same order, so that the view `settled_key` needs nothing but SQL. A key never lies in two blocks, and none of a
//! block is less than the row's `first`.

use std::borrow::Cow;

use memchr::memchr2;
use rusqlite::{CachedStatement, Connection, OptionalExtension as _, Row, params};

use crate::base::BaseError;
use crate::base::record::push_string;

/// Bytes of a full block: two of them, with their headers, fill a page of 16 KiB.
pub(super) const FULL: usize = 8_160;

const DAMAGED: BaseError = BaseError::Damaged { what: "a block of keys" };

/// A row of `key_block` as it was read.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) first: i64,
    keys: Vec<u8>,
    customers: String,
}

impl Block {
    /// Reads the columns `first, keys, customers` in place of what it holds.
    pub(super) fn read(&mut self, row: &Row<'_>) -> Result<(), BaseError> {
        self.first = row.get(0)?;
        self.keys.clear();
        self.keys.extend_from_slice(row.get_ref(1)?.as_blob().map_err(|_| DAMAGED)?);
        self.customers.clear();
        self.customers.push_str(row.get_ref(2)?.as_str().map_err(|_| DAMAGED)?);
        Ok(())
    }

    /// Bytes of it.
    pub(super) fn len(&self) -> usize {
        self.keys.len() + self.customers.len()
    }

    fn keys(&self) -> &[[u8; 8]] {
        self.keys.as_chunks().0
    }

    /// Whether a customer's name, written as JSON, is in it.
    pub(super) fn names(&self, json: &str) -> bool {
        self.customers.contains(json)
    }

    /// Keys in order, each with its customer's name as JSON.
    pub(super) fn entries(&self) -> impl Iterator<Item = Result<(i64, &str), BaseError>> {
        let mut names = Names { json: &self.customers, at: 0 };
        self.keys().iter().map(move |key| Ok((i64::from_be_bytes(*key), names.next()?)))
    }
}

/// Goes through the names of a JSON array of texts.
#[derive(Debug)]
struct Names<'b> {
    json: &'b str,
    /// Where the bracket or comma before the next one is.
    at: usize,
}

impl<'b> Names<'b> {
    /// The next one, quotes included.
    fn next(&mut self) -> Result<&'b str, BaseError> {
        let begin = self.at + 1;
        let mut end = begin + 1;
        loop {
            let rest = self.json.as_bytes().get(end..).ok_or(DAMAGED)?;
            end += memchr2(b'"', b'\\', rest).ok_or(DAMAGED)?;
            if self.json.as_bytes()[end] == b'"' {
                break;
            }
            // What is escaped is no end.
            end += 2;
        }
        self.at = end + 1;
        self.json.get(begin..=end).ok_or(DAMAGED)
    }
}

/// The text that a JSON text with its quotes stands for.
pub(super) fn text(json: &str) -> Result<Cow<'_, str>, BaseError> {
    let inner = json.strip_prefix('"').and_then(|json| json.strip_suffix('"')).ok_or(DAMAGED)?;
    if inner.contains('\\') {
        return serde_json::from_str(json).map(Cow::Owned).map_err(|_| DAMAGED);
    }
    Ok(Cow::Borrowed(inner))
}

/// Writes a text as JSON in place of what is there.
pub(super) fn write_json(text: &str, json: &mut String) {
    json.clear();
    let escapes = text.bytes().any(|byte| byte == b'"' || byte == b'\\' || byte < b' ');
    push_string(json, text, escapes);
}

/// A block to be written.
#[derive(Debug, Default)]
pub(super) struct Packed {
    pub(super) first: i64,
    keys: Vec<u8>,
    customers: String,
}

/// Packs keys that come in order into blocks.
#[derive(Debug)]
pub(super) struct Packing {
    packed: Packed,
    last: i64,
    /// Bytes from which on a block is full enough.
    enough: usize,
}

impl Packing {
    /// Blocks as full as they get.
    pub(super) fn full() -> Self {
        Self { packed: Packed::default(), last: 0, enough: FULL }
    }

    /// So many bytes in blocks of about the same size.
    pub(super) fn even(bytes: usize) -> Self {
        Self { packed: Packed::default(), last: 0, enough: bytes / bytes.div_ceil(FULL).max(1) }
    }

    /// Adds a key whose customer is written as JSON; answers the block that was full before it.
    pub(super) fn push(&mut self, key: i64, customer: &str) -> Option<Packed> {
        let (keys, customers) = (self.packed.keys.len(), self.packed.customers.len());
        // Each customer has a comma or bracket before it, and the array an end.
        let is_full = keys + customers >= self.enough || keys + customers + 8 + customer.len() + 2 > FULL;
        let full = (is_full && keys > 0 && key != self.last).then(|| self.cut());
        if self.packed.keys.is_empty() {
            self.packed.first = key;
        }
        self.packed.customers.push(if self.packed.keys.is_empty() { '[' } else { ',' });
        self.packed.customers.push_str(customer);
        self.packed.keys.extend_from_slice(&key.to_be_bytes());
        self.last = key;
        full
    }

    /// The last block, where there is one.
    pub(super) fn end(mut self) -> Option<Packed> {
        (!self.packed.keys.is_empty()).then(|| self.cut())
    }

    fn cut(&mut self) -> Packed {
        self.packed.customers.push(']');
        let next = Packed {
            first: 0,
            keys: Vec::with_capacity(self.packed.keys.len() + 64),
            customers: String::with_capacity(self.packed.customers.len() + 64),
        };
        std::mem::replace(&mut self.packed, next)
    }
}

/// Writes blocks.
pub(super) struct Writer<'c>(CachedStatement<'c>);

impl<'c> Writer<'c> {
    pub(super) fn new(connection: &'c Connection) -> Result<Self, BaseError> {
        Ok(Self(connection.prepare_cached("REPLACE INTO key_block(first, keys, customers) VALUES (?, ?, ?)")?))
    }

    /// Writes one under `first`, which is not greater than its first key.
    pub(super) fn write(&mut self, first: i64, block: &Packed) -> Result<(), BaseError> {
        self.0.execute(params![first, block.keys, block.customers])?;
        Ok(())
    }
}

/// The block that a key lies in, if it is anywhere.
const BLOCK_OF: &str = "SELECT first, keys, customers FROM key_block WHERE first <= ? ORDER BY first DESC LIMIT 1";

/// Finds who holds keys; quickest in their order.
pub(in crate::base) struct Finder<'c> {
    statement: CachedStatement<'c>,
    block: Block,
    /// Customers before this one lie before `at`, that is within the block.
    next: usize,
    at: usize,
}

impl<'c> Finder<'c> {
    pub(in crate::base) fn new(connection: &'c Connection) -> Result<Self, BaseError> {
        Ok(Self { statement: connection.prepare_cached(BLOCK_OF)?, block: Block::default(), next: 0, at: 0 })
    }

    /// Names customers who hold a key, as long as `each` wants more.
    pub(in crate::base) fn each(&mut self, key: i64, mut each: impl FnMut(&str) -> bool) -> Result<(), BaseError> {
        if !self.reach(key)? {
            return Ok(());
        }
        let keys = self.block.keys();
        let begin = keys.partition_point(|one| i64::from_be_bytes(*one) < key);
        if keys.get(begin) != Some(&key.to_be_bytes()) {
            return Ok(());
        }
        if begin < self.next {
            (self.next, self.at) = (0, 0);
        }
        let mut names = Names { json: &self.block.customers, at: self.at };
        for _ in self.next..begin {
            names.next()?;
        }
        (self.next, self.at) = (begin, names.at);
        for _ in keys[begin..].iter().take_while(|one| **one == key.to_be_bytes()) {
            if !each(&text(names.next()?)?) {
                break;
            }
        }
        Ok(())
    }

    /// Whether the block at hand, after this, may hold a key.
    fn reach(&mut self, key: i64) -> Result<bool, BaseError> {
        let may_hold = |block: &Block| {
            let last = block.keys().last().map(|last| i64::from_be_bytes(*last));
            block.first <= key && last.is_some_and(|last| key <= last)
        };
        if may_hold(&self.block) {
            return Ok(true);
        }
        let mut rows = self.statement.query([key])?;
        let Some(row) = rows.next()? else { return Ok(false) };
        (self.next, self.at) = (0, 0);
        self.block.read(row)?;
        Ok(may_hold(&self.block))
    }
}

/// The block that keys from `key` on are to be put in, and the first key of the one after it.
pub(super) fn block_for(connection: &Connection, key: i64) -> Result<(Option<Block>, Option<i64>), BaseError> {
    let read = |sql: &str, parameters: &[&dyn rusqlite::ToSql]| -> Result<Option<Block>, BaseError> {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query(parameters)?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let mut block = Block::default();
        block.read(row)?;
        Ok(Some(block))
    };
    let block = match read(BLOCK_OF, &[&key])? {
        // What is less than all keys goes with the least.
        None => read("SELECT first, keys, customers FROM key_block ORDER BY first LIMIT 1", &[])?,
        some => some,
    };
    let Some(block) = block else { return Ok((None, None)) };
    let mut next = connection.prepare_cached("SELECT first FROM key_block WHERE first > ? ORDER BY first LIMIT 1")?;
    let next = next.query_row([block.first], |row| row.get(0)).optional()?;
    Ok((Some(block), next))
}
