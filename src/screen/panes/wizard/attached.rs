//! A file that a field takes: where it lies, and what there is of it.

use crate::domain::document::Role;
use crate::domain::form::{Attachment, Field};
use crate::domain::text::Clean;
use crate::platform::query::FileAt;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::form::Slot;
use serde_json::Value;

/// A file that was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attached {
    /// Where it lies, as it was typed; or a data URL that was pasted.
    pub(super) typed: String,
    held: Held,
    /// It is to be read once the keys are elsewhere.
    is_due: bool,
}

/// What there is of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Held {
    Nothing,
    Whole(String),
    Fault(Clean),
}

impl Attached {
    pub(super) fn named(typed: &str) -> Self {
        let typed = typed.trim().to_owned();
        match Attachment::of(&typed) {
            Some(_) => Self { held: Held::Whole(typed.clone()), typed, is_due: false },
            None => Self { typed, held: Held::Nothing, is_due: true },
        }
    }

    /// The value of the form that it is, or that stands for it until it is read; none where it cannot be read.
    pub(super) fn value(&self) -> Option<String> {
        match &self.held {
            _ if self.typed.is_empty() => None,
            Held::Whole(url) => Some(url.clone()),
            Held::Nothing => Some(Attachment::unread(&self.typed)),
            Held::Fault(_) => None,
        }
    }

    pub(super) fn question(&self) -> Option<FileAt> {
        (self.is_due && !self.typed.is_empty()).then(|| FileAt { path: self.typed.clone() })
    }

    /// Those that a field has by its value alone.
    pub(super) fn of_value(value: Option<&Value>) -> Vec<Self> {
        let of = |url: String| Self { typed: name(&url), held: Held::Whole(url), is_due: false };
        urls(value).into_iter().map(of).collect()
    }

    /// Why it cannot be read.
    pub(super) fn fault(&self) -> Option<&Clean> {
        match &self.held {
            Held::Fault(words) => Some(words),
            Held::Nothing | Held::Whole(_) => None,
        }
    }

    /// Takes in what was read. One that could not be read is read again after the keys were there.
    pub(super) fn take(&mut self, ctx: &Ctx<'_>, is_typed: bool) {
        if is_typed {
            self.is_due |= matches!(self.held, Held::Fault(_));
            return;
        }
        let Some(question) = self.question() else { return };
        let remote = ctx.store.get(&question);
        if let Some(url) = remote.answer() {
            (self.held, self.is_due) = (Held::Whole(url.to_string()), false);
        } else if let Some(fault) = remote.fault {
            (self.held, self.is_due) = (Held::Fault(fault.happened.clone()), false);
        }
    }

    /// What there is to say of it below its field.
    fn note(&self, bad: &str) -> Option<(Clean, Role)> {
        match &self.held {
            Held::Whole(url) => Some((Clean::line(&Attachment::of(url)?.to_string()), Role::Dim)),
            Held::Fault(words) => Some((Clean::line(&format!("{bad} {words}")), Role::Bad)),
            Held::Nothing => None,
        }
    }
}

/// What a field of files says besides.
pub(super) fn notes(field: &Field, files: Option<&Vec<Attached>>, bad: &str) -> Vec<(Clean, Role)> {
    let known: Vec<(Clean, Role)> = files.into_iter().flatten().filter_map(|file| file.note(bad)).collect();
    if !known.is_empty() {
        return known;
    }
    let accepted = field.ui_options.get("accept").and_then(Value::as_str);
    let accepted = accepted.map(|accepted| format!(" ({accepted})")).unwrap_or_default();
    vec![(Clean::line(&format!("the path of a file{accepted}; it is read when you go on")), Role::Dim)]
}

/// The lines of a field of files: one, or for a list one more than there are.
pub(super) fn slots(field: &Field, files: Option<&Vec<Attached>>) -> Vec<Slot> {
    let texts: Vec<String> = match files {
        Some(files) => files.iter().map(|file| file.typed.clone()).collect(),
        None => urls(field.value.as_ref()).into_iter().map(|url| name(&url)).collect(),
    };
    let count = if field.multiple { texts.len() + 1 } else { 1 };
    let slot = |n: usize| Slot {
        title: if field.multiple { Clean::line(&format!("File {}", n + 1)) } else { "File".into() },
        text: texts.get(n).cloned().unwrap_or_default(),
        is_picked: false,
    };
    (0..count).map(slot).collect()
}

/// The values of a field that are texts.
fn urls(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(url)) => vec![url.clone()],
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// What stands for a file of which only the value is known.
fn name(url: &str) -> String {
    match Attachment::of(url) {
        Some(file) if file.name.is_empty() => "a file".into(),
        Some(file) => file.name,
        None => url.to_owned(),
    }
}
