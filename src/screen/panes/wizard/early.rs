//! What is typed before the form is there: it is kept, and typed into the form once that is.

use super::state::{Page, Wizard};
use crate::platform::keys::{Code, Key};
use crate::screen::ctx::Ctx;

/// Keys that are kept at most.
const MOST: usize = 256;

impl Wizard {
    /// Keeps a key that is typed into a form: a letter, or one that leads to another field.
    pub(super) fn keep_early(&mut self, key: Key) {
        let is_of_forms = key.typed().is_some() || matches!(key.code, Code::Backspace | Code::Tab | Code::Enter);
        if is_of_forms && self.early.len() < MOST {
            self.early.push(key);
        }
    }

    /// Whether the form is still to come. Where it does not come after all, what was typed for it is let go.
    pub(super) fn settle_early(&mut self, ctx: &Ctx<'_>) {
        let is_to_come = self.filling.is_none() && self.sent.is_none();
        self.is_loading = is_to_come && ctx.store.get(&self.question()).fault.is_none();
        if !self.is_loading {
            let early = std::mem::take(&mut self.early);
            let is_form = self.filling.is_some() && matches!(self.page, Page::Step(_));
            early.into_iter().filter(|_| is_form).for_each(|key| self.take_early(key, ctx));
        }
    }

    fn take_early(&mut self, key: Key, ctx: &Ctx<'_>) {
        match (key.code, &mut self.filling) {
            (_, Some(_)) if self.pick.is_some() => self.take_key(key),
            (Code::Tab, Some(filling)) => drop(filling.view.tab(if key.shift { -1 } else { 1 })),
            (Code::Enter, Some(filling)) => {
                let change = filling.view.enter();
                change.into_iter().for_each(|change| self.change(change));
            }
            _ => self.take_key(key),
        }
        self.settle_form(ctx);
    }

    /// Takes a key that is typed into the form, or into the list over it.
    pub(super) fn take_key(&mut self, key: Key) {
        if let Some(pick) = &mut self.pick {
            return pick.key(key);
        }
        let change = self.filling.as_mut().and_then(|filling| filling.view.key(key));
        change.into_iter().for_each(|change| self.change(change));
    }
}
