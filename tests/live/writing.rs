//! Everything that changes the catalog, by the program itself against the real Backstage: dry run,
//! registering, refreshing, validating, unregistering, removing an orphan.

use crate::program::alice;
use crate::rig::{self, eventually};
use serde_json::{Value, json};
use std::fs;

fn descriptor(name: &str, description: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{ name: {name}, description: {description} }}\n\
         spec: {{ type: service, lifecycle: experimental, owner: team-a }}\n"
    )
}

/// What was said of the first target, however it ended.
fn first(said: &crate::program::Said) -> Value {
    let rows: Value = serde_json::from_str(&said.out).unwrap();
    rows[0].clone()
}

fn entity(name: &str) -> Option<Value> {
    let bearer = format!("Bearer {}", rig::ADMIN_TOKEN);
    let path = format!("/api/catalog/entities/by-name/component/default/{name}");
    let (status, body) = rig::rig().get(&path, &[("Authorization", &bearer)]);
    (status == 200).then(|| serde_json::from_str(&body).unwrap())
}

#[test]
fn a_location_is_registered_refreshed_and_unregistered_by_the_program() {
    if !rig::live() {
        return;
    }
    let _changing = rig::changing();
    let (rig, desk, _) = alice();
    let target =
        rig.serve("deeds.yaml", &[descriptor("deed-one", "First"), descriptor("deed-two", "Second")].join("---\n"));
    let plan = desk.run(&["do", "catalog.register", &target, "--dry-run", "-o", "json"]).json();
    assert_eq!(plan[0]["outcome"], "planned", "{plan}");
    assert_eq!(plan[0]["plan"], json!(["+ component:default/deed-one", "+ component:default/deed-two"]));
    assert!(entity("deed-one").is_none(), "a dry run changes nothing");

    let done = desk.run(&["do", "catalog.register", &target, "--yes", "-o", "json"]).json();
    assert_eq!(done[0]["outcome"], "done", "{done}");
    assert!(done[0]["request_id"].as_str().is_some_and(|id| id.len() == 36), "{done}");
    let wait = ["wait", "component:deed-one", "--for", "exists", "--timeout", "30s", "-o", "json"];
    assert_eq!(desk.run(&wait).json()["met"], true);
    let again = desk.run(&["do", "catalog.register", &target, "--yes", "-o", "json"]);
    assert_eq!((again.code, &first(&again)["outcome"]), (1, &json!("refused")), "{again:?}");

    rig.serve("deeds.yaml", &[descriptor("deed-one", "Third"), descriptor("deed-two", "Second")].join("---\n"));
    let refreshed = desk.run(&["do", "entity.refresh", "component:deed-one", "--yes", "-o", "json"]).json();
    assert_eq!(refreshed[0]["outcome"], "done");
    let field = "metadata.description=Third";
    let met = desk.run(&["wait", "component:deed-one", "--for", field, "--timeout", "30s", "-o", "json"]).json();
    assert_eq!(met["met"], true);
    assert_eq!(entity("deed-one").unwrap()["metadata"]["description"], "Third");

    // both came from one location: it goes once, and both with it
    let both = ["do", "entity.unregister", "component:deed-one", "component:deed-two"];
    let plan = desk.run(&[&both[..], &["--dry-run", "-o", "json"]].concat()).json();
    assert_eq!(plan[0]["plan"], json!(["- component:default/deed-one", "- component:default/deed-two"]));
    let done = desk.run(&[&both[..], &["--yes", "-o", "json"]].concat()).json();
    assert_eq!((&done[0]["outcome"], &done[1]["outcome"]), (&json!("done"), &json!("done")), "{done}");
    assert!(done[1]["detail"].as_str().unwrap().contains("went together with"), "{done}");
    let gone = desk.run(&["wait", "component:deed-two", "--for", "gone", "--timeout", "30s", "-o", "json"]).json();
    assert_eq!(gone["met"], true);
    assert!(entity("deed-one").is_none());

    let journal = desk.run(&["audit", "-o", "json"]).json();
    let done: Vec<(&str, &str)> = journal
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["action"].as_str().unwrap(), entry["outcome"].as_str().unwrap()))
        .collect();
    let wanted = [("entity.unregister", "done"), ("entity.refresh", "done"), ("catalog.register", "done")];
    assert_eq!(done, wanted, "what was only foreseen or refused beforehand is no deed");
    assert_eq!(journal[0]["subject"], "user:default/alice");
}

