//! Whole entities, made when somebody wants one: read again, with what Backstage adds to them.

use super::entry::folder_of;
use super::file::CAP;
use super::placeholder;
use super::shared::Shared;
use super::snapshot::{Origin, Snapshot};
use crate::domain::model::listing::{FieldPath, Listing, Row};
use crate::domain::model::{Entity, yaml};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::path::Path;

/// Reads bodies; the documents of a file once.
pub(super) struct Bodies<'a> {
    shared: &'a Shared,
    snapshot: &'a Snapshot,
    /// The file that was read last, by its path.
    last: Option<(&'a str, HashMap<u32, Value>)>,
}

impl<'a> Bodies<'a> {
    pub(super) fn new(shared: &'a Shared, snapshot: &'a Snapshot) -> Self {
        Self { shared, snapshot, last: None }
    }

    /// The entity of a row, whole; nothing when its file changed meanwhile so that it is not there
    /// any more. Rows of one file are best asked for one after the other.
    pub(super) fn whole(&mut self, row: Row<'_>) -> Option<Entity> {
        let origin = self.snapshot.origin(row)?;
        let mut value = self.document(origin)?;
        let root = self.shared.root();
        placeholder::fill(&root, folder_of(&origin.member.file.path), &mut value);
        self.annotate(&mut value, origin);
        add_relations(&mut value, &self.snapshot.listing, row);
        Entity::new(value).filter(|entity| row.is(entity.reference()))
    }

    /// The entity of a row as it is written, without what Backstage adds.
    pub(super) fn bare(&mut self, row: Row<'_>) -> Option<Entity> {
        let origin = self.snapshot.origin(row)?;
        Entity::new(self.document(origin)?).filter(|entity| row.is(entity.reference()))
    }

    /// The entity of a row with where it comes from, without its relations; with what placeholders
    /// bring in where the field `path` may lead there.
    pub(super) fn with_field(&mut self, row: Row<'_>, path: &FieldPath) -> Option<Value> {
        let origin = self.snapshot.origin(row)?;
        let mut value = self.document(origin)?;
        if origin.document.has_placeholders() && placeholder::leads_to(&value, path.as_str()) {
            placeholder::fill(&self.shared.root(), folder_of(&origin.member.file.path), &mut value);
        }
        self.annotate(&mut value, origin);
        Some(value)
    }

    fn document(&mut self, origin: Origin<'a>) -> Option<Value> {
        let path = &*origin.member.file.path;
        if self.last.as_ref().is_none_or(|(last, _)| *last != path) {
            let content = self.shared.root().read(path, CAP).ok()?;
            let text = String::from_utf8(content.bytes).ok()?;
            let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            let values = yaml::documents(&text).into_iter();
            let values = values.filter_map(|it| Some((number(it.index), it.content.ok()?.value)));
            self.last = Some((path, values.collect()));
        }
        self.last.as_mut()?.1.remove(&origin.document.index)
    }

    /// Adds the namespace and where the entity comes from, as Backstage does; what the entity says
    /// itself stays.
    fn annotate(&self, value: &mut Value, origin: Origin<'_>) {
        let Some(metadata) = value.get_mut("metadata").and_then(Value::as_object_mut) else { return };
        if metadata.get("namespace").is_none_or(Value::is_null) {
            metadata.insert("namespace".into(), "default".into());
        }
        let annotations = metadata.entry("annotations").or_insert_with(|| Value::Object(Map::new()));
        let Some(annotations) = annotations.as_object_mut() else { return };
        let path = &origin.member.file.path;
        let mut add = |name: &str, text: String| {
            annotations.entry(format!("backstage.io/{name}")).or_insert(Value::String(text));
        };
        add("managed-by-location", format!("file:{path}"));
        add("managed-by-origin-location", format!("file:{}", origin.member.origin));
        let folder = folder_of(path);
        add(
            "source-location",
            match &self.shared.checkout().address {
                Some(address) if folder.is_empty() => format!("url:{address}/"),
                Some(address) => format!("url:{address}/{folder}/"),
                None if folder.is_empty() => "file:./".to_owned(),
                None => format!("file:{folder}/"),
            },
        );
    }
}

fn add_relations(value: &mut Value, listing: &Listing, row: Row<'_>) {
    let mut relations: Vec<(String, String)> = row
        .relations()
        .filter_map(|(kind, end)| Some((kind.as_str().to_owned(), listing.end_reference(end)?.as_str().to_owned())))
        .collect();
    relations.sort();
    relations.dedup();
    let relations = relations.into_iter().map(|(kind, target)| json!({ "type": kind, "targetRef": target }));
    if let Some(entity) = value.as_object_mut() {
        entity.insert("relations".into(), Value::Array(relations.collect()));
    }
}

/// An absolute path to show and to open.
pub(super) fn absolute(root: &Path, path: &str) -> std::path::PathBuf {
    path.split('/').fold(root.to_owned(), |folder, part| folder.join(part))
}
