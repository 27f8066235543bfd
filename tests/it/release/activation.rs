//! Put in force and gone back from in the middle of retrievals, and killed at each step: always one whole version.

use serde_json::Value;

use super::central::{Central, digest, refused, rules, use_folder, variant};
use crate::store::{NOW, Ran, Store, finish, list, not_run, text};

/// Every point that taking up a release passes, in order.
const UPDATE: [&str; 4] = ["release-fetched", "release-verified", "release-kept", "release-recorded"];
const IN_FORCE: [&str; 2] = ["before-activation", "rules-activated"];

const HEADER: &str = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE;CARTE_FIDELITE\n";

fn binary(test: &str) -> Option<std::path::PathBuf> {
    let binary = std::env::var_os("REDESCENTE_BIN_KILL_POINTS").map(Into::into);
    if binary.is_none() {
        not_run(test, "this host has no feature kill-points, or `cargo xtask test` did not build it");
    }
    binary
}

fn killed_at(store: &Store, point: &str, arguments: &[&str]) -> Ran {
    let mut command = store.command(NOW);
    command.env("REDESCENTE_KILL_AT", point).args(["--format", "json"]);
    let ran = finish(command, arguments);
    assert_ne!(ran.code(), Some(0), "nothing was killed at {point}: {ran}");
    ran
}

/// Release 1 in force, release 2 published; automatic reception from a folder with two files.
fn prepared(central: &Central, binary: &std::path::Path) -> Store {
    let store = Store::with_binary(binary.to_owned());
    store.run(["init"]).succeeded();
    central.adopt(&store, "S1");
    use_folder(&store, &central.repository().with_file_name("first"));
    rules(&store, &["update"]);
    rules(&store, &["activate"]);
    store.import(format!("{HEADER}A1;2024-11-01;Petit;Anne;Lille;29900\n").as_bytes());
    store.use_folder();
    store.set("reception.automatic", "true");
    store.put("CLIENTS_1.csv", format!("{HEADER}A1;2024-11-02;Petit;Anne;Brest;29900\n").as_bytes());
    store.put("CLIENTS_2.csv", format!("{HEADER}A2;2024-11-03;Roy;Luc;Metz;29901\n").as_bytes());
    store
}

/// Releases 1 and 2, and a copy of the time when there was release 1 only.
fn two_releases() -> Central {
    let central = Central::new();
    central.publish(&variant(1));
    central.copied("first");
    central.publish(&variant(2));
    central
}

/// The release in force; its component is the very one, and decides.
#[track_caller]
fn whole(store: &Store, central: &Central) -> u64 {
    let status = rules(store, &["status"]);
    let release = status["release"].as_u64().unwrap_or_else(|| panic!("{status}"));
    assert_eq!(status["digest"], digest(&variant(u8::try_from(release).unwrap())), "{status}");
    let shown = store.run(["delivery", "show", "1"]).succeeded();
    assert!(shown.stdout().contains("Lille"), "the rules read: {shown}");
    let _ = central;
    release
}

/// Which rules decided each applied delivery of the exchange.
fn decided_by(store: &Store) -> Vec<String> {
    let report = store.run(["report"]).succeeded().json();
    let deliveries = list(&report).iter().flat_map(|retrieval| list(&retrieval["deliveries"]));
    let applied = deliveries.filter(|it| it["status"] == "applied" && text(&it["name"]).starts_with("CLIENTS"));
    applied.map(|it| text(&it["rules"]["digest"]).to_owned()).collect()
}

#[test]
fn a_start_up_killed_at_any_step_is_finished_by_the_next() {
    let Some(binary) = binary("release::activation::a_start_up_killed_at_any_step_is_finished_by_the_next") else {
        return;
    };
    let central = two_releases();
    for point in UPDATE.iter().chain(&IN_FORCE).chain(&["retrieval-recorded", "batch-decided", "delivery-committed"]) {
        let store = prepared(&central, &binary);
        use_folder(&store, &central.repository());
        killed_at(&store, point, &["startup"]);
        whole(&store, &central);
        let next = store.run(["startup"]).succeeded();
        assert_ne!(next.retrieval()["status"], "failed", "after {point}: {next}");
        assert_eq!(whole(&store, &central), 2, "after {point}");
        assert_eq!(decided_by(&store), vec![digest(&variant(2)); 2], "after {point}");
        assert_eq!(rules(&store, &["status"])["before"][0]["release"], 1, "after {point}");
    }
}

