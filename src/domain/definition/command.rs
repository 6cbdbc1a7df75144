//! The line that calls an operation, to paste into a shell.
//!
//! One line for a POSIX shell. All that comes from the definition went through the door for text and
//! stands in quotes; names that a program would take for an option or a file are left out. No
//! credentials: variables of the shell stand where they belong.

use super::example::{example, example_text};
use super::{Body, Definition, Detail, Family, Parameter, Schema};
use crate::domain::model::WebAddress;
use crate::domain::text::{Clean, is_unreserved, percent_encoded};
use serde_json::{Map, Value};

/// The most fields of a GraphQL answer that are asked for.
const MAX_SELECTED: usize = 60;
/// The most fields that are looked at for that: each takes as long as its type is large.
const MAX_LOOKED_AT: usize = 200;

/// Whether there is a line that calls an operation, without putting it together.
pub fn has_command(definition: &Definition, operation: usize) -> bool {
    let Some(found) = definition.operations.get(operation) else { return false };
    let protocol = definition.servers.first().map_or("", |server| server.protocol.as_str());
    match definition.family {
        Family::OpenApi | Family::Swagger => found.kind.as_str() != "HOOK",
        Family::Graphql | Family::Protobuf => true,
        Family::AsyncApi => match protocol {
            "ws" | "wss" => host(definition).1,
            _ => matches!(protocol, "kafka" | "kafka-secure" | "mqtt" | "mqtts" | "secure-mqtt"),
        },
        Family::Text => false,
    }
}

/// The line that calls an operation; nothing where no usual program speaks its protocol.
pub fn command(definition: &Definition, operation: usize) -> Option<Clean> {
    let found = definition.operations.get(operation)?;
    let detail = definition.detail(operation);
    let line = match definition.family {
        Family::OpenApi | Family::Swagger if found.kind.as_str() != "HOOK" => {
            curl(definition, found.kind.as_str(), found.path.as_str(), &detail)
        }
        Family::Graphql => graphql(definition, found.kind.as_str(), found.path.as_str(), &detail),
        Family::Protobuf => grpcurl(definition, found.id.as_str(), &detail),
        Family::AsyncApi => return of_channel(definition, found.kind.as_str(), found.path.as_str(), &detail),
        _ => return None,
    };
    safe(line)
}

/// What was put together of clean parts is clean; should it ever not be, there is no line.
fn safe(line: String) -> Option<Clean> {
    let clean = Clean::line(&line);
    (clean.as_str() == line).then_some(clean)
}

/// A word in quotes where the shell would see more in it than a word.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:,@%+=".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// Percent-encoding for a part of a path, or a key or value of a query (RFC 3986).
fn encoded(text: &str) -> String {
    percent_encoded(text, is_unreserved)
}

fn curl(definition: &Definition, method: &str, path: &str, detail: &Detail) -> String {
    let method = match method {
        "GET" => String::new(),
        // with -X HEAD curl waits for a body that never comes
        "HEAD" => " -I".to_owned(),
        other => format!(" -X {other}"),
    };
    let mut line = format!("curl -sS{method} {}", url(definition, path, detail));
    if is_guarded(detail) {
        line += " -H \"Authorization: Bearer $TOKEN\"";
    }
    let accepts = detail.responses.iter().flat_map(|response| &response.bodies).map(|body| &body.title).next();
    if let Some(media) = accepts {
        line += &format!(" -H {}", quoted(&format!("Accept: {media}")));
    }
    for header in required(detail, "header").filter(|header| is_token(header.name.as_str())) {
        if !header.name.as_str().eq_ignore_ascii_case("authorization") {
            line += &format!(" -H {}", quoted(&format!("{}: {}", header.name, value_of(definition, header))));
        }
    }
    for cookie in required(detail, "cookie").filter(|cookie| is_token(cookie.name.as_str())) {
        line += &format!(" -b {}", quoted(&format!("{}={}", cookie.name, encoded(&value_of(definition, cookie)))));
    }
    line + &sent(definition, detail)
}

