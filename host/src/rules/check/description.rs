//! Descriptions: names that can be columns, texts that can be shown, sizes that can be kept.

use std::collections::HashSet;

use crate::rules::error::RulesError;
use crate::rules::{Description, Label};

/// Fields of a customer; a checker of changes counts on it.
const FIELDS: usize = 256;

/// Messages and parameters; the default rules have some forty and three.
const ENTRIES: usize = 1_000;

/// Labels of one thing: languages.
const LABELS: usize = 50;

/// Bytes of a name or a code.
const NAME_BYTES: usize = 64;

/// Bytes of a text that people read.
const TEXT_BYTES: usize = 2_000;

/// Bytes of a language tag.
const LANGUAGE_BYTES: usize = 35;

/// Bytes of a sample.
const SAMPLE_BYTES: usize = 64 << 10;

/// Codes of the host's own sentences begin with it.
const HOST: &str = "host.";

/// Whether a description can be used.
pub(in crate::rules) fn description(description: &Description) -> Result<(), RulesError> {
    check(description).map_err(|what| RulesError::BadDescription { what })
}

fn check(description: &Description) -> Result<(), String> {
    let Description { fields, parameters, messages, .. } = description;
    text("its name", &description.name)?;
    text("its version", &description.version)?;
    text("its file pattern", &description.file_pattern)?;
    if description.sample.len() > SAMPLE_BYTES {
        return Err("its sample is too long".to_owned());
    }
    if fields.is_empty() {
        return Err("it has no field".to_owned());
    }
    most("fields", fields.len(), FIELDS)?;
    most("parameters", parameters.len(), ENTRIES)?;
    most("messages", messages.len(), ENTRIES)?;

    let mut seen = HashSet::new();
    for field in fields {
        name("field", &field.name, '_', &mut seen)?;
        text(&format!("the kind of field {:?}", field.name), &field.kind)?;
        labels("field", &field.name, &field.labels)?;
    }
    seen.clear();
    for parameter in parameters {
        name("parameter", &parameter.name, '-', &mut seen)?;
        most("choices", parameter.choices.len(), ENTRIES)?;
        for choice in &parameter.choices {
            text(&format!("a choice of parameter {:?}", parameter.name), choice)?;
        }
        if !parameter.choices.is_empty() && !parameter.choices.contains(&parameter.default) {
            return Err(format!("the default of parameter {:?} is no choice", parameter.name));
        }
        if parameter.default.len() > TEXT_BYTES {
            return Err(format!("the default of parameter {:?} is too long", parameter.name));
        }
        labels("parameter", &parameter.name, &parameter.labels)?;
    }
    seen.clear();
    for message in messages {
        if message.code.starts_with(HOST) {
            return Err(format!("the code {:?} is the host's own", shown(&message.code)));
        }
        name("message", &message.code, '-', &mut seen)?;
        labels("message", &message.code, &message.labels)?;
    }
    Ok(())
}

fn most(what: &str, count: usize, most: usize) -> Result<(), String> {
    if count > most {
        return Err(format!("{count} {what}; {most} are allowed"));
    }
    Ok(())
}

/// Lower case words of letters and digits, joined; no two things have the same.
fn name<'a>(what: &str, name: &'a str, joint: char, seen: &mut HashSet<&'a str>) -> Result<(), String> {
    let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if name.len() > NAME_BYTES || !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.split(joint).all(word) {
        return Err(format!("{:?} can't be the name of a {what}", shown(name)));
    }
    if !seen.insert(name) {
        return Err(format!("two {what}s are named {name:?}"));
    }
    Ok(())
}

fn text(what: &str, text: &str) -> Result<(), String> {
    if text.trim().is_empty() {
        return Err(format!("{what} is empty"));
    }
    if text.len() > TEXT_BYTES {
        return Err(format!("{what} is too long"));
    }
    if text.chars().any(char::is_control) {
        return Err(format!("{what} holds a control character"));
    }
    Ok(())
}

fn labels(what: &str, name: &str, labels: &[Label]) -> Result<(), String> {
    if labels.is_empty() {
        return Err(format!("{what} {name:?} has no text for people"));
    }
    most("languages", labels.len(), LABELS)?;
    let mut languages = HashSet::new();
    for label in labels {
        let language = &label.language;
        let letters = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        if language.is_empty() || language.len() > LANGUAGE_BYTES || !language.bytes().all(letters) {
            return Err(format!("{:?} is no language ({what} {name:?})", shown(language)));
        }
        if !languages.insert(language) {
            return Err(format!("{what} {name:?} has two texts for {language:?}"));
        }
        text(&format!("the text of {what} {name:?} for {language:?}"), &label.text)?;
    }
    Ok(())
}

/// So much of a name as an error can show.
fn shown(name: &str) -> String {
    name.chars().take(NAME_BYTES).collect()
}
