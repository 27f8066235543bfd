//! Keys of a base that has none yet: gathered in sorted runs, and put in blocks once, at the end.
//!
//! A first load moves millions of keys, a batch at a time. Merged into the blocks at every batch, all blocks would be
//! written again each time; a run costs what copying it costs. Nearly nobody who is looked up holds a key already, and
//! each run has a filter that says so.

use std::cmp::Reverse;
use std::collections::binary_heap::PeekMut;
use std::collections::{BTreeMap, BinaryHeap};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread;

use rusqlite::Connection;

use super::block::{Packed, Packing, Writer, write_json};
use super::filter::Filter;
use super::run::{Run, Writing};
use crate::base::BaseError;

/// Bytes of runs that stay in memory: those of half a million customers. Further ones lie in a file, which the system
/// holds in memory as long as it has any to spare.
const IN_MEMORY: usize = 64 << 20;
/// Runs at most, of some hundred thousand keys each: then all become one, so that their filters stay small.
const MOST_RUNS: usize = 128;
/// Bytes of a delivery that bring a key, or somewhat fewer.
const BYTES_A_KEY: u64 = 28;
/// Blocks that wait to be written at most: half a MiB.
const AHEAD: usize = 64;

/// Keys that nobody held before.
#[derive(Debug)]
pub(in crate::base) struct Gathered {
    /// Where a file is made, if it takes one.
    folder: PathBuf,
    /// Says of nearly all keys that they are in no run.
    filter: Filter,
    /// The oldest first.
    runs: Vec<Run>,
    /// Bytes that may still stay in memory.
    left: usize,
    most_runs: usize,
    file: Option<File>,
}

impl Gathered {
    /// Nothing yet, for a base that holds no keys, of which a delivery of so many bytes is about to bring some.
    pub(in crate::base) fn beside(connection: &Connection, bytes: u64) -> Self {
        let folder = connection.path().and_then(|file| Path::new(file).parent()).map(Path::to_owned);
        let folder = folder.filter(|folder| folder.is_dir()).unwrap_or_else(std::env::temp_dir);
        let filter = Filter::of(usize::try_from(bytes / BYTES_A_KEY).unwrap_or(usize::MAX));
        Self { folder, filter, runs: Vec::new(), left: IN_MEMORY, most_runs: MOST_RUNS, file: None }
    }

    #[cfg(test)]
    pub(super) fn within(connection: &Connection, in_memory: usize, most_runs: usize) -> Self {
        Self { left: in_memory, most_runs, ..Self::beside(connection, 1_000) }
    }

    /// Adds moves, each pair of key and customer once; quickest in their order.
    pub(in crate::base) fn add<'i>(
        &mut self,
        moves: impl Iterator<Item = (i64, &'i str, bool)>,
    ) -> Result<(), BaseError> {
        let mut moves: Vec<_> = moves.collect();
        // Nearly always in order already.
        moves.sort();
        let bytes = moves.iter().map(|(_, customer, _)| Run::bytes_of(customer)).sum::<usize>();
        if self.runs.len() >= self.most_runs {
            self.make_one()?;
        }
        let in_memory = bytes <= self.left;
        if in_memory {
            self.left -= bytes;
        } else if self.file.is_none() {
            self.file = Some(self.new_file()?);
        }
        let mut writing =
            Writing::new(moves.len(), self.file.as_ref().filter(|_| !in_memory)).map_err(BaseError::Gathered)?;
        for (key, customer, held) in moves {
            self.filter.insert(key);
            writing.push(key, customer, held).map_err(BaseError::Gathered)?;
        }
        self.runs.push(writing.end().map_err(BaseError::Gathered)?);
        Ok(())
    }

    /// Up to `most` customers who hold each key; quickest in their order.
    pub(in crate::base) fn each_holder(
        &self,
        keys: &[u64],
        most: usize,
        mut each: impl FnMut(usize, &str),
    ) -> Result<(), BaseError> {
        let known: Vec<(usize, u64)> =
            keys.iter().copied().enumerate().filter(|(_, key)| self.filter.may_hold(*key as i64)).collect();
        let mut found: Vec<(usize, String, bool)> = Vec::new();
        for run in &self.runs {
            let mut finder = run.finder(self.file.as_ref());
            for (index, key) in known.iter().filter(|(_, key)| run.may_hold(*key as i64)) {
                finder
                    .each(*key as i64, |customer, held| found.push((*index, customer.to_owned(), held)))
                    .map_err(BaseError::Gathered)?;
            }
        }
        // Of one key, the newest run stays last.
        found.sort_by_key(|(index, ..)| *index);
        for of_key in found.chunk_by(|one, other| one.0 == other.0) {
            let holds: BTreeMap<&str, bool> =
                of_key.iter().map(|(_, customer, held)| (customer.as_str(), *held)).collect();
            let holders = holds.into_iter().filter(|(_, held)| *held);
            holders.take(most).for_each(|(customer, _)| each(of_key[0].0, customer));
        }
        Ok(())
    }

