//! Two customers laid side by side: what a merge would give, a choice per field, and the merge.

use maud::{Markup, html};

use super::answer::{Answer, Problem};
use super::changed::changes;
use super::visit::{Pairs, Visit};
use super::{frame, parts, places};
use crate::people::{self, MergeRequest, PeopleError};
use crate::report::merging::{Comparison, Merge, MergedField};
use crate::report::text::clean;
use crate::report::{Customer, FieldChange, Mode};

/// What the names of a form's choices begin with.
const CHOICE: &str = "choix.";
/// The kept customer's value, where the rules propose another.
const KEEP: &str = "keep";
/// The absorbed customer's value, where the rules propose another.
const TAKE: &str = "take";
/// Where a person who worked through the queue goes on.
const QUEUE: &str = "doublons";

/// Two customers of whom one is to lead to the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair<'a> {
    /// The identifier that stays.
    pub(super) kept: &'a str,
    /// The one that is to lead to it.
    pub(super) absorbed: &'a str,
}

/// The columns of the comparison, from left to right.
pub(super) struct Columns<'a> {
    /// What the received modification changes; none where nothing was received.
    pub(super) before: Option<Before<'a>>,
    /// The identifier of the left side of the choice.
    pub(super) left: &'a str,
    /// Whether the left side is a received modification.
    pub(super) received: bool,
    /// The identifier of the right side.
    pub(super) right: &'a str,
}

/// What a received modification changes.
#[derive(Clone, Copy)]
pub(super) enum Before<'a> {
    /// The customer in the base.
    InBase(&'a Customer),
    /// What was received first for a customer who is not in the base, where that was something else.
    FirstReceived(&'a Customer),
    /// Nothing: the customer is not in the base.
    Nothing,
}

impl<'a> Before<'a> {
    /// Of a withheld modification.
    pub(super) fn of(one: &'a Comparison) -> Self {
        match (one.withheld.known, one.now.values == one.then.values) {
            (true, _) => Self::InBase(&one.now),
            (false, false) => Self::FirstReceived(&one.now),
            (false, true) => Self::Nothing,
        }
    }

    pub(super) fn value(self, field: &str) -> &'a str {
        match self {
            Self::InBase(customer) | Self::FirstReceived(customer) => value(customer, field),
            Self::Nothing => "",
        }
    }

    pub(super) fn title(self, visit: &Visit<'_>) -> Markup {
        html! {
            @match self {
                Self::InBase(_) => (visit.say("page-in-base")),
                Self::FirstReceived(_) => (visit.say("page-first-received")),
                Self::Nothing => { (visit.say("page-in-base")) " " small.tag { (visit.say("page-not-yet")) } },
            }
        }
    }
}

/// One field, with both sides and what the merge makes of them.
struct Row<'a> {
    field: &'a MergedField,
    before: &'a str,
    left: Side<'a>,
    right: Side<'a>,
}

/// A value and the choice that stands for it: empty = as the rules propose.
struct Side<'a> {
    value: &'a str,
    choice: &'static str,
}

/// Shows what a merge would give; nothing is written.
pub(super) fn preview(visit: &mut Visit<'_>, pair: Pair<'_>) -> Result<Merge, Problem> {
    let (take, keep) = (chosen(&visit.query, TAKE), chosen(&visit.query, KEEP));
    let basis = Some(visit.asked("base").to_owned()).filter(|basis| !basis.is_empty());
    let by = visit.store.user(Mode::Manual);
    let Pair { kept, absorbed } = pair;
    let request = MergeRequest { kept, absorbed, take: &take, keep: &keep, basis: basis.as_deref(), by: &by };
    people::preview_merge(&mut visit.store, &request).map_err(|error| problem(visit, error))
}

/// Merges two customers as the form says.
pub(super) fn merge(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let (take, keep) = (chosen(&visit.form, TAKE), chosen(&visit.form, KEEP));
    let (kept, absorbed) = (visit.sent("garde").to_owned(), visit.sent("absorbe").to_owned());
    let (basis, by) = (visit.sent("base").to_owned(), visit.store.user(Mode::Manual));
    let request =
        MergeRequest { kept: &kept, absorbed: &absorbed, take: &take, keep: &keep, basis: Some(&basis), by: &by };
    let merge = people::merge(&mut visit.store, &request).map_err(|error| problem(visit, error))?;
    let id = merge.id.unwrap_or_default().to_string();
    Ok(Answer::go(match visit.sent("suite") {
        QUEUE => places::with(places::DUPLICATES, &[("fusion", &id)]),
        _ => places::with(places::CUSTOMER, &[("id", &merge.survivor.id), ("fusion", &id)]),
    }))
}