/// Whether a credential is wanted: unless it is said that none is.
fn is_guarded(detail: &Detail) -> bool {
    let mut said = detail.facts.iter().filter(|fact| fact.label.as_str() == "security").peekable();
    said.peek().is_none() || said.all(|fact| fact.value.as_str() != "none needed")
}

/// A name as HTTP allows it (RFC 9110, section 5.6.2), short of the characters that curl obeys.
fn is_token(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)) && !name.starts_with('-')
}

fn required<'d>(detail: &'d Detail, place: &'static str) -> impl Iterator<Item = &'d Parameter> {
    detail.parameters.iter().filter(move |parameter| parameter.place.as_str() == place && parameter.required)
}

fn url(definition: &Definition, path: &str, detail: &Detail) -> String {
    let mut filled = String::new();
    let mut rest = path;
    while let Some((before, (name, after))) = rest.split_once('{').and_then(|(b, a)| Some((b, a.split_once('}')?))) {
        filled += &in_path(before);
        let parameter = detail.parameters.iter().find(|one| one.place.as_str() == "path" && one.name.as_str() == name);
        filled += &encoded(&parameter.map_or_else(|| name.to_owned(), |parameter| value_of(definition, parameter)));
        rest = after;
    }
    filled += &in_path(rest);
    if !filled.starts_with('/') {
        // else it would be the end of the host's name, and the request would go elsewhere
        filled.insert(0, '/');
    }
    let query = required(detail, "query")
        .map(|one| format!("{}={}", encoded(one.name.as_str()), encoded(&value_of(definition, one))));
    let query: Vec<String> = query.take(30).collect();
    if !query.is_empty() {
        filled = format!("{filled}?{}", query.join("&"));
    }
    at_base(definition, &filled, "BASE_URL")
}

/// A path behind the address of the first server that is one; behind a variable where none is.
fn at_base(definition: &Definition, path: &str, variable: &str) -> String {
    let mut addresses = definition.servers.iter().map(|server| server.address.as_str());
    let whole = addresses.find_map(|address| {
        let url = WebAddress::parse(address).ok().filter(|url| !url.has_query_or_fragment())?;
        Some(url.as_str().trim_end_matches('/').to_owned())
    });
    match whole {
        Some(base) if base.contains(['[', ']', '{', '}']) => format!("-g {}", quoted(&format!("{base}{path}"))),
        Some(base) => quoted(&format!("{base}{path}")),
        None => {
            let relative = definition.servers.first().map_or("", |server| server.address.as_str());
            let relative =
                if relative.starts_with('/') { in_path(relative.trim_end_matches('/')) } else { String::new() };
            let path = format!("{relative}{path}");
            if path.is_empty() { format!("\"${variable}\"") } else { format!("\"${variable}\"{}", quoted(&path)) }
        }
    }
}

/// Percent-encoding for a path, which keeps its slashes.
fn in_path(text: &str) -> String {
    text.split('/').map(|part| part.split(':').map(encoded).collect::<Vec<_>>().join(":")).collect::<Vec<_>>().join("/")
}

/// A parameter's value as text: what is given for it, or what fits its schema.
fn value_of(definition: &Definition, parameter: &Parameter) -> String {
    let made = || parameter.schema.as_ref().map(|at| example(definition, at));
    let value = parameter.given.clone().or_else(made).unwrap_or(Value::Null);
    let text = match value {
        // one that was made of nothing but its type says less than the name
        Value::String(text) if text == "text" => parameter.name.to_string(),
        Value::String(text) => text,
        Value::Array(items) => items
            .iter()
            .map(|item| item.as_str().map_or_else(|| item.to_string(), ToOwned::to_owned))
            .collect::<Vec<_>>()
            .join(","),
        Value::Null => parameter.name.to_string(),
        other => other.to_string(),
    };
    Clean::line(&text).to_string()
}

