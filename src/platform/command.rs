//! What can be done to a platform: commands, and what they would do.

use super::actions::Action;
use super::capability::Capability;
use super::permissions::On;
use super::templates::Order;
use crate::domain::document::Line;
use crate::domain::model::EntityRef;
use crate::domain::model::access::{AccessOrder, Decision, RequestId};
use crate::domain::model::credential::{CredentialRole, LeaseId};
use crate::domain::model::delivery::{AppId, StageId, WantedSync};
use crate::domain::model::forge::Landed;
use crate::domain::model::task::TaskId;
use crate::domain::text::{Clean, Secret};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Something that is to be done. What a forecast found out is kept in it, so that exactly that is
/// done which was shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// Have the catalog read an entity's source again (`POST /refresh`).
    Refresh(EntityRef),
    /// Register a location (`POST /locations`).
    Register {
        /// The address of a descriptor.
        target: String,
    },
    /// Remove the location that an entity came from, with all else that came from it; an entity
    /// whose location is gone goes alone.
    Unregister {
        /// The entity.
        entity: EntityRef,
        /// What is removed; looked for where it is not known.
        removal: Option<Removal>,
        /// The entities that were shown to go with a location; where others would, it is left alone.
        seen: Option<Seen>,
    },
    /// Give an entity another owner: its descriptor is changed, and that is committed.
    Transfer {
        /// The entity.
        entity: EntityRef,
        /// The group or user that is to own it.
        owner: EntityRef,
        /// The message of the commit; one of our own without it.
        message: Option<String>,
        /// The descriptor that was looked at; another one is left alone.
        seen: Option<Seen>,
    },
    /// Commit what was changed in the descriptor of an entity.
    Commit {
        /// The entity.
        entity: EntityRef,
        /// The message; one of our own without it.
        message: Option<String>,
        /// The file, where it is known: what is written in it now may be no entity at all.
        file: Option<PathBuf>,
        /// The descriptor that was looked at; another one is left alone.
        seen: Option<Seen>,
    },
    /// Run a template (`POST /v2/tasks`).
    CreateTask(Box<Order>),
    /// Stop a task (`POST /v2/tasks/ID/cancel`).
    CancelTask(TaskId),
    /// Run a task that failed again (`POST /v2/tasks/ID/retry`).
    RetryTask {
        /// The task.
        id: TaskId,
        /// Its secrets, which no one keeps.
        secrets: TaskSecrets,
    },
    /// Have Argo CD apply what is committed (`POST /api/v1/applications/NAME/sync`).
    SyncApp {
        /// The application.
        app: Box<AppTarget>,
        /// How.
        how: WantedSync,
        /// What was out of sync as it was looked at; where other things are by now, it is left alone.
        seen: Option<Seen>,
    },
    /// Have Argo CD compare an application anew (`GET /api/v1/applications/NAME?refresh=`).
    RefreshApp {
        /// The application.
        app: Box<AppTarget>,
        /// Make its manifests anew as well, instead of those that are kept.
        hard: bool,
    },
    /// Have Kargo bring freight to a stage (a `Promotion` in its cluster).
    Promote(Box<Promotion>),
    /// Propose to take back what is on a branch: a pull request is opened that does so.
    Revert {
        /// What.
        what: Landed,
        /// What it was shown to change; where it would change something else, nothing is opened.
        seen: Option<Seen>,
    },
    /// Ask for access.
    AskAccess(Box<AccessOrder>),
    /// Say yes or no to somebody's request.
    ReviewAccess {
        /// The request.
        id: RequestId,
        /// What.
        decision: Decision,
        /// Why.
        comment: String,
        /// The request as it was looked at; where it is another one by now, nothing is said.
        seen: Option<Seen>,
    },
    /// Take what was granted into use.
    AssumeAccess(RequestId),
    /// Give it up for now: it is shed from the user's own certificate. That takes nothing back.
    DropAccess(RequestId),
    /// Take access back before its time.
    RevokeAccess {
        /// The request.
        id: RequestId,
        /// Why.
        comment: String,
    },
    /// Have a vault lend credentials.
    LendCredential {
        /// By which role.
        role: CredentialRole,
        /// For which entity.
        entity: Option<EntityRef>,
    },
    /// Make a lease longer.
    RenewLease(LeaseId),
    /// Give a lease back: the credentials end at once.
    RevokeLease(LeaseId),
}

/// Freight that is to go to a stage.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Promotion {
    /// The entity whose pipeline it is.
    pub entity: EntityRef,
    /// The stage, as it was named; the entity's own where it has one.
    pub stage: Option<String>,
    /// The freight: its name, its alias, or how its name begins.
    pub freight: Option<String>,
    /// Which stage it is; looked for where it is not known.
    pub to: Option<StageId>,
    /// The freight of the same warehouse that the stage had as it was looked at; where it has other by now, it is left
    /// alone.
    pub seen: Option<Seen>,
}

