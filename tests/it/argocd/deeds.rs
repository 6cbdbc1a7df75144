use super::{block_on, catalog, fake_with, id, payments};
use crate::support::argocd::{FakeArgo, app};
use serde_json::{Value, json};
use stagedoor::adapters::systems::argocd::{ArgoCds, ArgoDeeds};
use stagedoor::domain::document::Line;
use stagedoor::domain::model::delivery::WantedSync;
use stagedoor::platform::command::{AppTarget, Command, Forecast};
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::ports::CommandPort as _;
use std::sync::Arc;

fn out_of_sync() -> Value {
    let mut app = app("payments", "OutOfSync", "Healthy");
    let gone = json!({"kind": "ConfigMap", "namespace": "payments", "name": "old", "status": "OutOfSync", "requiresPruning": true});
    app["status"]["resources"].as_array_mut().unwrap().push(gone);
    app
}

fn port_of(argos: ArgoCds, annotations: Value) -> ArgoDeeds {
    let catalog = catalog(annotations);
    ArgoDeeds::before(catalog.clone(), argos, catalog)
}

fn port(fake: &FakeArgo) -> ArgoDeeds {
    port_of(fake.argos(), json!({"argocd/app-name": "payments"}))
}

fn sync(how: WantedSync) -> Command {
    Command::SyncApp { app: Box::new(AppTarget { entity: Some(payments()), ..AppTarget::default() }), how, seen: None }
}

fn foreseen(port: &ArgoDeeds, command: Command) -> Result<Arc<Forecast>, Fault> {
    block_on(port.foresee(command)).map(|told| told.answer)
}

fn lines(forecast: &Forecast) -> Vec<String> {
    forecast.lines.iter().map(Line::text).collect()
}

/// The forecast of a command, and what becomes of it.
fn done(port: &ArgoDeeds, command: Command) -> Outcome {
    let exactly = foreseen(port, command).unwrap().exactly.clone();
    block_on(port.command(exactly))
}

#[test]
fn a_sync_says_what_it_applies_and_what_it_removes_before_it_is_done() {
    let fake = fake_with(&[out_of_sync()]);
    let port = port(&fake);
    let plain = foreseen(&port, sync(WantedSync::default())).unwrap();
    assert_eq!(plain.told.as_str(), "1 object is applied, 1 object is not committed any more left alone");
    assert_eq!(lines(&plain)[0], "~ Deployment.apps/payments/payments");
    let pruned = foreseen(&port, sync(WantedSync { prune: true, ..WantedSync::default() })).unwrap();
    assert_eq!(pruned.told.as_str(), "1 object is applied, 1 object is removed");
    assert!(lines(&pruned).contains(&"- ConfigMap/payments/old  is removed".to_owned()), "{:?}", lines(&pruned));
    assert!(fake.asked("/sync").is_empty(), "nothing is done by looking");
}

#[test]
fn exactly_what_was_shown_is_ordered_once() {
    let fake = fake_with(&[out_of_sync()]);
    let how = WantedSync { prune: true, dry_run: false, revision: Some("v1.2".into()) };
    let outcome = done(&port(&fake), sync(how));
    assert!(matches!(&outcome, Outcome::Done { stale, .. } if stale.len() == 3), "{outcome:?}");
    let asked = fake.asked("/sync");
    assert_eq!(asked.len(), 1);
    let order: Value = serde_json::from_str(&asked[0].body).unwrap();
    assert_eq!(order, json!({"prune": true, "dryRun": false, "revision": "v1.2", "appNamespace": "argocd"}));
    assert_eq!(asked[0].header("content-type"), Some("application/json"));
    assert_eq!(fake.app("payments")["status"]["operationState"]["phase"], "Running");
}

#[test]
fn argo_cd_itself_says_who_may() {
    let fake = fake_with(&[out_of_sync()]);
    fake.go_wrong(|wrong| wrong.denied.extend(["sync"]));
    let port = port(&fake);
    let fault = foreseen(&port, sync(WantedSync::default())).unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotPermitted, "{fault}");
    assert!(fault.happened.as_str().contains("Argo CD does not let you sync applications of the project shop"));
    // who sends it all the same is refused there
    let outcome = block_on(port.command(sync(WantedSync::default())));
    assert!(matches!(outcome, Outcome::Refused(_)), "{outcome:?}");
    // where it cannot be asked, that is said, and Argo CD decides
    fake.go_wrong(|wrong| {
        wrong.denied.clear();
        wrong.statuses = vec![("/payments", 500, 0), ("/shop/payments", 500, 4), ("/argocd/payments", 500, 4)];
    });
    let unknown = foreseen(&port, sync(WantedSync::default())).unwrap();
    assert!(lines(&unknown).iter().any(|line| line.contains("whether Argo CD lets you is not known")), "{unknown:?}");
}

