use crate::domain::model::provision::{Provision, ProvisionId};
use crate::domain::model::{At, Place};
use crate::platform::provisioning::ProvisionDetail;
use crate::platform::query::ProvisionById;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::find::Find;
use crate::screen::widgets::sheet::Sheet;
use ratatui::layout::Rect;
use std::sync::Arc;

/// From so many columns on what it is made of stands beside the line.
const WIDE: u16 = 110;

/// One thing that was asked for.
#[derive(Clone, Debug)]
pub struct ProvisionRoom {
    pub(super) id: ProvisionId,
    /// The line.
    pub(super) line: Sheet,
    /// What it is made of.
    pub(super) parts: Sheet,
    pub(super) find: Find,
    /// Whether keys are for what it is made of.
    pub(super) in_parts: bool,
    /// Whether all of that is shown; else what is as it should be is folded.
    pub(super) unfolded: bool,
    pub(super) detail: Option<Arc<ProvisionDetail>>,
}

impl ProvisionRoom {
    /// The room of the thing that a place names.
    pub fn open(place: &Place) -> Self {
        Self {
            id: ProvisionId(place.page.as_str().into()),
            line: Sheet::default(),
            parts: Sheet::default(),
            find: Find::default(),
            in_parts: false,
            unfolded: false,
            detail: None,
        }
    }

    pub(super) fn question(&self) -> ProvisionById {
        ProvisionById { id: self.id.clone() }
    }

    /// What is known of it.
    pub(super) fn provision(&self) -> Option<&Arc<Provision>> {
        self.detail.as_ref().map(|detail| &detail.provision)
    }

    /// The part with the keys.
    pub(super) fn sheet(&self) -> &Sheet {
        if self.in_parts { &self.parts } else { &self.line }
    }

    pub(super) fn sheet_mut(&mut self) -> &mut Sheet {
        if self.in_parts { &mut self.parts } else { &mut self.line }
    }

    pub(super) fn height(&self, ctx: &Ctx<'_>) -> usize {
        let (left, right) = self.areas(ctx.body);
        usize::from(if self.in_parts { right.height } else { left.height })
    }

    /// Looks in the part with the keys for what was typed.
    pub(super) fn look_for(&mut self) {
        let text = self.find.text().to_owned();
        self.sheet_mut().find(&text);
    }

    /// The line and what it is made of: beside each other, or one above the other with a rule between.
    pub(super) fn areas(&self, body: Rect) -> (Rect, Rect) {
        let body = Rect { x: body.x + 1.min(body.width), width: body.width.saturating_sub(1), ..body };
        if body.width >= WIDE {
            let left = Rect { width: body.width / 2, ..body };
            return (left, Rect { x: left.right() + 2, width: body.width - left.width - 2, ..body });
        }
        // what has the keys is what one reads: it has the most of the rows
        let most = if self.in_parts { body.height / 3 } else { body.height * 2 / 3 };
        let wanted = u16::try_from(self.line.lines().len()).unwrap_or(u16::MAX);
        let left = Rect { height: wanted.min(most).min(body.height), ..body };
        let rest = body.height - left.height;
        (left, Rect { y: left.bottom() + 1.min(rest), height: rest.saturating_sub(1), ..body })
    }

    /// Whether the two stand beside each other.
    pub(super) fn is_wide(body: Rect) -> bool {
        body.width > WIDE
    }

    /// What goes on is counted in seconds at first, then in minutes.
    pub(super) fn ages_change(&self, ctx: &Ctx<'_>) -> Option<At> {
        self.provision()?;
        Some(ctx.now.after(std::time::Duration::from_secs(60)))
    }
}
