//! One test for each sentence of section 4 that compares two customers.

use super::*;
use crate::fields::{BIRTH_DATE, COUNT, EMAIL, FIRST_NAME, LAST_NAME, LOYALTY_CARD, MOBILE, PHONE, Values, join};

const NAME: [(usize, &str); 2] = [(LAST_NAME, "Lefèvre"), (FIRST_NAME, "Léa")];

fn values<'a>(parts: &[&[(usize, &'a str)]]) -> Values<'a> {
    let mut values = [""; COUNT];
    for (field, value) in parts.iter().copied().flatten() {
        values[*field] = value;
    }
    values
}

fn customer(id: &str, parts: &[&[(usize, &str)]]) -> Customer {
    Customer { id: id.to_owned(), modified_at: 0, values: join(&values(parts)) }
}

fn profile(parts: &[&[(usize, &str)]]) -> Profile {
    Profile::of(&values(parts), &Ignored::default())
}

fn context(ignored: &str) -> Context {
    let parameters = vec![(crate::describing::IGNORED_VALUES.to_owned(), ignored.to_owned())];
    Context { purpose: crate::types::Purpose::Delivery, file_name: String::new(), now: 0, parameters }
}

/// Codes of the grounds on which two customers match, whichever is compared with the other.
fn grounds(one: &[&[(usize, &str)]], other: &[&[(usize, &str)]]) -> Vec<&'static str> {
    let forth = Compared::new(profile(one), &[]).grounds(&profile(other));
    let back = Compared::new(profile(other), &[]).grounds(&profile(one));
    assert_eq!(forth, back, "a match has no direction");
    (0..GROUNDS).filter(|ground| forth.has(*ground)).map(|ground| CODES[ground]).collect()
}

#[test]
fn the_same_card_is_enough() {
    let (one, other) = ([(LOYALTY_CARD, "00 12a")], [(LOYALTY_CARD, "0012A")]);
    assert_eq!(grounds(&[&one], &[&other]), ["same-card"]);
    assert!(grounds(&[&one], &[&[(LOYALTY_CARD, "12a")]]).is_empty(), "leading zeros stay");
}

#[test]
fn the_same_name_and_birth_date_mobile_or_e_mail() {
    for (field, code) in
        [(BIRTH_DATE, "same-name-birth-date"), (MOBILE, "same-name-mobile"), (EMAIL, "same-name-email")]
    {
        let value = if field == BIRTH_DATE { "1970-07-03" } else { "0600000014" };
        assert_eq!(grounds(&[&NAME, &[(field, value)]], &[&NAME, &[(field, value)]]), [code]);
        assert!(grounds(&[&NAME, &[(field, value)]], &[&[(field, value)]]).is_empty(), "without the name");
    }
    let both = [(MOBILE, "0600000014"), (EMAIL, "a@b.c")];
    assert_eq!(grounds(&[&NAME, &both], &[&NAME, &both]), ["same-name-mobile", "same-name-email"]);
}

#[test]
fn both_names_are_filled() {
    let (last, date) = ([(LAST_NAME, "Lefèvre")], [(BIRTH_DATE, "1970-07-03")]);
    assert!(grounds(&[&last, &date], &[&last, &date]).is_empty());
    let first = [(FIRST_NAME, "Léa"), (LAST_NAME, "-")];
    assert!(grounds(&[&first, &date], &[&first, &date]).is_empty(), "a name of no letter is none");
}

#[test]
fn the_mobile_is_compared_with_the_mobile_only() {
    assert!(grounds(&[&NAME, &[(MOBILE, "0600000014")]], &[&NAME, &[(PHONE, "0600000014")]]).is_empty());
}

#[test]
fn an_empty_value_equals_nothing() {
    assert!(grounds(&[&NAME], &[&NAME]).is_empty());
    assert!(grounds(&[], &[]).is_empty());
}

