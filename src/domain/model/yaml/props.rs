//! The tokens around nodes: properties, separators and what follows a node.

use super::error::{Code, Fault};
use super::node::{Id, Shape};
use super::token::{Kind, Run};
use super::tree::Tree;

/// What is known when the tokens before a node are judged.
pub(super) struct Around {
    pub(super) in_flow: bool,
    /// The one indicator that may stand here.
    pub(super) indicator: Kind,
    pub(super) next: Next,
    /// Where the tokens are, if there are none.
    pub(super) offset: u32,
    pub(super) parent_indent: u32,
    pub(super) at_line_start: bool,
}

/// What follows the tokens.
#[derive(Clone, Copy)]
pub(super) enum Next {
    Nothing,
    Node(Id),
    Token(u32),
}

impl Next {
    pub(super) fn node_or_token(node: Option<Id>, run: Option<Run>) -> Next {
        match (node, run) {
            (Some(id), _) => Next::Node(id),
            (None, Some(run)) if !run.is_empty() => Next::Token(run.from),
            _ => Next::Nothing,
        }
    }
}

/// What the tokens before a node say.
#[derive(Default)]
pub(super) struct Props {
    pub(super) comma: Option<u32>,
    pub(super) found: Option<u32>,
    pub(super) comment: bool,
    pub(super) newline: bool,
    pub(super) anchor: Option<u32>,
    pub(super) tag: Option<u32>,
    pub(super) newline_after_prop: Option<u32>,
    /// Byte after the tokens.
    pub(super) end: u32,
    /// Byte of the first tag or anchor, else `end`.
    pub(super) start: u32,
}

struct Reader<'a> {
    tree: &'a Tree<'a>,
    around: &'a Around,
    props: Props,
    start: Option<u32>,
    at_line_start: bool,
    spaced: bool,
    needs_space: bool,
    tab: Option<u32>,
}

/// Judges the tokens before a key, a value or an entry.
pub(super) fn read_props(tree: &Tree, run: Run, around: &Around) -> Result<Props, Fault> {
    let mut reader = Reader {
        tree,
        around,
        props: Props::default(),
        start: None,
        at_line_start: around.at_line_start,
        spaced: around.at_line_start,
        needs_space: false,
        tab: None,
    };
    for token in run.iter() {
        reader.before(token)?;
        reader.take(token)?;
    }
    reader.finish(run)
}

const UNSPACED_PROP: &str = "a tag or anchor needs a space after it";
const TAB: &str = "a tab cannot indent; use spaces";
const UNSPACED_COMMENT: &str = "a comment needs a space before its #";

