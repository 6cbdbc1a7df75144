//! The review: every value before it is sent, what the run does, who has to agree, and what is missing.

use super::state::{Page, Wizard};
use crate::domain::document::{Line, Role, Target, wrap};
use crate::domain::form::{Path, Problem, ReviewRow, with_files_named};
use crate::domain::model::Place;
use crate::domain::template::approval::{Approval, approvals};
use crate::domain::text::{Clean, width};
use crate::platform::query::ByRef;
use crate::platform::templates::UNTRUSTED;
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;
use crate::screen::widgets::form::text_of;
use crate::screen::widgets::paint;
use serde_json::Value;

/// What stands before the step and the field in the fragment of a line that leads to a field.
const FIELD: &str = "field-";
/// Lines of one value that are shown; of a longer one it is said how many more there are.
const LONGEST: usize = 60;

impl Wizard {
    pub(super) fn settle_review(&mut self, ctx: &Ctx<'_>) {
        let area = self.areas(ctx).form;
        let lines = self.review_lines(ctx, usize::from(area.width.saturating_sub(3)));
        self.sheet.set(lines, usize::from(area.height));
    }

    /// What is said instead of a form, while there is none.
    pub(super) fn settle_absence(&mut self, ctx: &Ctx<'_>) {
        let area = self.areas(ctx).form;
        let columns = usize::from(area.width.saturating_sub(4));
        let lines = match (&self.sent, &self.filling) {
            (Some(place), _) => sent(place),
            (None, None) => absence(&ctx.store.get(&self.question()), "what the template asks for", columns),
            (None, Some(_)) => return,
        };
        self.sheet.set(lines, usize::from(area.height));
    }

    /// The field that a line of the review leads to.
    pub(super) fn field_of(place: &Place) -> Option<(usize, Path)> {
        let (step, path) = place.fragment.as_deref()?.strip_prefix(FIELD)?.split_once('/')?;
        Some((step.parse().ok()?, Path::from_pointer(&format!("/{path}"))))
    }

    fn to_field(&self, step: usize, path: &Path) -> Target {
        let names: Vec<String> = path.names().iter().map(|it| it.replace('~', "~0").replace('/', "~1")).collect();
        let fragment = Some(format!("{FIELD}{step}/{}", names.join("/")));
        Target::Place(Place { fragment, ..Place::wizard(self.template.clone()) })
    }

    fn review_lines(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let mut lines = self.doubts(columns);
        lines.extend(self.missing(ctx, columns));
        lines.extend(self.values(ctx, columns));
        lines.extend(self.approval_lines(ctx, columns));
        lines.extend(self.limit_lines(ctx, columns));
        lines.extend(self.action_lines(ctx, columns));
        lines.extend(self.trust_lines(columns));
        lines.extend(self.forecast_lines(ctx, columns));
        lines
    }

    /// What was sent before and may have been done.
    fn doubts(&self, columns: usize) -> Vec<Line> {
        let is_in_doubt = self.filling.as_ref().is_some_and(|filling| filling.in_doubt);
        let words = "It was sent once, and whether it runs is not known. Look among the tasks before it is sent again.";
        let mut lines = if is_in_doubt { wrapped(&Clean::from(words), Role::Bad, columns) } else { Vec::new() };
        if self.filling.as_ref().is_some_and(|filling| filling.running.is_some()) {
            lines.push(Line::of("It is being sent.", Role::Warn));
        }
        if !lines.is_empty() {
            lines.push(Line::empty());
        }
        lines
    }

    /// What has to be mended before anything can be sent.
    fn missing(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let Some(filling) = &self.filling else { return Vec::new() };
        let mut lines = Vec::new();
        for step in filling.form.incomplete_steps() {
            for problem in filling.problems(step) {
                let name = self.name_of(step, &problem);
                let words = format!("{} {name}: {}", ctx.look.glyphs.bad, problem.message);
                let target = self.to_field(step, &problem.path);
                lines.extend(
                    wrapped(&Clean::line(&words), Role::Bad, columns).into_iter().map(|line| line.to(target.clone())),
                );
            }
        }
        for (step, path, words) in filling.file_problems() {
            let view = filling.form.view(step);
            let name = view.field(&path).map(|field| field.title().into_owned()).unwrap_or_default();
            let words = Clean::line(&format!("{} {name}: {words}", ctx.look.glyphs.bad));
            let target = self.to_field(step, &path);
            lines.extend(wrapped(&words, Role::Bad, columns).into_iter().map(|line| line.to(target.clone())));
        }
        for (path, words) in filling.refused.iter() {
            lines.extend(wrapped(
                &Clean::line(&format!("{} {path}: {words}", ctx.look.glyphs.bad)),
                Role::Bad,
                columns,
            ));
        }
        if !lines.is_empty() {
            lines.insert(0, Line::of("Has to be mended first", Role::Heading));
            lines.push(Line::empty());
        }
        lines
    }

