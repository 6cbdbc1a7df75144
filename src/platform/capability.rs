//! The names of what may be allowed, and who judges each.

use std::borrow::Cow;

/// The name of something that may be allowed, as the portal names it: `catalog.entity.refresh`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Capability(pub Cow<'static, str>);

impl Capability {
    /// To remove a location, and with it what came from there.
    pub const LOCATION_DELETE: Self = Self::of("catalog.location.delete");

    /// A capability of our own table.
    pub const fn of(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// What is known of it; `None` for one that an integration brings.
    pub fn known(&self) -> Option<&'static Known> {
        KNOWN.iter().find(|known| known.name == self.0)
    }

    /// What it lets one do, in words.
    pub fn title(&self) -> &'static str {
        self.known().map_or("Named by a rule", |known| known.title)
    }

    /// The plugin of the portal that it belongs to: the word before the first dot.
    pub fn plugin(&self) -> &str {
        self.0.split_once('.').map_or(&*self.0, |(plugin, _)| plugin)
    }
}

/// Systems behind the platform, in which something is done that is no file of a folder.
const BEYOND: [&str; 6] = ["argocd", "kargo", "forge", "provision", "jit-access", "credentials"];

impl Capability {
    /// Whether it is about a system behind the platform: rules hold for it in a folder as well.
    pub fn leads_beyond(&self) -> bool {
        BEYOND.contains(&self.plugin())
    }
}

/// Who has to say that something is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judge {
    /// The portal, by the permission of that name; and the rules, where one is about it.
    Portal,
    /// The rules of the configuration; without one it is denied.
    Rules,
    /// Nobody, unless a rule is about it.
    Nobody,
}

/// A capability of our own table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its name.
    pub name: &'static str,
    /// Who judges it.
    pub judge: Judge,
    /// The type of the resource that it is asked for (`catalog-entity`); none where it is about no
    /// single thing.
    pub resource: Option<&'static str>,
    /// The attribute `action` of the portal's permission; empty without one.
    pub action: &'static str,
    /// What it lets one do, in words.
    pub title: &'static str,
}

macro_rules! known {
    ($($name:literal $judge:ident $resource:expr, $action:literal, $title:literal;)+) => {
        /// Every capability that stagedoor knows of, as the portal's plugins publish them
        /// (`/api/PLUGIN/.well-known/backstage/permissions/metadata`) and our own.
        pub const KNOWN: &[Known] = &[$(
            Known { name: $name, judge: Judge::$judge, resource: $resource, action: $action, title: $title },
        )+];
    };
}

const ENTITY: Option<&str> = Some("catalog-entity");
const TASK: Option<&str> = Some("scaffolder-task");
const TEMPLATE: Option<&str> = Some("scaffolder-template");

known! {
    "catalog.entity.read" Portal ENTITY, "read", "See entities of the catalog";
    "catalog.entity.create" Portal None, "create", "Add entities to the catalog";
    "catalog.entity.delete" Portal ENTITY, "delete", "Take entities out of the catalog";
    "catalog.entity.refresh" Portal ENTITY, "update", "Have entities read again from their source";
    "catalog.entity.validate" Portal None, "", "Try descriptors against the catalog's rules";
    "catalog.entity.edit" Nobody ENTITY, "update", "Change descriptors at their source";
    "catalog.location.read" Portal None, "read", "See which locations are registered";
    "catalog.location.create" Portal None, "create", "Register locations";
    "catalog.location.delete" Portal None, "delete", "Remove locations";
    "catalog.location.analyze" Portal None, "", "Look at a repository before it is registered";
    "scaffolder.task.create" Portal None, "create", "Run templates";
    "scaffolder.task.read" Portal TASK, "read", "See runs of templates";
    "scaffolder.task.cancel" Portal TASK, "", "Cancel runs of templates";
    "scaffolder.template.parameter.read" Portal TEMPLATE, "read", "See what templates ask for";
    "scaffolder.template.step.read" Portal TEMPLATE, "read", "See what templates do";
    "scaffolder.template.dry-run" Portal None, "", "Try templates without making anything";
    "scaffolder.template.management" Portal None, "", "Use the tools for authors of templates";
    "argocd.sync" Nobody None, "update", "Have Argo CD sync applications";
    "argocd.refresh" Nobody None, "update", "Have Argo CD compare applications anew";
    "kargo.promote" Nobody None, "create", "Have Kargo promote freight to a stage";
    "forge.revert" Nobody None, "update", "Propose to take back commits and pull requests";
    "provision.restore" Nobody None, "update", "Ask for a database to be restored";
    "provision.scale" Nobody None, "update", "Ask for another size of what was provisioned";
    "provision.delete" Nobody None, "delete", "Ask for the end of what was provisioned";
    "jit-access.request" Rules None, "", "Ask for access for a while";
    "jit-access.approve" Rules None, "", "Grant access to others";
    "jit-access.revoke" Rules None, "delete", "Take access back from others";
    "credentials.lend" Nobody None, "create", "Have a vault lend credentials";
}
