//! What merging two customers gives, field by field, unless a person chooses otherwise.

use crate::consent::{self, Consent};
use crate::fields::{CONSENTS, COUNT, FIELDS, join, split};
use crate::types::{ArgumentKind, Customer, Proposal, Reason};

/// The more recent record's values, except that empty never beats filled and that a refused consent beats a given one.
///
/// `absorbed_later`: which one that is, in the canonical order.
pub fn merge(kept: &Customer, absorbed: &Customer, absorbed_later: bool) -> Proposal {
    let (kept_values, absorbed_values) = (split(&kept.values), split(&absorbed.values));
    let mut values = kept_values;
    let (mut from_absorbed, mut conflicts, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for field in 0..COUNT {
        let (mine, theirs) = (kept_values[field], absorbed_values[field]);
        if mine == theirs {
            continue;
        }
        let mut take = if mine.is_empty() || theirs.is_empty() { mine.is_empty() } else { absorbed_later };
        if !mine.is_empty() && !theirs.is_empty() {
            conflicts.push(field as u32);
        }
        if CONSENTS.contains(&field) {
            let refused = match (consent::read(mine), consent::read(theirs)) {
                (Consent::No, Consent::Yes) => Some(false),
                (Consent::Yes, Consent::No) => Some(true),
                _ => None,
            };
            if let Some(theirs_is_refused) = refused {
                if take != theirs_is_refused {
                    let note = Reason::new("refused-consent-kept").with(ArgumentKind::Field, FIELDS[field].name);
                    notes.push(note);
                }
                take = theirs_is_refused;
            }
        }
        if take {
            values[field] = theirs;
            from_absorbed.push(field as u32);
        }
    }
    Proposal { values: join(&values), from_absorbed, conflicts, notes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::{CITY, EMAIL, OPTIN_EMAIL, OPTIN_SMS, PHONE};

    fn customer(values: &[(usize, &str)]) -> Customer {
        let mut row = [""; COUNT];
        for (field, value) in values {
            row[*field] = value;
        }
        Customer { id: String::new(), modified_at: 0, values: join(&row) }
    }

    fn value(proposal: &Proposal, field: usize) -> &str {
        split(&proposal.values)[field]
    }

    #[test]
    fn the_more_recent_record_wins_whichever_side_it_is_on() {
        let (old, new) = (customer(&[(CITY, "Lyon")]), customer(&[(CITY, "Paris")]));
        let proposal = merge(&old, &new, true);
        assert_eq!(value(&proposal, CITY), "Paris");
        assert_eq!((proposal.from_absorbed, proposal.conflicts), (vec![CITY as u32], vec![CITY as u32]));
        let proposal = merge(&new, &old, false);
        assert_eq!(value(&proposal, CITY), "Paris");
        assert_eq!((proposal.from_absorbed, proposal.conflicts), (vec![], vec![CITY as u32]));
    }

    #[test]
    fn empty_never_beats_filled() {
        let proposal = merge(&customer(&[(EMAIL, "a@b.c")]), &customer(&[(PHONE, "01")]), true);
        assert_eq!((value(&proposal, EMAIL), value(&proposal, PHONE)), ("a@b.c", "01"));
        assert_eq!((proposal.from_absorbed, proposal.conflicts), (vec![PHONE as u32], vec![]));
    }

    #[test]
    fn a_refused_consent_beats_a_given_one() {
        let old = customer(&[(OPTIN_EMAIL, "N"), (OPTIN_SMS, "oui")]);
        let new = customer(&[(OPTIN_EMAIL, "O"), (OPTIN_SMS, "0")]);
        let proposal = merge(&old, &new, true);
        assert_eq!((value(&proposal, OPTIN_EMAIL), value(&proposal, OPTIN_SMS)), ("N", "0"));
        assert_eq!(proposal.notes.len(), 1, "only where the more recent one was not taken");
        let proposal = merge(&new, &old, false);
        assert_eq!((value(&proposal, OPTIN_EMAIL), value(&proposal, OPTIN_SMS)), ("N", "0"));
    }

    #[test]
    fn two_spellings_of_one_consent_are_the_more_recent_s() {
        let proposal = merge(&customer(&[(OPTIN_SMS, "N")]), &customer(&[(OPTIN_SMS, "non")]), true);
        assert_eq!(value(&proposal, OPTIN_SMS), "non");
        assert!(proposal.notes.is_empty());
    }
}
