use super::*;
use crate::domain::model::Rule;
use crate::platform::permissions::{Permits, Thing};
use crate::platform::plan::permit_with;

fn question(name: &'static str, on: Option<&str>) -> Question {
    Question { capability: Capability::of(name), on: on.map(|on| Thing::Entity(on.parse().unwrap())) }
}

#[test]
fn read_only_keeps_everything_that_changes_something_away() {
    let gate = Gate::default().read_only(true);
    for action in Action::ALL {
        assert_eq!(gate.lets(*action), action.spec().danger == Danger::Reads, "{}", action.spec().id);
    }
}

#[test]
fn what_is_not_known_yet_hides_writing_and_leaves_reading() {
    let mut gate = Gate::new(Ground::Portal, Arc::default());
    let cart: EntityRef = "component:default/cart".parse().unwrap();
    assert!(!gate.lets_on(Action::EntityRefresh, Some(&cart)) && gate.lets(Action::AppCatalog));
    let refresh = question("catalog.entity.refresh", Some("component:default/cart"));
    assert!(gate.asks(&refresh));
    gate.hear(&Permits { said: vec![(refresh.clone(), true)], until: Some(At(10)), ..Permits::default() });
    assert!(gate.lets_on(Action::EntityRefresh, Some(&cart)) && !gate.asks(&refresh));
    assert!(!gate.lets_on(Action::EntityRefresh, Some(&"component:default/stock".parse().unwrap())));
    gate.pass(At(10));
    assert!(!gate.lets_on(Action::EntityRefresh, Some(&cart)) && gate.asks(&refresh), "it ended");
}

fn granting(covers: &str, templates: &[&str], groups: &[&str]) -> Rule {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    Rule { covers: covers.into(), templates: texts(templates), groups: texts(groups), ..Rule::default() }
}

fn of(groups: &[&str]) -> Claims {
    Claims { groups: groups.iter().map(|group| (*group).to_owned()).collect(), ..Claims::default() }
}

fn says(permits: &[(Question, bool)]) -> Permits {
    Permits { said: permits.to_vec(), ..Permits::default() }
}

#[test]
fn both_ceilings_bind_where_they_speak() {
    let delete = Capability::of("catalog.location.delete");
    let rules = Arc::new(Rules(vec![granting("catalog.*", &[], &["admins"])]));
    for (is_admin, allows) in [(false, false), (false, true), (true, false), (true, true)] {
        let mut gate = Gate::new(Ground::Portal, Arc::clone(&rules));
        assert!(gate.asks_who(&delete, None));
        gate.hear(&says(&[(question("catalog.location.delete", None), allows)]));
        // nobody knows yet who it is, and what the portal denies is denied to whoever it is
        let open = if allows { Decision::Unknown } else { Decision::Denied };
        assert_eq!(gate.rule(&delete, None).decision, open);
        gate.know(Some(of(if is_admin { &["admins"] } else { &["others"] })));
        let ruling = gate.rule(&delete, None);
        let expected = if is_admin && allows { Decision::Allowed } else { Decision::Denied };
        assert_eq!(ruling.decision, expected, "{ruling:?}");
        let word = match (is_admin, allows) {
            (false, _) => "it needs group admins",
            (true, false) => "the portal denies catalog.location.delete",
            (true, true) => "the portal allows catalog.location.delete; group admins",
        };
        assert_eq!(ruling.because.as_str(), word);
    }
}

#[test]
fn what_no_portal_judges_is_the_rules_alone_and_denied_without_one() {
    let mut gate = Gate::new(Ground::Portal, Arc::new(Rules(vec![granting("argocd.sync", &[], &["sre"])])));
    gate.know(Some(of(&["sre"])));
    let decision = |name| gate.rule(&Capability::of(name), None).decision;
    assert_eq!(decision("argocd.sync"), Decision::Allowed);
    assert_eq!((decision("argocd.delete"), decision("jit-access.approve")), (Decision::Denied, Decision::Denied));
    assert!(!gate.asks(&question("argocd.sync", None)));
}

