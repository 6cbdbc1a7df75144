//! What was asked for and how far it has come, as a folder and its templates tell it.

mod burst;
mod feeds;
mod joined;

use crate::stand::Stand;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

const CLAIM: &str =
    "apiVersion: databases.example/v1\nkind: PostgresDatabase\nmetadata:\n  name: orders\n  namespace: db\n";

/// git in a folder, as somebody.
fn git(folder: &Path, args: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=Alice", "-c", "user.email=alice@example.com"]).args(args);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let ran = command.output().unwrap();
    assert!(ran.status.success(), "{args:?}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8_lossy(&ran.stdout).trim().to_owned()
}

/// A folder with a catalog and a claim, committed.
fn folder() -> (Stand, std::path::PathBuf) {
    let stand = Stand::new();
    stand.write("w/catalog-info.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata:\n  name: orders\n  annotations:\n    stagedoor.dev/objects: PostgresDatabase.databases.example/db/orders\nspec: {type: database, owner: team-a}\n");
    stand.write("w/production/orders.yaml", CLAIM);
    let folder = stand.path("w");
    git(&folder, &["init", "-q", "-b", "main"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-qm", "Ask for orders"]);
    (stand, folder)
}

fn lines(stand: &Stand, more: &[&str]) -> Value {
    let args = [&["--workspace", "../w", "get", "provisions", "-o", "json"][..], more].concat();
    stand.run(&args).ends(0).json()
}

/// The states of the stages of the only line, by their first letters.
fn states(lines: &Value) -> String {
    assert_eq!(lines.as_array().unwrap().len(), 1, "{lines}");
    let stages = lines[0]["stages"].as_array().unwrap();
    stages.iter().map(|stage| stage["state"].as_str().unwrap().chars().next().unwrap()).collect()
}

fn stage<'l>(lines: &'l Value, name: &str) -> &'l Value {
    lines[0]["stages"].as_array().unwrap().iter().find(|stage| stage["name"] == name).unwrap()
}

#[test]
fn what_is_committed_in_a_folder_shows_with_its_commit_and_what_no_system_tells_is_unknown() {
    let (stand, folder) = folder();
    let told = lines(&stand, &[]);
    assert_eq!(states(&told), "uuuduuud");
    assert_eq!(told[0]["ref"], "provision/PostgresDatabase.databases.example/db/orders");
    assert_eq!((&told[0]["kind"], &told[0]["simulated"]), (&"database/postgresql".into(), &false.into()));
    let id = git(&folder, &["rev-parse", "--short=7", "HEAD"]);
    let committed = stage(&told, "committed");
    assert_eq!((&committed["evidence"], &committed["by"]), (&format!("commit {id}").into(), &"Alice".into()));
    assert_eq!(stage(&told, "synced")["reason"], "nothing that rolls files out was heard");
    assert_eq!(stage(&told, "cataloged")["link"], "stagedoor://catalog/resource/default/orders");
    let waited = ["--workspace", "../w", "wait", "provision/orders", "--for", "committed", "-o", "json"];
    assert_eq!(stand.run(&waited).ends(0).json()["met"], true);
    let waited = ["--workspace", "../w", "wait", "provision/orders", "--for", "ready", "--timeout", "1s"];
    stand.run(&waited).ends(8).says("not so after 1s: synced unknown: nothing that rolls files out was heard");
    let missing = ["--workspace", "../w", "wait", "provision/order", "--timeout", "1h"];
    stand
        .run(&missing)
        .ends(3)
        .says("nothing called order was asked for, as far as is known; near it: provision/orders");
    let coming = ["--workspace", "../w", "wait", "provision/carts", "--for", "committed", "--timeout", "1s"];
    stand.run(&coming).ends(8).says("it is waited for until it comes, for 1s at most").says("not there after 1s");
    stand
        .run(&["--workspace", "../w", "get", "provisions", "carts"])
        .ends(3)
        .says("nothing called carts was asked for");
    stand
        .run(&["--workspace", "../w", "get", "provisions", "--filter", "state=odd"])
        .ends(2)
        .says("there is no state `odd`");
    assert_eq!(lines(&stand, &["--filter", "kind=topic"]).as_array().unwrap().len(), 0);
    assert_eq!(
        lines(&stand, &["--filter", "state=committed", "--filter", "kind=database"]).as_array().unwrap().len(),
        0
    );
}

#[test]
fn a_commit_that_is_reverted_stops_the_line_and_its_revert_brings_it_back() {
    let (stand, folder) = folder();
    stand.write(
        "w/production/orders.yaml",
        &CLAIM.replace("  name: orders", "  labels: {stagedoor.dev/request: t1}\n  name: carts"),
    );
    git(&folder, &["rm", "-q", "--cached", "production/orders.yaml"]);

    std::fs::rename(folder.join("production/orders.yaml"), folder.join("production/carts.yaml")).unwrap();
    git(&folder, &["commit", "-qm", "No orders"]);
    assert_eq!(lines(&stand, &[]).as_array().unwrap().len(), 0, "what was taken away on purpose is not listed");
    git(&folder, &["add", "production"]);
    git(&folder, &["commit", "-qm", "Ask for carts"]);
    assert_eq!(states(&lines(&stand, &[])).get(2..4), Some("dd"));
    git(&folder, &["revert", "--no-edit", "HEAD"]);
    let told = lines(&stand, &[]);
    assert_eq!(states(&told).get(3..5), Some("fw"));
    let reason = stage(&told, "committed")["reason"].as_str().unwrap().to_owned();
    let waited = ["--workspace", "../w", "wait", "provision/carts", "--for", "ready", "--timeout", "1h", "-o", "json"];
    let ran = stand.run(&waited).ends(1).says("provision/carts stopped: committed failed: commit ");
    let told_of = ran.says("or ask anew").json();
    assert_eq!((&told_of["met"], &told_of["state"]), (&false.into(), &"failed".into()));
    assert_eq!(reason, format!("commit {} took it back", git(&folder, &["rev-parse", "--short=7", "HEAD"])));
    assert_eq!(
        stand
            .run(&["--workspace", "../w", "get", "provisions", "--filter", "state=failed", "-o", "name"])
            .ends(0)
            .out
            .lines()
            .count(),
        1
    );
    git(&folder, &["revert", "--no-edit", "HEAD"]);
    assert_eq!(states(&lines(&stand, &[])).get(2..4), Some("dd"));
}

#[test]
fn a_branch_that_brings_a_database_is_proposed_and_waits_for_whoever_merges_it() {
    let (stand, folder) = folder();
    git(&folder, &["checkout", "-qb", "provision/carts"]);
    stand.write("w/production/carts.yaml", &CLAIM.replace("name: orders", "name: carts"));
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "-qm", "Ask for carts\n\nStagedoor-Request: t7"]);
    git(&folder, &["checkout", "-q", "main"]);
    let told = lines(&stand, &["carts"]);
    let committed = stage(&told, "committed");
    assert_eq!((&committed["state"], &committed["waiting_for"][0]), (&"waiting".into(), &"whoever merges it".into()));
    assert_eq!(committed["evidence"], "branch provision/carts");
    assert_eq!(told[0]["tasks"][0], "t7");
    git(&folder, &["merge", "-q", "--no-edit", "provision/carts"]);
    assert_eq!(states(&lines(&stand, &["carts"])).chars().nth(3), Some('d'));
}

