//! A folder of this machine, of its network, or on a stick.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::{Failure, Files};

/// A folder.
#[derive(Debug)]
pub struct Folder {
    folder: PathBuf,
}

impl Folder {
    /// A published repository in this folder.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.into() }
    }
}

impl Files for Folder {
    fn read(&mut self, path: &str, most: u64) -> Result<Vec<u8>, Failure> {
        let path = self.folder.join(path);
        let file = File::open(&path).map_err(|error| match error.kind() {
            // A folder that is not there, as a stick that was taken out, is no answer.
            io::ErrorKind::NotFound if self.folder.is_dir() => Failure::NotFound,
            _ => Failure::Failed(error.into()),
        })?;
        let mut bytes = Vec::new();
        file.take(most + 1).read_to_end(&mut bytes).map_err(|error| Failure::Failed(error.into()))?;
        if bytes.len() as u64 > most { Err(Failure::TooLong { most }) } else { Ok(bytes) }
    }
}
