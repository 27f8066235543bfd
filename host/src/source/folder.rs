//! A folder of this machine as an exchange.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::{ExchangeSettings, Listed, Listing, Source, SourceError, choose};

/// A folder of this machine.
#[derive(Debug)]
pub(super) struct Folder {
    folder: PathBuf,
    settings: ExchangeSettings,
}

impl Folder {
    pub(super) fn new(folder: &Path, settings: &ExchangeSettings) -> Self {
        Self { folder: folder.into(), settings: settings.clone() }
    }

    fn entries(&self) -> io::Result<Vec<Listed>> {
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let metadata = entry.metadata()?;
            if !metadata.is_file() {
                continue;
            }
            let name = entry.file_name();
            let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            files.push(Listed {
                raw_name: name.as_encoded_bytes().to_vec(),
                name: name.to_string_lossy().into_owned(),
                size: Some(metadata.len()),
                modified: modified.and_then(|since| i64::try_from(since.as_secs()).ok()),
            });
        }
        Ok(files)
    }
}

impl Source for Folder {
    fn list(&mut self, known: &dyn Fn(&Listed) -> bool) -> Result<Listing, SourceError> {
        let files = self.entries().map_err(|source| SourceError::Folder { folder: self.folder.clone(), source })?;
        Ok(choose(files, &self.settings, known))
    }

    fn fetch(&mut self, file: &Listed, into: &mut dyn Write) -> Result<(), SourceError> {
        // Listed above by this very folder: a plain name.
        let mut opened =
            File::open(self.folder.join(&file.name)).map_err(|source| SourceError::File { source: source.into() })?;
        let got = io::copy(&mut opened, into).map_err(|source| SourceError::File { source: source.into() })?;
        match file.size {
            Some(announced) if announced != got => Err(SourceError::Length { announced, got }),
            _ => Ok(()),
        }
    }
}
