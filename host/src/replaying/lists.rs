//! Differences in files, a JSON object a line, however many they are.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::store::StoreError;

/// Differences in a file.
#[derive(Debug)]
pub struct List<T> {
    file: PathBuf,
    count: u64,
    kind: std::marker::PhantomData<fn() -> T>,
}

impl<T: for<'d> Deserialize<'d>> List<T> {
    /// How many there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Reads them one after the other.
    ///
    /// # Errors
    /// Those of the file.
    pub fn read(&self) -> io::Result<impl Iterator<Item = io::Result<T>> + use<T>> {
        let lines = BufReader::new(File::open(&self.file)?).lines();
        Ok(lines.map(|line| serde_json::from_str(&line?).map_err(io::Error::from)))
    }

    /// Up to `most` of them from a place on, 0 being the first one's; with them the next one's place, if there is one.
    ///
    /// # Errors
    /// Those of the file; [`io::ErrorKind::InvalidData`] where none begins at that place.
    pub fn window(&self, from: u64, most: usize) -> io::Result<(Vec<T>, Option<u64>)> {
        let mut file = BufReader::new(File::open(&self.file)?);
        let mut place = file.seek(SeekFrom::Start(from))?;
        let (mut found, mut line) = (Vec::new(), String::new());
        loop {
            line.clear();
            let read = file.read_line(&mut line)?;
            if read == 0 {
                return Ok((found, None));
            }
            if found.len() == most {
                return Ok((found, Some(place)));
            }
            found.push(serde_json::from_str(&line).map_err(|_| io::ErrorKind::InvalidData)?);
            place += read as u64;
        }
    }
}

/// Differences being written.
pub(super) struct Writing<T> {
    file: PathBuf,
    out: BufWriter<File>,
    count: u64,
    kind: std::marker::PhantomData<fn() -> T>,
}

impl<T: Serialize> Writing<T> {
    pub(super) fn create(file: PathBuf) -> Result<Self, StoreError> {
        let created = File::create(&file).map_err(|source| StoreError::File { file: file.clone(), source })?;
        Ok(Self { file, out: BufWriter::new(created), count: 0, kind: std::marker::PhantomData })
    }

    pub(super) fn add(&mut self, one: &T) -> Result<(), StoreError> {
        self.count += 1;
        let written = serde_json::to_writer(&mut self.out, one).map_err(io::Error::from);
        let written = written.and_then(|()| self.out.write_all(b"\n"));
        written.map_err(|source| StoreError::File { file: self.file.clone(), source })
    }

    pub(super) fn end(mut self) -> Result<List<T>, StoreError> {
        self.out.flush().map_err(|source| StoreError::File { file: self.file.clone(), source })?;
        Ok(List { file: self.file, count: self.count, kind: std::marker::PhantomData })
    }
}
