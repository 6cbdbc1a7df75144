//! Reading docs on the screen, by keys.

use crate::pictures::picture;
use crate::rooms::{MOODS, setup};
use crate::support::docs::BuiltDocs;
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage, workspace_ports};
use stagedoor::adapters::workspace::{Workspace, WorkspaceSetup};
use stagedoor::domain::model::Place;
use stagedoor::platform::docs::BuildState;
use stagedoor::platform::ports::Ports;
use stagedoor::platform::query::Ask;
use stagedoor::screen::app::{Effect, Setup};
use stagedoor::screen::look::{Glyphs, Look, Theme};
use std::sync::Arc;

pub const DOCS: &str = "stagedoor://catalog/component/default/payments/docs";
pub const LARGE: (u16, u16) = (120, 36);
pub const SMALL: (u16, u16) = (80, 24);

pub fn docs_of(docs: BuiltDocs, page: &str, size: (u16, u16), look: Look) -> (Stage, Arc<BuiltDocs>) {
    let docs = Arc::new(docs);
    let mut catalog = Scripted::new(Mood::Well, entities(), NOW);
    Arc::get_mut(&mut catalog).unwrap().docs = docs.clone();
    let mut setup = Setup { look, ..setup(&format!("{DOCS}{page}")) };
    setup.platform.web = Some("https://portal.example".into());
    setup.platform.backend = Some("https://backend.example:7007/below".into());
    let mut stage = Stage::new(setup, size, catalog.ports());
    match docs.mood {
        Mood::Silent => stage.until_only(|ask| matches!(ask, Ask::DocsSite(_) | Ask::DocsPage(_))),
        Mood::Half => {
            let parts = ["› Payments", "Harbor takes", "built 3d ago"];
            stage.wait("a part of each", |text| parts.iter().all(|part| text.contains(part)));
            // all that is not the docs comes to its end, in whatever order
            stage.until_only(|ask| matches!(ask, Ask::DocsSite(_) | Ask::DocsPage(_)));
        }
        _ => stage.rest(),
    }
    (stage, docs)
}

pub fn reading(page: &str, size: (u16, u16)) -> Stage {
    docs_of(BuiltDocs::new(Mood::Well, NOW), page, size, Look::default()).0
}

/// What was copied last.
fn copied(stage: &Stage) -> &str {
    let found = stage.effects.iter().rev().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.as_str()),
        _ => None,
    });
    found.unwrap_or_default()
}

fn opened(stage: &Stage) -> &str {
    let found = stage.effects.iter().rev().find_map(|effect| match effect {
        Effect::Open(address) => Some(address.as_str()),
        _ => None,
    });
    found.unwrap_or_default()
}

fn link(stage: &mut Stage) -> String {
    stage.keys("y l");
    copied(stage).to_owned()
}

/// The rows of the page between its columns' neighbours.
fn page_rows(stage: &Stage) -> Vec<String> {
    let text = stage.text();
    let rows = text.lines().skip(5).take(usize::from(stage.size.1) - 7);
    let middle = |row: &str| {
        if stage.size.0 >= 110 { row.split('│').nth(1).unwrap_or_default().to_owned() } else { row.to_owned() }
    };
    rows.map(|row| middle(row).trim_end_matches(['┃', ' ']).to_owned()).collect()
}

pub fn first_row(stage: &Stage) -> String {
    page_rows(stage).into_iter().find(|row| !row.trim().is_empty()).unwrap_or_default()
}

#[test]
fn from_the_entity_to_its_docs_along_a_link_and_back_to_where_one_was() {
    let (mut stage, _) = docs_of(BuiltDocs::new(Mood::Well, NOW), "", LARGE, Look::default());
    stage.keys("1");
    assert!(stage.sees("Takes the money"), "{}", stage.text());
    stage.keys("4 j j j j j j");
    let left = first_row(&stage);
    stage.keys("tab");
    assert!(stage.sees("› Runbook  runbook"), "where it leads is said\n{}", stage.text());
    stage.keys("enter");
    assert!(stage.sees("What to do when harbor does not answer"), "{}", stage.text());
    stage.keys("esc");
    assert_eq!(first_row(&stage), left, "{}", stage.text());
    stage.keys("alt+right");
    assert!(stage.sees("What to do when harbor does not answer"), "{}", stage.text());
}

