//! A dry run: the files that a run would make, and what is in them.

use super::judged::{Judged, Known, nothing_lacks};
use super::state::{Page, Wizard};
use crate::domain::document::{Line, Role};
use crate::domain::model::EntityRef;
use crate::domain::model::task::{DryRun, MadeFile};
use crate::domain::template::golden::{self, GoldenFinding};
use crate::domain::text::Clean;
use crate::platform::query::ByRef;
use crate::screen::ctx::{Ctx, Part};
use crate::screen::panes::absence;
use crate::screen::widgets::cursor::Move;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::sync::Arc;

/// Findings of the golden path that are shown at most.
const GOLDEN: usize = 4;
/// Lines of a file that are shown at most.
const LONGEST: usize = 5_000;

impl Wizard {
    pub(super) fn trial_run<'a>(&self, ctx: &Ctx<'a>) -> Option<&'a Arc<DryRun>> {
        ctx.store.get(&self.trial().filter(|_| self.page == Page::Trial)?).answer()
    }

    pub(super) fn settle_trial(&mut self, ctx: &Ctx<'_>) {
        let areas = self.areas(ctx);
        let Some(run) = self.trial_run(ctx).cloned() else {
            let columns = usize::from(areas.form.width.saturating_sub(4));
            let lines = match self.trial() {
                Some(query) => absence(&ctx.store.get(&query), "what a run would make", columns),
                None => Vec::new(),
            };
            return self.sheet.set(lines, usize::from(areas.form.height));
        };
        let (left, right) = self.trial_parts(ctx);
        self.files.settle(run.files.len(), usize::from(left.height));
        let height = usize::from(right.height);
        let is_shown = self.shown.as_ref().is_some_and(|(known, at)| Arc::ptr_eq(known, &run) && *at == self.files.at);
        let is_judged = self.shown.as_ref().is_some_and(|(known, _)| Arc::ptr_eq(known, &run));
        if !is_judged || self.golden.by.as_ref() != Some(&self.known(ctx)) {
            self.judge(ctx, &run);
        }
        if !is_shown {
            self.file = Default::default();
            let lines = run.files.get(self.files.at).map(content).unwrap_or_default();
            self.file.set(lines, height);
            self.shown = Some((run, self.files.at));
        }
        self.file.fit(height);
    }

    /// The files, and the one that is read: beside each other, or below where it is narrow.
    pub(super) fn trial_parts(&self, ctx: &Ctx<'_>) -> (Rect, Rect) {
        let body = self.areas(ctx).form;
        let head = u16::try_from(self.trial_head(ctx).len()).unwrap_or(0).min(body.height);
        let body = Rect { y: body.y + head, height: body.height - head, ..body };
        let (left, right) = ctx.split(Part::Produced, body);
        if right.width > 0 {
            return (left, Rect { x: right.x + 2.min(right.width), width: right.width.saturating_sub(2), ..right });
        }
        let top = body.height / 3;
        (Rect { height: top, ..body }, Rect { y: body.y + top, height: body.height - top, ..body })
    }

    /// What there is to say of the run as a whole.
    fn trial_head(&self, ctx: &Ctx<'_>) -> Vec<Line> {
        let Some(run) = self.trial_run(ctx) else { return Vec::new() };
        let count = run.files.len();
        let words = format!("{count} file{} would be made", if count == 1 { "" } else { "s" });
        let mut lines = vec![Line::of(Clean::line(&words), Role::Good)];
        let left_out = run.left_out.iter().take(3);
        lines.extend(left_out.map(|words| Line::of(Clean::line(&format!("left out: {words}")), Role::Warn)));
        lines.extend(self.golden_lines(ctx));
        lines
    }

    /// What the golden path asks for and is not made.
    fn golden_lines(&self, ctx: &Ctx<'_>) -> Vec<Line> {
        let bad = ctx.look.glyphs.warn;
        let Judged { by: Some(by), findings } = &self.golden else { return Vec::new() };
        let say = |finding: &GoldenFinding| {
            let file = if finding.file.is_empty() { String::new() } else { format!("{}: ", finding.file) };
            let words = format!("{bad} {file}{}: {}", finding.title, finding.message);
            Line::of(Clean::line(&words), Role::Warn)
        };
        let count = findings.len();
        let head = match count {
            0 => nothing_lacks(ctx, by),
            1 => Line::of("The golden path asks for one thing more", Role::Heading),
            count => Line::of(Clean::line(&format!("The golden path asks for {count} things more")), Role::Heading),
        };
        let mut lines = vec![head];
        lines.extend(findings.iter().take(GOLDEN).map(say));
        if count > GOLDEN {
            lines.push(Line::of(Clean::line(&format!("{bad} and {} more", count - GOLDEN)), Role::Warn));
        }
        lines.push(Line::empty());
        lines
    }

    /// Holds what would be made against the golden path.
    fn judge(&mut self, ctx: &Ctx<'_>, run: &DryRun) {
        let known = self.known(ctx);
        let Some(category) = known.category.clone() else {
            return self.golden = Judged { by: Some(known), findings: Vec::new() };
        };
        let listing = ctx.store.listing().filter(|listing| listing.complete);
        let is_known = |it: &EntityRef| listing.map(|listing| listing.find(it).is_some());
        let files: Vec<golden::MadeFile<'_>> =
            run.files.iter().map(|file| golden::MadeFile { path: &file.path, content: &file.content }).collect();
        let setting = golden::Setting { category: category.as_str(), is_known: &is_known };
        let findings = golden::check(&ctx.platform.golden.rules(), &files, &setting);
        self.golden = Judged { by: Some(known), findings };
    }

    fn known(&self, ctx: &Ctx<'_>) -> Known {
        let template = ctx.store.get(&ByRef { reference: self.template.clone() });
        let category = template.answer().map(|entity| entity.text("/spec/type"));
        Known {
            is_unreadable: category.is_none() && template.fault.is_some(),
            category,
            knows_owners: ctx.store.listing().is_some_and(|listing| listing.complete),
        }
    }

    pub(super) fn paint_trial(&self, ctx: &Ctx<'_>, buf: &mut Buffer) {
        let area = self.areas(ctx).form;
        let Some(run) = self.trial_run(ctx) else {
            return self.sheet.view(buf, area, ctx.look, false);
        };
        for (line, y) in self.trial_head(ctx).iter().zip(area.top()..area.bottom()) {
            paint::line(
                buf,
                Rect { x: area.x + 1, y, width: area.width.saturating_sub(1), height: 1 },
                ctx.look,
                line,
                Style::default(),
            );
        }
        let (left, right) = self.trial_parts(ctx);
        let shown = run.files.iter().enumerate().skip(self.files.top).zip(left.top()..left.bottom());
        for ((at, file), y) in shown {
            let here = at == self.files.at;
            paint::mark(buf, left.x, y, ctx.look, here);
            let before = at.checked_sub(1).and_then(|at| run.files.get(at)).map_or("", |file| file.path.as_str());
            let row = Rect { x: left.x + 1, y, width: left.width.saturating_sub(2), height: 1 };
            paint::line(buf, row, ctx.look, &name(file, before, at == self.files.top, here), Style::default());
        }
        paint::scroll_mark(buf, left, ctx.look, self.files.top, run.files.len());
        if right.y == left.y {
            paint::vertical_rule(buf, Rect { x: right.x.saturating_sub(2), width: 1, ..right }, ctx.look);
        }
        self.file.view(buf, right, ctx.look, false);
    }

    /// To another file.
    pub(super) fn go_in_trial(&mut self, to: Move, ctx: &Ctx<'_>) {
        let Some(run) = self.trial_run(ctx) else { return };
        let (left, right) = self.trial_parts(ctx);
        match to {
            Move::Page(_) | Move::Half(_) => self.file.go(to, usize::from(right.height)),
            to => self.files.go(to, run.files.len(), usize::from(left.height)),
        }
    }
}

