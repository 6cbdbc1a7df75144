//! Quotas are seen before anything is sent: of the context's policy, and of a cluster that the tests give its state.

use super::review::{filled, to_review};
use super::{EVERYTHING, WIZARD, World};
use crate::clustered::clusters;
use crate::rooms::setup;
use crate::stand::Stand;
use crate::support::apiserver::ApiServer;
use crate::support::scripted::{Mood, Scripted};
use crate::support::stage::{NOW, Stage};
use serde_json::{Value, json};
use stagedoor::adapters::systems::kubernetes::Kubernetes;
use stagedoor::domain::template::quota::{Bound, QuotaRule};
use stagedoor::platform::ports::{Platform, Systems};
use stagedoor::screen::app::Setup;
use std::sync::Arc;

/// A quota of which nearly all is used, one that is spent, and one that nobody has counted yet.
fn quota(namespace: &str) -> Value {
    json!({"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"namespace": namespace, "name": "compute\u{1b}[2J"},
        "spec": {"hard": {"requests.cpu": "10", "persistentvolumeclaims": "4", "pods": "20"}, "scopes": ["NotTerminating"]},
        "status": {"hard": {"requests.cpu": "10", "persistentvolumeclaims": "4", "pods": "20"},
            "used": {"requests.cpu": "9500m", "persistentvolumeclaims": "4"}}})
}

fn within(cluster: Option<&str>, namespace: &str) -> QuotaRule {
    let bound = Bound::In { cluster: cluster.map(Into::into), namespace: namespace.into() };
    QuotaRule { templates: Vec::new(), environment: None, bound }
}

/// A form that is filled in up to its review, where clusters can be asked for quotas.
fn review(server: &ApiServer, quotas: Vec<QuotaRule>) -> Stage {
    let mut world = World::of(&[EVERYTHING]);
    let runtime = Kubernetes::new(clusters(&[("prod", server)]), Scripted::new(Mood::Empty, Vec::new(), NOW));
    let systems = Systems { runtime: Arc::new(runtime), ..Systems::default() };
    Arc::get_mut(&mut world.catalog).unwrap().systems = systems;
    let setup = setup(WIZARD);
    let platform = Platform { quotas, ..setup.platform.clone() };
    let mut stage = Stage::new(Setup { platform, ..setup }, (120, 60), world.catalog.ports());
    stage.rest();
    to_review(stage)
}

#[test]
fn what_a_namespace_has_left_is_seen_in_the_review() {
    let server = ApiServer::start();
    server.put(quota("team-a-live"));
    let says = QuotaRule {
        templates: vec!["every*".into()],
        environment: None,
        bound: Bound::Says("Three of them a team.".into()),
    };
    let mut stage = review(&server, vec![says, within(None, "{owner}-live")]);
    stage.until("persistentvolumeclaims  4 of 4 used: it is spent");
    for words in [
        "Three of them a team.",
        "requests.cpu  9500m of 10 used: nearly spent",
        "pods  20, how much is used is not known",
        "(NotTerminating) in the namespace team-a-live",
    ] {
        assert!(stage.sees(words), "{words}\n{}", stage.text());
    }
    assert!(!stage.sees("not known: nothing"), "{}", stage.text());
    assert_eq!(server.count("list", "resourcequotas"), 1, "one request");
}

#[test]
fn what_cannot_be_asked_is_unknown_with_the_reason() {
    let server = ApiServer::start();
    server.deny("list", "resourcequotas", "shut");
    let mut shut = review(&server, vec![within(Some("prod"), "shut")]);
    shut.until("Quotas of the namespace shut of prod are not known: ");
    assert!(shut.sees("not permitted") || shut.sees("forbid"), "{}", shut.text());
    let mut free = review(&server, vec![within(Some("prod"), "free")]);
    free.until("the namespace free of prod has no quotas");
    let mut other = review(&server, vec![within(Some("stage"), "x")]);
    other.until("are not known: no cluster `stage` is configured");
    let unsaid = review(&server, Vec::new());
    assert!(unsaid.sees("Quotas are not known: nothing says which namespace it goes to."), "{}", unsaid.text());
    assert_eq!(server.count("list", "resourcequotas"), 2, "nothing is asked where nothing is known of the namespace");
}

#[test]
fn without_a_cluster_the_policy_is_told_and_the_rest_is_unknown() {
    let stage = filled(&World::of(&[EVERYTHING]), (80, 60));
    assert!(stage.sees("Quotas are not known: nothing says which namespace"), "{}", stage.text());
}

const TEMPLATE: &str = "apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: cache, annotations: {stagedoor.dev/limits: '- One a team.'}}
spec:
  type: database
  owner: team-a
  parameters:
    - properties: {name: {type: string}, environment: {type: string}}
  steps:
    - {id: log, action: debug:log, input: {message: 'made ${{ parameters.name }}'}}
";

#[test]
fn a_dry_run_on_the_command_line_says_what_there_is_at_most() {
    let server = ApiServer::start();
    server.put(quota("cart-production"));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("template.yaml"), TEMPLATE).unwrap();
    std::fs::write(folder.path().join("catalog-info.yaml"), TEMPLATE).unwrap();
    let config = format!(
        "[contexts.a]\nworkspace = '{}'\n[[contexts.a.clusters]]\nname = 'prod'\nkubeconfig = '{}'\n\
         [[contexts.a.quotas]]\nenvironment = 'production'\nsays = '8 GB each'\n\
         [[contexts.a.quotas]]\nnamespace = '{{name}}-{{environment}}'\n",
        folder.path().display(),
        server.kubeconfig().display()
    );
    let stand = Stand::new().configured(&config);
    let args = |environment: &'static str| {
        ["--context", "a", "new", "cache", "--set", "name=cart", "--set", environment, "--dry-run", "-o", "json"]
    };
    let ran = stand.run(&args("environment=production")).ends(0);
    assert!(ran.err.contains("limit: persistentvolumeclaims  4 of 4 used: it is spent"), "{}", ran.err);
    let limits = &ran.json()["limits"];
    assert_eq!(limits["says"], json!(["One a team.", "8 GB each"]));
    let cpu = json!({"cluster": null, "namespace": "cart-production", "quota": "compute (NotTerminating)",
        "resource": "requests.cpu", "hard": "10", "used": "9500m"});
    assert_eq!(limits["quotas"][0], cpu);
    assert_eq!((&limits["quotas"][2]["used"], &limits["unknown"]), (&Value::Null, &json!([])));
    server.deny("list", "resourcequotas", "*");
    let ran = stand.run(&args("environment=staging")).ends(0);
    let limits = &ran.json()["limits"];
    assert_eq!((&limits["says"], &limits["quotas"]), (&json!(["One a team."]), &json!([])));
    assert!(limits["unknown"][0].as_str().unwrap().contains("cart-staging"), "{limits}");
}
