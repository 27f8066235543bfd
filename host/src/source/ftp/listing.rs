//! The entries of a folder: `MLSD`, else `LIST`, else `NLST` (RFC 3659, RFC 959).

use std::time::Instant;

use super::super::SourceError;
use super::line::{Date, Entry, Kind, facts, listed};
use super::session::{Refusal, Session};

/// What is read at most: a folder of a hundred thousand files has listings of about ten megabytes.
const MOST_BYTES: usize = 32 << 20;
const MOST_LINES: usize = 100_000;
/// No name that is taken makes a line this long.
const LONGEST_LINE: usize = 4096;

/// What a folder holds.
#[derive(Debug, Default)]
pub(super) struct Entries {
    pub(super) entries: Vec<Entry>,
    pub(super) notices: Vec<&'static str>,
}

/// Lists the session's folder.
pub(super) fn entries(session: &mut Session, deadline: Instant, now: i64) -> Result<Entries, SourceError> {
    if session.can.mlsd {
        match read(session, "MLSD", deadline)? {
            Some(lines) => return Ok(lines.entries(facts)),
            None => session.can.mlsd = false,
        }
    }
    if let Some(lines) = read(session, "LIST", deadline)? {
        let blank = |line: &Vec<u8>| line.starts_with(b"total ") || line.trim_ascii().is_empty();
        let entries = lines.clone_without(blank).entries(|line| listed(line, now));
        // In a language or a form of its own, it tells nothing; names alone then do.
        if !entries.entries.is_empty() || lines.lines.iter().all(blank) {
            return Ok(entries);
        }
    }
    match read(session, "NLST", deadline)? {
        Some(lines) => Ok(lines.entries(|line| {
            let name = line.strip_prefix(b"./").unwrap_or(line);
            Some(Entry { name: name.into(), kind: Kind::Any, size: None, date: Date::Unknown })
        })),
        None => Err(SourceError::ListingRefused { answer: "MLSD, LIST, NLST".into() }),
    }
}

/// The lines of a listing.
#[derive(Debug, Default, Clone)]
struct Lines {
    lines: Vec<Vec<u8>>,
    notices: Vec<&'static str>,
}

impl Lines {
    fn clone_without(&self, left_out: impl Fn(&Vec<u8>) -> bool) -> Self {
        let lines = self.lines.iter().filter(|line| !left_out(line)).cloned().collect();
        Self { lines, notices: self.notices.clone() }
    }

    fn entries(self, read: impl Fn(&[u8]) -> Option<Entry>) -> Entries {
        let mut notices = self.notices;
        let all = self.lines.len();
        let mut entries: Vec<Entry> = self.lines.iter().filter_map(|line| read(line)).collect();
        if entries.len() < all {
            notices.push("host.listing-odd-lines");
        }
        entries.retain(|entry| entry.kind != Kind::Other);
        Entries { entries, notices }
    }
}

/// Reads one kind of listing; none where the server doesn't know it.
fn read(session: &mut Session, verb: &'static str, deadline: Instant) -> Result<Option<Lines>, SourceError> {
    let mut data = match session.transfer(verb, b"", 0) {
        Ok(data) => data,
        Err(Refusal::Failed(error)) => return Err(error),
        Err(Refusal::Restart) => return Err(SourceError::Protocol { doing: verb, answer: "REST".into() }),
        Err(Refusal::Answered(reply)) => {
            let answer = session.shown(&reply);
            let empty = answer.to_lowercase().contains("no files") || answer.to_lowercase().contains("no such file");
            return match reply.code {
                500..505 => Ok(None),
                // Some say so of an empty folder.
                550 | 450 if empty => Ok(Some(Lines::default())),
                550 => Err(SourceError::ListingRefused { answer }),
                _ => Err(session.unexpected(verb, &reply)),
            };
        }
    };
    let (mut lines, mut line, mut bytes) = (Lines::default(), Vec::new(), 0);
    let mut chunk = vec![0; 64 << 10];
    loop {
        let read = data.read(&mut chunk, deadline)?;
        if read == 0 {
            break;
        }
        bytes += read;
        if bytes > MOST_BYTES {
            return Err(SourceError::ListingTooLong { limit: MOST_BYTES, unit: "bytes" });
        }
        for byte in &chunk[..read] {
            match byte {
                b'\n' => {
                    take(&mut lines, &mut line);
                    if lines.lines.len() > MOST_LINES {
                        return Err(SourceError::ListingTooLong { limit: MOST_LINES, unit: "lines" });
                    }
                }
                _ if line.len() > LONGEST_LINE => {}
                byte => line.push(*byte),
            }
        }
    }
    let severed = data.severed;
    let reply = data.finish()?;
    if !line.is_empty() {
        // The last one may be cut short; if it is, its name is refused when it is fetched.
        take(&mut lines, &mut line);
        lines.notices.push("host.listing-truncated");
    }
    // pure-ftpd ends a listing after 10,000 files, and says so only here.
    let text = reply.lines.join(&b' ').to_ascii_lowercase();
    if text.windows(7).any(|window| window == b"truncat") {
        lines.notices.push("host.listing-truncated");
    }
    if severed {
        lines.notices.push("host.listing-unclosed");
    }
    Ok(Some(lines))
}

/// Ends a line.
fn take(lines: &mut Lines, line: &mut Vec<u8>) {
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    if line.len() > LONGEST_LINE {
        lines.notices.push("host.listing-odd-lines");
    } else if !line.is_empty() {
        lines.lines.push(std::mem::take(line));
    }
    line.clear();
}