impl Reader<'_> {
    /// What the token says about the one before it.
    fn before(&mut self, token: u32) -> Result<(), Fault> {
        let kind = self.tree.kind(token);
        if kind == Kind::Skipped {
            return Ok(());
        }
        if self.needs_space && !matches!(kind, Kind::Space | Kind::Newline | Kind::Comma) {
            return Err(Fault::missing(self.tree.token(token).start, UNSPACED_PROP));
        }
        self.needs_space = false;
        let tab = self.tab.take().filter(|_| self.at_line_start);
        match tab {
            Some(tab) if !matches!(kind, Kind::Comment | Kind::Newline) => Err(self.tab_fault(tab)),
            _ => Ok(()),
        }
    }

    fn tab_fault(&self, tab: u32) -> Fault {
        Fault::new(self.tree.token(tab).start, Code::TabAsIndent, TAB)
    }

    fn take(&mut self, token: u32) -> Result<(), Fault> {
        let t = self.tree.token(token);
        match t.kind {
            Kind::Skipped => {}
            Kind::Space => {
                if self.tabs_count() && self.tree.token_text(token).contains('\t') {
                    self.tab = Some(token);
                }
                self.spaced = true;
            }
            Kind::Comment => {
                if !self.spaced {
                    return Err(Fault::missing(t.start, UNSPACED_COMMENT));
                }
                self.props.comment = true;
                self.at_line_start = false;
            }
            Kind::Newline => {
                self.at_line_start = true;
                self.spaced = true;
                self.props.newline = true;
                if self.props.anchor.is_some() || self.props.tag.is_some() {
                    self.props.newline_after_prop = Some(token);
                }
            }
            Kind::Anchor | Kind::Tag => self.property(token)?,
            kind if kind == self.around.indicator => self.indicator(token)?,
            Kind::Comma if self.around.in_flow => {
                if self.props.comma.replace(token).is_some() {
                    return Err(Fault::misplaced(t.start));
                }
                self.at_line_start = false;
                self.spaced = false;
            }
            _ => return Err(Fault::misplaced(t.start)),
        }
        Ok(())
    }

    /// Inside brackets, and before a bracket that begins a document, tabs are white space only.
    fn tabs_count(&self) -> bool {
        let before_flow = matches!(self.around.next, Next::Node(id) if self.tree.shape(id) == Shape::Flow);
        !self.around.in_flow && (self.around.indicator != Kind::DocumentStart || !before_flow)
    }

    fn property(&mut self, token: u32) -> Result<(), Fault> {
        let t = self.tree.token(token);
        let (slot, code, words) = match t.kind {
            Kind::Anchor => (&mut self.props.anchor, Code::MultipleAnchors, "a node can have one anchor only"),
            _ => (&mut self.props.tag, Code::MultipleTags, "a node can have one tag only"),
        };
        if slot.replace(token).is_some() {
            return Err(Fault::new(t.start, code, words));
        }
        self.start.get_or_insert(t.start);
        self.at_line_start = false;
        self.spaced = false;
        self.needs_space = true;
        Ok(())
    }

    fn indicator(&mut self, token: u32) -> Result<(), Fault> {
        let t = self.tree.token(token);
        if self.props.anchor.is_some() || self.props.tag.is_some() {
            return Err(Fault::new(t.start, Code::BadPropOrder, "tags and anchors belong after this indicator"));
        }
        if self.props.found.replace(token).is_some() {
            return Err(Fault::misplaced(t.start));
        }
        self.at_line_start = matches!(t.kind, Kind::SeqItem | Kind::ExplicitKey);
        self.spaced = false;
        Ok(())
    }

    fn finish(mut self, run: Run) -> Result<Props, Fault> {
        self.props.end = if run.is_empty() { self.around.offset } else { self.tree.token(run.to - 1).end };
        self.props.start = self.start.unwrap_or(self.props.end);
        if self.needs_space
            && let Some(at) = self.unspaced_next()
        {
            return Err(Fault::missing(at, UNSPACED_PROP));
        }
        if let Some(tab) = self.tab {
            let shallow = self.at_line_start && self.tree.token(tab).indent <= self.around.parent_indent;
            let block = matches!(self.around.next, Next::Node(id) if self.tree.shape(id).is_block_collection());
            if shallow || block {
                return Err(self.tab_fault(tab));
            }
        }
        Ok(self.props)
    }

    /// Where the next thing begins, if it stands right after a tag or anchor and must not.
    fn unspaced_next(&self) -> Option<u32> {
        match self.around.next {
            Next::Nothing => None,
            Next::Node(id) => {
                let node = self.tree.node(id);
                let empty = node.shape == Shape::Plain && node.text.0 == node.text.1;
                (!empty).then_some(node.at)
            }
            Next::Token(token) => {
                let t = self.tree.token(token);
                let fine = matches!(t.kind, Kind::Space | Kind::Newline | Kind::Comma);
                (!fine).then_some(t.start)
            }
        }
    }
}

/// Judges the tokens after a node and gives the byte after them.
pub(super) fn read_end(tree: &Tree, run: Run, offset: u32, comment_needs_space: bool) -> Result<u32, Fault> {
    let mut spaced = false;
    let mut offset = offset;
    for token in run.iter() {
        let t = tree.token(token);
        match t.kind {
            Kind::Space | Kind::Newline => spaced = true,
            Kind::Comment if comment_needs_space && !spaced => {
                return Err(Fault::missing(t.start, UNSPACED_COMMENT));
            }
            Kind::Comment | Kind::Skipped => {}
            _ => return Err(Fault::misplaced(t.start)),
        }
        offset += t.end - t.start;
    }
    Ok(offset)
}

/// Where an empty node stands that comes after `before`: behind the last token that is not white space.
pub(super) fn empty_position(tree: &Tree, offset: u32, before: Run) -> u32 {
    let blank = |t: u32| matches!(tree.kind(t), Kind::Space | Kind::Comment | Kind::Newline);
    let length = |t: u32| tree.token(t).end - tree.token(t).start;
    let mut offset = offset;
    for token in before.iter().rev() {
        if blank(token) {
            offset = offset.saturating_sub(length(token));
            continue;
        }
        let mut after = token + 1;
        while after < before.to && tree.kind(after) == Kind::Space {
            offset += length(after);
            after += 1;
        }
        break;
    }
    offset
}
