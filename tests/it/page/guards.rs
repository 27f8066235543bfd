//! Nobody but the store's own browser gets anything out of the page, whatever the route.

use redescente::web::{Access, Verb, routes};

use super::http::Request;
use super::{Served, demo};

/// A path with numbers in its places.
fn filled(path: &str) -> String {
    path.replace("/fusions/{id}", "/fusions/1").replace("{id}", "2")
}

fn method(verb: Verb) -> &'static str {
    match verb {
        Verb::Get => "GET",
        Verb::Post => "POST",
    }
}

/// Everything that may be wrong with a request, and the status that says so.
type Wrong = (&'static str, u16, fn(Request, &Served) -> Request);

const EVERYWHERE: [Wrong; 4] = [
    ("a foreign name", 421, |it, _| it.with("host", "attacker.example")),
    ("a foreign name with our port", 421, |it, page| it.with("host", &format!("attacker.example:{}", page.port))),
    ("our name with another port", 421, |it, _| it.with("host", "127.0.0.1:1")),
    ("our name without a port", 421, |it, _| it.with("host", "localhost")),
];

const INSIDE: [Wrong; 5] = [
    ("another site", 403, |it, _| it.with("sec-fetch-site", "cross-site")),
    ("a neighbour's port", 403, |it, _| it.with("sec-fetch-site", "same-site")),
    ("no cookie", 401, |it, _| it.without("cookie")),
    ("a made-up cookie", 401, |it, page| it.with("cookie", &format!("redescente-{}={}", page.port, "0".repeat(64)))),
    ("another port's cookie", 401, |it, page| {
        let (_, value) = page.cookie.split_once('=').unwrap();
        it.with("cookie", &format!("redescente-1={value}"))
    }),
];

const WRITING: [Wrong; 6] = [
    ("no origin", 403, |it, _| it.without("origin")),
    ("a null origin", 403, |it, _| it.with("origin", "null")),
    ("a foreign origin", 403, |it, _| it.with("origin", "http://attacker.example")),
    ("another name of ours as origin", 403, |it, page| it.with("origin", &format!("http://localhost:{}", page.port))),
    ("no token", 403, |it, _| it.without("x-redescente-token")),
    ("a made-up token", 403, |it, _| it.with("x-redescente-token", &"0".repeat(64))),
];

#[test]
fn every_route_refuses_whoever_is_not_the_stores_browser() {
    let store = demo();
    let page = Served::of(&store);
    let before = store.final_base();
    let mut asked = 0;
    let mut seen = (0, 0, 0);
    for (verb, path, access) in routes() {
        let good = page.request(method(verb), &filled(path));
        let wrong: Vec<&Wrong> = match access {
            Access::Anyone => EVERYWHERE.iter().collect(),
            Access::Reader => EVERYWHERE.iter().chain(&INSIDE).collect(),
            Access::Writer => EVERYWHERE.iter().chain(&INSIDE).chain(&WRITING).collect(),
        };
        match access {
            Access::Anyone => seen.0 += 1,
            Access::Reader => seen.1 += 1,
            Access::Writer => seen.2 += 1,
        }
        for (what, status, spoil) in wrong {
            let answer = spoil(good.clone(), &page).to(page.port);
            assert_eq!(answer.status, *status, "{path}: {what}");
            assert!(!answer.text().contains("Bernard"), "{path}: {what}");
            sealed(&answer, path);
            asked += 1;
        }
        let other = if verb == Verb::Get { "POST" } else { "GET" };
        let sent = page.request(other, &filled(path)).to(page.port);
        let paired = routes().any(|(known, twin, _)| twin == path && method(known) == other);
        assert!(paired || sent.status == 404, "{other} {path}: {}", sent.status);
    }
    assert!(seen.0 >= 4 && seen.1 >= 18 && seen.2 >= 11, "{seen:?}");
    assert!(asked > 200, "{asked}");
    assert_eq!(store.final_base(), before);
}

#[test]
fn every_screen_answers_the_stores_browser() {
    let store = demo();
    store.run(["merge", "00010238", "00010239"]).succeeded();
    let page = Served::of(&store);
    for (verb, path, access) in routes().filter(|(_, path, _)| *path != "/entrer") {
        if verb == Verb::Post {
            continue;
        }
        let path = match path {
            "/client" | "/client/modifier" => format!("{path}?id=00010235"),
            "/doublons/{id}" => withheld(&page),
            "/fusionner" => format!("{path}?garde=00010235&absorbe=00010241"),
            path => filled(path),
        };
        let answer = page.get(&path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        sealed(&answer, &path);
        assert!(access == Access::Reader || !answer.text().contains("Bernard"), "{path}");
    }
    for path in [
        "/rien",
        "/livraisons/99",
        "/livraisons/x",
        "/client?id=nobody",
        "/doublons/1",
        "/recuperations/77",
        "/fusions/9",
    ] {
        let answer = page.get(path);
        assert_eq!(answer.status, 404, "{path}");
        sealed(&answer, path);
    }
}

#[test]
fn an_address_opens_once() {
    let store = demo();
    let page = Served::of(&store);
    let path = page.address.split_once(&format!(":{}", page.port)).unwrap().1;
    assert_eq!(Request::get(path).to(page.port).status, 401);
    assert_eq!(Request::get("/entrer?code=0").to(page.port).status, 401);
    // A second start leads to the same page, once.
    let again = store.run_at(super::NOW, ["serve"]).succeeded().json();
    let again = crate::store::text(&again["address"]).to_owned();
    let path = again.split_once(&format!(":{}", page.port)).expect("the same port").1;
    assert_eq!(Request::get(path).to(page.port).status, 303);
    assert_eq!(Request::get(path).to(page.port).status, 401);
}

fn withheld(page: &Served) -> String {
    let queue = page.get("/doublons");
    let (_, rest) = queue.text().split_once("href=\"/doublons/").expect("somebody is withheld");
    format!("/doublons/{}", rest.split('"').next().unwrap())
}

#[track_caller]
fn sealed(answer: &super::http::Answer, path: &str) {
    let policy = answer.header("content-security-policy").unwrap_or_else(|| panic!("{path}: no policy"));
    assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
    assert!(!policy.contains("unsafe"), "{path}: {policy}");
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
}
