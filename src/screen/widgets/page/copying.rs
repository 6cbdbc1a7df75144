//! Code as it is copied.

use super::PageView;
use crate::domain::docs::layout::Deed;
use crate::domain::docs::{Block, Code, Key, Page};

impl PageView {
    /// The code under the keys, or else the first that is seen: what can be copied of it.
    pub fn code(&self) -> Option<Key> {
        match self.nearest(|deed| matches!(deed, Deed::Copy(_)))? {
            Deed::Copy(key) => Some(key),
            _ => None,
        }
    }

    /// The text of a block of code, without numbers and frames.
    pub fn text_of(&self, key: Key) -> Option<String> {
        let page = self.page.as_ref()?;
        let mut text = None;
        page.each_block(&mut |block| match block {
            Block::Code(code) if code.key == key => text = Some(written(page, code)),
            Block::Diagram(diagram) if diagram.key == key => text = Some(written(page, &diagram.source)),
            _ => {}
        });
        text
    }
}

fn written(page: &Page, code: &Code) -> String {
    let line = |pieces: &[(crate::domain::text::Piece, crate::domain::docs::Token)]| {
        pieces.iter().map(|(piece, _)| page.text(*piece).as_str()).collect::<String>()
    };
    code.rows().map(|(pieces, _)| line(pieces)).collect::<Vec<_>>().join("\n")
}
