//! What the user may do, and why. Two ceilings, and both bind where they speak: the rules of the
//! configuration over the claims of the token, and the portal's own permissions. What is not known
//! hides what would change something; reading goes on.

use super::actions::{Action, Danger};
use super::capability::{Capability, Judge};
use super::permissions::{Permits, Question};
use crate::domain::model::{At, Claims, EntityRef, Rules, Verdict};
use crate::domain::text::Clean;
use std::collections::HashMap;
use std::sync::Arc;

/// What is known about a capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It may be used.
    Allowed,
    /// It may not.
    Denied,
    /// Asked, and no answer yet, or the question failed.
    Unknown,
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
    restricted: bool,
    rules: Arc<Rules>,
    /// What is said of the user; none until that is known.
    claims: Option<Claims>,
    said: HashMap<Question, Said>,
    now: At,
}

#[derive(Clone, Debug)]
struct Said {
    /// None where the portal does not judge it.
    allowed: Option<bool>,
    because: Clean,
    until: Option<At>,
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

    /// Whether nothing may lead out of the program.
    pub fn is_restricted(&self) -> bool {
        self.restricted
    }

    /// Takes in who the user is.
    pub fn know(&mut self, claims: Claims) {
        self.claims = Some(claims);
    }

    /// Takes in what the portal said. What it said before stays until it ends.
    pub fn hear(&mut self, permits: &Permits) {
        for (question, allowed) in &permits.said {
            let answer = if *allowed { "allows" } else { "denies" };
            let because = Clean::line(&format!("the portal {answer} {}", question.capability.0));
            let said = Said { allowed: Some(*allowed), because, until: permits.until };
            self.said.insert(question.clone(), said);
        }
        for (question, why) in &permits.unjudged {
            let said = Said { allowed: None, because: why.clone(), until: permits.until };
            self.said.insert(question.clone(), said);
        }
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

    /// Until when what the portal said to a question holds; `None` where it said nothing that holds,
    /// or holds without an end.
    pub fn until(&self, question: &Question) -> Option<At> {
        self.heard(question)?.until
    }

    fn heard(&self, question: &Question) -> Option<&Said> {
        self.said.get(question).filter(|said| said.until.is_none_or(|until| self.now < until))
    }

    /// What is decided about a capability: of one thing, or of none in particular.
    pub fn rule(&self, capability: &Capability, on: Option<&EntityRef>) -> Ruling {
        let judge = capability.known().map_or(Judge::Rules, |known| known.judge);
        let template = on.filter(|on| on.kind() == "template").map(EntityRef::as_str);
        let verdict = match (&self.claims, self.rules.is_about(&capability.0, template)) {
            (_, false) => Verdict::Silent,
            (None, true) => return Ruling::of(Decision::Unknown, "who you are is not known yet"),
            (Some(claims), true) => self.rules.verdict(&capability.0, template, claims),
        };
        match (verdict, judge) {
            (Verdict::Unmet(why), _) => Ruling { decision: Decision::Denied, because: why },
            (Verdict::Silent, Judge::Rules) => Ruling::of(Decision::Denied, "no rule of the configuration grants it"),
            (Verdict::Met(why), Judge::Rules | Judge::Nobody) => Ruling { decision: Decision::Allowed, because: why },
            (Verdict::Silent, Judge::Nobody) => Ruling::of(Decision::Allowed, "nothing restricts it"),
            (verdict, Judge::Portal) => self.portal(capability, on, verdict),
        }
    }

    /// Below the ceiling of the rules, the portal's.
    fn portal(&self, capability: &Capability, on: Option<&EntityRef>, verdict: Verdict) -> Ruling {
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
        let is_of_things = capability.known().is_some_and(|known| known.resource.is_some());
        if is_of_things && on.is_none() {
            return Ruling::of(Decision::Unknown, "the portal decides for each thing on its own");
        }
        // one that is about no single thing is asked so, whatever it would be done to
        let question = Question { capability: capability.clone(), on: on.filter(|_| is_of_things).cloned() };
        match self.heard(&question) {
            None => Ruling::of(Decision::Unknown, "the portal has not answered"),
            Some(said) if said.allowed == Some(false) => {
                Ruling { decision: Decision::Denied, because: said.because.clone() }
            }
            Some(said) => allowed(&said.because),
        }
    }

    /// Whether an action may be offered and done that is about no single thing.
    pub fn lets(&self, action: Action) -> bool {
        self.lets_on(action, None)
    }

    /// Whether an action may be offered and done to a thing.
    pub fn lets_on(&self, action: Action, on: Option<&EntityRef>) -> bool {
        let spec = action.spec();
        let harmless = spec.danger == Danger::Reads;
        let may = match spec.capability {
            None => true,
            Some(name) => match self.rule(&Capability::of(name), on).decision {
                Decision::Allowed => true,
                Decision::Denied => false,
                Decision::Unknown => harmless,
            },
        };
        may && (harmless || !self.read_only)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(name: &'static str, on: Option<&str>) -> Question {
        Question { capability: Capability::of(name), on: on.map(|on| on.parse().unwrap()) }
    }

    #[test]
    fn read_only_keeps_everything_that_changes_something_away() {
        let gate = Gate::default().read_only(true);
        for action in Action::ALL {
            assert_eq!(gate.lets(*action), action.spec().danger == Danger::Reads, "{}", action.spec().id);
        }
    }

    #[test]
    fn what_is_not_known_yet_hides_writing_and_leaves_reading() {
        let mut gate = Gate::new(Ground::Portal, Arc::default());
        let cart: EntityRef = "component:default/cart".parse().unwrap();
        assert!(!gate.lets_on(Action::EntityRefresh, Some(&cart)) && gate.lets(Action::AppCatalog));
        let refresh = question("catalog.entity.refresh", Some("component:default/cart"));
        assert!(gate.asks(&refresh));
        gate.hear(&Permits { said: vec![(refresh.clone(), true)], until: Some(At(10)), ..Permits::default() });
        assert!(gate.lets_on(Action::EntityRefresh, Some(&cart)) && !gate.asks(&refresh));
        assert!(!gate.lets_on(Action::EntityRefresh, Some(&"component:default/stock".parse().unwrap())));
        gate.pass(At(10));
        assert!(!gate.lets_on(Action::EntityRefresh, Some(&cart)) && gate.asks(&refresh), "it ended");
    }
}
