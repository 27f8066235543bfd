//! The exchange's address.

use std::fmt;
use std::path::PathBuf;

/// Where the exchange is: `ftp://host[:port]/folder` or `file:///folder`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A folder of an FTP server.
    Ftp {
        /// Its name or address, brackets of an IPv6 address left out.
        host: String,
        /// None = the usual one for the security chosen: 21, or 990 with implicit TLS.
        port: Option<u16>,
        /// As the server knows it, `%XX` read; empty = where the login leads to.
        folder: String,
    },
    /// A folder of this machine or its network.
    Folder(PathBuf),
}

impl Place {
    /// Reads an address; an error is the code of the sentence that says what is allowed.
    pub fn parse(address: &str) -> Result<Self, &'static str> {
        const WRONG: &str = "host.setting-url";
        if address.chars().any(char::is_control) {
            return Err(WRONG);
        }
        if let Some(path) = address.strip_prefix("file://") {
            let path = decoded(path).ok_or(WRONG)?;
            return if path.starts_with('/') { Ok(Self::Folder(local(&path))) } else { Err(WRONG) };
        }
        let rest = address.strip_prefix("ftp://").ok_or(WRONG)?;
        let (server, folder) = rest.split_once('/').unwrap_or((rest, ""));
        if server.contains('@') {
            return Err("host.setting-url-account");
        }
        let (host, port) = match server.strip_prefix('[') {
            Some(bracketed) => bracketed.split_once(']').ok_or(WRONG)?,
            None => server.find(':').map_or((server, ""), |colon| server.split_at(colon)),
        };
        let port = match port.strip_prefix(':') {
            Some(digits) => Some(digits.parse().ok().filter(|port| *port > 0).ok_or(WRONG)?),
            None if port.is_empty() => None,
            None => return Err(WRONG),
        };
        if host.is_empty() || host.contains(|char: char| char.is_whitespace() || "?#[]\\".contains(char)) {
            return Err(WRONG);
        }
        Ok(Self::Ftp { host: host.to_owned(), port, folder: decoded(folder).ok_or(WRONG)? })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ftp { host, port, folder } => {
                let (open, close) = if host.contains(':') { ("[", "]") } else { ("", "") };
                write!(out, "ftp://{open}{host}{close}")?;
                if let Some(port) = port {
                    write!(out, ":{port}")?;
                }
                write!(out, "/{}", encoded(folder))
            }
            Self::Folder(path) => {
                let path = path.to_string_lossy().replace('\\', "/");
                let slash = if path.starts_with('/') { "" } else { "/" };
                write!(out, "file://{slash}{}", encoded(&path))
            }
        }
    }
}

/// `/C:/folder` is `C:/folder` where drives have letters.
fn local(path: &str) -> PathBuf {
    let bytes = path.as_bytes();
    let drive = bytes.len() > 2 && bytes[1].is_ascii_alphabetic() && bytes[2] == b':';
    PathBuf::from(if drive { &path[1..] } else { path })
}

/// Only what would be read as something else is written as `%XX`.
fn encoded(text: &str) -> String {
    text.replace('%', "%25")
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    // A CR or LF would end the FTP command and begin another.
    String::from_utf8(bytes).ok().filter(|text| !text.chars().any(char::is_control))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ftp(host: &str, port: Option<u16>, folder: &str) -> Result<Place, &'static str> {
        Ok(Place::Ftp { host: host.to_owned(), port, folder: folder.to_owned() })
    }

    #[test]
    fn addresses_are_read_and_written_back() {
        assert_eq!(
            Place::parse("ftp://ftp.example.fr:2121/out/store 12"),
            ftp("ftp.example.fr", Some(2121), "out/store 12")
        );
        assert_eq!(Place::parse("ftp://10.0.0.1"), ftp("10.0.0.1", None, ""));
        assert_eq!(Place::parse("ftp://[::1]:21/a%25b"), ftp("::1", Some(21), "a%b"));
        assert_eq!(Place::parse("file:///srv/exchange"), Ok(Place::Folder("/srv/exchange".into())));
        assert_eq!(Place::parse("file:///C:/exchange"), Ok(Place::Folder("C:/exchange".into())));
        for address in ["ftp://h:2121/out/é", "ftp://[::1]/a%25b", "file:///srv/x", "file:///C:/x"] {
            assert_eq!(Place::parse(address).map(|place| place.to_string()).as_deref(), Ok(address));
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for address in [
            "http://h/",
            "ftp:///x",
            "ftp://h:0/",
            "ftp://h:x/",
            "ftp://[::1/",
            "file://x",
            "file:x",
            "h",
            "ftp://h/a%0d%0aDELE b",
            "ftp://h/a%2",
        ] {
            assert_eq!(Place::parse(address), Err("host.setting-url"), "{address}");
        }
        assert_eq!(Place::parse("ftp://me:secret@h/"), Err("host.setting-url-account"));
    }
}
