//! Answers of a form as rows of JSON, for those who test their templates.

use serde_json::{Map, Value, json};

use super::review::ReviewRow;
use super::sheet::Chosen;
use super::view::{Known, View};
use super::wizard::Form;
use crate::domain::schema::jsonschema::Problem;

/// Cases of one form, one after the other.
///
/// The form library looks once whether the schema of a step keeps to the rules of schemas: what is wrong with it is told
/// with the first case of the step only.
#[derive(Debug)]
pub struct Cases<'a> {
    form: &'a Form,
    known: Vec<bool>,
}

impl<'a> Cases<'a> {
    /// Cases of a form.
    #[must_use]
    pub fn of(form: &'a Form) -> Cases<'a> {
        Cases { form, known: vec![false; form.steps.len()] }
    }

    /// A step as it stands with some data typed into it: `defaultFormState`, `fields`, `containers`, `errors`,
    /// `fieldErrors`.
    #[must_use]
    pub fn case(&mut self, step: usize, data: &Value) -> Value {
        let (Some(of), Some(known)) = (self.form.steps.get(step), self.known.get_mut(step)) else { return Value::Null };
        let view = View::of(&self.form.ajv, of, data, &Chosen::new(), Known { is_own: *known, sound: None });
        *known |= view.is_own;
        view.to_json()
    }
}

impl Form {
    /// A walk through all steps, entry by entry of `data` typed into step by step: `stepsShown`, `values`, `review`,
    /// `backend`.
    #[must_use]
    pub fn walk(&self, data: &[Value]) -> Value {
        let mut form = Form::new(self.steps.clone());
        let mut shown = Vec::new();
        for step in 0..form.steps.len() {
            if form.is_shown(step) {
                shown.push(step);
                form.fill(data.get(step).unwrap_or(&Value::Null));
                form.visit(step);
            }
        }
        let review = match form.review() {
            Ok(rows) => rows.into_iter().map(|ReviewRow { name, value, .. }| (name, value)).collect(),
            Err(broken) => Map::from_iter([("__threw".to_owned(), json!(broken.to_string()))]),
        };
        json!({
            "stepsShown": shown,
            "values": form.values(),
            "review": review,
            "backend": form.backend_row(),
        })
    }

    fn backend_row(&self) -> Value {
        let Some(refusal) = self.refusal() else { return Value::Null };
        let visible = self.shown_steps();
        let step = visible.iter().position(|step| *step == refusal.step);
        if let Some(broken) = refusal.broken {
            return json!({ "step": step, "threw": broken });
        }
        let problem = |problem: &Problem| {
            json!({
                "property": problem.property,
                "name": problem.name,
                "message": problem.message,
                "stack": problem.stack(),
            })
        };
        json!({ "step": step, "errors": refusal.problems.iter().map(problem).collect::<Vec<_>>() })
    }
}
