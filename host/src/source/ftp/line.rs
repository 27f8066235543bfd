//! One line of a listing: `MLSD` facts (RFC 3659, 7), `ls -l` as Unix servers print it, `dir` as Windows servers do.

use super::moment::{Rough, digits};

/// What a line of a listing says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// As sent.
    pub(super) name: Vec<u8>,
    pub(super) kind: Kind,
    pub(super) size: Option<u64>,
    pub(super) date: Date,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A file.
    File,
    /// A link, to what the listing doesn't tell.
    Link,
    /// Unknown: a bare name.
    Any,
    /// Nothing that can be fetched.
    Other,
}

/// A date as a listing gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Date {
    Exact(i64),
    Rough(Rough),
    Unknown,
}

/// A line of `MLSD`; none where it is none.
pub(super) fn facts(line: &[u8]) -> Option<Entry> {
    let blank = line.iter().position(|byte| *byte == b' ')?;
    let (facts, name) = (&line[..blank], &line[blank + 1..]);
    if name.is_empty() {
        return None;
    }
    let mut entry = Entry { name: name.into(), kind: Kind::Any, size: None, date: Date::Unknown };
    for fact in facts.split(|byte| *byte == b';').filter(|fact| !fact.is_empty()) {
        let equals = fact.iter().position(|byte| *byte == b'=')?;
        let value = &fact[equals + 1..];
        match fact[..equals].to_ascii_lowercase().as_slice() {
            b"type" => entry.kind = kind(value),
            b"size" => entry.size = std::str::from_utf8(value).ok().and_then(|digits| digits.parse().ok()),
            b"modify" => entry.date = digits(value).map_or(Date::Unknown, Date::Exact),
            _ => {}
        }
    }
    if entry.kind == Kind::Link {
        // Those of the link itself.
        (entry.size, entry.date) = (None, Date::Unknown);
    }
    Some(entry)
}

fn kind(value: &[u8]) -> Kind {
    let value = value.to_ascii_lowercase();
    if value == b"file" {
        Kind::File
    } else if value.starts_with(b"os.unix=slink") || value.starts_with(b"os.unix=symlink") {
        Kind::Link
    } else {
        Kind::Other
    }
}

/// A line of `LIST`; none where it is none. `now` gives dates their year.
pub(super) fn listed(line: &[u8], now: i64) -> Option<Entry> {
    unix(line, now).or_else(|| windows(line))
}

/// `-rw-r--r--   1 1001     1001         1234 Nov 24 04:10 CLIENTS 1.csv`
fn unix(line: &[u8], now: i64) -> Option<Entry> {
    let kind = match line.first()? {
        b'-' => Kind::File,
        b'l' => Kind::Link,
        b'd' | b'b' | b'c' | b'p' | b's' | b'D' => Kind::Other,
        _ => return None,
    };
    let words = words(line);
    let rights = words.first()?.bytes;
    if rights.len() < 10 || !rights[1..10].iter().all(|byte| b"rwxsStTlL-".contains(byte)) {
        return None;
    }
    // The owner and the group may hold anything, or be missing: the date is what can be recognised.
    let (at, date) = (3..words.len().min(9)).find_map(|at| Some((at, date(&words[at..], now)?)))?;
    let size: Option<u64> = text(words[at - 1].bytes)?.parse().ok();
    let last = words.get(at + date.words - 1)?;
    // One blank, then the name, blanks of its own included.
    let mut name = line.get(last.end + 1..)?;
    if kind == Kind::Link
        && let Some(arrow) = name.windows(4).position(|window| window == b" -> ")
    {
        name = &name[..arrow];
    }
    if name.is_empty() || (kind == Kind::File && size.is_none()) {
        return None;
    }
    let known = kind == Kind::File;
    Some(Entry {
        name: name.into(),
        kind,
        size: size.filter(|_| known),
        date: if known { Date::Rough(date.rough) } else { Date::Unknown },
    })
}