impl Promotion {
    /// What it does.
    pub fn words(&self) -> Clean {
        let freight = self.freight.as_deref().unwrap_or("freight");
        let short = freight.get(..7).filter(|_| freight.len() == 40).unwrap_or(freight);
        Clean::line(&format!("promote {short} to {}", self.target()))
    }

    /// As the stage is named in results.
    pub fn target(&self) -> Clean {
        Clean::line(&match (&self.to, &self.stage) {
            (Some(to), _) => format!("stage/{to}"),
            (None, Some(stage)) => format!("the stage {stage} of {}", self.entity),
            (None, None) => format!("the stage of {}", self.entity),
        })
    }
}

/// The application that is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AppTarget {
    /// The entity that it was named by.
    pub entity: Option<EntityRef>,
    /// Its name, where the entity has several.
    pub name: Option<String>,
    /// Which it is; looked for where it is not known.
    pub id: Option<AppId>,
}

impl AppTarget {
    /// An application that is known.
    pub fn of(id: AppId) -> Self {
        Self { id: Some(id), ..Self::default() }
    }

    /// As it is named in results.
    pub fn words(&self) -> Clean {
        Clean::line(&match (&self.id, &self.entity) {
            (Some(id), _) => format!("app/{id}"),
            (None, Some(entity)) => entity.to_string(),
            (None, None) => "app".into(),
        })
    }
}

/// Secrets of a task by their names. They are compared, and have no hash that could tell anything of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskSecrets(pub Arc<BTreeMap<String, Secret>>);

impl std::hash::Hash for TaskSecrets {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.len().hash(state);
    }
}

/// What unregistering removes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Removal {
    /// A location, by the id that registering gave.
    Location(String),
    /// An entity that no location gives any more, by its uid.
    Orphan(String),
}

/// A number that stands for what was looked at: the content of a file, or some entities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Seen(pub u64);

impl Seen {
    /// The number of a content: FNV-1a, 64 bits. It tells changes apart, not forgeries.
    pub fn of(content: &[u8]) -> Self {
        Self(
            content
                .iter()
                .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)),
        )
    }

    /// The number of some entities, in the order given.
    pub fn of_entities(entities: &[EntityRef]) -> Self {
        // no reference holds a space
        let names: Vec<&str> = entities.iter().map(EntityRef::as_str).collect();
        Self::of(names.join(" ").as_bytes())
    }
}

/// What a command would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// The command with everything found out: this one is to be sent.
    pub exactly: Command,
    /// What would happen, in one line.
    pub told: Clean,
    /// What belongs to it: entities that come or go, the change of a file.
    pub lines: Vec<Line>,
}

impl Forecast {
    /// A forecast without details.
    pub fn new(exactly: Command, told: &str) -> Self {
        Self { exactly, told: Clean::line(told), lines: Vec::new() }
    }
}

impl Command {
    /// The action of the table that it carries out.
    pub fn action(&self) -> Action {
        match self {
            Command::Refresh(_) => Action::EntityRefresh,
            Command::Register { .. } => Action::CatalogRegister,
            Command::Unregister { .. } => Action::EntityUnregister,
            Command::Transfer { .. } => Action::EntityTransfer,
            Command::Commit { .. } => Action::EntityCommit,
            Command::CreateTask(_) => Action::TemplateRun,
            Command::CancelTask(_) => Action::TaskCancel,
            Command::RetryTask { .. } => Action::TaskRetry,
            Command::SyncApp { .. } => Action::ArgocdSync,
            Command::RefreshApp { .. } => Action::ArgocdRefresh,
            Command::Promote(_) => Action::KargoPromote,
            Command::Revert { .. } => Action::ForgeRevert,
            Command::AskAccess(_) => Action::AccessAsk,
            Command::ReviewAccess { decision: Decision::Approve, .. } => Action::AccessApprove,
            Command::ReviewAccess { decision: Decision::Deny, .. } => Action::AccessDeny,
            Command::AssumeAccess(_) => Action::AccessAssume,
            Command::DropAccess(_) => Action::AccessDrop,
            Command::RevokeAccess { .. } => Action::AccessRevoke,
            Command::LendCredential { .. } => Action::CredentialsLend,
            Command::RenewLease(_) => Action::CredentialsRenew,
            Command::RevokeLease(_) => Action::CredentialsRevoke,
        }
    }

    /// All that has to be allowed for exactly this to be sent. What goes along with a location the
    /// platform judges by that location alone; here the entity that is named is judged too.
    pub fn needs(&self) -> Vec<Capability> {
        let mut needs = self.action().needs();
        if let Command::Unregister { removal: Some(Removal::Orphan(_)), .. } = self {
            needs.retain(|capability| *capability != Capability::LOCATION_DELETE);
        }
        needs
    }