#[test]
fn letters_over_links_follow_them() {
    let mut stage = reading("", LARGE);
    stage.keys("f");
    let text = stage.text();
    assert!(text.contains("Read the aunbook") && text.contains("then sow code looks"), "{text}");
    stage.keys("s");
    assert_eq!(link(&mut stage), format!("{DOCS}/guide/code#with-a-title"), "{}", stage.text());
    stage.keys("esc f esc");
    assert!(stage.sees("Read the runbook"), "{}", stage.text());
    stage.keys("f x x");
    assert!(stage.sees("Read the runbook"), "letters that name nothing do nothing\n{}", stage.text());
}

#[test]
fn the_pages_are_a_tree_to_move_in_to_fold_and_to_narrow() {
    let mut stage = reading("", LARGE);
    stage.keys("p j j left");
    assert!(stage.sees("▸ Guide") && !stage.sees("Words & signs"), "{}", stage.text());
    stage.keys("right");
    assert!(stage.sees("Words & signs"), "{}", stage.text());
    stage.keys("/").type_text("tab");
    assert!(stage.sees("/ tab") && !stage.sees("Runbook"), "{}", stage.text());
    stage.keys("down enter");
    assert!(stage.sees("Narrow") && stage.sees("Aligned"), "the page of tables\n{}", stage.text());
}

#[test]
fn on_a_small_screen_the_pages_lie_over_the_page_and_headings_are_chosen_by_letters() {
    let mut stage = reading("", SMALL);
    assert!(!stage.sees("Words & signs"));
    stage.keys("p");
    assert!(stage.sees("Words & signs"), "{}", stage.text());
    stage.keys("j enter");
    assert!(stage.sees("What to do when harbor does not answer") && !stage.sees("Words & signs"), "{}", stage.text());
    stage.keys("t").type_text("lost");
    assert!(stage.sees("Berth is lost"), "{}", stage.text());
    stage.keys("enter");
    assert!(first_row(&stage).contains("Berth is lost"), "{}", stage.text());
    assert_eq!(link(&mut stage), format!("{DOCS}/runbook#berth-is-lost"));
    stage.keys("backspace");
    assert!(first_row(&stage).contains("Runbook"), "back to where was jumped from\n{}", stage.text());
    stage.keys("P").type_text("hostile").keys("enter");
    assert!(link(&mut stage).ends_with("/guide/hostile"), "{}", stage.text());
}

#[test]
fn what_is_typed_is_found_in_folds_too_and_gone_to_one_by_one() {
    let mut stage = reading("/runbook", LARGE);
    assert!(!stage.sees("The register and the quay disagree"), "{}", stage.text());
    stage.keys("/").type_text("register and");
    assert!(stage.sees("The register and the quay disagree") && stage.sees("1/1"), "{}", stage.text());
    stage.keys("esc /").type_text("pilot");
    assert!(stage.sees("1/3") || stage.sees("1/4") || stage.sees("1/5"), "{}", stage.text());
    stage.keys("enter n");
    assert!(stage.text().contains(" 2/"), "{}", stage.text());
    stage.keys("N N");
    assert!(!stage.text().contains(" 1/"), "around\n{}", stage.text());
    stage.keys("esc");
    assert!(!stage.sees("/ pilot"), "{}", stage.text());
}

#[test]
fn a_link_carries_what_is_to_be_looked_for() {
    let stage = reading("/runbook?q=checksums", LARGE);
    assert!(
        stage.sees("/ checksums") && stage.sees("1/1") && stage.sees("The register keeps checksums"),
        "{}",
        stage.text()
    );
}

#[test]
fn a_link_to_a_heading_opens_there_and_one_to_a_place_in_a_fold_opens_it() {
    let stage = reading("/guide/code#with-a-title", LARGE);
    assert!(first_row(&stage).contains("With a title"), "{}", stage.text());
}

#[test]
fn folds_and_tabs_are_turned_by_keys() {
    let mut stage = reading("/guide/tabs", LARGE);
    assert!(stage.sees("apt install harbor"), "{}", stage.text());
    stage.keys(".");
    assert!(!stage.sees("apt install harbor"), "{}", stage.text());
    stage.keys(",");
    assert!(stage.sees("apt install harbor"), "{}", stage.text());
    let mut stage = reading("/runbook#berth-is-lost", LARGE);
    stage.keys("=");
    assert!(stage.sees("The register and the quay disagree"), "{}", stage.text());
    stage.keys("=");
    assert!(!stage.sees("The register and the quay disagree"), "{}", stage.text());
    stage.keys("tab");
    while !stage.sees("› opens or closes it") {
        stage.keys("tab");
    }
    stage.keys("enter");
    assert!(stage.sees("The register and the quay disagree"), "{}", stage.text());
}

