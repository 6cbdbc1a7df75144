use super::{LogsRoom, SPANS};
use crate::domain::model::{EntityRef, Place, Tab};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::keys::Key;
use crate::platform::query::Ask;
use crate::screen::ctx::Ctx;
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, Pane, movement, tabs};
use crate::screen::widgets::find::Find;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

impl Pane for LogsRoom {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        let what = if self.of.pod.is_empty() { "log" } else { &self.of.pod };
        vec!["Catalog".into(), Clean::line(self.entity.name()), Clean::line(what)]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.here()
    }

    fn wants(&self, _ctx: &Ctx<'_>) -> Vec<Ask> {
        vec![self.question().into()]
    }

    fn offers(&self, action: Action, _ctx: &Ctx<'_>) -> bool {
        match action {
            Action::ListOpen => self.find.typing(),
            Action::ListNextPart | Action::ListPreviousPart => false,
            Action::LogsFind => !self.find.typing() && !self.log.is_empty(),
            Action::LogsClear => self.find.is_on(),
            Action::LogsFollow => !self.previous && !self.log.is_empty(),
            Action::LogsContainer => self.has_containers(),
            Action::LogsPrevious | Action::LogsSince => !self.find.typing(),
            Action::EntityNextTab | Action::EntityPreviousTab => tabs::offers(&self.entity, action),
            _ if tabs::of_action(action).is_some() => tabs::offers(&self.entity, action),
            _ => action.room() == "list",
        }
    }

    fn act(&mut self, action: Action, _ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(to) = movement(action) {
            self.log.go(to);
            return Vec::new();
        }
        if action == Action::EntityRuntime {
            return vec![Intent::Go(Place { tab: Tab::Runtime, ..Place::entity(self.entity.clone()) })];
        }
        if let Some(tab) = tabs::turned(&self.entity, Tab::Runtime, action) {
            return vec![Intent::Turn(tab)];
        }
        match action {
            Action::ListOpen if self.find.typing() => self.find.done(),
            Action::ListNextMatch => drop(self.log.find_next(true)),
            Action::ListPreviousMatch => drop(self.log.find_next(false)),
            Action::LogsFind => self.find.begin(),
            Action::LogsClear => {
                self.find = Find::default();
                self.log.find("");
            }
            Action::LogsFollow => self.log.follow(!self.log.follows()),
            Action::LogsContainer => self.next_container(),
            Action::LogsPrevious => {
                self.previous = !self.previous;
                self.ask_anew();
            }
            Action::LogsSince => {
                let next = self.since.map_or(0, |at| at + 1);
                self.since = Some(next).filter(|next| *next < SPANS.len());
                self.ask_anew();
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
            self.log.find(&text);
        }
    }

    fn paste(&mut self, text: &str, _ctx: &Ctx<'_>) {
        if self.find.paste(text) {
            let text = self.find.text().to_owned();
            self.log.find(&text);
        }
    }

    fn has_matches(&self, _ctx: &Ctx<'_>) -> bool {
        self.log.has_found()
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        match mouse.did {
            MouseDid::WheelDown => self.log.scroll(3),
            MouseDid::WheelUp => self.log.scroll(-3),
            MouseDid::Click if mouse.row == ctx.body.y => {
                let clicked = tabs::at(ctx, &self.entity, Tab::Runtime, mouse.column);
                return clicked.map(Intent::Turn).into_iter().collect();
            }
            MouseDid::Click => {}
        }
        Vec::new()
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        self.take_in(ctx);
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        Some(self.entity.clone())
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        self.paint(ctx, buf)
    }
}
