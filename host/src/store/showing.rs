//! Delivered files, shown: as the rules read them, or their bytes.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write};

use super::{Store, StoreError};
use crate::base::Window;
use crate::report::Delivery;
use crate::rules::{Cells, Rules};

/// Records shown on either side of a line.
const AROUND: i64 = 10;
/// Records read at a time where a whole file is shown.
const AT_A_TIME: i64 = 500;

impl Store {
    /// The delivered file around a line, or from its beginning, as the rules read it; the header's cells come first.
    ///
    /// # Errors
    /// Those of the kept file and of the rules; [`StoreError::NotRead`] for a file of which the rules read nothing.
    pub fn show_delivery(&self, delivery: &Delivery, line: Option<u32>) -> Result<Vec<Cells>, StoreError> {
        let around = if line.is_some() { AROUND } else { 2 * AROUND };
        let window = self.base.window(delivery.id, line.unwrap_or(0), around)?;
        let window = window.ok_or(StoreError::NotRead { id: delivery.id })?;
        read_window(&self.load_rules()?.rules, &mut self.open_delivery(delivery)?, window)
    }

    /// The whole of a delivered file as the rules read it, some hundreds of records at a time; each time the header's
    /// cells come first.
    ///
    /// # Errors
    /// Those of [`Store::show_delivery`] and of `each`.
    pub fn show_whole_delivery<E: From<StoreError>>(
        &self,
        delivery: &Delivery,
        mut each: impl FnMut(&[Cells]) -> Result<(), E>,
    ) -> Result<(), E> {
        let windows = self.base.windows(delivery.id, AT_A_TIME).map_err(StoreError::from)?;
        let windows = windows.ok_or(StoreError::NotRead { id: delivery.id })?;
        let rules = self.load_rules()?.rules;
        let mut file = self.open_delivery(delivery)?;
        windows.into_iter().try_for_each(|window| each(&read_window(&rules, &mut file, window)?))
    }

    fn open_delivery(&self, delivery: &Delivery) -> Result<File, StoreError> {
        match self.kept()?.open(&delivery.sha256) {
            Err(_) if self.base.is_forgotten(&delivery.sha256)? => Err(StoreError::Forgotten { id: delivery.id }),
            opened => opened.map_err(|source| StoreError::Kept { source }),
        }
    }

    /// The bytes of a delivered file, or of the record on one line of it.
    ///
    /// # Errors
    /// Those of the kept file and of `into`.
    pub fn raw_delivery(&self, delivery: &Delivery, line: Option<u32>, into: &mut dyn Write) -> Result<(), StoreError> {
        let kept = |source| StoreError::Kept { source };
        let mut file = self.open_delivery(delivery)?;
        let mut length = u64::MAX;
        if let Some(line) = line {
            let window = self.base.window(delivery.id, line, 0)?.ok_or(StoreError::NotRead { id: delivery.id })?;
            file.seek(SeekFrom::Start(window.offset)).map_err(kept)?;
            length = window.end - window.offset;
        }
        io::copy(&mut file.take(length), into).map_err(|source| StoreError::Output { source })?;
        Ok(())
    }
}

/// The records of a window, the header first, as rules read them.
fn read_window(rules: &Rules, file: &mut File, window: Window) -> Result<Vec<Cells>, StoreError> {
    let mut read = |from: u64, length: u64| -> Result<Vec<u8>, StoreError> {
        let mut bytes = Vec::new();
        let read =
            file.seek(SeekFrom::Start(from)).and_then(|_| io::Read::by_ref(file).take(length).read_to_end(&mut bytes));
        read.map_err(|source| StoreError::Kept { source })?;
        Ok(bytes)
    };
    let header = read(0, u64::from(window.header))?;
    let records = read(window.offset, window.end - window.offset)?;
    Ok(rules.show(&header, &records, window.line)?)
}
