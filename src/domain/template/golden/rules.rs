//! The rules of the check, and those that come with stagedoor.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// A rule about what a template makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoldenRule {
    /// Its id: a rule of the same id in the configuration takes its place.
    pub id: String,
    /// What it asks for, in words.
    pub title: String,
    /// The categories of templates (`spec.type`) that it is for; all where it names none.
    pub categories: Vec<String>,
    /// What there has to be.
    pub needs: Needs,
    /// What to do where it is not there.
    pub cure: String,
}

/// What a rule asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Needs {
    /// A file of one of these paths.
    File(Paths),
    /// A file of one of these paths with one of these words in it, whatever their case.
    Text {
        /// The paths.
        files: Paths,
        /// The words.
        words: Vec<String>,
    },
    /// All entities that are made are valid.
    Entities,
    /// All entities that are made have an owner, and the catalog knows it.
    Owners,
    /// Every component that is made has docs: the annotation, `mkdocs.yml` and a first page.
    Docs,
}

/// Globs over paths: `**/` stands for any folders, also none.
#[derive(Clone, Debug, Default)]
pub struct Paths {
    globs: Vec<String>,
    set: GlobSet,
}

/// Why a rule cannot be one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// A path is no glob.
    #[error("`{glob}` is no pattern of paths: {why}")]
    Glob {
        /// The pattern.
        glob: String,
        /// What is wrong with it.
        why: String,
    },
    /// It asks for nothing.
    #[error("it names no files")]
    Empty,
}

impl Paths {
    /// The globs as they were written.
    ///
    /// # Errors
    /// When one is no glob, or there is none.
    pub fn new<S: AsRef<str>>(globs: &[S]) -> Result<Self, RuleError> {
        let globs: Vec<String> = globs.iter().map(|glob| glob.as_ref().to_owned()).collect();
        if globs.is_empty() {
            return Err(RuleError::Empty);
        }
        let fail = |glob: &str, error: &globset::Error| RuleError::Glob { glob: glob.into(), why: error.to_string() };
        let mut set = GlobSetBuilder::new();
        for glob in &globs {
            let built = GlobBuilder::new(glob).literal_separator(true).build();
            set.add(built.map_err(|error| fail(glob, &error))?);
        }
        let set = set.build().map_err(|error| fail(&globs.join(", "), &error))?;
        Ok(Self { globs, set })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.globs.is_empty()
    }

    pub(super) fn fit(&self, path: &str) -> bool {
        self.set.is_match(path)
    }

    pub(super) fn words(&self) -> String {
        either(&self.globs)
    }
}

impl PartialEq for Paths {
    fn eq(&self, other: &Self) -> bool {
        self.globs == other.globs
    }
}

impl Eq for Paths {}

/// Some words with "or" between the last two.
pub(super) fn either(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => format!("`{one}`"),
        [rest @ .., last] => {
            let rest: Vec<String> = rest.iter().map(|word| format!("`{word}`")).collect();
            format!("{} or `{last}`", rest.join(", "))
        }
    }
}

impl GoldenRule {
    /// Whether it is for templates of a category.
    pub fn is_for(&self, category: &str) -> bool {
        self.categories.is_empty() || self.categories.iter().any(|it| it == category)
    }
}

const APPLICATION: &[&str] = &["application"];
const RUNNING: &[&str] = &["application", "infrastructure"];
const PIPELINES: &[&str] = &[
    ".github/workflows/*.{yml,yaml}",
    ".gitlab-ci.yml",
    "Jenkinsfile",
    ".tekton/**",
    "azure-pipelines.yml",
    ".circleci/config.yml",
    "bitbucket-pipelines.yml",
    ".gitea/workflows/*.{yml,yaml}",
];
const SCANNERS: &[&str] = &[
    "trivy",
    "grype",
    "snyk",
    "codeql",
    "semgrep",
    "gosec",
    "govulncheck",
    "osv-scanner",
    "dependency-check",
    "pip-audit",
    "npm audit",
    "cargo audit",
    "cargo deny",
    "checkov",
    "kics",
    "sonar",
];
const WATCHERS: &[&str] = &[
    "kind: ServiceMonitor",
    "kind: PodMonitor",
    "kind: PrometheusRule",
    "prometheus.io/scrape",
    "kind: GrafanaDashboard",
];

/// A rule in a row: id, title, categories, what it needs, cure.
type Row = (&'static str, &'static str, &'static [&'static str], Option<Needs>, &'static str);

/// The rules that come with stagedoor.
pub fn bundled() -> Vec<GoldenRule> {
    let file = |globs: &[&str]| Paths::new(globs).ok().map(Needs::File);
    let text = |globs: &[&str], words: &[&str]| {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Paths::new(globs).ok().map(|files| Needs::Text { files, words })
    };
    let rows: [Row; 8] = [
        (
            "readme",
            "A README says what it is",
            APPLICATION,
            file(&["README.md", "README.*"]),
            "add a README.md to the skeleton",
        ),
        (
            "descriptor",
            "It is in the catalog",
            RUNNING,
            file(&["**/catalog-info.{yml,yaml}"]),
            "add a catalog-info.yaml to the skeleton, or a step catalog:write",
        ),
        (
            "entities",
            "Its entities are valid",
            &[],
            Some(Needs::Entities),
            "`stagedoor workspace validate FILE` says what is wrong with the file",
        ),
        (
            "owner",
            "Every entity has an owner",
            &[],
            Some(Needs::Owners),
            "ask for the owner in the form (OwnerPicker) and write it into spec.owner",
        ),
        ("ci", "It is built and tested by a pipeline", APPLICATION, file(PIPELINES), "add a workflow to the skeleton"),
        (
            "scan",
            "Its pipeline looks for known vulnerabilities",
            APPLICATION,
            text(PIPELINES, SCANNERS),
            "add a scan of the image and the dependencies to the pipeline",
        ),
        (
            "monitoring",
            "It is watched",
            RUNNING,
            text(&["**/*.{yml,yaml}"], WATCHERS),
            "add a ServiceMonitor and rules for alerts",
        ),
        (
            "docs",
            "It has docs",
            RUNNING,
            Some(Needs::Docs),
            "add mkdocs.yml, docs/index.md and the annotation backstage.io/techdocs-ref",
        ),
    ];
    let rule = |(id, title, categories, needs, cure): Row| {
        let categories = categories.iter().map(|it| (*it).to_owned()).collect();
        Some(GoldenRule { id: id.into(), title: title.into(), categories, needs: needs?, cure: cure.into() })
    };
    rows.into_iter().filter_map(rule).collect()
}
