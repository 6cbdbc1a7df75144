//! What one may do with templates and their runs, as the real scaffolder's permissions decide it.

use crate::permissions::{ask, framework, question};
use crate::ports::{reference, wait};
use crate::program::Desk;
use crate::rig;
use serde_json::{Value, json};
use stagedoor::platform::capability::{Capability, Judge, KNOWN, Known};
use stagedoor::platform::gate::{Decision, Gate, Ground};
use stagedoor::platform::permissions::{PermissionPort as _, Permits, Question, Thing};
use std::sync::Arc;

const WRECK: &str = "template:default/raise-wreck";

/// All that the scaffolder's permissions are about, each of a run, of a template or of none.
fn of_the_scaffolder(run: &str) -> Vec<Question> {
    let on = |known: &Known| match known.resource? {
        "scaffolder-task" => Some(Thing::Run(run.into())),
        _ => Some(Thing::Entity(reference(WRECK))),
    };
    let known = KNOWN.iter().filter(|known| known.judge == Judge::Portal && known.name.starts_with("scaffolder."));
    known.map(|known| Question { capability: Capability::of(known.name), on: on(known) }).collect()
}

fn of_run(name: &'static str, run: &str) -> Question {
    Question { capability: Capability::of(name), on: Some(Thing::Run(run.into())) }
}

/// What was said, by name.
fn said(permits: &Permits) -> Vec<(&str, bool)> {
    permits.said.iter().map(|(question, allowed)| (&*question.capability.0, *allowed)).collect()
}

#[test]
fn each_capability_of_the_scaffolder_is_served_both_ways() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let carol = rig.token_for("carol");
    let all = of_the_scaffolder(&rig.run_template(&rig.token_for("alice")));
    assert_eq!(all.len(), 7);
    for asked in &all {
        for (word, allowed) in [("allow", true), ("deny", false)] {
            let word_for = |question: &Question| if question == asked { word } else { "allow" };
            let says: Vec<(&str, &str)> = all.iter().map(|it| (&*it.capability.0, word_for(it))).collect();
            let _deciding = rig.deciding(&says);
            let permits = ask(&carol, &all).unwrap();
            assert_eq!(permits.said.len(), all.len(), "none is missing: {permits:?}");
            assert!(permits.said.contains(&(asked.clone(), allowed)), "{asked:?} {word}");
        }
    }
}

#[test]
fn what_the_scaffolder_cannot_decide_is_unknown_and_hides_nothing_beside_it() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let (carol, _as_bob) = (rig.token_for("carol"), rig.deciding(&[]));
    // conditions on parts of templates are applied to no whole one (501), those on runs to no run that
    // is not there (404)
    let mut all = of_the_scaffolder("no-such-run");
    all.push(question("catalog.entity.create", None));
    let (permissions, portal) = framework(&carol);
    let ask_all = || wait(permissions.permits(all.clone())).unwrap().answer;
    let decided = [
        ("catalog.entity.create", true),
        ("scaffolder.task.create", false),
        ("scaffolder.template.dry-run", true),
        ("scaffolder.template.management", false),
    ];
    let first = ask_all();
    assert_eq!((said(&first).as_slice(), first.unjudged.len(), first.absent.len()), (&decided[..], 0, 0));
    let before = portal.counts().requests;
    assert_eq!(said(&ask_all()), decided);
    assert!(portal.counts().requests - before <= 4, "of each plugin what goes together, and what may be a run by now");
    for (name, on) in [
        ("scaffolder.template.step.read", Thing::Entity(reference(WRECK))),
        ("scaffolder.task.cancel", Thing::Run("no-such-run".into())),
    ] {
        let alone = [Question { capability: Capability::of(name), on: Some(on) }];
        assert!(ask(&carol, &alone).is_err(), "{name}: not known is neither a yes nor a no");
    }
}

#[test]
fn a_run_is_theirs_who_began_it() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let (alice, carol) = (rig.token_for("alice"), rig.token_for("carol"));
    let _deciding = rig.deciding(&[("scaffolder.task.create", "allow")]);
    let (hers, others) = (rig.run_template(&carol), rig.run_template(&alice));
    let both = |name| [of_run(name, &hers), of_run(name, &others)];
    for (user, reads, cancels) in [
        ("carol", [true, false], [true, false]),
        ("bob", [false, false], [false, false]),
        ("alice", [true, true], [true, true]),
        ("guest", [false, false], [false, false]),
    ] {
        let (permissions, portal) = framework(&rig.token_for(user));
        let questions = [both("scaffolder.task.read"), both("scaffolder.task.cancel")].concat();
        let permits = wait(permissions.permits(questions)).unwrap().answer;
        let allowed: Vec<bool> = permits.said.iter().map(|(_, allowed)| *allowed).collect();
        assert_eq!(allowed, [reads, cancels].concat(), "{user}: {permits:?}");
        assert_eq!(portal.counts().requests, 2, "what is published, and the decisions");
        let mut gate = Gate::new(Ground::Portal, Arc::default());
        gate.hear(&permits);
        let cancel = Capability::of("scaffolder.task.cancel");
        for (run, may) in [&hers, &others].into_iter().zip(cancels) {
            let decision = if may { Decision::Allowed } else { Decision::Denied };
            assert_eq!(gate.rule_of_run(&cancel, run).decision, decision, "{user}");
        }
        assert_eq!(gate.rule_of_run(&cancel, "another").decision, Decision::Unknown);
    }
}

#[test]
fn who_may_run_templates_is_offered_them_and_who_may_not_is_not() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    for (user, may) in [("alice", true), ("bob", false), ("guest", false)] {
        let who = Desk::of(rig, user).run(&["whoami", "-o", "json"]).json();
        let all = who["capabilities"].as_array().unwrap();
        let allowed = |name: &str| all.iter().find(|it| it["name"] == name).unwrap()["allowed"].clone();
        assert_eq!(allowed("scaffolder.task.create"), json!(may), "{user}");
        assert_eq!(allowed("scaffolder.task.cancel"), Value::Null, "decided for each run");
        let mut gate = Gate::new(Ground::Portal, Arc::default());
        let permits = ask(&rig.token_for(user), &[question("scaffolder.task.create", None)]).unwrap();
        gate.hear(&permits);
        assert_eq!(gate.offers_template(&reference(WRECK)), may, "{user}");
        // and the portal itself keeps to it
        let task = json!({"templateRef": WRECK, "values": {}});
        let (status, body) = rig.send_as(&rig.token_for(user), "POST", "/api/scaffolder/v2/tasks", &task);
        assert_eq!(status, if may { 201 } else { 403 }, "{user}: {body}");
    }
}