#[test]
fn a_folder_without_git_says_so_and_lists_nothing() {
    let stand = Stand::new();
    stand.write(
        "w/catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Resource\nmetadata: {name: a}\nspec: {type: x, owner: b}\n",
    );
    assert_eq!(lines(&stand, &[]).as_array().unwrap().len(), 0);
}

#[test]
fn the_example_shows_the_whole_line_and_says_that_its_cluster_is_simulated() {
    let stand = Stand::new();
    let told = stand.run(&["get", "provisions", "-o", "json"]).ends(0).json();
    let one = |name: &str| told.as_array().unwrap().iter().find(|line| line["name"] == name).unwrap().clone();
    let database = one("payments-db");
    assert_eq!((&database["simulated"], &database["entity"]), (&true.into(), &"resource:default/payments-db".into()));
    assert_eq!(states(&Value::Array(vec![database])).get(3..), Some("ddddd"));
    let failing = Value::Array(vec![one("reports-archive")]);
    assert_eq!(states(&failing).get(3..), Some("ddfww"));
    assert!(stage(&failing, "provisioning")["reason"].as_str().unwrap().contains("the quota is 1000 GB"));
    let table = stand.run(&["get", "provisions", "--filter", "state=failed"]).ends(0).out;
    assert!(table.contains("failed (simulated)"), "{table}");
}
