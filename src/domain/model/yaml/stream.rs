//! The stream of documents: directives, what stands between documents, and which error belongs to which.

use super::compose::{Composed, compose_document};
use super::error::{Code, Fault};
use super::node::{Id, Shape};
use super::tag::Handles;
use super::token::{Kind, Token};
use super::tree::Tree;

/// A document as it came out of the tree.
pub(super) struct Outcome {
    /// Byte where it starts: its `---` or its first content.
    pub(super) at: u32,
    pub(super) content: Composed,
    pub(super) fault: Option<Fault>,
}

/// Collects documents and their first errors.
#[derive(Default)]
pub(super) struct Stream {
    pub(super) documents: Vec<Outcome>,
    handles: Handles,
    in_directives: bool,
    /// An error met before the document it counts for.
    pending: Option<Fault>,
}

impl Stream {
    fn expect(&mut self, fault: Fault) {
        self.pending.get_or_insert(fault);
    }

    pub(super) fn directive(&mut self, token: Token, line: &str) {
        if let Err((ahead, words)) = self.handles.directive(line) {
            self.expect(Fault::new(token.start + ahead, Code::BadDirective, words));
        }
        self.in_directives = true;
    }

    /// A token outside any node counts for the document before it, if there is one.
    pub(super) fn stray(&mut self, fault: Fault) {
        match self.documents.last_mut() {
            Some(document) if !self.in_directives => {
                document.fault.get_or_insert(fault);
            }
            _ => self.expect(fault),
        }
    }

    pub(super) fn finished(&mut self, tree: &Tree, id: Id) {
        match tree.shape(id) {
            Shape::Document => self.document(tree, id),
            Shape::DocumentEnd => self.document_end(tree, id),
            _ => self.stray(Fault::misplaced(tree.node(id).at)),
        }
    }

    fn document(&mut self, tree: &Tree, id: Id) {
        let handles = self.handles.for_document();
        let mut result = compose_document(tree, id, &handles);
        let at = tree.node(id).at;
        let started = tree.has(tree.node(id).head, Kind::DocumentStart);
        if result.fault.is_none() && self.in_directives && !started {
            result.fault = Some(Fault::missing(at, "lines with % need a line --- after them"));
        }
        let fault = self.pending.take().or(result.fault);
        self.documents.push(Outcome { at, content: result, fault });
        self.in_directives = false;
    }

    fn document_end(&mut self, tree: &Tree, id: Id) {
        if self.documents.is_empty() {
            return self.expect(Fault::misplaced(tree.node(id).at));
        }
        let node = tree.node(id);
        let trailing = node.end.iter().map(|t| tree.token(t));
        let mut spaced = false;
        for token in trailing {
            match token.kind {
                Kind::Space | Kind::Newline => spaced = true,
                Kind::Comment if spaced => {}
                Kind::Comment => self.expect(Fault::missing(token.start, "a comment needs a space before its #")),
                Kind::Skipped => {}
                _ => self.expect(Fault::misplaced(token.start)),
            }
        }
        self.close_last();
    }

    /// What was met after the last document is an error of that document.
    pub(super) fn close_last(&mut self) {
        if let (Some(document), Some(fault)) = (self.documents.last_mut(), self.pending.take()) {
            document.fault.get_or_insert(fault);
        }
    }
}
