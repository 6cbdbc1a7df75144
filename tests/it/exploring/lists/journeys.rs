//! Keys typed into the whole app over a catalog whose answers the test chooses.

use crate::support::scripted::{Mood, Scripted, entities};
use crate::support::stage::{NOW, Stage, keymap};
use serde_json::{Value, json};
use stagedoor::domain::model::Place;
use stagedoor::platform::ports::{Platform, Saved, SavedFilter};
use stagedoor::screen::app::{Effect, Setup};
use std::sync::Arc;

/// The usual catalog, some of it with a tier, one entity with a hostile one, and a kind of one's own
/// that others are tied to.
pub fn catalog() -> Vec<Value> {
    let mut all = entities();
    let tiers = [
        ("payments", json!("gold")),
        ("payments-worker", json!(["gold", "night"])),
        ("old-cart", json!(2)),
        ("wide", json!(10)),
        ("hostile", json!("\u{1b}[2Jred\u{202e}=1")),
        ("shop", json!({"since": 2019})),
        ("unknown-kind", json!(true)),
    ];
    for entity in &mut all {
        let name = entity["metadata"]["name"].as_str().unwrap().to_owned();
        if let Some((_, tier)) = tiers.iter().find(|(named, _)| *named == name) {
            entity["spec"]["tier"] = tier.clone();
        }
        if name == "old-cart" {
            entity["metadata"]["annotations"]["backstage.io/orphan"] = json!("true");
        }
        if name == "unknown-kind" {
            entity["relations"] = json!([{"type": "poweredBy", "targetRef": "component:default/payments"}]);
        }
    }
    all
}

pub fn setup(place: &str) -> Setup {
    Setup {
        platform: Platform { name: "Acme".into(), place: "http://127.0.0.1:1".into(), ..Platform::default() },
        keymap: keymap(),
        saved: Saved { preview: Some(false), ..Saved::default() },
        link: Some(Place::parse(place).unwrap()),
        ..Setup::default()
    }
}

pub fn scripted(mood: Mood) -> Arc<Scripted> {
    Scripted::new(mood, catalog(), NOW)
}

fn at(place: &str) -> Stage {
    let mut stage = Stage::new(setup(place), (120, 36), scripted(Mood::Well).ports());
    stage.rest();
    stage
}

fn link(stage: &mut Stage) -> String {
    stage.keys("y l");
    copied(stage)
}

fn copied(stage: &Stage) -> String {
    let text = stage.effects.iter().rev().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.clone()),
        _ => None,
    });
    text.unwrap_or_default()
}

fn exported(stage: &Stage) -> (String, String) {
    let file = stage.effects.iter().rev().find_map(|effect| match effect {
        Effect::Export { name, text } => Some((name.clone(), text.clone())),
        _ => None,
    });
    file.unwrap_or_default()
}

/// The names in the list, in their order.
fn names(stage: &Stage) -> Vec<String> {
    let text = stage.text();
    let lines = text.lines().skip(4).take(30).map(|line| line.chars().skip(27).collect::<String>());
    let first = |line: String| line.split_whitespace().find(|word| !["✓", "▌"].contains(word)).map(str::to_owned);
    lines.filter_map(first).map(|name| name.trim_start_matches('▌').to_owned()).collect()
}

#[test]
fn a_field_is_chosen_as_a_column_sorted_by_and_part_of_the_link() {
    let mut stage = at("stagedoor://catalog?q=-filler");
    stage.keys("C").type_text("spec.tier").keys("enter");
    assert!(stage.sees("✓ spec.tier"), "{}", stage.text());
    for _ in 0..5 {
        stage.keys("alt+up");
    }
    stage.keys("esc");
    assert!(stage.sees("NAME") && stage.sees("TIER") && stage.sees("gold, night"), "{}", stage.text());
    stage.keys("o");
    assert!(stage.sees("TIER ↓"), "{}", stage.text());
    // numbers by what they are worth, then texts; what has none comes last, either way
    assert_eq!(names(&stage)[..4], ["old-cart", "wide", "payments", "payments-worker"], "{}", stage.text());
    stage.keys("O");
    assert!(names(&stage)[..7].ends_with(&["old-cart".into()]), "{}", stage.text());
    let link = link(&mut stage);
    assert!(link.contains("sort=-spec.tier") && link.contains("columns=name%2Cspec.tier%2Ckind%2C"), "{link}");
    let again = at(&link);
    assert_eq!(again.text().lines().skip(3).collect::<Vec<_>>().len(), stage.text().lines().skip(3).count());
    assert_eq!(names(&again), names(&stage));
    assert_eq!(stage.app.saved().columns.first().map(String::as_str), Some("name"));
}

