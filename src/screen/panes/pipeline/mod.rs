//! A pipeline of Kargo: its stages as a drawing, with what each has and what goes on; the freight that may come to
//! one; what was promoted before.

mod drawing;
mod layout;
mod lists;
mod update;
mod view;

use crate::domain::model::delivery::{Availability, Delivery, Freight, Pipeline, PipelineId, StageId, StageNode};
use crate::domain::model::{Age, At, EntityRef, Place};
use crate::platform::query::DeliveryOf;
use crate::platform::store::Remote;
use crate::screen::ctx::Ctx;
use crate::screen::panes::tabs;
use layout::Layout;
use ratatui::layout::Rect;
use std::sync::Arc;

/// Rows below the drawing, at least.
const LOWER: u16 = 5;

/// What is shown below the drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Lower {
    /// What there is for the stage.
    #[default]
    Freight,
    /// What was promoted to it.
    Promotions,
}

/// A pipeline.
#[derive(Clone, Debug)]
pub struct PipelineRoom {
    entity: EntityRef,
    id: PipelineId,
    /// The stage under the cursor, by its name; the first, or the entity's own, without one.
    stage: Option<Arc<str>>,
    lower: Lower,
    /// Keys choose among the freight, not among the stages.
    in_lower: bool,
    /// The freight under the cursor, by its name; the first that may come without one.
    freight: Option<Arc<str>>,
}

/// The room and where its parts are.
struct Areas {
    head: Rect,
    drawing: Rect,
    rule: Rect,
    lower: Rect,
}

impl PipelineRoom {
    /// The room of the pipeline that a place names; `None` for a place without one.
    pub fn open(place: &Place) -> Option<Self> {
        let (entity, id) = (place.subject.clone()?, place.pipeline_id()?);
        let stage = place.param("stage").map(Into::into);
        Some(Self { entity, id, stage, lower: Lower::default(), in_lower: false, freight: None })
    }

    fn question(&self) -> DeliveryOf {
        DeliveryOf { reference: self.entity.clone() }
    }

    fn remote<'a>(&self, ctx: &Ctx<'a>) -> Remote<'a, Delivery> {
        ctx.store.get(&self.question())
    }

    fn pipeline<'a>(&self, ctx: &Ctx<'a>) -> Option<&'a Arc<Pipeline>> {
        let delivery = self.remote(ctx).answer()?;
        delivery.pipelines.iter().find(|pipeline| pipeline.id() == self.id)
    }

    /// The place of the stage under the cursor.
    fn at(&self, pipeline: &Pipeline) -> usize {
        let place = |name: &str| pipeline.stages.iter().position(|stage| &*stage.name == name);
        let own = || pipeline.own.first().and_then(|own| place(own));
        self.stage.as_deref().and_then(place).or_else(own).unwrap_or(0)
    }

    fn here<'p>(&self, pipeline: &'p Pipeline) -> Option<&'p StageNode> {
        pipeline.stages.get(self.at(pipeline))
    }

    /// The freight as it is listed: what may come first stands as it is, newest first.
    fn listed<'p>(&self, pipeline: &'p Pipeline) -> Vec<(&'p Freight, Availability)> {
        let Some(stage) = self.here(pipeline) else { return Vec::new() };
        let takes = |freight: &Freight| stage.intakes.iter().any(|intake| intake.warehouse == freight.warehouse);
        let all = pipeline.freight.iter().filter(|freight| takes(freight) || stage.has(&freight.name));
        all.map(|freight| (freight, stage.takes(freight))).collect()
    }

    /// The row of the freight under the cursor.
    fn row(&self, pipeline: &Pipeline) -> usize {
        let listed = self.listed(pipeline);
        let chosen = |name: &Arc<str>| listed.iter().position(|(freight, _)| freight.name == *name);
        let has = |name: &str| self.here(pipeline).is_some_and(|stage| stage.has(name));
        let first = || listed.iter().position(|(it, takes)| takes.may_be() && !has(&it.name));
        self.freight.as_ref().and_then(chosen).or_else(first).unwrap_or(0)
    }

    /// The freight that would be promoted, where it may be.
    fn chosen<'p>(&self, pipeline: &'p Pipeline) -> Option<&'p Freight> {
        let listed = self.listed(pipeline);
        listed.get(self.row(pipeline)).filter(|(_, takes)| takes.may_be()).map(|(freight, _)| *freight)
    }

    fn stage_id(&self, stage: &StageNode) -> StageId {
        StageId { entity: self.entity.clone(), pipeline: self.id.clone(), stage: Arc::clone(&stage.name) }
    }

    /// The layout of the drawing; none where it is too narrow, and stages are listed.
    fn layout(&self, ctx: &Ctx<'_>) -> Option<Layout> {
        let columns = usize::from(tabs::page(ctx.body).width.saturating_sub(4));
        Layout::of(self.pipeline(ctx)?, columns)
    }

    fn areas(&self, ctx: &Ctx<'_>) -> Areas {
        let page = tabs::page(ctx.body);
        let page = Rect { x: page.x + 2.min(page.width), width: page.width.saturating_sub(3), ..page };
        let lines = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
        let head = Rect { height: lines(self.head(ctx).len()).min(page.height / 3), ..page };
        let rest = page.height.saturating_sub(head.height);
        let stages = self.pipeline(ctx).map_or(0, |pipeline| pipeline.stages.len());
        let wanted = self.layout(ctx).map_or(stages, |layout| layout.height);
        let height = lines(wanted).min(rest.saturating_sub(LOWER + 1));
        let drawing = Rect { y: head.bottom(), height, ..page };
        let rule = Rect { y: drawing.bottom(), height: 1.min(rest - height), ..page };
        let left = page.bottom().saturating_sub(rule.bottom());
        Areas { head, drawing, rule, lower: Rect { y: rule.bottom(), height: left, ..page } }
    }

    /// When one of the ages that are shown changes.
    fn next_age(&self, ctx: &Ctx<'_>) -> Option<At> {
        let pipeline = self.pipeline(ctx)?;
        let promotions = pipeline.promotions.iter().flat_map(|it| [it.created, it.finished]).flatten();
        let freight = pipeline.freight.iter().filter_map(|it| it.created);
        let last = pipeline.stages.iter().filter_map(|stage| stage.last.as_ref()?.finished);
        let all = promotions.chain(freight).chain(last);
        all.map(|at| at.after(Age(ctx.now.since(at)).changes_after())).filter(|at| *at > ctx.now).min()
    }
}
