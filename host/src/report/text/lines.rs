//! Modifications, history and the delivered file, line by line.

use std::io::{self, Write};

use super::{clean, left, right};
use crate::report::words::Words;
use crate::report::{FieldChange, Modification, Operation, Other};
use crate::rules::Cells;

/// Cells for a line's number: deliveries have up to ten million lines.
const LINE: usize = 8;

/// Cells for a customer's identifier; longer ones push the rest to the right.
const CUSTOMER: usize = 12;

/// One modification of a delivery: `line  outcome  customer  field: old → new`.
pub fn modification(out: &mut dyn Write, one: &Modification, words: &Words<'_>) -> io::Result<()> {
    let line = one.line.map(|line| line.to_string()).unwrap_or_default();
    let begin = format!("{}  {}  {}", right(&line, LINE), outcome(one.operation, words), customer(one, words));
    let rest = remarks(one, words).join(" ; ");
    writeln!(out, "{}", format!("{begin}  {rest}").trim_end())
}

/// One entry of the history, on one line; its details on lines of their own.
pub fn history(out: &mut dyn Write, one: &Modification, details: bool, words: &Words<'_>) -> io::Result<()> {
    let from = match (&one.delivery, one.line) {
        (Some(delivery), Some(line)) => {
            let arguments = [("name", clean(&delivery.name).into_owned().into()), ("line", line.to_string().into())];
            words.messages.text("history-delivery", &arguments)
        }
        (Some(delivery), None) => clean(&delivery.name).into_owned(),
        (None, _) => words.messages.text("history-person", &[("by", clean(&one.by).into_owned().into())]),
    };
    let date = words.date(one.integrated_at);
    writeln!(out, "{date}  {}  {}  {from}", outcome(one.operation, words), customer(one, words))?;
    if !details {
        return Ok(());
    }
    if let Some(modified_at) = one.modified_at {
        let arguments = [("date", words.date(modified_at).into())];
        writeln!(out, "    {}", words.messages.text("history-modified-at", &arguments))?;
    }
    for remark in remarks(one, words) {
        writeln!(out, "    {remark}")?;
    }
    Ok(())
}

/// The delivered file as the rules read it: the header's cells come first.
pub fn cells(out: &mut dyn Write, cells: &[Cells], words: &Words<'_>) -> io::Result<()> {
    let Some((header, records)) = cells.split_first() else { return Ok(()) };
    let titles = header.values.iter().map(|title| super::width(title)).max().unwrap_or(0);
    for record in records {
        let arguments = [("line", record.number.to_string().into()), ("encoding", record.encoding.clone().into())];
        writeln!(out, "{}", words.messages.text("delivery-line", &arguments))?;
        let wrong = record.wrong_column.and_then(|column| usize::try_from(column).ok());
        for index in 0..record.values.len().max(header.values.len()) {
            let title = header.values.get(index).map_or("?", String::as_str);
            let mark = if wrong == Some(index) { '!' } else { ' ' };
            let value = record.values.get(index).map_or_else(|| "—".into(), |value| clean(value));
            writeln!(out, "{}", format!(" {mark}  {}  {value}", left(&clean(title), titles)).trim_end())?;
        }
    }
    Ok(())
}

/// A field's old and new value.
pub fn change(change: &FieldChange, words: &Words<'_>) -> String {
    let shown = |value: &str| match value {
        "" => words.messages.plain("value-empty"),
        value => clean(value).into_owned(),
    };
    let field = clean(words.field(&change.field)).into_owned();
    let arguments = [("field", field.into()), ("old", shown(&change.old).into()), ("new", shown(&change.new).into())];
    words.messages.text("change", &arguments)
}

/// Another customer and on what grounds.
pub fn other(other: &Other, words: &Words<'_>) -> String {
    let reasons: Vec<String> = other.reasons.iter().map(|reason| words.reason(reason)).collect();
    let arguments = [("customer", clean(&other.customer).into_owned().into()), ("reasons", reasons.join(", ").into())];
    clean(&words.messages.text("other", &arguments)).into_owned()
}

/// The singular word for what happened, as wide as the widest outcome.
fn outcome(operation: Operation, words: &Words<'_>) -> String {
    let title = |operation: Operation| words.messages.plain(&format!("operation-{}", operation.code()));
    let cells = Operation::OUTCOMES.iter().map(|outcome| super::width(&title(*outcome))).max().unwrap_or(0);
    left(&title(operation), cells)
}

fn customer(one: &Modification, words: &Words<'_>) -> String {
    let sent = one.customer.as_deref().map(clean).unwrap_or_default();
    let text = match &one.applied_to {
        Some(applied_to) => {
            let arguments = [("sent", sent.into_owned().into()), ("kept", clean(applied_to).into_owned().into())];
            words.messages.text("customer-through-alias", &arguments)
        }
        None => sent.into_owned(),
    };
    left(&text, CUSTOMER)
}

/// Everything else that there is to say, a sentence each.
fn remarks(one: &Modification, words: &Words<'_>) -> Vec<String> {
    let reason = one.reason.iter().map(|reason| clean(&words.reason(reason)).into_owned());
    let changes = one.changes.iter().map(|one| change(one, words));
    let others = one.others.iter().map(|one| other(one, words));
    let notes = one.notes.iter().map(|note| clean(&words.reason(note)).into_owned());
    let resolution =
        one.resolution.iter().map(|resolution| words.messages.plain(&format!("resolution-{}", resolution.code())));
    reason.chain(changes).chain(others).chain(notes).chain(resolution).collect()
}
