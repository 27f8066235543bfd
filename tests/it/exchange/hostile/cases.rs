//! What hostile servers do, and what a run is to make of each.

use redescente::config::Security;

use super::super::scripted::{File, Quirk, Site};

pub(super) const ALWAYS: usize = usize::MAX;
pub(super) const OLD: &str = "20241101060000";
pub(super) const OLDER: &str = "20241031060000";

/// What a run is to make of a server.
#[derive(Debug, Clone, Copy)]
pub(super) enum Expect {
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

pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) site: Site,
    pub(super) security: Security,
    pub(super) expect: Expect,
    /// Logins that may be tried at most.
    pub(super) logins: usize,
}

pub(super) fn content(number: u8) -> Vec<u8> {
    (0..20_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8 ^ number).collect()
}

fn files() -> Vec<File> {
    (1..=3)
        .map(|number| File { name: format!("{number}.csv").into(), bytes: content(number), modified: OLD.into() })
        .collect()
}

pub(super) fn healthy() -> Site {
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
pub(super) fn steps() -> Vec<Case> {
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
pub(super) fn tricks() -> Vec<Case> {
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
