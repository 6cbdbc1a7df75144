//! A catalog whose answers a test chooses: whole, half, failing, or none at all.

use super::account::not_signed_in;
use super::timeline;
use futures_util::FutureExt as _;
use serde_json::{Value, json};
use stagedoor::adapters::files::Files;
use stagedoor::domain::model::journal::Journal;
use stagedoor::domain::model::listing::{
    FieldColumn, FieldColumnBuilder, FieldPath, Listing, ListingBuilder, RowInput,
};
use stagedoor::domain::model::timeline::Timeline;
use stagedoor::domain::model::{At, Claims, Entity, EntityRef, Hits, Identity, Principal, Problem, Terms};
use stagedoor::platform::account::{AccountPort, NoAccount};
use stagedoor::platform::command::{Command, Forecast};
use stagedoor::platform::docs::{DocsPort, NoDocs};
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::files::FilePort;
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::permissions::{NoPermissions, PermissionPort};
use stagedoor::platform::ports::{
    Answering, CatalogPort, CommandPort, IdentityPort, JournalPort, Ports, SearchPort, Step, Steps, Systems, Told,
    Wanted,
};
use stagedoor::platform::query::{Folder, Source};
use stagedoor::platform::templates::{DraftPort, NoTemplates, TemplatePort};
use stagedoor::platform::timeline::{TimelinePort, Window};
use std::collections::VecDeque;
use std::future::pending;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// How the catalog answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mood {
    /// Everything at once.
    Well,
    /// Nothing ever comes.
    Silent,
    /// There is nothing in it.
    Empty,
    /// The first pages, then nothing more.
    Half,
    /// A copy that is three hours old and good enough.
    OldCopy,
    /// A copy that is three hours old, then a fault.
    OldCopyThenFault,
    /// Only faults.
    Failing,
}

/// The catalog of the tests.
pub struct Scripted {
    pub mood: Mood,
    pub entities: Vec<Value>,
    pub now: At,
    pub problems: Vec<Problem>,
    pub journal: Journal,
    pub commands: Mutex<Vec<Command>>,
    pub asked: Mutex<Vec<String>>,
    /// How the next commands end, where it is not well.
    pub outcomes: Mutex<VecDeque<Outcome>>,
    /// Nobody is signed in: whatever is asked of the catalog or done to it fails.
    pub out: Arc<AtomicBool>,
    /// The token turned out to be somebody else's.
    pub is_anothers: Arc<AtomicBool>,
    /// Who the user is.
    pub who: Mutex<Identity>,
    pub account: Arc<dyn AccountPort>,
    pub permissions: Arc<dyn PermissionPort>,
    pub docs: Arc<dyn DocsPort>,
    pub templates: Arc<dyn TemplatePort>,
    pub drafts: Arc<dyn DraftPort>,
    pub files: Arc<dyn FilePort>,
    pub systems: Systems,
}

impl Scripted {
    pub fn new(mood: Mood, entities: Vec<Value>, now: At) -> Arc<Self> {
        let (problems, journal, commands, asked, outcomes, out) = Default::default();
        let (account, permissions) = (Arc::new(NoAccount), Arc::new(NoPermissions));
        let who = Mutex::new(alice());
        let is_anothers = Arc::default();
        Arc::new(Self {
            mood,
            entities,
            now,
            problems,
            journal,
            commands,
            asked,
            outcomes,
            out,
            is_anothers,
            who,
            account,
            permissions,
            docs: Arc::new(NoDocs),
            templates: Arc::new(NoTemplates),
            drafts: Arc::new(NoTemplates),
            files: Arc::new(Files::of("/nowhere".into())),
            systems: Systems::default(),
        })
    }

    pub fn ports(self: Arc<Self>) -> Ports {
        Ports {
            catalog: self.clone(),
            search: self.clone(),
            identity: self.clone(),
            commands: self.clone(),
            journal: self.clone(),
            account: self.account.clone(),
            permissions: self.permissions.clone(),
            docs: self.docs.clone(),
            templates: self.templates.clone(),
            drafts: self.drafts.clone(),
            files: self.files.clone(),
            systems: self.systems.clone(),
            timeline: self,
        }
    }

