//! The capabilities that a platform may have, each a small trait. A context is a set of them.

pub use super::about::Platform;
use super::access::{AccessPort, NoAccess};
use super::account::AccountPort;
use super::actions::Action;
use super::command::{Command, Forecast};
use super::credentials::{CredentialPort, NoCredentials};
use super::decoding;
use super::delivery::{DeliveryPort, NoDelivery};
use super::docs::DocsPort;
use super::fault::{Fault, FaultKind};
use super::files::FilePort;
use super::forge::{ForgePort, NoForge};
use super::outcome::Outcome;
use super::permissions::PermissionPort;
use super::provisioning::{NoProvisioning, ProvisioningPort};
use super::query::{Answer, Ask, DocsInside, Folder, Select, Source};
use super::runtime::{NoRuntime, RuntimePort};
pub use super::saved::{Bookmark, Saved, SavedFilter, SessionPort};
pub use super::steps::{Answering, Step, Steps, Told};
use super::templates::{DraftPort, TemplatePort};
use super::timeline::{TimelinePort, Window};
use crate::domain::definition::of_entity;
use crate::domain::docs::{Picture, decode};
use crate::domain::model::journal::{Ending, Entry, Journal};
use crate::domain::model::listing::{FieldCells, FieldColumn, FieldPath, Listing, Selection, select};
use crate::domain::model::{At, Entity, EntityRef, Hits, Identity, Problem, Terms};
use crate::domain::text::Clean;
use futures_util::future::BoxFuture;
use std::path::Path;
use std::sync::Arc;

/// Which whole entities are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only of this kind, in lower case.
    pub kind: Option<String>,
    /// Only these; an empty list is no limit.
    pub refs: Vec<EntityRef>,
    /// Conditions as Backstage writes filters: `spec.type=service`, or a bare field for "is there".
    /// All must hold; of one field any value.
    pub filters: Vec<(String, Option<String>)>,
    /// Only what is owned by one of these.
    pub owned_by: Vec<EntityRef>,
    /// Sorted by this field, `true` from the end backwards; by reference without one. What has no
    /// such field comes last.
    pub sort: Option<(String, bool)>,
    /// At most so many.
    pub limit: Option<usize>,
}

/// The software catalog.
pub trait CatalogPort: Send + Sync {
    /// All rows. `known` is what is held already: when that is young enough it may be the answer.
    /// A port that follows changes sends [`Step::Whole`] for each and does not end.
    fn rows<'a>(&'a self, known: Option<Arc<Listing>>, steps: Steps<Listing>) -> Answering<'a, Listing>;

    /// `known` with these rows asked anew; `None` when nothing in them changed.
    fn fresh_rows<'a>(&'a self, refs: Vec<EntityRef>, known: Arc<Listing>) -> Answering<'a, Option<Arc<Listing>>>;

    /// One entity, whole. A port that follows changes sends them as steps.
    fn by_ref<'a>(&'a self, reference: EntityRef, steps: Steps<Entity>) -> Answering<'a, Entity>;

    /// One field of all entities that have it. A port that follows changes sends it as steps and does
    /// not end.
    fn field<'a>(&'a self, path: FieldPath, steps: Steps<FieldColumn>) -> Answering<'a, FieldColumn>;

    /// Whole entities, for the command line.
    fn entities<'a>(&'a self, wanted: Wanted) -> Answering<'a, Vec<Entity>>;

    /// What is wrong in the sources, where the platform tells.
    fn problems<'a>(&'a self, steps: Steps<Vec<Problem>>) -> Answering<'a, Vec<Problem>>;

    /// Where an entity's descriptor can be edited.
    fn source_of<'a>(&'a self, reference: EntityRef) -> Answering<'a, Source>;

    /// The entity that a folder of the user's belongs to.
    fn at_folder<'a>(&'a self, folder: Folder) -> Answering<'a, Option<EntityRef>>;
}

