//! `duplicates`: the withheld modifications, which wait for a person.

use std::io::Write;

use redescente::report::merging::grouped;
use redescente::report::{json, text};

use super::output::{self, Form, List};
use super::{Context, Ending, Failure};
use crate::cli::Duplicates;

pub(super) fn run(context: &Context, command: Option<Duplicates>, out: &mut dyn Write) -> Result<Ending, Failure> {
    let store = context.open()?;
    let words = context.words(&store)?;
    if let Some(Duplicates::Show { id }) = command {
        let Some(one) = store.base.comparison(id)? else {
            return Err(Failure::user("host.unknown-withheld", vec![id.to_string()]));
        };
        let now = store.clock.now();
        if context.json() {
            output::json(out, &json::merging::comparison(&one, now, &words))?;
        } else {
            text::merging::comparison(out, &one, now, &words)?;
        }
        return Ok(Ending::Done);
    }
    let form = if context.json() { Form::Json } else { Form::Lines };
    let queue = store.base.withheld()?;
    let mut list = List::begin(out, form);
    if form == Form::Json {
        for one in &queue {
            if list.element(|out| output::element(out, &json::withheld(one, &words))).is_break() {
                break;
            }
        }
    } else {
        // People work through it customer by customer.
        for group in grouped(queue) {
            if list.element(|out| text::merging::group(out, &group, &words)).is_break() {
                break;
            }
        }
    }
    if list.end()? == 0 && form == Form::Lines {
        writeln!(out, "{}", context.messages.plain("duplicates-empty"))?;
    }
    Ok(Ending::Done)
}
