//! What of a customer is evidence, folded, and the blocking keys made of it.

use chrono::{Datelike, NaiveDate};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::dates;
use crate::fields::{BIRTH_DATE, EMAIL, FIRST_NAME, FieldSet, LAST_NAME, LOYALTY_CARD, MOBILE, PHONE, Record};
use crate::folding::{push_card, push_email, push_folded, push_phone};
use crate::placeholders::{Ignored, is_no_card, is_no_email, is_no_phone};
use crate::types::Keys;

/// The four grounds on which two customers match, strongest first.
pub(crate) const GROUNDS: usize = 4;
/// The same loyalty card.
pub(crate) const CARD: usize = 0;
/// The same name and birth date.
pub(crate) const NAME_BIRTH_DATE: usize = 1;
/// The same name and mobile.
pub(crate) const NAME_MOBILE: usize = 2;
/// The same name and e-mail.
pub(crate) const NAME_EMAIL: usize = 3;

/// Part of each key, so that a card is not a phone: a change of one of these is a change of `keys-revision`.
const SEEDS: [u64; 7] = [1, 2, 3, 4, 5, 6, 7];
const NAME_SEED: u64 = SEEDS[4];
const WEAK_EMAIL_SEED: u64 = SEEDS[5];
const WEAK_PHONE_SEED: u64 = SEEDS[6];

/// Bytes that the text of a profile takes, a few of them changed. One size for all: the room of one is that of the next.
const USUAL_LENGTH: usize = 160;

/// A place in the text of a profile.
type Span = (u16, u16);

/// A folded value.
#[derive(Clone, Copy, Debug)]
struct Folded {
    span: Span,
    /// Named by the parameter `ignored-values`: makes keys, and is no evidence.
    ignored: bool,
}

/// What of a customer is evidence, folded. What is empty or a placeholder is absent.
#[derive(Debug, Default)]
pub(crate) struct Profile {
    text: String,
    name: Option<Span>,
    card: Option<Folded>,
    mobile: Option<Folded>,
    phone: Option<Folded>,
    email: Option<Folded>,
    /// Where it is readable.
    pub(crate) birth_date: Option<NaiveDate>,
}

impl Profile {
    /// Of these values.
    pub(crate) fn of(record: &impl Record, ignored: &Ignored) -> Self {
        let mut profile = Self { text: String::with_capacity(USUAL_LENGTH), ..Self::default() };
        profile.name = profile.push_name(record.value(LAST_NAME), record.value(FIRST_NAME));
        profile.card = profile.push_card(record, ignored);
        profile.mobile = profile.push_number(record.value(MOBILE), ignored);
        profile.phone = profile.push_number(record.value(PHONE), ignored);
        profile.email = profile.push_email(record, ignored);
        profile.birth_date = dates::birth_date(record.value(BIRTH_DATE));
        profile
    }

    /// After some values became others; only those are folded anew, after the text of the others.
    pub(crate) fn changed(&self, record: &impl Record, differing: FieldSet, ignored: &Ignored) -> Self {
        let mut text = String::with_capacity(USUAL_LENGTH.max(self.text.len()));
        text.push_str(&self.text);
        let mut changed = Self { text, ..*self };
        if differing.has(LAST_NAME) || differing.has(FIRST_NAME) {
            changed.name = changed.push_name(record.value(LAST_NAME), record.value(FIRST_NAME));
        }
        if differing.has(LOYALTY_CARD) {
            changed.card = changed.push_card(record, ignored);
        }
        if differing.has(MOBILE) {
            changed.mobile = changed.push_number(record.value(MOBILE), ignored);
        }
        if differing.has(PHONE) {
            changed.phone = changed.push_number(record.value(PHONE), ignored);
        }
        if differing.has(EMAIL) {
            changed.email = changed.push_email(record, ignored);
        }
        if differing.has(BIRTH_DATE) {
            changed.birth_date = dates::birth_date(record.value(BIRTH_DATE));
        }
        changed
    }

    fn push_card(&mut self, record: &impl Record, ignored: &Ignored) -> Option<Folded> {
        self.push(record.value(LOYALTY_CARD), push_card, is_no_card, |card| ignored.has_card(card))
    }

    fn push_number(&mut self, number: &str, ignored: &Ignored) -> Option<Folded> {
        self.push(number, push_phone, is_no_phone, |number| ignored.has_phone(number))
    }

    fn push_email(&mut self, record: &impl Record, ignored: &Ignored) -> Option<Folded> {
        self.push(record.value(EMAIL), push_email, is_no_email, |email| ignored.has_email(email))
    }

    /// Both names, both filled.
    fn push_name(&mut self, last: &str, first: &str) -> Option<Span> {
        let begin = self.text.len();
        push_folded(last, &mut self.text);
        let middle = self.text.len();
        self.text.push('\u{1f}');
        push_folded(first, &mut self.text);
        let filled = middle > begin && self.text.len() > middle + 1;
        filled.then(|| self.span(begin)).flatten()
    }

