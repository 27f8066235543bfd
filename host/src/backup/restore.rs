//! The way back: a backup or a snapshot becomes the base again.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{DELIVERIES, KEY_FILE, REPLACED, RULES, SETTINGS_FILE, beside, place, remove, stamp};
use crate::base::{Base, Parcel, Thoroughly};
use crate::clock::Clock;
use crate::config::Settings;
use crate::kept::{Kept, is_sha256, sync_folder};
use crate::privacy::blanking::Contents;
use crate::privacy::copies::erase_listed;
use crate::privacy::pseudonym::Erased;
use crate::store::{BASE_FILE, StoreError, lock_folder, make_folders, refuse_network_share};

/// What a restoration came to.
#[derive(Debug)]
pub struct Restored {
    /// Where the base lies that was there before; none on a new machine.
    pub replaced: Option<PathBuf>,
    /// Files that the backup brought: settings, rules, deliveries; those that were there stay.
    pub files: u64,
    /// Customers in the base.
    pub customers: u64,
}

/// Puts a backup or a snapshot in the place of the base, which is kept aside; the data folder is made if need be.
///
/// Whoever was erased since the copy was made is erased from it first.
///
/// # Errors
/// [`StoreError::Base`] where the file is no base, is damaged, or the present base is in use; nothing is changed then.
pub fn restore(folder: &Path, file: &Path, clock: Clock) -> Result<Restored, StoreError> {
    refuse_network_share(folder)?;
    make_folders(folder)?;
    let _lock = lock_folder(folder)?;
    let part = folder.join("restored.part");
    let prepared = prepare(folder, file, &part, clock);
    if prepared.is_err() {
        for suffix in ["", "-wal", "-shm"] {
            remove(&beside(&part, suffix))?;
        }
    }
    prepared
}

fn prepare(folder: &Path, file: &Path, part: &Path, clock: Clock) -> Result<Restored, StoreError> {
    let failed = |source| StoreError::File { file: file.into(), source };
    fs::copy(file, part).map_err(failed)?;
    let parcel = Parcel::open(part)?;
    parcel.verify(Thoroughly::Everything)?;
    refuse_other_key(&parcel, folder)?;
    let present = Present::of(folder)?;
    let files = unpack(&parcel, folder)?;
    parcel.drop_files()?;
    drop(parcel);
    let now = clock.now();
    let mut base = Base::open(part)?;
    match &present.erased {
        Some(erased) => {
            let kept = Kept::open_folder(&folder.join("deliveries"))?;
            erase_listed(&mut base, Contents::Folder(&kept), erased, now)?;
            let change = base.change()?;
            change.remember_erased(&erased.hashes(), &erased.check())?;
            change.commit()?;
            base.erasure_is_through()?;
        }
        // The key came with the file, or nobody was ever erased.
        None => drop(Erased::of(&base, folder)?),
    }
    for path in &present.backups {
        base.remember_backup(path, now)?;
    }
    let customers = base.count_customers()?;
    base.into_one_file()?;
    File::options().write(true).open(part).and_then(|part| part.sync_all()).map_err(failed)?;
    let zone = Settings::read(folder).map(|settings| settings.store.time_zone).unwrap_or(chrono_tz::Europe::Paris);
    let aside = place(folder, &format!("{REPLACED}{}", stamp(now, zone)))?;
    let replaced = swap(folder, part, &aside)?;
    Ok(Restored { replaced, files, customers })
}

/// What the base that is there now has to pass on.
#[derive(Default)]
struct Present {
    erased: Option<Erased>,
    backups: Vec<PathBuf>,
}

impl Present {
    /// Of the base that is there, at rest in one file from now on; one that cannot be read has nothing to pass on.
    fn of(folder: &Path) -> Result<Self, StoreError> {
        let file = folder.join(BASE_FILE);
        if !file.exists() {
            return Ok(Self::default());
        }
        let base = match Base::open(&file) {
            Ok(base) => base,
            Err(error) if error.is_in_use() => return Err(error.into()),
            Err(_) => return Ok(Self::default()),
        };
        let erased = Erased::of(&base, folder)?;
        let backups = base.backups()?;
        base.into_one_file()?;
        Ok(Self { erased: Some(erased).filter(|erased| !erased.is_empty()), backups })
    }
}

/// A backup of another store would bring back whoever was erased from this one.
fn refuse_other_key(parcel: &Parcel, folder: &Path) -> Result<(), StoreError> {
    let file = folder.join(KEY_FILE);
    let Ok(present) = fs::read(&file) else { return Ok(()) };
    parcel.each_file(|name, content| {
        let mut key = Vec::new();
        if name == KEY_FILE {
            content.read_to_end(&mut key).map_err(|source| StoreError::File { file: file.clone(), source })?;
            if key != present {
                return Err(StoreError::ErasureKey { file: file.clone() });
            }
        }
        Ok(())
    })
}

/// Writes the files of a backup that are not there yet; answers how many.
fn unpack(parcel: &Parcel, folder: &Path) -> Result<u64, StoreError> {
    let mut written = 0;
    parcel.each_file(|name, content| {
        // Only names that a backup of ours has: none leads out of the folder.
        let known = name == SETTINGS_FILE
            || name == KEY_FILE
            || name.strip_prefix(DELIVERIES).is_some_and(is_sha256)
            || name.strip_prefix(RULES).and_then(|name| name.strip_suffix(".wasm")).is_some_and(is_sha256);
        let path = folder.join(name);
        if known && !path.exists() {
            write(&path, content, name == KEY_FILE).map_err(|source| StoreError::File { file: path, source })?;
            written += 1;
        }
        Ok::<(), StoreError>(())
    })?;
    Ok(written)
}

fn write(path: &Path, content: &mut dyn Read, private: bool) -> io::Result<()> {
    let part = beside(path, ".part");
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    if private {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    #[cfg(not(unix))]
    let _ = private; // The data folder lies in the user's own profile, closed to others.
    let mut file = options.open(&part)?;
    io::copy(content, &mut file)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&part, path)?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Puts the new base in the place of the old one, which gets a second name first: at no moment is there no base.
fn swap(folder: &Path, part: &Path, aside: &Path) -> Result<Option<PathBuf>, StoreError> {
    let base = folder.join(BASE_FILE);
    let failed = |source| StoreError::File { file: base.clone(), source };
    let mut replaced = None;
    if base.exists() {
        fs::hard_link(&base, aside).or_else(|_| fs::copy(&base, aside).map(|_| ())).map_err(failed)?;
        // A damaged base may have left its log behind; it must never be applied to the new one.
        for suffix in ["-wal", "-shm"] {
            let log = beside(&base, suffix);
            if log.exists() {
                fs::copy(&log, beside(aside, suffix)).map_err(failed)?;
                remove(&log)?;
            }
        }
        replaced = Some(aside.to_owned());
    }
    fs::rename(part, &base).map_err(failed)?;
    sync_folder(folder).map_err(failed)?;
    Ok(replaced)
}
