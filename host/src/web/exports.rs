//! What is shown, as files to be kept: for a spreadsheet, or exactly.

use std::io::{self, Write};
use std::ops::ControlFlow;

use super::answer::{Answer, Export, Problem, Writing, WritingError};
use super::exact::Columns;
use super::visit::Visit;
use crate::report::words::rfc3339;
use crate::report::{LineFilter, Modification, json};

/// A byte order mark: spreadsheets take the file for UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";
/// The media type of a file of separated values.
const CSV: &str = "text/csv; charset=utf-8";
/// What spreadsheets take for the beginning of a formula, in the widths that they know.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Writes one cell so that a spreadsheet shows it and never runs it.
pub(super) fn cell(out: &mut dyn Write, text: &str) -> io::Result<()> {
    // An apostrophe makes text of whatever follows.
    let safe = if text.starts_with(FORMULA) { "'" } else { "" };
    write!(out, "\"{safe}{}\"", text.replace('"', "\"\"").replace(['\r', '\n', '\0'], " "))
}

fn row<'a>(out: &mut dyn Write, cells: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
    for (place, text) in cells.into_iter().enumerate() {
        if place > 0 {
            out.write_all(b";")?;
        }
        cell(out, text)?;
    }
    out.write_all(b"\r\n")
}

/// The form that a visit asks for: whether it is the exact one.
fn exactly(visit: &Visit<'_>) -> Result<bool, Problem> {
    match visit.asked("forme") {
        "exact" => Ok(true),
        "tableur" | "" => Ok(false),
        _ => Err(Problem::nothing_here()),
    }
}

/// A list of versions to be written, one after the other.
type Each<'a> = &'a mut dyn FnMut(Modification) -> ControlFlow<()>;

