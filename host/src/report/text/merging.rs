//! Merges, their undoing, and the queue side by side.

use std::io::{self, Write};

use fluent_bundle::FluentValue;

use super::{clean, customers, left, lines, number, width};
use crate::report::merging::{Comparison, Merge, MergeRecord, Provenance, Unmerge};
use crate::report::verification::Verification;
use crate::report::words::Words;
use crate::report::{Customer, Timestamp};
use crate::rules::Reason;

/// Cells of a value in a table of several columns: three of them and a label stand side by side on a wide terminal.
const COLUMN: usize = 28;

/// What a merge gives: both sides and the survivor, `!` where a person had to choose.
pub fn merge(out: &mut dyn Write, merge: &Merge, words: &Words<'_>) -> io::Result<()> {
    let arguments: [(&str, FluentValue<'_>); 3] = [
        ("id", merge.id.unwrap_or_default().to_string().into()),
        ("kept", clean(&merge.survivor.id).into_owned().into()),
        ("absorbed", clean(&merge.absorbed).into_owned().into()),
    ];
    let code = if merge.id.is_some() { "merge-done" } else { "merge-preview" };
    writeln!(out, "{}", words.messages.text(code, &arguments))?;
    let titles = [clean(&merge.survivor.id), clean(&merge.absorbed), words.messages.plain("merge-result").into()];
    let shown = merge.fields.iter().filter(|field| !(field.kept.is_empty() && field.absorbed.is_empty()));
    let rows: Vec<Row<'_>> = shown
        .map(|field| {
            let values = vec![field.kept.as_str(), field.absorbed.as_str(), field.value.as_str()];
            Row { mark: if field.conflict { '!' } else { ' ' }, label: words.field(&field.field), values }
        })
        .collect();
    table(out, &titles.each_ref().map(AsRef::as_ref), &rows)?;
    for other in &merge.matches {
        writeln!(out, "  {}", lines::other(other, words))?;
    }
    for note in &merge.notes {
        writeln!(out, "  {}", clean(&words.reason(note)))?;
    }
    for (code, entries) in [("merge-applied", &merge.applied), ("merge-released", &merge.released)] {
        if !entries.is_empty() {
            writeln!(out, "  {}", words.messages.text(code, &[("entries", numbers(entries).into())]))?;
        }
    }
    if merge.id.is_none() {
        writeln!(out, "  {}", words.messages.text("merge-basis", &[("basis", merge.basis.clone().into())]))?;
    }
    Ok(())
}

/// A merge on one line.
pub fn record(out: &mut dyn Write, merge: &MergeRecord, words: &Words<'_>) -> io::Result<()> {
    let mut arguments: Vec<(&str, FluentValue<'_>)> = vec![
        ("id", merge.id.to_string().into()),
        ("kept", clean(&merge.kept).into_owned().into()),
        ("absorbed", clean(&merge.absorbed).into_owned().into()),
        ("date", words.date(merge.at).into()),
        ("by", clean(&merge.by).into_owned().into()),
    ];
    let code = match &merge.undone {
        None => "merge-record",
        Some(undone) => {
            arguments.push(("undone", words.date(undone.at).into()));
            arguments.push(("undoneby", clean(&undone.by).into_owned().into()));
            "merge-record-undone"
        }
    };
    writeln!(out, "{}", words.messages.text(code, &arguments))
}

/// What undoing a merge gives, and what stays as it is.
pub fn unmerge(out: &mut dyn Write, unmerge: &Unmerge, preview: bool, words: &Words<'_>) -> io::Result<()> {
    let arguments: [(&str, FluentValue<'_>); 3] = [
        ("id", unmerge.id.to_string().into()),
        ("kept", clean(&unmerge.kept).into_owned().into()),
        ("absorbed", clean(&unmerge.absorbed).into_owned().into()),
    ];
    writeln!(out, "{}", words.messages.text(if preview { "unmerge-preview" } else { "unmerge-done" }, &arguments))?;
    for customer in &unmerge.customers {
        writeln!(out)?;
        customers::customer(out, customer, words)?;
    }
    for one in &unmerge.not_split {
        let reason = words.reason(&Reason { code: one.reason.into(), arguments: Vec::new() });
        let arguments = [("entry", one.entry.to_string().into()), ("reason", reason.into())];
        writeln!(out, "  {}", words.messages.text("unmerge-not-split", &arguments))?;
    }
    if !unmerge.released.is_empty() {
        let arguments = [("entries", numbers(&unmerge.released).into())];
        writeln!(out, "  {}", words.messages.text("unmerge-released", &arguments))?;
    }
    Ok(())
}

/// The queue of one customer, under its name.
pub fn group(out: &mut dyn Write, group: &[crate::report::Withheld], words: &Words<'_>) -> io::Result<()> {
    let Some(first) = group.first() else { return Ok(()) };
    let arguments = [("id", clean(&first.concerns).into_owned().into()), ("count", number(group.len() as u64))];
    writeln!(out, "{}", words.messages.text("withheld-group", &arguments))?;
    for one in group {
        customers::withheld(out, one, words)?;
    }
    Ok(())
}

/// A withheld modification: the customer now, with it applied, and whoever stands in its way, in columns.
pub fn comparison(out: &mut dyn Write, one: &Comparison, clock: Timestamp, words: &Words<'_>) -> io::Result<()> {
    customers::withheld(out, &one.withheld, words)?;
    let age = u64::try_from(one.age_days(clock)).unwrap_or_default();
    writeln!(out, "    {}", words.messages.text("withheld-age", &[("days", number(age))]))?;
    let first = words.messages.plain(if one.withheld.known { "column-now" } else { "column-first" });
    let mut titles = vec![first, words.messages.plain("column-then")];
    titles.extend(one.others.iter().map(|other| clean(&other.id).into_owned()));
    let columns: Vec<&Customer> = [&one.now, &one.then].into_iter().chain(&one.others).collect();
    let value = |customer: &'_ Customer, field: &str| -> usize {
        customer.values.iter().position(|(name, _)| name == field).unwrap_or(usize::MAX)
    };
    let mut rows = Vec::new();
    for (field, _) in &one.then.values {
        let values: Vec<&str> = columns
            .iter()
            .map(|customer| customer.values.get(value(customer, field)).map_or("", |(_, value)| value.as_str()))
            .collect();
        if values.iter().any(|value| !value.is_empty()) {
            let mark = if values[0] == values[1] { ' ' } else { '→' };
            rows.push(Row { mark, label: words.field(field), values });
        }
    }
    table(out, &titles.iter().map(String::as_str).collect::<Vec<_>>(), &rows)?;
    if let Some(other) = one.withheld.others.first() {
        let arguments = [
            ("customer", clean(&one.withheld.concerns).into_owned().into()),
            ("other", clean(&other.customer).into_owned().into()),
        ];
        writeln!(out, "{}", words.messages.text("withheld-next", &arguments))?;
    }
    Ok(())
}

/// Which entry set each value of a customer.
pub fn provenance(
    out: &mut dyn Write,
    customer: &Customer,
    set_by: &[Provenance],
    words: &Words<'_>,
) -> io::Result<()> {
    for (field, value) in customer.values.iter().filter(|(_, value)| !value.is_empty()) {
        let Some(entry) = set_by.iter().find(|set| set.field == *field).map(|set| set.entry) else { continue };
        let arguments = [
            ("field", words.field(field).to_owned().into()),
            ("value", clean(value).into_owned().into()),
            ("entry", entry.to_string().into()),
        ];
        writeln!(out, "  {}", words.messages.text("customer-set-by", &arguments))?;
    }
    Ok(())
}

/// Whether the base is what its history says.
pub fn verification(out: &mut dyn Write, verification: &Verification, words: &Words<'_>) -> io::Result<()> {
    let arguments = [
        ("versions", number(verification.versions)),
        ("customers", number(verification.customers)),
        ("aliases", number(verification.aliases)),
        ("withheld", number(verification.withheld)),
        ("keys", number(verification.keys)),
    ];
    let code = if verification.differences.is_empty() { "verify-sound" } else { "verify-differs" };
    writeln!(out, "{}", words.messages.text(code, &arguments))?;
    for one in &verification.differences {
        let arguments = [("count", number(one.count)), ("first", clean(&one.first).into_owned().into())];
        writeln!(out, "  {}", words.messages.text(&format!("verify-{}", one.subject.code()), &arguments))?;
    }
    Ok(())
}

struct Row<'a> {
    mark: char,
    label: &'a str,
    values: Vec<&'a str>,
}

/// Values side by side; a long one ends its line early, so that none is cut.
fn table(out: &mut dyn Write, titles: &[&str], rows: &[Row<'_>]) -> io::Result<()> {
    let labels = rows.iter().map(|row| width(row.label)).max().unwrap_or(0);
    let line = |values: &[&str]| -> String {
        let cells: Vec<String> = values.iter().map(|value| left(&clean(value), COLUMN)).collect();
        cells.join("  ")
    };
    writeln!(out, "    {}  {}", left("", labels), line(titles).trim_end())?;
    for row in rows {
        writeln!(out, "  {} {}  {}", row.mark, left(row.label, labels), line(&row.values).trim_end())?;
    }
    Ok(())
}

fn numbers(entries: &[i64]) -> String {
    entries.iter().map(i64::to_string).collect::<Vec<_>>().join(", ")
}
