//! A step as it stands now.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::engine::{Engine, Filled};
use super::errors::errors;
use super::field::{Branches, Container, Field, Part};
use super::field_errors::field_errors;
use super::path::Path;
use super::problem::{FieldError, FormError, Problem};
use super::sheet::{Chosen, Sheet};
use super::step::Step;
use crate::domain::schema::ajv::Ajv;

/// A step as it stands after all that was filled in so far: what it shows, and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// The data of the step, with defaults: what would be sent.
    pub data: Value,
    /// The fields in order.
    pub fields: Vec<Field>,
    /// What is around them.
    pub containers: Vec<Container>,
    /// Fields and containers in the order in which they stand below each other.
    pub parts: Vec<Part>,
    /// What the schema does not allow.
    pub errors: Vec<FormError>,
    /// What the checks of field extensions do not allow; `None` where they cannot be asked.
    pub field_errors: Option<Vec<FieldError>>,
    /// Why the step, or the part after the last field, cannot be shown.
    pub broken: Option<String>,
    /// The schema with all that depends on the data resolved.
    pub resolved: Value,
    pub(super) is_resolved: bool,
    /// Whether the resolved schema is that of the step as it stands.
    pub(super) is_own: bool,
    pub(super) branches: Vec<Branches>,
    pub(super) holes: Vec<Path>,
}

/// What is known of a step's schema.
#[derive(Clone, Copy, Default)]
pub(super) struct Known<'a> {
    /// Whether it was looked at as it stands in the template.
    pub(super) is_own: bool,
    /// The resolved schema that was sound when it was looked at last.
    pub(super) sound: Option<&'a Value>,
}

impl View {
    pub(super) fn of(ajv: &Ajv, step: &Step, data: &Value, chosen: &Chosen, known: Known<'_>) -> View {
        let engine = Engine::new(ajv, &step.schema);
        let mut view = View::default();
        let state = match engine.state(&step.schema, Some(data), false) {
            Ok(state) => state,
            Err(broken) => {
                view.broken = Some(broken.to_string());
                Filled { data: Some(data.clone()), ..Filled::default() }
            }
        };
        if view.broken.is_none() {
            view.judge(&engine, ajv, step, &state, known);
        }
        view.lay(&engine, step, &state, chosen);
        view.field_errors = field_errors(&step.merged, state.data.as_ref().unwrap_or(data)).ok();
        view.data = state.data.unwrap_or_else(|| json!({}));
        view.holes = state.holes;
        view
    }

    fn judge(&mut self, engine: &Engine<'_>, ajv: &Ajv, step: &Step, state: &Filled, known: Known<'_>) {
        match engine.retrieve(&step.schema, state.judged()) {
            Ok(resolved) => {
                let data = state.judged().unwrap_or(&Value::Null);
                self.is_own = matches!(resolved, Cow::Borrowed(_));
                self.errors = errors(
                    ajv,
                    &resolved,
                    &step.ui,
                    data,
                    (known.is_own && self.is_own) || known.sound == Some(resolved.as_ref()),
                );
                self.resolved = resolved.into_owned();
                self.is_resolved = true;
            }
            Err(broken) => self.broken = Some(broken.to_string()),
        }
    }

    fn lay(&mut self, engine: &Engine<'_>, step: &Step, state: &Filled, chosen: &Chosen) {
        let (sheet, laid) = Sheet::lay(engine, &step.ui, state, chosen);
        let fault = sheet.fault.clone();
        (self.fields, self.containers, self.parts, self.branches) =
            (sheet.fields, sheet.containers, sheet.parts, sheet.branches);
        if self.broken.is_none() {
            self.broken = laid.err().map(|broken| broken.to_string()).or(fault);
        }
    }

    /// What keeps the step from being left, field by field.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let broken = self.broken.iter().map(|words| Problem { path: Path::root(), message: words.clone() });
        let of_schema = self.errors.iter().map(|error| Problem {
            path: error.path.clone(),
            message: error.message.clone().unwrap_or_else(|| error.stack.clone()),
        });
        let of_fields = self.field_errors.iter().flatten();
        let of_fields = of_fields.map(|error| Problem { path: error.path.clone(), message: error.message.clone() });
        let mut problems: Vec<Problem> = Vec::new();
        for problem in broken.chain(of_schema).chain(of_fields) {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
        problems
    }

    /// The problems of one field or container.
    pub fn problems_at<'v>(&'v self, path: &'v Path) -> impl Iterator<Item = Problem> + 'v {
        self.problems().into_iter().filter(move |problem| &problem.path == path)
    }

    /// Whether the step can be left.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.broken.is_none() && self.errors.is_empty() && self.field_errors.as_ref().is_none_or(Vec::is_empty)
    }

    /// The field at a path. Where a choice stands at the same path, the field that holds the value.
    #[must_use]
    pub fn field(&self, path: &Path) -> Option<&Field> {
        let mut found = self.fields.iter().filter(|field| &field.path == path);
        let first = found.next()?;
        Some(found.next_back().filter(|_| first.kind == super::field::Kind::Choice).unwrap_or(first))
    }

    /// The container at a path.
    #[must_use]
    pub fn container(&self, path: &Path) -> Option<&Container> {
        self.containers.iter().find(|container| &container.path == path)
    }

    /// Names of fields that Backstage does not have by itself, each once.
    #[must_use]
    pub fn custom_fields(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.fields.iter().filter_map(|field| field.custom.as_deref()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The step as a JSON object: `defaultFormState`, `fields`, `containers`, `errors`, `fieldErrors`, and `renderError`
    /// where it cannot be shown.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut case = json!({
            "fields": self.fields.iter().map(Field::to_json).collect::<Vec<_>>(),
            "containers": self.containers.iter().map(Container::to_json).collect::<Vec<_>>(),
        });
        let Value::Object(map) = &mut case else { return case };
        if self.is_resolved {
            map.insert("defaultFormState".to_owned(), self.data.clone());
            map.insert("errors".to_owned(), self.errors.iter().map(FormError::to_json).collect());
        }
        if let Some(errors) = &self.field_errors {
            map.insert("fieldErrors".to_owned(), errors.iter().map(FieldError::to_json).collect());
        }
        if let Some(broken) = &self.broken {
            map.insert("renderError".to_owned(), json!(broken));
        }
        case
    }

    /// Whether an item of a list has no value at all.
    #[must_use]
    pub fn is_hole(&self, path: &Path) -> bool {
        self.holes.contains(path)
    }
}
