//! `startup`: one successful automatic retrieval a calendar day of the store, whoever launches it how often.

use std::{fs::File, thread};

use serde_json::Value;

use crate::{
    exchange::scripted::{self, Quirk, Server, Site},
    store::{Ran, Store, list, text},
};

const HEADER: &str = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE;CARTE_FIDELITE\n";
const BASE: &str = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE;CARTE_FIDELITE\nA1;2024-11-01;Petit;Anne;Lille;29900\n";
/// The first hour of a day in Paris, which is still the day before in Greenwich.
const MORNING: &str = "2026-11-24T00:30:00+01:00";
const EVENING: &str = "2026-11-24T23:30:00+01:00";
const NEXT_DAY: &str = "2026-11-25T00:10:00+01:00";

/// A store whose reception is automatic, and a folder as its exchange.
fn automatic() -> Store {
    let store = Store::with_base(BASE.as_bytes());
    store.use_folder();
    store.set("reception.automatic", "true");
    // The first load is years before: its file would go with the first retrieval.
    store.set("retention.deliveries", "0");
    store
}

fn line(number: u32) -> String {
    format!("{HEADER}A1;2024-11-{:02};Petit;Anne;Ville {number};29900\n", 2 + number)
}

#[track_caller]
fn status(ran: &Ran) -> String {
    text(&ran.retrieval()["status"]).to_owned()
}

/// The code of the only notice.
#[track_caller]
fn why(ran: &Ran) -> String {
    let retrieval = ran.retrieval();
    let notices = list(&retrieval["notices"]);
    assert_eq!(notices.len(), 1, "{retrieval}");
    assert!(text(&notices[0]["text"]).contains(' '), "a sentence: {retrieval}");
    text(&notices[0]["code"]).to_owned()
}

fn codes(ran: &Ran) -> Vec<String> {
    list(&ran.retrieval()["notices"]).iter().map(|notice| text(&notice["code"]).to_owned()).collect()
}

fn recorded(store: &Store) -> usize {
    list(&store.run(["report", "--mode", "automatic"]).succeeded().json()).len()
}

#[test]
fn nothing_is_begun_that_was_not_asked_for() {
    let store = automatic();
    store.put("CLIENTS_1.csv", line(1).as_bytes());
    store.set("reception.mode", "off");
    assert_eq!(why(&store.run(["startup"]).succeeded()), "host.startup-off");
    store.set("reception.mode", "daily");
    store.set("reception.automatic", "false");
    let ran = store.run(["startup"]).succeeded();
    assert_eq!((status(&ran).as_str(), why(&ran).as_str()), ("skipped", "host.startup-not-automatic"));
    assert_eq!(ran.retrieval()["id"], Value::Null, "it is not recorded");
    assert_eq!(recorded(&store), 0);
    assert_eq!(store.retrieve()["status"], "done", "the button works");
}

#[test]
fn a_day_is_the_stores_own() {
    let store = automatic();
    store.put("CLIENTS_1.csv", line(1).as_bytes());
    let first = store.run_at(MORNING, ["startup"]).succeeded();
    assert_eq!((status(&first).as_str(), &first.retrieval()["mode"]), ("done", &Value::from("automatic")));
    store.put("CLIENTS_2.csv", line(2).as_bytes());
    let again = store.run_at(EVENING, ["startup"]).succeeded();
    assert_eq!((status(&again).as_str(), why(&again).as_str()), ("skipped", "host.startup-done-today"));
    assert_eq!(status(&store.run_at(NEXT_DAY, ["startup"]).succeeded()), "done");
    assert_eq!(recorded(&store), 2);
}

#[test]
fn a_manual_retrieval_is_not_the_days_automatic_one() {
    let store = automatic();
    store.run_at(MORNING, ["retrieve"]).succeeded();
    assert_eq!(status(&store.run_at(EVENING, ["startup"]).succeeded()), "nothing-new");
    assert_eq!(why(&store.run_at(EVENING, ["startup"]).succeeded()), "host.startup-done-today");
}

#[test]
fn a_failed_one_is_tried_again() {
    let store = automatic();
    store.put("CLIENTS_1.csv", line(1).as_bytes());
    store.set("exchange.url", "file:///nowhere/at/all");
    let failed = store.run_at(MORNING, ["startup"]).exited(3);
    assert_eq!(failed.retrieval()["error"]["code"], "host.exchange-folder");
    store.use_folder();
    assert_eq!(status(&store.run_at(EVENING, ["startup"]).succeeded()), "done");
}

#[test]
fn one_that_left_files_waiting_is_tried_again() {
    let store = automatic();
    store.set("exchange.marker", ".ok");
    store.put("CLIENTS_1.csv", line(1).as_bytes());
    store.put("CLIENTS_1.csv.ok", b"");
    store.put("CLIENTS_2.csv", line(2).as_bytes());
    let first = store.run_at(MORNING, ["startup"]).succeeded();
    assert_eq!(status(&first), "partial");
    assert_eq!(first.retrieval()["waiting"][0]["reason"], "host.waiting-marker");
    store.put("CLIENTS_2.csv.ok", b"");
    let second = store.run_at(EVENING, ["startup"]).succeeded();
    assert_eq!((status(&second).as_str(), list(&second.retrieval()["deliveries"]).len()), ("done", 1));
    assert_eq!(why(&store.run_at(EVENING, ["startup"]).succeeded()), "host.startup-done-today");
}