#[test]
fn code_is_copied_and_moved_sideways_by_itself() {
    let mut stage = reading("#getting-started", LARGE);
    stage.keys("y c");
    assert_eq!(copied(&stage).lines().next(), Some("git clone https://git.example/acme/harbor"), "{}", stage.text());
    let mut stage = reading("/guide/code#long-lines", SMALL);
    assert!(stage.sees("a line that is much longer"), "{}", stage.text());
    stage.keys("right right right");
    assert!(!stage.sees("a line that is much") && stage.sees("Long lines"), "{}", stage.text());
    stage.keys("left left left");
    assert!(stage.sees("a line that is much longer"), "{}", stage.text());
}

#[test]
fn a_newer_version_of_the_page_is_read_on_where_the_old_one_was() {
    let (mut stage, docs) = docs_of(BuiltDocs::new(Mood::Well, NOW), "/runbook", SMALL, Look::default());
    stage.keys("} } }");
    let here = first_row(&stage);
    let newer = docs.html("runbook").replace("What to do when", "<b>New</b> words of some length. What to do when");
    docs.write("runbook", newer);
    stage.keys("ctrl+r");
    assert_eq!(first_row(&stage), here, "{}", stage.text());
    stage.keys("g g");
    assert!(stage.sees("New words of some length"), "{}", stage.text());
}

#[test]
fn the_place_outlives_any_size_of_the_screen_and_the_next_start() {
    let mut stage = reading("/runbook", LARGE);
    stage.keys("} } }");
    let here = first_row(&stage);
    for size in [(40, 12), (200, 60), (80, 24), LARGE] {
        stage.resize(size.0, size.1);
        stage.rest();
    }
    assert_eq!(first_row(&stage), here, "{}", stage.text());
    let saved = stage.app.saved();
    let mut catalog = Scripted::new(Mood::Well, entities(), NOW);
    Arc::get_mut(&mut catalog).unwrap().docs = Arc::new(BuiltDocs::new(Mood::Well, NOW));
    let mut again = Stage::new(Setup { saved, link: None, ..setup("home") }, LARGE, catalog.ports());
    again.rest();
    assert_eq!(first_row(&again), here, "{}", again.text());
}

#[test]
fn a_page_that_is_not_there_names_those_that_are_called_most_like_it() {
    let mut stage = reading("/guide/tabels", SMALL);
    assert!(stage.sees("There is no page guide/tabels") && stage.sees("guide/tables"), "{}", stage.text());
    stage.keys("enter");
    assert!(link(&mut stage).contains("/docs"), "{}", stage.text());
}

#[test]
fn what_is_short_and_what_a_footnote_says_is_told_where_it_stands() {
    let mut stage = reading("/guide/text", LARGE);
    let mut said = String::new();
    for _ in 0..40 {
        stage.keys("tab");
        said.push_str(stage.text().lines().nth(34).unwrap_or_default());
    }
    assert!(said.contains("HTML: Hyper Text Markup Language"), "{said}");
    assert!(said.contains("The note that is short."), "{said}");
}

#[test]
fn links_lead_to_places_addresses_and_nowhere() {
    let mut stage = reading("/guide/links", LARGE);
    let mut all = Vec::new();
    for _ in 0..60 {
        stage.keys("tab");
        all.push(stage.text().lines().nth(34).unwrap_or_default().trim().to_owned());
    }
    let all = all.join("\n");
    for said in [
        "Code  guide/code#with-a-title",
        "on this page #outside",
        "guide/links/missing  (there is no such page)",
        "img/berths.csv",
        "Words, and more words: Words & signs  guide/text",
        "https://elsewhere.example/path?query=1#fragment",
        "mailto:quay@acme.example",
        "stagedoor://catalog/component/default/harbor",
        "https://portal.example/tech-radar",
        "`javascript:alert(1)` is not followed from a page",
    ] {
        assert!(all.contains(said), "{said} in\n{all}");
    }
}

#[test]
fn the_page_is_opened_and_edited_elsewhere_and_its_address_copied() {
    let mut stage = reading("/guide/code", LARGE);
    stage.keys("o");
    assert_eq!(opened(&stage), "https://portal.example/docs/default/component/payments/guide/code");
    stage.keys("e");
    assert_eq!(opened(&stage), "https://git.example/acme/harbor/edit/main/docs/guide/code.md");
    stage.keys("y a");
    assert_eq!(copied(&stage), "https://portal.example/docs/default/component/payments/guide/code");
}

