//! Configuration files, good and bad, as the real program reads them.

use crate::stand::{Ran, Stand, answering};
use serde_json::json;

/// What is wrong with this text is said with its place.
#[track_caller]
fn wrong(text: &str, line: u64, column: u64, words: &str) {
    let stand = Stand::new().configured(text);
    let rows = stand.run(&["config", "check", "-o", "json"]).ends(7).json();
    let first = &rows[0];
    let message = first["message"].as_str().unwrap();
    assert!(message.contains(words), "{words:?} is not in {message:?}");
    assert_eq!((&first["line"], &first["column"]), (&json!(line), &json!(column)), "{message}");
    assert!(!first["cure"].as_str().unwrap().is_empty(), "{message}");
    let place = format!("config.toml:{line}:{column}: ");
    stand.run(&["get", "component"]).ends(7).says(&place);
}

#[test]
fn what_is_wrong_is_said_with_line_column_and_cure() {
    wrong("curent = 'x'\n", 1, 1, "unknown field `curent`");
    wrong("read_only = 'yes'\n", 1, 13, "invalid type");
    wrong("[look]\nglyphs = 'runes'\n", 2, 10, "unknown variant `runes`");
    wrong("[look\n", 1, 6, "");
    wrong("current = 'home'\n", 1, 11, "no context `home`");
    wrong("[contexts.a]\n", 1, 11, "neither url nor workspace");
    wrong("[contexts.a]\nurl = 'https://x'\nworkspace = '/w'\n", 3, 13, "both url and workspace");
    wrong("[contexts.a]\nurl = 'portal'\n", 2, 7, "no address");
    wrong("[contexts.a]\nurl = 'https://me:hunter2@x'\n", 2, 7, "no password");
    wrong("[contexts.'a b']\nurl = 'https://x'\n", 1, 11, "no name for a context");
    wrong("[contexts.a]\nurl = 'https://x'\nuser = ':/'\n", 3, 8, "not an entity reference");
    wrong("[contexts.a]\nurl = 'https://x'\ntoken_file = '/t'\n", 3, 14, "does not accept static");
    wrong("[contexts.a]\nurl = 'https://x'\nauth = ['magic']\n", 3, 9, "unknown variant `magic`");
    wrong(
        "[contexts.a]\nurl = 'https://x'\nauth = ['static']\ntoken_file = '/t'\ntoken_env = 'T'\n",
        5,
        13,
        "given twice",
    );
    wrong("[contexts.a]\nurl = 'https://x'\nauth = ['static']\ntoken_command = []\n", 4, 17, "command is empty");
    wrong("[[tools]]\nid = 'a'\n", 1, 1, "missing field `url`");
    wrong("[[tools]]\nid = 'a'\nurl = 'https://{name}.x/'\n", 3, 16, "never stands in scheme");
    wrong("[[tools]]\nid = 'a'\nurl = 'https://x/{nme}'\n", 3, 18, "no placeholder {nme}");
    wrong("[[tools]]\nid = 'a'\nurl = 'https://x/'\n[[tools]]\nid = 'a'\nurl = 'https://x/'\n", 5, 6, "two tools `a`");
    wrong("a = '\u{1b}[2J'\n", 1, 6, "");
}

