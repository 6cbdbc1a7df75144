use super::sink::Sink;
use super::tree::{Id, Tree};
use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::{TokenizerResult, create_element};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink as _};
use html5ever::{QualName, local_name, ns};
use std::cell::Cell;

/// How deep elements may stand in each other. What is deeper stands beside each other, with all its
/// text: html5ever looks through all open elements at many a tag, and who reads the tree goes down it.
const DEEPEST: u32 = 256;

/// How many elements more than tags there may be: elements that were left open are made anew in every
/// paragraph after, so that a small text can make a huge tree.
const ADDED: usize = 50_000;

/// A whole document.
pub(super) fn document(html: &str) -> Tree {
    run(TreeBuilder::new(Sink::new(), options()), html)
}

/// A part of one, as it stands in a block.
pub(super) fn fragment(html: &str) -> Tree {
    let sink = Sink::new();
    let around = create_element(&sink, QualName::new(None, ns!(html), local_name!("div")), Vec::new());
    run(TreeBuilder::new_for_fragment(sink, around, None, options()), html)
}

fn options() -> TreeBuilderOpts {
    TreeBuilderOpts { scripting_enabled: false, drop_doctype: true, ..TreeBuilderOpts::default() }
}

fn run(builder: TreeBuilder<Id, Sink>, html: &str) -> Tree {
    let bounded = Bounded { builder, left_out: Cell::new(0), tags: Cell::new(0) };
    let tokenizer = Tokenizer::new(bounded, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.builder.sink.finish()
}

/// Hands tokens on to the tree builder, without the tags that would make the tree too deep or too big.
struct Bounded {
    builder: TreeBuilder<Id, Sink>,
    /// Tags that were opened and left out, and are not closed yet.
    left_out: Cell<u32>,
    tags: Cell<usize>,
}

impl Bounded {
    fn leaves_out(&self, tag: &Tag) -> bool {
        if is_raw(&tag.name) {
            return false;
        }
        let sink = &self.builder.sink;
        if sink.nodes() > 4 * self.tags.get() + ADDED {
            return true;
        }
        match tag.kind {
            TagKind::StartTag if sink.depth() >= DEEPEST && !is_void(&tag.name) => {
                self.left_out.set(self.left_out.get() + 1);
                true
            }
            TagKind::EndTag if self.left_out.get() > 0 => {
                self.left_out.set(self.left_out.get() - 1);
                true
            }
            _ => false,
        }
    }
}

impl TokenSink for Bounded {
    type Handle = Id;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Id> {
        if let Token::TagToken(tag) = &token {
            self.tags.set(self.tags.get() + 1);
            if self.leaves_out(tag) {
                return TokenSinkResult::Continue;
            }
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Elements whose text is no markup: the builder has to see them, or it would be read as some.
fn is_raw(name: &str) -> bool {
    matches!(name, "script" | "style" | "textarea" | "title" | "xmp" | "iframe" | "noembed" | "noframes" | "plaintext")
}

/// Elements that hold nothing and are closed by nothing.
fn is_void(name: &str) -> bool {
    matches!(name, "area" | "br" | "col" | "embed" | "hr" | "img" | "input" | "link" | "meta" | "source" | "wbr")
}
