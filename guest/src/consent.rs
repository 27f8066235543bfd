//! Consents: what is yes, what is no.

/// A consent as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Consent {
    Yes,
    No,
    /// No value.
    Empty,
    /// Neither yes nor no.
    Unread,
}

/// Reads a consent, case folded.
pub(crate) fn read(value: &str) -> Consent {
    let is_one_of = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(value));
    if value.is_empty() {
        Consent::Empty
    } else if is_one_of(&["o", "oui", "y", "yes", "1", "vrai", "true"]) {
        Consent::Yes
    } else if is_one_of(&["n", "non", "no", "0", "faux", "false"]) {
        Consent::No
    } else {
        Consent::Unread
    }
}

/// Whether a change takes a consent back: yes to no or empty.
pub(crate) fn is_taken_back(old: &str, new: &str) -> bool {
    read(old) == Consent::Yes && matches!(read(new), Consent::No | Consent::Empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no_in_all_their_spellings() {
        for yes in ["o", "OUI", "y", "Yes", "1", "Vrai", "TRUE"] {
            assert_eq!(read(yes), Consent::Yes);
        }
        for no in ["N", "non", "No", "0", "FAUX", "false"] {
            assert_eq!(read(no), Consent::No);
        }
        assert_eq!((read(""), read("?"), read("2")), (Consent::Empty, Consent::Unread, Consent::Unread));
    }

    #[test]
    fn a_consent_is_taken_back_from_yes_to_no_or_empty() {
        assert!(is_taken_back("O", "N") && is_taken_back("oui", ""));
        assert!(
            !is_taken_back("N", "")
                && !is_taken_back("", "N")
                && !is_taken_back("O", "?")
                && !is_taken_back("O", "oui")
        );
    }
}
