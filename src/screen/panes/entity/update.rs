use super::state::EntityRoom;
use crate::domain::model::{At, EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::capability::Capability;
use crate::platform::command::Command;
use crate::platform::keys::Key;
use crate::platform::permissions::Question;
use crate::platform::query::{Ask, SourceOf};
use crate::screen::ctx::Ctx;
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, Pane, follow, movement, tabs};
use crate::screen::widgets::find::Find;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

impl Pane for EntityRoom {
    fn trail(&self, ctx: &Ctx<'_>) -> Vec<Clean> {
        let entity = ctx.store.get(&self.query());
        let title = entity.answer().map_or_else(|| Clean::line(self.reference.name()), |entity| entity.title());
        vec!["Catalog".into(), Clean::line(self.reference.kind()), title]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        Place { tab: self.tab, ..Place::entity(self.reference.clone()) }
    }

    fn wants(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        let mut wants = self.wanted();
        wants.extend(self.wanted_later(ctx));
        wants.extend(self.docs_wanted(ctx));
        wants.extend(self.provided_wanted(ctx));
        wants.extend(self.access_wanted(ctx));
        wants
    }

    fn offers(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        match action {
            Action::ListOpen => self.find.typing() || self.sheet().target().is_some(),
            Action::EntityFind => !self.find.typing(),
            Action::EntityClear => self.find.is_on(),
            Action::ListNextPart | Action::ListPreviousPart => false,
            Action::EntityOwner => self.owner(ctx).is_some(),
            Action::EntityEdit => self.source(ctx).is_some(),
            Action::TemplateRun => self.is_template() && ctx.gate.offers_template(&self.reference),
            Action::AccessAsk => !self.find.is_on() && self.takes_access(ctx),
            _ if tabs::of_action(action).is_some() => tabs::offers(&self.reference, action),
            _ => matches!(action.room(), "entity" | "list"),
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        let height = usize::from(self.page(ctx).height);
        if let Some(to) = movement(action) {
            self.sheet_mut().go(to, height);
            return Vec::new();
        }
        if let Some(tab) = tabs::turned(&self.reference, self.tab, action) {
            return vec![Intent::Turn(tab)];
        }
        match action {
            Action::ListOpen if self.find.typing() => self.find.done(),
            Action::ListNextMatch | Action::ListPreviousMatch => {
                self.sheet_mut().next_match(action == Action::ListPreviousMatch);
            }
            Action::EntityFind => self.find.begin(),
            Action::EntityClear => {
                self.find = Find::default();
                self.look_for();
            }
            Action::ListOpen => return self.sheet().target().map(follow).into_iter().collect(),
            Action::EntityOwner => {
                return self.owner(ctx).map(|owner| Intent::Go(Place::entity(owner))).into_iter().collect();
            }
            Action::EntityEdit => return self.source(ctx).into_iter().collect(),
            Action::TemplateRun => return vec![Intent::Go(Place::wizard(self.reference.clone()))],
            Action::AccessAsk => return vec![Intent::Go(self.asking())],
            Action::EntityRefresh => return vec![Intent::Run(Command::Refresh(self.reference.clone()))],
            _ => {}
        }
        Vec::new()
    }

    /// Whether the template may be run, where it is one.
    fn questions(&self, _ctx: &Ctx<'_>) -> Vec<Question> {
        let question = || Question { capability: Capability::of("scaffolder.task.create"), on: None };
        self.is_template().then(question).into_iter().collect()
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
        let page = self.page(ctx);
        let height = usize::from(page.height);
        match mouse.did {
            MouseDid::WheelDown => self.sheet_mut().scroll(3, height),
            MouseDid::WheelUp => self.sheet_mut().scroll(-3, height),
            MouseDid::Click if mouse.row >= page.bottom() => {}
            MouseDid::Click if mouse.row >= page.y => {
                if self.sheet_mut().click(usize::from(mouse.row - page.y)) {
                    return self.sheet().target().map(follow).into_iter().collect();
                }
            }
            MouseDid::Click => {
                let clicked = tabs::at(ctx, &self.reference, self.tab, mouse.column);
                return clicked.map(Intent::Turn).into_iter().collect();
            }
        }
        Vec::new()
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        self.remake(ctx);
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        Some(self.reference.clone())
    }

    fn wake(&self, ctx: &Ctx<'_>) -> Option<At> {
        self.access_changes(ctx)
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        self.paint(ctx, buf)
    }
}

impl EntityRoom {
    fn is_template(&self) -> bool {
        self.reference.kind() == "template"
    }

    fn owner(&self, ctx: &Ctx<'_>) -> Option<EntityRef> {
        ctx.store.get(&self.query()).answer()?.owners().into_iter().next()
    }

    fn source(&self, ctx: &Ctx<'_>) -> Option<Intent> {
        let source = ctx.store.get(&SourceOf { reference: self.reference.clone() });
        source.answer().map(|source| Intent::Edit(source.as_ref().clone()))
    }
}
