//! Lines: the head, the stages where there is no room for a drawing, the freight, the promotions.

use super::PipelineRoom;
use super::drawing::{has, promotion_words};
use crate::domain::document::{Line, Role, wrap};
use crate::domain::model::Age;
use crate::domain::model::delivery::{Availability, Freight, Pipeline, Promotion, PromotionState, StageNode};
use crate::domain::model::timeline::Known;
use crate::domain::text::{Clean, width};
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;
use crate::screen::widgets::paint;
use ratatui::layout::Rect;

/// Lines that a message gets.
const MESSAGE: usize = 2;

impl PipelineRoom {
    /// What pipeline it is, what is wrong with the stage under the cursor, and why something may be old.
    pub(super) fn head(&self, ctx: &Ctx<'_>) -> Vec<Line> {
        let columns = usize::from(ctx.body.width.saturating_sub(5));
        let remote = self.remote(ctx);
        let Some(pipeline) = self.pipeline(ctx) else {
            return match remote.answer() {
                None => absence(&remote, "the pipeline", columns),
                Some(_) => self.missing(ctx, columns),
            };
        };
        let title = Line::of(Clean::line(&pipeline.project), Role::Title)
            .and("  ", Role::Text)
            .and(Clean::line(&format!("Kargo of {}", pipeline.cluster)), Role::Dim);
        let issues = self.here(pipeline).map(|stage| stage.issues.as_slice()).unwrap_or_default();
        let mut lines = vec![title];
        lines.extend(issues.iter().flat_map(|issue| told(issue, Role::Bad, columns)));
        lines.extend(self.behind(ctx).iter().flat_map(|why| told(why, Role::Warn, columns)));
        lines
    }

    /// Why what is shown may be old.
    fn behind(&self, ctx: &Ctx<'_>) -> Option<Clean> {
        let remote = self.remote(ctx);
        let fault = remote.fault.map(|fault| fault.happened.clone());
        let known = remote.answer().and_then(|delivery| {
            delivery.known.iter().find_map(|(name, known)| match known {
                Known::Failed(why) if name.as_str() == "Kargo" => Some(why.clone()),
                _ => None,
            })
        });
        fault.or(known).map(|why| Clean::line(&format!("this may be behind: {why}")))
    }

    fn missing(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let known = self.remote(ctx).answer().and_then(|delivery| {
            delivery.known.iter().find(|(name, _)| name.as_str() == "Kargo").map(|(_, known)| known.clone())
        });
        let words = match known {
            Some(Known::Asking) => return vec![Line::of("Loading the pipeline", Role::Dim)],
            Some(Known::Failed(why) | Known::Unknown(why)) => why,
            _ => Clean::line(&format!("the entity does not name the project {} any more", self.id.project)),
        };
        told(&words, Role::Warn, columns)
    }

    /// Stages as a list, those before others first.
    pub(super) fn stages(&self, pipeline: &Pipeline, ctx: &Ctx<'_>) -> Vec<Line> {
        let most = pipeline.stages.iter().map(|stage| width(&stage.name)).max().unwrap_or(0).min(24);
        let here = self.at(pipeline);
        let lines = pipeline.stages.iter().enumerate();
        lines.map(|(at, stage)| self.stage_line(pipeline, stage, at == here, most, ctx)).collect()
    }

    fn stage_line(&self, pipeline: &Pipeline, stage: &StageNode, is_here: bool, most: usize, ctx: &Ctx<'_>) -> Line {
        let glyphs = &ctx.look.glyphs;
        let (sign, role) = glyphs.health(stage.health);
        let own = if pipeline.own.contains(&stage.name) { glyphs.star } else { " " };
        let name = paint::cut(&Clean::line(&stage.name), most, ctx.look);
        let freight = has(pipeline, stage).unwrap_or_else(|| "no freight".into());
        let from: Vec<&str> =
            stage.upstream.iter().filter_map(|at| pipeline.stages.get(*at)).map(|stage| &*stage.name).collect();
        let line = Line::of(if is_here { glyphs.mark } else { " " }, Role::Mark)
            .and(own, Role::Mark)
            .and(name, if is_here { Role::Selected } else { Role::Text })
            .pad_to(most + 3)
            .and(Clean::line(&format!("{sign} ")), role)
            .and(freight, Role::Text);
        let line = match promotion_words(pipeline, stage, ctx.look, ctx.now) {
            Some((words, role)) => line.and("  ", Role::Text).and(words, role),
            None => line,
        };
        if from.is_empty() { line } else { line.and(Clean::line(&format!("  from {}", from.join(", "))), Role::Dim) }
    }

