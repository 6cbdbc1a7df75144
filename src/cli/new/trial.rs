//! What a run would make.

use super::bounded::Bounded;
use crate::cli::desk::{Desk, wait};
use crate::cli::ending::{Ended, Ending, complain};
use crate::cli::gate::{Asked, Wanted};
use crate::cli::golden::{findings, told};
use crate::cli::platforms::Connected;
use crate::domain::model::EntityRef;
use crate::domain::model::task::DryRun;
use crate::domain::template::golden::GoldenFinding;
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::capability::Capability;
use crate::platform::gate::Gate;
use crate::platform::permissions::Thing;
use crate::platform::templates::Order;
use base64::Engine as _;
use serde_json::{Value, json};

pub(super) fn run(desk: &mut Desk<'_>, connected: &Connected, order: Order, template: &EntityRef) -> Ended {
    let (made, findings, bounded) = wait(async {
        let bounded = Bounded::of(connected, &order).await;
        let made = connected.ports.templates.dry_run(order).await?.answer;
        let findings = findings(connected, template, &made).await;
        Ok((made, findings, bounded))
    })?;
    let log: Vec<String> =
        (0..made.log.len()).filter_map(|n| Some(made.log.seen(n)?.text.as_str().to_owned())).collect();
    for line in &log {
        if desk.out.for_people() {
            complain(&Clean::line(line));
        }
    }
    for left_out in made.left_out.iter() {
        complain(left_out);
    }
    bounded.lines().iter().for_each(complain);
    findings.iter().map(told).for_each(|line| complain(&line));
    let paths: Vec<Clean> = made.files.iter().map(|file| Clean::line(&file.path)).collect();
    desk.out.lines(&paths, &value(&made, &log, &findings, &bounded))?;
    Ok(0)
}

/// Whether the gate lets a template be tried: that is work for the portal.
///
/// # Errors
/// When it does not.
pub(super) async fn may_try(connected: &Connected, gate: Gate, template: &EntityRef) -> Result<(), Ending> {
    let needed = Capability::of("scaffolder.template.dry-run");
    let wanted: Vec<Wanted> = vec![(needed.clone(), Some(Thing::Entity(template.clone())))];
    let asked = Asked::about(connected, gate, &wanted).await?;
    asked.refused(Action::WizardTryOut, &[needed], Some(template).into()).map_or(Ok(()), |fault| Err(fault.into()))
}

fn value(made: &DryRun, log: &[String], findings: &[GoldenFinding], bounded: &Bounded) -> Value {
    let base64 = base64::engine::general_purpose::STANDARD;
    let files = made
        .files
        .iter()
        .map(|file| json!({"path": file.path, "executable": file.executable, "base64": base64.encode(&file.content)}));
    let findings = findings.iter().map(|it| {
        json!({
            "rule": it.rule.as_str(), "title": it.title.as_str(), "message": it.message.as_str(),
            "file": it.file.as_str(), "cure": it.cure.as_str(),
        })
    });
    json!({
        "files": files.collect::<Vec<_>>(),
        "log": log,
        "output": &*made.output.whole,
        "findings": findings.collect::<Vec<_>>(),
        "limits": bounded.value(),
        "left_out": made.left_out.iter().map(Clean::as_str).collect::<Vec<_>>(),
    })
}
