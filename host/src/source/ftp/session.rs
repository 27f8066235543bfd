//! A session: connected, protected, logged in, in the exchange's folder, ready for data.

use std::net::{IpAddr, SocketAddr};

use rustls::pki_types::ServerName;

use super::super::{ExchangeSettings, Patience, SourceError};
use super::control::{Control, Reply};
use super::moment;
use super::tls::{Protection, Trust};
use super::wire::{Wire, resolve};
use crate::config::{Place, Security};
use crate::kept::Begun;

mod address;
mod data;

use address::{classic_address, extended_port};
pub(super) use data::{Data, Refusal};

/// Where FTP servers listen, and where those do that protect from the first byte.
const PORTS: (u16, u16) = (21, 990);
/// Who we are where no account is set (RFC 1635).
const ANONYMOUS: (&str, &str) = ("anonymous", "redescente@");

/// What is needed to begin a session.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) folder: String,
    pub(super) security: Security,
    trust: Option<Trust>,
    user: String,
    password: String,
    pub(super) patience: Patience,
}

impl Target {
    pub(super) fn new(settings: &ExchangeSettings, patience: &Patience) -> Result<Self, SourceError> {
        let security = settings.exchange.security;
        let (host, port, folder) = match &settings.place {
            Place::Ftp { host, port, folder } => (host.clone(), *port, folder.clone()),
            Place::Folder(folder) => (String::new(), None, folder.display().to_string()),
        };
        let usual = if security == Security::Implicit { PORTS.1 } else { PORTS.0 };
        let anonymous = settings.exchange.user.is_empty();
        Ok(Self {
            host,
            port: port.unwrap_or(usual),
            folder,
            security,
            trust: match security {
                Security::None => None,
                Security::Explicit | Security::Implicit => Some(Trust::load(&settings.exchange.certificate)?),
            },
            user: if anonymous { ANONYMOUS.0.into() } else { settings.exchange.user.clone() },
            password: if anonymous { ANONYMOUS.1.into() } else { settings.password.0.clone() },
            patience: patience.clone(),
        })
    }
}

/// The steps of beginning a session, told as they go well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Name,
    Connection,
    Tls,
    Login,
    Folder,
}

/// What the server can do; what is refused once isn't asked for again.
#[derive(Debug, Clone)]
pub(super) struct Abilities {
    pub(super) mlsd: bool,
    pub(super) size: bool,
    pub(super) mdtm: bool,
    epsv: bool,
}

/// A session.
pub(super) struct Session {
    control: Control,
    protection: Option<(Protection, ServerName<'static>)>,
    peer: IpAddr,
    pub(super) can: Abilities,
    patience: Patience,
    /// A transfer was begun and not ended well: its replies could be taken for others'.
    torn: bool,
}

impl Session {
    /// Begins one; `old`: with TLS 1.2.
    pub(super) fn begin(target: &Target, old: bool, tell: &mut dyn FnMut(Stage, String)) -> Result<Self, SourceError> {
        let patience = target.patience.clone();
        let addresses = resolve(&target.host, target.port)?;
        let place = format!("{}:{}", target.host, target.port);
        tell(Stage::Name, addresses.iter().map(|address| address.ip().to_string()).collect::<Vec<_>>().join(", "));
        let wire = Wire::connect(&place, &addresses, patience.connect, "connection")?;
        let peer = wire.peer()?;
        let mut control = Control::new(wire, patience.answer, &target.password);
        let protection = match &target.trust {
            None => None,
            Some(trust) => {
                let name = ServerName::try_from(target.host.clone());
                let name = name.map_err(|error| SourceError::Tls { detail: error.to_string() })?;
                Some((trust.protection(old)?, name))
            }
        };
        let shown =
            |protection: &Protection| protection.fingerprint().map_or(String::new(), |it| format!("sha256:{it}"));
        if let (Security::Implicit, Some((protection, name))) = (target.security, &protection) {
            tell(Stage::Connection, format!("port {}", target.port));
            control.protect(protection, name)?;
            tell(Stage::Tls, shown(protection));
        }
        greet(&mut control)?;
        if let (Security::Explicit, Some((protection, name))) = (target.security, &protection) {
            tell(Stage::Connection, format!("port {}", target.port));
            let reply = control.ask("AUTH", b"TLS")?;
            if reply.code != 234 {
                return Err(SourceError::Unprotected { answer: control.shown(&reply) });
            }
            control.protect(protection, name)?;
            tell(Stage::Tls, shown(protection));
        }
        if protection.is_some() {
            for (verb, argument) in [("PBSZ", b"0"), ("PROT", b"P")] {
                let reply = control.ask(verb, argument)?;
                if !reply.is_done() {
                    return Err(SourceError::Unprotected { answer: control.shown(&reply) });
                }
            }
        } else {
            tell(Stage::Connection, format!("port {}", target.port));
        }
        log_in(&mut control, target)?;
        tell(Stage::Login, target.user.clone());
        let can = abilities(&mut control)?;
        let mut session = Self { control, protection, peer, can, patience, torn: false };
        session.enter(&target.folder)?;
        tell(Stage::Folder, target.folder.clone());
        Ok(session)
    }

