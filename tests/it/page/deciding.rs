//! What a person decides on the page: merges and their undoing, two persons, consents taken back, values given back.

use serde_json::Value;

use super::{Served, demo};
use crate::store::{Store, list, text};

/// The value of a form's field.
#[track_caller]
fn sent<'a>(html: &'a str, name: &str) -> &'a str {
    let (_, rest) =
        html.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}: {html}"));
    rest.split('"').next().unwrap()
}

/// The only withheld modification of the demo: its number, its customer, whom it looks like.
fn withheld(store: &Store) -> (String, String, String) {
    let queue = store.run(["duplicates"]).json();
    let [one] = &list(&queue)[..] else { panic!("one is withheld: {queue}") };
    let other = text(&list(&one["others"])[0]["customer"]).to_owned();
    (one["id"].to_string(), text(&one["customer"]).to_owned(), other)
}

fn values(store: &Store, id: &str) -> Value {
    store.customer(id).unwrap()["values"].clone()
}

#[test]
fn a_duplicate_is_merged_as_the_preview_said_and_the_merge_is_undone() {
    let store = demo();
    let page = Served::of(&store);
    let (id, own, other) = withheld(&store);
    let before = store.final_base();
    let shown = page.get(&format!("/doublons/{id}"));
    let html = shown.text();
    assert_eq!(
        (sent(html, "garde"), sent(html, "absorbe")),
        (other.as_str(), own.as_str()),
        "a new customer leads to the old"
    );
    assert!(html.contains("value=\"take\"") || html.contains("value=\"keep\""), "there is something to choose: {html}");
    let dry = store.run(["merge", &other, &own, "--dry-run"]).succeeded().json();
    let form =
        [("garde", other.as_str()), ("absorbe", own.as_str()), ("base", sent(html, "base")), ("suite", "doublons")];
    let merged = page.post("/fusionner", &form);
    assert_eq!(merged.status, 200, "{}", merged.text());
    assert_eq!(values(&store, &other), dry["values"]);
    assert_eq!(text(&store.customer(&own).unwrap()["id"]), other, "the identifier leads to the one that stays");
    let queue = page.get(text(&merged.json()["go"]));
    assert!(queue.text().contains("action=\"/fusions/1/annuler\""), "{}", queue.text());
    // Who looks at an old page is told so.
    let late = page.post("/fusionner", &form);
    assert_eq!(late.status, 422, "{}", late.text());
    let undone = page.post("/fusions/1/annuler", &[]);
    assert_eq!(undone.status, 200, "{}", undone.text());
    assert_eq!(store.final_base(), before);
    assert_eq!(withheld(&store).1, own);
    assert_eq!(page.post("/fusions/1/annuler", &[]).status, 409);
}

#[test]
fn a_merge_takes_the_value_that_was_chosen_and_refuses_what_nobody_saw() {
    let store = demo();
    let page = Served::of(&store);
    let (kept, absorbed) = ("00010234", "00010241");
    let show = || page.get(&format!("/fusionner?garde={kept}&absorbe={absorbed}")).text().to_owned();
    let basis = sent(&show(), "base").to_owned();
    let city = |id: &str| text(&values(&store, id)["first_name"]).to_owned();
    let theirs = city(absorbed);
    assert_ne!(city(kept), theirs);
    let preview = page.get(&format!("/fusionner?garde={kept}&absorbe={absorbed}&choix.first_name=take"));
    let (_, preview) = preview.text().split_once("id=\"preview\"").map(|(a, b)| (a.len(), b.to_owned())).unwrap();
    assert!(preview.contains(&theirs), "{preview}");
    // Somebody changes the record meanwhile.
    store.run(["customer", "edit", absorbed, "address2=2e étage"]).succeeded();
    let form = |basis: &str| {
        page.post(
            "/fusionner",
            &[("garde", kept), ("absorbe", absorbed), ("base", basis), ("choix.first_name", "take")],
        )
    };
    let late = form(&basis);
    assert_eq!(late.status, 409, "{}", late.text());
    assert_eq!(list(&store.run(["merges"]).json()).len(), 0);
    assert_eq!(form(sent(&show(), "base")).status, 200);
    assert_eq!(city(kept), theirs);
}

