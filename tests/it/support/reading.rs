//! stagedoor's reading of a definition in the form of tests/reference/read.mjs: operations with their
//! parameters, bodies and schemas with the names of their properties.

use stagedoor::domain::definition::{Body, Definition, Family, PartKind, SchemaAt, read};
use std::collections::BTreeMap;

pub type Reading = BTreeMap<String, Vec<String>>;

pub fn reading(text: &str) -> Reading {
    let definition = read("", text);
    let mut out = Reading::new();
    for index in 0..definition.operations.len() {
        match definition.family {
            Family::AsyncApi => of_channel(&definition, index, &mut out),
            Family::Protobuf => of_method(&definition, index, &mut out),
            _ => of_call(&definition, index, &mut out),
        }
    }
    for schema in &definition.schemas {
        if !matches!(schema.kind.as_str(), "message" | "extension") || definition.family == Family::Protobuf {
            out.insert(format!("# {}", schema.name), names(&definition, &schema.at));
        }
    }
    out.retain(|key, _| !key.contains("extend "));
    out
}

/// The numbers of operations, and of the properties of all bodies and schemas.
pub fn counts(reading: &Reading) -> (usize, usize) {
    let is_operation = |key: &str| !key.starts_with('#') && !key.contains(" > ") && !key.contains(" < ");
    let operations = reading.keys().filter(|key| is_operation(key)).count();
    let properties = reading.iter().filter(|(key, _)| !is_operation(key)).map(|(_, names)| names.len()).sum();
    (operations, properties)
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

fn names(definition: &Definition, at: &SchemaAt) -> Vec<String> {
    let schema = definition.schema(at);
    let of_types = matches!(definition.family, Family::Graphql | Family::Protobuf);
    let alternatives = of_types.then_some(PartKind::Alternative);
    let parts = schema.parts.iter().filter(|part| part.kind == PartKind::Property || Some(part.kind) == alternatives);
    let values = schema.values.iter().filter(|_| of_types).map(ToString::to_string);
    sorted(parts.map(|part| part.name.to_string()).chain(values).collect())
}

fn body_names(definition: &Definition, body: &Body) -> Vec<String> {
    body.schema.as_ref().map(|at| names(definition, at)).unwrap_or_default()
}

fn of_call(definition: &Definition, index: usize, out: &mut Reading) {
    let operation = &definition.operations[index];
    if operation.kind.as_str() == "HOOK" {
        return;
    }
    let detail = definition.detail(index);
    let key = format!("{} {}", operation.kind, operation.path);
    let of_types = definition.family == Family::Graphql;
    let parameters = detail.parameters.iter().map(|parameter| match of_types {
        true => parameter.name.to_string(),
        false => format!("{}/{}", parameter.place, parameter.name),
    });
    out.insert(key.clone(), sorted(parameters.collect()));
    if of_types {
        return;
    }
    for body in &detail.request {
        out.insert(format!("{key} > {}", body.title), body_names(definition, body));
    }
    for response in &detail.responses {
        for body in &response.bodies {
            out.insert(format!("{key} < {} {}", response.status, body.title), body_names(definition, body));
        }
    }
}

fn of_channel(definition: &Definition, index: usize, out: &mut Reading) {
    let operation = &definition.operations[index];
    let detail = definition.detail(index);
    let key = format!("{} {}", operation.kind, operation.path);
    let messages = detail.request.iter().map(|body| body_names(definition, body).join(" "));
    out.insert(format!("{key} > messages"), sorted(messages.collect()));
    out.insert(key, sorted(detail.parameters.iter().map(|parameter| parameter.name.to_string()).collect()));
}

fn of_method(definition: &Definition, index: usize, out: &mut Reading) {
    let operation = &definition.operations[index];
    let detail = definition.detail(index);
    let bodies = detail.request.iter().chain(detail.responses.iter().flat_map(|response| &response.bodies));
    let of = bodies.filter_map(|body| body.schema.as_ref()).map(|at| at.as_str().to_owned());
    out.insert(format!("{} {}", operation.kind, operation.id), of.collect());
}
