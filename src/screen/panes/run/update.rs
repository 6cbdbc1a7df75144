use super::RunRoom;
use crate::domain::model::{At, EntityRef, Place, Tab};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::keys::Key;
use crate::platform::query::Ask;
use crate::screen::ctx::Ctx;
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, Pane, follow, mouse_on_sheet, movement, tabs};
use crate::screen::widgets::find::Find;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

impl Pane for RunRoom {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        vec!["Catalog".into(), Clean::line(self.entity.name()), Clean::line(&self.id.name)]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        Place::run(self.entity.clone(), &self.id)
    }

    fn wants(&self, _ctx: &Ctx<'_>) -> Vec<Ask> {
        vec![self.question().into()]
    }

    fn offers(&self, action: Action, _ctx: &Ctx<'_>) -> bool {
        match action {
            Action::ListOpen => self.find.typing() || self.sheet.target().is_some(),
            Action::ListNextPart | Action::ListPreviousPart => false,
            Action::TektonFind => !self.find.typing(),
            Action::TektonClear => self.find.is_on(),
            _ if tabs::of_action(action).is_some() => tabs::offers(&self.entity, action),
            Action::EntityNextTab | Action::EntityPreviousTab => tabs::offers(&self.entity, action),
            _ => action.room() == "list",
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        let height = usize::from(self.areas(ctx).1.height);
        if let Some(to) = movement(action) {
            self.sheet.go(to, height);
            return Vec::new();
        }
        if let Some(tab) = tabs::turned(&self.entity, Tab::Runtime, action) {
            return vec![Intent::Turn(tab)];
        }
        match action {
            Action::ListOpen if self.find.typing() => self.find.done(),
            Action::ListOpen => return self.sheet.target().map(follow).into_iter().collect(),
            Action::ListNextMatch => self.sheet.next_match(false),
            Action::ListPreviousMatch => self.sheet.next_match(true),
            Action::TektonFind => self.find.begin(),
            Action::TektonClear => {
                self.find = Find::default();
                self.sheet.find("");
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
            self.sheet.find(self.find.text());
        }
    }

    fn paste(&mut self, text: &str, _ctx: &Ctx<'_>) {
        if self.find.paste(text) {
            self.sheet.find(self.find.text());
        }
    }

    fn has_matches(&self, _ctx: &Ctx<'_>) -> bool {
        self.sheet.matches().1 > 0
    }

    fn bookmark(&self) -> (Option<EntityRef>, usize) {
        (None, self.sheet.place())
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        let (_, area) = self.areas(ctx);
        if mouse.did == MouseDid::Click && mouse.row == ctx.body.y {
            let clicked = tabs::at(ctx, &self.entity, Tab::Runtime, mouse.column);
            return clicked.map(Intent::Turn).into_iter().collect();
        }
        let is_elsewhere = mouse.did == MouseDid::Click && !area.contains((mouse.column, mouse.row).into());
        if is_elsewhere { Vec::new() } else { mouse_on_sheet(&mut self.sheet, mouse, area) }
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
        tabs::paint(ctx, &self.entity, Tab::Runtime, buf);
        let (head, area) = self.areas(ctx);
        for (line, y) in self.head.iter().zip(head.top()..head.bottom()) {
            let row = Rect { x: head.x + 1, y, width: head.width.saturating_sub(2), height: 1 };
            paint::line(buf, row, ctx.look, line, Style::default());
        }
        self.sheet.view(buf, area, ctx.look, true);
        let page = tabs::page(ctx.body);
        let below = Rect { y: head.bottom(), height: page.bottom().saturating_sub(head.bottom()), ..area };
        self.find.view(buf, below, ctx.look, self.sheet.matches())
    }
}
