//! Explains an exchange to the person who sets it up: each step, and what to do about the first that fails.

use super::{ExchangeSettings, Patience, Source as _, SourceError, folder, ftp};
use crate::config::Place;

/// One step of trying an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What was tried, as a code of the message catalogue: `host.test-login`, …
    pub code: &'static str,
    /// Whether it went well. After one that did not there are no more.
    pub ok: bool,
    /// What was found, such as an address, a certificate's fingerprint, the server's answer.
    pub detail: String,
    /// The code of the error, whose hint says what to do.
    pub error: Option<&'static str>,
    /// What the error's sentence speaks of.
    pub arguments: Vec<String>,
}

impl Step {
    pub(super) fn passed(code: &'static str, detail: String) -> Self {
        Self { code, ok: true, detail, error: None, arguments: Vec::new() }
    }

    pub(super) fn failed(code: &'static str, error: &SourceError) -> Self {
        let detail = error.to_string();
        Self { code, ok: false, detail, error: Some(error.code()), arguments: error.arguments() }
    }
}

/// Tries an exchange as a retrieval would, without fetching and without trying again.
pub fn test(settings: &ExchangeSettings) -> Vec<Step> {
    test_with(settings, &Patience::default())
}

/// As [`test()`], with another patience.
pub fn test_with(settings: &ExchangeSettings, patience: &Patience) -> Vec<Step> {
    let patience = Patience { pauses: Vec::new(), ..patience.clone() };
    match &settings.place {
        Place::Ftp { .. } => ftp::stages(settings, &patience),
        Place::Folder(place) => {
            let mut source = folder::Folder::new(place, settings, &patience);
            vec![match source.list(&|_: &_| false) {
                Ok(listing) => {
                    let detail = format!("{} + {}", listing.files.len(), listing.waiting.len());
                    Step::passed("host.test-listing", detail)
                }
                Err(error) => Step::failed("host.test-folder", &error),
            }]
        }
    }
}
