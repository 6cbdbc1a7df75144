use super::state::GraphRoom;
use crate::domain::model::Tab;
use crate::screen::ctx::Ctx;
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, tabs};
use ratatui::layout::Position;

impl GraphRoom {
    /// The wheel scrolls; a click on a fold sign folds or opens, one elsewhere selects, and one on
    /// what is selected opens it.
    pub(super) fn take_mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        let at = Position { x: mouse.column, y: mouse.row };
        if self.choice.is_some() {
            return self.mouse_on_choice(mouse, ctx);
        }
        let list = self.areas(ctx).list;
        let (len, height) = (self.len(), usize::from(list.height));
        match mouse.did {
            MouseDid::WheelDown => self.cursor.scroll(3, len, height),
            MouseDid::WheelUp => self.cursor.scroll(-3, len, height),
            MouseDid::Click if list.contains(at) => return self.click(mouse, ctx),
            MouseDid::Click if mouse.row < tabs::page(ctx.body).y => {
                let clicked = tabs::at(ctx, self.root(), Tab::Graph, mouse.column);
                return clicked.filter(|tab| *tab != Tab::Graph).map(Intent::Turn).into_iter().collect();
            }
            MouseDid::Click => {}
        }
        Vec::new()
    }

    fn click(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        let list = self.areas(ctx).list;
        let at = self.cursor.top + usize::from(mouse.row - list.y);
        let Some(row) = self.shown.as_ref().and_then(|shown| shown.outline.row(at)).copied() else {
            return Vec::new();
        };
        let again = self.cursor.at == at;
        self.cursor.at = at;
        let sign = list.x + 1 + self.sign_column(&row, list.width);
        if row.open.is_some() && (mouse.column == sign || mouse.column + 1 == sign) {
            self.toggle(&row);
            return Vec::new();
        }
        if again { self.open_here() } else { Vec::new() }
    }

    fn mouse_on_choice(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        let inside = self.choice_inside(ctx);
        let Some(choice) = &mut self.choice else { return Vec::new() };
        let (len, height) = (choice.len(), usize::from(inside.height));
        let is_inside = inside.contains(Position { x: mouse.column, y: mouse.row });
        match mouse.did {
            MouseDid::WheelDown => choice.cursor.scroll(1, len, height),
            MouseDid::WheelUp => choice.cursor.scroll(-1, len, height),
            MouseDid::Click if is_inside => {
                let at = choice.cursor.top + usize::from(mouse.row - inside.y);
                if at < len {
                    choice.cursor.at = at;
                    return self.choose();
                }
            }
            MouseDid::Click => self.choice = None,
        }
        Vec::new()
    }
}
