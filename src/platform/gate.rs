//! What the user may do. Unknown hides what would change something; reading goes on.

use super::actions::{Action, Danger};
use std::borrow::Cow;
use std::collections::HashMap;

/// The name of something that may be allowed, as the portal names it: `catalog.entity.refresh`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Capability(pub Cow<'static, str>);

impl Capability {
    /// A capability of our own table.
    pub const fn of(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }
}

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

/// Decides what is offered. Where nobody judges a capability it is allowed.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    read_only: bool,
    judged: HashMap<Capability, Decision>,
}

impl Gate {
    /// A gate that lets nothing through that changes anything.
    pub fn read_only(mut self, read_only: bool) -> Self {
        self.read_only = read_only;
        self
    }

    /// Whether only reading is allowed.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Records a judge's decision.
    pub fn judge(&mut self, capability: Capability, decision: Decision) {
        self.judged.insert(capability, decision);
    }

    /// What is known of a capability.
    pub fn decide(&self, capability: &Capability) -> Decision {
        self.judged.get(capability).copied().unwrap_or(Decision::Allowed)
    }

    /// Whether an action may be offered and done.
    pub fn lets(&self, action: Action) -> bool {
        let spec = action.spec();
        let harmless = spec.danger == Danger::Reads;
        let may = match spec.capability {
            None => true,
            Some(name) => match self.decide(&Capability::of(name)) {
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

    #[test]
    fn read_only_keeps_everything_that_changes_something_away() {
        let gate = Gate::default().read_only(true);
        for action in Action::ALL {
            assert_eq!(gate.lets(*action), action.spec().danger == Danger::Reads, "{}", action.spec().id);
        }
    }

    #[test]
    fn what_is_not_known_yet_hides_writing_and_leaves_reading() {
        let mut gate = Gate::default();
        let refresh = Action::EntityRefresh;
        assert!(gate.lets(refresh));
        gate.judge(Capability::of("catalog.entity.refresh"), Decision::Unknown);
        assert!(!gate.lets(refresh));
        gate.judge(Capability::of("catalog.entity.refresh"), Decision::Denied);
        assert!(!gate.lets(refresh));
        gate.judge(Capability::of("catalog.entity.read"), Decision::Unknown);
        assert!(gate.lets(Action::AppCatalog));
    }
}
