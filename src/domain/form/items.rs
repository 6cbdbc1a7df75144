//! Adding, moving and taking away items of a list, with what is remembered of them.

use serde_json::{Value, json};

use super::engine::Engine;
use super::field::Content;
use super::path::Path;
use super::problem::Broken;
use super::wizard::Form;

impl Form {
    /// Adds an item to a list, at the end or before another one, and tells its number.
    ///
    /// # Errors
    /// Where the schema of the item is broken.
    pub fn add_item(&mut self, step: usize, path: &Path, before: Option<usize>) -> Result<Option<usize>, Broken> {
        let view = self.visit(step);
        let Some(container) = view.container(path) else { return Ok(None) };
        let Content::Array { can_add: true, .. } = container.content else { return Ok(None) };
        let items = container.schema.get("items");
        let additional = container.schema.get("additionalItems");
        let schema = if items.is_some_and(Value::is_array) { additional } else { items };
        let Some(of) = self.steps.get(step) else { return Ok(None) };
        let item = Engine::new(&self.ajv, &of.schema).state(schema.unwrap_or(&json!({})), None, false)?;
        let mut items = path.get(&view.data).and_then(Value::as_array).cloned().unwrap_or_default();
        let at = before.unwrap_or(items.len()).min(items.len());
        items.insert(at, item.data.unwrap_or_default());
        self.renumber(step, path, |number| Some(if number < at { number } else { number + 1 }));
        self.replace_list(path, items);
        self.settle(step);
        Ok(Some(at))
    }

    /// Takes an item out of a list.
    pub fn remove_item(&mut self, step: usize, path: &Path, number: usize) {
        self.change_items(step, path, |items| {
            if number < items.len() {
                items.remove(number);
            }
        });
    }

    /// Moves an item of a list to another place.
    pub fn move_item(&mut self, step: usize, path: &Path, from: usize, to: usize) {
        self.change_items(step, path, |items| {
            if from < items.len() && to < items.len() {
                let item = items.remove(from);
                items.insert(to, item);
            }
        });
    }

    /// Changes a list, given its items with the numbers that they had.
    fn change_items(&mut self, step: usize, path: &Path, change: impl FnOnce(&mut Vec<(usize, Value)>)) {
        let view = self.visit(step);
        let items = path.get(&view.data).and_then(Value::as_array).cloned().unwrap_or_default();
        let mut items: Vec<(usize, Value)> = items.into_iter().enumerate().collect();
        change(&mut items);
        let numbers: Vec<usize> = items.iter().map(|(number, _)| *number).collect();
        self.renumber(step, path, |number| numbers.iter().position(|old| *old == number));
        self.replace_list(path, items.into_iter().map(|(_, item)| item).collect());
        self.settle(step);
    }

    /// What is remembered of the items of a list goes along with them: which branches were chosen in them, what was filled
    /// in below others, what was emptied.
    fn renumber(&mut self, step: usize, list: &Path, number: impl Fn(usize) -> Option<usize>) {
        let moved = |path: &Path| path.renumbered(list, &number);
        if let Some(chosen) = self.chosen.get_mut(step) {
            let all = std::mem::take(chosen).into_iter();
            *chosen = all.filter_map(|(path, branch)| Some((moved(&path)?, branch))).collect();
        }
        let left = std::mem::take(&mut self.left).into_iter();
        let left = left.filter_map(|((of, path, branch), data)| {
            let path = if of == step { moved(&path)? } else { path };
            Some(((of, path, branch), data))
        });
        self.left = left.collect();
        self.holes = self.holes.iter().filter_map(moved).collect();
        self.emptied = self.emptied.iter().filter_map(moved).collect();
    }

    /// Puts other items in the place of a list; what was emptied in them stays so.
    fn replace_list(&mut self, path: &Path, items: Vec<Value>) {
        let emptied = self.emptied.clone();
        self.replace(path, Some(Value::Array(items)));
        self.emptied = emptied;
    }
}
