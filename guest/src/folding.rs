//! Folding: what is the same for a person who compares two values.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::trim;

/// Letters and digits only: NFD without marks, lower case, œ→oe, æ→ae.
pub(crate) fn push_folded(text: &str, out: &mut String) {
    if is_every_byte(text, |byte| byte.is_ascii_alphanumeric()) {
        return push_lower_ascii(text, out);
    }
    let mut buffer = [0; 4];
    for character in text.chars() {
        if character.is_ascii() {
            if character.is_ascii_alphanumeric() {
                out.push(character.to_ascii_lowercase());
            }
        } else if let Some(letter) = french_letter(character) {
            out.push(letter);
        } else {
            // A mark alone vanishes and decomposition looks at no neighbour: one character at a time is the same.
            push_unmarked(character.encode_utf8(&mut buffer), out, char::is_alphanumeric);
        }
    }
}

/// What the accented letters of French fold to: the short way for nearly all there is.
fn french_letter(character: char) -> Option<char> {
    Some(match character {
        'à' | 'â' | 'ä' | 'À' | 'Â' | 'Ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => 'e',
        'î' | 'ï' | 'Î' | 'Ï' => 'i',
        'ô' | 'ö' | 'Ô' | 'Ö' => 'o',
        'ù' | 'û' | 'ü' | 'Ù' | 'Û' | 'Ü' => 'u',
        'ÿ' | 'Ÿ' => 'y',
        'ç' | 'Ç' => 'c',
        'ñ' | 'Ñ' => 'n',
        _ => return None,
    })
}

/// The name of a column as headers are compared: case, accents, blanks, `-` and `_` do not count.
pub(crate) fn column_name(header: &str) -> String {
    let mut name = String::with_capacity(header.len());
    push_unmarked(header, &mut name, |character| !character.is_whitespace() && !matches!(character, '-' | '_'));
    name
}

fn push_unmarked(text: &str, out: &mut String, keep: impl Fn(char) -> bool) {
    for character in text.nfd().filter(|character| !is_combining_mark(*character)).flat_map(char::to_lowercase) {
        match character {
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            // Lower case of `İ` brings a mark of its own.
            _ if keep(character) && !is_combining_mark(character) => out.push(character),
            _ => {}
        }
    }
}

/// Digits only; a leading `+33`, `0033` or `33` followed by nine or more digits becomes `0`, and leading zeros after it
/// become one.
pub(crate) fn push_phone(text: &str, out: &mut String) {
    let begin = out.len();
    if is_every_byte(text, |byte| byte.is_ascii_digit()) {
        out.push_str(text);
    } else {
        out.extend(text.bytes().filter(u8::is_ascii_digit).map(char::from));
    }
    let prefix = match &out.as_bytes()[begin..] {
        [b'0', b'0', b'3', b'3', rest @ ..] if rest.len() >= 9 => 4,
        [b'3', b'3', rest @ ..] if rest.len() >= 9 => 2,
        _ => return,
    };
    let national = out[begin + prefix..].trim_start_matches('0').len();
    let end = out.len() - national;
    out.replace_range(begin..end, "0");
}

/// Lower case, trimmed.
pub(crate) fn push_email(text: &str, out: &mut String) {
    push_lower(trim(text), out);
}

/// Blanks removed, case folded.
pub(crate) fn push_card(text: &str, out: &mut String) {
    if is_every_byte(text, |byte| byte.is_ascii_graphic()) {
        push_lower_ascii(text, out);
    } else {
        out.extend(text.chars().filter(|it| !it.is_whitespace()).flat_map(char::to_lowercase));
    }
}

fn push_lower(text: &str, out: &mut String) {
    if text.is_ascii() {
        push_lower_ascii(text, out);
    } else {
        out.extend(text.chars().flat_map(char::to_lowercase));
    }
}

fn push_lower_ascii(text: &str, out: &mut String) {
    let begin = out.len();
    out.push_str(text);
    out[begin..].make_ascii_lowercase();
}

/// Without a way out: the compiler then looks at sixteen bytes at a time.
fn is_every_byte(text: &str, is: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(true, |all, byte| all & is(byte))
}

