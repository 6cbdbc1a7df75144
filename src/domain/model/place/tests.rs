use super::*;

#[track_caller]
fn refused(text: &str, why: &str) {
    let error = Place::parse(text).unwrap_err().to_string();
    assert!(error.contains(why), "{error}");
}

#[test]
fn every_link_comes_back_as_it_was_written() {
    for link in [
        "stagedoor://home",
        "stagedoor://catalog?q=pay&kind=component&tag=a%20b",
        "stagedoor://catalog/component/default/payments",
        "stagedoor://catalog/api/staging/cart/yaml?context=work#spec",
        "stagedoor://problems",
        "stagedoor://templates/default/node-service?name=x",
        "stagedoor://tasks/05fd737f-40f9-4405-aaca-e591fde77500",
        "stagedoor://provisioning?state=failed",
        "stagedoor://provisioning/eu-1:PostgresDatabase.databases.example/payments/orders%20db",
        "stagedoor://access/new?resource=component:default%2Fpayments",
        "stagedoor://access/05fd737f-40f9-4405-aaca-e591fde77500",
        "stagedoor://catalog/component/default/payments/docs",
        "stagedoor://catalog/component/default/payments/docs/guide/a%20b#on-call",
        "stagedoor://catalog/component/default/payments/runtime/app/main/argocd/payments",
    ] {
        assert_eq!(Place::parse(link).unwrap().to_string(), link);
    }
}

#[test]
fn short_forms_name_the_same_places() {
    assert_eq!(Place::parse("catalog").unwrap(), Place::room(Room::Catalog));
    let long = Place::parse("stagedoor://catalog/component/default/payments").unwrap();
    assert_eq!(Place::parse("component:default/payments").unwrap(), long);
    assert_eq!(Place::parse("component:payments").unwrap(), long);
    let long = Place::parse("stagedoor://catalog/component/default/payments/docs/guide/runbook#on-call").unwrap();
    assert_eq!(Place::parse("docs:component:default/payments/guide/runbook#on-call").unwrap(), long);
    assert_eq!(Place::parse("docs:component:payments").unwrap(), Place::docs(long.subject.unwrap(), ""));
}

#[test]
fn a_link_names_a_context_and_never_an_address() {
    refused("stagedoor://home?context=https://evil.example", "by its name");
    refused("stagedoor://home?context=", "context is empty");
}

#[test]
fn what_is_wrong_with_a_link_is_said() {
    refused("stagedoor://attic", "no room `attic`");
    refused("stagedoor://catalog/component/default", "takes kind, namespace and name");
    refused("stagedoor://catalog/component/default/x/cellar", "no tab `cellar`");
    refused("stagedoor://catalog/component//x", "is empty");
    refused("stagedoor://catalog/component/default/%01", "is empty");
    refused("\u{0}:x", "kind is empty");
    refused("stagedoor://provisioning/a//b", "a part of the id is empty");
    refused("stagedoor://home/x", "nothing may follow `home`");
    refused("stagedoor://catalog?q=%zz", "hexadecimal");
    refused("stagedoor://catalog?q=%ff", "UTF-8");
}
