//! Worlds of decisions, and what may be done in each, worked out by a table of its own.

use super::stale::Says;
use crate::rooms::setup;
use crate::support::account::Permissions;
use crate::support::scripted::{Mood, Scripted, alice, entities};
use crate::support::stage::{NOW, Stage};
use proptest::prelude::*;
use stagedoor::adapters::kept::KeptIdentity;
use stagedoor::domain::model::{At, Claims, EntityRef, Identity, Rule, Rules};
use stagedoor::platform::actions::{Action, Danger};
use stagedoor::platform::capability::Capability;
use stagedoor::platform::gate::{Gate, Ground};
use stagedoor::platform::permissions::{Permits, Question, Thing};
use stagedoor::platform::ports::Ports;
use stagedoor::screen::app::Setup;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tempfile::TempDir;

/// Until when the portal's answers hold.
const UNTIL: At = At(NOW.0 + 600_000);

const GROUPS: [&str; 3] = ["platform", "team-a", "nobody"];

/// What rules are about here, the narrower ones first.
const COVERS: [&str; 9] = [
    "catalog.entity.delete",
    "catalog.entity.refresh",
    "catalog.entity.edit",
    "catalog.location.create",
    "catalog.location.delete",
    "catalog.entity.validate",
    "catalog.entity.read",
    "catalog.entity.*",
    "catalog.*",
];

/// A world of decisions.
#[derive(Clone, Debug)]
pub struct World {
    /// What the portal says, all of it.
    pub seed: u64,
    pub read_only: bool,
    /// The portal's permissions cannot be asked.
    pub fails: bool,
    /// They could, but what was said holds no longer.
    pub lapsed: bool,
    /// Who the user is cannot be asked.
    pub is_away: bool,
    /// Somebody else who is in every group was signed in before; the screen began anew.
    pub is_anew: bool,
    /// What each is about, and the group that may.
    pub rules: Vec<(&'static str, &'static str)>,
    /// The user's groups.
    pub groups: Vec<&'static str>,
}

/// What the rules say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ruled {
    Not,
    Met,
    Unmet,
    /// Who the user is is not known.
    Open,
}

/// What the portal says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Yes,
    No,
    Nothing,
    /// That it is not for it to say.
    Unjudged,
    /// That it has no such plugin.
    Absent,
}

/// Whether what changes something may be done, and whether what only reads may.
fn table(ruled: Ruled, said: Said) -> (bool, bool) {
    match (ruled, said) {
        (Ruled::Unmet, _) | (_, Said::No | Said::Absent) => (false, false),
        (Ruled::Open, _) | (_, Said::Nothing) => (false, true),
        (Ruled::Not | Ruled::Met, Said::Yes | Said::Unjudged) => (true, true),
    }
}

/// The capabilities of an action, of each whether the portal is asked about it, and whether for each
/// thing.
fn needs(action: Action) -> Vec<(&'static str, bool, bool)> {
    let Some(name) = action.spec().capability else { return Vec::new() };
    let own = match name {
        "catalog.entity.delete" => ("catalog.entity.delete", true, true),
        "catalog.entity.refresh" => ("catalog.entity.refresh", true, true),
        "catalog.entity.read" => ("catalog.entity.read", true, true),
        "catalog.entity.edit" => ("catalog.entity.edit", false, true),
        "catalog.entity.validate" => ("catalog.entity.validate", true, false),
        "catalog.location.create" => ("catalog.location.create", true, false),
        "scaffolder.task.create" => ("scaffolder.task.create", true, false),
        "scaffolder.task.cancel" => ("scaffolder.task.cancel", true, true),
        "argocd.sync" | "argocd.refresh" | "kargo.promote" | "forge.revert" | "provision.restore"
        | "provision.scale" | "provision.delete" | "credentials.lend" => (name, false, false),
        "jit-access.request" | "jit-access.approve" | "jit-access.revoke" => (name, false, false),
        other => panic!("the table knows nothing of {other}"),
    };
    // what is unregistered mostly takes its location along
    let also = (action == Action::EntityUnregister).then_some(("catalog.location.delete", true, false));
    [own].into_iter().chain(also).collect()
}

