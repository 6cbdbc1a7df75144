//! The filters that Backstage adds: repository URLs, entity references, members by path.

use super::{Filter, Given};
use crate::domain::expression::engine::Engine;
use crate::domain::expression::failure::{Failure, Outcome};
use crate::domain::expression::units::Str;
use crate::domain::expression::value::{Record, Value};
use url::Url;

/// The hosts of the integrations that are there without any configuration.
const HOSTS: [(&str, Kind); 5] = [
    ("github.com", Kind::Owner),
    ("gitlab.com", Kind::Gitlab),
    ("bitbucket.org", Kind::Bitbucket),
    ("dev.azure.com", Kind::Azure),
    ("gitea.com", Kind::Owner),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Owner,
    Gitlab,
    Bitbucket,
    Azure,
}

pub(super) fn find(name: &str) -> Option<Filter> {
    let filter: Filter = match name {
        "parseRepoUrl" => parse_repo_url,
        "projectSlug" => project_slug,
        "parseEntityRef" => parse_entity_ref,
        "pick" => pick,
        _ => return None,
    };
    Some(filter)
}

fn failed<T>(name: &str, why: &str) -> Outcome<T> {
    Err(Failure::new(format!("Template filter \"{name}\" failed: {why}")))
}

/// Host, owner, repo, organization, workspace and project of a repository URL; what it lacks is undefined.
fn repository(engine: &Engine<'_>, value: &Value, name: &str) -> Outcome<Vec<(&'static str, Option<String>)>> {
    let text = value.to_str(&engine.bounds)?.to_text();
    let Ok(url) = Url::parse(&format!("https://{text}")) else {
        return failed(name, &format!("Invalid repo URL passed to publisher, got {text}, TypeError: Invalid URL"));
    };
    let host = url.port().map_or_else(
        || url.host_str().unwrap_or_default().to_owned(),
        |port| format!("{}:{port}", url.host_str().unwrap_or_default()),
    );
    let get = |key: &str| {
        let found = url.query_pairs().find(|(name, _)| name == key).map(|(_, value)| value.into_owned());
        found.map(|value| value.trim_matches('/').to_owned())
    };
    let Some((_, kind)) = HOSTS.iter().find(|(known, _)| *known == host) else {
        return failed(
            name,
            &format!("No matching integration configuration for host {host}, please check your integrations config"),
        );
    };
    let has = |key: &str| get(key).is_some_and(|value| !value.is_empty());
    let needed: &[&str] = match kind {
        Kind::Bitbucket => &["workspace", "project", "repo"],
        Kind::Azure => &["project", "repo"],
        Kind::Gitlab if has("project") => &[],
        Kind::Gitlab | Kind::Owner => &["owner", "repo"],
    };
    if let Some(missing) = needed.iter().find(|key| !has(key)) {
        return failed(name, &format!("Invalid repo URL passed to publisher: {url}, missing {missing}"));
    }
    let rest = ["owner", "repo", "organization", "workspace", "project"].map(|key| (key, get(key)));
    Ok(std::iter::once(("host", Some(host))).chain(rest).collect())
}

fn text_or_undefined(text: Option<String>) -> Value {
    text.map_or(Value::Undefined, |text| Value::Text(Str::from(text)))
}

fn parse_repo_url(engine: &Engine<'_>, value: &Value, _: &Given) -> Outcome<Value> {
    let parts = repository(engine, value, "parseRepoUrl")?;
    let pairs = parts.into_iter().map(|(key, text)| (Str::from(key), text_or_undefined(text)));
    Ok(Value::Record(Record::new(pairs.collect())))
}

fn project_slug(engine: &Engine<'_>, value: &Value, _: &Given) -> Outcome<Value> {
    let parts = repository(engine, value, "projectSlug")?;
    let get = |key: &str| {
        let part = parts.iter().find(|(name, _)| *name == key).and_then(|(_, text)| text.clone());
        part.unwrap_or_else(|| "undefined".to_owned())
    };
    Ok(Value::Text(Str::from(format!("{}/{}", get("owner"), get("repo")))))
}

