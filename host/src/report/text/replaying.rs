//! A replay for people: counts first, then examples.

use std::io::{self, Write};

use serde::Deserialize;

use super::clean;
use crate::replaying::{DecidedAs, DecisionDifference, List, RecordDifference, Replayed, Unreplayed};
use crate::report::RulesIdentity;
use crate::report::words::Words;

/// Writes what a replay came to; of each list up to `most`.
pub fn replayed(out: &mut dyn Write, replayed: &Replayed, most: usize, words: &Words<'_>) -> io::Result<()> {
    let messages = words.messages;
    let rules = |rules: &RulesIdentity| {
        let digest: String = rules.digest.chars().take(12).collect();
        format!("{} {} ({digest}…)", clean(&rules.name), clean(&rules.version))
    };
    let arguments = [
        ("since", words.date(replayed.period.since).into()),
        ("until", words.date(replayed.period.until).into()),
        ("deliveries", replayed.deliveries.into()),
        ("lines", replayed.lines.into()),
        ("active", rules(&replayed.active).into()),
        ("candidate", rules(&replayed.candidate).into()),
    ];
    writeln!(out, "{}", messages.text("replay-title", &arguments))?;
    if replayed.period.shortened {
        writeln!(out, "{}", messages.plain("replay-shortened"))?;
    }
    writeln!(out)?;
    counts(out, replayed, words)?;
    self_check(out, replayed, words)?;
    for status in &replayed.statuses {
        let arguments = [
            ("delivery", clean(&status.delivery.name).into_owned().into()),
            ("recorded", messages.plain(&format!("replay-as-{}", status.recorded)).into()),
            ("active", messages.plain(&format!("replay-as-{}", status.active)).into()),
            ("candidate", messages.plain(&format!("replay-as-{}", status.candidate)).into()),
        ];
        writeln!(out, "{}", messages.text("replay-status", &arguments))?;
    }
    if !replayed.unreplayed.is_empty() {
        writeln!(out, "\n{}", messages.plain("replay-unreplayed"))?;
        for one in &replayed.unreplayed {
            writeln!(out, "  {}", unreplayed(one, words))?;
        }
    }
    let decision = |one: &DecisionDifference, out: &mut dyn Write| decision(out, one, words);
    list(out, "replay-direct-list", replayed.direct(), most, words, decision)?;
    list(out, "replay-consequences-list", replayed.consequences(), most, words, decision)?;
    list(out, "replay-records-list", replayed.records(), most, words, |one, out| record(out, one, words))
}

fn counts(out: &mut dyn Write, replayed: &Replayed, words: &Words<'_>) -> io::Result<()> {
    let messages = words.messages;
    let (direct, consequences) =
        (replayed.direct().map_or(0, List::count), replayed.consequences().map_or(0, List::count));
    for (entry, count) in
        [("replay-same", replayed.same), ("replay-direct", direct), ("replay-consequences", consequences)]
    {
        writeln!(out, "{}", messages.text(entry, &[("count", count.into())]))?;
    }
    for ((active, candidate), moved) in &replayed.counts.moves {
        let arguments = [
            ("active", outcome(active, words).into()),
            ("candidate", outcome(candidate, words).into()),
            ("direct", moved.direct.into()),
            ("consequences", moved.consequences.into()),
        ];
        writeln!(out, "  {}", messages.text("replay-move", &arguments))?;
    }
    writeln!(out, "{}", messages.text("replay-records", &[("count", replayed.counts.customers.into())]))?;
    for (field, count) in &replayed.counts.fields {
        let arguments = [("field", field_name(field, words).into()), ("count", (*count).into())];
        writeln!(out, "  {}", messages.text("replay-field", &arguments))?;
    }
    if replayed.counts.acts > 0 {
        writeln!(out, "{}", messages.text("replay-acts", &[("count", replayed.counts.acts.into())]))?;
    }
    if direct + consequences + replayed.counts.customers == 0 && replayed.statuses.is_empty() {
        writeln!(out, "{}", messages.plain("replay-identical"))?;
    }
    Ok(())
}