#[test]
fn what_is_wrong_with_clusters_argo_cd_and_forges_is_said_with_its_place() {
    let portal = |rest: &str| format!("[contexts.a]\nurl = 'https://x'\n{rest}");
    let folder = |rest: &str| format!("[contexts.a]\nworkspace = '/w'\n{rest}");
    wrong(&portal("[[contexts.a.clusters]]\ncontext = 'x'\n"), 3, 1, "the cluster has no name");
    wrong(&portal("[[contexts.a.clusters]]\nname = 'x y'\n"), 4, 8, "no name");
    let two = "[[contexts.a.clusters]]\nname = 'x'\n[[contexts.a.clusters]]\nname = 'x'\n";
    wrong(&portal(two), 6, 8, "two clusters `x`");
    let both = "[[contexts.a.clusters]]\nname = 'x'\nportal = true\nkubeconfig = '/k'\n";
    wrong(&portal(both), 6, 14, "both kubeconfig and portal");
    wrong(&folder("[[contexts.a.clusters]]\nname = 'x'\nportal = true\n"), 5, 10, "no portal");
    let token = "[[contexts.a.clusters]]\nname = 'x'\ntoken_env = 'T'\n";
    wrong(&portal(token), 5, 13, "reached by a kubeconfig");
    let audience = "[[contexts.a.clusters]]\nname = 'x'\nportal = true\naudience = 'k'\n";
    wrong(&portal(audience), 6, 12, "no provider");
    wrong(&portal("[[contexts.a.argocd]]\nname = 'x'\n"), 3, 1, "neither url nor proxy");
    wrong(&portal("[[contexts.a.argocd]]\nproxy = 'argocd'\n"), 4, 9, "no path of the proxy");
    wrong(&portal("[[contexts.a.argocd]]\nurl = 'https://me:hunter2@x'\n"), 4, 7, "no password");
    let twice = "[[contexts.a.argocd]]\nurl = 'https://x'\ntoken_env = 'T'\ntoken_file = '/t'\n";
    wrong(&portal(twice), 6, 14, "given twice");
    wrong(&portal("[[contexts.a.forges]]\nkind = 'github'\n"), 3, 1, "the forge has no host");
    wrong(&portal("[[contexts.a.forges]]\nhost = 'git.example.com'\n"), 4, 8, "does not say what runs there");
    wrong(&portal("[[contexts.a.forges]]\nhost = 'https://github.com'\n"), 4, 8, "no host");
    wrong(&portal("[[contexts.a.vaults]]\nname = 'x'\n"), 3, 1, "the vault has neither url nor proxy");
    wrong(&portal("[[contexts.a.vaults]]\nurl = 'https://x'\nrole = 'dev'\n"), 3, 1, "nothing says who one is");
    let odd = "[[contexts.a.vaults]]\nurl = 'https://x'\ntoken_env = 'T'\ndatabases = ['../sys']\n";
    wrong(&portal(odd), 6, 14, "no path of a vault");
    let vaults = "[[contexts.a.vaults]]\nurl = 'https://x'\ntoken_env = 'T'\n";
    wrong(&portal(&vaults.repeat(2).replace("url", "name = 'v'\nurl")), 8, 8, "two vaults `v`");
    Stand::new().configured(&folder(vaults)).run(&["config", "check"]).ends(0);
    wrong(&portal("[[contexts.a.quotas]]\nenvironment = 'x'\n"), 3, 1, "the quota says nothing");
    wrong(&portal("[[contexts.a.quotas]]\nsays = 'x'\nnamespace = 'y'\n"), 5, 13, "both says and namespace");
    wrong(&portal("[[contexts.a.quotas]]\nnamespace = '{owner'\n"), 4, 13, "the `{` has no `}`");
    wrong(&portal("[[contexts.a.quotas]]\nnamespace = 'x'\ncluster = 'c'\n"), 5, 11, "no cluster `c`");
    let unasked = Stand::new().configured(&portal("[[contexts.a.quotas]]\nnamespace = 'x'\n"));
    let noted = unasked.run(&["config", "check"]).ends(0).out;
    assert!(noted.contains("no cluster that could be asked"), "{noted}");
    let good = "[[contexts.a.forges]]\nhost = 'github.com'\n[[contexts.a.clusters]]\nname = 'x'\n";
    Stand::new().configured(&folder(good)).run(&["config", "check"]).ends(0);
}