/// `11-24-26  04:10AM                 1234 CLIENTS 1.csv`, `11-24-2026  04:10       <DIR>          archive`
fn windows(line: &[u8]) -> Option<Entry> {
    let words = words(line);
    let [day, time, size, ..] = words.as_slice() else { return None };
    let mut numbers = text(day.bytes)?.split('-').map(|number| number.parse::<u32>().ok());
    let (first, second, third) = (numbers.next()??, numbers.next()??, numbers.next()??);
    // Year first where somebody set it so; else as IIS writes it everywhere.
    let (year, month, day) = if first > 31 { (first, second, third) } else { (third, first, second) };
    let year = match year {
        0..70 => year + 2000,
        70..100 => year + 1900,
        _ => year,
    };
    let rough = Rough::full(i32::try_from(year).ok()?, month, day, clock(text(time.bytes)?)?)?;
    let name = line.get(size.end + 1..).filter(|name| !name.is_empty())?;
    let (kind, size) = match size.bytes {
        b"<DIR>" => (Kind::Other, None),
        b"<SYMLINK>" | b"<SYMLINKD>" | b"<JUNCTION>" => (Kind::Link, None),
        digits => (Kind::File, Some(text(digits)?.parse().ok()?)),
    };
    // `<DIR>` is followed by a column for the size.
    let name = if kind == Kind::File { name } else { name.trim_ascii_start() };
    let date = if kind == Kind::File { Date::Rough(rough) } else { Date::Unknown };
    Some(Entry { name: name.into(), kind, size, date })
}

/// `04:10`, `04:10AM`
fn clock(text: &str) -> Option<(u32, u32)> {
    let upper = text.to_ascii_uppercase();
    let (digits, afternoon) = match (upper.strip_suffix("AM"), upper.strip_suffix("PM")) {
        (Some(digits), _) => (digits, Some(false)),
        (_, Some(digits)) => (digits, Some(true)),
        _ => (upper.as_str(), None),
    };
    let mut parts = digits.split(':').map(|part| part.parse::<u32>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    match afternoon {
        None => Some((hour, minute)),
        Some(_) if !(1..=12).contains(&hour) => None,
        Some(false) => Some((hour % 12, minute)),
        Some(true) => Some((hour % 12 + 12, minute)),
    }
}

struct Found {
    rough: Rough,
    words: usize,
}

/// `Nov 24 04:10`, `Nov 24 2025`, `24 Nov 04:10`, `2026-11-24 04:10`
fn date(words: &[Word<'_>], now: i64) -> Option<Found> {
    let word = |at: usize| text(words.get(at)?.bytes);
    if let Some((year, rest)) = word(0)?.split_once('-') {
        let (month, day) = rest.split_once('-')?;
        let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        return Some(Found { rough: Rough::full(year, month, day, clock(word(1)?)?)?, words: 2 });
    }
    let (month, day) = match (month(word(0)?), month(word(1)?)) {
        (Some(month), _) => (month, word(1)?),
        (None, Some(month)) => (month, word(0)?),
        (None, None) => return None,
    };
    let day = day.trim_end_matches(',').parse().ok()?;
    let last = word(2)?;
    let rough = if last.contains(':') {
        Rough::without_year(month, day, clock(last)?, now)?
    } else {
        Rough::day(last.parse().ok().filter(|year| (1970..10_000).contains(year))?, month, day)?
    };
    Some(Found { rough, words: 3 })
}

fn month(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let word = word.to_ascii_lowercase();
    MONTHS.iter().position(|month| *month == word).and_then(|at| u32::try_from(at + 1).ok())
}

/// A word of a line, and where it ends.
struct Word<'a> {
    bytes: &'a [u8],
    end: usize,
}

/// The first words of a line: those before the name are fewer than these.
fn words(line: &[u8]) -> Vec<Word<'_>> {
    const MOST: usize = 14;
    let mut words = Vec::with_capacity(MOST);
    let mut at = 0;
    while words.len() < MOST {
        let Some(start) = line[at..].iter().position(|byte| *byte != b' ').map(|offset| at + offset) else { break };
        let end = line[start..].iter().position(|byte| *byte == b' ').map_or(line.len(), |offset| start + offset);
        words.push(Word { bytes: &line[start..end], end });
        at = end;
    }
    words
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests;
