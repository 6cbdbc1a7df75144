//! Whether one may: the cluster's own judgement (SelfSubjectAccessReview of `authorization.k8s.io/v1`).

use super::client::Cluster;
use super::field::{line, text};
use super::reach::Call;
use crate::domain::model::cluster::Kind;
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use serde_json::{Value, json};

const PATH: &str = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

/// What a cluster says about whether one may.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// Whether.
    pub is_allowed: bool,
    /// Why, in the cluster's words; mostly empty.
    pub reason: Clean,
}

impl Cluster {
    /// Whether one may do that (`get`, `list`, `create`, `promote`) with a kind in a namespace; with one object of
    /// it where `name` is given.
    ///
    /// # Errors
    /// When the cluster has no such kind, or does not tell.
    pub async fn may(&self, verb: &str, kind: &Kind, namespace: &str, name: Option<&str>) -> Result<Allowed, Fault> {
        let tried = format!("see whether you may {verb} {kind} of the cluster {}", self.name());
        let (served, origin) = self.served_kind(&tried, kind, None).await?;
        let mut asked = json!({
            "verb": verb, "group": &*kind.group, "version": &*origin.version, "resource": &*served.plural,
            "namespace": if served.is_namespaced { namespace } else { "" },
        });
        if let (Some(name), Some(asked)) = (name, asked.as_object_mut()) {
            asked.insert("name".into(), json!(name));
        }
        let review = json!({
            "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
            "spec": {"resourceAttributes": asked},
        });
        let answer = self.reach.json(&Call::post(&tried, PATH.into(), &review)).await?;
        let is_allowed = answer.pointer("/status/allowed").and_then(Value::as_bool) == Some(true);
        Ok(Allowed { is_allowed, reason: line(text(&answer, "/status/reason")) })
    }
}
