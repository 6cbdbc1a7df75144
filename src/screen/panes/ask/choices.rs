//! What can be chosen for a field, in a list over the form.

use super::fields::{DURATION, ENVIRONMENT, KIND, RESOURCE, ROLE};
use super::state::AskRoom;
use crate::domain::model::access::{AccessKind, Resource, span, span_words};
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;
use crate::screen::panes::granted;
use crate::screen::widgets::picker::Choice;
use std::time::Duration;

/// Choices that are listed at most.
const LISTED: usize = 200;
/// Kinds of entities of the catalog that access may be asked to.
const KINDS: [&str; 2] = ["resource", "component"];
/// Environments that are offered where nothing says which there are.
const ENVIRONMENTS: [&str; 3] = ["development", "staging", "production"];
/// Minutes that are offered, as far as the policy allows them.
const MINUTES: [u64; 9] = [15, 30, 60, 120, 240, 480, 720, 1440, 2880];

impl AskRoom {
    /// Lists the choices anew.
    pub(super) fn settle_pick(&mut self, ctx: &Ctx<'_>) {
        let Some(mut pick) = self.pick.take() else { return };
        let text = pick.picker.prompt.text().trim().to_owned();
        let choices = match pick.name.as_str() {
            RESOURCE => self.resource_choices(ctx, &text),
            KIND => self.kinds(&text),
            DURATION => self.durations(ctx, &text),
            ROLE => self.roles(ctx, &text),
            ENVIRONMENT => self.typed_too(ENVIRONMENTS.map(str::to_owned).to_vec(), &text),
            _ => Vec::new(),
        };
        pick.picker.set(choices);
        self.pick = Some(pick);
    }

    /// Takes what is under the cursor.
    pub(super) fn choose(&mut self) {
        let Some(pick) = self.pick.take() else { return };
        let Some(chosen) = pick.picker.chosen().map(|choice| choice.value.clone()) else {
            self.pick = Some(pick);
            return;
        };
        self.set(&pick.name, Some(chosen.as_str()).filter(|text| !text.is_empty()));
        self.changed(&pick.name);
    }

    /// What the access system offers, then entities of the catalog.
    fn resource_choices(&self, ctx: &Ctx<'_>, text: &str) -> Vec<Choice<String>> {
        let now = self.text(RESOURCE);
        // of an entity with several resources these are what is chosen from first
        let mut resources: Vec<Resource> = if self.entity().is_some() { self.resources(ctx) } else { Vec::new() };
        let all = ctx.store.get(&Self::all_resources()).answer();
        resources.extend(all.into_iter().flat_map(|all| all.iter().cloned()));
        let mut choices: Vec<Choice<String>> = Vec::new();
        for one in &resources {
            let id = one.id.to_string();
            if fits(&[one.title.as_str(), one.about.as_str(), one.environment.as_str(), &id], text)
                && !choices.iter().any(|known| known.value == id)
            {
                let about = [one.kind().word(), one.environment.as_str(), one.about.as_str()];
                let about: Vec<&str> = about.into_iter().filter(|part| !part.is_empty()).collect();
                let choice = Choice::new(one.title.clone(), Clean::line(&about.join(", ")), id.clone());
                choices.push(Choice { chosen: id == now, ..choice });
            }
        }
        choices.extend(self.entity_choices(ctx, text));
        choices.truncate(LISTED);
        choices
    }

    fn entity_choices(&self, ctx: &Ctx<'_>, text: &str) -> Vec<Choice<String>> {
        let Some(listing) = ctx.store.listing() else { return Vec::new() };
        let rows = listing.rows().filter(|row| KINDS.contains(&row.kind().as_str().to_lowercase().as_str()));
        let now = self.text(RESOURCE);
        let found = rows.filter_map(|row| {
            let (reference, label) = (row.reference(), row.label().to_clean());
            let parts = [label.as_str(), reference.as_str(), row.kind_type().as_str()];
            fits(&parts, text).then(|| {
                let aside = Clean::line(&format!("{} {}", row.kind_type().as_str(), reference.short()));
                let value = reference.to_string();
                Choice { chosen: value == now, ..Choice::new(label, aside, value) }
            })
        });
        let mut found: Vec<_> = found.take(LISTED).collect();
        // databases and their like are resources
        found.sort_by_key(|choice| !choice.value.starts_with("resource:"));
        found
    }

    fn kinds(&self, text: &str) -> Vec<Choice<String>> {
        let now = self.text(KIND);
        let kinds = AccessKind::ALL.into_iter().map(AccessKind::word).filter(|word| fits(&[word], text));
        kinds.map(|word| Choice { chosen: word == now, ..Choice::new(word, "", word.to_owned()) }).collect()
    }

    /// The times that the policy allows; what is typed too, where it is one.
    fn durations(&self, ctx: &Ctx<'_>, text: &str) -> Vec<Choice<String>> {
        let ruling = self.ruling(ctx);
        let now = self.lasts();
        let mut times: Vec<Duration> = MINUTES.map(|minutes| Duration::from_secs(minutes * 60)).to_vec();
        times.extend(ruling.usual.into_iter().chain(ruling.at_most));
        times.retain(|time| ruling.at_most.is_none_or(|at_most| *time <= at_most));
        times.sort_unstable();
        times.dedup();
        let choice = |time: Duration| {
            let words = span_words(time);
            let aside = match () {
                () if ruling.at_most == Some(time) => "at most",
                () if ruling.usual == Some(time) => "where nobody says",
                () => "",
            };
            Choice { chosen: now == Some(time), ..Choice::new(Clean::line(&words), aside, words) }
        };
        let mut choices: Vec<_> = times.into_iter().map(choice).filter(|it| fits(&[&it.value], text)).collect();
        let is_listed = |it: &Choice<String>| span(&it.value) == span(text);
        if span(text).is_some() && !choices.iter().any(is_listed) {
            choices.insert(0, Choice::new(Clean::line(text), "as typed", text.to_owned()));
        }
        choices
    }

    fn roles(&self, ctx: &Ctx<'_>, text: &str) -> Vec<Choice<String>> {
        let mut roles = self.ruling(ctx).roles;
        let told = granted::ways(ctx).into_iter().flat_map(|ways| &ways.roles);
        roles.extend(told.map(Clean::to_string));
        roles.dedup();
        self.typed_too(roles, text)
    }

    fn typed_too(&self, words: Vec<String>, text: &str) -> Vec<Choice<String>> {
        let is_there = words.iter().any(|word| word == text);
        let found = words.into_iter().filter(|word| fits(&[word], text));
        let mut choices: Vec<_> = found.map(|word| Choice::new(Clean::line(&word), "", word)).collect();
        if !text.is_empty() && !is_there {
            let at = usize::from(choices.first().is_some_and(|first| first.value.starts_with(text)));
            choices.insert(at, Choice::new(Clean::line(text), "as typed", text.to_owned()));
        }
        choices
    }
}

/// Whether all words of a text occur in one of the parts.
fn fits(parts: &[&str], text: &str) -> bool {
    let all = parts.join("\n").to_lowercase();
    text.to_lowercase().split_whitespace().all(|word| all.contains(word))
}
