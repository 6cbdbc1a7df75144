//! The ways in: kubeconfigs with their programs, and the portal's proxy.

use super::{by_kubeconfig, cluster, limits, pod, pods};
use crate::support::apiserver::ApiServer;
use stagedoor::adapters::cluster::{Cluster, PortalWay, Way};
use stagedoor::adapters::session::{Session, TokenSource};
use stagedoor::domain::model::cluster::{Object, ObjectRef};
use stagedoor::domain::text::Secret;
use stagedoor::platform::fault::{Fault, FaultKind};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

async fn ask(cluster: &Cluster) -> Result<Option<Object>, Fault> {
    cluster.get::<Object>(&ObjectRef::new(pods(), "shop", "a")).await
}

/// A program that says this, and notes each time it is run.
fn plugin(folder: &Path, script: &str) -> PathBuf {
    let path = folder.join("plugin");
    std::fs::write(&path, format!("#!/bin/sh\necho run >> {}/runs\n{script}\n", folder.display())).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
    path
}

fn runs(folder: &Path) -> usize {
    std::fs::read_to_string(folder.join("runs")).unwrap_or_default().lines().count()
}

fn user(plugin: &Path, more: &str) -> String {
    format!(
        "{{exec: {{apiVersion: client.authentication.k8s.io/v1, command: {}, interactiveMode: IfAvailable{more}}}}}",
        plugin.display()
    )
}