#[test]
fn columns_that_were_chosen_are_there_at_the_next_start_and_in_other_lists() {
    let mut stage = at("catalog");
    stage.keys("C").type_text("namespace").keys("enter esc");
    let saved = stage.app.saved();
    let again = Setup { saved: saved.clone(), ..setup("stagedoor://catalog?kind=api") };
    let mut again = Stage::new(Setup { link: None, ..again }, (120, 36), scripted(Mood::Well).ports());
    again.rest();
    assert!(again.sees("NAMESPACE"), "{}", again.text());
    let other = Setup { saved, ..setup("stagedoor://catalog?kind=component") };
    let mut other = Stage::new(other, (120, 36), scripted(Mood::Well).ports());
    other.rest();
    assert!(other.sees("NAMESPACE"), "{}", other.text());
}

#[test]
fn a_field_is_a_facet_with_counts_and_what_it_has_can_be_ruled_out() {
    let mut stage = at("stagedoor://catalog?columns=name,spec.tier&q=-filler");
    stage.keys("f G");
    while !stage.text().lines().any(|line| line.starts_with('▌') && line.contains("gold")) {
        stage.keys("k");
    }
    stage.keys("enter");
    assert!(stage.sees("1/2 of 69") && link(&mut stage).contains("field.spec.tier=gold"), "{}", stage.text());
    stage.keys("x");
    assert!(stage.sees("1/7 of 69") && stage.sees("✗ gold"), "{}", stage.text());
    let link = link(&mut stage);
    assert!(link.contains("-field.spec.tier=gold"), "{link}");
    assert_eq!(names(&at(&link)), names(&at("stagedoor://catalog?columns=name,spec.tier&q=-filler%20-spec.tier:gold")));
}

#[test]
fn conditions_are_typed_among_the_words_and_half_ones_narrow_nothing() {
    let mut stage = at("catalog");
    stage.keys("/").type_text("pay spec.tier:");
    assert!(stage.sees("1/2 of 69"), "{}", stage.text());
    stage.type_text("night");
    assert!(stage.sees("1/1 of 69") && stage.sees("payments-worker"), "{}", stage.text());
    stage.keys("ctrl+u").type_text("lifecycle:deprecated,experimental -owner:gone");
    assert_eq!(names(&stage), ["payments-worker"], "{}", stage.text());
    stage.keys("ctrl+u").type_text("system:shop -filler kind:system");
    assert_eq!(names(&stage), ["shop"], "a system counts to itself\n{}", stage.text());
}

#[test]
fn a_field_that_is_on_its_way_keeps_the_rows_and_says_so_and_a_fault_stands_beside() {
    let place = "stagedoor://catalog?columns=name,spec.tier&field.spec.tier=gold&q=-filler";
    let mut stage = Stage::new(setup(place), (120, 36), scripted(Mood::Half).ports());
    stage.until("old-cart");
    assert!(stage.sees("loading tier"), "{}", stage.text());
    assert!(stage.sees("old-cart") && stage.sees("TIER …"), "{}", stage.text());
    let mut failing = Stage::new(setup(place), (120, 36), scripted(Mood::OldCopyThenFault).ports());
    failing.rest();
    assert!(failing.sees("tier is not known") && failing.sees("TIER ✗"), "{}", failing.text());
    assert!(failing.sees("old-cart") && failing.sees("the connection was refused"), "{}", failing.text());
}

#[test]
fn no_field_is_asked_for_while_its_name_is_still_typed() {
    let catalog = scripted(Mood::Well);
    let mut stage = Stage::new(setup("catalog"), (120, 36), catalog.clone().ports());
    stage.rest();
    stage.keys("/").type_text("spec.tier:gold");
    stage.keys("esc").keys("esc").keys("/").type_text("spec.tier:night");
    let asked: Vec<String> =
        catalog.asked.lock().unwrap().iter().filter(|it| it.starts_with("field")).cloned().collect();
    assert_eq!(asked, ["field spec.tier"], "once for all of it");
}

