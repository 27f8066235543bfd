//! `backup` and `restore`: the whole store in one file, and back.

use std::io::Write;
use std::path::Path;

use redescente::backup;
use redescente::report::{json, text};

use super::progress::Bar;
use super::{Context, Ending, Failure, output, watched};

pub(super) fn run(context: &Context, file: &Path, out: &mut dyn Write) -> Result<Ending, Failure> {
    let mut store = context.open()?;
    let progress = Bar::new(watched(), &context.messages);
    let made = backup::backup(&mut store, file, &progress)?;
    if context.json() {
        #[derive(serde::Serialize)]
        struct View {
            backup: json::privacy::BackupView,
        }
        output::json(out, &View { backup: json::privacy::backup(&made) })?;
    } else {
        text::privacy::backup(out, &made, &context.words(&store)?)?;
    }
    Ok(Ending::Done)
}

/// `restore`: works where there is no store yet.
pub(super) fn restore(context: &Context, file: &Path, out: &mut dyn Write) -> Result<Ending, Failure> {
    let restored = backup::restore(&context.folder, file, context.clock)?;
    if context.json() {
        #[derive(serde::Serialize)]
        struct View {
            restored: json::privacy::RestoredView,
        }
        output::json(out, &View { restored: json::privacy::restored(&restored) })?;
    } else {
        let store = context.open()?;
        text::privacy::restored(out, &restored, &context.words(&store)?)?;
    }
    Ok(Ending::Done)
}
