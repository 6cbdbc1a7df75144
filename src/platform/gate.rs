//! What the user may do, and why. Two ceilings, and both bind where they speak: the rules of the
//! configuration over the claims of the token, and the portal's own permissions. What is not known
//! hides what would change something; reading goes on.

mod hearing;
mod reading;

use super::actions::{Action, Danger, Leaves};
use super::capability::{Capability, Judge, KNOWN};
use super::permissions::{On, Question, Thing};
use crate::domain::model::access::CommandLine;
use crate::domain::model::{At, Claims, EntityRef, Rules, Verdict};
use crate::domain::text::Clean;
use hearing::{Said, Word};
use reading::READ;
use std::collections::HashMap;
use std::sync::Arc;

/// What is known about a capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It may be used.
    Allowed,
    /// It may not.
    Denied,
    /// It cannot be done here by anybody: the platform does not have what it would be done with.
    Absent,
    /// Asked, and no answer yet, or the question failed.
    Unknown,
    /// It depends on the thing, and none in particular is meant.
    Each,
}

impl Decision {
    /// Whether it can be said by now that it may not be used.
    pub fn is_no(self) -> bool {
        matches!(self, Self::Denied | Self::Absent)
    }
}

/// A decision, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// What was decided.
    pub decision: Decision,
    /// Why, in words: the claim, the rule, the portal.
    pub because: Clean,
}

impl Ruling {
    fn of(decision: Decision, because: &str) -> Self {
        Self { decision, because: Clean::line(because) }
    }
}

/// Where one is: who judges, besides the rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ground {
    /// A folder: what is done in it is done by the user's own hand.
    #[default]
    Workspace,
    /// A portal with permissions of its own.
    Portal,
}

/// Decides what is offered and what is done.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    ground: Ground,
    read_only: bool,
    /// Access for a while is only played.
    plays_access: bool,
    restricted: bool,
    /// The programs that may be run all the same where nothing may lead out.
    programs: Arc<Vec<Vec<String>>>,
    rules: Arc<Rules>,
    /// What is said of the user; none until that is known.
    claims: Option<Claims>,
    said: HashMap<Question, Said>,
    /// Plugins that the portal does not have.
    absent: HashMap<String, Said>,
    now: At,
}

impl Gate {
    /// The gate of a platform, with the rules of its context. Nothing is known yet.
    pub fn new(ground: Ground, rules: Arc<Rules>) -> Self {
        Self { ground, rules, ..Self::default() }
    }

    /// The same; when `read_only` it lets nothing through that changes anything.
    pub fn read_only(mut self, read_only: bool) -> Self {
        self.read_only = read_only;
        self
    }

    /// The same; where access for a while is only played, whoever wants to may: it grants nothing, so that rules about
    /// access are not asked.
    pub fn playing_access(mut self, plays_access: bool) -> Self {
        self.plays_access = plays_access;
        self
    }

    fn is_played(&self, capability: &Capability) -> bool {
        self.plays_access && capability.plugin() == "jit-access"
    }

    /// From now on only reading is allowed, or no longer only that.
    pub fn set_read_only(&mut self, read_only: bool) {
        self.read_only = read_only;
    }

    /// Whether only reading is allowed.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// The same; when `restricted` it lets nothing through that leads out of the program: to a shell,
    /// an editor, a file.
    pub fn restricted(mut self, restricted: bool) -> Self {
        self.restricted = restricted;
        self
    }

    /// The same; where nothing may lead out these programs may be run all the same, each by its path and the beginning
    /// of its arguments.
    pub fn letting(mut self, programs: Vec<Vec<String>>) -> Self {
        self.programs = Arc::new(programs);
        self
    }

    /// Whether commands may be run that have the terminal.
    pub fn runs(&self, commands: &[CommandLine]) -> bool {
        !self.restricted || (!commands.is_empty() && commands.iter().all(|line| line.is_listed(&self.programs)))
    }

    /// Whether nothing may lead out of the program.
    pub fn is_restricted(&self) -> bool {
        self.restricted
    }

    /// Takes in what is said of the user. Where nothing is said (`None`, of a copy from before), all
    /// stays as it is.
    pub fn know(&mut self, claims: Option<Claims>) {
        self.claims = claims.or(self.claims.take());
    }

