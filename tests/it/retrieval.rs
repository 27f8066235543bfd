//! Retrievals: what is fetched, what is not, and what a run that fails leaves behind.

use std::{ffi::OsStr, net::TcpListener};

use redescente_tests::{Exchange, PASSWORD, USER};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::store::{NOW, Store, counts, list, number, root, text};

const HEADER: &str = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE\n";
const BASE: &str = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE\nA1;2024-11-01;Petit;Anne;Lille\n";
const LENS: &str = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE\nA1;2024-11-02;Petit;Anne;Lens\n";

fn city(store: &Store, id: &str) -> Value {
    store.customer(id).unwrap_or_else(|| panic!("no customer {id}"))["values"]["city"].clone()
}

fn names(retrieval: &Value) -> Vec<&str> {
    list(&retrieval["deliveries"]).iter().map(|delivery| text(&delivery["name"])).collect()
}

/// A store with the demo's base, and the demo's files on its exchange folder.
fn demo() -> Store {
    let demo = root().join("fixtures/demo");
    let store = Store::with_base(&std::fs::read(demo.join("base.csv")).unwrap());
    for entry in std::fs::read_dir(demo.join("exchange")).unwrap() {
        let entry = entry.unwrap();
        store.put(entry.file_name().to_str().unwrap(), &std::fs::read(entry.path()).unwrap());
    }
    store
}

#[test]
fn a_second_retrieval_finds_nothing_new() {
    let store = Store::with_base(BASE.as_bytes());
    store.use_folder();
    store.put("CLIENTS_1.csv", LENS.as_bytes());
    let first = store.retrieve();
    assert_eq!((first["status"].as_str(), names(&first)), (Some("done"), vec!["CLIENTS_1.csv"]));
    let base = store.final_base();
    let second = store.retrieve();
    assert_eq!((second["status"].as_str(), names(&second)), (Some("nothing-new"), vec![]));
    assert_eq!(store.final_base(), base);
    assert_eq!(list(&store.run(["report"]).succeeded().json()).len(), 3, "import and both retrievals");
}

