//! What is wrong in the sources of the catalog, each with the place to mend it.

use crate::domain::document::{Line, Role, Target, wrap};
use crate::domain::model::{EntityRef, Place, Problem, Room, Severity};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::query::{Ask, Problems as Query};
use crate::screen::ctx::Ctx;
use crate::screen::input::Mouse;
use crate::screen::panes::{Intent, Pane, absence, follow, mouse_on_sheet, movement};
use crate::screen::widgets::sheet::Sheet;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// The room of problems.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    sheet: Sheet,
}

impl Pane for Problems {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        vec!["Problems".into()]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        Place::room(Room::Problems)
    }

    fn wants(&self, _ctx: &Ctx<'_>) -> Vec<Ask> {
        vec![Query {}.into()]
    }

    fn offers(&self, action: Action, _ctx: &Ctx<'_>) -> bool {
        match action {
            Action::ListOpen => self.sheet.target().is_some(),
            Action::ListNextPart | Action::ListPreviousPart => false,
            _ => action.room() == "list",
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(to) = movement(action) {
            self.sheet.go(to, usize::from(ctx.body.height));
            return Vec::new();
        }
        self.sheet.target().filter(|_| action == Action::ListOpen).map(follow).into_iter().collect()
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        mouse_on_sheet(&mut self.sheet, mouse, ctx.body)
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        let remote = ctx.store.get(&Query {});
        let lines = match remote.answer() {
            Some(problems) => lines(problems, ctx),
            None => absence(&remote, "the problems", usize::from(ctx.body.width.saturating_sub(4))),
        };
        self.sheet.set(lines, usize::from(ctx.body.height));
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        None
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        let area = Rect { x: ctx.body.x + 1.min(ctx.body.width), width: ctx.body.width.saturating_sub(1), ..ctx.body };
        self.sheet.view(buf, area, ctx.look, true);
        None
    }
}

fn lines(problems: &[Problem], ctx: &Ctx<'_>) -> Vec<Line> {
    if !ctx.platform.is_workspace {
        let words = [
            ("A portal does not tell what is wrong in its sources.", Role::Text),
            (
                "Backstage's interface has no answer for processing errors; entities that fail simply do not appear.",
                Role::Dim,
            ),
            ("`stagedoor workspace validate FILE` checks a descriptor before it is pushed.", Role::Dim),
        ];
        let columns = usize::from(ctx.body.width).saturating_sub(4);
        let lines = |(text, role): (&'static str, Role)| {
            wrap(text.into(), columns).into_iter().map(move |line| Line::of(line, role)).collect::<Vec<_>>()
        };
        return words.into_iter().flat_map(lines).collect();
    }
    if problems.is_empty() {
        return vec![Line::of("Nothing is wrong in the sources of this workspace.", Role::Good)];
    }
    let mut sorted: Vec<&Problem> = problems.iter().collect();
    sorted.sort_by(|a, b| (a.severity, &a.file, a.line, a.column).cmp(&(b.severity, &b.file, b.line, b.column)));
    let mut lines = Vec::new();
    for group in sorted.chunk_by(|a, b| a.severity == b.severity) {
        if !lines.is_empty() {
            lines.push(Line::empty());
        }
        let heading = match group.first().map(|problem| problem.severity) {
            Some(Severity::Error) => "Errors",
            _ => "Warnings",
        };
        let count = Clean::line(&format!(" {}", group.len()));
        lines.push(Line::of(heading, Role::Heading).and(count, Role::Dim));
        lines.extend(group.iter().flat_map(|problem| about(problem, ctx)));
    }
    lines
}

fn about(problem: &Problem, ctx: &Ctx<'_>) -> Vec<Line> {
    let (mark, role) = match problem.severity {
        Severity::Error => (ctx.look.glyphs.bad, Role::Bad),
        Severity::Warning => (ctx.look.glyphs.warn, Role::Warn),
    };
    let at = match (problem.line, problem.column) {
        (0, _) => problem.file.clone(),
        (line, 0) => Clean::line(&format!("{}:{line}", problem.file)),
        (line, column) => Clean::line(&format!("{}:{line}:{column}", problem.file)),
    };
    let line = Line::of(mark, role).and(" ", Role::Text).and(at, Role::Link);
    let line = match &problem.entity {
        Some(entity) => line.and("  ", Role::Text).and(entity.short(), Role::Dim),
        None => line,
    };
    let target = Target::File(problem.path.clone(), problem.line.max(1));
    let columns = usize::from(ctx.body.width).saturating_sub(6).min(100);
    let message = wrap(problem.message.shown(), columns).into_iter();
    let message = message.map(|part| Line::of("  ", Role::Text).and(part, Role::Text));
    std::iter::once(line.to(target)).chain(message).collect()
}
