use super::{loading, looking, rows, told, with};
use crate::support::provisions::{ORDERS, line, stage as stage_of};
use crate::support::scripted::{Mood, entities};
use crate::support::stage::NOW;
use crate::support::templates::ScriptedTemplates;
use serde_json::json;
use stagedoor::domain::model::provision::{Progress, ProvisionId, StageName};
use stagedoor::domain::model::task::TaskId;
use std::sync::Arc;

const WIDE: (u16, u16) = (120, 36);

#[test]
fn what_failed_is_first_then_what_waits_for_me_and_what_is_ready_comes_last() {
    let (stage, _) = looking("provisioning", WIDE);
    assert_eq!(rows(&stage), ["orders", "order-events", "baskets", "receipts", "shop", "carts"], "{}", stage.text());
    assert!(stage.sees("1 failed") && stage.sees("1 waits for you"), "{}", stage.text());
}

#[test]
fn a_row_says_how_far_it_came_why_it_stopped_and_since_when() {
    let (stage, _) = looking("provisioning", WIDE);
    let text = stage.text();
    let row = text.lines().find(|line| line.contains("orders ")).unwrap();
    for words in ["postgresql", "production", "team-a", "✓✓✓✓✓✗··", "✗ provisioning", "43m", "ReconcileError"]
    {
        assert!(row.contains(words), "{words}: {row}");
    }
    let row = text.lines().find(|line| line.contains("order-events")).unwrap();
    assert!(row.contains("✓✓✓!····") && row.contains("waits for group:default"), "{row}");
    let row = text.lines().find(|line| line.contains("shop")).unwrap();
    assert!(row.contains("✓✓✓✓????") && row.contains("Argo CD was not reached"), "{row}");
    let row = text.lines().find(|line| line.contains("receipts")).unwrap();
    assert!(row.contains("✓✓✓✓✓•··~") && stage.sees("~ simulated"), "{row}");
    assert!(text.contains("Argo CD: not reached since 3 min"), "{text}");
}

#[test]
fn the_list_is_narrowed_by_keys_and_the_link_says_how() {
    let (mut stage, _) = looking("provisioning", WIDE);
    stage.keys("f");
    assert_eq!(rows(&stage), ["orders"]);
    stage.keys("f m");
    assert_eq!(rows(&stage), ["orders", "carts"], "mine is what alice's team owns too, as everywhere");
    assert!(stage.sees("mine and my teams'"), "{}", stage.text());
    stage.keys("m");
    assert_eq!(rows(&stage), ["orders"], "alice asked for it: {}", stage.text());
    assert!(stage.sees("mine alone"), "{}", stage.text());
    stage.keys("m e e");
    assert_eq!(rows(&stage), ["orders"], "the second environment is production");
    assert!(stage.sees("environment=production"));
    stage.keys("e e t t");
    assert_eq!(rows(&stage), ["carts"], "caches are the second sort");
    stage.keys("esc /").type_text("quota");
    assert_eq!(rows(&stage), ["orders"], "what is typed is looked for in reasons too");
    stage.keys("enter esc /").type_text("bob staging");
    assert_eq!(rows(&stage), ["order-events"]);
}

#[test]
fn a_link_opens_the_list_narrowed() {
    let (stage, _) = looking("stagedoor://provisioning?of=team&type=cache", WIDE);
    assert_eq!(rows(&stage), ["carts"], "{}", stage.text());
    let (stage, _) = looking("stagedoor://provisioning?environment=nowhere", WIDE);
    assert!(stage.sees("Nothing matches; 6 are there without the filter."), "{}", stage.text());
}

#[test]
fn the_signs_of_the_stages_are_named_below_the_list() {
    for size in [(80, 24), WIDE] {
        let (stage, _) = looking("provisioning", size);
        assert!(stage.sees("requested validated rendered committed synced provisioning ready cataloged"), "{size:?}");
    }
    let (stage, _) = looking("provisioning", (80, 24));
    let row = stage.text().lines().find(|line| line.contains("receipts")).unwrap().to_owned();
    assert!(row.contains("Creating"), "where there is little room the reason comes before its being simulated: {row}");
    assert!(stage.sees("Back") && stage.sees("Palette"), "the way out is named: {}", stage.text());
}

#[test]
fn what_is_typed_before_the_rows_are_there_is_done_once_all_have_answered() {
    let (mut stage, provisions) = loading();
    stage.press("j");
    stage.press("enter");
    assert!(stage.sees("Asking what was asked for"), "{}", stage.text());
    provisions.answer();
    stage.until("pull request #41");
    assert!(stage.sees("Provisioning › order-events"), "the second of the whole list: {}", stage.text());
}

#[test]
fn the_row_that_was_chosen_is_kept_though_it_gets_another_name_while_more_becomes_known() {
    let (mut stage, provisions) = looking("provisioning", WIDE);
    provisions.change(|list| {
        let asked = list.iter_mut().find(|one| one.name.as_str() == "receipts").unwrap();
        asked.id = ProvisionId("task/t-receipts".into());
        asked.tasks = vec![TaskId::parse("t-receipts").unwrap()];
        asked.environment = "before".into();
    });
    told(&mut stage, "before");
    stage.keys("j j j");
    assert!(under_cursor(&stage).contains("receipts"), "{}", stage.text());
    provisions.change(|list| {
        let asked = list.iter_mut().find(|one| one.name.as_str() == "receipts").unwrap();
        asked.id = ProvisionId("Bucket.storage.example/receipts/receipts-x".into());
        (asked.name, asked.environment) = ("receipts".into(), "after".into());
        stage_of(asked, StageName::Provisioning).progress = Progress::Failed;
    });
    told(&mut stage, "after");
    assert!(under_cursor(&stage).contains("receipts"), "{}", stage.text());
}

