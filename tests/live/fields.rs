//! Any field of the real catalog, compared with what the portal gives of all its entities.

use crate::ports::{portal, rows, wait};
use crate::program::alice;
use crate::rig::{self, ADMIN_TOKEN};
use serde_json::Value;
use stagedoor::domain::model::EntityRef;
use stagedoor::domain::model::listing::FieldPath;
use stagedoor::domain::text::Clean;
use stagedoor::platform::ports::{CatalogPort as _, Steps};
use std::collections::BTreeMap;

type Values = BTreeMap<EntityRef, Vec<String>>;

/// What all entities have at a place, taken out of them whole.
fn whole(take: impl Fn(&Value) -> Vec<String>) -> Values {
    let all = rig::rig().json("/api/catalog/entities", ADMIN_TOKEN);
    let mut values = Values::new();
    for entity in all.as_array().unwrap() {
        let text = |pointer: &str| entity.pointer(pointer).and_then(Value::as_str).unwrap_or("default").to_owned();
        let reference = EntityRef::new(&text("/kind"), &text("/metadata/namespace"), &text("/metadata/name"));
        let mut mine = take(entity);
        mine.sort();
        mine.dedup();
        if !mine.is_empty() {
            values.insert(reference, mine);
        }
    }
    values
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::String(text) => vec![Clean::line(text).to_string()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        other => vec![other.to_string()],
    }
}

fn asked(path: &str) -> Values {
    let portal = portal(ADMIN_TOKEN);
    let listing = rows(&portal);
    let column = wait(portal.field(FieldPath::parse(path).unwrap(), Steps::ignored())).unwrap().answer;
    let cells = column.cells(&listing);
    let mut values = Values::new();
    for row in listing.rows() {
        let mut mine: Vec<String> = cells.values(row.index()).map(|value| value.as_str().to_owned()).collect();
        mine.sort();
        if !mine.is_empty() {
            values.insert(row.reference(), mine);
        }
    }
    values
}

#[test]
fn a_field_is_what_the_portal_has_of_every_entity() {
    if !rig::live() {
        return;
    }
    let _unchanged = rig::unchanged();
    let at = |pointer: &'static str| move |entity: &Value| texts(entity.pointer(pointer).unwrap_or(&Value::Null));
    let annotation = |name: &'static str| move |entity: &Value| texts(&entity["metadata"]["annotations"][name]);
    let same = |path: &str, wanted: Values, least: usize| {
        assert!(wanted.len() >= least, "{path}: the rig has only {}", wanted.len());
        let asked = asked(path);
        let differs = |reference: &&EntityRef| asked.get(*reference) != wanted.get(*reference);
        let differing: Vec<_> = asked.keys().chain(wanted.keys()).filter(differs).collect();
        assert!(differing.is_empty(), "{path}: {differing:?}");
    };
    same("spec.lifecycle", whole(at("/spec/lifecycle")), 10);
    same("spec.dependsOn", whole(at("/spec/dependsOn")), 1);
    same("metadata.uid", whole(at("/metadata/uid")), 100);
    same("spec.profile.displayName", whole(at("/spec/profile/displayName")), 1);
    for name in ["backstage.io/source-location", "backstage.io/managed-by-location", "rig/confidential"] {
        same(&format!("metadata.annotations.{name}"), whole(annotation(name)), 1);
    }
    let titles = |entity: &Value| {
        let links = entity["metadata"]["links"].as_array().cloned().unwrap_or_default();
        links.iter().flat_map(|link| texts(&link["title"])).collect()
    };
    same("metadata.links.title", whole(titles), 1);
    let owners = |entity: &Value| {
        let relations = entity["relations"].as_array().cloned().unwrap_or_default();
        let owned = relations.iter().filter(|relation| relation["type"] == "ownedBy");
        owned.flat_map(|relation| texts(&relation["targetRef"])).collect()
    };
    same("relations.ownedBy", whole(owners), 10);
    assert!(asked("spec.nobody.has.it").is_empty());
}

#[test]
fn a_field_is_a_column_and_a_condition_on_the_screen_over_the_real_portal() {
    if !rig::live() {
        return;
    }
    let (rig, desk, token) = alice();
    let _unchanged = rig::unchanged();
    let total = rig.total("", &token);
    let with = rig.total("metadata.annotations.backstage.io/source-location", &token);
    let link = "stagedoor://catalog?columns=name,metadata.annotations.backstage.io/source-location";
    let said =
        desk.run(&["get", "all", "--match", "metadata.annotations.backstage.io/source-location:*", "-o", "name"]);
    assert_eq!(said.out.lines().count(), with, "{said:?}");
    let mut screen = desk.screen(&[link], 36);
    screen.pty.until("SOURCE-LOCATION").until(&format!("1/{total}"));
    screen.pty.text_keys("/metadata.annotations.backstage.io/source-location:*");
    screen.pty.until(&format!("1/{with} of {total}"));
    screen.leave();
}
