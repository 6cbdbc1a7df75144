//! Commits and releases as a feed of timelines.

use super::Git;
use super::call::LONG;
use super::event::{SOURCE, event};
use super::follow::Changes;
use super::log::{Commit, DATE, FORMAT, Reader};
use super::owners::{Owners, owners, tell};
use super::place::{Place, place};
use super::tags::releases;
use crate::domain::model::EntityRef;
use crate::domain::model::timeline::{Event, Forge, Heard, Known, SourceState, join};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Answering, Step, Steps, Told, fell_over};
use crate::platform::timeline::{Ground, TimelineFeed, Window};
use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

/// After so many commits what was heard is handed on, and then after twice as many.
const FIRST: usize = 25;

/// Where in a checkout an entity is; `None` where it is in none. May read files.
pub type Whereabouts = Arc<dyn Fn(&EntityRef) -> Result<Option<Ground>, Fault> + Send + Sync>;

/// The commits that changed an entity, and the releases that they are in.
#[derive(Clone)]
pub struct GitFeed {
    whereabouts: Whereabouts,
    /// What is somebody else's besides the checkout itself.
    root: Option<PathBuf>,
    git: Option<Git>,
}

impl GitFeed {
    /// A feed over the checkouts that `whereabouts` knows. git is looked for when it is needed.
    pub fn new(whereabouts: Whereabouts) -> Self {
        Self { whereabouts, root: None, git: None }
    }

    /// The same for entities below a folder, which brings no git of its own.
    #[must_use]
    pub fn below(self, root: PathBuf) -> Self {
        Self { root: Some(root), ..self }
    }

    /// The same with a git that is known.
    #[must_use]
    pub fn with(self, git: Git) -> Self {
        Self { git: Some(git), ..self }
    }

    async fn ground(&self, reference: &EntityRef) -> Result<Option<Ground>, Fault> {
        let (whereabouts, reference) = (Arc::clone(&self.whereabouts), reference.clone());
        let found = tokio::task::spawn_blocking(move || whereabouts(&reference)).await;
        found.map_err(|_| fell_over("find the entity's folder"))?
    }

    async fn git(&self, ground: &Ground) -> Result<Git, Fault> {
        if let Some(git) = &self.git {
            return Ok(git.clone());
        }
        let folder = ground.descriptor.parent().unwrap_or(&ground.descriptor).to_owned();
        Git::find_beside(self.root.iter().cloned().chain([folder]).collect()).await
    }
}

impl TimelineFeed for GitFeed {
    fn name(&self) -> &str {
        SOURCE
    }

    fn events<'a>(&'a self, reference: EntityRef, window: Window, steps: Steps<Heard>) -> Answering<'a, Heard> {
        Box::pin(async move {
            let Some(ground) = self.ground(&reference).await? else {
                let why = "the entity's folder is in no git repository; `git init` there begins one";
                return Ok(Told::now(Heard::unknown(SOURCE, why)));
            };
            let look = Look { git: self.git(&ground).await?, reference, ground, window };
            look.follow(&steps).await
        })
    }

    fn descriptor_at<'a>(&'a self, reference: EntityRef, state: String) -> Option<Answering<'a, String>> {
        Some(Box::pin(async move {
            let tried = format!("read the descriptor of {reference} at {state}");
            let fault = |kind, happened: &str| Fault::new(kind, &tried, happened, "look at another commit");
            if state.len() < 4 || !state.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return Err(fault(FaultKind::Invalid, "that is not the id of a commit"));
            }
            let ground = self.ground(&reference).await?;
            let ground = ground.ok_or_else(|| fault(FaultKind::NotFound, "it is in no git repository"))?;
            let git = self.git(&ground).await?;
            let place = place(&git, &ground).await?;
            let name = format!("{state}:{}", place.descriptor);
            let mut command = git.command(&place.top);
            command.args(["cat-file", "blob", &name]);
            let ran = git.ran(command, None, &tried).await?;
            if !ran.is_good() {
                return Err(fault(FaultKind::NotFound, "the file was not there then, or under another name"));
            }
            Ok(Told::now(String::from_utf8_lossy(&ran.output).into_owned()))
        }))
    }
}

/// One look at the history of an entity.
struct Look {
    git: Git,
    reference: EntityRef,
    ground: Ground,
    window: Window,
}

impl Look {
    /// Tells what there is, and again after each commit, pull or switch, where the system tells of
    /// those.
    async fn follow(&self, steps: &Steps<Heard>) -> Answered {
        let place = place(&self.git, &self.ground).await?;
        let changes = if self.ground.can_be_followed { Changes::of(&place).await } else { None };
        let mut last = self.hear(&place, Some(steps)).await?;
        let Some(mut changes) = changes else { return Ok(Told::now(last)) };
        loop {
            steps.send(Step::Whole(Told::now(last.clone())));
            last = loop {
                changes.next().await;
                match self.hear(&place, None).await? {
                    same if same == last => {}
                    new => break new,
                }
            };
        }
    }

