//! Writing files so that each is there whole or not at all.

use std::io;
use std::path::Path;

/// Where a repository is written; tests let it fail in between.
pub trait Disk {
    /// Writes a file whole, durably, in place of one of that name.
    ///
    /// # Errors
    /// Where it can't be written: what was there is there still.
    fn put(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()>;
}

/// Files of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct Files;

impl Disk for Files {
    fn put(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        redescente::config::file::write(path, bytes).map_err(io::Error::other)
    }
}