#[test]
fn a_look_that_the_screen_would_refuse_is_found_by_the_check() {
    let looked = |text: &str, files: &[(&str, &str)]| {
        let stand = Stand::new().configured(text);
        files.iter().for_each(|(name, text)| drop(stand.write(name, text)));
        stand.run(&["config", "check", "-o", "json"])
    };
    let wrong = |text: &str, files: &[(&str, &str)], column: u64, words: &str| {
        let rows = looked(text, files).ends(7).json();
        let message = rows[0]["message"].as_str().unwrap();
        assert!(message.contains(words), "{words:?} is not in {message:?}");
        assert_eq!((&rows[0]["line"], &rows[0]["column"]), (&json!(2), &json!(column)), "{message}");
    };
    wrong("[look]\ntheme = 'purple'\n", &[], 9, "no theme `purple`");
    wrong("[look]\ntheme = 'mine.toml'\n", &[], 9, "mine.toml");
    wrong("[look]\ntheme = 'mine.toml'\n", &[("config/mine.toml", "sky = 'blue'\n")], 9, "no such role");
    wrong("[look]\nkeymap = 'nano'\n", &[], 10, "nano");
    wrong("[look]\nkeymap = 'my.toml'\n", &[("config/my.toml", "'list.sideways' = 'x'\n")], 10, "list.sideways");
    for (theme, keymap) in [("mono", "default"), ("colorblind", "vim"), ("light", "emacs")] {
        looked(&format!("[look]\ntheme = '{theme}'\nkeymap = '{keymap}'\n"), &[]).ends(0);
    }
}

#[test]
fn a_password_in_an_address_is_not_repeated() {
    let stand = Stand::new().configured("[contexts.a]\nurl = 'https://me:hunter2@x'\n");
    let ran = stand.run(&["config", "check"]).ends(7);
    assert!(!ran.out.contains("hunter2") && !ran.err.contains("hunter2"));
}

#[test]
fn all_that_is_wrong_is_listed_and_not_only_the_first() {
    let stand = Stand::new().configured("[contexts.a]\n[contexts.b]\n[[tools]]\nid = 'x y'\nurl = 'https://x/'\n");
    assert_eq!(stand.run(&["config", "check", "-o", "json"]).ends(7).json().as_array().unwrap().len(), 3);
}

#[test]
fn what_is_no_file_of_text_is_refused_in_words() {
    let stand = Stand::new();
    std::fs::create_dir_all(stand.path("config/config.toml")).unwrap();
    stand.run(&["config", "check"]).ends(7);
    let stand = Stand::new();
    stand.write("config/config.toml", "");
    std::fs::write(stand.path("config/config.toml"), b"# fine\n# \xff").unwrap();
    let rows = stand.run(&["config", "check", "-o", "json"]).ends(7).json();
    assert_eq!((&rows[0]["line"], &rows[0]["column"]), (&json!(2), &json!(3)));
}