    /// The entity that it is about; none where it is about an address.
    pub fn entity(&self) -> Option<&EntityRef> {
        match self {
            Command::Refresh(entity)
            | Command::Unregister { entity, .. }
            | Command::Transfer { entity, .. }
            | Command::Commit { entity, .. } => Some(entity),
            Command::CreateTask(order) => Some(&order.template),
            Command::SyncApp { app, .. } | Command::RefreshApp { app, .. } => app.entity.as_ref(),
            Command::Promote(order) => Some(&order.entity),
            Command::AskAccess(order) => order.entity.as_ref(),
            Command::LendCredential { entity, .. } => entity.as_ref(),
            Command::Register { .. } | Command::CancelTask(_) | Command::RetryTask { .. } | Command::Revert { .. } => {
                None
            }
            Command::ReviewAccess { .. }
            | Command::AssumeAccess(_)
            | Command::DropAccess(_)
            | Command::RevokeAccess { .. }
            | Command::RenewLease(_)
            | Command::RevokeLease(_) => None,
        }
    }

    /// What it is done to, as it is judged.
    pub fn on(&self) -> On<'_> {
        match self {
            Command::CancelTask(id) | Command::RetryTask { id, .. } => On::Run(id.as_str()),
            _ => On::from(self.entity()),
        }
    }

    /// What it is about, in words.
    pub fn target(&self) -> Clean {
        match self {
            Command::Register { target } => Clean::line(target),
            Command::CancelTask(id) | Command::RetryTask { id, .. } => Clean::line(&format!("task/{id}")),
            Command::SyncApp { app, .. } | Command::RefreshApp { app, .. } => app.words(),
            Command::Promote(order) => order.target(),
            Command::Revert { what, .. } => Clean::line(&what.to_string()),
            Command::AskAccess(order) => order.what(),
            Command::ReviewAccess { id, .. }
            | Command::AssumeAccess(id)
            | Command::DropAccess(id)
            | Command::RevokeAccess { id, .. } => Clean::line(&format!("request/{id}")),
            Command::LendCredential { role, .. } => Clean::line(&role.to_string()),
            Command::RenewLease(id) | Command::RevokeLease(id) => Clean::line(&format!("lease/{id}")),
            _ => self.entity().map(|entity| Clean::line(entity.as_str())).unwrap_or_default(),
        }
    }

    /// Whether what it does has to be found out before it can be shown.
    pub fn is_foreseen(&self) -> bool {
        !matches!(self, Command::Refresh(_))
    }

    /// Whether one request does this and the other: the same location is removed, or the same file
    /// as it was seen is committed.
    pub fn is_one_with(&self, other: &Command) -> bool {
        match (self, other) {
            (Command::Unregister { removal: Some(this), .. }, Command::Unregister { removal: Some(other), .. }) => {
                this == other
            }
            (
                Command::Commit { file: Some(this), seen: Some(seen), .. },
                Command::Commit { file: Some(other), seen: Some(also), .. },
            ) => this == other && seen == also,
            _ => false,
        }
    }

    /// What it does, where nobody has to be asked for that.
    pub fn words(&self) -> Clean {
        Clean::line(&match self {
            Command::Refresh(entity) => format!("have the catalog read the source of {entity} again"),
            Command::Register { target } => format!("register {target}"),
            Command::Unregister { entity, .. } => format!("unregister {entity}"),
            Command::Transfer { entity, owner, .. } => format!("give {entity} to {owner}"),
            Command::Commit { entity, .. } => format!("commit the descriptor of {entity}"),
            Command::CreateTask(order) => format!("run {}", order.template),
            Command::CancelTask(id) => format!("stop the task {id}"),
            Command::RetryTask { id, .. } => format!("run the task {id} again"),
            Command::SyncApp { app, how, .. } if how.dry_run => format!("try out a sync of {}", app.words()),
            Command::SyncApp { app, how, .. } if how.prune => format!("sync {} and prune", app.words()),
            Command::SyncApp { app, .. } => format!("sync {}", app.words()),
            Command::RefreshApp { app, hard: true } => format!("refresh {} with its manifests", app.words()),
            Command::RefreshApp { app, .. } => format!("refresh {}", app.words()),
            Command::Promote(order) => order.words().to_string(),
            Command::Revert { what, .. } => format!("revert {what}"),
            Command::AskAccess(order) => format!("ask for {} access to {}", order.level.word(), order.what()),
            Command::ReviewAccess { id, decision: Decision::Approve, .. } => format!("approve the request {id}"),
            Command::ReviewAccess { id, decision: Decision::Deny, .. } => format!("deny the request {id}"),
            Command::AssumeAccess(id) => format!("take {id} into use"),
            Command::DropAccess(id) => format!("give up {id} for now"),
            Command::RevokeAccess { id, .. } => format!("take back what {id} granted"),
            Command::LendCredential { role, .. } => format!("lend credentials by {role}"),
            Command::RenewLease(id) => format!("make the lease {id} longer"),
            Command::RevokeLease(id) => format!("give the lease {id} back"),
        })
    }
}
