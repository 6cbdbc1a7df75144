//! The docs of an entity, page by page: its tab.

use crate::domain::model::{EntityRef, Place, Tab};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::query::Ask;
use crate::screen::ctx::Ctx;
use crate::screen::panes::{Intent, Pane, tabs};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

/// The docs tab of an entity.
pub struct Reader {
    place: Place,
}

impl Reader {
    /// The room at a place.
    pub fn open(place: &Place) -> Option<Self> {
        place.subject.is_some().then(|| Self { place: place.clone() })
    }
}

impl Pane for Reader {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        vec!["Docs".into()]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.place.clone()
    }

    fn wants(&self, _ctx: &Ctx<'_>) -> Vec<Ask> {
        Vec::new()
    }

    fn offers(&self, action: Action, _ctx: &Ctx<'_>) -> bool {
        self.place.subject.as_ref().is_some_and(|of| tabs::offers(of, action))
    }

    fn act(&mut self, action: Action, _ctx: &Ctx<'_>) -> Vec<Intent> {
        let turned = self.place.subject.as_ref().and_then(|of| tabs::turned(of, Tab::Docs, action));
        turned.map(Intent::Turn).into_iter().collect()
    }

    fn settle(&mut self, _ctx: &Ctx<'_>) {}

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        self.place.subject.clone()
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        if let Some(of) = &self.place.subject {
            tabs::paint(ctx, of, Tab::Docs, buf);
        }
        None
    }
}
