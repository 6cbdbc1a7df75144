//! Answers of a form as rows of JSON, for those who test their templates.

use serde_json::{Map, Value, json};

use super::review::ReviewRow;
use super::wizard::Form;

impl Form {
    /// A step as it stands with some data typed into it: `defaultFormState`, `fields`, `containers`, `errors`,
    /// `fieldErrors`.
    #[must_use]
    pub fn case(&self, step: usize, data: &Value) -> Value {
        let mut form = Form::new(self.steps.clone());
        form.fill(data);
        form.view(step).to_json()
    }

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
        let problem = |problem: &super::stand_in::Problem| {
            json!({
                "property": problem.property,
                "message": problem.message,
                "stack": format!("{} {}", problem.property, problem.message),
            })
        };
        json!({ "step": step, "errors": refusal.problems.iter().map(problem).collect::<Vec<_>>() })
    }
}
