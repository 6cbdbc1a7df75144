use super::{Review, Section};
use crate::domain::docs::{Block, Inline, Page};

impl Section {
    /// All of them: what docs are expected to have where nothing else is said.
    pub const ALL: [Self; 5] = [Self::Overview, Self::GettingStarted, Self::Api, Self::Operations, Self::Architecture];

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::GettingStarted => "Getting started",
            Self::Api => "API",
            Self::Operations => "Operations",
            Self::Architecture => "Architecture",
        }
    }

    /// The words that authors use for it, one of which stands in a title.
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Overview => {
                &["overview", "introduction", "intro", "about", "what is", "welcome", "purpose", "summary"]
            }
            Self::GettingStarted => &[
                "getting started",
                "get started",
                "quick start",
                "quickstart",
                "setup",
                "set up",
                "install",
                "installation",
                "installing",
                "tutorial",
                "first steps",
                "usage",
                "how to use",
                "local development",
            ],
            Self::Api => &[
                "api",
                "apis",
                "endpoint",
                "endpoints",
                "interface",
                "interfaces",
                "openapi",
                "graphql",
                "grpc",
                "asyncapi",
                "reference",
            ],
            Self::Operations => &[
                "operations",
                "operating",
                "operation",
                "runbook",
                "runbooks",
                "playbook",
                "playbooks",
                "on call",
                "oncall",
                "monitoring",
                "observability",
                "deployment",
                "deploying",
                "deploy",
                "troubleshooting",
                "incidents",
                "alerts",
                "maintenance",
                "support",
            ],
            Self::Architecture => &[
                "architecture",
                "design",
                "how it works",
                "internals",
                "concepts",
                "decisions",
                "adr",
                "adrs",
                "data model",
                "dependencies",
            ],
        }
    }
}

/// What is said of sections that are expected and not there: by the titles of the nav, the names of
/// pages, and the headings of the two uppermost levels.
pub(super) fn missing<'a>(review: &'a Review<'_>) -> impl Iterator<Item = String> + 'a {
    let mut titles: Vec<String> = review.site.nav.iter().map(|item| spaced(item.title.as_str())).collect();
    titles.extend(review.site.pages.iter().map(|page| spaced(page.as_str())));
    titles.extend(review.pages.iter().flat_map(|page| headings(page)));
    // the first page of a site is what it is about, whatever it is called
    let has_overview = review.pages.iter().any(|page| page.name.is_home() && says_something(page));
    let is_there = move |section: Section| {
        let named = titles.iter().any(|title| section.words().iter().any(|word| title.contains(&format!(" {word} "))));
        named || (section == Section::Overview && has_overview)
    };
    let missing = review.sections.iter().copied().filter(move |section| !is_there(*section));
    missing.map(|section| {
        let title = section.title();
        format!("there is no section on {}: add a page or a heading `{title}`", said(section))
    })
}

fn said(section: Section) -> &'static str {
    match section {
        Section::Overview => "what it is about",
        Section::GettingStarted => "getting started",
        Section::Api => "its API",
        Section::Operations => "operations",
        Section::Architecture => "its architecture",
    }
}

fn headings(page: &Page) -> Vec<String> {
    let text = |inlines: &[Inline]| -> String {
        inlines.iter().filter_map(Inline::piece).map(|piece| page.text(piece).as_str()).collect()
    };
    let upper = page.blocks.iter().filter_map(|block| match block {
        Block::Heading(heading) if heading.level <= 2 => Some(spaced(&text(&heading.text))),
        _ => None,
    });
    upper.chain([spaced(page.title.as_str())]).collect()
}

fn says_something(page: &Page) -> bool {
    page.blocks.iter().any(|block| matches!(block, Block::Paragraph(text) if !text.is_empty()))
}

/// A title as words in lower case with one blank around each.
fn spaced(title: &str) -> String {
    let lower = title.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    format!(" {} ", words.join(" "))
}