fn sent(definition: &Definition, detail: &Detail) -> String {
    let json = detail.request.iter().find(|body| body.title.as_str().contains("json"));
    let Some(body) = json.or_else(|| detail.request.first()) else {
        return form(definition, detail);
    };
    let value = example_of(definition, body);
    let media = body.title.as_str();
    let header = format!(" -H {}", quoted(&format!("Content-Type: {media}")));
    match (media, &value) {
        ("application/x-www-form-urlencoded", Value::Object(fields)) => {
            format!(" --data-raw {}", quoted(&pairs(fields)))
        }
        ("multipart/form-data", Value::Object(fields)) => parts(fields),
        (_, Value::String(text)) if !media.contains("json") => {
            format!("{header} --data-raw {}", quoted(Clean::line(text).as_str()))
        }
        _ if media.is_empty() || media.contains("json") || media.contains('*') => {
            format!("{header} --data-raw {}", quoted(&example_text(&value)))
        }
        // what is made is JSON and would not be what any other type says: a file is sent instead
        _ => format!("{header} --data-binary \"@$BODY\""),
    }
}

/// The fields of a form, which Swagger 2 has among the parameters.
fn form(definition: &Definition, detail: &Detail) -> String {
    let fields = detail.parameters.iter().filter(|one| one.place.as_str() == "formData" && one.required);
    let fields: Map<String, Value> =
        fields.map(|one| (one.name.to_string(), Value::String(value_of(definition, one)))).collect();
    if fields.is_empty() { String::new() } else { format!(" --data-raw {}", quoted(&pairs(&fields))) }
}

fn field_text(value: &Value) -> String {
    value.as_str().map_or_else(|| example_text(value), |text| Clean::line(text).to_string())
}

fn pairs(fields: &Map<String, Value>) -> String {
    let pair = |(name, value): (&String, &Value)| format!("{}={}", encoded(name), encoded(&field_text(value)));
    fields.iter().map(pair).collect::<Vec<_>>().join("&")
}

fn parts(fields: &Map<String, Value>) -> String {
    let fields = fields.iter().filter(|(name, _)| is_token(name));
    fields.map(|(name, value)| format!(" --form-string {}", quoted(&format!("{name}={}", field_text(value))))).collect()
}

fn example_of(definition: &Definition, body: &Body) -> Value {
    let given = body.examples.first().map(|example| example.value.clone());
    given.or_else(|| Some(example(definition, body.schema.as_ref()?))).unwrap_or(Value::Null)
}

fn graphql(definition: &Definition, kind: &str, field: &str, detail: &Detail) -> String {
    let required: Vec<&Parameter> = detail.parameters.iter().filter(|argument| argument.required).collect();
    let type_of =
        |argument: &Parameter| argument.schema.as_ref().map_or_else(Clean::default, |at| definition.schema(at).words);
    let declared: Vec<String> = required.iter().map(|one| format!("${}: {}", one.name, type_of(one))).collect();
    let passed: Vec<String> = required.iter().map(|one| format!("{0}: ${0}", one.name)).collect();
    let around = |items: Vec<String>| if items.is_empty() { String::new() } else { format!("({})", items.join(", ")) };
    let answer =
        detail.responses.first().and_then(|response| response.bodies.first()).and_then(|body| body.schema.as_ref());
    let mut left = Left { fields: MAX_SELECTED, looks: MAX_LOOKED_AT };
    let selected = answer.map(|at| selection(definition, &definition.schema(at), 2, &mut left)).unwrap_or_default();
    let query = format!("{kind}{} {{ {field}{}{selected} }}", around(declared), around(passed));
    let variables: Map<String, Value> = required
        .iter()
        .map(|one| (one.name.to_string(), one.schema.as_ref().map_or(Value::Null, |at| example(definition, at))))
        .collect();
    let body = serde_json::json!({ "query": query, "variables": variables });
    format!(
        "curl -sS {} -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' --data-raw {}",
        at_base(definition, "", "GRAPHQL_URL"),
        quoted(&example_text(&body))
    )
}

/// How much more of an answer is asked for.
struct Left {
    /// Fields.
    fields: usize,
    /// Fields that are looked at, whether they are asked for or not.
    looks: usize,
}

