//! What forges know of an entity's past, for its timeline: commits, and pull requests that were merged or are open.

use super::address::{Remotes, Site, Sites};
use super::{Forges, NAME};
use crate::domain::model::EntityRef;
use crate::domain::model::forge::{Commit, PullRequest, PullState};
use crate::domain::model::timeline::{Event, EventKind, Fact, Heard, Known, Lead, LeadsTo, SourceState};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::ports::CatalogPort;
use crate::platform::steps::{Answering, Steps, Told};
use crate::platform::timeline::{TimelineFeed, Window};
use std::collections::HashMap;
use std::sync::Arc;

/// Pull requests that are looked through.
const PULLS: usize = 100;
/// Commits that are told, whatever the window.
const COMMITS: usize = 300;

/// The forges' part of timelines.
#[derive(Clone)]
pub struct ForgePast {
    forges: Forges,
    sites: Sites,
    /// Commits are told by somebody else.
    without_commits: bool,
}

impl ForgePast {
    /// The part of these forges. The catalog tells which repository is an entity's.
    pub fn new(forges: Forges, catalog: Arc<dyn CatalogPort>) -> Self {
        Self { forges, sites: Sites { catalog, remotes: None }, without_commits: false }
    }

    /// The same beside a checkout, which tells the commits and where it comes from.
    #[must_use]
    pub fn beside_checkout(mut self, remotes: Remotes) -> Self {
        self.sites.remotes = Some(remotes);
        self.without_commits = true;
        self
    }

    async fn hear(&self, reference: EntityRef, window: Window) -> Result<Heard, Fault> {
        let tried = format!("read the history of {reference}");
        let Some(site) = self.sites.of(&reference).await? else {
            let why = "the entity names no repository (backstage.io/source-location, github.com/project-slug)";
            return Ok(Heard::unknown(NAME, why));
        };
        let Some((forge, path)) = self.forges.find(&site.repository) else {
            let host = site.repository.split('/').next().unwrap_or_default();
            return Ok(Heard::unknown(NAME, &format!("no forge is configured for {host}")));
        };
        let branch = match site.branch.is_empty() {
            true => forge.dialect.home(path).await.map_err(|fault| of(fault, &tried))?.branch,
            false => site.branch.clone(),
        };
        let most = window.limit.saturating_add(1).min(COMMITS);
        let (commits, more) = forge.dialect.commits(path, &branch, &site.folder, most).await?;
        let pulls = forge.dialect.pulls(path, PULLS).await;
        let remark = pulls.as_ref().err().map(|fault| Clean::line(&fault.to_string()));
        let pulls = pulls.map(|pulls| pulls.list).unwrap_or_default();
        let events = self.events(&site, &branch, &commits, &pulls);
        Ok(within(events, window, more, remark))
    }

    fn events(&self, site: &Site, branch: &str, commits: &[Commit], pulls: &[PullRequest]) -> Vec<Event> {
        let by_commit: HashMap<&str, &PullRequest> =
            pulls.iter().filter_map(|pull| Some((pull.merge_commit.as_ref()?.as_str(), pull))).collect();
        let of_commit = |commit: &Commit| match by_commit.get(commit.id.as_str()) {
            Some(pull) => Some(merged(pull, commit, &site.repository)),
            None if self.without_commits => None,
            None => Some(committed(commit)),
        };
        let told = commits.iter().filter_map(of_commit);
        // of one in a folder of many nothing tells without its files whose it is
        let is_whole = site.folder.is_empty();
        let open = pulls.iter().filter(|pull| is_whole && pull.into.as_str() == branch);
        told.chain(open.filter_map(|pull| opened(pull, &site.repository))).collect()
    }
}

/// The same fault, of what was tried for the user.
fn of(fault: Fault, tried: &str) -> Fault {
    Fault { tried: Clean::line(tried), ..fault }
}

fn within(mut events: Vec<Event>, window: Window, more: bool, remark: Option<Clean>) -> Heard {
    events.retain(|event| window.since.is_none_or(|since| event.at >= since));
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    let has_more = more || events.len() > window.limit;
    events.truncate(window.limit);
    let source = SourceState { name: NAME.into(), known: Known::Yes, remark };
    Heard { source, events: events.into_iter().map(Arc::new).collect(), has_more }
}

fn committed(commit: &Commit) -> Event {
    let kind = if commit.parents.len() > 1 { EventKind::Merge } else { EventKind::Commit };
    Event {
        who: commit.author.clone(),
        text: commit.text.iter().skip(1).skip_while(|line| line.is_empty()).cloned().collect(),
        facts: vec![Fact::new("commit", commit.id.clone())],
        leads: lead("the commit", &commit.address),
        // as the checkout names it, so that it is one event where both tell it
        ..Event::new("git", commit.id.as_str(), commit.at, kind, commit.title.clone())
    }
}

fn merged(pull: &PullRequest, commit: &Commit, repository: &str) -> Event {
    let id = format!("{repository}#{}", pull.id.number);
    let at = pull.ended.unwrap_or(commit.at);
    Event {
        who: if pull.ended_by.is_empty() { commit.author.clone() } else { pull.ended_by.clone() },
        facts: facts(pull, Some(commit)),
        leads: [lead("the pull request", &pull.address), lead("the commit", &commit.address)].concat(),
        ..Event::new(NAME, &id, at, EventKind::Merge, pull.title.clone())
    }
}

fn opened(pull: &PullRequest, repository: &str) -> Option<Event> {
    let is_draft = pull.state == PullState::Draft;
    if pull.state != PullState::Open && !is_draft {
        return None;
    }
    let id = format!("{repository}#{}", pull.id.number);
    let title = Clean::line(&format!("{}: {}", if is_draft { "Draft" } else { "Proposed" }, pull.title));
    let kind = EventKind::Other("pull request".into());
    Some(Event {
        who: pull.author.clone(),
        facts: facts(pull, None),
        leads: lead("the pull request", &pull.address),
        ..Event::new(NAME, &id, pull.created, kind, title)
    })
}

fn facts(pull: &PullRequest, commit: Option<&Commit>) -> Vec<Fact> {
    let number = Clean::line(&pull.id.number.to_string());
    let asked = pull.reviewers.iter().map(|reviewer| reviewer.name.as_str());
    let asked = Clean::line(&asked.collect::<Vec<_>>().join(", "));
    let all = [
        ("pull request", number),
        ("author", pull.author.clone()),
        ("reviewers", asked),
        ("commit", commit.map(|commit| commit.id.clone()).unwrap_or_default()),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(label, value)| Fact::new(label, value)).collect()
}

fn lead(title: &'static str, address: &Clean) -> Vec<Lead> {
    let lead = || Lead { title: title.into(), to: LeadsTo::Address(address.clone()) };
    (!address.is_empty()).then(lead).into_iter().collect()
}

impl TimelineFeed for ForgePast {
    fn name(&self) -> &str {
        NAME
    }

    fn events<'a>(&'a self, reference: EntityRef, window: Window, _: Steps<Heard>) -> Answering<'a, Heard> {
        Box::pin(async move { Ok(Told::now(self.hear(reference, window).await?)) })
    }
}
