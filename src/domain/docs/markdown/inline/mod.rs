//! The text of a block: what stands in its lines. Read from left to right into [`Token`]s; runs of `*`,
//! `_`, `~`, `^` and `=` are paired afterwards, by the rules of betterem ("smart") of PyMdown.

mod address;
mod backticks;
mod brackets;
mod code;
mod element;
mod entity;
mod key;
mod link;
mod math;
mod run;
mod scan;
mod symbol;

use crate::domain::docs::markdown::extensions::Extensions;
use crate::domain::docs::markdown::tree::Id;
use crate::domain::docs::style::Style;
use std::borrow::Cow;
use std::collections::HashMap;

pub(super) use scan::read;

/// How deep links, marks and the like stand in each other; what is deeper is text.
const DEEPEST: usize = 24;

/// What a text refers to that stands elsewhere on its page.
#[derive(Debug, Default)]
pub(super) struct Context<'a> {
    /// Addresses and titles of links by their names in lower case.
    pub references: HashMap<String, (&'a str, &'a str)>,
    /// Footnotes by their names: the blocks that hold what they say.
    pub notes: HashMap<&'a str, Id>,
    pub extensions: Extensions,
}

/// What a line is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// Text in which blanks collapse.
    Text(Cow<'t, str>),
    /// Text whose blanks stay, set in a way of its own.
    Exact(Cow<'t, str>, Style),
    /// What comes is set so, up to [`Token::Close`].
    Open(Style),
    /// What comes leads there, up to [`Token::Close`].
    Link(Cow<'t, str>, Cow<'t, str>),
    /// What comes is short for this, up to [`Token::Close`].
    Abbreviation(Cow<'t, str>),
    Close,
    /// The line ends here.
    Break,
    Image(Image<'t>),
    /// A place that links lead to.
    Anchor(Cow<'t, str>),
    /// HTML that is no running text.
    Html(&'t str),
    /// A footnote by its name.
    Note(&'t str),
    /// Signs that may open or close something; none are left when all is read.
    Run(run::Run),
}

/// An image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Image<'t> {
    pub address: Cow<'t, str>,
    pub alt: Cow<'t, str>,
    pub title: Cow<'t, str>,
    pub width: Option<u32>,
    /// Whether its address is meant as it stands on the built page, not in the source.
    pub is_html: bool,
}

/// Whether a character is of words, as regular expressions of Python have it.
fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// The text of tokens, without how it is set.
pub(super) fn text_of(tokens: &[Token<'_>]) -> String {
    let mut text = String::new();
    for token in tokens {
        match token {
            Token::Text(part) | Token::Exact(part, _) => text.push_str(part),
            Token::Break => text.push(' '),
            Token::Image(image) => text.push_str(&image.alt),
            _ => {}
        }
    }
    text
}
