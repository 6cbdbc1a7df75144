//! What screens may want to know: typed queries, their answers, and how long those stay good.

mod version;

pub use version::Version;

use super::access::{ResourceSearch, SessionFilter};
use super::account::{SignIn, Way, Ways};
use super::command::{Command, Forecast};
use super::credentials::{SecretFolder, Shown};
use super::docs::Building;
use super::fault::FaultKind;
use super::permissions::{Permits, Question};
use super::provisioning::ProvisionDetail;
use super::runtime::{LogWanted, PodLog};
use super::templates::{Draft, Order, TemplateForm};
use crate::domain::definition::Definition;
use crate::domain::docs::{Finding, ImageId, Index, IndexHit, Page, PageName, Picture, Site};
use crate::domain::model::access::{
    AccessRequest, AccessRequests, AccessSessions, Connection, RequestId, Resource, SessionId,
};
use crate::domain::model::cluster::Runtime;
use crate::domain::model::credential::{Credentials, LeaseId, SecretPath};
use crate::domain::model::delivery::{AppDetail, AppId, Delivery, ResourceDiff, RunDetail, RunId};
use crate::domain::model::forge::{PullId, PullRequest, Pulls};
use crate::domain::model::journal::Journal;
use crate::domain::model::listing::{FieldColumn, FieldPath, Filter, Listing, Selection};
use crate::domain::model::provision::{ProvisionId, Provisions};
use crate::domain::model::task::{DryRun, TaskFilter, TaskId, TaskPage, TaskRun};
use crate::domain::model::{Entity, EntityRef, Hits, Identity, Problem, Terms};
use crate::domain::template::quota::{Quota, QuotaPlace};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// A question with the type of its answer.
pub trait Query: Clone + Into<Ask> {
    /// What the answer holds.
    type Answer: Send + Sync + 'static;

    /// The answer to this question, taken out of the sum of all.
    fn read(answer: &Answer) -> Option<&Arc<Self::Answer>>;
}

macro_rules! queries {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? } -> $answer:ty;)+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Hash)]
            pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }

            impl From<$name> for Ask {
                fn from(query: $name) -> Ask {
                    Ask::$name(query)
                }
            }

            impl Query for $name {
                type Answer = $answer;

                fn read(answer: &Answer) -> Option<&Arc<$answer>> {
                    match answer {
                        Answer::$name(answer) => Some(answer),
                        _ => None,
                    }
                }
            }
        )+

        /// Any question.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "each is the query of that name")]
        pub enum Ask { $($name($name),)+ }

        /// Any answer.
        #[derive(Clone, Debug)]
        #[allow(missing_docs, reason = "each is the answer to the query of that name")]
        pub enum Answer { $($name(Arc<$answer>),)+ }
    };
}

