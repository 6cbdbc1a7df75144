//! What templates make, held against the golden path.

use super::platforms::Connected;
use super::whole::whole;
use crate::domain::model::EntityRef;
use crate::domain::model::task::DryRun;
use crate::domain::template::golden::{GoldenFinding, MadeFile, Setting, check};
use crate::domain::text::Clean;

/// What the golden path finds to be missing. What cannot be found out about owners is not missing.
pub(super) async fn findings(connected: &Connected, template: &EntityRef, made: &DryRun) -> Vec<GoldenFinding> {
    let catalog = &connected.ports.catalog;
    let entity = whole(|steps| catalog.by_ref(template.clone(), steps)).await.ok();
    let category = entity.map(|entity| entity.text("/spec/type")).unwrap_or_default();
    let rows = whole(|steps| catalog.rows(None, steps)).await.ok();
    let is_known = |owner: &EntityRef| rows.as_ref().map(|rows| rows.find(owner).is_some());
    let files: Vec<MadeFile<'_>> =
        made.files.iter().map(|file| MadeFile { path: &file.path, content: &file.content }).collect();
    let setting = Setting { category: category.as_str(), is_known: &is_known };
    check(&connected.platform.golden.rules(), &files, &setting)
}

/// A finding in a line.
pub(super) fn told(finding: &GoldenFinding) -> Clean {
    let file = if finding.file.is_empty() { String::new() } else { format!("{}: ", finding.file) };
    let cure = if finding.cure.is_empty() { String::new() } else { format!("; {}", finding.cure) };
    Clean::line(&format!("golden path: {}: {file}{}{cure}", finding.title, finding.message))
}
