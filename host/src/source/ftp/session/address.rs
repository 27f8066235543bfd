//! Where a server waits for a data connection.

use std::net::IpAddr;

/// `… (|||port|)`, with any sign for `|`.
pub(super) fn extended_port(text: &[u8]) -> Option<u16> {
    let open = text.iter().position(|byte| *byte == b'(')?;
    let inner = &text[open + 1..];
    let sign = *inner.first().filter(|sign| !sign.is_ascii_digit())?;
    let mut fields = inner.split(|byte| *byte == sign);
    let port: u16 = std::str::from_utf8(fields.nth(3)?).ok()?.parse().ok()?;
    (port > 0).then_some(port)
}

/// `… (h1,h2,h3,h4,p1,p2)`; some servers leave the brackets out.
pub(super) fn classic_address(text: &[u8]) -> Option<(IpAddr, u16)> {
    let text = String::from_utf8_lossy(text);
    let numbers =
        text.split(|letter: char| !letter.is_ascii_digit() && letter != ',').find(|it| it.matches(',').count() == 5)?;
    let numbers: Vec<u8> = numbers.split(',').map(|it| it.parse().ok()).collect::<Option<_>>()?;
    let [a, b, c, d, high, low] = numbers.try_into().ok()?;
    let port = u16::from(high) << 8 | u16::from(low);
    (port > 0).then_some((IpAddr::from([a, b, c, d]), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_of_extended_passive_mode() {
        assert_eq!(extended_port(b"Entering Extended Passive Mode (|||6446|)"), Some(6446));
        assert_eq!(extended_port(b"Extended Passive mode OK (!!!31015!)."), Some(31_015));
        for text in ["", "(|||0|)", "(|||99999|)", "(6446)", "(||6446|)", "(|||a|)", "("] {
            assert_eq!(extended_port(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn addresses_of_passive_mode() {
        let here = Some((IpAddr::from([127, 0, 0, 1]), 31_015));
        assert_eq!(classic_address(b"Entering Passive Mode (127,0,0,1,121,39)."), here);
        assert_eq!(classic_address(b"Passive mode =127,0,0,1,121,39"), here);
        for text in ["", "(127,0,0,1,121)", "(127,0,0,256,121,39)", "(127,0,0,1,0,0)", "(a,b,c,d,e,f)"] {
            assert_eq!(classic_address(text.as_bytes()), None, "{text}");
        }
    }
}
