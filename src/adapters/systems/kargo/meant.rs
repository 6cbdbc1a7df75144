//! The stage and the freight that an order means.

use super::Kargo;
use super::follow::Watch;
use crate::adapters::cluster::Cluster;
use crate::domain::model::delivery::{Freight, Pipeline, StageId, StageNode};
use crate::platform::command::Promotion;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{CatalogPort, Wanted};
use std::sync::Arc;

/// Freight that is named where none was chosen.
const NAMED: usize = 8;

/// A stage that is meant, with its pipeline as it is now.
pub(super) struct Meant {
    pub cluster: Arc<Cluster>,
    pub pipeline: Arc<Pipeline>,
    pub id: StageId,
    /// The freight, as it was named.
    pub wanted: Option<String>,
}

/// The stage that is meant, and its pipeline as it is now.
pub(super) async fn meant(
    kargo: &Kargo,
    catalog: &dyn CatalogPort,
    order: &Promotion,
    tried: &str,
) -> Result<Meant, Fault> {
    let wanted = Wanted { refs: vec![order.entity.clone()], ..Wanted::default() };
    let told = catalog.entities(wanted).await?;
    let found = told.answer.iter().find(|entity| *entity.reference() == order.entity);
    let fail = |kind, happened: &str, cure: &str| Fault::new(kind, tried, happened, cure);
    let found = found.ok_or_else(|| fail(FaultKind::NotFound, "it is not in the catalog", "check the name"))?;
    let cure = format!("give it the annotation {}", kargo.keys.project);
    let wanted = kargo.selection(found);
    let wanted = wanted.ok_or_else(|| fail(FaultKind::NotFound, "it names no project of Kargo", &cure))?;
    let (mut all, mut behind) = (Vec::new(), None);
    for cluster in kargo.clusters.all() {
        let is_meant = |id: &StageId| id.pipeline.cluster == *cluster.name();
        if !order.to.as_ref().is_none_or(is_meant) {
            continue;
        }
        let mut watch = Watch::of(cluster, &wanted);
        let seen = loop {
            let seen = watch.now();
            if seen.is_installed.is_some() {
                break seen;
            }
            watch.changed().await;
        };
        behind = behind.or(seen.behind);
        all.extend(seen.pipeline.map(|pipeline| (Arc::clone(cluster), pipeline)));
    }
    // what is not known whole is no ground to promote on
    if let Some(behind) = behind {
        return Err(fail(FaultKind::Unreachable, behind.as_str(), "try again when the cluster answers"));
    }
    let stage = match (&order.to, &order.stage, wanted.stages.as_slice()) {
        (Some(id), ..) => Arc::clone(&id.stage),
        (None, Some(stage), _) => stage.as_str().into(),
        (None, None, [one]) => Arc::clone(one),
        (None, None, _) => {
            return Err(fail(FaultKind::Invalid, "no stage is named", "say which: --set stage=NAME"));
        }
    };
    let mut with = all.into_iter().filter(|(_, pipeline)| pipeline.stage(&stage).is_some());
    let cure = "see which there are in its Runtime tab";
    let none = || fail(FaultKind::NotFound, &format!("Kargo has no stage {stage} in {}", wanted.project), cure);
    let (cluster, pipeline) = with.next().ok_or_else(none)?;
    if let Some((other, _)) = with.next() {
        let happened = format!("the stage is in {} and in {}", cluster.name(), other.name());
        return Err(fail(FaultKind::Invalid, &happened, "promote it in its pipeline on the screen"));
    }
    let id = StageId { entity: order.entity.clone(), pipeline: pipeline.id(), stage };
    Ok(Meant { cluster, pipeline, id, wanted: order.freight.clone() })
}

impl Meant {
    pub(super) fn stage(&self, tried: &str) -> Result<&StageNode, Fault> {
        let happened = "the stage is not there any more";
        self.pipeline.stage(&self.id.stage).ok_or_else(|| Fault::new(FaultKind::NotFound, tried, happened, ""))
    }

    /// The freight by its name, its alias, or how its name begins.
    pub(super) fn freight(&self, tried: &str) -> Result<&Freight, Fault> {
        let fail = |kind, happened: &str, cure: &str| Fault::new(kind, tried, happened, cure);
        let Some(wanted) = self.wanted.as_deref().filter(|wanted| !wanted.is_empty()) else {
            return Err(fail(
                FaultKind::Invalid,
                "no freight is named",
                &format!("say which: --set freight=NAME, {}", self.names()),
            ));
        };
        let exact: Vec<&Freight> =
            self.pipeline.freight.iter().filter(|it| &*it.name == wanted || it.alias.as_str() == wanted).collect();
        let like =
            || self.pipeline.freight.iter().filter(|it| wanted.len() >= 4 && it.name.starts_with(wanted)).collect();
        let found: Vec<&Freight> = if exact.is_empty() { like() } else { exact };
        match found.as_slice() {
            [one] => Ok(one),
            [] => Err(fail(FaultKind::NotFound, &format!("Kargo has no freight {wanted} there"), &self.names())),
            _ => Err(fail(FaultKind::Invalid, &format!("several are called {wanted}"), "give the whole name")),
        }
    }

    /// What the stage takes.
    fn names(&self) -> String {
        let Some(stage) = self.pipeline.stage(&self.id.stage) else { return String::new() };
        let names: Vec<String> =
            self.pipeline.offers(stage).iter().take(NAMED).map(|(it, _)| it.words().to_string()).collect();
        match names.is_empty() {
            true => format!("there is none that {} takes now", stage.name),
            false => format!("{} takes {}", stage.name, names.join(", ")),
        }
    }
}
