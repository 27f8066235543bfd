//! `customer`: one customer shown, found, added, edited, exported or erased.

use std::io::Write;

use redescente::people::{self, Edit, Edited};
use redescente::report::words::Words;
use redescente::report::{Other, json, text};
use redescente::rules::Reason;
use redescente::store::Store;

use super::output::{self, Form, List};
use super::{Context, Ending, Failure, privacy, user};
use crate::cli;
use redescente::dates::When;

/// As many as a person reads; a longer list says that the text is too short.
const FOUND: u32 = 100;

/// The pseudo-field that names the identifier of a new customer.
const IDENTIFIER: &str = "id";

pub(super) fn run(context: &Context, command: &cli::Customer, out: &mut dyn Write) -> Result<Ending, Failure> {
    let mut store = context.open()?;
    match command {
        cli::Customer::Show { id, as_of, details } => show(context, &store, id, *as_of, *details, out),
        cli::Customer::Erase { id, dry_run } => privacy::erase(context, &mut store, id, *dry_run, out),
        cli::Customer::Export { id } => privacy::export(context, &store, id, out),
        cli::Customer::Find { text } => find(context, &mut store, text, out),
        cli::Customer::Add { values, at, force } => {
            let mut values = pairs(values)?;
            let id = values.iter().position(|(field, _)| field == IDENTIFIER).map(|place| values.remove(place).1);
            let by = user();
            let edit = edit(&store, &values, *at, *force, &by);
            let edited = people::add(&mut store, id.as_deref(), &edit)?;
            finish(context, &store, edited, out)
        }
        cli::Customer::Edit { id, values, at, force } => {
            let values = pairs(values)?;
            let by = user();
            let edit = edit(&store, &values, *at, *force, &by);
            let edited = people::edit(&mut store, id, &edit)?;
            finish(context, &store, edited, out)
        }
    }
}

pub(super) fn show(
    context: &Context,
    store: &Store,
    id: &str,
    as_of: Option<When>,
    details: bool,
    out: &mut dyn Write,
) -> Result<Ending, Failure> {
    let customer = match as_of {
        Some(when) => store.base.customer_as_of(id, when.end(store.settings.store.time_zone))?,
        None => store.base.customer(id)?,
    };
    let Some(customer) = customer else {
        return Err(Failure::user("host.unknown-customer", vec![id.to_owned()]));
    };
    let words = context.words(store)?;
    let set_by = if as_of.is_none() { store.base.provenance(&customer.id)? } else { Vec::new() };
    if context.json() {
        output::json(out, &json::merging::explained(&customer, &set_by, &words))?;
        return Ok(Ending::Done);
    }
    text::customers::customer(out, &customer, &words)?;
    if details {
        text::merging::provenance(out, &customer, &set_by, &words)?;
    }
    Ok(Ending::Done)
}

fn find(context: &Context, store: &mut Store, wanted: &str, out: &mut dyn Write) -> Result<Ending, Failure> {
    let words = context.words(store)?;
    let form = if context.json() { Form::Json } else { Form::Lines };
    let mut list = List::begin(out, form);
    for customer in store.base.find(wanted, FOUND)? {
        let written = list.element(|out| match form {
            Form::Json => output::element(out, &json::customer(&customer, &words)),
            Form::Lines => text::customers::found(out, &customer),
        });
        if written.is_break() {
            break;
        }
    }
    if list.end()? == 0 && form == Form::Lines {
        let arguments = [("text", text::clean(wanted).into_owned().into())];
        writeln!(out, "{}", context.messages.text("find-empty", &arguments))?;
    }
    Ok(Ending::Done)
}

/// What is wrong with values, in words.
pub(super) fn refused(problems: &[Reason], words: &Words<'_>) -> Failure {
    let sentences: Vec<String> = problems.iter().map(|problem| words.reason(problem)).collect();
    Failure::user("host.edit-refused", vec![sentences.join(" ; ")])
}

fn pairs(values: &[String]) -> Result<Vec<(String, String)>, Failure> {
    let pair = |given: &String| match given.split_once('=') {
        Some((field, value)) if !field.trim().is_empty() => Ok((field.trim().to_owned(), value.to_owned())),
        _ => Err(Failure::user("host.not-field-value", vec![given.clone()])),
    };
    values.iter().map(pair).collect()
}

fn edit<'a>(store: &Store, values: &'a [(String, String)], at: Option<When>, force: bool, by: &'a str) -> Edit<'a> {
    Edit { values, at: at.map(|when| when.begin(store.settings.store.time_zone)), force, seen: None, by }
}

pub(super) fn finish(context: &Context, store: &Store, edited: Edited, out: &mut dyn Write) -> Result<Ending, Failure> {
    let words = context.words(store)?;
    match edited {
        Edited::Done { customer, .. } => show(context, store, &customer, None, false, out),
        // A command says what is to be, whatever there was.
        Edited::ChangedMeanwhile => Err(Failure::user("host.customer-changed", Vec::new())),
        Edited::Problems(problems) => Err(refused(&problems, &words)),
        Edited::WouldDuplicate(others) => {
            let others: Vec<String> = others.iter().map(|other: &Other| text::lines::other(other, &words)).collect();
            Err(Failure::user("host.would-duplicate", vec![others.join(" ; ")]))
        }
    }
}
