//! What a list shows of an entity, read from an answer without building the whole of it.

use super::loose::{List, Text, loose};
use crate::domain::model::listing::RowInput;
use std::borrow::Cow;

/// The fields that a row is made of: nothing else is asked for, nothing else crosses the wire.
pub(super) const FIELDS: &str = "kind,metadata.namespace,metadata.name,metadata.title,metadata.description,\
    metadata.tags,spec.type,spec.lifecycle,spec.owner,spec.system,spec.profile.displayName,relations";

loose! {
    /// An entity as far as a row needs it.
    Thin {
        "kind" => kind: Text<'de>,
        "metadata" => metadata: Metadata<'de>,
        "spec" => spec: Spec<'de>,
        "relations" => relations: List<Relation<'de>>,
    }
    Metadata {
        "namespace" => namespace: Text<'de>,
        "name" => name: Text<'de>,
        "title" => title: Text<'de>,
        "description" => description: Text<'de>,
        "tags" => tags: List<Text<'de>>,
    }
    Spec {
        "type" => kind_type: Text<'de>,
        "lifecycle" => lifecycle: Text<'de>,
        "owner" => owner: Text<'de>,
        "system" => system: Text<'de>,
        "profile" => profile: Profile<'de>,
    }
    Profile {
        "displayName" => display_name: Text<'de>,
    }
    Relation {
        "type" => kind: Text<'de>,
        "targetRef" => target_ref: Text<'de>,
        "target" => target: Target<'de>,
    }
    /// The other end as Backstage wrote it before 1.0.
    Target {
        "kind" => kind: Text<'de>,
        "namespace" => namespace: Text<'de>,
        "name" => name: Text<'de>,
    }
}

impl<'a> Thin<'a> {
    /// The row; `None` for what has no kind or no name and so is no entity.
    pub(super) fn row(self) -> Option<RowInput<'a>> {
        let (metadata, spec) = (self.metadata, self.spec);
        if self.kind.0.is_empty() || metadata.name.0.is_empty() {
            return None;
        }
        let title = if metadata.title.0.is_empty() { spec.profile.display_name.0 } else { metadata.title.0 };
        Some(RowInput {
            kind: self.kind.0,
            namespace: metadata.namespace.0,
            name: metadata.name.0,
            title,
            description: metadata.description.0,
            kind_type: spec.kind_type.0,
            lifecycle: spec.lifecycle.0,
            owner: spec.owner.0,
            system: spec.system.0,
            tags: metadata.tags.0.into_iter().map(|tag| tag.0).filter(|tag| !tag.is_empty()).collect(),
            relations: self.relations.0.into_iter().filter_map(Relation::end).collect(),
        })
    }
}

impl<'a> Relation<'a> {
    fn end(self) -> Option<(Cow<'a, str>, Cow<'a, str>)> {
        let target = if self.target_ref.0.is_empty() { self.target.reference()? } else { self.target_ref.0 };
        (!self.kind.0.is_empty()).then_some((self.kind.0, target))
    }
}

impl<'a> Target<'a> {
    fn reference(self) -> Option<Cow<'a, str>> {
        let namespace = if self.namespace.0.is_empty() { "default" } else { &self.namespace.0 };
        let whole = !self.kind.0.is_empty() && !self.name.0.is_empty();
        whole.then(|| format!("{}:{namespace}/{}", self.kind.0, self.name.0).into())
    }
}
