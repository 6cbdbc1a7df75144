use super::areas::BESIDE;
use super::framed::Over;
use super::pick::Pick;
use super::state::{Focus, Reader};
use crate::domain::model::{At, EntityRef, Place, Tab};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::keys::{Code, Key};
use crate::platform::query::Ask;
use crate::screen::ctx::{Ctx, Divider};
use crate::screen::input::Mouse;
use crate::screen::panes::{Intent, Pane, follow, movement, tabs};
use crate::screen::terminal::{Link, Placed};
use crate::screen::widgets::cursor::Move;
use crate::screen::widgets::find::Find;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

impl Pane for Reader {
    fn trail(&self, ctx: &Ctx<'_>) -> Vec<Clean> {
        let row = ctx.store.listing().and_then(|listing| listing.find(&self.of));
        let name = row.map_or_else(|| Clean::line(self.of.name()), |row| row.label().to_clean());
        vec!["Catalog".into(), Clean::line(self.of.kind()), name]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.link()
    }

    fn wants(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        self.wanted(ctx)
    }

    fn offers(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        if self.pick.is_some() {
            return Pick::offers(action);
        }
        if let Some(over) = &self.over {
            return Self::over_offers(over, action);
        }
        if self.images.alone.is_some() {
            return matches!(action, Action::ReaderClear | Action::ListOpen);
        }
        if self.view.is_hinting() {
            return action == Action::ReaderClear;
        }
        let is_there = self.view.page().is_some();
        match action {
            Action::ListOpen => self.can_open(),
            Action::ReaderClear => self.can_clear(),
            Action::ReaderPages => self.nav.is_worth_showing() && self.focus == Focus::Page,
            Action::ReaderGoTo => self.nav.is_worth_showing(),
            Action::ReaderNextPage => self.beside().1.is_some(),
            Action::ReaderPreviousPage => self.beside().0.is_some(),
            Action::ReaderFind => (is_there || self.focus == Focus::Nav) && !self.typing(),
            Action::ReaderContents => self.has_contents(),
            Action::ReaderColumns => is_there && ctx.body.width >= BESIDE,
            Action::ReaderHints | Action::ReaderNext | Action::ReaderPrevious => self.view.has_stops(),
            Action::ReaderNextHeading | Action::ReaderPreviousHeading => !self.view.layout().headings.is_empty(),
            Action::ReaderBack => !self.jumps.back.is_empty(),
            Action::ReaderForward => !self.jumps.ahead.is_empty(),
            Action::ReaderLeft => self.focus == Focus::Nav || self.view.can_go_sideways(false),
            Action::ReaderRight => self.focus == Focus::Nav || self.view.can_go_sideways(true),
            Action::ReaderFold => self.focus == Focus::Nav || self.view.can_fold(),
            Action::ReaderFoldAll => self.view.has_folds(),
            Action::ReaderNextTab | Action::ReaderPreviousTab => self.view.has_choice(),
            Action::ReaderCopyCode => self.view.code().is_some(),
            Action::ReaderCopyAddress => is_there && self.address_here(ctx).is_some(),
            Action::ReaderEdit => self.source(ctx).is_some(),
            Action::ReaderBrowser => self.address(ctx).is_some(),
            Action::ReaderBuilding => is_there || self.may_be_unbuilt(ctx),
            Action::ReaderSearchSite | Action::ReaderFindings => is_there,
            _ => movement(action).is_some() || tabs::offers(&self.of, action),
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if self.pick.is_some() {
            return self.act_on_pick(action, ctx);
        }
        if self.over.is_some() {
            return self.act_over(action, ctx);
        }
        if let Some(over) = Over::of(action) {
            self.over = Some(over);
            return Vec::new();
        }
        if matches!(action, Action::ReaderClear | Action::ListOpen) && self.images.alone.take().is_some() {
            return Vec::new();
        }
        if let Some(to) = movement(action) {
            self.go(to, ctx);
            return Vec::new();
        }
        if let Some(tab) = tabs::turned(&self.of, Tab::Docs, action) {
            return vec![Intent::Turn(tab)];
        }
        match action {
            Action::ListOpen => return self.open_here(ctx),
            Action::ListNextMatch => drop(self.go_by_matches(1, ctx)),
            Action::ListPreviousMatch => drop(self.go_by_matches(-1, ctx)),
            Action::ReaderHints if !self.view.hint() => {
                return vec![Intent::Tell("nothing that is in sight can be pressed".into())];
            }
            Action::ReaderNextPage => return self.beside().1.map(Intent::Go).into_iter().collect(),
            Action::ReaderPreviousPage => return self.beside().0.map(Intent::Go).into_iter().collect(),
            Action::ReaderCopyCode => {
                let text = self.view.code().and_then(|key| self.view.text_of(key));
                return text.map(Intent::Copy).into_iter().collect();
            }
            Action::ReaderCopyAddress => {
                return self.address_here(ctx).map(|to| Intent::Copy(to.to_string())).into_iter().collect();
            }
            Action::ReaderColumns => return vec![Intent::TogglePreview],
            Action::ReaderEdit => return self.source(ctx).into_iter().collect(),
            Action::ReaderBrowser => return self.address(ctx).map(Intent::Open).into_iter().collect(),
            _ => self.act_on_page(action),
        }
        Vec::new()
    }

    fn typing(&self) -> bool {
        let is_over = self.over.as_ref().is_some_and(Over::typing);
        is_over || self.pick.is_some() || self.find.typing() || self.focus == Focus::Filter || self.view.is_hinting()
    }

    fn type_key(&mut self, key: Key, _ctx: &Ctx<'_>) {
        if let Some(pick) = &mut self.pick {
            pick.key(key);
        } else if let Some(over) = self.over.as_mut().filter(|over| over.typing()) {
            over.key(key);
        } else if self.view.is_hinting() {
            match (key.typed(), key.code) {
                (Some(letter), _) => self.pressed = self.view.type_hint(Some(letter)),
                (None, Code::Backspace) => self.pressed = self.view.type_hint(None),
                _ => drop(self.view.unhint()),
            }
        } else if let Some(prompt) = self.prompt() {
            prompt.key(key);
        } else if self.find.key(key) {
            self.look_for();
        }
    }

    fn paste(&mut self, text: &str, _ctx: &Ctx<'_>) {
        if let Some(pick) = &mut self.pick {
            pick.paste(text);
        } else if let Some(over) = self.over.as_mut().filter(|over| over.typing()) {
            over.paste(text);
        } else if let Some(prompt) = self.prompt() {
            prompt.paste(text);
        } else if self.find.paste(text) {
            self.look_for();
        }
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        if self.over.is_some() {
            return self.mouse_over(mouse, ctx);
        }
        self.take_mouse(mouse, ctx)
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        self.take_in(ctx);
    }

    /// What was pressed by its letters, and what is to be told of where the link led.
    fn due(&mut self, ctx: &Ctx<'_>) -> Vec<Intent> {
        let mut due = self.over_due(ctx);
        due.extend(self.said.take().map(Intent::Tell));
        due.extend(self.pressed.take().map(|deed| self.press(deed, ctx)).unwrap_or_default());
        due
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        Some(self.of.clone())
    }

    fn bookmark(&self) -> (Option<EntityRef>, usize) {
        (None, self.view.place() as usize)
    }

    fn leave(&mut self) {
        self.view.let_go();
    }

    fn has_matches(&self, _ctx: &Ctx<'_>) -> bool {
        self.view.matches().1 > 0
    }

    fn go_by_matches(&mut self, by: isize, _ctx: &Ctx<'_>) -> bool {
        // the foot says which match it is, not where a link leads
        self.view.unfocus();
        self.view.go_by_matches(by);
        true
    }

    fn go_to_row(&mut self, row: usize, ctx: &Ctx<'_>) -> bool {
        match self.focus {
            Focus::Page => self.view.go_to_row(row.saturating_sub(1)),
            _ => {
                self.go_in_nav(Move::Top, ctx);
                self.go_in_nav(Move::By(isize::try_from(row.saturating_sub(1)).unwrap_or(isize::MAX)), ctx);
            }
        }
        true
    }

    fn dividers(&self, ctx: &Ctx<'_>) -> Vec<Divider> {
        self.parted(ctx)
    }

    fn wake(&self, ctx: &Ctx<'_>) -> Option<At> {
        self.age_changes(ctx)
    }

    fn links(&self, ctx: &Ctx<'_>) -> Vec<Link> {
        self.outside_links(ctx)
    }

    fn pictures(&self, ctx: &Ctx<'_>) -> Vec<Placed> {
        self.placed(ctx)
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        self.paint(ctx, buf)
    }
}

impl Reader {
    fn go(&mut self, to: Move, ctx: &Ctx<'_>) {
        let height = usize::from(self.text_area(ctx).height);
        match self.focus {
            Focus::Nav | Focus::Filter => self.go_in_nav(to, ctx),
            Focus::Page if self.view.page().is_none() => self.missing.go(to, height),
            Focus::Page => self.view.go(to),
        }
    }

