//! One attempt to bring one file over.

use std::time::Instant;

use super::super::{Listed, Patience, SourceError};
use super::session::{Refusal, Session};
use crate::kept::{Begun, Part};

/// Bytes read at a time.
const CHUNK: usize = 128 << 10;
/// Two ways of asking for a date may differ by a time zone, which is a number of quarters of an hour.
const QUARTER: i64 = 15 * 60;

/// Fetches a file, going on with what `part` holds if the server says that the file is still the same.
pub(super) fn attempt(
    session: &mut Session,
    patience: &Patience,
    file: &Listed,
    part: &mut Part,
    progress: &mut dyn FnMut(u64),
) -> Result<(), SourceError> {
    let before = session.said(&file.raw_name)?;
    if !is_still(file, &before) {
        return Err(SourceError::Changed);
    }
    if before.size.is_some_and(|size| size > patience.largest) {
        return Err(SourceError::TooLarge { limit: patience.largest });
    }
    let next = part.resume(&before)?;
    let received = match receive(session, patience, file, part, &next, &before, progress) {
        Err(Refusal::Restart) => {
            part.restart(before.clone())?;
            receive(session, patience, file, part, &[], &before, progress)
        }
        other => other,
    };
    match received {
        Ok(()) => {}
        Err(Refusal::Failed(error)) => return Err(error),
        Err(Refusal::Restart) => {
            return Err(SourceError::Protocol { doing: "REST", answer: "350".into() });
        }
        Err(Refusal::Answered(reply)) => {
            return Err(match reply.code {
                500..505 | 550..600 => SourceError::File { answer: session.shown(&reply) },
                _ => session.unexpected("RETR", &reply),
            });
        }
    }
    if let Some(announced) = before.size
        && part.size() != announced
    {
        let got = part.size();
        part.restart(Begun::default())?;
        return Err(SourceError::Length { announced, got });
    }
    // A file that somebody is still writing has arrived as it was meanwhile.
    if session.said(&file.raw_name)? != before {
        part.restart(Begun::default())?;
        return Err(SourceError::Changed);
    }
    Ok(())
}

fn receive(
    session: &mut Session,
    patience: &Patience,
    file: &Listed,
    part: &mut Part,
    mut next: &[u8],
    before: &Begun,
    progress: &mut dyn FnMut(u64),
) -> Result<(), Refusal> {
    let mut data = session.transfer("RETR", &file.raw_name, part.size())?;
    let most = before.size.unwrap_or(patience.largest);
    let mut chunk = vec![0; CHUNK];
    let (mut deadline, mut counted) = (Instant::now() + patience.slow, part.size());
    loop {
        let read = match data.read(&mut chunk, deadline) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) => {
                // What came is gone on with.
                part.leave().map_err(SourceError::from)?;
                return Err(error.into());
            }
        };
        if part.size() + read as u64 > most {
            // It grew, or it never ends.
            part.restart(Begun::default()).map_err(SourceError::from)?;
            return Err(match before.size {
                Some(_) => SourceError::Changed.into(),
                None => SourceError::TooLarge { limit: most }.into(),
            });
        }
        let again = next.len().min(read);
        if chunk[..again] != next[..again] {
            // Another content, or what came before was none: it begins anew, on a new connection.
            part.restart(Begun::default()).map_err(SourceError::from)?;
            return Err(SourceError::Cut { doing: "REST" }.into());
        }
        next = &next[again..];
        part.write(&chunk[..read]).map_err(SourceError::from)?;
        progress(part.size());
        if part.size() - counted >= patience.least {
            (deadline, counted) = (Instant::now() + patience.slow, part.size());
        }
    }
    let severed = data.severed;
    let finished = data.finish();
    if finished.is_err() || part.size() < before.size.unwrap_or(0) {
        part.leave().map_err(SourceError::from)?;
    }
    finished?;
    // Only an announced length proves that a protected file without farewell is whole.
    if severed && before.size.is_none() {
        return Err(SourceError::Cut { doing: "RETR" }.into());
    }
    Ok(())
}

/// Whether a file is, as far as one can tell, what was listed.
pub(super) fn is_still(file: &Listed, now: &Begun) -> bool {
    let size = file.size.zip(now.size).is_none_or(|(listed, now)| listed == now);
    let date = file.modified.zip(now.modified).is_none_or(|(listed, now)| (listed - now) % QUARTER == 0);
    size && date
}
