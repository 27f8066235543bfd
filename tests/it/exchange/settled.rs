//! What the whole product makes of an exchange: contents recognised, files put away, and what a help desk gets to see.

use serde_json::Value;

use super::scripted::{self, Quirk, Server, Site};
use crate::store::{NOW, Store, finish, list, text};

const HEADER: &str = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE;CARTE_FIDELITE\n";
const BASE: &str = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE;CARTE_FIDELITE\nA1;2024-11-01;Petit;Anne;Lille;29900\n";
const FIRST: &str = "A1;2024-11-02;Petit;Anne;Metz;29900\n";
const SECOND: &str = "A1;2024-11-03;Petit;Anne;Dax;29900\n";

fn content(lines: &str) -> Vec<u8> {
    format!("{HEADER}{lines}").into_bytes()
}

fn file(name: &str, lines: &str) -> scripted::File {
    scripted::File { name: name.into(), bytes: content(lines), modified: "20241101060000".into() }
}

/// A store on a server that has one file.
fn on_a_server() -> (Store, Server) {
    let server = Server::start(Site { files: vec![file("CLIENTS_1.csv", FIRST)], ..Site::default() });
    let store = Store::with_base(BASE.as_bytes());
    store.use_server(&format!("ftp://127.0.0.1:{}/", server.port), "none", "caisse-07", "mot de passe");
    (store, server)
}

fn names(server: &Server) -> Vec<String> {
    server.site().files.iter().map(|file| String::from_utf8_lossy(&file.name).into_owned()).collect()
}

fn notices(retrieval: &Value) -> Vec<&str> {
    list(&retrieval["notices"]).iter().map(|notice| text(&notice["code"])).collect()
}

#[test]
fn a_file_that_was_dealt_with_is_not_fetched_again() {
    let (store, server) = on_a_server();
    assert_eq!(store.retrieve()["status"], "done");
    assert_eq!(store.retrieve()["status"], "nothing-new");
    assert_eq!(server.commands("RETR").len(), 1);
}

#[test]
fn another_content_of_a_name_is_a_new_delivery_and_noted() {
    let (store, server) = on_a_server();
    store.retrieve();
    server.site().files[0] = scripted::File { modified: "20241102060000".into(), ..file("CLIENTS_1.csv", SECOND) };
    let retrieval = store.retrieve();
    assert_eq!((&retrieval["status"], notices(&retrieval)), (&"done".into(), vec!["host.same-name-other-content"]));
    assert_eq!(store.customer("A1").unwrap()["values"]["city"], "Dax");
}

#[test]
fn a_content_under_another_name_is_delivered_again_and_noted() {
    let (store, server) = on_a_server();
    store.retrieve();
    server.site().files.push(file("CLIENTS_2.csv", FIRST));
    let retrieval = store.retrieve();
    let delivery = &list(&retrieval["deliveries"])[0];
    assert_eq!((&delivery["status"], &delivery["name"]), (&"redelivered".into(), &"CLIENTS_2.csv".into()));
    assert!(delivery["same_as"].is_i64(), "{delivery}");
}

#[test]
fn files_are_put_away_only_once_they_are_applied() {
    let (store, server) = on_a_server();
    store.set("exchange.exclusive", "true");
    store.set("exchange.after-reading", "archive:done");
    server.site().files.push(scripted::File { bytes: b"no delivery".to_vec(), ..file("CLIENTS_2.csv", "") });
    let retrieval = store.retrieve();
    assert_eq!(list(&retrieval["deliveries"])[1]["status"], "refused");
    assert_eq!(names(&server), ["done/CLIENTS_1.csv", "CLIENTS_2.csv"]);
}

