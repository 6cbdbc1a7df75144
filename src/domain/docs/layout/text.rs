//! A layout as plain text, for pipes and files.

use super::{Layout, Row};
use crate::domain::docs::page::Page;

/// The rows of a layout as lines of text, without blanks at their ends. What is moved sideways on a
/// screen is there in full.
pub fn plain(page: &Page, layout: &Layout) -> String {
    let mut text = String::with_capacity(page.pool.as_str().len() * 5 / 4);
    for row in &layout.rows {
        push(page, layout, row, &mut text);
        text.truncate(text.trim_end_matches(' ').len());
        text.push('\n');
    }
    text
}

fn push(page: &Page, layout: &Layout, row: &Row, text: &mut String) {
    for bit in layout.bits(row) {
        text.push_str(layout.text(page, bit).as_str());
    }
}