#[test]
fn an_entity_that_its_location_gives_no_more_is_removed_alone() {
    if !rig::live() {
        return;
    }
    let _changing = rig::changing();
    let (rig, desk, _) = alice();
    let both = [descriptor("stays", "x"), descriptor("orphan", "y")].join("---\n");
    let target = rig.serve("orphans.yaml", &both);
    desk.run(&["do", "catalog.register", &target, "--yes", "-o", "json"]).json();
    eventually("the orphan to be", || entity("orphan"));
    rig.serve("orphans.yaml", &descriptor("stays", "x"));
    let is_orphan = |found: &Value| found["metadata"]["annotations"]["backstage.io/orphan"] == "true";
    // a portal may remove orphans by itself; then there is nothing left to do. One that is at the
    // location when it is asked to read it again forgets that it was asked, so it is asked each time
    let state = eventually("the orphan to be one", || {
        desk.run(&["do", "entity.refresh", "component:stays", "--yes", "-o", "json"]).json();
        match entity("orphan") {
            None => Some(None),
            found => found.filter(is_orphan).map(Some),
        }
    });
    if state.is_some() {
        let plan = desk.run(&["do", "entity.unregister", "component:orphan", "--dry-run", "-o", "json"]).json();
        assert_eq!(plan[0]["plan"], json!(["- component:default/orphan"]), "{plan}");
        let done = desk.run(&["do", "entity.unregister", "component:orphan", "--yes", "-o", "json"]).json();
        assert_eq!(done[0]["outcome"], "done", "{done}");
        eventually("its end", || entity("orphan").is_none().then_some(()));
        assert!(entity("stays").is_some(), "the location and what it still gives stay");
    }
    desk.run(&["do", "entity.unregister", "component:stays", "--yes", "-o", "json"]).json();
    eventually("the end of all", || entity("stays").is_none().then_some(()));
}

#[test]
fn what_comes_from_the_configuration_of_the_portal_is_not_unregistered() {
    if !rig::live() {
        return;
    }
    let _unchanged = rig::unchanged();
    let (_, desk, _) = alice();
    let ran = desk.run(&["do", "entity.unregister", "component:timetable", "--dry-run", "-o", "json"]);
    assert_eq!(first(&ran)["outcome"], "refused");
    assert!(ran.out.contains("no registered location"), "{ran:?}");
}

#[test]
fn the_portal_itself_judges_a_descriptor_and_the_line_is_found() {
    if !rig::live() {
        return;
    }
    let _unchanged = rig::unchanged();
    let (_, desk, _) = alice();
    let own = desk.run(&["do", "entity.validate", "component:timetable", "-o", "json"]).json();
    assert_eq!(own[0]["outcome"], "done", "{own}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bad.yaml");
    let text = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: a b\nspec:\n  type: service\n  \
                lifecycle: x\n  owner: team-a\n";
    fs::write(&file, text).unwrap();
    let set = format!("file={}", file.display());
    let judged = desk.run(&["do", "entity.validate", "component:timetable", "--set", &set, "-o", "json"]);
    let detail = first(&judged)["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("4:3") && detail.contains("metadata.name"), "{detail}");
}

#[test]
fn who_may_not_is_told_and_nothing_is_sent() {
    if !rig::live() {
        return;
    }
    let _unchanged = rig::unchanged();
    let (rig, _, _) = alice();
    let bob = crate::program::Desk::of(rig, "bob");
    let ran = bob.run(&["do", "entity.refresh", "component:timetable", "--yes", "-o", "json"]);
    assert_eq!((ran.code, &first(&ran)["outcome"]), (5, &json!("refused")), "{ran:?}");
    let detail = first(&ran)["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("the portal denies catalog.entity.refresh"), "{detail}");
    // nothing was sent, so nothing was done
    assert_eq!(bob.run(&["audit", "-o", "json"]).json(), json!([]));
}
