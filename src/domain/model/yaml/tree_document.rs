//! What stands between documents and at their start and end, in the tree.

use super::error::Fault;
use super::node::{Id, Shape};
use super::stream::Stream;
use super::token::{Kind, Run};
use super::tree::{Offer, Tree};

impl Tree<'_> {
    pub(super) fn between_documents(&mut self, token: u32, stream: &mut Stream) -> Offer {
        match self.kind(token) {
            Kind::Directive => stream.directive(self.token(token), self.token_text(token)),
            Kind::Bom | Kind::Space | Kind::Comment | Kind::Newline | Kind::Skipped => {}
            Kind::DocumentMode | Kind::DocumentStart => {
                self.nodes.clear();
                let document = self.node_at(Shape::Document, token);
                if self.kind(token) == Kind::DocumentStart {
                    self.node_mut(document).head.push(token);
                }
                self.stack.push(document);
            }
            _ => stream.stray(Fault::after_document(self.token(token).start)),
        }
        Offer::Taken
    }

    pub(super) fn in_document(&mut self, document: Id, token: u32, stream: &mut Stream) -> Offer {
        if self.node(document).value.is_some() {
            return self.line_end(document, token, stream);
        }
        match self.kind(token) {
            Kind::DocumentStart if !self.only_blank(self.node(document).head) => return self.close(stream),
            Kind::DocumentStart | Kind::Anchor | Kind::Tag | Kind::Space | Kind::Comment | Kind::Newline => {
                self.node_mut(document).head.push(token);
            }
            _ => match self.start_value(document, token) {
                Some(id) => self.stack.push(id),
                None => {
                    stream.stray(Fault::misplaced(self.token(token).start));
                    if let Some(t) = self.tokens.get_mut(token as usize) {
                        t.kind = Kind::Skipped;
                    }
                }
            },
        }
        Offer::Taken
    }

    fn only_blank(&self, run: Run) -> bool {
        run.iter().all(|t| matches!(self.kind(t), Kind::Space | Kind::Comment | Kind::Newline | Kind::Skipped))
    }

    pub(super) fn after_document(&mut self, end: Id, token: u32, stream: &mut Stream) -> Offer {
        if self.kind(token) != Kind::DocumentMode {
            self.node_mut(end).end.push(token);
            if self.kind(token) == Kind::Newline {
                self.close(stream);
            }
        }
        Offer::Taken
    }
}
