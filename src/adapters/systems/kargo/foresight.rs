//! What a promotion would do.

use super::meant::meant;
use super::{Kargo, kind};
use crate::adapters::cluster::Cluster;
use crate::domain::document::{Line, Role};
use crate::domain::model::delivery::{Availability, Freight, Held, Pipeline, StageNode};
use crate::domain::text::Clean;
use crate::platform::command::{Command, Forecast, Promotion, Seen};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::CatalogPort;

/// What a promotion would do; the cluster is asked whether the user may.
pub(super) async fn forecast(
    kargo: &Kargo,
    catalog: &dyn CatalogPort,
    order: Promotion,
    tried: &str,
) -> Result<Forecast, Fault> {
    let meant = meant(kargo, catalog, &order, tried).await?;
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
        seen: Some(seen(stage, freight)),
        ..order
    };
    Ok(Forecast { exactly: Command::Promote(Box::new(exactly)), told, lines })
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

/// What comes in place of what: freight of the same warehouse. What the stage has of others that it asks for stays.
fn changes(pipeline: &Pipeline, stage: &StageNode, freight: &Freight) -> (Clean, Vec<Line>) {
    let before = stage.in_place_of(freight);
    let known = before.and_then(|name| pipeline.freight_named(name));
    let words = match before {
        Some(name) => format!(" in place of {}", pipeline.words_of(name)),
        None if stage.holds.is_empty() => ", and has none so far".into(),
        None => format!(", and has none of the warehouse {} so far", freight.warehouse),
    };
    let told = Clean::line(&format!("{} gets {}{words}", stage.name, freight.words()));
    let old = known.map(|known| known.contents.as_slice()).unwrap_or_default();
    let gone = old.iter().filter(|it| !freight.contents.contains(it)).map(|it| line("- ", it, Role::Bad));
    let new = freight.contents.iter().filter(|it| !old.contains(it)).map(|it| line("+ ", it, Role::Good));
    let is_asked = |held: &&Held| stage.intakes.iter().any(|intake| intake.warehouse == held.warehouse);
    let others = stage.holds.iter().filter(|held| held.warehouse != freight.warehouse).filter(is_asked);
    let stays = others.map(|held| {
        let words = format!("{} of {} stays", pipeline.words_of(&held.freight), held.warehouse);
        Line::of(Clean::line(&words), Role::Dim)
    });
    (told, gone.chain(new).chain(stays).collect())
}

fn line(sign: &'static str, what: &Clean, role: Role) -> Line {
    Line::of(sign, role).and(what.clone(), role)
}

/// What else there is to know before.
fn remarks(pipeline: &Pipeline, stage: &StageNode, freight: &Freight) -> Vec<Line> {
    let warn = |words: String| Line::of(Clean::line(&words), Role::Warn);
    let mut lines = Vec::new();
    if stage.has(&freight.name) {
        lines.push(warn(format!("{} has this freight already; its steps run again", stage.name)));
    }
    let on = pipeline.promotions.iter().filter(|it| it.state.is_on() && it.stage.as_str() == &*stage.name).count();
    if on > 0 || stage.current.is_some() {
        lines.push(warn("another promotion goes on; this one waits for it".into()));
    }
    let current = stage.in_place_of(freight).and_then(|name| pipeline.freight_named(name));
    let is_older = current.is_some_and(|current| freight.created < current.created);
    if is_older && stage.is_automatic {
        lines.push(warn(
            "it is older than what is there: Kargo then promotes nothing by itself until that is undone".into(),
        ));
    } else if is_older {
        lines.push(warn("it is older than what is there".into()));
    }
    lines
}

/// A number that stands for what was shown: the freight that would go, which is that of the same warehouse. What is
/// promoted of another meanwhile makes no difference to it.
pub(super) fn seen(stage: &StageNode, freight: &Freight) -> Seen {
    Seen::of(stage.in_place_of(freight).map(|name| name.as_bytes()).unwrap_or_default())
}
