//! What there is at most of what is to be made.

use super::super::platforms::Connected;
use crate::cli::whole::whole;
use crate::domain::template::limit::limits;
use crate::domain::template::quota::{Bounds, Quota, QuotaPlace, bounds};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::quota::{Heard, lines};
use crate::platform::templates::Order;
use serde_json::{Value, json};
use std::sync::Arc;

/// What is known of a namespace's quotas.
type Asked = (QuotaPlace, Result<Arc<Vec<Quota>>, Fault>);

/// What was found out.
pub(super) struct Bounded {
    says: Vec<Clean>,
    bounds: Bounds,
    asked: Vec<Asked>,
}

impl Bounded {
    /// What the template, the context's policy and its clusters say of an order. Clusters are asked, each once.
    pub(super) async fn of(connected: &Connected, order: &Order) -> Self {
        let ports = &connected.ports;
        let entity = whole(|steps| ports.catalog.by_ref(order.template.clone(), steps)).await.ok();
        let says = entity.map(|entity| limits(&entity)).unwrap_or_default();
        let says = says.into_iter().filter(|limit| limit.holds(&order.values)).map(|limit| limit.says).collect();
        let bounds = bounds(&connected.platform.quotas, &order.template, &order.values);
        let mut asked = Vec::new();
        for place in &bounds.places {
            let told = ports.systems.runtime.quotas(place.clone()).await;
            asked.push((place.clone(), told.map(|told| told.answer)));
        }
        Self { says, bounds, asked }
    }

    /// In lines for people.
    pub(super) fn lines(&self) -> Vec<Clean> {
        let of_places = lines(&self.bounds, |place| match self.asked.iter().find(|(asked, _)| asked == place) {
            Some((_, Ok(quotas))) => Heard::Told(quotas),
            Some((_, Err(fault))) => Heard::Failed(fault),
            None => Heard::Asking,
        });
        let said = self.says.iter().map(ToString::to_string);
        said.chain(of_places.iter().map(|line| line.text()))
            .map(|text| Clean::line(&format!("limit: {text}")))
            .collect()
    }

    /// As JSON: `{says, quotas, unknown}`.
    pub(super) fn value(&self) -> Value {
        let said: Vec<&str> = self.says.iter().chain(&self.bounds.says).map(Clean::as_str).collect();
        let known = self.asked.iter().filter_map(|(place, told)| Some((place, told.as_ref().ok()?)));
        let quotas: Vec<Value> =
            known.flat_map(|(place, quotas)| quotas.iter().map(|quota| quota_value(place, quota))).collect();
        let failed = self.asked.iter().filter_map(|(_, told)| told.as_ref().err());
        let failed = failed.map(|fault| Clean::line(&fault.to_string()));
        let unknown: Vec<Clean> = self.bounds.unknown.iter().cloned().chain(failed).collect();
        let unknown: Vec<&str> = unknown.iter().map(Clean::as_str).collect();
        json!({"says": said, "quotas": quotas, "unknown": unknown})
    }
}

fn quota_value(place: &QuotaPlace, quota: &Quota) -> Value {
    json!({
        "cluster": place.cluster.as_deref(), "namespace": &*place.namespace, "quota": quota.set_by.as_str(),
        "resource": quota.resource.as_str(), "hard": quota.hard.as_str(), "used": quota.used.as_ref().map(Clean::as_str),
    })
}
