use super::{Lower, PipelineRoom};
use crate::domain::model::delivery::Pipeline;
use crate::domain::model::{At, EntityRef, Place, Tab};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::plan::Target;
use crate::platform::query::Ask;
use crate::screen::ctx::Ctx;
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, Pane, movement, tabs};
use crate::screen::widgets::cursor::Move;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use std::sync::Arc;

/// Rows that a page has for the cursor.
const PAGE: usize = 5;

impl Pane for PipelineRoom {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        vec!["Catalog".into(), Clean::line(self.entity.name()), Clean::line(&self.id.project)]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        let stage = self.stage.iter().map(|stage| ("stage".to_owned(), stage.to_string()));
        Place { query: stage.collect(), ..Place::pipeline(self.entity.clone(), &self.id) }
    }

    fn wants(&self, _ctx: &Ctx<'_>) -> Vec<Ask> {
        vec![self.question().into()]
    }

    fn offers(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        let Some(pipeline) = self.pipeline(ctx) else { return tabs::offers(&self.entity, action) };
        match action {
            Action::KargoPromote => self.chosen(pipeline).is_some(),
            Action::KargoFreight | Action::KargoPromotions | Action::KargoNext | Action::KargoPrevious => true,
            Action::ListNextPart | Action::ListPreviousPart => true,
            Action::ListOpen => !self.in_lower,
            Action::ListNextMatch | Action::ListPreviousMatch => false,
            // tab goes from the stages to the freight here
            Action::EntityNextTab | Action::EntityPreviousTab => false,
            _ if tabs::of_action(action).is_some() => tabs::offers(&self.entity, action),
            _ => movement(action).is_some(),
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(tab) = tabs::turned(&self.entity, Tab::Runtime, action) {
            return vec![Intent::Turn(tab)];
        }
        let Some(pipeline) = self.pipeline(ctx) else { return Vec::new() };
        if let Some(to) = movement(action) {
            self.go(to, pipeline, ctx);
            return Vec::new();
        }
        match action {
            Action::KargoNext => self.walk(pipeline, true),
            Action::KargoPrevious => self.walk(pipeline, false),
            Action::KargoPromotions => {
                self.lower = if self.lower == Lower::Freight { Lower::Promotions } else { Lower::Freight }
            }
            Action::KargoFreight | Action::ListOpen | Action::ListNextPart | Action::ListPreviousPart => {
                (self.in_lower, self.lower) = (!self.in_lower, Lower::Freight);
            }
            Action::KargoPromote => return self.promote(pipeline),
            _ => {}
        }
        Vec::new()
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        if mouse.did != MouseDid::Click {
            return Vec::new();
        }
        if mouse.row == ctx.body.y {
            let clicked = tabs::at(ctx, &self.entity, Tab::Runtime, mouse.column);
            return clicked.map(Intent::Turn).into_iter().collect();
        }
        if let Some(pipeline) = self.pipeline(ctx) {
            self.click(pipeline, mouse, ctx);
        }
        Vec::new()
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        // the stage that was chosen may be gone
        if let (Some(stage), Some(pipeline)) = (&self.stage, self.pipeline(ctx))
            && pipeline.stage(stage).is_none()
        {
            self.stage = None;
        }
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        Some(self.entity.clone())
    }

    fn wake(&self, ctx: &Ctx<'_>) -> Option<At> {
        self.next_age(ctx)
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        self.paint(ctx, buf);
        None
    }
}

impl PipelineRoom {
    fn choose(&mut self, pipeline: &Pipeline, at: usize) {
        if let Some(stage) = pipeline.stages.get(at) {
            // freight is chosen for a stage
            (self.stage, self.freight) = (Some(Arc::clone(&stage.name)), None);
        }
    }

    /// Along the lines: to the first stage that takes from this one, or that this one takes from.
    fn walk(&mut self, pipeline: &Pipeline, is_on: bool) {
        let at = self.at(pipeline);
        let next = match is_on {
            true => pipeline.stages.iter().position(|stage| stage.upstream.contains(&at)),
            false => pipeline.stages.get(at).and_then(|stage| stage.upstream.first().copied()),
        };
        self.in_lower = false;
        next.into_iter().for_each(|next| self.choose(pipeline, next));
    }

    fn go(&mut self, to: Move, pipeline: &Pipeline, ctx: &Ctx<'_>) {
        let (count, at) = match self.in_lower {
            true => (self.listed(pipeline).len(), self.row(pipeline)),
            false => (pipeline.stages.len(), self.at(pipeline)),
        };
        let last = count.saturating_sub(1);
        let by = |n: isize| at.saturating_add_signed(n).min(last);
        let next = match to {
            Move::By(n) => by(n),
            Move::Page(n) | Move::Half(n) => by(n.saturating_mul(PAGE.cast_signed())),
            Move::Top => 0,
            Move::Bottom => last,
        };
        if self.in_lower {
            self.freight = self.listed(pipeline).get(next).map(|(freight, _)| Arc::clone(&freight.name));
            return;
        }
        // in the drawing up and down stay in the column
        let next = match (to, self.layout(ctx)) {
            (Move::By(n), Some(layout)) => layout.beside(at, n).unwrap_or(at),
            _ => next,
        };
        self.choose(pipeline, next);
    }

    fn promote(&mut self, pipeline: &Pipeline) -> Vec<Intent> {
        let (Some(stage), Some(freight)) = (self.here(pipeline), self.chosen(pipeline)) else { return Vec::new() };
        let target = Target::Stage(self.stage_id(stage), freight.name.to_string());
        vec![Intent::ReviewOf(Action::KargoPromote, target)]
    }

    fn click(&mut self, pipeline: &Pipeline, mouse: Mouse, ctx: &Ctx<'_>) {
        let areas = self.areas(ctx);
        let within = |area: ratatui::layout::Rect| area.contains((mouse.column, mouse.row).into());
        if within(areas.drawing) {
            let (_, from) = self.upper(pipeline, ctx, areas.drawing);
            let y = usize::from(mouse.row - areas.drawing.y) + from;
            let found = match self.layout(ctx) {
                Some(layout) => layout.at(usize::from(mouse.column - areas.drawing.x), y),
                None => Some(y),
            };
            self.in_lower = false;
            found.into_iter().for_each(|at| self.choose(pipeline, at));
        } else if within(areas.lower) && self.lower == Lower::Freight {
            let listed = self.listed(pipeline);
            let from = super::lists::top(self.row(pipeline), listed.len(), areas.lower);
            let row = usize::from(mouse.row - areas.lower.y) + from;
            self.freight = listed.get(row).map(|(freight, _)| Arc::clone(&freight.name));
            self.in_lower = true;
        }
    }
}
