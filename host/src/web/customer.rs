//! A customer's record: its values, where each came from, what is withheld of it, its history; and its editing.

use maud::{Markup, html};

use super::answer::{Answer, Problem};
use super::visit::Visit;
use super::{changed, deciding, frame, history, merges, parts, places};
use crate::people::{self, Edit, Edited};
use crate::report::{Customer, HistoryFilter, Mode, Modification, Operation};
use crate::rules::Reason;

/// Entries of the history that the record shows.
const ENTRIES: usize = 10;
/// What a form's field names begin with.
const FIELD: &str = "champ.";

fn find(visit: &Visit<'_>, id: &str) -> Result<Customer, Problem> {
    visit.store.base.customer(id)?.ok_or_else(|| Problem::unknown("host.unknown-customer", id))
}

/// Every field of the rules with its value, then those that no rules know any more.
fn fields<'a>(visit: &'a Visit<'_>, customer: &'a Customer) -> Vec<(&'a str, &'a str)> {
    let value = |field: &str| customer.values.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value);
    let known = visit.words.fields();
    let mut fields: Vec<_> = known.iter().map(|field| (field.as_str(), value(field))).collect();
    let unknown = customer.values.iter().filter(|(name, value)| !known.contains(name) && !value.is_empty());
    fields.extend(unknown.map(|(name, value)| (name.as_str(), value.as_str())));
    fields
}

/// Whom it is about, as people call them.
fn name(customer: &Customer) -> String {
    let value = |field: &str| customer.values.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value);
    let name = format!("{} {}", value("first_name"), value("last_name"));
    match name.trim() {
        "" => customer.id.clone(),
        name => name.to_owned(),
    }
}

/// Shows the record.
pub(super) fn show(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let id = visit.asked("id").to_owned();
    let customer = find(visit, &id)?;
    let origins = origins(visit, &customer)?;
    let filter = HistoryFilter { customer: Some(customer.id.clone()), ..HistoryFilter::default() };
    let entries = visit.store.base.history_window(&filter, None, ENTRIES + 1)?;
    let done: Option<i64> = visit.asked_number("fait");
    let done = done.map(|number| visit.store.base.entry(number)).transpose()?.flatten();
    let done = done.filter(|one| one.customer.as_deref() == Some(customer.id.as_str()));
    let title = crate::report::text::clean(&name(&customer)).into_owned();
    let merged = merges::banner(visit)?;
    let distinct = visit.store.base.distinct_of_customer(&customer)?;
    let content = html! {
        (frame::heading(&title, html! { a href=(places::with(places::MERGING, &[("garde", &customer.id)])) { (visit.say("page-merge-another")) } a.button.primary href=(places::with(places::EDIT, &[("id", &customer.id)])) { (visit.say("page-edit")) } }))
        (merged)
        @if let Some(done) = &done { (undoable(visit, &customer, done)) }
        p.facts {
            span { (visit.say("page-identifier")) " " b { bdi { (parts::text(&customer.id)) } } }
            span { (visit.say("page-modified")) " " (parts::time(visit, customer.modified_at)) }
            @if !customer.aliases.is_empty() { span { (visit.say("page-merged-identities")) " " @for alias in &customer.aliases { bdi { (parts::text(alias)) } " " } } }
        }
        @for other in &distinct {
            div.distinct { span { (visit.say("page-distinct-from")) " " (parts::customer(other)) } (deciding::undo_distinct_form(visit, &customer.id, other)) }
        }
        @for withheld in &customer.withheld {
            p.banner.duplicate { (frame::icon("M8 8h12v12H8zM4 16V4h12")) span { (visit.say("page-withheld-of")) " " a href=(places::withheld(*withheld)) { (visit.say("page-look-at-it")) } } }
        }
        section.card aria-labelledby="record" {
            h2 #record { (visit.say("page-record")) }
            (record(visit, &customer, &origins))
        }
        div {
            h2 { (visit.say("page-history")) }
            (history::table(visit, &entries[..entries.len().min(ENTRIES)], true))
            p { a href=(places::with(places::HISTORY, &[("client", &customer.id), ("details", "1")])) { (visit.say("page-whole-history")) } }
        }
    };
    Ok(Answer::Page(frame::page(visit, places::CUSTOMERS, &title, content)))
}

/// The entry of the history that set a field's value.
struct Origin {
    field: String,
    since: Modification,
}

fn origins(visit: &Visit<'_>, customer: &Customer) -> Result<Vec<Origin>, Problem> {
    let base = &visit.store.base;
    let mut origins = Vec::new();
    for set in base.provenance(&customer.id)? {
        if let Some(since) = base.entry(set.entry)? {
            origins.push(Origin { field: set.field, since });
        }
    }
    Ok(origins)
}

