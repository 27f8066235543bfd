//! One request, as a screen sees it.

use fluent_bundle::FluentValue;

use super::Shared;
use super::answer::Problem;
use super::places;
use crate::messages::Language;
use crate::report::Timestamp;
use crate::report::words::Words;
use crate::store::Store;

/// Names and values of a query or a form.
pub(super) type Pairs = Vec<(String, String)>;

/// One request with everything needed to answer it.
pub(super) struct Visit<'a> {
    /// The store, open.
    pub(super) store: Store,
    /// The words of the person's language.
    pub(super) words: Words<'a>,
    /// What all requests share.
    pub(super) shared: &'a std::sync::Arc<Shared>,
    /// What the page's writes must carry.
    pub(super) token: String,
    /// The path asked for.
    pub(super) path: String,
    /// What stands in the path's places.
    pub(super) places: Pairs,
    /// What follows the path.
    pub(super) query: Pairs,
    /// What was sent.
    pub(super) form: Pairs,
}

impl Visit<'_> {
    /// The person's language.
    pub(super) fn language(&self) -> Language {
        self.words.messages.language()
    }

    /// A text of the catalogue.
    pub(super) fn say(&self, code: &str) -> String {
        self.words.messages.plain(code)
    }

    /// A text of the catalogue with arguments.
    pub(super) fn tell(&self, code: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
        self.words.messages.text(code, arguments)
    }

    /// A whole number, as people read it.
    pub(super) fn number(&self, count: u64) -> String {
        self.tell("number", &[("count", count.into())])
    }

    /// A text about a count.
    pub(super) fn count(&self, code: &str, count: u64) -> String {
        self.tell(code, &[("count", count.into())])
    }

    /// The clock of retrievals and edits.
    pub(super) fn now(&self) -> Timestamp {
        self.store.clock.now()
    }

    /// The number in the path.
    pub(super) fn id(&self) -> Result<i64, Problem> {
        let (_, id) = self.places.first().ok_or_else(Problem::nothing_here)?;
        id.parse().map_err(|_| Problem::nothing_here())
    }

    /// What was asked by a name; empty where it was not.
    pub(super) fn asked(&self, name: &str) -> &str {
        value(&self.query, name)
    }

    /// A number that was asked by a name.
    pub(super) fn asked_number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.asked(name).parse().ok()
    }

    /// Everything that was asked by a name.
    pub(super) fn asked_all(&self, name: &str) -> Vec<&str> {
        let named = self.query.iter().filter(|(known, value)| known == name && !value.is_empty());
        named.map(|(_, value)| value.as_str()).collect()
    }

    /// What was sent under a name; empty where nothing was.
    pub(super) fn sent(&self, name: &str) -> &str {
        value(&self.form, name)
    }

    /// This address with other answers to some of its questions; an empty one takes the question away.
    pub(super) fn with(&self, changes: &[(&str, &str)]) -> String {
        let kept = self.query.iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        let mut questions: Vec<(&str, &str)> = kept.map(|(name, value)| (name.as_str(), value.as_str())).collect();
        questions.extend_from_slice(changes);
        places::with(&self.path, &questions)
    }
}

fn value<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}
