//! What screens show, and what writes do, at the level of HTTP.

use super::{Served, demo};

/// The number of rows in a page's first table body.
fn rows(html: &str) -> usize {
    let body = html.split_once("<tbody>").map_or("", |(_, rest)| rest.split("</tbody>").next().unwrap());
    body.matches("<tr").count()
}

#[test]
fn a_count_is_what_its_link_shows() {
    let store = demo();
    let page = Served::of(&store);
    let today = page.get("/").text().to_owned();
    let mut followed = 0;
    for part in today.split("<dd><a href=\"").skip(1) {
        let (address, rest) = part.split_once("\">").unwrap();
        let count: usize = rest.split('<').next().unwrap().parse().unwrap();
        let list = page.get(&address.replace("&amp;", "&"));
        assert_eq!(rows(list.text()), count, "{address}");
        followed += 1;
    }
    assert!(followed >= 8, "{followed} counts: {today}");
    let opposed = today.split("note=opt-out-not-applied").next().and_then(|before| before.rsplit('"').next());
    let address = format!("{}note=opt-out-not-applied&ouvertes=1", opposed.unwrap().replace("&amp;", "&"));
    assert!(today.contains("1 consentement retiré"), "{today}");
    assert_eq!(rows(page.get(&address).text()), 1, "{address}");
}

#[test]
fn retrievals_are_filtered_by_mode_and_period() {
    let store = demo();
    let page = Served::of(&store);
    let count = |query: &str| rows(page.get(&format!("/recuperations{query}")).text());
    assert_eq!(count(""), 2);
    assert_eq!(count("?mode=manual"), 1);
    assert_eq!(count("?mode=automatic"), 0);
    assert_eq!(count("?mode=import&periode=semaine"), 1);
    assert_eq!(count("?periode=jour"), 1);
    assert_eq!(count("?mode=manual&periode=jour"), 0);
    assert_eq!(count("?periode=dates&du=2024-11-04&au=2024-11-04"), 1);
    assert_eq!(count("?periode=dates&du=2024-11-06"), 0);
    assert_eq!(page.get("/recuperations?periode=dates&du=hier").status, 422);
}

#[test]
fn lines_are_found_by_name_card_and_identifier() {
    let store = demo();
    let page = Served::of(&store);
    let all = rows(page.get("/livraisons/2").text());
    assert_eq!(all, 7);
    for (text, found) in [("00010236", 1), ("lefevre", 1), ("2990000010234", 1), ("zzz", 0)] {
        let list = page.get(&format!("/livraisons/2?q={text}"));
        let count = rows(list.text());
        assert!(if found == 0 { count == 0 } else { (1..all).contains(&count) }, "{text}: {count}");
    }
}

#[test]
fn an_edit_is_undone_and_two_persons_do_not_overwrite_each_other() {
    let store = demo();
    let page = Served::of(&store);
    let city = || crate::store::text(&store.customer("00010237").unwrap()["values"]["city"]).to_owned();
    let version = || {
        let form = page.get("/client/modifier?id=00010237");
        let (_, rest) =
            form.text().split_once("name=\"version\" value=\"").map(|(a, b)| (a.len(), b.to_owned())).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let seen = version();
    let save = |city: &str, seen: &str| {
        page.post("/client/modifier", &[("id", "00010237"), ("version", seen), ("champ.city", city)])
    };
    let before = city();
    let saved = save("Villeurbanne", &seen);
    assert_eq!(saved.status, 200, "{}", saved.text());
    assert_eq!(city(), "Villeurbanne");
    let other = save("Bron", &seen);
    assert_eq!(other.status, 409, "{}", other.text());
    assert_eq!(city(), "Villeurbanne");
    let shown = page.get(crate::store::text(&saved.json()["go"]));
    assert!(shown.text().contains("action=\"/client/annuler\""), "{}", shown.text());
    let undone = page.post("/client/annuler", &[("id", "00010237"), ("version", &version())]);
    assert_eq!(undone.status, 200, "{}", undone.text());
    assert_eq!(city(), before);
    assert_eq!(page.post("/client/annuler", &[("id", "00010237"), ("version", &seen)]).status, 409);
}

#[test]
fn an_edit_that_makes_a_duplicate_is_refused_until_it_is_meant() {
    let store = demo();
    let page = Served::of(&store);
    let form = page.get("/client/modifier?id=00010240").text().to_owned();
    let seen = form.split_once("name=\"version\" value=\"").unwrap().1.split('"').next().unwrap();
    let card = crate::store::text(&store.customer("00010241").unwrap()["values"]["loyalty_card"]).to_owned();
    let edit = [("id", "00010240"), ("version", seen), ("champ.loyalty_card", card.as_str())];
    let refused = page.post("/client/modifier", &edit);
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("00010241"), "{}", refused.text());
    let meant: Vec<_> = edit.into_iter().chain([("malgre", "1")]).collect();
    assert_eq!(page.post("/client/modifier", &meant).status, 200);
}

#[test]
fn settings_are_checked_whole_and_the_password_is_never_shown() {
    let store = demo();
    let page = Served::of(&store);
    let seen = || {
        let form = page.get("/parametres").text().to_owned();
        form.split_once("name=\"vu\" value=\"").unwrap().1.split('"').next().unwrap().to_owned()
    };
    let first = seen();
    let set = |pairs: &[(&str, &str)]| page.post("/parametres", pairs);
    let bad = set(&[("vu", &first), ("reglage.store.id", "MAG1"), ("reglage.exchange.url", "http://x")]);
    assert_eq!(bad.status, 422, "{}", bad.text());
    assert_eq!(store.run(["settings", "show"]).json()["store.id"], "", "nothing of a bad form is written");
    let good = set(&[
        ("vu", &first),
        ("reglage.store.id", "MAG1"),
        ("reglage.exchange.exclusive", "true"),
        ("case", "exchange.exclusive"),
        ("reglage.exchange.after-reading", "delete"),
        ("reglage.exchange.password", "s3cret-word"),
    ]);
    assert_eq!(good.status, 200, "{}", good.text());
    assert_eq!(store.run(["settings", "show"]).json()["exchange.after-reading"], "delete");
    assert_eq!(set(&[("vu", &first), ("reglage.store.id", "MAG2")]).status, 409);
    assert!(!page.get("/parametres").text().contains("s3cret"));
    let back = set(&[("vu", &seen()), ("case", "exchange.exclusive"), ("reglage.exchange.after-reading", "leave")]);
    assert_eq!(back.status, 200, "{}", back.text());
    assert_eq!(store.run(["settings", "show"]).json()["exchange.exclusive"], "false");
}

#[test]
fn the_button_retrieves_and_leads_to_the_report() {
    let store = demo();
    store.put("CLIENTS_20241105_01.csv", b"ID_CLIENT;DATE_MODIF;NOM;VILLE\n00010237;2024-11-05;Nguyen;Bron\n");
    let page = Served::of(&store);
    assert_eq!(page.post("/recuperation", &[]).status, 200);
    let address = loop {
        let state = page.get("/recuperation").json();
        if state["running"] == false {
            break crate::store::text(&state["go"]).to_owned();
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    };
    let report = page.get(&address);
    assert!(report.text().contains("CLIENTS_20241105_01.csv"), "{}", report.text());
    store.run(["settings", "set", "exchange.url", ""]).succeeded();
    let refused = page.post("/recuperation", &[]);
    assert_eq!(refused.status, 422, "{}", refused.text());
}
