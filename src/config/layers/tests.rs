use super::*;
use crate::config::audit::Syslog;

#[test]
fn where_the_administrator_records_the_user_cannot_change() {
    let managed = "[audit]\nsyslog = 'local'\nrequired = true\n";
    let user = "[audit]\nsyslog = 'udp://elsewhere'\nrequired = false\nfile = 'mine.jsonl'\n";
    let config = merged(managed, user).unwrap();
    assert_eq!(config.audit.syslog, Some(Syslog::Local));
    assert_eq!(config.audit.required, Some(true));
    assert_eq!(config.audit.file.as_deref(), Some(Path::new("/home/me/mine.jsonl")));
    assert!(config.is_locked("audit.required") && !config.is_locked("audit.file"));
}

#[test]
fn what_is_required_to_be_recorded_needs_a_place() {
    let wrong = merged("[audit]\nrequired = true\n", "").unwrap_err();
    assert!(wrong[0].to_string().starts_with("/etc/m.toml:2:12: there is no place"), "{}", wrong[0]);
    assert!(merged("[audit]\nrequired = true\n", "[audit]\nfile = '/var/a'\n").is_ok());
    assert!(merged("[audit]\nrequired = false\n", "").is_ok());
}

fn merged(managed: &str, user: &str) -> Result<Config, Vec<ConfigProblem>> {
    let layer = |file: &str, text: &str| read(Path::new(file), text, Path::new("/home/me"));
    merge(layer("/etc/m.toml", managed)?, layer("/home/me/u.toml", user)?)
}

#[test]
fn what_the_administrator_says_goes_before_what_the_user_says() {
    let managed = "current = 'work'\nread_only = true\nauth = ['oidc']\n[contexts.work]\nurl = 'https://real'\n\
                   [[tools]]\nid = 'argo'\nurl = 'https://real/'\n[look]\nmouse = false\n";
    let user = "current = 'mine'\nread_only = false\n[contexts.work]\nurl = 'https://other'\n\
                [contexts.mine]\nworkspace = '~/w'\n[[tools]]\nid = 'argo'\nurl = 'https://other/'\n\
                [look]\nmouse = true\ntheme = 'dark'\n";
    let config = merged(managed, user).unwrap();
    assert_eq!((config.current.as_deref(), config.read_only, config.tools.len()), (Some("work"), true, 1));
    let home = |name| &config.context(name).unwrap().home;
    assert_eq!(*home("work"), Home::Portal { base: "https://real".into(), web: None });
    assert_eq!(*home("mine"), Home::Workspace("/home/me/w".into()));
    let theme = config.look.theme.as_ref().map(|theme| theme.text.as_str());
    assert_eq!((config.look.mouse, theme), (Some(false), Some("dark")));
    assert!(!config.allows(AuthWay::Static));
    let locked = ["current", "read_only", "auth", "look.mouse", "contexts.work", "tools.argo"];
    assert_eq!(config.locked, locked);
}

#[test]
fn the_administrators_rules_are_known_as_such_and_what_of_the_users_they_go_before_is_told() {
    let managed = "[[rules]]\ncapability = 'jit-access.*'\ngroups = ['leads']\n\
                   [contexts.work]\nurl = 'https://x'\n[[contexts.work.rules]]\ncapability = 'a.b'\n";
    let user = "[[rules]]\ncapability = 'jit-access.request'\ngroups = ['me']\n\
                [[rules]]\ncapability = 'c.d'\nteams = ['me']\n";
    let config = merged(managed, user).unwrap();
    let who: Vec<bool> = config.rules.iter().map(|rule| rule.is_administrators).collect();
    assert_eq!(who, [true, false, false]);
    assert!(config.context("work").unwrap().rules[0].is_administrators);
    let notes: Vec<String> = config.notes.iter().map(ToString::to_string).collect();
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(notes[0].starts_with("/etc/m.toml:6:1: the rule about `a.b` grants it to nobody"), "{notes:?}");
    assert!(notes[1].starts_with("/home/me/u.toml:1:1: the administrator's rule about `jit-access.*`"), "{notes:?}");
    assert!(merged("[[rules]]\ncapability = 'a*b'\n", "").unwrap_err()[0].message.contains("not at the end"));
}

#[test]
fn an_unknown_current_context_is_blamed_on_the_file_that_names_it() {
    let problem = merged("", "[look]\nmouse = true\n").map(|_| ()).and(merged("current = 'x'", "")).unwrap_err();
    assert_eq!(
        problem[0].to_string(),
        "/etc/m.toml:1:11: there is no context `x`; add [contexts.NAME], or remove `current`"
    );
}

#[cfg(unix)]
#[test]
fn an_administrators_file_that_others_can_write_counts_for_nothing() {
    use std::os::unix::fs::PermissionsExt as _;
    let temp = tempfile::tempdir().unwrap();
    let file = temp.path().join("config.toml");
    std::fs::write(&file, "read_only = true").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o666)).unwrap();
    assert!(untrusted(&file).is_some());
    let home = temp.path().to_owned();
    let folders =
        Folders { config: home.join("c"), data: home.clone(), cache: home.clone(), state: home.clone(), home };
    let config = Config::load_from(&file, &folders).unwrap();
    assert!(!config.read_only && config.locked.is_empty());
    assert!(matches!(config.files[0].1, FileState::Ignored(_)));
    assert_eq!(untrusted(&temp.path().join("absent")), None);
}
