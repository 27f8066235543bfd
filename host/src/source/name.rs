//! Names as an exchange gives them: shown, sent back, never a path of ours.

/// Longer names are no names.
const LONGEST: usize = 1024;

/// A name as people see it: what is not text, or would move the cursor or turn the line round, is replaced.
pub(super) fn shown(raw: &[u8]) -> String {
    let harmful = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    String::from_utf8_lossy(raw).chars().map(|letter| if harmful(letter) { '\u{fffd}' } else { letter }).collect()
}

/// Whether a name can be sent back to a server and mean that very file of that very folder.
pub(super) fn is_plain(raw: &[u8]) -> bool {
    let drive = raw.len() >= 2 && raw[0].is_ascii_alphabetic() && raw[1] == b':';
    let controls = raw.iter().any(|byte| *byte < b' ' || *byte == 0x7f);
    let separators = raw.iter().any(|byte| matches!(byte, b'/' | b'\\'));
    !(raw.is_empty() || raw.len() > LONGEST || raw == b"." || raw == b".." || drive || controls || separators)
}

/// Whether a name says that its file isn't finished yet, as uploading programs write it.
pub(super) fn is_temporary(name: &str) -> bool {
    const ENDINGS: [&str; 9] =
        [".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".upload", ".uploading", ".swp"];
    let name = name.to_lowercase();
    name.starts_with(['.', '~']) || name.ends_with('~') || ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Whether `name` ends with a marker's suffix; case does not count.
pub(super) fn strip_marker<'a>(name: &'a [u8], suffix: &str) -> Option<&'a [u8]> {
    let at = name.len().checked_sub(suffix.len())?;
    let (file, ending) = name.split_at(at);
    ending.eq_ignore_ascii_case(suffix.as_bytes()).then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_mean_another_place_are_not_plain() {
        for name in ["CLIENTS 1.csv", " a", "café", "CON", "nul.csv", "...", "a.", "12:30.csv"] {
            assert!(is_plain(name.as_bytes()), "{name}");
        }
        assert!(is_plain(b"caf\xe9.csv"));
        for name in
            ["", ".", "..", "../a", "/etc/passwd", "a\\b", "C:a", "a\rb", "a\nDELE b", "a\0b", "\u{1b}[2J", "a/b"]
        {
            assert!(!is_plain(name.as_bytes()), "{name:?}");
        }
        assert!(!is_plain(&vec![b'a'; 1025]));
    }

    #[test]
    fn what_is_shown_can_not_harm_a_terminal() {
        assert_eq!(shown(b"caf\xe9\x1b[2J.csv"), "caf\u{fffd}\u{fffd}[2J.csv");
        assert_eq!(shown("a\u{202e}vsc.exe".as_bytes()), "a\u{fffd}vsc.exe");
    }

    #[test]
    fn temporary_names() {
        for name in [".hidden", "a.csv.PART", "a.tmp", "a.csv.filepart", "~a.csv", "a.csv~", ".in.a.csv."] {
            assert!(is_temporary(name), "{name}");
        }
        for name in ["a.csv", "tmp.csv", "part.csv", "a.parts"] {
            assert!(!is_temporary(name), "{name}");
        }
    }

    #[test]
    fn markers() {
        assert_eq!(strip_marker(b"a.csv.OK", ".ok"), Some(&b"a.csv"[..]));
        assert_eq!(strip_marker(b"a.csv", ".ok"), None);
        assert_eq!(strip_marker(b"k", ".ok"), None);
        assert_eq!(strip_marker(b"\xe9.ok", ".ok"), Some(&b"\xe9"[..]));
    }
}
