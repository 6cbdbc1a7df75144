//! Percent-encoding (RFC 3986, section 2.1), as every address, pointer and link has it.

/// The text with each byte that is not kept as `%XX`.
#[must_use]
pub fn percent_encoded(text: &str, is_kept: impl Fn(u8) -> bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match is_kept(byte) && byte.is_ascii() {
            true => encoded.push(char::from(byte)),
            false => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// Whether a byte is one of the unreserved characters of RFC 3986.
#[must_use]
pub fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// Whether JavaScript's `encodeURIComponent` keeps a byte.
#[must_use]
pub fn is_component(byte: u8) -> bool {
    is_unreserved(byte) || b"!*'()".contains(&byte)
}

/// The bytes that a text stands for; `None` where a `%` is not followed by two hexadecimal digits.
#[must_use]
pub fn percent_decoded(text: &str) -> Option<Vec<u8>> {
    decoded(text, |_| None)
}

/// The same; a `%` that is not followed by two hexadecimal digits is itself.
#[must_use]
pub fn percent_decoded_in_spite(text: &str) -> Vec<u8> {
    decoded(text, Some).unwrap_or_default()
}

fn decoded(text: &str, bad: impl Fn(u8) -> Option<u8>) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        let byte = match (first, after) {
            (b'%', [high, low, further @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                rest = further;
                digit(*high) * 16 + digit(*low)
            }
            (b'%', _) => bad(*first)?,
            _ => *first,
        };
        bytes.push(byte);
    }
    Some(bytes)
}

/// The value of a hexadecimal digit.
fn digit(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        b'A'..=b'F' => digit - b'A' + 10,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded_to_the_same() {
        let text = "a/b ä%+~\u{0}";
        let encoded = percent_encoded(text, |byte| byte.is_ascii_alphanumeric());
        assert_eq!(encoded, "a%2Fb%20%C3%A4%25%2B%7E%00");
        assert_eq!(percent_decoded(&encoded).unwrap(), text.as_bytes());
        assert_eq!(percent_encoded("ä", |_| true), "%C3%A4");
    }

    #[test]
    fn two_digits_are_two_digits_and_what_is_badly_encoded_is_refused_or_stays() {
        for bad in ["%", "a%4", "%+f", "% 1", "%g0", "%%41"] {
            assert_eq!(percent_decoded(bad), None, "{bad}");
        }
        assert_eq!(percent_decoded_in_spite("%+f%41%4"), b"%+fA%4");
    }
}
