//! What may happen to a store. Erasure comes with the command.

use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::Index;

/// Few identifiers and few values: they meet all the time.
pub(super) const IDS: [&str; 5] = ["C0", "C1", "C2", "C3", "C4"];
const DAYS: [&str; 5] = ["2024-03-01", "2024-03-02", "2024-03-03", "2024-03-04", "2024-03-05"];
const NAMES_OF_PERSONS: [&str; 2] = ["Petit;Anne", "Roy;Luc"];
const CITIES: [&str; 3] = ["Lille", "Metz", ""];
const EMAILS: [&str; 3] = ["a@exemple.fr", "b@exemple.fr", ""];
const BIRTHS: [&str; 3] = ["1970-07-03", "1981-01-02", ""];
const CARDS: [&str; 3] = ["29900", "29901", ""];
const CONSENTS: [&str; 3] = ["O", "N", ""];
/// Fields that people edit, with values of the same pools.
pub(super) const EDITS: [(&str, &str); 6] = [
    ("city", "Gap"),
    ("email", "a@exemple.fr"),
    ("loyalty_card", "29900"),
    ("loyalty_card", ""),
    ("birth_date", "1970-07-03"),
    ("optin_email", "O"),
];

/// One line of a delivery.
#[derive(Debug, Clone)]
pub(super) struct Line {
    id: usize,
    day: usize,
    person: usize,
    city: usize,
    email: usize,
    birth: usize,
    card: usize,
    consent: usize,
}

/// One act.
#[derive(Debug, Clone)]
pub(super) enum Act {
    /// A new file, and perhaps one that came before, in one retrieval; a partial file has no e-mail column.
    Deliver {
        lines: Vec<Line>,
        partial: bool,
        again: Option<Index>,
    },
    /// A delivery is taken again.
    Again(Index),
    Edit {
        id: usize,
        edit: usize,
        force: bool,
    },
    Add {
        id: usize,
        edit: usize,
    },
    Merge {
        kept: usize,
        absorbed: usize,
        take: bool,
    },
    Unmerge(Index),
    Distinct {
        one: usize,
        other: usize,
    },
    OptOut(Index),
    Revert(Index),
    /// What a preview does is let go of, as by a crash before the commit.
    Preview {
        kept: usize,
        absorbed: usize,
        merge: Index,
    },
    /// The program ends and starts again.
    Restart,
    /// Rules of another digest, or another parameter.
    Rules {
        other: bool,
        ignore: bool,
    },
}

/// Every act's name, for the count of what was done.
pub(super) const NAMES: [&str; 12] = [
    "deliver", "again", "edit", "add", "merge", "unmerge", "distinct", "opt-out", "revert", "preview", "restart",
    "rules",
];

impl Act {
    pub(super) fn name(&self) -> &'static str {
        NAMES[match self {
            Self::Deliver { .. } => 0,
            Self::Again(_) => 1,
            Self::Edit { .. } => 2,
            Self::Add { .. } => 3,
            Self::Merge { .. } => 4,
            Self::Unmerge(_) => 5,
            Self::Distinct { .. } => 6,
            Self::OptOut(_) => 7,
            Self::Revert(_) => 8,
            Self::Preview { .. } => 9,
            Self::Restart => 10,
            Self::Rules { .. } => 11,
        }]
    }
}

fn line() -> impl Strategy<Value = Line> {
    (0..IDS.len(), 0..DAYS.len(), 0..2_usize, 0..3_usize, 0..3_usize, 0..3_usize, 0..3_usize, 0..3_usize).prop_map(
        |(id, day, person, city, email, birth, card, consent)| Line {
            id,
            day,
            person,
            city,
            email,
            birth,
            card,
            consent,
        },
    )
}

/// Any act; deliveries and merges more often.
pub(super) fn act() -> BoxedStrategy<Act> {
    let id = || 0..IDS.len();
    let deliver =
        (prop::collection::vec(line(), 1..5), prop::bool::weighted(0.2), prop::option::weighted(0.2, any::<Index>()))
            .prop_map(|(lines, partial, again)| Act::Deliver { lines, partial, again });
    prop_oneof![
        8 => deliver,
        1 => any::<Index>().prop_map(Act::Again),
        2 => (id(), 0..EDITS.len(), any::<bool>()).prop_map(|(id, edit, force)| Act::Edit { id, edit, force }),
        1 => (id(), 0..EDITS.len()).prop_map(|(id, edit)| Act::Add { id, edit }),
        4 => (id(), id(), any::<bool>()).prop_map(|(kept, absorbed, take)| Act::Merge { kept, absorbed, take }),
        3 => any::<Index>().prop_map(Act::Unmerge),
        1 => (id(), id()).prop_map(|(one, other)| Act::Distinct { one, other }),
        2 => any::<Index>().prop_map(Act::OptOut),
        1 => any::<Index>().prop_map(Act::Revert),
        1 => (id(), id(), any::<Index>()).prop_map(|(kept, absorbed, merge)| Act::Preview { kept, absorbed, merge }),
        1 => Just(Act::Restart),
        1 => (any::<bool>(), any::<bool>()).prop_map(|(other, ignore)| Act::Rules { other, ignore }),
    ]
    .boxed()
}

/// A file of these lines.
pub(super) fn file(lines: &[Line], partial: bool) -> Vec<u8> {
    let email = if partial { "" } else { ";EMAIL" };
    let mut csv = format!("ID_CLIENT;DATE_MODIF;NOM;PRENOM;VILLE;DATE_NAISSANCE;CARTE_FIDELITE;OPTIN_EMAIL{email}\n");
    for line in lines {
        write!(
            csv,
            "{};{};{};{};{};{};{}",
            IDS[line.id],
            DAYS[line.day],
            NAMES_OF_PERSONS[line.person],
            CITIES[line.city],
            BIRTHS[line.birth],
            CARDS[line.card],
            CONSENTS[line.consent]
        )
        .unwrap();
        if !partial {
            write!(csv, ";{}", EMAILS[line.email]).unwrap();
        }
        csv.push('\n');
    }
    csv.into_bytes()
}
