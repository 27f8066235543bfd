//! A customer's values: as one row for the rules, as a JSON array in the base.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::BaseError;

/// Separates the values of a row; no value may hold it.
pub const SEPARATOR: char = '\u{1f}';

/// The values of a row, in order.
pub(crate) fn values(row: &str) -> impl Iterator<Item = &str> {
    let mut begin = 0;
    memchr::memchr_iter(SEPARATOR as u8, row.as_bytes()).chain([row.len()]).map(move |end| {
        let value = &row[begin..end];
        begin = end + 1;
        value
    })
}

/// Appends the row as a JSON array of strings; `null` for the fields in `absent`, which were not carried.
pub(super) fn push_json(row: &str, absent: &[u32], json: &mut String) {
    // Looked at as a whole, sixteen bytes at a time: hardly any row has one.
    let to_escape = |byte: u8| byte == b'"' || byte == b'\\' || (byte < b' ' && byte != SEPARATOR as u8);
    let escapes = row.bytes().fold(false, |any, byte| any | to_escape(byte));
    json.reserve(row.len() + 64);
    json.push('[');
    for (index, value) in values(row).enumerate() {
        if index > 0 {
            json.push(',');
        }
        if absent.contains(&(index as u32)) {
            json.push_str("null");
        } else {
            push_string(json, value, escapes);
        }
    }
    json.push(']');
}

/// Writes a JSON string; `escapes`: something in it may have to be escaped.
pub(super) fn push_string(json: &mut String, value: &str, escapes: bool) {
    json.push('"');
    if escapes {
        for character in value.chars() {
            match character {
                '"' => json.push_str("\\\""),
                '\\' => json.push_str("\\\\"),
                control if control < ' ' => {
                    write!(json, "\\u{:04x}", control as u32).expect("writing to a string never fails");
                }
                other => json.push(other),
            }
        }
    } else {
        json.push_str(value);
    }
    json.push('"');
}

/// A record whose values were forgotten: it was in force for somebody once, and what it was is nobody's business now.
pub(super) const FORGOTTEN: &str = "[]";

/// What a version's record holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Received {
    /// Values; empty for those not carried.
    pub(crate) row: String,
    /// Indices of the fields not carried.
    pub(crate) absent: Vec<u32>,
}

/// Reads back what [`push_json`] wrote.
pub(super) fn from_json(json: &str) -> Result<Received, BaseError> {
    if memchr::memchr(b'\\', json.as_bytes()).is_none()
        && let Some(received) = plain(json)
    {
        return Ok(received);
    }
    let values: Vec<Option<Cow<'_, str>>> =
        serde_json::from_str(json).map_err(|_| BaseError::Damaged { what: "a version's record" })?;
    let mut received = Received { row: String::with_capacity(json.len()), absent: Vec::new() };
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            received.row.push(SEPARATOR);
        }
        match value {
            Some(value) => received.row.push_str(value),
            None => received.absent.push(index as u32),
        }
    }
    Ok(received)
}

/// As [`from_json`], of an array without any escape: its quotes stand around the values and nowhere else.
fn plain(json: &str) -> Option<Received> {
    let mut rest = json.strip_prefix('[')?;
    let mut received = Received { row: String::with_capacity(json.len()), absent: Vec::new() };
    for index in 0.. {
        if let Some(value) = rest.strip_prefix('"') {
            let end = memchr::memchr(b'"', value.as_bytes())?;
            received.row.push_str(&value[..end]);
            rest = &value[end + 1..];
        } else {
            rest = rest.strip_prefix("null")?;
            received.absent.push(index);
        }
        match rest.strip_prefix(',') {
            Some(more) => rest = more,
            None => break,
        }
        received.row.push(SEPARATOR);
    }
    (rest == "]").then_some(received)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to_json(row: &str, absent: &[u32]) -> String {
        let mut json = String::new();
        push_json(row, absent, &mut json);
        json
    }

    #[test]
    fn a_row_survives_the_base() {
        for row in ["a\u{1f}b", "\u{1f}\u{1f}", "", "he said \"no\"\u{1f}c:\\d\u{1f}é", "x\",\"y\u{1f}null"] {
            let received = from_json(&to_json(row, &[])).expect("written by us");
            assert_eq!(received.row, row);
            assert_eq!(received.absent, Vec::<u32>::new());
        }
    }

    #[test]
    fn fields_not_carried_are_told_from_empty_ones() {
        let json = to_json("a\u{1f}\u{1f}", &[1]);
        assert_eq!(json, r#"["a",null,""]"#);
        let received = from_json(&json).expect("written by us");
        assert_eq!((received.row.as_str(), received.absent), ("a\u{1f}\u{1f}", vec![1]));
    }
}