/// What is asked of an answer: its fields that hold no others, and of others the same a level below.
fn selection(definition: &Definition, schema: &Schema, depth: usize, left: &mut Left) -> String {
    if schema.base != super::Base::Object {
        return String::new();
    }
    let mut fields = Vec::new();
    for part in schema.parts.iter().filter(|part| part.kind == super::PartKind::Property) {
        if left.fields == 0 || left.looks == 0 {
            break;
        }
        left.looks -= 1;
        let inner = definition.schema(&part.at);
        let wants_arguments =
            inner.facts.iter().any(|(label, said)| *label == "arguments" && said.as_str().contains('!'));
        if wants_arguments || (inner.base == super::Base::Object && depth == 0) {
            continue;
        }
        left.fields -= 1;
        let below = selection(definition, &inner, depth.saturating_sub(1), left);
        if inner.base != super::Base::Object || !below.is_empty() {
            fields.push(format!("{}{below}", part.name));
        }
    }
    // every object has this one
    if fields.is_empty() { " { __typename }".into() } else { format!(" {{ {} }}", fields.join(" ")) }
}

fn grpcurl(definition: &Definition, id: &str, detail: &Detail) -> String {
    let (service, method) = id.rsplit_once('.').unwrap_or(("", id));
    let message = detail.request.first().map_or(Value::Null, |body| example_of(definition, body));
    format!(
        "grpcurl -H \"Authorization: Bearer $TOKEN\" -d {} \"$HOST\" {}",
        quoted(&example_text(&message)),
        quoted(&format!("{service}/{method}"))
    )
}

/// The first server without its scheme, and whether it can stand in a command: not one that has a user
/// in it, or that a program would take for an option.
fn host(definition: &Definition) -> (&str, bool) {
    let host = definition.servers.first().map_or("", |server| server.address.as_str());
    let host = host.split_once("://").map_or(host, |(_, host)| host);
    (host, !host.is_empty() && !host.contains(['@', ' ', '{']) && !host.starts_with('-'))
}

/// A line that sends to a channel, or listens to it. In version 2 the words say what a client does;
/// in version 3 what the application does, so that a client does the contrary.
fn of_channel(definition: &Definition, kind: &str, path: &str, detail: &Detail) -> Option<Clean> {
    let sends = matches!(kind, "publish" | "receive");
    let server = definition.servers.first();
    let (host, named) = host(definition);
    let broker = if named { quoted(host) } else { "\"$BROKER\"".to_owned() };
    let channel = quoted(&filled(definition, path, detail));
    let message = detail.request.first().map_or(Value::Null, |body| example_of(definition, body));
    let message = quoted(&example_text(&message));
    let line = match server.map_or("", |server| server.protocol.as_str()) {
        "kafka" | "kafka-secure" if sends => format!("printf '%s\\n' {message} | kcat -b {broker} -P -t {channel}"),
        "kafka" | "kafka-secure" => format!("kcat -b {broker} -C -o end -t {channel}"),
        "mqtt" | "mqtts" | "secure-mqtt" => {
            let (host, port) =
                host.split_once('/').map_or(host, |(host, _)| host).rsplit_once(':').unwrap_or((host, "1883"));
            let at =
                if named { format!("-h {} -p {}", quoted(host), quoted(port)) } else { "-h \"$BROKER\"".to_owned() };
            if sends {
                format!("mosquitto_pub {at} -t {channel} -m {message}")
            } else {
                format!("mosquitto_sub {at} -t {channel}")
            }
        }
        "ws" | "wss" if named => {
            let scheme = server.map_or("wss", |server| server.protocol.as_str());
            let address =
                quoted(&format!("{scheme}://{}/{}", host.trim_end_matches('/'), in_path(path.trim_start_matches('/'))));
            if sends { format!("printf '%s\\n' {message} | websocat {address}") } else { format!("websocat {address}") }
        }
        _ => return None,
    };
    safe(line)
}

fn filled(definition: &Definition, path: &str, detail: &Detail) -> String {
    let fill = |path: String, one: &Parameter| path.replace(&format!("{{{}}}", one.name), &value_of(definition, one));
    let filled = detail.parameters.iter().fold(path.to_owned(), fill);
    // a leading minus would be an option
    filled.trim_start_matches('-').to_owned()
}
