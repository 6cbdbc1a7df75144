use super::*;
use crate::domain::model::access::AccessOrder;
use proptest::prelude::*;

fn said(policy: &AccessPolicy, kind: AccessKind, environment: &str) -> (String, u64, u64) {
    let ruling = policy.ruling(kind, AccessLevel::Read, environment);
    let minutes = |span: Option<Duration>| span.unwrap_or_default().as_secs() / 60;
    (ruling.words().to_string(), minutes(ruling.usual), minutes(ruling.at_most))
}

fn row(kind: AccessKind, environments: &[&str], approval: Approval, from: &'static str) -> PolicyRow {
    let (usual, at_most) = (Duration::from_secs(600), Duration::from_secs(1_200));
    let environments = environments.iter().map(|name| (*name).to_owned()).collect();
    PolicyRow { kind, levels: vec![], environments, approval, usual, at_most, roles: vec![], from: Clean::from(from) }
}

fn by(names: &[&'static str]) -> Approval {
    Approval::Each(vec![names.iter().map(|name| Approver(Clean::from(*name))).collect()])
}

#[test]
fn the_table_that_comes_along() {
    use AccessKind::{Database, Kubernetes, PortForward, Ssh};
    let policy = AccessPolicy::default();
    for (kind, environment, words, usual, at_most) in [
        (Database, "development", "no approval", 60, 480),
        (Database, "stage", "no approval", 60, 480),
        (Database, "production", "approval by DBA", 30, 120),
        (Database, "PROD", "approval by DBA", 30, 120),
        (Ssh, "development", "no approval", 480, 1_440),
        (Ssh, "staging", "approval by lead or SRE", 480, 1_440),
        (Ssh, "production", "approval by SRE on call and by manager", 480, 1_440),
        (Kubernetes, "production", "approval by SRE on call", 60, 240),
        (Kubernetes, "staging", "the access system decides", 60, 240),
        (PortForward, "production", "the access system decides", 60, 240),
    ] {
        assert_eq!(said(&policy, kind, environment), (words.to_owned(), usual, at_most), "{kind:?} {environment}");
    }
    let open = policy.ruling(AccessKind::Other, AccessLevel::Admin, "production");
    assert_eq!((open.words().as_str(), open.usual, open.at_most), ("the access system decides", None, None));
}

#[test]
fn where_the_environment_is_not_known_the_strictest_counts() {
    let policy = AccessPolicy::default();
    for environment in ["", "qa", "eu-west"] {
        let (words, usual, at_most) = said(&policy, AccessKind::Database, environment);
        assert_eq!((words.as_str(), usual, at_most), ("approval by DBA", 30, 120), "{environment:?}");
        let (words, ..) = said(&policy, AccessKind::Ssh, environment);
        assert_eq!(words, "approval by SRE on call and by manager", "{environment:?}");
    }
    let ruling = policy.ruling(AccessKind::Database, AccessLevel::Read, "qa");
    assert_eq!(ruling.from.as_str(), "the default policy, as the environment is not known");
    // what takes no approval where it has a name takes one where it has none
    let free = AccessPolicy { rows: vec![row(AccessKind::Ssh, &["lab"], Approval::Nobody, "x")] };
    assert_eq!(said(&free, AccessKind::Ssh, "lab").0, "no approval");
    assert_eq!(said(&free, AccessKind::Ssh, "elsewhere").0, "the access system decides");
}

#[test]
fn a_forwarded_port_takes_what_is_behind_it_and_its_own_time() {
    let policy = AccessPolicy::default();
    let to = |behind, environment| {
        let ruling = policy.ruling_to(AccessKind::PortForward, behind, AccessLevel::Read, environment);
        (ruling.words().to_string(), ruling.at_most)
    };
    let most = Some(Duration::from_secs(4 * 3_600));
    assert_eq!(to(Some(AccessKind::Database), "production"), ("approval by DBA".to_owned(), most));
    assert_eq!(to(Some(AccessKind::Database), "staging"), ("no approval".to_owned(), most));
    assert_eq!(to(Some(AccessKind::Database), ""), ("approval by DBA".to_owned(), most));
    assert_eq!(to(None, "production"), ("the access system decides".to_owned(), most));
    let own = AccessPolicy::over(vec![row(AccessKind::PortForward, &[], by(&["network"]), "mine")]);
    let ruling = own.ruling_to(AccessKind::PortForward, Some(AccessKind::Database), AccessLevel::Read, "production");
    assert_eq!(ruling.words().as_str(), "approval by network");
}

#[test]
fn a_row_of_ones_own_counts_where_it_fits_and_the_table_elsewhere() {
    let policy = AccessPolicy::over(vec![
        PolicyRow {
            levels: vec![AccessLevel::Admin],
            ..row(AccessKind::Database, &["production"], by(&["CTO"]), "mine")
        },
        row(AccessKind::Database, &["demo"], Approval::Nobody, "mine"),
        row(AccessKind::Other, &[], by(&["security"]), "mine"),
    ]);
    let at = |level, environment| policy.ruling(AccessKind::Database, level, environment);
    assert_eq!(at(AccessLevel::Admin, "production").words().as_str(), "approval by CTO");
    assert_eq!(at(AccessLevel::Write, "production").words().as_str(), "approval by DBA");
    assert_eq!(
        (at(AccessLevel::Read, "demo").words().as_str(), at(AccessLevel::Read, "demo").from.as_str()),
        ("no approval", "mine")
    );
    assert_eq!(at(AccessLevel::Read, "qa").words().as_str(), "approval by DBA", "it may be production");
    assert_eq!(at(AccessLevel::Read, "qa").at_most, Some(Duration::from_secs(1_200)), "and the shortest time");
    assert_eq!(said(&policy, AccessKind::Other, "").0, "approval by security");
}

#[test]
fn several_things_at_once_take_all_that_each_takes() {
    let policy = AccessPolicy::default();
    let of = |kind, environment| policy.ruling(kind, AccessLevel::Write, environment);
    let both = of(AccessKind::Database, "production").and(of(AccessKind::Ssh, "production"));
    assert_eq!(both.words().as_str(), "approval by DBA and by SRE on call and by manager");
    assert_eq!((both.usual, both.at_most), (Some(Duration::from_secs(1_800)), Some(Duration::from_secs(7_200))));
    assert!(both.allows(Duration::from_secs(7_200)) && !both.allows(Duration::from_secs(7_201)));
    assert!(!both.allows(Duration::ZERO));
    let free = of(AccessKind::Database, "staging").and(of(AccessKind::Database, "production"));
    assert_eq!(free.words().as_str(), "approval by DBA");
}

fn order(kind: AccessKind, roles: &[&str]) -> AccessOrder {
    AccessOrder {
        resources: vec![],
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        entity: None,
        kind,
        level: AccessLevel::Write,
        environment: "development".into(),
        lasts: Duration::ZERO,
        reason: String::new(),
        reviewers: vec![],
        mark: String::new(),
    }
}

#[test]
fn a_thing_is_judged_as_what_it_is_whatever_the_order_calls_it() {
    let policy = AccessPolicy::default();
    let things = [(AccessKind::Database, Clean::from("production"))];
    for called in AccessKind::ALL {
        let ruling = policy.ruling_of(&order(called, &[]), &things);
        assert_eq!(ruling.at_most, Some(Duration::from_secs(7_200)), "{called:?}");
        assert_eq!(ruling.words().as_str(), "approval by DBA", "{called:?}");
    }
    let untold = [(AccessKind::Other, Clean::default())];
    let ruling = policy.ruling_of(&order(AccessKind::Database, &[]), &untold);
    assert_eq!(ruling.at_most, Some(Duration::from_secs(7_200)), "what the user says of it can only be for less");
}

#[test]
fn a_role_is_given_as_long_as_the_rows_say_that_name_it_and_else_as_shortly_as_anything() {
    let named = PolicyRow { roles: vec!["db-write".into()], ..row(AccessKind::Other, &[], by(&["lead"]), "mine") };
    let policy = AccessPolicy::over(vec![named]);
    let ruling = policy.ruling_of(&order(AccessKind::Other, &["db-write"]), &[]);
    assert_eq!((ruling.words().as_str(), ruling.at_most), ("approval by lead", Some(Duration::from_secs(1_200))));
    let unknown = AccessPolicy::default().ruling_of(&order(AccessKind::Other, &["root"]), &[]);
    assert_eq!(unknown.at_most, Some(Duration::from_secs(7_200)));
    assert_eq!(
        unknown.from.as_str(),
        "the default policy, as the environment is not known, as it is not known what the role gives"
    );
}

fn some_rows() -> impl Strategy<Value = Vec<PolicyRow>> {
    let approval = prop::sample::select(vec![Approval::Nobody, by(&["a"]), by(&["b"]), Approval::SystemDecides]);
    let environments = prop::sample::subsequence(vec!["production", "staging", "lab"], 0..3);
    let row = (approval, environments).prop_map(|(approval, names)| row(AccessKind::Database, &names, approval, "x"));
    prop::collection::vec(row, 0..5)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_environment_that_is_not_known_takes_no_less_than_any_that_is(rows in some_rows()) {
        let policy = AccessPolicy { rows };
        let at = |name: &str| policy.ruling(AccessKind::Database, AccessLevel::Read, name);
        let unknown = at("");
        for name in ["production", "staging", "lab"] {
            let known = at(name);
            prop_assert!(unknown.approval.strictness() >= known.approval.strictness(), "{name}");
            prop_assert!(unknown.at_most <= known.at_most || known.at_most.is_none(), "{name}");
        }
    }
}
