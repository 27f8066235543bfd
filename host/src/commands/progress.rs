//! A bar on standard error for people who wait; nothing where nobody watches.

use std::cell::RefCell;

use indicatif::{ProgressBar, ProgressStyle};

use redescente::messages::Messages;
use redescente::report::text::clean;
use redescente::retrieval::Progress;

/// Shows how far a retrieval is.
pub(super) struct Bar<'a> {
    watched: bool,
    messages: &'a Messages,
    bar: RefCell<Option<ProgressBar>>,
}

impl<'a> Bar<'a> {
    /// A bar where people watch.
    pub(super) fn new(watched: bool, messages: &'a Messages) -> Self {
        Self { watched, messages, bar: RefCell::new(None) }
    }
}

impl Progress for Bar<'_> {
    fn begin(&self, what: &str, bytes: u64) {
        if !self.watched {
            return;
        }
        // A code of the catalogue or a file's name; only a file is counted in bytes.
        let (what, counted) = match self.messages.find(what, &[]) {
            Some(what) => (what, "{percent} %"),
            None => (clean(what).into_owned(), "{bytes}/{total_bytes}"),
        };
        let bar = ProgressBar::new(bytes).with_message(what);
        let style = ProgressStyle::with_template(&format!("{{msg:30!}} {{bar:30}} {counted} {{eta}}"));
        if let Ok(style) = style {
            bar.set_style(style);
        }
        *self.bar.borrow_mut() = Some(bar);
    }

    fn advance(&self, bytes: u64) {
        if let Some(bar) = self.bar.borrow().as_ref() {
            bar.inc(bytes);
        }
    }

    fn end(&self) {
        if let Some(bar) = self.bar.borrow_mut().take() {
            bar.finish_and_clear();
        }
    }
}
