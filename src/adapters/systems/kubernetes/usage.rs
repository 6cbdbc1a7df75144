//! What containers use, as metrics.k8s.io measures it. It cannot be watched; the client asks anew now and then.

use super::pod::amounts;
use crate::adapters::cluster::{Origin, Thin, list, text};
use crate::domain::model::cluster::{Amounts, Pod};
use serde_json::Value;
use std::sync::Arc;

/// What the containers of a pod use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PodUsage {
    namespace: Arc<str>,
    name: Arc<str>,
    containers: Vec<(Arc<str>, Amounts)>,
}

impl Thin for PodUsage {
    fn thin(origin: &Origin, value: &Value) -> Self {
        let object = origin.id(value).object;
        let containers = list(value, "/containers").map(|it| (text(it, "/name").into(), amounts(it, "/usage")));
        Self { containers: containers.collect(), namespace: object.namespace, name: object.name }
    }
}

/// Puts what was measured into the pods.
pub(super) fn measure(pods: &mut [Pod], usage: &[Arc<PodUsage>]) {
    for pod in pods {
        let is = |it: &&Arc<PodUsage>| it.name == pod.object.name && it.namespace == pod.object.namespace;
        let Some(measured) = usage.iter().find(is) else { continue };
        for container in &mut pod.containers {
            let own = measured.containers.iter().find(|(name, _)| **name == *container.name.as_str());
            container.usage = own.map(|(_, amounts)| *amounts);
        }
    }
}
