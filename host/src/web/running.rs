//! The retrieval that a person began on the page, and how far it is.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use super::answer::{Answer, Problem};
use super::visit::Visit;
use super::{Shared, places};
use crate::backup;
use crate::report::Mode;
use crate::report::text::clean;
use crate::retrieval::{self, Progress, Request};

/// How far it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct State {
    /// A file's name, or a code of the catalogue; empty while nothing is known yet.
    what: String,
    /// Bytes done of it.
    done: u64,
    /// Bytes it has; 0 = not known.
    total: u64,
}

/// How the last one ended.
#[derive(Debug, Clone)]
enum Ended {
    /// With this retrieval's report.
    Report(i64),
    /// Without one.
    Failed { code: String, arguments: Vec<String> },
}

/// At most one at a time.
#[derive(Default)]
pub(super) struct Running {
    state: Mutex<Option<State>>,
    ended: Mutex<Option<Ended>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Running {
    /// How far it is; none where nothing runs.
    pub(super) fn state(&self) -> Option<State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until nothing runs.
    pub(super) fn wait(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        if let Some(state) = self.state.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            change(state);
        }
    }

    fn end(&self, ended: Ended) {
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner) = Some(ended);
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Progress for Running {
    fn begin(&self, what: &str, bytes: u64) {
        self.change(|state| *state = State { what: what.to_owned(), done: 0, total: bytes });
    }

    fn advance(&self, bytes: u64) {
        self.change(|state| state.done += bytes);
    }

    fn end(&self) {
        self.change(|state| state.done = state.total);
    }
}

/// Ends a retrieval's state however its thread ends.
struct Ending {
    shared: Arc<Shared>,
    ended: Ended,
}

impl Drop for Ending {
    fn drop(&mut self) {
        self.shared.running.end(self.ended.clone());
    }
}

/// Begins a retrieval from the exchange; where one runs already, that one is watched.
pub(super) fn begin(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let again = match visit.sent("livraison") {
        "" => None,
        text => Some(text.parse().map_err(|_| Problem::nothing_here())?),
    };
    // What is wrong with the settings is said at once.
    if again.is_none() {
        visit.store.exchange()?;
    }
    let running = &visit.shared.running;
    {
        let mut state = running.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.is_some() {
            return Ok(Answer::go(String::new()));
        }
        *state = Some(State::default());
    }
    running.wait();
    *running.ended.lock().unwrap_or_else(PoisonError::into_inner) = None;
    let shared = Arc::clone(visit.shared);
    let request = Request { mode: Mode::Manual, files: Vec::new(), again };
    let thread = std::thread::spawn(move || {
        let fault = Ended::Failed { code: "host.page-fault".to_owned(), arguments: Vec::new() };
        let mut ending = Ending { shared: Arc::clone(&shared), ended: fault };
        let ran = shared.stores.open().and_then(|mut store| {
            let id = retrieval::run(&mut store, &request, &shared.running)?;
            // Names that came are found by the next search at once.
            let _ = store.base.find("", 1);
            Ok((id, store))
        });
        let (ended, store) = match ran {
            Ok((id, store)) => (Ended::Report(id), Some(store)),
            Err(error) => (Ended::Failed { code: error.code().to_owned(), arguments: error.arguments() }, None),
        };
        ending.ended = ended;
        drop(ending);
        // Nobody waits any more: what can't be copied now is copied another day.
        if let Some(mut store) = store {
            let _ = backup::when_idle(&mut store);
        }
    });
    *running.thread.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread);
    // No address: the page stays and watches.
    Ok(Answer::go(String::new()))
}

/// How far the retrieval is, for the script; where it ended, how.
pub(super) fn show(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let running = &visit.shared.running;
    if let Some(state) = running.state() {
        let what = match state.what.as_str() {
            "" => visit.say("page-running-begin"),
            // A code of the catalogue or a file's name.
            what => visit.words.messages.find(what, &[]).unwrap_or_else(|| clean(what).into_owned()),
        };
        let percent = (state.total > 0).then(|| state.done.min(state.total) * 100 / state.total);
        let much = percent.map(|percent| format!("{percent} %")).unwrap_or_default();
        return Ok(Answer::Json(serde_json::json!({
            "running": true, "what": what, "much": much, "percent": percent,
        })));
    }
    let ended = running.ended.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok(Answer::Json(match ended {
        None => serde_json::json!({ "running": false, "go": places::TODAY }),
        Some(Ended::Report(id)) => serde_json::json!({ "running": false, "go": places::retrieval(id) }),
        Some(Ended::Failed { code, arguments }) => {
            let problem = Problem::refused(&code, arguments);
            let html = problem.markup(visit.words.messages).into_string();
            serde_json::json!({ "running": false, "problem": html })
        }
    }))
}
