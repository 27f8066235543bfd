//! `customer erase`, `customer export` and `retention`: what is held about people, and for how long.

use std::io::Write;

use redescente::privacy::{self, Request, export, retention};
use redescente::report::{json, text};
use redescente::store::Store;

use super::progress::Bar;
use super::{Context, Ending, Failure, output, user, watched};

/// `customer erase`.
pub(super) fn erase(
    context: &Context,
    store: &mut Store,
    id: &str,
    dry_run: bool,
    out: &mut dyn Write,
) -> Result<Ending, Failure> {
    let progress = Bar::new(watched(), &context.messages);
    let by = user();
    let erasure = privacy::erase(store, &Request { id, by: &by, dry_run }, &progress)?;
    if context.json() {
        #[derive(serde::Serialize)]
        struct View<'a> {
            erasure: json::privacy::ErasureView<'a>,
        }
        output::json(out, &View { erasure: json::privacy::erasure(&erasure) })?;
    } else {
        let days = store.settings.retention.unidentified;
        text::privacy::erasure(out, &erasure, dry_run, days, &context.words(store)?)?;
    }
    Ok(Ending::Done)
}

/// `customer export`: JSON in either format, since the person is to take it elsewhere.
pub(super) fn export(context: &Context, store: &Store, id: &str, out: &mut dyn Write) -> Result<Ending, Failure> {
    let export = export::export(store, id)?;
    let words = context.words(store)?;
    let view = json::person::export(&export, &words);
    if context.json() {
        output::json(out, &view)?;
    } else {
        output::pretty(out, &view)?;
    }
    Ok(Ending::Done)
}

/// `retention`: lists what is over, and removes it if asked to.
pub(super) fn retention(context: &Context, apply: bool, out: &mut dyn Write) -> Result<Ending, Failure> {
    let mut store = context.open()?;
    let over = if apply { retention::apply(&mut store)? } else { retention::list(&mut store)? };
    if context.json() {
        output::json(out, &json::privacy::over(&over))?;
    } else {
        text::privacy::over(out, &over, apply, &context.words(&store)?)?;
    }
    Ok(Ending::Done)
}
