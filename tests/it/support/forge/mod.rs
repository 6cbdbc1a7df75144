//! Doubles of the three forges, each over a real git repository. What a test does to the world (opens, reviews, merges,
//! reverts) is what they tell; what is ordered of them changes the repository. They are no kinder than the real ones:
//! without the token nothing is there, a branch is not made twice, and a file that has changed is not overwritten.

mod gitea;
mod github;
mod gitlab;
pub mod repository;

use crate::systems::{Act, Asked, Server, answer};
use repository::Repository;
use serde_json::{Value, json};
use stagedoor::adapters::http::Limits;
use stagedoor::adapters::session::{TokenSource, Whose};
use stagedoor::adapters::systems::forge::{Forge, ForgeSetup, ForgeSort, Forges};
use stagedoor::domain::text::Secret;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

pub const FORGE_TOKEN: &str = "forge-77aa-very-secret";
/// The repository's path at each forge.
pub const PATH: &str = "acme/sub/infra";

/// A pull request.
#[derive(Clone, Debug, Default)]
pub struct Pull {
    pub number: u64,
    pub title: String,
    pub author: String,
    pub from: String,
    pub into: String,
    pub draft: bool,
    /// Users and teams.
    pub asked: Vec<String>,
    pub teams: Vec<String>,
    /// Who, and what: `approved`, `changes`, `commented`.
    pub reviews: Vec<(String, String, i64)>,
    pub created: i64,
    pub updated: i64,
    pub ended: Option<i64>,
    pub ended_by: String,
    /// Where its branch began and what it is at, once it is merged.
    pub base: String,
    pub head: Option<String>,
    /// How it was merged, and the commit that it became.
    pub merged: Option<(String, String)>,
}

