//! Who one is at the real portal, and what is said when that is not enough.

use crate::program::{Desk, alice};
use crate::rig::{self, ADMIN_TOKEN, READER_TOKEN};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;

#[test]
fn without_a_token_with_a_wrong_one_and_with_too_small_a_one() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    Desk::at(rig).run(&["get", "component"]).fails(4, &["asks for a token", "stagedoor login"]);
    let wrong = Desk::at(rig).with("STAGEDOOR_TOKEN", "not-a-token-at-all").run(&["get", "component"]);
    wrong.fails(4, &["not accepted", "STAGEDOOR_TOKEN"]);
    assert!(!wrong.err.contains("not-a-token-at-all"), "{wrong:?}");
    let reader = Desk::at(rig).with("STAGEDOOR_TOKEN", READER_TOKEN);
    assert_eq!(reader.run(&["get", "group", "-o", "name"]).lines().len(), 4);
    reader.run(&["search", "timetable"]).fails(5, &["not permitted", "catalog"]);
}

#[test]
fn the_request_id_that_is_told_is_one_that_was_sent() {
    if !rig::live() {
        return;
    }
    let said = Desk::at(rig::rig()).run(&["get", "component"]);
    let id = said.err.trim_end().rsplit_once("(request ").unwrap().1.trim_end_matches(')');
    assert_eq!((id.len(), id.matches('-').count()), (36, 4), "{said:?}");
}

#[test]
fn a_portal_that_is_away_is_told_from_one_that_refuses() {
    if !rig::live() {
        return;
    }
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let desk = Desk::fresh().with("STAGEDOOR_URL", &format!("http://{nobody}")).with("STAGEDOOR_TOKEN", ADMIN_TOKEN);
    desk.run(&["get", "component"]).fails(6, &[&nobody.to_string(), "refused"]);
    desk.run(&["search", "timetable"]).fails(6, &[&nobody.to_string()]);
    let doctor = desk.run(&["doctor", "-o", "json"]);
    assert_eq!(doctor.code, 1, "{doctor:?}");
    let (_, desk, _) = alice();
    desk.run(&["--offline", "get", "component"]).fails(6, &["offline"]);
}

#[test]
fn an_address_under_which_there_is_no_catalog_is_told_as_such() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let desk = Desk::fresh().with("STAGEDOOR_URL", &format!("{}/portal", rig.url)).with("STAGEDOOR_TOKEN", ADMIN_TOKEN);
    desk.run(&["get", "component"]).fails(3, &["address"]);
}

#[test]
fn a_context_is_added_and_used_with_a_token_file_that_is_ones_own() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let desk = Desk::fresh();
    let file = desk.token_file("work.token", &rig.token_for("alice"), 0o600);
    let added = desk.run(&["context", "add", "work", "--url", &rig.url, "--token-file", &file]);
    assert_eq!(added.code, 0, "{added:?}");
    assert_eq!(desk.run(&["context", "use", "work"]).code, 0);
    assert_eq!(desk.run(&["get", "group", "-o", "name"]).lines().len(), 4);
    let contexts = desk.run(&["context", "ls", "-o", "json"]).json();
    assert_eq!(contexts[0]["name"], "work");
    assert_eq!(contexts[0]["current"], true);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    desk.run(&["get", "group"]).fails(4, &["others can read", &format!("chmod 600 {file}")]);
}

#[test]
fn a_token_comes_from_a_variable_a_file_or_a_command() {
    if !rig::live() {
        return;
    }
    let rig = rig::rig();
    let groups = |desk: &Desk, what: &str| {
        let said = desk.run(&["get", "group", "-o", "name"]);
        assert_eq!((said.code, said.out.lines().count()), (0, 4), "{what}: {said:?}");
    };
    groups(&Desk::at(rig).with("STAGEDOOR_TOKEN", ADMIN_TOKEN), "variable");
    groups(&Desk::of(rig, "bob"), "file");
    let desk = Desk::fresh().with("WORK_TOKEN", ADMIN_TOKEN);
    let file = desk.token_file("pass", ADMIN_TOKEN, 0o600);
    let context =
        |name: &str, source: &str| format!("[contexts.{name}]\nurl = \"{}\"\nauth = [\"static\"]\n{source}\n", rig.url);
    let by_command = context("command", &format!("token_command = [\"cat\", \"{file}\"]"));
    let failing = context("failing", "token_command = [\"sh\", \"-c\", \"echo locked >&2; exit 3\"]");
    desk.configure(&[by_command, failing, context("variable", "token_env = \"WORK_TOKEN\"")].concat());
    for name in ["command", "variable"] {
        let said = desk.run(&["--context", name, "get", "group", "-o", "name"]);
        assert_eq!((said.code, said.out.lines().count()), (0, 4), "{name}: {said:?}");
    }
    desk.run(&["--context", "failing", "get", "group"]).fails(4, &["`sh` failed", "locked"]);
}

#[test]
fn doctor_says_that_the_portal_answers_and_takes_the_token() {
    if !rig::live() {
        return;
    }
    let (rig, desk, _) = alice();
    let checks = desk.run(&["doctor", "-o", "json"]).json();
    let check = |name: &str| checks.as_array().unwrap().iter().find(|check| check["check"] == name).unwrap();
    assert_eq!(check("platform")["detail"], format!("{} answers", rig.url));
    assert_eq!(check("platform")["ok"], true);
    assert_eq!(check("token")["ok"], true);
    assert!(check("token")["detail"].as_str().unwrap().ends_with("is accepted"));
    let refused = Desk::at(rig).with("STAGEDOOR_TOKEN", "wrong").run(&["doctor", "-o", "json"]);
    assert_eq!(refused.code, 1);
    let checks: serde_json::Value = serde_json::from_str(&refused.out).unwrap();
    let check = |name: &str| checks.as_array().unwrap().iter().find(|check| check["check"] == name).unwrap();
    assert_eq!(check("platform")["ok"], true, "it answers, if only to refuse");
    assert_eq!(check("token")["ok"], false);
    assert!(!check("token")["cure"].as_str().unwrap().is_empty());
}