fn of(server: &ApiServer, user: &str) -> Cluster {
    cluster(Way::Kubeconfig { file: Some(server.kubeconfig_of(user)), context: None }, limits())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_proves_who_one_is_and_is_run_anew_when_that_is_refused() {
    let (server, folder) = (ApiServer::start(), tempfile::tempdir().unwrap());
    server.put(pod("shop", "a", "Running"));
    server.accept(&["first"]);
    let token = folder.path().join("token");
    std::fs::write(&token, "first").unwrap();
    let script = format!(
        "echo \"$KUBERNETES_EXEC_INFO\" > {0}/info\nprintf '{{\"kind\":\"ExecCredential\",\"status\":{{\"token\":\"%s\"}}}}' \"$(cat {0}/token)\"",
        folder.path().display()
    );
    let cluster = of(&server, &user(&plugin(folder.path(), &script), ", provideClusterInfo: true"));
    assert!(ask(&cluster).await.unwrap().is_some());
    assert!(ask(&cluster).await.unwrap().is_some());
    assert_eq!(runs(folder.path()), 1);
    let info = std::fs::read_to_string(folder.path().join("info")).unwrap();
    assert!(info.contains(r#""interactive":false"#) && info.contains(&server.base()), "{info}");
    std::fs::write(&token, "second").unwrap();
    server.accept(&["second"]);
    assert!(ask(&cluster).await.unwrap().is_some());
    assert_eq!(runs(folder.path()), 2);
    // refused again: told once, and not tried for ever
    server.accept(&["third"]);
    assert_eq!(ask(&cluster).await.unwrap_err().kind, FaultKind::NotSignedIn);
    assert_eq!(runs(folder.path()), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_its_program_gave_is_used_no_longer_than_it_says() {
    let (server, folder) = (ApiServer::start(), tempfile::tempdir().unwrap());
    server.put(pod("shop", "a", "Running"));
    let script = r#"echo '{"status":{"token":"t","expirationTimestamp":"2020-01-01T00:00:00Z"}}'"#;
    let cluster = of(&server, &user(&plugin(folder.path(), script), ""));
    ask(&cluster).await.unwrap();
    let before = runs(folder.path());
    ask(&cluster).await.unwrap();
    assert!(runs(folder.path()) > before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_has_to_ask_something_is_not_run_but_named() {
    let (server, folder) = (ApiServer::start(), tempfile::tempdir().unwrap());
    let path = plugin(folder.path(), "echo '{}'");
    let always = user(&path, ", args: [login, 'my cluster']").replace("IfAvailable", "Always");
    let fault = ask(&of(&server, &always)).await.unwrap_err();
    assert_eq!((fault.kind, runs(folder.path())), (FaultKind::NotSignedIn, 0));
    assert!(fault.cure.as_str().contains(&format!("`{} login 'my cluster'`", path.display())), "{fault}");
    let fault = ask(&of(&server, &user(&path, ""))).await.unwrap_err();
    assert!(fault.happened.as_str().contains("gives no token"), "{fault}");
    let path = plugin(folder.path(), "echo 'please sign in at https://sso' >&2; exit 1");
    let fault = ask(&of(&server, &user(&path, ""))).await.unwrap_err();
    assert!(fault.happened.as_str().contains("please sign in at https://sso"), "{fault}");
    let away = user(Path::new("/no/such/program"), ", installHint: 'brew install it'");
    let fault = ask(&of(&server, &away)).await.unwrap_err();
    assert_eq!(fault.cure.as_str(), "brew install it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kubeconfig_that_leads_nowhere_says_why() {
    let server = ApiServer::start();
    let by = |file: PathBuf, context: Option<&str>| {
        cluster(Way::Kubeconfig { file: Some(file), context: context.map(str::to_owned) }, limits())
    };
    let fault = ask(&by("/no/such/kubeconfig".into(), None)).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Local);
    assert!(fault.happened.as_str().contains("/no/such/kubeconfig"), "{fault}");
    let fault = ask(&by(server.kubeconfig(), Some("other"))).await.unwrap_err();
    assert!(fault.happened.as_str().contains("other"), "{fault}");
    server.accept(&["another-token"]);
    let fault = ask(&cluster(by_kubeconfig(&server), limits())).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotSignedIn);
    assert!(!fault.to_string().contains("a-token"));
    let old = of(&server, "{auth-provider: {name: gcp, config: {cmd-path: /bin/touch}}}");
    assert!(ask(&old).await.unwrap_err().cure.as_str().contains("exec plugin"));
}

fn portal(server: &ApiServer, token: TokenSource, own: Option<&str>) -> Way {
    let fixed = |token: &str| Arc::new(Session::new(TokenSource::Fixed(Secret::new(token.to_owned()))));
    Way::Portal(PortalWay {
        base: server.base(),
        session: Arc::new(Session::new(token)),
        headers: None,
        cluster: "prod-eu".into(),
        provider: own.map(|_| "oidc.keycloak".to_owned()),
        token: own.map(fixed),
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn through_the_portal_the_same_is_seen_and_its_token_is_renewed() {
    let (server, folder) = (ApiServer::start(), tempfile::tempdir().unwrap());
    server.put(pod("shop", "a", "Running"));
    server.behind_portal("prod-eu", Some("oidc-keycloak"));
    server.accept(&["mine"]);
    server.portal_accepts(&["first"]);
    let file = folder.path().join("token");
    let give = |token: &str| {
        std::fs::write(&file, token).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    };
    give("first");
    let cluster = cluster(portal(&server, TokenSource::File(file.clone()), Some("mine")), limits());
    let mut following = cluster.follow::<Object>(stagedoor::adapters::cluster::Wanted::all(pods()));
    assert_eq!(super::phases(&*following.whole().await), ["a=Running"]);
    server.until_watches(1);
    give("second");
    server.portal_accepts(&["second"]);
    server.cut();
    server.put(pod("shop", "a", "Failed"));
    super::until(&mut following, |now| super::phases(now) == ["a=Failed"] && now.behind.is_empty()).await;
    assert_eq!(server.count("list", "pods"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whose_fault_it_is_is_told_apart_the_portals_or_the_clusters() {
    let server = ApiServer::start();
    server.put(pod("shop", "a", "Running"));
    server.behind_portal("prod-eu", None);
    server.portal_accepts(&["good"]);
    let fixed = |token: &str| TokenSource::Fixed(Secret::new(token.to_owned()));
    let fault = ask(&cluster(portal(&server, fixed("bad"), None), limits())).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotSignedIn);
    assert!(fault.happened.as_str().contains("Illegal token") && !fault.to_string().contains("bad"), "{fault}");
    assert!(ask(&cluster(portal(&server, fixed("good"), None), limits())).await.unwrap().is_some());
    server.deny("get", "pods", "shop");
    let fault = ask(&cluster(portal(&server, fixed("good"), None), limits())).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotPermitted);
}