queries! {
    /// All rows of the catalog.
    Rows {} -> Listing;
    /// Some rows asked anew, because they are looked at; the answer is the whole listing with them
    /// in it, or nothing where they are as they were.
    FreshRows { /// the rows
        refs: Vec<EntityRef> } -> Option<Arc<Listing>>;
    /// The rows that pass a filter. Answered by a worker, from memory.
    Select { /// what is filtered
        listing: Version<Listing>, /// how
        filter: Box<Filter>, /// the fields beyond the rows that are known
        fields: Vec<Version<FieldColumn>> } -> Selection;
    /// What the definition of an API says. Answered by a worker, from memory.
    Define { /// the API
        entity: Version<Entity> } -> Definition;
    /// One field of all entities.
    FieldValues { /// which
        path: FieldPath } -> FieldColumn;
    /// One entity, whole.
    ByRef { /// which
        reference: EntityRef } -> Entity;
    /// Who the user is.
    WhoAmI {} -> Identity;
    /// What is wrong in the sources.
    Problems {} -> Vec<Problem>;
    /// Full text over catalog and docs.
    Search { /// what is looked for
        terms: Box<Terms> } -> Hits;
    /// What changed of an entity: of each source the latest events.
    Timeline { /// which entity
        reference: EntityRef, /// at most so many of each source
        limit: usize } -> crate::domain::model::timeline::Timeline;
    /// An entity's descriptor as it was at an event.
    DescriptorAt { /// which entity
        reference: EntityRef, /// the state, as the event's lead says
        state: String } -> String;
    /// The docs of an entity as a whole.
    DocsSite { /// whose
        of: EntityRef } -> Site;
    /// A page of them.
    DocsPage { /// whose
        of: EntityRef, /// which
        page: PageName } -> Page;
    /// What can be searched of them.
    DocsIndex { /// whose
        of: EntityRef } -> Index;
    /// What their index says to a search. Answered by a worker, from memory.
    DocsFound { /// the index
        index: Version<Index>, /// what is looked for
        text: String } -> Vec<IndexHit>;
    /// An image of them.
    DocsPicture { /// whose
        of: EntityRef, /// its path in the site
        path: String } -> Picture;
    /// An image that came inside a page. Answered by a worker, from memory.
    DocsInside { /// the page
        page: Version<Page>, /// which of its images
        image: ImageId } -> Picture;
    /// Whether a newer build of them is under way; wanting it asks the platform to look.
    DocsBuilding { /// whose
        of: EntityRef } -> Building;
    /// What is wrong with them.
    DocsFindings { /// whose
        of: EntityRef } -> Vec<Finding>;
    /// What a template asks for.
    FormOf { /// the template
        template: EntityRef } -> TemplateForm;
    /// Runs of templates, newest first.
    Tasks { /// which
        wanted: TaskFilter } -> TaskPage;
    /// One run, followed to its end.
    TaskById { /// which
        id: TaskId } -> TaskRun;
    /// What a run would make. Nothing is changed by asking.
    TryOut { /// what is to be run
        order: Order } -> DryRun;
    /// Wizards that were begun and not sent.
    Drafts {} -> Vec<Draft>;
    /// What was asked for and how far it has come.
    Provided {} -> Provisions;
    /// One of those, in full.
    ProvisionById { /// which
        id: ProvisionId } -> ProvisionDetail;
    /// What runs of an entity.
    RuntimeOf { /// whose
        reference: EntityRef } -> Runtime;
    /// What containers say.
    Logs { /// whose
        wanted: LogWanted } -> PodLog;
    /// How much there may be of what in a namespace.
    QuotasAt { /// which
        place: QuotaPlace } -> Vec<Quota>;
    /// How an entity comes to run.
    DeliveryOf { /// whose
        reference: EntityRef } -> Delivery;
    /// An application in full.
    AppById { /// which
        id: AppId } -> AppDetail;
    /// What differs between what is committed and what runs.
    AppDiff { /// of which application
        id: AppId } -> Vec<ResourceDiff>;
    /// A run of a pipeline in full.
    RunById { /// which
        id: RunId } -> RunDetail;
    /// Pull requests of the repository that an entity comes from.
    PullsOf { /// whose
        reference: EntityRef } -> Pulls;
    /// One pull request in full.
    PullById { /// which
        id: PullId } -> PullRequest;
    /// Requests for access.
    AccessAsked {} -> AccessRequests;
    /// One of them, followed.
    RequestById { /// which
        id: RequestId } -> AccessRequest;
    /// What access may be asked to.
    Accessible { /// which
        wanted: ResourceSearch } -> Vec<Resource>;
    /// Sessions of access.
    SessionsOf { /// which
        wanted: SessionFilter } -> AccessSessions;
    /// How to connect with what was granted.
    ConnectionOf { /// by which request
        id: RequestId, /// with which name, where there are several
        login: Option<String> } -> Connection;
    /// How to play the recording of a session.
    PlayingOf { /// which session
        id: SessionId } -> Connection;
    /// What vaults lend.
    CredentialsOf { /// for which entity; all without one
        of: Option<EntityRef> } -> Credentials;
    /// The secrets of a lease, as long as they are looked at.
    ShownLease { /// which
        lease: LeaseId } -> Shown;
    /// What is in a folder of secrets.
    SecretsIn { /// which
        folder: SecretFolder } -> Vec<SecretPath>;
    /// A file as a value of a form.
    FileAt { /// as the user names it
        path: String } -> String;
    /// Where an entity's descriptor can be edited.
    SourceOf { /// which entity
        reference: EntityRef } -> Source;
    /// What a command would do. Nothing is changed by asking.
    Foresee { /// the command
        command: Command } -> Forecast;
    /// What the catalog would say against a descriptor.
    Verdict { /// the entity that it is of
        reference: EntityRef, /// the descriptor
        text: String } -> Vec<Problem>;
    /// What the portal permits; all of one plugin, in one request.
    Permitted { /// the questions, about permissions of one plugin
        questions: Vec<Question> } -> Permits;
    /// The ways of signing in that are open here.
    WaysIn {} -> Ways;
    /// Signing in, as long as it is wanted.
    SigningIn { /// how
        way: Way, /// which try it is: each is a question of its own
        attempt: u32 } -> SignIn;
    /// What the user did through stagedoor.
    Deeds {} -> Journal;
    /// The entity that the folder of the user belongs to.
    AtFolder { /// the folder, as far as git knows it
        folder: Folder } -> Option<EntityRef>;
}

