//! The retrieval that a person began on the page, and how far it is.

use std::sync::Arc;

use super::answer::{Answer, Problem};
use super::places;
use super::visit::Visit;
use super::work::Work;
use crate::backup;
use crate::report::Mode;
use crate::retrieval::{self, Request};

/// How the last one ended.
#[derive(Debug, Clone)]
pub(super) enum Ended {
    /// With this retrieval's report.
    Report(i64),
    /// Without one.
    Failed { code: String, arguments: Vec<String> },
}

/// At most one at a time.
pub(super) type Running = Work<Ended>;

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
    let shared = Arc::clone(visit.shared);
    let request = Request { mode: Mode::Manual, files: Vec::new(), again };
    let fault = Ended::Failed { code: "host.page-fault".to_owned(), arguments: Vec::new() };
    visit.shared.running.begin(fault, move |ending| {
        let ran = shared.stores.open().and_then(|mut store| {
            let id = retrieval::run(&mut store, &request, ending.progress())?;
            // Names that came are found by the next search at once.
            let _ = store.base.find("", 1);
            Ok((id, store))
        });
        match ran {
            Ok((id, mut store)) => {
                ending.with(Ended::Report(id));
                // Nobody waits any more: what can't be copied now is copied another day.
                let _ = backup::when_idle(&mut store);
            }
            Err(error) => ending.with(Ended::Failed { code: error.code().to_owned(), arguments: error.arguments() }),
        }
    });
    // No address: the page stays and watches.
    Ok(Answer::go(String::new()))
}

/// How far the retrieval is, for the script; where it ended, how.
pub(super) fn show(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let running = &visit.shared.running;
    if let Some(state) = running.state() {
        return Ok(Answer::Json(state.json(visit, "page-running-begin")));
    }
    Ok(Answer::Json(match running.ended() {
        None => serde_json::json!({ "running": false, "go": places::TODAY }),
        Some(Ended::Report(id)) => serde_json::json!({ "running": false, "go": places::retrieval(id) }),
        Some(Ended::Failed { code, arguments }) => {
            let problem = Problem::refused(&code, arguments);
            let html = problem.markup(visit.words.messages).into_string();
            serde_json::json!({ "running": false, "problem": html })
        }
    }))
}