#[test]
fn two_birth_dates_mean_two_persons_unless_the_card_is_the_same() {
    let mobile = [(MOBILE, "0600000014")];
    let (young, old) = ([(BIRTH_DATE, "1999-12-31")], [(BIRTH_DATE, "1949-10-10")]);
    assert!(grounds(&[&NAME, &mobile, &young], &[&NAME, &mobile, &old]).is_empty());
    let card = [(LOYALTY_CARD, "7000")];
    assert_eq!(
        grounds(&[&NAME, &mobile, &young, &card], &[&NAME, &mobile, &old, &card]),
        ["same-card", "same-name-mobile"]
    );
    assert_eq!(grounds(&[&NAME, &mobile, &young], &[&NAME, &mobile]), ["same-name-mobile"], "one of them empty");
    assert_eq!(
        grounds(&[&NAME, &mobile, &young], &[&NAME, &mobile, &[(BIRTH_DATE, "1949")]]),
        ["same-name-mobile"],
        "one of them unreadable"
    );
    assert!(grounds(&[&NAME, &[(BIRTH_DATE, "?")]], &[&NAME, &[(BIRTH_DATE, "?")]]).is_empty(), "both unreadable");
}

#[test]
fn e_mail_or_phone_alone_never_matches() {
    let one = [(EMAIL, "famille@exemple.fr"), (PHONE, "0100000001")];
    assert!(grounds(&[&one], &[&one]).is_empty());
    assert!(Compared::new(profile(&[&one]), &[]).shares_contact(&profile(&[&[(EMAIL, "FAMILLE@exemple.fr")]])));
    assert!(Compared::new(profile(&[&one]), &[]).shares_contact(&profile(&[&[(MOBILE, "+33 1 00 00 00 01")]])));
    assert!(!Compared::new(profile(&[&one]), &[]).shares_contact(&profile(&[&NAME])));
}

#[test]
fn placeholders_are_no_evidence() {
    let card = [(LOYALTY_CARD, "0000")];
    assert!(grounds(&[&card], &[&card]).is_empty());
    let email = [(EMAIL, "client@exemple.fr")];
    assert!(grounds(&[&NAME, &email], &[&NAME, &email]).is_empty());
    assert!(!Compared::new(profile(&[&email]), &[]).shares_contact(&profile(&[&email])));
}

#[test]
fn what_the_parameter_ignores_is_no_evidence() {
    let ignored = Ignored::new("7000, 06 00 00 00 14");
    let row = values(&[&NAME, &[(LOYALTY_CARD, "7000"), (MOBILE, "0600000014")]]);
    let compared = Compared::new(Profile::of(&row, &ignored), &[]);
    let other = Profile::of(&row, &ignored);
    assert!(compared.grounds(&other).is_empty() && !compared.shares_contact(&other));
}

#[test]
fn a_value_that_too_many_hold_is_no_evidence_for_whoever_is_met_otherwise() {
    let row: [&[(usize, &str)]; 2] = [&NAME, &[(LOYALTY_CARD, "7000"), (EMAIL, "a@b.c"), (MOBILE, "0600000014")]];
    let keys = profile(&row).strong_keys();
    let cut: Vec<u64> = [keys[CARD], keys[NAME_EMAIL]].into_iter().flatten().collect();
    let compared = Compared::new(profile(&row), &cut);
    let grounds = compared.grounds(&profile(&row));
    assert!(!grounds.has(CARD) && !grounds.has(NAME_EMAIL) && grounds.has(NAME_MOBILE));
    assert!(compared.common.has(CARD) && compared.common.has(NAME_EMAIL) && !compared.common.has(NAME_MOBILE));
    assert!(compared.shares_contact(&profile(&row)), "the e-mail alone is not cut");
    let weak: Vec<u64> = profile(&[&[(EMAIL, "a@b.c")]]).keys();
    let compared = Compared::new(profile(&[&[(EMAIL, "a@b.c")]]), &weak);
    assert!(!compared.shares_contact(&profile(&[&[(EMAIL, "a@b.c")]])));
    assert!(compared.common.is_empty(), "a weak value gives no note");
}

#[test]
fn only_the_newly_matched_are_found_strongest_first() {
    let after: [&[(usize, &str)]; 2] = [&NAME, &[(LOYALTY_CARD, "7000"), (EMAIL, "a@b.c")]];
    let before: [&[(usize, &str)]; 2] = [&NAME, &[(EMAIL, "a@b.c")]];
    let candidates = vec![
        customer("email", &[&NAME, &[(EMAIL, "a@b.c")]]),
        customer("card-b", &[&[(LOYALTY_CARD, "7000")]]),
        customer("card-a", &[&[(LOYALTY_CARD, "7000")]]),
    ];
    let evidence = Evidence { candidates, cut: Vec::new() };
    let ids = |findings: Findings| -> Vec<String> { findings.matches.into_iter().map(|it| it.customer).collect() };
    let ignored = Ignored::default();
    assert_eq!(ids(find(None, profile(&after), &evidence, &ignored)), ["card-a", "card-b", "email"]);
    assert_eq!(ids(find(Some(profile(&before)), profile(&after), &evidence, &ignored)), ["card-a", "card-b"]);
    assert_eq!(matches(&context(""), &customer("x", &after), &evidence).len(), 3);
    assert_eq!(
        ids(Findings { matches: matches(&context("a@b.c"), &customer("x", &after), &evidence), ..Findings::default() }),
        ["card-a", "card-b"]
    );
}

