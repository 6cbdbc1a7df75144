//! A dry run: the files that a run would make, and what is in them.

use super::judged::{Judged, Known, nothing_lacks};
use super::produced::{Item, Produced, Shown, content, longest, name, outcome_lines, title, wrapped};
use super::state::{Page, Wizard};
use crate::domain::document::{Line, Role};
use crate::domain::model::EntityRef;
use crate::domain::model::task::DryRun;
use crate::domain::template::golden;
use crate::domain::text::Clean;
use crate::platform::query::ByRef;
use crate::screen::ctx::{Ctx, Part};
use crate::screen::panes::absence;
use crate::screen::widgets::cursor::Cursor;
use crate::screen::widgets::paint;
use crate::screen::widgets::sheet::Sheet;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::sync::Arc;

/// Findings of the golden path that are shown at most.
const GOLDEN: usize = 4;
/// From so many rows on they are shown above the files.
const TALL: u16 = 24;

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
        if !self.produced.shown.as_ref().is_some_and(|shown| Arc::ptr_eq(&shown.run, &run))
            || self.golden.by.as_ref() != Some(&self.known(ctx))
        {
            self.judge(ctx, &run);
        }
        self.settle_produced(ctx, run);
    }

    /// What is read of a run, made anew where it is another one than before.
    fn settle_produced(&mut self, ctx: &Ctx<'_>, run: Arc<DryRun>) {
        let (items, findings) = (self.items(&run), self.golden.findings.len());
        let (left, right) = self.trial_parts(ctx);
        let (height, columns) = (usize::from(right.height), usize::from(right.width.saturating_sub(3)));
        let produced = &mut self.produced;
        let before = produced.shown.take().filter(|shown| Arc::ptr_eq(&shown.run, &run));
        match &before {
            None => {
                let first = items.iter().position(|item| matches!(item, Item::File(_))).unwrap_or(0);
                *produced = Produced { list: Cursor { at: first, top: 0 }, ..Produced::default() };
                produced.log.set(run.log.clone());
            }
            // a row more above the files
            Some(shown) if shown.findings != findings => {
                let item = super::produced::items(&run, shown.findings).get(shown.at).copied();
                let at = items.iter().position(|other| Some(*other) == item);
                produced.list.at = at.unwrap_or(produced.list.at);
            }
            Some(_) => {}
        }
        produced.list.settle(items.len(), usize::from(left.height));
        let at = produced.list.at;
        if before.as_ref().is_some_and(|shown| shown.at != at) {
            (produced.text, produced.aside) = (Sheet::default(), 0);
        }
        let shown = Shown { run, at, aside: produced.aside, columns, findings };
        if before.as_ref() != Some(&shown) {
            self.make_text(ctx, &shown, items.get(at).copied(), height);
        }
        self.produced.text.fit(height);
        self.produced.log.fit(height, columns);
        self.produced.shown = Some(shown);
    }

    fn make_text(&mut self, ctx: &Ctx<'_>, shown: &Shown, item: Option<Item>, height: usize) {
        let file = match item {
            Some(Item::File(at)) => shown.run.files.get(at),
            _ => None,
        };
        self.produced.longest = file.map(longest).unwrap_or(0);
        let lines = match (item, file) {
            (Some(Item::Golden), _) => {
                self.findings(ctx).flat_map(|it| wrapped(&it, Role::Warn, shown.columns)).collect()
            }
            (Some(Item::Output), _) => outcome_lines(&shown.run, shown.columns),
            (_, Some(file)) => content(file, shown.aside),
            _ => Vec::new(),
        };
        self.produced.text.set(lines, height);
    }

    pub(super) fn items(&self, run: &DryRun) -> Vec<Item> {
        super::produced::items(run, self.golden.findings.len())
    }

    /// What is read of the run that is shown.
    pub(super) fn item(&self, ctx: &Ctx<'_>) -> Option<Item> {
        self.items(self.trial_run(ctx)?).get(self.produced.list.at).copied()
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
        let Judged { by: Some(by), findings } = &self.golden else { return Vec::new() };
        let count = findings.len();
        let head = match count {
            0 => nothing_lacks(ctx, by),
            1 => Line::of("The golden path asks for one thing more", Role::Heading),
            count => Line::of(Clean::line(&format!("The golden path asks for {count} things more")), Role::Heading),
        };
        let mut lines = vec![head];
        // where there are few rows they are for the files: all of it is to be read beside these
        let few = ctx.body.height < TALL;
        lines.extend(
            self.findings(ctx).take(if few { 0 } else { GOLDEN }).map(|it| Line::of(Clean::line(&it), Role::Warn)),
        );
        if !few && count > GOLDEN {
            let words = format!("{} and {} more", ctx.look.glyphs.warn, count - GOLDEN);
            lines.push(Line::of(Clean::line(&words), Role::Warn));
        }
        lines.push(Line::empty());
        lines
    }

    /// What the golden path asks for, each in words.
    fn findings<'a>(&'a self, ctx: &Ctx<'a>) -> impl Iterator<Item = String> + 'a {
        let bad = ctx.look.glyphs.warn;
        self.golden.findings.iter().map(move |finding| {
            let file = if finding.file.is_empty() { String::new() } else { format!("{}: ", finding.file) };
            format!("{bad} {file}{}: {}", finding.title, finding.message)
        })
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
        self.paint_list(ctx, buf, run, left);
        if right.y == left.y {
            paint::vertical_rule(buf, Rect { x: right.x.saturating_sub(2), width: 1, ..right }, ctx.look);
        }
        match self.item(ctx) {
            Some(Item::Log) => {
                let inside = Rect { x: right.x + 1.min(right.width), width: right.width.saturating_sub(1), ..right };
                self.produced.log.view(buf, inside, ctx.look, ctx.zone);
            }
            _ => self.produced.text.view(buf, right, ctx.look, self.produced.in_text),
        }
    }

    fn paint_list(&self, ctx: &Ctx<'_>, buf: &mut Buffer, run: &DryRun, left: Rect) {
        let (items, list) = (self.items(run), self.produced.list);
        for ((at, item), y) in items.iter().enumerate().skip(list.top).zip(left.top()..left.bottom()) {
            let here = at == list.at;
            let has_keys = here && !self.produced.in_text;
            paint::mark(buf, left.x, y, ctx.look, has_keys);
            let path = |at: usize| match items.get(at) {
                Some(Item::File(at)) => run.files.get(*at).map_or("", |file| file.path.as_str()),
                _ => "",
            };
            let line = match item {
                Item::File(number) => run.files.get(*number).map(|file| {
                    let before = at.checked_sub(1).map_or("", path);
                    name(file, before, at == list.top, here)
                }),
                item => Some(title(*item, run, here)),
            };
            let row = Rect { x: left.x + 1, y, width: left.width.saturating_sub(2), height: 1 };
            paint::line(buf, row, ctx.look, &line.unwrap_or_default(), Style::default());
        }
        paint::scroll_mark(buf, left, ctx.look, list.top, items.len());
    }
}
