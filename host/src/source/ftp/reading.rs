//! What becomes of a file on the server once it is applied.

use super::super::{Listed, SourceError};
use super::fetching::is_still;
use super::session::Session;
use crate::config::{AfterReading, Exchange};

/// Names that are tried in an archive that holds this one already.
const NAMES: u32 = 100;

/// Archives or deletes a file, and its marker, if it is still what was fetched.
pub(super) fn after(session: &mut Session, file: &Listed, exchange: &Exchange) -> Result<(), SourceError> {
    if exchange.after_reading == AfterReading::Leave {
        return Ok(());
    }
    let now = session.said(&file.raw_name)?;
    if !is_still(file, &now) {
        // Somebody put a new one there meanwhile: that one is not applied yet.
        return Err(SourceError::Changed);
    }
    let marker = exchange.marker.as_ref().map(|suffix| [&file.raw_name, suffix.as_bytes()].concat());
    match &exchange.after_reading {
        AfterReading::Leave => {}
        AfterReading::Delete => delete(session, &file.raw_name)?,
        AfterReading::Archive(folder) => archive(session, &file.raw_name, folder)?,
    }
    if let Some(marker) = marker {
        match delete(session, &marker) {
            // Its file is gone, so it means nothing any more; it may be written in other letters.
            Ok(()) | Err(SourceError::File { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn delete(session: &mut Session, name: &[u8]) -> Result<(), SourceError> {
    let reply = session.ask("DELE", name)?;
    match reply.code {
        200..300 => Ok(()),
        500..530 | 550.. => Err(SourceError::File { answer: session.shown(&reply) }),
        _ => Err(session.unexpected("DELE", &reply)),
    }
}

fn archive(session: &mut Session, name: &[u8], folder: &str) -> Result<(), SourceError> {
    let place = free_place(session, name, folder)?;
    for made in [false, true] {
        let reply = session.ask("RNFR", name)?;
        if reply.code != 350 {
            return Err(match reply.code {
                500..530 | 550.. => SourceError::File { answer: session.shown(&reply) },
                _ => session.unexpected("RNFR", &reply),
            });
        }
        let reply = session.ask("RNTO", &place)?;
        match reply.code {
            200..300 => return Ok(()),
            550 | 553 if !made => {
                // The archive may not be there yet; whether that was it shows at once.
                session.ask("MKD", folder.as_bytes())?;
            }
            500..530 | 550.. => return Err(SourceError::File { answer: session.shown(&reply) }),
            _ => return Err(session.unexpected("RNTO", &reply)),
        }
    }
    Ok(())
}

/// A name in the archive that nothing has yet: most servers would write over it without a word.
fn free_place(session: &mut Session, name: &[u8], folder: &str) -> Result<Vec<u8>, SourceError> {
    let plain = [folder.trim_end_matches('/').as_bytes(), b"/", name].concat();
    for number in 1..=NAMES {
        let place = if number == 1 { plain.clone() } else { [&plain, format!(".{number}").as_bytes()].concat() };
        match session.size(&place) {
            Ok(Some(_)) => {}
            Err(SourceError::File { .. }) => return Ok(place),
            // A server that tells no sizes may tell dates.
            Ok(None) => match session.modified(&place) {
                Ok(Some(_)) => {}
                Err(SourceError::File { .. }) => return Ok(place),
                Ok(None) => return Err(SourceError::File { answer: "SIZE, MDTM".into() }),
                Err(error) => return Err(error),
            },
            Err(error) => return Err(error),
        }
    }
    Err(SourceError::File { answer: String::from_utf8_lossy(&plain).into_owned() })
}