fn record(visit: &Visit<'_>, customer: &Customer, origins: &[Origin]) -> Markup {
    html! {
        table.record {
            thead { tr { th scope="col" { (visit.say("page-field")) } th scope="col" { (visit.say("page-value")) } th scope="col" { (visit.say("page-since")) } } }
            tbody {
                @for (field, value) in fields(visit, customer) {
                    tr {
                        th scope="row" { (visit.words.field(field)) }
                        td { @if value.is_empty() { span.none { "—" } } @else { bdi { (parts::text(value)) } } }
                        td.since {
                            @if let Some(origin) = origins.iter().find(|origin| origin.field == field && !value.is_empty()) {
                                (parts::time(visit, origin.since.integrated_at)) " · " (history::whence(visit, &origin.since))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What was just written, and the way back.
fn undoable(visit: &Visit<'_>, customer: &Customer, done: &Modification) -> Markup {
    let undone = visit.asked("annule") == "1";
    // A consent that was taken back is not given again by one click.
    let back = customer.version == done.id && !done.changes.is_empty() && !undone;
    let back = back && done.operation != Operation::OptOutApplied;
    html! {
        div.banner.done role="status" {
            (frame::icon("M5 12l4 4L19 6"))
            div { p { (visit.say(if undone { "page-undone" } else { "page-saved" })) } (changed::changes(visit, &done.changes)) }
            @if back {
                form method="post" action="/client/annuler" {
                    input type="hidden" name="id" value=(customer.id);
                    input type="hidden" name="version" value=(done.id);
                    button { (visit.say("page-undo")) }
                    div.answer role="alert" {}
                }
            }
        }
    }
}

/// Shows the record to be edited.
pub(super) fn edit(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let id = visit.asked("id").to_owned();
    let customer = find(visit, &id)?;
    let title =
        visit.tell("page-edit-title", &[("name", crate::report::text::clean(&name(&customer)).into_owned().into())]);
    let known = visit.words.fields().len();
    let content = html! {
        (frame::heading(&title, html! { a href=(places::customer(&customer.id)) { (visit.say("page-back")) } }))
        form.card.record-form method="post" action=(places::EDIT) {
            input type="hidden" name="id" value=(customer.id);
            input type="hidden" name="version" value=(customer.version);
            div.grid {
                @for (place, (field, value)) in fields(visit, &customer).into_iter().take(known).enumerate() {
                    div {
                        label for=(format!("f{place}")) { (visit.words.field(field)) }
                        input #{ "f" (place) } name={ (FIELD) (field) } value=(value) autocomplete="off" maxlength="1000";
                    }
                }
            }
            p.actions {
                button.primary type="submit" { (visit.say("page-save")) }
                a.button href=(places::customer(&customer.id)) { (visit.say("page-cancel")) }
            }
            div.answer role="alert" tabindex="-1" {}
        }
    };
    Ok(Answer::Page(frame::page(visit, places::CUSTOMERS, &title, content)))
}

/// Writes what was edited: the fields that differ from the record that the person saw.
pub(super) fn save(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let id = visit.sent("id").to_owned();
    let seen: i64 = visit.sent("version").parse().map_err(|_| Problem::nothing_here())?;
    let customer = find(visit, &id)?;
    let values: Vec<(String, String)> = {
        let before = fields(visit, &customer);
        let sent = visit.form.iter().filter_map(|(name, value)| Some((name.strip_prefix(FIELD)?, value.trim())));
        sent.filter(|(field, value)| before.iter().any(|(name, old)| name == field && old != value))
            .map(|(field, value)| (field.to_owned(), value.to_owned()))
            .collect()
    };
    if values.is_empty() && seen == customer.version {
        return Ok(Answer::go(places::customer(&customer.id)));
    }
    write(visit, &customer.id, &values, seen, &[])
}

/// Writes the values back that a version replaced, as an edit of its own.
pub(super) fn undo(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let id = visit.sent("id").to_owned();
    let version: i64 = visit.sent("version").parse().map_err(|_| Problem::nothing_here())?;
    let customer = find(visit, &id)?;
    let done = visit.store.base.entry(version)?.filter(|one| one.customer.as_deref() == Some(customer.id.as_str()));
    let done = done.ok_or_else(Problem::nothing_here)?;
    let values: Vec<(String, String)> = done.changes.into_iter().map(|change| (change.field, change.old)).collect();
    write(visit, &customer.id, &values, version, &[("annule", "1")])
}

fn write(
    visit: &mut Visit<'_>,
    id: &str,
    values: &[(String, String)],
    seen: i64,
    then: &[(&str, &str)],
) -> Result<Answer, Problem> {
    let by = visit.store.user(Mode::Manual);
    let force = visit.sent("malgre") == "1";
    let edit = Edit { values, at: None, force, seen: Some(seen), by: &by };
    let edited = people::edit(&mut visit.store, id, &edit)?;
    answer(visit, id, edited, then)
}

/// The record with what was just written of it.
pub(super) fn written(id: &str, version: Option<i64>, then: &[(&str, &str)]) -> String {
    let version = version.map(|version| version.to_string()).unwrap_or_default();
    let mut questions = vec![("id", id), ("fait", version.as_str())];
    questions.extend_from_slice(then);
    places::with(places::CUSTOMER, &questions)
}

/// What became of an edit.
pub(super) fn answer(visit: &Visit<'_>, id: &str, edited: Edited, then: &[(&str, &str)]) -> Result<Answer, Problem> {
    match edited {
        Edited::Done { customer, version } => Ok(Answer::go(written(&customer, version, then))),
        Edited::Problems(problems) => {
            let sentences: Vec<String> = problems.iter().map(|problem: &Reason| visit.words.reason(problem)).collect();
            Err(Problem::refused("host.edit-refused", vec![sentences.join(" ; ")]))
        }
        Edited::WouldDuplicate(others) => {
            let more = html! {
                (parts::others(visit, &others))
                label.switch { input type="checkbox" name="malgre" value="1"; " " (visit.say("page-all-the-same")) }
            };
            Err(Problem::refused("page.would-duplicate", Vec::new()).with(more))
        }
        Edited::ChangedMeanwhile => Err(Problem::changed_meanwhile("host.customer-changed")
            .with(html! { p { a.button href=(places::customer(id)) { (visit.say("page-look-at-record")) } } })),
    }
}
