//! Where in the text each part of a value stands.

use serde_json::Value;

const NONE: u32 = u32::MAX;

/// Bytes where an entry's key and its value start, and its place among the others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    key: u32,
    value: u32,
    first_child: u32,
    next: u32,
}

impl Span {
    pub(super) fn at(value: u32) -> Self {
        Span { key: NONE, value, first_child: NONE, next: NONE }
    }
}

/// The places of a document's keys and values.
#[derive(Clone, Debug, Default)]
pub struct Spans {
    spans: Vec<Span>,
    pub(super) root: u32,
}

impl Spans {
    pub(super) fn push(&mut self, span: Span) -> u32 {
        self.spans.push(span);
        (self.spans.len() - 1) as u32
    }

    pub(super) fn set_key(&mut self, span: u32, key: u32) {
        if let Some(span) = self.spans.get_mut(span as usize) {
            span.key = key;
        }
    }

    pub(super) fn link(&mut self, parent: u32, last: &mut Option<u32>, child: u32) {
        let slot = match *last {
            None => self.spans.get_mut(parent as usize).map(|p| &mut p.first_child),
            Some(last) => self.spans.get_mut(last as usize).map(|l| &mut l.next),
        };
        if let Some(slot) = slot {
            *slot = child;
        }
        *last = Some(child);
    }

    fn get(&self, span: u32) -> Option<Span> {
        self.spans.get(span as usize).copied()
    }

    fn child(&self, parent: u32, n: usize) -> Option<u32> {
        let mut child = self.get(parent)?.first_child;
        for _ in 0..n {
            child = self.get(child)?.next;
        }
        (child != NONE).then_some(child)
    }

    /// The byte where the key at `pointer` (RFC 6901) starts, or the value if it has no key.
    /// A pointer to something that is missing gives the nearest part around it.
    pub(super) fn locate(&self, value: &Value, pointer: &str) -> Option<usize> {
        let span = self.get(self.nearest(value, pointer).0)?;
        Some(if span.key == NONE { span.value } else { span.key } as usize)
    }

    /// The byte where the value at `pointer` starts; nothing where there is none.
    pub(super) fn value_at(&self, value: &Value, pointer: &str) -> Option<usize> {
        let (span, is_whole) = self.nearest(value, pointer);
        self.get(span).filter(|_| is_whole).map(|span| span.value as usize)
    }

    /// The span at a pointer, and whether it is that; else the nearest one around it.
    fn nearest(&self, value: &Value, pointer: &str) -> (u32, bool) {
        let mut span = self.root;
        let mut value = value;
        for part in pointer.split('/').skip(1) {
            let part = part.replace("~1", "/").replace("~0", "~");
            let found = match value {
                Value::Object(map) => {
                    map.iter().enumerate().find(|(_, (key, _))| **key == part).map(|(n, (_, inner))| (n, inner))
                }
                Value::Array(list) => part.parse().ok().and_then(|n: usize| list.get(n).map(|inner| (n, inner))),
                _ => None,
            };
            let Some((next, inner)) = found.and_then(|(n, inner)| self.child(span, n).map(|s| (s, inner))) else {
                return (span, false);
            };
            span = next;
            value = inner;
        }
        (span, true)
    }
}
