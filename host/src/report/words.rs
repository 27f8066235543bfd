//! Codes become sentences, fields their labels, times local dates.

use std::collections::HashMap;

use chrono::{DateTime, SecondsFormat};
use chrono_tz::Tz;

use super::Timestamp;
use crate::base::Wordings;
use crate::messages::Messages;
use crate::rules::{Argument, ArgumentKind, Label, Reason};

/// What the program's own codes begin with; all others are the rules'.
const HOST: &str = "host.";

/// The words of one reader: language, the rules' own wordings, time zone.
pub struct Words<'a> {
    /// The program's own sentences.
    pub messages: &'a Messages,
    /// In which dates are shown.
    pub zone: Tz,
    fields: Vec<String>,
    labels: HashMap<String, String>,
    sentences: HashMap<String, String>,
}

impl<'a> Words<'a> {
    /// Chooses the texts of the messages' language, else the English ones.
    pub fn new(messages: &'a Messages, wordings: &Wordings, zone: Tz) -> Self {
        let language = messages.language().code();
        let chosen = |name: &str, labels: &[Label]| Some((name.to_owned(), choose(labels, language)?.to_owned()));
        Self {
            messages,
            zone,
            fields: wordings.fields.iter().map(|field| field.name.clone()).collect(),
            labels: wordings.fields.iter().filter_map(|field| chosen(&field.name, &field.labels)).collect(),
            sentences: wordings.messages.iter().filter_map(|message| chosen(&message.code, &message.labels)).collect(),
        }
    }

    /// Names of the fields, in the rules' order.
    pub fn fields(&self) -> &[String] {
        &self.fields
    }

    /// A field's label, or its name where it has none.
    pub fn field<'b>(&'b self, name: &'b str) -> &'b str {
        self.labels.get(name).map_or(name, String::as_str)
    }

    /// The sentence of a reason, or its code where nobody knows a sentence.
    pub fn reason(&self, reason: &Reason) -> String {
        let arguments: Vec<String> = reason.arguments.iter().map(|argument| self.argument(argument)).collect();
        if reason.code.starts_with(HOST) {
            return self.messages.sentence(&reason.code, &arguments);
        }
        match self.sentences.get(&reason.code) {
            Some(sentence) => placed(sentence, &arguments),
            None => reason.code.clone(),
        }
    }

    /// What to do about a reason of the program's own.
    pub fn hint(&self, reason: &Reason) -> Option<String> {
        let arguments: Vec<String> = reason.arguments.iter().map(|argument| self.argument(argument)).collect();
        self.messages.hint(&reason.code, &arguments)
    }

    /// The title of a note or reason by its code alone, as counts show it.
    pub fn title(&self, code: &str) -> String {
        self.messages.find(&format!("note-{code}"), &[]).unwrap_or_else(|| code.to_owned())
    }

    /// A local date and time, to the minute.
    pub fn date(&self, time: Timestamp) -> String {
        match DateTime::from_timestamp(time, 0) {
            Some(time) => time.with_timezone(&self.zone).format("%d/%m/%Y %H:%M").to_string(),
            None => time.to_string(),
        }
    }

    fn argument(&self, argument: &Argument) -> String {
        match argument.kind {
            ArgumentKind::Field => self.field(&argument.value).to_owned(),
            ArgumentKind::Date => match DateTime::parse_from_rfc3339(&argument.value) {
                Ok(time) => self.date(time.timestamp()),
                Err(_) => argument.value.clone(),
            },
            ArgumentKind::Text | ArgumentKind::Column | ArgumentKind::Number | ArgumentKind::Customer => {
                argument.value.clone()
            }
        }
    }
}

/// A time as RFC 3339 writes it, in UTC.
pub fn rfc3339(time: Timestamp) -> String {
    match DateTime::from_timestamp(time, 0) {
        Some(time) => time.to_rfc3339_opts(SecondsFormat::Secs, false),
        None => time.to_string(),
    }
}

fn choose<'b>(labels: &'b [Label], language: &str) -> Option<&'b str> {
    let spoken = |label: &&Label, wanted: &str| label.language.split('-').next() == Some(wanted);
    let found = labels.iter().find(|label| spoken(label, language));
    found.or_else(|| labels.iter().find(|label| spoken(label, "en"))).map(|label| label.text.as_str())
}

/// Puts arguments in the places `{0}`, `{1}`, …; a place without an argument stays as it is.
fn placed(sentence: &str, arguments: &[String]) -> String {
    let mut text = String::with_capacity(sentence.len() + 32);
    let mut rest = sentence;
    while let Some(open) = rest.find('{') {
        text.push_str(&rest[..open]);
        rest = &rest[open..];
        let argument = rest.find('}').and_then(|close| {
            let place: usize = rest[1..close].parse().ok()?;
            Some((arguments.get(place)?, close))
        });
        match argument {
            Some((argument, close)) => {
                text.push_str(argument);
                rest = &rest[close + 1..];
            }
            None => {
                text.push('{');
                rest = &rest[1..];
            }
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Language;
    use crate::rules::{Field, Message};

    fn label(language: &str, text: &str) -> Label {
        Label { language: language.to_owned(), text: text.to_owned() }
    }

    fn wordings() -> Wordings {
        let french = label("fr", "{1} : date illisible {0} {2} {x");
        Wordings {
            messages: vec![
                Message { code: "unreadable-date".to_owned(), labels: vec![french, label("en", "unreadable {0}")] },
                Message { code: "english-only".to_owned(), labels: vec![label("en-GB", "only {0}")] },
                Message { code: "german-only".to_owned(), labels: vec![label("de", "nur")] },
            ],
            fields: vec![Field {
                name: "last_name".to_owned(),
                kind: "text".to_owned(),
                labels: vec![label("fr", "Nom")],
            }],
            file_pattern: String::new(),
        }
    }

    fn reason(code: &str, arguments: &[(ArgumentKind, &str)]) -> Reason {
        let argument = |(kind, value): &(ArgumentKind, &str)| Argument { kind: *kind, value: (*value).to_owned() };
        Reason { code: code.to_owned(), arguments: arguments.iter().map(argument).collect() }
    }

    #[test]
    fn sentences_of_the_rules_are_chosen_by_language_and_filled() {
        let messages = Messages::new(Language::French);
        let words = Words::new(&messages, &wordings(), Tz::Europe__Paris);
        let arguments = [
            (ArgumentKind::Date, "2026-07-01T22:30:00Z"),
            (ArgumentKind::Field, "last_name"),
            (ArgumentKind::Text, "{0}"),
        ];
        assert_eq!(
            words.reason(&reason("unreadable-date", &arguments)),
            "Nom : date illisible 02/07/2026 00:30 {0} {x"
        );
        assert_eq!(words.reason(&reason("english-only", &[])), "only {0}");
        assert_eq!(words.reason(&reason("german-only", &[])), "german-only");
        assert_eq!(words.reason(&reason("unheard-of", &[])), "unheard-of");
    }

    #[test]
    fn codes_of_the_host_are_its_own() {
        let messages = Messages::new(Language::English);
        let words = Words::new(&messages, &wordings(), Tz::UTC);
        let text = words.reason(&reason("host.waiting-growing", &[]));
        assert!(text.contains(' '), "{text}");
    }

    #[test]
    fn times_are_written_in_utc_with_an_offset() {
        assert_eq!(rfc3339(1_795_503_600), "2026-11-24T07:00:00+00:00");
    }
}
