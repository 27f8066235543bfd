//! The store's day in a real browser, and every screen before an accessibility engine.

use redescente_tests::{Exchange, PASSWORD, USER};

use super::hostile::{MARK, addresses, hostile};
use super::replaying::replay;
use super::webdriver::Browser;
use super::{Served, demo};
use crate::release::central::{Central, digest, rules};
use crate::store::{Store, age, guest, not_run, root};

/// A browser, or a word that there is none.
pub(super) fn browser(test: &str) -> Option<Browser> {
    let browser = Browser::start();
    if browser.is_none() {
        not_run(test, "no chromedriver (cargo xtask test --all installs one)");
    }
    browser
}

/// The screens of the demo's store.
const SCREENS: [&str; 18] = [
    "/",
    "/recuperations",
    "/recuperations?mode=automatic",
    "/recuperations/2",
    "/livraisons/2",
    "/livraisons/2/fichier?ligne=5",
    "/livraisons/2/fichier?ligne=5&brut=1",
    "/doublons",
    "/fusions",
    "/fusions/1",
    "/fusionner?garde=00010234&absorbe=00010241",
    "/historique?client=00010236&details=1&operation=corrected",
    "/clients?q=bern",
    "/client?id=00010235",
    "/client/modifier?id=00010235",
    "/parametres",
    "/regles",
    "/rien",
];