fn self_check(out: &mut dyn Write, replayed: &Replayed, words: &Words<'_>) -> io::Result<()> {
    let (messages, check) = (words.messages, &replayed.self_check);
    let arguments = [("lines", check.lines.into()), ("different", check.different.into())];
    let entry = if check.different == 0 { "replay-check-clean" } else { "replay-check-different" };
    writeln!(out, "\n{}", messages.text(entry, &arguments))?;
    for example in check.examples.iter().take(5) {
        let code = |code: &Option<String>| outcome(code.as_deref().unwrap_or_default(), words);
        let arguments = [
            ("delivery", clean(&example.delivery.name).into_owned().into()),
            ("line", example.line.to_string().into()),
            ("recorded", code(&example.recorded).into()),
            ("replayed", code(&example.replayed).into()),
        ];
        writeln!(out, "  {}", messages.text("replay-check-line", &arguments))?;
    }
    Ok(())
}

/// Why something could not be replayed.
pub(crate) fn unreplayed(one: &Unreplayed, words: &Words<'_>) -> String {
    let messages = words.messages;
    let known = |text: &Option<String>| text.clone().unwrap_or_default();
    let name = one.delivery.as_ref().map(|delivery| delivery.name.as_str()).unwrap_or_default();
    let reason = one.reason.as_deref().unwrap_or_default();
    let arguments = [
        ("delivery", clean(name).into_owned().into()),
        ("count", one.count.into()),
        ("customers", clean(&one.customers.join(", ")).into_owned().into()),
        ("act", outcome(&known(&one.act), words).into()),
        ("at", known(&one.at).into()),
        ("reason", messages.sentence(reason, &[]).into()),
    ];
    messages.text(&format!("replay-{}", one.what), &arguments)
}

fn list<T: for<'d> Deserialize<'d>>(
    out: &mut dyn Write,
    heading: &str,
    list: Option<&List<T>>,
    most: usize,
    words: &Words<'_>,
    mut write: impl FnMut(&T, &mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let Some(list) = list.filter(|list| list.count() > 0) else { return Ok(()) };
    writeln!(out, "\n{}", words.messages.plain(heading))?;
    for one in list.read()?.take(most) {
        write(&one?, out)?;
    }
    let more = list.count().saturating_sub(most as u64);
    if more > 0 {
        writeln!(out, "  {}", words.messages.text("replay-more", &[("count", more.into())]))?;
    }
    Ok(())
}

fn decision(out: &mut dyn Write, one: &DecisionDifference, words: &Words<'_>) -> io::Result<()> {
    let arguments = [
        ("delivery", clean(&one.delivery.name).into_owned().into()),
        ("line", one.line.to_string().into()),
        ("customer", clean(one.customer.as_deref().unwrap_or("?")).into_owned().into()),
        ("active", decided(one.active.as_ref(), words).into()),
        ("candidate", decided(one.candidate.as_ref(), words).into()),
    ];
    writeln!(out, "  {}", words.messages.text("replay-line", &arguments))?;
    for field in &one.fields {
        let arguments = [
            ("field", field_name(&field.field, words).into()),
            ("active", clean(&field.active).into_owned().into()),
            ("candidate", clean(&field.candidate).into_owned().into()),
        ];
        writeln!(out, "    {}", words.messages.text("replay-change", &arguments))?;
    }
    Ok(())
}

fn record(out: &mut dyn Write, one: &RecordDifference, words: &Words<'_>) -> io::Result<()> {
    let value = |value: &Option<String>| match value {
        Some(value) => format!("« {} »", clean(value)),
        None => words.messages.plain("replay-not-in-base"),
    };
    let arguments = [
        ("customer", clean(&one.customer).into_owned().into()),
        ("field", field_name(&one.field, words).into()),
        ("active", value(&one.active).into()),
        ("candidate", value(&one.candidate).into()),
    ];
    writeln!(out, "  {}", words.messages.text("replay-record", &arguments))
}

fn decided(side: Option<&DecidedAs>, words: &Words<'_>) -> String {
    let Some(side) = side else { return words.messages.plain("replay-nothing") };
    let mut said = outcome(&side.outcome, words);
    let mut remarks: Vec<String> = side.others.iter().map(|other| clean(other).into_owned()).collect();
    remarks.extend(side.reason.iter().chain(&side.notes).map(|code| words.title(code)));
    if !remarks.is_empty() {
        said = format!("{said} ({})", remarks.join(", "));
    }
    said
}

fn outcome(code: &str, words: &Words<'_>) -> String {
    if code.is_empty() {
        words.messages.plain("replay-nothing")
    } else {
        words.messages.plain(&format!("operation-{code}"))
    }
}

fn field_name(name: &str, words: &Words<'_>) -> String {
    if name == "modified-at" {
        words.messages.plain("replay-modified-at")
    } else {
        clean(words.field(name)).into_owned()
    }
}
