//! A folder on an FTP server.

use std::io::{self, Write};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::Duration;

use suppaftp::types::FileType;
use suppaftp::{FtpError, FtpStream, Status};

use crate::config::Security;

use super::{ExchangeSettings, Listed, Listing, Source, SourceError, choose};

/// How long any step may take before the server is given up.
const PATIENCE: Duration = Duration::from_secs(30);

/// An FTP session.
pub(super) struct Ftp {
    session: FtpStream,
    settings: ExchangeSettings,
}

impl Ftp {
    pub(super) fn connect(
        host: &str,
        port: u16,
        folder: &str,
        settings: &ExchangeSettings,
    ) -> Result<Self, SourceError> {
        if settings.exchange.security != Security::None {
            return Err(SourceError::Unprotected);
        }
        let unreachable = |source| SourceError::Unreachable { host: host.into(), source };
        let address = (host, port).to_socket_addrs().map_err(unreachable)?.next();
        let address = address.ok_or_else(|| unreachable(io::ErrorKind::NotFound.into()))?;
        let stream = connect(address).map_err(unreachable)?;
        let session = FtpStream::connect_with_stream(stream).map_err(protocol("greeting"))?;
        let server = address.ip();
        let mut session = session.passive_stream_builder(move |data| {
            // Whatever the server says, data comes from the server itself.
            connect((server, data.port()).into()).map_err(FtpError::ConnectionError)
        });
        let user = if settings.exchange.user.is_empty() { "anonymous" } else { &settings.exchange.user };
        session.login(user, &settings.password.0).map_err(|error| match error {
            FtpError::UnexpectedResponse(response) if response.status == Status::NotLoggedIn => SourceError::Login,
            other => protocol("login")(other),
        })?;
        session.transfer_type(FileType::Binary).map_err(protocol("TYPE I"))?;
        if !folder.is_empty() {
            session.cwd(folder).map_err(protocol("CWD"))?;
        }
        Ok(Self { session, settings: settings.clone() })
    }
}

fn connect(address: std::net::SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(stream)
}

fn protocol(doing: &'static str) -> impl Fn(FtpError) -> SourceError {
    move |error| SourceError::Protocol { doing, source: error.into() }
}

impl Source for Ftp {
    fn list(&mut self, known: &dyn Fn(&Listed) -> bool) -> Result<Listing, SourceError> {
        let files = match self.session.mlsd(None) {
            Ok(lines) => lines.iter().filter_map(|line| facts(line)).collect(),
            // Not every server has MLSD.
            Err(FtpError::UnexpectedResponse(_)) => {
                let names = self.session.nlst(None).map_err(protocol("NLST"))?;
                let mut files = Vec::with_capacity(names.len());
                for name in names.iter().filter_map(|name| name.rsplit('/').next()).filter(|name| !name.is_empty()) {
                    let size = self.session.size(name).ok().map(|size| size as u64);
                    let modified = self.session.mdtm(name).ok().map(|time| time.and_utc().timestamp());
                    files.push(Listed { name: name.into(), raw_name: name.into(), size, modified });
                }
                files
            }
            Err(error) => return Err(protocol("MLSD")(error)),
        };
        Ok(choose(files, &self.settings, known))
    }

    fn fetch(&mut self, file: &Listed, into: &mut dyn Write) -> Result<(), SourceError> {
        let mut stream = self.session.retr_as_stream(&file.name).map_err(|error| match error {
            FtpError::UnexpectedResponse(_) => SourceError::File { source: error.into() },
            other => protocol("RETR")(other),
        })?;
        let got = io::copy(&mut stream, into).map_err(|source| SourceError::File { source: source.into() })?;
        // Only now the server says whether that was all.
        stream.finish().map_err(protocol("RETR"))?;
        match file.size {
            Some(announced) if announced != got => Err(SourceError::Length { announced, got }),
            _ => Ok(()),
        }
    }
}

/// One line of an MLSD listing; none for what is no file (RFC 3659, 7).
fn facts(line: &str) -> Option<Listed> {
    let (facts, name) = line.split_once(' ')?;
    let mut file = Listed { name: name.into(), raw_name: name.into(), size: None, modified: None };
    for fact in facts.split(';').filter(|fact| !fact.is_empty()) {
        let (key, value) = fact.split_once('=')?;
        match key.to_ascii_lowercase().as_str() {
            "type" if !value.eq_ignore_ascii_case("file") => return None,
            "size" => file.size = value.parse().ok(),
            "modify" => {
                let digits = value.get(..14)?;
                let time = chrono::NaiveDateTime::parse_from_str(digits, "%Y%m%d%H%M%S").ok()?;
                file.modified = Some(time.and_utc().timestamp());
            }
            _ => {}
        }
    }
    (!name.contains(['/', '\\', '\0'])).then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_facts() {
        let file = facts("Type=file;Size=12;Modify=20261124065900.123;UNIX.mode=0644; CLIENTS 1.csv").expect("a file");
        assert_eq!((file.name.as_str(), file.size, file.modified), ("CLIENTS 1.csv", Some(12), Some(1_795_503_540)));
        assert_eq!(facts("type=dir; archive"), None);
        assert_eq!(facts("type=file; ../CLIENTS_1.csv"), None);
        assert_eq!(facts("nonsense"), None);
    }
}
