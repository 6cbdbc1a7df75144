//! What is denied or not known cannot be reached: not by key, palette, help, mouse or link; and what
//! is allowed can.

mod named;
mod reading;
mod stale;

use crate::rooms::setup;
use crate::support::account::Permissions;
use crate::support::scripted::{Mood, Scripted, alice, entities};
use crate::support::stage::{NOW, Stage, keymap};
use proptest::prelude::*;
use stagedoor::domain::model::{At, Claims, EntityRef, Identity, Place, Rule, Rules};
use stagedoor::platform::actions::{Action, Danger};
use stagedoor::platform::capability::Judge;
use stagedoor::platform::gate::{Gate, Ground};
use stagedoor::platform::keys::Key;
use stagedoor::platform::permissions::{Permits, Question};
use stagedoor::screen::app::{Message, Setup};
use stagedoor::screen::input::{Input, Mouse, MouseDid};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

const PAYMENTS: &str = "component:default/payments";

/// A world of decisions, as one number makes it.
#[derive(Clone, Debug)]
struct World {
    seed: u64,
    read_only: bool,
    fails: bool,
    rules: Vec<Rule>,
    claims: Claims,
}

impl World {
    /// Allowed, denied, or no answer.
    fn decide(seed: u64, question: &Question) -> Option<bool> {
        let mut hasher = DefaultHasher::new();
        (seed, question).hash(&mut hasher);
        [Some(true), Some(false), None, Some(true)][(hasher.finish() % 4) as usize]
    }

    fn rules(&self) -> Arc<Rules> {
        Arc::new(Rules(self.rules.clone()))
    }

    /// What may be done, worked out from the decisions themselves.
    fn allows(&self, action: Action, on: Option<&EntityRef>) -> bool {
        let mut gate = Gate::new(Ground::Portal, self.rules()).read_only(self.read_only);
        gate.know(Some(self.claims.clone()));
        let mut said = Vec::new();
        for capability in action.needs() {
            let known = capability.known().unwrap();
            let question = Question { capability, on: on.filter(|_| known.resource.is_some()).cloned() };
            let answer = Self::decide(self.seed, &question).filter(|_| !self.fails);
            if known.judge == Judge::Portal && action.spec().danger != Danger::Reads && answer != Some(true) {
                return false;
            }
            said.extend(answer.map(|allowed| (question, allowed)));
        }
        gate.hear(&Permits { said, ..Permits::default() });
        gate.lets_on(action, on)
    }

    fn stage(&self, place: &str, size: (u16, u16)) -> (Stage, Arc<Scripted>) {
        let mut catalog = Scripted::new(Mood::Well, entities(), NOW);
        let seed = self.seed;
        let permissions = Permissions::new(move |question| Self::decide(seed, question));
        permissions.fails.store(self.fails, Ordering::SeqCst);
        let inner = Arc::get_mut(&mut catalog).unwrap();
        inner.permissions = permissions;
        inner.who = Identity { claims: Some(self.claims.clone()), ..alice() }.into();
        let gate = Gate::new(Ground::Portal, self.rules()).read_only(self.read_only);
        let mut stage = Stage::new(Setup { gate, ..setup(place) }, size, catalog.clone().ports());
        stage.rest();
        (stage, catalog)
    }
}

fn world() -> impl Strategy<Value = World> {
    let covers = prop::sample::select(vec![
        "catalog.entity.delete",
        "catalog.entity.refresh",
        "catalog.entity.edit",
        "catalog.location.create",
        "catalog.location.delete",
        "catalog.entity.validate",
    ]);
    let group = || prop::sample::select(vec!["platform", "team-a", "nobody"]);
    let rule = (covers, group()).prop_map(|(covers, group)| Rule {
        covers: covers.into(),
        groups: vec![group.into()],
        ..Rule::default()
    });
    let claims = prop::collection::vec(group(), 0..3)
        .prop_map(|groups| Claims { groups: groups.into_iter().map(str::to_owned).collect(), ..Claims::default() });
    (any::<u64>(), prop::bool::weighted(0.1), prop::bool::weighted(0.1), prop::collection::vec(rule, 0..3), claims)
        .prop_map(|(seed, read_only, fails, rules, claims)| World { seed, read_only, fails, rules, claims })
}

