use super::fake_with;
use crate::stand::{Ran, Stand};
use crate::support::argocd::{ARGO_TOKEN, FakeArgo, app};
use serde_json::Value;

const COMPONENT: &str = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: payments\n  annotations:\n    argocd/app-name: payments\nspec:\n  type: service\n  lifecycle: production\n  owner: team-a\n";

/// A folder with a component, and a configuration that names that Argo CD for it.
fn stand(fake: &FakeArgo, more: &str) -> Stand {
    let stand = Stand::new();
    stand.write("here/catalog-info.yaml", COMPONENT);
    let token = stand.write("token", ARGO_TOKEN);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&token, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    let (here, base) = (stand.here(), &fake.base);
    let text = format!(
        "[contexts.work]\nworkspace = {here:?}\n[[contexts.work.argocd]]\nname = \"main\"\nurl = {base:?}\ntoken_file = {token:?}\n{more}"
    );
    stand.configured(&text)
}

fn sync(stand: &Stand, more: &[&str]) -> Ran {
    let args = ["do", "argocd.sync", "component:payments", "--context", "work", "-o", "json"];
    stand.run(&[&args, more].concat())
}

#[test]
fn a_script_syncs_an_application_by_its_entity_and_it_is_in_the_journal() {
    let fake = fake_with(&[app("payments", "OutOfSync", "Healthy")]);
    let stand = stand(&fake, "");
    let tried = sync(&stand, &["--set", "prune=true", "--dry-run"]).ends(0);
    assert!(fake.asked("/sync").is_empty() && tried.out.contains("1 object is applied"), "{}", tried.out);
    let done = sync(&stand, &["--set", "prune=true", "--yes"]).ends(0).json();
    assert_eq!(done[0]["outcome"], "done", "{done}");
    let order: Value = serde_json::from_str(&fake.asked("/sync")[0].body).unwrap();
    assert_eq!(order["prune"], true);
    let journal = stand.run(&["audit", "--context", "work", "-o", "json"]).ends(0).json();
    assert_eq!((journal[0]["action"].as_str(), journal[0]["outcome"].as_str()), (Some("argocd.sync"), Some("done")));
    assert!(!journal.to_string().contains(ARGO_TOKEN));
}

#[test]
fn a_rule_keeps_a_sync_away_in_a_folder_as_well() {
    let fake = fake_with(&[app("payments", "OutOfSync", "Healthy")]);
    let stand = stand(&fake, "[[rules]]\ncapability = \"argocd.sync\"\ngroups = [\"operators\"]\n");
    sync(&stand, &["--yes"]).ends(5);
    assert!(fake.asked("/sync").is_empty());
}

#[test]
fn without_an_argo_cd_it_is_said_where_one_is_named() {
    let stand = Stand::new();
    stand.write("here/catalog-info.yaml", COMPONENT);
    let args = ["do", "argocd.sync", "component:payments", "--workspace", ".", "--yes"];
    let ran = stand.run(&args).ends(1);
    assert!(ran.out.contains("no system that rolls out is connected"), "{} {}", ran.out, ran.err);
}
