//! What of the command line can be had in restricted mode.

use crate::stand::{Ran, Stand};
use std::path::Path;

/// What there is below a folder.
fn below(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        found.push(entry.path().display().to_string());
        found.extend(below(&entry.path()));
    }
    found
}

#[track_caller]
fn refused(stand: &Stand, args: &[&str]) {
    let before = below(&stand.path(""));
    let ran = stand.run(args);
    assert_eq!((ran.code, ran.out.as_str()), (Some(5), ""), "{args:?}: {}", ran.err);
    assert!(ran.err.starts_with("stagedoor: cannot "), "{args:?}: {}", ran.err);
    assert_eq!(below(&stand.path("")), before, "{args:?} left something");
}

#[test]
fn every_flag_that_names_a_file_a_folder_or_an_address_is_refused() {
    let stand = Stand::new();
    let mine = stand.write("mine.toml", "");
    let mine = mine.to_str().unwrap();
    let flags: [&[&str]; 13] = [
        &["--log", "log.txt"],
        &["--log=log.txt"],
        &["-v"],
        &["--keymap", mine],
        &["--keymap", "vim"],
        &["--theme", mine],
        &["--url", "http://127.0.0.1:1"],
        &["--workspace", "/etc"],
        &["--workspace=."],
        &["--context", "x"],
        &["--example"],
        &["--example", "--fresh"],
        &["--offline"],
    ];
    for flags in flags {
        refused(&stand, &[&["--restricted"], flags, &["get", "all"]].concat());
        refused(&stand, &[&["get", "all"], flags, &["--restricted"]].concat());
        refused(&stand, &[&["--restricted"], flags].concat());
        // sent along it is the same
        let text = [&["stagedoor", "--restricted"], flags, &["get", "all"]].concat().join(" ");
        refused(&stand, &["-c", &text]);
    }
}

#[test]
fn commands_that_read_or_write_files_or_show_the_machine_are_refused() {
    let stand = Stand::new();
    let commands: [&[&str]; 16] = [
        &["config", "path"],
        &["config", "check"],
        &["config", "schema"],
        &["context", "use", "x"],
        &["context", "rm", "x"],
        &["context", "add", "x", "--token-file", "/etc/passwd"],
        &["workspace", "validate", "/etc"],
        &["workspace", "validate"],
        &["workspace", "check-docs", "/etc"],
        &["workspace", "eval", "--cases", "/etc/passwd"],
        &["docs", "/etc/x.html"],
        &["docs", "component:default/x", "--pager"],
        &["completions", "bash"],
        &["doctor"],
        &["doctor", "--all"],
        &["do", "entity.validate", "component:default/payments", "--set", "file=/etc/passwd"],
    ];
    for command in commands {
        refused(&stand, &[&["--restricted"], command].concat());
        refused(&stand, &[command, &["--restricted"]].concat());
    }
}

#[test]
fn what_is_on_the_list_can_be_had() {
    let stand = Stand::new();
    let keys = stand.run(&["--restricted", "--read-only", "--no-color", "--glyphs", "ascii", "keys", "-o", "name"]);
    assert!(keys.ends(0).out.contains("app.palette"));
    stand.run(&["--restricted", "--version"]).ends(0);
    assert!(stand.run(&["--help", "--restricted"]).ends(0).out.contains("--restricted"));
    // the flag may be there twice: an administrator's, and one that somebody sent along
    stand.run(&["--restricted", "keys", "--restricted", "-o", "name"]).ends(0);
}

#[test]
fn what_a_login_shell_is_told_is_our_own_command_line() {
    let stand = Stand::new();
    let said = |text: &str| stand.run(&["-c", text]);
    assert!(said("keys -o name").ends(0).out.contains("app.palette"));
    assert!(said("stagedoor 'keys' \"-o\" name").ends(0).out.contains("app.palette"));
    assert_eq!(said("--restricted keys -o name").ends(0).out, said("keys -o name").out);
    for text in ["ls -la", "sh -i", "-c 'keys'", "keys; id", "keys -o name\nid", "keys 'name", "$(id)", "`id`", ":!sh"]
    {
        let ran = said(&format!("--restricted {text}"));
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{text}: {}", ran.err);
    }
    stand.run(&["-c"]).ends(2);
    stand.run(&["-c", "keys", "x"]).ends(2);
    for text in ["scp -t /tmp", "/usr/lib/openssh/sftp-server", "rsync --server -e.LsfxCIvu . /"] {
        said(text).ends(5).says("cannot copy files");
    }
}

fn forced(stand: &Stand, args: &[&str], original: &str) -> Ran {
    Ran::of(stand.command(args).env("SSH_ORIGINAL_COMMAND", original).output().unwrap())
}

#[test]
fn what_was_asked_of_ssh_counts_where_restricted_mode_is_forced_and_nowhere_else() {
    let stand = Stand::new();
    let named = |ran: Ran| ran.ends(0).out.contains("app.palette");
    assert!(named(forced(&stand, &["--restricted"], "stagedoor keys -o name")));
    assert!(named(forced(&stand, &["--restricted", "--read-only"], "keys -o name")));
    assert!(named(forced(&stand, &["-c", "/usr/bin/stagedoor --restricted"], "keys -o name")), "as both");
    // whatever else is forced besides, as long as it is no link and no command
    assert!(named(forced(&stand, &["--restricted", "--glyphs", "ascii"], "keys -o name")));
    assert!(named(forced(&stand, &["--glyphs=ascii", "--read-only", "--restricted"], "stagedoor keys -o name")));
    assert!(named(forced(&stand, &["--restricted", "keys", "-o", "name"], "config path")));
    forced(&stand, &["--restricted", "stagedoor://home"], "keys -o name").ends(2).says("needs a terminal");
    // nothing that is asked for takes back what is forced
    forced(&stand, &["--restricted"], "config path").ends(5);
    forced(&stand, &["--restricted", "--version"], "keys -o name").ends(0).says("");
    assert!(forced(&stand, &["--version"], "config path").ends(0).out.starts_with("stagedoor "));
    forced(&stand, &["--restricted"], "scp -f /etc/passwd").ends(5).says("cannot copy files");
}

#[test]
fn what_was_asked_of_ssh_in_letters_that_are_none_is_refused_and_opens_no_screen() {
    use std::os::unix::ffi::OsStrExt as _;
    let original = std::ffi::OsStr::from_bytes(b"get \xff");
    let ran = Ran::of(Stand::new().command(&["--restricted"]).env("SSH_ORIGINAL_COMMAND", original).output().unwrap());
    ran.ends(2).says("not written in UTF-8");
}
