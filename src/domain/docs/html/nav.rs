use super::super::name::resolve;
use super::super::site::NavItem;
use super::tree::{Id, Tree};
use crate::domain::text::Clean;

/// The most levels that a nav has.
const DEEPEST: u16 = 32;

/// The lines of a nav that stands in a page of that folder.
pub(super) fn items(tree: &Tree, folder: &str) -> Vec<NavItem> {
    let mut items = Vec::new();
    if let Some(list) = tree.within(Id::ROOT).find(|at| is_list(tree, *at)) {
        add(tree, list, folder, 0, &mut items);
    }
    items
}

fn is_list(tree: &Tree, id: Id) -> bool {
    tree.has_class(id, "md-nav__list")
}

fn add(tree: &Tree, list: Id, folder: &str, depth: u16, items: &mut Vec<NavItem>) {
    for item in tree.elements(list).filter(|item| tree.has_class(*item, "md-nav__item")) {
        items.extend(line(tree, item, folder, depth));
        // the list of a page's own headings stands in the item of the page that is open
        let part = |at: &Id| tree.name(*at) == "nav" && !tree.has_class(*at, "md-nav--secondary");
        let below = tree.elements(item).find(part).and_then(|nav| tree.elements(nav).find(|at| is_list(tree, *at)));
        if let Some(below) = below.filter(|_| depth < DEEPEST) {
            add(tree, below, folder, depth + 1, items);
        }
    }
}

/// What an item itself says: its link, else the label of its section.
fn line(tree: &Tree, item: Id, folder: &str, depth: u16) -> Option<NavItem> {
    let holder = tree.elements(item).find(|at| tree.has_class(*at, "md-nav__container")).unwrap_or(item);
    let heads: Vec<Id> = tree.elements(holder).filter(|at| tree.has_class(*at, "md-nav__link")).collect();
    let link = heads.iter().copied().find(|head| tree.name(*head) == "a");
    let head = link.or(heads.first().copied())?;
    let to = link.and_then(|link| tree.attribute(link, "href")).map(|href| resolve(folder, href));
    let title = title_of(tree, head);
    (!title.is_empty()).then_some(NavItem { title, to, depth })
}

/// The words of an item, without the marks beside them.
fn title_of(tree: &Tree, head: Id) -> Clean {
    let text = tree.whole_text(tree.find_class(head, "md-ellipsis").unwrap_or(head));
    Clean::line(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}
