//! The kinds that every cluster has, and those that definitions make.

use serde_json::{Value, json};

/// A kind that is served.
#[derive(Clone, Debug, PartialEq)]
pub struct Kind {
    pub group: String,
    /// The preferred one first.
    pub versions: Vec<String>,
    pub kind: String,
    pub plural: String,
    pub is_namespaced: bool,
    pub categories: Vec<String>,
    pub verbs: Vec<String>,
    /// Whether `status` is changed by itself.
    pub has_status: bool,
    pub is_custom: bool,
    /// `additionalPrinterColumns` of a definition.
    pub columns: Vec<Value>,
}

const ALL: &[&str] = &["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
const READ: &[&str] = &["get", "list"];

/// Group, version, kind, plural, whether in namespaces, verbs.
type Row = (&'static str, &'static str, &'static str, &'static str, bool, &'static [&'static str]);

pub fn builtin() -> Vec<Kind> {
    let rows: [Row; 21] = [
        ("", "v1", "Namespace", "namespaces", false, ALL),
        ("", "v1", "Pod", "pods", true, ALL),
        ("", "v1", "Event", "events", true, ALL),
        ("", "v1", "Service", "services", true, ALL),
        ("", "v1", "Secret", "secrets", true, ALL),
        ("", "v1", "ConfigMap", "configmaps", true, ALL),
        ("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", true, ALL),
        ("", "v1", "Node", "nodes", false, ALL),
        ("", "v1", "ResourceQuota", "resourcequotas", true, ALL),
        ("apps", "v1", "Deployment", "deployments", true, ALL),
        ("apps", "v1", "ReplicaSet", "replicasets", true, ALL),
        ("apps", "v1", "StatefulSet", "statefulsets", true, ALL),
        ("apps", "v1", "DaemonSet", "daemonsets", true, ALL),
        ("batch", "v1", "Job", "jobs", true, ALL),
        ("batch", "v1", "CronJob", "cronjobs", true, ALL),
        ("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", true, ALL),
        ("networking.k8s.io", "v1", "Ingress", "ingresses", true, ALL),
        ("events.k8s.io", "v1", "Event", "events", true, ALL),
        ("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false, ALL),
        ("authorization.k8s.io", "v1", "SelfSubjectAccessReview", "selfsubjectaccessreviews", false, &["create"]),
        ("metrics.k8s.io", "v1beta1", "PodMetrics", "pods", true, READ),
    ];
    let kind = |(group, version, kind, plural, is_namespaced, verbs): Row| Kind {
        group: group.into(),
        versions: vec![version.into()],
        kind: kind.into(),
        plural: plural.into(),
        is_namespaced,
        categories: Vec::new(),
        verbs: verbs.iter().map(|verb| (*verb).to_owned()).collect(),
        has_status: matches!(group, "apps" | "batch") || matches!(plural, "pods" | "namespaces" | "nodes"),
        is_custom: false,
        columns: Vec::new(),
    };
    rows.into_iter().map(kind).collect()
}

/// The kind that a definition makes. Versions are preferred as Kubernetes does: general ones before betas, betas
/// before alphas, larger numbers first.
pub fn of_crd(crd: &Value) -> Option<Kind> {
    let spec = &crd["spec"];
    let served = |version: &&Value| version["served"] != json!(false);
    let all: Vec<&Value> = spec["versions"].as_array()?.iter().filter(served).collect();
    let mut versions: Vec<String> = all.iter().filter_map(|version| Some(version["name"].as_str()?.into())).collect();
    versions.sort_by_key(|name| std::cmp::Reverse(rank(name)));
    let texts = |value: &Value| {
        value.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
    };
    Some(Kind {
        group: spec["group"].as_str()?.into(),
        kind: spec["names"]["kind"].as_str()?.into(),
        plural: spec["names"]["plural"].as_str()?.into(),
        is_namespaced: spec["scope"] == "Namespaced",
        categories: texts(&spec["names"]["categories"]),
        verbs: ALL.iter().map(|verb| (*verb).to_owned()).collect(),
        has_status: all.iter().any(|version| version["subresources"]["status"].is_object()),
        is_custom: true,
        columns: all
            .first()
            .and_then(|version| version["additionalPrinterColumns"].as_array().cloned())
            .unwrap_or_default(),
        versions,
    })
}

/// How stable a version is, then its numbers.
fn rank(name: &str) -> (u8, u64, u64) {
    let rest = name.strip_prefix('v').unwrap_or(name);
    let number = |text: &str| text.parse().unwrap_or_default();
    for (stage, word) in [(1, "alpha"), (2, "beta")] {
        if let Some((major, minor)) = rest.split_once(word) {
            return (stage, number(major), number(minor));
        }
    }
    (3, number(rest), 0)
}

/// A definition, as short as it can be: `("databases.example", "Postgres", "postgreses", &["v1"], true)`.
pub fn crd(group: &str, kind: &str, plural: &str, versions: &[&str], is_namespaced: bool) -> Value {
    let version = |(at, name): (usize, &&str)| {
        json!({"name": name, "served": true, "storage": at == 0, "subresources": {"status": {}},
            "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}})
    };
    json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": format!("{plural}.{group}")},
        "spec": {
            "group": group, "scope": if is_namespaced { "Namespaced" } else { "Cluster" },
            "names": {"kind": kind, "plural": plural, "singular": kind.to_lowercase(), "listKind": format!("{kind}List")},
            "versions": versions.iter().enumerate().map(version).collect::<Vec<_>>(),
        },
        "status": {"conditions": [{"type": "Established", "status": "True"}]},
    })
}
