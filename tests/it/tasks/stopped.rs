//! Runs in a folder that are stopped by Ctrl-C, and what other programs get to see of them.

use crate::stand::{Ran, Stand};
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

const WAITING: &str = "apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: waiting}
spec:
  owner: team-a
  type: service
  steps:
    - {id: wait, name: Wait, action: 'debug:wait', input: {seconds: 300}}
";

#[test]
fn ctrl_c_stops_a_run_of_a_folder_and_waits_until_it_has_put_its_things_away() {
    let stand = Stand::new();
    stand.write("here/template.yaml", WAITING);
    stand.write("here/stagedoor.toml", "catalog = ['template.yaml']\n");
    stand.run(&["--workspace", ".", "new", "waiting", "--yes"]).ends(2).says("--trust");
    let mut command = stand.command(&["--workspace", ".", "new", "waiting", "--yes", "--trust", "--follow"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(said.any(|line| line.unwrap().contains("Beginning step Wait")));
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    assert!(said.all(|line| line.is_ok()));
    Ran::of(child.wait_with_output().unwrap()).ends(130).says("it is stopped after what it is doing now");
    let listed = stand.run(&["--workspace", ".", "task", "ls", "-o", "json"]).ends(0).json();
    assert_eq!(listed[0]["state"], "cancelled", "{listed}");
}

#[test]
fn secrets_in_variables_are_for_no_other_program() {
    let stand = Stand::new();
    let path = std::env::var_os("PATH").unwrap();
    let git = std::env::split_paths(&path).map(|folder| folder.join("git")).find(|git| git.is_file()).unwrap();
    let seen = stand.path("seen");
    let script = format!("#!/bin/sh\nenv >> {}\nexec {} \"$@\"\n", seen.display(), git.display());
    let script = stand.write("bin/git", &script);
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    let folders = std::iter::once(stand.path("bin")).chain(std::env::split_paths(&path));
    stand.write("home/.gitconfig", "[user]\n\tname = Alice\n\temail = alice@example.com\n");
    let values = "name: quotes\ndescription: Says what a parcel to Bergen costs.\nowner: group:default/team-payments\n\
                  repoUrl: github.com?owner=nordlicht-example&repo=quotes\ntags: [shop, web]\n";
    let values = stand.write("values.yaml", values);
    let args = ["new", "node-service", "--values", values.to_str().unwrap(), "--yes", "--trust", "--skip"];
    let mut command = stand.command(&args);
    command.env("PATH", std::env::join_paths(folders).unwrap()).env("STAGEDOOR_SECRET_token", "hunter2");
    Ran::of(command.output().unwrap()).ends(0);
    let seen = std::fs::read_to_string(seen).unwrap();
    assert!(seen.contains("HOME=") && !seen.contains("hunter2"));
}
