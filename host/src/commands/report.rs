//! `report`: retrievals with their counts, or each modification of one delivery.

use std::io::Write;

use redescente::report::{RetrievalFilter, json, text};
use redescente::store::Store;

use super::output::{self, Form, List};
use super::{Context, Ending, Failure, retrieve};
use crate::cli;

pub(super) fn run(context: &Context, arguments: &cli::Report, out: &mut dyn Write) -> Result<Ending, Failure> {
    let store = context.open()?;
    match arguments.delivery {
        Some(delivery) => modifications(context, &store, delivery, arguments, out),
        None => retrievals(context, &store, arguments, out),
    }
}

fn retrievals(
    context: &Context,
    store: &Store,
    arguments: &cli::Report,
    out: &mut dyn Write,
) -> Result<Ending, Failure> {
    let zone = store.settings.store.time_zone;
    let filter = RetrievalFilter {
        mode: arguments.mode,
        since: arguments.since.map(|when| when.begin(zone)),
        until: arguments.until.map(|when| when.end(zone)),
        retrieval: arguments.retrieval,
        ..RetrievalFilter::default()
    };
    let retrievals = store.base.retrievals(&filter)?;
    if let (Some(id), []) = (arguments.retrieval, retrievals.as_slice()) {
        return Err(Failure::user("host.unknown-retrieval", vec![id.to_string()]));
    }
    let words = context.words(store)?;
    let withheld = store.base.withheld_count()?;
    if context.json() {
        let mut list = List::begin(out, Form::Json);
        for one in &retrievals {
            if list.element(|out| output::element(out, &json::retrieval(one, &words))).is_break() {
                break;
            }
        }
        list.end()?;
    } else {
        for (index, one) in retrievals.iter().enumerate() {
            if index > 0 {
                writeln!(out)?;
            }
            text::retrieval(out, one, &words)?;
        }
        if retrievals.is_empty() {
            writeln!(out, "{}", context.messages.plain("report-empty"))?;
        }
        text::to_do(out, &retrievals, withheld, &words)?;
    }
    Ok(retrieve::left(&retrievals, arguments.strict, withheld))
}

fn modifications(
    context: &Context,
    store: &Store,
    delivery: i64,
    arguments: &cli::Report,
    out: &mut dyn Write,
) -> Result<Ending, Failure> {
    let Some(known) = store.base.delivery(delivery)? else {
        return Err(Failure::user("host.unknown-delivery", vec![delivery.to_string()]));
    };
    let words = context.words(store)?;
    let form = if context.json() { Form::Json } else { Form::Lines };
    if form == Form::Lines {
        text::delivery(out, &known, &words)?;
        writeln!(out)?;
    }
    let mut list = List::begin(out, form);
    store.base.modifications(delivery, &arguments.outcome, &mut |one| {
        list.element(|out| match form {
            Form::Json => output::element(out, &json::modification(&one, &words)),
            Form::Lines => text::lines::modification(out, &one, &words),
        })
    })?;
    list.end()?;
    let [.., duplicates, rejected] = known.outcomes;
    let left = rejected > 0 || (duplicates > 0 && store.base.withheld_count()? > 0);
    Ok(if arguments.strict && left { Ending::Left } else { Ending::Done })
}
