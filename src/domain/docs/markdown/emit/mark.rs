//! What marks stand for, where they are no lines of their own: nothing that was taken out is ever lost.

use super::Emit;
use crate::domain::docs::html;
use crate::domain::docs::markdown::source::unmarked;
use crate::domain::docs::page::Block;
use std::borrow::Cow;

impl Emit<'_, '_> {
    /// Blocks of HTML, with the fences that stand in them as code.
    pub(super) fn html(&mut self, source: &str) -> Vec<Block> {
        let fences = self.fences;
        let html = unmarked(source, &|sign, number| match sign {
            'f' => fences.get(number).map(|fence| fence.html()).unwrap_or_default(),
            _ => String::new(),
        });
        html::blocks(&mut self.writer, &html, &self.paths.built)
    }

    /// A text as it was written.
    pub(super) fn written_out<'s>(&self, text: &'s str) -> Cow<'s, str> {
        let fence = |sign: char, number: usize| match sign {
            'f' => self.fences.get(number).map(|fence| fence.original.clone()).unwrap_or_default(),
            _ => String::new(),
        };
        unmarked(text, &|sign, number| {
            let raw = match sign {
                'h' => self.raw.blocks.get(number),
                'o' => self.raw.elements.get(number).map(|(tag, _)| tag),
                _ => return fence(sign, number),
            };
            raw.map(|raw| unmarked(raw, &fence).into_owned()).unwrap_or_default()
        })
    }
}
