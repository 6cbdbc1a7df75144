//! What a descriptor says of its docs, kept from when it was read.

use crate::adapters::workspace::entry::folder_of;
use crate::adapters::workspace::snapshot::Snapshot;
use crate::domain::docs::PageName;
use crate::domain::model::EntityRef;
use crate::domain::model::listing::Row;
use serde_json::Value;

/// Its annotations, as they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::adapters::workspace) struct Said {
    /// `backstage.io/techdocs-ref`: what they are built from.
    pub(super) source: Option<String>,
    /// `backstage.io/techdocs-entity`: whose they are.
    elsewhere: Option<String>,
    /// `backstage.io/techdocs-entity-path`: the page of those that stands for the first.
    page: Option<String>,
}

impl Said {
    /// What an entity says; nothing where it says nothing.
    pub(in crate::adapters::workspace) fn of(entity: &Value) -> Option<Self> {
        let annotations = entity.pointer("/metadata/annotations")?;
        let text = |name: &str| {
            let text = annotations.get(format!("backstage.io/techdocs-{name}"))?.as_str()?.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let said = Self { source: text("ref"), elsewhere: text("entity"), page: text("entity-path") };
        (said != Self::default()).then_some(said)
    }

    /// What the entity of a row says, and the folder of its descriptor.
    pub(super) fn of_row<'a>(snapshot: &'a Snapshot, row: Row<'_>) -> Option<(Option<&'a Self>, &'a str)> {
        let origin = snapshot.origin(row)?;
        let said = origin.document.more.as_deref().and_then(|more| more.docs.as_ref());
        Some((said, folder_of(&origin.member.file.path)))
    }

    /// Those that have docs of their own go before those that share another's.
    pub(super) fn rank(&self) -> u8 {
        u8::from(self.elsewhere.is_some())
    }

    /// The entity whose docs they are, and the page that stands for its first. Another entity goes before
    /// a source of one's own, as in Backstage.
    pub(super) fn elsewhere(&self, of: &EntityRef) -> Option<(EntityRef, PageName)> {
        let other = EntityRef::parse(self.elsewhere.as_deref()?, Some(of.kind()), Some(of.namespace())).ok()?;
        Some((other, self.page.as_deref().map(PageName::of_path).unwrap_or_default()))
    }
}
