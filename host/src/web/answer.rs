//! What a screen answers, and what it says where it can't.

use std::io::{self, Write};

use maud::{Markup, html};

use super::frame;
use super::visit::Visit;
use crate::base::BaseError;
use crate::config::SettingsError;
use crate::people::PeopleError;
use crate::store::StoreError;

/// What a screen answers.
pub(super) enum Answer {
    /// A whole page.
    Page(Markup),
    /// A part of a page, for the script.
    Part(Markup),
    /// A write is done: the browser is to show this address.
    Go {
        /// The address.
        address: String,
        /// A cookie to be kept.
        cookie: Option<String>,
    },
    /// For the script.
    Json(serde_json::Value),
    /// A file to be kept, written while it is sent.
    File(Export),
}

impl Answer {
    /// A write is done: the browser is to show this address.
    pub(super) fn go(address: String) -> Self {
        Self::Go { address, cookie: None }
    }
}

/// Writes the content of a file.
pub(super) type Writing = Box<dyn FnOnce(&mut Visit<'_>, &mut dyn Write) -> Result<(), WritingError> + Send>;

/// A file to be kept.
pub(super) struct Export {
    /// Its name, of letters, digits, `.`, `-` and `_` alone.
    pub(super) name: String,
    /// Its media type.
    pub(super) kind: &'static str,
    /// Writes its content.
    pub(super) write: Writing,
}

/// Why a file ends in the middle.
#[derive(Debug, thiserror::Error)]
pub(super) enum WritingError {
    /// The base, or a kept file.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nobody reads any more.
    #[error(transparent)]
    Output(#[from] io::Error),
}

impl From<BaseError> for WritingError {
    fn from(error: BaseError) -> Self {
        Self::Store(error.into())
    }
}

/// Why a request is not answered as it was meant.
#[derive(Debug)]
pub(super) struct Problem {
    /// Of HTTP.
    pub(super) status: u16,
    /// The code of its sentence.
    pub(super) code: String,
    /// What the sentence speaks of, by place.
    pub(super) arguments: Vec<String>,
    /// More to be shown below it.
    pub(super) more: Option<Markup>,
}

impl Problem {
    /// The person asked for what can't be done.
    pub(super) fn refused(code: &str, arguments: Vec<String>) -> Self {
        Self { status: 422, code: code.to_owned(), arguments, more: None }
    }

    /// Somebody else was faster.
    pub(super) fn changed_meanwhile(code: &str) -> Self {
        Self { status: 409, code: code.to_owned(), arguments: Vec::new(), more: None }
    }

    /// There is nothing at this address.
    pub(super) fn nothing_here() -> Self {
        Self { status: 404, code: "page.nothing-here".to_owned(), arguments: Vec::new(), more: None }
    }

    /// There is no such thing.
    pub(super) fn unknown(code: &str, id: impl ToString) -> Self {
        Self { status: 404, code: code.to_owned(), arguments: vec![id.to_string()], more: None }
    }

    /// Something was to be looked at below the sentence.
    pub(super) fn with(mut self, more: Markup) -> Self {
        self.more = Some(more);
        self
    }

    /// What to show of it, as a part of a page.
    pub(super) fn markup(&self, messages: &crate::messages::Messages) -> Markup {
        // What a command line says to type is no help to who looks at a page.
        let of_page = |code: &str| format!("page.{}-hint", code.replace('.', "-"));
        let own = messages.find(&of_page(&self.code), &[]);
        let hint = own.or_else(|| messages.hint(&self.code, &self.arguments));
        html! {
            p.problem-what { (messages.sentence(&self.code, &self.arguments)) }
            @if let Some(hint) = hint { p.problem-hint { (hint) } }
            @if let Some(more) = &self.more { (more) }
        }
    }

    /// The same as a page of its own.
    pub(super) fn page(&self, visit: &Visit<'_>) -> Markup {
        let title = visit.say("page-problem");
        let content = html! {
            (frame::heading(&title, frame::nothing()))
            section.card.problem { (self.markup(visit.words.messages)) }
        };
        frame::page(visit, "", &title, content)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let status = match &error {
            StoreError::Busy => 409,
            StoreError::NoSuchDelivery { .. } | StoreError::NoSuchCustomer { .. } => 404,
            error if error.exit() == crate::store::Exit::User => 422,
            _ => 500,
        };
        Self { status, code: error.code().to_owned(), arguments: error.arguments(), more: None }
    }
}

impl From<PeopleError> for Problem {
    fn from(error: PeopleError) -> Self {
        match error {
            PeopleError::Store(error) => error.into(),
            PeopleError::NoSuchMerge { .. } | PeopleError::NoSuchEntry { .. } => {
                Self { status: 404, code: error.code().to_owned(), arguments: error.arguments(), more: None }
            }
            PeopleError::UndoneAlready { .. } | PeopleError::ChangedMeanwhile => {
                Self { status: 409, code: error.code().to_owned(), arguments: error.arguments(), more: None }
            }
            error => Self::refused(error.code(), error.arguments()),
        }
    }
}

impl From<BaseError> for Problem {
    fn from(error: BaseError) -> Self {
        StoreError::from(error).into()
    }
}

impl From<SettingsError> for Problem {
    fn from(error: SettingsError) -> Self {
        StoreError::from(error).into()
    }
}