    fn unsigned(&self, tried: &str) -> Fault {
        let fault = not_signed_in(tried);
        let is_anothers = self.is_anothers.load(Ordering::SeqCst);
        Fault { kind: if is_anothers { FaultKind::AnotherUser } else { fault.kind }, ..fault }
    }

    fn is_out(&self) -> bool {
        self.out.load(Ordering::SeqCst)
    }

    fn note(&self, what: impl Into<String>) {
        self.asked.lock().unwrap().push(what.into());
    }

    fn listing(&self, complete: bool, as_of: At) -> Listing {
        let mut builder = ListingBuilder::default();
        let entities: &[Value] = if self.mood == Mood::Empty { &[] } else { &self.entities };
        entities.iter().for_each(|entity| push(&mut builder, entity));
        builder.finish(as_of, complete)
    }

    fn fault(&self) -> Fault {
        Fault::new(
            FaultKind::Unreachable,
            "read the catalog of http://127.0.0.1:1",
            "the connection was refused",
            "check the address and the network; `stagedoor doctor` looks further",
        )
    }
}

/// Who the user is, where a test says nothing else.
pub fn alice() -> Identity {
    Identity {
        user: Some("user:default/alice".parse().unwrap()),
        ownership: vec!["user:default/alice".parse().unwrap(), "group:default/team-a".parse().unwrap()],
        source: "test".into(),
        principal: Principal::User,
        claims: Some(Claims::default()),
        ..Identity::default()
    }
}

/// The rows that a listing keeps of an entity.
pub fn push(builder: &mut ListingBuilder, entity: &Value) {
    let text = |pointer: &str| entity.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let relations = entity["relations"].as_array().into_iter().flatten();
    builder.push(&RowInput {
        kind: text("/kind").into(),
        namespace: text("/metadata/namespace").into(),
        name: text("/metadata/name").into(),
        title: text("/metadata/title").into(),
        description: text("/metadata/description").into(),
        kind_type: text("/spec/type").into(),
        lifecycle: text("/spec/lifecycle").into(),
        owner: text("/spec/owner").into(),
        system: text("/spec/system").into(),
        tags: entity["metadata"]["tags"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|tag| Some(tag.as_str()?.into()))
            .collect(),
        relations: relations
            .map(|r| (r["type"].as_str().unwrap().into(), r["targetRef"].as_str().unwrap().into()))
            .collect(),
    });
}

/// A small catalog in which everything occurs that a row can be.
pub fn entities() -> Vec<Value> {
    let component = |name: &str, title: &str, description: &str, lifecycle: &str, owner: &str| {
        json!({
            "apiVersion": "backstage.io/v1alpha1", "kind": "Component",
            "metadata": {
                "name": name, "title": title, "description": description, "tags": ["go", "pci"],
                "links": [{"url": "https://grafana.example/d/pay", "title": "Dashboard"}],
                "annotations": {"backstage.io/source-location": "url:https://git.example/acme/mono/"},
            },
            "spec": {"type": "service", "lifecycle": lifecycle, "owner": owner, "system": "shop"},
            "relations": [
                {"type": "ownedBy", "targetRef": format!("group:default/{owner}")},
                {"type": "partOf", "targetRef": "system:default/shop"},
                {"type": "dependsOn", "targetRef": "resource:default/gone-database"},
            ],
        })
    };
    let mut all = vec![
        component("payments", "Payments", "Takes the money.", "production", "team-a"),
        component("payments-worker", "", "Takes the money again, at night.", "experimental", "team-a"),
        component("old-cart", "", "Nobody uses this any more.", "deprecated", "team-gone"),
        component(
            "wide",
            "日本語の部品 🛒",
            "A title of wide characters, and one e\u{301} with a mark.",
            "production",
            "team-a",
        ),
        component(
            "hostile",
            "\u{1b}[31mred\u{1b}]0;title\u{7}",
            "\u{202e}desrever\u{202c} \u{200b}hidden\u{9b}2J \u{7}bell",
            "production",
            "team-a",
        ),
        json!({"kind": "Group", "metadata": {"name": "team-a", "title": "Team A"}, "spec": {"type": "team", "children": []},
            "relations": [{"type": "ownerOf", "targetRef": "component:default/payments"}, {"type": "hasMember", "targetRef": "user:default/alice"}]}),
        json!({"kind": "User", "metadata": {"name": "alice"}, "spec": {"profile": {"displayName": "Alice"}},
            "relations": [{"type": "memberOf", "targetRef": "group:default/team-a"}]}),
        json!({"kind": "System", "metadata": {"name": "shop", "title": "Web shop"}, "spec": {"owner": "team-a"},
            "relations": [{"type": "ownedBy", "targetRef": "group:default/team-a"}, {"type": "hasPart", "targetRef": "component:default/payments"}]}),
        json!({"kind": "Gizmo", "metadata": {"name": "unknown-kind"}, "spec": {}}),
    ];
    for n in 0..60 {
        let mut filler = component(&format!("filler-{n:03}"), "", "One of many.", "production", "team-a");
        filler["spec"]["type"] = json!(if n % 2 == 0 { "library" } else { "website" });
        all.push(filler);
    }
    all
}

