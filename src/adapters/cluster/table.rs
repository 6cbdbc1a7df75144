//! Objects of any kind as the cluster itself would list them (`Table` of `meta.k8s.io/v1`): the columns of a
//! definition that nobody here knows.

use super::client::Cluster;
use super::field::{line, list, text};
use super::reach::Call;
use super::thin::key_of;
use super::wanted::Wanted;
use super::watch::address;
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use serde_json::Value;
use std::sync::Arc;

const TABLE: &str = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The names of the columns, those alone that are always shown.
    pub columns: Vec<Clean>,
    /// Namespace, name and the cells of each row.
    pub rows: Vec<(Arc<str>, Arc<str>, Vec<Clean>)>,
}

impl Cluster {
    /// Objects as a table, of one namespace or of all (empty), at most `limit`.
    ///
    /// # Errors
    /// As [`Cluster::get`].
    pub async fn table(&self, wanted: &Wanted, namespace: &str, limit: usize) -> Result<Table, Fault> {
        let tried = format!("list {} of the cluster {}", wanted.kind, self.name());
        let (kind, origin) = self.served_kind(&tried, &wanted.kind, wanted.version.as_deref()).await?;
        let mut query = wanted.selectors();
        query.push(("limit", limit.to_string()));
        let call = Call::get(&tried, address(&kind, &origin, namespace, &query)).accepting(TABLE);
        Ok(read(&self.reach.json(&call).await?))
    }
}

fn read(value: &Value) -> Table {
    let shown = |column: &Value| column.get("priority").and_then(Value::as_i64).unwrap_or_default() == 0;
    let columns: Vec<(usize, Clean)> = list(value, "/columnDefinitions")
        .enumerate()
        .filter(|(_, column)| shown(column))
        .map(|(at, column)| (at, line(text(column, "/name"))))
        .collect();
    let row = |row: &Value| {
        let (namespace, name) = row.get("object").map(key_of).unwrap_or_default();
        let cell = |at: &usize| row.pointer(&format!("/cells/{at}")).map(cell).unwrap_or_default();
        (namespace, name, columns.iter().map(|(at, _)| cell(at)).collect())
    };
    let rows = list(value, "/rows").map(row).collect();
    Table { columns: columns.into_iter().map(|(_, name)| name).collect(), rows }
}

fn cell(value: &Value) -> Clean {
    match value {
        Value::Null => Clean::default(),
        Value::String(text) => line(text),
        other => line(&other.to_string()),
    }
}