    /// What a problem is about: the field's title, or the step's.
    fn name_of(&self, step: usize, problem: &Problem) -> Clean {
        let Some(filling) = &self.filling else { return Clean::default() };
        let view = filling.form.view(step);
        match view.field(&problem.path) {
            Some(field) => Clean::line(&field.title()),
            None => filling.title(step),
        }
    }

    fn values(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let Some(filling) = &self.filling else { return Vec::new() };
        let mut rows = match filling.form.review_by_place() {
            Ok(rows) => rows,
            Err(broken) => return wrapped(&Clean::line(&broken.to_string()), Role::Bad, columns),
        };
        rows.sort_by_key(|row| self.place_of(row));
        let names = rows.iter().map(|row| width(&row.name)).max().unwrap_or(0).clamp(8, (columns / 2).max(8)) + 2;
        let mut lines = Vec::new();
        let mut head = None;
        for row in &rows {
            if head != Some(row.step) {
                lines.extend(head.map(|_| Line::empty()));
                let title = row.step.map_or_else(|| "Other values".into(), |step| filling.title(step));
                lines.push(Line::of(title, Role::Heading));
                head = Some(row.step);
            }
            lines.extend(self.value(ctx, row, names, columns));
        }
        if rows.is_empty() {
            lines.push(Line::of("Nothing is filled in; nothing has to be.", Role::Dim));
        }
        lines
    }

    /// Where a value stands in the form.
    fn place_of(&self, row: &ReviewRow) -> (usize, usize) {
        let (Some(step), Some(filling)) = (row.step, &self.filling) else { return (usize::MAX, 0) };
        let view = filling.form.view(step);
        let at = view.fields.iter().position(|field| field.path.is_within(&row.path));
        (step, at.unwrap_or(usize::MAX))
    }

    fn value(&self, ctx: &Ctx<'_>, row: &ReviewRow, names: usize, columns: usize) -> Vec<Line> {
        let is_from_link = self.filling.as_ref().is_some_and(|filling| filling.from_link.contains(&row.path));
        let target = row.step.map(|step| self.to_field(step, &row.path));
        let name = paint::cut(&Clean::line(&row.name), names - 2, ctx.look);
        let words: Vec<Clean> = match (&row.value, row.is_masked) {
            (_, true) => vec![Clean::line(&ctx.look.glyphs.dot.repeat(6))],
            (value, false) => said(&with_files_named(value))
                .lines()
                .flat_map(|line| wrap(Clean::line(line).shown(), columns.saturating_sub(names)))
                .collect(),
        };
        let mut lines = Vec::new();
        for (number, word) in words.iter().enumerate().take(LONGEST) {
            let line = match number {
                0 => Line::of(name.clone(), Role::Label).pad_to(names),
                _ => Line::of(Clean::line(&" ".repeat(names)), Role::Text),
            };
            lines.push(line.and(word.clone(), Role::Text));
        }
        if words.len() > LONGEST {
            let more = format!("and {} more lines", words.len() - LONGEST);
            let blank = Line::of(Clean::line(&" ".repeat(names)), Role::Text);
            lines.push(blank.and(Clean::line(&more), Role::Warn));
        }
        if lines.is_empty() {
            lines.push(Line::of(name, Role::Label).pad_to(names).and("empty", Role::Dim));
        }
        if let Some(first) = lines.first_mut() {
            if is_from_link {
                *first = std::mem::take(first).and("  from link", Role::Badge);
            }
            first.target = target;
        }
        lines
    }

