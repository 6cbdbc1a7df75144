//! `crossplane:create-claim`, `kafka:create-topic` and `argocd:create-application`: a file that a GitOps tool applies.
//! Each says which request it came of (`stagedoor.dev/request`).

use super::fetch_template::write;
use super::input::{is_set, text};
use super::space::Space;
use crate::domain::template::{Failure, StepLog, js, yaml};
use serde_json::{Map, Value, json};

/// The label that ties what was rendered to the run.
pub(super) const REQUEST: &str = "stagedoor.dev/request";

/// A day in milliseconds.
const DAY: f64 = 86_400_000.0;

/// What is generated, for a task.
pub(super) struct Generating<'a> {
    pub(super) space: &'a Space,
    pub(super) task: &'a str,
    pub(super) input: &'a Value,
}

impl Generating<'_> {
    pub(super) fn claim(&self, log: &mut StepLog<'_>) -> Result<Vec<(String, Value)>, Failure> {
        let api = text(self.input, "apiVersion").unwrap_or_default();
        let kind = text(self.input, "kind").unwrap_or_default();
        let spec = self.input.get("spec").cloned().unwrap_or_else(|| json!({}));
        let claim = json!({"apiVersion": api, "kind": kind, "metadata": self.metadata(&[]), "spec": spec});
        self.written(&claim, "claims", log)
    }

    pub(super) fn topic(&self, log: &mut StepLog<'_>) -> Result<Vec<(String, Value)>, Failure> {
        let number = |name: &str, usual: u64| self.input.get(name).cloned().unwrap_or_else(|| usual.into());
        let days = self.input.get("retentionDays").and_then(Value::as_f64).unwrap_or(7.0);
        let policy = text(self.input, "cleanupPolicy").unwrap_or("delete");
        let mut config = Map::new();
        // a whole number of milliseconds, whatever part of a day it is
        config.insert("retention.ms".into(), json!((days * DAY).round() as i64));
        config.insert("cleanup.policy".into(), policy.into());
        config.extend(self.input.get("config").and_then(Value::as_object).cloned().unwrap_or_default());
        let cluster = text(self.input, "cluster").unwrap_or_default();
        let topic = json!({
            "apiVersion": "kafka.strimzi.io/v1beta2",
            "kind": "KafkaTopic",
            "metadata": self.metadata(&[("strimzi.io/cluster", cluster)]),
            "spec": {
                "partitions": number("partitions", 3),
                "replicas": number("replicationFactor", 3),
                "config": config,
            },
        });
        self.written(&topic, "topics", log)
    }

    pub(super) fn application(&self, log: &mut StepLog<'_>) -> Result<Vec<(String, Value)>, Failure> {
        let input = self.input;
        let mut source = Map::new();
        source.insert("repoURL".into(), text(input, "repoUrl").into());
        source.insert("targetRevision".into(), text(input, "targetRevision").unwrap_or("HEAD").into());
        source.insert("path".into(), text(input, "sourcePath").unwrap_or(".").into());
        if let Some(helm) = input.get("helm") {
            source.insert("helm".into(), helm.clone());
        }
        let automated = json!({"prune": true, "selfHeal": true});
        let mut policy = json!({"syncOptions": ["CreateNamespace=true"]});
        if is_set(input, "syncAutomatically") {
            policy = json!({"automated": automated, "syncOptions": ["CreateNamespace=true"]});
        }
        let server = text(input, "destinationServer").unwrap_or("https://kubernetes.default.svc");
        let application = json!({
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "Application",
            "metadata": self.metadata(&[]),
            "spec": {
                "project": text(input, "project").unwrap_or("default"),
                "source": source,
                "destination": {"server": server, "namespace": text(input, "destinationNamespace")},
                "syncPolicy": policy,
            },
        });
        self.written(&application, "argocd", log)
    }

    fn metadata(&self, more: &[(&str, &str)]) -> Value {
        let usual = if text(self.input, "destinationNamespace").is_some() { Some("argocd") } else { None };
        let mut metadata = Map::new();
        metadata.insert("name".into(), text(self.input, "name").into());
        if let Some(namespace) = text(self.input, "namespace").or(usual) {
            metadata.insert("namespace".into(), namespace.into());
        }
        let mut labels = self.input.get("labels").and_then(Value::as_object).cloned().unwrap_or_default();
        for (name, value) in more.iter().copied().chain([(REQUEST, self.task)]) {
            labels.insert(name.to_owned(), value.into());
        }
        metadata.insert("labels".into(), labels.into());
        if let Some(annotations) = self.input.get("annotations") {
            metadata.insert("annotations".into(), annotations.clone());
        }
        metadata.into()
    }

    fn written(&self, value: &Value, folder: &str, log: &mut StepLog<'_>) -> Result<Vec<(String, Value)>, Failure> {
        let name = text(self.input, "name").unwrap_or_default();
        let usual = format!("{folder}/{name}.yaml");
        let path = text(self.input, "path").unwrap_or(&usual);
        log.info(&format!("Writing {path}"));
        let target = self.space.path(path)?;
        write(self.space, &target, yaml::stringify(&js::ordered(value.clone())).as_bytes(), None)?;
        Ok(vec![("path".into(), path.into())])
    }
}