impl CatalogPort for Scripted {
    fn rows<'a>(&'a self, _known: Option<Arc<Listing>>, steps: Steps<Listing>) -> Answering<'a, Listing> {
        self.note("rows");
        async move {
            if self.is_out() {
                return Err(self.unsigned("read the catalog"));
            }
            match self.mood {
                Mood::Well | Mood::Empty => Ok(Told::now(self.listing(true, self.now))),
                Mood::Silent => pending().await,
                Mood::Half => {
                    steps.send(Step::Part(Told::now(self.listing(false, self.now))));
                    pending().await
                }
                Mood::OldCopy => {
                    let as_of = At(self.now.0 - 3 * 3_600_000);
                    let answer = Arc::new(self.listing(true, as_of));
                    Ok(Told { answer, as_of: Some(as_of) })
                }
                Mood::OldCopyThenFault => {
                    let as_of = At(self.now.0 - 3 * 3_600_000);
                    steps.send(Step::Part(Told { answer: Arc::new(self.listing(true, as_of)), as_of: Some(as_of) }));
                    Err(self.fault())
                }
                Mood::Failing => Err(self.fault()),
            }
        }
        .boxed()
    }

    fn fresh_rows<'a>(&'a self, refs: Vec<EntityRef>, _known: Arc<Listing>) -> Answering<'a, Option<Arc<Listing>>> {
        self.note(format!("fresh {}", refs.len()));
        async move { if self.mood >= Mood::OldCopyThenFault { Err(self.fault()) } else { Ok(Told::now(None)) } }.boxed()
    }

    fn by_ref<'a>(&'a self, reference: EntityRef, _steps: Steps<Entity>) -> Answering<'a, Entity> {
        self.note(reference.as_str());
        async move {
            if self.is_out() {
                return Err(not_signed_in("show an entity"));
            }
            match self.mood {
                Mood::Silent => pending().await,
                Mood::Failing | Mood::OldCopyThenFault => Err(self.fault()),
                _ => {
                    let found =
                        self.entities.iter().cloned().filter_map(Entity::new).find(|e| *e.reference() == reference);
                    found.map(Told::now).ok_or_else(|| {
                        Fault::new(
                            FaultKind::NotFound,
                            &format!("show {reference}"),
                            "it is not in the catalog",
                            "it may be gone",
                        )
                    })
                }
            }
        }
        .boxed()
    }

    fn entities<'a>(&'a self, _wanted: Wanted) -> Answering<'a, Vec<Entity>> {
        async move { Ok(Told::now(self.entities.iter().cloned().filter_map(Entity::new).collect())) }.boxed()
    }

    fn problems<'a>(&'a self, _steps: Steps<Vec<Problem>>) -> Answering<'a, Vec<Problem>> {
        async move {
            match self.mood {
                Mood::Silent => pending().await,
                _ => Ok(Told::now(self.problems.clone())),
            }
        }
        .boxed()
    }

    fn field<'a>(&'a self, path: FieldPath, _steps: Steps<FieldColumn>) -> Answering<'a, FieldColumn> {
        self.note(format!("field {path}"));
        async move {
            match self.mood {
                Mood::Silent | Mood::Half => pending().await,
                Mood::Failing | Mood::OldCopyThenFault => Err(self.fault()),
                _ => {
                    let mut builder = FieldColumnBuilder::new(path.clone());
                    for entity in &self.entities {
                        let text = |pointer: &str| entity.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
                        let values = path.values(entity);
                        builder.push(text("/kind"), text("/metadata/namespace"), text("/metadata/name"), &values);
                    }
                    Ok(Told::now(builder.finish()))
                }
            }
        }
        .boxed()
    }

    fn source_of<'a>(&'a self, _reference: EntityRef) -> Answering<'a, Source> {
        async move { Ok(Told::now(Source::Address("https://git.example/edit".into()))) }.boxed()
    }

    fn at_folder<'a>(&'a self, _folder: Folder) -> Answering<'a, Option<EntityRef>> {
        async move { Ok(Told::now(Some("component:default/payments".parse().unwrap()))) }.boxed()
    }
}