    fn enter(&mut self, folder: &str) -> Result<(), SourceError> {
        let reply = self.control.ask("TYPE", b"I")?;
        if !reply.is_done() {
            // In the other type, servers change line ends.
            return Err(self.unexpected("TYPE I", &reply));
        }
        if folder.is_empty() {
            return Ok(());
        }
        let reply = self.control.ask("CWD", folder.as_bytes())?;
        match reply.code {
            200..300 => Ok(()),
            550 | 553 | 501 => Err(SourceError::Folder { folder: folder.into(), answer: self.control.shown(&reply) }),
            _ => Err(self.unexpected("CWD", &reply)),
        }
    }

    /// Whether it can be used again.
    pub(super) fn is_sound(&self) -> bool {
        !self.control.broken && !self.torn
    }

    /// Ends it.
    pub(super) fn leave(self) {
        self.control.leave();
    }

    /// Sends a command and waits for its reply.
    pub(super) fn ask(&mut self, verb: &'static str, argument: &[u8]) -> Result<Reply, SourceError> {
        self.control.ask(verb, argument)
    }

    /// A reply for people.
    pub(super) fn shown(&self, reply: &Reply) -> String {
        self.control.shown(reply)
    }

    /// The error that a refusal is, where nothing more is known about it.
    pub(super) fn unexpected(&self, doing: &'static str, reply: &Reply) -> SourceError {
        let answer = self.control.shown(reply);
        match reply.code {
            530 | 532 => SourceError::Login { answer },
            425 | 426 | 522 | 521 => SourceError::Passive { detail: answer },
            400..500 => SourceError::Busy { answer },
            _ => SourceError::Protocol { doing, answer },
        }
    }

    /// What the server says of a file now.
    pub(super) fn said(&mut self, name: &[u8]) -> Result<Begun, SourceError> {
        Ok(Begun { size: self.size(name)?, modified: self.modified(name)? })
    }

    /// Bytes of a file; none where the server doesn't tell.
    pub(super) fn size(&mut self, name: &[u8]) -> Result<Option<u64>, SourceError> {
        if !self.can.size {
            return Ok(None);
        }
        let reply = self.ask("SIZE", name)?;
        match reply.code {
            213 => match number(reply.text()) {
                Some(size) => Ok(Some(size)),
                None => Err(self.unexpected("SIZE", &reply)),
            },
            550 | 553 => Err(SourceError::File { answer: self.shown(&reply) }),
            500 | 502 | 504 => {
                self.can.size = false;
                Ok(None)
            }
            _ => Err(self.unexpected("SIZE", &reply)),
        }
    }

    /// The last change of a file; none where the server doesn't tell.
    pub(super) fn modified(&mut self, name: &[u8]) -> Result<Option<i64>, SourceError> {
        if !self.can.mdtm {
            return Ok(None);
        }
        let reply = self.ask("MDTM", name)?;
        match reply.code {
            213 => match moment::digits(reply.text()) {
                Some(time) => Ok(Some(time)),
                None => Err(self.unexpected("MDTM", &reply)),
            },
            550 | 553 => Err(SourceError::File { answer: self.shown(&reply) }),
            500 | 502 | 504 => {
                self.can.mdtm = false;
                Ok(None)
            }
            _ => Err(self.unexpected("MDTM", &reply)),
        }
    }

