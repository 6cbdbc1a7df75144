use super::state::DocsRoom;
use super::wants::ANSWERS;
use crate::domain::model::{At, EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::keys::Key;
use crate::platform::query::Ask;
use crate::screen::ctx::{Ctx, Divider};
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, Pane, follow, movement};
use crate::screen::widgets::cursor::Move;
use crate::screen::widgets::picker::Picker;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

impl Pane for DocsRoom {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        vec!["Docs".into()]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.narrowed.place(self.text())
    }

    fn wants(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        self.wanted(ctx)
    }

    fn offers(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        if self.pick.is_some() {
            return matches!(action, Action::PickerChoose | Action::PickerLeave) || movement(action).is_some();
        }
        match action {
            Action::ListOpen => self.sheet.target().is_some() || (self.filter.typing() && self.is_behind(ctx)),
            Action::ListNextPart => self.filter.typing(),
            Action::ListPreviousPart | Action::ListNextMatch | Action::ListPreviousMatch => false,
            Action::DocsSearch => !self.filter.typing(),
            Action::DocsClear => self.filter.is_on() || !self.narrowed.is_none(),
            Action::DocsMine => self.narrowed.mine || ctx.who().is_some_and(|who| !who.ownership.is_empty()),
            Action::DocsNarrow => ctx.store.listing().is_some(),
            Action::DocsPreview => ctx.body.width >= 94,
            _ => action.room() == "list",
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        self.waiting = false;
        if self.pick.is_some() {
            return self.act_on_pick(action, ctx);
        }
        if let Some(to) = movement(action) {
            self.sheet.go(to, usize::from(self.areas(ctx).list.height));
            self.ask_for_more(to);
            return Vec::new();
        }
        match action {
            // keys can come faster than answers: what is listed now is not what was typed for
            Action::ListOpen if self.is_behind(ctx) => self.waiting = true,
            Action::ListOpen => return self.open_here(),
            Action::ListNextPart => self.filter.done(),
            Action::DocsSearch => self.filter.begin(),
            Action::DocsClear => self.clear(),
            Action::DocsMine => self.narrowed.mine = !self.narrowed.mine,
            Action::DocsNarrow => self.pick = Some(Picker::new("Narrow the docs by owner, kind, type or entity")),
            Action::DocsPreview => return vec![Intent::TogglePreview],
            _ => {}
        }
        self.answers = 1;
        Vec::new()
    }

    fn typing(&self) -> bool {
        self.pick.is_some() || self.filter.typing()
    }

    fn type_key(&mut self, key: Key, ctx: &Ctx<'_>) {
        match &mut self.pick {
            Some(pick) => pick.key(key),
            None => self.typed(ctx, |filter| filter.key(key)),
        }
    }

    fn paste(&mut self, text: &str, ctx: &Ctx<'_>) {
        match &mut self.pick {
            Some(pick) => pick.paste(text),
            None => self.typed(ctx, |filter| filter.paste(text)),
        }
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        self.waiting = false;
        self.mouse_did(mouse, ctx)
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        self.remake(ctx);
        if let Some(mut pick) = self.pick.take() {
            let text = pick.prompt.text().to_owned();
            pick.set(self.narrowings(ctx, &text));
            self.pick = Some(pick);
        }
        self.take_in_preview(ctx);
    }

    fn due(&mut self, ctx: &Ctx<'_>) -> Vec<Intent> {
        if !self.waiting || self.is_behind(ctx) {
            return Vec::new();
        }
        self.waiting = false;
        self.open_here()
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        self.entity_here()
    }

    fn bookmark(&self) -> (Option<EntityRef>, usize) {
        (None, self.sheet.place())
    }

    fn leave(&mut self) {
        self.made_of = None;
        self.preview = Default::default();
    }

    fn dividers(&self, ctx: &Ctx<'_>) -> Vec<Divider> {
        self.divider(ctx).into_iter().collect()
    }

    fn wake(&self, ctx: &Ctx<'_>) -> Option<At> {
        [self.rests_at(ctx), self.preview_rests_at(ctx)].into_iter().flatten().min()
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        self.paint(ctx, buf)
    }
}

impl DocsRoom {
    fn open_here(&mut self) -> Vec<Intent> {
        self.filter.done();
        self.sheet.target().map(follow).into_iter().collect()
    }

    fn clear(&mut self) {
        match self.filter.is_on() {
            true => self.filter.clear(),
            false => self.narrowed = Default::default(),
        }
    }

    fn typed(&mut self, ctx: &Ctx<'_>, types: impl FnOnce(&mut crate::screen::widgets::filter::Filter)) {
        self.waiting = false;
        let before = self.text().to_owned();
        types(&mut self.filter);
        if self.text() != before {
            (self.typed, self.answers) = (ctx.now, 1);
        }
    }

    /// At the end of what was found the search goes on.
    fn ask_for_more(&mut self, to: Move) {
        if !to.is_up() && self.is_near_end() {
            self.answers = (self.answers + 1).min(ANSWERS);
        }
    }

    fn is_near_end(&self) -> bool {
        let Some(here) = self.sheet.target() else { return false };
        self.sheet.lines().iter().rev().filter_map(|line| line.target.as_ref()).take(5).any(|target| target == here)
    }

    fn act_on_pick(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        let Some(pick) = &mut self.pick else { return Vec::new() };
        if let Some(to) = movement(action) {
            pick.go(to, ctx.body);
        } else if action == Action::PickerChoose {
            self.choose();
        } else {
            self.pick = None;
        }
        Vec::new()
    }

    fn choose(&mut self) {
        let chosen = self.pick.take().and_then(|pick| pick.chosen().map(|choice| choice.value.clone()));
        if let Some(by) = chosen {
            self.narrowed.toggle(by);
            self.answers = 1;
        }
    }

    fn mouse_did(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        let at = Position { x: mouse.column, y: mouse.row };
        if let Some(pick) = &mut self.pick {
            if mouse.did == MouseDid::Click && pick.click(at, ctx.body) {
                self.choose();
            }
            return Vec::new();
        }
        let areas = self.areas(ctx);
        if areas.bar.contains(at) && mouse.did == MouseDid::Click {
            self.filter.begin();
        }
        if !areas.list.contains(at) {
            return Vec::new();
        }
        let height = usize::from(areas.list.height);
        match mouse.did {
            MouseDid::WheelDown => {
                self.sheet.scroll(3, height);
                self.ask_for_more(Move::By(1));
            }
            MouseDid::WheelUp => self.sheet.scroll(-3, height),
            MouseDid::Click => {
                let before = self.sheet.target().cloned();
                let leads = self.sheet.click(usize::from(mouse.row - areas.list.y));
                // the first click shows it beside, where there is room
                if leads && (areas.preview.is_none() || self.sheet.target() == before.as_ref()) {
                    return self.open_here();
                }
            }
        }
        Vec::new()
    }
}
