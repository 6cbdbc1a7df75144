//! The line above a list: what narrows it at the left, typed or in words, and at the right how much is
//! shown.

use super::paint;
use super::prompt::Prompt;
use super::table::{ColumnSpec, inside, row, widths};
use crate::domain::document::{Line, Role};
use crate::domain::text::{Clean, Shown};
use crate::screen::look::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

/// What the line says.
pub struct FilterBar<'a> {
    /// What is typed.
    pub prompt: &'a Prompt,
    /// Whether keys are being typed into it.
    pub typing: bool,
    /// What stands there while nothing is typed: what else narrows the list.
    pub narrowed: Clean,
    /// How much is shown.
    pub right: Line,
}

impl FilterBar<'_> {
    /// Paints it at the top of `area`, and below it, where there is room, the heads of a list's columns.
    pub fn over(
        &self,
        buf: &mut Buffer,
        area: Rect,
        look: &Look,
        (columns, heads): (&[ColumnSpec], &[&'static str]),
    ) -> Option<Position> {
        let at = self.view(buf, Rect { height: area.height.min(1), ..area }, look);
        if area.height > 1 && !heads.is_empty() {
            let below = inside(Rect { y: area.y + 1, height: 1, ..area });
            let cells: Vec<_> = heads.iter().map(|head| (Shown::from(*head), look.style(Role::Dim))).collect();
            row(buf, below, look, &widths(columns, below.width), &cells);
        }
        at
    }

    /// Paints it; where the text cursor stands, when it is being typed into.
    pub fn view(&self, buf: &mut Buffer, area: Rect, look: &Look) -> Option<Position> {
        if area.height == 0 {
            return None;
        }
        let right_width = u16::try_from(self.right.width()).unwrap_or(u16::MAX).min(area.width);
        let left = Rect { width: area.width.saturating_sub(right_width.saturating_add(2)), ..area };
        let slash = look.style(if self.typing { Role::Key } else { Role::Dim });
        let used = paint::text(buf, left.x + 1, left.y, left.width, look, "/".into(), slash) + 2;
        let prompt = Rect { x: left.x + used, width: left.width.saturating_sub(used), ..left };
        let at = if self.typing || !self.prompt.text().is_empty() {
            Some(self.prompt.view(buf, prompt, look))
        } else {
            let dim = look.style(Role::Dim);
            paint::text(buf, prompt.x, prompt.y, prompt.width, look, self.narrowed.shown(), dim);
            None
        };
        let x = area.right().saturating_sub(right_width.saturating_add(1));
        paint::line(buf, Rect { x, width: right_width, ..area }, look, &self.right, Style::default());
        at.filter(|_| self.typing)
    }
}