/// Shows two customers whom a person wants to merge, or asks for the second.
pub(super) fn show(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let (kept, absorbed) = (visit.asked("garde").trim().to_owned(), visit.asked("absorbe").trim().to_owned());
    let title = visit.say("page-merge-title");
    let content = if absorbed.is_empty() {
        ask(visit, &kept)
    } else {
        let merge = preview(visit, Pair { kept: &kept, absorbed: &absorbed })?;
        let columns = Columns { before: None, left: &merge.survivor.id, received: false, right: &merge.absorbed };
        let swapped = visit.with(&[("garde", &absorbed), ("absorbe", &kept)]);
        html! {
            p.choices {
                span.legend { (visit.say("page-kept-id")) }
                a.chip href=(visit.with(&[])) aria-current="true" { bdi { (clean(&merge.survivor.id)) } }
                a.chip href=(swapped) { bdi { (clean(&merge.absorbed)) } }
            }
            (form(visit, &merge, &columns, false, frame::nothing()))
        }
    };
    let content = html! {
        (frame::heading(&title, html! { a href=(places::customer(&kept)) { (visit.say("page-back")) } }))
        (content)
    };
    Ok(Answer::Page(frame::page(visit, places::CUSTOMERS, &title, content)))
}

fn ask(visit: &Visit<'_>, kept: &str) -> Markup {
    html! {
        form.card.filters method="get" action=(places::MERGING) {
            input type="hidden" name="garde" value=(kept);
            label.by { (visit.say("page-merge-with")) " " input name="absorbe" required autocomplete="off"; }
            button type="submit" { (visit.say("page-compare")) }
            p.note { (visit.say("page-merge-help")) }
        }
    }
}

/// The comparison with its choices, the preview and what can be done.
pub(super) fn form(visit: &Visit<'_>, merge: &Merge, columns: &Columns<'_>, queue: bool, others: Markup) -> Markup {
    let left_is_kept = merge.survivor.id == columns.left;
    let rows: Vec<Row<'_>> = merge.fields.iter().map(|field| row(field, columns, left_is_kept)).collect();
    let same = |row: &&Row<'_>| row.left.value == row.right.value && !changed(columns, row);
    let (equal, different): (Vec<&Row<'_>>, Vec<&Row<'_>>) = rows.iter().partition(same);
    let equal: Vec<_> = equal.into_iter().filter(|row| !row.left.value.is_empty()).collect();
    html! {
        form.merging method="post" action=(places::MERGING) data-preview="preview" {
            input type="hidden" name="garde" value=(merge.survivor.id);
            input type="hidden" name="absorbe" value=(merge.absorbed);
            input type="hidden" name="base" value=(merge.basis);
            @if queue { input type="hidden" name="suite" value=(QUEUE); }
            div.wide tabindex="0" role="region" aria-label=(visit.say("page-compared")) {
                table.card.three.four[columns.before.is_some()] {
                    (head(visit, columns))
                    tbody { @for row in different { (line(visit, row, columns)) } }
                }
            }
            @if !equal.is_empty() {
                details.equal {
                    summary { (visit.count("page-equal-fields", equal.len() as u64)) }
                    table.card.three.four[columns.before.is_some()] { (head(visit, columns)) tbody { @for row in equal { (line(visit, row, columns)) } } }
                }
            }
            (outcome(visit, merge))
            div.answer role="alert" tabindex="-1" {}
            p.actions {
                button.primary type="submit" data-key="f" { (frame::icon("M6 4v5c0 3 6 3 6 6v5M18 4v5c0 3-6 3-6 6")) (visit.say("page-merge")) kbd aria-hidden="true" { "F" } }
                (others)
            }
        }
    }
}

fn row<'a>(field: &'a MergedField, columns: &Columns<'a>, left_is_kept: bool) -> Row<'a> {
    let side = |kept: bool| {
        let value = if kept { &field.kept } else { &field.absorbed };
        let choice = match (*value == field.value, kept) {
            (true, _) => "",
            (false, true) => KEEP,
            (false, false) => TAKE,
        };
        Side { value, choice }
    };
    let before = columns.before.map_or("", |before| before.value(&field.field));
    Row { field, before, left: side(left_is_kept), right: side(!left_is_kept) }
}

fn head(visit: &Visit<'_>, columns: &Columns<'_>) -> Markup {
    let side = |received: bool, id: &str| {
        html! { (visit.say(if received { "page-received" } else { "page-customer" })) " " (parts::customer(id)) }
    };
    html! {
        thead {
            tr {
                th scope="col" { (visit.say("page-field")) }
                @if let Some(before) = columns.before { th scope="col" { (before.title(visit)) } }
                th scope="col" { (side(columns.received, columns.left)) }
                th scope="col" { (visit.say(if columns.received { "page-other-customer" } else { "page-customer" })) " " (parts::customer(columns.right)) }
            }
        }
    }
}

