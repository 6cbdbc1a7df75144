use super::EntityRef;
use crate::domain::text::Clean;
use serde_json::Value;
use std::sync::Arc;

/// A whole entity as its platform holds it, with readers for what screens show. The JSON is kept
/// untouched, so that what is printed or copied is what the catalog has.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    reference: EntityRef,
    value: Arc<Value>,
}

/// A link that an entity carries in `metadata.links`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The address as written; not yet judged fit to be opened.
    pub url: Clean,
    /// Its title, or its address where it has none.
    pub title: Clean,
    /// The icon's name, empty when there is none.
    pub icon: Clean,
    /// The link's type, empty when there is none.
    pub kind: Clean,
}

/// One relation as its source sees it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relation {
    /// `ownedBy`, `partOf`, or any other type of the catalog.
    pub kind: Clean,
    /// The other end.
    pub target: EntityRef,
}

impl Entity {
    /// Takes an entity as the catalog gives it; `None` when it has no kind or no name.
    pub fn new(value: Value) -> Option<Self> {
        let kind = value.get("kind")?.as_str()?;
        let metadata = value.get("metadata")?;
        let name = metadata.get("name")?.as_str()?;
        let namespace = metadata.get("namespace").and_then(Value::as_str).unwrap_or("default");
        Some(Self { reference: EntityRef::new(kind, namespace, name), value: Arc::new(value) })
    }

    /// Its reference.
    pub fn reference(&self) -> &EntityRef {
        &self.reference
    }

    /// The JSON as the catalog has it.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The entity as one would write it: without what the catalog adds of its own.
    pub fn as_written(&self) -> Value {
        const ADDED: [&str; 2] = ["relations", "status"];
        const ADDED_TO_METADATA: [&str; 3] = ["uid", "etag", "generation"];
        let mut value = self.value().clone();
        let drop = |value: Option<&mut Value>, keys: &[&str]| {
            if let Some(map) = value.and_then(Value::as_object_mut) {
                map.retain(|key, _| !keys.contains(&key.as_str()));
            }
        };
        drop(Some(&mut value), &ADDED);
        drop(value.get_mut("metadata"), &ADDED_TO_METADATA);
        value
    }

    /// The text at a JSON pointer; empty when there is none or it is no text.
    pub fn text(&self, pointer: &str) -> Clean {
        self.raw(pointer).map(Clean::line).unwrap_or_default()
    }

    fn raw(&self, pointer: &str) -> Option<&str> {
        self.value.pointer(pointer).and_then(Value::as_str)
    }

    /// The kind as written, `Component` say.
    pub fn kind(&self) -> Clean {
        self.text("/kind")
    }

    /// The name as written.
    pub fn name(&self) -> Clean {
        self.text("/metadata/name")
    }

    /// The title, or the name where there is no title. Users and groups carry theirs in the profile.
    pub fn title(&self) -> Clean {
        ["/metadata/title", "/spec/profile/displayName", "/metadata/name"]
            .into_iter()
            .map(|pointer| self.text(pointer))
            .find(|text| !text.is_empty())
            .unwrap_or_default()
    }

    /// The description, line by line.
    pub fn description(&self) -> Vec<Clean> {
        self.raw("/metadata/description").map(Clean::lines).unwrap_or_default()
    }

    /// The tags in the order of the descriptor.
    pub fn tags(&self) -> Vec<Clean> {
        self.texts("/metadata/tags")
    }

    /// The texts of an array; what is no text is left out.
    pub fn texts(&self, pointer: &str) -> Vec<Clean> {
        let items = self.value.pointer(pointer).and_then(Value::as_array);
        items.into_iter().flatten().filter_map(Value::as_str).map(Clean::line).collect()
    }

    /// Annotations or labels: `metadata.annotations`, `metadata.labels`, in the order written.
    pub fn pairs(&self, pointer: &str) -> Vec<(Clean, Clean)> {
        let map = self.value.pointer(pointer).and_then(Value::as_object);
        let pair = |(key, value): (&String, &Value)| Some((Clean::line(key), Clean::line(value.as_str()?)));
        map.into_iter().flatten().filter_map(pair).collect()
    }

    /// One annotation's raw value.
    pub fn annotation(&self, name: &str) -> Option<&str> {
        self.value.get("metadata")?.get("annotations")?.get(name)?.as_str()
    }

    /// The links of `metadata.links`; those without an address are left out.
    pub fn links(&self) -> Vec<Link> {
        let items = self.value.pointer("/metadata/links").and_then(Value::as_array);
        items.into_iter().flatten().filter_map(link).collect()
    }

    /// Relations as the catalog computed them, sorted; targets that name nothing are left out.
    pub fn relations(&self) -> Vec<Relation> {
        let items = self.value.get("relations").and_then(Value::as_array);
        let mut relations: Vec<_> = items.into_iter().flatten().filter_map(relation).collect();
        relations.sort();
        relations.dedup();
        relations
    }

    /// The owners: the targets of `ownedBy`.
    pub fn owners(&self) -> Vec<EntityRef> {
        let owned_by = |relation: Relation| (relation.kind.as_str() == "ownedBy").then_some(relation.target);
        self.relations().into_iter().filter_map(owned_by).collect()
    }
}

fn link(value: &Value) -> Option<Link> {
    let text = |name| value.get(name).and_then(Value::as_str).map(Clean::line).unwrap_or_default();
    let url = text("url");
    let title = text("title");
    let title = if title.is_empty() { url.clone() } else { title };
    (!url.is_empty()).then(|| Link { url, title, icon: text("icon"), kind: text("type") })
}

fn relation(value: &Value) -> Option<Relation> {
    let kind = Clean::line(value.get("type")?.as_str()?);
    let target = match value.get("targetRef").and_then(Value::as_str) {
        Some(text) => text.parse().ok()?,
        None => target_of_old(value.get("target")?)?,
    };
    Some(Relation { kind, target })
}

/// Backstage before 1.0 gave `target: {kind, namespace, name}`.
fn target_of_old(target: &Value) -> Option<EntityRef> {
    let part = |name| target.get(name).and_then(Value::as_str);
    Some(EntityRef::new(part("kind")?, part("namespace").unwrap_or("default"), part("name")?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_entity_is_read_with_what_is_missing_left_empty() {
        let entity = Entity::new(json!({
            "kind": "Component",
            "metadata": {"name": "Payments", "tags": ["go", 7], "links": [{"url": "https://x"}, {"title": "no address"}]},
            "relations": [{"type": "ownedBy", "targetRef": "group:default/team-a"}, {"type": "dependsOn", "targetRef": "nonsense"}]
        }))
        .unwrap();
        assert_eq!(entity.reference().as_str(), "component:default/payments");
        assert_eq!(entity.title().as_str(), "Payments");
        assert_eq!(entity.tags().len(), 1);
        assert_eq!(entity.links()[0].title.as_str(), "https://x");
        assert_eq!(entity.links().len(), 1);
        assert_eq!(entity.owners(), ["group:default/team-a".parse().unwrap()]);
        assert_eq!(entity.relations().len(), 1);
        assert!(entity.description().is_empty());
    }

    #[test]
    fn what_has_no_name_is_no_entity() {
        assert!(Entity::new(json!({"kind": "Component", "metadata": {}})).is_none());
        assert!(Entity::new(json!([])).is_none());
    }
}
