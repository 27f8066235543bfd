//! Erasures, retention and copies, for people.

use std::io::{self, Write};
use std::path::Path;

use fluent_bundle::FluentValue;

use super::{clean, number};
use crate::backup::{BackedUp, Restored};
use crate::privacy::Erasure;
use crate::privacy::retention::Over;
use crate::report::words::Words;

/// An erasure: what is gone, and what nobody can attribute. `unidentified_days` is how long records of nobody stay.
pub fn erasure(
    out: &mut dyn Write,
    erasure: &Erasure,
    dry_run: bool,
    unidentified_days: u64,
    words: &Words<'_>,
) -> io::Result<()> {
    let messages = words.messages;
    if erasure.before {
        return writeln!(out, "{}", messages.plain("erasure-before"));
    }
    let code = if dry_run { "erasure-would" } else { "erasure-done" };
    writeln!(out, "{}", messages.text(code, &[("versions", number(erasure.versions))]))?;
    if erasure.records > 0 {
        writeln!(out, "  {}", messages.text("erasure-records", &[("count", number(erasure.records))]))?;
    }
    for copy in &erasure.copies {
        let arguments = [("path", shown(&copy.path))];
        writeln!(out, "  {}", messages.text(&format!("erasure-copy-{}", copy.state.code()), &arguments))?;
    }
    if erasure.unidentified > 0 {
        let arguments = [("count", number(erasure.unidentified)), ("days", number(unidentified_days))];
        let code = if unidentified_days > 0 { "erasure-unidentified" } else { "erasure-unidentified-kept" };
        writeln!(out, "  {}", messages.text(code, &arguments))?;
    }
    for name in &erasure.unread {
        let arguments = [("name", clean(name).into_owned().into())];
        writeln!(out, "  {}", messages.text("erasure-unread", &arguments))?;
    }
    if !dry_run {
        writeln!(out, "  {}", messages.plain("erasure-elsewhere"))?;
    }
    Ok(())
}

/// What goes, or has gone.
pub fn over(out: &mut dyn Write, over: &Over, applied: bool, words: &Words<'_>) -> io::Result<()> {
    let messages = words.messages;
    if *over == Over::default() {
        return writeln!(out, "{}", messages.plain("retention-nothing"));
    }
    writeln!(out, "{}", messages.plain(if applied { "retention-done" } else { "retention-would" }))?;
    for old in &over.deliveries {
        let arguments = [("name", clean(&old.name).into_owned().into()), ("date", words.date(old.at).into())];
        writeln!(out, "  {}", messages.text("retention-delivery", &arguments))?;
    }
    for (code, count) in [("retention-versions", over.versions), ("retention-records", over.records)] {
        if count > 0 {
            writeln!(out, "  {}", messages.text(code, &[("count", number(count))]))?;
        }
    }
    Ok(())
}

/// A backup.
pub fn backup(out: &mut dyn Write, made: &BackedUp, words: &Words<'_>) -> io::Result<()> {
    let arguments =
        [("path", shown(&made.path)), ("bytes", number(made.size)), ("deliveries", number(made.deliveries))];
    writeln!(out, "{}", words.messages.text("backup-done", &arguments))
}

/// A restoration.
pub fn restored(out: &mut dyn Write, restored: &Restored, words: &Words<'_>) -> io::Result<()> {
    let messages = words.messages;
    writeln!(out, "{}", messages.text("restore-done", &[("customers", number(restored.customers))]))?;
    if let Some(replaced) = &restored.replaced {
        writeln!(out, "  {}", messages.text("restore-replaced", &[("path", shown(replaced))]))?;
    }
    writeln!(out, "  {}", messages.plain("restore-password"))
}

fn shown(path: &Path) -> FluentValue<'static> {
    clean(&path.display().to_string()).into_owned().into()
}
