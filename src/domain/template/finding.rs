//! What is wrong in a template, before anybody runs it.

use super::action;
use super::read::{ActionStep, Template};
use crate::domain::expression::{self, FILTERS, Options};
use crate::domain::model::{Problem, Severity};
use crate::domain::text::most_alike;
use serde_json::Value;

/// Where a file of a template is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// A file.
    File,
    /// A folder.
    Folder,
}

/// Everything that can be found in a template itself: expressions that cannot be read, steps that are not there,
/// inputs that their actions do not take. `is_there` says of a path from the template's folder whether it is there.
#[must_use]
pub fn findings(template: &Template, file: &str, is_there: &dyn Fn(&str, Wants) -> bool) -> Vec<Problem> {
    let mut finder = Finder { template, file, found: Vec::new() };
    for (n, step) in template.steps.iter().enumerate() {
        let earlier = template.steps.get(..n).unwrap_or_default();
        finder.step(n, step, earlier, is_there);
    }
    finder.texts(&template.output, "/spec/output", &template.steps);
    for (n, step) in template.form.iter().enumerate() {
        if let Some(Value::String(when)) = &step.when {
            finder.when(when, &format!("{}/when", step.pointer), n);
        }
    }
    finder.found
}

struct Finder<'a> {
    template: &'a Template,
    file: &'a str,
    found: Vec<Problem>,
}

impl Finder<'_> {
    fn tell(&mut self, pointer: &str, message: &str) {
        self.found.push(self.template.problem(self.file, pointer, message));
    }

    fn warn(&mut self, pointer: &str, message: &str) {
        let problem = self.template.problem(self.file, pointer, message);
        self.found.push(Problem { severity: Severity::Warning, ..problem });
    }

    fn step(&mut self, n: usize, step: &ActionStep, earlier: &[ActionStep], is_there: &dyn Fn(&str, Wants) -> bool) {
        let pointer = format!("/spec/steps/{n}");
        if earlier.iter().any(|other| other.id == step.id) {
            self.tell(&format!("{pointer}/id"), &format!("there is a step {} before it already", step.id));
        }
        for (name, value) in [("input", &step.input), ("if", &step.condition), ("each", &step.each)] {
            if let Some(value) = value {
                self.texts(value, &format!("{pointer}/{name}"), earlier);
            }
        }
        match action::find(&step.action) {
            None => {
                let meant = most_alike(&step.action, action::ids());
                let message = match meant {
                    Some(meant) => format!("there is no action {} here; is {meant} meant?", step.action),
                    None => format!("{} has no meaning in a workspace; a run can skip it there", step.action),
                };
                self.warn(&format!("{pointer}/action"), &message);
            }
            Some(kind) => self.input(step, &kind.input, &pointer),
        }
        self.files(step, &format!("{pointer}/input/url"), is_there);
    }

    /// Names of an input, which are never rendered.
    fn input(&mut self, step: &ActionStep, schema: &Value, pointer: &str) {
        let empty = serde_json::Map::new();
        let Some(input) = step.input.as_ref().map_or(Some(&empty), Value::as_object) else { return };
        for missing in schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
        {
            if !input.contains_key(missing) {
                self.tell(&format!("{pointer}/input"), &format!("{} needs the input {missing}", step.action));
            }
        }
        if schema.get("additionalProperties") == Some(&Value::Bool(false)) {
            for name in input.keys().filter(|name| schema.get("properties").and_then(|all| all.get(*name)).is_none()) {
                let place = format!("{pointer}/input/{}", escaped(name));
                self.tell(&place, &format!("{} takes no input {name}", step.action));
            }
        }
    }

    fn files(&mut self, step: &ActionStep, pointer: &str, is_there: &dyn Fn(&str, Wants) -> bool) {
        let url = step.input.as_ref().and_then(|input| input.get("url")).and_then(Value::as_str);
        let Some(url) = url.filter(|url| !url.contains("${{") && !url.contains("{%") && !url.contains("://")) else {
            return;
        };
        let wants = match step.action.as_str() {
            "fetch:template" | "fetch:plain" => Wants::Folder,
            "fetch:template:file" | "fetch:plain:file" => Wants::File,
            _ => return,
        };
        if !is_there(url, wants) {
            let what = if wants == Wants::File { "file" } else { "folder" };
            self.tell(pointer, &format!("there is no {what} {url} beside the template"));
        }
    }

    /// All texts within a value: each is a template of its own.
    fn texts(&mut self, value: &Value, pointer: &str, earlier: &[ActionStep]) {
        match value {
            Value::String(text) => self.text(text, pointer, earlier),
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(n, item)| self.texts(item, &format!("{pointer}/{n}"), earlier));
            }
            Value::Object(map) => {
                map.iter().for_each(|(key, item)| self.texts(item, &format!("{pointer}/{}", escaped(key)), earlier));
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str, pointer: &str, earlier: &[ActionStep]) {
        if let Err(error) = expression::check(text, &Options::default()) {
            self.tell(pointer, &format!("{error}; as it is, the text itself is taken"));
            return;
        }
        for name in filters(text).into_iter().filter(|name| !FILTERS.contains(&name.as_str())) {
            let meant = most_alike(&name, FILTERS.iter().copied());
            let meant = meant.map(|meant| format!("; is {meant} meant?")).unwrap_or_default();
            self.warn(pointer, &format!("there is no filter {name} here{meant}"));
        }
        for id in step_ids(text) {
            if earlier.iter().any(|step| step.id == id) {
                continue;
            }
            let dashed = earlier.iter().find(|step| step.id.starts_with(&format!("{id}-")));
            let message = match dashed {
                Some(step) => format!("a name with a dash is a subtraction here: write steps['{}']", step.id),
                None => format!("there is no step {id} before it"),
            };
            self.tell(pointer, &message);
        }
    }

    fn when(&mut self, when: &str, pointer: &str, n: usize) {
        let text = when.trim();
        let whole = if text.starts_with("${{") { text.to_owned() } else { format!("${{{{ {text} }}}}") };
        if let Err(error) = expression::check(&whole, &Options::default()) {
            self.tell(pointer, &format!("{error}; as it is, step {} of the form is always shown", n + 1));
        }
    }
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The ids of steps that the expressions of a text name: `steps.a`, `steps['a-b']`.
fn step_ids(text: &str) -> Vec<String> {
    let mut ids = Vec::new();
    for expression in expressions(text) {
        for (at, word) in expression.match_indices("steps") {
            let before = expression.get(..at).and_then(|before| before.chars().next_back());
            let is_name = |character: char| character.is_alphanumeric() || "_$.'\"".contains(character);
            let rest = expression.get(at + word.len()..).unwrap_or_default();
            if !before.is_some_and(is_name) {
                ids.extend(id_after(rest));
            }
        }
    }
    ids
}

