//! `history`: what was done to customers, newest first.

use std::io::Write;

use redescente::report::{HistoryFilter, json, text};

use super::output::{self, Form, List};
use super::{Context, Ending, Failure};
use crate::cli;

pub(super) fn run(context: &Context, arguments: cli::History, out: &mut dyn Write) -> Result<Ending, Failure> {
    let store = context.open()?;
    let zone = store.settings.store.time_zone;
    let filter = HistoryFilter {
        customer: arguments.customer,
        operations: arguments.operation,
        since: arguments.since.map(|when| when.begin(zone)),
        until: arguments.until.map(|when| when.end(zone)),
        limit: None,
    };
    let words = context.words(&store)?;
    let form = if context.json() { Form::Json } else { Form::Lines };
    let mut list = List::begin(out, form);
    store.base.history(&filter, &mut |one| {
        list.element(|out| match form {
            Form::Json => output::element(out, &json::history(&one, &words)),
            Form::Lines => text::lines::history(out, &one, arguments.details, &words),
        })
    })?;
    if list.end()? == 0 && form == Form::Lines {
        writeln!(out, "{}", context.messages.plain("history-empty"))?;
    }
    Ok(Ending::Done)
}
