//! A folder of this machine, or of its network, as an exchange.

use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::choice::{self, Look, Looks};
use super::{ExchangeSettings, Known, Listed, Listing, Patience, Source, SourceError, name};
use crate::config::AfterReading;
use crate::kept::{Begun, Part};

/// Bytes copied at a time.
const CHUNK: usize = 256 << 10;

/// A folder of this machine.
#[derive(Debug)]
pub(super) struct Folder {
    folder: PathBuf,
    settings: ExchangeSettings,
    patience: Patience,
}

impl Folder {
    pub(super) fn new(folder: &Path, settings: &ExchangeSettings, patience: &Patience) -> Self {
        Self { folder: folder.into(), settings: settings.clone(), patience: patience.clone() }
    }

    /// Where a listed file is: its name is one name, no path.
    fn path(&self, file: &Listed) -> Result<PathBuf, SourceError> {
        if !name::is_plain(&file.raw_name) {
            return Err(SourceError::Name);
        }
        Ok(self.folder.join(os_name(&file.raw_name)?))
    }

    fn look_into(&self) -> io::Result<Look> {
        let mut look = Look::default();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            // Links are followed; what vanished since is not there.
            let Ok(metadata) = fs::metadata(entry.path()) else { continue };
            if metadata.is_file() {
                let raw_name = entry.file_name().as_encoded_bytes().to_vec();
                let said = said(&metadata);
                look.files.push(Listed {
                    name: name::shown(&raw_name),
                    raw_name,
                    size: said.size,
                    modified: said.modified,
                });
            }
        }
        Ok(look)
    }
}

#[cfg(unix)]
fn os_name(raw: &[u8]) -> Result<&std::ffi::OsStr, SourceError> {
    Ok(std::os::unix::ffi::OsStrExt::from_bytes(raw))
}

#[cfg(not(unix))]
fn os_name(raw: &[u8]) -> Result<&str, SourceError> {
    std::str::from_utf8(raw).map_err(|_| SourceError::Name)
}

fn said(metadata: &Metadata) -> Begun {
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Begun { size: Some(metadata.len()), modified: modified.and_then(|since| i64::try_from(since.as_secs()).ok()) }
}

/// An error about one file of a folder that is there.
fn refused(error: &io::Error) -> SourceError {
    SourceError::File { answer: error.to_string() }
}

impl Looks for Folder {
    fn look(&mut self) -> Result<Look, SourceError> {
        self.look_into().map_err(|error| SourceError::Folder {
            folder: self.folder.display().to_string(),
            answer: error.to_string(),
        })
    }

    fn complete(&mut self, files: Vec<Listed>, _known: &dyn Known) -> Result<Vec<Listed>, SourceError> {
        Ok(files)
    }
}

impl Source for Folder {
    fn list(&mut self, known: &dyn Known) -> Result<Listing, SourceError> {
        let (settings, settle) = (self.settings.clone(), self.patience.settle);
        choice::list(self, &settings, settle, known)
    }

    fn fetch(&mut self, file: &Listed, part: &mut Part, progress: &mut dyn FnMut(u64)) -> Result<(), SourceError> {
        let path = self.path(file)?;
        let mut opened = File::open(&path).map_err(|error| refused(&error))?;
        let before = said(&opened.metadata().map_err(|error| refused(&error))?);
        if before.size != file.size || before.modified != file.modified {
            return Err(SourceError::Changed);
        }
        let announced = before.size.unwrap_or_default();
        if announced > self.patience.largest {
            return Err(SourceError::TooLarge { limit: self.patience.largest });
        }
        part.restart(before.clone())?;
        let mut chunk = vec![0; CHUNK];
        loop {
            let read = match opened.read(&mut chunk) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(refused(&error)),
            };
            if part.size() + read as u64 > announced {
                return Err(SourceError::Changed);
            }
            part.write(&chunk[..read])?;
            progress(part.size());
        }
        // By its name, not by what was opened: it may have been replaced.
        if fs::metadata(&path).map_or(true, |after| said(&after) != before) {
            return Err(SourceError::Changed);
        }
        if part.size() == announced { Ok(()) } else { Err(SourceError::Length { announced, got: part.size() }) }
    }

    fn after_reading(&mut self, file: &Listed) -> Result<(), SourceError> {
        if !self.settings.puts_away() {
            return Ok(());
        }
        let path = self.path(file)?;
        let now = said(&fs::metadata(&path).map_err(|error| refused(&error))?);
        if now.size != file.size || now.modified != file.modified {
            return Err(SourceError::Changed);
        }
        let marker = self.settings.exchange.marker.as_ref().map(|suffix| {
            let mut marker = path.clone().into_os_string();
            marker.push(suffix);
            PathBuf::from(marker)
        });
        match &self.settings.exchange.after_reading {
            AfterReading::Leave => return Ok(()),
            AfterReading::Delete => fs::remove_file(&path).map_err(|error| refused(&error))?,
            AfterReading::Archive(archive) => {
                let archive = self.folder.join(archive);
                fs::create_dir_all(&archive).map_err(|error| refused(&error))?;
                let name = os_name(&file.raw_name)?;
                // What is archived already is never written over.
                let place = (1..)
                    .map(|number| match number {
                        1 => archive.join(name),
                        _ => {
                            let mut numbered = archive.join(name).into_os_string();
                            numbered.push(format!(".{number}"));
                            numbered.into()
                        }
                    })
                    .find(|place| fs::symlink_metadata(place).is_err())
                    .ok_or(SourceError::Name)?;
                fs::rename(&path, place).map_err(|error| refused(&error))?;
            }
        }
        if let Some(marker) = marker {
            // The file is gone; its marker alone says nothing.
            let _ = fs::remove_file(marker);
        }
        Ok(())
    }
}