    fn push(
        &mut self,
        value: &str,
        fold: fn(&str, &mut String),
        is_placeholder: fn(&str) -> bool,
        is_ignored: impl Fn(&str) -> bool,
    ) -> Option<Folded> {
        if value.is_empty() {
            return None;
        }
        let begin = self.text.len();
        fold(value, &mut self.text);
        let folded = &self.text[begin..];
        if folded.is_empty() || is_placeholder(folded) {
            return None;
        }
        let ignored = is_ignored(folded);
        Some(Folded { span: self.span(begin)?, ignored })
    }

    /// None for what no cell can be: values are 1,000 characters at most.
    fn span(&self, begin: usize) -> Option<Span> {
        Some((u16::try_from(begin).ok()?, u16::try_from(self.text.len()).ok()?))
    }

    fn at(&self, span: Span) -> &str {
        &self.text[usize::from(span.0)..usize::from(span.1)]
    }

    fn key_text(&self, folded: Option<Folded>) -> Option<&str> {
        Some(self.at(folded?.span))
    }

    fn evidence(&self, folded: Option<Folded>) -> Option<&str> {
        self.key_text(folded.filter(|folded| !folded.ignored))
    }

    /// Last and first name, where both are filled.
    pub(crate) fn name(&self) -> Option<&str> {
        Some(self.at(self.name?))
    }

    /// The loyalty card, where it is evidence.
    pub(crate) fn card(&self) -> Option<&str> {
        self.evidence(self.card)
    }

    /// The mobile, where it is evidence.
    pub(crate) fn mobile(&self) -> Option<&str> {
        self.evidence(self.mobile)
    }

    /// The e-mail, where it is evidence.
    pub(crate) fn email(&self) -> Option<&str> {
        self.evidence(self.email)
    }

    /// The numbers of mobile and phone that are evidence.
    pub(crate) fn numbers(&self) -> [Option<&str>; 2] {
        [self.mobile(), self.evidence(self.phone)]
    }

    /// The keys of the grounds, by ground.
    pub(crate) fn strong_keys(&self) -> [Option<u64>; GROUNDS] {
        let name = self.name().map(|name| xxh3_64_with_seed(name.as_bytes(), NAME_SEED));
        let with_name = |ground: usize, value: Option<&[u8]>| Some(xxh3_64_with_seed(value?, name? ^ SEEDS[ground]));
        let day = self.birth_date.map(|date| date.num_days_from_ce().to_le_bytes());
        [
            self.key_text(self.card).map(|card| xxh3_64_with_seed(card.as_bytes(), SEEDS[CARD])),
            with_name(NAME_BIRTH_DATE, day.as_ref().map(|day| &day[..])),
            with_name(NAME_MOBILE, self.key_text(self.mobile).map(str::as_bytes)),
            with_name(NAME_EMAIL, self.key_text(self.email).map(str::as_bytes)),
        ]
    }

    /// The key of the e-mail alone.
    pub(crate) fn email_key(&self) -> Option<u64> {
        self.key_text(self.email).map(|email| xxh3_64_with_seed(email.as_bytes(), WEAK_EMAIL_SEED))
    }

    /// The key of a number alone.
    pub(crate) fn number_key(number: &str) -> u64 {
        xxh3_64_with_seed(number.as_bytes(), WEAK_PHONE_SEED)
    }

    /// All keys: those of the grounds, strongest first, then the weak ones.
    pub(crate) fn keys(&self) -> Vec<u64> {
        let [card, birth_date, mobile, email] = self.strong_keys();
        let (number, other_number) = (self.key_text(self.mobile), self.key_text(self.phone));
        let keys = [
            card,
            birth_date,
            mobile,
            email,
            self.email_key(),
            number.map(Self::number_key),
            other_number.filter(|_| other_number != number).map(Self::number_key),
        ];
        exactly(keys.into_iter().flatten())
    }
}

/// Collects without room to spare, which would be given back before the host gets it.
fn exactly(keys: impl Iterator<Item = u64> + Clone) -> Vec<u64> {
    let mut exact = Vec::with_capacity(keys.clone().count());
    exact.extend(keys);
    exact
}

