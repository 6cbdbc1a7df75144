//! What changes the catalog, and how a change is seen. Each test leaves the catalog as it was.

use crate::ports::{portal, reference, rows, wait};
use crate::program::alice;
use crate::rig::{self, ADMIN_TOKEN, Rig, eventually};
use stagedoor::adapters::portal::Portal;
use stagedoor::domain::model::EntityRef;
use stagedoor::platform::command::{Command, Forecast, Removal};
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::ports::{CatalogPort as _, CommandPort as _, Steps};
use stagedoor::platform::query::Source;
use std::sync::Arc;

fn done(outcome: Outcome) -> String {
    match outcome {
        Outcome::Done { told, .. } => told.to_string(),
        other => panic!("{other:?}"),
    }
}

fn refused(outcome: Outcome) -> FaultKind {
    match outcome {
        Outcome::Refused(fault) => fault.kind,
        other => panic!("{other:?}"),
    }
}

fn register(portal: &Portal, target: &str) -> Outcome {
    wait(portal.command(Command::Register { target: target.into() }))
}

fn foresee(portal: &Portal, target: &str) -> Result<String, FaultKind> {
    let forecast = wait(portal.foresee(Command::Register { target: target.into() }));
    let lines = |forecast: &Forecast| forecast.lines.iter().map(|line| line.text()).collect::<Vec<_>>().join("\n");
    forecast.map(|told| format!("{}\n{}", told.answer.told, lines(&told.answer))).map_err(|fault| fault.kind)
}

fn is_there(rig: &Rig, name: &str) -> bool {
    rig.get(&format!("/api/catalog/entities/by-name/component/default/{name}"), &bearer()[..]).0 == 200
}

fn bearer() -> [(&'static str, &'static str); 1] {
    [("Authorization", "Bearer stagedoor-rig-admin")]
}

/// A component that a test registered; gone again at the end, however that comes.
struct Registered<'a> {
    portal: &'a Portal,
    name: &'a str,
}

impl<'a> Registered<'a> {
    fn at(portal: &'a Portal, target: &str, name: &'a str) -> Self {
        let told = done(register(portal, target));
        assert!(told.contains(target), "{told}");
        let registered = Self { portal, name };
        eventually(name, || is_there(rig::rig(), name).then_some(()));
        registered
    }

    fn reference(&self) -> EntityRef {
        reference(&format!("component:{}", self.name))
    }
}

impl Drop for Registered<'_> {
    fn drop(&mut self) {
        done(wait(self.portal.command(Command::Unregister { entity: self.reference(), removal: None, seen: None })));
        eventually("its end", || (!is_there(rig::rig(), self.name)).then_some(()));
    }
}

fn descriptor(name: &str, description: &str) -> String {
    format!(
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{ name: {name}, description: {description} }}\n\
         spec: {{ type: service, lifecycle: experimental, owner: team-b }}\n"
    )
}

#[test]
fn a_dry_run_says_what_would_come_of_it_and_changes_nothing() {
    if !rig::live() {
        return;
    }
    let _unchanged = rig::unchanged();
    let (rig, _, token) = alice();
    let portal = portal(&token);
    let told = foresee(&portal, &format!("{}/good.yaml", rig.files_url)).unwrap();
    assert!(told.contains("component:default/ticket-printer"), "{told}");
    assert_eq!(foresee(&portal, &format!("{}/bad.yaml", rig.files_url)), Err(FaultKind::Invalid));
    assert_eq!(foresee(&portal, &format!("{}/none.yaml", rig.files_url)), Err(FaultKind::Invalid));
    assert!(!is_there(rig, "ticket-printer"));
}

#[test]
fn what_is_registered_can_be_read_until_it_is_unregistered() {
    if !rig::live() {
        return;
    }
    let _changing = rig::changing();
    let (rig, _, token) = alice();
    let portal = portal(&token);
    let before = rows(&portal);
    let target = format!("{}/good.yaml", rig.files_url);
    {
        let printer = Registered::at(&portal, &target, "ticket-printer");
        let entity = wait(portal.by_ref(printer.reference(), Steps::ignored())).unwrap().answer;
        assert_eq!(entity.text("/metadata/description").as_str(), "Registered by address during a test");
        let source = wait(portal.source_of(printer.reference())).unwrap().answer;
        assert_eq!(*source, Source::Address(target.clone()));
        assert_eq!(refused(register(&portal, &target)), FaultKind::Conflict);
        assert_eq!(foresee(&portal, &target), Err(FaultKind::Conflict), "it is there already");
        let after = rows(&portal);
        assert!(after.find(&printer.reference()).is_some() && before.find(&printer.reference()).is_none());
    }
    let fault = wait(portal.by_ref(reference("component:ticket-printer"), Steps::ignored())).unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotFound);
    let removal = Some(Removal::Location("no-such-id".into()));
    let nobody = Command::Unregister { entity: reference("component:ticket-printer"), removal, seen: None };
    assert_eq!(refused(wait(portal.command(nobody))), FaultKind::NotFound);
}

