//! `rules check`: each law is shown, and each unlawful component is caught for its own reason.

use std::{collections::BTreeMap, ffi::OsStr, path::PathBuf};

use serde_json::Value;

use crate::store::{Ran, Store, component, guest, list, root, text};

const LAWS: [&str; 10] = [
    "closed",
    "within-limits",
    "total",
    "deterministic",
    "idempotent",
    "commutative",
    "partition-proof",
    "chunk-proof",
    "amnesiac",
    "never-summed",
];

/// `rules check` of a file; there is no data folder.
fn check(component: &std::path::Path, options: &[&str]) -> Ran {
    let store = Store::bare();
    let mut arguments: Vec<&OsStr> = vec!["rules".as_ref(), "check".as_ref(), component.as_os_str()];
    arguments.extend(options.iter().map(OsStr::new));
    let ran = store.run(arguments);
    assert!(!store.data().exists(), "a check makes no data folder");
    ran
}

fn status(outcome: &Value) -> BTreeMap<&str, &str> {
    list(&outcome["laws"]).iter().map(|law| (text(&law["law"]), text(&law["status"]))).collect()
}

fn law<'v>(outcome: &'v Value, name: &str) -> &'v Value {
    list(&outcome["laws"]).iter().find(|law| law["law"] == name).unwrap()
}

/// The records that an example sends, over all its files of one way.
fn records(way: &Value) -> usize {
    list(way).iter().map(|file| text(&file["text"]).lines().count().saturating_sub(1)).sum()
}

/// Runs a check that must fail, and answers its result and the example of one law.
#[track_caller]
fn unlawful(name: &str, broken: &str) -> Option<(Value, Value)> {
    let ran = check(&guest(name)?, &["--cases", "40"]).exited(4);
    let outcome = ran.json();
    assert_eq!(outcome["lawful"], false);
    assert_eq!(outcome["rules"]["name"], name.replace('_', "-"));
    let example = law(&outcome, broken)["example"].clone();
    assert_eq!(status(&outcome)[broken], "fails", "{outcome:#}");
    Some((outcome, example))
}

#[test]
fn the_default_rules_keep_every_law() {
    let outcome = check(&component(), &["--cases", "60", "--seed", "7"]).succeeded().json();
    assert_eq!(status(&outcome).into_values().collect::<Vec<_>>(), ["holds"; 10], "{outcome:#}");
    assert_eq!(list(&outcome["laws"]).iter().map(|law| text(&law["law"])).collect::<Vec<_>>(), LAWS);
    assert_eq!((&outcome["lawful"], &outcome["seed"], &outcome["cases"]), (&true.into(), &7.into(), &60.into()));
    assert_eq!(outcome["unexercised"], serde_json::json!([]));
    assert_eq!(list(&outcome["columns"]).len(), 18);
    // A law that hardly any case falls under is hardly shown. After the rules' own sample, whose customers resemble each
    // other, a quarter of the cases withholds something.
    for law in &list(&outcome["laws"])[1..] {
        assert!(law["cases"].as_u64().unwrap() >= 40, "{law}");
    }
}

#[test]
fn the_same_seed_gives_the_same_file() {
    let Some(guest) = guest("arrival_order") else { return };
    let file = |seed: &str| check(&guest, &["--cases", "10", "--seed", seed]).stdout().to_owned();
    let (one, again, other) = (file("3"), file("3"), file("4"));
    assert_eq!(one, again);
    assert_ne!(one, other);
    use sha2::Digest as _;
    let digest: String = hex::encode(sha2::Sha256::digest(std::fs::read(&guest).unwrap()));
    let outcome: Value = serde_json::from_str(&one).unwrap();
    assert_eq!(outcome["rules"]["digest"], digest.as_str());
}

#[test]
fn rules_that_depend_on_order_are_caught() {
    let Some((outcome, example)) = unlawful("arrival_order", "commutative") else { return };
    let broken: Vec<_> = status(&outcome).into_iter().filter(|(_, status)| *status == "fails").collect();
    assert_eq!(broken, [("commutative", "fails")]);
    // Two files of one record each, in one order and the other.
    let names = |way: &str| list(&example[way]).iter().map(|file| text(&file["name"]).to_owned()).collect::<Vec<_>>();
    let mut reversed = names("other");
    reversed.reverse();
    assert_eq!((names("one").len(), records(&example["one"]), names("one")), (2, 2, reversed), "{example:#}");
    let difference = &list(&example["differences"])[0];
    assert_ne!(difference["expected"], difference["came"]);
}

