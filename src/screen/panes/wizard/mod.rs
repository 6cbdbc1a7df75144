//! The wizard of a template: its form step by step, the review, and the run.

use crate::domain::document::{Line, Role};
use crate::domain::model::{EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::query::{Ask, FormOf};
use crate::screen::ctx::Ctx;
use crate::screen::panes::{Intent, Pane, absence, movement};
use crate::screen::widgets::sheet::Sheet;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

/// The wizard of a template: its form step by step, the review, and the run.
#[derive(Clone, Debug)]
pub struct Wizard {
    place: Place,
    template: EntityRef,
    sheet: Sheet,
}

impl Wizard {
    /// The room as a link says.
    pub fn open(place: &Place, template: EntityRef) -> Self {
        Self { place: place.clone(), template, sheet: Sheet::default() }
    }

    fn question(&self) -> FormOf {
        FormOf { template: self.template.clone() }
    }
}

impl Pane for Wizard {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        vec!["Templates".into()]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.place.clone()
    }

    fn wants(&self, _ctx: &Ctx<'_>) -> Vec<Ask> {
        vec![self.question().into()]
    }

    fn offers(&self, action: Action, _ctx: &Ctx<'_>) -> bool {
        !matches!(action, Action::ListOpen | Action::ListNextPart | Action::ListPreviousPart) && action.room() == "list"
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(to) = movement(action) {
            self.sheet.go(to, usize::from(ctx.body.height));
        }
        Vec::new()
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        let remote = ctx.store.get(&self.question());
        let lines = match remote.answer() {
            Some(answer) => vec![Line::of(Clean::line(&format!("{answer:?}")), Role::Text)],
            None => absence(&remote, "what the template asks for", usize::from(ctx.body.width.saturating_sub(4))),
        };
        self.sheet.set(lines, usize::from(ctx.body.height));
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        None
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        self.sheet.view(buf, ctx.body, ctx.look, true);
        None
    }
}
