//! The local page: who may ask it, what it answers, and how it is in a real browser.

mod browser;
mod deciding;
mod exports;
mod guards;
mod hostile;
mod http;
mod replaying;
mod rules;
mod screens;
mod timings;
mod webdriver;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::store::{Store, text};
use http::{Answer, Request};

/// The clock of the page in these tests.
pub(crate) const NOW: &str = "2024-11-05T08:30:00+01:00";

/// A page being served, with a session of ours; dropping it ends it.
pub(crate) struct Served {
    child: Child,
    /// The port of loopback that it listens on.
    pub(crate) port: u16,
    /// The address that opened it, used already.
    pub(crate) address: String,
    /// What a browser keeps.
    pub(crate) cookie: String,
    /// What a page of it carries.
    pub(crate) token: String,
}

impl Served {
    /// Serves a store's page and opens it.
    pub(crate) fn of(store: &Store) -> Self {
        Self::at(store, NOW)
    }

    /// The same, at a time.
    pub(crate) fn at(store: &Store, now: &str) -> Self {
        Self::start(store.command(now))
    }

    /// The same, by a command that lacks only what it is to do.
    pub(crate) fn start(mut command: Command) -> Self {
        command.args(["--format", "json", "serve"]).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("no address: {line}"));
        let address = text(&address["address"]).to_owned();
        let (port, _) = address.strip_prefix("http://127.0.0.1:").unwrap().split_once('/').unwrap();
        let mut served =
            Self { child, port: port.parse().unwrap(), address, cookie: String::new(), token: String::new() };
        let path = served.address.split_once(&format!(":{}", served.port)).unwrap().1.to_owned();
        let entered = Request::get(&path).to(served.port);
        assert_eq!(entered.status, 303, "{}", entered.text());
        let cookie = entered.header("set-cookie").unwrap().to_owned();
        assert!(cookie.contains("; HttpOnly; SameSite=Strict"), "{cookie}");
        cookie.split(';').next().unwrap().clone_into(&mut served.cookie);
        let home = served.get("/");
        assert_eq!(home.status, 200);
        let (_, rest) =
            home.text().split_once("name=\"token\" content=\"").map(|(a, b)| (a.len(), b.to_owned())).unwrap();
        rest.split('"').next().unwrap().clone_into(&mut served.token);
        served
    }

    /// A request as the page itself would make it.
    pub(crate) fn request(&self, method: &str, path: &str) -> Request {
        let request = Request::new(method, path)
            .with("host", &format!("127.0.0.1:{}", self.port))
            .with("cookie", &self.cookie)
            .with("sec-fetch-site", "same-origin");
        if method == "GET" {
            return request;
        }
        request
            .with("origin", &format!("http://127.0.0.1:{}", self.port))
            .with("x-redescente-token", &self.token)
            .with("content-type", "application/x-www-form-urlencoded")
    }

    /// Looks at a page.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.request("GET", path).to(self.port)
    }

    /// Sends a form.
    pub(crate) fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.request("POST", path).body(http::form(form).into_bytes()).to(self.port)
    }

    /// An address of this page.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A store to which two files were delivered: every outcome occurs.
pub(crate) fn demo() -> Store {
    let folder = crate::store::root().join("fixtures/demo");
    let store = Store::new();
    store.import(&std::fs::read(folder.join("base.csv")).unwrap());
    for name in ["CLIENTS_20241104_01.csv", "CLIENTS_20241104_02.csv"] {
        store.put(name, &std::fs::read(folder.join("exchange").join(name)).unwrap());
    }
    store.use_folder();
    let ran = store.run_at("2024-11-04T08:00:00+01:00", ["retrieve"]).succeeded();
    assert_eq!(ran.retrieval()["status"], "done");
    store
}
