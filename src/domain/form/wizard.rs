//! A wizard: all steps of a template's form with what was filled in.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::hidden::without_hidden;
use super::path::Path;
use super::script;
use super::sheet::Chosen;
use super::step::Step;
use super::view::{Known, View};
use crate::domain::expression;
use crate::domain::schema::ajv::Ajv;
use crate::domain::text::Secret;

/// Defaults that bring in fields with defaults of their own are followed so far.
const CHAIN: usize = 8;

/// A form of several steps and what was filled in so far.
///
/// All steps fill in one object, as in Backstage: a property that two steps have is one value. What a step shows depends
/// on it alone, and is remembered until it changes.
#[derive(Debug)]
pub struct Form {
    pub(super) steps: Vec<Step>,
    pub(super) state: Value,
    /// The properties that steps have taken in so far, in the order in which they did.
    order: Vec<String>,
    /// Items of lists that are not there, though a `null` stands for them.
    pub(super) holes: Vec<Path>,
    /// What was emptied: defaults do not come back there.
    pub(super) emptied: BTreeSet<Path>,
    pub(super) chosen: Vec<Chosen>,
    /// What was filled in below a branch that is not chosen any more.
    pub(super) left: BTreeMap<(usize, Path, usize), Value>,
    pub(super) secrets: BTreeMap<String, Secret>,
    pub(super) ajv: Ajv,
    views: RefCell<Vec<Option<Rc<View>>>>,
    /// The resolved schema of each step that was sound when it was checked last.
    sound: RefCell<Vec<Option<Value>>>,
    shown: RefCell<Option<Vec<bool>>>,
}

impl Form {
    /// A form of steps, with nothing filled in. Steps behind a feature flag are left out.
    #[must_use]
    pub fn new(steps: Vec<Step>) -> Form {
        let steps: Vec<Step> = steps.into_iter().filter(|step| !step.is_flagged()).collect();
        let views = RefCell::new(vec![None; steps.len()]);
        let sound = RefCell::new(vec![None; steps.len()]);
        let chosen = vec![Chosen::new(); steps.len()];
        Form {
            steps,
            state: json!({}),
            order: Vec::new(),
            holes: Vec::new(),
            emptied: BTreeSet::new(),
            chosen,
            left: BTreeMap::new(),
            secrets: BTreeMap::new(),
            ajv: Ajv::new(),
            views,
            sound,
            shown: RefCell::new(None),
        }
    }

    /// The form of a template's `spec.parameters`: one schema, or a list of them.
    #[must_use]
    pub fn from_parameters(parameters: &Value) -> Form {
        Form::new(match parameters {
            Value::Null => Vec::new(),
            Value::Array(steps) => steps.iter().map(Step::from_parameters).collect(),
            step => vec![Step::from_parameters(step)],
        })
    }

    /// The form of a portal's answer about a template's parameters (`/v2/templates/.../parameter-schema`).
    #[must_use]
    pub fn from_manifest(manifest: &Value) -> Form {
        let steps = manifest.get("steps").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        Form::new(steps.iter().map(Step::from_manifest).collect())
    }

    /// All steps.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// All that is filled in.
    #[must_use]
    pub fn state(&self) -> &Value {
        &self.state
    }

    /// Whether a step is shown, by its `when`.
    #[must_use]
    pub fn is_shown(&self, step: usize) -> bool {
        self.shown().get(step).copied().unwrap_or(false)
    }

    /// The numbers of the steps that are shown, in order.
    #[must_use]
    pub fn shown_steps(&self) -> Vec<usize> {
        self.shown().iter().enumerate().filter(|(_, shown)| **shown).map(|(number, _)| number).collect()
    }

