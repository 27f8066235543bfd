//! A field's old and new value, with the characters that differ marked.

use maud::{Markup, html};

use super::visit::Visit;
use super::{frame, places};
use crate::report::text::clean;
use crate::report::{FieldChange, Modification, Operation};

/// Characters up to which two values are compared one by one: beyond, all of both counts as changed.
const COMPARED: usize = 400;

/// A stretch of a value, and whether the other value has it too.
type Piece = (String, bool);

/// Old → new, field by field.
pub(super) fn changes(visit: &Visit<'_>, changes: &[FieldChange]) -> Markup {
    // Where there was nothing before, there is nothing to compare.
    let new = changes.iter().all(|change| change.old.is_empty());
    html! {
        @if !changes.is_empty() {
            ul.changes.values[new] {
                @for change in changes {
                    li {
                        @if new { span.field { (visit.words.field(&change.field)) } " " bdi { (clean(&change.new)) } }
                        @else { (one(visit, change)) }
                    }
                }
            }
        }
    }
}

/// The same, with a way to give each old value back where an entry replaced one.
pub(super) fn revertible(visit: &Visit<'_>, entry: &Modification) -> Markup {
    let replaced = entry.changes.iter().any(|change| !change.old.is_empty());
    if !replaced || !Operation::CHANGING.contains(&entry.operation) {
        return changes(visit, &entry.changes);
    }
    html! {
        ul.changes {
            @for change in &entry.changes {
                @let field = [("field", visit.words.field(&change.field).to_owned().into())];
                @let what = visit.tell("page-revert", &field);
                li.revertible {
                    span { (one(visit, change)) }
                    form.revert method="post" action=(places::REVERT) {
                        input type="hidden" name="entree" value=(entry.id);
                        input type="hidden" name="champ" value=(change.field);
                        button.quiet title=(what) aria-label=(what) { (frame::icon("M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3")) }
                        div.answer role="alert" {}
                    }
                }
            }
        }
    }
}

/// Old → new of one field.
fn one(visit: &Visit<'_>, change: &FieldChange) -> Markup {
    let label = visit.words.field(&change.field);
    values(visit, label, ("page-old", &change.old), ("page-new", &change.new))
}

/// Two values of one thing; who hears the page is told which is which by the entries given with them.
pub(super) fn values(visit: &Visit<'_>, label: &str, left: (&str, &str), right: (&str, &str)) -> Markup {
    let (old, new) = pieces(&clean(left.1), &clean(right.1));
    html! {
        span.field { (label) }
        " "
        del { span.unseen { (visit.say(left.0)) " " } (value(visit, &old)) }
        span.arrow aria-hidden="true" { " → " }
        ins { span.unseen { (visit.say(right.0)) " " } (value(visit, &new)) }
    }
}

fn value(visit: &Visit<'_>, pieces: &[Piece]) -> Markup {
    html! {
        @if pieces.is_empty() { i.none { (visit.say("value-empty")) } }
        @for (text, kept) in pieces { @if *kept { (text) } @else { mark { (text) } } }
    }
}

/// Both values in pieces; none of an empty one. Where less than half is the same, nothing is marked: it would be noise.
fn pieces(old: &str, new: &str) -> (Vec<Piece>, Vec<Piece>) {
    let (left, right): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let whole = |text: &str| if text.is_empty() { Vec::new() } else { vec![(text.to_owned(), true)] };
    if left.len() > COMPARED || right.len() > COMPARED {
        return (whole(old), whole(new));
    }
    let (in_left, in_right) = common(&left, &right);
    if in_left.iter().filter(|kept| **kept).count() * 2 < left.len().max(right.len()) {
        return (whole(old), whole(new));
    }
    (stretches(&left, &in_left), stretches(&right, &in_right))
}

/// Which characters of each are part of the longest sequence common to both.
fn common(left: &[char], right: &[char]) -> (Vec<bool>, Vec<bool>) {
    let width = right.len() + 1;
    let mut longest = vec![0_u16; (left.len() + 1) * width];
    for (row, a) in left.iter().enumerate().rev() {
        for (column, b) in right.iter().enumerate().rev() {
            longest[row * width + column] = if a == b {
                longest[(row + 1) * width + column + 1] + 1
            } else {
                longest[(row + 1) * width + column].max(longest[row * width + column + 1])
            };
        }
    }
    let (mut in_left, mut in_right) = (vec![false; left.len()], vec![false; right.len()]);
    let (mut row, mut column) = (0, 0);
    while row < left.len() && column < right.len() {
        if left[row] == right[column] {
            (in_left[row], in_right[column]) = (true, true);
            (row, column) = (row + 1, column + 1);
        } else if longest[(row + 1) * width + column] >= longest[row * width + column + 1] {
            row += 1;
        } else {
            column += 1;
        }
    }
    (in_left, in_right)
}

fn stretches(characters: &[char], kept: &[bool]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (character, kept) in characters.iter().zip(kept) {
        match pieces.last_mut() {
            Some((text, same)) if same == kept => text.push(*character),
            _ => pieces.push((character.to_string(), *kept)),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(old: &str, new: &str) -> String {
        let write = |pieces: Vec<Piece>| {
            pieces.iter().map(|(text, kept)| if *kept { text.clone() } else { format!("[{text}]") }).collect::<String>()
        };
        let (old, new) = pieces(old, new);
        format!("{} → {}", write(old), write(new))
    }

    #[test]
    fn only_what_differs_is_marked() {
        assert_eq!(marked("Lefèvre", "Lefebvre"), "Lef[è]vre → Lef[eb]vre");
        assert_eq!(marked("06 11 42 33 07", "06 11 42 33 70"), "06 11 42 33 [0]7 → 06 11 42 33 7[0]");
        assert_eq!(marked("", "Paris"), " → Paris");
        assert_eq!(marked("O", "N"), "O → N");
        assert_eq!(marked("Lyon", "Lyon 2e"), "Lyon → Lyon[ 2e]");
        assert_eq!(marked("5 quai Rambaud", "41 rue Garibaldi"), "5 quai Rambaud → 41 rue Garibaldi");
    }

    #[test]
    fn long_values_are_shown_whole() {
        let long = "é".repeat(COMPARED + 1);
        assert_eq!(marked(&long, "é"), format!("{long} → é"));
    }
}
