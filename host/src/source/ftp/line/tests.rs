use super::super::moment::Exactness;
use super::*;

/// 2026-11-24T06:59:00Z.
const NOW: i64 = 1_795_503_540;

fn name(entry: Option<Entry>) -> Option<(String, Kind, Option<u64>)> {
    entry.map(|entry| (String::from_utf8_lossy(&entry.name).into_owned(), entry.kind, entry.size))
}

#[expect(clippy::unnecessary_wraps, reason = "compared with what a parser answers")]
fn file(text: &str, size: u64) -> Option<(String, Kind, Option<u64>)> {
    Some((text.to_owned(), Kind::File, Some(size)))
}

#[test]
fn facts_of_real_servers() {
    for (line, expected) in [
        // proftpd 1.3.8
        (
            "modify=20261124035907;perm=adfrw;size=12;type=file;unique=FE00U2A;UNIX.group=1001;UNIX.groupname=ftptest;UNIX.mode=0644;UNIX.owner=1001;UNIX.ownername=ftptest; CLIENTS 1.csv",
            file("CLIENTS 1.csv", 12),
        ),
        // pure-ftpd 1.0.50
        (
            "type=file;size=12;modify=20261124035907;UNIX.mode=0644;UNIX.uid=1001;UNIX.gid=1001;unique=fe00g2a; CLIENTS 1.csv",
            file("CLIENTS 1.csv", 12),
        ),
        // pyftpdlib 2
        ("modify=20261124035907;perm=adfrw;size=12;type=file;unique=fe0012a; CLIENTS 1.csv", file("CLIENTS 1.csv", 12)),
        // FileZilla, IIS
        ("type=file;modify=20261124035907.123;size=12; CLIENTS 1.csv", file("CLIENTS 1.csv", 12)),
        ("Type=FILE;Size=12; a=b; c", file("a=b; c", 12)),
        ("type=file;size=12;  two blanks ", file(" two blanks ", 12)),
        ("type=file;size=99999999999999999999; a", Some(("a".into(), Kind::File, None))),
        (
            "type=OS.unix=symlink;size=3;modify=20261124035907; latest.csv",
            Some(("latest.csv".into(), Kind::Link, None)),
        ),
        ("type=OS.unix=slink:/srv/a.csv;size=3; latest.csv", Some(("latest.csv".into(), Kind::Link, None))),
        ("type=dir;sizd=4096; archive", Some(("archive".into(), Kind::Other, None))),
        ("type=cdir;modify=20261124035907; .", Some((".".into(), Kind::Other, None))),
        ("type=pdir; ..", Some(("..".into(), Kind::Other, None))),
        (" bare", Some(("bare".into(), Kind::Any, None))),
        ("type=file;size=1;", None),
        ("type=file;size=1; ", None),
        ("nonsense", None),
        ("nonsense with blanks", None),
        ("", None),
    ] {
        assert_eq!(name(facts(line.as_bytes())), expected, "{line}");
    }
    let entry = facts(b"type=file;size=1;modify=20261124065900; caf\xe9.csv").expect("a file");
    assert_eq!((entry.name.as_slice(), entry.date), (&b"caf\xe9.csv"[..], Date::Exact(NOW)));
    assert_eq!(facts(b"type=file;modify=19700101; a").expect("a file").date, Date::Unknown);
}

