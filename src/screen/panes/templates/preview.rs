//! What a template asks for and does, beside the list.

use super::state::Gallery;
use crate::domain::docs::prose;
use crate::domain::document::{Line, Role, wrap};
use crate::domain::model::{At, Entity, EntityRef};
use crate::domain::template::approval::{Approval, approvals};
use crate::domain::template::limit::{Limit, limits};
use crate::domain::text::Clean;
use crate::platform::query::ByRef;
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// How long the cursor has to rest before a portal is asked for the template that it came to.
const REST: Duration = Duration::from_millis(150);

impl Gallery {
    fn preview_of(&self, ctx: &Ctx<'_>) -> Option<ByRef> {
        self.areas(ctx).preview?;
        Some(ByRef { reference: self.template_here()? })
    }

    /// The template beside the list. While the cursor runs over rows, only one that is known already.
    pub(super) fn preview_wanted(&self, ctx: &Ctx<'_>) -> Option<ByRef> {
        let query = self.preview_of(ctx)?;
        (ctx.store.get(&query).answer().is_some() || self.has_rested(ctx)).then_some(query)
    }

    fn has_rested(&self, ctx: &Ctx<'_>) -> bool {
        self.at == self.template_here() && ctx.now.since(self.since) >= REST
    }

    pub(super) fn rests_at(&self, ctx: &Ctx<'_>) -> Option<At> {
        (self.preview_of(ctx).is_some() && !self.has_rested(ctx)).then(|| self.since.after(REST))
    }

    pub(super) fn settle_preview(&mut self, ctx: &Ctx<'_>) {
        let here = self.template_here();
        if self.at != here {
            // what is there at the start is asked for at once
            self.since = if self.at.is_none() { At::default() } else { ctx.now };
            self.at = here;
            (self.preview, self.previewed) = Default::default();
        }
        let (Some(area), Some(query)) = (self.areas(ctx).preview, self.preview_of(ctx)) else { return };
        let remote = ctx.store.get(&query);
        let columns = usize::from(area.width.saturating_sub(4));
        let made_of = remote.answer().map(|entity| (Arc::clone(entity), columns));
        let is_same = |(known, was): &(Arc<Entity>, usize)| {
            made_of.as_ref().is_some_and(|(entity, columns)| Arc::ptr_eq(known, entity) && was == columns)
        };
        if self.previewed.as_ref().is_some_and(is_same) {
            return self.preview.fit(usize::from(area.height));
        }
        let lines = match &made_of {
            Some((entity, columns)) => about(entity, *columns),
            None => absence(&remote, "the template", columns),
        };
        self.previewed = made_of;
        self.preview.set(lines, usize::from(area.height));
    }
}

/// A template in lines: what it is for, what it asks for, what it does, who has to agree.
fn about(entity: &Entity, columns: usize) -> Vec<Line> {
    let mut lines = wrapped(&entity.title(), Role::Title, columns);
    let under = [entity.reference().short(), entity.text("/spec/type"), entity.text("/spec/lifecycle")];
    lines.push(Line::of(joined(&under), Role::Dim));
    lines.push(Line::empty());
    let description = entity.value().pointer("/metadata/description").and_then(Value::as_str);
    lines.extend(prose(description.unwrap_or_default(), columns));
    lines.push(Line::empty());
    let owners: Vec<Clean> = entity.owners().iter().map(EntityRef::short).collect();
    for (label, values) in [("Owner", owners), ("Tags", entity.tags())] {
        if !values.is_empty() {
            lines.push(Line::of(label, Role::Label).pad_to(8).and(joined(&values), Role::Text));
        }
    }
    lines.extend(section("Asks for", asked(entity.value()), columns));
    lines.extend(section("Does", done(entity.value()), columns));
    let limits = limits(entity).iter().map(limited).collect();
    lines.extend(section("Limits", limits, columns));
    lines.extend(section("Needs approval", approvals(entity).iter().map(agreed).collect(), columns));
    lines
}

fn joined(words: &[Clean]) -> Clean {
    let words: Vec<&str> = words.iter().map(Clean::as_str).filter(|word| !word.is_empty()).collect();
    Clean::line(&words.join(", "))
}

fn wrapped(text: &Clean, role: Role, columns: usize) -> Vec<Line> {
    wrap(text.shown(), columns).into_iter().map(|line| Line::of(line, role)).collect()
}

/// A head with items below it: what each is called, and what there is to say of it.
fn section(title: &'static str, items: Vec<(Clean, Clean)>, columns: usize) -> Vec<Line> {
    if items.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![Line::empty(), Line::of(title, Role::Heading)];
    for (name, about) in items {
        lines.extend(wrapped(&name, Role::Text, columns));
        let indented = wrap(about.shown(), columns.saturating_sub(2)).into_iter();
        lines.extend(indented.map(|line| Line::of("  ", Role::Text).and(line, Role::Dim)));
    }
    lines
}

/// The steps of the form, each with the titles of its fields.
fn asked(template: &Value) -> Vec<(Clean, Clean)> {
    let parameters = template.pointer("/spec/parameters");
    let steps = match parameters {
        Some(Value::Array(steps)) => steps.iter().collect(),
        other => other.into_iter().collect::<Vec<_>>(),
    };
    let step = |(number, step): (usize, &Value)| {
        let title = step.get("title").and_then(Value::as_str).unwrap_or("Untitled");
        let fields = step.get("properties").and_then(Value::as_object).into_iter().flatten();
        let names: Vec<&str> =
            fields.map(|(name, field)| field.get("title").and_then(Value::as_str).unwrap_or(name)).collect();
        (Clean::line(&format!("{}. {title}", number + 1)), Clean::line(&names.join(", ")))
    };
    steps.into_iter().enumerate().map(step).collect()
}

/// The steps of a run, each with its action.
fn done(template: &Value) -> Vec<(Clean, Clean)> {
    let steps = template.pointer("/spec/steps").and_then(Value::as_array);
    let step = |step: &Value| {
        let text = |name| step.get(name).and_then(Value::as_str);
        let action = text("action").unwrap_or_default();
        let name = text("name").or_else(|| text("id")).unwrap_or(action);
        (Clean::line(name), Clean::line(action))
    };
    steps.into_iter().flatten().map(step).collect()
}

fn limited(limit: &Limit) -> (Clean, Clean) {
    let when = limit.when.as_ref().and_then(Value::as_str);
    (limit.says.clone(), when.map(|when| Clean::line(&format!("where {when}"))).unwrap_or_default())
}

fn agreed(approval: &Approval) -> (Clean, Clean) {
    let when = approval.when.as_ref().and_then(Value::as_str);
    let words = match when {
        Some(when) => format!("{} (where {when})", approval.because),
        None => approval.because.to_string(),
    };
    (Clean::line(&format!("by {}", approval.by.short())), Clean::line(&words))
}
