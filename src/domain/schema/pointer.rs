//! JSON pointers (RFC 6901), and how they stand in addresses.

use crate::domain::text::{is_component, percent_decoded_in_spite, percent_encoded};

/// A key as a part of a JSON pointer (RFC 6901).
pub fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// A part of a JSON pointer as a key.
pub fn unescaped(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

/// As `encodeURIComponent`.
pub fn encoded(text: &str) -> String {
    percent_encoded(text, is_component)
}

/// As `decodeURIComponent`; what is no such text stays as it is.
pub fn decoded(text: &str) -> String {
    String::from_utf8(percent_decoded_in_spite(text)).unwrap_or_else(|_| text.to_owned())
}
