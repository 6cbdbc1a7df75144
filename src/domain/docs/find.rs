use super::page::Page;
use crate::domain::text::Piece;

/// Where a page says what is looked for, case apart, in the order of reading: over the ends of lines and
/// the bounds of spans, in closed folds and in tabs that are not seen.
pub fn find(page: &Page, text: &str) -> Vec<Piece> {
    let (all, text) = (page.pool.as_str().to_ascii_lowercase(), text.to_ascii_lowercase());
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    all.match_indices(&text).map(|(at, found)| Piece { from: place(at), to: place(at + found.len()) }).collect()
}
