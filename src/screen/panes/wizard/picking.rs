//! Choosing a value from a list over the form: the options of the field, or what the catalog has.

use super::filter::{self, OF_ENTITIES};
use super::pick::Picking;
use super::repository::{self, Address, listed, option};
use super::state::{Page, Wizard};
use crate::domain::form::{Field, Kind};
use crate::domain::model::EntityRef;
use crate::domain::model::listing::{Facet, Filter, Selection};
use crate::domain::text::Clean;
use crate::platform::query::{Ask, Select, Version};
use crate::screen::ctx::Ctx;
use crate::screen::widgets::form::text_of;
use crate::screen::widgets::picker::Choice;
use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;
use serde_json::Value;
use std::sync::Arc;

/// Choices that are listed at most.
const LISTED: usize = 200;

impl Wizard {
    /// The field that something is chosen for.
    fn picked_field(&self) -> Option<Field> {
        let (filling, Page::Step(step)) = (self.filling.as_ref()?, self.page) else { return None };
        let pick = self.pick.as_ref()?;
        let view = filling.form.view(step);
        let of = |field: &&Field| field.path == pick.path;
        // a choice and what it leads to may stand at one path; the choice has the keys
        let here = filling.view.field().map(|field| field.kind);
        let same = view.fields.iter().filter(of).find(|field| Some(field.kind) == here);
        same.or_else(|| view.field(&pick.path)).cloned()
    }

