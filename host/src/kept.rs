//! STUB
#![allow(missing_docs)]
use std::{fs::File, io, path::{Path, PathBuf}};
use sha2::{Digest, Sha256};
#[derive(Debug, thiserror::Error)]
#[error("kept")]
pub struct KeptError(#[from] io::Error);
impl KeptError { pub fn code(&self) -> &'static str { "host.keep" } pub fn arguments(&self) -> Vec<String> { vec![] } }
#[derive(Debug)]
pub struct Kept { folder: PathBuf }
pub struct KeptDelivery { pub sha256: String, pub size: u64 }
impl Kept {
    pub fn open_folder(folder: &Path) -> Result<Self, KeptError> { Ok(Self { folder: folder.into() }) }
    pub fn open(&self, sha256: &str) -> io::Result<File> { File::open(self.folder.join(sha256)) }
    pub fn store_file(&self, path: &Path) -> Result<KeptDelivery, KeptError> {
        let bytes = std::fs::read(path)?;
        let sha256: String = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
        std::fs::write(self.folder.join(&sha256), &bytes)?;
        Ok(KeptDelivery { sha256, size: bytes.len() as u64 })
    }
    pub fn fetch(&self, _source: &mut dyn crate::source::Source, _file: &crate::source::Listed, _p: &mut dyn FnMut(u64)) -> Result<KeptDelivery, crate::source::SourceError> { Err(crate::source::SourceError) }
}
