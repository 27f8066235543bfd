//! What a person decides besides merging: two customers are two persons, a consent is taken back, a value is given back.

use maud::{Markup, html};

use super::answer::{Answer, Problem};
use super::visit::Visit;
use super::{customer, frame, merging, places};
use crate::people::{self, Declared};
use crate::report::text::clean;
use crate::report::{Mode, Modification, Operation};

/// The note of a consent that was taken back but not applied.
pub(super) const OPT_OUT: &str = "opt-out-not-applied";

/// Declares two customers distinct.
pub(super) fn distinct(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let (one, other) = (visit.sent("un").to_owned(), visit.sent("autre").to_owned());
    let by = visit.store.user(Mode::Manual);
    let declared = people::declare_distinct(&mut visit.store, &one, &other, &by);
    decided(declared.map_err(|error| merging::problem(visit, error))?, "")
}

/// Takes that back.
pub(super) fn undo_distinct(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let (one, other) = (visit.sent("un").to_owned(), visit.sent("autre").to_owned());
    let by = visit.store.user(Mode::Manual);
    let undone = people::undo_distinct(&mut visit.store, &one, &other, &by);
    decided(undone.map_err(|error| merging::problem(visit, error))?, "1")
}

/// The queue, with what was just decided of two customers.
fn decided(declared: Declared, undone: &str) -> Result<Answer, Problem> {
    let (decided, waiting) = (declared.decided.len().to_string(), declared.waiting.len().to_string());
    let questions = [
        ("un", declared.one.as_str()),
        ("autre", declared.other.as_str()),
        ("decidees", &decided),
        ("attendent", &waiting),
        ("annule", undone),
    ];
    Ok(Answer::go(places::with(places::DUPLICATES, &questions)))
}

/// The way to take back that two customers are distinct.
pub(super) fn undo_distinct_form(visit: &Visit<'_>, one: &str, other: &str) -> Markup {
    html! {
        form method="post" action=(places::DISTINCT_UNDO) {
            input type="hidden" name="un" value=(one);
            input type="hidden" name="autre" value=(other);
            button aria-label=(visit.tell("page-distinct-undo-of", &[("other", clean(other).into_owned().into())])) { (visit.say("page-distinct-undo")) }
            div.answer role="alert" {}
        }
    }
}

/// What was just declared distinct, or is no more.
pub(super) fn banner(visit: &Visit<'_>) -> Markup {
    let (Some(decided), Some(waiting)) =
        (visit.asked_number::<u32>("decidees"), visit.asked_number::<u32>("attendent"))
    else {
        return frame::nothing();
    };
    let arguments = [
        ("one", clean(visit.asked("un")).into_owned().into()),
        ("other", clean(visit.asked("autre")).into_owned().into()),
        ("decided", decided.into()),
        ("waiting", waiting.into()),
    ];
    let undone = visit.asked("annule") == "1";
    html! {
        div.banner.done role="status" {
            (frame::icon("M5 12l4 4L19 6"))
            span { (visit.tell(if undone { "distinct-undone" } else { "distinct-done" }, &arguments)) }
            @if !undone { (undo_distinct_form(visit, visit.asked("un"), visit.asked("autre"))) }
        }
    }
}

/// Applies only the consents that a modification takes back.
pub(super) fn opt_out(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let entry: i64 = visit.sent("entree").parse().map_err(|_| Problem::nothing_here())?;
    let by = visit.store.user(Mode::Manual);
    let customer = people::apply_opt_out(&mut visit.store, entry, &by);
    let customer = customer.map_err(|error| merging::problem(visit, error))?;
    Ok(Answer::go(customer::written(&customer.id, Some(customer.version), &[])))
}

/// The way to apply a consent that a modification takes back, where it does and nobody did.
pub(super) fn opt_out_button(visit: &Visit<'_>, one: &Modification) -> Markup {
    let noted = one.notes.iter().any(|note| note.code == OPT_OUT);
    let open = noted && one.resolution.is_none();
    html! { @if open && matches!(one.operation, Operation::Stale | Operation::Duplicate) { (opt_out_form(visit, one.id)) } }
}

/// The same, for an entry of which that is known.
pub(super) fn opt_out_form(visit: &Visit<'_>, entry: i64) -> Markup {
    html! {
        form.deciding method="post" action=(places::OPT_OUT) {
            input type="hidden" name="entree" value=(entry);
            button { (frame::icon("M12 3l7 3v6c0 5-3 7-7 9-4-2-7-4-7-9V6zM9 12h6")) (visit.say("page-opt-out")) }
            div.answer role="alert" {}
        }
    }
}

/// Gives a field the value back that an entry took from it.
pub(super) fn revert(visit: &mut Visit<'_>) -> Result<Answer, Problem> {
    let entry: i64 = visit.sent("entree").parse().map_err(|_| Problem::nothing_here())?;
    let (field, force) = (visit.sent("champ").to_owned(), visit.sent("malgre") == "1");
    let by = visit.store.user(Mode::Manual);
    let edited = people::revert(&mut visit.store, entry, &field, force, &by);
    let edited = edited.map_err(|error| merging::problem(visit, error))?;
    let id = visit.store.base.entry(entry)?.and_then(|one| one.applied_to.or(one.customer)).unwrap_or_default();
    customer::answer(visit, &id, edited, &[])
}
