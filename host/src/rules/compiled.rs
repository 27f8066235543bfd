//! Compiled components, kept in a folder, so that a morning's run need not compile the same rules again.
//!
//! wasmtime trusts compiled code: it can't be checked as a component can. So it is read only from a folder that nobody
//! else can write, is named by the component's digest and the compiler that made it, and carries a digest of its own:
//! a damaged file is compiled anew. Nothing here can fail a run; without a folder that is safe, everything is compiled.
#![expect(unsafe_code, reason = "taking up compiled code is unsafe: it is trusted, for the reasons given above")]

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use wasmtime::component::Component;

/// Bytes of the digest in front of the code.
const DIGEST: usize = 32;
/// Compiled components kept: rules in force, those before, and candidates; each has some 2 MB.
const MOST: usize = 4;
const EXTENSION: &str = "code";

/// A folder of compiled components that only its owner can write.
#[derive(Debug, Clone)]
pub struct CompiledCode {
    folder: PathBuf,
}

impl CompiledCode {
    /// The folder, made if it isn't there; none where others could write it.
    #[must_use]
    pub fn open(folder: &Path) -> Option<Self> {
        make(folder).ok()?;
        only_ours(folder).then(|| Self { folder: folder.into() })
    }

    /// A component compiled before, by the digest of its bytes.
    pub(super) fn take(&self, engine: &wasmtime::Engine, digest: &str) -> Option<Component> {
        let bytes = fs::read(self.file(engine, digest)).ok()?;
        let (kept, code) = bytes.split_at_checked(DIGEST)?;
        if kept != &Sha256::digest(code)[..] {
            return None;
        }
        // SAFETY: only we can have written the file, and it is as it was written.
        unsafe { Component::deserialize(engine, code) }.ok()
    }

    /// Keeps a component just compiled, for the next run.
    pub(super) fn keep(&self, engine: &wasmtime::Engine, digest: &str, component: &Component) {
        let Ok(code) = component.serialize() else { return };
        let file = self.file(engine, digest);
        // Another run may be writing the same: each writes a file of its own, and a rename is whole or not at all.
        let own = file.with_extension(format!("{}.new", std::process::id()));
        let write = || {
            let mut out = fs::File::create(&own)?;
            out.write_all(&Sha256::digest(&code))?;
            out.write_all(&code)?;
            drop(out);
            fs::rename(&own, &file)?;
            self.forget_oldest()
        };
        if write().is_err() {
            // The next run compiles again; an unfinished file is no use to it.
            let _gone = fs::remove_file(&own);
        }
    }

    fn forget_oldest(&self) -> std::io::Result<()> {
        let mut kept = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == EXTENSION) {
                kept.push((path.metadata()?.modified()?, path));
            }
        }
        kept.sort();
        let surplus = kept.len().saturating_sub(MOST);
        kept.into_iter().take(surplus).try_for_each(|(_, path)| fs::remove_file(path))
    }

    fn file(&self, engine: &wasmtime::Engine, digest: &str) -> PathBuf {
        let mut compiler = DefaultHasher::new();
        engine.precompile_compatibility_hash().hash(&mut compiler);
        self.folder.join(format!("{digest}-{:016x}.{EXTENSION}", compiler.finish()))
    }
}

#[cfg(unix)]
fn make(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(unix)]
fn only_ours(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let ours = rustix::process::geteuid().as_raw();
    fs::symlink_metadata(folder).is_ok_and(|it| it.is_dir() && it.uid() == ours && it.mode() & 0o022 == 0)
}

/// Windows keeps a user's own folders from other users; elsewhere a folder's rights can't be told simply.
#[cfg(not(unix))]
fn only_ours(folder: &Path) -> bool {
    let home = directories::BaseDirs::new().and_then(|dirs| dirs.home_dir().canonicalize().ok());
    home.zip(folder.canonicalize().ok()).is_some_and(|(home, folder)| folder.starts_with(home))
}
