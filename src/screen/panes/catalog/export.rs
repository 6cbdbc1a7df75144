//! What is shown, or marked, as a text for other programs.

use super::chooser::Pick;
use super::state::Catalog;
use crate::domain::model::listing::Export;
use crate::screen::ctx::Ctx;
use crate::screen::panes::Intent;
use std::collections::HashSet;

impl Catalog {
    /// To a file.
    pub(super) fn export(&self, ctx: &Ctx<'_>, form: Export) -> Vec<Intent> {
        let name = format!("catalog.{}", form.ending());
        self.exported(ctx, form).map(|text| Intent::Export { name, text }).into_iter().collect()
    }

    /// The form under the cursor, to the clipboard.
    pub(super) fn copy_export(&mut self, ctx: &Ctx<'_>) -> Vec<Intent> {
        let Some(Pick::Export(picker)) = &self.pick else { return Vec::new() };
        let text = picker.chosen().and_then(|choice| self.exported(ctx, choice.value));
        self.pick = None;
        text.map(Intent::Copy).into_iter().collect()
    }

    fn exported(&self, ctx: &Ctx<'_>, form: Export) -> Option<String> {
        let shown = self.shown.as_ref()?;
        let columns = self.columns(ctx);
        let fields = &shown.selection.fields;
        Some(match self.marks.count() {
            // a row that stands under several heads is one row
            0 => {
                let mut seen = HashSet::new();
                let rows = shown.selection.rows.iter().copied().filter(|row| seen.insert(*row));
                form.write(&shown.listing, rows, &columns, fields)
            }
            _ => form.write(&shown.listing, self.marks.rows(), &columns, fields),
        })
    }
}