    /// What has to be known to list the choices.
    pub(super) fn pick_wants(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        let (Some(field), Some(pick)) = (self.picked_field(), &self.pick) else { return Vec::new() };
        if OF_ENTITIES.contains(&field.name.as_str()) {
            return filter::wanted(&field, ctx).map(|all| filter::wants(&all, ctx, pick.text())).unwrap_or_default();
        }
        match field.name.as_str() {
            "EntityTagsPicker" => tags(&field, ctx).map(Ask::from).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// Lists the choices anew; while they are looked for those before stay.
    pub(super) fn settle_pick(&mut self, ctx: &Ctx<'_>) {
        let Some(field) = self.picked_field() else {
            self.pick = None;
            return;
        };
        let Some(mut pick) = self.pick.take() else { return };
        let text = pick.text().to_owned();
        let typed = self.filling.as_ref().and_then(|filling| filling.addresses.get(&field.path));
        if let Some(choices) = choices(&field, &pick, ctx, (&text, typed)) {
            pick.picker.set(choices);
            pick.made_for = Some(text);
        }
        self.pick = Some(pick);
    }
}

fn choices(
    field: &Field,
    pick: &Picking,
    ctx: &Ctx<'_>,
    (text, typed_so_far): (&str, Option<&Address>),
) -> Option<Vec<Choice<Option<Value>>>> {
    match field.name.as_str() {
        name if OF_ENTITIES.contains(&name) => entities(field, ctx, text),
        "EntityTagsPicker" => of_tags(field, ctx, text),
        "RepoUrlPicker" => {
            let texts = repository::choices(field, typed_so_far, pick.slot);
            let slots = Address::of(field, typed_so_far).slots(field);
            let now = slots.get(pick.slot).map(|slot| slot.text.as_str()).unwrap_or_default();
            let mut choices = of_texts(&texts, text, now);
            if repository::is_open(field, pick.slot) && !text.trim().is_empty() {
                add_typed(&mut choices, text.trim(), Value::from(text.trim()));
            }
            Some(choices)
        }
        "RepoOwnerPicker" => {
            let now = field.value.as_ref().map(text_of).unwrap_or_default();
            Some(of_texts(&listed(field, "allowedOwners"), text, &now))
        }
        _ => Some(of_options(field, text)),
    }
}

/// The options of a field, those that match best first; nothing at all too, where it may be left empty.
fn of_options(field: &Field, text: &str) -> Vec<Choice<Option<Value>>> {
    let matcher = SkimMatcherV2::default().ignore_case();
    let mut found: Vec<(i64, Choice<Option<Value>>)> = Vec::new();
    for option in field.options.iter().flatten() {
        let title = Clean::line(&option.title());
        let Some(score) = matcher.fuzzy_match(title.as_str(), text.trim()) else { continue };
        let value = option.value.clone();
        let chosen = value.as_ref().is_some_and(|value| holds(field, value));
        let spelled =
            value.as_ref().map(text_of).filter(|it| it.as_str() != title.as_str() && field.kind != Kind::Choice);
        let aside = Clean::line(&spelled.unwrap_or_default());
        found.push((score, Choice { title, aside, chosen, value }));
    }
    if !text.trim().is_empty() {
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    }
    let mut choices: Vec<_> = found.into_iter().map(|(_, choice)| choice).collect();
    if !field.required
        && !field.multiple
        && field.kind != Kind::Choice
        && text.trim().is_empty()
        && field.value.is_some()
    {
        choices.push(Choice::new("nothing", "", None));
    }
    choices
}

fn of_texts(texts: &[String], text: &str, now: &str) -> Vec<Choice<Option<Value>>> {
    let fits = |it: &&String| it.to_lowercase().contains(&text.trim().to_lowercase());
    let choice =
        |it: &String| Choice { chosen: now == it, ..Choice::new(Clean::line(it), "", Some(Value::from(it.as_str()))) };
    texts.iter().filter(fits).map(choice).collect()
}

/// Adds what was typed as a choice of its own: the first one, unless it is the beginning of what is found, which goes
/// before it.
fn add_typed(choices: &mut Vec<Choice<Option<Value>>>, text: &str, value: Value) {
    let begins = |choice: &Choice<Option<Value>>| begins(&choice.title, text) || begins(&choice.aside, text);
    let at = usize::from(choices.first().is_some_and(begins));
    choices.insert(at, Choice::new(Clean::line(&format!("use `{text}`")), "as typed", Some(value)));
}

/// Whether each word of what was typed is the beginning of one.
fn begins(name: &Clean, text: &str) -> bool {
    let name = name.as_str().to_lowercase();
    let is_inside = |at: usize| name.get(..at).and_then(|it| it.chars().next_back()).is_some_and(char::is_alphanumeric);
    let words = name.char_indices().map(|(at, _)| at).filter(|at| !is_inside(*at));
    let words: Vec<&str> = words.filter_map(|at| name.get(at..)).collect();
    text.to_lowercase().split_whitespace().all(|typed| words.iter().any(|word| word.starts_with(typed)))
}

fn entities(field: &Field, ctx: &Ctx<'_>, text: &str) -> Option<Vec<Choice<Option<Value>>>> {
    let all = filter::wanted(field, ctx)?;
    let listing = ctx.store.listing()?;
    let found = filter::found(&all, ctx, text, LISTED)?;
    let choice = |reference: EntityRef| {
        let label = listing.find(&reference).map(|row| row.label().to_clean()).unwrap_or_else(|| reference.short());
        let value = Value::from(reference.as_str());
        Choice {
            title: label,
            aside: Clean::line(reference.as_str()),
            chosen: holds(field, &value),
            value: Some(value),
        }
    };
    let mut choices: Vec<_> = found.into_iter().map(choice).collect();
    let text = text.trim();
    if !text.is_empty() && is_open(field) {
        add_typed(&mut choices, text, Value::from(spelled_out(field, text)));
    }
    // what holds now is always listed, however many there are
    let now = field.value.as_ref().and_then(Value::as_str).and_then(|text| text.parse::<EntityRef>().ok());
    if text.is_empty()
        && let Some(now) = now.filter(|_| !choices.iter().any(|choice| choice.chosen))
    {
        choices.insert(0, choice(now));
    }
    if text.is_empty() && !field.required && field.value_type() != Some("array") && field.value.is_some() {
        choices.push(Choice::new("nothing", "", None));
    }
    Some(choices)
}

/// Whether anything can be filled in besides what the catalog has.
fn is_open(field: &Field) -> bool {
    let asked = option(field, "allowArbitraryValues").and_then(Value::as_bool);
    field.name != "MyGroupsPicker" && asked.unwrap_or(true)
}

/// A typed reference in full, where it is one with the field's defaults.
fn spelled_out(field: &Field, text: &str) -> String {
    let default = |name: &str| option(field, name).and_then(Value::as_str).map(str::to_owned);
    let kind = default("defaultKind").or_else(|| (field.name == "OwnerPicker").then(|| "Group".to_owned()));
    let namespace = default("defaultNamespace");
    let parsed = EntityRef::parse(text, kind.as_deref(), namespace.as_deref());
    parsed.map_or_else(|_| text.to_owned(), |reference| reference.to_string())
}

/// The question for all tags there are.
fn tags(field: &Field, ctx: &Ctx<'_>) -> Option<Select> {
    let listing = ctx.store.listing()?;
    let mut filter = Filter::default();
    for kind in listed(field, "kinds") {
        filter.facets.entry(Facet::Kind).or_default().insert(kind.to_lowercase());
    }
    Some(Select { listing: Version(Arc::clone(listing)), filter: Box::new(filter), fields: Vec::new() })
}

fn of_tags(field: &Field, ctx: &Ctx<'_>, text: &str) -> Option<Vec<Choice<Option<Value>>>> {
    let text = text.trim().to_lowercase();
    let selection = ctx.store.get(&tags(field, ctx)?).answer()?;
    let counts = |selection: &Selection| {
        let of_tags = selection.facets.iter().find(|(facet, _)| *facet == Facet::Tag);
        of_tags.map(|(_, counts)| counts.clone()).unwrap_or_default()
    };
    let counts = counts(selection);
    let hides_counts = option(field, "showCounts") == Some(&Value::Bool(false));
    let own = field.value.as_ref().and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    // what was typed before and no entity has is listed too, to be taken away again
    let own = own.filter(|own| !counts.iter().any(|count| count.value.as_str() == *own)).map(|own| (own, 0));
    let known = counts.iter().map(|count| (count.value.as_str(), count.count)).filter(|(_, count)| *count > 0);
    let mut tags: Vec<(&str, u32)> = known.chain(own).filter(|(tag, _)| tag.contains(&text)).collect();
    // the sort is stable: among those that fit alike the more frequent stay first
    tags.sort_by_key(|(tag, _)| (*tag != text, !tag.starts_with(&text)));
    let is_there = tags.first().is_some_and(|(tag, _)| *tag == text);
    let choice = |(tag, count): (&str, u32)| {
        let value = Value::from(tag);
        let aside = if hides_counts || count == 0 { String::new() } else { count.to_string() };
        Choice { chosen: holds(field, &value), ..Choice::new(Clean::line(tag), Clean::line(&aside), Some(value)) }
    };
    let mut choices: Vec<_> = tags.into_iter().take(LISTED).map(choice).collect();
    if !text.is_empty() && !is_there {
        add_typed(&mut choices, &text, Value::from(text.as_str()));
    }
    Some(choices)
}

/// Whether a value is the field's, or among its.
fn holds(field: &Field, value: &Value) -> bool {
    match &field.value {
        Some(Value::Array(items)) => items.contains(value),
        Some(now) => now == value,
        None => false,
    }
}