#[test]
fn the_exchange_is_left_as_it_was() {
    let store = Store::with_base(BASE.as_bytes());
    store.use_folder();
    store.put("CLIENTS_1.csv", LENS.as_bytes());
    store.retrieve();
    let left: Vec<_> = std::fs::read_dir(store.exchange_folder()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(left, ["CLIENTS_1.csv"]);
    assert_eq!(std::fs::read(store.exchange_folder().join("CLIENTS_1.csv")).unwrap(), LENS.as_bytes());
}

#[test]
fn only_files_that_the_rules_read_are_fetched() {
    let store = Store::with_base(BASE.as_bytes());
    store.use_folder();
    store.put("clients_petit.CSV", LENS.as_bytes());
    store.put("LISEZMOI.txt", b"rien");
    store.put("STOCKS_1.csv", b"rien");
    assert_eq!(names(&store.retrieve()), ["clients_petit.CSV"]);
}

#[test]
fn the_same_content_under_another_name_changes_nothing() {
    let store = Store::with_base(BASE.as_bytes());
    let first = store.deliver("CLIENTS_1.csv", LENS.as_bytes());
    let base = store.final_base();
    let second = store.deliver("CLIENTS_2.csv", LENS.as_bytes());
    assert_eq!(second["status"], "redelivered");
    assert_eq!(second["same_as"], first["id"]);
    assert_eq!(second["sha256"], first["sha256"]);
    assert_eq!(second["lines"], 0);
    assert_eq!(counts(&second), []);
    assert_eq!(store.final_base(), base);
}

#[test]
fn new_content_under_an_old_name_is_a_new_delivery() {
    let store = Store::with_base(BASE.as_bytes());
    store.use_folder();
    store.put("CLIENTS_1.csv", LENS.as_bytes());
    store.retrieve();
    store.put("CLIENTS_1.csv", LENS.replace("2024-11-02", "2024-11-03").replace("Lens", "Marseille").as_bytes());
    let second = store.retrieve();
    assert_eq!(names(&second), ["CLIENTS_1.csv"]);
    assert_eq!(second["deliveries"][0]["status"], "applied");
    assert_eq!(city(&store, "A1"), "Marseille");
}

#[test]
fn what_was_delivered_is_kept_as_it_came() {
    let store = Store::with_base(BASE.as_bytes());
    let bytes = [LENS.as_bytes(), b"A2;2024-11-02;No\xebl;L\xe9a;Dax"].concat();
    let delivery = store.deliver("CLIENTS_1.csv", &bytes);
    let digest: String = hex::encode(Sha256::digest(&bytes));
    assert_eq!(delivery["sha256"], digest);
    assert_eq!(delivery["size"], bytes.len());
    assert_eq!(std::fs::read(store.data().join("deliveries").join(&digest)).unwrap(), bytes);
    let id = number(&delivery["id"]);
    let ran = crate::store::finish(store.command(NOW), ["delivery", "show", &id, "--raw"]).succeeded();
    assert_eq!(ran.output.stdout, bytes);
    let ran = crate::store::finish(store.command(NOW), ["delivery", "show", &id, "--raw", "--line", "3"]).succeeded();
    assert_eq!(ran.output.stdout, b"A2;2024-11-02;No\xebl;L\xe9a;Dax");
}

#[test]
fn a_delivered_file_is_shown_to_its_end() {
    let store = Store::with_base(BASE.as_bytes());
    // More than one window, and one record over two lines.
    let mut file = LENS.to_owned();
    for line in 0..1_200 {
        let name = if line == 700 { "\"No\nel\"" } else { "Noel" };
        file += &format!("N{line};2024-11-02;{name};Lea;Dax\n");
    }
    let id = number(&store.deliver("CLIENTS_1.csv", file.as_bytes())["id"]);
    let shown = store.run(["delivery", "show", &id]).json();
    assert_eq!(shown["header"][0], "ID_CLIENT");
    let lines = shown["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 1_201);
    let at = |index: usize| (lines[index]["line"].as_u64().unwrap(), lines[index]["values"][0].as_str().unwrap());
    assert_eq!((at(0), at(701), at(702), at(1_200)), ((2, "A1"), (703, "N700"), (705, "N701"), (1_203, "N1199")));
    let ran = crate::store::finish(store.command(NOW), ["delivery", "show", &id]).succeeded();
    assert_eq!(ran.stdout().matches("Lea").count(), 1_200);
}

#[test]
fn a_refused_file_stops_no_other() {
    let store = Store::with_base(BASE.as_bytes());
    store.use_folder();
    store.put("CLIENTS_0.csv", LENS.replace("Lens", "Arras").as_bytes());
    store.put("CLIENTS_1.csv", b"NOM;VILLE\nPetit;Lens\n");
    store.put("CLIENTS_2.csv", LENS.replace("2024-11-02", "2024-11-03").as_bytes());
    let retrieval = store.run(["retrieve"]).retrieval();
    let statuses: Vec<_> = list(&retrieval["deliveries"]).iter().map(|it| text(&it["status"])).collect();
    assert_eq!(statuses, ["applied", "refused", "applied"]);
    assert_eq!(retrieval["status"], "partial");
    let refused = &retrieval["deliveries"][1];
    assert_eq!(refused["reason"]["code"], "missing-column");
    assert_eq!((refused["lines"].as_u64(), counts(refused)), (Some(0), vec![]));
    assert_eq!(city(&store, "A1"), "Lens");
}

#[test]
fn the_exchange_may_be_an_ftp_server() {
    let store = demo();
    let exchange = Exchange::serve(&store.exchange_folder()).unwrap();
    store.use_server(&exchange.url(""), "none", USER, PASSWORD);
    let retrieval = store.retrieve();
    assert_eq!(names(&retrieval), ["CLIENTS_20241104_01.csv", "CLIENTS_20241104_02.csv"]);
    assert_eq!(
        retrieval["deliveries"][0]["outcomes"],
        json!({"created": 1, "corrected": 1, "unchanged": 1, "already-processed": 1, "stale": 1, "duplicate": 1, "rejected": 1})
    );
    assert_eq!(
        counts(&retrieval["deliveries"][1]).into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        [("corrected".to_owned(), 2), ("created".to_owned(), 1), ("rejected".to_owned(), 1)].into()
    );
    assert_eq!(store.retrieve()["status"], "nothing-new");

    let from_folder = demo();
    from_folder.use_folder();
    from_folder.retrieve();
    assert_eq!(store.final_base(), from_folder.final_base());
}

#[test]
fn a_folder_of_the_server_may_be_the_exchange() {
    let store = Store::with_base(BASE.as_bytes());
    std::fs::create_dir_all(store.exchange_folder().join("magasin 12")).unwrap();
    store.put("magasin 12/CLIENTS_1.csv", LENS.as_bytes());
    store.put("CLIENTS_2.csv", LENS.replace("Lens", "Marseille").as_bytes());
    let exchange = Exchange::serve(&store.exchange_folder()).unwrap();
    store.use_server(&exchange.url("magasin%2012"), "none", USER, PASSWORD);
    assert_eq!(names(&store.retrieve()), ["CLIENTS_1.csv"]);
    assert_eq!(city(&store, "A1"), "Lens");
}

/// Fails as an exchange that can't be reached fails: recorded, explained, and nothing changed.
#[track_caller]
fn fails(store: &Store) {
    let base = store.final_base();
    let retrieval = store.run(["retrieve"]).exited(3).retrieval();
    assert_eq!(retrieval["status"], "failed");
    for member in ["code", "message", "hint"] {
        assert!(!text(&retrieval["error"][member]).is_empty(), "{retrieval}");
    }
    assert_eq!(names(&retrieval), Vec::<&str>::new());
    assert_eq!(store.final_base(), base);
    let recorded = store.run(["report", "--retrieval", &number(&retrieval["id"])]).succeeded().json();
    assert_eq!(recorded[0]["error"], retrieval["error"]);
}

#[test]
fn a_failed_exchange_is_told_and_the_next_run_makes_up_for_it() {
    let store = Store::with_base(BASE.as_bytes());
    store.put("CLIENTS_1.csv", LENS.as_bytes());
    let closed = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    store.use_server(&format!("ftp://127.0.0.1:{closed}/"), "none", USER, PASSWORD);
    fails(&store);
    let exchange = Exchange::serve(&store.exchange_folder()).unwrap();
    store.use_server(&exchange.url(""), "none", USER, "wrong");
    fails(&store);
    store.use_server(&exchange.url("nowhere"), "none", USER, PASSWORD);
    fails(&store);
    store.use_server(&exchange.url(""), "none", USER, PASSWORD);
    assert_eq!(names(&store.retrieve()), ["CLIENTS_1.csv"]);
    assert_eq!(city(&store, "A1"), "Lens");
}

#[test]
fn a_server_without_tls_is_not_used_when_tls_is_asked_for() {
    let store = Store::with_base(BASE.as_bytes());
    store.put("CLIENTS_1.csv", LENS.as_bytes());
    let exchange = Exchange::serve(&store.exchange_folder()).unwrap();
    store.use_server(&exchange.url(""), "explicit", USER, PASSWORD);
    fails(&store);
}

#[test]
fn a_delivery_taken_again_is_a_new_one() {
    let store = Store::with_base(BASE.as_bytes());
    let file = format!("{HEADER}A2;2024-11-20;Roy;Luc;Metz\nA1;2024-11-02;Petit;Anne;Lens\n");
    let early = store.deliver("CLIENTS_1.csv", file.as_bytes());
    let mut found = counts(&early);
    found.sort();
    assert_eq!(found, [("corrected".to_owned(), 1), ("rejected".to_owned(), 1)], "the clock is before A2's date");
    let again = store.run_at("2024-11-21T07:30:00Z", ["retrieve", "--again", &number(&early["id"])]);
    let again = again.succeeded().retrieval()["deliveries"][0].clone();
    assert_eq!(again["status"], "applied");
    assert_eq!(again["same_as"], early["id"]);
    assert_ne!(again["id"], early["id"]);
    let mut found = counts(&again);
    found.sort();
    assert_eq!(found, [("already-processed".to_owned(), 1), ("created".to_owned(), 1)]);
    assert_eq!(city(&store, "A2"), "Metz");
}

#[test]
fn a_file_that_is_not_there_is_the_users_mistake() {
    let store = Store::with_base(BASE.as_bytes());
    let missing = store.exchange_folder().join("CLIENTS_0.csv");
    let ran = store.run([OsStr::new("retrieve"), missing.as_os_str()]).exited(1);
    assert!(!ran.stderr().is_empty());
}

#[test]
fn only_an_empty_base_is_imported_into() {
    let store = Store::with_base(BASE.as_bytes());
    let base = store.final_base();
    let file = store.file("import", "other.csv", BASE.replace("A1", "A9").as_bytes());
    store.run([OsStr::new("import"), file.as_os_str()]).exited(1);
    assert_eq!(store.final_base(), base);
}

#[test]
fn a_key_that_more_than_fifty_hold_is_no_evidence() {
    let header = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;CARTE_FIDELITE\n";
    // Holders are counted before the change (`fixtures/worlds/003`): whoever is about to take the card is not one yet.
    let crowd: String = (1..=51).map(|n| format!("A{n};2024-11-01;Nom{n};Prénom{n};29900\n")).collect();
    let store = Store::with_base(format!("{header}{crowd}B1;2024-11-01;Seul;Un;29901\n").as_bytes());
    let line = |id: &str, card: &str| format!("{header}{id};2024-11-02;Nouveau{id};Luc;{card}\n");
    let common = store.deliver("CLIENTS_1.csv", line("C1", "29900").as_bytes());
    assert_eq!(counts(&common), [("created".to_owned(), 1)]);
    assert_eq!(store.modifications(&common)[0]["notes"][0]["code"], "common-value");
    let rare = store.deliver("CLIENTS_2.csv", line("C2", "29901").as_bytes());
    assert_eq!(counts(&rare), [("duplicate".to_owned(), 1)]);

    let crowd: String = (1..=50).map(|n| format!("A{n};2024-11-01;Nom{n};Prénom{n};29900\n")).collect();
    let store = Store::with_base(format!("{header}{crowd}").as_bytes());
    let beside_fifty = store.deliver("CLIENTS_1.csv", line("C1", "29900").as_bytes());
    assert_eq!(counts(&beside_fifty), [("duplicate".to_owned(), 1)]);
    assert_eq!(list(&store.modifications(&beside_fifty)[0]["others"]).len(), 50);
}

#[test]
fn batches_don_t_show() {
    // Lines of one customer far apart and of many others between them: more than any batch need hold together.
    let header = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE;CARTE_FIDELITE\n";
    let line = |id: usize, day: u32, city: usize| format!("A{id};2024-10-{day:02};Nom{id};Luc;Ville{city};29{id:06}\n");
    let base: String = (0..3000).map(|id| line(id, 1, 0)).collect();
    let store = Store::with_base(format!("{header}{base}").as_bytes());
    let rounds: String = (1..=3)
        .flat_map(|day| (0..3000).map(move |id| (day, id)))
        .map(|(day, id)| line(id, day + 1, day as usize))
        .collect();
    let delivery = store.deliver("CLIENTS_1.csv", format!("{header}{rounds}").as_bytes());
    assert_eq!(counts(&delivery), [("corrected".to_owned(), 9000)]);
    assert_eq!(delivery["lines"], 9000);
    assert_eq!(store.count_customers(), 3000);
    for id in ["A0", "A1499", "A2999"] {
        assert_eq!(city(&store, id), "Ville3");
    }
}

#[test]
fn a_long_file_gives_what_its_lines_give_in_short_ones() {
    let mut base = HEADER.to_owned();
    let mut lines = Vec::new();
    for index in 0..6_000 {
        base += &format!("K{index};2024-10-01;Roux {index};Lou;Lille\n");
        let who = index * 7 % 6_000;
        lines.push(match index % 6 {
            0 => format!("K{who};2024-09-01;Roux {who};Lou;Nice\n"),
            1 => format!("N{index};2024-11-02;Neuf {index};Lou;\"Paris\n;1er\"\n"),
            2 => format!("K{who};hier;Roux {who};Lou;Nice\n"),
            _ => format!("K{who};2024-11-02;Roux-{index} {who};Lou;Évreux et tout autour de la ville de Dreux\n"),
        });
    }
    let file = |lines: &[String]| format!("{HEADER}{}", lines.concat()).into_bytes();
    let (whole, parts) = (Store::with_base(base.as_bytes()), Store::with_base(base.as_bytes()));
    assert!(file(&lines).len() > 300_000, "long enough for two sessions");
    let together = counts(&whole.deliver("CLIENTS_1.csv", &file(&lines)));
    assert_eq!(together.iter().map(|(_, count)| count).sum::<u64>(), 6_000);
    assert!(together.len() >= 4, "{together:?}");
    let mut apart = std::collections::BTreeMap::<String, u64>::new();
    for (index, some) in lines.chunks(1_000).enumerate() {
        for (outcome, count) in counts(&parts.deliver(&format!("CLIENTS_{index}.csv"), &file(some))) {
            *apart.entry(outcome).or_default() += count;
        }
    }
    assert_eq!(together.into_iter().collect::<std::collections::BTreeMap<_, _>>(), apart);
    assert_eq!(whole.final_base(), parts.final_base());
    whole.run(["verify"]).succeeded();
}
