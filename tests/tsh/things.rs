//! Who one is, and what there is.

use super::args::Args;
use super::print::{self, chance, moment};
use super::state::World;
use super::{End, error};
use serde_json::{Value, json};

pub fn version(world: &World) -> End {
    let version = world.text("version");
    End::Well(print::printed(&json!({"version": version, "gitref": format!("v{version}"), "runtime": "go1.23.9"})))
}

pub fn status(world: &mut World) -> End {
    let (now, user) = (world.now(), world.user.clone());
    let (proxy, cluster) = (world.text("proxy"), world.text("cluster"));
    let certificate = world.certificate().clone();
    let Some(until) = certificate["until"].as_i64() else { return error("Not logged in.") };
    let mut active = json!({
        "profile_url": format!("https://{proxy}"), "username": user, "cluster": cluster,
        "roles": ["access"], "traits": {"groups": ["dev"]}, "logins": certificate["logins"], "kubernetes_enabled": true,
        "valid_until": moment(until), "extensions": ["permit-pty"],
    });
    if certificate["active"].as_array().is_some_and(|all| !all.is_empty()) {
        active["active_requests"] = certificate["active"].clone();
    }
    let said = print::printed(&json!({"active": active, "profiles": []}));
    if until <= now {
        return End::Badly(said, "ERROR: Active profile expired.\n".into());
    }
    match chance(2) {
        0 => End::Well(said),
        _ => End::Well(said + "\nAccess lists that need to be reviewed:\n\t[2026-12-01] {dba} - by tomorrow\n"),
    }
}

pub fn search(world: &mut World, args: &Args) -> End {
    let (kind, cluster) = (args.get("kind").to_owned(), world.text("cluster"));
    let is_old = world.text("version").starts_with("16.") || world.text("version").starts_with("17.");
    let known = ["node", "kube_cluster", "db", "app", "windows_desktop", "user_group"];
    let pods = if is_old { "pod" } else { "kube_resource" };
    if !known.contains(&kind.as_str()) && kind != pods {
        let all = known.join(",");
        return error(&format!("enum value must be one of {all},{pods}, got '{kind}'"));
    }
    let (heading, rows) = match kind == pods {
        true => {
            let kube = args.get("kube-cluster");
            if kube.is_empty() {
                return error("when searching for Pods, --kube-cluster cannot be empty");
            }
            let row = vec![
                "api-1".into(),
                "payments".into(),
                "app=api".into(),
                format!("/{cluster}/pod/{kube}/payments/api-1"),
            ];
            (["Name", "Namespace", "Labels", "Resource ID"], vec![row])
        }
        false => (["Name", "Hostname", "Labels", "Resource ID"], rows(world, &kind, &cluster)),
    };
    let ids: Vec<String> = rows.iter().map(|row| row[3].clone()).collect();
    let how = format!(
        "\nTo request access to these resources, run\n> tsh request create --resource {} \\\n    --reason <request reason>\n\n",
        ids.join(" --resource ")
    );
    End::Well(print::table(&heading, &rows) + if ids.is_empty() { "" } else { &how })
}

fn rows(world: &mut World, kind: &str, cluster: &str) -> Vec<Vec<String>> {
    let things = world.list("things").iter().filter(|one| one["kind"] == kind);
    let row = |one: &Value| {
        let labels = one["labels"].as_object().unwrap().iter();
        let labels: Vec<String> = labels.map(|(name, value)| format!("{name}={}", value.as_str().unwrap())).collect();
        let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
        vec![text("name"), text("hostname"), labels.join(","), format!("/{cluster}/{kind}/{}", text("name"))]
    };
    things.map(row).collect()
}

/// What one reaches already.
pub fn list(world: &mut World, kind: &str) -> End {
    let reached = |one: &&Value| one["kind"] == kind && one["reached"] == true;
    let shown = |one: &Value| match kind {
        "kube_cluster" => json!({"kube_cluster_name": one["name"], "labels": one["labels"], "selected": false}),
        _ => json!({
            "kind": kind, "version": "v3",
            "metadata": {"name": one["name"], "labels": one["labels"], "description": "", "id": 17_000},
            "spec": {"hostname": one["hostname"], "protocol": one["protocol"], "uri": "db.internal:5432"},
            "users": {"allowed": one["users"], "denied": null},
        }),
    };
    let all: Vec<Value> = world.list("things").iter().filter(reached).map(shown).collect();
    End::Well(print::printed(&Value::Array(all)))
}

/// Sessions and recordings, as they are.
pub fn raw(world: &mut World, name: &str) -> End {
    let all = world.list(name).clone();
    End::Well(print::printed(&Value::Array(all)))
}
