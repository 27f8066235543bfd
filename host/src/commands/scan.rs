//! `duplicates scan` and `duplicates pairs`: customers who are in the base twice.

use std::io::Write;

use redescente::report::{json, text};
use redescente::{scan, store::Store};

use super::output::{self, Form, List};
use super::progress::Bar;
use super::{Context, Ending, Failure, user, watched};

pub(super) fn run(context: &Context, mut store: Store, out: &mut dyn Write) -> Result<Ending, Failure> {
    let progress = Bar::new(watched(), &context.messages);
    let scan = scan::run(&mut store, &user(), &progress)?;
    let left = u64::try_from(store.base.found_pairs(None, None)?.len()).unwrap_or(u64::MAX);
    if context.json() {
        #[derive(serde::Serialize)]
        struct View<'a> {
            scan: json::pairs::ScanView<'a>,
        }
        output::json(out, &View { scan: json::pairs::scan(&scan, left) })?;
    } else {
        text::pairs::scan(out, &scan, left, &context.words(&store)?)?;
    }
    Ok(Ending::Done)
}

/// The pairs that the last scan found and nobody has dealt with.
pub(super) fn pairs(
    context: &Context,
    store: &Store,
    with: Option<&str>,
    limit: Option<u32>,
    out: &mut dyn Write,
) -> Result<Ending, Failure> {
    let words = context.words(store)?;
    let form = if context.json() { Form::Json } else { Form::Lines };
    let mut list = List::begin(out, form);
    for pair in store.base.found_pairs(with, limit)? {
        let written = list.element(|out| match form {
            Form::Json => output::element(out, &json::pairs::pair(&pair, &words)),
            Form::Lines => text::pairs::pair(out, &pair, &words),
        });
        if written.is_break() {
            break;
        }
    }
    if list.end()? == 0 && form == Form::Lines {
        let code = if store.base.last_scan()?.is_some() { "pairs-empty" } else { "pairs-no-scan" };
        writeln!(out, "{}", context.messages.plain(code))?;
    }
    Ok(Ending::Done)
}