/// Whether two values differ only in case, accents and punctuation.
pub(crate) fn same_folded(one: &str, other: &str) -> bool {
    let (mut ones, mut others) = (one.chars(), other.chars());
    // Most differ at once. What takes the long way to fold is folded as a whole.
    while let (Some(a), Some(b)) = (next_folded(&mut ones), next_folded(&mut others)) {
        if a != b || a.is_none() {
            return a == b;
        }
    }
    let (mut a, mut b) = (String::new(), String::new());
    push_folded(one, &mut a);
    push_folded(other, &mut b);
    a == b
}

/// The next letter or digit, None within at the end; None where it takes the long way.
fn next_folded(characters: &mut std::str::Chars<'_>) -> Option<Option<char>> {
    let next = characters.find(|character| !character.is_ascii() || character.is_ascii_alphanumeric());
    match next {
        Some(character) if !character.is_ascii() => french_letter(character).map(Some),
        next => Some(next.map(|character| character.to_ascii_lowercase())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(push: fn(&str, &mut String), text: &str) -> String {
        let mut out = "before".to_owned();
        push(text, &mut out);
        out["before".len()..].to_owned()
    }

    #[test]
    fn names_fold_to_letters_and_digits() {
        for (text, folded) in [
            ("D'Hérouville-Saint Clair", "dherouvillesaintclair"),
            ("L’HAŸ", "lhay"),
            ("ŒUVRARD", "oeuvrard"),
            ("œuvrard", "oeuvrard"),
            ("Æsir", "aesir"),
            ("N\u{303}ino 2", "nino2"),
            ("Straße", "straße"),
            ("İl", "il"),
            ("- . '", ""),
        ] {
            assert_eq!(with(push_folded, text), folded, "{text}");
        }
    }

    #[test]
    fn the_short_ways_fold_like_the_long_one() {
        let all: String = ('\0'..='\u{ffff}').collect();
        let mut long_way = String::new();
        push_unmarked(&all, &mut long_way, char::is_alphanumeric);
        assert!(with(push_folded, &all) == long_way);
    }

    #[test]
    fn phones_are_digits_with_the_french_prefix_as_zero() {
        for text in [
            "0600000014",
            "06 00 00 00 14",
            "+33600000014",
            "0033600000014",
            "33600000014",
            "+33 (0)600000014",
            "+33 00600000014",
            "06.00.00.00.14",
        ] {
            assert_eq!(with(push_phone, text), "0600000014", "{text}");
        }
        assert_eq!(with(push_phone, "3312345678"), "3312345678", "eight digits follow: not the prefix");
        assert_eq!(with(push_phone, "00600000014"), "00600000014", "no prefix: zeros stay");
        assert_eq!(with(push_phone, "+32 475 12 34 56"), "32475123456");
        assert_eq!(with(push_phone, "aucun"), "");
    }

    #[test]
    fn e_mails_are_lower_case_and_trimmed() {
        assert_eq!(with(push_email, " Zoé.D@Exemple.FR "), "zoé.d@exemple.fr");
        assert_eq!(with(push_email, "A.B@C"), "a.b@c");
    }

    #[test]
    fn cards_lose_blanks_and_case_but_no_zeros() {
        assert_eq!(with(push_card, "00 12\u{a0}aB"), "0012ab");
        assert_eq!(with(push_card, "00 12 É"), "0012é");
        assert_eq!(with(push_card, "AB-12"), "ab-12");
    }

    #[test]
    fn columns_compare_without_case_accents_blanks_and_joiners() {
        for text in ["CODE_POSTAL", "code-postal", "Code Postal", " codepostal\u{a0}", "Côde_Pöstàl"] {
            assert_eq!(column_name(text), "codepostal");
        }
        assert_eq!(column_name("PRÉNOM"), "prenom");
        assert_eq!(column_name("N° client"), "n°client");
    }

    #[test]
    fn spelling_is_case_accents_and_punctuation() {
        assert!(same_folded("Le Goff", "LEGOFF") && same_folded("", "-") && same_folded("œ", "OE"));
        assert!(!same_folded("Dupond", "Dupont") && !same_folded("", "0"));
    }

    proptest::proptest! {
        #[test]
        fn spelling_is_compared_as_folded(one in "[aAéœ\u{301} -]{0,4}", other in "[aAéœ\u{301} -]{0,4}") {
            let same = with(push_folded, &one) == with(push_folded, &other);
            proptest::prop_assert_eq!(same_folded(&one, &other), same);
        }
    }
}