#[test]
fn every_key_of_the_documented_default_is_a_key() {
    // each commented key and table taken out of its comment
    let is_toml = |line: &str| {
        let key = line.split([' ', '=']).next().unwrap_or_default();
        line.starts_with('[') || (line.contains(" = ") && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
    };
    let shown = stagedoor::config::DEFAULT;
    let all: Vec<&str> =
        shown.lines().map(|line| line.strip_prefix("# ").filter(|rest| is_toml(rest)).unwrap_or(line)).collect();
    let one_token = |line: &&&str| !line.starts_with("token_env") && !line.starts_with("token_command");
    let text = all.iter().filter(one_token).copied().collect::<Vec<_>>().join("\n");
    let stand = Stand::new().configured(&text);
    stand.run(&["config", "check"]).ends(0);
    let schema = stand.run(&["config", "schema"]).ends(0).json();
    let tables = [
        "Context",
        "Tool",
        "Look",
        "Audit",
        "Bastion",
        "Rule",
        "Oidc",
        "Proxy",
        "Cluster",
        "ArgoCd",
        "Forge",
        "Annotation",
    ];
    for table in std::iter::once(String::new()).chain(tables.map(|table| format!("/$defs/{table}Table"))) {
        let properties = schema.pointer(&format!("{table}/properties")).unwrap().as_object().unwrap();
        for key in properties.keys() {
            let documented = |line: &&str| {
                let is_table =
                    line.starts_with('[') && line.trim_matches(['[', ']']).split('.').any(|part| part == key);
                is_table || line.starts_with(&format!("{key} = "))
            };
            assert!(all.iter().any(documented), "{key} is not documented");
        }
    }
    Stand::new().configured(shown).run(&["config", "check"]).ends(0);
}

#[test]
fn contexts_are_added_used_listed_and_removed_and_comments_stay() {
    let stand = Stand::new().configured("# mine\n\n[look] # here\nmouse = false\n");
    let text = || std::fs::read_to_string(stand.path("config/config.toml")).unwrap();
    stand
        .run(&["context", "add", "work", "--url", "https://p.example/", "--user", "alice", "--token-env", "T"])
        .ends(0);
    stand.run(&["context", "add", "files", "--workspace", "."]).ends(0);
    stand.run(&["context", "use", "work"]).ends(0);
    assert!(text().starts_with("current = \"work\"\n# mine") || text().contains("# mine"), "{}", text());
    assert!(text().contains("[look] # here"), "{}", text());
    let contexts = stand.run(&["context", "ls", "-o", "json"]).ends(0).json();
    assert_eq!(contexts[0]["name"], "files");
    assert_eq!(contexts[0]["workspace"], json!(stand.here()));
    assert_eq!(
        contexts[1],
        json!({"name": "work", "current": true, "url": "https://p.example", "workspace": null,
               "user": "user:default/alice", "auth": ["static"], "locked": false})
    );
    stand.run(&["context", "add", "work", "--url", "https://other"]).ends(2).says("already");
    stand.run(&["context", "add", "neither"]).ends(2).says("--workspace DIR");
    stand.run(&["context", "use", "nobody"]).ends(2).says("there are: files, work");
    stand.run(&["context", "rm", "work"]).ends(0);
    assert!(!text().contains("current") && !text().contains("p.example"), "{}", text());
    stand.run(&["context", "rm", "work"]).ends(2);
    stand.run(&["config", "check"]).ends(0);
}

#[test]
fn the_current_context_is_the_platform_until_something_else_is_named() {
    let stand = Stand::new().configured("current = 'gone'\n[contexts.gone]\nurl = 'http://127.0.0.1:1'\n");
    stand.run(&["get", "component"]).ends(6).says("gone");
    stand.run(&["get", "component", "--example"]).ends(0);
    let doctor = stand.run(&["doctor", "-o", "json"]).ends(1).json();
    let platform = doctor.as_array().unwrap().iter().find(|check| check["check"] == "platform").unwrap();
    assert_eq!(platform["ok"], false);
    assert!(!platform["cure"].as_str().unwrap().is_empty());
}

#[test]
fn keys_of_ones_own_lie_over_the_default_ones() {
    let stand = Stand::new().configured("[look]\nkeymap = 'my.toml'\n");
    stand.write("config/my.toml", "'list.down' = 'ctrl+j'\n");
    let keys = stand.run(&["keys", "-o", "json"]).ends(0).json();
    let down = keys.as_array().unwrap().iter().find(|row| row["action"] == "list.down").unwrap();
    assert_eq!(down["keys"], json!(["ctrl+j"]));
    stand.write("config/my.toml", "'list.sideways' = 'x'\n");
    stand.run(&["keys"]).ends(7).says("list.sideways");
    stand.run(&["keys", "--keymap", "/no/such"]).ends(1).says("/no/such");
}

#[test]
fn the_first_context_becomes_the_current_one_and_what_happened_is_said() {
    let stand = Stand::new();
    let first = stand.run(&["context", "add", "work", "--url", "https://p.example"]).ends(0);
    let first = first.says("`work` is added, and is the current context now").says("stagedoor doctor");
    assert!(first.out.is_empty() && first.err.contains("stagedoor login work"), "{}", first.err);
    stand.run(&["context", "add", "files", "--workspace", "."]).ends(0).says("context use files");
    let current = |name: &str| {
        let contexts = stand.run(&["context", "ls", "-o", "json"]).ends(0).json();
        contexts.as_array().unwrap().iter().any(|context| context["name"] == name && context["current"] == true)
    };
    assert!(current("work") && !current("files"));
    stand.run(&["context", "use", "files"]).ends(0).says("`files` is the current context now");
    assert!(current("files"));
    stand.run(&["context", "rm", "files"]).ends(0).says("no current context");
}

#[test]
fn a_workspace_that_is_not_there_is_not_added() {
    let stand = Stand::new();
    stand.run(&["context", "add", "x", "--workspace", "/no/such"]).ends(3).says("/no/such");
    stand.write("here/file", "");
    stand.run(&["context", "add", "x", "--workspace", "file"]).ends(7).says("not a folder");
    assert!(!stand.path("config/config.toml").exists());
}

/// The rows of `doctor` with that name.
fn checks(rows: &serde_json::Value, name: &str) -> Vec<serde_json::Value> {
    rows.as_array().unwrap().iter().filter(|row| row["check"] == name).cloned().collect()
}

#[test]
fn doctor_names_the_context_it_checks_and_all_of_them_when_asked() {
    let text = "current = 'a'\n[contexts.a]\nworkspace = '/no/such'\n[contexts.b]\nurl = 'http://127.0.0.1:1'\n";
    let stand = Stand::new().configured(text);
    let one = stand.run(&["doctor", "-o", "json"]).ends(1).json();
    let context = &checks(&one, "context")[0]["detail"];
    assert!(context.as_str().unwrap().starts_with("`a`; not checked: b"), "{context}");
    assert_eq!(checks(&one, "platform").len(), 1);
    let all = stand.run(&["doctor", "--all", "-o", "json"]).ends(1).json();
    assert_eq!((checks(&all, "context").len(), checks(&all, "platform").len()), (2, 2));
}

#[test]
fn a_token_that_the_context_does_not_take_is_not_silently_left_out() {
    let url = answering("401 Unauthorized");
    let stand = Stand::new().configured(&format!("[contexts.work]\nurl = '{url}'\n"));
    let run = |args: &[&str]| {
        let mut command = stand.command(args);
        Ran::of(command.args(["--context", "work"]).env("STAGEDOOR_TOKEN", "hunter2hunter2").output().unwrap())
    };
    let words = "STAGEDOOR_TOKEN is set, but the context `work` does not list `static`";
    let got = run(&["get", "component"]).ends(4).says(words).says("auth = [\"static\"]");
    assert!(!got.err.contains("hunter2"));
    let token = &checks(&run(&["doctor", "-o", "json"]).ends(1).json(), "token")[0];
    assert!(token["detail"].as_str().unwrap().contains(words), "{token}");
    assert!(token["cure"].as_str().unwrap().contains("auth = [\"static\"]"), "{token}");
}

#[test]
fn doctor_warns_of_a_token_that_goes_in_clear() {
    let stand = Stand::new();
    let encryption = |url: &str, token: bool| {
        let mut command = stand.command(&["doctor", "-o", "json", "--url", url]);
        command.env("STAGEDOOR_CONTEXT", "");
        if token {
            command.env("STAGEDOOR_TOKEN", "hunter2hunter2");
        }
        checks(&Ran::of(command.output().unwrap()).json(), "encryption")
    };
    let clear = encryption("http://portal.invalid:7007", true);
    assert!(clear[0]["ok"] == false && clear[0]["cure"].as_str().unwrap().contains("https://"), "{clear:?}");
    assert_eq!(encryption("http://portal.invalid:7007", false).len(), 0);
    assert_eq!(encryption("http://127.0.0.1:1", true).len(), 0);
}