#[test]
fn two_persons_do_not_wait_for_each_other_any_more() {
    let store = demo();
    let page = Served::of(&store);
    let (_, own, other) = withheld(&store);
    let said = page.post("/distincts", &[("un", &own), ("autre", &other)]);
    assert_eq!(said.status, 200, "{}", said.text());
    assert_eq!(list(&store.run(["duplicates"]).json()).len(), 0);
    assert!(store.customer(&own).is_some(), "the new customer is in the base");
    let queue = page.get(text(&said.json()["go"]));
    assert!(queue.text().contains(&format!("{own} et {other} sont deux personnes")), "{}", queue.text());
    assert_eq!(page.post("/distincts", &[("un", &own), ("autre", &own)]).status, 422);
    // It is offered to undo that, here and on the record; a second click is told.
    for screen in [queue.text(), page.get(&format!("/client?id={own}")).text()] {
        assert_eq!((sent(screen, "autre"), screen.contains("action=\"/distincts/annuler\"")), (other.as_str(), true));
    }
    let undone = page.post("/distincts/annuler", &[("un", &own), ("autre", &other)]);
    assert_eq!(undone.status, 200, "{}", undone.text());
    let queue = page.get(text(&undone.json()["go"])).text().to_owned();
    assert!(queue.contains("peuvent de nouveau") && !queue.contains("/distincts/annuler"), "{queue}");
    assert!(!page.get(&format!("/client?id={own}")).text().contains("/distincts/annuler"));
    assert_eq!(page.post("/distincts/annuler", &[("un", &own), ("autre", &other)]).status, 422);
}

#[test]
fn a_consent_taken_back_is_applied_alone() {
    let store = demo();
    let page = Served::of(&store);
    let lines = page.get("/livraisons/2?note=opt-out-not-applied&ouvertes=1");
    let entry = sent(lines.text(), "entree").to_owned();
    let before = values(&store, "00010234");
    let applied = page.post("/opposition", &[("entree", &entry)]);
    assert_eq!(applied.status, 200, "{}", applied.text());
    let after = values(&store, "00010234");
    assert_ne!(before["optin_email"], after["optin_email"]);
    let changed = before.as_object().unwrap().iter().filter(|(field, value)| after[field.as_str()] != **value);
    assert!(changed.map(|(field, _)| field).all(|field| field.starts_with("optin_")), "{before} {after}");
    // It is done: neither the list nor the day offers it again, and a second click does nothing.
    assert!(!page.get("/livraisons/2?note=opt-out-not-applied&ouvertes=1").text().contains("name=\"entree\""));
    assert!(!page.get("/").text().contains("note=opt-out-not-applied"));
    assert_eq!(page.post("/opposition", &[("entree", &entry)]).status, 422);
    let record = page.get(text(&applied.json()["go"]));
    assert!(!record.text().contains("action=\"/client/annuler\""), "a consent is not given again by one click");
}

#[test]
fn a_field_gets_an_older_value_back() {
    let store = demo();
    let page = Served::of(&store);
    let city = || text(&values(&store, "00010237")["address1"]).to_owned();
    let history = page.get("/historique?client=00010237&details=1&operation=corrected");
    let entry = sent(history.text(), "entree").to_owned();
    let now = city();
    let back = page.post("/historique/rendre", &[("entree", &entry), ("champ", "address1")]);
    assert_eq!(back.status, 200, "{}", back.text());
    assert_eq!((now.as_str(), city().as_str()), ("41 rue Garibaldi", "5 quai Rambaud"));
    let newest = store.run(["history", "--customer", "00010237"]).json();
    assert_eq!(text(&list(&newest)[0]["operation"]), "reverted");
    assert_eq!(page.post("/historique/rendre", &[("entree", &entry), ("champ", "last_name")]).status, 422);
}

#[test]
fn the_connection_is_tried_as_it_stands_in_the_form() {
    let store = demo();
    let page = Served::of(&store);
    let settings = || store.run(["settings", "show"]).json();
    let before = settings();
    let good = page.post("/parametres/essai", &[]);
    assert_eq!(good.status, 200, "{}", good.text());
    assert!(good.text().contains("trial good"), "{}", good.text());
    let bad = page.post(
        "/parametres/essai",
        &[
            ("reglage.exchange.url", "ftp://127.0.0.1:1/x"),
            ("reglage.exchange.security", "none"),
            ("reglage.exchange.password", "s3cret-word"),
        ],
    );
    assert_eq!(bad.status, 200, "{}", bad.text());
    assert!(bad.text().contains("li class=\"bad\"") && bad.text().contains("problem-hint"), "{}", bad.text());
    assert!(!bad.text().contains("s3cret"), "{}", bad.text());
    assert_eq!(page.post("/parametres/essai", &[("reglage.exchange.url", "http://x")]).status, 422);
    assert_eq!(settings(), before, "nothing of a test is kept");
}