impl CommandPort for Scripted {
    fn foresee<'a>(&'a self, command: Command) -> Answering<'a, Forecast> {
        self.note(format!("foresee {}", command.target()));
        async move {
            match self.mood {
                Mood::Silent => pending().await,
                Mood::Failing => Err(self.fault()),
                _ => {
                    let known = command.entity().is_none_or(|entity| {
                        self.entities.iter().cloned().filter_map(Entity::new).any(|it| it.reference() == entity)
                    });
                    let words = command.words();
                    let gone = Fault::new(FaultKind::NotFound, words.as_str(), "it is not there", "");
                    if known { Ok(Told::now(Forecast::new(command, words.as_str()))) } else { Err(gone) }
                }
            }
        }
        .boxed()
    }

    fn command<'a>(&'a self, command: Command) -> futures_util::future::BoxFuture<'a, Outcome> {
        if self.is_out() {
            return async move { Outcome::Refused(not_signed_in(command.words().as_str())) }.boxed();
        }
        self.commands.lock().unwrap().push(command);
        let outcome = self.outcomes.lock().unwrap().pop_front();
        async move { outcome.unwrap_or_else(|| Outcome::done("it was asked to", Vec::new())) }.boxed()
    }

    fn verdict<'a>(&'a self, _: EntityRef, _: String) -> Answering<'a, Vec<Problem>> {
        async move { Ok(Told::now(self.problems.clone())) }.boxed()
    }
}

impl JournalPort for Scripted {
    fn journal<'a>(&'a self) -> Answering<'a, Journal> {
        async move {
            match self.mood {
                Mood::Silent => pending().await,
                Mood::Failing => Err(self.fault()),
                _ => Ok(Told::now(self.journal.clone())),
            }
        }
        .boxed()
    }
}

impl TimelinePort for Scripted {
    fn events<'a>(&'a self, reference: EntityRef, window: Window, _: Steps<Timeline>) -> Answering<'a, Timeline> {
        self.note(format!("timeline {reference}"));
        async move {
            let whole = timeline::of(self.mood, self.now);
            let part = Timeline { events: whole.events.iter().take(window.limit).cloned().collect(), ..whole };
            if self.mood == Mood::Silent { pending().await } else { Ok(Told::now(part)) }
        }
        .boxed()
    }

    fn descriptor_at<'a>(&'a self, reference: EntityRef, state: String) -> Answering<'a, String> {
        self.note(format!("descriptor {reference} {state}"));
        async move { Ok(Told::now(format!("kind: Component\nmetadata:\n  name: {}\n", reference.name()))) }.boxed()
    }
}

impl SearchPort for Scripted {
    fn search<'a>(&'a self, _: Terms) -> Answering<'a, Hits> {
        async move { Ok(Told::now(Hits::default())) }.boxed()
    }
}

impl IdentityPort for Scripted {
    fn who_am_i<'a>(&'a self, _steps: Steps<Identity>) -> Answering<'a, Identity> {
        async move {
            match self.mood {
                Mood::Silent => pending().await,
                Mood::Failing => Err(self.fault()),
                _ if self.is_out() => Err(not_signed_in("find out who you are")),
                _ => Ok(Told::now(self.who.lock().unwrap().clone())),
            }
        }
        .boxed()
    }
}
