//! `stagedoor api`: what an API offers, from its definition.

use super::desk::{Desk, wait};
use super::ending::{Ended, Ending, complain};
use super::named::Named;
use super::out::{Column, Row};
use super::whole::whole;
use crate::domain::definition::{Definition, Operation, command, of_entity};
use crate::domain::model::{EntityRef, Place, Tab};
use crate::domain::text::Clean;
use serde_json::json;

#[derive(Debug, clap::Args)]
pub(super) struct ApiArgs {
    /// The API: api:default/payments, or payments where only one entity is called so
    #[arg(value_name = "REF")]
    pub reference: String,
    /// Only operations in which each of these words is found: in path, tags, parameters, properties
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub search: String,
}

const COLUMNS: &[Column] = &[
    Column::whole("ID"),
    Column::new("KIND"),
    Column::new("PATH"),
    Column::new("SUMMARY"),
    Column::wide("TAGS"),
    Column::wide("COMMAND"),
];

pub(super) fn run(desk: &mut Desk<'_>, args: &ApiArgs) -> Ended {
    let named = Named::parse(&args.reference)?;
    let connected = desk.connect()?;
    let ports = &connected.ports;
    let entity = wait(async {
        let reference = named.resolve(ports).await?;
        whole(|steps| ports.catalog.by_ref(reference.clone(), steps)).await
    })?;
    if entity.reference().kind() != "api" {
        let words = format!("{} is no API; name an entity of kind API", entity.reference());
        return Err(Ending::usage(&words));
    }
    let definition = of_entity(&entity);
    let found = definition.search(&args.search).operations;
    let rows = found.iter().filter_map(|(index, _)| {
        Some(row(&definition, entity.reference(), *index, definition.operations.get(*index)?))
    });
    desk.out.list(COLUMNS, &rows.collect::<Vec<_>>())?;
    for flaw in &definition.flaws {
        let place = flaw.line.map_or_else(String::new, |line| format!("line {line} of the definition: "));
        complain(&Clean::line(&format!("{place}{}", flaw.words)));
    }
    Ok(0)
}

fn row(definition: &Definition, reference: &EntityRef, index: usize, operation: &Operation) -> Row {
    let line = command(definition, index).unwrap_or_default();
    let tags: Vec<&str> = operation.tags.iter().map(Clean::as_str).collect();
    let query = vec![("op".to_owned(), operation.id.to_string())];
    let link = Place { tab: Tab::Api, query, ..Place::entity(reference.clone()) }.to_string();
    Row {
        cells: vec![
            operation.id.clone(),
            operation.kind.clone(),
            operation.path.clone(),
            operation.summary.clone(),
            Clean::line(&tags.join(", ")),
            line.clone(),
        ],
        name: operation.id.clone(),
        value: json!({
            "id": operation.id.as_str(),
            "kind": operation.kind.as_str(),
            "path": operation.path.as_str(),
            "summary": operation.summary.as_str(),
            "deprecated": operation.deprecated,
            "tags": tags,
            "command": line.as_str(),
            "link": link,
        }),
    }
}
