//! `retrieve` and `import`: run, then show what was recorded.

use std::io::Write;

use redescente::log::{Ended, Event};
use redescente::report::words::Words;
use redescente::report::{DeliveryStatus, Mode, Retrieval, RetrievalFilter, json, text};
use redescente::retrieval::{self, Request};
use redescente::store::Store;

use super::progress::Bar;
use super::{Context, Ending, Failure, output, watched};
use crate::cli;

pub(super) fn run(context: &Context, arguments: cli::Retrieve, out: &mut dyn Write) -> Result<Ending, Failure> {
    let mut store = context.open()?;
    let request = Request { mode: Mode::Manual, files: arguments.files, again: arguments.again };
    let progress = Bar::new(watched(), &context.messages);
    let id = retrieval::run(&mut store, &request, &progress)?;
    Ok(show(context, &store, id, arguments.strict, out)?.1)
}

/// `import`: the first load.
pub(super) fn import(context: &Context, arguments: &cli::Import, out: &mut dyn Write) -> Result<Ending, Failure> {
    let mut store = context.open()?;
    let progress = Bar::new(watched(), &context.messages);
    let id = retrieval::import(&mut store, &arguments.file, &progress)?;
    Ok(show(context, &store, id, arguments.strict, out)?.1)
}

/// Shows what was recorded of a retrieval; answers it, and how the command ends.
pub(super) fn show(
    context: &Context,
    store: &Store,
    id: i64,
    strict: bool,
    out: &mut dyn Write,
) -> Result<(Retrieval, Ending), Failure> {
    let filter = RetrievalFilter { retrieval: Some(id), ..RetrievalFilter::default() };
    let mut retrievals = store.base.retrievals(&filter)?;
    let words = context.words(store)?;
    let Some(one) = retrievals.first() else {
        return Err(Failure::user("host.unknown-retrieval", vec![id.to_string()]));
    };
    context.log(&Event::Retrieval(Ended::new(one)));
    let withheld = store.base.withheld_count()?;
    if context.json() {
        output::json(out, &view(one, &words))?;
    } else {
        text::retrieval(out, one, &words)?;
        text::to_do(out, &retrievals, withheld, &words)?;
    }
    out.flush()?;
    if let Some(error) = &one.error {
        let mut told = std::io::stderr().lock();
        let _ = writeln!(told, "redescente : {}", text::clean(&words.reason(error)));
        if let Some(hint) = words.hint(error) {
            let _ = writeln!(told, "  → {}", text::clean(&hint));
        }
    }
    let ending = ending(one, strict, withheld);
    Ok((retrievals.swap_remove(0), ending))
}

/// `{"retrieval": R}` of the contract.
pub(super) fn view<'a>(retrieval: &'a Retrieval, words: &Words<'_>) -> impl serde::Serialize + 'a {
    #[derive(serde::Serialize)]
    struct View<'a> {
        retrieval: json::RetrievalView<'a>,
    }
    View { retrieval: json::retrieval(retrieval, words) }
}

/// What a retrieval's record says about its end.
fn ending(retrieval: &Retrieval, strict: bool, withheld: u64) -> Ending {
    let undecided = retrieval.deliveries.iter().any(|delivery| delivery.status == DeliveryStatus::Undecided);
    match (&retrieval.error, undecided) {
        (_, true) => Ending::Rules,
        (Some(error), _) if error.code.starts_with("host.exchange-") => Ending::Exchange,
        // What came could not be kept.
        (Some(_), _) => Ending::Fault,
        _ => left(std::slice::from_ref(retrieval), strict, withheld),
    }
}

/// With `--strict`: whether rejected lines, refused files or withheld modifications are left to look at.
pub(super) fn left(retrievals: &[Retrieval], strict: bool, withheld: u64) -> Ending {
    let mut deliveries = retrievals.iter().flat_map(|retrieval| &retrieval.deliveries);
    let rejected = deliveries.any(|delivery| {
        let [.., rejected] = delivery.outcomes;
        rejected > 0 || delivery.status == DeliveryStatus::Refused
    });
    if strict && (rejected || withheld > 0) { Ending::Left } else { Ending::Done }
}