#[test]
fn orphans_are_a_filter_that_is_always_there() {
    let mut stage = at("catalog");
    stage.keys("u");
    assert!(stage.sees("orphans") && stage.sees("1/1 of 69") && stage.sees("old-cart"), "{}", stage.text());
    assert_eq!(link(&mut stage), "stagedoor://catalog?orphan=yes");
    stage.keys("u");
    assert!(stage.sees("/69"), "{}", stage.text());
}

#[test]
fn rows_stand_under_heads_that_fold_and_the_cursor_stays_on_its_entity() {
    let mut stage = at("stagedoor://catalog?q=-filler");
    stage.keys("G b").type_text("lifecycle").keys("enter");
    assert!(stage.sees("4 groups, 9 of 69"), "{}", stage.text());
    let here = |stage: &Stage| stage.text().lines().find(|line| line.contains('▌')).unwrap_or_default().to_owned();
    assert!(here(&stage).contains("wide"), "{}", stage.text());
    stage.keys("-");
    assert!(here(&stage).contains("production") && !stage.sees("hostile"), "{}", stage.text());
    stage.keys("enter");
    assert!(stage.sees("hostile") || stage.sees("red"), "{}", stage.text());
    stage.keys("=");
    assert!(!stage.sees("alice") && stage.sees("no lifecycle  4"), "{}", stage.text());
    stage.keys("=");
    assert!(stage.sees("alice"), "{}", stage.text());
    assert_eq!(link(&mut stage), "stagedoor://catalog?q=-filler&group=lifecycle");
    // one with several values stands under each
    stage.keys("b").type_text("spec.tier").keys("enter");
    let text = stage.text();
    assert_eq!(text.matches("payments-worker").count(), 2, "{text}");
    assert!(text.contains("gold  2") && text.contains("night  1"), "{text}");
}

#[test]
fn marked_rows_are_counted_and_everything_is_about_them() {
    let mut stage = at("stagedoor://catalog?q=-filler");
    stage.keys("v v j V");
    assert!(stage.sees("4 marked"), "{}", stage.text());
    stage.keys("y r");
    assert_eq!(copied(&stage).lines().count(), 4);
    stage.keys("s");
    assert_eq!(stage.app.saved().starred.len(), 4);
    assert!(stage.sees("4 entities are starred"), "{}", stage.text());
    stage.keys("/").type_text(" payments").keys("enter");
    stage.keys("esc");
    let mut stage = at("stagedoor://catalog?q=-filler");
    stage.keys("ctrl+a");
    assert!(stage.sees("9 marked"), "{}", stage.text());
    stage.keys("g g v I");
    assert!(stage.sees("1 marked"), "{}", stage.text());
    stage.keys("E").type_text("refs").keys("esc esc");
    assert!(!stage.sees("marked"), "esc clears the marks first\n{}", stage.text());
    assert!(stage.sees("/ -filler"), "{}", stage.text());
}

#[test]
fn marks_stay_while_the_list_shows_something_else_and_that_is_said() {
    let mut stage = at("catalog");
    stage.keys("v v").keys("/").type_text("zzzz").keys("tab");
    assert!(stage.sees("2 marked, 2 not shown"), "{}", stage.text());
    stage.keys("U");
    assert!(!stage.sees("marked"), "{}", stage.text());
}

#[test]
fn what_is_shown_is_exported_in_every_form_and_what_is_marked_alone() {
    let mut stage = at("stagedoor://catalog?q=payments&columns=name,spec.tier");
    stage.keys("E").type_text("csv").keys("enter");
    let (name, text) = exported(&stage);
    assert_eq!(name, "catalog.csv");
    assert_eq!(
        text,
        "ref,name,spec.tier\ncomponent:default/payments,payments,gold\n\
         component:default/payments-worker,payments-worker,\"gold, night\"\n"
    );
    stage.keys("v E").type_text("json lines").keys("alt+y");
    assert_eq!(
        copied(&stage),
        "{\"ref\":\"component:default/payments\",\"name\":\"payments\",\"spec.tier\":\"gold\"}\n"
    );
    for (form, ending) in [("markdown", "md"), ("references", "txt")] {
        stage.keys("E").type_text(form).keys("enter");
        assert_eq!(exported(&stage).0, format!("catalog.{ending}"));
    }
}

