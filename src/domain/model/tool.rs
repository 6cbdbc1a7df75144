//! Tools beside the platform, and the way from an entity to the right place in one: an address
//! with placeholders that are filled from the entity.

use super::{Entity, EntityRef};
use crate::domain::text::{Clean, is_unreserved, percent_encoded};

/// A tool as the configuration names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tool {
    /// The word it is called by: `argocd`.
    pub id: Clean,
    /// Its name for people.
    pub name: Clean,
    /// Where it is listed: `GitOps`, `monitoring`.
    pub category: Clean,
    /// The name of its icon; empty without one.
    pub icon: Clean,
    /// The kinds of entities it has something for, in lower case; none is all.
    pub kinds: Vec<String>,
    /// Annotations without which it has nothing for an entity.
    pub annotations: Vec<String>,
    /// Its address.
    pub url: UrlTemplate,
}

impl Tool {
    /// Whether it has something for entities of that kind.
    pub fn serves(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.iter().any(|own| own.eq_ignore_ascii_case(kind))
    }

    /// The address for an entity.
    ///
    /// # Errors
    /// With the names of everything that the entity lacks; nothing is ever half filled.
    pub fn address(&self, entity: &Entity) -> Result<String, Vec<Clean>> {
        let lacks = |name: &&String| entity.annotation(name).is_none_or(str::is_empty);
        let mut missing: Vec<Clean> =
            self.annotations.iter().filter(lacks).map(|name| Clean::line(&format!("annotation {name}"))).collect();
        let filled = self.url.fill(entity);
        match filled {
            Ok(url) if missing.is_empty() => Ok(url),
            Ok(_) => Err(missing),
            Err(more) => {
                missing.extend(more);
                missing.dedup();
                Err(missing)
            }
        }
    }
}

/// An address with placeholders: `https://argo.example/applications/{namespace}/{name}`. None of
/// them stands in the scheme, the user part, the host or the port, so that no entity can decide
/// where a person is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlTemplate {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Field(Field),
}

/// What can stand in a template.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Field {
    Name,
    Namespace,
    Kind,
    Owner,
    System,
    Annotation(String),
}

/// Why a text is no template, and where: an offset in bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct TemplateError {
    /// Where in the text.
    pub at: usize,
    /// What is wrong.
    pub why: String,
}

impl UrlTemplate {
    /// Reads a template.
    ///
    /// # Errors
    /// When it is no `https://` or `http://` address, a placeholder is unknown or not closed, or
    /// one stands before the path.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let fail = |at, why: &str| Err(TemplateError { at, why: why.into() });
        if let Some(at) = text.find(|c: char| c.is_control() || c.is_whitespace() || c == '\\') {
            return fail(at, "an address holds no blanks, control characters or backslashes");
        }
        let Some(after) = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme)) else {
            return fail(0, "an address begins with https:// or http://, without a placeholder");
        };
        let start = text.len() - after.len();
        let authority = after.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.is_empty() {
            return fail(start, "the host is missing");
        }
        if let Some(at) = authority.find(['{', '}']) {
            return fail(start + at, "a placeholder never stands in scheme, user, host or port");
        }
        if let Some(at) = authority.find('@') {
            return fail(start + at, "an address holds no user and no password");
        }
        let template = Self { parts: parts(text)? };
        match url::Url::parse(&template.with_dummies()) {
            Ok(_) => Ok(template),
            Err(error) => fail(start, &format!("this is no address: {error}")),
        }
    }

    fn with_dummies(&self) -> String {
        self.parts.iter().map(|part| if let Part::Text(text) = part { text } else { "x" }).collect()
    }

    /// The address for an entity, each value percent-encoded.
    ///
    /// # Errors
    /// With the names of what the entity lacks.
    pub fn fill(&self, entity: &Entity) -> Result<String, Vec<Clean>> {
        let mut out = String::new();
        let mut missing = Vec::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Field(field) => match field.of(entity).filter(|value| !value.is_empty()) {
                    Some(value) => encode(&value, &mut out),
                    None => missing.push(field.named()),
                },
            }
        }
        missing.dedup();
        if missing.is_empty() && climbs(&out) {
            missing.push("a value that is no step up (`.` or `..`) in the path".into());
        }
        if missing.is_empty() { Ok(out) } else { Err(missing) }
    }
}

/// Whether a segment of the path is `.` or `..`: encoding leaves dots as they are, and browsers
/// resolve them, encoded or not.
fn climbs(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    path.split('/').skip(3).any(|segment| matches!(segment, "." | ".."))
}

fn parts(text: &str) -> Result<Vec<Part>, TemplateError> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let (part, length) = match rest.find(['{', '}']) {
            None => (Part::Text(rest.into()), rest.len()),
            Some(0) => placeholder(rest, at)?,
            Some(open) => (Part::Text(rest.get(..open).unwrap_or_default().into()), open),
        };
        parts.push(part);
        at += length;
    }
    Ok(parts)
}