#[test]
fn rules_that_count_what_is_sent_again_are_caught() {
    let Some((_, example)) = unlawful("counts_repeats", "idempotent") else { return };
    assert_eq!((records(&example["one"]), list(&example["other"]).len()), (1, 2), "{example:#}");
    assert_eq!(list(&example["other"])[1]["again"], true);
    let difference = &list(&example["differences"])[0];
    assert_eq!(
        (&difference["what"], &difference["expected"], &difference["came"]),
        (&"address2".into(), &"".into(), &"+".into())
    );
}

#[test]
fn rules_that_remember_are_caught() {
    let Some((outcome, example)) = unlawful("remembers", "amnesiac") else { return };
    let broken: Vec<_> = status(&outcome).into_iter().filter(|(_, status)| *status == "fails").collect();
    assert_eq!(broken, [("amnesiac", "fails")], "no store would have noticed");
    assert_eq!((records(&example["one"]), records(&example["other"])), (1, 2), "{example:#}");
    let difference = &list(&example["differences"])[0];
    assert!(text(&difference["expected"]).starts_with("created"), "{difference}");
    assert_eq!(difference["came"], "already-processed");
}

#[test]
fn rules_that_take_a_chunk_for_a_record_are_caught() {
    let Some((outcome, example)) = unlawful("chunk_is_record", "chunk-proof") else { return };
    assert_eq!(status(&outcome)["commutative"], "holds", "only how bytes are cut matters");
    assert_eq!(list(&example["one"]).len(), 1, "{example:#}");
    assert_eq!(list(&list(&example["other"])[0]["cuts"]).len(), 1, "one cut is enough");
    assert_eq!(example["one"][0]["text"], example["other"][0]["text"]);
}

#[test]
fn rules_that_look_away_while_another_session_reads_are_caught() {
    let Some((outcome, example)) = unlawful("looks_away", "chunk-proof") else { return };
    assert_eq!(status(&outcome)["deterministic"], "holds", "short files are read in one session");
    let other = &list(&example["other"])[0];
    assert_eq!((&other["in_two_sessions"], list(&other["cuts"]).len()), (&true.into(), 1), "{example:#}");
}

#[test]
fn rules_that_settle_otherwise_than_they_said_are_caught() {
    let Some((outcome, example)) = unlawful("says_otherwise", "chunk-proof") else { return };
    assert_eq!(status(&outcome)["deterministic"], "holds");
    let difference = &list(&example["differences"])[0];
    assert_ne!(difference["expected"], difference["came"], "{example:#}");
}

#[test]
fn rules_that_lose_a_line_are_caught() {
    let Some((outcome, example)) = unlawful("loses_last_line", "total") else { return };
    assert_eq!(status(&outcome)["idempotent"], "holds");
    assert_eq!((records(&example["one"]), list(&example["other"]).len()), (1, 0), "{example:#}");
    assert!(!text(&example["one"][0]["text"]).ends_with('\n'), "without the last line end");
    let difference = &list(&example["differences"])[0];
    assert_eq!((&difference["what"], &difference["line"]), (&"answers".into(), &2.into()));
    assert_eq!((&difference["expected"], &difference["came"]), (&"1".into(), &"0".into()));
}

#[test]
fn rules_that_add_up_are_caught_in_a_field_that_only_they_have() {
    let Some((outcome, example)) = unlawful("sums_points", "never-summed") else { return };
    assert_eq!(status(&outcome)["idempotent"], "holds");
    let column = list(&outcome["columns"]).iter().find(|column| column["field"] == "points").unwrap();
    assert_eq!(column["name"], "POINTS");
    let differences = list(&example["differences"]);
    assert_eq!((differences.len(), &differences[0]["what"]), (1, &"points".into()), "{example:#}");
    let number = |side: &str| text(&differences[0][side]).parse::<i64>().unwrap();
    assert!(number("came") > number("expected"));
}

