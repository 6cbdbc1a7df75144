//! Choosing a heading or a page by a few letters.

use super::pick::{Pick, with_picker};
use super::state::Reader;
use crate::domain::docs::layout::HeadingRow;
use crate::domain::docs::{NavItem, PageName};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::screen::ctx::Ctx;
use crate::screen::panes::{Intent, movement};
use crate::screen::widgets::picker::Choice;
use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;
use ratatui::layout::Position;
use std::collections::HashSet;

impl Reader {
    /// Puts what there is to choose into the picker.
    pub(super) fn settle_pick(&mut self) {
        let Some(mut pick) = self.pick.take() else { return };
        match &mut pick {
            Pick::Heading(picker) => picker.set(self.heading_choices(picker.prompt.text())),
            Pick::Page(picker) => picker.set(self.page_choices(picker.prompt.text())),
        }
        self.pick = Some(pick);
    }

    fn heading_choices(&self, typed: &str) -> Vec<Choice<u32>> {
        let here = self.view.heading();
        let headings = self.view.layout().headings.iter().enumerate();
        let least = headings.clone().map(|(_, heading)| heading.level).min().unwrap_or(1);
        let choice = |(n, heading): (usize, &HeadingRow)| {
            let inset = "  ".repeat(usize::from(heading.level - least));
            let title = if typed.is_empty() { format!("{inset}{}", heading.text) } else { heading.text.to_string() };
            Choice { chosen: here == Some(n), ..Choice::new(Clean::line(&title), Clean::default(), heading.row) }
        };
        ranked(headings.map(choice).collect(), typed)
    }

    fn page_choices(&self, typed: &str) -> Vec<Choice<PageName>> {
        let Some(site) = &self.site else { return Vec::new() };
        let in_nav = site.nav.iter().filter_map(|item| Some((item.title.clone(), item.page()?.clone())));
        // a set, as sites have thousands of pages and this is done for each key
        let named: HashSet<&PageName> = site.nav.iter().filter_map(NavItem::page).collect();
        let others = site.pages.iter().filter(|page| !named.contains(page));
        let all = in_nav.chain(others.map(|page| (Clean::line(page.as_str()), page.clone())));
        let choice = |(title, page): (Clean, PageName)| {
            let (aside, chosen) = (Clean::line(page.as_str()), page == self.name);
            Choice { chosen, ..Choice::new(title, aside, page) }
        };
        ranked(all.map(choice).collect(), typed)
    }

    /// Does what choosing means.
    pub(super) fn choose(&mut self) -> Vec<Intent> {
        match self.pick.take() {
            Some(Pick::Heading(picker)) => {
                if let Some(row) = picker.chosen().map(|choice| choice.value) {
                    self.jump(|view| view.go_to_row(row as usize));
                }
                Vec::new()
            }
            Some(Pick::Page(picker)) => {
                let page = picker.chosen().map(|choice| choice.value.clone()).filter(|page| *page != self.name);
                page.map(|page| Intent::Go(self.link_to(&page))).into_iter().collect()
            }
            None => Vec::new(),
        }
    }

    pub(super) fn act_on_pick(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        match (action, &mut self.pick) {
            (Action::PickerChoose, _) => return self.choose(),
            (Action::PickerLeave, _) => self.pick = None,
            (_, Some(pick)) => {
                if let Some(to) = movement(action) {
                    with_picker!(pick, picker => picker.go(to, ctx.body));
                }
            }
            _ => {}
        }
        Vec::new()
    }

    /// A click chooses; one beside the frame leaves it.
    pub(super) fn click_pick(&mut self, at: Position, ctx: &Ctx<'_>) -> Vec<Intent> {
        let hit = self.pick.as_mut().is_some_and(|pick| with_picker!(pick, picker => picker.click(at, ctx.body)));
        if hit {
            return self.choose();
        }
        self.pick = None;
        Vec::new()
    }
}

/// Those that match what is typed, the best first; all in their order where nothing is typed.
fn ranked<T>(choices: Vec<Choice<T>>, typed: &str) -> Vec<Choice<T>> {
    let typed = typed.trim();
    if typed.is_empty() {
        return choices;
    }
    let matcher = SkimMatcherV2::default().ignore_case();
    let score = |choice: Choice<T>| {
        let name = format!("{} {}", choice.title, choice.aside);
        Some((matcher.fuzzy_match(&name, typed)?, choice))
    };
    let mut found: Vec<_> = choices.into_iter().filter_map(score).collect();
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, choice)| choice).collect()
}
