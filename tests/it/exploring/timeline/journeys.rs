//! The timeline in the whole app, by keys.

use super::history::shop;
use super::hostile::large;
use super::repository::Repo;
use crate::support::feeds;
use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage, keymap, workspace_ports};
use stagedoor::adapters::workspace::{Workspace, WorkspaceSetup};
use stagedoor::domain::model::Place;
use stagedoor::platform::ports::Ports;
use stagedoor::screen::app::{Effect, Setup};

fn stage_of(repo: &Repo, link: &str, size: (u16, u16)) -> Stage {
    let setup = WorkspaceSetup { name: None, root: repo.path.clone(), user: None };
    let one = Workspace::open(setup).unwrap();
    let timeline = feeds::of_git(&one, Some(repo.subject()));
    let setup = Setup {
        platform: one.platform(),
        keymap: keymap(),
        link: Some(Place::parse(link).unwrap()),
        ..Setup::default()
    };
    let ports = Ports { timeline, ..workspace_ports(one, &repo.path.with_extension("state")) };
    let mut stage = Stage::new(setup, size, ports);
    stage.rest();
    stage
}

fn scripted(mood: Mood, link: &str, size: (u16, u16)) -> Stage {
    let setup = Setup { keymap: keymap(), link: Some(Place::parse(link).unwrap()), ..Setup::default() };
    let mut stage = Stage::new(setup, size, Scripted::new(mood, entities(), NOW).ports());
    if matches!(mood, Mood::Well | Mood::Empty | Mood::Failing) {
        stage.rest();
    } else {
        stage.take_what_came();
    }
    stage
}

const PAYMENTS: &str = "stagedoor://catalog/component/default/payments/timeline";

fn copied(stage: &Stage) -> Option<&str> {
    stage
        .effects
        .iter()
        .rev()
        .find_map(|effect| if let Effect::Copy(text) = effect { Some(text.as_str()) } else { None })
}

#[test]
fn from_the_entity_to_what_changed_to_the_commit_and_back() {
    let repo = shop();
    repo.git(&["remote", "add", "origin", "git@github.com:acme/shop.git"]);
    let mut stage = stage_of(&repo, "component:payments", (120, 36));
    stage.keys("] ] ] ]");
    assert!(stage.sees("Thu 1 Jan 2026") && stage.sees("Hand over payments"), "{}", stage.text());
    assert!(stage.sees("from team-a to"), "the event stands beside\n{}", stage.text());
    stage.keys("j j enter");
    assert!(stage.sees("They were lost.") && stage.sees("services/payments/src/retry.go  +3 -0"), "{}", stage.text());
    let id = repo.git(&["rev-parse", "topic"]);
    stage.keys("y l");
    assert_eq!(copied(&stage), Some(format!("{PAYMENTS}?event=git:{id}").as_str()));
    stage.keys("o");
    let address = format!("https://github.com/acme/shop/commit/{id}");
    assert!(matches!(stage.effects.last(), Some(Effect::Open(to)) if to.as_str() == address), "{:?}", stage.effects);
    stage.keys("y a");
    assert_eq!(copied(&stage), Some(address.as_str()));
    stage.keys("d");
    assert!(stage.sees("The descriptor as it was at") && stage.sees("owner: team-a"), "{}", stage.text());
    stage.keys("esc esc");
    let row = stage.text().lines().find(|line| line.contains('▌')).unwrap().to_owned();
    assert!(row.contains("Retry payouts"), "{}", stage.text());
}

#[test]
fn a_link_to_an_event_and_to_a_descriptor_opens_just_that() {
    let repo = shop();
    let id = repo.git(&["rev-parse", "topic"]);
    let stage = stage_of(&repo, &format!("{PAYMENTS}?event=git:{id}"), (80, 24));
    assert!(stage.sees("Retry payouts") && stage.sees("Co-authored-by"), "{}", stage.text());
    let stage = stage_of(&repo, &format!("{PAYMENTS}?at={id}"), (80, 24));
    assert!(stage.sees("name: payments"), "{}", stage.text());
    let stage = stage_of(&repo, &format!("{PAYMENTS}?event=git:nothing"), (80, 24));
    assert!(stage.sees("This event is not in the timeline"), "{}", stage.text());
    let stage = stage_of(&repo, &format!("{PAYMENTS}?at=--output"), (80, 24));
    assert!(stage.sees("not the id of a commit"), "{}", stage.text());
}

