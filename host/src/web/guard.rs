//! What every request must be before it is answered, and what every answer must say.

use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, Uri};
use axum::response::Response;

use super::session::{Sessions, same};

/// Carries the token of a write.
pub const TOKEN: &str = "x-redescente-token";

/// Nothing but the page's own files, and no frame around it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Who may ask for a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Whoever knows the address: nothing of the store is in it.
    Anyone,
    /// A browser that came with a code, to look.
    Reader,
    /// The same, to change something.
    Writer,
}

/// Why a request is not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It was sent to another name: a page elsewhere may have made this one's name its own.
    Host,
    /// Another page sent it.
    Foreign,
    /// The browser never came with a code.
    Stranger,
    /// A write without this page's token.
    Token,
}

/// Checks a request; answers the token of its session.
pub(super) fn check(
    access: Access,
    headers: &HeaderMap,
    port: u16,
    sessions: &Sessions,
) -> Result<Option<String>, Refusal> {
    let host = one(headers, &header::HOST).filter(|host| hosts(port).iter().any(|known| known == host));
    let host = host.ok_or(Refusal::Host)?;
    let site = headers.get("sec-fetch-site").map(|site| site.to_str().unwrap_or("?"));
    let elsewhere = |allowed: &[&str]| site.is_some_and(|site| !allowed.contains(&site));
    match access {
        // The address may be followed from a message.
        Access::Anyone => return Ok(None),
        Access::Reader if elsewhere(&["same-origin", "none"]) => return Err(Refusal::Foreign),
        Access::Writer if elsewhere(&["same-origin"]) => return Err(Refusal::Foreign),
        Access::Writer if one(headers, &header::ORIGIN) != Some(format!("http://{host}").as_str()) => {
            return Err(Refusal::Foreign);
        }
        Access::Reader | Access::Writer => {}
    }
    let token = cookie(headers, &cookie_name(port)).and_then(|cookie| sessions.token(cookie));
    let token = token.ok_or(Refusal::Stranger)?;
    if access == Access::Writer {
        let sent = one(headers, &HeaderName::from_static(TOKEN)).unwrap_or_default();
        if !same(sent, &token) {
            return Err(Refusal::Token);
        }
    }
    Ok(Some(token))
}

/// The names by which the page may be asked.
pub(super) fn hosts(port: u16) -> [String; 2] {
    [format!("127.0.0.1:{port}"), format!("localhost:{port}")]
}

/// The port is part of it: cookies do not tell ports apart.
pub(super) fn cookie_name(port: u16) -> String {
    format!("redescente-{port}")
}

/// The cookie that lets a browser in until it is closed.
pub(super) fn set_cookie(port: u16, value: &str) -> String {
    format!("{}={value}; Path=/; HttpOnly; SameSite=Strict", cookie_name(port))
}

/// A cookie's value.
pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// A header that stands there once.
fn one<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(first)
}

/// Which access a request needs that fits no route: what is not there is no secret, but nobody learns it unasked.
pub(super) fn access_of_unknown(method: &Method, _uri: &Uri) -> Access {
    if method.is_safe() { Access::Reader } else { Access::Writer }
}

/// Says on an answer what browsers may do with it.
pub(super) fn seal(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let mut say = |name: HeaderName, value: &'static str| headers.insert(name, HeaderValue::from_static(value));
    say(header::CONTENT_SECURITY_POLICY, POLICY);
    say(header::CACHE_CONTROL, "no-store");
    say(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    say(header::X_FRAME_OPTIONS, "DENY");
    say(header::REFERRER_POLICY, "same-origin");
    say(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    say(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::session::Key;

    const PORT: u16 = 4711;

    struct Browser {
        sessions: Sessions,
        cookie: String,
        token: String,
    }

    fn browser() -> Browser {
        let key = Key::new().expect("random bytes");
        let sessions = Sessions::new(key.clone());
        let cookie = sessions.enter(&key.code().expect("random bytes")).expect("a good code");
        let token = sessions.token(&cookie).expect("a known cookie");
        Browser { sessions, cookie, token }
    }

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name.parse::<HeaderName>().expect("a name"), value.parse().expect("a value"));
        }
        headers
    }

    #[test]
    fn a_write_needs_everything() {
        let browser = browser();
        let cookie = format!("other=1; redescente-4711={}", browser.cookie);
        let good = [
            ("host", "localhost:4711"),
            ("origin", "http://localhost:4711"),
            ("sec-fetch-site", "same-origin"),
            ("cookie", cookie.as_str()),
            (TOKEN, browser.token.as_str()),
        ];
        let check = |pairs: &[(&str, &str)]| check(Access::Writer, &headers(pairs), PORT, &browser.sessions);
        assert_eq!(check(&good), Ok(Some(browser.token.clone())));
        for (place, value, refusal) in [
            (0, "localhost", Refusal::Host),
            (0, "evil.example:4711", Refusal::Host),
            (0, "127.0.0.1:4711", Refusal::Foreign),
            (1, "null", Refusal::Foreign),
            (1, "http://localhost:4712", Refusal::Foreign),
            (2, "same-site", Refusal::Foreign),
            (2, "none", Refusal::Foreign),
            (3, "redescente-4711=1", Refusal::Stranger),
            (3, "redescente-4712=1", Refusal::Stranger),
            (4, "", Refusal::Token),
        ] {
            let mut changed = good;
            changed[place].1 = value;
            assert_eq!(check(&changed), Err(refusal), "{value}");
        }
        let twice: Vec<_> = good.iter().copied().chain([("host", "localhost:4711")]).collect();
        assert_eq!(check(&twice), Err(Refusal::Host));
        for (left_out, refusal) in
            [(0, Refusal::Host), (1, Refusal::Foreign), (3, Refusal::Stranger), (4, Refusal::Token)]
        {
            let mut fewer = good.to_vec();
            fewer.remove(left_out);
            assert_eq!(check(&fewer), Err(refusal));
        }
    }

    #[test]
    fn reading_needs_a_session_and_a_page_of_ours() {
        let browser = browser();
        let cookie = format!("redescente-4711={}", browser.cookie);
        let check = |access, site: &str, cookie: &str| {
            let pairs = [("host", "127.0.0.1:4711"), ("sec-fetch-site", site), ("cookie", cookie)];
            check(access, &headers(&pairs), PORT, &browser.sessions)
        };
        assert!(check(Access::Reader, "none", &cookie).is_ok());
        assert_eq!(check(Access::Reader, "cross-site", &cookie), Err(Refusal::Foreign));
        assert_eq!(check(Access::Reader, "none", ""), Err(Refusal::Stranger));
        assert_eq!(check(Access::Anyone, "cross-site", ""), Ok(None));
    }
}
