//! What is wrong in templates beyond what the catalog refuses: expressions, steps, inputs, files, forms.

use super::Found;
use crate::cli::ending::complain;
use crate::domain::form::Form;
use crate::domain::model::{Problem, Severity};
use crate::domain::template::finding::{Wants, findings};
use crate::domain::template::{Template, templates};
use crate::domain::text::Clean;
use std::path::Path;

/// Tells what is wrong in the templates of a file, each with its place, and gives what of it has to be mended.
pub(super) fn told(file: &Found) -> Vec<Problem> {
    if !file.text.contains("Template") {
        return Vec::new();
    }
    let shown = file.path.display().to_string();
    let (found, _) = templates(&shown, &file.text);
    let problems: Vec<Problem> = found.iter().flat_map(|template| problems(template, &shown, &file.path)).collect();
    for problem in &problems {
        let what = if problem.severity == Severity::Error { "" } else { "warning: " };
        let place = format!("{}:{}:{}", problem.file.as_str(), problem.line, problem.column);
        complain(&Clean::line(&format!("{place} {what}{}", problem.message.as_str())));
    }
    problems.into_iter().filter(|problem| problem.severity == Severity::Error).collect()
}

fn problems(template: &Template, shown: &str, path: &Path) -> Vec<Problem> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let is_there = |url: &str, wants: Wants| {
        let place = folder.join(url);
        if wants == Wants::File { place.is_file() } else { place.is_dir() }
    };
    let mut problems = findings(template, shown, &is_there);
    let parameters = template.entity.pointer("/spec/parameters").cloned().unwrap_or_default();
    let mut form = Form::from_parameters(&parameters);
    for (n, step) in template.form.iter().enumerate() {
        if let Some(broken) = &form.visit(n).broken {
            problems.push(template.problem(shown, &step.pointer, &format!("the step {}: {broken}", step.title)));
        }
    }
    problems.sort_by_key(|problem| (problem.line, problem.column));
    problems
}