#[test]
fn a_file_of_the_docs_is_opened_at_the_backend_that_serves_it_and_encoded() {
    let mut stage = reading("/guide/links", LARGE);
    for _ in 0..60 {
        stage.keys("tab");
        if stage.text().lines().nth(34).unwrap_or_default().contains("img/berths.csv") {
            break;
        }
    }
    stage.keys("y a");
    let files = "https://backend.example:7007/below/api/techdocs/static/docs/default/component/payments";
    assert_eq!(copied(&stage), format!("{files}/img/berths.csv"));
    let mut stage = reading("/no%20such/100%25%3Fpage", LARGE);
    stage.keys("o");
    assert_eq!(opened(&stage), "https://portal.example/docs/default/component/payments/no%20such/100%25%3Fpage");
}

#[test]
fn pages_are_leafed_through_in_the_order_of_the_nav() {
    let mut stage = reading("", LARGE);
    stage.keys(")");
    assert_eq!(link(&mut stage), format!("{DOCS}/runbook"));
    stage.keys(") )");
    assert_eq!(link(&mut stage), format!("{DOCS}/guide/headings"));
    stage.keys("(");
    assert_eq!(link(&mut stage), format!("{DOCS}/guide"));
}

#[test]
fn the_page_stands_alone_where_one_wants_it_to_and_so_does_the_next() {
    let mut stage = reading("", LARGE);
    stage.keys("b");
    assert!(!stage.sees("Words & signs") && stage.sees("Harbor takes ships in"), "{}", stage.text());
    stage.keys(")");
    assert!(!stage.sees("Words & signs") && stage.sees("What to do when harbor"), "{}", stage.text());
    stage.keys("p");
    assert!(stage.sees("Words & signs"), "over the page\n{}", stage.text());
    stage.keys("esc b");
    assert!(stage.sees("Words & signs") && stage.sees("Queue is long"), "{}", stage.text());
}

#[test]
fn the_mouse_follows_folds_and_scrolls() {
    let mut stage = reading("/runbook", LARGE);
    let (column, row) = place_of(&stage, "Contacts", 90);
    stage.click(column, row);
    assert!(stage.sees("#harbor-oncall"), "a heading beside the page\n{}", stage.text());
    let (column, row) = place_of(&stage, "alarms.", 0);
    stage.click(column, row);
    assert!(first_row(&stage).contains("Alarms"), "{}", stage.text());
    let (column, row) = place_of(&stage, "Words & signs", 0);
    stage.click(column, row);
    assert_eq!(link(&mut stage), format!("{DOCS}/guide/text"), "{}", stage.text());
}

/// The cell where a text begins, from a column on.
fn place_of(stage: &Stage, text: &str, from: usize) -> (u16, u16) {
    let screen = stage.text();
    let found = screen.lines().enumerate().find_map(|(row, line)| {
        let column = line
            .char_indices()
            .position(|(at, _)| line[at..].starts_with(text) && line[..at].chars().count() >= from)?;
        Some((column as u16, row as u16))
    });
    found.unwrap_or_else(|| panic!("{text} is not seen:\n{screen}"))
}

#[test]
fn how_fresh_the_page_is_stands_above_it() {
    let with = |state: BuildState| {
        let mut docs = BuiltDocs::new(Mood::Well, NOW);
        docs.state = state;
        docs_of(docs, "", LARGE, Look::default()).0
    };
    assert!(with(BuildState::UpToDate).sees("built 3d ago from https://git.example/acme/docs"));
    let newer = with(BuildState::Updated);
    assert!(newer.sees("built 3d ago") && !newer.sees("reload"), "it is read by itself\n{}", newer.text());
    assert!(with(BuildState::Failed("no mkdocs".into())).sees("the newest build failed: no mkdocs"));
    assert!(with(BuildState::FromSource).sees("from the source"));
    let old = docs_of(BuiltDocs::new(Mood::OldCopyThenFault, NOW), "", LARGE, Look::default()).0;
    assert!(old.sees("as of 3h ago") && old.sees("Harbor takes ships in"), "{}", old.text());
}

