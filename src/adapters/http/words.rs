//! Faults in words: what happened as a person would say it, and what to do.

use crate::domain::text::{Clean, clip};
use crate::platform::fault::{FaultKind, FieldFault};
use serde_json::Value;
use std::error::Error;
use std::io;
use std::time::{Duration, SystemTime};

/// For addresses that answer with something else than the interface.
pub(super) const BACKEND_CURE: &str =
    "check that the address is the backend's own, and that no login page or proxy stands before it";
pub(super) const MALFORMED_CURE: &str = "try again; if it stays so, tell the administrators";
const AWAY_CURE: &str = "check the address and your network (VPN, proxy), then try again";
const HTTP_CURE: &str = "check the port, or begin the address with http:// where it is this machine's";
pub(in crate::adapters) const TLS_CURE: &str =
    "add the authority that signed its certificate to this machine's trusted ones";
const EXPIRED_CURE: &str = "those who run it have to renew the certificate; check this machine's clock, too";
const NAME_CURE: &str = "use the address that the certificate is for";

/// Columns of the other side's own words that a fault carries.
const COLUMNS: usize = 200;
/// Fields of a form that are told of.
const FIELDS: usize = 200;
/// The longest time that a server may ask to be left alone; more of it would be a way to lock a
/// client out.
const LONGEST_WAIT: Duration = Duration::from_secs(3_600);

/// The beginning of a text of theirs, in one clean line.
pub(in crate::adapters) fn brief(theirs: &str) -> String {
    let start = theirs.char_indices().nth(COLUMNS * 8).map_or(theirs.len(), |(at, _)| at);
    let clean = Clean::line(theirs.get(..start).unwrap_or_default());
    let clipped = clip(clean.shown(), COLUMNS).as_str();
    if clipped.len() < clean.as_str().len() { format!("{clipped}...") } else { clipped.to_owned() }
}

/// What the other side says of an error, in any of the shapes that are in use.
pub(in crate::adapters) fn message(body: &str) -> String {
    let Ok(value) = serde_json::from_str::<Value>(body) else { return String::new() };
    let pointers = ["/error/message", "/errors/0/message", "/errors/0", "/error_description", "/message", "/error"];
    let said = pointers.iter().filter_map(|pointer| value.pointer(pointer)?.as_str()).find(|text| !text.is_empty());
    brief(said.unwrap_or_default())
}

/// Each thing that the other side says against a request: `{errors: [{message}]}`.
pub(super) fn messages(body: &str) -> Vec<Clean> {
    let value: Value = serde_json::from_str(body).unwrap_or_default();
    let errors = value.get("errors").and_then(Value::as_array);
    let said = errors.into_iter().flatten().filter_map(|error| error.get("message")?.as_str());
    let mut said: Vec<Clean> = said.map(|text| Clean::line(&brief(text))).collect();
    if said.is_empty() {
        said.extend(Some(message(body)).filter(|text| !text.is_empty()).map(|text| Clean::line(&text)));
    }
    said
}

/// What the other side says against single fields of a form: `{errors: [{path, property, message}]}`, as the npm
/// package `jsonschema` gives it. Nothing where it speaks of none.
pub(super) fn fields(body: &str) -> Vec<FieldFault> {
    let value: Value = serde_json::from_str(body).unwrap_or_default();
    let errors = value.get("errors").and_then(Value::as_array);
    errors.into_iter().flatten().filter_map(field).take(FIELDS).collect()
}

/// What was refused, in one line.
pub(super) fn refused_fields(fields: &[FieldFault]) -> String {
    let told: Vec<String> = fields.iter().take(3).map(ToString::to_string).collect();
    match fields.len().saturating_sub(told.len()) {
        0 => told.join("; "),
        more => format!("{}; and {more} more", told.join("; ")),
    }
}

fn field(error: &Value) -> Option<FieldFault> {
    let text = |name: &str| error.get(name).and_then(Value::as_str);
    let (property, message) = (text("property")?, text("message")?);
    let segment = |part: &Value| part.as_str().map(str::to_owned).or_else(|| part.as_u64().map(|n| n.to_string()));
    let path: Vec<String> = error.get("path").and_then(Value::as_array)?.iter().map(segment).collect::<Option<_>>()?;
    let is_secret = property.split('.').next() == Some("secrets");
    // the property stands in front of what is said of secrets
    let message = message.strip_prefix(property).map_or(message, str::trim_start);
    Some(FieldFault { path, is_secret, message: Clean::line(&brief(message)) })
}

/// Whether it is Backstage's own word for what is not there: `{error: {name: "NotFoundError"}}`.
pub(super) fn is_not_found(body: &str) -> bool {
    let value: Value = serde_json::from_str(body).unwrap_or_default();
    value.pointer("/error/name").and_then(Value::as_str) == Some("NotFoundError")
}

/// The kind of a failed answer.
pub(in crate::adapters) fn kind_of(status: u16) -> FaultKind {
    match status {
        401 | 407 => FaultKind::NotSignedIn,
        403 => FaultKind::NotPermitted,
        404 | 410 => FaultKind::NotFound,
        409 => FaultKind::Conflict,
        429 => FaultKind::TooManyRequests,
        408 => FaultKind::TimedOut,
        500.. => FaultKind::Server,
        400..500 => FaultKind::Invalid,
        // below 400 and neither good nor a redirect that can be followed
        _ => FaultKind::Malformed,
    }
}