/// The names of filters that the expressions of a text call: `a | dump`.
fn filters(text: &str) -> Vec<String> {
    // in a regular expression a bar is another thing
    let plain = expressions(text).into_iter().filter(|expression| !expression.contains("r/"));
    plain.flat_map(filters_of).collect()
}

fn filters_of(expression: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut quote = None;
    let mut rest = expression.chars().peekable();
    while let Some(character) = rest.next() {
        match (quote, character) {
            (Some(_), '\\') => drop(rest.next()),
            (Some(open), _) if open == character => quote = None,
            (None, '\'' | '"') => quote = Some(character),
            (None, '|') => {
                while rest.next_if(|next| next.is_whitespace()).is_some() {}
                let mut name = String::new();
                while let Some(letter) = rest.next_if(|next| next.is_alphanumeric() || "_$.".contains(*next)) {
                    name.push(letter);
                }
                names.extend(Some(name).filter(|name| !name.is_empty()));
            }
            _ => {}
        }
    }
    names
}

fn id_after(rest: &str) -> Option<String> {
    if let Some(name) = rest.strip_prefix('.') {
        let id: String =
            name.chars().take_while(|character| character.is_alphanumeric() || "_$".contains(*character)).collect();
        return (!id.is_empty()).then_some(id);
    }
    let inner = rest.strip_prefix('[')?.trim_start();
    let quote = inner.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
    inner.get(1..)?.split_once(quote).map(|(id, _)| id.to_owned())
}

/// What stands between the delimiters of a text.
fn expressions(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (open, close) in [("${{", "}}"), ("{%", "%}")] {
        let mut rest = text;
        while let Some((_, inner)) = rest.split_once(open) {
            let (expression, after) = inner.split_once(close).unwrap_or((inner, ""));
            found.push(expression);
            rest = after;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::template::templates;

    fn found(steps: &str) -> Vec<(usize, String)> {
        let text = format!("kind: Template\nmetadata: {{name: x}}\nspec:\n  steps:\n{steps}");
        let (templates, problems) = templates("t.yaml", &text);
        assert!(problems.is_empty(), "{problems:?}");
        let found = findings(&templates[0], "t.yaml", &|path, _| path == "./skeleton");
        found.into_iter().map(|problem| (problem.line, problem.message.as_str().to_owned())).collect()
    }

    #[test]
    fn steps_that_are_not_there_are_told_with_their_line() {
        let told = found(
            "    - {id: a-b, action: debug:log, input: {message: hi}}\n    - action: debug:log\n      input:\n        \
             message: ${{ steps['a-b'].output }} ${{ steps.nope.output }} ${{ steps.a-b.output }}\n",
        );
        assert_eq!(told[0], (8, "there is no step nope before it".to_owned()));
        assert_eq!(told[1], (8, "a name with a dash is a subtraction here: write steps['a-b']".to_owned()));
    }

    #[test]
    fn names_that_are_nearly_right_are_told_with_what_is_meant() {
        let told = found(
            "    - {action: fetch:plian, input: {url: ./skeleton}}\n    - action: debug:log\n      input:\n        \
             message: \"${{ parameters.a | parseRepoUrll | pick('o|x') or ' | no ' }} ${{ 1 | acmeOwn }}\"\n",
        );
        let words: Vec<&str> = told.iter().map(|(_, words)| words.as_str()).collect();
        assert_eq!(
            words,
            [
                "there is no action fetch:plian here; is fetch:plain meant?",
                "there is no filter parseRepoUrll here; is parseRepoUrl meant?",
                "there is no filter acmeOwn here",
            ]
        );
    }

    #[test]
    fn files_inputs_and_actions_are_looked_at() {
        let told = found(
            "    - {action: fetch:template, input: {url: ./skeleton, valus: {}}}\n    - {action: 'fetch:plain', input: {url: ./gone}}\n    - {action: fs:delete}\n    - {action: a:b}\n",
        );
        let words: Vec<&str> = told.iter().map(|(_, words)| words.as_str()).collect();
        assert_eq!(
            words,
            [
                "fetch:template takes no input valus",
                "there is no folder ./gone beside the template",
                "fs:delete needs the input files",
                "a:b has no meaning in a workspace; a run can skip it there",
            ]
        );
    }
}
