use super::dress::Dressed;
use super::filling::Filling;
use super::state::{Page, Wizard};
use crate::domain::document::{Line, Role, wrap};
use crate::domain::text::{Clean, width};
use crate::screen::ctx::Ctx;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

/// Problems that are listed above the form at most.
const LISTED: usize = 3;

/// Where the parts of the room are.
pub(super) struct Areas {
    pub(super) head: Rect,
    pub(super) form: Rect,
}

/// A page as the head names it, and where.
struct Crumb {
    page: Page,
    line: Line,
    columns: std::ops::Range<u16>,
}

impl Wizard {
    pub(super) fn areas(&self, ctx: &Ctx<'_>) -> Areas {
        let body = ctx.body;
        let wanted = self.head_lines(ctx).len() + 1;
        let most = body.height / 3;
        let height = u16::try_from(wanted).unwrap_or(0).min(most.max(u16::from(body.height > 2)));
        let head = Rect { height, ..body };
        Areas { head, form: Rect { y: body.y + height, height: body.height - height, ..body } }
    }

    /// What stands above the form: which step it is, all steps, what it is about, and what has to be mended.
    fn head_lines(&self, ctx: &Ctx<'_>) -> Vec<Line> {
        if self.filling.is_none() || self.sent.is_some() {
            return Vec::new();
        }
        let mut lines = vec![self.title_line(), self.crumb_line(ctx)];
        let columns = usize::from(ctx.body.width.saturating_sub(3));
        lines.extend(self.about(columns));
        lines.extend(self.unfinished_line(ctx));
        lines.extend(self.problem_lines(ctx, columns));
        lines
    }

    fn title_line(&self) -> Line {
        let Some(filling) = &self.filling else { return Line::empty() };
        let steps = self.steps();
        match self.page {
            Page::Step(step) => {
                let at = steps.iter().position(|known| *known == step).map_or(1, |at| at + 1);
                let counted = format!("Step {at} of {}  ", steps.len() + 1);
                let line = Line::of(Clean::line(&counted), Role::Dim).and(filling.title(step), Role::Title);
                let is_required = filling.form.view(step).fields.iter().any(|field| field.required && !field.hidden);
                if is_required { line.and("   * ", Role::Warn).and("has to be filled in", Role::Dim) } else { line }
            }
            Page::Review => {
                let counted = format!("Step {0} of {0}  ", steps.len() + 1);
                Line::of(Clean::line(&counted), Role::Dim)
                    .and("Review", Role::Title)
                    .and("   nothing is sent yet", Role::Dim)
            }
            Page::Trial => Line::of("Dry run  ", Role::Title).and("nothing is changed by it", Role::Dim),
        }
    }

    /// All pages: which are done, which is shown, and which have something to be mended.
    fn crumbs(&self, ctx: &Ctx<'_>) -> Vec<Crumb> {
        let Some(filling) = &self.filling else { return Vec::new() };
        let glyphs = &ctx.look.glyphs;
        let steps = self.steps();
        let room = self.crumb_room(filling, usize::from(ctx.body.width));
        let mut x = ctx.body.x + 1;
        let pages = steps.iter().map(|step| Page::Step(*step)).chain([Page::Review]);
        let crumb = |page: Page| {
            let title = match page {
                Page::Step(step) => filling.title(step),
                Page::Review | Page::Trial => "Review".into(),
            };
            let title = paint::cut(&title, room, ctx.look);
            let here = page == self.page || (page == Page::Review && self.page == Page::Trial);
            let was_there = matches!(page, Page::Step(step) if self.attempted.contains(&step));
            // a step that nobody was at is not worked out for its sign
            let is_complete = matches!(page, Page::Step(step) if was_there && filling.form.view(step).is_complete());
            let (sign, role) = match (here, was_there, is_complete) {
                (true, ..) => (glyphs.crumb, Role::Mark),
                (_, true, true) => (glyphs.chosen, Role::Good),
                (_, true, false) if matches!(page, Page::Step(_)) => (glyphs.warn, Role::Warn),
                _ => (glyphs.open, Role::Dim),
            };
            let text = if here { Role::Selected } else { Role::Dim };
            let line = Line::of(sign, role).and(" ", Role::Text).and(title, text);
            let width = u16::try_from(line.width()).unwrap_or(0);
            let columns = x..x.saturating_add(width);
            x = x.saturating_add(width + 2);
            Crumb { page, line, columns }
        };
        pages.map(crumb).collect()
    }

