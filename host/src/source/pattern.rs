//! The pattern of the deliveries' names.
//!
//! Written here because the known crates compare letters without regard to case only in ASCII, and read `{`, `\` and `/`
//! as something else than themselves; a name is not a path here.

/// Whether a name matches a glob of `*`, `?` and `[a-z]` or `[!a-z]`; case does not count.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let pattern = pieces(pattern);
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let (mut at, mut in_name) = (0, 0);
    // Where the last `*` stands, and how much of the name it covers so far.
    let mut star: Option<(usize, usize)> = None;
    while in_name < name.len() {
        match pattern.get(at) {
            Some(Piece::Any) => {
                star = Some((at, in_name));
                at += 1;
            }
            Some(piece) if piece.takes(name[in_name]) => {
                at += 1;
                in_name += 1;
            }
            _ => match &mut star {
                Some((place, covered)) => {
                    *covered += 1;
                    at = *place + 1;
                    in_name = *covered;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|rest| *rest == Piece::Any)
}

/// What one place of a pattern takes.
#[derive(Debug, PartialEq)]
enum Piece {
    /// Any number of letters.
    Any,
    /// Any one letter.
    One,
    /// This letter.
    Letter(char),
    /// A letter in one of these ranges, or in none of them.
    Set { ranges: Vec<(char, char)>, inside: bool },
}

impl Piece {
    fn takes(&self, letter: char) -> bool {
        match self {
            Self::Any | Self::One => true,
            Self::Letter(wanted) => *wanted == letter,
            Self::Set { ranges, inside } => {
                ranges.iter().any(|(low, high)| (*low..=*high).contains(&letter)) == *inside
            }
        }
    }
}

fn pieces(pattern: &str) -> Vec<Piece> {
    let letters: Vec<char> = pattern.to_lowercase().chars().collect();
    let mut pieces = Vec::with_capacity(letters.len());
    let mut at = 0;
    while at < letters.len() {
        let (piece, length) = match letters[at] {
            '*' => (Piece::Any, 1),
            '?' => (Piece::One, 1),
            '[' => set(&letters[at..]).unwrap_or((Piece::Letter('['), 1)),
            letter => (Piece::Letter(letter), 1),
        };
        pieces.push(piece);
        at += length;
    }
    pieces
}

/// A `[…]` at the beginning, and its length; none where it is not closed, for then `[` stands for itself.
fn set(letters: &[char]) -> Option<(Piece, usize)> {
    let inside = letters.get(1) != Some(&'!');
    let first = if inside { 1 } else { 2 };
    // A `]` that comes first is one of the set.
    let end = first + 1 + letters.get(first + 1..)?.iter().position(|letter| *letter == ']')?;
    let mut ranges = Vec::new();
    let mut at = first;
    while at < end {
        if at + 2 < end && letters[at + 1] == '-' {
            ranges.push((letters[at], letters[at + 2]));
            at += 3;
        } else {
            ranges.push((letters[at], letters[at]));
            at += 1;
        }
    }
    Some((Piece::Set { ranges, inside }, end + 1))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_and_question_marks() {
        for (pattern, name, expected) in [
            ("CLIENTS_*.csv", "clients_2026-11-24.CSV", true),
            ("CLIENTS_*.csv", "CLIENTS_.csv", true),
            ("CLIENTS_*.csv", "CLIENTS_1.csv.part", false),
            ("CLIENTS_*.csv", "ARTICLES_1.csv", false),
            ("*", "", true),
            ("a?c*", "abc", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b", "a-b-c", false),
            ("CLIENTS_É*.csv", "clients_é21.csv", true),
            ("c[0-9][0-9].csv", "C12.csv", true),
            ("c[0-9].csv", "Cx.csv", false),
            ("c[!0-9].csv", "Cx.csv", true),
            ("c[]x].csv", "c].csv", true),
            ("c[1.csv", "C[1.csv", true),
            ("c[a-]", "c-", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