/// What can be done to a platform.
pub trait CommandPort: Send + Sync {
    /// What a command would do; nothing is changed by it. The command in the answer is the one to
    /// send: what was found out is in it.
    fn foresee<'a>(&'a self, command: Command) -> Answering<'a, Forecast>;

    /// Does it. Never sent a second time when its answer is lost.
    fn command<'a>(&'a self, command: Command) -> BoxFuture<'a, Outcome>;

    /// What the catalog would say against a descriptor; empty when it would take it.
    fn verdict<'a>(&'a self, reference: EntityRef, text: String) -> Answering<'a, Vec<Problem>>;
}

/// What was done through stagedoor.
pub trait JournalPort: Send + Sync {
    /// The journal as it is now.
    fn journal<'a>(&'a self) -> Answering<'a, Journal>;

    /// Records that something begins that no command stands for: a program that has the terminal. Where this fails it
    /// must not begin. A port that keeps no journal records nothing.
    fn begin<'a>(&'a self, action: Action, target: Clean) -> BoxFuture<'a, Result<Entry, Fault>> {
        let entry = Entry::beginning(action.spec().id, target);
        Box::pin(async move { Ok(entry) })
    }

    /// Records how it ended, and what there is to tell of it.
    fn end<'a>(&'a self, begun: Entry, outcome: Ending, told: Clean) -> BoxFuture<'a, Result<(), Fault>> {
        let _ = (begun, outcome, told);
        Box::pin(async { Ok(()) })
    }
}

/// What the history of a folder holds of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Committed {
    /// No history is kept of the folder.
    NoRepository,
    /// The file is not part of the last commit.
    Nowhere,
    /// What the last commit has.
    As(Vec<u8>),
}

/// The history that the files of a workspace are kept in.
pub trait HistoryPort: Send + Sync {
    /// What the last commit has of a file, given by its absolute path.
    fn committed<'a>(&'a self, path: &'a Path) -> BoxFuture<'a, Result<Committed, Fault>>;

    /// Commits a file with that content, whatever is on disk by now, and nothing else; the short id of
    /// the commit. A fault of the kind [`FaultKind::TimedOut`] leaves open whether it was made.
    fn commit<'a>(&'a self, path: &'a Path, content: &'a [u8], message: &'a str)
    -> BoxFuture<'a, Result<Clean, Fault>>;
}

/// Full text search.
pub trait SearchPort: Send + Sync {
    /// What matches, best first, a page of it.
    fn search<'a>(&'a self, terms: Terms) -> Answering<'a, Hits>;
}

/// Who the user is.
pub trait IdentityPort: Send + Sync {
    /// The identity. One that is known from before may come as a step meanwhile.
    fn who_am_i<'a>(&'a self, steps: Steps<Identity>) -> Answering<'a, Identity>;
}

/// The ports of a context.
#[derive(Clone)]
pub struct Ports {
    /// The catalog.
    pub catalog: Arc<dyn CatalogPort>,
    /// Search.
    pub search: Arc<dyn SearchPort>,
    /// Who the user is.
    pub identity: Arc<dyn IdentityPort>,
    /// What can be done.
    pub commands: Arc<dyn CommandPort>,
    /// What was done.
    pub journal: Arc<dyn JournalPort>,
    /// Docs.
    pub docs: Arc<dyn DocsPort>,
    /// Templates and their runs.
    pub templates: Arc<dyn TemplatePort>,
    /// Wizards that were begun.
    pub drafts: Arc<dyn DraftPort>,
    /// Files that the user names.
    pub files: Arc<dyn FilePort>,
    /// What changed.
    pub timeline: Arc<dyn TimelinePort>,
    /// The systems behind the portal, or beside the folder.
    pub systems: Systems,
    /// Signing in and out.
    pub account: Arc<dyn AccountPort>,
    /// What the platform itself permits.
    pub permissions: Arc<dyn PermissionPort>,
}