fn placeholder(rest: &str, at: usize) -> Result<(Part, usize), TemplateError> {
    let inside = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(inside, _)| inside);
    let Some(inside) = inside.filter(|inside| !inside.contains('{')) else {
        return Err(TemplateError { at, why: "a brace has no partner".into() });
    };
    match Field::of_word(inside) {
        Some(field) => Ok((Part::Field(field), inside.len() + 2)),
        None => {
            let why = format!(
                "there is no placeholder {{{}}}; there are {{name}}, {{namespace}}, {{kind}}, {{owner}}, {{system}} and {{annotation:NAME}}",
                Clean::line(inside)
            );
            Err(TemplateError { at, why })
        }
    }
}

impl Field {
    fn of_word(word: &str) -> Option<Self> {
        match word {
            "name" => Some(Field::Name),
            "namespace" => Some(Field::Namespace),
            "kind" => Some(Field::Kind),
            "owner" => Some(Field::Owner),
            "system" => Some(Field::System),
            _ => word
                .strip_prefix("annotation:")
                .filter(|name| !name.is_empty())
                .map(|name| Field::Annotation(name.into())),
        }
    }

    fn named(&self) -> Clean {
        match self {
            Field::Name => "name".into(),
            Field::Namespace => "namespace".into(),
            Field::Kind => "kind".into(),
            Field::Owner => "owner".into(),
            Field::System => "system".into(),
            Field::Annotation(name) => Clean::line(&format!("annotation {name}")),
        }
    }

    fn of(&self, entity: &Entity) -> Option<String> {
        let target = |kind: &str, of: &str| -> Option<EntityRef> {
            let mut relations = entity.relations().into_iter();
            let found = relations
                .find(|relation| relation.kind.as_str() == kind && (of.is_empty() || relation.target.kind() == of));
            found.map(|relation| relation.target)
        };
        match self {
            Field::Name => Some(entity.name().as_str().to_owned()),
            Field::Namespace => Some(entity.reference().namespace().to_owned()),
            Field::Kind => Some(entity.reference().kind().to_owned()),
            Field::Owner => target("ownedBy", "").map(|owner| owner.name().to_owned()),
            Field::System => target("partOf", "system").map(|system| system.name().to_owned()),
            Field::Annotation(name) => entity.annotation(name).map(str::to_owned),
        }
    }
}

/// Percent-encoding of all but the unreserved characters of RFC 3986, so that a value stays within
/// its place.
fn encode(value: &str, out: &mut String) {
    out.push_str(&percent_encoded(value, is_unreserved));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entity(name: &str) -> Entity {
        Entity::new(json!({
            "kind": "Component",
            "metadata": {"name": name, "annotations": {"argocd/app-name": "shop/pay?x=1#y"}},
            "relations": [{"type": "ownedBy", "targetRef": "group:default/team-a"}, {"type": "partOf", "targetRef": "system:default/shop"}]
        }))
        .unwrap()
    }

    #[test]
    fn an_address_is_filled_with_encoded_values() {
        let url = "https://argo.example:8443/a/{kind}/{namespace}/{name}?app={annotation:argocd/app-name}&o={owner}&s={system}";
        assert_eq!(
            UrlTemplate::parse(url).unwrap().fill(&entity("payments")).unwrap(),
            "https://argo.example:8443/a/component/default/payments?app=shop%2Fpay%3Fx%3D1%23y&o=team-a&s=shop"
        );
    }

    #[test]
    fn what_is_missing_is_named_and_nothing_is_half_filled() {
        let template = UrlTemplate::parse("https://x/{name}/{annotation:a}/{annotation:b}").unwrap();
        let missing = template.fill(&entity("payments")).unwrap_err();
        assert_eq!(missing.iter().map(Clean::as_str).collect::<Vec<_>>(), ["annotation a", "annotation b"]);
    }

    #[test]
    fn an_entity_never_decides_where_one_is_sent() {
        for (url, at) in [
            ("{annotation:x}://host/", 0),
            ("https://{name}.example/", 8),
            ("https://host:{name}/", 13),
            ("https://{name}@host/", 8),
            ("https://user@host/", 12),
            ("https://host\\{name}/", 12),
            ("javascript:alert(1)", 0),
            ("https:///{name}", 8),
            ("https://host/{nme}", 13),
            ("https://host/{name", 13),
            ("https://host/}", 13),
        ] {
            assert_eq!(UrlTemplate::parse(url).unwrap_err().at, at, "{url}");
        }
        let template = UrlTemplate::parse("https://host/a/{name}").unwrap();
        assert!(template.fill(&entity("..")).is_err());
    }
}
