//! What a run would make.

use crate::cli::desk::{Desk, wait};
use crate::cli::ending::{Ended, complain};
use crate::cli::whole::whole;
use crate::domain::model::EntityRef;
use crate::domain::model::task::DryRun;
use crate::domain::template::golden::{GoldenFinding, MadeFile, Setting, bundled, check};
use crate::domain::text::Clean;
use crate::platform::ports::{Ports, Steps};
use crate::platform::templates::Order;
use base64::Engine as _;
use serde_json::{Value, json};

pub(super) fn run(desk: &mut Desk<'_>, ports: &Ports, order: Order, template: &EntityRef) -> Ended {
    let (made, findings) = wait(async {
        let made = ports.templates.dry_run(order).await?.answer;
        let findings = findings(ports, template, &made).await;
        Ok((made, findings))
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
    for finding in &findings {
        complain(&Clean::line(&format!("golden path: {}: {}; {}", finding.title, finding.message, finding.cure)));
    }
    let paths: Vec<Clean> = made.files.iter().map(|file| Clean::line(&file.path)).collect();
    desk.out.lines(&paths, &value(&made, &log, &findings))?;
    Ok(0)
}

/// What the golden path finds to be missing. What cannot be found out about owners is not missing.
async fn findings(ports: &Ports, template: &EntityRef, made: &DryRun) -> Vec<GoldenFinding> {
    let entity = ports.catalog.by_ref(template.clone(), Steps::ignored()).await.ok();
    let category = entity.map(|told| told.answer.text("/spec/type")).unwrap_or_default();
    let rows = whole(|steps| ports.catalog.rows(None, steps)).await.ok();
    let is_known = |owner: &EntityRef| rows.as_ref().map(|rows| rows.find(owner).is_some());
    let files: Vec<MadeFile<'_>> =
        made.files.iter().map(|file| MadeFile { path: &file.path, content: &file.content }).collect();
    check(&bundled(), &files, &Setting { category: category.as_str(), is_known: &is_known })
}

fn value(made: &DryRun, log: &[String], findings: &[GoldenFinding]) -> Value {
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
        "left_out": made.left_out.iter().map(Clean::as_str).collect::<Vec<_>>(),
    })
}
