//! Images and links of a page on the screen, by keys.

use crate::rooms::setup;
use crate::support::docs::BuiltDocs;
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage};
use ratatui::layout::Rect;
use stagedoor::screen::app::{Message, Setup};
use stagedoor::screen::look::{Look, Theme};
use stagedoor::screen::terminal::Placed;
use std::sync::Arc;

const CELL: Option<(u16, u16)> = Some((8, 16));

fn page(name: &str, theme: &str, cell: Option<(u16, u16)>) -> (Stage, Arc<BuiltDocs>) {
    page_in(name, theme, cell, 24)
}

fn page_in(name: &str, theme: &str, cell: Option<(u16, u16)>, rows: u16) -> (Stage, Arc<BuiltDocs>) {
    let docs = Arc::new(BuiltDocs::new(Mood::Well, NOW));
    let mut catalog = Scripted::new(Mood::Well, entities(), NOW);
    Arc::get_mut(&mut catalog).unwrap().docs = docs.clone();
    let look = Look { theme: Theme::bundled(theme).unwrap(), ..Look::default() };
    let setup = Setup { look, ..setup(&format!("stagedoor://catalog/component/default/payments/docs/{name}")) };
    let mut stage = Stage::new(setup, (100, rows), catalog.ports());
    stage.app.measure(cell);
    stage.rest();
    stage.send_in(Message::Wake);
    stage.rest();
    (stage, docs)
}

fn asked(docs: &BuiltDocs) -> Vec<String> {
    let mut asked = docs.pictures.lock().unwrap().clone();
    asked.sort();
    asked.dedup();
    asked
}

#[test]
fn images_in_sight_are_asked_for_once_and_shown_where_they_stand() {
    let (mut stage, docs) = page("guide/images", "dark", CELL);
    let first = stage.app.pictures();
    assert!(first.len() >= 2 && first.iter().all(|placed| placed.whole == (8, 2)), "{first:?}");
    // below them stand their words, for whoever lies over them
    let text = stage.text();
    let row = |placed: &Placed| text.lines().nth(usize::from(placed.area.y)).unwrap().trim().to_owned();
    assert!(first.iter().all(|placed| placed.above > 0 || row(placed).starts_with("[image")), "{text}");
    // what is of another host, a drawing, or meant for another theme is not asked for
    assert!(stage.sees("[image: Remote]") && !stage.sees("[image: Light]"), "{}", stage.text());
    stage.press("G");
    stage.rest();
    let known = ["guide/img/missing.png", "img/dark.png", "img/quay.png"];
    assert!(asked(&docs).iter().all(|path| known.contains(&path.as_str())), "{:?}", asked(&docs));
    assert!(stage.sees("[image: Drawing]") && stage.sees("[image: Missing]"), "{}", stage.text());
    let quays = docs.pictures.lock().unwrap().iter().filter(|path| *path == "img/quay.png").count();
    assert_eq!(quays, 1, "it is held");
}

#[test]
fn an_image_is_cut_by_scrolling_and_nothing_is_shown_outside_of_the_page() {
    let (mut stage, _) = page("guide/images", "dark", CELL);
    let mut heights = Vec::new();
    for _ in 0..12 {
        let placed = stage.app.pictures();
        heights.extend(placed.iter().map(|placed| (placed.above, placed.area.height)));
        let body = Rect::new(0, 4, 100, 18);
        assert!(placed.iter().all(|placed| body.union(placed.area) == body), "{placed:?}");
        stage.press("j");
        stage.rest();
    }
    assert!(heights.contains(&(1, 1)) && heights.contains(&(0, 1)) && heights.contains(&(0, 2)), "{heights:?}");
}

#[test]
fn what_lies_over_an_image_is_seen_and_it_comes_back() {
    let (mut stage, _) = page("guide/images", "dark", CELL);
    let before = stage.app.pictures().len();
    // the app's own frame, and those of the page: what is searched, the build, what is wrong
    for key in ["?", "S", "B", "F"] {
        stage.keys(key);
        assert!(stage.app.pictures().is_empty(), "{key}\n{}", stage.text());
        stage.keys("esc");
        assert_eq!(stage.app.pictures().len(), before, "{key}");
    }
}

#[test]
fn an_image_under_the_keys_has_its_words_in_its_first_row_and_is_shown_alone_on_enter() {
    let (mut stage, _) = page("guide/images", "dark", CELL);
    for _ in 0..20 {
        if stage.app.pictures().iter().any(|placed| placed.above == 1) {
            break;
        }
        stage.press("tab");
    }
    let pressed = stage.app.pictures().into_iter().find(|placed| placed.above == 1).expect("an image under the keys");
    assert_eq!(pressed.area.height, 1);
    stage.press("enter");
    stage.rest();
    let alone = stage.app.pictures();
    assert!(alone.len() == 1 && alone[0].area.height > 10 && alone[0].whole.1 == alone[0].area.height, "{alone:?}");
    assert!(stage.sees("64 x 32") && !stage.sees("[image: Remote]"), "{}", stage.text());
    stage.press("esc");
    assert!(stage.app.pictures().len() > 1 && stage.sees("[image: Remote]"), "{}", stage.text());
}

#[test]
fn where_no_image_can_be_shown_none_is_asked_for_and_words_stand_for_all() {
    let (mut stage, docs) = page("guide/images", "mono", None);
    assert!(stage.sees("[image: The quay alone]") && stage.app.pictures().is_empty(), "{}", stage.text());
    stage.press("G");
    stage.rest();
    assert_eq!(asked(&docs), [""; 0]);
}

#[test]
fn links_to_the_web_are_links_of_the_terminal_and_no_others() {
    let (stage, _) = page_in("guide/links", "dark", None, 60);
    let (text, links) = (stage.text(), stage.app.links());
    assert!(links.len() > 2, "{text}");
    for link in &links {
        assert!(link.address.as_str().starts_with("http"), "{link:?}");
        let row: Vec<char> = text.lines().nth(usize::from(link.row)).unwrap().chars().collect();
        let shown: String = row[usize::from(link.columns.start)..usize::from(link.columns.end)].iter().collect();
        assert!(!shown.trim().is_empty() && shown.trim() == shown, "{shown:?} of {link:?}");
    }
    let (mut stage, _) = page_in("guide/links", "dark", None, 60);
    for key in ["?", "S", "B", "F"] {
        stage.keys(key);
        assert!(stage.app.links().len() < links.len(), "what lies over them leads nowhere: {key}");
        stage.keys("esc");
    }
}
