//! The scaffolder of a Backstage backend (`/api/scaffolder/v2`): forms of templates, and their runs.

mod actions;
mod dry_run;
mod events;
mod form;
mod raw;
mod tasks;

pub use dry_run::DryOrder;
pub use events::{TaskEvents, TaskStream};
pub use tasks::{Began, Listed};

use crate::domain::text::Secret;
use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};
use std::collections::BTreeMap;

/// The way to a route of the scaffolder.
fn route<'a>(parts: &[&'a str]) -> Vec<&'a str> {
    [&["api", "scaffolder", "v2"], parts].concat()
}

/// Secrets on their way into a request, and nowhere else.
struct Revealed<'a>(&'a BTreeMap<String, Secret>);

impl Serialize for Revealed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, secret) in self.0 {
            map.serialize_entry(name, secret.reveal())?;
        }
        map.end()
    }
}
