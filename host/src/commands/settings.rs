//! `settings`: shown, set one at a time, and the exchange tried.

use std::io::{self, Write};

use redescente::config::{self, keys, secret};
use redescente::log::Event;

use super::{Context, Ending, Failure, output};
use crate::cli;

mod trial;

/// Shown for a secret that is set.
const HIDDEN: &str = "***";

/// Stands for a value that is typed or piped in, so that it is in no list of processes and no shell's history.
const STANDARD_INPUT: &str = "-";

pub(super) fn run(context: &Context, command: &cli::Settings, out: &mut dyn Write) -> Result<Ending, Failure> {
    match command {
        cli::Settings::Show => show(context, out),
        cli::Settings::Set { key, value } => set(context, key, value, out),
        cli::Settings::Test => trial::run(context, out),
    }
}

fn show(context: &Context, out: &mut dyn Write) -> Result<Ending, Failure> {
    let settings = config::Settings::read(&context.folder)?;
    let mut entries = settings.entries();
    let password = if secret::Secrets::of(&context.folder).is_set()? { HIDDEN } else { "" };
    let place = entries.iter().position(|(name, _)| name == "exchange.pattern").unwrap_or(0);
    entries.insert(place, (secret::KEY.to_owned(), password.to_owned()));
    if context.json() {
        let object = entries.into_iter().map(|(name, value)| (name, value.into())).collect();
        output::json(out, &serde_json::Value::Object(object))?;
        return Ok(Ending::Done);
    }
    let names = entries.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, value) in entries {
        writeln!(out, "{}", format!("{name:names$}  {value}").trim_end())?;
    }
    Ok(Ending::Done)
}

fn set(context: &Context, key: &str, value: &str, out: &mut dyn Write) -> Result<Ending, Failure> {
    let typed;
    let value = if key == secret::KEY && value == STANDARD_INPUT {
        typed = line()?;
        typed.as_str()
    } else {
        value
    };
    if keys::is_parameter(key) {
        check(context, key, value)?;
    }
    let settings = config::Settings::set(&context.folder, key, value)?;
    context.log(&Event::Set { key });
    let kept = settings.entries().into_iter().find(|(name, _)| name == key).map(|(_, value)| value);
    let kept = match kept {
        Some(kept) => kept,
        None if key == secret::KEY && !value.is_empty() => HIDDEN.to_owned(),
        None => String::new(),
    };
    if context.json() {
        let object = [(key.to_owned(), kept.into())].into_iter().collect();
        output::json(out, &serde_json::Value::Object(object))?;
    } else {
        writeln!(out, "{key} = {kept}")?;
    }
    Ok(Ending::Done)
}

/// The rules say whether a parameter may have this value, before it is written.
fn check(context: &Context, key: &str, value: &str) -> Result<(), Failure> {
    let store = context.open()?;
    let settings = store.settings.with(key, value)?;
    let parameters: Vec<_> = settings.rules.parameters.into_iter().collect();
    let problems = store.check_parameters(&parameters)?;
    if problems.is_empty() {
        return Ok(());
    }
    let words = context.words(&store)?;
    let sentences: Vec<String> = problems.iter().map(|problem| words.reason(problem)).collect();
    Err(Failure::user("host.parameter-refused", vec![key.to_owned(), sentences.join(" ; ")]))
}

fn line() -> io::Result<String> {
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
