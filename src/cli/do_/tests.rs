//! What is done after a while: the gate is asked again, however long the user took to say yes.

use super::confirm::{How, carry_out};
use super::progress::Progress;
use crate::cli::gate::Asked;
use crate::cli::platforms::Connected;
use crate::domain::model::journal::Journal;
use crate::domain::model::listing::{FieldColumn, FieldPath, Listing};
use crate::domain::model::timeline::Timeline;
use crate::domain::model::{At, Entity, EntityRef, Hits, Identity, Problem, Terms};
use crate::platform::account::NoAccount;
use crate::platform::actions::Action;
use crate::platform::clock::now;
use crate::platform::command::{Command, Forecast};
use crate::platform::docs::NoDocs;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::files::NoFiles;
use crate::platform::gate::{Gate, Ground};
use crate::platform::outcome::Outcome;
use crate::platform::permissions::{PermissionPort, Permits, Question, Thing};
use crate::platform::plan::{Target, plan};
use crate::platform::ports::{
    Answering, CatalogPort, CommandPort, IdentityPort, JournalPort, Platform, Ports, Saved, SearchPort, SessionPort,
    Steps, Systems, Told, Wanted,
};
use crate::platform::query::{Folder, Source};
use crate::platform::templates::NoTemplates;
use crate::platform::timeline::{TimelinePort, Window};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use std::future::pending;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// A platform that does what it is told, and whose permissions say the same to every question. All else
/// it never answers.
struct Obedient {
    says: Result<bool, FaultKind>,
    commands: Mutex<Vec<Command>>,
    asked: Mutex<Vec<Vec<Question>>>,
}

impl CommandPort for Obedient {
    fn foresee<'a>(&'a self, _: Command) -> Answering<'a, Forecast> {
        pending().boxed()
    }

    fn command<'a>(&'a self, command: Command) -> BoxFuture<'a, Outcome> {
        self.commands.lock().unwrap().push(command);
        async { Outcome::done("it is done", Vec::new()) }.boxed()
    }

    fn verdict<'a>(&'a self, _: EntityRef, _: String) -> Answering<'a, Vec<Problem>> {
        pending().boxed()
    }
}

impl PermissionPort for Obedient {
    fn permits<'a>(&'a self, questions: Vec<Question>) -> Answering<'a, Permits> {
        self.asked.lock().unwrap().push(questions.clone());
        let said = self.says.map(|allowed| questions.into_iter().map(|question| (question, allowed)).collect());
        let permits = said.map(|said| Told::now(Permits { said, ..Permits::default() }));
        async { permits.map_err(|kind| Fault::new(kind, "ask", "it is away", "")) }.boxed()
    }
}

impl CatalogPort for Obedient {
    fn rows<'a>(&'a self, _: Option<Arc<Listing>>, _: Steps<Listing>) -> Answering<'a, Listing> {
        pending().boxed()
    }

    fn fresh_rows<'a>(&'a self, _: Vec<EntityRef>, _: Arc<Listing>) -> Answering<'a, Option<Arc<Listing>>> {
        pending().boxed()
    }

    fn by_ref<'a>(&'a self, _: EntityRef, _: Steps<Entity>) -> Answering<'a, Entity> {
        pending().boxed()
    }

    fn field<'a>(&'a self, _: FieldPath, _: Steps<FieldColumn>) -> Answering<'a, FieldColumn> {
        pending().boxed()
    }

    fn entities<'a>(&'a self, _: Wanted) -> Answering<'a, Vec<Entity>> {
        pending().boxed()
    }

    fn problems<'a>(&'a self, _: Steps<Vec<Problem>>) -> Answering<'a, Vec<Problem>> {
        pending().boxed()
    }

    fn source_of<'a>(&'a self, _: EntityRef) -> Answering<'a, Source> {
        pending().boxed()
    }

    fn at_folder<'a>(&'a self, _: Folder) -> Answering<'a, Option<EntityRef>> {
        pending().boxed()
    }
}

impl SearchPort for Obedient {
    fn search<'a>(&'a self, _: Terms) -> Answering<'a, Hits> {
        pending().boxed()
    }
}

impl IdentityPort for Obedient {
    fn who_am_i<'a>(&'a self, _: Steps<Identity>) -> Answering<'a, Identity> {
        pending().boxed()
    }
}

