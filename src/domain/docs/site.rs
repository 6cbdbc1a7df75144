use super::name::{Href, PageName};
use crate::domain::model::{At, EntityRef};
use crate::domain::text::Clean;

/// The docs of an entity as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// What it is called.
    pub title: Clean,
    /// What it is about; empty where its author says nothing.
    pub description: Clean,
    /// Its pages as its author ordered them, top to bottom.
    pub nav: Vec<NavItem>,
    /// Every page there is, those too that stand in no nav, in the order of their names.
    pub pages: Vec<PageName>,
    /// When it was built, where it was.
    pub built: Option<At>,
    /// What it was built from, or is read from: a folder, an address.
    pub source: Clean,
    /// Whose docs they are, where they are a part of another entity's than the one they were asked of.
    pub owner: Option<EntityRef>,
}

impl Site {
    /// The pages beside one, in the order of the nav: before and after.
    pub fn beside(&self, page: &PageName) -> (Option<&PageName>, Option<&PageName>) {
        let pages: Vec<&PageName> = self.nav.iter().filter_map(NavItem::page).collect();
        let Some(at) = pages.iter().position(|name| *name == page) else { return (None, None) };
        (at.checked_sub(1).and_then(|before| pages.get(before).copied()), pages.get(at + 1).copied())
    }

    /// What a page is called in the nav.
    pub fn title_of(&self, page: &PageName) -> Option<&Clean> {
        self.nav.iter().find(|item| item.page() == Some(page)).map(|item| &item.title)
    }
}

/// A line of the nav.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavItem {
    /// What it is called.
    pub title: Clean,
    /// Where it leads; nothing for the head of a section.
    pub to: Option<Href>,
    /// How deep it stands, from 0.
    pub depth: u16,
}

impl NavItem {
    /// The page that it leads to.
    pub fn page(&self) -> Option<&PageName> {
        match &self.to {
            Some(Href::Page(page, _)) => Some(page),
            _ => None,
        }
    }
}
