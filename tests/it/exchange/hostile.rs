//! Servers that hang, cut, lie and trick: what each run makes of it, that nothing half is kept, and that the next healthy
//! run brings everything.

mod cases;

use std::{sync::Mutex, thread};

use redescente::{config::Security, kept::Kept, source::Known};

use cases::{ALWAYS, Case, Expect, OLD, OLDER, content, healthy, steps, tricks};

use super::{
    Ran, kept_digests, patience, retrieve,
    scripted::{File, Quirk, Server, Site},
    settings, sha256, unknown,
};

use Expect::{All, Ends, Left, Noticed, Waits};

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