fn drawn(of: impl Hash, sides: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish() % sides
}

fn judges_not(seed: u64, name: &str) -> bool {
    drawn((seed, name), 5) == 0
}

/// As if the portal had no catalog.
fn misses_all(seed: u64) -> bool {
    drawn((seed, "catalog"), 9) == 0
}

/// Allowed, denied, or no answer.
fn decide(seed: u64, question: &Question) -> Option<bool> {
    [Some(true), Some(false), None, Some(true)][drawn((seed, question), 4) as usize]
}

impl World {
    fn ruled(&self, name: &str) -> Ruled {
        let covers =
            |covers: &str| covers == name || covers.strip_suffix('*').is_some_and(|start| name.starts_with(start));
        let of =
            |about: &str| self.rules.iter().filter(|(covers, _)| *covers == about).map(|(_, group)| *group).collect();
        let deciding = COVERS.iter().filter(|about| covers(about)).map(|about| of(about));
        let Some(groups) = deciding.into_iter().find(|groups: &Vec<&str>| !groups.is_empty()) else {
            return Ruled::Not;
        };
        match groups.iter().any(|group| self.groups.contains(group)) {
            _ if self.is_away => Ruled::Open,
            true => Ruled::Met,
            false => Ruled::Unmet,
        }
    }

    fn said(&self, name: &'static str, of_each: bool, on: Option<&EntityRef>) -> Said {
        if self.fails || self.lapsed {
            return Said::Nothing;
        }
        if misses_all(self.seed) {
            return Said::Absent;
        }
        if judges_not(self.seed, name) {
            return Said::Unjudged;
        }
        if of_each && on.is_none() {
            return Said::Nothing;
        }
        let capability = Capability::of(name);
        match decide(self.seed, &Question { capability, on: on.filter(|_| of_each).cloned().map(Thing::from) }) {
            Some(true) => Said::Yes,
            Some(false) => Said::No,
            None => Said::Nothing,
        }
    }

    /// Whether an action may be offered and done.
    pub fn allows(&self, action: Action, on: Option<&EntityRef>) -> bool {
        let reads = action.spec().danger == Danger::Reads;
        needs(action).into_iter().all(|(name, is_asked, of_each)| {
            let said = if is_asked { self.said(name, of_each, on) } else { Said::Unjudged };
            let ruled = match self.ruled(name) {
                // what rules alone can grant is denied without one
                Ruled::Not if name.starts_with("jit-access.") => Ruled::Unmet,
                ruled => ruled,
            };
            let (may_change, may_read) = table(ruled, said);
            if reads { may_read } else { may_change }
        }) && (reads || !self.read_only)
    }

    /// Whether a rule keeps the catalog away.
    pub fn bars_reading(&self) -> bool {
        self.ruled("catalog.entity.read") == Ruled::Unmet
    }

    fn identity(&self, groups: &[&str]) -> Identity {
        let groups = groups.iter().map(|group| (*group).to_owned()).collect();
        Identity { claims: Some(Claims { groups, ..Claims::default() }), ..alice() }
    }

    fn gate(&self) -> Gate {
        let rule = |(covers, group): &(&str, &str)| Rule {
            covers: (*covers).into(),
            groups: vec![(*group).into()],
            ..Rule::default()
        };
        Gate::new(Ground::Portal, Arc::new(Rules(self.rules.iter().map(rule).collect()))).read_only(self.read_only)
    }

