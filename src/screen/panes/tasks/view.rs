use super::Tasks;
use crate::domain::document::{Line, Role, wrap};
use crate::domain::model::task::{Task, TaskState};
use crate::domain::model::{Age, EntityRef};
use crate::domain::text::{Clean, Shown};
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;
use crate::screen::widgets::filter_bar::FilterBar;
use crate::screen::widgets::paint;
use crate::screen::widgets::table::{ColumnSpec, row, widths};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use serde_json::Value;

/// Age, state, the template's title, who.
const COLUMNS: [ColumnSpec; 4] = [
    ColumnSpec { least: 5, weight: 0, dispensable: 1 },
    ColumnSpec { least: 12, weight: 0, dispensable: 0 },
    ColumnSpec { least: 14, weight: 2, dispensable: 0 },
    ColumnSpec { least: 10, weight: 1, dispensable: 2 },
];

impl Tasks {
    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        let (head, list, details) = self.parts(ctx.body);
        let cursor = self.head(ctx, buf, head, list.width);
        let height = usize::from(list.height);
        if self.shown.is_empty() {
            let columns = usize::from(list.width.saturating_sub(3));
            for (line, y) in self.nothing(ctx, columns).iter().zip(list.top()..list.bottom()) {
                paint::line(buf, inside(Rect { y, height: 1, ..list }), ctx.look, line, Style::default());
            }
            return cursor;
        }
        let tasks = self.shown.iter().enumerate().skip(self.cursor.top).take(height);
        for ((n, at), y) in tasks.zip(list.top()..) {
            if let Some(task) = self.tasks.get(*at) {
                task_row(ctx, buf, Rect { y, height: 1, ..list }, task, n == self.cursor.at);
            }
        }
        paint::scroll_mark(buf, list, ctx.look, self.cursor.top, self.shown.len());
        self.details(ctx, buf, details);
        cursor
    }

    fn head(&self, ctx: &Ctx<'_>, buf: &mut Buffer, head: Rect, width: u16) -> Option<Position> {
        if head.height == 0 {
            return None;
        }
        let bar = FilterBar {
            prompt: self.filter.prompt(),
            typing: self.filter.typing(),
            narrowed: if self.filter.is_on() { Clean::default() } else { "filter".into() },
            right: Line::of(Clean::line(&self.told(ctx)), Role::Dim),
        };
        let at = bar.view(buf, Rect { height: 1, ..head }, ctx.look);
        if head.height > 1 {
            let heads: [&'static str; 4] = ["AGE", "STATE", "TEMPLATE", "BY"];
            let cells = heads.map(|head| (Shown::from(head), ctx.look.style(Role::Dim)));
            let area = inside(Rect { y: head.y + 1, height: 1, width, ..head });
            row(buf, area, ctx.look, &widths(&COLUMNS, area.width), &cells);
        }
        at
    }

    /// How many there are, and of what.
    fn told(&self, ctx: &Ctx<'_>) -> String {
        let told = self.pages.first().map_or(0, |page| page.total);
        // once all are there they can be counted: some were of another state than the platform says
        let total = if self.is_whole() { self.tasks.len() } else { told.max(self.tasks.len()) };
        let shown = self.shown.len();
        let count = match shown == total {
            true if total == 1 => "1 task".to_owned(),
            true => format!("{total} tasks"),
            false => format!("{shown} of {total} tasks"),
        };
        let whose = match (ctx.platform.is_workspace, self.mine(ctx)) {
            (true, _) => "",
            (false, Some(_)) => "mine, ",
            (false, None) => "everybody's, ",
        };
        let state = self.state.map(|state| format!("{}, ", state.word())).unwrap_or_default();
        let template = self.template.as_ref().map(|template| format!("{}, ", template.short())).unwrap_or_default();
        format!("{whose}{state}{template}{count}")
    }

    fn nothing(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let remote = ctx.store.get(&self.question(ctx, 0));
        let words = match remote.answer() {
            None => return absence(&remote, "the tasks", columns),
            Some(page) if !page.tasks.is_empty() => vec![("Nothing matches the filter.", Role::Dim)],
            Some(_) if self.state.is_some() => vec![("No task is in that state.", Role::Dim)],
            Some(_) if self.mine(ctx).is_some() => vec![
                ("You have run no template yet.", Role::Text),
                ("Choose one in the room of templates; what runs is listed here.", Role::Dim),
            ],
            Some(_) => vec![
                ("No template was run here yet.", Role::Text),
                ("Choose one in the room of templates; what runs is listed here.", Role::Dim),
            ],
        };
        let lines = |(text, role): (&'static str, Role)| {
            wrap(text.into(), columns).into_iter().map(move |line| Line::of(line, role)).collect::<Vec<_>>()
        };
        words.into_iter().flat_map(lines).collect()
    }

    fn details(&self, ctx: &Ctx<'_>, buf: &mut Buffer, area: Rect) {
        let Some(task) = self.chosen().filter(|_| area.height > 1 && area.width > 4) else { return };
        paint::vertical_rule(buf, area, ctx.look);
        let columns = usize::from(area.width.saturating_sub(4));
        for (line, y) in about(ctx, task, columns).iter().zip(area.top()..area.bottom()) {
            let place = Rect { x: area.x + 2, y, width: area.width.saturating_sub(3), height: 1 };
            paint::line(buf, place, ctx.look, line, Style::default());
        }
    }
}

