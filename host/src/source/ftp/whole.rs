//! One file by its path, into memory.

use std::time::Instant;

use super::super::{Patience, SourceError};
use super::session::{Refusal, Session};

/// Bytes read at a time.
const CHUNK: usize = 64 << 10;

/// Brings a file of at most `most` bytes; none where the server says that there is no such file.
pub(super) fn whole(
    session: &mut Session,
    patience: &Patience,
    path: &str,
    most: u64,
) -> Result<Option<Vec<u8>>, SourceError> {
    let mut data = match session.transfer("RETR", path.as_bytes(), 0) {
        Ok(data) => data,
        Err(Refusal::Failed(error)) => return Err(error),
        Err(Refusal::Restart) => return Err(SourceError::Protocol { doing: "RETR", answer: "REST".into() }),
        Err(Refusal::Answered(reply)) if matches!(reply.code, 550 | 553) => return Ok(None),
        Err(Refusal::Answered(reply)) => return Err(session.unexpected("RETR", &reply)),
    };
    let (mut bytes, mut chunk) = (Vec::new(), vec![0; CHUNK]);
    let (mut deadline, mut counted) = (Instant::now() + patience.slow, 0);
    loop {
        let read = data.read(&mut chunk, deadline)?;
        if read == 0 {
            break;
        }
        bytes.extend_from_slice(&chunk[..read]);
        if bytes.len() as u64 > most {
            return Err(SourceError::TooLarge { limit: most });
        }
        if bytes.len() as u64 - counted >= patience.least {
            (deadline, counted) = (Instant::now() + patience.slow, bytes.len() as u64);
        }
    }
    match data.finish() {
        Ok(_) => Ok(Some(bytes)),
        // libunftp begins a transfer before it looks for the file.
        Err(SourceError::File { .. }) if bytes.is_empty() => Ok(None),
        Err(error) => Err(error),
    }
}
