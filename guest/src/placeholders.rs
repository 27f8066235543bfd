//! Values that tills fill in where there is none: no evidence.

use crate::folding::{push_card, push_email, push_phone};

/// Local parts that stand for "no e-mail".
const LOCAL_PARTS: [&str; 9] =
    ["pasdemail", "pasdemel", "sansmail", "nomail", "noemail", "aucun", "inconnu", "test", "client"];

/// Phones that stand for "no phone".
const PHONES: [&str; 2] = ["0123456789", "0612345678"];

/// Whether a normalised card stands for none.
pub(crate) fn is_no_card(card: &str) -> bool {
    is_one_digit(card)
}

/// Whether a normalised phone stands for none.
pub(crate) fn is_no_phone(phone: &str) -> bool {
    let bytes = phone.as_bytes();
    let ends_alike = bytes.len() >= 7 && bytes[bytes.len() - 7..].iter().all(|byte| *byte == bytes[bytes.len() - 1]);
    ends_alike || is_one_digit(phone) || PHONES.contains(&phone)
}

/// Whether a normalised e-mail stands for none.
pub(crate) fn is_no_email(email: &str) -> bool {
    let local = email.bytes().position(|byte| byte == b'@').map_or(email, |end| &email[..end]);
    LOCAL_PARTS.contains(&local)
}

/// Four or more equal digits, and nothing else.
fn is_one_digit(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.len() >= 4 && bytes[0].is_ascii_digit() && bytes.iter().all(|byte| *byte == bytes[0])
}

/// What the parameter `ignored-values` adds.
///
/// Keys are made of these values all the same, so that the host's index does not depend on the parameter; they are
/// merely no evidence.
#[derive(Debug, Default)]
pub(crate) struct Ignored {
    cards: Vec<String>,
    phones: Vec<String>,
    emails: Vec<String>,
}

impl Ignored {
    /// Values separated by commas. Each may be a card, a phone or an e-mail, so it is compared with each kind after
    /// that kind's normalisation.
    pub(crate) fn new(parameter: &str) -> Self {
        let values = || parameter.split(',').map(str::trim).filter(|value| !value.is_empty());
        let folded = |fold: fn(&str, &mut String)| {
            let fold = |value: &str| {
                let mut out = String::new();
                fold(value, &mut out);
                out
            };
            values().map(fold).filter(|value| !value.is_empty()).collect()
        };
        Self { cards: folded(push_card), phones: folded(push_phone), emails: folded(push_email) }
    }

    /// Whether a normalised card is no evidence.
    pub(crate) fn has_card(&self, card: &str) -> bool {
        self.cards.iter().any(|ignored| ignored == card)
    }

    /// Whether a normalised phone is no evidence.
    pub(crate) fn has_phone(&self, phone: &str) -> bool {
        self.phones.iter().any(|ignored| ignored == phone)
    }

    /// Whether a normalised e-mail is no evidence.
    pub(crate) fn has_email(&self, email: &str) -> bool {
        self.emails.iter().any(|ignored| ignored == email)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_of_four_or_more_equal_digits() {
        assert!(is_no_card("0000") && is_no_card("9999999"));
        assert!(!is_no_card("000") && !is_no_card("00001") && !is_no_card("aaaa"));
    }

    #[test]
    fn a_phone_of_equal_digits_or_that_ends_in_seven_or_that_everyone_knows() {
        for phone in ["1111", "0600000000", "0611111111", "0123456789", "0612345678"] {
            assert!(is_no_phone(phone), "{phone}");
        }
        for phone in ["111", "0600000001", "0601111110", "0612345679", "061222222"] {
            assert!(!is_no_phone(phone), "{phone}");
        }
    }

    #[test]
    fn an_e_mail_whose_local_part_says_that_there_is_none() {
        for local in LOCAL_PARTS {
            assert!(is_no_email(&format!("{local}@exemple.fr")) && is_no_email(local));
        }
        assert!(!is_no_email("client8@exemple.fr") && !is_no_email("a.client@exemple.fr"));
    }

    #[test]
    fn the_parameter_adds_values_compared_after_their_kind_s_normalisation() {
        let ignored = Ignored::new("01 0000 0002,AB 12,, Famille1@Exemple.fr ");
        assert!(
            ignored.has_phone("0100000002") && ignored.has_card("ab12") && ignored.has_email("famille1@exemple.fr")
        );
        assert!(ignored.has_card("0100000002"), "a card may be named as well");
        assert!(!ignored.has_phone("0100000003") && !ignored.has_card("") && !ignored.has_phone(""));
    }
}
