//! What is filled in, and what is remembered of how that came to be.

use super::attached::Attached;
use super::repository::Address;
use crate::domain::form::{Form, Path, Problem};
use crate::domain::text::Clean;
use crate::platform::command::Command;
use crate::platform::templates::{Draft, TemplateForm};
use crate::screen::widgets::form::FormView;
use serde_json::Value;
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

    /// Whether there are steps that cannot be done here, and nobody said yet that they are left out.
    pub(super) fn has_to_skip(&self) -> bool {
        let lacks = self.asked.actions.iter().any(|step| !step.lacks.is_empty());
        lacks && !self.skips && !self.asked.sends_anyway
    }

    /// What has to be mended in a step, in the order of its fields.
    pub(super) fn problems(&self, step: usize) -> Vec<Problem> {
        let view = self.form.view(step);
        let mut problems = view.problems();
        let place = |problem: &Problem| view.fields.iter().position(|field| field.path.is_within(&problem.path));
        problems.sort_by_cached_key(|problem| place(problem).unwrap_or(usize::MAX));
        problems
    }

    /// Whether nothing was filled in but by a link and by the template itself.
    pub(super) fn is_untouched(&self) -> bool {
        self.draft.is_none() && !self.is_changed
    }

    /// What a draft keeps besides values: what the form tells, what a link brought, and whether the review was shown.
    pub(super) fn marks(&self, is_review: bool) -> Value {
        let mut marks = self.form.marks();
        if let Value::Object(marks) = &mut marks {
            marks.insert("link".into(), self.from_link.iter().map(Path::names).collect());
            marks.insert(Draft::REVIEW.into(), is_review.into());
        }
        marks
    }

    /// Fills in what a draft kept.
    pub(super) fn resume(&mut self, draft: &Draft) {
        draft.values.iter().for_each(|values| self.form.resume(values, &draft.marks));
        let paths = draft.marks.get("link").and_then(Value::as_array);
        let names = paths.into_iter().flatten().filter_map(Value::as_array);
        self.from_link = names.map(|names| names.iter().filter_map(Value::as_str).collect()).collect();
        self.resume_files(draft.marks.get("files"));
        self.draft = Some(draft.id.clone());
    }

    /// Takes over what was filled in before the template changed.
    pub(super) fn adopt(&mut self, before: &mut Filling) {
        self.form.adopt(&before.form);
        self.view = std::mem::take(&mut before.view);
        (self.draft, self.is_changed) = (before.draft.take(), before.is_changed);
        // what was sent may have been done: it is not sent again for that the template is another
        (self.running, self.in_doubt) = (before.running.take(), before.in_doubt);
        self.from_link = std::mem::take(&mut before.from_link);
        self.files = std::mem::take(&mut before.files);
        self.addresses = std::mem::take(&mut before.addresses);
        self.was_preset = std::mem::take(&mut before.was_preset);
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
