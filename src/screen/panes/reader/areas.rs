//! Where the parts of the room are.

use super::state::{Focus, Reader};
use crate::screen::ctx::{Ctx, Divider, Part};
use crate::screen::panes::tabs;
use ratatui::layout::Rect;

/// The narrowest room that shows something beside the page.
const BESIDE: u16 = 110;
/// Columns of the pages where they lie over the page.
const OVER: u16 = 40;

/// Where the parts of the room are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Areas {
    /// What the page is called, and how fresh it is.
    pub(super) head: Rect,
    /// The pages of the docs; over the page where there is no room beside it.
    pub(super) nav: Option<Rect>,
    pub(super) page: Rect,
    /// The headings of the page.
    pub(super) contents: Option<Rect>,
    /// Where links lead, and what is looked for.
    pub(super) foot: Rect,
    /// What is divided into the pages and the rest, and into the page and its headings.
    divided: [Option<(Part, Rect)>; 2],
}

impl Reader {
    pub(super) fn areas(&self, ctx: &Ctx<'_>) -> Areas {
        let body = tabs::page(ctx.body);
        let head = Rect { height: 1.min(body.height), ..body };
        let foot_height = u16::from(body.height > 3);
        let foot = Rect { y: body.bottom() - foot_height, height: foot_height, ..body };
        let all = Rect { y: body.y + head.height, height: body.height - head.height - foot_height, ..body };
        let (mut nav, mut page, mut contents, mut divided) = (None, all, None, [None, None]);
        if all.width >= BESIDE && !self.is_alone {
            if self.nav.is_worth_showing() {
                let (left, right) = ctx.split(Part::DocsNav, all);
                (nav, page, divided) = (Some(left), right, [Some((Part::DocsNav, all)), None]);
            }
            if self.has_contents() {
                let of = page;
                let (left, right) = ctx.split(Part::DocsContents, of);
                if right.width > 0 {
                    (page, contents) = (left, Some(right));
                    divided = [divided.first().copied().flatten(), Some((Part::DocsContents, of))];
                }
            }
        } else if self.focus != Focus::Page {
            nav = Some(Rect { width: OVER.min(all.width), ..all });
        }
        Areas { head, nav, page, contents, foot, divided }
    }

    /// Whether the pages lie over the page.
    pub(super) fn nav_is_over(&self, ctx: &Ctx<'_>) -> bool {
        tabs::page(ctx.body).width < BESIDE || self.is_alone
    }

    pub(super) fn parted(&self, ctx: &Ctx<'_>) -> Vec<Divider> {
        let divided = self.areas(ctx).divided;
        divided.into_iter().flatten().filter_map(|(part, of)| ctx.divider(part, of)).collect()
    }

    /// The text of the page: without the divider before it, the mark, a blank at each side, and the scroll
    /// mark.
    pub(super) fn text_area(&self, ctx: &Ctx<'_>) -> Rect {
        let page = self.areas(ctx).page;
        let inset = if page.x > ctx.body.x { 2 } else { 1 };
        Rect { x: page.x + inset.min(page.width), width: page.width.saturating_sub(inset + 3), ..page }
    }

    pub(super) fn page_size(&self, ctx: &Ctx<'_>) -> (usize, usize) {
        let area = self.text_area(ctx);
        (usize::from(area.width), usize::from(area.height))
    }
}
