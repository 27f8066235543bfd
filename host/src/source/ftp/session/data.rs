//! A transfer under way, and why none began.

use std::time::Instant;

use super::super::super::SourceError;
use super::super::control::Reply;
use super::super::wire::{Came, Wire};
use super::Session;

/// Why no transfer began.
pub(in super::super) enum Refusal {
    /// The session goes on.
    Answered(Reply),
    /// The server can't begin in the middle of a file.
    Restart,
    /// The session is over.
    Failed(SourceError),
}

impl From<SourceError> for Refusal {
    fn from(error: SourceError) -> Self {
        Self::Failed(error)
    }
}

/// A transfer under way.
pub(in super::super) struct Data<'a> {
    pub(super) session: &'a mut Session,
    pub(super) wire: Wire,
    pub(super) verb: &'static str,
    /// The last reply, where the server gave it first.
    pub(super) done: Option<Reply>,
    /// Whether the protected connection ended without farewell.
    pub(in super::super) severed: bool,
}

impl Data<'_> {
    /// The next bytes; none at the end.
    pub(in super::super) fn read(&mut self, into: &mut [u8], deadline: Instant) -> Result<usize, SourceError> {
        let patience = Instant::now() + self.session.patience.data;
        match self.wire.read(into, patience.min(deadline))? {
            Came::Bytes(read) => Ok(read),
            Came::End => Ok(0),
            Came::Severed => {
                self.severed = true;
                Ok(0)
            }
        }
    }

    /// Ends the transfer; only the server's own word makes it complete.
    pub(in super::super) fn finish(self) -> Result<Reply, SourceError> {
        let Data { session, wire, verb, done, .. } = self;
        wire.close(session.patience.answer);
        let reply = match done {
            Some(reply) => reply,
            None => session.control.reply(verb)?,
        };
        session.torn = false;
        if reply.is_done() {
            return Ok(reply);
        }
        Err(match reply.code {
            400..500 => SourceError::Cut { doing: verb },
            550.. if verb == "RETR" => SourceError::File { answer: session.shown(&reply) },
            _ => session.unexpected(verb, &reply),
        })
    }
}
