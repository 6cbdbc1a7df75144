use super::Flow;
use crate::domain::docs::page::Table;

impl<'a> Flow<'a> {
    pub(super) fn table(&mut self, table: &'a Table) {
        for row in table.head.iter().chain(&table.rows) {
            for cell in row {
                self.blocks(&cell.blocks, true);
            }
        }
        self.caption(&table.caption);
    }
}
