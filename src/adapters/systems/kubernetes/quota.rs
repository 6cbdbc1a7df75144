//! ResourceQuotas of a namespace: one list, when somebody looks.

use crate::adapters::cluster::{Cluster, Clusters, Origin, Thin, Wanted, amount, list, text};
use crate::domain::model::cluster::Kind;
use crate::domain::template::quota::{Quota, QuotaPlace};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use serde_json::Value;
use std::sync::Arc;

/// What one ResourceQuota sets (`v1`).
#[derive(Debug, PartialEq)]
struct Set(Vec<Quota>);

impl Thin for Set {
    fn thin(_: &Origin, value: &Value) -> Self {
        // a quota that was just made has no status yet
        let hard = [value.pointer("/status/hard"), value.pointer("/spec/hard")];
        let hard = hard.into_iter().flatten().find_map(Value::as_object);
        let set_by = set_by(value);
        Self(hard.into_iter().flatten().map(|(resource, hard)| quota(value, &set_by, resource, hard)).collect())
    }
}

/// Its name, and what it is only for: scopes, and what a selector of scopes names.
fn set_by(value: &Value) -> Clean {
    let scopes = list(value, "/spec/scopes").filter_map(Value::as_str).map(str::to_owned);
    let selected = list(value, "/spec/scopeSelector/matchExpressions").map(|term| {
        let values: Vec<&str> = list(term, "/values").filter_map(Value::as_str).collect();
        let words = [text(term, "/scopeName"), text(term, "/operator"), &values.join(",")];
        words.iter().filter(|word| !word.is_empty()).copied().collect::<Vec<_>>().join(" ")
    });
    let only: Vec<String> = scopes.chain(selected).collect();
    let name = text(value, "/metadata/name");
    Clean::line(&if only.is_empty() { name.to_owned() } else { format!("{name} ({})", only.join(", ")) })
}

fn quota(value: &Value, set_by: &Clean, resource: &str, hard: &Value) -> Quota {
    let used = value.pointer("/status/used").and_then(|used| used.get(resource)).map(written);
    let hard = written(hard);
    Quota {
        set_by: set_by.clone(),
        resource: Clean::line(resource),
        percent: used.as_deref().and_then(|used| percent(used, &hard)),
        used: used.map(|used| Clean::line(&used)),
        hard: Clean::line(&hard),
    }
}

/// A quantity, which is a text or a number.
fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Of a quota of nothing all is used.
fn percent(used: &str, hard: &str) -> Option<u32> {
    match (amount(used)?, amount(hard)?) {
        (_, 0) => Some(100),
        (used, hard) => u32::try_from(used.checked_mul(100)? / hard).ok(),
    }
}

/// The quotas of a namespace, in the order of their names.
pub(super) async fn read(clusters: &Clusters, place: &QuotaPlace) -> Result<Vec<Quota>, Fault> {
    let cluster = meant(clusters, place)?;
    let wanted = Wanted::all(Kind::new("", "ResourceQuota")).within(&[Arc::clone(&place.namespace)]);
    let sets = cluster.list::<Set>(&wanted).await?;
    Ok(sets.into_iter().flat_map(|set| set.0).collect())
}

fn meant<'a>(clusters: &'a Clusters, place: &QuotaPlace) -> Result<&'a Arc<Cluster>, Fault> {
    let fault = |happened: &str, cure: &str| {
        let tried = format!("read the quotas of the namespace {}", place.namespace);
        Fault::new(FaultKind::Unsupported, &tried, happened, cure)
    };
    match (&place.cluster, clusters.all()) {
        (Some(name), _) => clusters
            .named(name)
            .ok_or_else(|| fault(&format!("no cluster `{name}` is configured"), "add it to the context's `clusters`")),
        (None, [only]) => Ok(only),
        (None, _) => {
            Err(fault("nothing says which of the clusters is meant", "name the `cluster` in the context's `quotas`"))
        }
    }
}