#[test]
fn the_list_is_narrowed_by_text_kind_person_and_time_and_the_link_says_so() {
    let mut stage = scripted(Mood::Well, PAYMENTS, (120, 36));
    assert!(stage.sees("12"), "{}", stage.text());
    stage.keys("/").type_text("ada").keys("esc");
    assert!(stage.sees("/ ada") && stage.sees("1/4 of 12") && !stage.sees("Payouts are slow"), "{}", stage.text());
    stage.keys("esc").keys("f");
    assert!(stage.sees("KIND") && stage.sees("WHO") && stage.sees("a week"), "{}", stage.text());
    while !stage.text().lines().any(|line| line.starts_with('▌') && line.contains("merge")) {
        stage.keys("j");
    }
    stage.keys("enter");
    assert!(stage.sees("kind=merge") && stage.sees("1/1 of 12"), "{}", stage.text());
    stage.keys("esc").keys("y l");
    assert_eq!(copied(&stage), Some(format!("{PAYMENTS}?kind=merge").as_str()));
    let again =
        scripted(Mood::Well, &format!("{PAYMENTS}?kind=merge&kind=release&since=7d&who=Ada%20Example"), (120, 36));
    assert!(again.sees("1/1 of 12") && again.sees("since=7d"), "{}", again.text());
    stage.keys("esc");
    assert!(stage.sees("2/12"), "the cursor stays\n{}", stage.text());
    let none = scripted(Mood::Well, &format!("{PAYMENTS}?q=nothing-like-it"), (120, 36));
    assert!(none.sees("Nothing matches; 12 are there"), "{}", none.text());
}

#[test]
fn who_comes_to_the_end_is_told_what_is_older() {
    let repo = large(2_310);
    let mut stage = stage_of(&repo, PAYMENTS, (80, 24));
    assert!(stage.sees("1/200+") && stage.sees("git: its latest"), "{}", stage.text());
    stage.press("G");
    stage.until("201/231");
    stage.keys("G");
    assert!(stage.sees("231/231") && stage.sees("Change 0"), "{}", stage.text());
}

#[test]
fn a_new_commit_shows_and_the_cursor_stays() {
    let repo = shop();
    let mut stage = stage_of(&repo, PAYMENTS, (120, 36));
    stage.keys("j");
    repo.commit("services/payments/new.txt", "x", "Something new");
    stage.until("Something new");
    let row = stage.text().lines().find(|line| line.contains('▌')).unwrap().to_owned();
    assert!(row.contains("Merge the retries"), "{}", stage.text());
}

#[test]
fn without_a_repository_the_timeline_says_how_to_get_one() {
    let repo = shop();
    std::fs::remove_dir_all(repo.path.join(".git")).unwrap();
    let stage = stage_of(&repo, PAYMENTS, (80, 24));
    assert!(stage.sees("What changed is not known here") && stage.sees("git init"), "{}", stage.text());
}

#[test]
fn what_is_not_known_never_looks_empty() {
    let stage = scripted(Mood::Failing, PAYMENTS, (80, 24));
    assert!(stage.sees("What changed is not known here") && stage.sees("git took too long"), "{}", stage.text());
    assert!(stage.sees("deploys: unknown"), "{}", stage.text());
    let stage = scripted(Mood::Empty, PAYMENTS, (80, 24));
    assert!(stage.sees("Nothing changed that is known here") && stage.sees("deploys: unknown"), "{}", stage.text());
    let stage = scripted(Mood::Silent, PAYMENTS, (80, 24));
    assert!(stage.sees("Loading the timeline"), "{}", stage.text());
}

#[test]
fn the_mouse_selects_opens_and_follows() {
    let mut stage = scripted(Mood::Well, PAYMENTS, (120, 36));
    let row = stage.row_of("v1.4: Retries").unwrap() as u16;
    stage.click(40, row);
    assert!(stage.text().lines().nth(row.into()).unwrap().starts_with('▌'), "{}", stage.text());
    let lead = stage.text().lines().position(|line| line.contains("The owner since then")).unwrap() as u16;
    stage.click(90, lead);
    assert!(stage.sees("group:default/team-a"), "{}", stage.text());
    stage.keys("esc");
    stage.click(40, row);
    stage.click(40, row);
    assert!(stage.sees("from git") && stage.sees("Leads to"), "{}", stage.text());
}

#[test]
fn an_event_beside_the_list_can_be_hidden() {
    let mut stage = scripted(Mood::Well, PAYMENTS, (120, 36));
    assert!(stage.sees("Leads to"));
    stage.keys("p");
    assert!(!stage.sees("Leads to"), "{}", stage.text());
}

#[test]
fn pictures_of_a_timeline() {
    let picture = |name: &str, stage: &Stage| {
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "../../pictures" }, {
            insta::assert_snapshot!(name, stage.text());
        });
    };
    for (size, name) in [((80, 24), "80x24"), ((120, 36), "120x36")] {
        let mut stage = scripted(Mood::Well, PAYMENTS, size);
        stage.keys("f j j enter");
        picture(&format!("timeline-facets-{name}"), &stage);
        let mut stage = scripted(Mood::Well, PAYMENTS, size);
        stage.keys("G enter");
        picture(&format!("timeline-event-{name}"), &stage);
    }
}
