use super::state::{DocsRoom, MadeOf};
use super::wants::{first_annotation, with_docs};
use crate::domain::document::{Line, Role};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::query::{Rows, WhoAmI};
use crate::screen::ctx::Ctx;
use crate::screen::widgets::filter_bar::FilterBar;
use crate::screen::widgets::sheet::Sheet;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

impl DocsRoom {
    /// Makes the lines anew where something of what they are made of is another.
    pub(super) fn remake(&mut self, ctx: &Ctx<'_>) {
        let list = self.areas(ctx).list;
        let height = usize::from(list.height);
        let question = self.open_question(ctx);
        let who = ctx.store.get(&WhoAmI {});
        let fault_of_who = who.fault.filter(|_| self.narrowed.waits(ctx));
        let now = MadeOf {
            text: self.text().to_owned(),
            narrowed: self.narrowed.clone(),
            mine: who.answer().filter(|_| self.narrowed.mine).map(|who| who.ownership.clone()),
            listing: ctx.store.listing().map_or(0, |listing| listing.version()),
            fields: with_docs(ctx),
            hits: self.hits(ctx),
            fault: question
                .as_ref()
                .map_or_else(|| fault_of_who.or_else(|| unlisted(ctx)), |remote| remote.fault.or(fault_of_who))
                .cloned(),
            columns: list.width,
            in_flight: question.is_some_and(|remote| remote.in_flight),
        };
        if self.made_of.as_ref() == Some(&now) {
            return self.sheet.fit(height);
        }
        // what was found before stays until it is known what is found now
        if self.is_behind(ctx) && self.made_of.is_some() {
            return self.sheet.fit(height);
        }
        let asked = |made: &MadeOf| (made.text.clone(), made.narrowed.clone());
        if self.made_of.as_ref().is_some_and(|was| asked(was) != asked(&now)) {
            self.sheet = Sheet::default();
        }
        let columns = usize::from(list.width.saturating_sub(3));
        let lines = if self.searches() { self.found(ctx, columns) } else { self.listed(ctx, columns) };
        self.sheet.set(lines, height);
        self.made_of = Some(now);
    }

    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        let areas = self.areas(ctx);
        self.sheet.view(buf, areas.list, ctx.look, true);
        if let Some(area) = areas.preview {
            self.paint_preview(ctx, buf, area);
        }
        let narrowed = self.narrowed.words();
        let bar = FilterBar {
            prompt: self.filter.prompt(),
            typing: self.filter.typing(),
            narrowed: if narrowed.is_empty() { "search all docs".into() } else { narrowed.clone() },
            right: self.told(ctx, if self.filter.is_on() { narrowed } else { Clean::default() }),
        };
        let at = bar.view(buf, areas.bar, ctx.look);
        match &self.pick {
            Some(pick) => pick.view(buf, ctx.body, ctx.look),
            None => at,
        }
    }

    /// How much there is, and what narrows it where that is not said at the left.
    fn told(&self, ctx: &Ctx<'_>, narrowed: Clean) -> Line {
        let told = match self.searches() {
            true if self.is_behind(ctx) => "searching".to_owned(),
            true => self.told_found(ctx),
            false => match (with_docs(ctx).is_empty() || self.narrowed.waits(ctx), self.count(ctx)) {
                (false, Some(1)) => "1 entity with docs".to_owned(),
                (false, Some(count)) => format!("{count} entities with docs"),
                _ => String::new(),
            },
        };
        let parts: Vec<&str> = [narrowed.as_str(), &told].into_iter().filter(|part| !part.is_empty()).collect();
        Line::of(Clean::line(&parts.join("; ")), Role::Dim)
    }

    fn told_found(&self, ctx: &Ctx<'_>) -> String {
        let answers = self.hits(ctx);
        let shown: usize = answers.iter().map(|answer| answer.hits.len()).sum();
        let is_all = answers.last().is_some_and(|answer| answer.next.is_none());
        let total = answers.first().and_then(|answer| answer.total).filter(|total| *total > shown as u64);
        match (is_all, total) {
            (true, _) => format!("{shown} found"),
            (false, Some(total)) => format!("{shown} of {total} found"),
            (false, None) => format!("the first {shown} found"),
        }
    }
}

/// Why no entity can be listed: the fault of the very question whose absence is shown, for another one of
/// the same words would keep the lines from being made anew.
fn unlisted<'a>(ctx: &Ctx<'a>) -> Option<&'a Fault> {
    match ctx.store.listing() {
        None => ctx.store.get(&Rows {}).fault,
        Some(_) => first_annotation(ctx)?.fault,
    }
}
