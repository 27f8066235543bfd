//! `support-bundle`: one readable file for a help desk.

use std::fs::File;
use std::io::Write;

use chrono::DateTime;

use redescente::support;

use super::{Context, Ending, Failure, output};
use crate::cli;

pub(super) fn run(context: &Context, arguments: &cli::SupportBundle, out: &mut dyn Write) -> Result<Ending, Failure> {
    let file = match &arguments.file {
        Some(file) => file.clone(),
        None => {
            let now = DateTime::from_timestamp(context.clock.now(), 0).unwrap_or_default();
            format!("redescente-support-{}.json", now.format("%Y%m%d-%H%M%S")).into()
        }
    };
    let shown = file.display().to_string();
    let bundle = support::bundle(&context.folder);
    let write = || -> std::io::Result<()> {
        // Never over something else.
        let mut file = File::create_new(&file)?;
        serde_json::to_writer_pretty(&mut file, &bundle)?;
        file.write_all(b"\n")
    };
    write().map_err(|error| Failure::user("host.bundle-unwritable", vec![shown.clone(), error.to_string()]))?;
    if context.json() {
        #[derive(serde::Serialize)]
        struct View {
            file: String,
        }
        output::json(out, &View { file: shown })?;
    } else {
        writeln!(out, "{}", context.messages.text("bundle-done", &[("file", shown.into())]))?;
    }
    Ok(Ending::Done)
}
