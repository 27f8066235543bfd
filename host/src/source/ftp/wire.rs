//! One connection, in clear or protected, on which every wait ends.

use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::ClientConnection;
use rustls::pki_types::ServerName;

use super::super::SourceError;
use super::tls::Protection;

/// One connection to a server.
pub(super) struct Wire {
    socket: TcpStream,
    tls: Option<Box<ClientConnection>>,
    /// What it is used for, for errors.
    doing: &'static str,
}

/// What a read found.
pub(super) enum Came {
    /// So many bytes.
    Bytes(usize),
    /// The end, as the protocol wants it.
    End,
    /// The end of a protected connection without its farewell: somebody may have cut it.
    Severed,
}

/// The addresses of a name.
pub(super) fn resolve(host: &str, port: u16) -> Result<Vec<SocketAddr>, SourceError> {
    let unknown = |source| SourceError::HostUnknown { host: host.into(), source };
    let addresses: Vec<_> = (host, port).to_socket_addrs().map_err(unknown)?.collect();
    if addresses.is_empty() { Err(unknown(io::ErrorKind::NotFound.into())) } else { Ok(addresses) }
}

impl Wire {
    /// Connects to the first address that answers; `host` is how people know it.
    pub(super) fn connect(
        host: &str,
        addresses: &[SocketAddr],
        limit: Duration,
        doing: &'static str,
    ) -> Result<Self, SourceError> {
        let mut failed = io::Error::from(io::ErrorKind::AddrNotAvailable);
        for address in addresses {
            match TcpStream::connect_timeout(address, limit) {
                Ok(socket) => {
                    // Commands are short; a socket that refuses this is only slower.
                    let _ = socket.set_nodelay(true);
                    return Ok(Self { socket, tls: None, doing });
                }
                Err(error) => failed = error,
            }
        }
        Err(SourceError::Unreachable { host: host.to_owned(), source: failed })
    }

    /// The address at the other end.
    pub(super) fn peer(&self) -> Result<IpAddr, SourceError> {
        self.socket.peer_addr().map(|address| address.ip().to_canonical()).map_err(|error| self.failed(&error))
    }

    /// Protects the connection from here on.
    pub(super) fn protect(
        &mut self,
        protection: &Protection,
        name: &ServerName<'static>,
        limit: Duration,
    ) -> Result<(), SourceError> {
        let tls = |error: rustls::Error| protection.explain(&error);
        let deadline = Instant::now() + limit;
        let mut connection = ClientConnection::new(Arc::clone(&protection.config), name.clone()).map_err(tls)?;
        while connection.is_handshaking() {
            if connection.wants_write() {
                self.wait_at_most(deadline)?;
                connection.write_tls(&mut self.socket).map_err(|error| self.failed(&error))?;
                continue;
            }
            self.wait_at_most(deadline)?;
            let read = connection.read_tls(&mut self.socket).map_err(|error| self.failed(&error))?;
            if read == 0 {
                return Err(SourceError::Cut { doing: self.doing });
            }
            if let Err(error) = connection.process_new_packets() {
                // Tells the server why; whether that arrives changes nothing.
                let _ = connection.write_tls(&mut self.socket);
                return Err(protection.explain(&error));
            }
        }
        self.tls = Some(Box::new(connection));
        self.push(deadline)
    }

    /// Sends all of these bytes.
    pub(super) fn send(&mut self, bytes: &[u8], limit: Duration) -> Result<(), SourceError> {
        let deadline = Instant::now() + limit;
        match &mut self.tls {
            Some(connection) => {
                connection.writer().write_all(bytes).map_err(|error| failed(self.doing, &error))?;
                self.push(deadline)
            }
            None => {
                self.wait_at_most(deadline)?;
                self.socket.write_all(bytes).map_err(|error| self.failed(&error))
            }
        }
    }

    /// Sends what the protection holds back.
    fn push(&mut self, deadline: Instant) -> Result<(), SourceError> {
        while self.tls.as_ref().is_some_and(|connection| connection.wants_write()) {
            self.wait_at_most(deadline)?;
            if let Some(connection) = &mut self.tls {
                connection.write_tls(&mut self.socket).map_err(|error| failed(self.doing, &error))?;
            }
        }
        Ok(())
    }

    /// Waits for bytes until the deadline.
    pub(super) fn read(&mut self, into: &mut [u8], deadline: Instant) -> Result<Came, SourceError> {
        loop {
            if let Some(connection) = &mut self.tls {
                match connection.reader().read(into) {
                    Ok(0) => return Ok(Came::End),
                    Ok(read) => return Ok(Came::Bytes(read)),
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                    Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(Came::Severed),
                    Err(error) => return Err(self.failed(&error)),
                }
            }
            self.wait_at_most(deadline)?;
            let read = match &mut self.tls {
                Some(connection) => connection.read_tls(&mut self.socket),
                None => self.socket.read(into),
            };
            match (read, &mut self.tls) {
                (Err(error), _) if error.kind() == io::ErrorKind::Interrupted => {}
                (Err(error), _) => return Err(self.failed(&error)),
                (Ok(0), None) => return Ok(Came::End),
                (Ok(read), None) => return Ok(Came::Bytes(read)),
                (Ok(_), Some(connection)) => {
                    let processed = connection.process_new_packets();
                    processed.map_err(|error| SourceError::Tls { detail: error.to_string() })?;
                }
            }
        }
    }

    /// Says farewell, as protected connections want it; whether it arrives changes nothing.
    pub(super) fn close(mut self, limit: Duration) {
        if let Some(connection) = &mut self.tls {
            connection.send_close_notify();
            let _ = self.push(Instant::now() + limit);
        }
        let _ = self.socket.shutdown(std::net::Shutdown::Both);
    }

    fn wait_at_most(&self, deadline: Instant) -> Result<(), SourceError> {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(SourceError::Timeout { doing: self.doing });
        }
        let set = self.socket.set_read_timeout(Some(left)).and_then(|()| self.socket.set_write_timeout(Some(left)));
        set.map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &io::Error) -> SourceError {
        failed(self.doing, error)
    }
}

fn failed(doing: &'static str, error: &io::Error) -> SourceError {
    if is_timeout(error) { SourceError::Timeout { doing } } else { SourceError::Cut { doing } }
}

/// Windows says it one way, Unix the other.
fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}
