//! What is known of the images of the docs that are read.

use crate::domain::docs::Picture;
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::query::{Ask, DocsInside, DocsPicture};
use crate::screen::ctx::Ctx;
use std::collections::HashMap;
use std::sync::Arc;

/// Screens that an image may be high which would be too narrow on one.
const TALL: u16 = 4;
/// Lines that may come and go at the foot without an image changing its size for them.
const SWAY: u16 = 4;

/// Whom an image is asked of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Source {
    File(DocsPicture),
    Inside(DocsInside),
}

impl Source {
    pub(super) fn ask(&self) -> Ask {
        match self {
            Source::File(query) => query.clone().into(),
            Source::Inside(query) => query.clone().into(),
        }
    }

    pub(super) fn held<'a>(&self, ctx: &Ctx<'a>) -> (Option<&'a Arc<Picture>>, Option<&'a Fault>) {
        match self {
            Source::File(query) => {
                let remote = ctx.store.get(query);
                (remote.answer(), remote.fault)
            }
            Source::Inside(query) => {
                let remote = ctx.store.get(query);
                (remote.answer(), remote.fault)
            }
        }
    }
}

/// An image that is shown alone.
#[derive(Clone, Debug)]
pub(super) struct Alone {
    pub(super) source: Source,
    /// What stands for it.
    pub(super) words: Clean,
}

/// What is known of the images of the docs that are read.
#[derive(Clone, Debug, Default)]
pub(super) struct Images {
    /// Pixels across and down of those that came.
    pub(super) sizes: HashMap<Source, (u32, u32)>,
    /// Columns and rows that there were for them.
    room: (u16, u16),
    pub(super) alone: Option<Alone>,
}

impl Images {
    pub(super) fn take_room(&mut self, (columns, rows): (usize, usize)) {
        let short = |cells: usize| u16::try_from(cells).unwrap_or(u16::MAX);
        let room = (short(columns), short(rows));
        if room.0 != self.room.0 || room.1.abs_diff(self.room.1) >= SWAY {
            self.room = room;
        }
    }

    /// Columns and rows of an image in the text: on one screen where it can be read there, else on more.
    pub(super) fn cells(&self, natural: (u32, u32), wanted: Option<u32>, cell: (u16, u16)) -> Option<(u16, u16)> {
        let (columns, rows) = (self.room.0, self.room.1.saturating_sub(SWAY).max(1));
        let fits = Picture::cells(natural, wanted, (columns, rows), cell)?;
        let tall = Picture::cells(natural, wanted, (columns, rows.saturating_mul(TALL)), cell)?;
        Some(if fits.0 < tall.0 / 2 { tall } else { fits })
    }
}
