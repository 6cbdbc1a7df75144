//! `catalog:write`: an entity as a file.

use super::fetch_template::write;
use super::input::text;
use super::space::Space;
use crate::domain::template::{Failure, StepLog, js, yaml};
use serde_json::{Map, Value};

/// The annotation that says which template made an entity.
const SOURCE: &str = "backstage.io/source-template";

pub(super) fn run(space: &Space, template: &str, input: &Value, log: &mut StepLog<'_>) -> Result<(), Failure> {
    let path = text(input, "filePath").unwrap_or("catalog-info.yaml");
    log.info(&format!("Writing {path}"));
    let target = space.path(path)?;
    let entity = stamped(input.get("entity").unwrap_or(&Value::Null), template)?;
    write(space, &target, yaml::stringify(&js::ordered(entity)).as_bytes(), None)
}

/// The entity with the annotation, last among its annotations.
fn stamped(entity: &Value, template: &str) -> Result<Value, Failure> {
    let mut entity = entity.as_object().cloned().unwrap_or_default();
    let metadata = entity.get("metadata").cloned().unwrap_or_default();
    if metadata.is_null() {
        let message = "Cannot read properties of undefined (reading 'annotations')";
        return Err(Failure::new("TypeError", message));
    }
    let mut metadata = metadata.as_object().cloned().unwrap_or_default();
    let mut annotations: Map<String, Value> =
        metadata.get("annotations").and_then(Value::as_object).cloned().unwrap_or_default();
    annotations.insert(SOURCE.to_owned(), template.into());
    metadata.insert("annotations".to_owned(), annotations.into());
    entity.insert("metadata".to_owned(), metadata.into());
    Ok(entity.into())
}
