//! The screen over the real portal, in a terminal.

use crate::commands::assert_clean;
use crate::program::{Desk, alice};
use crate::rig::{self, ADMIN_TOKEN};
use serde_json::Value;
use stagedoor::domain::text::Clean;
use std::collections::BTreeMap;

#[test]
fn home_and_list_count_as_the_portal_does() {
    if !rig::live() {
        return;
    }
    let (rig, desk, token) = alice();
    let _unchanged = rig::unchanged();
    let total = rig.total("", &token);
    let mine = "relations.ownedBy=user:default/alice,relations.ownedBy=group:default/team-a,relations.ownedBy=group:default/platform";
    let mut screen = desk.screen(&[], 36);
    screen.pty.until(&format!("{total} entities")).until("you are Alice Ahlgren");
    screen.pty.until(&format!("Mine {}", rig.total(mine, &token))).until("Without an owner 1").until("driftwood");
    screen.pty.text_keys("gc").until(&format!("1/{total}")).text_keys("/bulk-0001");
    screen.pty.until(&format!("of {total}")).until("bulk-00019");
    screen.escape();
    screen.pty.send(b"\x1b").until(&format!("1/{total}")).text_keys("m");
    screen.pty.until(&format!("1/{} of {total}", rig.total(mine, &token)));
    screen.leave();
}

#[test]
fn the_same_name_in_two_namespaces_is_two_entities() {
    if !rig::live() {
        return;
    }
    let (_, desk, _) = alice();
    let mut screen = desk.screen(&["catalog"], 36);
    screen.pty.until("NAME").text_keys("/timetable").until("timetable  in sandbox").until("timetable  ");
    screen.leave();
    for (reference, words) in [("component:sandbox/timetable", "The same name"), ("component:timetable", "every boat")]
    {
        let (_, desk, _) = alice();
        let mut screen = desk.screen(&[reference], 36);
        screen.pty.until(words);
        screen.leave();
    }
}

/// The values of one facet with their counts, as the pane of facets shows them.
fn shown(screen: &str, head: &str) -> BTreeMap<String, u64> {
    let column: Vec<String> =
        screen.lines().map(|line| line.split('│').next().unwrap().trim_matches(['▌', ' ']).to_owned()).collect();
    let lines = column.iter().skip_while(|line| *line != head).skip(1);
    let counted = |line: &String| {
        let (value, count) = line.rsplit_once("  ")?;
        Some((value.trim().to_owned(), count.trim().parse().ok()?))
    };
    lines.map_while(counted).collect()
}

/// The same as the portal counts it.
fn counted(facets: &Value, field: &str, name: impl Fn(&str) -> String) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for facet in facets["facets"][field].as_array().unwrap() {
        let name = name(Clean::line(facet["value"].as_str().unwrap()).as_str());
        *counts.entry(name).or_default() += facet["count"].as_u64().unwrap();
    }
    counts
}

#[test]
fn facets_count_as_the_portal_does_and_the_counts_come_true() {
    if !rig::live() {
        return;
    }
    let (rig, desk, token) = alice();
    let _unchanged = rig::unchanged();
    let fields = ["kind", "spec.type", "spec.lifecycle", "relations.ownedBy"];
    let asked: Vec<String> = fields.iter().map(|field| format!("facet={field}")).collect();
    let there = rig.json(&format!("/api/catalog/entity-facets?{}", asked.join("&")), &token);
    let total = rig.total("", &token);
    let mut screen = desk.screen(&["catalog"], 100);
    screen.pty.until(&format!("1/{total}")).text_keys("f");
    let same = str::to_owned;
    let short = |reference: &str| reference.rsplit('/').next().unwrap().to_owned();
    for (head, wanted) in [
        ("KIND", counted(&there, "kind", same)),
        ("TYPE", counted(&there, "spec.type", same)),
        ("LIFECYCLE", counted(&there, "spec.lifecycle", same)),
        ("OWNER", counted(&there, "relations.ownedBy", short)),
    ] {
        screen.pty.wait(&format!("{head} as the portal has it, {wanted:?}"), |text| shown(text, head) == wanted);
    }
    // down to the groups, and choose them
    let marked = |text: &str| {
        let line = text.lines().find(|line| line.starts_with('▌'))?;
        Some(line.split('│').next().unwrap().to_owned())
    };
    while !marked(&screen.pty.text()).is_some_and(|line| line.contains(" Group ")) {
        let before = marked(&screen.pty.text());
        screen.pty.text_keys("j").wait("the next row", |text| marked(text).is_some_and(|row| Some(row) != before));
    }
    let groups = counted(&there, "kind", same)["Group"];
    screen.pty.text_keys("\r").until(&format!("1/{groups} of {total}"));
    screen.leave();
}

