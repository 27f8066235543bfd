//! A real browser, by chromedriver's own protocol.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::http::Request;

/// Longer than a page takes on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(30);
/// Everything that would reach out, and everything of a first run, switched off.
const ARGUMENTS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1024,768",
];

/// A browser with a profile of its own, ended when dropped.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
    _profile: TempDir,
}

impl Browser {
    /// Starts one; none where `REDESCENTE_CHROMEDRIVER` names no driver.
    pub(crate) fn start() -> Option<Self> {
        let driver = std::env::var_os("REDESCENTE_CHROMEDRIVER")?;
        let port = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let driver = Command::new(driver)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver can be run");
        let profile = tempfile::tempdir().unwrap();
        let mut browser = Self { driver, port, session: String::new(), _profile: profile };
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < PATIENCE, "chromedriver does not listen");
            std::thread::sleep(Duration::from_millis(50));
        }
        let profile = format!("--user-data-dir={}", browser._profile.path().display());
        let arguments: Vec<&str> = ARGUMENTS.into_iter().chain([profile.as_str()]).collect();
        let session = browser.ask(
            "POST",
            "/session",
            &json!({ "capabilities": { "alwaysMatch": {
                "browserName": "chrome",
                "goog:chromeOptions": { "args": arguments },
                "goog:loggingPrefs": { "browser": "ALL" },
            } } }),
        );
        browser.session = format!("/session/{}", session["sessionId"].as_str().expect("a session"));
        Some(browser)
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let mut request =
            Request::new(method, &format!("{}{path}", self.session)).with("content-type", "application/json");
        if method == "POST" {
            request = request.body(body.to_string().into_bytes());
        }
        let answer = request.to(self.port);
        let mut value = answer.json();
        assert_eq!(answer.status, 200, "{method} {path} {body}: {value}");
        value["value"].take()
    }

    /// Goes to an address.
    pub(crate) fn go(&self, address: &str) {
        self.ask("POST", "/url", &json!({ "url": address }));
    }

    /// Runs a script in the page.
    pub(crate) fn run(&self, script: &str) -> Value {
        self.ask("POST", "/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// Runs a script that answers through its last argument.
    pub(crate) fn run_async(&self, script: &str) -> Value {
        self.ask("POST", "/execute/async", &json!({ "script": script, "args": [] }))
    }

    fn element(&self, css: &str) -> String {
        let found = self.ask("POST", "/element", &json!({ "using": "css selector", "value": css }));
        let id = found.as_object().and_then(|object| object.values().next()).and_then(Value::as_str);
        // A person scrolls what they want to press out from under the header.
        let body = json!({ "script": "arguments[0].scrollIntoView({ block: 'center' })", "args": [found] });
        self.ask("POST", "/execute/sync", &body);
        id.expect("an element").to_owned()
    }

    /// Clicks on the first that a selector finds.
    pub(crate) fn click(&self, css: &str) {
        let element = self.element(css);
        self.ask("POST", &format!("/element/{element}/click"), &json!({}));
    }

    /// Types into the first that a selector finds, after what stands there.
    pub(crate) fn type_into(&self, css: &str, text: &str) {
        let element = self.element(css);
        self.ask("POST", &format!("/element/{element}/value"), &json!({ "text": text }));
    }

    /// Types into the first that a selector finds, in place of what stands there.
    pub(crate) fn fill(&self, css: &str, text: &str) {
        let element = self.element(css);
        self.ask("POST", &format!("/element/{element}/clear"), &json!({}));
        self.ask("POST", &format!("/element/{element}/value"), &json!({ "text": text }));
    }

    /// Presses keys wherever the focus is.
    pub(crate) fn press(&self, keys: &str) {
        let strokes: Vec<Value> = keys
            .chars()
            .flat_map(|key| [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })])
            .collect();
        self.ask("POST", "/actions", &json!({ "actions": [{ "type": "key", "id": "keys", "actions": strokes }] }));
    }

    /// Waits until a script answers `true`.
    #[track_caller]
    pub(crate) fn wait(&self, script: &str) {
        let begun = Instant::now();
        while self.run(script) != Value::Bool(true) {
            assert!(begun.elapsed() < PATIENCE, "never: {script}\nat {}\n{}", self.address(), self.text());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The address shown.
    pub(crate) fn address(&self) -> String {
        self.ask("GET", "/url", &Value::Null).as_str().expect("an address").to_owned()
    }

    /// The text shown.
    pub(crate) fn text(&self) -> String {
        self.run("return document.body.innerText").as_str().unwrap_or_default().to_owned()
    }

    /// Light or dark, whatever the machine prefers.
    pub(crate) fn prefer(&self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.ask(
            "POST",
            "/goog/cdp/execute",
            &json!({ "cmd": "Emulation.setEmulatedMedia", "params": { "features": features } }),
        );
    }

    /// What the browser complained of since it was last asked.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let log = self.ask("POST", "/se/log", &json!({ "type": "browser" }));
        let messages = log.as_array().into_iter().flatten().filter_map(|entry| entry["message"].as_str());
        messages.map(str::to_owned).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver ends its browser only when it is asked to; whatever goes wrong here must not hide a failed test.
        if let Ok(mut stream) = std::net::TcpStream::connect(("127.0.0.1", self.port)) {
            use std::io::{Read as _, Write as _};
            let request = format!("DELETE {} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 0\r\n\r\n", self.session);
            let _ = stream.set_read_timeout(Some(PATIENCE));
            let _ = stream.write_all(request.as_bytes()).and_then(|()| stream.read(&mut [0; 1]));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
