//! Where an entity's docs come from: what its annotations say.

use crate::domain::docs::PageName;
use crate::domain::model::{Entity, EntityRef};
use crate::domain::text::Clean;

const SOURCE: &str = "backstage.io/techdocs-ref";
const ELSEWHERE: &str = "backstage.io/techdocs-entity";
const ELSEWHERE_PAGE: &str = "backstage.io/techdocs-entity-path";

/// What an entity says of its docs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::adapters::portal) struct Whence {
    /// They are those of another entity, from this page on.
    pub(super) elsewhere: Option<(EntityRef, PageName)>,
    /// What they are built from.
    pub(super) source: Clean,
    /// Whether it says that it has docs of its own.
    pub(super) has_docs: bool,
}

impl Whence {
    pub(in crate::adapters::portal) fn of(entity: &Entity) -> Self {
        let own = entity.annotation(SOURCE).map(str::trim).filter(|own| !own.is_empty());
        let elsewhere = entity.annotation(ELSEWHERE).and_then(|text| {
            let reference = entity.reference();
            EntityRef::parse(text.trim(), Some(reference.kind()), Some(reference.namespace())).ok()
        });
        let page = entity.annotation(ELSEWHERE_PAGE).map(PageName::of_path).unwrap_or_default();
        Self {
            elsewhere: elsewhere.map(|of| (of, page)),
            source: own.map(|own| Clean::line(&source(entity, own))).unwrap_or_default(),
            has_docs: own.is_some(),
        }
    }
}

/// What `techdocs-ref` names: an address, or a folder beside the descriptor.
fn source(entity: &Entity, own: &str) -> String {
    if let Some(address) = own.strip_prefix("url:") {
        return address.to_owned();
    }
    let below = own.strip_prefix("dir:").unwrap_or(own).trim_start_matches("./").trim_matches('/');
    let read = entity.annotation("backstage.io/managed-by-location").unwrap_or_default();
    let Some((kind, file)) = read.split_once(':') else { return own.to_owned() };
    let folder = file.rsplit_once('/').map_or(file, |(folder, _)| folder);
    // a folder is looked at under another address than a file
    let folder = if kind == "url" { folder.replacen("/blob/", "/tree/", 1) } else { folder.to_owned() };
    if matches!(below, "" | ".") { folder } else { format!("{folder}/{below}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whence(annotations: serde_json::Value) -> Whence {
        let entity = serde_json::json!({"kind": "Component", "metadata": {"name": "cart", "annotations": annotations}});
        Whence::of(&Entity::new(entity).unwrap())
    }

    #[test]
    fn the_source_is_what_the_annotation_names_beside_the_descriptor() {
        let at = |own: &str, file: &str| {
            whence(serde_json::json!({SOURCE: own, "backstage.io/managed-by-location": file})).source.to_string()
        };
        let file = "url:https://git.example/acme/shop/blob/main/cart/catalog-info.yaml";
        assert_eq!(at("dir:.", file), "https://git.example/acme/shop/tree/main/cart");
        assert_eq!(at("dir:./docs/", file), "https://git.example/acme/shop/tree/main/cart/docs");
        assert_eq!(at("url:https://git.example/acme/book", file), "https://git.example/acme/book");
        assert_eq!(at("dir:.", "file:/srv/cart/catalog-info.yaml"), "/srv/cart");
        assert!(!whence(serde_json::json!({})).has_docs);
    }

    #[test]
    fn docs_of_another_entity_are_named_as_any_other_reference() {
        let of = whence(serde_json::json!({ELSEWHERE: "system:shop", ELSEWHERE_PAGE: "/parts/cart/"}));
        assert_eq!(of.elsewhere, Some(("system:default/shop".parse().unwrap(), PageName::of_path("parts/cart"))));
        assert_eq!(whence(serde_json::json!({ELSEWHERE: "::"})).elsewhere, None);
    }
}