    /// Puts all of them in blocks; answers how many they are.
    pub(in crate::base) fn settle(self, connection: &Connection) -> Result<i64, BaseError> {
        let mut writer = Writer::new(connection)?;
        if self.file.is_none() {
            let mut settled = 0;
            self.pack(|block| writer.write(block.first, &block), &mut settled)?;
            return Ok(settled);
        }
        // One thread merges while this one writes.
        thread::scope(|scope| {
            let (sender, receiver) = mpsc::sync_channel(AHEAD);
            let merging = scope.spawn(move || {
                let mut settled = 0;
                // Nobody receives once writing has failed, which is told in its place.
                let packed = self.pack(
                    |block| sender.send(block).map_err(|_| BaseError::Gathered(io::ErrorKind::BrokenPipe.into())),
                    &mut settled,
                );
                packed.map(|()| settled)
            });
            for block in receiver {
                writer.write(block.first, &block)?;
            }
            merging.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    fn pack(&self, mut each: impl FnMut(Packed) -> Result<(), BaseError>, count: &mut i64) -> Result<(), BaseError> {
        let (mut packing, mut json) = (Packing::full(), String::new());
        self.merge(|key, customer| {
            *count += 1;
            write_json(customer, &mut json);
            packing.push(key, &json).map_or(Ok(()), &mut each)
        })?;
        packing.end().map_or(Ok(()), each)
    }

    /// Names each key with its customer, in their order, of all that are held after the last run.
    fn merge(&self, mut each: impl FnMut(i64, &str) -> Result<(), BaseError>) -> Result<(), BaseError> {
        let readers = self.runs.iter().map(|run| run.reader(self.file.as_ref()));
        let mut readers = readers.collect::<io::Result<Vec<_>>>().map_err(BaseError::Gathered)?;
        let first = (0..).zip(&readers).filter_map(|(run, reader)| Some(Reverse((reader.key()?, run))));
        let mut next: BinaryHeap<Reverse<(i64, usize)>> = first.collect();
        let mut customer = String::new();
        // Moves of one key where there are several: of two of one customer, that of the newer run comes last.
        let mut several: BTreeMap<String, bool> = BTreeMap::new();
        while let Some(Reverse((key, run))) = next.peek().copied() {
            let held = readers[run].take(&mut customer).map_err(BaseError::Gathered)?;
            if let Some(mut top) = next.peek_mut() {
                match readers[run].key() {
                    Some(after) => *top = Reverse((after, run)),
                    None => drop(PeekMut::pop(top)),
                }
            }
            let is_last = next.peek().is_none_or(|Reverse((after, _))| *after != key);
            if several.is_empty() && is_last {
                if held {
                    each(key, &customer)?;
                }
                continue;
            }
            several.insert(customer.clone(), held);
            if is_last {
                let holders = several.iter().filter(|(_, held)| **held);
                holders.map(|(customer, _)| customer).try_for_each(|customer| each(key, customer))?;
                several.clear();
            }
        }
        Ok(())
    }

    /// Makes one run of all, in a file of its own.
    fn make_one(&mut self) -> Result<(), BaseError> {
        let file = self.new_file()?;
        let moves = self.runs.iter().map(|run| run.moves).sum();
        let mut writing = Writing::new(moves, Some(&file)).map_err(BaseError::Gathered)?;
        self.merge(|key, customer| writing.push(key, customer, true).map_err(BaseError::Gathered))?;
        self.runs = vec![writing.end().map_err(BaseError::Gathered)?];
        self.file = Some(file);
        Ok(())
    }

    /// A file without a name, which is gone with this.
    fn new_file(&self) -> Result<File, BaseError> {
        tempfile::tempfile_in(&self.folder).map_err(BaseError::Gathered)
    }
}
