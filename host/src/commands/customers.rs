//! `customers changes`: what changed since a cursor, as JSON lines, for a till that reads the base.

use std::io::Write;

use redescente::report::json;

use super::output::{self, Form, List};
use super::{Context, Ending, Failure};
use crate::cli;

pub(super) fn run(context: &Context, command: &cli::Customers, out: &mut dyn Write) -> Result<Ending, Failure> {
    let cli::Customers::Changes { since } = *command;
    let store = context.open()?;
    let words = context.words(&store)?;
    let mut list = List::begin(out, Form::Lines);
    let cursor = store
        .base
        .changes(since, &mut |change| list.element(|out| output::json(out, &json::change(&change, &words))))?;
    list.end()?;
    #[derive(serde::Serialize)]
    struct End {
        cursor: i64,
    }
    output::json(out, &End { cursor })?;
    Ok(Ending::Done)
}
