//! `rules replay`: what other rules would have made of a period. The store's base is only read.

use std::io::Write;

use redescente::replaying::{self, Request};
use redescente::report::{json, text};

use super::super::progress::Bar;
use super::super::{Context, Ending, Failure, watched};
use crate::cli;

/// Seconds of the period where none is named: 30 days.
const PERIOD: i64 = 30 * 86_400;
/// Differences of each kind that are shown without `--details`.
const EXAMPLES: usize = 20;

pub(super) fn run(context: &Context, arguments: &cli::Replay, out: &mut dyn Write) -> Result<Ending, Failure> {
    let mut store = context.open()?;
    let (zone, now) = (store.settings.store.time_zone, store.clock.now());
    let until = arguments.until.map_or(now + 1, |when| when.end(zone));
    let request = Request {
        component: arguments.component.clone(),
        since: arguments.since.map_or(until.saturating_sub(PERIOD), |when| when.begin(zone)),
        until,
        scratch: arguments.scratch.clone(),
    };
    let bar = Bar::new(watched(), &context.messages);
    let replayed = replaying::replay(&mut store, &request, &bar)?;
    let most = if arguments.details { usize::MAX } else { EXAMPLES };
    if context.json() {
        json::replaying::replayed(out, &replayed, most)?;
    } else {
        text::replaying::replayed(out, &replayed, most, &context.words(&store)?)?;
    }
    Ok(Ending::Done)
}
