mod walk;

use super::code::{Code, Diagram, Token};
use super::diagram::{Drawing, Drawings};
use super::ids::{ImageId, Key, LinkId};
use super::name::{Href, PageName};
use super::style::Style;
use crate::domain::text::{Clean, Piece, Pool, Shown};

/// A page of docs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Which page of its site.
    pub name: PageName,
    /// Its title: the first heading of level one, else what the author or the site calls it.
    pub title: Clean,
    /// What stands on it.
    pub blocks: Vec<Block>,
    /// Its links in the order of reading; spans and images hold their numbers.
    pub links: Vec<Link>,
    /// Its images in the order of reading.
    pub images: Vec<Image>,
    /// Where its source can be edited.
    pub edit: Option<Clean>,
    /// Where it sends the reader on to, when it is nothing else.
    pub moved: Option<Href>,
    /// All text that a reader sees, in the order of reading; see [`Writer`](super::Writer).
    pub pool: Pool,
    /// Its drawings, once they are made.
    pub drawings: Drawings,
}

impl Page {
    /// The text of a piece.
    pub fn text(&self, piece: Piece) -> Shown<'_> {
        self.pool.get(piece)
    }

    /// A link by its number.
    pub fn link(&self, id: LinkId) -> Option<&Link> {
        self.links.get(id.0 as usize)
    }

    /// What became of a drawing; nothing before [`Page::draw`].
    pub fn drawing(&self, key: Key) -> Option<&Drawing> {
        self.drawings.made()?.get(&key)
    }

    /// Makes the drawings, where nobody waits for it: it may take seconds. What takes longer is not drawn.
    pub fn draw(&self) {
        self.drawings.make(|| self.sources());
    }

    /// Whether there is something that is still to be drawn.
    pub fn is_to_be_drawn(&self) -> bool {
        self.drawings.made().is_none() && !self.sources().is_empty()
    }

    fn sources(&self) -> Vec<(Key, &[Clean])> {
        let mut sources = Vec::new();
        walk::each(&self.blocks, &mut |block| {
            if let Block::Diagram(diagram) = block {
                sources.push((diagram.key, diagram.text.as_slice()));
            }
        });
        sources
    }

    /// An image by its number.
    pub fn image(&self, id: ImageId) -> Option<&Image> {
        self.images.get(id.0 as usize)
    }

    /// The images that lead where a link leads.
    pub fn images_of(&self, link: LinkId) -> impl Iterator<Item = ImageId> + '_ {
        let numbered = (0..).map(ImageId).zip(&self.images);
        numbered.filter(move |(_, image)| image.link == Some(link)).map(|(id, _)| id)
    }
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub to: Href,
    /// What its author says about it beside its text.
    pub title: Clean,
}

/// An image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// Where it is; nothing where it came inside the page.
    pub source: Option<Href>,
    /// The image itself where it came inside the page (`data:`), encoded as it was.
    pub inside: Option<Box<[u8]>>,
    /// What stands for it.
    pub alt: Clean,
    /// What its author says about it.
    pub title: Clean,
    /// Where it leads.
    pub link: Option<LinkId>,
    /// Meant for dark themes alone (`Some(true)`), for light ones (`Some(false)`).
    pub is_for_dark: Option<bool>,
    /// Columns that the author wants it to take, in pixels.
    pub width: Option<u32>,
}

impl Image {
    /// What stands there where it is not shown.
    pub fn words(&self) -> String {
        let alt = if self.alt.is_empty() { &self.title } else { &self.alt };
        if alt.is_empty() { "[image]".to_owned() } else { format!("[image: {alt}]") }
    }
}