/// The keys that a change of a customer (none: a new one) brings and takes.
pub(crate) fn of_change(before: Option<&Profile>, after: &Profile) -> Keys {
    let held = before.map(Profile::keys).unwrap_or_default();
    let taken = after.keys();
    // Who shares only a key that stays was met before, unless two birth dates kept the two apart.
    let lifts = before.is_some_and(|it| it.birth_date.is_some() && it.birth_date != after.birth_date);
    let sought = exactly(taken.iter().filter(|key| lifts || !held.contains(key)).copied());
    Keys { held, taken, sought }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::COUNT;

    fn profile(values: &[(usize, &str)]) -> Profile {
        let mut row = [""; COUNT];
        for (field, value) in values {
            row[*field] = value;
        }
        Profile::of(&row, &Ignored::default())
    }

    const FULL: [(usize, &str); 7] = [
        (LAST_NAME, "Lefèvre"),
        (FIRST_NAME, "Léa"),
        (BIRTH_DATE, "1970-07-03"),
        (MOBILE, "06 00 00 00 14"),
        (PHONE, "0100000015"),
        (EMAIL, "Lea@Exemple.fr"),
        (LOYALTY_CARD, "0012 ab"),
    ];

    #[test]
    fn one_key_each_ground_and_each_weak_value() {
        let keys = profile(&FULL).keys();
        assert_eq!(keys.len(), 7);
        let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
        assert_eq!(distinct.len(), 7);
    }

    #[test]
    fn keys_that_stay_are_sought_only_where_a_birth_date_kept_two_apart() {
        let with = |birth_date, city_phone| {
            profile(&[
                (LAST_NAME, "A"),
                (FIRST_NAME, "B"),
                (MOBILE, "0600000014"),
                (BIRTH_DATE, birth_date),
                (PHONE, city_phone),
            ])
        };
        let before = with("1970-07-03", "0100000015");
        let new = of_change(None, &before);
        assert_eq!((new.held.len(), &new.sought), (0, &new.taken), "of a new customer all");
        let phone = of_change(Some(&before), &with("1970-07-03", "0100000026"));
        assert_eq!(phone.sought, [Profile::number_key("0100000026")], "only what is new");
        for birth_date in ["", "1981-01-02"] {
            let lifted = of_change(Some(&before), &with(birth_date, "0100000015"));
            assert_eq!(lifted.sought, lifted.taken, "all: {birth_date:?}");
        }
        let filled = of_change(Some(&with("", "0100000015")), &before);
        assert_eq!(filled.sought.len(), 1, "a first birth date kept nobody apart");
    }

    #[test]
    fn the_same_folded_values_give_the_same_keys() {
        let other = profile(&[
            (LAST_NAME, "LEFEVRE"),
            (FIRST_NAME, "lea"),
            (BIRTH_DATE, "03/07/1970"),
            (MOBILE, "+33600000014"),
            (PHONE, "01.00.00.00.15"),
            (EMAIL, "lea@exemple.fr"),
            (LOYALTY_CARD, "0012AB"),
        ]);
        assert_eq!(profile(&FULL).keys(), other.keys());
    }

    #[test]
    fn an_empty_value_equals_nothing() {
        assert!(profile(&[]).keys().is_empty());
        assert!(profile(&[(LAST_NAME, "A"), (BIRTH_DATE, "1970-07-03")]).keys().is_empty(), "no first name");
        assert!(profile(&[(LAST_NAME, "-"), (FIRST_NAME, "B"), (BIRTH_DATE, "1970-07-03")]).keys().is_empty());
        assert!(profile(&[(LAST_NAME, "A"), (FIRST_NAME, "B"), (BIRTH_DATE, "1970")]).keys().is_empty());
    }

    #[test]
    fn one_number_in_both_places_is_one_key() {
        assert_eq!(profile(&[(MOBILE, "0600000014"), (PHONE, "+33 600000014")]).keys().len(), 1);
        let (mobile, phone) = (profile(&[(MOBILE, "0600000014")]), profile(&[(PHONE, "0600000014")]));
        assert_eq!(mobile.keys(), phone.keys());
    }

    #[test]
    fn a_name_s_parts_stay_apart() {
        let one = profile(&[(LAST_NAME, "AB"), (FIRST_NAME, "C"), (BIRTH_DATE, "1970-07-03")]);
        let other = profile(&[(LAST_NAME, "A"), (FIRST_NAME, "BC"), (BIRTH_DATE, "1970-07-03")]);
        assert_ne!(one.keys(), other.keys());
    }

    #[test]
    fn what_the_parameter_ignores_keeps_its_keys_and_is_no_evidence() {
        let mut row = [""; COUNT];
        for (field, value) in FULL {
            row[field] = value;
        }
        let ignored = Profile::of(&row, &Ignored::new("0012AB,0600000014,lea@exemple.fr"));
        assert_eq!(ignored.keys(), profile(&FULL).keys());
        assert_eq!((ignored.card(), ignored.mobile(), ignored.email()), (None, None, None));
        assert_eq!(ignored.numbers(), [None, Some("0100000015")]);
    }

    #[test]
    fn placeholders_give_no_keys() {
        assert!(
            profile(&[(LOYALTY_CARD, "0000"), (MOBILE, "0600000000"), (EMAIL, "aucun@exemple.fr")]).keys().is_empty()
        );
    }
}
