//! The default rules, and what a chain knows better: values that its stores type where they have none.
//!
//! Copy this folder, give it a name in `Cargo.toml` and in `NAME`, and replace what differs: `docs/rules.md`.

use redescente_rules::types::{Answer, Change, Context, Customer, Description, Edited, Evidence, Kept, Match};
use redescente_rules::{Delivery, Rules, export_rules};

/// What people see beside every decision.
const NAME: &str = "template";

/// The switchboard and the mailbox of the chain: whoever has them has nothing.
const NOBODYS: [&str; 2] = ["0320000000", "contact@enseigne.fr"];

/// The parameter of the default rules that names values which are no evidence.
const IGNORED: &str = "ignored-values";

/// The default rules with `NOBODYS` ignored in every comparison.
#[derive(Debug)]
pub struct Ours;

/// The same context, what a store sets included, with ours added.
fn ours(context: &Context) -> Context {
    let mut context = context.clone();
    let set = context.parameters.iter().rev().find(|(name, _)| name == IGNORED).map(|(_, value)| value.as_str());
    let all = set.into_iter().filter(|set| !set.is_empty()).chain(NOBODYS).collect::<Vec<_>>().join(",");
    // Of two values the later one counts.
    context.parameters.push((IGNORED.to_owned(), all));
    context
}

impl Rules for Ours {
    type Reading = Delivery;

    fn describe() -> Description {
        Description {
            name: NAME.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            ..redescente_rules::describe()
        }
    }

    fn open(context: &Context) -> Delivery {
        Delivery::new(&ours(context))
    }

    fn decide_again(context: &Context, kept: &[Kept]) -> Vec<Answer> {
        redescente_rules::decide_again(&ours(context), kept)
    }

    fn keys_of(context: &Context, customers: &[Customer]) -> Vec<Vec<u64>> {
        redescente_rules::keys_of(&ours(context), customers)
    }

    fn matches(context: &Context, customer: &Customer, evidence: &Evidence) -> Vec<Match> {
        redescente_rules::matches(&ours(context), customer, evidence)
    }

    fn edit(context: &Context, current: Option<&Customer>, changes: &[Change], evidence: Option<&Evidence>) -> Edited {
        redescente_rules::edit(&ours(context), current, changes, evidence)
    }
}

export_rules!(Ours);

#[cfg(test)]
mod tests {
    use redescente_rules::types::Purpose;

    use super::*;

    fn context() -> Context {
        Context { purpose: Purpose::Delivery, file_name: String::new(), now: 0, parameters: Vec::new() }
    }

    /// A customer called Roy with these values of fields.
    fn roy(id: &str, values: &[(&str, &str)]) -> Customer {
        let all = [&[("last_name", "Roy"), ("first_name", "Luc")], values].concat();
        let value = |name: &str| all.iter().find(|(field, _)| *field == name).map_or("", |(_, value)| *value);
        let row: Vec<_> = Ours::describe().fields.iter().map(|field| value(&field.name).to_owned()).collect();
        Customer { id: id.to_owned(), modified_at: 0, values: row.join("\u{1f}") }
    }

    #[test]
    fn the_chain_s_own_mailbox_makes_nobody_the_same_person() {
        for (email, same) in [("luc.roy@exemple.fr", true), ("contact@enseigne.fr", false)] {
            let evidence = Evidence { candidates: vec![roy("A2", &[("email", email)])], cut: Vec::new() };
            let found = Ours::matches(&context(), &roy("A1", &[("email", email)]), &evidence);
            assert_eq!(!found.is_empty(), same, "{email}");
        }
    }

    #[test]
    fn what_a_store_ignores_is_ignored_too() {
        let mut context = context();
        context.parameters.push((IGNORED.to_owned(), "luc.roy@exemple.fr".to_owned()));
        for email in ["luc.roy@exemple.fr", "contact@enseigne.fr"] {
            let evidence = Evidence { candidates: vec![roy("A2", &[("email", email)])], cut: Vec::new() };
            assert!(Ours::matches(&context, &roy("A1", &[("email", email)]), &evidence).is_empty(), "{email}");
        }
    }
}