/// A descriptor's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file on this machine, with a line from 1.
    File {
        /// Its absolute path.
        path: PathBuf,
        /// The first line of the document.
        line: usize,
    },
    /// An address that a browser opens.
    Address(String),
}

/// A folder of the user's, and what git says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Folder {
    /// The absolute path.
    pub path: PathBuf,
    /// The remote's address as git has it; empty without one.
    pub remote: String,
    /// The folder within the repository, with `/`, empty at its root.
    pub within: String,
    /// Branches that an address may name: the one checked out, then the usual ones.
    pub branches: Vec<String>,
}

/// How long answers stay good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Asked again when this old and wanted; `None` stays good.
    pub fresh: Option<Duration>,
    /// Kept when nobody wants it any more, for the way back.
    pub keep: bool,
}

impl Ask {
    /// Whether a failure may be followed by another try that nobody asked for. Signing in is for the user
    /// to begin: it opens browsers, and each try is a question of its own.
    pub fn is_retried(&self) -> bool {
        !matches!(self, Ask::SigningIn(_) | Ask::TryOut(_) | Ask::FileAt(_) | Ask::ShownLease(_))
    }

    /// Whether it is how to connect with the request that another question is about.
    pub fn connects_with(&self, other: &Ask) -> bool {
        match (self, other) {
            (
                Ask::ConnectionOf(of),
                Ask::ConnectionOf(ConnectionOf { id, .. }) | Ask::RequestById(RequestById { id }),
            ) => of.id == *id,
            _ => false,
        }
    }

    /// Whose docs it is about, where a build of them changes the answer.
    pub fn built_docs(&self) -> Option<&EntityRef> {
        match self {
            Ask::DocsSite(DocsSite { of })
            | Ask::DocsPage(DocsPage { of, .. })
            | Ask::DocsIndex(DocsIndex { of })
            | Ask::DocsPicture(DocsPicture { of, .. })
            | Ask::DocsBuilding(DocsBuilding { of })
            | Ask::DocsFindings(DocsFindings { of }) => Some(of),
            _ => None,
        }
    }

    /// Whether an earlier answer is not shown any more after such a failure: docs that are no more, or
    /// that one may no longer read. What was kept of them came before the portal had its say.
    pub fn is_hidden_by(&self, kind: FaultKind) -> bool {
        let is_docs = matches!(self, Ask::DocsPage(_) | Ask::DocsSite(_) | Ask::DocsIndex(_) | Ask::DocsPicture(_));
        is_docs && matches!(kind, FaultKind::NotPermitted | FaultKind::NotFound)
    }