/// The row that the cursor is on.
fn under_cursor(stage: &crate::support::stage::Stage) -> String {
    let text = stage.text();
    text.lines().find(|line| line.starts_with('▌')).unwrap_or_default().to_owned()
}

#[test]
fn rows_change_and_move_and_the_cursor_stays_on_its_row() {
    let (mut stage, provisions) = looking("provisioning", WIDE);
    stage.keys("j j j");
    assert!(under_cursor(&stage).contains("receipts"), "{}", stage.text());
    provisions.change(|list| {
        let receipts = list.iter_mut().find(|one| one.name.as_str() == "receipts").unwrap();
        let failed = stage_of(receipts, StageName::Provisioning);
        (failed.progress, failed.reason) = (Progress::Failed, "taken".into());
        list.push(line("Bucket.storage.example/logs/logs", "dddfwwww", NOW, 1));
    });
    told(&mut stage, "taken");
    let row = under_cursor(&stage);
    assert!(row.contains("receipts") && row.contains("✗ provisioning"), "{row}\n{}", stage.text());
    provisions.change(|list| list.retain(|one| one.name.as_str() != "receipts"));
    stage.wait("it is gone", |screen| !screen.contains("receipts"));
    assert!(!under_cursor(&stage).is_empty(), "the cursor is on some row: {}", stage.text());
}

#[test]
fn enter_opens_the_line_and_esc_leads_back_to_the_row() {
    let (mut stage, _) = looking("provisioning", WIDE);
    stage.keys("j enter");
    assert!(stage.sees("pull request #41"), "{}", stage.text());
    stage.keys("esc");
    assert!(under_cursor(&stage).contains("order-events"), "{}", stage.text());
    stage.keys("g h g v");
    assert_eq!(rows(&stage).len(), 6, "a key leads there from everywhere");
    assert!(ORDERS.starts_with("Postgres"));
}

#[test]
fn signs_of_stages_are_told_apart_without_colours_and_in_ascii() {
    let one = |sign: char| {
        let mut one = line("Bucket.storage.example/x/x", &sign.to_string().repeat(8), NOW, 1);
        if sign == 'w' {
            one.stages.iter_mut().take(1).for_each(|stage| stage.waiting_for = vec!["bob".into()]);
        }
        one
    };
    for glyphs in [stagedoor::screen::look::Glyphs::UNICODE, stagedoor::screen::look::Glyphs::ASCII] {
        let sign = |one: &stagedoor::domain::model::provision::Provision, at: usize| {
            stagedoor::screen::panes::stages::sign(&glyphs, &one.stages[at]).0
        };
        let all = [
            sign(&one('d'), 1),
            sign(&one('a'), 1),
            sign(&one('w'), 0),
            sign(&one('w'), 1),
            sign(&one('f'), 1),
            sign(&one('?'), 1),
        ];
        let different: std::collections::BTreeSet<&str> = all.into_iter().collect();
        assert_eq!(different.len(), 6, "{all:?}");
        assert!(!glyphs.is_ascii() || all.iter().all(|sign| sign.is_ascii()));
    }
}

#[test]
fn home_shows_what_of_mine_stopped_and_what_waits_for_me_and_leads_there() {
    // a portal is asked in the room alone; before that home says so and leads there, and then shows what came of it
    let (mut stage, _) = looking("home", WIDE);
    assert!(stage.sees("What was asked for is not looked at yet"), "{}", stage.text());
    stage.keys("g v g h");
    assert!(!stage.sees("is not looked at yet"), "{}", stage.text());
    assert!(stage.sees("Provisioning 2") && stage.sees("✗ provisioning"), "{}", stage.text());
    assert!(!stage.sees("baskets") && !stage.sees("receipts"), "what waits for others or goes on is not mine to mend");
    let row = stage.row_of("order-events").unwrap();
    stage.click(10, u16::try_from(row).unwrap());
    stage.rest();
    assert!(stage.sees("pull request #41"), "{}", stage.text());
}

#[test]
fn the_entity_that_became_of_it_shows_its_line_and_leads_to_it() {
    let mut all = entities();
    all.push(json!({"kind": "Resource", "metadata": {"name": "carts"}, "spec": {"type": "cache", "owner": "team-a"}}));
    let templates = Arc::new(ScriptedTemplates::new(Mood::Well, NOW));
    let (mut stage, provisions) = with("resource:default/carts", WIDE, all, templates);
    assert!(!stage.sees("✓✓✓✓✓✓✓✓"), "nothing says yet that it is it");
    provisions.change(|list| list[2].entity = Some("resource:default/carts".parse().unwrap()));
    told(&mut stage, "✓✓✓✓✓✓✓✓  carts  ✓ cataloged");
    let row = stage.row_of("✓✓✓✓✓✓✓✓").unwrap();
    stage.click(14, u16::try_from(row).unwrap());
    stage.rest();
    assert!(stage.sees("Provisioning › carts"), "{}", stage.text());
}