#[test]
fn the_stores_day() {
    let Some(browser) = browser("the_stores_day") else { return };
    let store = Store::new();
    store.import(&std::fs::read(root().join("fixtures/demo/base.csv")).unwrap());
    let served = store.exchange_folder();
    for name in ["CLIENTS_20241104_01.csv", "CLIENTS_20241104_02.csv"] {
        std::fs::copy(root().join("fixtures/demo/exchange").join(name), served.join(name)).unwrap();
        age(&served.join(name));
    }
    let exchange = Exchange::serve(&served).unwrap();
    let page = Served::of(&store);
    let again = store.run_at(super::NOW, ["serve"]).succeeded().json();
    browser.go(crate::store::text(&again["address"]));
    assert_eq!(browser.address(), page.url("/"));
    // The exchange is set, automatic reception ticked.
    browser.click("nav.side a[href='/parametres']");
    browser.fill("[name='reglage.exchange.url']", &exchange.url(""));
    browser.run("document.querySelector('[name=\"reglage.exchange.security\"][value=none]').click()");
    browser.fill("[name='reglage.exchange.user']", USER);
    browser.type_into("[name='reglage.exchange.password']", PASSWORD);
    browser.click("[name='reglage.reception.automatic']");
    // The connection is tried before anything is kept.
    browser.click("[formaction='/parametres/essai']");
    browser.wait("return document.querySelector('.trial.good') !== null");
    browser.click("form.settings button.primary");
    browser.wait("return document.querySelector('.banner.done') !== null");
    assert!(!browser.text().contains(PASSWORD));
    // The button is pressed; the report opens by itself.
    browser.click(".retrieve button");
    browser.wait("return location.pathname.startsWith('/recuperations/')");
    let report = browser.text();
    assert!(report.contains("CLIENTS_20241104_01.csv") && report.contains("doublons retenus"), "{report}");
    // Manual or automatic, and a period.
    browser.click("nav.side a[href='/recuperations']");
    browser.run("document.querySelector('[name=mode][value=automatic]').click()");
    browser.wait("return location.search === '?mode=automatic' && document.querySelector('.empty') !== null");
    browser.run("document.querySelector('[name=mode][value=manual]').click()");
    browser.wait("return location.search === '?mode=manual' && document.querySelectorAll('tbody tr').length === 1");
    browser.run("document.querySelector('[name=periode][value=jour]').click()");
    browser
        .wait("return location.search.includes('periode=jour') && document.querySelectorAll('tbody tr').length === 1");
    // A file, its corrected line with old values, the file itself at that line.
    browser.click("tbody a[href^='/livraisons/']");
    browser.click(".chip.corrected");
    browser.wait("return document.querySelectorAll('tbody tr').length === 1");
    assert_eq!(browser.run("return document.querySelector('.changes mark') !== null"), true);
    assert_eq!(browser.run("return document.querySelector('.changes del').innerText.length > 0"), true);
    browser.click("tbody th a");
    browser.wait("return document.querySelector('tr.here') !== null");
    // The refused duplicate, side by side.
    browser.click("nav.side a[href='/doublons']");
    browser.click("tbody th a");
    browser.wait("return document.querySelectorAll('.merging .wide thead th').length === 4");
    // A value is chosen, the preview follows; the merge by a key, and its undoing.
    browser.run("document.querySelector('input[type=radio][value=take], input[type=radio][value=keep]').click()");
    browser.wait("return document.querySelectorAll('#preview .changes li').length > 0");
    browser.press("f");
    browser.wait("return location.search === '?fusion=1' && document.querySelector('.banner.done') !== null");
    browser.click(".banner.done button");
    browser.wait("return location.pathname === '/fusions/1' && document.querySelector('.banner.done') !== null");
    // Another look: a person is asked before two are declared distinct, and may think better of it.
    browser.click("nav.side a[href='/doublons']");
    browser.click("tbody th a");
    browser.wait("return document.querySelector('#separate') !== null");
    browser.press("n");
    browser.wait("return document.querySelector('#sure').open");
    browser.click("#sure button[value=no]");
    browser.press("\u{e00c}");
    browser.wait("return location.pathname === '/doublons' && document.querySelectorAll('tbody tr').length === 1");
    // A customer found as one types, by keyboard alone; the history with operations and the details switch.
    browser.press("/");
    assert_eq!(browser.run("return document.activeElement.id"), "find");
    browser.press("martin\u{e007}");
    browser.wait("return location.pathname === '/clients' && document.querySelector('#found tbody a') !== null");
    browser.fill("#find", "cœurd");
    browser.wait("return document.querySelector('#found tbody').innerText.includes('Cœurdevey')");
    browser.click("#found tbody a");
    browser.wait("return location.pathname === '/client'");
    assert!(browser.text().contains("base.csv, ligne"), "{}", browser.text());
    browser.click("a[href^='/historique?client=']");
    browser.wait("return document.querySelector('[name=details]').checked");
    browser.click("[name=details]");
    browser.wait("return !location.search.includes('details')");
    // An edit, its proof, its undoing.
    browser.go(&page.url("/client/modifier?id=00010237"));
    browser.fill("[name='champ.city']", "Villeurbanne");
    browser.click("form.record-form button.primary");
    browser.wait("return document.querySelector('.banner.done') !== null");
    browser.click(".banner.done button");
    browser.wait("return location.search.includes('annule=1')");
    // The next day's start-up retrieves by itself; the day's page shows it.
    std::fs::write(
        served.join("CLIENTS_20241105_01.csv"),
        b"ID_CLIENT;DATE_MODIF;NOM;VILLE\n00010237;2024-11-05;Nguyen;Bron\n",
    )
    .unwrap();
    age(&served.join("CLIENTS_20241105_01.csv"));
    let started = store
        .command("2024-11-06T08:31:00+01:00")
        .args(["startup"])
        .env("REDESCENTE_EXCHANGE_PASSWORD", PASSWORD)
        .output()
        .unwrap();
    assert!(started.status.success(), "{}", String::from_utf8_lossy(&started.stderr));
    browser.click("nav.side a[href='/']");
    browser.wait("return document.querySelector('.last').innerText.includes('CLIENTS_20241105_01.csv')");
    assert!(browser.text().contains("automatique"), "{}", browser.text());
    // In English too.
    browser.click("button[name=langue]");
    browser.wait("return document.documentElement.lang === 'en'");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn no_screen_has_an_accessibility_violation() {
    let test = "no_screen_has_an_accessibility_violation";
    let Some(browser) = browser(test) else { return };
    let Some(engine) = std::env::var_os("REDESCENTE_AXE") else {
        return not_run(test, "no axe-core (cargo xtask test --all installs it)");
    };
    let engine = std::fs::read_to_string(engine).unwrap();
    let store = demo();
    store.run(["merge", "00010238", "00010239"]).succeeded();
    store.run(["distinct", "00010235", "00010241"]).succeeded();
    // A release that is ready, and what a replay of it came to.
    let (central, last_wins) = (Central::new(), guest("arrival_order"));
    central.adopt(&store, "S1");
    if let Some(last_wins) = &last_wins {
        central.publish(&std::fs::read(last_wins).unwrap());
        rules(&store, &["update"]);
    }
    let page = Served::of(&store);
    if let Some(last_wins) = &last_wins {
        replay(&page, &digest(&std::fs::read(last_wins).unwrap()));
        let shown = page.get("/regles").text().to_owned();
        assert!(shown.contains("id=\"directes\"") && shown.contains("id=\"fiches\""), "{shown}");
    }
    let again = store.run_at(super::NOW, ["serve"]).succeeded().json();
    browser.go(crate::store::text(&again["address"]));
    let (mut looked_at, mut wrong) = (0, Vec::new());
    let duplicate =
        browser.run("return fetch('/doublons').then(r => r.text()).then(t => t.match(/\\/doublons\\/\\d+/)[0])");
    let screens = SCREENS.iter().copied().chain(duplicate.as_str());
    let screens: Vec<&str> = screens.collect();
    for language in ["fr", "en"] {
        if language == "en" {
            browser.go(&page.url("/"));
            browser.click("button[name=langue]");
            browser.wait("return document.documentElement.lang === 'en'");
        }
        for scheme in ["light", "dark"] {
            browser.prefer(scheme);
            for screen in &screens {
                browser.go(&page.url(screen));
                browser.run(&engine);
                let found = browser.run_async(
                    "const done = arguments[arguments.length - 1];
                     axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
                       .then(r => done({ passes: r.passes.length, wrong: r.violations.map(v =>
                         v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | ')) }));",
                );
                assert!(found["passes"].as_u64().unwrap() > 15, "{screen}: {found}");
                for one in crate::store::list(&found["wrong"]) {
                    wrong.push(format!("{screen} {language} {scheme}: {}", crate::store::text(one)));
                }
                // Nothing hangs over the edge of a till's screen.
                let wide =
                    browser.run("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
                if wide != 0 {
                    wrong.push(format!("{screen} {language}: {wide} too wide"));
                }
                looked_at += 1;
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(looked_at, 4 * (SCREENS.len() + 1));
}

#[test]
fn no_payload_runs_in_a_browser() {
    let Some(browser) = browser("no_payload_runs_in_a_browser") else { return };
    let store = hostile();
    let page = Served::of(&store);
    let again = store.run_at(super::NOW, ["serve"]).succeeded().json();
    browser.go(crate::store::text(&again["address"]));
    let mut shown = 0;
    for address in addresses(&store) {
        browser.go(&page.url(&address));
        let (ran, alien, text) = (
            browser.run(&format!("return typeof window.{MARK}")),
            browser.run("return document.querySelectorAll('img, iframe, object, video, marquee, base, math, style, main script').length"),
            browser.text(),
        );
        assert_eq!((ran.as_str(), alien.as_u64()), (Some("undefined"), Some(0)), "{address}");
        shown += text.matches(MARK).count();
    }
    assert!(shown > 1_000, "{shown}");
    let complaints = browser.complaints();
    let policy: Vec<_> = complaints.iter().filter(|one| one.contains("Content Security Policy")).collect();
    assert!(policy.is_empty(), "{policy:?}");
}