    /// The policy of this question.
    pub fn policy(&self) -> Policy {
        const HOUR: Duration = Duration::from_secs(3_600);
        const MINUTES: Duration = Duration::from_secs(300);
        match self {
            Ask::Rows(_) => Policy { fresh: Some(HOUR), keep: true },
            Ask::ByRef(_) => Policy { fresh: Some(MINUTES), keep: true },
            Ask::Search(_) => Policy { fresh: Some(MINUTES), keep: true },
            Ask::WhoAmI(_) => Policy { fresh: Some(HOUR), keep: true },
            // where no source tells of changes by itself
            Ask::Timeline(_) => Policy { fresh: Some(Duration::from_secs(60)), keep: true },
            Ask::DocsSite(_) | Ask::DocsPage(_) | Ask::DocsIndex(_) | Ask::DocsFindings(_) => {
                Policy { fresh: Some(MINUTES), keep: true }
            }
            Ask::DocsPicture(_) | Ask::DocsInside(_) => Policy { fresh: None, keep: true },
            // a build may begin while one reads; no more often than the pages are asked for
            Ask::DocsBuilding(_) => Policy { fresh: Some(MINUTES), keep: true },
            // what was does not change
            Ask::DescriptorAt(_) => Policy { fresh: None, keep: true },
            Ask::Problems(_) | Ask::SourceOf(_) => Policy { fresh: Some(MINUTES), keep: true },
            // on the way back over rows that were looked at a moment ago they are not asked again
            Ask::FreshRows(_) => Policy { fresh: None, keep: true },
            // a portal gives a field as slowly as its whole catalog: only a reload asks again
            Ask::FieldValues(_) => Policy { fresh: None, keep: true },
            // as long as the gate takes it to hold; asked again by another list of questions
            Ask::Permitted(_) => Policy { fresh: None, keep: false },
            Ask::WaysIn(_) => Policy { fresh: Some(MINUTES), keep: true },
            Ask::SigningIn(_) => Policy { fresh: None, keep: false },
            Ask::Deeds(_) => Policy { fresh: Some(MINUTES), keep: true },
            Ask::FormOf(_) => Policy { fresh: Some(MINUTES), keep: true },
            Ask::Tasks(asked) if asked.wanted.is_in_passing() => Policy { fresh: Some(MINUTES), keep: true },
            // others run templates too
            Ask::Tasks(_) => Policy { fresh: Some(Duration::from_secs(30)), keep: true },
            // followed until it ends, and then as it is
            Ask::TaskById(_) => Policy { fresh: None, keep: true },
            Ask::Drafts(_) => Policy { fresh: None, keep: true },
            // followed while they are seen; afterwards asked anew, with the last answer shown meanwhile
            Ask::Provided(_) | Ask::ProvisionById(_) => Policy { fresh: Some(Duration::from_secs(30)), keep: true },
            Ask::RuntimeOf(_) | Ask::DeliveryOf(_) | Ask::AppById(_) | Ask::RunById(_) => {
                Policy { fresh: Some(Duration::from_secs(30)), keep: true }
            }
            Ask::AppDiff(_) => Policy { fresh: Some(Duration::from_secs(30)), keep: true },
            Ask::PullsOf(_) | Ask::PullById(_) | Ask::QuotasAt(_) => {
                Policy { fresh: Some(Duration::from_secs(60)), keep: true }
            }
            // followed as well
            Ask::AccessAsked(_) | Ask::RequestById(_) => Policy { fresh: Some(Duration::from_secs(10)), keep: true },
            Ask::Accessible(_) => Policy { fresh: Some(MINUTES), keep: true },
            Ask::SessionsOf(_) => Policy { fresh: Some(Duration::from_secs(30)), keep: true },
            Ask::ConnectionOf(_) | Ask::PlayingOf(_) => Policy { fresh: None, keep: false },
            Ask::CredentialsOf(_) => Policy { fresh: Some(Duration::from_secs(30)), keep: true },
            Ask::SecretsIn(_) => Policy { fresh: Some(MINUTES), keep: true },
            // gone as soon as nobody looks
            Ask::ShownLease(_) => Policy { fresh: None, keep: false },
            // large, and on the way back it is another one
            Ask::Logs(_) => Policy { fresh: None, keep: false },
            // read when it is named, and taken over then
            Ask::TryOut(_) | Ask::FileAt(_) => Policy { fresh: None, keep: false },
            Ask::Select(_)
            | Ask::Define(_)
            | Ask::DocsFound(_)
            | Ask::AtFolder(_)
            | Ask::Foresee(_)
            | Ask::Verdict(_) => Policy { fresh: None, keep: false },
        }
    }
}
