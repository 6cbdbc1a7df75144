//! What is filled in, and what is remembered of how that came to be.

use super::attached::Attached;
use super::repository::Address;
use crate::domain::form::{Form, Path};
use crate::domain::model::At;
use crate::domain::text::Clean;
use crate::platform::command::Command;
use crate::platform::templates::TemplateForm;
use crate::screen::widgets::form::FormView;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A form being filled in.
#[derive(Debug)]
pub(super) struct Filling {
    /// What was asked for when it was begun.
    pub(super) asked: Arc<TemplateForm>,
    pub(super) form: Form,
    pub(super) view: FormView,
    /// The fields that a link filled in, and nobody changed since.
    pub(super) from_link: BTreeSet<Path>,
    /// Fields that were filled in by themselves once.
    pub(super) was_preset: BTreeSet<Path>,
    /// Addresses of repositories slot by slot: of what is typed not all is in the value (yet).
    pub(super) addresses: BTreeMap<Path, Address>,
    /// The files that were named, by their fields.
    pub(super) files: BTreeMap<Path, Vec<Attached>>,
    /// What the platform refused, and of which fields.
    pub(super) refused: Vec<(Path, Clean)>,
    /// The id that it is kept under, once something was changed.
    pub(super) draft: Option<String>,
    /// Something was changed since it was kept last.
    pub(super) is_changed: bool,
    /// When it was changed last.
    pub(super) changed_at: At,
    /// What was sent and has not ended.
    pub(super) running: Option<Command>,
    /// Whether it was done is not known.
    pub(super) in_doubt: bool,
    /// Actions that cannot be done here are left out.
    pub(super) skips: bool,
    /// The user said that the folder is trusted.
    pub(super) trusts: bool,
}

impl Filling {
    pub(super) fn of(asked: &Arc<TemplateForm>, next: &'static str) -> Self {
        Self {
            asked: Arc::clone(asked),
            form: asked.form(),
            view: FormView::begin(next),
            from_link: BTreeSet::new(),
            was_preset: BTreeSet::new(),
            addresses: BTreeMap::new(),
            files: BTreeMap::new(),
            refused: Vec::new(),
            draft: None,
            is_changed: false,
            changed_at: At::default(),
            running: None,
            in_doubt: false,
            skips: false,
            trusts: false,
        }
    }

    /// Whether everything is as it has to be.
    pub(super) fn is_complete(&self) -> bool {
        self.form.incomplete_steps().is_empty() && self.file_problems().is_empty()
    }

    /// A person changed what stands at a path: it is neither a link's any more, nor what was refused.
    pub(super) fn changed_at_path(&mut self, touched: &Path) {
        self.is_changed = true;
        self.from_link.retain(|path| !path.is_within(touched));
        self.refused.retain(|(path, _)| !path.is_within(touched) && !touched.is_within(path));
    }

    /// The title of a step.
    pub(super) fn title(&self, step: usize) -> Clean {
        let title = self.form.steps().get(step).and_then(|step| step.title.as_str());
        Clean::line(title.unwrap_or("Untitled"))
    }
}
