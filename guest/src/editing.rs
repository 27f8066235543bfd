//! A person's change of a customer, normalised and checked like a line.

use crate::fields::{BIRTH_DATE, COUNT, FIELDS, LAST_NAME, split};
use crate::keys::{self, Profile};
use crate::matching;
use crate::reading::{is_too_long, push_birth_date};
use crate::settings::Settings;
use crate::text::{has_control, normalised};
use crate::types::{ArgumentKind, Change, Context, Customer, Edited, Evidence, Reason};

/// Checks a change: an edit, an addition (no current customer), a revert or a choice in a merge.
///
/// Asked without evidence first, and again with what was found under the keys it names.
pub fn edit(context: &Context, current: Option<&Customer>, changes: &[Change], evidence: Option<&Evidence>) -> Edited {
    let settings = Settings::new(context);
    let before = current.map_or([""; COUNT], |current| split(&current.values));
    let mut edited = Edited::default();
    let mut written: [Option<String>; COUNT] = Default::default();
    for change in changes {
        let field = change.field as usize;
        match FIELDS.get(field) {
            Some(_) => written[field] = Some(checked(field, &change.value, &mut edited.problems)),
            None => {
                let problem = Reason::new("unknown-field").with(ArgumentKind::Number, change.field.to_string());
                edited.problems.push(problem);
            }
        }
    }
    let mut after = before;
    for (field, value) in written.iter().enumerate() {
        if let Some(value) = value.as_deref().filter(|value| *value != before[field]) {
            after[field] = value;
            edited.changes.push(Change { field: field as u32, value: value.to_owned() });
        }
    }
    if after[LAST_NAME].is_empty() && (current.is_none() || !before[LAST_NAME].is_empty()) {
        edited.problems.push(Reason::new("no-name").with(ArgumentKind::Field, FIELDS[LAST_NAME].name));
    }
    let was = current.map(|_| Profile::of(&before, &settings.ignored));
    let is = Profile::of(&after, &settings.ignored);
    edited.keys = keys::of_change(was.as_ref(), &is);
    if let Some(evidence) = evidence {
        edited.matches = matching::find(was, is, evidence, &settings.ignored).matches;
    }
    edited
}

/// The value as a line's cell would give it; what is wrong with it is a problem.
fn checked(field: usize, value: &str, problems: &mut Vec<Reason>) -> String {
    let value = normalised(value);
    let problem = |code: &str| Reason::new(code).with(ArgumentKind::Field, FIELDS[field].name);
    if is_too_long(&value) {
        problems.push(problem("too-long"));
    }
    if has_control(&value) {
        problems.push(problem("control-character"));
    }
    if field != BIRTH_DATE {
        return value;
    }
    let mut stored = String::with_capacity(value.len());
    push_birth_date(&value, &mut stored);
    stored
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::{CITY, EMAIL, FIRST_NAME, join};
    use crate::types::Purpose;

    fn context() -> Context {
        Context { purpose: Purpose::Delivery, file_name: String::new(), now: 0, parameters: Vec::new() }
    }

    fn customer(id: &str, values: &[(usize, &str)]) -> Customer {
        let mut row = [""; COUNT];
        for (field, value) in values {
            row[*field] = value;
        }
        Customer { id: id.to_owned(), modified_at: 0, values: join(&row) }
    }

    fn change(field: usize, value: &str) -> Change {
        Change { field: field as u32, value: value.to_owned() }
    }

    fn codes(edited: &Edited) -> Vec<&str> {
        edited.problems.iter().map(|problem| problem.code.as_str()).collect()
    }

    #[test]
    fn values_are_normalised_like_a_line_s_and_what_changes_nothing_is_left_out() {
        let current = customer("1", &[(LAST_NAME, "Martin"), (CITY, "Paris")]);
        let changes = [change(CITY, " Paris "), change(FIRST_NAME, "Léa\r\n\tMarie"), change(BIRTH_DATE, "03/07/1970")];
        let edited = edit(&context(), Some(&current), &changes, None);
        assert_eq!(edited.changes, [change(FIRST_NAME, "Léa Marie"), change(BIRTH_DATE, "1970-07-03")]);
        assert!(edited.problems.is_empty());
    }

    #[test]
    fn an_unreadable_birth_date_is_stored_as_received() {
        let current = customer("1", &[(LAST_NAME, "Martin")]);
        let edited = edit(&context(), Some(&current), &[change(BIRTH_DATE, " vers 1970")], None);
        assert_eq!(edited.changes, [change(BIRTH_DATE, "vers 1970")]);
        assert!(edited.problems.is_empty());
    }

    #[test]
    fn what_would_reject_a_line_is_a_problem() {
        let current = customer("1", &[(LAST_NAME, "Martin")]);
        let one = |change| edit(&context(), Some(&current), &[change], None);
        assert_eq!(codes(&one(change(CITY, "a\u{1f}b"))), ["control-character"]);
        assert_eq!(codes(&one(change(CITY, &"é".repeat(1_001)))), ["too-long"]);
        assert!(codes(&one(change(CITY, &"é".repeat(1_000)))).is_empty());
        assert_eq!(codes(&one(change(LAST_NAME, "  "))), ["no-name"]);
        assert_eq!(codes(&one(change(COUNT, "x"))), ["unknown-field"]);
    }

    #[test]
    fn a_new_customer_has_a_name_and_one_without_may_be_edited() {
        assert_eq!(codes(&edit(&context(), None, &[change(CITY, "Paris")], None)), ["no-name"]);
        assert!(codes(&edit(&context(), None, &[change(LAST_NAME, "Martin")], None)).is_empty());
        let nameless = customer("1", &[(CITY, "Paris")]);
        assert!(codes(&edit(&context(), Some(&nameless), &[change(CITY, "Lyon")], None)).is_empty());
    }

    #[test]
    fn keys_are_named_first_and_only_the_newly_matched_are_told() {
        let current = customer("1", &[(LAST_NAME, "Martin"), (FIRST_NAME, "Léa")]);
        let changes = [change(EMAIL, "lea@exemple.fr")];
        let first = edit(&context(), Some(&current), &changes, None);
        assert!(first.keys.held.is_empty() && first.keys.taken.len() == 2 && first.matches.is_empty());
        let other = customer("2", &[(LAST_NAME, "MARTIN"), (FIRST_NAME, "LEA"), (EMAIL, "Lea@Exemple.fr")]);
        let evidence = Evidence { candidates: vec![other.clone()], cut: Vec::new() };
        let second = edit(&context(), Some(&current), &changes, Some(&evidence));
        assert_eq!(second.matches[0].customer, "2");
        let already = customer("1", &[(LAST_NAME, "Martin"), (FIRST_NAME, "Léa"), (EMAIL, "lea@exemple.fr")]);
        let third = edit(&context(), Some(&already), &[change(CITY, "Paris")], Some(&evidence));
        assert!(third.matches.is_empty(), "they matched before");
    }
}
