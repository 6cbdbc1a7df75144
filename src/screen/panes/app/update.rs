use super::{AppRoom, Part};
use crate::domain::model::{At, EntityRef, Place, Tab};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::keys::Key;
use crate::platform::plan::Target;
use crate::platform::query::Ask;
use crate::screen::ctx::Ctx;
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, Pane, follow, mouse_on_sheet, movement, tabs};
use crate::screen::widgets::find::Find;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

impl Pane for AppRoom {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        vec!["Catalog".into(), Clean::line(self.entity.name()), Clean::line(&self.id.name)]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.here()
    }

    fn wants(&self, _ctx: &Ctx<'_>) -> Vec<Ask> {
        let diff = self.diff_question().map(Ask::from);
        std::iter::once(self.question().into()).chain(diff).collect()
    }

    fn offers(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        let app = || self.detail(ctx).map(|detail| &detail.app);
        match action {
            Action::ListOpen => self.find.typing() || self.sheet().target().is_some(),
            Action::ListNextPart | Action::ListPreviousPart => !self.find.typing(),
            Action::ArgocdFind => !self.find.typing(),
            Action::ArgocdClear => self.find.is_on(),
            Action::ArgocdSync | Action::ArgocdRefresh => app().is_some_and(|app| app.read_only.is_empty()),
            Action::ArgocdAddress => app().is_some_and(|app| !app.address.is_empty()),
            // tab goes from part to part here
            Action::EntityNextTab | Action::EntityPreviousTab => false,
            _ if tabs::of_action(action).is_some() => tabs::offers(&self.entity, action),
            _ => Part::of_action(action).is_some() || action.room() == "list",
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        let height = usize::from(self.areas(ctx).2.height);
        if let Some(to) = movement(action) {
            self.sheet_mut().go(to, height);
            return Vec::new();
        }
        if let Some(part) = Part::of_action(action) {
            self.turn(part);
            return Vec::new();
        }
        if let Some(tab) = tabs::turned(&self.entity, Tab::Runtime, action) {
            return vec![Intent::Turn(tab)];
        }
        match action {
            Action::ListOpen if self.find.typing() => self.find.done(),
            Action::ListOpen => return self.sheet().target().map(follow).into_iter().collect(),
            Action::ListNextPart => self.turn(self.part.beside(1)),
            Action::ListPreviousPart => self.turn(self.part.beside(Part::ALL.len() - 1)),
            Action::ListNextMatch => self.sheet_mut().next_match(false),
            Action::ListPreviousMatch => self.sheet_mut().next_match(true),
            Action::ArgocdFind => self.find.begin(),
            Action::ArgocdClear => {
                self.find = Find::default();
                self.look_for();
            }
            Action::ArgocdSync | Action::ArgocdRefresh => {
                let target = Target::App(self.id.clone(), Some(self.entity.clone()));
                return vec![Intent::ReviewOf(action, target)];
            }
            Action::ArgocdAddress => {
                let address = self.detail(ctx).map(|detail| detail.app.address.clone());
                return address.map(Intent::Open).into_iter().collect();
            }
            _ => {}
        }
        Vec::new()
    }

    fn typing(&self) -> bool {
        self.find.typing()
    }

    fn type_key(&mut self, key: Key, _ctx: &Ctx<'_>) {
        if self.find.key(key) {
            self.look_for();
        }
    }

    fn paste(&mut self, text: &str, _ctx: &Ctx<'_>) {
        if self.find.paste(text) {
            self.look_for();
        }
    }

    fn has_matches(&self, _ctx: &Ctx<'_>) -> bool {
        self.sheet().matches().1 > 0
    }

    fn bookmark(&self) -> (Option<EntityRef>, usize) {
        (None, self.sheet().place())
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        let (_, rule, area) = self.areas(ctx);
        if mouse.did == MouseDid::Click && mouse.row == rule.y {
            let clicked = self.part_at(ctx, rule, mouse.column);
            clicked.into_iter().for_each(|part| self.turn(part));
            return Vec::new();
        }
        if mouse.did == MouseDid::Click && mouse.row == ctx.body.y {
            let clicked = tabs::at(ctx, &self.entity, Tab::Runtime, mouse.column);
            return clicked.map(Intent::Turn).into_iter().collect();
        }
        let is_elsewhere = mouse.did == MouseDid::Click && !area.contains((mouse.column, mouse.row).into());
        if is_elsewhere { Vec::new() } else { mouse_on_sheet(self.sheet_mut(), mouse, area) }
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        self.take_in(ctx);
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        Some(self.entity.clone())
    }

    fn wake(&self, _ctx: &Ctx<'_>) -> Option<At> {
        self.made_of.as_ref()?.until
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        self.paint(ctx, buf)
    }
}

impl AppRoom {
    /// Shows another part; what is looked for is looked for there as well.
    fn turn(&mut self, part: Part) {
        self.part = part;
        self.look_for();
    }
}
