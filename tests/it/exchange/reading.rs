//! What becomes of a file on the exchange once it is applied.

use redescente::{
    config::{AfterReading, Security},
    kept::Kept,
    source::{ExchangeSettings, open_with},
};

use super::{
    patience,
    scripted::{File, Server, Site},
    settings, unknown,
};

fn site() -> Site {
    let file = |name: &str| File { name: name.into(), bytes: b"abc".into(), modified: "20241101060000".into() };
    Site { files: vec![file("1.csv"), file("1.csv.ok"), file("2.csv"), file("2.csv.ok")], ..Site::default() }
}

/// Fetches everything; `meanwhile` happens before the first file is dealt with.
fn after(server: &Server, settings: &ExchangeSettings, meanwhile: impl FnOnce()) -> Option<&'static str> {
    let folder = tempfile::tempdir().unwrap();
    let kept = Kept::open_folder(folder.path()).unwrap();
    let mut source = open_with(settings, &patience()).unwrap();
    let listing = source.list(&unknown).unwrap();
    let first = listing.files.first().unwrap();
    kept.fetch(source.as_mut(), first, &mut |_| ()).unwrap();
    meanwhile();
    let _ = server;
    source.after_reading(first).err().map(|error| error.code())
}

fn names(server: &Server) -> Vec<String> {
    server.site().files.iter().map(|file| String::from_utf8_lossy(&file.name).into_owned()).collect()
}

fn asking(server: &Server, after_reading: AfterReading, exclusive: bool) -> ExchangeSettings {
    let mut settings = settings(server.port, Security::None);
    settings.exchange.after_reading = after_reading;
    settings.exchange.exclusive = exclusive;
    settings.exchange.marker = Some(".ok".into());
    settings
}

#[test]
fn nothing_changes_unless_the_folder_is_ours_alone() {
    for (after_reading, exclusive) in [(AfterReading::Leave, true), (AfterReading::Delete, false)] {
        let server = Server::start(site());
        assert_eq!(after(&server, &asking(&server, after_reading, exclusive), || ()), None);
        assert_eq!(names(&server).len(), 4);
        assert_eq!(server.commands("DELE"), [""; 0]);
    }
}

#[test]
fn a_file_is_deleted_with_its_marker() {
    let server = Server::start(site());
    assert_eq!(after(&server, &asking(&server, AfterReading::Delete, true), || ()), None);
    assert_eq!(names(&server), ["2.csv", "2.csv.ok"]);
}

#[test]
fn a_file_is_archived_and_never_over_another() {
    let server = Server::start(site());
    let settings = asking(&server, AfterReading::Archive("done".into()), true);
    assert_eq!(after(&server, &settings, || ()), None);
    assert_eq!(names(&server), ["done/1.csv", "2.csv", "2.csv.ok"]);
    let again = site().files[..2].to_vec();
    server.site().files.extend(again);
    assert_eq!(after(&server, &settings, || ()), None);
    assert_eq!(names(&server), ["done/1.csv", "2.csv", "2.csv.ok", "done/1.csv.2"]);
}

#[test]
fn a_file_that_was_replaced_meanwhile_is_left() {
    let server = Server::start(site());
    let settings = asking(&server, AfterReading::Delete, true);
    let meanwhile = || server.site().files[0].bytes = b"another".into();
    assert_eq!(after(&server, &settings, meanwhile), Some("host.exchange-file-changed"));
    assert_eq!(names(&server).len(), 4);
}
