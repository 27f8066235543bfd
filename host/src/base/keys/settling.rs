//! Moves put in their places: merged into the blocks that they fall in.

use std::cmp::Ordering;

use rusqlite::Connection;

use super::block::{Block, Packed, Packing, Writer, block_for, text, write_json};
use crate::base::BaseError;

/// Puts moves that come in the order of key and customer in their places.
#[derive(Debug)]
pub(in crate::base) struct Settling<'c> {
    connection: &'c Connection,
    /// The block that those waiting fall in.
    block: Option<Block>,
    /// The first key of the block after it.
    until: Option<i64>,
    waiting: Waiting,
    /// How many more keys are held.
    more: i64,
}

/// Moves of one block.
#[derive(Debug, Default)]
struct Waiting {
    /// The key, where the customer ends in the text, and whether it holds the key.
    moves: Vec<(i64, usize, bool)>,
    customers: String,
}

impl Waiting {
    fn each(&self) -> impl Iterator<Item = (i64, &str, bool)> {
        let begins = std::iter::once(0).chain(self.moves.iter().map(|(_, end, _)| *end));
        self.moves.iter().zip(begins).map(|((key, end, held), begin)| (*key, &self.customers[begin..*end], *held))
    }
}

impl<'c> Settling<'c> {
    /// Nothing yet.
    pub(in crate::base) fn new(connection: &'c Connection) -> Self {
        Self { connection, block: None, until: None, waiting: Waiting::default(), more: 0 }
    }

    /// Adds a move.
    pub(in crate::base) fn push(&mut self, key: i64, customer: &str, held: bool) -> Result<(), BaseError> {
        if self.until.is_some_and(|until| key >= until) {
            self.write()?;
        }
        if self.waiting.moves.is_empty() {
            (self.block, self.until) = block_for(self.connection, key)?;
        }
        self.waiting.customers.push_str(customer);
        self.waiting.moves.push((key, self.waiting.customers.len(), held));
        Ok(())
    }

    /// Writes the last ones; answers how many more keys are held than before.
    pub(in crate::base) fn end(mut self) -> Result<i64, BaseError> {
        self.write()?;
        Ok(self.more)
    }

    fn write(&mut self) -> Result<(), BaseError> {
        let Some((lowest, ..)) = self.waiting.moves.first() else { return Ok(()) };
        let block = self.block.take().unwrap_or_default();
        // Each customer with its key, quotes and comma.
        let added = self.waiting.customers.len() + self.waiting.moves.len() * 11;
        let mut writing = Rewriting {
            packing: Packing::even(block.len() + added),
            writer: Writer::new(self.connection)?,
            // The place of the block is kept unless something goes before it.
            place: Some(block.first).filter(|first| block.len() > 0 && first <= lowest),
        };
        let remove = || self.connection.prepare_cached("DELETE FROM key_block WHERE first = ?")?.execute([block.first]);
        if block.len() > 0 && writing.place.is_none() {
            remove()?;
        }
        let mut moves = self.waiting.each().peekable();
        let mut json = String::new();
        for entry in block.entries() {
            let (key, name) = entry?;
            let mut stays = true;
            while let Some((moved, customer, held)) = moves.peek().copied() {
                let order = match moved.cmp(&key) {
                    Ordering::Equal => customer.cmp(&*text(name)?),
                    unequal => unequal,
                };
                match order {
                    Ordering::Less if held => {
                        write_json(customer, &mut json);
                        writing.push(moved, &json)?;
                        self.more += 1;
                    }
                    Ordering::Less => {}
                    Ordering::Equal => stays = held,
                    Ordering::Greater => break,
                }
                moves.next();
            }
            if stays {
                writing.push(key, name)?;
            } else {
                self.more -= 1;
            }
        }
        for (key, customer, _) in moves.filter(|(.., held)| *held) {
            write_json(customer, &mut json);
            writing.push(key, &json)?;
            self.more += 1;
        }
        if !writing.end()? && block.len() > 0 {
            remove()?;
        }
        self.waiting.moves.clear();
        self.waiting.customers.clear();
        Ok(())
    }
}

/// A block being written again, as one or several.
struct Rewriting<'c> {
    packing: Packing,
    writer: Writer<'c>,
    place: Option<i64>,
}

impl Rewriting<'_> {
    fn push(&mut self, key: i64, customer: &str) -> Result<(), BaseError> {
        self.packing.push(key, customer).map_or(Ok(()), |full| write(&mut self.writer, &mut self.place, &full))
    }

    /// Answers whether anything is left of it.
    fn end(mut self) -> Result<bool, BaseError> {
        let Some(last) = self.packing.end() else { return Ok(false) };
        write(&mut self.writer, &mut self.place, &last)?;
        Ok(true)
    }
}

fn write(writer: &mut Writer<'_>, place: &mut Option<i64>, block: &Packed) -> Result<(), BaseError> {
    writer.write(place.take().unwrap_or(block.first), block)
}