/// Everything that the user could have set off so far was allowed.
fn check(world: &World, stage: &Stage, catalog: &Scripted, what: &str) {
    for command in catalog.commands.lock().unwrap().iter() {
        assert!(world.allows(command.action(), command.entity()), "{what} sent {command:?} in {world:?}");
    }
    let text = stage.text();
    for action in Action::ALL.iter().filter(|action| action.spec().danger != Danger::Reads) {
        let mut things: Vec<Option<EntityRef>> = vec![None];
        things.extend(
            entities()
                .into_iter()
                .filter_map(stagedoor::domain::model::Entity::new)
                .map(|e| Some(e.reference().clone())),
        );
        let somewhere = || things.iter().any(|thing| world.allows(*action, thing.as_ref()));
        let is_open = text.contains(&format!("─ {} ─", action.spec().title));
        assert!(!is_open || somewhere(), "{what} opened {action:?} in {world:?}\n{text}");
    }
}

fn writing() -> impl Iterator<Item = Action> {
    Action::ALL.iter().copied().filter(|action| action.spec().capability.is_some())
}

/// Every key of the map, and by the palette everything that a capability decides about.
fn try_everything(world: &World, stage: &mut Stage, catalog: &Scripted) {
    let chords: Vec<Vec<Key>> = keymap().bindings().map(|(chord, _)| chord.clone()).collect();
    for chord in chords.iter().filter(|chord| !chord.is_empty()) {
        for key in chord {
            stage.send_in(Message::Input(Input::Key(*key)));
        }
        stage.rest();
        // a sheet that came up is agreed to
        check(world, stage, catalog, &format!("{chord:?}"));
        stage.keys("y esc");
    }
    for action in writing() {
        stage.keys("ctrl+p").type_text(action.spec().id).keys("enter");
        check(world, stage, catalog, action.spec().id);
        stage.keys("y esc esc");
    }
    check(world, stage, catalog, "at the end");
}

/// Exactly what is allowed is offered, in help, and at the foot.
fn offers_what_is_allowed(world: &World, stage: &mut Stage) {
    let subject: EntityRef = PAYMENTS.parse().unwrap();
    let room = stage.app.offered();
    stage.keys("?");
    let mut help = stage.text();
    for _ in 0..3 {
        help.push_str(&stage.keys("pagedown").text());
    }
    stage.keys("esc");
    for action in [Action::EntityRefresh, Action::EntityTransfer, Action::EntityUnregister, Action::EntityValidate] {
        let allowed = world.allows(action, Some(&subject));
        assert_eq!(room.contains(&action), allowed, "{action:?} in {world:?}");
        assert_eq!(help.contains(action.spec().why), allowed, "{action:?} in help, in {world:?}");
    }
}

