use super::rows::version_path;
use super::state::Gallery;
use crate::domain::model::{At, EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::capability::Capability;
use crate::platform::keys::Key;
use crate::platform::permissions::Question;
use crate::platform::query::{Ask, Drafts, FieldValues, Rows, WhoAmI};
use crate::screen::ctx::{Ctx, Divider};
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, Pane, follow, movement};
use crate::screen::widgets::picker::Picker;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

impl Pane for Gallery {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        vec!["Templates".into()]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        let mut place = self.narrowed.place(self.text());
        if self.sorting != Default::default() {
            place.query.push(("sort".into(), self.sorting.word().into()));
        }
        place
    }

    fn wants(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        let mut wants: Vec<Ask> = vec![Rows {}.into(), WhoAmI {}.into(), Drafts {}.into()];
        wants.extend(version_path().map(|path| FieldValues { path }.into()));
        wants.extend(self.preview_wanted(ctx).map(Ask::from));
        wants
    }

    /// Whether templates may be run at all.
    fn questions(&self, _ctx: &Ctx<'_>) -> Vec<Question> {
        vec![Question { capability: Capability::of("scaffolder.task.create"), on: None }]
    }

    fn offers(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        if self.pick.is_some() {
            return matches!(action, Action::PickerChoose | Action::PickerLeave) || movement(action).is_some();
        }
        match action {
            Action::ListOpen => self.sheet.target().is_some(),
            Action::TemplateRun => self.template_here().is_some() && !self.filter.typing(),
            Action::ListNextPart => self.filter.typing(),
            Action::ListPreviousPart | Action::ListNextMatch | Action::ListPreviousMatch => false,
            Action::TemplatesFilter => !self.filter.typing(),
            Action::TemplatesClear => self.filter.is_on() || !self.narrowed.is_none(),
            Action::TemplatesNarrow | Action::TemplatesSort => ctx.store.listing().is_some(),
            Action::TemplatesMine => self.narrowed.mine || ctx.who().is_some_and(|who| !who.ownership.is_empty()),
            Action::TemplatesStarred => true,
            Action::TemplatesPreview => ctx.body.width >= 94,
            Action::TemplatesEntity => self.template_here().is_some(),
            Action::TemplatesDrop => self.draft_here().is_some(),
            _ => action.room() == "list",
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if self.pick.is_some() {
            return self.act_on_pick(action, ctx);
        }
        if let Some(to) = movement(action) {
            self.sheet.go(to, usize::from(self.areas(ctx).list.height));
            return Vec::new();
        }
        match action {
            Action::ListOpen | Action::TemplateRun => return self.open_here(),
            Action::ListNextPart => self.filter.done(),
            Action::TemplatesFilter => self.filter.begin(),
            Action::TemplatesClear => self.clear(),
            Action::TemplatesSort => self.sorting = self.sorting.next(),
            Action::TemplatesMine => self.narrowed.mine = !self.narrowed.mine,
            Action::TemplatesStarred => self.narrowed.starred = !self.narrowed.starred,
            Action::TemplatesNarrow => {
                self.pick = Some(Picker::new("Narrow the templates by category, owner, lifecycle or tag"));
            }
            Action::TemplatesPreview => return vec![Intent::TogglePreview],
            Action::TemplatesEntity => {
                return self.template_here().map(|it| Intent::Go(Place::entity(it))).into_iter().collect();
            }
            Action::TemplatesDrop => return self.drop_here(),
            _ => {}
        }
        Vec::new()
    }

    fn typing(&self) -> bool {
        self.pick.is_some() || self.filter.typing()
    }

    fn type_key(&mut self, key: Key, _ctx: &Ctx<'_>) {
        match &mut self.pick {
            Some(pick) => pick.key(key),
            None => self.filter.key(key),
        }
    }

    fn paste(&mut self, text: &str, _ctx: &Ctx<'_>) {
        match &mut self.pick {
            Some(pick) => pick.paste(text),
            None => self.filter.paste(text),
        }
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
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
        if areas.preview.is_some_and(|area| area.contains(at)) {
            self.turn_preview(mouse, areas.list.height);
        }
        if !areas.list.contains(at) {
            return Vec::new();
        }
        let height = usize::from(areas.list.height);
        match mouse.did {
            MouseDid::WheelDown => self.sheet.scroll(3, height),
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

    fn settle(&mut self, ctx: &Ctx<'_>) {
        self.remake(ctx);
        if let Some(mut pick) = self.pick.take() {
            let text = pick.prompt.text().to_owned();
            pick.set(self.narrowings(ctx, &text));
            self.pick = Some(pick);
        }
        self.settle_preview(ctx);
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        self.template_here()
    }

    fn bookmark(&self) -> (Option<EntityRef>, usize) {
        (None, self.sheet.place())
    }

    fn leave(&mut self) {
        self.made_of = None;
        (self.preview, self.previewed) = Default::default();
        self.at = None;
    }

    fn dividers(&self, ctx: &Ctx<'_>) -> Vec<Divider> {
        self.divider(ctx).into_iter().collect()
    }

    fn wake(&self, ctx: &Ctx<'_>) -> Option<At> {
        // the ages of drafts
        let minute = (!self.drafts(ctx).is_empty()).then(|| At((ctx.now.0 / 60_000 + 1) * 60_000));
        [self.rests_at(ctx), minute].into_iter().flatten().min()
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        self.paint(ctx, buf)
    }
}

impl Gallery {
    fn open_here(&mut self) -> Vec<Intent> {
        self.filter.done();
        self.sheet.target().map(follow).into_iter().collect()
    }

    /// What was filled in is let go; the list has it no more once that is written.
    fn drop_here(&mut self) -> Vec<Intent> {
        let told = || Intent::Tell("the draft is dropped".into());
        self.draft_here().map(|id| vec![Intent::DropDraft(id.to_owned()), told()]).unwrap_or_default()
    }

    fn clear(&mut self) {
        match self.filter.is_on() {
            true => self.filter.clear(),
            false => self.narrowed = Default::default(),
        }
    }

    fn turn_preview(&mut self, mouse: Mouse, height: u16) {
        match mouse.did {
            MouseDid::WheelDown => self.preview.scroll(3, usize::from(height)),
            MouseDid::WheelUp => self.preview.scroll(-3, usize::from(height)),
            MouseDid::Click => {}
        }
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
        }
    }
}
