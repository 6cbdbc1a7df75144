use super::state::{Catalog, Previewed};
use crate::domain::document::{Line, portrait, portrait_of_row};
use crate::domain::model::listing::Row;
use crate::platform::query::ByRef;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::sheet::Sheet;
use ratatui::layout::Rect;

impl Catalog {
    pub(super) fn take_in_preview(&mut self, ctx: &Ctx<'_>, area: Option<Rect>) {
        let Some(area) = area else { return };
        let Some(at) = self.row_here().map(Row::reference) else {
            (self.preview, self.previewed) = (Sheet::default(), None);
            return;
        };
        let entity = ctx.store.get(&ByRef { reference: at.clone() });
        let listing = ctx.store.listing().map_or(0, |listing| listing.version());
        let now = Previewed { at, width: area.width, entity: entity.answer().cloned(), listing };
        let same_entity = self.previewed.as_ref().is_some_and(|was| was.at == now.at);
        if self.previewed.as_ref() == Some(&now) {
            return;
        }
        let columns = usize::from(area.width.saturating_sub(4));
        let listing = ctx.store.listing().map(AsRef::as_ref);
        let lines: Vec<Line> = match (entity.answer(), self.row_here(), &self.shown) {
            (Some(entity), _, _) => portrait(entity, listing, columns),
            (None, Some(row), Some(shown)) => portrait_of_row(row, &shown.listing, columns),
            _ => Vec::new(),
        };
        let height = usize::from(area.height);
        if !same_entity {
            self.preview = Sheet::default();
        }
        self.preview.set(lines, height);
        self.previewed = Some(now);
    }
}
