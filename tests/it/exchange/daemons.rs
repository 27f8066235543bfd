//! Real servers: every kind of protection brings every file as it is.

use std::path::Path;

use redescente::{
    config::{Certificate, Security},
    kept::{Begun, Kept},
    source::{ExchangeSettings, Patience, open_with},
};

use super::{kept_digests, retrieve, settings, sha256, unknown};
use crate::{
    daemons::{DAEMONS, Daemons, daemons},
    store::age,
};

/// Files of one folder of a daemon.
fn fill(folder: &Path, files: &[(Vec<u8>, Vec<u8>)]) {
    use std::os::unix::ffi::OsStrExt as _;
    std::fs::create_dir_all(folder).unwrap();
    for (name, bytes) in files {
        let path = folder.join(std::ffi::OsStr::from_bytes(name));
        std::fs::write(&path, bytes).unwrap();
        age(&path);
    }
}

fn reach(daemons: &Daemons, port: u16, security: &str, folder: &str) -> ExchangeSettings {
    let security = match security {
        "none" => Security::None,
        "explicit" => Security::Explicit,
        _ => Security::Implicit,
    };
    let mut settings = settings(port, security);
    settings.exchange.certificate = Certificate::Sha256(daemons.fingerprint());
    if let redescente::config::Place::Ftp { folder: place, .. } = &mut settings.place {
        *place = folder.into();
    }
    settings
}

fn patience() -> Patience {
    Patience { settle: std::time::Duration::from_millis(50), ..Patience::default() }
}

/// Runs for each daemon and kind of protection, in a folder of its own that holds these files.
fn everywhere(test: &str, files: &[(Vec<u8>, Vec<u8>)], mut check: impl FnMut(&str, &ExchangeSettings)) {
    let Some(daemons) = daemons(&format!("exchange::daemons::{test}")) else { return };
    for (name, port, kinds) in DAEMONS {
        let place = format!("{test}-{port}");
        fill(&daemons.data(name).join(&place), files);
        for security in kinds {
            check(&format!("{name} {security}"), &reach(&daemons, port, security, &place));
        }
    }
}

fn noise(length: u32, seed: u32) -> Vec<u8> {
    (0..length)
        .map(|at| (at.wrapping_mul(2_654_435_761).wrapping_add(seed.wrapping_mul(0x9e37_79b9)) >> 23) as u8)
        .collect()
}

#[test]
fn every_file_comes_as_it_is() {
    let mut files: Vec<(Vec<u8>, Vec<u8>)> =
        (0..60).map(|n| (format!("{n:03}.csv").into_bytes(), noise(n * 97, n))).collect();
    files.extend([
        ("with blanks  in it.csv".into(), noise(1_000, 1)),
        (" blank first.csv".into(), noise(1_000, 7)),
        ("accentué.csv".into(), noise(1_000, 2)),
        ("12 Nov 24 04:10 date.csv".into(), noise(1_000, 4)),
        ("large.csv".into(), noise(3 << 20, 5)),
        // In the other line ends, a byte would be lost or added.
        ("lines.csv".into(), b"a\nb\r\nc\r".repeat(1_000)),
    ]);
    let mut expected: Vec<String> = files.iter().map(|(_, bytes)| sha256(bytes)).collect();
    expected.sort();
    everywhere("whole", &files, |place, settings| {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::open_folder(folder.path()).unwrap();
        let ran = retrieve(settings, &patience(), &kept, &unknown);
        assert_eq!((ran.ended, ran.left.len(), ran.waiting.len()), (None, 0, 0), "{place}: {ran:?}");
        assert_eq!(ran.notices, [""; 0], "{place}");
        assert_eq!(ran.fetched.len(), files.len(), "{place}: {:?}", ran.fetched.keys());
        assert_eq!(kept_digests(folder.path()), expected, "{place}");
    });
}

#[test]
fn names_that_are_no_text_come_back_as_they_were() {
    let files = [(b"caf\xe9.csv".to_vec(), noise(500, 3))];
    everywhere("latin", &files, |place, settings| {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::open_folder(folder.path()).unwrap();
        let ran = retrieve(settings, &patience(), &kept, &unknown);
        if place.starts_with("pyftpd") {
            // It lists a name that it doesn't know itself.
            assert_eq!((ran.ended, ran.left.len()), (None, 1), "{place}: {ran:?}");
            return;
        }
        assert_eq!((ran.ended, ran.left.len()), (None, 0), "{place}: {ran:?}");
        assert_eq!(kept_digests(folder.path()), [sha256(&files[0].1)], "{place}");
    });
}

#[test]
fn an_interrupted_file_is_gone_on_with() {
    let bytes = noise(2 << 20, 6);
    everywhere("resumed", &[(b"large.csv".to_vec(), bytes.clone())], |place, settings| {
        let folder = tempfile::tempdir().unwrap();
        let kept = Kept::open_folder(folder.path()).unwrap();
        let mut source = open_with(settings, &patience()).unwrap();
        let file = source.list(&unknown).unwrap().files.remove(0);
        let half = bytes.len() / 2;
        let mut part = kept.begin(&file).unwrap();
        part.restart(Begun { size: file.size, modified: file.modified }).unwrap();
        part.write(&bytes[..half]).unwrap();
        part.leave().unwrap();
        drop(part);
        let mut first = None;
        let fetched = kept.fetch(source.as_mut(), &file, &mut |more| _ = first.get_or_insert(more)).unwrap();
        assert_eq!(fetched.sha256, sha256(&bytes), "{place}");
        assert!(first.is_some_and(|first| first > half as u64 / 2), "{place}: it began anew");
    });
}

#[test]
fn a_listing_that_is_cut_is_noticed() {
    let Some(daemons) = daemons("exchange::daemons::a_listing_that_is_cut_is_noticed") else { return };
    let folder = daemons.data("pureftpd").join("many");
    if !folder.exists() {
        let files: Vec<_> = (0..10_050).map(|n| (format!("{n:05}.txt").into_bytes(), Vec::new())).collect();
        fill(&folder, &files);
    }
    let mut source = open_with(&reach(&daemons, 2123, "none", "many"), &patience()).unwrap();
    assert_eq!(source.list(&unknown).unwrap().notices, ["host.listing-truncated"]);
}
