//! What the check asks of the entities that a template makes.

use super::MadeFile;
use crate::domain::model::yaml::documents;
use crate::domain::model::{Entity, EntityRef, descriptor};
use serde_json::Value;

/// A file and what is wrong with it.
type Missing = Vec<(String, String)>;

fn is_descriptor(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    matches!(name, "catalog-info.yaml" | "catalog-info.yml")
}

/// Documents of descriptors, as far as they can be read.
fn values<'a>(files: &'a [MadeFile<'a>]) -> impl Iterator<Item = (&'a str, Result<Value, String>)> + 'a {
    files.iter().filter(|file| is_descriptor(file.path)).flat_map(|file| {
        let text = String::from_utf8_lossy(file.content).into_owned();
        let read = documents(&text).into_iter().map(|document| match document.content {
            Ok(parsed) => Ok(parsed.value),
            Err(error) => Err(format!("line {}: {error}", document.line)),
        });
        let read: Vec<_> = read.filter(|read| !matches!(read, Ok(Value::Null))).collect();
        read.into_iter().map(move |read| (file.path, read))
    })
}

fn entities<'a>(files: &'a [MadeFile<'a>]) -> impl Iterator<Item = (&'a str, Entity)> + 'a {
    values(files).filter_map(|(path, value)| Some((path, Entity::new(value.ok()?)?)))
}

pub(super) fn invalid(files: &[MadeFile<'_>]) -> Missing {
    let wrong = |(path, value): (&str, Result<Value, String>)| {
        let why = match value {
            Err(why) => why,
            Ok(value) => descriptor::check(&value).verdict.err()?.message,
        };
        Some((path.to_owned(), why))
    };
    values(files).filter_map(wrong).collect()
}

/// Kinds that belong to nobody.
fn needs_owner(entity: &Entity) -> bool {
    !matches!(entity.reference().kind(), "user" | "group" | "location")
}

pub(super) fn without_owner(files: &[MadeFile<'_>], is_known: &dyn Fn(&EntityRef) -> Option<bool>) -> Missing {
    let made: Vec<EntityRef> = entities(files).map(|(_, entity)| entity.reference().clone()).collect();
    let wrong = |(path, entity): (&str, Entity)| {
        let name = entity.reference().clone();
        match owner(&entity) {
            None => Some((path.to_owned(), format!("{name} has no owner"))),
            Some(owner) if made.contains(&owner) || is_known(&owner) != Some(false) => None,
            Some(owner) => {
                Some((path.to_owned(), format!("{name} is owned by {owner}, which the catalog does not have")))
            }
        }
    };
    entities(files).filter(|(_, entity)| needs_owner(entity)).filter_map(wrong).collect()
}

/// `spec.owner`, which is a group where no kind is named.
fn owner(entity: &Entity) -> Option<EntityRef> {
    let text = entity.value().pointer("/spec/owner")?.as_str()?.trim();
    if text.is_empty() {
        return None;
    }
    let whole = if text.contains(':') { text.to_owned() } else { format!("group:{text}") };
    let reference: EntityRef = whole.parse().ok()?;
    match whole.contains('/') {
        true => Some(reference),
        // without a namespace it is the entity's own
        false => Some(EntityRef::new(reference.kind(), entity.reference().namespace(), reference.name())),
    }
}

pub(super) fn without_docs(files: &[MadeFile<'_>]) -> Missing {
    let has = |path: &str| files.iter().any(|file| file.path == path);
    let wrong = |(path, entity): (&str, Entity)| {
        let folder = path.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
        let name = entity.reference();
        let Some(reference) = entity.annotation("backstage.io/techdocs-ref") else {
            return Some((path.to_owned(), format!("{name} has no annotation backstage.io/techdocs-ref")));
        };
        let within = reference.strip_prefix("dir:")?;
        let within = within.trim_start_matches("./").trim_matches('/');
        let folder = if within.is_empty() || within == "." { folder } else { format!("{folder}{within}/") };
        if !["mkdocs.yml", "mkdocs.yaml"].iter().any(|name| has(&format!("{folder}{name}"))) {
            return Some((path.to_owned(), format!("{name} has no {folder}mkdocs.yml")));
        }
        let first = ["docs/index.md", "docs/README.md"].iter().any(|name| has(&format!("{folder}{name}")));
        (!first).then(|| (path.to_owned(), format!("{name} has no {folder}docs/index.md")))
    };
    let is_documented = |entity: &Entity| matches!(entity.reference().kind(), "component" | "resource");
    entities(files).filter(|(_, entity)| is_documented(entity)).filter_map(wrong).collect()
}