/// The ports that systems behind a portal, or beside a folder, serve together. Each may be there or not.
#[derive(Clone)]
pub struct Systems {
    /// What was asked for, and how far it has come.
    pub provisioning: Arc<dyn ProvisioningPort>,
    /// What runs.
    pub runtime: Arc<dyn RuntimePort>,
    /// How what was committed comes to run.
    pub delivery: Arc<dyn DeliveryPort>,
    /// What forges know of changes.
    pub forge: Arc<dyn ForgePort>,
    /// What grants access for a while.
    pub access: Arc<dyn AccessPort>,
    /// What lends credentials.
    pub credentials: Arc<dyn CredentialPort>,
}

impl Default for Systems {
    /// None of them is there.
    fn default() -> Self {
        Self {
            provisioning: Arc::new(NoProvisioning),
            runtime: Arc::new(NoRuntime),
            delivery: Arc::new(NoDelivery),
            forge: Arc::new(NoForge),
            access: Arc::new(NoAccess),
            credentials: Arc::new(NoCredentials),
        }
    }
}

/// What a job says while it runs.
#[derive(Clone, Debug)]
pub enum Reply {
    /// Something to show meanwhile.
    Part(Answer, Option<At>),
    /// The whole, to be followed by changes.
    Whole(Answer, Option<At>),
    /// The whole, and the end.
    Done(Answer, Option<At>),
    /// It failed.
    Failed(Fault),
}

/// Sections of a site that a search gives at most.
const DOCS_FOUND: usize = 200;

/// Whether a worker's result is still wanted.
pub type GoOn = Arc<dyn Fn() -> bool + Send + Sync>;

