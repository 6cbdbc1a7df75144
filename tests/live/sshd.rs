//! A real sshd, and somebody at the other end who wants more than stagedoor. Whatever is tried: no
//! file is made, no program is started, and it ends as it is said to.

mod portal;
mod server;

use crate::rig::live;
use crate::terminal::{Pty, signal};
use server::{Kept, Said, Server, missing};
use std::collections::BTreeSet;

/// A folder, and a portal whose token a command would print.
const MANAGED: &str = "restricted = true\ncurrent = 'folder'\n\
    [contexts.folder]\nworkspace = 'TEMP/catalog'\n\
    [contexts.portal]\nurl = 'http://127.0.0.1:1'\nauth = ['static']\n\
    token_command = ['/usr/bin/touch', 'TEMP/marks/token']\n";

const WAYS: [Kept; 3] = [Kept::LoginShell, Kept::ForceCommand, Kept::Both];

fn ready() -> bool {
    match missing() {
        _ if !live() => false,
        Some(why) => {
            println!("left out: {why}");
            false
        }
        None => true,
    }
}

fn start(kept: Kept) -> Server {
    let managed = if kept == Kept::ForceCommand { MANAGED.replace("restricted = true\n", "") } else { MANAGED.into() };
    Server::start(kept, &managed)
}

/// What is asked of ssh, and the exit code that it has to end with. `MARKS` is a folder that anybody
/// can write.
const ATTEMPTS: &[(&str, i32)] = &[
    // a shell, by name
    ("sh", 2),
    ("/bin/sh", 2),
    ("/bin/sh -i", 2),
    ("/bin/sh -c 'touch MARKS/a1'", 2),
    ("bash -c 'touch MARKS/a2'", 2),
    ("exec /bin/sh", 2),
    ("env touch MARKS/a3", 2),
    ("stagedoor /bin/sh", 2),
    ("-c 'touch MARKS/a4'", 2),
    ("stagedoor -c 'touch MARKS/a5'", 2),
    ("stagedoor -c \"stagedoor -c 'touch MARKS/a6'\"", 2),
    // what a shell would act on
    ("keys -o name; touch MARKS/b1", 2),
    ("keys && touch MARKS/b2", 2),
    ("keys || touch MARKS/b3", 2),
    ("keys | tee MARKS/b4", 2),
    ("keys & touch MARKS/b5", 2),
    ("keys > MARKS/b6", 2),
    ("keys\ntouch MARKS/b7", 2),
    ("$(touch MARKS/b8)", 2),
    ("`touch MARKS/b9`", 2),
    ("link $(touch MARKS/b10)", 2),
    ("link component:default/`touch MARKS/b11`", 2),
    ("get component '; touch MARKS/b12'", 3),
    ("get component --filter 'x=$(touch MARKS/b13)'", 0),
    (":!touch MARKS/b14", 2),
    ("!touch MARKS/b15", 2),
    ("'unfinished", 2),
    ("keys # touch MARKS/b16", 0),
    ("{touch,MARKS/b17}", 2),
    // files
    ("--log MARKS/c1 keys", 5),
    ("keys --log=MARKS/c2", 5),
    ("-v keys", 5),
    ("keys -o json --log MARKS/c3", 5),
    ("-o ProxyCommand='touch MARKS/c4' keys", 2),
    ("-oProxyCommand=touch keys", 2),
    ("--keymap /etc/shadow keys", 5),
    ("--keymap MARKS/c5", 5),
    ("--theme /etc/shadow", 5),
    ("--workspace /etc get all", 5),
    ("--workspace=/ get all", 5),
    ("--url http://127.0.0.1:1 get all", 5),
    ("--url file:///etc/passwd get all", 5),
    ("--context portal get all", 5),
    ("--example --fresh get all", 5),
    ("--offline get all", 5),
    ("workspace validate /etc/shadow", 5),
    ("workspace validate", 5),
    ("config path", 5),
    ("config check", 5),
    ("context add x --token-file /etc/passwd --url https://x", 5),
    ("context use portal", 5),
    ("context rm folder", 5),
    ("completions bash", 5),
    ("doctor", 5),
    ("do entity.validate component:default/x --set file=/etc/passwd", 5),
    ("do entity.edit component:default/x", 5),
    ("do app.suspend", 5),
    ("do catalog.export", 5),
    ("@/etc/passwd", 2),
    ("--help=MARKS/c6", 2),
    // taking restricted mode back
    ("--restricted=false config path", 2),
    ("--no-restricted config path", 2),
    ("-- --log MARKS/d1", 2),
    ("stagedoor --restricted config path", 5),
    // programs that copy
    ("scp -t MARKS/e1", 5),
    ("scp -f /etc/passwd", 5),
    ("rsync --server -e.LsfxCIvu . MARKS/e2", 5),
    ("rsync --server --sender . /etc/passwd", 5),
    ("/usr/lib/openssh/sftp-server", 5),
    ("git-upload-pack '/etc'", 5),
    ("git-receive-pack 'MARKS/e3'", 5),
    // odd links
    ("stagedoor://home?context=../../etc/passwd", 2),
    ("stagedoor://$(touch MARKS/f1)", 2),
    ("file:///etc/passwd", 2),
    ("https://127.0.0.1:1/", 2),
    ("../../../etc/passwd", 2),
    ("'stagedoor://catalog?q=\u{1b}]0;x\u{7}'", 2),
    ("docs:component:default/x/../../etc/passwd", 2),
];

