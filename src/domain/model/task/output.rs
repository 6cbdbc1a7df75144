//! What came of a task, read from what its template gives: links, texts, and whatever else.

use super::{Output, OutputLink, OutputTarget, OutputText};
use crate::domain::model::EntityRef;
use crate::domain::text::Clean;
use serde_json::Value;
use std::sync::Arc;

impl Output {
    /// Reads `{links: [{title, url, entityRef}], text: [{title, content}]}`, as far as it makes sense.
    pub fn read(value: Value) -> Self {
        let items = |name: &str| value.get(name).and_then(Value::as_array).into_iter().flatten();
        let links = items("links").filter_map(link).collect();
        let texts = items("text").filter_map(text).collect();
        Self { links, texts, commits: Vec::new(), whole: Arc::new(value) }
    }

    /// What a template gives beside links and texts: single values, each with its name.
    pub fn values(&self) -> impl Iterator<Item = (Clean, Clean)> + '_ {
        let given = self.whole.as_object().into_iter().flatten();
        given.filter(|(name, _)| !["links", "text"].contains(&name.as_str())).filter_map(|(name, value)| {
            let words = match value {
                Value::String(text) if !text.trim().is_empty() => Clean::line(text),
                Value::Bool(_) | Value::Number(_) => Clean::line(&value.to_string()),
                _ => return None,
            };
            Some((Clean::line(name), words))
        })
    }

    /// Whether nothing came of it.
    pub fn is_empty(&self) -> bool {
        let has_some = !self.links.is_empty() || !self.texts.is_empty() || !self.commits.is_empty();
        !has_some && self.values().next().is_none()
    }
}

fn word<'v>(item: &'v Value, name: &str) -> Option<&'v str> {
    item.get(name)?.as_str().filter(|text| !text.trim().is_empty())
}

fn link(item: &Value) -> Option<OutputLink> {
    let entity = word(item, "entityRef").and_then(|text| EntityRef::parse(text, Some("component"), None).ok());
    let to = match (entity, word(item, "url")) {
        (Some(entity), _) => OutputTarget::Entity(entity),
        (None, Some(address)) => {
            page(address).map_or_else(|| OutputTarget::Address(Clean::line(address)), OutputTarget::Entity)
        }
        (None, None) => return None,
    };
    let named = match &to {
        OutputTarget::Entity(entity) => Clean::line(entity.as_str()),
        OutputTarget::Address(address) => address.clone(),
    };
    Some(OutputLink { title: word(item, "title").map_or(named, Clean::line), to })
}

/// The entity whose page of the portal a path without a host leads to: `/catalog/NAMESPACE/KIND/NAME`.
fn page(address: &str) -> Option<EntityRef> {
    let mut parts = address.strip_prefix("/catalog/")?.trim_end_matches('/').split('/');
    let (namespace, kind, name) = (parts.next()?, parts.next()?, parts.next()?);
    match parts.next() {
        None => EntityRef::parse(&format!("{kind}:{namespace}/{name}"), None, None).ok(),
        Some(_) => None,
    }
}

fn text(item: &Value) -> Option<OutputText> {
    let content = word(item, "content")?.to_owned();
    Some(OutputText { title: word(item, "title").map(Clean::line).unwrap_or_default(), content })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn links_lead_to_entities_and_addresses_and_what_leads_nowhere_is_none() {
        let output = Output::read(json!({
            "links": [
                {"title": "Repository", "url": "https://example.com/x", "icon": "github"},
                {"title": "In the catalog", "entityRef": "component:default/x"},
                {"title": "Its page", "url": "/catalog/default/api/y"},
                {"entityRef": "z"},
                {"title": "nothing"}, 7, {"url": " "},
            ],
            "text": [{"title": "Summary", "content": "**done**"}, {"title": "empty"}],
            "else": 1,
        }));
        let to = |kind: &str| OutputTarget::Entity(EntityRef::parse(kind, None, None).unwrap());
        let wanted = [
            ("Repository", OutputTarget::Address("https://example.com/x".into())),
            ("In the catalog", to("component:default/x")),
            ("Its page", to("api:default/y")),
            ("component:default/z", to("component:default/z")),
        ];
        let links: Vec<_> = output.links.iter().map(|link| (link.title.as_str(), link.to.clone())).collect();
        assert_eq!(links, wanted);
        assert_eq!((output.texts.len(), output.texts[0].content.as_str()), (1, "**done**"));
        assert_eq!(output.whole["else"], 1);
        assert_eq!(Output::read(json!("odd")).links, []);
    }
}
