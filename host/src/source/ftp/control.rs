//! The control connection: one command, one reply (RFC 959, 4.2).

use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;

use super::super::SourceError;
use super::tls::Protection;
use super::wire::{Came, Wire};

/// Bytes of the longest reply that is read.
const LONGEST_REPLY: usize = 64 << 10;
/// Letters of a reply that an error repeats.
const SHOWN: usize = 200;
/// Telnet's escape, which is sent twice to mean itself.
const IAC: u8 = 0xff;

/// A server's reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reply {
    /// Its three digits.
    pub(super) code: u16,
    /// Its lines, codes included.
    pub(super) lines: Vec<Vec<u8>>,
}

impl Reply {
    /// Whether the command was done.
    pub(super) fn is_done(&self) -> bool {
        self.code / 100 == 2
    }

    /// What follows the code of the last line.
    pub(super) fn text(&self) -> &[u8] {
        self.lines.last().and_then(|line| line.get(4..)).unwrap_or_default()
    }
}

/// The control connection.
pub(super) struct Control {
    wire: Wire,
    unread: Vec<u8>,
    limit: Duration,
    /// Never repeated, even if the server says it.
    secret: String,
    /// Set when replies can't be told apart any more: the connection is never used again.
    pub(super) broken: bool,
}

impl Control {
    pub(super) fn new(wire: Wire, limit: Duration, secret: &str) -> Self {
        Self { wire, unread: Vec::new(), limit, secret: secret.to_owned(), broken: false }
    }

    /// Protects the connection; what the server said before that and nobody asked for is not to be believed.
    pub(super) fn protect(&mut self, protection: &Protection, name: &ServerName<'static>) -> Result<(), SourceError> {
        if !self.unread.is_empty() {
            self.broken = true;
            return Err(SourceError::Protocol { doing: "AUTH TLS", answer: "more than one reply before TLS".into() });
        }
        self.broken = true;
        self.wire.protect(protection, name, self.limit)?;
        self.broken = false;
        Ok(())
    }

    /// Sends a command and waits for its reply.
    pub(super) fn ask(&mut self, verb: &'static str, argument: &[u8]) -> Result<Reply, SourceError> {
        self.tell(verb, argument)?;
        self.reply(verb)
    }

    /// Sends a command.
    pub(super) fn tell(&mut self, verb: &'static str, argument: &[u8]) -> Result<(), SourceError> {
        if argument.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
            // It would end this command and begin another.
            return Err(SourceError::Name);
        }
        let mut line = verb.as_bytes().to_vec();
        if !argument.is_empty() {
            line.push(b' ');
            for byte in argument {
                line.push(*byte);
                if *byte == IAC {
                    line.push(IAC);
                }
            }
        }
        line.extend_from_slice(b"\r\n");
        let sent = self.wire.send(&line, self.limit);
        self.broken |= sent.is_err();
        sent
    }

    /// Waits for a reply.
    pub(super) fn reply(&mut self, doing: &'static str) -> Result<Reply, SourceError> {
        let reply = self.read_reply(doing);
        self.broken |= reply.is_err();
        let reply = reply?;
        // The server is closing the connection, whatever it was asked.
        if reply.code == 421 {
            self.broken = true;
            return Err(SourceError::Busy { answer: self.shown(&reply) });
        }
        Ok(reply)
    }

    fn read_reply(&mut self, doing: &'static str) -> Result<Reply, SourceError> {
        let deadline = Instant::now() + self.limit;
        let nonsense = |line: &[u8]| SourceError::Protocol { doing, answer: shorten(&String::from_utf8_lossy(line)) };
        let (mut lines, mut length): (Vec<Vec<u8>>, usize) = (Vec::new(), 0);
        loop {
            let line = self.line(doing, deadline, LONGEST_REPLY.saturating_sub(length))?;
            length += line.len();
            let digits = line.get(..3).filter(|digits| digits.iter().all(u8::is_ascii_digit));
            let separator = line.get(3).copied().unwrap_or(b' ');
            match (lines.first().and_then(|first| first.get(..3)), digits) {
                // The reply ends where its first code stands again before a blank.
                (Some(opening), Some(digits)) if digits == opening && separator == b' ' => {}
                (None, Some(_)) if separator == b' ' => {}
                (None, Some(_)) if separator != b'-' => return Err(nonsense(&line)),
                (None, None) => return Err(nonsense(&line)),
                _ => {
                    lines.push(line);
                    continue;
                }
            }
            let code = digits.unwrap_or_default().iter().fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
            if !(100..600).contains(&code) {
                return Err(nonsense(&line));
            }
            lines.push(line);
            return Ok(Reply { code, lines });
        }
    }

    /// One line, its ending taken off.
    fn line(&mut self, doing: &'static str, deadline: Instant, room: usize) -> Result<Vec<u8>, SourceError> {
        let mut searched = 0;
        loop {
            if let Some(end) = self.unread[searched..].iter().position(|byte| *byte == b'\n') {
                let mut line: Vec<u8> = self.unread.drain(..=searched + end).collect();
                line.pop();
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                return Ok(line);
            }
            searched = self.unread.len();
            if searched >= room {
                return Err(SourceError::Protocol { doing, answer: "a reply without end".into() });
            }
            let mut chunk = [0; 4096];
            match self.wire.read(&mut chunk, deadline)? {
                Came::Bytes(read) => self.unread.extend_from_slice(&chunk[..read]),
                Came::End | Came::Severed => return Err(SourceError::Cut { doing }),
            }
        }
    }

    /// A reply for people: short, harmless, without the password.
    pub(super) fn shown(&self, reply: &Reply) -> String {
        let lines: Vec<_> = reply.lines.iter().map(|line| String::from_utf8_lossy(line)).collect();
        let mut text = lines.join(" ");
        if !self.secret.is_empty() {
            text = text.replace(&self.secret, "***");
        }
        shorten(&text)
    }

    /// Says goodbye without waiting for the answer.
    pub(super) fn leave(mut self) {
        if !self.broken {
            let _ = self.wire.send(b"QUIT\r\n", self.limit);
        }
        self.wire.close(Duration::from_secs(1));
    }
}

fn shorten(text: &str) -> String {
    let text: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(SHOWN).collect();
    text.trim().to_owned()
}