#[test]
fn going_back_killed_at_any_step_leaves_one_whole_version() {
    let Some(binary) = binary("release::activation::going_back_killed_at_any_step_leaves_one_whole_version") else {
        return;
    };
    let central = two_releases();
    for (point, expected) in IN_FORCE.into_iter().zip([2, 1]) {
        let store = prepared(&central, &binary);
        use_folder(&store, &central.repository());
        rules(&store, &["update"]);
        rules(&store, &["activate"]);
        killed_at(&store, point, &["rules", "rollback"]);
        assert_eq!(whole(&store, &central), expected, "{point}");
        if expected == 2 {
            rules(&store, &["rollback"]);
        }
        assert_eq!(whole(&store, &central), 1, "{point}");
        store.run(["startup"]).succeeded();
        assert_eq!(whole(&store, &central), 1, "a start-up does not take up again what a person went back from");
        assert_eq!(decided_by(&store), vec![digest(&variant(1)); 2]);
    }
}

#[test]
fn rules_never_change_within_a_retrieval() {
    let central = two_releases();
    let store = prepared(&central, &crate::store::binary());
    use_folder(&store, &central.repository());
    rules(&store, &["update"]);
    let line = |customer: u32| format!("C{customer:06};2024-11-02;Nom{customer};Prenom;Ville;{customer:09}\n");
    for file in 1..=3 {
        let lines: String = (file * 30_000..(file + 1) * 30_000).map(line).collect();
        store.put(&format!("CLIENTS_{file}.csv"), format!("{HEADER}{lines}").as_bytes());
    }
    let mut retrieval = store.command(NOW);
    retrieval.args(["--format", "json", "retrieve"]).stdout(std::process::Stdio::piped());
    let retrieval = retrieval.spawn().unwrap();
    let mut refusals = 0;
    // Until the other holds its lock, and then until it lets go: at the latest when it has ended.
    loop {
        let ran = store.run(["rules", "activate"]);
        if ran.code() == Some(0) {
            break;
        }
        assert_eq!(ran.json()["error"]["code"], "host.busy", "{ran}");
        refusals += 1;
    }
    let output = retrieval.wait_with_output().unwrap();
    let json: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
    let deliveries = list(&json["retrieval"]["deliveries"]);
    assert_eq!(deliveries.len(), 3, "{json}");
    let first = text(&deliveries[0]["rules"]["digest"]);
    assert!(deliveries.iter().all(|it| text(&it["rules"]["digest"]) == first), "refused {refusals} times: {json}");
    assert_eq!(whole(&store, &central), 2);
    store.put("CLIENTS_4.csv", format!("{HEADER}{}", line(999_999)).as_bytes());
    let after = store.retrieve();
    assert_eq!(after["deliveries"][0]["rules"]["digest"], digest(&variant(2)));
}

#[test]
fn a_look_at_a_source_holds_no_retrieval_up() {
    let central = two_releases();
    let store = prepared(&central, &crate::store::binary());
    // A source that takes its time: nobody answers there.
    let silent = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    store.set("rules.source", &format!("http://{}", silent.local_addr().unwrap()));
    let mut look = store.command(NOW);
    look.args(["rules", "update"]).stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    let mut look = look.spawn().unwrap();
    let (_held, _) = silent.accept().unwrap();
    assert_eq!(store.retrieve()["status"], "done");
    assert_eq!(refused(&store, &["update"]), "host.busy", "one look at a time");
    look.kill().unwrap();
    look.wait().unwrap();
}
