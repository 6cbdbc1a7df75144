use super::filling::Filling;
use super::judged::Judged;
use super::pick::Picking;
use super::produced::Produced;
use crate::domain::form::Path;
use crate::domain::model::{EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::keys::Key;
use crate::platform::query::FormOf;
use crate::platform::templates::TemplateForm;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::sheet::Sheet;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The room that fills in and runs a template.
#[derive(Debug)]
pub struct Wizard {
    /// As the link said that led here.
    pub(super) place: Place,
    pub(super) template: EntityRef,
    /// What is filled in, once it is known what is asked for.
    pub(super) filling: Option<Filling>,
    pub(super) page: Page,
    /// What is being chosen over the form.
    pub(super) pick: Option<Picking>,
    /// The review, and what is said instead of a form.
    pub(super) sheet: Sheet,
    /// What is looked at of a dry run.
    pub(super) produced: Produced,
    /// What the golden path asks for and the dry run does not make.
    pub(super) golden: Judged,
    /// Where what came of it is to be seen, once it was sent.
    pub(super) sent: Option<Place>,
    /// What is to be told at the next moment.
    pub(super) told: Vec<Clean>,
    /// The field that the keys go to, once it is there.
    pub(super) goes_to: Option<Path>,
    /// What was added, and has the keys once it is there: its name, where it has one.
    pub(super) goes_to_name: Option<Path>,
    /// The item of a list that the keys go along with: from where to where.
    pub(super) goes_along: Option<(Path, usize, usize)>,
    /// The steps that one has been at.
    pub(super) attempted: BTreeSet<usize>,
    /// The draft that is not wanted any more.
    pub(super) dropped: Option<String>,
    /// The field whose text is in the editor.
    pub(super) written: Option<(usize, Path)>,
    /// The form is still to come.
    pub(super) is_loading: bool,
    /// What was typed for it meanwhile.
    pub(super) early: Vec<Key>,
}

/// What of the wizard is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Page {
    /// A step of the form, by its number.
    Step(usize),
    /// Every value before it is sent.
    Review,
    /// What a run would make.
    Trial,
}

impl Wizard {
    /// The room as a link says.
    pub fn open(place: &Place, template: EntityRef) -> Self {
        Self {
            place: place.clone(),
            template,
            filling: None,
            page: Page::Step(0),
            pick: None,
            sheet: Sheet::default(),
            produced: Produced::default(),
            golden: Judged::default(),
            sent: None,
            told: Vec::new(),
            goes_to: None,
            goes_to_name: None,
            goes_along: None,
            attempted: BTreeSet::new(),
            dropped: None,
            written: None,
            is_loading: true,
            early: Vec::new(),
        }
    }

    pub(super) fn question(&self) -> FormOf {
        FormOf { template: self.template.clone() }
    }

    /// What the template asks for, once that is known.
    pub(super) fn asked<'a>(&self, ctx: &Ctx<'a>) -> Option<&'a Arc<TemplateForm>> {
        ctx.store.get(&self.question()).answer()
    }

    /// Whether keys are typed into the form.
    pub(super) fn is_editing(&self) -> bool {
        let is_form = matches!(self.page, Page::Step(_)) && self.sent.is_none();
        is_form && self.filling.as_ref().is_some_and(|filling| filling.view.is_editing())
    }

    /// The numbers of the steps that are shown.
    pub(super) fn steps(&self) -> Vec<usize> {
        self.filling.as_ref().map(|filling| filling.form.shown_steps()).unwrap_or_default()
    }

    /// The page after the one shown, or before it.
    pub(super) fn page_after(&self, back: bool) -> Option<Page> {
        let steps = self.steps();
        match (self.page, back) {
            (Page::Step(at), false) => Some(steps.into_iter().find(|step| *step > at).map_or(Page::Review, Page::Step)),
            (Page::Step(at), true) => steps.into_iter().rfind(|step| *step < at).map(Page::Step),
            (Page::Review, true) => steps.last().copied().map(Page::Step),
            (Page::Trial, true) => Some(Page::Review),
            (Page::Review | Page::Trial, false) => None,
        }
    }
}
