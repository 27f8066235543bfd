//! `serve`: the local page.

use std::io::Write;

use redescente::web::{self, Opening, Options, Page};

use super::{Context, Ending, Failure};
use crate::cli;

pub(super) fn run(context: &Context, arguments: &cli::Serve, out: &mut dyn Write) -> Result<Ending, Failure> {
    let options = Options {
        folder: context.folder.clone(),
        clock: context.clock,
        language: context.messages.language(),
        port: arguments.port,
    };
    match Page::open(options)? {
        Opening::Elsewhere(address) => tell(context, arguments, out, &address, "page-open-already")?,
        Opening::Here(page) => {
            tell(context, arguments, out, &page.address()?, "page-open-here")?;
            page.run()?;
        }
    }
    Ok(Ending::Done)
}

/// Prints the address, and shows it where that is wanted.
fn tell(
    context: &Context,
    arguments: &cli::Serve,
    out: &mut dyn Write,
    address: &str,
    code: &str,
) -> Result<(), Failure> {
    if context.json() {
        super::output::json(out, &serde_json::json!({ "address": address }))?;
    } else {
        writeln!(out, "{address}")?;
        writeln!(out, "{}", context.messages.plain(code))?;
    }
    out.flush()?;
    if arguments.open && web::show(address).is_err() {
        // The address stands there: a person can open it.
        writeln!(out, "{}", context.messages.plain("page-no-browser"))?;
        out.flush()?;
    }
    Ok(())
}
