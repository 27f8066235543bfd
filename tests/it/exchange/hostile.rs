//! Servers that hang, cut, lie and trick: what each run makes of it, that nothing half is kept, and that the next healthy
//! run brings everything.

use std::{sync::Mutex, thread};

use redescente::{config::Security, kept::Kept, source::Known};

use super::{
    Ran, kept_digests, patience, retrieve,
    scripted::{File, Quirk, Server, Site},
    settings, sha256, unknown,
};

const ALWAYS: usize = usize::MAX;
const OLD: &str = "20241101060000";
const OLDER: &str = "20241031060000";

/// What a run is to make of a server.
#[derive(Debug, Clone, Copy)]
enum Expect {
    /// Everything comes all the same.
    All,
    /// Everything comes, and this is noticed.
    Noticed(&'static str),
    /// The run ends with this code, nothing fetched.
    Ends(&'static str),
    /// The first file is left with this code, the others come.
    Left(&'static str),
    /// The first file waits for this reason, the others come.
    Waits(&'static str),
}

use Expect::{All, Ends, Left, Noticed, Waits};

struct Case {
    name: &'static str,
    site: Site,
    security: Security,
    expect: Expect,
    /// Logins that may be tried at most.
    logins: usize,
}

fn content(number: u8) -> Vec<u8> {
    (0..20_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8 ^ number).collect()
}

fn files() -> Vec<File> {
    (1..=3)
        .map(|number| File { name: format!("{number}.csv").into(), bytes: content(number), modified: OLD.into() })
        .collect()
}

fn healthy() -> Site {
    Site { files: files(), ..Site::default() }
}

fn case(name: &'static str, expect: Expect, change: impl FnOnce(&mut Site)) -> Case {
    let mut site = healthy();
    change(&mut site);
    Case { name, site, security: Security::None, expect, logins: ALWAYS }
}

fn quirk(name: &'static str, at: &'static str, quirk: Quirk, expect: Expect) -> Case {
    case(name, expect, |site| site.quirks.push((at, quirk, ALWAYS)))
}

fn once(name: &'static str, at: &'static str, quirk: Quirk, expect: Expect) -> Case {
    case(name, expect, |site| site.quirks.push((at, quirk, 1)))
}

fn say(reply: &str) -> Quirk {
    Quirk::Say(reply.into())
}

fn odd(name: &[u8]) -> impl FnOnce(&mut Site) + use<> {
    let file = File { name: name.into(), bytes: b"evil".into(), modified: OLD.into() };
    |site| site.files.push(file)
}

/// Hangs, cuts and refusals at each step.
fn steps() -> Vec<Case> {
    const TIMEOUT: Expect = Ends("host.exchange-timeout");
    const CUT: Expect = Ends("host.exchange-cut");
    const BUSY: Expect = Ends("host.exchange-busy");
    const PROTOCOL: Expect = Ends("host.exchange-protocol");
    let mut cases = Vec::new();
    for (at, refused) in [
        ("GREETING", PROTOCOL),
        ("USER", Ends("host.exchange-login")),
        ("PASS", Ends("host.exchange-login")),
        ("FEAT", All),
        ("OPTS", All),
        ("TYPE", PROTOCOL),
        ("EPSV", All),
        ("MLSD", Ends("host.exchange-listing-refused")),
    ] {
        let busy = match at {
            "FEAT" | "OPTS" => All,
            _ => BUSY,
        };
        cases.extend([
            quirk("hangs at", at, Quirk::Hang, TIMEOUT),
            once("hangs once at", at, Quirk::Hang, All),
            quirk("cuts at", at, Quirk::Cut, CUT),
            once("cuts once at", at, Quirk::Cut, All),
            quirk("drips at", at, Quirk::Drip, TIMEOUT),
            quirk("says nonsense at", at, say("hello\r\n"), PROTOCOL),
            quirk("says 4xx at", at, say("450 later\r\n"), busy),
            quirk("says 421 at", at, say("421 closing\r\n"), BUSY),
            once("says 421 once at", at, say("421 closing\r\n"), All),
            quirk("says 5xx at", at, say("550 no\r\n"), refused),
            quirk("never ends its reply at", at, Quirk::Say(vec![b'2'; 100_000]), PROTOCOL),
        ]);
        if !matches!(at, "MLSD") {
            cases.push(quirk("splits its reply at", at, Quirk::Split, All));
        }
    }
    for (at, refused) in
        [("SIZE", "host.exchange-file"), ("MDTM", "host.exchange-file"), ("RETR", "host.exchange-file")]
    {
        let first: &'static str = match at {
            "SIZE" => "SIZE 1.csv",
            "MDTM" => "MDTM 1.csv",
            _ => "RETR 1.csv",
        };
        cases.extend([
            quirk("hangs for one file at", first, Quirk::Hang, Left("host.exchange-transfer")),
            quirk("cuts for one file at", first, Quirk::Cut, Left("host.exchange-transfer")),
            quirk("says 4xx for one file at", first, say("450 later\r\n"), Left("host.exchange-transfer")),
            quirk("says 5xx for one file at", first, say("550 no\r\n"), Left(refused)),
            quirk("hangs for all files at", at, Quirk::Hang, TIMEOUT),
            once("cuts once at", at, Quirk::Cut, All),
            once("says 4xx once at", at, say("450 later\r\n"), All),
        ]);
    }
    cases
}

/// Lies, truncations and tricks.
fn tricks() -> Vec<Case> {
    let long = [b"a".repeat(2000), b".csv".to_vec()].concat();
    let facts = |name: &str| Quirk::Instead(format!("type=file;size=20000;modify={OLD}; {name}").into());
    vec![
        // Listings
        quirk(
            "an endless listing",
            "MLSD",
            Quirk::Endless(b"type=file;size=1; a.txt\r\n"),
            Ends("host.exchange-listing-too-long"),
        ),
        quirk("an endless line", "MLSD", Quirk::Endless(b"aaaaaaaaaaaaaaaa"), Ends("host.exchange-listing-too-long")),
        quirk("a dripping listing", "MLSD", Quirk::DataDrip, Ends("host.exchange-timeout")),
        quirk("a listing that hangs", "MLSD", Quirk::DataHang(60), Ends("host.exchange-timeout")),
        quirk("a listing that is cut", "MLSD", Quirk::BothCut(60), Ends("host.exchange-cut")),
        quirk("a listing that is aborted", "MLSD", Quirk::DataCut(60, "426 aborted"), Ends("host.exchange-cut")),
        once("a listing that is aborted once", "MLSD", Quirk::DataCut(60, "426 aborted"), All),
        quirk(
            "a listing that says that it is truncated",
            "MLSD",
            Quirk::Ending("226 Output truncated to 3 matches"),
            Noticed("host.listing-truncated"),
        ),
        quirk("a listing that ends within a name", "MLSD", facts("1.cs"), Ends("")),
        quirk("a listing that ends within a name that matches", "MLSD", facts("9.csv"), Ends("")),
        case("lines of nonsense", Noticed("host.listing-odd-lines"), |site| {
            let listing =
                (1..=3).map(|n| format!("type=file;size=20000;modify={OLD}; {n}.csv\r\n")).collect::<String>();
            site.quirks.push((
                "MLSD",
                Quirk::Instead([listing.as_bytes(), b"nonsense\r\n\xff\xfe\r\n"].concat()),
                ALWAYS,
            ));
        }),
        quirk("an empty listing refused", "MLSD", say("550 No files found\r\n"), Ends("")),
        case("a listing without MLSD", All, |site| site.without = vec!["MLSD"]),
        case("a listing without MLSD and LIST", All, |site| site.without = vec!["MLSD", "LIST"]),
        case("a listing in Chinese", All, |site| {
            site.without = vec!["MLSD"];
            site.list = Some("-rw-r--r-- 1 a b 12 11月 24 03:59 1.csv\r\n".into());
        }),
        case("a server without FEAT and MLSD", All, |site| site.without = vec!["FEAT", "MLSD", "OPTS"]),
        case("a server without SIZE and MDTM", All, |site| site.without = vec!["SIZE", "MDTM"]),
        case("a server without EPSV", All, |site| site.without = vec!["EPSV"]),
        case("a server without any passive mode", Ends("host.exchange-passive"), |site| {
            site.without = vec!["EPSV", "PASV"]
        }),
        case("a server without REST", All, |site| {
            site.without = vec!["REST"];
            site.quirks.push(("RETR 1.csv", Quirk::BothCut(9000), 1));
        }),
        // Names
        case("a name that goes up", Noticed("host.listing-odd-names"), odd(b"../../evil.csv")),
        case("a name that is a path", Noticed("host.listing-odd-names"), |site| {
            let listing =
                (1..=3).map(|n| format!("type=file;size=20000;modify={OLD}; {n}.csv\r\n")).collect::<String>();
            let evil = format!("{listing}type=file;size=4;modify={OLD}; /etc/evil.csv\r\n");
            site.quirks.push(("MLSD", Quirk::Instead(evil.into()), ALWAYS));
        }),
        case("a name with a drive", Noticed("host.listing-odd-names"), odd(b"C:evil.csv")),
        case("a name with a backslash", Noticed("host.listing-odd-names"), odd(b"..\\evil.csv")),
        case("a name with a zero", Noticed("host.listing-odd-names"), odd(b"evil\0.csv")),
        case("a name with a carriage return", Noticed("host.listing-odd-names"), odd(b"evil\rDELE 1.csv")),
        case("a name with an escape", Noticed("host.listing-odd-names"), odd(b"\x1b[2Jevil.csv")),
        case("a very long name", Noticed("host.listing-odd-names"), odd(&long)),
        case("a name twice", Noticed("host.listing-odd-names"), |site| {
            let twice = site.files[0].clone();
            site.files.push(twice);
        }),
        // Data connections
        quirk("passive mode to elsewhere", "PASV", say("227 there (10,255,255,1,4,4)\r\n"), All),
        case("passive mode to elsewhere, without EPSV", Ends("host.exchange-foreign-address"), |site| {
            site.without = vec!["EPSV"];
            site.quirks.push(("PASV", say("227 there (10,255,255,1,4,4)\r\n"), ALWAYS));
        }),
        case("passive mode to nonsense", Ends("host.exchange-protocol"), |site| {
            site.without = vec!["EPSV"];
            site.quirks.push(("PASV", say("227 there (1,2,3)\r\n"), ALWAYS));
        }),
        quirk(
            "extended passive mode to nonsense",
            "EPSV",
            say("229 there (|||0|)\r\n"),
            Ends("host.exchange-protocol"),
        ),
        quirk("a passive port that is closed", "EPSV", Quirk::ClosedPort, Ends("host.exchange-passive")),
        quirk("no data connection", "MLSD", say("425 can't open\r\n"), Ends("host.exchange-passive")),
        // Files
        quirk(
            "a file that is cut short with success",
            "RETR 1.csv",
            Quirk::DataCut(9000, "226 there"),
            Left("host.exchange-length"),
        ),
        once("a file that is cut short with success once", "RETR 1.csv", Quirk::DataCut(9000, "226 there"), All),
        quirk(
            "a file that is aborted",
            "RETR 1.csv",
            Quirk::DataCut(9000, "426 aborted"),
            Left("host.exchange-transfer"),
        ),
        once("a file that is aborted once", "RETR 1.csv", Quirk::DataCut(9000, "426 aborted"), All),
        quirk(
            "a whole file that is aborted",
            "RETR 1.csv",
            Quirk::DataCut(ALWAYS, "426 aborted"),
            Left("host.exchange-transfer"),
        ),
        quirk(
            "a file whose transfer fails for good",
            "RETR 1.csv",
            Quirk::DataCut(9000, "551 disk error"),
            Left("host.exchange-file"),
        ),
        once("a file that is cut", "RETR 1.csv", Quirk::BothCut(9000), All),
        once("a file that hangs", "RETR 1.csv", Quirk::DataHang(9000), All),
        quirk("a file that always hangs", "RETR 1.csv", Quirk::DataHang(9000), Left("host.exchange-transfer")),
        quirk("a file that drips", "RETR 1.csv", Quirk::DataDrip, Left("host.exchange-transfer")),
        quirk("a file without end", "RETR 1.csv", Quirk::Endless(b"abc"), Left("host.exchange-file-changed")),
        quirk("a size too small", "SIZE 1.csv", say("213 10\r\n"), Left("host.exchange-file-changed")),
        quirk("a size too large", "SIZE 1.csv", say("213 99999999999\r\n"), Left("host.exchange-file-changed")),
        quirk("a size that is none", "SIZE 1.csv", say("213 large\r\n"), Left("host.exchange-transfer")),
        case("a listed size that lies", Left("host.exchange-file-changed"), |site| {
            let line = |n, size| format!("type=file;size={size};modify={OLD}; {n}.csv\r\n");
            let listing = [line(1, 19_999), line(2, 20_000), line(3, 20_000)].concat();
            site.quirks.push(("MLSD", Quirk::Instead(listing.into()), ALWAYS));
        }),
        once(
            "a file that grows while it is read",
            "RETR 1.csv",
            Quirk::Becomes(b"longer".repeat(9000), OLD),
            Left("host.exchange-file-changed"),
        ),
        once(
            "a file that is written anew while it is read",
            "RETR 1.csv",
            Quirk::Becomes(content(9), "20241101070001"),
            Left("host.exchange-file-changed"),
        ),
        once(
            "a file that is replaced after the listing",
            "MLSD",
            Quirk::Replaces(b"new".to_vec(), "20241101070001"),
            Left("host.exchange-file-changed"),
        ),
        once("a file that vanishes after the listing", "RETR 1.csv", say("550 gone\r\n"), Left("host.exchange-file")),
        quirk("replies that come together", "RETR", Quirk::Joined, All),
        quirk("listing replies that come together", "MLSD", Quirk::Joined, All),
        case("a file that is still being written", Waits("host.waiting-growing"), |site| {
            site.files[0].modified = "20991231000000".into();
            site.quirks.push(("MLSD", Quirk::Replaces(b"more".to_vec(), "20991231000001"), 1));
        }),
        case("a file just written", All, |site| site.files[0].modified = "20991231000000".into()),
        // Logins
        Case { logins: 1, ..quirk("a refused password", "PASS", say("530 no\r\n"), Ends("host.exchange-login")) },
        Case {
            logins: 1,
            ..quirk("a refused password, otherwise", "PASS", say("430 no\r\n"), Ends("host.exchange-login"))
        },
        quirk(
            "a password that is told back",
            "PASS",
            say("530 ftptest/secret is wrong\r\n"),
            Ends("host.exchange-login"),
        ),
        quirk("an account that needs more", "PASS", say("332 account\r\n"), Ends("host.exchange-login")),
        quirk("a long greeting", "GREETING", say("220-hello\r\n 220 not yet\r\n221 nor now\r\n220 now\r\n"), All),
        quirk("a greeting that waits", "GREETING", say("120 in a minute\r\n220 now\r\n"), All),
        quirk("a reply too many", "TYPE", say("200 fine\r\n200 fine\r\n"), Ends("host.exchange-protocol")),
        // Protection
        Case {
            security: Security::Explicit,
            ..case("a server without TLS", Ends("host.exchange-unprotected"), |_| ())
        },
        Case {
            security: Security::Explicit,
            ..quirk("plain text before TLS", "AUTH", say("234 go\r\n230 logged in\r\n"), Ends("host.exchange-protocol"))
        },
        Case {
            security: Security::Explicit,
            ..quirk("no TLS after all", "AUTH", say("234 go\r\n"), Ends("host.exchange-tls"))
        },
        Case {
            security: Security::Explicit,
            ..quirk("AUTH that hangs", "AUTH", Quirk::Hang, Ends("host.exchange-timeout"))
        },
        Case {
            security: Security::Explicit,
            ..quirk("AUTH that is cut", "AUTH", Quirk::Cut, Ends("host.exchange-cut"))
        },
        Case { security: Security::Implicit, ..case("plain text instead of TLS", Ends("host.exchange-tls"), |_| ()) },
    ]
}

/// Runs one case; answers what is wrong with it.
fn check(case: &Case) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    let kept = Kept::open_folder(folder.path()).unwrap();
    let server = Server::start(case.site.clone());
    let ran = retrieve(&settings(server.port, case.security), &patience(), &kept, &unknown);
    let fail = |why: &str| Err(format!("{} {:?}: {why}: {ran:?}", case.name, case.site.quirks.first().map(|it| it.0)));
    let expected = |skip: usize, ran: &Ran| (1 + skip..=3).all(|n| ran.fetched.contains_key(&format!("{n}.csv")));
    let good = match case.expect {
        All => ran.ended.is_none() && ran.left.is_empty() && expected(0, &ran),
        Noticed(code) => {
            ran.ended.is_none() && ran.notices.contains(&code) && expected(0, &ran) && ran.fetched.len() == 3
        }
        // A listing that is empty or names nothing that is there.
        Ends("") => ran.ended.is_none() && ran.fetched.is_empty(),
        Ends(code) => ran.ended == Some(code) && ran.fetched.is_empty(),
        Left(code) => {
            ran.ended.is_none() && ran.left.get("1.csv") == Some(&code) && expected(1, &ran) && ran.fetched.len() == 2
        }
        Waits(reason) => ran.waiting.get("1.csv") == Some(&reason) && expected(1, &ran) && ran.fetched.len() == 2,
    };
    if !good {
        return fail("not what was expected");
    }
    // Only whole contents have names, and only contents that the server had.
    let whole: Vec<String> = (1..=3).map(|n| sha256(&content(n))).collect();
    if let Some(other) = kept_digests(folder.path()).into_iter().find(|digest| !whole.contains(digest)) {
        return fail(&format!("{other} is kept"));
    }
    if server.commands("PASS").len() > case.logins {
        return fail("too many logins");
    }
    if server.site().commands.iter().any(|command| command.contains("evil")) {
        return fail("an odd name was sent");
    }
    // The next run, with nothing wrong any more.
    *server.site() = healthy();
    let next = retrieve(&settings(server.port, Security::None), &patience(), &kept, &unknown);
    let all: Vec<String> = {
        let mut all = whole.clone();
        all.sort();
        all
    };
    if next.ended.is_some() || next.fetched.len() != 3 || kept_digests(folder.path()) != all {
        return fail(&format!("the next run: {next:?}"));
    }
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    if left != 3 { fail("something is left of earlier attempts") } else { Ok(()) }
}

#[test]
fn hostile_servers_do_no_harm() {
    let cases: Vec<Case> = steps().into_iter().chain(tricks()).collect();
    assert!(cases.len() > 150, "{}", cases.len());
    let queue = Mutex::new(cases.iter());
    let failed = Mutex::new(Vec::new());
    // They wait most of the time.
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap().next();
                    let Some(case) = next else { break };
                    if let Err(why) = check(case) {
                        failed.lock().unwrap().push(why);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{} of {}:\n{}", failed.len(), cases.len(), failed.join("\n"));
}

#[test]
fn a_cut_file_is_gone_on_with_by_the_next_run() {
    let folder = tempfile::tempdir().unwrap();
    let kept = Kept::open_folder(folder.path()).unwrap();
    let mut site = healthy();
    site.quirks.push(("RETR 1.csv", Quirk::BothCut(9000), ALWAYS));
    let server = Server::start(site);
    let mut impatient = patience();
    impatient.pauses.clear();
    let ran = retrieve(&settings(server.port, Security::None), &impatient, &kept, &unknown);
    assert_eq!(ran.left.get("1.csv"), Some(&"host.exchange-transfer"));
    server.site().quirks.clear();
    retrieve(&settings(server.port, Security::None), &impatient, &kept, &unknown);
    assert_eq!(server.commands("REST"), ["REST 4904"]);
    assert!(kept_digests(folder.path()).contains(&sha256(&content(1))));
}

#[test]
fn a_cut_file_that_changed_meanwhile_begins_anew() {
    let folder = tempfile::tempdir().unwrap();
    let kept = Kept::open_folder(folder.path()).unwrap();
    let mut site = healthy();
    site.quirks.push(("RETR 1.csv", Quirk::BothCut(9000), ALWAYS));
    let server = Server::start(site);
    retrieve(&settings(server.port, Security::None), &patience(), &kept, &unknown);
    let resumed = server.commands("REST").len();
    {
        let mut site = server.site();
        site.quirks.clear();
        // As long as before, at another time.
        site.files[0].bytes = content(9);
        site.files[0].modified = OLDER.into();
    }
    let ran = retrieve(&settings(server.port, Security::None), &patience(), &kept, &unknown);
    assert_eq!(server.commands("REST").len(), resumed);
    assert_eq!(ran.fetched["1.csv"], sha256(&content(9)));
}

#[test]
fn names_that_are_no_text_come_back_as_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let kept = Kept::open_folder(folder.path()).unwrap();
    let name = b"caf\xe9 \xff.csv".to_vec();
    let file = File { name, bytes: content(1), modified: OLD.into() };
    let server = Server::start(Site { files: vec![file], ..Site::default() });
    // Telnet's escape is doubled on the way; this server undoes it as little as some real ones.
    server.site().files.push(File { name: b"caf\xe9 \xff\xff.csv".to_vec(), bytes: content(1), modified: OLD.into() });
    let ran = retrieve(&settings(server.port, Security::None), &patience(), &kept, &unknown);
    assert_eq!(ran.fetched.get("caf\u{fffd} \u{fffd}.csv"), Some(&sha256(&content(1))), "{ran:?}");
}

/// Knows everything under one date.
struct Dated(i64);

impl Known for Dated {
    fn is_known(&self, file: &redescente::source::Listed) -> bool {
        file.modified == Some(self.0)
    }

    fn dates(&self, _raw_name: &[u8], _size: u64) -> Vec<i64> {
        vec![self.0]
    }
}

#[test]
fn known_files_cost_no_question_each() {
    let folder = tempfile::tempdir().unwrap();
    let kept = Kept::open_folder(folder.path()).unwrap();
    let name = |n| format!("{n:03}.csv");
    let files = (0..200).map(|n| File { name: name(n).into(), bytes: vec![b'x'; 7], modified: OLD.into() });
    let list: String = (0..200).map(|n| format!("11-01-24  08:00AM                    7 {}\r\n", name(n))).collect();
    let server = Server::start(Site {
        files: files.collect(),
        without: vec!["MLSD"],
        list: Some(list.into()),
        ..Site::default()
    });
    // 2024-11-01T06:00:00Z, which the server lists as two hours later.
    let ran = retrieve(&settings(server.port, Security::None), &patience(), &kept, &Dated(1_730_440_800));
    assert_eq!((ran.fetched.len(), ran.ended), (0, None));
    assert_eq!(server.commands("MDTM").len(), 1, "one question tells the time zone");
    let ran = retrieve(&settings(server.port, Security::None), &patience(), &kept, &Dated(1_730_440_860));
    assert_eq!(ran.fetched.len(), 200);
}
