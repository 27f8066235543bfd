//! The address under which releases of rules are published.

use std::fmt;

use super::Place;

/// Where releases come from: `https://host/folder`, or a place as the exchange's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReleaseSource {
    /// A web server, its address without the last slash.
    Web(String),
    /// A folder, or one on an FTP server.
    Place(Place),
}

impl ReleaseSource {
    /// Reads an address; an error is the code of the sentence that says what is allowed.
    ///
    /// In clear (`http:`) only from this machine: signatures keep a release whole, but whoever listens or answers in
    /// between could hold stores back.
    pub fn parse(address: &str) -> Result<Self, &'static str> {
        const WRONG: &str = "host.setting-rules-source";
        let place = |code: &'static str| if code == "host.setting-url" { WRONG } else { code };
        let (rest, clear) = match (address.strip_prefix("https://"), address.strip_prefix("http://")) {
            (Some(rest), _) => (rest, false),
            (None, Some(rest)) => (rest, true),
            (None, None) => return Place::parse(address).map(Self::Place).map_err(place),
        };
        let server = rest.split('/').next().unwrap_or_default();
        let host = match server.rsplit_once(':') {
            Some((host, port)) if port.parse::<u16>().is_ok_and(|port| port > 0) => host,
            Some(_) if !server.ends_with(']') => return Err(WRONG),
            _ => server,
        };
        let odd = |char: char| char.is_control() || char.is_whitespace() || "?#@\\".contains(char);
        if host.is_empty() || rest.contains(odd) || (clear && !["127.0.0.1", "[::1]", "localhost"].contains(&host)) {
            return Err(WRONG);
        }
        Ok(Self::Web(address.trim_end_matches('/').to_owned()))
    }
}

impl fmt::Display for ReleaseSource {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Web(address) => out.write_str(address),
            Self::Place(place) => place.fmt(out),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_written_back() {
        for address in
            ["https://rules.example.fr/redescente", "https://h:8443/a/b", "ftp://h:2121/rules", "file:///srv/rules"]
        {
            assert_eq!(ReleaseSource::parse(address).map(|source| source.to_string()).as_deref(), Ok(address));
        }
        assert_eq!(
            ReleaseSource::parse("http://127.0.0.1:8080/"),
            Ok(ReleaseSource::Web("http://127.0.0.1:8080".into()))
        );
        assert_eq!(ReleaseSource::parse("http://[::1]:8080/x"), Ok(ReleaseSource::Web("http://[::1]:8080/x".into())));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for address in [
            "http://example.fr/",
            "https://",
            "https://h:0/",
            "https://me:x@h/",
            "https://h/a?b",
            "https://h/a b",
            "rules",
            "gopher://h/",
        ] {
            assert_eq!(ReleaseSource::parse(address), Err("host.setting-rules-source"), "{address}");
        }
        assert_eq!(ReleaseSource::parse("ftp://me:x@h/"), Err("host.setting-url-account"));
    }
}
