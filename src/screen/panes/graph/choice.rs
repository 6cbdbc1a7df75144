//! What there is to choose in a frame over the graph.

use super::form::Form;
use crate::domain::model::graph::Link;
use crate::screen::widgets::cursor::Cursor;

/// What is being chosen.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) what: What,
    pub(super) cursor: Cursor,
}

/// What there is to choose.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// Relations, each on or off, and how often it occurs in the catalog.
    Relations(Vec<(Link, u32)>),
    /// A form to export.
    Export,
}

impl Choice {
    pub(super) fn of(what: What) -> Self {
        Self { what, cursor: Cursor::default() }
    }

    pub(super) fn len(&self) -> usize {
        match &self.what {
            What::Relations(links) => links.len(),
            What::Export => Form::ALL.len(),
        }
    }

    pub(super) fn title(&self) -> &'static str {
        match self.what {
            What::Relations(_) => "Relations to follow",
            What::Export => "Export",
        }
    }
}
