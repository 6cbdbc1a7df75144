//! The tree of a regular expression.

use super::set::Set;
use std::ops::Range;

/// A regular expression as it was read.
#[derive(Debug)]
pub struct Tree {
    pub root: Node,
    /// How many groups catch something.
    pub groups: usize,
    /// Named groups and their indices.
    pub names: Vec<(String, usize)>,
}

/// A part of a regular expression.
#[derive(Debug)]
pub enum Node {
    /// One unit of the text.
    Char(u32),
    /// One unit out of a set.
    Set(Set),
    /// `.`
    Any,
    /// `^`
    Start,
    /// `$`
    End,
    /// `\b`, or `\B` when negative.
    Boundary {
        negative: bool,
    },
    /// One after the other.
    Sequence(Vec<Node>),
    /// One of these, the earlier first.
    Choice(Vec<Node>),
    /// A group that catches, counted from 1.
    Group(usize, Box<Node>),
    Repeat(Box<Repeat>),
    Look(Box<Look>),
    /// What a group caught.
    Reference(Reference),
}

/// A part that is taken several times.
#[derive(Debug)]
pub struct Repeat {
    pub node: Node,
    pub least: u32,
    /// `None` without an end.
    pub most: Option<u32>,
    pub greedy: bool,
    /// The groups inside, which every round begins anew.
    pub groups: Range<usize>,
}

/// A look ahead or behind.
#[derive(Debug)]
pub struct Look {
    pub node: Node,
    pub behind: bool,
    pub negative: bool,
}

/// A reference to a group: by its number, or by a name that is looked up when all are known.
#[derive(Debug)]
pub enum Reference {
    Index(usize),
    Name(String),
}