    /// The gate in this world, told all that is said of these things and of none.
    pub fn told(&self, things: &[EntityRef]) -> Gate {
        let mut gate = self.gate();
        gate.know((!self.is_away).then(|| self.identity(&self.groups).claims).flatten());
        let on = || things.iter().cloned().map(Thing::from).map(Some).chain([None]);
        let names = COVERS.iter().filter(|covers| !covers.ends_with('*'));
        let all = names.flat_map(|name| on().map(|on| Question { capability: Capability::of(name), on }));
        let (unjudged, judged): (Vec<_>, Vec<_>) = all.partition(|it| judges_not(self.seed, &it.capability.0));
        let said = judged.into_iter().filter_map(|it| Some((it.clone(), decide(self.seed, &it)?))).collect();
        let unjudged = unjudged.into_iter().map(|it| (it, "it judges none of that".into())).collect();
        let (until, absent) = (Some(UNTIL), vec![("catalog".to_owned(), UNTIL)]);
        if !self.fails {
            gate.hear(&match misses_all(self.seed) {
                true => Permits { absent, until, ..Permits::default() },
                false => Permits { said, unjudged, until, ..Permits::default() },
            });
        }
        gate.pass(if self.lapsed { UNTIL } else { NOW });
        gate
    }

    /// The screen in this world, once all is known that becomes known.
    pub fn stage(&self, place: &str, size: (u16, u16)) -> (Stage, Arc<Scripted>) {
        let (folder, gate, seed) = (TempDir::new().unwrap(), self.gate(), self.seed);
        let setup = |is_anew| Setup { gate: gate.clone(), is_anew, ..setup(place) };
        if self.is_anew {
            let catalog = Scripted::new(Mood::Well, entities(), NOW);
            let says = Says(Some(self.identity(&GROUPS)));
            Stage::new(setup(false), size, kept(catalog, says, folder.path())).rest();
        }
        let permissions = Permissions::judging(
            move |it| decide(seed, it),
            move |it| judges_not(seed, &it.capability.0),
            if misses_all(seed) { &["catalog"] } else { &[] },
        );
        permissions.fails.store(self.fails, Ordering::SeqCst);
        *permissions.until.lock().unwrap() = Some(UNTIL);
        let mut catalog = Scripted::new(Mood::Well, entities(), NOW);
        Arc::get_mut(&mut catalog).unwrap().permissions = permissions.clone();
        let says = Says((!self.is_away).then(|| self.identity(&self.groups)));
        let mut stage = Stage::new(setup(self.is_anew), size, kept(catalog.clone(), says, folder.path()));
        stage.rest();
        if self.lapsed {
            permissions.fails.store(true, Ordering::SeqCst);
            stage.now = UNTIL;
            stage.rest();
        }
        (stage, catalog)
    }
}

/// The ports, with a copy on disk of who one is.
fn kept(catalog: Arc<Scripted>, says: Says, folder: &Path) -> Ports {
    let identity = Arc::new(KeptIdentity::new(Arc::new(says), folder.to_owned(), false));
    Ports { identity, ..catalog.ports() }
}

pub fn world() -> impl Strategy<Value = World> {
    let group = || prop::sample::select(GROUPS.to_vec());
    let rules = prop::collection::vec((prop::sample::select(COVERS.to_vec()), group()), 0..4);
    let groups = prop::collection::vec(group(), 0..3);
    let seldom = || prop::bool::weighted(0.12);
    let flags = (seldom(), seldom(), seldom(), seldom(), prop::bool::weighted(0.3));
    (any::<u64>(), flags, rules, groups).prop_map(|(seed, flags, rules, groups)| {
        let (read_only, fails, lapsed, is_away, is_anew) = flags;
        World { seed, read_only, fails, lapsed, is_away, is_anew, rules, groups }
    })
}

/// Everything is denied or unknown by turns, so whatever is sent is wrong.
pub fn closed() -> World {
    World {
        seed: 1,
        read_only: false,
        fails: true,
        lapsed: false,
        is_away: false,
        is_anew: false,
        rules: vec![("catalog.entity.edit", "nobody")],
        groups: Vec::new(),
    }
}