#[test]
fn whatever_is_asked_of_ssh_no_file_is_made_and_no_program_is_started() {
    if !ready() {
        return;
    }
    for kept in WAYS {
        let server = start(kept);
        let wrong: Vec<String> = ATTEMPTS
            .iter()
            .filter_map(|(attempt, code)| {
                let said = server.ask(&attempt.replace("MARKS/", &server.mark("")));
                let shows = said.out.contains("root:") || said.err.contains("root:");
                (said.code != *code || shows || (*code != 0 && !said.out.is_empty()))
                    .then(|| format!("{attempt:?}: not {code}: {said:?}"))
            })
            .collect();
        assert!(wrong.is_empty(), "{kept:?}:\n{}", wrong.join("\n"));
        nothing_left(server, kept);
    }
}

#[track_caller]
fn nothing_left(server: Server, kept: Kept) {
    let (files, strangers) = server.left();
    assert_eq!((files, strangers), (Vec::new(), BTreeSet::new()), "{kept:?}");
}

#[test]
fn variables_that_a_client_sets_change_nothing() {
    if !ready() {
        return;
    }
    let names = [
        "STAGEDOOR_CONFIG_DIR",
        "STAGEDOOR_DATA_DIR",
        "STAGEDOOR_CACHE_DIR",
        "STAGEDOOR_STATE_DIR",
        "STAGEDOOR_URL",
        "STAGEDOOR_CONTEXT",
        "STAGEDOOR_WORKSPACE",
        "STAGEDOOR_TOKEN",
        "STAGEDOOR_TOKEN_FILE",
        "STAGEDOOR_TEST_FALL_AT",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_CACHE_HOME",
        "XDG_STATE_HOME",
        "HOME",
        "EDITOR",
        "VISUAL",
        "BROWSER",
        "LD_PRELOAD",
        "LD_LIBRARY_PATH",
        "HTTPS_PROXY",
        "http_proxy",
        "ALL_PROXY",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "PAGER",
        "SHELL",
        "PATH",
        "TMPDIR",
        "RUST_LOG",
        "GIT_SSH_COMMAND",
        "DISPLAY",
        "TZ",
        "TERMINFO",
        "COLUMNS",
    ];
    for kept in WAYS {
        let server = start(kept);
        let plain = server.ssh(&[], &["context ls -o json"]);
        assert!(plain.code == 0 && plain.out.contains("\"folder\"") && !plain.out.contains("mine"), "{plain:?}");
        let set = names.map(|name| format!("{name}={}", server.mark(""))).join(" ");
        let set = format!("SetEnv={set}");
        for command in ["context ls -o json", "get all -o json", "keys -o json", "open dashboard component:payments"] {
            let (said, without) = (server.ssh(&["-o", &set], &[command]), server.ssh(&[], &[command]));
            // the loader complains by itself about what it cannot load
            assert_eq!((said.code, said.out), (0, without.out), "{kept:?}, {command}: {}", said.err);
        }
        let original = server.ssh(&["-o", "SetEnv=SSH_ORIGINAL_COMMAND=\"config path\""], &["context ls -o json"]);
        assert_eq!((original.code, original.out), (0, plain.out), "{kept:?}");
        nothing_left(server, kept);
    }
}