#[test]
fn rules_that_write_line_numbers_are_caught() {
    let Some((outcome, example)) = unlawful("line_numbers", "partition-proof") else { return };
    assert_eq!(status(&outcome)["chunk-proof"], "holds");
    let mut files = [list(&example["one"]).len(), list(&example["other"]).len()];
    files.sort_unstable();
    assert_eq!(files, [1, 2], "{example:#}");
    assert_eq!(example["differences"][0]["what"], "address2");
}

#[test]
fn rules_that_never_end_are_caught() {
    let Some((outcome, example)) = unlawful("slow_on_long_names", "within-limits") else { return };
    assert_eq!(law(&outcome, "within-limits")["problem"]["code"], "host.rules-out-of-fuel");
    assert_eq!(records(&example["one"]), 1, "{example:#}");
}

#[test]
fn rules_that_import_are_not_run() {
    let wat = root().join("fixtures/components/importing.component.wat");
    let bytes = wat::parse_str(std::fs::read_to_string(wat).unwrap()).unwrap();
    let store = Store::bare();
    let file = store.file("rules", "importing.wasm", &bytes);
    let outcome = check(&file, &[]).exited(4).json();
    assert_eq!(law(&outcome, "closed")["problem"]["code"], "host.rules-imports");
    let others = status(&outcome).into_iter().filter(|(law, _)| *law != "closed");
    assert!(others.into_iter().all(|(_, status)| status == "not-shown"), "{outcome:#}");
    // What is no component at all is an error.
    let nothing = store.file("rules", "nothing.wasm", b"nothing");
    assert_eq!(check(&nothing, &[]).exited(4).json()["error"]["code"], "host.rules-not-a-component");
}

#[test]
fn lawful_rules_with_a_new_field_keep_every_law() {
    let Some(guest) = guest("new_field") else { return };
    let outcome = check(&guest, &["--cases", "40"]).succeeded().json();
    assert_eq!(outcome["unexercised"], serde_json::json!([]));
    assert!(list(&outcome["columns"]).iter().any(|column| column["field"] == "points"), "{outcome:#}");
}

#[test]
fn rules_of_another_provider_are_checked_by_a_sample() {
    let Some(guest) = guest("other_columns") else { return };
    let refused = check(&guest, &[]).exited(1).json();
    assert_eq!(refused["error"]["code"], "host.check-refused");
    assert!(text(&refused["error"]["hint"]).contains("--sample"));
    let store = Store::bare();
    let sample =
        "MODIF_DATE;NOM;CLIENT_ID;VILLE;COULEUR\n2024-05-02;Petit;K-17;Lille;bleu\n2024-05-03;Roy;K-18;Metz;\n";
    let file = store.file("samples", "sample.csv", sample.as_bytes());
    let outcome = check(&guest, &["--cases", "40", "--sample", file.to_str().unwrap()]).succeeded().json();
    let columns: Vec<_> = list(&outcome["columns"]).iter().map(|it| (text(&it["name"]), it["field"].clone())).collect();
    let field = |name: &str| columns.iter().find(|(column, _)| *column == name).unwrap().1.clone();
    assert_eq!((field("NOM"), field("VILLE"), field("COULEUR")), ("last_name".into(), "city".into(), Value::Null));
    assert_eq!(list(&outcome["unexercised"]).len(), 14, "fields that the sample lacks are said");
    let nothing: PathBuf = store.file("samples", "nothing.csv", b"CLIENT_ID;MODIF_DATE;NOM\n");
    check(&guest, &["--sample", nothing.to_str().unwrap()]).succeeded();
}

#[test]
fn people_read_the_example_as_files() {
    let Some(guest) = guest("arrival_order") else { return };
    let store = Store::bare();
    let mut command = store.command(crate::store::NOW);
    command.args(["--lang", "en", "rules", "check", "--cases", "20"]).arg(guest);
    let ran = crate::store::finish(command, [] as [&str; 0]).exited(4);
    let said = ran.stdout();
    for part in
        ["FAILS", "One way:", "The other way:", "ID_CLIENT;DATE_MODIF;NOM", "expected \"", "not ready to be published"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
}
