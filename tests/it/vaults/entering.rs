use super::{Bench, payments};
use crate::argocd::block_on;
use crate::support::vault::{FakeVault, JWT, VAULT_TOKEN};
use serde_json::{Value, json};
use stagedoor::adapters::http::Client;
use stagedoor::adapters::session::{Session, TokenSource};
use stagedoor::adapters::systems::vault::{VaultLogin, VaultSetup, Vaults};
use stagedoor::domain::model::timeline::Known;
use stagedoor::domain::text::Secret;
use stagedoor::platform::credentials::{CredentialPort as _, SecretFolder};
use stagedoor::platform::fault::FaultKind;
use std::sync::Arc;
use std::time::Duration;

fn fixed(token: &str) -> Arc<Session> {
    Arc::new(Session::new(TokenSource::Fixed(Secret::new(token.into()))))
}

fn bench(vault: &FakeVault, change: impl FnOnce(&mut VaultSetup)) -> Bench {
    let mut setup = vault.setup();
    change(&mut setup);
    Bench::with(Vaults::new(vec![setup], vault.clock()), json!({}))
}

fn folder(mount: &str, path: &str) -> SecretFolder {
    SecretFolder { vault: "main".into(), mount: mount.into(), path: path.into() }
}

/// Names in a folder, or why not.
fn names(bench: &Bench, mount: &str, path: &str) -> Result<Vec<String>, FaultKind> {
    let port = bench.port();
    let found = block_on(port.paths(folder(mount, path))).map_err(|fault| fault.kind)?;
    Ok(found.answer.iter().map(|path| path.path.to_string()).collect())
}

#[test]
fn the_users_own_token_lets_in_and_who_one_is_there_is_told() {
    let vault = FakeVault::start();
    let seen = bench(&vault, |setup| setup.namespace = Some("team-a".into())).look(None);
    let session = &seen.vaults[0];
    assert_eq!((session.system.as_str(), session.user.as_str()), ("OpenBao 2.7.2", "jwt-alice"));
    assert_eq!(session.policies.len(), 2);
    assert_eq!(session.until, Some(vault.clock()().after(Duration::from_secs(3600))));
    let login = &vault.asked("/v1/auth/jwt/login")[0];
    let body: Value = serde_json::from_str(&login.body).unwrap();
    assert_eq!((body["jwt"].as_str(), body["role"].as_str()), (Some(JWT), Some("developer")));
    assert_eq!((login.header("x-vault-token"), login.header("authorization")), (None, None));
    let roles = &vault.asked("/v1/database/roles")[0];
    assert_eq!(roles.header("x-vault-namespace"), Some("team-a"));
    assert!(roles.header("x-vault-token").is_some_and(|token| token.starts_with(VAULT_TOKEN)));
    assert_eq!(
        vault.asked("/v1/sys/health")[0].header("x-vault-namespace"),
        None,
        "it is the root namespace's to tell"
    );
}

#[test]
fn a_token_of_its_own_is_used_as_it_is() {
    let vault = FakeVault::start();
    let seen = bench(&vault, |setup| setup.login = VaultLogin::Token(fixed(VAULT_TOKEN))).look(None);
    assert_eq!(seen.sources[0].known, Known::Yes);
    assert!(vault.asked("/v1/auth/jwt/login").is_empty());
    let seen = bench(&vault, |setup| setup.login = VaultLogin::Token(fixed("s.another"))).look(None);
    let Known::Unknown(why) = &seen.sources[0].known else { panic!("{seen:?}") };
    assert!(why.as_str().contains("does not take the token") && !why.as_str().contains("s.another"), "{why}");
}

#[test]
fn through_the_portals_proxy_each_gets_its_own_token() {
    let vault = FakeVault::start();
    let seen = bench(&vault, |setup| setup.portal = Some(fixed("portal-token"))).look(None);
    assert_eq!(seen.sources[0].known, Known::Yes);
    let roles = &vault.asked("/v1/database/roles")[0];
    assert_eq!(roles.header("authorization"), Some("Bearer portal-token"));
    assert!(roles.header("x-vault-token").is_some());
}

/// A vault says 400 where others say 401, and says back what it was sent.
#[test]
fn a_token_that_is_not_accepted_is_no_bad_request_and_is_not_repeated() {
    let vault = FakeVault::start();
    vault.go_wrong(|wrong| wrong.refuses_login = true);
    let seen = Bench::of(&vault).look(None);
    let Known::Unknown(why) = &seen.sources[0].known else { panic!("{seen:?}") };
    assert!(why.as_str().contains("signature") && why.as_str().contains("audience"), "{why}");
    assert!(!why.as_str().contains(JWT), "{why}");
}

