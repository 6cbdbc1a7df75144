//! What a promotion would do.

use super::meant::meant;
use super::{Kargo, kind};
use crate::adapters::cluster::Cluster;
use crate::domain::document::{Line, Role};
use crate::domain::model::delivery::{Availability, Freight, Pipeline, StageNode};
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
        seen: Some(seen(stage)),
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
