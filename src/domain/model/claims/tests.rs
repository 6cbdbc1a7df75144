use super::*;
use proptest::prelude::*;

fn rule(covers: &str, groups: &[&str]) -> Rule {
    Rule { covers: covers.into(), groups: texts(groups), ..Rule::default() }
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn of(groups: &[&str]) -> Claims {
    Claims { groups: texts(groups), ..Claims::default() }
}

fn says(rules: &[Rule], capability: &str, template: Option<&str>, claims: &Claims) -> Result<String, String> {
    match Rules(rules.to_vec()).verdict(capability, template, claims) {
        Verdict::Met(claim) => Ok(claim.to_string()),
        Verdict::Unmet(why) => Err(why.to_string()),
        Verdict::Silent => Err("silent".into()),
    }
}

#[test]
fn the_claim_that_meets_a_rule_is_named_and_else_what_would() {
    let claims = Claims {
        groups: texts(&["platform-admins"]),
        realm_roles: texts(&["dba"]),
        client_roles: vec![("billing".into(), "refund".into()), ("https://argo".into(), "sync".into())],
        teams: texts(&["checkout"]),
    };
    let by = |groups: &[&str], roles: &[&str], teams: &[&str]| Rule {
        roles: texts(roles),
        teams: texts(teams),
        ..rule("jit-access.request", groups)
    };
    for (rule, words) in [
        (by(&["platform-admins"], &[], &[]), Ok("group platform-admins")),
        (by(&["x"], &["dba"], &[]), Ok("realm role dba")),
        (by(&[], &["billing:refund"], &[]), Ok("role refund of client billing")),
        (by(&[], &["https://argo:sync"], &[]), Ok("role sync of client https://argo")),
        (by(&[], &[], &["checkout"]), Ok("team checkout")),
        (by(&["a"], &["r", "c:d"], &["t"]), Err("it needs group a, or realm role r, or role d of client c, or team t")),
        (by(&[], &["refund"], &[]), Err("it needs realm role refund")),
        (by(&[], &["billing:dba"], &[]), Err("it needs role dba of client billing")),
        (by(&[], &[], &[]), Err("the rule about it grants it to nobody")),
    ] {
        let said = says(std::slice::from_ref(&rule), "jit-access.request", None, &claims);
        assert_eq!(said.as_deref().map_err(String::as_str), words, "{rule:?}");
    }
}

#[test]
fn a_group_is_the_same_exactly_with_a_slash_before_it_or_as_the_same_entity() {
    let same = |named: &str, claim: &str| says(&[rule("x.y", &[named])], "x.y", None, &of(&[claim])).is_ok();
    for (named, claim) in [
        ("team-a", "team-a"),
        ("team-a", "group:default/team-a"),
        ("group:default/team-a", "team-a"),
        ("group:team-a", "Group:default/Team-A"),
        ("shop/team-a", "group:shop/team-a"),
        ("/platform/admins", "/platform/admins"),
        ("platform/admins", "/platform/admins"),
        ("/admins", "admins"),
    ] {
        assert!(same(named, claim), "{named} is {claim}");
    }
    for (named, claim) in [
        ("team-a", "Team-A"),
        ("team-a", "team-a "),
        ("team-a", "group:shop/team-a"),
        ("team-a", "user:default/team-a"),
        ("admins", "/platform/admins"),
        ("/platform", "/platform/admins"),
        ("group:default/admins", "/admins"),
        ("group:default/admins", "group:default/ad\u{200b}mins"),
        ("group:default/admins", "ad\u{1b}[0mmins"),
    ] {
        assert!(!same(named, claim), "{named} is not {claim}");
    }
}

#[test]
fn the_narrowest_rule_decides_whatever_a_wider_one_grants() {
    let rules = [rule("*", &["all"]), rule("jit-access.*", &["staff"]), rule("jit-access.approve", &["leads"])];
    let all = of(&["all"]);
    assert_eq!(says(&rules, "catalog.entity.delete", None, &all), Ok("group all".into()));
    assert_eq!(says(&rules, "jit-access.request", None, &all), Err("it needs group staff".into()));
    assert_eq!(says(&rules, "jit-access.approve", None, &of(&["all", "staff"])), Err("it needs group leads".into()));
    // a beginning is one of whole letters, not of words alone
    assert_eq!(says(&rules[1..], "jit-accessory.x", None, &all), Err("silent".into()));
}

#[test]
fn a_rule_for_some_templates_is_about_them_and_no_others() {
    let of_templates = |templates: &[&str], groups: &[&str]| Rule {
        templates: texts(templates),
        ..rule("scaffolder.task.create", groups)
    };
    let rules = [
        rule("scaffolder.task.create", &["staff"]),
        of_templates(&["postgres-*", "template:data/*"], &["dba"]),
        of_templates(&["postgres-production"], &["leads"]),
    ];
    let asked = |template: &str, group: &str| says(&rules, "scaffolder.task.create", Some(template), &of(&[group]));
    assert!(asked("template:default/node-service", "staff").is_ok());
    assert!(asked("template:default/postgres-small", "dba").is_ok());
    assert!(asked("template:default/postgres-small", "staff").is_err());
    assert!(asked("template:data/kafka", "dba").is_ok());
    assert!(asked("template:default/postgres-production", "leads").is_ok());
    assert!(asked("template:default/postgres-production", "dba").is_err());
    // one of another namespace is not meant by a bare name
    assert!(asked("template:shop/postgres-small", "staff").is_ok());
    // asked about no template in particular, rules for some are silent
    assert_eq!(says(&rules[1..], "scaffolder.task.create", None, &of(&["dba"])), Err("silent".into()));
}

#[test]
fn a_users_own_rule_loosens_nothing_that_an_administrators_rule_is_about() {
    let theirs = |covers: &str, groups: &[&str]| Rule { is_administrators: true, ..rule(covers, groups) };
    let rules = [theirs("jit-access.*", &["leads"]), rule("jit-access.approve", &["me"]), rule("x.y", &["me"])];
    assert!(says(&rules, "jit-access.approve", None, &of(&["me"])).is_err());
    assert!(says(&rules, "jit-access.approve", None, &of(&["leads"])).is_ok());
    assert!(says(&rules, "x.y", None, &of(&["me"])).is_ok());
    assert!(rules[0].meets(&rules[1]) && rules[1].meets(&rules[0]) && !rules[0].meets(&rules[2]));
}

#[test]
fn a_star_in_a_pattern_stands_for_any_text() {
    let name = "template:default/node-service";
    for fits in
        ["*", "template:*", "template:default/node-service", "node-*", "*-service", "*node*serv*", "NODE-SERVICE"]
    {
        assert!(template::fit(fits, name).is_some(), "{fits}");
    }
    for not in ["", "node", "node-", "service*", "template:shop/*", "*x*", "component:*", "node-service-*", "*ee*e*ee"]
    {
        assert!(template::fit(not, name).is_none(), "{not}");
    }
    let narrow = |pattern| template::fit(pattern, name).unwrap();
    assert!(narrow("*") < narrow("template:default/*") && narrow("template:default/*") < narrow("node-*"));
    assert_eq!(narrow("node-service"), narrow("template:default/node-service"));
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["a.b", "a.c", "a.b.c", "d", "a.*", "a.b*", "*"]).prop_map(str::to_owned)
}