    fn approval_lines(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let entity = ctx.store.get(&ByRef { reference: self.template.clone() });
        let Some(filling) = &self.filling else { return Vec::new() };
        let Some(entity) = entity.answer() else {
            let words = "It is not known who has to agree, as the template's entity cannot be read (yet).";
            let head = [Line::empty(), Line::of("Needs approval", Role::Heading)];
            return head.into_iter().chain(wrapped(&Clean::from(words), Role::Warn, columns)).collect();
        };
        let values = filling.form.values();
        let needed: Vec<Approval> = approvals(entity).into_iter().filter(|it| it.is_needed(&values)).collect();
        let refused = self.disagreement(ctx);
        if needed.is_empty() && refused.is_none() {
            return Vec::new();
        }
        let mut lines = vec![Line::empty(), Line::of("Needs approval", Role::Heading)];
        for approval in needed {
            let target = Target::Place(Place::entity(approval.by.clone()));
            lines.push(Line::of("by ", Role::Text).and(approval.by.short(), Role::Link).to(target));
            lines.extend(wrapped(&approval.because, Role::Dim, columns));
        }
        lines.extend(refused.into_iter().flat_map(|why| wrapped(&why, Role::Bad, columns)));
        lines
    }

    fn action_lines(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let Some(filling) = self.filling.as_ref().filter(|filling| !filling.asked.actions.is_empty()) else {
            return Vec::new();
        };
        let mut lines = vec![Line::empty(), Line::of("What it does", Role::Heading)];
        let names = (columns / 2).clamp(12, 44);
        for step in &filling.asked.actions {
            let name = paint::cut(&step.name, names - 1, ctx.look);
            let line = Line::of(name, Role::Text).pad_to(names).and(step.action.clone(), Role::Dim);
            lines.push(line);
            if !step.lacks.is_empty() {
                let words = match filling.skips {
                    true => format!("  left out: {}", step.lacks),
                    false => format!("  {} cannot be done here: {}", ctx.look.glyphs.bad, step.lacks),
                };
                lines.extend(wrapped(&Clean::line(&words), Role::Warn, columns));
            }
        }
        lines
    }

    fn trust_lines(&self, columns: usize) -> Vec<Line> {
        let Some(filling) = self.filling.as_ref().filter(|filling| filling.asked.needs_trust) else {
            return Vec::new();
        };
        let words = match filling.trusts {
            true => "You said that this folder is trusted: its templates may be run from now on.".to_owned(),
            false => format!("{UNTRUSTED} Say first that the folder is trusted."),
        };
        let role = if filling.trusts { Role::Good } else { Role::Warn };
        let head = [Line::empty(), Line::of("Trust", Role::Heading)];
        head.into_iter().chain(wrapped(&Clean::line(&words), role, columns)).collect()
    }

    fn forecast_lines(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let Some(query) = self.foresight(ctx) else { return Vec::new() };
        let remote = ctx.store.get(&query);
        let mut lines = vec![Line::empty(), Line::of("What will happen", Role::Heading)];
        match remote.answer() {
            Some(forecast) => {
                lines.extend(wrapped(&forecast.told, Role::Text, columns));
                lines.extend(forecast.lines.iter().cloned());
            }
            None => lines.extend(absence(&remote, "what would happen", columns)),
        }
        lines
    }

    /// Goes where the line under the cursor leads, where that is a field.
    pub(super) fn goes_to_field_here(&mut self) -> bool {
        let Some(Target::Place(place)) = self.sheet.target() else { return false };
        let Some((step, path)) = Self::field_of(place).filter(|_| place.subject.as_ref() == Some(&self.template))
        else {
            return false;
        };
        self.turn(Page::Step(step));
        self.goes_to = Some(path);
        true
    }
}

pub(super) fn wrapped(text: &Clean, role: Role, columns: usize) -> Vec<Line> {
    wrap(text.shown(), columns).into_iter().map(|line| Line::of(line, role)).collect()
}

/// A value in words.
fn said(value: &Value) -> String {
    match value {
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            items.iter().map(text_of).collect::<Vec<_>>().join(", ")
        }
        other => text_of(other),
    }
}

fn sent(place: &Place) -> Vec<Line> {
    vec![
        Line::of("It was sent.", Role::Good),
        Line::of("See what came of it", Role::Link).to(Target::Place(place.clone())),
    ]
}