#[test]
fn a_weak_match_is_noted_when_it_arises_and_no_match_stands() {
    let mobile = [(MOBILE, "0600000014")];
    let candidates = vec![customer("b", &[&mobile]), customer("a", &[&mobile]), customer("m", &[&NAME, &mobile])];
    let evidence = Evidence { candidates, cut: Vec::new() };
    let ignored = Ignored::default();
    let findings = find(None, profile(&[&NAME, &mobile]), &evidence, &ignored);
    assert_eq!(findings.weak, Some(("a".to_owned(), 2)), "the one who matches is not weak");
    let again = find(Some(profile(&[&mobile])), profile(&[&NAME, &mobile]), &evidence, &ignored);
    assert_eq!(again.weak, None, "they shared it before");
}

#[test]
fn keys_are_told_for_each_customer() {
    let customers = [customer("1", &[&[(LOYALTY_CARD, "7000")]]), customer("2", &[])];
    let keys = keys_of(&context(""), &customers);
    assert_eq!((keys[0].len(), keys[1].len()), (1, 0));
    assert_eq!(keys_of(&context("7000"), &customers), keys, "the index outlives a change of parameters");
}

/// A record of few values: every two have something in common.
fn anybody() -> impl proptest::strategy::Strategy<Value = Values<'static>> {
    use proptest::prelude::*;
    const CHOICES: [(usize, [&str; 3]); 7] = [
        (LAST_NAME, ["Martin", "Petit", ""]),
        (FIRST_NAME, ["Léa", "Luc", ""]),
        (BIRTH_DATE, ["1970-07-03", "1981-01-02", ""]),
        (MOBILE, ["0600000014", "0600000025", ""]),
        (PHONE, ["0600000014", "0100000015", ""]),
        (EMAIL, ["a@b.c", "d@e.f", ""]),
        (LOYALTY_CARD, ["12a", "34b", ""]),
    ];
    proptest::array::uniform7(0_usize..3).prop_map(|picks| {
        let mut values = [""; COUNT];
        for ((field, choices), pick) in CHOICES.into_iter().zip(picks) {
            values[field] = choices[pick];
        }
        values
    })
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(20_000))]

    /// Whoever holds a key that is not sought was met before: looking further shows nothing new.
    #[test]
    fn the_keys_sought_lead_to_whoever_is_newly_met(
        before in proptest::option::of(anybody()),
        after in anybody(),
        others in proptest::collection::vec(anybody(), 1..4),
        cut in proptest::collection::vec(proptest::prelude::any::<bool>(), 16),
    ) {
        let ignored = Ignored::default();
        let profile = |values: &Values<'_>| Profile::of(values, &ignored);
        let keys = crate::keys::of_change(before.as_ref().map(profile).as_ref(), &profile(&after));
        let cut: Vec<u64> = keys.held.iter().chain(&keys.taken).zip(cut).filter(|(_, cut)| *cut).map(|(key, _)| *key).collect();
        let held_by_one_of = |wanted: &[u64]| {
            let wanted: Vec<u64> = wanted.iter().filter(|key| !cut.contains(key)).copied().collect();
            let holds = |(_, other): &(usize, &Values<'_>)| profile(other).keys().iter().any(|key| wanted.contains(key));
            let candidates = others.iter().enumerate().filter(holds).map(|(index, values)| Customer {
                id: index.to_string(), modified_at: 0, values: join(values),
            });
            Evidence { candidates: candidates.collect(), cut: cut.clone() }
        };
        let found = |wanted: &[u64]| {
            let found = find(before.as_ref().map(profile), profile(&after), &held_by_one_of(wanted), &ignored);
            (found.matches, found.weak, found.common)
        };
        proptest::prop_assert_eq!(found(&keys.sought), found(&keys.taken));
    }
}
