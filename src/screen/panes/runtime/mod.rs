//! What runs of an entity, and how it comes to run: applications, pipelines, workloads with their pods and containers,
//! events, runs and pull requests; each leads on to where there is more of it.

mod amounts;
mod delivery;
mod update;
mod view;
mod work;

use crate::domain::document::{Line, Role, wrap};
use crate::domain::model::cluster::Runtime;
use crate::domain::model::delivery::Delivery;
use crate::domain::model::forge::Pulls;
use crate::domain::model::provision::Provisions;
use crate::domain::model::{Age, At, EntityRef, LogPlace, Place, Tab};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::query::{DeliveryOf, Provided, PullsOf, RuntimeOf};
use crate::platform::store::Remote;
use crate::screen::ctx::Ctx;
use crate::screen::panes::{absence, stages, tabs};
use crate::screen::widgets::find::Find;
use crate::screen::widgets::sheet::Sheet;
use ratatui::layout::Rect;
use std::sync::Arc;

/// What runs of an entity.
#[derive(Clone, Debug)]
pub struct RuntimeRoom {
    entity: EntityRef,
    sheet: Sheet,
    find: Find,
    made_of: Option<MadeOf>,
}

/// What the lines were made of; they are made anew only when that changes, or an age in them.
#[derive(Clone, Debug)]
struct MadeOf {
    provided: Option<Arc<Provisions>>,
    runtime: Option<Arc<Runtime>>,
    delivery: Option<Arc<Delivery>>,
    pulls: Option<Arc<Pulls>>,
    faults: [Option<Fault>; 3],
    body: Rect,
    /// When an age that is shown changes.
    until: Option<At>,
}

impl MadeOf {
    fn holds(&self, other: &Self, now: At) -> bool {
        fn is_same<T>(a: &Option<Arc<T>>, b: &Option<Arc<T>>) -> bool {
            match (a, b) {
                (Some(a), Some(b)) => Arc::ptr_eq(a, b),
                (None, None) => true,
                _ => false,
            }
        }
        let answers = is_same(&self.provided, &other.provided)
            && is_same(&self.runtime, &other.runtime)
            && is_same(&self.delivery, &other.delivery)
            && is_same(&self.pulls, &other.pulls);
        let rest = self.faults == other.faults && self.body == other.body;
        answers && rest && self.until.is_none_or(|until| now < until)
    }
}

impl RuntimeRoom {
    /// The room of the entity that a place names; `None` for a place without one.
    pub fn open(place: &Place) -> Option<Self> {
        let entity = place.subject.clone()?;
        Some(Self { entity, sheet: Sheet::default(), find: Find::default(), made_of: None })
    }

    /// The room as it was left, at the place that [`Sheet::place`] told.
    pub fn left_at(self, place: usize) -> Self {
        Self { sheet: Sheet::opened_at(place), ..self }
    }

    fn here(&self) -> Place {
        Place { tab: Tab::Runtime, ..Place::entity(self.entity.clone()) }
    }

    fn questions(&self) -> (RuntimeOf, DeliveryOf, PullsOf) {
        let reference = || self.entity.clone();
        (
            RuntimeOf { reference: reference() },
            DeliveryOf { reference: reference() },
            PullsOf { reference: reference() },
        )
    }

    /// The log of all pods of the entity.
    fn log_of_all(&self, ctx: &Ctx<'_>) -> Option<Place> {
        let runtime = ctx.store.get(&self.questions().0).answer()?;
        let mut parts = runtime.clusters.iter().filter(|part| !part.pods.is_empty());
        let part = parts.next()?;
        let is_only = parts.next().is_none();
        Some(Place::logs(
            self.entity.clone(),
            &LogPlace {
                cluster: if is_only { part.cluster.to_string() } else { String::new() },
                namespace: part.namespace.to_string(),
                selector: part.selector.to_string(),
                ..LogPlace::default()
            },
        ))
    }