/// What a failed answer means, with the other side's own words where it gave some.
pub(in crate::adapters) fn refusal(status: u16, said: &str, wait: Option<Duration>) -> String {
    let ours = match status {
        401 => "the token was not accepted".to_owned(),
        407 => "the proxy asks for a login".to_owned(),
        403 => "you are not permitted to".to_owned(),
        404 | 410 => "it is not there".to_owned(),
        409 => "it clashes with what is there".to_owned(),
        429 => match wait {
            Some(wait) => format!("there were too many requests; it asks for {} s of peace", wait.as_secs()),
            None => "there were too many requests".to_owned(),
        },
        500.. => format!("the server failed with {status}"),
        400..500 => format!("the server refused the request with {status}"),
        _ => format!("the server answered {status}"),
    };
    if said.is_empty() { ours } else { format!("{ours} ({said})") }
}

/// What to do about a failed answer; empty where the caller knows better.
pub(in crate::adapters) fn cure(status: u16) -> &'static str {
    match status {
        401 => "sign in again, or renew the token",
        407 => "give the proxy's name and password in HTTPS_PROXY",
        403 => "ask those who run the platform for the permission",
        404 | 410 => "check the name; what you may not read looks as if it were not there",
        409 => "look at what is there now, then decide",
        429 => "wait, then try again",
        500.. => "try again; if it stays so, give the administrators the request id",
        _ => "",
    }
}

/// What `Retry-After` asks for: seconds, or a date (RFC 9110, 10.2.3).
pub(in crate::adapters) fn retry_after(header: &str, now: SystemTime) -> Option<Duration> {
    let wait = match header.trim().parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => httpdate::parse_http_date(header.trim()).ok()?.duration_since(now).unwrap_or_default(),
    };
    Some(wait.min(LONGEST_WAIT))
}

/// Whether an answer is a page for a browser.
pub(in crate::adapters) fn is_page(content_type: Option<&str>, body: &str) -> bool {
    // some routes serve JSON under a wrong type, so the body decides where it is clear
    match body.trim_start().chars().next() {
        Some('{' | '[') => false,
        Some('<') => true,
        _ => content_type.is_some_and(|kind| kind.trim_start().starts_with("text/html")),
    }
}

/// What is said of a page that came in place of what was `due`: its title, if it has one.
pub(in crate::adapters) fn page(body: &str, due: &str) -> String {
    let title = || {
        let (_, rest) = body.split_once("<title")?;
        let (_, rest) = rest.split_once('>')?;
        Some(brief(rest.split_once('<')?.0.trim()))
    };
    match title().filter(|title| !title.is_empty()) {
        Some(title) => format!("it answered with a web page (\"{title}\") where {due} was due"),
        None => format!("it answered with a web page where {due} was due"),
    }
}

/// Why no connection came about, and what to do.
pub(in crate::adapters) fn no_connection(
    error: &(dyn Error + 'static),
    is_late: bool,
    place: &str,
) -> (String, &'static str) {
    let chain = || std::iter::successors(error.source(), |error: &&(dyn Error + 'static)| (*error).source());
    let says = |words: &str| chain().any(|error| error.to_string().contains(words));
    let refused = chain()
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::ConnectionRefused);
    if refused || says("Connection refused") {
        (format!("nothing answers at {place}: the connection was refused"), AWAY_CURE)
    } else if says("dns error") {
        (format!("there is no host of the name in {place}"), AWAY_CURE)
    } else if says("certificate") {
        let why = chain().last().map(|error| brief(&error.to_string())).unwrap_or_default();
        // in rustls's words
        let (what, cure) = if says("expired") {
            ("has expired", EXPIRED_CURE)
        } else if says("not valid for name") {
            ("is for another name", NAME_CURE)
        } else {
            ("is not trusted", TLS_CURE)
        };
        (format!("the certificate of {place} {what} ({why})"), cure)
    } else if says("InvalidContentType") {
        (format!("{place} speaks http, not https"), HTTP_CURE)
    } else if is_late {
        (format!("{place} does not answer"), AWAY_CURE)
    } else {
        let why = chain().last().map(|error| brief(&error.to_string())).unwrap_or_default();
        (format!("no connection to {place} ({why})"), AWAY_CURE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_date_and_never_locks_out() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        assert_eq!(retry_after("7", now), Some(Duration::from_secs(7)));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:50:07 GMT", now), Some(Duration::from_secs(30)));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:00:00 GMT", now), Some(Duration::ZERO));
        assert_eq!(retry_after("99999999", now), Some(LONGEST_WAIT));
        assert_eq!(retry_after("soon", now), None);
    }

    #[test]
    fn the_other_sides_words_are_found_in_every_shape_and_cut() {
        assert_eq!(
            message(r#"{"error":{"name":"InputError","message":"no \u001b[31msuch","stack":"at x"}}"#),
            "no such"
        );
        assert_eq!(message(r#"{"errors":[{"message":"bad name"}]}"#), "bad name");
        assert_eq!(message(r#"{"error":"invalid_grant","error_description":"expired"}"#), "expired");
        assert_eq!(message("<html>"), "");
        let refused = r#"{"errors":[
            {"path":["env",0,"key"],"property":"instance.env[0].key","message":"is required"},
            {"path":["apiToken"],"property":"secrets.apiToken","message":"secrets.apiToken does not meet minimum length of 4"},
            {"path":[],"property":"instance","message":"requires property \"name\""},
            {"message":"of nothing"},7]}"#;
        let told: Vec<String> = fields(refused).iter().map(ToString::to_string).collect();
        let wanted =
            ["env.0.key: is required", "apiToken: does not meet minimum length of 4", "requires property \"name\""];
        assert_eq!(told, wanted);
        assert!(fields(refused)[1].is_secret && !fields(refused)[0].is_secret);
        assert!(fields("<html>").is_empty());
        let long = brief(&"x".repeat(100_000));
        assert_eq!(long.len(), COLUMNS + 3);
    }
}
