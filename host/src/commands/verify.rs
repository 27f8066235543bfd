//! `verify`: the base rebuilt from its history, and what differs.

use std::io::Write;

use redescente::report::{json, text};
use redescente::verification;

use super::{Context, Ending, Failure, output};

pub(super) fn run(context: &Context, out: &mut dyn Write) -> Result<Ending, Failure> {
    let mut store = context.open()?;
    let verified = verification::verify(&mut store)?;
    if context.json() {
        output::json(out, &json::merging::verification(&verified))?;
    } else {
        text::merging::verification(out, &verified, &context.words(&store)?)?;
    }
    if verified.differences.is_empty() { Ok(Ending::Done) } else { Ok(Ending::Fault) }
}
