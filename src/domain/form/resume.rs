//! What a draft keeps besides values, so that a form that is resumed is the one that was left.

use serde_json::{Value, json};

use super::field::Secrecy;
use super::path::Path;
use super::wizard::{Form, remove};

impl Form {
    /// What values do not tell: what was emptied (`emptied`, a list of paths), where defaults must not come back, and
    /// which branches were chosen (`chosen`, for each step a list of paths with numbers). No value is in it.
    #[must_use]
    pub fn marks(&self) -> Value {
        let emptied: Vec<&[String]> = self.emptied.iter().map(Path::names).collect();
        let of = |(path, branch): (&Path, &usize)| json!([path.names(), branch]);
        let chosen: Vec<Value> = self.chosen.iter().map(|chosen| chosen.iter().map(of).collect()).collect();
        json!({ "emptied": emptied, "chosen": chosen })
    }

    /// Fills in the values of a draft with the marks that were kept with them; marks that do not fit are left out.
    pub fn resume(&mut self, values: &Value, marks: &Value) {
        self.fill(values);
        for path in list(marks.get("emptied")).iter().filter_map(path_of) {
            if path.get(values).is_none() {
                remove(&mut self.state, &path);
                self.emptied.insert(path);
            }
        }
        for (chosen, kept) in self.chosen.iter_mut().zip(list(marks.get("chosen"))) {
            for mark in list(Some(kept)) {
                let branch = mark.get(1).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
                if let Some((path, branch)) = mark.get(0).and_then(path_of).zip(branch) {
                    chosen.insert(path, branch);
                }
            }
        }
        self.changed();
    }

    /// Takes over what is filled in in a form of the same template, as it was before the template changed. Secrets are
    /// kept where the field is one still.
    pub fn adopt(&mut self, before: &Form) {
        self.resume(&before.draft(), &before.marks());
        for step in 0..self.steps.len() {
            let view = self.view(step);
            let fields = view.fields.iter().filter(|field| field.secrecy == Secrecy::Secret);
            for path in fields.map(|field| &field.path) {
                let kept = path.last().and_then(|name| before.secrets.get(name));
                if let Some(secret) = kept {
                    self.set_secret(step, path, Some(secret.clone()));
                }
            }
        }
    }
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn path_of(names: &Value) -> Option<Path> {
    let names: Option<Vec<&str>> = names.as_array()?.iter().map(Value::as_str).collect();
    Some(names?.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        Form::from_parameters(&json!({"properties": {
            "size": {"type": "string", "default": "small"},
            "store": {"oneOf": [
                {"title": "None", "type": "object", "properties": {"note": {"type": "string"}}},
                {"title": "Disk", "type": "object", "properties": {"note": {"type": "string"}}},
            ]},
        }}))
    }

    #[test]
    fn an_emptied_default_does_not_come_back_and_the_chosen_branch_is_chosen_still() {
        let mut left = form();
        left.visit(0);
        let (size, store): (Path, Path) = (["size"].into_iter().collect(), ["store"].into_iter().collect());
        left.set(0, &size, None);
        left.choose(0, &store, 1).unwrap();
        let mut back = form();
        back.visit(0);
        back.resume(&left.draft(), &left.marks());
        back.visit_all();
        assert_eq!(back.values().get("size"), None, "{}", back.values());
        let chosen = back.view(0).fields.iter().find(|field| field.path == store).and_then(|it| it.value.clone());
        assert_eq!(chosen, Some(json!(1)));
    }
}
