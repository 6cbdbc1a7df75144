use super::RuntimeRoom;
use crate::domain::document::Target;
use crate::domain::model::{At, EntityRef, Place, Tab};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::keys::Key;
use crate::platform::plan;
use crate::platform::query::{Ask, Provided};
use crate::screen::ctx::Ctx;
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, Pane, follow, mouse_on_sheet, movement, tabs};
use crate::screen::widgets::find::Find;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

impl Pane for RuntimeRoom {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        vec!["Catalog".into(), Clean::line(self.entity.name())]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.here()
    }

    fn wants(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        let (runtime, delivery, pulls) = self.questions();
        // a folder tells for nothing what was asked for; of a portal what is known already is shown
        let provided = ctx.platform.is_workspace.then(|| Ask::from(Provided {}));
        [runtime.into(), delivery.into(), pulls.into()].into_iter().chain(provided).collect()
    }

    fn offers(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        match action {
            Action::ListOpen => self.find.typing() || self.sheet.target().is_some(),
            Action::ListNextPart | Action::ListPreviousPart => false,
            Action::RuntimeFind => !self.find.typing(),
            Action::RuntimeClear => self.find.is_on(),
            Action::RuntimeLogs => self.log_of_all(ctx).is_some(),
            Action::ArgocdSync | Action::ArgocdRefresh => self.app().is_some(),
            _ if tabs::of_action(action).is_some() => tabs::offers(&self.entity, action),
            Action::EntityNextTab | Action::EntityPreviousTab => tabs::offers(&self.entity, action),
            _ => action.room() == "list",
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(to) = movement(action) {
            let height = usize::from(self.area(ctx).height);
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
            Action::RuntimeFind => self.find.begin(),
            Action::RuntimeClear => {
                self.find = Find::default();
                self.sheet.find("");
            }
            Action::RuntimeLogs => return self.log_of_all(ctx).map(Intent::Go).into_iter().collect(),
            Action::ArgocdSync | Action::ArgocdRefresh => {
                let app = self.app().map(|id| plan::Target::App(id, Some(self.entity.clone())));
                return app.map(|app| Intent::ReviewOf(action, app)).into_iter().collect();
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
            let text = self.find.text().to_owned();
            self.sheet.find(&text);
        }
    }

    fn paste(&mut self, text: &str, _ctx: &Ctx<'_>) {
        if self.find.paste(text) {
            let text = self.find.text().to_owned();
            self.sheet.find(&text);
        }
    }

    fn has_matches(&self, _ctx: &Ctx<'_>) -> bool {
        self.sheet.matches().1 > 0
    }

    fn bookmark(&self) -> (Option<EntityRef>, usize) {
        (None, self.sheet.place())
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        if mouse.did == MouseDid::Click && mouse.row == ctx.body.y {
            let clicked = tabs::at(ctx, &self.entity, Tab::Runtime, mouse.column);
            return clicked.map(Intent::Turn).into_iter().collect();
        }
        let area = self.area(ctx);
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
        self.paint(ctx, buf)
    }
}

impl RuntimeRoom {
    /// The application under the cursor.
    fn app(&self) -> Option<crate::domain::model::delivery::AppId> {
        match self.sheet.target()? {
            Target::Place(place) => place.app_id(),
            _ => None,
        }
    }
}
