//! `rules`: which rules decide, and since when; which laws a component keeps.

mod check;

use std::io::Write;

use redescente::base::ActiveRules;
use redescente::report::words::rfc3339;
use redescente::store::Store;

use super::{Context, Ending, Failure, output};
use crate::cli;

pub(super) fn run(context: &Context, command: &cli::Rules, out: &mut dyn Write) -> Result<Ending, Failure> {
    if let cli::Rules::Check(arguments) = command {
        return check::run(context, arguments, out);
    }
    let mut store = context.open()?;
    if let cli::Rules::Install { file } = command {
        store.install_rules(file)?;
    }
    let Some(active) = store.base.active_rules()? else {
        return Err(Failure::user("host.no-rules", Vec::new()));
    };
    if context.json() {
        output::json(out, &view(&active))?;
    } else {
        text(context, &store, &active, out)?;
    }
    Ok(Ending::Done)
}

/// The rules in force, as the contract has them.
#[derive(serde::Serialize)]
pub(super) struct StatusView<'a> {
    name: &'a str,
    version: &'a str,
    digest: &'a str,
    contract: &'a str,
    /// Always none: a component that imports anything is never installed.
    imports: [&'a str; 0],
    since: String,
    by: &'a str,
}

pub(super) fn view(active: &ActiveRules) -> StatusView<'_> {
    StatusView {
        name: &active.identity.name,
        version: &active.identity.version,
        digest: &active.identity.digest,
        contract: &active.contract,
        imports: [],
        since: rfc3339(active.since),
        by: &active.by,
    }
}

pub(super) fn text(context: &Context, store: &Store, active: &ActiveRules, out: &mut dyn Write) -> Result<(), Failure> {
    let arguments = [
        ("name", active.identity.name.clone().into()),
        ("version", active.identity.version.clone().into()),
        ("digest", active.identity.digest.clone().into()),
        ("contract", active.contract.clone().into()),
        ("since", context.words(store)?.date(active.since).into()),
        ("by", active.by.clone().into()),
    ];
    writeln!(out, "{}", context.messages.text("rules-status", &arguments))?;
    Ok(())
}