/// What goes wrong.
#[derive(Clone, Debug, Default)]
pub struct Wrong {
    /// Requests whose path holds that are answered with this.
    pub refuses: Option<(&'static str, Refusal)>,
    /// A pull request is opened, and the answer is never given.
    pub loses_answers: bool,
    /// No pull request is opened, and no answer given.
    pub swallows_orders: bool,
    /// Lists come in pages of so many.
    pub page: Option<usize>,
}

/// An answer that is no success: status, headers, message.
pub type Refusal = (u16, Vec<(&'static str, String)>, &'static str);

#[derive(Default)]
pub struct State {
    pub pulls: BTreeMap<u64, Pull>,
    /// By commit: name and state (`success`, `failure`, `pending`).
    pub checks: BTreeMap<String, Vec<(String, String)>>,
    pub wrong: Wrong,
    /// The user may push.
    pub may_push: bool,
    next: u64,
}

/// The world behind a forge.
pub struct World {
    pub repository: Repository,
    state: Mutex<State>,
    pub sort: ForgeSort,
}

/// A forge on loopback.
pub struct Double {
    pub world: Arc<World>,
    pub server: Server,
}

impl World {
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Opens a pull request from a branch that is there.
    pub fn open(&self, title: &str, from: &str, author: &str) -> u64 {
        let base = self.repository.git(&["merge-base", "main", from]);
        let at = self.repository.tick();
        let mut state = self.state();
        state.next += 1;
        let number = state.next;
        let pull = Pull {
            number,
            title: title.into(),
            author: author.into(),
            from: from.into(),
            into: "main".into(),
            created: at,
            updated: at,
            base,
            ..Pull::default()
        };
        state.pulls.insert(number, pull);
        number
    }

    /// Changes a pull request.
    pub fn change(&self, number: u64, how: impl FnOnce(&mut Pull)) {
        let at = self.repository.tick();
        let mut state = self.state();
        let pull = state.pulls.get_mut(&number).unwrap();
        how(pull);
        pull.updated = at;
    }

    /// Asks somebody for a review.
    pub fn ask(&self, number: u64, who: &str) {
        self.change(number, |pull| pull.asked.push(who.into()));
    }

    /// Somebody reviews; they are asked no more.
    pub fn review(&self, number: u64, who: &str, what: &str) {
        let at = self.repository.tick();
        self.change(number, |pull| {
            pull.asked.retain(|asked| asked != who);
            pull.reviews.push((who.into(), what.into(), at));
        });
    }

    pub fn check(&self, commit: &str, name: &str, state: &str) {
        let mut world = self.state();
        let checks = world.checks.entry(commit.into()).or_default();
        checks.retain(|(known, _)| known != name);
        checks.push((name.into(), state.into()));
    }

    /// Merges a pull request: `merge`, `squash`, `rebase`; of GitLab also `fast-forward`.
    pub fn merge(&self, number: u64, how: &str, by: &str) -> String {
        let pull = self.state().pulls[&number].clone();
        let head = self.repository.tip(&pull.from).unwrap();
        let message = match (how, self.sort) {
            ("squash", ForgeSort::GitLab) => pull.title.clone(),
            ("squash", _) => format!("{} (#{number})", pull.title),
            (_, ForgeSort::GitHub) => format!("Merge pull request #{number} from acme/{}\n\n{}", pull.from, pull.title),
            (_, ForgeSort::GitLab) => format!(
                "Merge branch '{}' into 'main'\n\n{}\n\nSee merge request {PATH}!{number}",
                pull.from, pull.title
            ),
            (_, ForgeSort::Gitea) => {
                format!("Merge pull request '{}' (#{number}) from {} into main", pull.title, pull.from)
            }
        };
        let commit = self.repository.merge(how, &pull.from, &pull.into, &message);
        let at = self.repository.tick();
        self.change(number, |pull| {
            pull.head = Some(head);
            pull.ended = Some(at);
            pull.ended_by = by.into();
            pull.merged = Some((how.into(), commit.clone()));
        });
        commit
    }

    pub fn close(&self, number: u64, by: &str) {
        let at = self.repository.tick();
        self.change(number, |pull| {
            pull.ended = Some(at);
            pull.ended_by = by.into();
        });
    }

    pub fn head(&self, pull: &Pull) -> String {
        pull.head.clone().or_else(|| self.repository.tip(&pull.from)).unwrap_or_default()
    }

    /// The commits of a pull request, oldest first.
    pub fn parts(&self, pull: &Pull) -> Vec<String> {
        let mut all = self.repository.log(&format!("{}..{}", pull.base, self.head(pull)), "").unwrap_or_default();
        all.reverse();
        all
    }

    fn respond(&self, asked: &Asked) -> Act {
        let wrong = self.state().wrong.clone();
        if let Some((part, (status, headers, message))) = &wrong.refuses
            && asked.target.contains(part)
        {
            return refusal(*status, headers, message);
        }
        if asked.header("authorization") != Some(&format!("Bearer {FORGE_TOKEN}")) {
            // what is private is not there for a stranger
            return refusal(if asked.header("authorization").is_none() { 404 } else { 401 }, &[], "Not Found");
        }
        let is_opening =
            asked.method == "POST" && asked.path().ends_with("pulls") | asked.path().ends_with("merge_requests");
        if is_opening && wrong.swallows_orders {
            return Act::SendAndClose(Vec::new());
        }
        let said = match self.sort {
            ForgeSort::GitHub => github::respond(self, asked),
            ForgeSort::GitLab => gitlab::respond(self, asked),
            ForgeSort::Gitea => gitea::respond(self, asked),
        };
        if is_opening && wrong.loses_answers {
            return Act::SendAndClose(Vec::new());
        }
        self.send(asked, said)
    }

    fn send(&self, asked: &Asked, said: Said) -> Act {
        let value = match said {
            Said::Text(text) => return answer(200, &[("Content-Type", "text/plain")], text.as_bytes()),
            Said::Not(status, why) => return refusal(status, &[], why),
            Said::Made(value) => {
                return answer(201, &[("Content-Type", "application/json")], value.to_string().as_bytes());
            }
            Said::Is(value) => value,
        };
        let (value, has_next) = self.paged(asked, value);
        let tag = format!("\"{}\"", self.repository.hash(value.to_string().as_bytes()));
        if asked.header("if-none-match") == Some(&tag) {
            return answer(304, &[("ETag", &tag)], b"");
        }
        let link = format!("<http://forge{}>; rel=\"next\"", asked.path());
        let mut headers = vec![("Content-Type", "application/json"), ("ETag", tag.as_str())];
        headers.extend(has_next.then_some(("Link", link.as_str())));
        answer(200, &headers, value.to_string().as_bytes())
    }

    fn paged(&self, asked: &Asked, value: Value) -> (Value, bool) {
        let Value::Array(all) = value else { return (value, false) };
        let number = |name: &str| asked.param(name).and_then(|text| text.parse::<usize>().ok());
        let wanted = number("per_page").or_else(|| number("limit")).unwrap_or(30);
        let size = self.state().wrong.page.unwrap_or(wanted).min(wanted);
        let start = (number("page").unwrap_or(1) - 1) * size;
        let has_next = all.len() > start + size;
        (all.into_iter().skip(start).take(size).collect(), has_next)
    }
}

/// What a double says.
pub enum Said {
    Is(Value),
    Made(Value),
    Text(String),
    Not(u16, &'static str),
}

impl Said {
    /// That, or that it is not there.
    pub fn maybe(value: Option<Value>) -> Self {
        value.map_or(Said::Not(404, "Not Found"), Said::Is)
    }
}

fn refusal(status: u16, headers: &[(&'static str, String)], message: &str) -> Act {
    let mut all = vec![("Content-Type", "application/json")];
    all.extend(headers.iter().map(|(name, value)| (*name, value.as_str())));
    answer(status, &all, json!({"message": message}).to_string().as_bytes())
}

impl Double {
    pub fn new(sort: ForgeSort) -> Self {
        let state = State { may_push: true, ..State::default() };
        let world = Arc::new(World { repository: Repository::new(), state: Mutex::new(state), sort });
        let of = Arc::clone(&world);
        // git works in one folder: one request at a time
        let one = Mutex::new(());
        let server = Server::start(move |asked| {
            let _one = one.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            of.respond(asked)
        });
        Self { world, server }
    }

    pub fn host(&self) -> &'static str {
        match self.world.sort {
            ForgeSort::GitHub => "github.com",
            ForgeSort::GitLab => "gitlab.example",
            ForgeSort::Gitea => "git.example:3000",
        }
    }

    /// The repository as leads name it; GitHub and Gitea have no groups in groups.
    pub fn repository(&self) -> String {
        format!("{}/{}", self.host(), path_of(self.world.sort))
    }

    pub fn forges(&self) -> Forges {
        self.forges_with(TokenSource::Fixed(Secret::new(FORGE_TOKEN.into())))
    }

    pub fn forges_with(&self, token: TokenSource) -> Forges {
        let base = match self.world.sort {
            ForgeSort::GitHub => self.server.base.clone(),
            ForgeSort::GitLab => format!("{}/api/v4", self.server.base),
            ForgeSort::Gitea => format!("{}/api/v1", self.server.base),
        };
        let setup = ForgeSetup {
            host: self.host().into(),
            sort: self.world.sort,
            base,
            token,
            whose: Whose::default(),
            headers: None,
            offline: false,
        };
        let limits = Limits { pause: Duration::ZERO, ..Limits::default() };
        Forges::new(vec![Forge::new(setup, limits).unwrap()])
    }

    /// How often something was asked for, by a part of its address.
    pub fn asked(&self, method: &str, part: &str) -> usize {
        self.server.asked().iter().filter(|asked| asked.method == method && asked.target.contains(part)).count()
    }
}

pub fn path_of(sort: ForgeSort) -> &'static str {
    if sort == ForgeSort::GitLab { PATH } else { "acme/infra" }
}