    /// Sends a command whose answer comes on a data connection.
    pub(super) fn transfer(&mut self, verb: &'static str, argument: &[u8], from: u64) -> Result<Data<'_>, Refusal> {
        let mut wire = self.passive()?;
        if from > 0 {
            let reply = self.ask("REST", from.to_string().as_bytes())?;
            if reply.code != 350 {
                return Err(Refusal::Restart);
            }
        }
        let reply = self.ask(verb, argument)?;
        match reply.code / 100 {
            1 | 2 => {}
            _ => return Err(Refusal::Answered(reply)),
        }
        // Until the last reply is read, the next one is not the next command's.
        self.torn = true;
        let done = (reply.code / 100 == 2).then_some(reply);
        if let Some((protection, name)) = &self.protection {
            wire.protect(protection, name, self.patience.data)?;
        }
        Ok(Data { session: self, wire, verb, done, severed: false })
    }

    /// Opens a data connection.
    fn passive(&mut self) -> Result<Wire, SourceError> {
        let port = match self.extended()? {
            Some(port) => port,
            None => self.classic()?,
        };
        let address = SocketAddr::new(self.peer, port);
        Wire::connect(&address.to_string(), &[address], self.patience.connect, "data connection").map_err(|error| {
            // The server waits for us there, and we don't come.
            self.torn = true;
            match error {
                SourceError::Unreachable { host, source } => {
                    SourceError::Passive { detail: format!("{host}: {source}") }
                }
                other => other,
            }
        })
    }

    /// `EPSV` (RFC 2428): a port of the server itself.
    fn extended(&mut self) -> Result<Option<u16>, SourceError> {
        if !self.can.epsv {
            return Ok(None);
        }
        let reply = self.ask("EPSV", b"")?;
        match reply.code {
            229 => match extended_port(reply.text()) {
                Some(port) => Ok(Some(port)),
                None => Err(self.unexpected("EPSV", &reply)),
            },
            500..530 | 550.. => {
                self.can.epsv = false;
                Ok(None)
            }
            _ => Err(self.unexpected("EPSV", &reply)),
        }
    }

    /// `PASV`: an address and a port; the address must be the server's.
    fn classic(&mut self) -> Result<u16, SourceError> {
        let reply = self.ask("PASV", b"")?;
        if reply.code != 227 {
            return match reply.code {
                500..530 | 550.. => Err(SourceError::Passive { detail: self.shown(&reply) }),
                _ => Err(self.unexpected("PASV", &reply)),
            };
        }
        let Some((address, port)) = classic_address(reply.text()) else {
            return Err(self.unexpected("PASV", &reply));
        };
        if address != self.peer {
            self.torn = true;
            return Err(SourceError::ForeignAddress { address: address.to_string() });
        }
        Ok(port)
    }
}

fn greet(control: &mut Control) -> Result<(), SourceError> {
    loop {
        let reply = control.reply("greeting")?;
        match reply.code {
            220 => return Ok(()),
            // In a while, it says.
            120 => {}
            400..500 => return Err(SourceError::Busy { answer: control.shown(&reply) }),
            _ => return Err(SourceError::Protocol { doing: "greeting", answer: control.shown(&reply) }),
        }
    }
}

fn log_in(control: &mut Control, target: &Target) -> Result<(), SourceError> {
    let mut reply = control.ask("USER", target.user.as_bytes())?;
    if reply.code == 331 {
        reply = control.ask("PASS", target.password.as_bytes())?;
    }
    let answer = control.shown(&reply);
    match reply.code {
        200..300 => Ok(()),
        430 | 332 | 500..600 => Err(SourceError::Login { answer }),
        400..500 => Err(SourceError::Busy { answer }),
        _ => Err(SourceError::Protocol { doing: "login", answer }),
    }
}

/// What `FEAT` lists (RFC 2389). A server that doesn't know it may know the rest all the same.
fn abilities(control: &mut Control) -> Result<Abilities, SourceError> {
    let reply = control.ask("FEAT", b"")?;
    let listed: Vec<String> = match reply.code {
        211 => reply.lines.iter().map(|line| String::from_utf8_lossy(line).trim().to_uppercase()).collect(),
        _ => Vec::new(),
    };
    let has = |name: &str| listed.iter().any(|line| line.split([' ', ';']).next() == Some(name));
    if has("UTF8") {
        // Most send UTF-8 without being asked; one that refuses sends what it has.
        control.ask("OPTS", b"UTF8 ON")?;
    }
    Ok(Abilities { mlsd: listed.is_empty() || has("MLST") || has("MLSD"), size: true, mdtm: true, epsv: true })
}

fn number(text: &[u8]) -> Option<u64> {
    std::str::from_utf8(text).ok()?.trim().parse().ok()
}