    fn act_on_page(&mut self, action: Action) {
        match action {
            Action::ReaderNext | Action::ReaderPrevious => self.view.go_to_stop(action == Action::ReaderPrevious),
            Action::ReaderNextHeading => self.view.go_to_heading(false),
            Action::ReaderPreviousHeading => self.view.go_to_heading(true),
            Action::ReaderPages => self.focus = Focus::Nav,
            Action::ReaderGoTo => self.pick = Some(Pick::page()),
            Action::ReaderContents => self.pick = Some(Pick::heading()),
            Action::ReaderFind if self.focus == Focus::Nav => self.focus = Focus::Filter,
            Action::ReaderFind => {
                self.view.unfocus();
                self.find.begin();
            }
            Action::ReaderClear => self.clear(),
            Action::ReaderBack => self.jump_back(false),
            Action::ReaderForward => self.jump_back(true),
            Action::ReaderLeft | Action::ReaderRight if self.focus != Focus::Page => {
                self.fold_nav(action == Action::ReaderRight);
            }
            Action::ReaderLeft | Action::ReaderRight => self.view.go_sideways(action == Action::ReaderRight),
            Action::ReaderFold if self.focus == Focus::Nav => drop(self.nav.turn(None)),
            Action::ReaderFold => self.view.fold(),
            Action::ReaderFoldAll => self.view.fold_all(),
            Action::ReaderNextTab => self.view.choose_beside(false),
            Action::ReaderPreviousTab => self.view.choose_beside(true),
            _ => {}
        }
    }