impl Ports {
    /// Answers any question, by whoever serves it. `known` is the listing that is held.
    pub async fn answer(
        &self,
        ask: Ask,
        known: Option<Arc<Listing>>,
        go_on: GoOn,
        reply: Arc<dyn Fn(Reply) + Send + Sync>,
    ) {
        macro_rules! steps {
            ($variant:ident) => {{
                let reply = Arc::clone(&reply);
                Steps::to(move |step| match step {
                    Step::Part(told) => reply(Reply::Part(Answer::$variant(told.answer), told.as_of)),
                    Step::Whole(told) => reply(Reply::Whole(Answer::$variant(told.answer), told.as_of)),
                })
            }};
        }
        macro_rules! end {
            ($variant:ident, $answering:expr) => {
                match $answering.await {
                    Ok(told) => reply(Reply::Done(Answer::$variant(told.answer), told.as_of)),
                    Err(fault) => reply(Reply::Failed(fault)),
                }
            };
        }
        match ask {
            Ask::Rows(_) => end!(Rows, self.catalog.rows(known, steps!(Rows))),
            Ask::FreshRows(ask) => match known {
                Some(known) => end!(FreshRows, self.catalog.fresh_rows(ask.refs, known)),
                None => reply(Reply::Done(Answer::FreshRows(Arc::default()), None)),
            },
            Ask::FieldValues(ask) => end!(FieldValues, self.catalog.field(ask.path, steps!(FieldValues))),
            Ask::ByRef(ask) => end!(ByRef, self.catalog.by_ref(ask.reference, steps!(ByRef))),
            Ask::Problems(_) => end!(Problems, self.catalog.problems(steps!(Problems))),
            Ask::Timeline(ask) => {
                let window = Window { since: None, limit: ask.limit };
                end!(Timeline, self.timeline.events(ask.reference, window, steps!(Timeline)));
            }
            Ask::DescriptorAt(ask) => end!(DescriptorAt, self.timeline.descriptor_at(ask.reference, ask.state)),
            Ask::DocsSite(ask) => end!(DocsSite, self.docs.site(ask.of, steps!(DocsSite))),
            Ask::DocsPage(ask) => end!(DocsPage, self.docs.page(ask.of, ask.page, steps!(DocsPage))),
            Ask::DocsIndex(ask) => end!(DocsIndex, self.docs.index(ask.of)),
            Ask::DocsPicture(ask) => end!(DocsPicture, self.docs.picture(ask.of, ask.path)),
            Ask::DocsInside(ask) => {
                let turn = decoding::turn().await;
                let work = move || {
                    let _turn = turn;
                    decoded(&ask)
                };
                let decoded = tokio::task::spawn_blocking(work).await;
                match decoded {
                    Ok(Ok(picture)) => reply(Reply::Done(Answer::DocsInside(Arc::new(picture)), None)),
                    Ok(Err(fault)) => reply(Reply::Failed(fault)),
                    Err(error) if error.is_cancelled() => {}
                    Err(_) => reply(Reply::Failed(fell_over("show the image"))),
                }
            }
            Ask::DocsBuilding(ask) => end!(DocsBuilding, self.docs.building(ask.of, steps!(DocsBuilding))),
            Ask::DocsFindings(ask) => end!(DocsFindings, self.docs.findings(ask.of, steps!(DocsFindings))),
            Ask::FormOf(ask) => end!(FormOf, self.templates.form(ask.template, steps!(FormOf))),
            Ask::Tasks(ask) => end!(Tasks, self.templates.tasks(ask.wanted, steps!(Tasks))),
            Ask::TaskById(ask) => end!(TaskById, self.templates.task(ask.id, steps!(TaskById))),
            Ask::TryOut(ask) => end!(TryOut, self.templates.dry_run(ask.order)),
            Ask::Drafts(_) => end!(Drafts, self.drafts.drafts()),
            Ask::Provided(_) => end!(Provided, self.systems.provisioning.provisions(steps!(Provided))),
            Ask::ProvisionById(ask) => {
                end!(ProvisionById, self.systems.provisioning.provision(ask.id, steps!(ProvisionById)));
            }
            Ask::RuntimeOf(ask) => end!(RuntimeOf, self.systems.runtime.runtime(ask.reference, steps!(RuntimeOf))),
            Ask::Logs(ask) => end!(Logs, self.systems.runtime.logs(ask.wanted, steps!(Logs))),
            Ask::DeliveryOf(ask) => end!(DeliveryOf, self.systems.delivery.delivery(ask.reference, steps!(DeliveryOf))),
            Ask::QuotasAt(ask) => end!(QuotasAt, self.systems.runtime.quotas(ask.place)),
            Ask::AppById(ask) => end!(AppById, self.systems.delivery.app(ask.id, steps!(AppById))),
            Ask::AppDiff(ask) => end!(AppDiff, self.systems.delivery.app_diff(ask.id)),
            Ask::RunById(ask) => end!(RunById, self.systems.delivery.run(ask.id, steps!(RunById))),
            Ask::PullsOf(ask) => end!(PullsOf, self.systems.forge.pulls(ask.reference)),
            Ask::PullById(ask) => end!(PullById, self.systems.forge.pull(ask.id)),
            Ask::AccessAsked(_) => end!(AccessAsked, self.systems.access.requests(steps!(AccessAsked))),
            Ask::RequestById(ask) => end!(RequestById, self.systems.access.request(ask.id, steps!(RequestById))),
            Ask::Accessible(ask) => end!(Accessible, self.systems.access.resources(ask.wanted)),
            Ask::SessionsOf(ask) => end!(SessionsOf, self.systems.access.sessions(ask.wanted, steps!(SessionsOf))),
            Ask::ConnectionOf(ask) => end!(ConnectionOf, self.systems.access.connection(ask.id, ask.login)),
            Ask::PlayingOf(ask) => end!(PlayingOf, self.systems.access.playing(ask.id)),
            Ask::CredentialsOf(ask) => {
                end!(CredentialsOf, self.systems.credentials.credentials(ask.of, steps!(CredentialsOf)));
            }
            Ask::ShownLease(ask) => end!(ShownLease, self.systems.credentials.shown(ask.lease)),
            Ask::SecretsIn(ask) => end!(SecretsIn, self.systems.credentials.paths(ask.folder)),
            Ask::FileAt(ask) => end!(FileAt, self.files.file(ask.path)),
            Ask::SourceOf(ask) => end!(SourceOf, self.catalog.source_of(ask.reference)),
            Ask::Foresee(ask) => end!(Foresee, self.commands.foresee(ask.command)),
            Ask::Verdict(ask) => end!(Verdict, self.commands.verdict(ask.reference, ask.text)),
            Ask::Permitted(ask) => end!(Permitted, self.permissions.permits(ask.questions)),
            Ask::WaysIn(_) => end!(WaysIn, self.account.ways()),
            Ask::SigningIn(ask) => end!(SigningIn, self.account.sign_in(ask.way, steps!(SigningIn))),
            Ask::Deeds(_) => end!(Deeds, self.journal.journal()),
            Ask::AtFolder(ask) => end!(AtFolder, self.catalog.at_folder(ask.folder)),
            Ask::WhoAmI(_) => end!(WhoAmI, self.identity.who_am_i(steps!(WhoAmI))),
            Ask::Search(ask) => end!(Search, self.search.search(*ask.terms)),
            Ask::Define(ask) => {
                let defined = tokio::task::spawn_blocking(move || of_entity(&ask.entity.0)).await;
                match defined {
                    Ok(definition) => reply(Reply::Done(Answer::Define(Arc::new(definition)), None)),
                    Err(error) if error.is_cancelled() => {}
                    Err(_) => reply(Reply::Failed(fell_over("read the definition"))),
                }
            }
            Ask::DocsFound(ask) => {
                let found = move || ask.index.0.find(&ask.text, DOCS_FOUND, &*go_on);
                match tokio::task::spawn_blocking(found).await {
                    Ok(Some(hits)) => reply(Reply::Done(Answer::DocsFound(Arc::new(hits)), None)),
                    Ok(None) => {}
                    Err(error) if error.is_cancelled() => {}
                    Err(_) => reply(Reply::Failed(fell_over("search the docs"))),
                }
            }
            Ask::Select(ask) => {
                let selected = tokio::task::spawn_blocking(move || selected(&ask, &*go_on)).await;
                match selected {
                    Ok(Some(selection)) => reply(Reply::Done(Answer::Select(Arc::new(selection)), None)),
                    // no longer wanted, or the program ends
                    Ok(None) => {}
                    Err(error) if error.is_cancelled() => {}
                    Err(_) => reply(Reply::Failed(fell_over("choose what is to be shown"))),
                }
            }
        }
    }
}

fn decoded(ask: &DocsInside) -> Result<Picture, Fault> {
    let bytes = ask.page.0.image(ask.image).and_then(|image| image.inside.as_deref()).unwrap_or_default();
    decode(bytes).map_err(|why| Fault::new(FaultKind::Invalid, "show the image", why.as_str(), ""))
}

/// What a question for rows selects, with the fields as those rows have them.
fn selected(ask: &Select, go_on: &(dyn Fn() -> bool + Sync)) -> Option<Selection> {
    let fields: Vec<FieldCells> = ask.fields.iter().map(|column| column.0.cells(&ask.listing.0)).collect();
    select(&ask.listing.0, &fields, &ask.filter, go_on)
}

/// The fault of asking a platform for something it has no notion of.
pub fn unsupported(tried: &str, platform: &str) -> Fault {
    Fault::new(FaultKind::Unsupported, tried, &format!("{platform} cannot do that"), "")
}

/// The fault of work that panicked.
pub fn fell_over(tried: &str) -> Fault {
    Fault::new(FaultKind::Local, tried, "it fell over", "this is a defect of stagedoor; its log has the details")
}