/// The versions of a list, as a file.
fn versions(
    name: &str,
    exact: bool,
    read: impl FnOnce(&Visit<'_>, Each<'_>) -> Result<(), crate::base::BaseError> + Send + 'static,
) -> Answer {
    let write: Writing = Box::new(move |visit, out| {
        let visit = &*visit;
        let mut failed = Ok(());
        let mut begun = false;
        if !exact {
            out.write_all(MARK)?;
            let titles = [
                "page-integrated",
                "page-operation",
                "page-customer",
                "page-applied-to",
                "page-modified",
                "page-file-name",
                "page-line",
                "page-field",
                "page-old",
                "page-new",
                "page-what",
            ];
            let titles: Vec<String> = titles.iter().map(|title| visit.say(title)).collect();
            row(out, titles.iter().map(String::as_str))?;
        }
        read(visit, &mut |one| {
            let written = if exact {
                let begin: &[u8] = if begun { b",\n" } else { b"[\n" };
                out.write_all(begin).and_then(|()| {
                    serde_json::to_writer(&mut *out, &json::history(&one, &visit.words)).map_err(io::Error::from)
                })
            } else {
                rows(visit, out, &one)
            };
            begun = true;
            failed = written;
            if failed.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        failed?;
        match (exact, begun) {
            (true, true) => out.write_all(b"\n]\n")?,
            (true, false) => out.write_all(b"[]\n")?,
            (false, _) => {}
        }
        Ok(())
    });
    let (ending, kind) = if exact { ("json", "application/json") } else { ("csv", CSV) };
    Answer::File(Export { name: format!("{name}.{ending}"), kind, write })
}

/// One version for a spreadsheet: a row a changed field, or one without a field.
fn rows(visit: &Visit<'_>, out: &mut dyn Write, one: &Modification) -> io::Result<()> {
    let words = &visit.words;
    let text = |code: String| visit.say(&code);
    let others = one.others.iter().map(|other| crate::report::text::lines::other(other, words));
    let said = one.reason.iter().chain(&one.notes).map(|reason| words.reason(reason));
    let resolution = one.resolution.map(|resolution| text(format!("resolution-{}", resolution.code())));
    let remarks = said.chain(others).chain(resolution).collect::<Vec<_>>().join(" ; ");
    let integrated = words.date(one.integrated_at);
    let operation = text(format!("operation-{}", one.operation.code()));
    let modified = one.modified_at.map(|at| words.date(at)).unwrap_or_default();
    let file = one.delivery.as_ref().map_or(one.by.as_str(), |delivery| delivery.name.as_str());
    let line = one.line.map(|line| line.to_string()).unwrap_or_default();
    let nothing = [("", "", "")];
    let changes: Vec<(&str, &str, &str)> = one
        .changes
        .iter()
        .map(|change| (words.field(&change.field), change.old.as_str(), change.new.as_str()))
        .collect();
    for (field, old, new) in if changes.is_empty() { &nothing[..] } else { &changes[..] } {
        row(
            out,
            [
                &integrated,
                &operation,
                one.customer.as_deref().unwrap_or_default(),
                one.applied_to.as_deref().unwrap_or_default(),
                &modified,
                file,
                &line,
                field,
                old,
                new,
                &remarks,
            ],
        )?;
    }
    Ok(())
}

/// A delivery's modifications.
pub(super) fn delivery(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let id = visit.id()?;
    visit.store.base.delivery(id)?.ok_or_else(|| Problem::unknown("host.unknown-delivery", id))?;
    let filter = super::delivery::asked(visit);
    let exact = exactly(visit)?;
    let name = format!("livraison-{id}");
    if filter.note.is_none() && filter.text.is_empty() {
        let outcomes = filter.outcomes;
        return Ok(versions(&name, exact, move |visit, each| visit.store.base.modifications(id, &outcomes, each)));
    }
    // As many as the text finds, or as carry the note.
    let lines = visit.store.base.lines(id, &LineFilter { from: None, ..filter }, usize::MAX)?;
    Ok(versions(&name, exact, move |_, each| {
        // Broken off only where nobody reads any more.
        let _ = lines.into_iter().try_for_each(each);
        Ok(())
    }))
}

/// The history, or a customer's.
pub(super) fn history(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let filter = super::history::asked(visit)?;
    let exact = exactly(visit)?;
    Ok(versions("historique", exact, move |visit, each| visit.store.base.history(&filter, each)))
}

/// All customers.
pub(super) fn customers(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    if exactly(visit)? {
        let columns = Columns::learn(visit)?;
        let mut lost = None;
        visit.store.base.each_customer(&mut |customer| {
            lost = columns.lost(&customer).map(str::to_owned);
            if lost.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        if let Some(field) = lost {
            return Err(Problem::refused("page.no-column", vec![visit.words.field(&field).to_owned()]));
        }
        return Ok(each_customer("clients-exact.csv", move |_, out| {
            columns.header(out)?;
            Ok(Box::new(move |_, out, customer| columns.line(out, customer)))
        }));
    }
    Ok(each_customer("clients.csv", |visit, out| {
        out.write_all(MARK)?;
        let titles = [visit.say("page-identifier"), visit.say("page-modified")];
        let fields = visit.words.fields().iter().map(|field| visit.words.field(field));
        row(out, titles.iter().map(String::as_str).chain(fields))?;
        Ok(Box::new(|visit: &Visit<'_>, out: &mut dyn Write, customer: &crate::report::Customer| {
            let value = |field: &String| {
                customer.values.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value.as_str())
            };
            let date = rfc3339(customer.modified_at);
            row(out, [customer.id.as_str(), &date].into_iter().chain(visit.words.fields().iter().map(value)))
        }))
    }))
}

/// Writes one customer.
type Line = Box<dyn FnMut(&Visit<'_>, &mut dyn Write, &crate::report::Customer) -> io::Result<()>>;

fn each_customer(
    name: &str,
    begin: impl FnOnce(&Visit<'_>, &mut dyn Write) -> Result<Line, WritingError> + Send + 'static,
) -> Answer {
    let write: Writing = Box::new(move |visit, out| {
        let visit = &*visit;
        let mut line = begin(visit, out)?;
        let mut written = Ok(());
        visit.store.base.each_customer(&mut |customer| {
            written = line(visit, out, &customer);
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        Ok(written?)
    });
    Answer::File(Export { name: name.to_owned(), kind: CSV, write })
}

/// A delivered file as it came.
pub(super) fn raw(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let id = visit.id()?;
    let delivery = visit.store.base.delivery(id)?.ok_or_else(|| Problem::unknown("host.unknown-delivery", id))?;
    let write: Writing = Box::new(move |visit, out| Ok(visit.store.raw_delivery(&delivery, None, out)?));
    Ok(Answer::File(Export { name: format!("livraison-{id}.txt"), kind: "application/octet-stream", write }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut out = Vec::new();
        cell(&mut out, text).expect("writing to memory never fails");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn no_cell_is_a_formula() {
        for begin in FORMULA {
            let cell = written(&format!("{begin}cmd|' /C calc'!A0"));
            assert!(cell.starts_with("\"'"), "{cell}");
        }
        assert_eq!(written("06 11"), "\"06 11\"");
        assert_eq!(written("a\"b;c"), "\"a\"\"b;c\"");
    }
}
