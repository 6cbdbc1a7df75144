//! Docs: pages as their authors meant them, whatever they came as.
//!
//! One model ([`Page`]), two front ends ([`html`]: what MkDocs with Material made, as TechDocs serves
//! it; [`markdown`]: its sources, with the extensions that techdocs-core turns on), and one layout
//! ([`layout`]: a page as rows of a given width). A page from its source and from its HTML is the same
//! model.
//!
//! All text that a reader sees lies in one buffer in the order of reading (`Page::pool`). So finding is
//! a search of one text, a place on a page is a number that outlives any width, and laying out copies
//! no text.

mod beginning;
mod blank;
mod check;
mod code;
mod diagram;
mod find;
mod finding;
mod highlight;
pub mod html;
mod ids;
mod index;
mod language;
pub mod layout;
mod lead;
mod look_up;
pub mod markdown;
pub mod mkdocs;
mod name;
mod nearest;
mod numbered;
mod outline;
mod page;
mod picture;
mod prose;
mod site;
mod site_index;
mod style;
mod walk;
mod write;

pub use beginning::beginning;
pub use check::{Review, Section, check};
pub use code::{Code, CodeLine, Diagram, Token};
pub use diagram::{Drawing, Drawings};
pub use find::find;
pub use finding::Finding;
pub use highlight::{highlight, is_to_be_highlighted};
pub use ids::{ImageId, Key, LinkId};
pub use index::{Index, IndexHit, IndexSection};
pub use lead::{Lead, lead};
pub use name::{Href, PageName, resolve};
pub use nearest::nearest;
pub use numbered::{Numbered, numbered};
pub use outline::outline;
pub use page::{Align, Block, Cell, Definition, Heading, Image, Inline, Item, Link, Note, Page, Span, Tab, Table};
pub use picture::{Picture, decode};
pub use prose::prose;
pub use site::{NavItem, Site};
pub use site_index::{index_of, read_index};
pub use style::Style;
pub use write::{Prose, Set, Writer};