/// A token that has ended and a policy that does not allow something are both 403.
#[test]
fn a_token_that_ended_is_replaced_and_a_narrow_policy_is_told_apart_from_it() {
    let vault = FakeVault::start();
    let bench = Bench::of(&vault);
    assert_eq!(names(&bench, "secret", "").unwrap().len(), 2);
    vault.forget_tokens();
    assert_eq!(names(&bench, "secret", "shop/").unwrap(), ["shop/api/", "shop/db"]);
    assert_eq!(vault.asked("/v1/auth/jwt/login").len(), 2);
    vault.go_wrong(|wrong| wrong.denied.insert("secret/metadata"));
    assert_eq!(names(&bench, "secret", ""), Err(FaultKind::NotPermitted));
    assert_eq!(names(&bench, "secret", "shop/").unwrap().len(), 2, "what is below may be allowed all the same");
    assert_eq!(vault.asked("/v1/auth/jwt/login").len(), 2, "a new token would help nothing");
}

#[test]
fn the_token_is_renewed_before_it_ends_and_entered_anew_after() {
    let vault = FakeVault::start();
    let bench = Bench::of(&vault);
    bench.look(None);
    vault.pass(Duration::from_secs(3000));
    assert_eq!(names(&bench, "old/kv", "").unwrap(), ["legacy"]);
    assert_eq!((vault.asked("/v1/auth/token/renew-self").len(), vault.asked("/v1/auth/jwt/login").len()), (1, 1));
    vault.pass(Duration::from_secs(7200));
    names(&bench, "old/kv", "").unwrap();
    assert_eq!(vault.asked("/v1/auth/jwt/login").len(), 2);
}

#[test]
fn an_empty_folder_is_no_error_and_a_mount_that_is_not_there_is_one() {
    let vault = FakeVault::start();
    let bench = Bench::of(&vault);
    assert_eq!(names(&bench, "secret", "shop/api/").unwrap(), [""; 0]);
    assert_eq!(names(&bench, "nowhere", ""), Err(FaultKind::NotFound));
    assert!(names(&bench, "secret", "../../sys/").is_err(), "a name leads nowhere else");
    assert!(names(&bench, "secret", "").unwrap().iter().all(|name| !name.contains('\u{1b}')));
}

#[test]
fn a_sealed_vault_and_one_that_is_away_say_so_beside_the_others() {
    let (sealed, well) = (FakeVault::start(), FakeVault::start());
    let body = r#"{"initialized":true,"sealed":true,"standby":true,"version":"2.7.2"}"#;
    sealed.go_wrong(|wrong| wrong.answers.insert("sys/health", (503, body.into())));
    let away = VaultSetup {
        name: "away".into(),
        client: Client::new("http://127.0.0.1:1", Default::default()).unwrap(),
        ..sealed.setup()
    };
    let well_setup = VaultSetup { name: "well".into(), ..well.setup() };
    let vaults = Vaults::new(vec![sealed.setup(), away, well_setup], well.clock());
    let seen = Bench::with(vaults, json!({})).look(None);
    let told: Vec<String> = seen.sources.iter().map(|source| format!("{:?}", source.known)).collect();
    assert!(told[0].contains("sealed") && told[1].contains("refused") && told[2] == "Yes", "{told:?}");
    assert!(sealed.asked("/v1/auth/jwt/login").is_empty());
    assert_eq!(seen.roles.len(), 2);
}

#[test]
fn what_may_not_be_used_is_not_offered_and_what_may_not_be_listed_is_named_by_the_entity() {
    let vault = FakeVault::start();
    let bench =
        Bench::with(vault.vaults(), json!({"stagedoor.dev/vault-role": "database/creds/app-rw, other:x/creds/y"}));
    let roles = |of| bench.look(of).roles.iter().map(|role| role.name.to_string()).collect::<Vec<_>>();
    assert_eq!(roles(None), ["app-ro", "app-rw"]);
    assert_eq!(roles(Some(payments())), ["app-rw", "app-ro"], "what the entity names comes first");
    vault.go_wrong(|wrong| wrong.denied.insert("database/creds/app-ro"));
    assert_eq!(roles(None), ["app-rw"]);
    vault.go_wrong(|wrong| wrong.denied.insert("database/roles"));
    assert_eq!(roles(Some(payments())), ["app-rw"]);
    let remark = bench.look(Some(payments())).sources[0].remark.clone().unwrap();
    assert!(remark.as_str().contains("may not be listed"), "{remark}");
}

#[test]
fn the_secrets_of_an_entity_are_named_and_lead_to_the_vaults_pages() {
    let vault = FakeVault::start();
    let bench =
        Bench::with(vault.vaults(), json!({"vault.io/secrets-path": "shop", "vault.io/secrets-engine": "secret"}));
    let seen = bench.look(Some(payments()));
    let told: Vec<(&str, &str)> = seen.paths.iter().map(|it| (it.path.as_str(), it.address.as_str())).collect();
    let ui = "https://vault.example/ui/vault/secrets/secret";
    assert_eq!(
        told,
        [("shop/api/", format!("{ui}/list/shop/api").as_str()), ("shop/db", &format!("{ui}/show/shop/db"))]
    );
    let mounts = bench.look(None);
    assert_eq!(mounts.paths.iter().map(|it| it.mount.as_str()).collect::<Vec<_>>(), ["old/kv", "secret"]);
    assert!(!vault.server.asked().iter().any(|asked| asked.path().contains("/data/")), "no value is ever read");
}
