//! What targets grow from the bytes that they are given: bytes alone are hardly ever a schema or an expression.

pub mod schema;
pub mod tokens;

/// Bytes that decide, one after the other; zeros once they are used up, which end whatever grows.
#[derive(Debug)]
pub struct Seed<'a>(&'a [u8]);

impl<'a> Seed<'a> {
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    #[must_use]
    pub fn is_used_up(&self) -> bool {
        self.0.is_empty()
    }

    pub fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::from(self.byte()) % end.max(1)
    }

    pub fn one_of<'b, T>(&mut self, of: &'b [T]) -> &'b T {
        &of[self.below(of.len())]
    }
}