#[test]
fn odd_text_is_shown_in_every_tab_and_never_sent_raw() {
    if !rig::live() {
        return;
    }
    for (name, overview, yaml) in [
        ("odd-escape", "red title", r"\x1B[31mred\x1B[0m title"),
        ("odd-bidi", "invoice<U+202E>fdp.exe", "name: odd-bidi"),
        ("odd-wide", "北の渡船", "name: odd-wide"),
        ("odd-last", "with an empty one between", "notInTheModel"),
    ] {
        let (_, desk, _) = alice();
        let mut screen = desk.screen(&[&format!("component:{name}")], 36);
        screen.pty.until(overview).until(&format!("component:default/{name}"));
        screen.pty.text_keys("2").until("team-a").text_keys("8").until("apiVersion").until(yaml);
        screen.pty.text_keys("gc/odd-").until("/ odd-").until("1/4 of");
        let sent = String::from_utf8_lossy(&screen.pty.raw).into_owned();
        for raw in [
            "\u{1b}]0;",
            "\u{1b}]52",
            "\u{1b}]8;",
            "\u{1b}[2J\u{1b}[H\u{1b}]",
            "\u{1b}[5m",
            "\u{9b}",
            "\u{7}",
            "\u{202e}",
            "\u{202a}",
            "\u{2066}",
            "\u{200b}",
            "\u{feff}",
            "\u{8}",
        ] {
            assert!(!sent.contains(raw), "{raw:?} of {name} was sent");
        }
        for line in screen.lines() {
            assert_clean(&line, name);
        }
        screen.leave();
    }
}

#[test]
fn a_link_that_is_not_for_a_browser_is_not_opened() {
    if !rig::live() {
        return;
    }
    let (_, desk, _) = alice();
    let mut screen = desk.screen(&["component:odd-escape"], 36);
    screen.pty.until("javascript:alert(1)").text_keys("j\r").until("not opened");
    screen.leave();
}

#[test]
fn what_a_relation_leads_to_is_named_or_marked_as_missing() {
    if !rig::live() {
        return;
    }
    let (rig, desk, token) = alice();
    let _unchanged = rig::unchanged();
    let mut screen = desk.screen(&["component:driftwood"], 36);
    screen.pty.until("group:lost-at-sea  not in the catalog").text_keys("2");
    screen.pty.until("no-such-buoy").wait("both marked", |text| text.matches("not in the catalog").count() == 2);
    let desk = screen.leave();
    let owned = rig.total("relations.ownedBy=group:default/team-a", &token);
    let mut screen = desk.screen(&["group:team-a"], 36);
    screen.pty.until("Team A").until(&format!("Members 1, Owns {owned}")).until("North Ferries");
    screen.pty.text_keys("2").until("alice").until("Alice Ahlgren").until("Departures by pier and day");
    // up to the line, and from there to its other teams
    screen.pty.text_keys("\r").until("group:default/north-ferries").text_keys("2").until("team-b");
    screen.leave();
}

#[test]
fn guest_does_not_see_what_is_confidential() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let _unchanged = rig::unchanged();
    let total = rig.total("", ADMIN_TOKEN);
    let mut screen = Desk::of(rig, "guest").screen(&["catalog"], 36);
    screen.pty.until(&format!("1/{}", total - 1)).text_keys("/smugglers").until(&format!("of {}", total - 1));
    screen.pty.wait("nothing", |text| !text.contains("smugglers-cove"));
    screen.leave();
    let mut screen = Desk::of(rig, "guest").screen(&["component:smugglers-cove"], 36);
    screen.pty.until("it is not there");
    screen.leave();
}

#[test]
fn the_folder_of_a_checkout_opens_the_entity_that_names_it() {
    if !rig::live() {
        return;
    }
    let (_, desk, _) = alice();
    let checkout = desk.home.path().join("src/timetable");
    std::fs::create_dir_all(checkout.join(".git")).unwrap();
    std::fs::create_dir_all(checkout.join("lib/deep")).unwrap();
    std::fs::write(checkout.join(".git/HEAD"), "ref: refs/heads/topic\n").unwrap();
    let config = "[remote \"origin\"]\n\turl = git@git.ferries.example:booking/timetable.git\n";
    std::fs::write(checkout.join(".git/config"), config).unwrap();
    let mut screen = desk.screen_in(&[], 36, Some(&checkout.join("lib/deep")));
    screen.pty.until("component:default/timetable").until("Knows when every boat leaves");
    screen.leave();
}

#[test]
fn without_a_token_the_screen_says_what_to_do() {
    if !rig::live() {
        return;
    }
    let mut screen = Desk::at(rig::rig()).screen(&[], 36);
    screen.pty.until("asks for a token").until("stagedoor login").text_keys("?").until("What can be done here");
    screen.escape();
    screen.leave();
}