/// What is allowed can be reached by its key.
fn reaches_what_is_allowed(world: &World, stage: &mut Stage, catalog: &Scripted) {
    let subject: EntityRef = PAYMENTS.parse().unwrap();
    let sent = |action: Action| catalog.commands.lock().unwrap().iter().any(|command| command.action() == action);
    stage.keys("R");
    assert_eq!(sent(Action::EntityRefresh), world.allows(Action::EntityRefresh, Some(&subject)), "{world:?}");
    stage.keys("a u y esc");
    assert_eq!(sent(Action::EntityUnregister), world.allows(Action::EntityUnregister, Some(&subject)), "{world:?}");
    stage.keys("a t").type_text("group:default/team-a").keys("enter enter y esc");
    assert_eq!(sent(Action::EntityTransfer), world.allows(Action::EntityTransfer, Some(&subject)), "{world:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn in_any_world_only_what_is_allowed_is_reached_by_keys_and_palette(world in world()) {
        for place in [PAYMENTS, "catalog"] {
            let (mut stage, catalog) = world.stage(place, (120, 36));
            try_everything(&world, &mut stage, &catalog);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn in_any_world_what_is_allowed_is_offered_and_reached_and_nothing_else(world in world()) {
        let (mut stage, catalog) = world.stage(PAYMENTS, (120, 60));
        offers_what_is_allowed(&world, &mut stage);
        reaches_what_is_allowed(&world, &mut stage, &catalog);
        check(&world, &stage, &catalog, "its keys");
    }

    #[test]
    fn in_any_world_a_sheet_over_marked_entities_does_what_is_allowed_and_names_what_it_leaves_out(world in world()) {
        let (mut stage, catalog) = world.stage("catalog", (120, 60));
        stage.keys("ctrl+a a u");
        let rows: Vec<EntityRef> = entities().into_iter().filter_map(stagedoor::domain::model::Entity::new).map(|e| e.reference().clone()).collect();
        let allowed = rows.iter().filter(|row| world.allows(Action::EntityUnregister, Some(row))).count();
        prop_assert_eq!(stage.sees("─ Unregister ─"), allowed > 0, "{:?}\n{}", world, stage.text());
        let left_out = rows.len() - allowed;
        if allowed > 0 {
            prop_assert!(stage.sees(&format!("{allowed} to do")), "{:?}\n{}", world, stage.text());
            prop_assert!(left_out == 0 || stage.sees(&format!("{left_out} left out")), "{:?}\n{}", world, stage.text());
        }
        stage.keys("y esc");
        prop_assert_eq!(catalog.commands.lock().unwrap().len(), allowed);
        check(&world, &stage, &catalog, "the sheet");
    }
}

/// Everything is denied or unknown by turns, so whatever is sent is wrong.
fn closed() -> World {
    World { seed: 1, read_only: false, fails: true, rules: Vec::new(), claims: Claims::default() }
}

#[test]
fn a_click_on_no_cell_of_the_screen_does_what_is_not_known_to_be_allowed() {
    let mut world = closed();
    // by rule, as nobody judges it
    let rule = Rule { covers: "catalog.entity.edit".into(), groups: vec!["nobody".into()], ..Rule::default() };
    world.rules = vec![rule];
    for place in [PAYMENTS, "catalog"] {
        let (mut stage, catalog) = world.stage(place, (80, 24));
        let here = Place::parse(place).unwrap();
        for opening in ["", "ctrl+p", "?", "a"] {
            for row in 0..24 {
                for column in (0..80).step_by(4) {
                    stage.app.go(&here);
                    stage.press(opening);
                    let mouse = Mouse { column, row, did: MouseDid::Click };
                    (0..2).for_each(|_| stage.send_in(Message::Input(Input::Mouse(mouse))));
                    assert!(catalog.commands.lock().unwrap().is_empty(), "{place} {opening} {column},{row}");
                    stage.press("esc");
                }
            }
            check(&world, &stage, &catalog, opening);
        }
    }
}

#[test]
fn a_link_shows_the_thing_without_what_may_not_be_done_to_it() {
    let world = closed();
    let (mut stage, catalog) = world.stage("home", (120, 36));
    for link in [
        "stagedoor://catalog/component/default/payments",
        "stagedoor://catalog/component/default/payments?action=entity.refresh&do=1",
        "stagedoor://catalog/component/default/payments/yaml#entity.unregister",
        "stagedoor://identity?of=component:default/payments",
    ] {
        stage.app.go(&Place::parse(link).unwrap());
        stage.rest();
        assert!(stage.sees("payments") || stage.sees("Payments"), "{link}\n{}", stage.text());
        assert!(!stage.app.offers(Action::EntityRefresh) && !stage.app.offers(Action::EntityUnregister), "{link}");
        check(&world, &stage, &catalog, link);
    }
}

fn permitting(
    decide: impl Fn(&Question) -> Option<bool> + Send + Sync + 'static,
    place: &str,
) -> (Stage, Arc<Scripted>, Arc<Permissions>) {
    let permissions = Permissions::new(decide);
    *permissions.until.lock().unwrap() = Some(At(NOW.0 + 600_000));
    let mut catalog = Scripted::new(Mood::Well, entities(), NOW);
    Arc::get_mut(&mut catalog).unwrap().permissions = permissions.clone();
    let gate = Gate::new(Ground::Portal, Arc::default());
    let mut stage = Stage::new(Setup { gate, ..setup(place) }, (120, 36), catalog.clone().ports());
    stage.rest();
    (stage, catalog, permissions)
}

#[test]
fn a_screen_costs_one_request_a_plugin_and_moving_over_its_rows_none() {
    let (mut stage, _, permissions) = permitting(|_| Some(true), "catalog");
    let asked = |permissions: &Permissions| permissions.asked.lock().unwrap().len();
    assert_eq!(asked(&permissions), 1, "{:?}", permissions.asked.lock().unwrap());
    let first = permissions.asked.lock().unwrap()[0].clone();
    let once: std::collections::HashSet<_> = first.iter().collect();
    assert_eq!(once.len(), first.len(), "each question once");
    for _ in 0..10 {
        stage.keys("j");
        assert!(stage.app.offers(Action::EntityRefresh) && stage.app.offers(Action::EntityUnregister));
    }
    assert_eq!(asked(&permissions), 1, "{:?}", permissions.asked.lock().unwrap());
    stage.keys("enter");
    assert_eq!(asked(&permissions), 1, "an entity from the list was asked about there");
    stage.keys("g i");
    // of which the answer comes first is open
    let plugins: BTreeSet<String> =
        permissions.asked.lock().unwrap()[1..].iter().map(|it| it[0].capability.plugin().to_owned()).collect();
    assert_eq!(asked(&permissions), 3, "{:?}", permissions.asked.lock().unwrap());
    assert_eq!(plugins, BTreeSet::from(["catalog".to_owned(), "scaffolder".to_owned()]));
}

#[test]
fn unregistering_is_offered_only_where_both_the_entity_and_its_location_may_be_removed() {
    for lacking in ["catalog.location.delete", "catalog.entity.delete"] {
        for answer in [Some(true), Some(false), None] {
            let decide = move |question: &Question| if question.capability.0 == lacking { answer } else { Some(true) };
            let (mut stage, catalog, _) = permitting(decide, PAYMENTS);
            let allowed = answer == Some(true);
            assert_eq!(stage.app.offers(Action::EntityUnregister), allowed, "{lacking} {answer:?}");
            stage.keys("a u y");
            assert_eq!(catalog.commands.lock().unwrap().len(), usize::from(allowed), "{lacking} {answer:?}");
        }
    }
}

#[test]
fn a_workspace_asks_nobody() {
    let permissions = Permissions::new(|_| Some(false));
    let mut catalog = Scripted::new(Mood::Well, entities(), NOW);
    Arc::get_mut(&mut catalog).unwrap().permissions = permissions.clone();
    let mut setup = setup("catalog");
    setup.platform.is_workspace = true;
    let mut stage = Stage::new(setup, (120, 36), catalog.ports());
    stage.rest();
    assert!(permissions.asked.lock().unwrap().is_empty());
}

#[test]
fn before_an_answer_ends_it_is_asked_anew_and_what_is_offered_does_not_flicker() {
    let (mut stage, _, permissions) = permitting(|_| Some(true), PAYMENTS);
    let asked = |permissions: &Permissions| permissions.asked.lock().unwrap().len();
    assert!(stage.app.offers(Action::EntityRefresh));
    let wake = stage.app.wake().unwrap();
    assert!(wake <= At(NOW.0 + 540_000), "{wake:?}");
    stage.now = At(NOW.0 + 541_000);
    *permissions.until.lock().unwrap() = Some(At(NOW.0 + 1_200_000));
    stage.send_in(Message::Wake);
    assert!(stage.app.offers(Action::EntityRefresh), "while it is asked anew");
    stage.settle();
    assert_eq!(asked(&permissions), 2);
    stage.now = At(NOW.0 + 700_000);
    stage.send_in(Message::Wake);
    assert!(stage.app.offers(Action::EntityRefresh), "by the new answer");
    // the next renewal fails: what was said holds as long as it was said to, and not longer
    permissions.fails.store(true, Ordering::SeqCst);
    stage.now = At(NOW.0 + 1_150_000);
    stage.rest();
    assert!(stage.app.offers(Action::EntityRefresh));
    stage.now = At(NOW.0 + 1_200_000);
    stage.rest();
    assert!(!stage.app.offers(Action::EntityRefresh), "fails closed");
    assert!(stage.app.offers(Action::AppCopyRef) && stage.app.offers(Action::EntityNextTab), "reading goes on");
    permissions.fails.store(false, Ordering::SeqCst);
    *permissions.until.lock().unwrap() = None;
    stage.now = stage.now.after(Duration::from_secs(61));
    stage.rest();
    assert!(stage.app.offers(Action::EntityRefresh), "asked again after a while");
}

#[test]
fn what_is_answered_with_no_after_a_while_goes_away_and_an_open_sheet_leaves_it_out() {
    let denies = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let now_denies = denies.clone();
    let (mut stage, catalog, _) = permitting(move |_| Some(!now_denies.load(Ordering::SeqCst)), PAYMENTS);
    stage.keys("a u");
    assert!(stage.sees("1 to do"), "{}", stage.text());
    denies.store(true, Ordering::SeqCst);
    stage.now = At(NOW.0 + 590_000);
    stage.rest();
    assert!(stage.sees("1 left out") && stage.sees("the portal denies"), "{}", stage.text());
    stage.keys("y");
    assert!(catalog.commands.lock().unwrap().is_empty());
}

#[test]
fn a_sheet_waits_until_all_that_is_marked_is_judged_however_many_requests_that_takes() {
    let mut catalog = Scripted::new(Mood::Well, many(450), NOW);
    let permissions = Permissions::new(|_| Some(true));
    Arc::get_mut(&mut catalog).unwrap().permissions = permissions.clone();
    let gate = Gate::new(Ground::Portal, Arc::default());
    let mut stage = Stage::new(Setup { gate, ..setup("catalog") }, (120, 36), catalog.clone().ports());
    stage.rest();
    stage.press("ctrl+a a u");
    assert!(stage.sees("being looked at") && !stage.app.offered().is_empty(), "{}", stage.text());
    stage.press("y");
    assert!(catalog.commands.lock().unwrap().is_empty(), "not before all is known");
    stage.settle();
    assert!(stage.sees("450 to do") && !stage.sees("left out"), "{}", stage.text());
    let largest = permissions.asked.lock().unwrap().iter().map(Vec::len).max();
    assert!(largest.is_some_and(|largest| largest <= 200), "{largest:?}");
}

/// So many components.
fn many(count: usize) -> Vec<serde_json::Value> {
    let one = |n| serde_json::json!({"kind": "Component", "metadata": {"name": format!("c-{n:04}")}, "spec": {}});
    (0..count).map(one).collect()
}

#[test]
fn a_screen_where_all_is_known_for_good_wakes_for_no_permission() {
    let (mut stage, _, permissions) = permitting(|_| Some(true), PAYMENTS);
    *permissions.until.lock().unwrap() = None;
    stage.keys("ctrl+r");
    stage.now = At(NOW.0 + 660_000);
    stage.rest();
    let asked = permissions.asked.lock().unwrap().len();
    let next = stage.app.wake().map(|at| at.since(stage.now));
    assert!(next.is_none_or(|next| next >= Duration::from_secs(55)), "{next:?}");
    assert!(asked <= 3, "{asked}");
}

#[test]
fn read_only_sends_no_command_whatever_is_pressed_or_typed() {
    let world = World { read_only: true, fails: false, ..closed() };
    let (mut stage, catalog) = world.stage(PAYMENTS, (120, 60));
    assert!(stage.sees("read-only"), "{}", stage.text());
    stage.keys("R a u y esc a t y esc");
    assert!(catalog.commands.lock().unwrap().is_empty());
}

#[test]
fn everything_that_is_not_reading_names_the_capability_it_needs() {
    for action in Action::ALL.iter().filter(|action| action.spec().danger != Danger::Reads) {
        assert!(action.spec().capability.is_some(), "{action:?}");
    }
}
