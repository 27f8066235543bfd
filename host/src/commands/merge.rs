//! `merge`, `unmerge`, `merges`, `distinct` with its undoing: what a person decides about two customers.

use std::io::Write;

use redescente::people::{self, MergeRequest, PeopleError};
use redescente::report::{json, text};

use super::output::{self, Form, List};
use super::{Context, Ending, Failure, user};
use crate::cli;

pub(super) fn merge(context: &Context, arguments: &cli::Merge, out: &mut dyn Write) -> Result<Ending, Failure> {
    let mut store = context.open()?;
    let by = user();
    let request = MergeRequest {
        kept: &arguments.kept,
        absorbed: &arguments.absorbed,
        take: &arguments.take,
        keep: &arguments.keep,
        basis: arguments.basis.as_deref(),
        by: &by,
    };
    let merge = if arguments.dry_run {
        people::preview_merge(&mut store, &request)
    } else {
        people::merge(&mut store, &request)
    };
    let words = context.words(&store)?;
    let merge = match merge {
        Err(PeopleError::Problems(problems)) => return Err(super::customer::refused(&problems, &words)),
        merge => merge?,
    };
    if context.json() {
        output::json(out, &json::merging::merge(&merge, &words))?;
    } else {
        text::merging::merge(out, &merge, &words)?;
    }
    Ok(Ending::Done)
}

pub(super) fn unmerge(context: &Context, arguments: &cli::Unmerge, out: &mut dyn Write) -> Result<Ending, Failure> {
    let mut store = context.open()?;
    let unmerge = if arguments.dry_run {
        people::preview_unmerge(&mut store, arguments.merge, &user())?
    } else {
        people::unmerge(&mut store, arguments.merge, &user())?
    };
    let words = context.words(&store)?;
    if context.json() {
        output::json(out, &json::merging::unmerge(&unmerge, &words))?;
    } else {
        text::merging::unmerge(out, &unmerge, arguments.dry_run, &words)?;
    }
    Ok(Ending::Done)
}

pub(super) fn list(context: &Context, out: &mut dyn Write) -> Result<Ending, Failure> {
    let store = context.open()?;
    let words = context.words(&store)?;
    let form = if context.json() { Form::Json } else { Form::Lines };
    let mut list = List::begin(out, form);
    for merge in store.base.merges()? {
        let written = list.element(|out| match form {
            Form::Json => output::element(out, &json::merging::record(&merge)),
            Form::Lines => text::merging::record(out, &merge, &words),
        });
        if written.is_break() {
            break;
        }
    }
    if list.end()? == 0 && form == Form::Lines {
        writeln!(out, "{}", context.messages.plain("merges-empty"))?;
    }
    Ok(Ending::Done)
}

pub(super) fn distinct(context: &Context, arguments: &cli::Distinct, out: &mut dyn Write) -> Result<Ending, Failure> {
    #[derive(serde::Serialize)]
    struct View<'a> {
        customers: [&'a str; 2],
        decided: &'a [i64],
        waiting: &'a [i64],
    }
    let mut store = context.open()?;
    let act = if arguments.undo { people::undo_distinct } else { people::declare_distinct };
    let declared = act(&mut store, &arguments.one, &arguments.other, &user())?;
    let sentence = if arguments.undo { "distinct-undone" } else { "distinct-done" };
    if context.json() {
        let customers = [declared.one.as_str(), declared.other.as_str()];
        output::json(out, &View { customers, decided: &declared.decided, waiting: &declared.waiting })?;
        return Ok(Ending::Done);
    }
    let arguments = [
        ("one", text::clean(&declared.one).into_owned().into()),
        ("other", text::clean(&declared.other).into_owned().into()),
        ("decided", text::number(declared.decided.len() as u64)),
        ("waiting", text::number(declared.waiting.len() as u64)),
    ];
    writeln!(out, "{}", context.messages.text(sentence, &arguments))?;
    Ok(Ending::Done)
}