#[test]
fn lists_of_real_servers() {
    for (line, expected) in [
        // vsftpd 3.0.3
        ("-rw-r--r--    1 1001     1001           12 Nov 24 03:59 CLIENTS 1.csv", file("CLIENTS 1.csv", 12)),
        // proftpd 1.3.8
        ("-rw-r--r--   1 ftptest  ftptest        12 Nov 24 03:59 CLIENTS 1.csv", file("CLIENTS 1.csv", 12)),
        // pure-ftpd 1.0.50
        ("-rw-r--r--    1 1001       1001               12 Nov 24 03:59 CLIENTS 1.csv", file("CLIENTS 1.csv", 12)),
        // pyftpdlib 2
        ("-rw-r--r--   1 ftptest  ftptest        12 Nov 24 03:59 CLIENTS 1.csv", file("CLIENTS 1.csv", 12)),
        ("-rw-r--r--   1 ftptest  ftptest        12 Nov 24  2025 CLIENTS 1.csv", file("CLIENTS 1.csv", 12)),
        ("-rw-r--r--   1 ftptest  ftptest        12 Nov 24 03:59  two blanks ", file(" two blanks ", 12)),
        // Without a group, with an access list, with a long date, with the day first
        ("-rw-r--r--   1 ftptest        12 Nov 24 03:59 a.csv", file("a.csv", 12)),
        ("-rw-r--r--+  1 ftptest Domain Users        12 Nov 24 03:59 a.csv", file("a.csv", 12)),
        ("-rw-r--r--   1 ftptest  ftptest        12 2026-11-24 03:59 a.csv", file("a.csv", 12)),
        ("-rw-r--r--   1 ftptest  ftptest        12 24 Nov 03:59 a.csv", file("a.csv", 12)),
        // An owner and a name that look like dates
        ("-rw-r--r--   1 Nov      24             12 Nov 24 03:59 Nov 24 03:59 a.csv", file("Nov 24 03:59 a.csv", 12)),
        ("lrwxrwxrwx    1 0 0 9 Nov 24 03:59 latest.csv -> a -> b.csv", Some(("latest.csv".into(), Kind::Link, None))),
        (
            "drwxr-xr-x    2 1001     1001         4096 Nov 24 03:59 archive",
            Some(("archive".into(), Kind::Other, None)),
        ),
        ("crw-rw-rw-    1 0        0          1,   3 Nov 24 03:59 null", Some(("null".into(), Kind::Other, None))),
        // IIS, FileZilla as Windows
        ("11-24-26  03:59AM                   12 CLIENTS 1.csv", file("CLIENTS 1.csv", 12)),
        ("11-24-2026  03:59PM                 12 CLIENTS 1.csv", file("CLIENTS 1.csv", 12)),
        ("2026-11-24  03:59                   12  a.csv", file(" a.csv", 12)),
        ("11-24-26  03:59AM       <DIR>          archive", Some(("archive".into(), Kind::Other, None))),
        ("11-24-26  03:59AM       <JUNCTION>     there [C:\\x]", Some(("there [C:\\x]".into(), Kind::Link, None))),
        ("total 12", None),
        ("", None),
        ("-rw-r--r--", None),
        ("-rw-r--r--   1 ftptest  ftptest        12 Nov 24 03:59", None),
        ("-rw-r--r--   1 ftptest  ftptest        12 Nov 24 03:59 ", None),
        ("-rw-r--r--   1 ftptest  ftptest        xx Nov 24 03:59 a", None),
        ("-rw-r--r--   1 ftptest  ftptest        12 Nov 34 03:59 a", None),
        ("13-24-26  03:59AM                   12 a", None),
        ("11-24-26  13:59AM                   12 a", None),
        ("11-24-26  03:59AM                  -12 a", None),
    ] {
        assert_eq!(name(listed(line.as_bytes(), NOW)), expected, "{line}");
    }
    let entry = listed(b"-rw-r--r-- 1 a b 12 Nov 24 06:59 caf\xe9.csv", NOW).expect("a file");
    assert_eq!(entry.name, b"caf\xe9.csv");
    assert_eq!(entry.date, Date::Rough(Rough { at: NOW, exactness: Exactness::Minute }));
    let entry = listed(b"11-24-26  12:30AM 12 a", NOW).expect("a file");
    assert_eq!(entry.date, Date::Rough(Rough { at: NOW - 6 * 3600 - 29 * 60, exactness: Exactness::Minute }));
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_bytes_make_a_parser_panic(line in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
        let _ = facts(&line);
        let _ = listed(&line, NOW);
        let _ = digits(&line);
    }

    #[test]
    fn nearly_good_lines_make_no_parser_panic(
        line in "[-dl][rwx-]{9} {0,3}[0-9]{0,21} {0,3}[a-z é]{0,9} [0-9]{0,21} (Nov|Fev|Feb|2026-02-30|24) {0,2}[0-9]{0,3} {0,2}([0-9]{0,3}:[0-9]{0,3}|[0-9]{0,6}) ?.{0,9}",
    ) {
        let _ = listed(line.as_bytes(), NOW);
    }

    #[test]
    fn nearly_good_windows_lines_make_no_parser_panic(
        line in "[0-9]{0,11}-[0-9]{0,3}-[0-9]{0,11} {0,2}[0-9]{0,3}:[0-9]{0,3}([AaPp]M)? {0,9}(<DIR>|[0-9]{0,21}) ?.{0,9}",
    ) {
        let _ = listed(line.as_bytes(), NOW);
    }

    #[test]
    fn any_name_comes_back_from_facts(name in proptest::collection::vec(proptest::num::u8::ANY, 1..60)) {
        let line = [b"type=file;size=7;modify=20261124065900; ".as_slice(), &name].concat();
        let entry = facts(&line).expect("a file");
        proptest::prop_assert_eq!(entry.name, name);
    }
}
