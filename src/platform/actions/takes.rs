//! What each action takes when it is done without a screen, and which parameters it has.

use super::Action;

/// What an action is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// It means something on the screen alone; what does the same elsewhere, where something does.
    Screen(&'static str),
    /// One or more entities.
    Entities,
    /// One or more addresses: of descriptors, of pull requests and commits.
    Addresses,
    /// One or more requests for access.
    Requests,
    /// What access is asked to: entities, resources of the access system, or roles.
    Access,
}

/// Something that an action wants to know, given as `--set NAME=VALUE` or asked for in the review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Whether nothing can be done without it.
    pub required: bool,
    /// One line of what it is for.
    pub why: &'static str,
}

const OWNER: Parameter =
    Parameter { name: "owner", required: true, why: "The group or user that is to own it: group:default/team-a" };
const MESSAGE: Parameter =
    Parameter { name: "message", required: false, why: "The message of the commit; one of our own without it" };
const STARRED: Parameter =
    Parameter { name: "starred", required: false, why: "`false` takes the star away; given without it" };
const PRUNE: Parameter = Parameter {
    name: "prune",
    required: false,
    why: "`true` removes what is not committed any more; nothing is removed without it",
};
const SYNC_DRY_RUN: Parameter =
    Parameter { name: "dry-run", required: false, why: "`true` has Argo CD only say what it would do" };
const REVISION: Parameter = Parameter {
    name: "revision",
    required: false,
    why: "The commit, branch or tag to apply; the application's own without it",
};
const APP: Parameter = Parameter {
    name: "app",
    required: false,
    why: "The application, where an entity has several: its name, or INSTANCE/NAMESPACE/NAME",
};
const FREIGHT: Parameter = Parameter {
    name: "freight",
    required: false,
    why: "The freight that is promoted: its name, its alias, or how its name begins; the forecast names what there is",
};
const STAGE: Parameter = Parameter {
    name: "stage",
    required: false,
    why: "The stage that gets it; the entity's own where its annotation names one",
};
const HARD: Parameter = Parameter { name: "hard", required: false, why: "`true` has its manifests made anew as well" };
const LEVEL: Parameter = Parameter { name: "type", required: true, why: "What you want to do: read, write, admin" };
const DURATION: Parameter = Parameter { name: "duration", required: true, why: "For how long: 30m, 2h, 1h30m" };
const REASON: Parameter = Parameter { name: "reason", required: true, why: "Why; who reviews it and the audit see it" };
const RESOURCE: Parameter = Parameter {
    name: "resource",
    required: false,
    why: "A resource of the access system, /CLUSTER/KIND/NAME, in place of the one that is found",
};
const COMMENT: Parameter = Parameter { name: "comment", required: false, why: "Why; the asker and the audit see it" };
const BECAUSE: Parameter =
    Parameter { name: "comment", required: true, why: "Why, so that the asker can do something about it" };
const FILE: Parameter =
    Parameter { name: "file", required: false, why: "A file with the descriptor; as the catalog has it without one" };

impl Action {
    /// What it is done to.
    pub fn takes(self) -> Takes {
        match self {
            Action::CatalogRegister | Action::ForgeRevert => Takes::Addresses,
            Action::AccessAsk => Takes::Access,
            Action::AccessApprove
            | Action::AccessDeny
            | Action::AccessAssume
            | Action::AccessDrop
            | Action::AccessRevoke => Takes::Requests,
            Action::EntityRefresh
            | Action::EntityTransfer
            | Action::EntityCommit
            | Action::EntityUnregister
            | Action::EntityValidate
            | Action::EntityOwner
            | Action::ArgocdSync
            | Action::ArgocdRefresh
            | Action::KargoPromote
            | Action::AppStar
            | Action::AppCopyRef
            | Action::AppCopyLink
            | Action::AppCopyYaml => Takes::Entities,
            Action::EntityEdit => Takes::Screen("`stagedoor get all REF -o yaml` prints what the catalog has"),
            Action::AppReload => Takes::Screen("every command asks anew"),
            Action::AppProblems => Takes::Screen("`stagedoor status mine`, `stagedoor workspace validate`"),
            Action::AppTemplates => Takes::Screen("`stagedoor get templates`"),
            Action::AppTask => Takes::Screen("`stagedoor task show ID`"),
            Action::AppTasks => Takes::Screen("`stagedoor task ls`"),
            Action::TemplateRun => Takes::Screen("`stagedoor new TEMPLATE`"),
            Action::TaskCancel => Takes::Screen("`stagedoor task cancel ID`"),
            Action::TaskRetry => Takes::Screen("`stagedoor task retry ID`"),
            Action::AppProvisioning => Takes::Screen("`stagedoor get provisions`"),
            Action::ProvisionRestore | Action::ProvisionScale | Action::ProvisionDelete => {
                Takes::Screen("`stagedoor do` with its name tells which template is run for it, and how")
            }
            Action::AppAccess => Takes::Screen("`stagedoor access ls`"),
            Action::AccessConnect | Action::AccessCopyCommand => Takes::Screen("`stagedoor access connect ID`"),
            Action::AccessSessions => Takes::Screen("`stagedoor access sessions`"),
            Action::AccessAudit | Action::AccessExport => Takes::Screen("`stagedoor access audit`"),
            Action::AppDocs => Takes::Screen("`stagedoor search --type techdocs`"),
            Action::AppJournal => Takes::Screen("`stagedoor audit`"),
            _ => Takes::Screen(""),
        }
    }

    /// What it wants to know.
    pub fn parameters(self) -> &'static [Parameter] {
        match self {
            Action::EntityTransfer => &[OWNER, MESSAGE],
            Action::EntityCommit => &[MESSAGE],
            Action::AppStar => &[STARRED],
            Action::EntityValidate => &[FILE],
            Action::ArgocdSync => &[PRUNE, SYNC_DRY_RUN, REVISION, APP],
            Action::ArgocdRefresh => &[HARD, APP],
            Action::KargoPromote => &[FREIGHT, STAGE],
            Action::AccessAsk => &[LEVEL, DURATION, REASON, RESOURCE],
            Action::AccessApprove => &[COMMENT],
            Action::AccessDeny | Action::AccessRevoke => &[BECAUSE],
            _ => &[],
        }
    }

    /// Whether it can be done to several entities at once, after a review.
    pub fn is_bulk(self) -> bool {
        self.takes() == Takes::Entities && self.spec().danger != super::Danger::Reads
    }
}