#[test]
fn sshd_itself_carries_nothing_past_it() {
    if !ready() {
        return;
    }
    for kept in WAYS {
        let server = start(kept);
        let through = |options: &[&str], command: &[&str]| server.ssh(options, command).code;
        assert_eq!(through(&["-W", "127.0.0.1:22"], &[]), 255, "{kept:?}: a connection from there");
        let remote = ["-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:22"];
        assert_eq!(through(&remote, &["keys -o name"]), 255, "{kept:?}: a port there");
        let socket = format!("{}:127.0.0.1:22", server.mark("socket"));
        let socket = ["-o", "ExitOnForwardFailure=yes", "-R", socket.as_str()];
        assert_eq!(through(&socket, &["keys -o name"]), 255, "{kept:?}: a socket there");
        assert_eq!(through(&["-s"], &["sftp"]), 5, "{kept:?}: a subsystem");
        let file = server.path("key.pub").display().to_string();
        let to = format!("guest@127.0.0.1:{}", server.mark("copy"));
        for options in [&["-O"][..], &["-s"]] {
            let copied: Said = server.client("scp", options, &[&file, &to], "");
            assert_ne!(copied.code, 0, "{kept:?}: scp {options:?}: {copied:?}");
        }
        let put = format!("put {file} {}\n", server.mark("put"));
        assert_ne!(server.client("sftp", &["-b", "-"], &["guest@127.0.0.1"], &put).code, 0, "{kept:?}");
        nothing_left(server, kept);
    }
}

#[test]
fn very_long_words_end_in_an_error_and_in_nothing_else() {
    if !ready() {
        return;
    }
    for kept in WAYS {
        let server = start(kept);
        let long = [(format!("link {}", "x".repeat(60_000)), 3), ("get ".repeat(15_000), 3), ("'".repeat(60_001), 2)];
        for (long, code) in long {
            let said = server.ssh(&[], &[&long]);
            assert_eq!(said.code, code, "{kept:?}: {}", said.err.chars().take(200).collect::<String>());
        }
        nothing_left(server, kept);
    }
}

/// The screen, once it is there.
fn screen(server: &Server, options: &[&str], command: &[&str]) -> Pty {
    let mut pty = server.terminal(options, command);
    pty.until("restricted");
    pty
}

#[test]
fn in_a_terminal_no_key_leads_to_a_shell_an_editor_or_a_file() {
    if !ready() {
        return;
    }
    for kept in WAYS {
        let server = start(kept);
        let set = "SetEnv=EDITOR=/bin/sh VISUAL=/bin/sh BROWSER=/usr/bin/touch DISPLAY=:0";
        let mut pty = screen(&server, &["-o", set], &["component:payments"]);
        // an address is copied to the other end's clipboard, and nothing opens it
        pty.until("Runbook").text_keys("G\r").until("there is no browser here; copied https://");
        let palette = |action: &str| [b"\x10", action.as_bytes(), b"\r"].concat();
        let keys: Vec<Vec<u8>> = vec![
            b"\x1a".to_vec(),
            b"\x1c".to_vec(),
            b":!sh\r".to_vec(),
            b"!touch x\r".to_vec(),
            b"\x1b\x1b".to_vec(),
            b"\x1b[15~\x1b[17~".to_vec(),
            palette("app.suspend"),
            palette("entity.edit"),
            palette("entity.validate"),
            palette("catalog.export"),
            palette("graph.export"),
            palette("stagedoor://home?context=portal"),
            b"\x1b[200~; touch x\r\n`id`\x1b[201~".to_vec(),
            b"\x1b\x1b\x1b".to_vec(),
        ];
        for keys in keys {
            // a picture anew is always an answer, also where the keys mean nothing
            pty.send(&keys).send_alone(b"\x0c");
        }
        let running = server.stagedoors();
        assert!(running.len() == 1 && running[0].1 != 'T', "{kept:?}: {running:?}\n{}", pty.text());
        // a signal from elsewhere does not stop it either
        signal("TSTP", &running[0].0.to_string());
        pty.until("no shell");
        assert_ne!(server.stagedoors()[0].1, 'T', "{kept:?}");
        pty.send(b"\x1b\x1b").text_keys("q");
        assert_eq!(pty.end(), 0, "{kept:?}: {}", pty.text());
        pty.assert_sane();
        nothing_left(server, kept);
    }
}

#[test]
fn a_token_command_is_not_run_and_a_terminal_makes_no_shell_of_a_command() {
    if !ready() {
        return;
    }
    for kept in WAYS {
        let server = start(kept);
        let mut pty = screen(&server, &[], &["stagedoor 'stagedoor://catalog?context=portal'"]);
        pty.until("does not start: in restricted mode").text_keys("q");
        pty.end();
        for (command, code) in [("sh", 2), ("/bin/sh -i", 2), ("config path", 5), ("scp -t x", 5)] {
            let mut pty = server.terminal(&[], &[command]);
            assert_eq!(pty.end(), code, "{kept:?}, {command}: {}", pty.text());
        }
        nothing_left(server, kept);
    }
}

#[test]
fn a_terminal_that_goes_away_takes_the_program_with_it() {
    if !ready() {
        return;
    }
    let server = start(Kept::Both);
    let pty = screen(&server, &[], &[]);
    assert_eq!(server.stagedoors().len(), 1);
    let (mut child, _home) = pty.hang_up();
    child.wait().unwrap();
    while !server.stagedoors().is_empty() {
        std::thread::yield_now();
    }
    nothing_left(server, Kept::Both);
}

