//! The pattern of the deliveries' names.

/// Whether a name matches a glob of `*` and `?`; case does not count.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.to_lowercase().chars().collect();
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let (mut at, mut in_name) = (0, 0);
    // Where the last `*` stands, and how much of the name it covers so far.
    let mut star: Option<(usize, usize)> = None;
    while in_name < name.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, in_name));
                at += 1;
            }
            Some(wanted) if *wanted == '?' || *wanted == name[in_name] => {
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
    pattern[at..].iter().all(|rest| *rest == '*')
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
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