    /// Which steps are shown. A step's condition sees the values of the steps before it, but for those that are hidden.
    pub(super) fn shown(&self) -> Vec<bool> {
        if let Some(shown) = self.shown.borrow().as_ref() {
            return shown.clone();
        }
        let mut resolved: Vec<(&Value, bool)> = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            let shown = match &step.when {
                None => true,
                when => expression::is_shown(when.as_ref(), &without_hidden(&self.state, &resolved)),
            };
            resolved.push((&step.merged, shown));
        }
        let shown: Vec<bool> = resolved.into_iter().map(|(_, shown)| shown).collect();
        self.shown.replace(Some(shown.clone()));
        shown
    }

    /// A step as it stands now; one without anything for a step that there is not.
    #[must_use]
    pub fn view(&self, step: usize) -> Rc<View> {
        if let Some(Some(view)) = self.views.borrow().get(step) {
            return Rc::clone(view);
        }
        let Some(of) = self.steps.get(step) else { return Rc::new(View::default()) };
        let nothing = Chosen::new();
        let chosen = self.chosen.get(step).unwrap_or(&nothing);
        let mut view = {
            let sound = self.sound.borrow();
            let known = Known { is_own: false, sound: sound.get(step).and_then(Option::as_ref) };
            View::of(&self.ajv, of, &self.state, chosen, known)
        };
        if view.errors.iter().all(|error| error.name.is_some())
            && let Some(sound) = self.sound.borrow_mut().get_mut(step)
        {
            *sound = Some(view.resolved.clone()).filter(|_| view.is_resolved);
        }
        self.empty_again(&mut view);
        let view = Rc::new(view);
        if let Some(kept) = self.views.borrow_mut().get_mut(step) {
            *kept = Some(Rc::clone(&view));
        }
        view
    }

    /// Opens a step: its defaults become values of the form, as they do in Backstage when a page is shown.
    pub fn visit(&mut self, step: usize) -> Rc<View> {
        let view = self.view(step);
        let before = self.state.clone();
        self.take_in(&view.data);
        self.arrange(&view.data);
        let state = &self.state;
        self.holes.retain(|hole| hole.get(state) == Some(&Value::Null) && !view.holes.contains(hole));
        self.holes.extend(view.holes.iter().cloned());
        if !script::same(&before, &self.state) {
            self.forget();
            if let Some(kept) = self.views.borrow_mut().get_mut(step) {
                // what was shown took its defaults into account already
                *kept = Some(Rc::clone(&view));
            }
        }
        view
    }

    /// Opens a step as a browser shows it: what its defaults bring in has defaults of its own, and so on. The form library
    /// comes to the same, as each change that it makes itself has it work out the step once more.
    pub fn open(&mut self, step: usize) -> Rc<View> {
        self.changed();
        self.settled(step)
    }

    fn settled(&mut self, step: usize) -> Rc<View> {
        self.forget();
        for _ in 0..CHAIN {
            let before = self.state.clone();
            let view = self.visit(step);
            if script::same(&before, &self.state) {
                return view;
            }
            self.forget();
        }
        self.visit(step)
    }

    /// Opens all steps that are shown, in order: everything has its defaults afterwards.
    pub fn visit_all(&mut self) {
        self.changed();
        for step in 0..self.steps.len() {
            if self.is_shown(step) {
                self.settled(step);
            }
        }
    }

    /// Fills in values, each over what was there: from a link, a file or a draft.
    pub fn fill(&mut self, values: &Value) {
        if let Value::Object(values) = values {
            for name in values.keys() {
                let path: Path = [name.as_str()].into_iter().collect();
                self.emptied.retain(|emptied| !emptied.is_within(&path));
            }
        }
        self.take_in(values);
        self.changed();
    }

    /// The numbers of the shown steps that cannot be left as they are.
    #[must_use]
    pub fn incomplete_steps(&self) -> Vec<usize> {
        self.shown_steps().into_iter().filter(|step| !self.view(*step).is_complete()).collect()
    }

    pub(super) fn take_in(&mut self, values: &Value) {
        let Value::Object(values) = values else { return };
        if let Value::Object(state) = &mut self.state {
            state.extend(values.iter().map(|(name, value)| (name.clone(), value.clone())));
        }
    }

    /// Puts properties in the order in which Backstage has them: those that a step brings in stand as its form has them.
    fn arrange(&mut self, data: &Value) {
        let Value::Object(state) = &mut self.state else { return };
        if state.keys().eq(&self.order) {
            return;
        }
        let new = data.as_object().into_iter().flat_map(Map::keys).filter(|name| !self.order.contains(name));
        let new: Vec<String> = new.cloned().collect();
        self.order.extend(new);
        let mut rest = std::mem::take(state);
        state.extend(self.order.iter().filter_map(|name| rest.shift_remove_entry(name)));
        state.extend(rest);
    }

    /// Somebody changed something: what was worked out from the values is forgotten, and as much may be worked out anew.
    pub(super) fn changed(&mut self) {
        self.ajv.begin_anew();
        self.forget();
    }

    fn forget(&mut self) {
        self.views.borrow_mut().iter_mut().for_each(|view| *view = None);
        self.shown.replace(None);
    }

    /// Takes defaults out of a view that came back where a person emptied a field.
    fn empty_again(&self, view: &mut View) {
        for path in self.emptied.iter().filter(|path| path.get(&self.state).is_none()) {
            remove(&mut view.data, path);
            for field in view.fields.iter_mut().filter(|field| &field.path == path) {
                field.value = None;
            }
        }
    }
}

/// Takes a property out of data.
pub(super) fn remove(data: &mut Value, path: &Path) {
    let Some((last, before)) = path.names().split_last() else { return };
    let parent = before.iter().try_fold(data, |at, name| child_mut(at, name));
    if let Some(Value::Object(map)) = parent {
        map.shift_remove(last);
    }
}

/// A property of an object or an item of a list, to be changed.
pub(super) fn child_mut<'a>(data: &'a mut Value, name: &str) -> Option<&'a mut Value> {
    match data {
        Value::Object(map) => map.get_mut(name),
        Value::Array(items) => items.get_mut(name.parse::<usize>().ok()?),
        _ => None,
    }
}

/// The place of a property or an item; containers on the way are made where there are none.
pub(super) fn place_mut<'a>(data: &'a mut Value, path: &Path) -> Option<&'a mut Value> {
    let mut at = data;
    for name in path.names() {
        if !matches!(at, Value::Object(_) | Value::Array(_)) {
            *at = Value::Object(Map::new());
        }
        at = match at {
            Value::Object(map) => map.entry(name.clone()).or_insert(Value::Null),
            Value::Array(items) => {
                let number = name.parse::<usize>().ok()?;
                if number == items.len() {
                    items.push(Value::Null);
                }
                items.get_mut(number)?
            }
            _ => return None,
        };
    }
    Some(at)
}
