//! What the user did to the form, carried out on what is filled in.

use super::pick::Picking;
use super::repository::Address;
use super::state::{Page, Wizard};
use crate::domain::form::{Kind, Path};
use crate::domain::text::Clean;
use crate::screen::widgets::form::Change;
use serde_json::Value;

impl Wizard {
    /// Carries out a change.
    pub(super) fn change(&mut self, change: Change) {
        let Page::Step(step) = self.page else { return };
        match change {
            Change::Next => return self.next_page(),
            Change::Pick(path, several, typed) => {
                let slot = self.filling.as_ref().map_or(0, |filling| filling.view.part());
                self.pick = Some(Picking::new(path, slot, several, &typed));
                return;
            }
            _ => {}
        }
        let Some(filling) = &mut self.filling else { return };
        let form = &mut filling.form;
        let touched: Path = match change {
            Change::Text(path, text) => {
                let is_added = form.view(step).field(&path).is_some_and(|field| field.is_added());
                match is_added && text.is_empty() {
                    // without a value it would be gone, with the name that was typed
                    true => form.set(step, &path, Some(Value::from(""))),
                    false => form.set_text(step, &path, &text),
                }
                path
            }
            Change::Value(path, value) => {
                form.set(step, &path, value);
                path
            }
            Change::Secret(path, secret) => {
                form.set_secret(step, &path, secret);
                path
            }
            Change::Branch(path, branch) => {
                if let Err(broken) = form.choose(step, &path, branch) {
                    self.told.push(Clean::line(&broken.to_string()));
                }
                path
            }
            Change::Toggle(path, value) => {
                let field = form.view(step).field(&path).cloned();
                let options = field.as_ref().and_then(|field| field.options.clone()).unwrap_or_default();
                let order: Vec<Value> = options.into_iter().filter_map(|option| option.value).collect();
                let items = toggled(field.and_then(|field| field.value), &value, &order);
                form.set(step, &path, Some(Value::Array(items)));
                path
            }
            Change::Slot(path, slot, text) => {
                let known = filling.addresses.get(&path);
                let mut address =
                    form.view(step).field(&path).map(|field| Address::of(field, known)).unwrap_or_default();
                address.put(slot, &text);
                form.set(step, &path, address.text().map(Value::from));
                filling.addresses.insert(path.clone(), address);
                path
            }
            Change::Add(path) => {
                let added = match form.view(step).container(&path).map(|it| it.content.clone()) {
                    Some(crate::domain::form::Content::Object { .. }) => {
                        Ok(form.add_property(step, &path).map(|name| path.child(&name)))
                    }
                    _ => form.add_item(step, &path, None).map(|at| at.map(|at| path.child(&at.to_string()))),
                };
                match added {
                    // a property is named first
                    Ok(Some(new)) => self.goes_to_name = Some(new),
                    Ok(None) => {}
                    Err(broken) => self.told.push(Clean::line(&broken.to_string())),
                }
                path
            }
            Change::Rename(path, name) => {
                let Some(new) = form.rename_property(step, &path, &name) else { return };
                let new = path.parent().unwrap_or_default().child(&new);
                filling.view.renamed(&path, new.clone());
                new
            }
            Change::Drop(path) => {
                form.remove_property(step, &path);
                self.goes_to = path.parent();
                path
            }
            Change::Remove(path, number) => {
                form.remove_item(step, &path, number);
                self.goes_to = Some(path.child(&number.to_string()));
                path
            }
            Change::Move(path, from, to) => {
                form.move_item(step, &path, from, to);
                self.goes_along = Some((path.clone(), from, to));
                path
            }
            Change::Next | Change::Pick(..) => return,
        };
        filling.changed_at_path(&touched);
    }

    /// Takes what was chosen in the list over the form.
    pub(super) fn choose(&mut self) {
        let Some(pick) = &mut self.pick else { return };
        // keys can come faster than answers: what is listed then is not what was typed for
        if !pick.is_found() {
            pick.waits = true;
            return;
        }
        let Some(chosen) = pick.picker.chosen().map(|choice| choice.value.clone()) else { return };
        let (path, slot, several) = (pick.path.clone(), pick.slot, pick.several);
        match several {
            // the next one is typed anew
            true => pick.picker.clear(),
            false => self.pick = None,
        }
        let (Some(filling), Page::Step(step)) = (&self.filling, self.page) else { return };
        let kind = filling.view.field().map(|field| field.kind);
        let name = filling.form.view(step).field(&path).map(|field| field.name.clone()).unwrap_or_default();
        let change = match (chosen, several) {
            (Some(value), true) => Change::Toggle(path, value),
            (Some(value), false) if kind == Some(Kind::Choice) => {
                let branch = value.as_u64().and_then(|branch| usize::try_from(branch).ok());
                Change::Branch(path, branch.unwrap_or(0))
            }
            (Some(value), false) if name == "RepoUrlPicker" => {
                Change::Slot(path, slot, value.as_str().unwrap_or_default().to_owned())
            }
            (value, _) => Change::Value(path, value),
        };
        self.change(change);
    }

    /// To the next page, where this one can be left. The first try shows what has to be mended, the next goes on
    /// all the same: nothing is sent before all of it is.
    pub(super) fn next_page(&mut self) {
        if let (Page::Step(step), Some(filling)) = (self.page, &mut self.filling) {
            let is_complete = filling.form.view(step).is_complete();
            if !is_complete && !filling.view.shows_all() {
                filling.view.show_all();
                let count = filling.view.problems().len();
                let words = match count {
                    1 => "one thing has to be mended here first; once more goes on all the same".to_owned(),
                    count => format!("{count} things have to be mended here first; once more goes on all the same"),
                };
                self.told.push(Clean::line(&words));
                return;
            }
        }
        if let Some(page) = self.page_after(false) {
            self.turn(page);
        }
    }

    /// To the page before; at the first one that is said, and nothing is left.
    pub(super) fn previous_page(&mut self) {
        match self.page_after(true) {
            Some(page) => self.turn(page),
            None => self.told.push("this is the first step; esc leaves, and what was filled in is kept".into()),
        }
    }

    /// Shows another page.
    pub(super) fn turn(&mut self, page: Page) {
        if page == self.page {
            return;
        }
        (self.page, self.pick) = (page, None);
        let Some(filling) = &mut self.filling else { return };
        if let Page::Step(step) = page {
            filling.view = crate::screen::widgets::form::FormView::begin(super::settle::NEXT);
            filling.form.open(step);
            if self.attempted.contains(&step) {
                filling.view.show_problems();
            }
            self.attempted.insert(step);
        } else {
            filling.form.visit_all();
        }
        // which page it is at is kept too
        filling.is_changed |= filling.draft.is_some();
        self.sheet = Default::default();
    }
}

/// A list with the value, or without it where it has it; in the order of the options where there are some.
fn toggled(list: Option<Value>, value: &Value, order: &[Value]) -> Vec<Value> {
    let mut items = match list {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    };
    match items.iter().position(|item| item == value) {
        Some(at) => drop(items.remove(at)),
        None => items.push(value.clone()),
    }
    let place = |item: &Value| order.iter().position(|known| known == item).unwrap_or(order.len());
    items.sort_by_key(place);
    items
}
