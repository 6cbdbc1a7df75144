use super::layout::BOX_ROWS;
use super::lists::top;
use super::{Lower, PipelineRoom, drawing};
use crate::domain::document::{Line, Role};
use crate::domain::model::Tab;
use crate::domain::model::delivery::Pipeline;
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;
use crate::screen::panes::tabs;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

impl PipelineRoom {
    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) {
        tabs::paint(ctx, &self.entity, Tab::Runtime, buf);
        let areas = self.areas(ctx);
        rows(buf, areas.head, &self.head(ctx), 0, ctx);
        let Some(pipeline) = self.pipeline(ctx) else { return };
        let (lines, from) = self.upper(pipeline, ctx, areas.drawing);
        rows(buf, areas.drawing, &lines, from, ctx);
        if areas.rule.height > 0 {
            self.rule(pipeline, ctx, buf, areas.rule);
        }
        let (lines, at) = match self.lower {
            Lower::Freight => (self.freight_lines(pipeline, ctx), self.row(pipeline)),
            Lower::Promotions => (self.promotion_lines(pipeline, ctx), 0),
        };
        rows(buf, areas.lower, &lines, top(at, lines.len(), areas.lower), ctx);
    }

    /// The drawing, or the list where it is too narrow, and the first row of it that is seen.
    pub(super) fn upper(&self, pipeline: &Pipeline, ctx: &Ctx<'_>, area: Rect) -> (Vec<Line>, usize) {
        let at = self.at(pipeline);
        match self.layout(ctx) {
            Some(layout) => {
                let lines = drawing::drawing(pipeline, &layout, at, ctx.look, ctx.now);
                let row = layout.corner(at).map_or(0, |(_, row)| row + BOX_ROWS / 2);
                let from = top(row, lines.len(), area);
                (lines, from)
            }
            None => {
                let lines = self.stages(pipeline, ctx);
                let from = top(at, lines.len(), area);
                (lines, from)
            }
        }
    }

    /// Between the drawing and what is below: what that is, and of which stage.
    fn rule(&self, pipeline: &Pipeline, ctx: &Ctx<'_>, buf: &mut Buffer, row: Rect) {
        let look = ctx.look;
        for x in row.left()..row.right() {
            paint::text(buf, x, row.y, 1, look, look.glyphs.horizontal.into(), look.style(Role::Rule));
        }
        let stage = self.here(pipeline).map(|stage| stage.name.to_string()).unwrap_or_default();
        let promotions = pipeline.promotions.iter().filter(|it| it.stage.as_str() == stage).count();
        let names = [
            (Lower::Freight, format!(" Freight for {stage} {} ", self.listed(pipeline).len())),
            (Lower::Promotions, format!(" Promotions {promotions} ")),
        ];
        let mut x = row.x + 1;
        for (lower, words) in names {
            let role = match (lower == self.lower, self.in_lower) {
                (true, true) => Role::Selected,
                (true, false) => Role::Title,
                (false, _) => Role::Dim,
            };
            let words = Clean::line(&words);
            let left = row.right().saturating_sub(x);
            x += paint::text(buf, x, row.y, left, look, words.shown(), look.style(role)) + 1;
        }
    }
}

fn rows(buf: &mut Buffer, area: Rect, lines: &[Line], from: usize, ctx: &Ctx<'_>) {
    for (line, y) in lines.iter().skip(from).zip(area.top()..area.bottom()) {
        paint::line(buf, Rect { y, height: 1, ..area }, ctx.look, line, Style::default());
    }
}
