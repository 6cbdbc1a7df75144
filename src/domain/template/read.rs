//! Templates read from their YAML, with the places of everything in it.

use crate::domain::model::yaml::{Parsed, Position, documents};
use crate::domain::model::{EntityRef, Problem, Severity};
use crate::domain::text::Clean;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

/// A step of a template's form.
#[derive(Clone, Debug, PartialEq)]
pub struct FormStep {
    /// Its title; Backstage's own words where it has none.
    pub title: String,
    /// What it is about.
    pub description: Option<String>,
    /// The condition under which it is shown.
    pub when: Option<Value>,
    /// Its schema, as it is written.
    pub schema: Value,
    /// Where it stands in the template (RFC 6901).
    pub pointer: String,
}

/// A step of a template's run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ActionStep {
    /// Its id; `step-N` where it has none.
    pub id: String,
    /// Its name; the action where it has none.
    pub name: String,
    /// The id of the action.
    pub action: String,
    /// The input, not rendered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<Value>,
    /// What it is repeated over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub each: Option<Value>,
    /// The condition under which it runs.
    #[serde(default, rename = "if", skip_serializing_if = "Option::is_none")]
    pub condition: Option<Value>,
}

/// A template.
#[derive(Clone, Debug)]
pub struct Template {
    /// The whole entity.
    pub entity: Value,
    /// What it is called.
    pub reference: EntityRef,
    /// The steps of its form.
    pub form: Vec<FormStep>,
    /// The steps of its run.
    pub steps: Vec<ActionStep>,
    /// Its output, not rendered; null where it has none.
    pub output: Value,
    /// How the form is to look: words on buttons.
    pub presentation: Value,
    text: Arc<str>,
    parsed: Arc<Parsed>,
}

/// The words that Backstage puts above a step without a title.
const UNTITLED: &str = "Please enter the following information";

/// All templates of a file, and what is wrong with those that cannot be read.
#[must_use]
pub fn templates(file: &str, text: &str) -> (Vec<Template>, Vec<Problem>) {
    let text: Arc<str> = text.into();
    let (mut templates, mut problems) = (Vec::new(), Vec::new());
    for document in documents(&text) {
        match document.content {
            Err(error) => {
                problems.push(problem(file, Position { line: error.line, column: error.column }, error.message));
            }
            Ok(parsed) if is_template(&parsed.value) => match Template::of(parsed, &text) {
                Ok(template) => templates.push(template),
                Err((at, message)) => problems.push(problem(file, at, message)),
            },
            Ok(_) => {}
        }
    }
    (templates, problems)
}

/// A problem of a template's file.
pub(super) fn problem(file: &str, at: Position, message: impl AsRef<str>) -> Problem {
    Problem {
        severity: Severity::Error,
        file: Clean::line(file),
        path: file.into(),
        line: at.line,
        column: at.column,
        entity: None,
        message: Clean::line(message.as_ref()),
    }
}

fn is_template(value: &Value) -> bool {
    let kind = value.get("kind").and_then(Value::as_str);
    kind.is_some_and(|kind| kind.eq_ignore_ascii_case("template"))
}

fn text_at(value: &Value, pointer: &str) -> Option<String> {
    value.pointer(pointer).and_then(Value::as_str).map(str::to_owned)
}

impl Template {
    /// The template that an entity is, where its text is not at hand.
    ///
    /// # Errors
    /// What is missing in it, in words.
    pub fn of_entity(entity: &Value) -> Result<Self, String> {
        let text = serde_json::to_string_pretty(entity).unwrap_or_default();
        let parsed = documents(&text).into_iter().next().and_then(|document| document.content.ok());
        let parsed = parsed.ok_or("the template cannot be read")?;
        Self::of(parsed, &text.as_str().into()).map_err(|(_, message)| message)
    }

