//! Who one was another day counts for whose rows are one's own, and for nothing that is allowed.

use super::PAYMENTS;
use crate::rooms::setup;
use crate::support::scripted::{Mood, Scripted, alice, entities};
use crate::support::stage::{NOW, Stage};
use serde_json::json;
use stagedoor::adapters::kept::KeptIdentity;
use stagedoor::domain::model::{Claims, Identity, Rule, Rules};
use stagedoor::platform::actions::Action;
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::gate::{Gate, Ground};
use stagedoor::platform::ports::{Answering, IdentityPort, Ports, Steps, Told};
use stagedoor::screen::app::Setup;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

/// Says who one is, or is away.
pub struct Says(pub Option<Identity>);

impl IdentityPort for Says {
    fn who_am_i<'a>(&'a self, _: Steps<Identity>) -> Answering<'a, Identity> {
        let away = || Fault::new(FaultKind::Unreachable, "find out who you are", "it is away", "");
        let said = self.0.clone().map(Told::now).ok_or_else(away);
        Box::pin(async move { said })
    }
}

fn in_group(group: &str) -> Claims {
    Claims { groups: vec![group.into()], ..Claims::default() }
}

/// The screen over a folder where an earlier version kept that alice is in the group `editors`, in a
/// context where that group may change descriptors.
fn stage(says: Option<Identity>, folder: &Path) -> Stage {
    let kept = json!({"as_of": NOW.0 - 86_400_000, "identity": {
        "user": "user:default/alice", "ownership": ["user:default/alice", "group:default/team-a"], "source": "token",
        "principal": "user", "claims": in_group("editors"), "ends": null,
    }});
    std::fs::write(folder.join("identity.json"), kept.to_string()).unwrap();
    let rule = Rule { covers: "catalog.entity.edit".into(), groups: vec!["editors".into()], ..Rule::default() };
    let gate = Gate::new(Ground::Portal, Arc::new(Rules(vec![rule])));
    let identity = Arc::new(KeptIdentity::new(Arc::new(Says(says)), folder.to_owned(), false));
    let ports = Ports { identity, ..Scripted::new(Mood::Well, entities(), NOW).ports() };
    let mut stage = Stage::new(Setup { gate, ..setup(PAYMENTS) }, (120, 36), ports);
    stage.rest();
    stage
}

#[test]
fn a_group_of_last_time_grants_nothing_while_it_cannot_be_found_out_who_one_is() {
    let folder = TempDir::new().unwrap();
    let mut stage = stage(None, folder.path());
    assert!(!stage.app.offers(Action::EntityTransfer));
    stage.keys("g i");
    assert!(stage.sees("user:default/alice"), "whose rows are one's own is known\n{}", stage.text());
    assert!(!stage.sees("editors") && stage.sees("who you are is not known yet"), "{}", stage.text());
}

#[test]
fn what_the_platform_says_today_counts_and_not_what_it_said_last_time() {
    let folder = TempDir::new().unwrap();
    let says = |group| Some(Identity { claims: Some(in_group(group)), ..alice() });
    assert!(stage(says("editors"), folder.path()).app.offers(Action::EntityTransfer));
    assert!(!stage(says("others"), folder.path()).app.offers(Action::EntityTransfer));
}
