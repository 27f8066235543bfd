use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::*;

fn listed(name: &str) -> Listed {
    Listed { name: name.into(), raw_name: name.into(), size: Some(6), modified: Some(7) }
}

fn begun() -> Begun {
    Begun { size: Some(6), modified: Some(7) }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .expect("it is there")
        .map(|it| it.expect("readable").file_name().into_string().expect("text"))
        .collect();
    names.sort();
    names
}

const ABCDEF: &str = "bef57ec7f53a6d40beb640a780a639c83bc29ac8a9816f1fc6c5c6dcd93c4721";

#[test]
fn a_content_is_kept_once_under_its_digest() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = Kept::open_folder(folder.path()).expect("opens");
    for name in ["../../evil", "CON", "a.csv"] {
        let mut part = kept.begin(&listed(name)).expect("begins");
        part.restart(begun()).expect("begins anew");
        part.write(b"abc").expect("writes");
        part.write(b"def").expect("writes");
        let delivery = kept.finish(part).expect("is kept");
        assert_eq!(delivery, KeptDelivery { sha256: ABCDEF.into(), size: 6 });
    }
    assert_eq!(names(folder.path()), [ABCDEF]);
    assert_eq!(fs::read(kept.path(ABCDEF)).expect("kept"), b"abcdef");
}

#[test]
fn a_damaged_content_is_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = Kept::open_folder(folder.path()).expect("opens");
    fs::write(kept.path(ABCDEF), b"abc").expect("writes");
    let given = folder.path().join("given.csv");
    fs::write(&given, b"abcdef").expect("writes");
    kept.store_file(&given).expect("is kept");
    assert_eq!(fs::read(kept.path(ABCDEF)).expect("kept"), b"abcdef");
}

/// A content long enough to be gone on with.
fn long() -> Vec<u8> {
    (0..10_000_u16).flat_map(u16::to_le_bytes).collect()
}

fn long_begun() -> Begun {
    Begun { size: Some(20_000), modified: Some(7) }
}

/// Leaves the first bytes of the long content.
fn left(kept: &Kept, bytes: usize) {
    let mut part = kept.begin(&listed("a.csv")).expect("begins");
    assert_eq!(part.resume(&long_begun()).expect("begins"), b"");
    part.write(&long()[..bytes]).expect("writes");
    part.leave().expect("leaves");
}

#[test]
fn a_partial_content_is_resumed_only_if_nothing_changed() {
    for (now, resumed) in [
        (long_begun(), true),
        (Begun { size: Some(20_001), ..long_begun() }, false),
        (Begun { modified: Some(8), ..long_begun() }, false),
        (Begun { modified: None, ..long_begun() }, false),
        (Begun { size: None, ..long_begun() }, false),
    ] {
        for before in [6000, 20_000] {
            let folder = tempfile::tempdir().expect("a folder");
            left(&Kept::open_folder(folder.path()).expect("opens"), before);
            let kept = Kept::open_folder(folder.path()).expect("opens");
            let mut part = kept.begin(&listed("a.csv")).expect("begins");
            let next = part.resume(&now).expect("resumes");
            let from = if resumed { before - 4096 } else { 0 };
            assert_eq!(part.size(), from as u64, "{now:?}");
            assert_eq!(next, if resumed { long()[from..before].to_vec() } else { Vec::new() });
            part.write(&long()[from..]).expect("writes");
            let digest = kept.finish(part).expect("is kept").sha256;
            assert_eq!(fs::read(kept.path(&digest)).expect("kept"), long());
            assert_eq!(names(folder.path()), [digest]);
        }
    }
}

#[test]
fn what_lies_beyond_the_durable_part_is_not_trusted() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = Kept::open_folder(folder.path()).expect("opens");
    left(&kept, 6000);
    let content = names(folder.path()).into_iter().find(|name| name.ends_with(".part")).expect("is there");
    let content = folder.path().join(content);
    fs::write(&content, [&long()[..6000], b"\0\0\0"].concat()).expect("writes");
    let mut part = kept.begin(&listed("a.csv")).expect("begins");
    part.resume(&long_begun()).expect("resumes");
    assert_eq!(part.size(), 6000 - 4096);
    drop(part);
    // A note without its bytes is worth nothing.
    fs::write(content, b"ab").expect("writes");
    let mut part = kept.begin(&listed("a.csv")).expect("begins");
    part.resume(&long_begun()).expect("resumes");
    assert_eq!(part.size(), 0);
}

#[test]
fn what_can_not_be_gone_on_with_is_removed() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = Kept::open_folder(folder.path()).expect("opens");
    kept.begin(&listed("a.csv")).expect("begins").abandon().expect("goes");
    let mut part = kept.begin(&listed("a.csv")).expect("begins");
    part.restart(Begun { size: Some(6), modified: None }).expect("begins");
    part.write(b"abc").expect("writes");
    part.abandon().expect("goes");
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn two_processes_do_not_write_the_same_content() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = Kept::open_folder(folder.path()).expect("opens");
    let _one = kept.begin(&listed("a.csv")).expect("begins");
    assert!(matches!(kept.begin(&listed("a.csv")), Err(KeptError::Busy { .. })));
    kept.begin(&listed("b.csv")).expect("another file is another matter");
}

#[test]
fn only_what_is_stale_is_removed() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = Kept::open_folder(folder.path()).expect("opens");
    let mut part = kept.begin(&listed("a.csv")).expect("begins");
    part.restart(begun()).expect("begins");
    part.write(b"abc").expect("writes");
    part.leave().expect("leaves");
    drop(part);
    fs::write(kept.path(ABCDEF), b"abcdef").expect("writes");
    kept.remove_stale(SystemTime::now() + Duration::from_secs(6 * 86_400)).expect("cleans");
    assert_eq!(names(folder.path()).len(), 3);
    kept.remove_stale(SystemTime::now() + Duration::from_secs(8 * 86_400)).expect("cleans");
    assert_eq!(names(folder.path()), [ABCDEF]);
}

#[test]
fn a_folder_is_no_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = Kept::open_folder(&folder.path().join("kept")).expect("opens");
    assert!(matches!(kept.store_file(folder.path()), Err(KeptError::Read { .. })));
    assert!(matches!(kept.store_file(&folder.path().join("none")), Err(KeptError::Read { .. })));
}
