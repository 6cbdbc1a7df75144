use super::page::Page;
use crate::domain::text::Piece;

/// Where a page says what is looked for, case apart, in the order of reading: over the ends of lines and
/// the bounds of spans, in closed folds and in tabs that are not seen.
pub fn find(page: &Page, text: &str) -> Vec<Piece> {
    let (all, text) = (page.pool.as_str().to_ascii_lowercase(), text.to_ascii_lowercase());
    let found = all.match_indices(&text);
    found.map(|(at, found)| Piece { from: at as u32, to: (at + found.len()) as u32 }).collect()
}
