//! Every sentence that people read, in French and in English.
//!
//! The catalogues are Fluent files, built into the program. A code `host.some-thing` is the entry `host-some-thing`;
//! what to do about it is `host-some-thing-hint`. Sentences of the rules are not here: the base keeps them.

pub mod help;

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::LanguageIdentifier;

/// Arguments that a code's sentence may speak of: `$arg0` to `$arg3`.
const PLACES: [&str; 4] = ["arg0", "arg1", "arg2", "arg3"];

/// Shown for an argument that was not given: a sentence with a hole is better than none.
const HOLE: &str = "…";

/// A language that the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// French, the language of the stores.
    #[default]
    French,
    /// English.
    English,
}

impl Language {
    /// As BCP 47 writes it.
    pub fn code(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
        }
    }

    fn identifier(self) -> LanguageIdentifier {
        self.code().parse().unwrap_or_default()
    }

    /// The program's sentences, those about releases of rules, those of the page.
    fn catalogues(self) -> [&'static str; 3] {
        match self {
            Self::French => [
                include_str!("../locales/fr.ftl"),
                include_str!("../locales/release.fr.ftl"),
                include_str!("../locales/page.fr.ftl"),
            ],
            Self::English => [
                include_str!("../locales/en.ftl"),
                include_str!("../locales/release.en.ftl"),
                include_str!("../locales/page.en.ftl"),
            ],
        }
    }
}

/// The sentences of one language.
pub struct Messages {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Messages {
    /// Reads the catalogue of a language.
    pub fn new(language: Language) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![language.identifier()]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match language {
            Language::French => |value, _| grouped(value, "\u{202f}"),
            Language::English => |value, _| grouped(value, ","),
        }));
        for catalogue in language.catalogues() {
            // A test reads the catalogues whole, so nothing is lost here in a program that was tested.
            let resource = FluentResource::try_new(catalogue.to_owned()).unwrap_or_else(|(read, _)| read);
            bundle.add_resource_overriding(resource);
        }
        Self { language, bundle }
    }

    /// The language spoken.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The sentence of a code, or the code itself where the catalogue has none.
    pub fn text(&self, code: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
        self.find(code, arguments).unwrap_or_else(|| code.to_owned())
    }

    /// A text without arguments.
    pub fn plain(&self, code: &str) -> String {
        self.text(code, &[])
    }

    /// The sentence of a code, where the catalogue has one.
    pub fn find(&self, code: &str, arguments: &[(&str, FluentValue<'_>)]) -> Option<String> {
        let id = entry(code);
        let pattern = self.bundle.get_message(&id)?.value()?;
        let mut known = FluentArgs::with_capacity(arguments.len() + PLACES.len());
        for place in PLACES {
            known.set(place, HOLE);
        }
        for (name, value) in arguments {
            known.set(*name, value.clone());
        }
        let mut errors = Vec::new();
        Some(self.bundle.format_pattern(pattern, Some(&known), &mut errors).into_owned())
    }

    /// The sentence of a host's code with arguments by place, as errors and reasons carry them.
    pub fn sentence(&self, code: &str, arguments: &[String]) -> String {
        self.text(code, &placed(arguments))
    }

    /// What to do about a code, where there is something to say.
    pub fn hint(&self, code: &str, arguments: &[String]) -> Option<String> {
        self.find(&format!("{code}-hint"), &placed(arguments))
    }
}

fn placed(arguments: &[String]) -> Vec<(&'static str, FluentValue<'_>)> {
    PLACES.into_iter().zip(arguments.iter().map(|argument| FluentValue::from(argument.as_str()))).collect()
}

/// Fluent's identifiers hold no dot.
fn entry(code: &str) -> Cow<'_, str> {
    if code.contains('.') { Cow::Owned(code.replace('.', "-")) } else { Cow::Borrowed(code) }
}

/// Whole numbers in groups of three digits, as people read them.
fn grouped(value: &FluentValue<'_>, separator: &str) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let digits = number.as_string().into_owned();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 * separator.len());
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push_str(separator);
        }
        text.push(digit);
    }
    Some(text)
}

#[cfg(test)]
mod tests;
