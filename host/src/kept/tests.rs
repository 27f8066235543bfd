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

#[test]
fn a_partial_content_is_resumed_only_if_nothing_changed() {
    for (now, resumed) in [
        (begun(), 3),
        (Begun { size: Some(7), ..begun() }, 0),
        (Begun { modified: Some(8), ..begun() }, 0),
        (Begun { modified: None, ..begun() }, 0),
        (Begun { size: None, ..begun() }, 0),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let kept = Kept::open_folder(folder.path()).expect("opens");
        let mut part = kept.begin(&listed("a.csv")).expect("begins");
        assert_eq!(part.resume(&begun()).expect("begins"), 0);
        part.write(b"abc").expect("writes");
        part.leave().expect("leaves");
        drop(part);

        let kept = Kept::open_folder(folder.path()).expect("opens");
        let mut part = kept.begin(&listed("a.csv")).expect("begins");
        assert_eq!(part.resume(&now).expect("resumes"), resumed, "{now:?}");
        part.write(&b"abcdef"[usize::try_from(resumed).expect("small")..]).expect("writes");
        assert_eq!(kept.finish(part).expect("is kept").sha256, ABCDEF);
        assert_eq!(names(folder.path()), [ABCDEF]);
    }
}

#[test]
fn a_whole_partial_content_still_asks_for_its_last_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = Kept::open_folder(folder.path()).expect("opens");
    let mut part = kept.begin(&listed("a.csv")).expect("begins");
    part.restart(begun()).expect("begins");
    part.write(b"abcdef").expect("writes");
    assert_eq!(part.resume(&begun()).expect("resumes"), 5);
    part.write(b"f").expect("writes");
    assert_eq!(kept.finish(part).expect("is kept").sha256, ABCDEF);
}

#[test]
fn what_lies_beyond_the_durable_part_is_not_trusted() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = Kept::open_folder(folder.path()).expect("opens");
    let mut part = kept.begin(&listed("a.csv")).expect("begins");
    part.restart(begun()).expect("begins");
    part.write(b"abc").expect("writes");
    part.leave().expect("leaves");
    part.write(b"\0\0").expect("writes");
    drop(part);
    let mut part = kept.begin(&listed("a.csv")).expect("begins");
    assert_eq!(part.resume(&begun()).expect("resumes"), 3);
    drop(part);
    // A note without its bytes is worth nothing.
    let content = names(folder.path()).into_iter().find(|name| name.ends_with(".part")).expect("is there");
    fs::write(folder.path().join(content), b"ab").expect("writes");
    let mut part = kept.begin(&listed("a.csv")).expect("begins");
    assert_eq!(part.resume(&begun()).expect("resumes"), 0);
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
