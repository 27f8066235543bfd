//! A store that runs: by itself at its start-up, for months without a source, and with rules that misbehave.

use serde_json::Value;

use super::central::{Central, DAY, digest, now, rules, use_folder, variant};
use super::components::component as hostile;
use crate::store::{Store, list};

const HEADER: &str = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE;CARTE_FIDELITE\n";

fn automatic(store: &Store) {
    store.import(format!("{HEADER}A1;2024-11-01;Petit;Anne;Lille;29900\n").as_bytes());
    store.use_folder();
    store.set("reception.automatic", "true");
}

fn put(store: &Store, number: u32) {
    let line = format!("{HEADER}A1;2024-11-{:02};Petit;Anne;Ville {number};29900\n", number + 1);
    store.put(&format!("CLIENTS_{number}.csv"), line.as_bytes());
}

#[test]
fn a_start_up_takes_up_releases_by_itself() {
    let central = Central::new();
    let store = central.store("S1");
    automatic(&store);
    central.publish(&variant(1));
    put(&store, 1);
    let ran = store.run(["startup"]).succeeded();
    assert!(ran.stderr().contains('1'), "it is told: {ran}");
    let delivery = &ran.retrieval()["deliveries"][0];
    assert_eq!(delivery["rules"]["digest"], digest(&variant(1)), "the day's file is decided by them");
    let status = rules(&store, &["status"]);
    assert_eq!((&status["release"], &status["by"]), (&1.into(), &"".into()));
    // Nothing new: nothing is told.
    assert_eq!(store.run(["startup"]).succeeded().stderr(), "");
    let log = std::fs::read_to_string(store.data().join("log/redescente.log")).unwrap();
    assert!(log.contains(r#""event":"rules","release":1"#), "{log}");
}

#[test]
fn a_start_up_without_its_source_retrieves_all_the_same() {
    let central = Central::new();
    let store = central.store("S1");
    automatic(&store);
    use_folder(&store, &central.repository().join("gone"));
    put(&store, 1);
    let ran = store.run(["startup"]).succeeded();
    assert_eq!(ran.retrieval()["status"], "done");
    assert!(ran.stderr().contains("→"), "what to do is said: {ran}");
    assert_eq!(rules(&store, &["status"])["source"]["error"]["code"], "host.release-unreachable");
    let log = std::fs::read_to_string(store.data().join("log/redescente.log")).unwrap();
    assert!(log.contains(r#""event":"release","code":"host.release-unreachable""#), "{log}");
}

#[test]
fn ninety_days_without_a_fresh_timestamp() {
    let central = Central::new();
    let store = central.store("S1");
    automatic(&store);
    central.publish(&variant(1));
    put(&store, 1);
    store.run(["startup"]).succeeded();
    // All that the store sees was signed ninety days ago; meanwhile release 2 was published, which it can't see.
    let stale = central.copied("stale");
    central.publish(&variant(2));
    central.publisher_of(&stale, now() - 90 * DAY).refresh().unwrap();
    use_folder(&store, &stale);
    for day in 2..5 {
        put(&store, day);
        let ran = store.run_at(&format!("2024-11-{:02}T08:00:00+01:00", day + 5), ["startup"]).succeeded();
        assert_eq!(ran.retrieval()["deliveries"][0]["status"], "applied", "it goes on: {ran}");
    }
    let status = rules(&store, &["status"]);
    assert_eq!(status["source"]["error"]["code"], "host.release-expired");
    assert_eq!((&status["release"], &status["digest"]), (&1.into(), &digest(&variant(1)).into()));
    // Back in touch: one look at a fresh timestamp is enough.
    use_folder(&store, &central.repository());
    put(&store, 5);
    let ran = store.run_at("2024-11-15T08:00:00+01:00", ["startup"]).succeeded();
    assert_eq!(ran.retrieval()["deliveries"][0]["rules"]["digest"], digest(&variant(2)));
    assert_eq!(rules(&store, &["status"])["source"]["error"], Value::Null);
}

#[test]
fn rules_that_break_off_leave_a_file_undecided_and_those_before_at_hand() {
    // No example finds that out: an example may have none of the lines at which they break off.
    let central = Central::new();
    let folder = central.examples();
    for entry in std::fs::read_dir(&folder).unwrap() {
        std::fs::remove_dir_all(entry.unwrap().path()).unwrap();
    }
    std::fs::create_dir(folder.join("nothing")).unwrap();
    std::fs::write(folder.join("nothing/world.json"), r#"{"parameters": {}, "retrievals": []}"#).unwrap();
    std::fs::write(folder.join("nothing/expected.json"), "{}").unwrap();
    central.publish(&hostile("endless-loop"));
    let store = central.store("S1");
    automatic(&store);
    put(&store, 1);
    let ran = store.run(["startup"]).exited(4);
    assert_eq!(ran.retrieval()["deliveries"][0]["status"], "undecided");
    let status = rules(&store, &["status"]);
    assert_eq!((&status["release"], &status["undecided"]), (&1.into(), &1.into()), "{status}");
    assert_eq!(list(&status["before"]).len(), 1);
    // A person goes back; the next start-up decides what was left, and does not take the release up again.
    rules(&store, &["rollback"]);
    let ran = store.run_at("2024-11-06T08:00:00+01:00", ["startup"]).succeeded();
    assert_eq!(ran.retrieval()["deliveries"][0]["status"], "applied", "{ran}");
    let status = rules(&store, &["status"]);
    assert_eq!((&status["how"], &status["undecided"]), (&"rolled-back".into(), &0.into()));
    assert_eq!(store.customer("A1").unwrap()["values"]["city"], "Ville 1");
}

#[test]
fn status_is_told_to_people_in_both_languages() {
    let central = Central::new();
    central.publish(&variant(1));
    let store = central.store("S1");
    rules(&store, &["update"]);
    for (language, word) in [("fr", "prête : version"), ("en", "ready: release")] {
        let mut command = store.command(crate::store::NOW);
        command.args(["--lang", language]);
        let ran = crate::store::finish(command, ["rules", "status"]).succeeded();
        assert!(ran.stdout().contains(word), "{ran}");
    }
}