fn some_rule() -> impl Strategy<Value = Rule> {
    let group = || prop::collection::vec(prop::sample::select(vec!["g", "h", "/g", "group:g"]), 0..3);
    let templates = prop::collection::vec(prop::sample::select(vec!["*", "t", "t*", "u"]), 0..2);
    (name(), group(), templates, any::<bool>()).prop_map(|(covers, groups, templates, is_administrators)| Rule {
        covers,
        groups: texts(&groups),
        templates: texts(&templates),
        is_administrators,
        ..Rule::default()
    })
}

fn some_rules() -> impl Strategy<Value = Vec<Rule>> {
    prop::collection::vec(some_rule(), 0..6)
}

fn template() -> impl Strategy<Value = Option<&'static str>> {
    prop::sample::select(vec![None, Some("template:default/t"), Some("template:default/tu"), Some("template:u/u")])
}

proptest! {
    #[test]
    fn the_order_of_rules_does_not_matter(rules in some_rules(), template in template()) {
        let mut turned = rules.clone();
        turned.reverse();
        for claims in [of(&[]), of(&["g"]), of(&["h"]), of(&["g", "h"])] {
            let is_met = |rules: &[Rule]| says(rules, "a.b", template, &claims).is_ok();
            prop_assert_eq!(is_met(&rules), is_met(&turned));
        }
    }

    #[test]
    fn more_claims_never_take_anything_away(rules in some_rules(), template in template()) {
        for capability in ["a.b", "a.c", "d"] {
            let met = |groups: &[&str]| says(&rules, capability, template, &of(groups)).is_ok();
            prop_assert!(!met(&["g"]) || met(&["g", "h"]));
            prop_assert!(!met(&[]), "nothing is granted for nothing");
        }
    }

    #[test]
    fn it_is_silent_exactly_where_no_rule_is_about_it(rules in some_rules(), template in template()) {
        let rules = Rules(rules);
        for capability in ["a.b", "a.c", "a.b.c", "d", "e"] {
            let verdict = rules.verdict(capability, template, &of(&["g"]));
            prop_assert_eq!(verdict == Verdict::Silent, !rules.is_about(capability, template));
        }
    }

    #[test]
    fn whatever_the_user_adds_grants_nothing_that_the_administrator_keeps(
        theirs in some_rules(), mine in some_rules(), template in template()
    ) {
        let theirs: Vec<Rule> = theirs.into_iter().map(|rule| Rule { is_administrators: true, ..rule }).collect();
        let mine = mine.into_iter().map(|rule| Rule { is_administrators: false, ..rule });
        let both: Vec<Rule> = theirs.iter().cloned().chain(mine).collect();
        for capability in ["a.b", "a.c", "d"] {
            if Rules(theirs.clone()).is_about(capability, template) {
                let said = |rules: &[Rule]| says(rules, capability, template, &of(&["g"]));
                prop_assert_eq!(said(&theirs), said(&both));
            }
        }
    }
}