#[test]
fn without_a_context_the_example_is_shown_and_nothing_of_it_is_on_the_disk() {
    if !ready() {
        return;
    }
    let server = Server::start(Kept::ForceCommand, "");
    let said = server.ssh(&["-o", "SetEnv=HOME=/tmp"], &["get component payments -o name"]);
    assert_eq!((said.code, said.out.trim()), (0, "component:default/payments"), "{said:?}");
    let said = server.ssh(&[], &["do entity.transfer payments --set owner=group:default/team-identity --yes"]);
    assert_eq!(said.code, 5, "{said:?}");
    let (files, strangers) = server.left();
    let beyond: Vec<&String> = files.iter().filter(|file| !file.starts_with("~/.local")).collect();
    assert!(beyond.is_empty() && strangers.is_empty(), "{beyond:?} {strangers:?}");
    assert!(files.iter().all(|file| !file.contains("example")), "{files:?}");
    assert!(files.iter().all(|file| !file.contains("session.json") && !file.contains("cache")), "{files:?}");
}

#[test]
fn where_the_administrator_lets_it_the_session_is_kept_in_the_accounts_own_folder() {
    if !ready() {
        return;
    }
    let keeps = format!("{MANAGED}[bastion]\nkeep = true\n");
    for (managed, kept) in [(keeps.as_str(), 1), (MANAGED, 0)] {
        let server = Server::start(Kept::Both, managed);
        let mut pty = screen(&server, &[], &["component:payments"]);
        pty.until("payments").text_keys("q");
        assert_eq!(pty.end(), 0);
        let (files, _) = server.left();
        assert!(files.iter().all(|file| file.starts_with("~/.local")), "{files:?}");
        assert_eq!(files.iter().filter(|file| file.ends_with("/session.json")).count(), kept, "{files:?}");
    }
}

#[test]
fn an_administrators_file_that_cannot_be_trusted_or_read_lets_nobody_in() {
    if !ready() {
        return;
    }
    let server = Server::start(Kept::LoginShell, "restricted = tru");
    let said = server.ssh(&[], &["keys -o name"]);
    assert!(said.code == 7 && said.err.contains("config.toml:1:"), "{said:?}");
    let file = server.path("etc/stagedoor/config.toml");
    std::fs::write(&file, "restricted = true").unwrap();
    assert_eq!(server.ssh(&[], &["keys -o name"]).code, 0);
    let with = |mode| std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
    with(0o666);
    let said = server.ssh(&[], &["workspace validate /etc/shadow"]);
    assert!(said.code == 5 && said.err.contains("can be written by others"), "{said:?}");
    with(0o600);
    let said = server.ssh(&[], &["keys -o name"]);
    assert!(said.code == 7 && said.err.contains("make it readable"), "{said:?}");
    nothing_left(server, Kept::LoginShell);
}

#[test]
fn where_nothing_is_kept_a_guests_commands_sign_in_by_themselves_and_login_says_what_can_be_done() {
    if !ready() {
        return;
    }
    let portal = portal::start();
    let managed = |current: &str, keep: bool| {
        format!(
            "restricted = true\ncurrent = '{current}'\n[bastion]\nkeep = {keep}\n\
             [contexts.guest]\nurl = '{portal}'\nauth = ['guest']\n[contexts.staff]\nurl = '{portal}'\n"
        )
    };
    let server = Server::start(Kept::Both, &managed("guest", false));
    for command in ["get component payments -o name", "whoami -o name"] {
        let said = server.ask(command);
        assert_eq!(said.code, 0, "{command}: {said:?}");
        assert!(said.out.contains("default/payments") || said.out.contains("user:default/guest"), "{said:?}");
    }
    for command in ["login", "login staff", "login staff --device"] {
        let said = server.ask(command);
        assert!(said.code == 5 && said.err.contains("nothing of it would be kept"), "{command}: {said:?}");
    }
    nothing_left(server, Kept::Both);

    let server = Server::start(Kept::Both, &managed("staff", false));
    let said = server.ask("get component payments");
    assert!(said.code == 4 && said.err.contains("on the screen") && !said.err.contains("stagedoor login"), "{said:?}");
    nothing_left(server, Kept::Both);

    let server = Server::start(Kept::Both, &managed("guest", true));
    let said = server.ask("get component payments -o name");
    assert!(said.code == 4 && said.err.contains("stagedoor login guest"), "{said:?}");
    assert_eq!(server.ask("login").code, 0);
    let said = server.ask("get component payments -o name");
    assert_eq!((said.code, said.out.trim()), (0, "component:default/payments"), "{said:?}");
}