#[test]
fn access_that_is_only_played_is_for_everybody_and_real_access_for_those_that_rules_grant_it() {
    let rules = Arc::new(Rules(vec![granting("jit-access.approve", &[], &["dba"])]));
    let rule = |gate: &Gate, name: &'static str| gate.rule(&Capability::of(name), None).decision;
    let names = ["jit-access.request", "jit-access.approve", "jit-access.revoke"];
    let mut played = Gate::new(Ground::Workspace, Arc::clone(&rules)).playing_access(true);
    assert!(names.iter().all(|name| rule(&played, name) == Decision::Allowed), "before one knows who it is");
    assert!(!played.asks_who(&Capability::of("jit-access.approve"), None));
    played.know(Some(of(&[])));
    assert!(names.iter().all(|name| rule(&played, name) == Decision::Allowed));
    let because = played.rule(&Capability::of("jit-access.approve"), None).because;
    assert!(because.as_str().contains("it grants nothing"), "{because}");
    assert!(played.lets(Action::AccessApprove) && !played.clone().read_only(true).lets(Action::AccessApprove));
    assert_eq!(rule(&played, "credentials.lend"), Decision::Allowed, "as ever");
    // with a system that grants access the rules hold, in a folder as well
    let mut real = Gate::new(Ground::Workspace, Arc::clone(&rules));
    assert_eq!(rule(&real, "jit-access.request"), Decision::Allowed, "no rule is about it: the system itself decides");
    let portal = Gate::new(Ground::Portal, Arc::clone(&rules));
    assert_eq!(rule(&portal, "jit-access.request"), Decision::Denied, "no rule grants it");
    real.know(Some(of(&["dba"])));
    assert_eq!(rule(&real, "jit-access.approve"), Decision::Allowed);
    real.know(Some(of(&["others"])));
    assert_eq!(rule(&real, "jit-access.approve"), Decision::Denied);
}

#[test]
fn what_the_portal_does_not_judge_for_one_thing_it_judges_for_none() {
    let mut gate = Gate::new(Ground::Portal, Arc::default());
    let why = Clean::line("a service token");
    let asked = question("catalog.entity.refresh", Some("component:default/cart"));
    gate.hear(&Permits { unjudged: vec![(asked, why.clone())], ..Permits::default() });
    let other: EntityRef = "component:default/stock".parse().unwrap();
    assert!(gate.lets_on(Action::EntityRefresh, Some(&other)));
    assert_eq!(gate.rule(&Capability::of("catalog.entity.refresh"), None).because, why);
    assert!(!gate.asks(&question("catalog.entity.refresh", Some("component:default/stock"))));
    // what is said of a thing itself goes before
    gate.hear(&says(&[(question("catalog.entity.refresh", Some("component:default/stock")), false)]));
    assert!(!gate.lets_on(Action::EntityRefresh, Some(&other)));
}

#[test]
fn what_the_portal_judges_for_one_thing_it_no_longer_leaves_open_for_the_others() {
    let mut gate = Gate::new(Ground::Portal, Arc::default());
    let [cart, stock] = ["component:default/cart", "component:default/stock"];
    let refresh = |on| question("catalog.entity.refresh", Some(on));
    let unjudged = vec![(refresh(cart), Clean::line("no framework"))];
    gate.hear(&Permits { unjudged, unjudged_until: Some(At(100)), until: Some(At(1_000)), ..Permits::default() });
    assert!(gate.lets_on(Action::EntityRefresh, Some(&stock.parse().unwrap())));
    assert_eq!(gate.until(&refresh(stock)), Some(At(100)), "and not as long as what it says");
    gate.hear(&says(&[(refresh(stock), true)]));
    assert!(gate.lets_on(Action::EntityRefresh, Some(&stock.parse().unwrap())));
    assert!(!gate.lets_on(Action::EntityRefresh, Some(&cart.parse().unwrap())) && gate.asks(&refresh(cart)));
}

