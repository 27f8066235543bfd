//! The steps of reaching a server, for the person who sets it up.

use super::super::{ExchangeSettings, Patience, Source as _, SourceError, Step};
use super::Ftp;
use super::session::{Session, Stage};
use crate::config::Security;

/// Tries the server, step by step.
pub(in crate::source) fn stages(settings: &ExchangeSettings, patience: &Patience) -> Vec<Step> {
    let mut ftp = match Ftp::new(settings, patience) {
        Ok(ftp) => ftp,
        Err(error) => return vec![Step::failed("host.test-certificates", &error)],
    };
    let protected = ftp.target.security != Security::None;
    let all: Vec<Stage> = [Stage::Name, Stage::Connection, Stage::Tls, Stage::Login, Stage::Folder]
        .into_iter()
        .filter(|stage| protected || *stage != Stage::Tls)
        .collect();
    let (mut steps, mut session) = begin(&ftp, &all, false);
    let refused = steps.last().is_some_and(|step| step.error == Some("host.exchange-login"));
    if session.is_none() && protected && !refused && steps.len() > 2 {
        // As a retrieval does: once more with TLS 1.2, for servers whose TLS 1.3 fails.
        let (again, second) = begin(&ftp, &all, true);
        if again.len() > steps.len() || second.is_some() {
            (steps, session, ftp.old_tls) = (again, second, true);
        }
    }
    let Some(session) = session else { return steps };
    ftp.session = Some(session);
    match ftp.list(&|_: &_| false) {
        Ok(listing) => {
            let detail = format!("{} + {}", listing.files.len(), listing.waiting.len());
            steps.push(Step::passed("host.test-passive", String::new()));
            steps.push(Step::passed("host.test-listing", detail));
        }
        Err(error) => {
            let code = match error {
                SourceError::Passive { .. } | SourceError::ForeignAddress { .. } => "host.test-passive",
                _ => "host.test-listing",
            };
            steps.push(Step::failed(code, &error));
        }
    }
    steps
}

/// Begins a session and tells each step up to the one that fails.
fn begin(ftp: &Ftp, all: &[Stage], old: bool) -> (Vec<Step>, Option<Session>) {
    let mut steps = Vec::new();
    let outcome = Session::begin(&ftp.target, old, &mut |stage, detail| steps.push(Step::passed(code(stage), detail)));
    match outcome {
        Ok(session) => (steps, Some(session)),
        Err(error) => {
            let stage = all.get(steps.len()).copied().unwrap_or(Stage::Folder);
            steps.push(Step::failed(code(stage), &error));
            (steps, None)
        }
    }
}

fn code(stage: Stage) -> &'static str {
    match stage {
        Stage::Name => "host.test-name",
        Stage::Connection => "host.test-connection",
        Stage::Tls => "host.test-tls",
        Stage::Login => "host.test-login",
        Stage::Folder => "host.test-folder",
    }
}