    fn can_open(&self) -> bool {
        match self.focus {
            Focus::Nav | Focus::Filter => !self.nav.rows.is_empty(),
            Focus::Page if self.find.typing() => true,
            Focus::Page if self.view.page().is_none() => self.missing.target().is_some(),
            Focus::Page => self.view.stop().is_some(),
        }
    }

    fn open_here(&mut self, ctx: &Ctx<'_>) -> Vec<Intent> {
        match self.focus {
            Focus::Nav | Focus::Filter => return self.open_nav(ctx),
            Focus::Page if self.find.typing() => self.find.done(),
            Focus::Page if self.view.page().is_none() => {
                return self.missing.target().map(follow).into_iter().collect();
            }
            Focus::Page => return self.press_stop(ctx),
        }
        Vec::new()
    }

    fn can_clear(&self) -> bool {
        let on_page = self.find.is_on() || self.view.is_hinting() || self.view.stop().is_some();
        self.focus != Focus::Page || on_page || !self.jumps.back.is_empty()
    }

    /// One step back to the plain page: out of what is typed, out of a part, away from what is under the
    /// keys, and to where was jumped from.
    fn clear(&mut self) {
        if self.view.unhint() {
            return;
        }
        match self.focus {
            Focus::Filter if self.nav.prompt.text().is_empty() => return self.focus = Focus::Nav,
            Focus::Filter => return self.nav.prompt = Default::default(),
            Focus::Nav => return self.focus = Focus::Page,
            Focus::Page => {}
        }
        if self.view.unfocus() {
        } else if self.find.is_on() {
            self.find = Find::default();
            self.look_for();
        } else {
            self.jump_back(false);
        }
    }

    /// The pages before and after this one.
    fn beside(&self) -> (Option<Place>, Option<Place>) {
        let Some(site) = &self.site else { return (None, None) };
        let (before, after) = site.beside(self.shown());
        (before.map(|page| self.link_to(page)), after.map(|page| self.link_to(page)))
    }
}