impl JournalPort for Obedient {
    fn journal<'a>(&'a self) -> Answering<'a, Journal> {
        pending().boxed()
    }
}

impl TimelinePort for Obedient {
    fn events<'a>(&'a self, _: EntityRef, _: Window, _: Steps<Timeline>) -> Answering<'a, Timeline> {
        pending().boxed()
    }

    fn descriptor_at<'a>(&'a self, _: EntityRef, _: String) -> Answering<'a, String> {
        pending().boxed()
    }
}

impl SessionPort for Obedient {
    fn load(&self) -> Result<Saved, Fault> {
        Ok(Saved::default())
    }

    fn save(&self, _: &Saved) -> Result<(), Fault> {
        Ok(())
    }
}

fn connected(to: &Arc<Obedient>) -> Connected {
    let ports = Ports {
        catalog: to.clone(),
        search: to.clone(),
        identity: to.clone(),
        commands: to.clone(),
        journal: to.clone(),
        docs: Arc::new(NoDocs),
        templates: Arc::new(NoTemplates),
        drafts: Arc::new(NoTemplates),
        files: Arc::new(NoFiles),
        timeline: to.clone(),
        account: Arc::new(NoAccount),
        permissions: to.clone(),
        systems: Systems::default(),
    };
    let (cache, state) = (PathBuf::new(), PathBuf::new());
    Connected {
        ports,
        platform: Platform::default(),
        session: to.clone(),
        cache,
        state,
        is_of_signed_in: false,
        checks: Vec::new(),
    }
}

const NAMES: [&str; 2] = ["component:default/a", "component:default/b"];

/// Refreshes two entities, which was allowed until then; now the portal says something else. The words
/// of each end, and the exit codes.
fn refresh(until: At, says: Result<bool, FaultKind>) -> (Arc<Obedient>, Vec<(&'static str, u8)>) {
    let (commands, asked) = Default::default();
    let portal = Arc::new(Obedient { says, commands, asked });
    let mut gate = Gate::new(Ground::Portal, Arc::default());
    let [capability] = Action::EntityRefresh.needs().try_into().unwrap();
    let question =
        |name: &str| Question { capability: capability.clone(), on: Some(Thing::Entity(name.parse().unwrap())) };
    let said = NAMES.map(|name| (question(name), true)).to_vec();
    gate.hear(&Permits { said, until: Some(until), ..Permits::default() });
    let targets = NAMES.map(|name| Target::Entity(name.parse().unwrap()));
    let steps: Vec<_> = plan(&gate, Action::EntityRefresh, &targets, &[]).unwrap().into_iter().map(Ok).collect();
    let (asked, progress) = (Asked { gate, fault: None }, Progress::default());
    let how = How { dry_run: false, asks: false, shows: false };
    let connected = connected(&portal);
    let done = carry_out(&connected, asked, Action::EntityRefresh, &steps, how, &progress);
    done.now_or_never().unwrap().unwrap();
    let deeds = progress.deeds().into_iter().map(|deed| (deed.outcome, deed.code)).collect();
    (portal, deeds)
}

#[test]
fn what_was_allowed_when_it_was_shown_and_is_denied_when_the_user_says_yes_is_not_sent() {
    let ended = At(now().0 - 1);
    for (says, code) in [(Ok(false), 5), (Err(FaultKind::Unreachable), 6), (Err(FaultKind::NotSignedIn), 4)] {
        let (portal, deeds) = refresh(ended, says);
        assert_eq!(deeds, [("refused", code); 2], "{says:?}");
        assert!(portal.commands.lock().unwrap().is_empty());
        let asked = portal.asked.lock().unwrap();
        assert_eq!((asked.len(), asked[0].len()), (1, 2), "once, about all of them");
    }
}

#[test]
fn what_is_allowed_still_is_sent_and_asked_about_only_where_the_answer_has_ended() {
    let later = now().after(std::time::Duration::from_secs(3_600));
    for (until, asks) in [(At(now().0 - 1), 1), (later, 0)] {
        let (portal, deeds) = refresh(until, Ok(true));
        assert_eq!(deeds, [("done", 0); 2]);
        assert_eq!((portal.commands.lock().unwrap().len(), portal.asked.lock().unwrap().len()), (2, asks));
    }
}
