//! Fields that take files: the user types where they lie, and they are read once the keys are elsewhere.

use super::attached::Attached;
use super::filling::Filling;
use super::state::{Page, Wizard};
use crate::domain::form::{Attachment, Field, Path};
use crate::domain::text::Clean;
use crate::platform::query::FileAt;
use crate::screen::ctx::Ctx;
use serde_json::{Value, json};

impl Filling {
    /// Names a file of a field, in one of its lines.
    pub(super) fn name_file(&mut self, step: usize, path: &Path, slot: usize, text: &str) {
        let view = self.form.view(step);
        let Some(field) = view.field(path) else { return };
        let of_value = || Attached::of_value(field.value.as_ref());
        let mut files = self.files.get(path).cloned().unwrap_or_else(of_value);
        match files.get_mut(slot) {
            Some(file) => *file = Attached::named(text),
            None => files.push(Attached::named(text)),
        }
        // an empty line in the middle stays as long as one is in it
        while files.last().is_some_and(|file| file.typed.is_empty()) {
            files.pop();
        }
        self.put_files(step, path, files);
    }

    /// Puts what there is of the files of a field into the form.
    fn put_files(&mut self, step: usize, path: &Path, files: Vec<Attached>) {
        let is_list = self.form.view(step).field(path).is_some_and(|field| field.multiple);
        let urls: Vec<String> = files.iter().filter_map(Attached::value).collect();
        let value = if is_list { Some(json!(urls)) } else { urls.into_iter().next().map(Value::from) };
        self.files.insert(path.clone(), files);
        self.form.set(step, path, value);
    }

    /// The files that are to be read now: not the one that is being typed.
    fn files_due(&self, page: Page) -> Vec<FileAt> {
        let typing = self.field_typed(page);
        let due = self.files.iter().filter(|(path, _)| Some(*path) != typing.as_ref());
        due.flat_map(|(_, files)| files.iter().filter_map(Attached::question)).collect()
    }

    fn field_typed(&self, page: Page) -> Option<Path> {
        let is_typed = matches!(page, Page::Step(_)) && self.view.is_editing();
        self.view.field().filter(|field| is_typed && field.is_file()).map(|field| field.path.clone())
    }

    /// Takes in what was read. One that could not be read is read again after the keys were there.
    fn take_files(&mut self, ctx: &Ctx<'_>, page: Page) {
        let typing = self.field_typed(page);
        for (path, mut files) in self.files.clone() {
            let Some(step) = self.step_of(&path) else { continue };
            let before = files.clone();
            for file in &mut files {
                file.take(ctx, typing.as_ref() == Some(&path));
            }
            if files != before {
                self.put_files(step, &path, files);
            }
        }
    }

    fn step_of(&self, path: &Path) -> Option<usize> {
        let has = |step: &usize| self.form.view(*step).field(path).is_some_and(Field::is_file);
        self.form.shown_steps().into_iter().find(has)
    }

    /// What keeps the files from being sent, each with its step and its field.
    pub(super) fn file_problems(&self) -> Vec<(usize, Path, Clean)> {
        let mut found = Vec::new();
        for step in self.form.shown_steps() {
            let view = self.form.view(step);
            for field in view.fields.iter().filter(|field| field.is_file()) {
                let known = self.files.get(&field.path);
                let faults = known.into_iter().flatten().filter_map(Attached::fault).cloned();
                found.extend(faults.map(|words| (step, field.path.clone(), words)));
                if field.value.as_ref().is_some_and(Attachment::is_unread) {
                    found.push((step, field.path.clone(), "the file is being read".into()));
                }
            }
        }
        found
    }

    /// The files follow an item of their list that went, or that is another by number now.
    pub(super) fn renumber_files(&mut self, list: &Path, number: impl Fn(usize) -> Option<usize>) {
        let moved = std::mem::take(&mut self.files).into_iter();
        self.files = moved.filter_map(|(path, files)| Some((path.renumbered(list, &number)?, files))).collect();
    }

    /// What a draft keeps of the files: where they lie. Their content goes out of the values.
    pub(super) fn files_of_draft(&self, values: &mut Value) -> Value {
        let mut kept = Vec::new();
        for (path, files) in &self.files {
            let is_pasted = |file: &Attached| Attachment::of(&file.typed).is_some();
            if files.is_empty() || files.iter().any(is_pasted) {
                continue;
            }
            let parent = path.parent().and_then(|parent| values.pointer_mut(&pointer(&parent)));
            if let (Some(Value::Object(map)), Some(name)) = (parent, path.last()) {
                map.shift_remove(name);
            } else if let Some(item) = values.pointer_mut(&pointer(path)) {
                *item = Value::Null;
            }
            let paths: Vec<&str> = files.iter().map(|file| file.typed.as_str()).collect();
            kept.push(json!([path.names(), paths]));
        }
        Value::Array(kept)
    }

    /// Names the files again that a draft kept.
    pub(super) fn resume_files(&mut self, kept: Option<&Value>) {
        for one in kept.and_then(Value::as_array).into_iter().flatten() {
            let texts = |at: usize| -> Vec<&str> {
                let texts = one.get(at).and_then(Value::as_array).into_iter().flatten();
                texts.filter_map(Value::as_str).collect()
            };
            let path: Path = texts(0).into_iter().collect();
            let files: Vec<Attached> = texts(1).into_iter().map(Attached::named).collect();
            if let Some(step) = self.step_of(&path) {
                self.put_files(step, &path, files);
            }
        }
    }
}

impl Wizard {
    pub(super) fn file_wants(&self) -> Vec<FileAt> {
        self.filling.as_ref().map(|filling| filling.files_due(self.page)).unwrap_or_default()
    }

    pub(super) fn settle_files(&mut self, ctx: &Ctx<'_>) {
        let page = self.page;
        if let Some(filling) = &mut self.filling {
            filling.take_files(ctx, page);
        }
    }
}

fn pointer(path: &Path) -> String {
    path.names().iter().map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1"))).collect()
}
