use super::*;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    Settings::create(folder.path()).expect("settings");
    folder
}

fn set(folder: &Path, key: &str, value: &str) -> Result<String, SettingsError> {
    let settings = Settings::set(folder, key, value)?;
    let read = Settings::read(folder)?;
    assert_eq!(settings, read);
    Ok(read.entries().into_iter().find(|(name, _)| name == key).map(|(_, value)| value).unwrap_or_default())
}

fn code(folder: &Path, key: &str, value: &str) -> &'static str {
    let before = std::fs::read(Settings::path(folder)).expect("a file");
    let code = Settings::set(folder, key, value).expect_err("refused").code();
    assert_eq!(std::fs::read(Settings::path(folder)).expect("a file"), before, "a refused value changes nothing");
    code
}

#[test]
fn a_new_file_holds_every_setting_with_its_default() {
    let folder = folder();
    assert_eq!(Settings::read(folder.path()).expect("read"), Settings::default());
    let text = std::fs::read_to_string(Settings::path(folder.path())).expect("a file");
    for key in &keys::KEYS {
        let name = key.name.rsplit('.').next().expect("a name");
        assert!(text.contains(&format!("\n{name} = ")), "{name}");
    }
    assert!(!text.contains("setting-") && !text.contains("\npassword"), "{text}");
    assert!(
        text.contains("# Fuseau horaire du magasin\n# Time zone of the store\ntime-zone = \"Europe/Paris\"\n"),
        "{text}"
    );
}

#[test]
fn an_existing_file_is_left_alone() {
    let folder = folder();
    set(folder.path(), "store.id", "12").expect("set");
    assert_eq!(Settings::create(folder.path()).expect("read").store.id, "12");
}

#[test]
fn every_setting_can_be_set() {
    let folder = folder();
    let digest = "ab".repeat(32);
    let colons = vec!["AB"; 32].join(":");
    let (given, kept) = (format!("sha256:{colons}"), format!("sha256:{digest}"));
    for (key, value, expected) in [
        ("exchange.url", "ftp://ftp.example.fr/out", "ftp://ftp.example.fr/out"),
        ("exchange.security", "implicit", "implicit"),
        ("exchange.certificate", &given, &kept),
        ("exchange.certificate", "file:/etc/ca.pem", "file:/etc/ca.pem"),
        ("exchange.user", "bijouterie \"L'Écrin\"", "bijouterie \"L'Écrin\""),
        ("exchange.pattern", "CLIENTS_*.csv", "CLIENTS_*.csv"),
        ("exchange.marker", ".ok", ".ok"),
        ("exchange.exclusive", "true", "true"),
        ("exchange.after-reading", "archive:done", "archive:done"),
        ("exchange.after-reading", "delete", "delete"),
        ("reception.mode", "off", "off"),
        ("reception.automatic", "true", "true"),
        ("store.id", "12", "12"),
        ("store.time-zone", "Indian/Reunion", "Indian/Reunion"),
        ("rules.parameters.unknown-customer", "reject", "reject"),
        ("rules.parameters.unknown-customer", "", ""),
        ("limits.fuel-per-line", "1000", "1000"),
        ("limits.memory", "067108864", "67108864"),
        ("limits.seconds-per-delivery", "60", "60"),
        ("limits.bytes-per-answer", "0", "0"),
    ] {
        assert_eq!(set(folder.path(), key, value).expect(key), expected, "{key}");
    }
}

#[test]
fn comments_and_blanks_stay() {
    let folder = folder();
    let path = Settings::path(folder.path());
    std::fs::write(&path, "# ours\n[store]\nid   =  \"1\"   # the first\n\n[exchange] # later\n").expect("written");
    set(folder.path(), "store.id", "2").expect("set");
    set(folder.path(), "reception.automatic", "true").expect("set");
    set(folder.path(), "rules.parameters.unknown-customer", "reject").expect("set");
    insta::assert_snapshot!(std::fs::read_to_string(&path).expect("a file"), @r#"
    # ours
    [store]
    id   =  "2"   # the first

    [exchange] # later

    [reception]
    automatic = true

    [rules.parameters]
    unknown-customer = "reject"
    "#);
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").flatten().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn wrong_values_are_refused_by_what_is_allowed() {
    let folder = folder();
    for (key, value, expected) in [
        ("exchange.url", "http://h/", "host.setting-url"),
        ("exchange.url", "ftp://me:secret@h/", "host.setting-url-account"),
        ("exchange.security", "tls", "host.setting-security"),
        ("exchange.certificate", "sha256:ab", "host.setting-certificate"),
        ("exchange.pattern", "../x", "host.setting-file-name"),
        ("exchange.after-reading", "burn", "host.setting-after-reading"),
        ("exchange.after-reading", "archive:", "host.setting-after-reading"),
        ("exchange.after-reading", "delete", "host.setting-needs-exclusive"),
        ("exchange.exclusive", "oui", "host.setting-flag"),
        ("reception.mode", "hourly", "host.setting-reception-mode"),
        ("store.id", "a\nb", "host.setting-one-line"),
        ("store.time-zone", "Paris", "host.setting-time-zone"),
        ("limits.memory", "64M", "host.setting-number"),
        ("limits.memory", "-1", "host.setting-number"),
        ("rules.parameters", "x", "host.setting-unknown"),
        ("rules.parameters.A b", "x", "host.setting-unknown"),
        ("exchange", "x", "host.setting-unknown"),
    ] {
        assert_eq!(code(folder.path(), key, value), expected, "{key} = {value}");
    }
    set(folder.path(), "exchange.exclusive", "true").expect("set");
    set(folder.path(), "exchange.after-reading", "delete").expect("set");
    assert_eq!(code(folder.path(), "exchange.exclusive", "false"), "host.setting-needs-exclusive");
}

#[test]
fn mistakes_in_the_file_are_named() {
    let folder = folder();
    let path = Settings::path(folder.path());
    let read = |text: &str| {
        std::fs::write(&path, text).expect("written");
        Settings::read(folder.path()).expect_err("refused")
    };
    let nearest = |text: &str| match read(text) {
        SettingsError::Unknown { key, nearest } => (key, nearest),
        other => panic!("{other}"),
    };
    let pair = |key: &str, nearest: &str| (key.to_owned(), nearest.to_owned());
    assert_eq!(nearest("[exchange]\nurk = \"x\"\n"), pair("exchange.urk", "exchange.url"));
    assert_eq!(nearest("time-zone = \"x\"\n"), pair("time-zone", "store.time-zone"));
    assert_eq!(nearest("[exchange.marker]\nx = 1\n"), pair("exchange.marker", "exchange.marker"));
    assert_eq!(read("[exchange]\nurl = [1]\n").code(), "host.setting-no-value");
    assert_eq!(read("[exchange]\npassword = \"secret\"\n").code(), "host.password-in-file");
    assert_eq!(read("[exchange\n").code(), "host.settings-syntax");
    std::fs::remove_file(&path).expect("removed");
    assert_eq!(Settings::read(folder.path()).expect_err("missing").code(), "host.settings-missing");
}

#[test]
fn the_password_is_set_apart() {
    let folder = folder();
    let before = std::fs::read(Settings::path(folder.path())).expect("a file");
    Settings::set(folder.path(), secret::KEY, "secret").expect("kept");
    assert_eq!(std::fs::read(Settings::path(folder.path())).expect("a file"), before);
    assert_eq!(std::fs::read(folder.path().join("exchange.password")).expect("a file"), b"secret");
}
