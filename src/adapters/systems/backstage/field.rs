//! One field of all entities, page by page, with nothing else of them.

use super::Backstage;
use super::entities::Query;
use super::page::read_page;
use super::pager::Pager;
use crate::domain::model::listing::{FieldColumn, FieldColumnBuilder, FieldPath};
use crate::platform::fault::Fault;
use serde_json::Value;

/// What every entity is known by.
const REFERENCE: &str = "kind,metadata.namespace,metadata.name";

impl Backstage {
    /// One field of all entities that have it. Backstage finds a field only as it is written, upper
    /// and lower case apart.
    ///
    /// # Errors
    /// When a page cannot be had, or is none.
    pub async fn field(&self, path: FieldPath) -> Result<FieldColumn, Fault> {
        let query = query(&path);
        let (mut limit, later) = self.pages();
        let mut builder = FieldColumnBuilder::new(path);
        let (mut pager, mut cursor) = (Pager::default(), None::<String>);
        loop {
            let body = self.entities_page(&query, cursor.as_deref(), limit).await?;
            let page = read_page(&body.text, |item: Value| push(&mut builder, &item));
            let end = page.map_err(|error| body.unreadable(&error))?;
            pager.check(&body, &end)?;
            if end.next.is_none() {
                return Ok(builder.finish());
            }
            (cursor, limit) = (end.next, later);
        }
    }
}

fn push(builder: &mut FieldColumnBuilder, item: &Value) {
    let text = |pointer: &str| item.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let (kind, name) = (text("/kind"), text("/metadata/name"));
    if !kind.is_empty() && !name.is_empty() {
        let values = builder.path().values(item);
        builder.push(kind, text("/metadata/namespace"), name, &values);
    }
}

/// Annotations and labels are few and always texts, which Backstage looks up by an index: only the
/// entities that have one are asked for. What else is no text (an object, a list of them) is in no
/// index, so there all are asked.
fn query(path: &FieldPath) -> Query {
    let is_text = ["metadata.annotations.", "metadata.labels."].iter().any(|start| path.as_str().starts_with(start));
    let any_of = if is_text { vec![vec![(path.as_str().to_owned(), None)]] } else { Vec::new() };
    let field = if is_text { path.as_str() } else { holder(path.as_str()) };
    Query { any_of, fields: Some(format!("{REFERENCE},{field}")), ..Query::default() }
}

/// The first two parts of a path: Backstage gives no field of the items of a list, but the list.
fn holder(path: &str) -> &str {
    if path.starts_with("relations.") {
        return "relations";
    }
    let second = path.match_indices('.').nth(1).map(|(at, _)| at);
    second.and_then(|at| path.get(..at)).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_asked_for_than_the_field_needs() {
        let asked = |path| {
            let query = query(&FieldPath::parse(path).unwrap());
            let fields = query.fields.unwrap();
            (fields.strip_prefix("kind,metadata.namespace,metadata.name,").unwrap().to_owned(), query.any_of.len())
        };
        assert_eq!(asked("spec.tier"), ("spec.tier".into(), 0));
        assert_eq!(asked("metadata.links.title"), ("metadata.links".into(), 0));
        assert_eq!(asked("relations.dependsOn"), ("relations".into(), 0));
        assert_eq!(asked("apiVersion"), ("apiVersion".into(), 0));
        let annotation = "metadata.annotations.backstage.io/orphan";
        assert_eq!(asked(annotation), (annotation.into(), 1));
    }
}
