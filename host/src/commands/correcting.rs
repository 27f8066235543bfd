//! `apply-opt-out`, `revert`: one field put right by an entry of the history.

use std::io::Write;

use redescente::people;

use super::{Context, Ending, Failure, customer, user};
use crate::cli;

pub(super) fn opt_out(context: &Context, entry: i64, out: &mut dyn Write) -> Result<Ending, Failure> {
    let mut store = context.open()?;
    let changed = people::apply_opt_out(&mut store, entry, &user())?;
    customer::show(context, &store, &changed.id, None, false, out)
}

pub(super) fn revert(context: &Context, arguments: &cli::Revert, out: &mut dyn Write) -> Result<Ending, Failure> {
    let mut store = context.open()?;
    let edited = people::revert(&mut store, arguments.id, &arguments.field, arguments.force, &user())?;
    customer::finish(context, &store, edited, out)
}
