//! The tabs of an entity: which there are, how they are painted, and which is beside which. Each tab
//! that is more than a page is a room of its own.

use crate::domain::document::Role;
use crate::domain::model::{EntityRef, Tab};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A tab, what it is called, and what shows it.
type Shown = (Tab, &'static str, Action);

/// What the tabs are called, in the order they stand.
const TABS: [Shown; 8] = [
    (Tab::Overview, "Overview", Action::EntityOverview),
    (Tab::Relations, "Relations", Action::EntityRelations),
    (Tab::Graph, "Graph", Action::EntityGraph),
    (Tab::Docs, "Docs", Action::EntityDocs),
    (Tab::Api, "API", Action::EntityApi),
    (Tab::Timeline, "Timeline", Action::EntityTimeline),
    (Tab::Runtime, "Runtime", Action::EntityRuntime),
    (Tab::Yaml, "YAML", Action::EntityYaml),
];

/// Whether the entity has the tab.
pub fn has(reference: &EntityRef, tab: Tab) -> bool {
    match tab {
        Tab::Api => reference.kind() == "api",
        // people, what is shown of others and what makes others run nowhere
        Tab::Runtime => !matches!(reference.kind(), "group" | "user" | "location" | "template" | "domain"),
        _ => true,
    }
}

/// The tab that an action shows.
pub fn of_action(action: Action) -> Option<Tab> {
    TABS.into_iter().find(|(.., shows)| *shows == action).map(|(tab, ..)| tab)
}

/// Whether an action turns to another tab of the entity.
pub fn offers(reference: &EntityRef, action: Action) -> bool {
    match action {
        Action::EntityNextTab | Action::EntityPreviousTab => true,
        _ => of_action(action).is_some_and(|tab| has(reference, tab)),
    }
}

/// The tab that an action turns to from here; `None` for an action that turns nothing.
pub fn turned(reference: &EntityRef, here: Tab, action: Action) -> Option<Tab> {
    match action {
        Action::EntityNextTab => beside(reference, here, 1),
        Action::EntityPreviousTab => beside(reference, here, -1),
        _ => of_action(action).filter(|tab| has(reference, *tab)),
    }
}

fn beside(reference: &EntityRef, here: Tab, by: isize) -> Option<Tab> {
    let tabs: Vec<Tab> = shown(reference).map(|(tab, ..)| tab).collect();
    let at = tabs.iter().position(|tab| *tab == here).unwrap_or(0);
    let next = (at + tabs.len()).checked_add_signed(by)? % tabs.len().max(1);
    tabs.get(next).copied()
}

fn shown(reference: &EntityRef) -> impl Iterator<Item = Shown> {
    TABS.into_iter().filter(|(tab, ..)| has(reference, *tab))
}

/// The part of the body below the tabs.
pub fn page(body: Rect) -> Rect {
    let head = 2.min(body.height);
    Rect { y: body.y + head, height: body.height - head, ..body }
}

/// From so many columns on each tab says which key shows it: one that only some entities have is left out, and the
/// others do not stand where their number says.
const NUMBERED: u16 = 100;

/// What a tab is called here.
fn label(ctx: &Ctx<'_>, (_, word, action): Shown) -> String {
    let key = ctx.keys.keys_of(action).into_iter().find(|key| key.chars().count() == 1);
    match key.filter(|_| ctx.body.width >= NUMBERED) {
        Some(key) => format!("{key} {word}"),
        None => word.to_owned(),
    }
}

/// Paints the tabs in the first line of the body. When there is no room for all, those to the left
/// of the one shown go first, and a sign stands for them.
pub fn paint(ctx: &Ctx<'_>, reference: &EntityRef, here: Tab, buf: &mut Buffer) {
    if ctx.body.height == 0 {
        return;
    }
    let look = ctx.look;
    for (tab, word, x) in places(ctx, reference, here) {
        let left = ctx.body.right().saturating_sub(x);
        let role = if tab == here { Role::Selected } else { Role::Dim };
        let padded = Clean::line(&format!(" {word} "));
        paint::text(buf, x, ctx.body.y, left, look, padded.shown(), look.style(role));
    }
    if ctx.is_starred(reference) && ctx.body.width > 2 {
        let x = ctx.body.right() - 2;
        paint::text(buf, x, ctx.body.y, 1, look, look.glyphs.star.into(), look.style(Role::Warn));
    }
}

/// The tab whose name is painted at a column.
pub fn at(ctx: &Ctx<'_>, reference: &EntityRef, here: Tab, column: u16) -> Option<Tab> {
    let mut tabs = places(ctx, reference, here).into_iter();
    tabs.find(|(_, word, x)| (*x..*x + columns(word)).contains(&column)).map(|(tab, ..)| tab)
}

/// The tabs that are in sight, each with the column where it begins.
fn places(ctx: &Ctx<'_>, reference: &EntityRef, here: Tab) -> Vec<(Tab, String, u16)> {
    let body = ctx.body;
    let all: Vec<(Tab, String)> = shown(reference).map(|tab| (tab.0, label(ctx, tab))).collect();
    let to_here = all.iter().position(|(tab, _)| *tab == here).unwrap_or(0);
    let width = |from: usize| -> u16 {
        all.iter().skip(from).take(to_here + 1 - from).map(|(_, word)| columns(word) + 1).sum()
    };
    let room = body.width.saturating_sub(2);
    let first = (0..=to_here).find(|from| width(*from) <= room).unwrap_or(to_here);
    let start = |x: &mut u16, (tab, word): (Tab, String)| {
        let at = *x;
        *x = x.saturating_add(columns(&word) + 1);
        Some((tab, word, at))
    };
    all.into_iter().skip(first).scan(body.x + 1, start).take_while(|(.., x)| *x < body.right()).collect()
}

/// Columns of a tab's name with the blanks around it.
fn columns(word: &str) -> u16 {
    u16::try_from(word.len()).unwrap_or(0) + 2
}