    /// The freight that there is for the stage under the cursor.
    pub(super) fn freight_lines(&self, pipeline: &Pipeline, ctx: &Ctx<'_>) -> Vec<Line> {
        let listed = self.listed(pipeline);
        if listed.is_empty() {
            return vec![Line::of("There is no freight for it", Role::Dim)];
        }
        let most = listed.iter().map(|(freight, _)| width(freight.words().as_str())).max().unwrap_or(0).min(24);
        let (row, here) = (self.row(pipeline), self.here(pipeline));
        let lines = listed.iter().enumerate();
        let line = |(at, (freight, takes)): (usize, &(&Freight, Availability))| {
            let is_here = at == row && self.in_lower;
            let is_there = here.is_some_and(|stage| stage.has(&freight.name));
            freight_line(freight, takes, is_there, (is_here, at == row), most, ctx)
        };
        lines.map(line).collect()
    }

    /// What was promoted to the stage under the cursor.
    pub(super) fn promotion_lines(&self, pipeline: &Pipeline, ctx: &Ctx<'_>) -> Vec<Line> {
        let Some(stage) = self.here(pipeline) else { return Vec::new() };
        let own = pipeline.promotions.iter().filter(|promotion| promotion.stage.as_str() == &*stage.name);
        let lines: Vec<Line> = own.map(|promotion| promotion_line(pipeline, promotion, ctx)).collect();
        match lines.is_empty() {
            true => vec![Line::of("Nothing was promoted to it", Role::Dim)],
            false => lines,
        }
    }
}

fn freight_line(
    freight: &Freight,
    takes: &Availability,
    is_there: bool,
    (is_here, is_meant): (bool, bool),
    most: usize,
    ctx: &Ctx<'_>,
) -> Line {
    let glyphs = &ctx.look.glyphs;
    let (sign, role) = match (is_there, takes) {
        (true, _) => (glyphs.dot, Role::Good),
        (_, Availability::Yes(_)) => (glyphs.chosen, Role::Good),
        (_, Availability::Perhaps(_)) => ("?", Role::Warn),
        (_, Availability::No(_)) => (glyphs.bad, Role::Dim),
    };
    let words = paint::cut(&freight.words(), most, ctx.look);
    let ago = freight.created.map(|at| Age(ctx.now.since(at)).to_string()).unwrap_or_default();
    let contents: Vec<String> = freight.contents.iter().map(ToString::to_string).collect();
    let why = if is_there { Clean::from("it is there") } else { takes.why().clone() };
    Line::of(if is_here || is_meant { glyphs.mark } else { " " }, if is_here { Role::Mark } else { Role::Dim })
        .and(sign, role)
        .and(" ", Role::Text)
        .and(words, if is_here { Role::Selected } else { Role::Text })
        .pad_to(most + 4)
        .and(Clean::line(&format!("{ago:>4}  ")), Role::Dim)
        .and(why, if role == Role::Warn { Role::Warn } else { Role::Dim })
        .and(Clean::line(&format!("  {}", contents.join(", "))), Role::Text)
}

fn promotion_line(pipeline: &Pipeline, promotion: &Promotion, ctx: &Ctx<'_>) -> Line {
    let glyphs = &ctx.look.glyphs;
    let (sign, role) = match &promotion.state {
        PromotionState::Succeeded => (glyphs.chosen, Role::Good),
        PromotionState::Failed | PromotionState::Errored => (glyphs.bad, Role::Bad),
        PromotionState::Aborted | PromotionState::Other(_) => (glyphs.warn, Role::Warn),
        PromotionState::Pending | PromotionState::Running => (glyphs.dot, Role::Link),
    };
    let freight = pipeline.words_of(&promotion.freight);
    let at = promotion.finished.or(promotion.created);
    let ago = at.map(|at| Age(ctx.now.since(at)).ago()).unwrap_or_default();
    let by = match promotion.by.as_str() {
        "" => String::new(),
        "by itself" => ", by itself".into(),
        name => format!(", by {name}"),
    };
    Line::of(" ", Role::Text)
        .and(sign, role)
        .and(" ", Role::Text)
        .and(freight, Role::Text)
        .and(Clean::line(&format!("  {}", promotion.state.word())), role)
        .and(Clean::line(&format!("  {ago}{by}")), Role::Dim)
        .and(
            Clean::line(&format!("  {}", promotion.message)),
            if promotion.state.is_bad() { Role::Bad } else { Role::Dim },
        )
}

fn told(words: &Clean, role: Role, columns: usize) -> Vec<Line> {
    wrap(words.shown(), columns).into_iter().take(MESSAGE).map(|line| Line::of(line, role)).collect()
}

/// The first row that is seen of a list whose row `at` is to be seen.
pub(super) fn top(at: usize, count: usize, area: Rect) -> usize {
    let height = usize::from(area.height).max(1);
    at.saturating_sub(height / 2).min(count.saturating_sub(height))
}