    /// Lets the time pass: what was said for a while ends with it.
    pub fn pass(&mut self, now: At) {
        self.now = now;
    }

    /// Whether the portal is who judges it.
    pub fn is_asked_there(&self, question: &Question) -> bool {
        let judged = question.capability.known().is_some_and(|known| known.judge == Judge::Portal);
        self.ground == Ground::Portal && judged
    }

    /// Whether the portal is to be asked, because nothing is known that still holds.
    pub fn asks(&self, question: &Question) -> bool {
        self.is_asked_there(question) && self.heard(question).is_none()
    }

    /// Whether it is to be known first who the user is, because a rule is about that.
    pub fn asks_who<'a>(&self, capability: &Capability, on: impl Into<On<'a>>) -> bool {
        self.claims.is_none() && self.ruled(capability, on.into().entity())
    }

    /// Whether a rule decides, alone or below the portal's ceiling. In a folder none does about what is
    /// done to the folder: its files are the user's own.
    fn ruled(&self, capability: &Capability, on: Option<&EntityRef>) -> bool {
        let stays = judge(capability) != Judge::Rules && !capability.leads_beyond();
        let is_local = self.ground == Ground::Workspace && stays;
        !is_local && !self.is_played(capability) && self.rules.is_about(&capability.0, template(on))
    }

    /// All that may be allowed here: what is known everywhere, and what rules name besides; each once.
    pub fn capabilities(&self) -> Vec<Capability> {
        let mut all: Vec<Capability> = KNOWN.iter().map(|known| Capability::of(known.name)).collect();
        for name in self.rules.named() {
            if all.iter().all(|capability| capability.0 != name) {
                all.push(Capability(name.to_owned().into()));
            }
        }
        all
    }

    /// What is decided about a capability: of one thing, or of none in particular.
    pub fn rule<'a>(&self, capability: &Capability, on: impl Into<On<'a>>) -> Ruling {
        let on = on.into();
        self.rule_on(capability, on.entity(), on.thing())
    }

    /// What is decided about a capability, of one run of a template.
    pub fn rule_of_run(&self, capability: &Capability, run: &str) -> Ruling {
        self.rule(capability, On::Run(run))
    }

    fn rule_on(&self, capability: &Capability, on: Option<&EntityRef>, thing: Option<Thing>) -> Ruling {
        let verdict = match (&self.claims, self.ruled(capability, on)) {
            (_, false) => Verdict::Silent,
            (None, true) => return self.of_nobody_known(capability, thing),
            (Some(claims), true) => self.rules.verdict(&capability.0, template(on), claims),
        };
        if self.is_played(capability) {
            return Ruling::of(Decision::Allowed, "access is only simulated here: it grants nothing");
        }
        match (verdict, judge(capability)) {
            (Verdict::Unmet(why), _) => Ruling { decision: Decision::Denied, because: why },
            // beside a folder nobody has claims that a rule could be about: what grants access decides by itself
            (Verdict::Silent, Judge::Rules) if self.ground == Ground::Workspace => {
                Ruling::of(Decision::Allowed, "nothing restricts it; what grants access decides")
            }
            (Verdict::Silent, Judge::Rules) => Ruling::of(Decision::Denied, "no rule of the configuration grants it"),
            (Verdict::Met(why), Judge::Rules | Judge::Nobody) => Ruling { decision: Decision::Allowed, because: why },
            (Verdict::Silent, Judge::Nobody) => Ruling::of(Decision::Allowed, "nothing restricts it"),
            (verdict, Judge::Portal) => self.portal(capability, thing, verdict),
        }
    }

    /// While it is not known who the user is, what the portal denies or does not have is so all the same.
    fn of_nobody_known(&self, capability: &Capability, thing: Option<Thing>) -> Ruling {
        let portal = || self.portal(capability, thing, Verdict::Silent);
        let refused = (judge(capability) == Judge::Portal).then(portal).filter(|it| it.decision.is_no());
        refused.unwrap_or_else(|| Ruling::of(Decision::Unknown, "who you are is not known yet"))
    }

    /// Below the ceiling of the rules, the portal's.
    fn portal(&self, capability: &Capability, thing: Option<Thing>, verdict: Verdict) -> Ruling {
        let met = match verdict {
            Verdict::Met(why) => Some(why),
            Verdict::Unmet(_) | Verdict::Silent => None,
        };
        let allowed = |because: &Clean| {
            let because = met.as_ref().map_or_else(|| because.clone(), |met| Clean::line(&format!("{because}; {met}")));
            Ruling { decision: Decision::Allowed, because }
        };
        if self.ground == Ground::Workspace {
            return allowed(&Clean::line("in a folder, what you do is done by your own hand"));
        }
        let things = capability.known().and_then(|known| known.resource);
        // one that is about no single thing is asked so, whatever it would be done to
        let on = thing.filter(|thing| things.is_some_and(|things| thing.is_of(things)));
        let question = Question { capability: capability.clone(), on };
        let heard = self.heard(&question);
        if let (Some(things), None) = (things, &question.on)
            && heard.is_none_or(|said| !said.word.is_of_all())
        {
            let thing = things.rsplit('-').next().unwrap_or(things);
            return Ruling::of(Decision::Each, &format!("decided for each {thing}"));
        }
        let Some(said) = heard else { return Ruling::of(Decision::Unknown, "the portal has not answered") };
        match said.word {
            Word::Allows | Word::Unjudged => allowed(&said.because),
            Word::Denies => Ruling { decision: Decision::Denied, because: said.because.clone() },
            Word::Absent => Ruling { decision: Decision::Absent, because: said.because.clone() },
        }
    }

    /// Whether a template is offered: it can be read, tasks may be created, and its own rule is met.
    pub fn offers_template(&self, template: &EntityRef) -> bool {
        let decision = |name| self.rule(&Capability::of(name), Some(template)).decision;
        // what cannot be read is not in the catalog that one reads
        let is_readable = decision(READ) != Decision::Denied;
        is_readable && decision("scaffolder.task.create") == Decision::Allowed
    }

    /// Whether an action may be offered and done that is about no single thing.
    pub fn lets(&self, action: Action) -> bool {
        self.lets_on(action, On::Nothing)
    }

    /// Whether an action may be offered and done to a thing.
    pub fn lets_on<'a>(&self, action: Action, on: impl Into<On<'a>>) -> bool {
        self.lets_with(action, &action.needs(), on)
    }

    /// What of some capabilities is not allowed of a thing, and why: what is denied or not there sooner
    /// than what is not known.
    pub fn lacks<'a>(&self, needs: &[Capability], on: impl Into<On<'a>>) -> Option<(Capability, Ruling)> {
        let on = on.into();
        let ruled = needs.iter().map(|capability| (capability.clone(), self.rule(capability, on)));
        let lacking = ruled.filter(|(_, ruling)| ruling.decision != Decision::Allowed);
        // of equals the first
        lacking.min_by_key(|(_, ruling)| !ruling.decision.is_no())
    }

    /// The same as [`Self::lets_on`], where what is done needs exactly that.
    pub fn lets_with<'a>(&self, action: Action, needs: &[Capability], on: impl Into<On<'a>>) -> bool {
        let harmless = action.spec().danger == Danger::Reads;
        let may = match self.lacks(needs, on) {
            None => true,
            Some((_, ruling)) => harmless && matches!(ruling.decision, Decision::Unknown | Decision::Each),
        };
        may && self.keeps(action) && (harmless || !self.read_only)
    }

    /// Whether it does not lead out of the program where nothing may. What runs a program is judged once it is known
    /// which ([`Self::runs`]).
    fn keeps(&self, action: Action) -> bool {
        match action.leaves() {
            Some(Leaves::Program) => !self.restricted || !self.programs.is_empty(),
            Some(_) => !self.restricted,
            None => true,
        }
    }
}

fn judge(capability: &Capability) -> Judge {
    capability.known().map_or(Judge::Rules, |known| known.judge)
}

fn template(on: Option<&EntityRef>) -> Option<&str> {
    on.filter(|on| on.kind() == "template").map(EntityRef::as_str)
}

#[cfg(test)]
mod tests;