    async fn hear(&self, place: &Place, steps: Option<&Steps<Heard>>) -> Result<Heard, Fault> {
        let forge = self.ground.remote.as_deref().and_then(Forge::of_remote);
        if !place.has_commits(&self.git).await? {
            return Ok(heard(Vec::new(), false, Some("the branch has no commits yet".into())));
        }
        let cut = place.cut(&self.git).await?;
        let mut told = Telling { events: Vec::new(), next: FIRST, steps, place, forge: forge.as_ref(), cut: &cut };
        let ended = self.log(place, &mut told).await;
        let mut events = told.events;
        let mut remark = (!cut.is_empty()).then(|| Clean::from("this clone is shallow: what is older is not in it"));
        let has_more = match ended {
            Ok(has_more) => has_more,
            // what it said until then did happen
            Err(fault) if !events.is_empty() => {
                remark = Some(Clean::line(&format!("{}; there may be more", fault.happened)));
                true
            }
            Err(fault) => return Err(fault),
        };
        if events.iter().any(|event| event.is_catalog) {
            let owners = owners(&self.git, &place.top, &place.descriptor).await.unwrap_or_default();
            self.tell_owners(&mut events, &owners);
        }
        let commits = heard(events, has_more, remark);
        let tags = releases(&self.git, &place.top, &self.reference, self.window, forge.as_ref()).await;
        Ok(with_releases(commits, tags))
    }

    /// Has git tell the commits; whether there are more.
    async fn log(&self, place: &Place, told: &mut Telling<'_>) -> Result<bool, Fault> {
        let counted = self.log_once(place, told, true).await;
        match counted {
            // in a partial clone the contents may be missing, and nothing is fetched for this
            Err(_) if told.events.is_empty() && place.is_partial(&self.git).await => {
                self.log_once(place, told, false).await
            }
            counted => counted,
        }
    }

    async fn log_once(&self, place: &Place, told: &mut Telling<'_>, with_files: bool) -> Result<bool, Fault> {
        let limit = self.window.limit;
        let mut command = self.git.command(&place.top);
        command.args([
            "log",
            "-z",
            "--full-history",
            "--no-color",
            "--no-decorate",
            "--no-notes",
            "--no-show-signature",
        ]);
        command.args(["--no-mailmap", "--encoding=UTF-8", FORMAT, DATE]).arg(format!("-n{}", limit.saturating_add(1)));
        if with_files {
            command.args(["--numstat", "-M", "-l200", "--no-ext-diff", "--no-textconv", "--no-relative"]);
            command.args([
                "--submodule=short",
                "--ignore-submodules=none",
                "-O/dev/null",
                "--diff-merges=first-parent",
            ]);
        }
        if let Some(since) = self.window.since {
            command.arg(format!("--since=@{}", since.0.div_euclid(1_000)));
        }
        command.args(["HEAD", "--"]).args(&place.specs);
        let mut reader = Reader::default();
        let mut has_more = false;
        let mut each = |commit: Commit| {
            has_more = told.events.len() >= limit;
            if has_more { ControlFlow::Break(()) } else { told.commit(&commit) }
        };
        let ran = self.git.hear(command, &place.top, LONG, "read the history", |bytes| {
            let more = reader.take(bytes, &mut each);
            if bytes.is_empty() {
                reader.end(&mut each);
            }
            more
        });
        let ran = ran.await?;
        Ok(has_more || ran.is_cut)
    }

    fn tell_owners(&self, events: &mut [Event], owners: &Owners) {
        for event in events {
            let id = event.id.as_str().trim_start_matches("git:").to_owned();
            if let Some(change) = owners.get(&id) {
                tell(event, change, &self.reference);
            }
        }
    }
}

type Answered = Result<Told<Heard>, Fault>;

/// What is told while git still goes through the history.
struct Telling<'a> {
    events: Vec<Event>,
    /// How many there are when they are handed on next.
    next: usize,
    steps: Option<&'a Steps<Heard>>,
    place: &'a Place,
    forge: Option<&'a Forge>,
    cut: &'a HashSet<String>,
}

impl Telling<'_> {
    fn commit(&mut self, commit: &Commit) -> ControlFlow<()> {
        self.events.push(event(commit, &self.place.descriptor, self.forge, self.cut.contains(&commit.id)));
        if self.events.len() >= self.next {
            self.next *= 2;
            if let Some(steps) = self.steps {
                steps.send(Step::Part(Told::now(heard(self.events.clone(), true, None))));
            }
        }
        ControlFlow::Continue(())
    }
}

/// The releases among the commits; the commits are true without them too.
fn with_releases(commits: Heard, tags: Result<(Vec<Event>, bool), Fault>) -> Heard {
    match tags {
        Ok((tags, more)) => {
            let joined = join(&[heard(tags, more, None), commits.clone()]);
            Heard { events: joined.events, has_more: joined.has_more, ..commits }
        }
        Err(fault) => {
            let words = format!("cannot {}: {}", fault.tried, fault.happened);
            let remark = commits.source.remark.as_ref().map_or(words.clone(), |said| format!("{said}; {words}"));
            let source = SourceState { remark: Some(Clean::line(&remark)), ..commits.source };
            Heard { source, has_more: true, ..commits }
        }
    }
}

fn heard(mut events: Vec<Event>, has_more: bool, remark: Option<Clean>) -> Heard {
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    let source = SourceState { name: SOURCE.into(), known: Known::Yes, remark };
    Heard { source, events: events.into_iter().map(Arc::new).collect(), has_more }
}