fn inside(area: Rect) -> Rect {
    Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(2), ..area }
}

/// The sign and the role of a state: told by its word as well.
fn sign(ctx: &Ctx<'_>, state: TaskState) -> (&'static str, Role) {
    let glyphs = &ctx.look.glyphs;
    match state {
        TaskState::Completed => (glyphs.chosen, Role::Good),
        TaskState::Failed => (glyphs.bad, Role::Bad),
        TaskState::Cancelled => (glyphs.warn, Role::Warn),
        TaskState::Open | TaskState::Processing => (glyphs.dot, Role::Link),
    }
}

fn task_row(ctx: &Ctx<'_>, buf: &mut Buffer, area: Rect, task: &Task, here: bool) {
    let look = ctx.look;
    paint::mark(buf, area.x, area.y, look, here);
    let age = Clean::line(&Age(ctx.now.since(task.created)).to_string());
    let stands = Tasks::state_of(ctx, task);
    let (sign, role) = sign(ctx, stands);
    let state = Clean::line(&format!("{sign} {}", stands.word()));
    let by = task.by.as_ref().map(EntityRef::short).unwrap_or_default();
    let cells = [
        (age.shown(), look.style(Role::Dim)),
        (state.shown(), look.style(role)),
        (task.title.shown(), look.style(if here { Role::Selected } else { Role::Text })),
        (by.shown(), look.style(Role::Dim)),
    ];
    let place = inside(area);
    row(buf, place, look, &widths(&COLUMNS, place.width), &cells);
}

fn about(ctx: &Ctx<'_>, task: &Task, columns: usize) -> Vec<Line> {
    let mut lines: Vec<Line> =
        wrap(task.title.shown(), columns).into_iter().map(|line| Line::of(line, Role::Title)).collect();
    let parts = [
        ("template", task.template.as_ref().map(EntityRef::short).unwrap_or_default()),
        ("at", Clean::line(&ctx.zone.stamp(task.created))),
        ("by", task.by.as_ref().map(EntityRef::short).unwrap_or_else(|| "nobody is named".into())),
        ("id", Clean::line(task.id.as_str())),
    ];
    lines.extend(parts.map(|(name, value)| Line::of(name, Role::Label).pad_to(10).and(value, Role::Text)));
    lines.push(Line::empty());
    lines.push(Line::of("Filled in", Role::Heading));
    let Value::Object(values) = &*task.parameters else { return lines };
    for (name, value) in values {
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let label = Clean::line(name);
        lines.push(Line::of(label, Role::Label));
        let words = wrap(Clean::line(&text).shown(), columns.saturating_sub(2));
        lines.extend(words.into_iter().map(|line| Line::of("  ", Role::Text).and(line, Role::Text)));
    }
    if values.is_empty() {
        lines.push(Line::of("nothing", Role::Dim));
    }
    lines
}
