//! Commands against the real portal: what they print is what the portal has.

use crate::program::{Desk, alice};
use crate::rig;
use serde_json::{Value, json};

fn names(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|entity| entity["metadata"]["name"].as_str().unwrap()).collect()
}

#[test]
fn get_gives_every_component_whole() {
    if !rig::live() {
        return;
    }
    let (rig, desk, token) = alice();
    let _unchanged = rig::unchanged();
    let all = desk.run(&["get", "component", "-o", "json"]).json();
    assert_eq!(all.as_array().unwrap().len(), rig.total("kind=component", &token));
    for name in ["timetable", "odd-escape", "bulk-00300"] {
        let there = rig.json(&format!("/api/catalog/entities/by-name/component/default/{name}"), &token);
        let here = all
            .as_array()
            .unwrap()
            .iter()
            .find(|entity| entity["metadata"]["name"] == name && entity["metadata"]["namespace"] == "default");
        assert_eq!(here, Some(&there), "{name}");
    }
    let lines = desk.run(&["get", "all", "-o", "jsonl"]);
    assert_eq!(lines.lines().len(), rig.total("", &token));
    assert!(lines.lines().iter().all(|line| serde_json::from_str::<Value>(line).is_ok()));
}

#[test]
fn filters_and_owners_find_as_many_as_the_portal_counts() {
    if !rig::live() {
        return;
    }
    let (rig, desk, token) = alice();
    let _unchanged = rig::unchanged();
    let cases: &[(&[&str], &str)] = &[
        (&["--filter", "type=website"], "spec.type=website"),
        (&["--filter", "type=website", "--filter", "type=worker"], "spec.type=website,spec.type=worker"),
        (
            &["--filter", "tag=shard-3", "--filter", "lifecycle=production"],
            "metadata.tags=shard-3,spec.lifecycle=production",
        ),
        (
            &["--filter", "metadata.annotations.backstage.io/source-location"],
            "metadata.annotations.backstage.io/source-location",
        ),
        (&["--owner", "team-b"], "relations.ownedBy=group:default/team-b"),
        (&["--owner", "user:bob", "--filter", "type=worker"], "relations.ownedBy=user:default/bob,spec.type=worker"),
        (
            &["--owner", "me"],
            "relations.ownedBy=user:default/alice,relations.ownedBy=group:default/team-a,relations.ownedBy=group:default/platform",
        ),
    ];
    for (args, filter) in cases {
        let said = desk.run(&[&["get", "component", "-o", "name"], *args].concat());
        let counted = rig.total(&format!("kind=component,{filter}"), &token);
        assert!(counted > 0, "{filter} finds something");
        assert_eq!(said.lines().len(), counted, "{args:?}");
    }
    let none = desk.run(&["get", "component", "--filter", "type=zeppelin"]);
    assert_eq!((none.code, none.out.as_str()), (0, ""), "{none:?}");
    assert!(none.err.contains("nothing of that sort"), "{none:?}");
}

#[test]
fn sorted_and_limited_it_is_the_same_beginning_as_over_there() {
    if !rig::live() {
        return;
    }
    let (rig, desk, token) = alice();
    let _unchanged = rig::unchanged();
    let path = "/api/catalog/entities/by-query?filter=kind=component&limit=5&orderField=metadata.name,desc";
    let there = rig.json(path, &token);
    let here = desk.run(&["get", "component", "--sort", "-metadata.name", "--limit", "5", "-o", "json"]).json();
    assert_eq!(names(&here), names(&there["items"]));
    // Backstage leaves out what has no such field; here it comes last
    let domains = desk.run(&["get", "all", "--sort", "lifecycle", "-o", "json"]).json();
    assert_eq!(domains.as_array().unwrap().len(), rig.total("", &token));
    let lifecycles: Vec<_> = domains.as_array().unwrap().iter().map(|entity| &entity["spec"]["lifecycle"]).collect();
    let with = lifecycles.iter().take_while(|lifecycle| lifecycle.is_string()).count();
    assert!(with > 300 && lifecycles[with..].iter().all(|lifecycle| lifecycle.is_null()));
}

#[test]
fn an_entity_is_named_shortly_or_in_full_in_either_namespace() {
    if !rig::live() {
        return;
    }
    let (_, desk, _) = alice();
    let said = desk.run(&["get", "component", "timetable", "sandbox/timetable", "-o", "json"]).json();
    let namespaces: Vec<_> = said.as_array().unwrap().iter().map(|entity| &entity["metadata"]["namespace"]).collect();
    assert_eq!(namespaces, [&json!("default"), &json!("sandbox")]);
    let one = desk.run(&["get", "all", "component:sandbox/timetable", "-o", "name"]);
    assert_eq!(one.lines(), ["component:sandbox/timetable"]);
    let table = desk.run(&["get", "component", "timetable"]).out;
    for cell in ["component:timetable", "Timetable", "service", "production", "team-a"] {
        assert!(table.contains(cell), "{table}");
    }
    let yaml = desk.run(&["get", "component", "timetable", "-o", "yaml"]).out;
    assert!(yaml.contains("description: Knows when every boat leaves"), "{yaml}");
}

