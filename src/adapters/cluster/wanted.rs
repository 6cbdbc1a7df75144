use crate::domain::model::cluster::Kind;
use std::sync::Arc;

/// Which objects of a cluster are wanted. The server selects; what is not wanted does not come over the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Wanted {
    /// Their kind.
    pub kind: Kind,
    /// The version of its API; the one that the cluster prefers without it, or where it is not served.
    pub version: Option<Arc<str>>,
    /// The namespaces; all without any.
    pub namespaces: Vec<Arc<str>>,
    /// A selector of labels: `app=shop,tier in (a,b)`.
    pub labels: Option<Arc<str>>,
    /// A selector of fields: `involvedObject.uid=...`.
    pub fields: Option<Arc<str>>,
}

impl Wanted {
    /// All of a kind.
    pub fn all(kind: Kind) -> Self {
        Self { kind, ..Self::default() }
    }

    /// Only in these namespaces.
    pub fn within(self, namespaces: &[Arc<str>]) -> Self {
        Self { namespaces: namespaces.to_vec(), ..self }
    }

    /// Only with these labels.
    pub fn labelled(self, selector: &str) -> Self {
        Self { labels: Some(selector.into()), ..self }
    }

    /// Only with these fields.
    pub fn with_fields(self, selector: &str) -> Self {
        Self { fields: Some(selector.into()), ..self }
    }

    /// The selectors, as a query has them.
    pub(super) fn selectors(&self) -> Vec<(&'static str, String)> {
        let labels = self.labels.iter().map(|labels| ("labelSelector", labels.to_string()));
        labels.chain(self.fields.iter().map(|fields| ("fieldSelector", fields.to_string()))).collect()
    }
}