#[test]
fn a_file_that_the_rules_refuse_is_no_reason_to_come_back() {
    let store = automatic();
    store.put("CLIENTS_1.csv", b"neither header nor lines");
    let first = store.run_at(MORNING, ["startup"]).succeeded();
    assert_eq!(first.retrieval()["deliveries"][0]["status"], "refused");
    assert_eq!(why(&store.run_at(EVENING, ["startup"]).succeeded()), "host.startup-done-today");
}

#[test]
fn many_launches_at_once_make_one_retrieval() {
    let store = automatic();
    store.put("CLIENTS_1.csv", line(1).as_bytes());
    thread::scope(|scope| {
        let launches: Vec<_> = (0..6).map(|_| scope.spawn(|| store.run_at(MORNING, ["startup"]))).collect();
        let ran: Vec<Ran> = launches.into_iter().map(|launch| launch.join().unwrap().succeeded()).collect();
        assert_eq!(ran.iter().filter(|ran| status(ran) == "done").count(), 1);
        assert_eq!(ran.iter().filter(|ran| status(ran) == "skipped").count(), 5);
    });
    assert_eq!(recorded(&store), 1);
}

#[test]
fn a_launch_beside_a_long_retrieval_says_so() {
    let store = automatic();
    let lock = File::options().write(true).create(true).truncate(false).open(store.data().join("lock")).unwrap();
    lock.try_lock().unwrap();
    let ran = store.run_at(MORNING, ["startup"]).succeeded();
    assert_eq!(why(&ran), "host.startup-busy");
    drop(lock);
    assert_eq!(status(&store.run_at(MORNING, ["startup"]).succeeded()), "nothing-new");
}

#[test]
fn silence_is_noticed() {
    let store = automatic();
    store.put("CLIENTS_1.csv", line(1).as_bytes());
    store.run_at("2026-11-20T08:00:00Z", ["startup"]).succeeded();
    let soon = store.run_at("2026-11-23T08:00:00Z", ["startup"]).succeeded();
    assert_eq!(codes(&soon), [""; 0]);
    let late = store.run_at("2026-11-24T08:00:00Z", ["startup"]).exited(5);
    assert_eq!((status(&late).as_str(), why(&late).as_str()), ("nothing-new", "host.watch-silence"));
    assert!(text(&late.retrieval()["notices"][0]["text"]).contains('4'), "the days are told");
    let shown = store.run(["report", "--mode", "automatic"]).succeeded().json();
    assert_eq!(shown[0]["notices"][0]["code"], "host.watch-silence", "it stands in the report");
    store.set("watch.days-without-file", "0");
    store.run_at("2026-11-30T08:00:00Z", ["startup"]).succeeded();
}

#[test]
fn failures_in_a_row_are_noticed() {
    let store = automatic();
    store.set("exchange.url", "file:///nowhere/at/all");
    for expected in [false, false, true, true] {
        let failed = store.run_at(MORNING, ["startup"]).exited(3);
        assert_eq!(codes(&failed).contains(&"host.watch-failures".to_owned()), expected, "{failed}");
    }
    store.use_folder();
    assert_eq!(codes(&store.run_at(MORNING, ["startup"]).succeeded()), [""; 0]);
    store.set("exchange.url", "file:///nowhere/at/all");
    assert_eq!(codes(&store.run_at(NEXT_DAY, ["startup"]).exited(3)), [""; 0], "they are counted anew");
}

#[test]
fn an_unusual_number_of_lines_is_noticed() {
    let store = automatic();
    let lines = |number: u32, many: u32| {
        let lines: String = (0..many).map(|n| format!("N{number}x{n};2024-11-02;Nom{n};Prénom;Ville;\n")).collect();
        format!("{HEADER}{lines}")
    };
    for number in 0..6 {
        store.put(&format!("CLIENTS_{number}.csv"), lines(number, 6).as_bytes());
        let ran = store.run_at(&format!("2026-11-1{number}T08:00:00Z"), ["startup"]).succeeded();
        assert_eq!((status(&ran).as_str(), codes(&ran)), ("done", Vec::new()));
    }
    store.put("CLIENTS_7.csv", lines(7, 61).as_bytes());
    let ran = store.run_at("2026-11-18T08:00:00Z", ["startup"]).exited(5);
    assert_eq!(why(&ran), "host.watch-lines");
    let told = ran.retrieval()["notices"][0]["text"].to_string();
    assert!(told.contains("CLIENTS_7.csv") && told.contains("61") && told.contains(" 6 "), "{told}");
}

#[test]
fn an_exchange_that_hangs_and_comes_back() {
    let file = scripted::File {
        name: b"CLIENTS_1.csv".to_vec(),
        bytes: line(1).into_bytes(),
        modified: "20241101060000".into(),
    };
    let site =
        Site { files: vec![file], quirks: vec![("PASS", Quirk::Say(b"530 no\r\n".to_vec()), 1)], ..Site::default() };
    let server = Server::start(site);
    let store = automatic();
    store.use_server(&format!("ftp://127.0.0.1:{}/", server.port), "none", "ftptest", "secret");
    let failed = store.run_at(MORNING, ["startup"]).exited(3);
    assert_eq!(failed.retrieval()["error"]["code"], "host.exchange-login");
    assert_eq!(server.commands("PASS").len(), 1, "a refused login is never repeated by itself");
    assert_eq!(status(&store.run_at(MORNING, ["startup"]).succeeded()), "done");
}