/// Whether the received modification changes a field of a customer who has it.
fn changed(columns: &Columns<'_>, row: &Row<'_>) -> bool {
    !matches!(columns.before, None | Some(Before::Nothing)) && row.before != row.left.value
}

fn line(visit: &Visit<'_>, row: &Row<'_>, columns: &Columns<'_>) -> Markup {
    let choice = row.left.value != row.right.value;
    let own = choice && !row.left.choice.is_empty() && !row.right.choice.is_empty();
    let changed = changed(columns, row);
    html! {
        tr {
            th scope="row" {
                (visit.words.field(&row.field.field))
                @if row.field.conflict { " " small.tag { (visit.say("page-conflict")) } }
                @if own {
                    label.value { input type="radio" name={ (CHOICE) (row.field.field) } value="" checked; span { (visit.say("page-rules-value")) " " (shown(&row.field.value)) } }
                }
            }
            @if columns.before.is_some() { td { (shown(row.before)) } }
            td.changed[changed] { (cell(visit, row, &row.left, choice)) }
            td.alike[!choice && !row.left.value.is_empty()] { (cell(visit, row, &row.right, choice)) }
        }
    }
}

fn cell(visit: &Visit<'_>, row: &Row<'_>, side: &Side<'_>, choice: bool) -> Markup {
    html! {
        @if choice {
            label.value {
                input type="radio" name={ (CHOICE) (row.field.field) } value=(side.choice) checked[side.choice.is_empty()];
                span { span.unseen { (visit.words.field(&row.field.field)) " " } (shown(side.value)) }
            }
        } @else { (shown(side.value)) }
    }
}

fn shown(value: &str) -> Markup {
    html! { @if value.is_empty() { span.none { "—" } } @else { bdi { (parts::text(value)) } } }
}

/// What the merge changes, and what it brings with it.
fn outcome(visit: &Visit<'_>, merge: &Merge) -> Markup {
    let differences: Vec<FieldChange> = (merge.fields.iter())
        .filter(|field| field.kept != field.value)
        .map(|field| FieldChange { field: field.field.clone(), old: field.kept.clone(), new: field.value.clone() })
        .collect();
    let names = [
        ("kept", clean(&merge.survivor.id).into_owned().into()),
        ("absorbed", clean(&merge.absorbed).into_owned().into()),
    ];
    html! {
        section.card.preview #preview aria-labelledby="preview-title" {
            h2 #preview-title { (visit.say("page-preview")) }
            p { (visit.tell("page-leads-to", &names)) }
            @if differences.is_empty() { p.none { (visit.say("page-merge-no-change")) } } @else { (changes(visit, &differences)) }
            @for note in &merge.notes { p.note { (parts::reason(visit, note)) } }
            (parts::others(visit, &merge.matches))
            @for (code, count) in [("page-merge-applied", merge.applied.len()), ("page-merge-released", merge.released.len())] {
                @if count > 0 { p.note { (visit.count(code, count as u64)) } }
            }
        }
    }
}

/// Fields for which something other than the rules' proposal was chosen.
fn chosen(pairs: &Pairs, choice: &str) -> Vec<String> {
    let fields = pairs.iter().filter(|(_, value)| value == choice);
    fields.filter_map(|(name, _)| name.strip_prefix(CHOICE)).map(str::to_owned).collect()
}

/// Why a merge is refused, with the way on.
pub(super) fn problem(visit: &Visit<'_>, error: PeopleError) -> Problem {
    match error {
        PeopleError::Problems(problems) => {
            let sentences: Vec<String> = problems.iter().map(|problem| visit.words.reason(problem)).collect();
            Problem::refused("host.edit-refused", vec![sentences.join(" ; ")])
        }
        PeopleError::ChangedMeanwhile => {
            let again = html! { p { button type="button" data-again { (visit.say("page-preview-again")) } } };
            Problem::changed_meanwhile("host.changed-meanwhile").with(again)
        }
        PeopleError::StandsOn { later, .. } => {
            let way = html! { p { a.button href=(places::merge(later)) { (visit.tell("page-merge-number", &[("id", later.to_string().into())])) } } };
            Problem::refused(error.code(), error.arguments()).with(way)
        }
        other => other.into(),
    }
}

pub(super) fn value<'a>(customer: &'a Customer, field: &str) -> &'a str {
    customer.values.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value)
}
