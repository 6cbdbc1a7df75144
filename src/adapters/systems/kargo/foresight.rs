//! What a promotion would do.

use super::deeds::{KargoDeeds, Meant};
use super::follow::Watch;
use super::kind;
use crate::adapters::cluster::Cluster;
use crate::domain::document::{Line, Role};
use crate::domain::model::delivery::{Availability, Freight, Pipeline, StageId, StageNode};
use crate::domain::text::Clean;
use crate::platform::command::{Command, Forecast, Promotion, Seen};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::Wanted;
use std::sync::Arc;

/// Freight that is named where none was chosen.
const NAMED: usize = 8;

impl KargoDeeds {
    pub(super) async fn forecast(&self, order: Promotion, tried: &str) -> Result<Forecast, Fault> {
        let meant = self.meant(&order, tried).await?;
        let (stage, freight) = (meant.stage(tried)?, meant.freight(tried)?);
        let takes = stage.takes(freight);
        if let Availability::No(why) = &takes {
            let cure = "promote other freight, or have it approved for the stage in Kargo";
            return Err(Fault::new(
                FaultKind::Invalid,
                tried,
                &format!("{} may not go there: {why}", freight.words()),
                cure,
            ));
        }
        let doubt = may(&meant.cluster, &meant.pipeline, &stage.name, tried).await?;
        let (told, mut lines) = changes(&meant.pipeline, stage, freight);
        let role = if matches!(takes, Availability::Yes(_)) { Role::Dim } else { Role::Warn };
        lines.push(Line::of(takes.why().clone(), role));
        lines.extend(remarks(&meant.pipeline, stage, freight));
        lines.extend(doubt);
        let exactly = Promotion {
            to: Some(meant.id.clone()),
            freight: Some(freight.name.to_string()),
            seen: Some(seen(stage)),
            ..order
        };
        Ok(Forecast { exactly: Command::Promote(Box::new(exactly)), told, lines })
    }

    /// The stage that is meant, and its pipeline as it is now.
    pub(super) async fn meant(&self, order: &Promotion, tried: &str) -> Result<Meant, Fault> {
        let wanted = Wanted { refs: vec![order.entity.clone()], ..Wanted::default() };
        let told = self.catalog.entities(wanted).await?;
        let found = told.answer.iter().find(|entity| *entity.reference() == order.entity);
        let fail = |kind, happened: &str, cure: &str| Fault::new(kind, tried, happened, cure);
        let found = found.ok_or_else(|| fail(FaultKind::NotFound, "it is not in the catalog", "check the name"))?;
        let cure = format!("give it the annotation {}", self.kargo.keys.project);
        let wanted = self.kargo.selection(found);
        let wanted = wanted.ok_or_else(|| fail(FaultKind::NotFound, "it names no project of Kargo", &cure))?;
        let (mut all, mut behind) = (Vec::new(), None);
        for cluster in self.kargo.clusters.all() {
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

/// Whether the cluster and Kargo let the user do that; a line where that is not told.
async fn may(cluster: &Cluster, pipeline: &Pipeline, stage: &str, tried: &str) -> Result<Option<Line>, Fault> {
    let (project, mut doubt) = (&*pipeline.project, None);
    for (verb, of, name) in [("promote", "Stage", Some(stage)), ("create", "Promotion", None)] {
        match cluster.may(verb, &kind(of), project, name).await {
            Ok(allowed) if allowed.is_allowed => {}
            Ok(allowed) => {
                let why = if allowed.reason.is_empty() { String::new() } else { format!(": {}", allowed.reason) };
                let what = if of == "Stage" { format!("promote to {stage}") } else { "order promotions".into() };
                let happened = format!("the cluster does not let you {what} in {project}{why}");
                let cure = "ask those who run Kargo for it; the project has the roles";
                return Err(Fault::new(FaultKind::NotPermitted, tried, &happened, cure));
            }
            Err(fault) => {
                let why = format!("whether you may is not known: {}", fault.happened);
                doubt = Some(Line::of(Clean::line(&why), Role::Warn));
            }
        }
    }
    Ok(doubt)
}

/// What comes in place of what.
fn changes(pipeline: &Pipeline, stage: &StageNode, freight: &Freight) -> (Clean, Vec<Line>) {
    let before = stage.freight.as_deref();
    let known = before.and_then(|name| pipeline.freight_named(name));
    let words = match (known, before) {
        (Some(known), _) => format!(" in place of {}", known.words()),
        (None, Some(name)) => format!(" in place of {}", name.get(..7).unwrap_or(name)),
        (None, None) => ", and has none so far".into(),
    };
    let told = Clean::line(&format!("{} gets {}{words}", stage.name, freight.words()));
    let old = known.map(|known| known.contents.as_slice()).unwrap_or_default();
    let gone = old.iter().filter(|it| !freight.contents.contains(it)).map(|it| line("- ", it, Role::Bad));
    let new = freight.contents.iter().filter(|it| !old.contains(it)).map(|it| line("+ ", it, Role::Good));
    (told, gone.chain(new).collect())
}

fn line(sign: &'static str, what: &Clean, role: Role) -> Line {
    Line::of(sign, role).and(what.clone(), role)
}

/// What else there is to know before.
fn remarks(pipeline: &Pipeline, stage: &StageNode, freight: &Freight) -> Vec<Line> {
    let warn = |words: String| Line::of(Clean::line(&words), Role::Warn);
    let mut lines = Vec::new();
    if stage.freight.as_deref() == Some(&freight.name) {
        lines.push(warn(format!("{} has this freight already; its steps run again", stage.name)));
    }
    let on = pipeline.promotions.iter().filter(|it| it.state.is_on() && it.stage.as_str() == &*stage.name).count();
    if on > 0 || stage.current.is_some() {
        lines.push(warn("another promotion goes on; this one waits for it".into()));
    }
    let current = stage.freight.as_deref().and_then(|name| pipeline.freight_named(name));
    let is_older =
        current.is_some_and(|current| freight.created < current.created && freight.warehouse == current.warehouse);
    if is_older && stage.is_automatic {
        lines.push(warn(
            "it is older than what is there: Kargo then promotes nothing by itself until that is undone".into(),
        ));
    } else if is_older {
        lines.push(warn("it is older than what is there".into()));
    }
    lines
}

/// A number that stands for what was shown: the freight that the stage has.
pub(super) fn seen(stage: &StageNode) -> Seen {
    Seen::of(stage.freight.as_deref().unwrap_or_default().as_bytes())
}