#[test]
fn what_changed_meanwhile_is_not_synced_unseen() {
    let fake = fake_with(&[out_of_sync()]);
    let port = port(&fake);
    let exactly = foreseen(&port, sync(WantedSync { prune: true, ..WantedSync::default() })).unwrap().exactly.clone();
    fake.change("payments", |app| app["status"]["resources"][1]["requiresPruning"] = true.into());
    let outcome = block_on(port.command(exactly.clone()));
    assert!(matches!(&outcome, Outcome::Refused(fault) if fault.kind == FaultKind::Conflict), "{outcome:?}");
    assert!(fake.asked("/sync").is_empty());
    // a change of health alone is none of what was shown
    let again = foreseen(&port, exactly).unwrap().exactly.clone();
    fake.change("payments", |app| app["status"]["health"]["status"] = "Degraded".into());
    assert!(matches!(block_on(port.command(again)), Outcome::Done { .. }));
}

#[test]
fn a_second_operation_is_not_ordered_while_one_goes_on() {
    let fake = fake_with(&[out_of_sync()]);
    let port = port(&fake);
    let exactly = foreseen(&port, sync(WantedSync::default())).unwrap().exactly.clone();
    assert!(matches!(block_on(port.command(exactly.clone())), Outcome::Done { .. }));
    assert!(matches!(block_on(port.command(exactly)), Outcome::Refused(fault) if fault.kind == FaultKind::Conflict));
    let fault = foreseen(&port, sync(WantedSync::default())).unwrap_err();
    assert!(fault.happened.as_str().contains("an operation goes on by alice"), "{fault}");
    assert_eq!(fake.asked("/sync").len(), 1);
}

#[test]
fn a_lost_answer_is_looked_up_and_nothing_is_sent_twice() {
    let fake = fake_with(&[out_of_sync()]);
    fake.go_wrong(|wrong| wrong.loses_answers = true);
    let outcome = done(&port(&fake), sync(WantedSync::default()));
    assert!(outcome.told().as_str().contains("the operation was found"), "{outcome:?}");
    assert!(matches!(outcome, Outcome::Done { .. }));
    assert_eq!(fake.asked("/sync").len(), 1);
    // one that is nowhere to be seen may still be on its way
    let fake = fake_with(&[out_of_sync()]);
    fake.go_wrong(|wrong| wrong.swallows_orders = true);
    let outcome = done(&port(&fake), sync(WantedSync::default()));
    assert!(matches!(outcome, Outcome::InDoubt { .. }), "{outcome:?}");
    assert_eq!(fake.asked("/sync").len(), 1);
}

#[test]
fn somebody_elses_operation_is_not_taken_for_the_users_own() {
    let mut app = out_of_sync();
    app["status"]["operationState"]["operation"]["initiatedBy"]["username"] = "bob".into();
    let fake = fake_with(&[app]);
    fake.go_wrong(|wrong| wrong.swallows_orders = true);
    let outcome = done(&port(&fake), sync(WantedSync::default()));
    assert!(matches!(outcome, Outcome::InDoubt { .. }), "{outcome:?}");
}

#[test]
fn a_refresh_compares_anew_and_says_how_it_stands() {
    let fake = fake_with(&[out_of_sync()]);
    let command = |hard| Command::RefreshApp { app: Box::new(AppTarget::of(id("payments"))), hard };
    let outcome = done(&port(&fake), command(false));
    assert!(outcome.told().as_str().contains("was compared anew: OutOfSync, Healthy"), "{outcome:?}");
    done(&port(&fake), command(true));
    let how: Vec<_> = fake.asked("/applications/payments").iter().filter_map(|asked| asked.param("refresh")).collect();
    assert_eq!(how, ["normal", "hard"]);
}

#[test]
fn of_several_applications_one_has_to_be_named() {
    let fake = fake_with(&[out_of_sync(), app("payments-worker", "Synced", "Healthy")]);
    let port = port_of(fake.argos(), json!({"argocd/app-selector": "team=a"}));
    let fault = foreseen(&port, sync(WantedSync::default())).unwrap_err();
    assert!(fault.happened.as_str().contains("main/argocd/payments, main/argocd/payments-worker"), "{fault}");
    let app = AppTarget { entity: Some(payments()), name: Some("payments-worker".into()), id: None };
    let named =
        foreseen(&port, Command::SyncApp { app: Box::new(app), how: WantedSync::default(), seen: None }).unwrap();
    assert!(matches!(&named.exactly, Command::SyncApp { app, .. } if app.id == Some(id("payments-worker"))));
    assert_eq!(named.told.as_str(), "nothing to apply differs; what is committed is applied again");
}

#[test]
fn who_names_no_application_is_told_what_to_write() {
    let fake = FakeArgo::start();
    let fault = foreseen(&port_of(fake.argos(), json!({})), sync(WantedSync::default())).unwrap_err();
    assert!(fault.to_string().contains("give it the annotation argocd/app-name"), "{fault}");
    let fault = foreseen(&port(&fake), sync(WantedSync::default())).unwrap_err();
    assert!(fault.to_string().contains("no such application, or none that you may see"), "{fault}");
}

#[test]
fn what_argo_cd_has_nothing_to_do_with_goes_on_to_the_port_behind() {
    let (fake, catalog) = (FakeArgo::start(), catalog(json!({})));
    let port = ArgoDeeds::before(catalog.clone(), fake.argos(), catalog.clone());
    assert!(matches!(block_on(port.command(Command::Refresh(payments()))), Outcome::Done { .. }));
    assert_eq!(*catalog.commands.lock().unwrap(), [Command::Refresh(payments())]);
}