    fn area(&self, ctx: &Ctx<'_>) -> Rect {
        let page = tabs::page(ctx.body);
        self.find.above(Rect { x: page.x + 1.min(page.width), width: page.width.saturating_sub(1), ..page })
    }

    fn take_in(&mut self, ctx: &Ctx<'_>) {
        let (runtime, delivery, pulls) = self.questions();
        let (runtime, delivery, pulls) = (ctx.store.get(&runtime), ctx.store.get(&delivery), ctx.store.get(&pulls));
        let made = MadeOf {
            provided: ctx.store.get(&Provided {}).answer().cloned(),
            runtime: runtime.answer().cloned(),
            delivery: delivery.answer().cloned(),
            pulls: pulls.answer().cloned(),
            faults: [runtime.fault.cloned(), delivery.fault.cloned(), pulls.fault.cloned()],
            body: ctx.body,
            until: None,
        };
        let area = self.area(ctx);
        let height = usize::from(area.height);
        if self.made_of.as_ref().is_some_and(|before| before.holds(&made, ctx.now)) {
            return self.sheet.fit(height);
        }
        let columns = usize::from(area.width.saturating_sub(3));
        let mut lines = stages::lines_of(ctx, &self.entity);
        lines.extend(delivery::roll_out(self, &delivery, ctx, columns));
        lines.extend(work::lines(self, &runtime, ctx, columns));
        lines.extend(delivery::runs(self, &delivery, ctx, columns));
        lines.extend(delivery::pulls(&pulls, ctx, columns));
        if lines.first().is_some_and(|line| line.text().is_empty()) {
            lines.remove(0);
        }
        self.sheet.set(lines, height);
        let until = next_age(&made, ctx.now);
        self.made_of = Some(MadeOf { until, ..made });
    }
}

/// When one of the ages that are shown changes.
fn next_age(made: &MadeOf, now: At) -> Option<At> {
    let clusters = || made.runtime.iter().flat_map(|runtime| &runtime.clusters);
    let pods = clusters().flat_map(|part| part.pods.iter().filter_map(|pod| pod.created));
    let work = clusters().flat_map(|part| part.workloads.iter().filter_map(|work| work.created));
    let events = clusters().flat_map(|part| part.events.iter().take(work::EVENTS).map(|event| event.at));
    let runs = made.delivery.iter().flat_map(|it| it.runs.iter().filter_map(|run| run.finished.or(run.started)));
    let apps = made.delivery.iter().flat_map(|it| it.apps.iter().filter_map(|app| app.operation.as_ref()?.finished));
    let pulls = made.pulls.iter().flat_map(|it| it.list.iter().map(|pull| pull.updated.unwrap_or(pull.created)));
    let all = pods.chain(work).chain(events).chain(runs).chain(apps).chain(pulls);
    all.map(|at| at.after(Age(now.since(at)).changes_after())).filter(|at| *at > now).min()
}

/// The head of a part.
fn heading(words: &str) -> [Line; 2] {
    [Line::empty(), Line::of(Clean::line(words), Role::Heading)]
}

/// Why a part is not there: dim where nothing is wrong with that.
fn missing<T>(remote: &Remote<'_, T>, what: &str, columns: usize) -> Vec<Line> {
    match remote.fault {
        Some(fault) if fault.kind == FaultKind::Unsupported => {
            told(&Clean::line(&format!("{}; {}", fault.happened, fault.cure)), Role::Dim, columns)
        }
        _ => absence(remote, what, columns),
    }
}

/// That what is shown is from before, and why.
fn stale<T>(remote: &Remote<'_, T>, columns: usize) -> Vec<Line> {
    let fault = remote.fault.filter(|_| remote.answer().is_some());
    let words = fault.map(|fault| Clean::line(&format!("this may be behind: {}", fault.happened)));
    words.iter().flat_map(|words| told(words, Role::Warn, columns)).collect()
}

/// A text in as many lines as it needs.
fn told(words: &Clean, role: Role, columns: usize) -> Vec<Line> {
    wrap(words.shown(), columns.max(8)).into_iter().map(|line| Line::of(line, role)).collect()
}