    /// Columns for each page's name: as many as it takes where all find room, else the same for all.
    fn crumb_room(&self, filling: &Filling, columns: usize) -> usize {
        let steps = self.steps();
        let whole: usize = steps.iter().map(|step| width(filling.title(*step).as_str()) + 4).sum();
        match whole + width("Review") + 4 < columns {
            true => usize::MAX,
            false => (columns / (steps.len() + 1)).saturating_sub(5).clamp(6, 28),
        }
    }

    fn crumb_line(&self, ctx: &Ctx<'_>) -> Line {
        let mut line = Line::empty();
        for crumb in self.crumbs(ctx) {
            line.runs.extend(crumb.line.runs);
            line = line.and("  ", Role::Text);
        }
        line
    }

    /// The page whose name is at a cell.
    pub(super) fn page_at(&self, ctx: &Ctx<'_>, at: Position) -> Option<Page> {
        let head = self.areas(ctx).head;
        let is_there = self.sent.is_none() && head.height > 2 && at.y == head.y + 1;
        let found = self.crumbs(ctx).into_iter().find(|crumb| crumb.columns.contains(&at.x));
        found.filter(|_| is_there).map(|crumb| crumb.page)
    }

    /// That there is something to go on with.
    fn unfinished_line(&self, ctx: &Ctx<'_>) -> Option<Line> {
        let draft = self.unfinished(ctx)?;
        let called = if draft.called().is_empty() { String::new() } else { format!(" {},", draft.called()) };
        let words = format!("What was begun before is kept:{called} {}", draft.page());
        Some(Line::of(Clean::line(&words), Role::Warn))
    }

    fn about(&self, columns: usize) -> Vec<Line> {
        let (Page::Step(step), Some(filling)) = (self.page, &self.filling) else { return Vec::new() };
        let about =
            filling.form.steps().get(step).and_then(|step| step.description.as_ref()?.as_str().map(Clean::line));
        let lines = wrap(about.unwrap_or_default().shown(), columns);
        lines.into_iter().take(2).map(|line| Line::of(line, Role::Dim)).collect()
    }

    /// What has to be mended, once that is shown.
    fn problem_lines(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let (Page::Step(step), Some(filling)) = (self.page, &self.filling) else { return Vec::new() };
        if !filling.view.shows_all() {
            return Vec::new();
        }
        let view = filling.form.view(step);
        let problems = filling.view.problems();
        let bad = ctx.look.glyphs.bad;
        let mut lines: Vec<Line> = Vec::new();
        for problem in problems.iter().take(LISTED) {
            let name = view.field(&problem.path).map(|field| field.title().into_owned());
            let name =
                name.or_else(|| view.container(&problem.path).map(|it| it.title().into_owned())).unwrap_or_default();
            let words = if name.is_empty() {
                format!("{bad} {}", problem.message)
            } else {
                format!("{bad} {name}: {}", problem.message)
            };
            lines.push(Line::of(paint::cut(&Clean::line(&words), columns, ctx.look), Role::Bad));
        }
        if problems.len() > LISTED {
            lines.push(Line::of(Clean::line(&format!("{bad} and {} more", problems.len() - LISTED)), Role::Bad));
        }
        lines
    }

    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        let areas = self.areas(ctx);
        for (line, y) in self.head_lines(ctx).iter().zip(areas.head.top()..areas.head.bottom()) {
            let row = Rect { x: areas.head.x + 1, y, width: areas.head.width.saturating_sub(1), height: 1 };
            paint::line(buf, row, ctx.look, line, Style::default());
        }
        let is_form = matches!(self.page, Page::Step(_)) && self.sent.is_none();
        let cursor = match (&self.filling, self.page) {
            (Some(filling), Page::Step(_)) if is_form => {
                filling.view.paint(buf, areas.form, ctx.look, &Dressed::of(ctx, filling))
            }
            (Some(_), Page::Trial) => {
                self.paint_trial(ctx, buf);
                None
            }
            _ => {
                self.sheet.view(buf, areas.form, ctx.look, true);
                None
            }
        };
        match &self.pick {
            Some(pick) => pick.picker.view(buf, ctx.body, ctx.look),
            None => cursor,
        }
    }
}
