//! `stagedoor workspace check-docs`: what is wrong with docs before they are built.

use crate::cli::desk::Desk;
use crate::cli::ending::{Ended, Ending, INVALID, complain};
use crate::cli::out::{Column, Row};
use crate::domain::docs::{Finding, Section};
use crate::domain::text::Clean;
use serde_json::json;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct CheckDocsArgs {
    /// The folder of a mkdocs.yml, or one with several of them below
    #[arg(default_value = ".", value_name = "DIR")]
    pub dir: PathBuf,
    /// The sections that docs have to have: overview, getting-started, api, operations, architecture;
    /// `none` for none [default: all of them]
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub sections: Vec<String>,
}

const COLUMNS: &[Column] =
    &[Column::whole("PLACE"), Column::new("PROBLEM"), Column::wide("PAGE"), Column::wide("SITE")];

const SECTIONS: [(&str, Section); 5] = [
    ("overview", Section::Overview),
    ("getting-started", Section::GettingStarted),
    ("api", Section::Api),
    ("operations", Section::Operations),
    ("architecture", Section::Architecture),
];

pub(super) fn run(desk: &mut Desk<'_>, args: &CheckDocsArgs) -> Ended {
    let sections = sections(&args.sections)?;
    let example = example(desk)?;
    let sites = desk.platforms.check_docs(example.as_deref().unwrap_or(&args.dir), &sections)?;
    let rows = sites
        .iter()
        .flat_map(|site| site.findings.iter().map(|(finding, file)| row(&site.folder, finding, file.as_deref())));
    let rows: Vec<Row> = rows.collect();
    desk.out.list(COLUMNS, &rows)?;
    if rows.is_empty() && desk.out.for_people() {
        let words = if sites.len() == 1 {
            "nothing is wrong with these docs".to_owned()
        } else {
            format!("nothing is wrong with the docs of {} sites", sites.len())
        };
        complain(&Clean::line(&words));
    }
    Ok(if rows.is_empty() { 0 } else { INVALID })
}

/// The folder of the bundled example, where that is asked for.
fn example(desk: &Desk<'_>) -> Result<Option<PathBuf>, Ending> {
    if !desk.global.example {
        return Ok(None);
    }
    let chosen = desk.choose(&desk.config()?, None)?;
    Ok(desk.connect_to(&chosen)?.platform.root)
}

fn sections(words: &[String]) -> Result<Vec<Section>, Ending> {
    match words {
        [] => Ok(SECTIONS.map(|(_, section)| section).to_vec()),
        [none] if none == "none" => Ok(Vec::new()),
        words => words.iter().map(|word| section(word)).collect(),
    }
}

fn section(word: &str) -> Result<Section, Ending> {
    let found = SECTIONS.iter().find(|(name, _)| name == &word);
    let names = || SECTIONS.map(|(name, _)| name).join(", ");
    found
        .map(|(_, section)| *section)
        .ok_or_else(|| Ending::usage(&format!("there is no section `{word}`; there are: {}, and none", names())))
}

fn row(site: &str, finding: &Finding, file: Option<&str>) -> Row {
    let config = if site.is_empty() { "mkdocs.yml".to_owned() } else { format!("{site}/mkdocs.yml") };
    let line = finding.line.map(|line| format!(":{line}")).unwrap_or_default();
    let place = Clean::line(&format!("{}{line}", file.unwrap_or(&config)));
    let page = finding.page.as_ref().map(|page| page.as_str());
    Row {
        cells: vec![place.clone(), finding.problem.clone(), Clean::line(page.unwrap_or_default()), Clean::line(site)],
        name: place,
        value: json!({
            "page": page,
            "line": finding.line,
            "problem": finding.problem.as_str(),
            "file": file,
            "site": site,
        }),
    }
}
