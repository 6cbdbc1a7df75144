//! The room that says what one may do lists all that is decided, and says what depends on the thing.

use crate::rooms::setup;
use crate::support::account::Permissions;
use crate::support::scripted::{Mood, Scripted, alice, entities};
use crate::support::stage::{NOW, Stage};
use stagedoor::domain::model::{Claims, Identity, Rule, Rules};
use stagedoor::platform::gate::{Gate, Ground};
use stagedoor::screen::app::Setup;
use std::sync::Arc;

fn stage(place: &str) -> Stage {
    let rule =
        |covers: &str, group: &str| Rule { covers: covers.into(), groups: vec![group.into()], ..Rule::default() };
    let rules = vec![rule("argocd.sync", "sre"), rule("vault.read", "others"), rule("jit-access.*", "sre")];
    let claims = Some(Claims { groups: vec!["sre".into()], ..Claims::default() });
    let mut catalog = Scripted::new(Mood::Well, entities(), NOW);
    Arc::get_mut(&mut catalog).unwrap().permissions = Permissions::judging(|_| Some(true), |_| false, &["scaffolder"]);
    *catalog.who.lock().unwrap() = Identity { claims, ..alice() };
    let gate = Gate::new(Ground::Portal, Arc::new(Rules(rules)));
    let mut stage = Stage::new(Setup { gate, ..setup(place) }, (120, 90), catalog.ports());
    stage.rest();
    stage
}

/// The line that a name of a capability stands in.
fn line(stage: &Stage, name: &str) -> String {
    let text = stage.text();
    text.lines().find(|line| line.contains(&format!("  {name}"))).unwrap_or_else(|| panic!("{name}\n{text}")).to_owned()
}

#[test]
fn what_only_a_rule_names_is_in_the_list_too() {
    let stage = stage("identity");
    assert!(line(&stage, "argocd.sync").contains("✓ allowed"), "{}", stage.text());
    assert!(line(&stage, "vault.read").contains("✗ denied"), "{}", stage.text());
    assert!(line(&stage, "jit-access.request").contains("✓ allowed") && !stage.sees("jit-access.*"));
}

#[test]
fn what_depends_on_the_entity_reads_as_that_and_not_as_a_failure() {
    let (here, of) = (stage("identity"), stage("stagedoor://identity?of=component:default/payments"));
    assert!(line(&here, "catalog.entity.refresh").contains("• each"), "{}", here.text());
    assert!(here.sees("decided for each entity") && !here.sees("unknown"), "{}", here.text());
    assert!(line(&of, "catalog.entity.refresh").contains("✓ allowed"), "{}", of.text());
    let filtered = stage("stagedoor://identity?q=each");
    assert!(filtered.sees("catalog.entity.refresh") && !filtered.sees("catalog.entity.edit"), "{}", filtered.text());
}

#[test]
fn what_the_portal_has_no_plugin_for_reads_as_not_there_and_not_as_allowed_or_denied() {
    for place in ["identity", "stagedoor://identity?of=component:default/payments"] {
        let stage = stage(place);
        for name in ["scaffolder.task.create", "scaffolder.task.read", "scaffolder.template.dry-run"] {
            assert!(line(&stage, name).contains("• not there"), "{}", stage.text());
        }
        assert!(stage.sees("this portal has no scaffolder"), "{}", stage.text());
    }
}