    fn of(parsed: Parsed, text: &Arc<str>) -> Result<Self, (Position, String)> {
        let at = |pointer: &str| parsed.position(text, pointer).unwrap_or(Position { line: 1, column: 1 });
        let entity = &parsed.value;
        let name = text_at(entity, "/metadata/name").ok_or_else(|| (at("/metadata"), "it has no name".to_owned()))?;
        let namespace = text_at(entity, "/metadata/namespace").unwrap_or_else(|| "default".to_owned());
        let reference = EntityRef::parse(&format!("template:{namespace}/{name}"), None, None)
            .map_err(|error| (at("/metadata/name"), error.to_string()))?;
        let steps = match entity.pointer("/spec/steps") {
            Some(Value::Array(steps)) => steps,
            Some(_) => return Err((at("/spec/steps"), "spec.steps is not a list".into())),
            None => return Err((at("/spec"), "it has no spec.steps".into())),
        };
        let step =
            |(n, step): (usize, &Value)| action_step(n, step).map_err(|why| (at(&format!("/spec/steps/{n}")), why));
        Ok(Self {
            reference,
            form: form_steps(entity.pointer("/spec/parameters")),
            steps: steps.iter().enumerate().map(step).collect::<Result<_, _>>()?,
            output: entity.pointer("/spec/output").cloned().unwrap_or_default(),
            presentation: entity.pointer("/spec/presentation").cloned().unwrap_or_default(),
            entity: entity.clone(),
            text: Arc::clone(text),
            parsed: Arc::new(parsed),
        })
    }

    /// Where the part at a pointer (RFC 6901) of the entity stands in the file.
    #[must_use]
    pub fn position(&self, pointer: &str) -> Position {
        self.parsed.position(&self.text, pointer).unwrap_or(Position { line: 1, column: 1 })
    }

    /// A problem at a pointer (RFC 6901) of the entity.
    #[must_use]
    pub fn problem(&self, file: &str, pointer: &str, message: &str) -> Problem {
        Problem { entity: Some(self.reference.clone()), ..problem(file, self.position(pointer), message) }
    }
}

fn form_steps(parameters: Option<&Value>) -> Vec<FormStep> {
    match parameters {
        Some(Value::Array(steps)) => {
            steps.iter().enumerate().map(|(n, step)| form_step(step, format!("/spec/parameters/{n}"))).collect()
        }
        Some(step @ Value::Object(_)) => vec![form_step(step, "/spec/parameters".into())],
        _ => Vec::new(),
    }
}

fn form_step(schema: &Value, pointer: String) -> FormStep {
    let text = |name: &str| schema.get(name).and_then(Value::as_str).map(str::to_owned);
    FormStep {
        title: text("title").unwrap_or_else(|| UNTITLED.to_owned()),
        description: text("description"),
        when: schema.get("when").cloned(),
        schema: schema.clone(),
        pointer,
    }
}

fn action_step(n: usize, step: &Value) -> Result<ActionStep, String> {
    let text = |name: &str| step.get(name).and_then(Value::as_str).map(str::to_owned);
    let action = text("action").ok_or_else(|| format!("step {} has no action", n + 1))?;
    Ok(ActionStep {
        id: text("id").unwrap_or_else(|| format!("step-{}", n + 1)),
        name: text("name").unwrap_or_else(|| action.clone()),
        action,
        input: step.get("input").cloned(),
        each: step.get("each").cloned(),
        condition: step.get("if").cloned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "kind: Component\n---\napiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {name: x}\n\
                        spec:\n  parameters: {title: One, properties: {}}\n  steps:\n    - action: debug:log\n    - {id: b, action: fs:delete, if: '${{ x }}'}\n";

    #[test]
    fn steps_without_an_id_are_counted() {
        let (templates, problems) = templates("t.yaml", TEXT);
        assert!(problems.is_empty(), "{problems:?}");
        let template = &templates[0];
        assert_eq!(template.reference.as_str(), "template:default/x");
        let ids: Vec<(&str, &str)> = template.steps.iter().map(|step| (step.id.as_str(), step.name.as_str())).collect();
        assert_eq!(ids, [("step-1", "debug:log"), ("b", "fs:delete")]);
        assert_eq!(template.form[0].title, "One");
        assert_eq!(template.position("/spec/steps/1/if").line, 10);
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        let (_, broken) = templates("t.yaml", "kind: Template\nspec: [\n");
        assert_eq!(broken[0].line, 3);
        let (_, broken) = templates("t.yaml", "kind: Template\nmetadata: {name: x}\nspec:\n  steps:\n    - id: a\n");
        assert_eq!((broken[0].line, broken[0].message.as_str()), (5, "step 1 has no action"));
    }
}