/// What stands on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// The head of a section.
    Heading(Heading),
    /// Running text.
    Paragraph(Vec<Inline>),
    /// Items, counted from a number or not.
    List {
        /// The number of the first; `None` for bullets.
        from: Option<u64>,
        /// The items.
        items: Vec<Item>,
    },
    /// Terms and what they mean.
    Definitions(Vec<Definition>),
    /// What somebody else said.
    Quote(Vec<Block>),
    /// Code.
    Code(Code),
    /// A drawing.
    Diagram(Diagram),
    /// A table.
    Table(Table),
    /// What is to be noted, or can be folded.
    Note(Note),
    /// Several contents of which one is seen.
    Tabs {
        /// Which block of the page it is.
        key: Key,
        /// Its tabs.
        tabs: Vec<Tab>,
        /// The one that is seen first.
        first: usize,
    },
    /// What footnotes say.
    Footnotes(Vec<Item>),
    /// A formula on lines of its own, as its TeX source.
    Math(Vec<Piece>),
    /// A line across.
    Rule,
    /// Something with a caption.
    Figure {
        /// What it is.
        blocks: Vec<Block>,
        /// What is said about it.
        caption: Vec<Inline>,
    },
    /// Something that a terminal does not show (a video, another page in a frame): where it is.
    Embedded {
        /// What kind of thing.
        what: Clean,
        /// Where it is.
        link: LinkId,
    },
    /// Blocks that belong together, as a card of a grid.
    Group(Vec<Block>),
    /// A place that links lead to.
    Anchor(Box<str>),
}

/// The head of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// What links lead to it by.
    pub id: Box<str>,
    /// Its text.
    pub text: Vec<Inline>,
}

/// An item of a list, or a footnote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// Done or not, of a task.
    pub is_done: Option<bool>,
    /// What links lead to it by; empty for most.
    pub id: Box<str>,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// Terms and what they mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definition {
    /// The terms.
    pub terms: Vec<Vec<Inline>>,
    /// What they mean, once or several times.
    pub meanings: Vec<Vec<Block>>,
}

/// To which side a column is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is what it is called")]
pub enum Align {
    #[default]
    Left,
    Center,
    Right,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Which block of the page it is.
    pub key: Key,
    /// How each column is set.
    pub columns: Vec<Align>,
    /// The rows of its head.
    pub head: Vec<Vec<Cell>>,
    /// Its other rows.
    pub rows: Vec<Vec<Cell>>,
    /// What is said about it.
    pub caption: Vec<Inline>,
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What stands in it: for most one paragraph.
    pub blocks: Vec<Block>,
    /// Columns it takes; 0 and 1 are one.
    pub span: u16,
    /// Whether it heads its row.
    pub is_head: bool,
}

/// What is to be noted (an admonition), or can be folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Which block of the page it is.
    pub key: Key,
    /// Its kind in lower case: note, tip, warning, or a word of the author's; empty for a plain fold.
    pub kind: Box<str>,
    /// Its title; empty where the author took it away.
    pub title: Vec<Inline>,
    /// What it says.
    pub blocks: Vec<Block>,
    /// Whether it can be folded, and is open at first.
    pub is_open: Option<bool>,
    /// Where its text, without the title, lies in the page's.
    pub body: Piece,
}

/// One of several contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// What it is called.
    pub label: Vec<Inline>,
    /// What it holds.
    pub blocks: Vec<Block>,
    /// Where its text, without the label, lies in the page's.
    pub body: Piece,
}

/// What stands in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Text.
    Text(Span),
    /// The line ends here.
    Break,
    /// An image.
    Image(ImageId),
    /// A place that links lead to.
    Anchor(Box<str>),
}

/// Text that is set in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub text: Piece,
    /// How it is set.
    pub style: Style,
    /// What it is, in code whose language is known.
    pub token: Token,
    /// Where it leads.
    pub link: Option<LinkId>,
    /// What it is short for (`abbr`).
    pub long: Option<Clean>,
}

impl Inline {
    /// Where its text lies, where it is text.
    pub fn piece(&self) -> Option<Piece> {
        match self {
            Inline::Text(span) => Some(span.text),
            _ => None,
        }
    }
}
