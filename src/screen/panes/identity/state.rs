use crate::domain::model::{EntityRef, Place, Room};
use crate::platform::capability::{Capability, Judge, KNOWN};
use crate::platform::permissions::{Question, Thing};
use crate::screen::ctx::Ctx;
use crate::screen::widgets::filter::Filter;
use crate::screen::widgets::sheet::Sheet;
use ratatui::layout::Rect;

/// Who the user is, and what may be done.
#[derive(Clone, Debug, Default)]
pub struct IdentityRoom {
    /// The entity that is asked about, where one came from one.
    pub(super) of: Option<EntityRef>,
    pub(super) filter: Filter,
    pub(super) sheet: Sheet,
}

impl IdentityRoom {
    /// The room as a link says: `of` is the entity, `q` the filter.
    pub fn open(place: &Place) -> Self {
        let of = place.param("of").and_then(|of| of.parse().ok());
        Self { of, filter: Filter::holding(place.param("q").unwrap_or_default()), ..Self::default() }
    }

    pub(super) fn here(&self) -> Place {
        let of = self.of.iter().map(|of| ("of".to_owned(), of.to_string()));
        let text = Some(self.filter.text()).filter(|text| !text.is_empty());
        let query = of.chain(text.map(|text| ("q".to_owned(), text.to_owned()))).collect();
        Place { query, ..Place::room(Room::Identity) }
    }

    /// The thing that a capability is asked for here; none where it is about no single thing, or not
    /// about such a one.
    pub(super) fn thing(&self, capability: &Capability) -> Option<&EntityRef> {
        let resource = capability.known()?.resource?;
        self.of.as_ref().filter(|of| Thing::Entity((*of).clone()).is_of(resource))
    }

    /// What the portal can be asked about all of it.
    pub(super) fn asked(&self) -> Vec<Question> {
        let judged = KNOWN.iter().filter(|known| known.judge == Judge::Portal);
        let asked = judged.map(|known| (known.resource, Capability::of(known.name)));
        let asked = asked
            .map(|(resource, capability)| (resource, self.thing(&capability).cloned().map(Thing::from), capability));
        let asked = asked.filter(|(resource, on, _)| resource.is_none() || on.is_some());
        asked.map(|(_, on, capability)| Question { capability, on }).collect()
    }

    /// The line with the filter, and what is below it.
    pub(super) fn parts(&self, ctx: &Ctx<'_>) -> (Rect, Rect) {
        let body = ctx.body;
        let head = u16::from(self.filter.is_on()).min(body.height);
        (
            Rect { height: head, ..body },
            Rect { y: body.y + head, height: body.height - head, x: body.x, width: body.width },
        )
    }
}
