//! The rules' screen: what is in force, what is ready, put in force and gone back from as the person saw it.

use super::Served;
use crate::release::central::{Central, digest, rules, use_folder, variant};
use crate::store::text;

/// The value of a form's field.
#[track_caller]
pub(super) fn sent<'a>(html: &'a str, name: &str) -> &'a str {
    let found = html.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}: {html}"));
    found.1.split('"').next().unwrap()
}

#[test]
fn a_release_is_found_put_in_force_and_gone_back_from() {
    let central = Central::new();
    central.publish(&variant(1));
    let store = central.store("S1");
    let page = Served::of(&store);
    let screen = || page.get("/regles").text().to_owned();
    assert!(screen().contains("Aucune version n'est prête") && !screen().contains("/regles/revenir"), "{}", screen());
    let looked = page.post("/regles/chercher", &[]);
    assert_eq!(looked.status, 200, "{}", looked.text());
    assert!(page.get(text(&looked.json()["go"])).text().contains("La source a été consultée."));
    let html = screen();
    let form = [("version", sent(&html, "version")), ("empreinte", sent(&html, "empreinte"))];
    assert_eq!(form[1].1, digest(&variant(1)));
    let other = page.post("/regles/activer", &[("version", "1"), ("empreinte", &digest(&variant(2)))]);
    assert_eq!(other.status, 409, "another than the one that was seen: {}", other.text());
    assert_eq!(rules(&store, &["status"])["release"], serde_json::Value::Null);
    assert_eq!(page.post("/regles/activer", &form).status, 200);
    let status = rules(&store, &["status"]);
    assert_eq!((&status["release"], &status["how"]), (&1.into(), &"released".into()));
    assert_eq!(page.post("/regles/activer", &form).status, 409, "it is no candidate any more");

    let html = screen();
    assert!(html.contains("Version publiée 1."), "{html}");
    let form = [("actives", sent(&html, "actives")), ("avant", sent(&html, "avant"))];
    assert_eq!(page.post("/regles/revenir", &form).status, 200);
    assert_eq!(rules(&store, &["status"])["how"], "rolled-back");
    assert_eq!(page.post("/regles/revenir", &form).status, 409, "the page was looked at before");
}

#[test]
fn what_went_wrong_stands_on_the_screen_in_both_languages() {
    let central = Central::new();
    let store = central.store("S1");
    use_folder(&store, &central.repository().join("<b>gone</b>"));
    let page = Served::of(&store);
    let looked = page.post("/regles/chercher", &[]);
    assert_eq!(looked.status, 422, "{}", looked.text());
    for (language, words) in
        [("fr", "La source des versions ne répond pas"), ("en", "The source of releases does not answer")]
    {
        let request =
            page.request("GET", "/regles").with("cookie", &format!("{}; redescente-lang={language}", page.cookie));
        let screen = request.to(page.port);
        assert!(screen.text().contains(words) && !screen.text().contains("<b>"), "{}", screen.text());
    }
}

#[test]
fn where_releases_come_from_is_set_tried_and_checked() {
    let central = Central::new();
    central.publish(&variant(1));
    let store = crate::store::Store::new();
    let page = Served::of(&store);
    let form = |pairs: &[(&str, &str)], path: &str| {
        let seen = page.get("/parametres").text().to_owned();
        let seen = ("vu", sent(&seen, "vu"));
        page.post(path, &pairs.iter().copied().chain([seen]).collect::<Vec<_>>())
    };
    let (source, root) = (format!("file://{}", central.repository().display()), central.first_root());
    let (id, source) = (("reglage.store.id", "S1"), ("reglage.rules.source", source.as_str()));
    let root = ("reglage.rules.root", root.to_str().unwrap());
    let no_keys = central.file("no-keys.json", b"{}");
    let no_keys = ("reglage.rules.root", no_keys.to_str().unwrap());
    for (wrong, words) in [
        (&[source, root][..], "store.id"),
        (&[id, ("reglage.rules.source", "gopher://x"), root], "adresse de publication"),
        (&[id, source, ("reglage.rules.root", "/nowhere/root.json")], "/nowhere/root.json"),
        (&[id, source, no_keys], "no-keys.json"),
    ] {
        let refused = form(wrong, "/parametres");
        assert_eq!(refused.status, 422, "{words}: {}", refused.text());
        assert!(refused.text().contains(words) && refused.text().contains("problem-hint"), "{}", refused.text());
        assert_eq!(store.run(["settings", "show"]).json()["rules.source"], "", "nothing of a bad form is written");
    }
    // A trial takes nothing and keeps nothing.
    let tried = form(&[id, source, root], "/parametres/essai-regles");
    assert_eq!(tried.status, 200, "{}", tried.text());
    assert!(tried.text().contains("Pour ce magasin : version 1"), "{}", tried.text());
    assert_eq!(rules(&store, &["status"])["candidates"], serde_json::json!([]));
    let foreign = Central::new();
    let keys = foreign.first_root();
    let tried = form(&[id, source, ("reglage.rules.root", keys.to_str().unwrap())], "/parametres/essai-regles");
    assert_eq!(tried.status, 422, "{}", tried.text());
    assert!(tried.text().contains("pas signé par les clés admises"), "{}", tried.text());
    // All three at once, in whatever order the form has them; and taken away again.
    let saved = form(&[source, root, id], "/parametres");
    assert_eq!(saved.status, 200, "{}", saved.text());
    assert_eq!(page.post("/regles/chercher", &[]).status, 200);
    assert_eq!(rules(&store, &["status"])["candidates"][0]["release"], 1);
    // The day says so.
    assert!(page.get("/").text().contains("La version 1 (règles"), "{}", page.get("/").text());
    let gone = form(&[("reglage.store.id", ""), ("reglage.rules.source", "")], "/parametres");
    assert_eq!(gone.status, 200, "{}", gone.text());
    assert_eq!(store.run(["settings", "show"]).json()["store.id"], "");
}