#[test]
fn what_the_portal_does_not_have_is_for_nobody_whatever_it_would_be_done_to_and_reading_it_neither() {
    let rules = Rules(vec![granting("scaffolder.*", &[], &["dba"])]);
    let mut gate = Gate::new(Ground::Portal, Arc::new(rules));
    gate.hear(&Permits { absent: vec![("scaffolder".into(), At(100))], ..Permits::default() });
    let (create, template) = (Capability::of("scaffolder.task.create"), "template:default/small".parse().unwrap());
    assert_eq!(
        gate.rule(&Capability::of("scaffolder.task.read"), None).decision,
        Decision::Absent,
        "nor anything else of it"
    );
    for groups in [None, Some(of(&["dba"]))] {
        gate.know(groups);
        for on in [None, Some(&template)] {
            let ruling = gate.rule(&create, on);
            assert_eq!((ruling.decision, ruling.because.as_str()), (Decision::Absent, "this portal has no scaffolder"));
        }
        assert!(!gate.offers_template(&template) && !gate.asks(&question("scaffolder.task.create", None)));
        let needs = std::slice::from_ref(&create);
        assert!(!gate.lets_with(Action::AppCatalog, needs, None), "not even what only reads");
        let Err(refused) = permit_with(&gate, Action::AppCatalog, needs, None) else { panic!("it is let through") };
        assert!(refused.words().as_str().contains("this portal has no scaffolder"), "{refused:?}");
        assert!(!refused.words().as_str().contains("not allowed"), "{refused:?}");
    }
    gate.pass(At(100));
    assert!(gate.asks(&question("scaffolder.task.create", None)), "a plugin may be put in");
    assert_eq!(gate.rule(&create, None).decision, Decision::Unknown);
    // and then it judges
    gate.hear(&says(&[(question("scaffolder.task.create", None), true)]));
    assert!(gate.offers_template(&template));
}

#[test]
fn in_a_folder_the_users_own_hand_needs_no_rule_and_what_lies_outside_does() {
    let rules = Rules(vec![granting("*", &[], &["admins"])]);
    let mut gate = Gate::new(Ground::Workspace, Arc::new(rules));
    let edit = Capability::of("catalog.entity.edit");
    assert!(!gate.asks_who(&edit, None) && gate.asks_who(&Capability::of("jit-access.request"), None));
    gate.know(Some(Claims::default()));
    assert_eq!(gate.rule(&edit, None).decision, Decision::Allowed);
    assert_eq!(gate.rule(&Capability::of("jit-access.request"), None).decision, Decision::Denied);
}

#[test]
fn a_template_is_offered_when_it_is_readable_and_tasks_and_its_own_rule_allow_it() {
    let rules = Rules(vec![granting("scaffolder.task.create", &["prod-*"], &["dba"])]);
    let offered = |groups: &[&str], said: &[(Question, bool)], name: &str| {
        let mut gate = Gate::new(Ground::Portal, Arc::new(rules.clone()));
        gate.know(Some(of(groups)));
        gate.hear(&says(said));
        gate.offers_template(&name.parse().unwrap())
    };
    let create = (question("scaffolder.task.create", None), true);
    let (small, big) = ("template:default/small", "template:default/prod-db");
    assert!(offered(&[], std::slice::from_ref(&create), small));
    assert!(!offered(&[], &[], small), "whether tasks may be created is not known");
    assert!(!offered(&[], &[(create.0.clone(), false)], small));
    assert!(!offered(&[], std::slice::from_ref(&create), big));
    assert!(offered(&["dba"], std::slice::from_ref(&create), big));
    assert!(!offered(&["dba"], &[create, (question("catalog.entity.read", Some(big)), false)], big));
}

#[test]
fn restricted_keeps_everything_that_leads_out_away_and_nothing_else() {
    let gate = Gate::default().restricted(true);
    for action in Action::ALL {
        let other = Gate::default().lets(*action) && action.leaves().is_none();
        assert_eq!(gate.lets(*action), other, "{}", action.spec().id);
    }
    let kept: Vec<&str> = Action::ALL.iter().filter(|it| it.leaves().is_some()).map(|it| it.spec().id).collect();
    assert_eq!(
        kept,
        [
            "app.suspend",
            "catalog.export",
            "reader.edit",
            "entity.edit",
            "entity.validate",
            "wizard.editor",
            "access.connect",
            "access.login",
            "access.export",
            "access.play",
            "review.edit",
            "graph.export"
        ]
    );
}
