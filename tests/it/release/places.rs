//! The same release over a folder, an FTP server and a web server.

use redescente_tests::Exchange;

use super::central::{Central, digest, refused, rules, variant};
use super::web::Web;
use crate::store::Store;

/// Takes up two releases, the second with everything that was remembered of the first.
#[track_caller]
fn takes_up(central: &Central, store: &Store) {
    for number in 1..=2 {
        central.publish(&variant(number));
        let status = rules(store, &["update"]);
        assert_eq!(status["candidates"][0]["release"], number, "{status}");
        assert_ne!(status["release"], number, "nothing is put in force by looking: {status}");
        let status = rules(store, &["activate"]);
        assert_eq!((&status["release"], &status["digest"]), (&number.into(), &digest(&variant(number)).into()));
        assert_eq!(status["source"]["error"], serde_json::Value::Null);
    }
}

#[test]
fn over_a_folder() {
    let central = Central::new();
    takes_up(&central, &central.store("S1"));
}

#[test]
fn over_the_web() {
    let central = Central::new();
    let store = central.store("S1");
    let web = Web::serve(&central.repository());
    store.set("rules.source", &web.url());
    takes_up(&central, &store);
    drop(web);
    assert_eq!(refused(&store, &["update"]), "host.release-unreachable");
}

#[test]
fn over_the_protected_web() {
    let central = Central::new();
    central.publish(&variant(1));
    let store = central.store("S1");
    let (web, certificate) = Web::protected(&central.repository());
    store.set("rules.source", &web.protected_url());
    // Nobody vouches for that certificate.
    assert_eq!(refused(&store, &["update"]), "host.release-unreachable");
    let trusted = central.file("certificate.pem", certificate.as_bytes());
    let mut command = store.command(crate::store::NOW);
    command.env("SSL_CERT_FILE", trusted).args(["--format", "json"]);
    let status = crate::store::finish(command, ["rules", "update"]).succeeded().json();
    assert_eq!(status["candidates"][0]["release"], 1, "{status}");
}

#[test]
fn over_the_exchange_as_its_account() {
    let central = Central::new();
    let store = central.store("S1");
    let exchange = Exchange::serve(central.repository().parent().unwrap()).unwrap();
    store.use_server(&exchange.url("deliveries"), "none", redescente_tests::USER, redescente_tests::PASSWORD);
    store.set("rules.source", &exchange.url("repository"));
    takes_up(&central, &store);
    // The password is the exchange's alone: another server, even of the same machine, never hears it.
    let other = Exchange::serve(central.repository().parent().unwrap()).unwrap();
    store.set("rules.source", &other.url("repository"));
    assert_eq!(refused(&store, &["update"]), "host.release-unreachable");
}

#[test]
fn a_place_that_is_not_there_is_no_answer() {
    let central = Central::new();
    central.publish(&variant(1));
    let store = central.store("S1");
    rules(&store, &["update"]);
    rules(&store, &["activate"]);
    super::central::use_folder(&store, &central.repository().join("no/such"));
    assert_eq!(refused(&store, &["update"]), "host.release-unreachable");
    let exchange = Exchange::serve(central.repository().parent().unwrap()).unwrap();
    store.use_server(&exchange.url("deliveries"), "none", redescente_tests::USER, redescente_tests::PASSWORD);
    store.set("rules.source", &exchange.url("no-such"));
    assert_eq!(refused(&store, &["update"]), "host.release-unreachable");
    assert_eq!(rules(&store, &["status"])["digest"], digest(&variant(1)));
}

#[test]
fn a_source_needs_to_know_whose_store_it_is_and_whom_to_trust() {
    let central = Central::new();
    let store = Store::new();
    let url = format!("file://{}", central.repository().display());
    let ran = store.run(["settings", "set", "rules.source", &url]).exited(1);
    assert_eq!(ran.json()["error"]["code"], "host.setting-needs-store-id");
    store.set("store.id", "S1");
    let ran = store.run(["settings", "set", "rules.source", "http://rules.example/"]).exited(1);
    assert_eq!(ran.json()["error"]["code"], "host.setting-rules-source");
    assert_eq!(refused(&store, &["update"]), "host.release-no-source");
    store.set("rules.source", &url);
    assert_eq!(
        store.run(["settings", "set", "store.id", ""]).exited(1).json()["error"]["code"],
        "host.setting-needs-store-id"
    );
    store.set("rules.root", "/no/such/root.json");
    assert_eq!(refused(&store, &["update"]), "host.release-no-root");
}
