//! For any decisions of a portal, and any rules, the command line sends what is allowed and nothing
//! else.

use super::program::{catalog, changes, run, stand};
use super::{Say, decisions, framework};
use crate::systems::{Server, envelope};
use proptest::prelude::*;

const NAMES: [&str; 4] = ["a", "b", "c", "d"];
/// The actions, the permission of each, and whether it is about a thing.
const ACTIONS: [(&str, &str, bool); 3] = [
    ("entity.refresh", "catalog.entity.refresh", true),
    ("entity.unregister", "catalog.entity.delete", true),
    ("catalog.register", "catalog.location.create", false),
];

/// What the portal says: to each thing, and to questions about none.
#[derive(Clone, Debug)]
struct Set {
    says: Vec<Say>,
    general: Say,
    /// The permission framework is away.
    fails: bool,
    /// A rule about the action: met, or not.
    rule: Option<bool>,
}

fn say() -> impl Strategy<Value = Say> {
    prop::sample::select(vec![Say::Allow, Say::Allow, Say::Deny, Say::Conditional])
}

fn set() -> impl Strategy<Value = Set> {
    let fails = prop::bool::weighted(0.15);
    let rule = prop::option::weighted(0.4, any::<bool>());
    (prop::collection::vec(say(), NAMES.len()), say(), fails, rule).prop_map(|(says, general, fails, rule)| Set {
        says,
        general,
        fails,
        rule,
    })
}

fn served(set: &Set) -> Server {
    let set = set.clone();
    let fails = set.fails;
    let policy = move |_: &str, on: Option<&str>| match on {
        Some(on) => NAMES.iter().position(|name| on.ends_with(&format!("/{name}"))).map_or(Say::Deny, |n| set.says[n]),
        None => set.general,
    };
    Server::start(move |asked| match asked.path() {
        "/api/permission/authorize" if fails => envelope(503, "Error", "away"),
        _ => framework(asked, &policy).unwrap_or_else(|| catalog(asked)),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn what_is_denied_or_unknown_is_never_sent_and_what_is_allowed_is(set in set(), action in 0..ACTIONS.len()) {
        let (id, permission, is_of_things) = ACTIONS[action];
        let server = served(&set);
        let rule = set.rule.map(|met| {
            let group = if met { "team-a" } else { "sre" };
            format!("[[rules]]\ncapability = '{permission}'\ngroups = ['{group}']\n")
        });
        let stand = stand(&server, &rule.unwrap_or_default());
        let targets: Vec<String> = NAMES.iter().map(|name| match is_of_things {
            true => format!("component:default/{name}"),
            false => format!("https://g/{name}.yaml"),
        }).collect();
        let mut args = vec!["do", id, "--yes", "-o", "json"];
        args.extend(targets.iter().map(String::as_str));
        let ran = run(&stand, &args);
        let may = !set.fails && set.rule != Some(false);
        let says = |n: usize| if is_of_things { set.says[n] } else { set.general };
        let allowed: Vec<&String> =
            targets.iter().enumerate().filter(|(n, _)| may && says(*n) == Say::Allow).map(|(_, target)| target).collect();
        let sent = changes(&server);
        prop_assert_eq!(sent.iter().collect::<Vec<_>>(), allowed.clone(), "{}{}", ran.out, ran.err);
        let code = match allowed.len() {
            4 => 0,
            _ if set.fails && set.rule != Some(false) => 6,
            _ => 5,
        };
        prop_assert_eq!(ran.code, Some(code), "{}{}", ran.out, ran.err);
        prop_assert!(decisions(&server).len() <= if set.fails { 2 } else { 1 }, "a gateway that fails is asked a second time");
        let rows = ran.json();
        for (n, target) in targets.iter().enumerate() {
            let outcome = if allowed.contains(&target) { "done" } else { "refused" };
            prop_assert_eq!(&rows[n]["outcome"], outcome, "each target has its end: {}", ran.out);
        }
    }
}
