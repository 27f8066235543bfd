//! A release tried on a past period before it decides anything: on the rules' screen, and from there to activation.

use std::time::{Duration, Instant};

use super::browser::browser;
use super::rules::sent;
use super::{NOW, Served};
use crate::release::central::{Central, digest, rules};
use crate::store::{Store, guest, text};

const HEADER: &str = "ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE;CARTE_FIDELITE\n";

/// A store to which central IT has released rules that take whatever comes last, and what was delivered in October:
/// Anne's city of the 20th, then an older one, then a line of `more` customers twice, the older one last.
fn store(central: &Central, last_wins: &[u8], more: usize) -> Store {
    central.publish(last_wins);
    let store = central.store("S1");
    store.set("store.time-zone", "Europe/Paris");
    store.use_folder();
    let deliver = |now: &str, name: &str, lines: &str| {
        store.put(name, format!("{HEADER}{lines}").as_bytes());
        store.run_at(now, ["retrieve"]).succeeded();
    };
    let many = |date: &str, city: &str| -> String {
        (1..=more).map(|n| format!("N{n};{date};Nom{n};Luc;{city};\n")).collect()
    };
    let first = format!("A1;2024-10-20;Petit;Anne;Lens;2990001\n{}", many("2024-10-20", "Metz"));
    deliver("2024-10-21T08:00:00+02:00", "CLIENTS_1.csv", &first);
    let second = format!("A1;2024-10-10;Petit;Anne;Arras;2990001\n{}", many("2024-10-10", "Caen"));
    deliver("2024-10-22T08:00:00+02:00", "CLIENTS_2.csv", &second);
    // Stale as well, unless what came before it was not.
    deliver("2024-10-23T08:00:00+02:00", "CLIENTS_3.csv", "A1;2024-10-15;Petit;Anne;Douai;2990001\n");
    rules(&store, &["update"]);
    store
}

/// The rules that take whatever comes last.
fn last_wins() -> Option<Vec<u8>> {
    Some(std::fs::read(guest("arrival_order")?).unwrap())
}

/// Replays October and the beginning of November with a component, by its digest; answers where the result is.
#[track_caller]
pub(super) fn replay(page: &Served, digest: &str) -> String {
    let form = [("empreinte", digest), ("du", "2024-10-01"), ("au", "2024-11-05")];
    let begun = page.post("/regles/rejouer", &form);
    assert_eq!(begun.status, 200, "{}", begun.text());
    through(page)
}

