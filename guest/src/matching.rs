//! Who is the same person as far as the rules can see.

use crate::fields::Row;
use crate::keys::{CARD, GROUNDS, NAME_BIRTH_DATE, NAME_EMAIL, NAME_MOBILE, Profile};
use crate::placeholders::Ignored;
use crate::settings::Settings;
use crate::types::{Context, Customer, Evidence, Match, Reason};

/// The codes of the grounds, strongest first.
pub(crate) const CODES: [&str; GROUNDS] = ["same-card", "same-name-birth-date", "same-name-mobile", "same-name-email"];

/// A set of grounds, one bit each; a stronger ground is a lower bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Grounds(u8);

impl Grounds {
    /// Whether there is none.
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether this one is among them.
    pub(crate) fn has(self, ground: usize) -> bool {
        self.0 >> ground & 1 == 1
    }

    /// 0 for the strongest.
    fn strongest(self) -> u32 {
        self.0.trailing_zeros()
    }

    fn add(&mut self, ground: usize, holds: bool) {
        self.0 |= u8::from(holds) << ground;
    }

    fn reasons(self) -> Vec<Reason> {
        (0..GROUNDS).filter(|ground| self.has(*ground)).map(|ground| Reason::new(CODES[ground])).collect()
    }
}

/// A customer to be compared with candidates, and which of its values too many hold.
pub(crate) struct Compared {
    profile: Profile,
    /// Grounds whose key was cut.
    pub(crate) common: Grounds,
    email_is_common: bool,
    number_is_common: [bool; 2],
}

impl Compared {
    /// `cut`: keys that too many customers hold.
    pub(crate) fn new(profile: Profile, cut: &[u64]) -> Self {
        let mut compared =
            Self { profile, common: Grounds::default(), email_is_common: false, number_is_common: [false; 2] };
        if !cut.is_empty() {
            let is_cut = |key: Option<u64>| key.is_some_and(|key| cut.contains(&key));
            let profile = &compared.profile;
            let is_evidence = [profile.card().is_some(), true, profile.mobile().is_some(), profile.email().is_some()];
            for (ground, key) in profile.strong_keys().into_iter().enumerate() {
                compared.common.add(ground, is_evidence[ground] && is_cut(key));
            }
            compared.email_is_common = is_cut(compared.profile.email_key());
            compared.number_is_common =
                compared.profile.numbers().map(|number| is_cut(number.map(Profile::number_key)));
        }
        compared
    }

    /// Why the two are the same person; empty if they are not, as far as the rules can see.
    pub(crate) fn grounds(&self, other: &Profile) -> Grounds {
        let one = &self.profile;
        let mut grounds = Grounds::default();
        let same = |a: Option<&str>, b: Option<&str>| a.is_some() && a == b;
        grounds.add(CARD, same(one.card(), other.card()) && !self.common.has(CARD));
        // Two birth dates, both readable and different, mean two persons unless the card is the same.
        let birth_dates = one.birth_date.zip(other.birth_date);
        let two_persons = birth_dates.is_some_and(|(a, b)| a != b) && grounds.is_empty();
        if same(one.name(), other.name()) && !two_persons {
            let holds = [
                (NAME_BIRTH_DATE, birth_dates.is_some_and(|(a, b)| a == b)),
                (NAME_MOBILE, same(one.mobile(), other.mobile())),
                (NAME_EMAIL, same(one.email(), other.email())),
            ];
            for (ground, holds) in holds {
                grounds.add(ground, holds && !self.common.has(ground));
            }
        }
        grounds
    }

    /// Whether the two share an e-mail or a number: no match by itself, families share them.
    pub(crate) fn shares_contact(&self, other: &Profile) -> bool {
        let email = !self.email_is_common && self.profile.email().is_some_and(|email| other.email() == Some(email));
        let others = other.numbers();
        email
            || self
                .profile
                .numbers()
                .into_iter()
                .zip(self.number_is_common)
                .any(|(number, common)| number.is_some() && !common && others.contains(&number))
    }
}

/// What the candidates show.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// Newly matched, strongest first, then by identifier.
    pub(crate) matches: Vec<Match>,
    /// The first by identifier of those who newly share an e-mail or a number and do not match, and their number.
    pub(crate) weak: Option<(String, usize)>,
    /// Grounds that the customer, as it would be, has no more because too many hold the value.
    pub(crate) common: Grounds,
}

/// Compares a customer with candidates before (where it was known) and after a change.
pub(crate) fn find(before: Option<Profile>, after: Profile, evidence: &Evidence, ignored: &Ignored) -> Findings {
    let before = before.map(|profile| Compared::new(profile, &evidence.cut));
    let after = Compared::new(after, &evidence.cut);
    let mut findings = Findings { common: after.common, ..Findings::default() };
    let mut newly: Vec<(Grounds, &Customer)> = Vec::new();
    let mut weak: Vec<&Customer> = Vec::new();
    for candidate in &evidence.candidates {
        let profile = Profile::of(&Row::of(&candidate.values), ignored);
        let grounds = after.grounds(&profile);
        if !grounds.is_empty() {
            if before.as_ref().is_none_or(|before| before.grounds(&profile).is_empty()) {
                newly.push((grounds, candidate));
            }
        } else if after.shares_contact(&profile)
            && before.as_ref().is_none_or(|before| !before.shares_contact(&profile))
        {
            weak.push(candidate);
        }
    }
    newly.sort_by(|(one, a), (other, b)| one.strongest().cmp(&other.strongest()).then_with(|| a.id.cmp(&b.id)));
    findings.matches = newly
        .into_iter()
        .map(|(grounds, candidate)| Match { customer: candidate.id.clone(), reasons: grounds.reasons() })
        .collect();
    findings.weak = weak.iter().map(|candidate| &candidate.id).min().map(|first| (first.clone(), weak.len()));
    findings
}

/// The candidates who are the same person as this customer, strongest first, then by identifier.
pub fn matches(context: &Context, customer: &Customer, evidence: &Evidence) -> Vec<Match> {
    let ignored = Settings::new(context).ignored;
    let profile = Profile::of(&Row::of(&customer.values), &ignored);
    find(None, profile, evidence, &ignored).matches
}

/// The blocking keys of each customer: the same under all parameters.
pub fn keys_of(context: &Context, customers: &[Customer]) -> Vec<Vec<u64>> {
    let ignored = Settings::new(context).ignored;
    customers.iter().map(|customer| Profile::of(&Row::of(&customer.values), &ignored).keys()).collect()
}

#[cfg(test)]
#[path = "matching_tests.rs"]
mod tests;
