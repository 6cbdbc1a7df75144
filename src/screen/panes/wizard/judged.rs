//! How a dry run stands to the golden path, as far as that is known.

use crate::domain::document::{Line, Role};
use crate::domain::template::golden::{GoldenFinding, Needs};
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;

/// What is found of a dry run by the golden path, and what it was held against: it is judged again once more is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Judged {
    pub(super) by: Option<Known>,
    pub(super) findings: Vec<GoldenFinding>,
}

/// What has to be known to judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// The category of the template (`spec.type`); none while it is not known.
    pub(super) category: Option<Clean>,
    /// The template could not be read.
    pub(super) is_unreadable: bool,
    /// Which owners there are is known.
    pub(super) knows_owners: bool,
}

/// What is said where nothing was found: that all is there only where all was looked at.
pub(super) fn nothing_lacks(ctx: &Ctx<'_>, by: &Known) -> Line {
    let Some(category) = &by.category else {
        return match by.is_unreadable {
            true => Line::of("The golden path: not checked, as the template cannot be read", Role::Warn),
            false => Line::of("The golden path: not checked yet", Role::Dim),
        };
    };
    let rules = ctx.platform.golden.rules();
    let mut rules = rules.iter().filter(|rule| rule.is_for(category.as_str())).peekable();
    if rules.peek().is_none() {
        let words = format!("The golden path: not checked, it has no rule for {category}");
        return Line::of(Clean::line(&words), Role::Dim);
    }
    if !by.knows_owners && rules.any(|rule| rule.needs == Needs::Owners) {
        return Line::of("The golden path: whether its owners are there is not known; else it has all", Role::Warn);
    }
    let words = format!("{} it has all that the golden path asks for", ctx.look.glyphs.chosen);
    Line::of(Clean::line(&words), Role::Good)
}