#[test]
fn pictures_of_every_mood_and_size() {
    for mood in MOODS {
        let (stage, _) = docs_of(BuiltDocs::new(mood, NOW), "", SMALL, Look::default());
        picture(&format!("docs-{mood:?}-80x24"), &stage);
    }
    picture("docs-Well-120x36", &reading("", LARGE));
    picture("docs-Well-40x12", &reading("", (40, 12)));
    let mut stage = reading("/runbook", LARGE);
    stage.keys("f");
    picture("docs-hints-120x36", &stage);
    stage.keys("esc /").type_text("pilot");
    picture("docs-find-120x36", &stage);
    stage.keys("esc p");
    picture("docs-pages-120x36", &stage);
    stage.keys("esc t");
    picture("docs-contents-120x36", &stage);
    let mut stage = reading("/runbook", SMALL);
    stage.keys("p");
    picture("docs-pages-80x24", &stage);
    stage.keys("esc tab");
    picture("docs-focus-80x24", &stage);
    let ascii = Look { theme: Theme::bundled("mono").unwrap(), glyphs: Glyphs::ASCII };
    picture("docs-ascii-120x36", &docs_of(BuiltDocs::new(Mood::Well, NOW), "/runbook", LARGE, ascii).0);
    picture("docs-missing-80x24", &reading("/guide/tabels", SMALL));
}

#[test]
fn in_a_folder_a_saved_page_shows_at_once_where_one_was_and_its_file_is_edited() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let entity = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: cart, annotations: {backstage.io/techdocs-ref: 'dir:.'}}\nspec: {type: service, lifecycle: production, owner: team-a}\n";
    write("catalog-info.yaml", entity);
    write("mkdocs.yml", "site_name: Cart\n");
    write("docs/other.md", "# Other\n");
    let parts: String = (0..30).map(|n| format!("## Part {n}\n\nWords of part {n}.\n\n")).collect();
    write("docs/index.md", &format!("# Cart\n\n{parts}"));
    let one = Workspace::open(WorkspaceSetup { name: None, root: folder.path().into(), user: None }).unwrap();
    let (platform, ports) = (one.platform(), Arc::new(one.clone()));
    let ports = Ports { docs: ports, ..workspace_ports(one, &folder.path().join(".state")) };
    let link = Place::parse("docs:component:default/cart").unwrap();
    let mut stage = Stage::new(Setup { platform, link: Some(link), ..setup("home") }, LARGE, ports);
    stage.until("Words of part 1.");
    stage.until("Other");
    stage.press("} } } } } }");
    let here = first_row(&stage);
    assert!(here.contains("Part 5"), "{}", stage.text());
    write("docs/index.md", &format!("# Cart\n\n## Zero\n\nNew words.\n\n{parts}And at the end.\n"));
    stage.until("Zero");
    assert_eq!(first_row(&stage), here, "{}", stage.text());
    stage.press("g g");
    assert!(stage.sees("New words."), "{}", stage.text());
    stage.press("e");
    let edits = |effect: &Effect| matches!(effect, Effect::Edit(path, 1) if path.ends_with("docs/index.md"));
    assert!(stage.effects.last().is_some_and(edits), "{:?}", stage.effects);
}

/// A page gone to from another one, and the same page opened by its own link.
fn gone_to(from: &str, keys: &str, page: &str) -> (Stage, Stage) {
    let mut stage = reading(from, LARGE);
    stage.keys(keys);
    (stage, reading(page, LARGE))
}

#[test]
fn a_page_that_is_gone_to_is_as_wide_at_once_as_one_that_is_opened() {
    for (from, keys, page) in
        [("/guide/lists", ")", "/guide/tables"), ("", "P g u i d e / t e x t enter", "/guide/text")]
    {
        let (gone_to, opened) = gone_to(from, keys, page);
        assert_eq!(page_rows(&gone_to), page_rows(&opened), "{}", gone_to.text());
    }
}

#[test]
fn letters_over_links_come_at_the_first_press_on_a_page_that_was_just_gone_to() {
    let (mut gone_to, mut opened) = gone_to("/guide/lists", ")", "/guide/tables");
    gone_to.keys("f");
    opened.keys("f");
    assert_eq!(page_rows(&gone_to), page_rows(&opened), "{}", gone_to.text());
}

#[test]
fn from_what_was_found_the_next_link_is_the_one_there() {
    let mut stage = reading("/guide/links", LARGE);
    stage.keys("/").type_text("a tool").keys("enter tab");
    assert!(stage.sees("› https://portal.example/tech-radar"), "the found one itself\n{}", stage.text());
    stage.keys("esc esc /").type_text("bare www").keys("enter tab");
    assert!(stage.sees("› http://www.elsewhere.example"), "the next one\n{}", stage.text());
    stage.keys("esc shift+tab");
    assert!(stage.sees("› https://elsewhere.example/bare?x=1"), "the one before\n{}", stage.text());
}