/// A path in a tree: of what it shares with the one before only as many blanks are shown.
fn name(file: &MadeFile, before: &str, is_first: bool, here: bool) -> Line {
    let shared = if is_first { 0 } else { shared(&file.path, before) };
    let (above, own) = file.path.split_at_checked(shared).unwrap_or(("", &file.path));
    let blank = " ".repeat(crate::domain::text::width(above));
    let role = if here { Role::Selected } else { Role::Text };
    let line = Line::of(Clean::line(&blank), Role::Text);
    let line = match own.rsplit_once('/') {
        Some((folder, name)) => line.and(Clean::line(&format!("{folder}/")), Role::Dim).and(Clean::line(name), role),
        None => line.and(Clean::line(own), role),
    };
    if file.executable { line.and("  can be run", Role::Tag) } else { line }
}

/// The bytes of the folders that two paths have in common.
fn shared(path: &str, other: &str) -> usize {
    let same = path.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    path.as_bytes().get(..same).and_then(|start| start.iter().rposition(|byte| *byte == b'/')).map_or(0, |at| at + 1)
}

/// What a file holds, line by line with their numbers.
fn content(file: &MadeFile) -> Vec<Line> {
    let Ok(text) = std::str::from_utf8(&file.content) else {
        return vec![Line::of(Clean::line(&format!("{} bytes that are no text", file.content.len())), Role::Dim)];
    };
    if text.is_empty() {
        return vec![Line::of("It is empty.", Role::Dim)];
    }
    let count = text.lines().count();
    let digits = count.to_string().len();
    let numbered = text.lines().enumerate().take(LONGEST).map(|(number, line)| {
        let number = Clean::line(&format!("{:>digits$}  ", number + 1));
        Line::of(number, Role::Dim).and(Clean::line(&line.replace('\t', "    ")), Role::Code)
    });
    let mut lines: Vec<Line> = numbered.collect();
    if count > LONGEST {
        lines.push(Line::of(Clean::line(&format!("and {} more lines", count - LONGEST)), Role::Dim));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_below_each_other_share_their_folders() {
        assert_eq!(shared("deploy/chart/values.yaml", "deploy/chart/Chart.yaml"), "deploy/chart/".len());
        assert_eq!(shared("docs/index.md", "deploy/x"), 0);
        let file = MadeFile { path: "deploy/chart/values.yaml".into(), ..MadeFile::default() };
        assert_eq!(name(&file, "deploy/chart/Chart.yaml", false, false).text(), "             values.yaml");
        assert_eq!(name(&file, "deploy/chart/Chart.yaml", true, false).text(), "deploy/chart/values.yaml");
    }
}