#[test]
fn rows_that_are_looked_at_anew_show_what_changed_and_what_is_gone() {
    if !rig::live() {
        return;
    }
    let _changing = rig::changing();
    let (rig, _, token) = alice();
    let portal = portal(&token);
    let target = rig.serve("buoy.yaml", &descriptor("buoy", "Red"));
    let timetable = reference("component:timetable");
    let (known, buoy) = {
        let buoy = Registered::at(&portal, &target, "buoy");
        let refs = vec![timetable.clone(), buoy.reference()];
        let known = rows(&portal);
        let fresh = |known| wait(portal.fresh_rows(refs.clone(), known)).unwrap().answer.as_ref().clone();
        assert!(fresh(Arc::clone(&known)).is_none(), "nothing has changed");
        rig.serve("buoy.yaml", &descriptor("buoy", "Green"));
        let told = done(wait(portal.command(Command::Refresh(buoy.reference()))));
        assert!(told.contains("component:default/buoy"), "{told}");
        let changed = eventually("the change", || fresh(Arc::clone(&known)));
        assert_eq!(changed.find(&buoy.reference()).unwrap().description().as_str(), "Green");
        assert_eq!(changed.len(), known.len());
        (changed, buoy.reference())
    };
    let refs = vec![timetable.clone(), buoy.clone()];
    let gone = wait(portal.fresh_rows(refs, known)).unwrap().answer.as_ref().clone().unwrap();
    assert!(gone.find(&buoy).is_none() && gone.find(&timetable).is_some());
}

#[test]
fn who_may_not_is_told_so() {
    if !rig::live() {
        return;
    }
    let _unchanged = rig::unchanged();
    let rig = rig::rig();
    let refresh =
        |user: &str, entity: &str| wait(portal(&rig.token_for(user)).command(Command::Refresh(reference(entity))));
    done(refresh("alice", "component:timetable"));
    done(refresh("bob", "component:gangway"));
    assert_eq!(refused(refresh("bob", "component:timetable")), FaultKind::NotPermitted);
    assert_eq!(refused(refresh("guest", "component:gangway")), FaultKind::NotPermitted);
    let bob = portal(&rig.token_for("bob"));
    let target = format!("{}/good.yaml", rig.files_url);
    assert_eq!(foresee(&bob, &target), Err(FaultKind::NotPermitted));
    assert_eq!(refused(register(&bob, &target)), FaultKind::NotPermitted);
    let id = wait(portal(ADMIN_TOKEN).backstage().locations()).unwrap();
    assert!(id.iter().all(|location| location.target.as_str() != target));
}

#[test]
fn a_change_shows_on_the_screen_after_refresh_and_reload() {
    if !rig::live() {
        return;
    }
    let _changing = rig::changing();
    let (rig, desk, token) = alice();
    let portal = portal(&token);
    let target = rig.serve("beacon.yaml", &descriptor("beacon", "Shines white"));
    let beacon = Registered::at(&portal, &target, "beacon");
    let mut screen = desk.screen(&["component:beacon"], 36);
    screen.pty.until("Shines white");
    rig.serve("beacon.yaml", &descriptor("beacon", "Blinks yellow"));
    // offered once the portal has said that it may be done
    screen
        .pty
        .send(b"\x10")
        .text_keys("refresh from")
        .until("Have the catalog read")
        .text_keys("\r")
        .until("is read again");
    let path = "/api/catalog/entities/by-name/component/default/beacon";
    eventually("the change", || (rig.json(path, &token)["metadata"]["description"] == "Blinks yellow").then_some(()));
    screen.pty.send(b"\x12").until("Blinks yellow");
    // in the list too, without loading it anew
    screen.pty.text_keys("gc/beacon").until("1/1 of").until("Blinks yellow");
    drop(beacon);
    let total = rig.total("", &token);
    screen.escape();
    screen.pty.send(b"\x12").until(&format!("0/0 of {total}"));
    screen.leave();
}
