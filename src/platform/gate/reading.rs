//! What rules say of reading the catalog.

use super::{Gate, Ground, template};
use crate::domain::model::{EntityRef, Verdict};
use crate::platform::capability::Capability;
use crate::platform::fault::{Fault, FaultKind};

/// The capability of looking at the catalog.
pub(super) const READ: &str = "catalog.entity.read";

impl Gate {
    /// Whether a rule is about reading the catalog at all.
    pub fn may_bar_reading(&self) -> bool {
        self.ground == Ground::Portal && self.rules.0.iter().any(|rule| rule.is_about_name(READ))
    }

    /// Whether it is to be known first who the user is, because a rule is about reading.
    pub fn asks_who_for_reading(&self, on: Option<&EntityRef>) -> bool {
        self.asks_who(&Capability::of(READ), on)
    }

    /// Why the rules let the catalog not be read: of one entity, or at all. `None` where they do, where
    /// none is about it, or where it is not known who the user is. What the portal does not let be
    /// read it leaves out by itself.
    pub fn bars_reading(&self, on: Option<&EntityRef>) -> Option<Fault> {
        let claims = self.claims.as_ref().filter(|_| self.ruled(&Capability::of(READ), on))?;
        let Verdict::Unmet(why) = self.rules.verdict(READ, template(on), claims) else { return None };
        let happened = format!("you are not allowed {READ}: {why}");
        let cure = "`stagedoor whoami` tells more; ask the administrators for it";
        Some(Fault::new(FaultKind::NotPermitted, "read the catalog", &happened, cure))
    }
}
