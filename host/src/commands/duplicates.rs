//! `duplicates`: the withheld modifications, which wait for a person.

use std::io::Write;

use redescente::report::{json, text};

use super::output::{self, Form, List};
use super::{Context, Ending, Failure, scan};
use crate::cli::Duplicates;

pub(super) fn run(context: &Context, command: Option<Duplicates>, out: &mut dyn Write) -> Result<Ending, Failure> {
    let store = context.open()?;
    match command {
        Some(Duplicates::Scan) => return scan::run(context, store, out),
        Some(Duplicates::Pairs { customer, limit }) => {
            return scan::pairs(context, &store, customer.as_deref(), limit, out);
        }
        _ => {}
    }
    let words = context.words(&store)?;
    if let Some(Duplicates::Show { id }) = command {
        let Some(one) = store.base.withheld_one(id)? else {
            return Err(Failure::user("host.unknown-withheld", vec![id.to_string()]));
        };
        if context.json() {
            output::json(out, &json::withheld_details(&one, &words))?;
        } else {
            text::customers::withheld_details(out, &one, &words)?;
        }
        return Ok(Ending::Done);
    }
    let form = if context.json() { Form::Json } else { Form::Lines };
    let mut list = List::begin(out, form);
    for one in store.base.withheld()? {
        let written = list.element(|out| match form {
            Form::Json => output::element(out, &json::withheld(&one, &words)),
            Form::Lines => text::customers::withheld(out, &one, &words),
        });
        if written.is_break() {
            break;
        }
    }
    if list.end()? == 0 && form == Form::Lines {
        writeln!(out, "{}", context.messages.plain("duplicates-empty"))?;
    }
    Ok(Ending::Done)
}
