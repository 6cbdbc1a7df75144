//! Who one is, and whom one counts as.

use super::SimulatedAccess;
use crate::domain::model::{Entity, EntityRef, Identity};
use crate::platform::fault::Fault;
use crate::platform::ports::{Steps, Wanted};

/// What somebody is called of whom nothing says who they are.
const YOU: &str = "you";

/// The user, and all whom the catalog knows.
#[derive(Clone, Debug)]
pub(super) struct People {
    pub(super) name: String,
    me: Identity,
    /// Groups and users, and what each is called.
    known: Vec<(EntityRef, Vec<String>)>,
}

impl SimulatedAccess {
    pub(super) async fn people(&self) -> Result<People, Fault> {
        let setup = &self.0.setup;
        let me = setup.identity.who_am_i(Steps::ignored()).await?.answer.as_ref().clone();
        let mut known = Vec::new();
        for kind in ["group", "user"] {
            let wanted = Wanted { kind: Some(kind.into()), ..Wanted::default() };
            known.extend(setup.catalog.entities(wanted).await?.answer.iter().map(called));
        }
        let name = me.user.as_ref().map_or_else(|| YOU.to_owned(), ToString::to_string);
        Ok(People { name, me, known })
    }
}

fn called(entity: &Entity) -> (EntityRef, Vec<String>) {
    let reference = entity.reference();
    let display = entity.text("/spec/profile/displayName");
    let title = entity.title();
    let names = [reference.name(), title.as_str(), display.as_str()].map(folded);
    (reference.clone(), names.into_iter().filter(|name| !name.is_empty()).collect())
}

impl People {
    /// Which of some that may agree the user counts as. As one that the catalog does not know anybody does: this is a
    /// ledger to learn with, and somebody has to answer.
    pub(super) fn counts_as(&self, names: impl Iterator<Item = String>) -> Vec<String> {
        names.filter(|name| self.is_one(name)).collect()
    }

    fn is_one(&self, name: &str) -> bool {
        let those: Vec<&EntityRef> = self.those(name);
        those.is_empty()
            || those.iter().any(|one| self.me.ownership.contains(one) || self.me.user.as_ref() == Some(one))
    }

    /// Whether the catalog knows somebody of that name.
    pub(super) fn knows(&self, name: &str) -> bool {
        !self.those(name).is_empty()
    }

    /// Whom a policy means by a name: `SRE on call` is the group `sre-on-call`.
    fn those(&self, name: &str) -> Vec<&EntityRef> {
        let reference = EntityRef::parse(name, None, None).ok();
        let folded = folded(name);
        let means = |(known, names): &&(EntityRef, Vec<String>)| match &reference {
            Some(reference) => known == reference,
            None => names.contains(&folded),
        };
        self.known.iter().filter(means).map(|(known, _)| known).collect()
    }
}

/// A name without what people write differently: case, spaces, dashes.
fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