#[test]
fn what_could_not_be_put_away_is_by_the_next_run() {
    let (store, server) = on_a_server();
    store.set("exchange.exclusive", "true");
    store.set("exchange.after-reading", "delete");
    server.site().quirks.push(("DELE", Quirk::Say(b"550 not now\r\n".to_vec()), 1));
    let retrieval = store.retrieve();
    assert_eq!((&retrieval["status"], notices(&retrieval)), (&"done".into(), vec!["host.not-put-away"]));
    assert_eq!(names(&server), ["CLIENTS_1.csv"]);
    let next = store.retrieve();
    assert_eq!((&next["status"], notices(&next)), (&"nothing-new".into(), Vec::new()));
    assert_eq!(names(&server), [""; 0]);
    assert_eq!(server.commands("RETR").len(), 1, "it is not fetched again for that");
}

#[test]
fn a_test_of_the_exchange_says_what_to_do() {
    let (store, server) = on_a_server();
    let good = store.run(["settings", "test"]).succeeded().json();
    assert_eq!(good["ok"], true, "{good}");
    server.site().quirks.push(("PASS", Quirk::Say(b"530 mot de passe refused\r\n".to_vec()), usize::MAX));
    let ran = store.run(["settings", "test"]).exited(3);
    let bad = ran.json();
    let last = list(&bad["steps"]).last().unwrap().clone();
    assert_eq!((&last["code"], &last["error"]["code"]), (&"host.test-login".into(), &"host.exchange-login".into()));
    assert!(text(&last["error"]["hint"]).contains("exchange.password"), "{last}");
    assert!(!ran.stdout().contains("mot de passe refused"), "the password is told: {bad}");
    let told = finish(store.command(NOW), ["settings", "test"]);
    assert!(told.stdout().contains("✗") && told.stdout().contains("→"), "{told}");
}

#[test]
fn a_help_desk_sees_neither_customers_nor_secrets() {
    let (store, _server) = on_a_server();
    store.retrieve();
    store.run(["customer", "edit", "A1", "city=Gravelines"]).succeeded();
    store.run(["customer", "edit", "nobody", "city=Gravelines"]).exited(1);
    let bundle = store.data().with_file_name("bundle.json");
    let path = bundle.to_str().unwrap();
    store.run(["support-bundle", path]).succeeded();
    let told = std::fs::read_to_string(&bundle).unwrap();
    for secret in
        ["Petit", "Anne", "Metz", "Gravelines", "29900", "A1;", "\"A1\"", "caisse-07", "mot de passe", "CLIENTS_1"]
    {
        assert!(!told.contains(secret), "{secret} is told: {told}");
    }
    let read: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(
        (&read["settings"]["exchange.user"], &read["settings"]["exchange.password"]),
        (&"***".into(), &"***".into())
    );
    assert_eq!((&read["base"]["customers"], &read["base"]["whole"]), (&1.into(), &true.into()));
    assert_eq!(read["retrievals"][0]["deliveries"][0]["outcomes"][1], 1, "one correction: {}", read["retrievals"]);
    let events: Vec<&str> = list(&read["log"]).iter().map(|line| text(&line["event"])).collect();
    assert!(events.contains(&"retrieval") && events.contains(&"set") && events.contains(&"failed"), "{events:?}");
    store.run(["support-bundle", path]).exited(1);
    assert_eq!(std::fs::read_to_string(&bundle).unwrap(), told, "nothing is written over");
}

#[test]
fn a_store_that_can_not_be_opened_still_gets_its_help() {
    let store = Store::with_base(BASE.as_bytes());
    std::fs::write(store.data().join("redescente.toml"), "[exchange\n").unwrap();
    let bundle = store.data().with_file_name("bundle.json");
    store.run(["support-bundle", bundle.to_str().unwrap()]).succeeded();
    let read: Value = serde_json::from_str(&std::fs::read_to_string(&bundle).unwrap()).unwrap();
    assert_eq!(read["settings"]["error"], "host.settings-syntax");
    assert_eq!(read["base"]["error"], "host.settings-syntax");
    assert!(!list(&read["log"]).is_empty());
}