/// Kind, namespace and name of an entity's reference, which may be a record with them as well.
fn parse_entity_ref(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    let name = "parseEntityRef";
    let option = |key: &str| -> Outcome<Option<Value>> {
        let options = given.get(0);
        let found = if options.is_nothing() { Value::Undefined } else { engine.member(&options, &Value::text(key))? };
        Ok(Some(found).filter(Value::is_true))
    };
    if !value.is_true() {
        return failed(name, "Entity reference must not be empty");
    }
    let (kind, namespace, entity) = match value {
        Value::Text(text) | Value::Safe(text) => parts(&text.to_text(), name)?,
        Value::Record(record) => {
            let get = |key: &str| record.get(&Str::from(key)).filter(|value| !value.is_undefined());
            (get("kind"), get("namespace"), get("name"))
        }
        _ => (None, None, None),
    };
    let kind = kind.or(option("defaultKind")?);
    let namespace = namespace.or(option("defaultNamespace")?).unwrap_or_else(|| Value::text("default"));
    let shown = match value.as_str() {
        Some(text) => format!("\"{}\"", text.to_text()),
        None => crate::domain::expression::json::dump(value, &[], &engine.bounds)?
            .map_or_else(String::new, |json| json.to_text()),
    };
    let Some(kind) = kind.filter(Value::is_true) else {
        let why = "had missing or empty kind (e.g. did not start with \"component:\" or similar)";
        return failed(name, &format!("Entity reference {shown} {why}"));
    };
    if !namespace.is_true() {
        return failed(name, &format!("Entity reference {shown} had missing or empty namespace"));
    }
    let Some(entity) = entity.filter(Value::is_true) else {
        return failed(name, &format!("Entity reference {shown} had missing or empty name"));
    };
    let pairs = vec![("kind".into(), kind), ("namespace".into(), namespace), ("name".into(), entity)];
    Ok(Value::Record(Record::new(pairs)))
}

type Parts = (Option<Value>, Option<Value>, Option<Value>);

/// `[kind:][namespace/]name`.
fn parts(text: &str, filter: &str) -> Outcome<Parts> {
    let trimmed = text.trim();
    let slash = trimmed.find('/');
    let colon = trimmed.find(':').filter(|colon| slash.is_none_or(|slash| *colon < slash));
    let (kind, rest) = match colon {
        Some(at) => (trimmed.get(..at), trimmed.get(at + 1..).unwrap_or_default()),
        None => (None, trimmed),
    };
    let (namespace, name) = rest.split_once('/').map_or((None, rest), |(namespace, name)| (Some(namespace), name));
    if kind.is_some_and(str::is_empty) || namespace.is_some_and(str::is_empty) || name.is_empty() {
        let why = format!("Entity reference \"{text}\" was not on the form [<kind>:][<namespace>/]<name>");
        return failed(filter, &why);
    }
    Ok((kind.map(Value::text), namespace.map(Value::text), Some(Value::text(name))))
}

/// A member by a path: `a.b[1].c`, or a list of keys.
fn pick(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    let path = given.get(0);
    let keys = match &path {
        Value::List(list) => list.items(),
        other => {
            let text = other.to_str(&engine.bounds)?;
            let is_own = matches!(value, Value::Record(record) if record.has(&text));
            if is_own { vec![Value::Text(text)] } else { keys(&text.to_text()) }
        }
    };
    let mut found = value.clone();
    for key in &keys {
        if found.is_nothing() {
            return Ok(Value::Undefined);
        }
        found = engine.member(&found, key)?;
        if matches!(found, Value::Callable(_)) || key.as_str().is_some_and(|key| key.is("constructor")) {
            return failed("pick", "Unsupported template value of type function");
        }
    }
    Ok(if keys.is_empty() { Value::Undefined } else { found })
}

/// The keys of a path as lodash reads them.
fn keys(path: &str) -> Vec<Value> {
    let mut keys = Vec::new();
    let mut name = String::new();
    let mut letters = path.chars().peekable();
    if path.starts_with('.') {
        keys.push(Value::text(""));
    }
    let mut after_bracket = false;
    while let Some(letter) = letters.next() {
        match letter {
            '.' => {
                if !after_bracket || !name.is_empty() {
                    keys.push(Value::text(&std::mem::take(&mut name)));
                }
                after_bracket = false;
            }
            '[' => {
                if !name.is_empty() {
                    keys.push(Value::text(&std::mem::take(&mut name)));
                }
                let inside: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                keys.push(Value::text(inside.trim_matches(['"', '\''])));
                after_bracket = true;
            }
            letter => {
                name.push(letter);
                after_bracket = false;
            }
        }
    }
    if !after_bracket || !name.is_empty() {
        keys.push(Value::text(&name));
    }
    keys
}