#[test]
fn what_is_not_there_is_said_with_what_may_help() {
    if !rig::live() {
        return;
    }
    let (_, desk, _) = alice();
    desk.run(&["get", "component", "ghost-ship"])
        .fails(3, &["component:default/ghost-ship", "there is no", "stagedoor search"]);
    desk.run(&["open", "runbook", "component:ghost-ship", "--print"]).fails(3, &["component:default/ghost-ship"]);
}

#[test]
fn search_finds_by_words_and_by_type() {
    if !rig::live() {
        return;
    }
    let (_, desk, _) = alice();
    let hits = desk.run(&["search", "every boat leaves", "-o", "json"]).json();
    let first = &hits[0];
    assert_eq!(first["ref"], "component:default/timetable");
    assert_eq!(first["title"], "Timetable");
    assert_eq!(first["link"], "stagedoor://catalog/component/default/timetable");
    assert_eq!(first["type"], "software-catalog");
    assert!(first["snippet"].as_str().unwrap().contains("every boat leaves"), "marks are taken off: {first}");
    let typed = desk.run(&["search", "timetable", "--type", "software-catalog", "-o", "name"]);
    assert!(typed.lines().contains(&"component:sandbox/timetable"), "{typed:?}");
    let nothing = desk.run(&["search", "zeppelin"]);
    assert_eq!((nothing.code, nothing.out.as_str()), (0, ""), "{nothing:?}");
    let page = &desk.run(&["search", "pier north", "--type", "techdocs", "-o", "json"]).json()[0];
    assert_eq!((&page["type"], &page["ref"]), (&"techdocs".into(), &"component:default/almanac".into()), "{page}");
    // there are no questions and answers on this portal
    desk.run(&["search", "timetable", "--type", "stack-overflow"]).fails(7, &["cannot search", "400"]);
}

#[test]
fn links_of_an_entity_are_opened_by_title_or_kind_and_only_on_the_web() {
    if !rig::live() {
        return;
    }
    let (rig, desk, _) = alice();
    let link = desk.run(&["link", "component:sandbox/timetable", "--tab", "yaml", "-o", "json"]).json();
    assert_eq!(link["link"], "stagedoor://catalog/component/sandbox/timetable/yaml");
    assert_eq!(link["url"], format!("{}/catalog/sandbox/component/timetable", rig.url));
    let opened = desk.run(&["open", "runbook", "component:timetable", "--print"]);
    assert_eq!(opened.lines(), ["https://runbooks.ferries.example/timetable"]);
    let opened = desk.run(&["open", "dashboard", "component:timetable", "-o", "json"]).json();
    assert_eq!(opened["url"], "https://boards.ferries.example/timetable");
    desk.run(&["open", "grafana", "component:timetable", "--print"]).fails(3, &["Departure board", "Runbook"]);
    desk.run(&["open", "not for a browser", "component:odd-escape", "--print"]).fails(7, &["web"]);
}

#[test]
fn a_tool_of_the_configuration_is_filled_from_the_entity() {
    if !rig::live() {
        return;
    }
    let (_, desk, _) = alice();
    desk.configure(
        "[[tools]]\nid = \"board\"\nname = \"Board\"\ncategory = \"x\"\nurl = \"https://b.example/{namespace}/{name}?o={owner}\"\n",
    );
    let opened = desk.run(&["open", "board", "component:timetable", "--print"]);
    assert_eq!(opened.lines(), ["https://b.example/default/timetable?o=team-a"]);
}

#[test]
fn text_of_others_leaves_the_terminal_alone_in_every_form() {
    if !rig::live() {
        return;
    }
    let (_, desk, _) = alice();
    let odd = ["odd-wide", "odd-bidi", "odd-escape", "odd-last"];
    for format in ["table", "wide", "json", "jsonl", "yaml", "name", "csv"] {
        let said = desk.run(&[&["get", "component", "-o", format], odd.as_slice()].concat());
        assert_eq!(said.code, 0, "{said:?}");
        assert_clean(&said.out, format);
    }
    assert_clean(&desk.run(&["search", "odd-escape", "-o", "json"]).out, "search");
    assert_clean(&desk.run(&["search", "odd-escape"]).out, "search");
    let whole = desk.run(&["get", "component", "odd-escape", "-o", "json"]).json();
    assert_eq!(whole[0]["metadata"]["title"], "\u{1b}[31mred\u{1b}[0m title", "a reader gets all of it");
}

#[track_caller]
pub fn assert_clean(text: &str, what: &str) {
    let hidden =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let found = text.chars().find(|c| (c.is_control() && *c != '\n') || (hidden(*c) && *c != '\u{200d}'));
    assert_eq!(found, None, "{what}: {text:?}");
}

#[test]
fn guest_gets_everything_but_what_is_confidential() {
    if !rig::live() {
        return;
    }
    let (rig, everybody, token) = alice();
    let guest = Desk::of(rig, "guest");
    let _unchanged = rig::unchanged();
    let seen = guest.run(&["get", "all", "-o", "name"]);
    assert_eq!(seen.lines().len() + 1, rig.total("", &token));
    assert!(!seen.out.contains("smugglers-cove"));
    guest.run(&["get", "component", "smugglers-cove"]).fails(3, &["you may not see it"]);
    assert_eq!(everybody.run(&["get", "component", "smugglers-cove", "-o", "name"]).lines().len(), 1);
}
