//! An application of Argo CD: how it stands, what it brought to life, what differs, what was rolled out before, and
//! what is told of it.

mod head;
mod parts;
mod update;
mod view;

use crate::domain::document::Line;
use crate::domain::model::delivery::{AppDetail, AppId, ResourceDiff};
use crate::domain::model::{Age, At, EntityRef, Place};
use crate::platform::actions::Action;
use crate::platform::fault::Fault;
use crate::platform::query::{AppById, AppDiff};
use crate::screen::ctx::Ctx;
use crate::screen::panes::tabs;
use crate::screen::widgets::find::Find;
use crate::screen::widgets::sheet::Sheet;
use ratatui::layout::Rect;
use std::sync::Arc;

/// Rows that the head gets at most, of all there are.
const HEAD_SHARE: u16 = 2;

/// What is shown below the head.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    /// What it brought to life.
    #[default]
    Tree,
    /// What differs.
    Diff,
    /// What was rolled out before.
    History,
    /// What is told of it.
    Events,
}

impl Part {
    const ALL: [(Self, &'static str, Action); 4] = [
        (Self::Tree, "tree", Action::ArgocdTree),
        (Self::Diff, "diff", Action::ArgocdDiff),
        (Self::History, "history", Action::ArgocdHistory),
        (Self::Events, "events", Action::ArgocdEvents),
    ];

    fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known, _)| *known == word).map(|(part, ..)| part)
    }

    fn of_action(action: Action) -> Option<Self> {
        Self::ALL.into_iter().find(|(.., known)| *known == action).map(|(part, ..)| part)
    }

    fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(part, ..)| *part == self).map_or("", |(_, word, _)| word)
    }

    /// The part beside it, round and round.
    fn beside(self, by: usize) -> Self {
        let at = Self::ALL.iter().position(|(part, ..)| *part == self).unwrap_or(0);
        Self::ALL.get((at + by) % Self::ALL.len()).map_or(self, |(part, ..)| *part)
    }
}

/// An application.
#[derive(Clone, Debug)]
pub struct AppRoom {
    entity: EntityRef,
    id: AppId,
    part: Part,
    /// A sheet a part, so that each keeps its cursor.
    sheets: [Sheet; 4],
    head: Vec<Line>,
    find: Find,
    made_of: Option<MadeOf>,
}

/// What the lines were made of; they are made anew only when that changes, or an age in them.
#[derive(Clone, Debug)]
struct MadeOf {
    detail: Option<Arc<AppDetail>>,
    diff: Option<Arc<Vec<ResourceDiff>>>,
    faults: [Option<Fault>; 2],
    part: Part,
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
        let rest = |made: &Self| (made.part, made.body);
        let same = is_same(&self.detail, &other.detail) && is_same(&self.diff, &other.diff);
        same && rest(self) == rest(other) && self.faults == other.faults && self.until.is_none_or(|until| now < until)
    }
}

impl AppRoom {
    /// The room of the application that a place names; `None` for a place without one.
    pub fn open(place: &Place) -> Option<Self> {
        let (entity, id) = (place.subject.clone()?, place.app_id()?);
        let part = place.param("part").and_then(Part::of_word).unwrap_or_default();
        let sheets = Default::default();
        Some(Self { entity, id, part, sheets, head: Vec::new(), find: Find::default(), made_of: None })
    }

    /// The room as it was left, with its part at the place that [`Sheet::place`] told.
    pub fn left_at(mut self, place: usize) -> Self {
        *self.sheet_mut() = Sheet::opened_at(place);
        self
    }

    fn here(&self) -> Place {
        let part = (self.part != Part::default()).then(|| ("part".to_owned(), self.part.word().to_owned()));
        Place { query: part.into_iter().collect(), ..Place::app(self.entity.clone(), &self.id) }
    }

    fn question(&self) -> AppById {
        AppById { id: self.id.clone() }
    }

    /// What differs costs Argo CD something, and is asked for where it is looked at.
    fn diff_question(&self) -> Option<AppDiff> {
        (self.part == Part::Diff).then(|| AppDiff { id: self.id.clone() })
    }

    fn detail<'a>(&self, ctx: &Ctx<'a>) -> Option<&'a Arc<AppDetail>> {
        ctx.store.get(&self.question()).answer()
    }

    fn sheet(&self) -> &Sheet {
        let [tree, diff, history, events] = &self.sheets;
        match self.part {
            Part::Tree => tree,
            Part::Diff => diff,
            Part::History => history,
            Part::Events => events,
        }
    }

    fn sheet_mut(&mut self) -> &mut Sheet {
        let [tree, diff, history, events] = &mut self.sheets;
        match self.part {
            Part::Tree => tree,
            Part::Diff => diff,
            Part::History => history,
            Part::Events => events,
        }
    }

    fn look_for(&mut self) {
        let text = self.find.text().to_owned();
        self.sheet_mut().find(&text);
    }

    /// The head, the rule with the names of the parts, and the part.
    fn areas(&self, ctx: &Ctx<'_>) -> (Rect, Rect, Rect) {
        let page = tabs::page(ctx.body);
        let page = Rect { x: page.x + 1.min(page.width), width: page.width.saturating_sub(1), ..page };
        let lines = u16::try_from(self.head.len()).unwrap_or(u16::MAX);
        let head = Rect { height: lines.min(page.height / HEAD_SHARE), ..page };
        let rule = Rect { y: head.bottom(), height: 1.min(page.height - head.height), ..page };
        let rest = page.height - head.height - rule.height;
        (head, rule, self.find.above(Rect { y: rule.bottom(), height: rest, ..page }))
    }

    fn take_in(&mut self, ctx: &Ctx<'_>) {
        let remote = ctx.store.get(&self.question());
        let diff = self.diff_question().map(|question| ctx.store.get(&question));
        let made = MadeOf {
            detail: remote.answer().cloned(),
            diff: diff.as_ref().and_then(|diff| diff.answer().cloned()),
            faults: [remote.fault.cloned(), diff.as_ref().and_then(|diff| diff.fault.cloned())],
            part: self.part,
            body: ctx.body,
            until: None,
        };
        if self.made_of.as_ref().is_some_and(|before| before.holds(&made, ctx.now)) {
            let height = usize::from(self.areas(ctx).2.height);
            return self.sheet_mut().fit(height);
        }
        let columns = usize::from(ctx.body.width.saturating_sub(4));
        self.head = head::lines(self, ctx, columns);
        let height = usize::from(self.areas(ctx).2.height);
        let lines = parts::lines(self, ctx, columns);
        self.sheet_mut().set(lines, height);
        let until = made.detail.as_ref().and_then(|detail| next_age(detail, ctx.now));
        self.made_of = Some(MadeOf { until, ..made });
    }
}

/// When one of the ages that are shown of an application changes.
fn next_age(detail: &AppDetail, now: At) -> Option<At> {
    let app = &detail.app;
    let operation = app.operation.iter().flat_map(|operation| [operation.started, operation.finished]).flatten();
    let history = app.history.iter().filter_map(|deployment| deployment.at);
    let others = detail.events.iter().map(|event| event.at).chain(detail.tree.iter().filter_map(|node| node.created));
    let changes = operation.chain(app.reconciled).chain(history).chain(others);
    changes.map(|at| at.after(Age(now.since(at)).changes_after())).filter(|at| *at > now).min()
}
