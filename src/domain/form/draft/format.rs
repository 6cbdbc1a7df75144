//! Formats of texts. The empty text has every format.

use serde_json::Value;

use crate::domain::pattern::Pattern;
use crate::domain::schema::ajv::is_date;

/// Whether a value has a format; unknown ones are all met.
pub(super) fn is_met(format: &Value, value: &Value) -> bool {
    let (Value::String(format), Value::String(text)) = (format, value) else { return true };
    if text.is_empty() {
        return true;
    }
    match format.as_str() {
        "date" => is_date(text),
        "date-time" => is_date_time(text),
        "time" => matches(TIME, "i", text),
        "email" => is_email(text),
        "hostname" => matches(HOST, "", text),
        "ipv4" => !text.starts_with('0') && text.parse::<std::net::Ipv4Addr>().is_ok(),
        "ipv6" => !text.starts_with('0') && text.parse::<std::net::Ipv6Addr>().is_ok(),
        "json-pointer" => matches(r"^(?:\/(?:[^~/]|~0|~1)*)*$", "", text),
        "relative-json-pointer" => matches(r"^(?:0|[1-9][0-9]*)(?:#|(?:\/(?:[^~/]|~0|~1)*)*)$", "", text),
        "regex" => !text.ends_with("\\Z") && Pattern::new(text, "").is_ok(),
        "uri" => url::Url::parse(text).is_ok() && !text.contains([' ', '<', '>', '"', '\\', '^', '`', '{', '|', '}']),
        "url" => url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https")),
        _ => true,
    }
}

const TIME: &str = r"^(?:[0-2]\d:[0-5]\d:[0-5]\d|23:59:60)(?:\.\d+)?(?:z|[+-]\d\d(?::?\d\d)?)?$";
const HOST: &str = r"^(?=.{1,255}$)[0-9A-Za-z](?:(?:[0-9A-Za-z]|-){0,61}[0-9A-Za-z])?(?:\.[0-9A-Za-z](?:(?:[0-9A-Za-z]|-){0,61}[0-9A-Za-z])?)*\.?$";
const MOMENT: &str = r"^([0-9]+)-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])[Tt]([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9]|60)(\.[0-9]+)?(([Zz])|([\+|\-]([01][0-9]|2[0-3]):[0-5][0-9]))$";

fn matches(pattern: &str, flags: &str, text: &str) -> bool {
    Pattern::new(pattern, flags).is_ok_and(|pattern| pattern.is_match(text).unwrap_or(false))
}

fn is_date_time(text: &str) -> bool {
    matches(MOMENT, "", text) && !text.contains(":60")
}

fn is_email(text: &str) -> bool {
    let mut parts = text.split('@');
    let (Some(name), Some(host), None) = (parts.next(), parts.next(), parts.next()) else { return false };
    let is_bad_name = name.is_empty() || name.len() > 64 || name.starts_with(['.', '"']) || name.ends_with('.');
    !is_bad_name
        && !name.contains("..")
        && (1..=253).contains(&host.len())
        && matches(r"^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+$", "i", name)
        && host.split('.').all(|part| matches("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", "i", part))
}