/// Waits until no replay runs; answers where its result is.
#[track_caller]
fn through(page: &Served) -> String {
    let begun = Instant::now();
    loop {
        let state = page.get("/regles/rejouer").json();
        if state["running"] == false {
            return text(&state["go"]).to_owned();
        }
        assert!(text(&state["what"]).len() > 3, "{state}");
        assert!(begun.elapsed() < Duration::from_secs(60), "{state}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn in_english(page: &Served, path: &str) -> String {
    let cookie = format!("{}; redescente-lang=en", page.cookie);
    page.request("GET", path).with("cookie", &cookie).to(page.port).text().to_owned()
}

/// Folders of replays in the data folder, and what is in them.
fn left(store: &Store) -> Vec<String> {
    let folders = std::fs::read_dir(store.data()).unwrap().map(|entry| entry.unwrap().path());
    let folders = folders.filter(|path| path.is_dir() && path.to_string_lossy().contains("/replay-"));
    let names = folders.flat_map(|folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()));
    let mut names: Vec<_> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_period_is_replayed_and_its_differences_lead_to_lines_and_customers() {
    let Some(last_wins) = last_wins() else { return };
    let central = Central::new();
    let store = store(&central, &last_wins, 30);
    let page = Served::of(&store);
    let html = page.get("/regles").text().to_owned();
    // The last thirty days, today included.
    assert_eq!((sent(&html, "du"), sent(&html, "au")), ("2024-10-07", "2024-11-05"));
    let digest = digest(&last_wins);
    let begin = |du: &str, au: &str, digest: &str| {
        page.post("/regles/rejouer", &[("empreinte", digest), ("du", du), ("au", au)])
    };
    assert_eq!(begin("2024-10-07", "2024-11-05", &"0".repeat(64)).status, 409, "another than the one that was seen");
    assert_eq!(begin("2024-10-07", "2024-10-06", &digest).status, 422);
    assert_eq!(begin("hier", "2024-10-06", &digest).status, 422);
    let before = store.final_base();
    assert_eq!(begin("2024-10-07", "2024-11-05", &digest).status, 200);
    let go = through(&page);
    assert_eq!(store.final_base(), before);
    assert_eq!(left(&store), ["consequences.jsonl", "direct.jsonl", "records.jsonl"], "no copy of the base is left");
    let french = page.get(go.split('#').next().unwrap()).text().to_owned();
    let english = in_english(&page, "/regles");
    for (html, words) in [
        (&french, ["Le rejeu est terminé.", "Décidées autrement", "Par conséquence", "refont exactement"]),
        (&english, ["Release 1 (rules", "Decided otherwise", "In consequence", "reproduce history exactly"]),
    ] {
        for part in words {
            assert!(html.contains(part), "{part}: {html}");
        }
    }
    // Direct ones first: Anne's older city and thirty others, twenty at a time; then what followed from it.
    let table = |html: &str, list: &str| {
        let (_, rest) = html.split_once(&format!("<h4 id=\"{list}\">")).unwrap_or_else(|| panic!("no {list}: {html}"));
        let (body, after) = rest.split_once("</tbody>").unwrap();
        (body.matches("<tr").count() - 1, body.to_owned(), after.split("<h4").next().unwrap().to_owned())
    };
    let (rows, direct, after) = table(&french, "directes");
    assert_eq!(rows, 20);
    assert!(direct.contains("href=\"/livraisons/2/fichier?ligne=2\"") && direct.contains("href=\"/client?id=A1\""));
    assert!(direct.contains("outcome stale") && direct.contains("outcome corrected"), "{direct}");
    let next = after.split_once("href=\"").unwrap().1.split('"').next().unwrap().replace("&amp;", "&");
    let second = page.get(next.split('#').next().unwrap()).text().to_owned();
    assert_eq!(table(&second, "directes").0, 11);
    assert_eq!(table(&second, "consequences").0, 1);
    assert!(table(&second, "consequences").1.contains("/livraisons/3/fichier?ligne=2"), "{second}");
    assert_eq!(page.get("/regles?directes=3&fiches=999999999").status, 200, "the address of an older result");
    // Anne and thirty others are others at the end.
    let records = table(&french, "fiches").1;
    assert!(records.contains("href=\"/client?id=A1\"") && records.contains("Douai"), "{records}");
    assert_eq!(page.get("/livraisons/2/fichier?ligne=2").status, 200);
    assert_eq!(page.get("/client?id=A1").status, 200);
    // It stays until the rules change.
    assert!(page.get("/regles").text().contains("<h4 id=\"directes\">"));
    let form = [("version", sent(&french, "version")), ("empreinte", digest.as_str())];
    assert_eq!(page.post("/regles/activer", &form).status, 200);
    let html = page.get("/regles").text().to_owned();
    assert!(!html.contains("<h4 id=\"directes\">") && !html.contains("/regles/rejouer"), "{html}");
    assert_eq!(left(&store), [""; 0]);
}

#[test]
fn a_result_that_was_taken_away_says_so() {
    let Some(last_wins) = last_wins() else { return };
    let central = Central::new();
    let store = store(&central, &last_wins, 1);
    let page = Served::of(&store);
    let replayed = || {
        replay(&page, &digest(&last_wins));
        assert!(page.get("/regles").text().contains("Douai"));
    };
    replayed();
    // An erasure reaches what the result names.
    store.run(["customer", "erase", "A1"]).succeeded();
    assert_eq!(left(&store), [""; 0]);
    let html = page.get("/regles").text().to_owned();
    assert!(html.contains("Le résultat de ce rejeu"), "{html}");
    assert!(!html.contains("Douai"), "{html}");
    // A command may replay meanwhile.
    let file = central.file("tried.wasm", &last_wins);
    store.run(["rules".as_ref(), "replay".as_ref(), file.as_os_str()]).succeeded();
}

#[test]
fn a_replay_that_fails_is_killed_or_stopped_says_what_to_do() {
    let Some(last_wins) = last_wins() else { return };
    let central = Central::new();
    let store = store(&central, &last_wins, 1);
    let digest = digest(&last_wins);
    // What a killed run of the program left.
    let copy = store.data().join("replay-Xk2/active");
    std::fs::create_dir_all(&copy).unwrap();
    std::fs::write(copy.join("base.sqlite"), "Petit").unwrap();
    let page = Served::of(&store);
    assert!(!copy.exists());
    let html = page.get("/regles").text().to_owned();
    assert!(
        html.contains("Le programme a été arrêté pendant un rejeu") && html.contains("Rejouez la période"),
        "{html}"
    );
    // Nothing runs: there is nothing to stop.
    assert_eq!(page.post("/regles/rejouer/arreter", &[]).status, 200);
    let component = store.data().join("rules").join(format!("{digest}.wasm"));
    std::fs::write(&component, "no rules").unwrap();
    replay(&page, &digest);
    let html = page.get("/regles").text().to_owned();
    assert!(html.contains("class=\"problem-what\"") && !html.contains("directes"), "{html}");
    assert!(!html.contains("Le programme a été arrêté"), "{html}");
    assert_eq!(left(&store), [""; 0]);
}

#[test]
fn a_replay_runs_while_others_work() {
    let Some(last_wins) = last_wins() else { return };
    let central = Central::new();
    let store = store(&central, &last_wins, 3_000);
    let page = Served::at(&store, NOW);
    let digest = digest(&last_wins);
    let form = [("empreinte", digest.as_str()), ("du", "2024-10-01"), ("au", "2024-11-05")];
    let runs = || page.get("/regles/rejouer").json()["running"] == true;
    assert_eq!(page.post("/regles/rejouer", &form).status, 200);
    let lock = std::fs::File::options().write(true).open(store.data().join("lock")).unwrap();
    assert!(runs() && lock.try_lock().is_ok() && runs(), "whoever retrieves or edits has the store's lock");
    drop(lock);
    // A second one watches the first.
    assert_eq!(page.post("/regles/rejouer", &form).status, 200);
    let html = page.get("/regles").text().to_owned();
    assert!(html.contains("data-running") && html.contains("/regles/rejouer/arreter"), "{html}");
    store.put("CLIENTS_4.csv", format!("{HEADER}A1;2024-11-04;Petit;Anne;Nice;2990001\n").as_bytes());
    store.run(["retrieve"]).succeeded();
    assert_eq!(text(&store.customer("A1").unwrap()["values"]["city"]), "Nice");
    assert_eq!(page.get("/client?id=A1").status, 200);
    through(&page);
    assert!(page.get("/regles").text().contains("id=\"directes\""));
    // One that is stopped leaves nothing.
    assert_eq!(page.post("/regles/rejouer", &form).status, 200);
    assert_eq!(page.post("/regles/rejouer/arreter", &[]).status, 200);
    through(&page);
    let html = page.get("/regles").text().to_owned();
    assert!(html.contains("Le rejeu a été arrêté") && html.contains("Recommencez"), "{html}");
    assert_eq!(left(&store), [""; 0]);
}

#[test]
fn from_a_ready_release_to_its_replay_its_activation_and_back() {
    let Some(browser) = browser("from_a_ready_release_to_its_replay_its_activation_and_back") else { return };
    let Some(last_wins) = last_wins() else { return };
    let central = Central::new();
    let store = store(&central, &last_wins, 3);
    let page = Served::of(&store);
    let again = store.run_at(NOW, ["serve"]).succeeded().json();
    browser.go(text(&again["address"]));
    let replay = || {
        browser.go(&page.url("/regles"));
        browser.click("form.replay button:not([type])");
        browser.wait("return location.hash === '#rejeu' && document.querySelector('.replayed') !== null");
    };
    // The day says that there is something to look at.
    browser.click(".to-do a[href='/regles']");
    browser.wait("return document.querySelector('form.replay') !== null");
    replay();
    let said = browser.text();
    for part in ["Le rejeu est terminé.", "Décidées autrement", "CLIENTS_2.csv", "Règles actives", "Version essayée"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    // In English it says the same; the result is still there.
    browser.click("button[name=langue]");
    browser.wait("return document.documentElement.lang === 'en' && document.querySelector('.replayed') !== null");
    let said = browser.text();
    for part in ["Decided otherwise", "Rules in force", "Release tried", "Try before putting in force"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    // A line that differs leads to where it stands, and to the customer.
    browser.click("#directes + .wide tbody th a[href*='ligne=']");
    browser.wait("return document.querySelector('tr.here') !== null");
    browser.go(&page.url("/regles"));
    browser.click("#directes + .wide td a.customer");
    browser.wait("return location.pathname === '/client'");
    // Put in force where the differences were read; then gone back from.
    browser.go(&page.url("/regles"));
    browser.click("#rejeu form.deciding button");
    browser.wait("return document.querySelector('#sure').open");
    browser.click("#sure button[value=yes]");
    browser.wait("return location.search === '?fait=active' && document.querySelector('.replayed') === null");
    assert_eq!(rules(&store, &["status"])["digest"], digest(&last_wins));
    browser.click("form[action='/regles/revenir'] button");
    browser.wait("return document.querySelector('#sure').open");
    browser.click("#sure button[value=yes]");
    browser.wait("return location.search === '?fait=revenu'");
    assert_eq!(rules(&store, &["status"])["how"], "rolled-back");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