#[test]
fn a_list_is_saved_under_a_name_gone_to_renamed_and_deleted() {
    let mut stage = at("stagedoor://catalog?q=-filler&group=owner&sort=-name&columns=name,spec.tier");
    stage.keys("S").type_text("my list").keys("enter");
    let saved = SavedFilter {
        name: "my list".into(),
        link: "stagedoor://catalog?q=-filler&sort=-name&group=owner&columns=name%2Cspec.tier".into(),
    };
    assert_eq!(stage.app.saved().filters, std::slice::from_ref(&saved));
    assert!(
        stage.effects.contains(&Effect::Save)
            && stage.sees("saved as my list; its link is stagedoor://catalog?filter=my%20list"),
        "{}",
        stage.text()
    );
    let wanted = names(&stage);
    stage.keys("g h g c S").type_text("my").keys("enter");
    assert_eq!(names(&stage), wanted, "{}", stage.text());
    assert_eq!(stage.app.saved().filters.len(), 1, "going to one saves none");
    // by its name as a link, and by its whole link, which others can follow
    let named = Setup { saved: Saved { filters: vec![saved.clone()], ..Saved::default() }, ..setup("home") };
    let mut by_name = Stage::new(named, (120, 36), scripted(Mood::Well).ports());
    by_name.rest();
    by_name.keys("ctrl+p").type_text("stagedoor://catalog?filter=my%20list").keys("enter p");
    assert_eq!(names(&by_name), wanted, "{}", by_name.text());
    stage.keys("S down down down down").keys("up up up up alt+y");
    assert_eq!(copied(&stage), saved.link);
    stage.keys("alt+r").keys("ctrl+u").type_text("ours").keys("enter");
    assert_eq!(stage.app.saved().filters.first().map(|it| it.name.as_str()), Some("ours"));
    assert!(stage.sees("ours"), "{}", stage.text());
    stage.keys("alt+x esc");
    assert!(stage.app.saved().filters.is_empty());
    stage.keys("ctrl+p").type_text("stagedoor://catalog?filter=gone").keys("enter");
    assert!(stage.sees("there is no saved filter gone"), "{}", stage.text());
}

#[test]
fn the_palette_goes_to_saved_filters() {
    let filters = vec![SavedFilter { name: "old carts".into(), link: "stagedoor://catalog?q=old-cart".into() }];
    let setup = Setup { saved: Saved { filters, ..Saved::default() }, ..setup("home") };
    let mut stage = Stage::new(setup, (120, 36), scripted(Mood::Well).ports());
    stage.rest();
    stage.keys("ctrl+p").type_text("old carts").keys("enter");
    assert!(stage.sees("/ old-cart"), "{}", stage.text());
}

#[test]
fn a_kind_of_ones_own_is_a_kind_like_the_others() {
    let mut stage = at("stagedoor://catalog?kind=gizmo");
    assert!(stage.sees("1/1 of 69") && stage.sees("Gizmo"), "{}", stage.text());
    stage.keys("enter");
    assert!(stage.sees("gizmo:default/unknown-kind"), "{}", stage.text());
    stage.keys("2");
    assert!(stage.sees("payments"), "its relations are shown\n{}", stage.text());
}

#[test]
fn what_others_wrote_is_harmless_wherever_a_field_is_shown() {
    let mut stage = at("stagedoor://catalog?columns=name,spec.tier&group=field.spec.tier&q=-filler");
    for keys in ["", "f", "esc C", "esc b", "esc E", "esc"] {
        stage.keys(keys);
        let text = stage.text();
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{keys}\n{text}");
    }
}

#[test]
fn a_click_on_the_head_of_a_column_sorts_by_it_and_another_one_turns_it_round() {
    let mut stage = at("catalog");
    let head = stage.text().lines().nth(3).unwrap().to_owned();
    let x = u16::try_from(head.find("LIFECYCLE").unwrap()).unwrap();
    stage.click(x + 1, 3);
    assert!(stage.sees("LIFECYCLE ↓"), "{}", stage.text());
    stage.click(x + 1, 3);
    assert!(stage.sees("LIFECYCLE ↑"), "{}", stage.text());
}

#[test]
fn reload_works_while_a_filter_is_typed() {
    let catalog = scripted(Mood::Well);
    let mut stage = Stage::new(setup("catalog"), (120, 36), catalog.clone().ports());
    stage.rest();
    let rows = || catalog.asked.lock().unwrap().iter().filter(|it| *it == "rows").count();
    let before = rows();
    stage.keys("/").type_text("pay").keys("ctrl+r");
    assert_eq!(rows(), before + 1);
    assert!(stage.sees("/ pay"), "{}", stage.text());
}
