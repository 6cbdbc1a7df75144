//! The command line as scripts see it: exit codes, JSON shapes, and what never reaches a terminal.

use crate::stand::{Ran, Stand, answering, example, harmless, keys};
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::process::Stdio;

#[test]
fn entities_come_as_the_catalog_has_them() {
    let stand = Stand::new();
    let entities = stand.run(&["get", "component", "payments", "-o", "json"]).ends(0).json();
    assert_eq!(entities.as_array().unwrap().len(), 1);
    assert_eq!(entities[0]["kind"], "Component");
    assert_eq!(entities[0]["metadata"]["name"], "payments");
    assert!(entities[0]["relations"].as_array().unwrap().iter().any(|relation| relation["type"] == "ownedBy"));
}

#[test]
fn the_plural_filters_the_owner_order_and_a_limit_narrow_a_list() {
    let stand = Stand::new();
    let names = |args: &[&str]| -> Vec<String> {
        let mut all = vec!["get"];
        all.extend(args);
        all.extend(["-o", "name"]);
        stand.run(&all).ends(0).out.lines().map(str::to_owned).collect()
    };
    let libraries = names(&["components", "--filter", "type=library"]);
    assert!(libraries.contains(&"component:default/money".to_owned()), "{libraries:?}");
    assert_eq!(libraries, names(&["component", "--filter", "spec.type=library"]));
    let owned = names(&["component", "--owner", "team-identity"]);
    assert!(owned.contains(&"component:default/identity".to_owned()) && owned.len() < names(&["component"]).len());
    let forward = names(&["system", "--sort", "metadata.name"]);
    let mut backward = names(&["system", "--sort", "-metadata.name"]);
    backward.reverse();
    assert!(forward.len() > 2);
    assert_eq!(forward, backward);
    assert_eq!(names(&["all", "--limit", "3"]).len(), 3);
}

#[test]
fn a_list_has_the_columns_that_are_asked_for_any_field_among_them() {
    let stand = Stand::new();
    let csv = |args: &[&str]| {
        let mut all = vec!["get"];
        all.extend(args);
        all.extend(["-o", "csv"]);
        stand.run(&all).ends(0).out
    };
    let out = csv(&[
        "component",
        "ledger",
        "--columns",
        "ref,owner,tags,spec.dependsOn,metadata.annotations.argocd/app-name",
    ]);
    assert_eq!(
        out,
        "ref,owner,tags,spec.dependsOn,metadata.annotations.argocd/app-name\n\
         component:ledger,team-payments,\"rust, grpc, regulated, tier-1\",resource:ledger-db,ledger\n"
    );
    let table = stand.run(&["get", "component", "ledger", "--columns", "name,spec.nobody.has.it"]).ends(0).out;
    assert!(table.starts_with("NAME    spec.nobody.has.it\nledger  -"), "{table}");
    stand.run(&["get", "component", "--columns", "ownr"]).ends(2).says("`ownr` is no column");
}

#[test]
fn a_list_is_narrowed_as_the_filter_of_the_screen_narrows() {
    let stand = Stand::new();
    let names = |args: &[&str]| -> Vec<String> {
        let mut all = vec!["get"];
        all.extend(args);
        all.extend(["-o", "name"]);
        stand.run(&all).ends(0).out.lines().map(str::to_owned).collect()
    };
    assert_eq!(names(&["all", "--match", "ledger kind:resource"]), ["resource:default/ledger-db"]);
    let deprecated = names(&["component", "--filter", "lifecycle=deprecated"]);
    let others = names(&["component", "--match", "-lifecycle:deprecated"]);
    assert!(!deprecated.is_empty() && others.iter().all(|name| !deprecated.contains(name)));
    assert_eq!(deprecated.len() + others.len(), names(&["component"]).len());
    let by_field = names(&["all", "--match", "metadata.annotations.argocd/app-name:=ledger"]);
    assert!(by_field.contains(&"component:default/ledger".to_owned()), "{by_field:?}");
    assert!(!names(&["all", "--ownerless"]).is_empty());
    assert!(names(&["all", "--orphan"]).is_empty());
    assert_eq!(names(&["all", "--match", "kind:component", "--limit", "2"]).len(), 2);
    let sorted = names(&["all", "--match", "kind:system", "--sort", "-metadata.name"]);
    assert!(sorted.is_sorted_by(|a, b| a >= b) && sorted.len() > 2, "{sorted:?}");
}

#[test]
fn every_form_holds_the_same_things() {
    let stand = Stand::new();
    let run = |form: &str| stand.run(&["get", "domain", "-o", form]).ends(0).out;
    let all: Value = serde_json::from_str(&run("json")).unwrap();
    let lines: Vec<Value> = run("jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(all, Value::Array(lines));
    let count = all.as_array().unwrap().len();
    assert!(count > 0);
    assert_eq!(run("name").lines().count(), count);
    for form in ["table", "wide", "csv"] {
        assert_eq!(run(form).lines().count(), count + 1, "{form}");
    }
    let yaml: Vec<Value> = stagedoor::domain::model::yaml::documents(&run("yaml"))
        .into_iter()
        .map(|document| document.content.unwrap().value)
        .collect();
    assert_eq!(all, Value::Array(yaml));
}

#[test]
fn other_commands_keep_their_json_shapes() {
    let stand = Stand::new();
    let json = |args: &[&str]| stand.run(&[args, &["-o", "json"]].concat()).json();
    assert_eq!(keys(&json(&["search", "payments"])[0]), ["type", "title", "ref", "link", "snippet"]);
    assert_eq!(
        json(&["link", "component:payments", "--tab", "yaml"]),
        json!({"link": "stagedoor://catalog/component/default/payments/yaml", "url": null})
    );
    assert_eq!(
        json(&["link", "component:default/a b", "--url", "https://p.example/x/"])["url"],
        "https://p.example/x/catalog/default/component/a%20b"
    );
    assert_eq!(keys(&json(&["keys"])[0]), ["action", "title", "why", "keys", "where", "danger"]);
    assert_eq!(keys(&json(&["doctor"])[0]), ["check", "ok", "detail", "cure"]);
    assert_eq!(keys(&json(&["config", "path"])), ["config", "data", "cache", "state"]);
    assert_eq!(json(&["context", "ls"]), json!([]));
}

#[test]
fn each_way_to_fail_has_its_own_exit_code() {
    let stand = Stand::new();
    stand.run(&["get", "component", "nobody"]).ends(3).says("there is no component:default/nobody");
    stand.run(&["get", "component", "--workspace", "/no/such/folder"]).ends(3).says("/no/such/folder");
    stand.run(&["workspace", "validate", "/no/such/file"]).ends(3).says("/no/such/file");
    let at = |head| {
        let url = answering(head);
        stand.run(&["get", "component", "--url", &url])
    };
    at("401 Unauthorized").ends(4);
    at("403 Forbidden").ends(5);
    at("503 Service Unavailable").ends(6);
    stand.run(&["get", "component", "--url", "http://127.0.0.1:1"]).ends(6).says("127.0.0.1:1");
    stand.run(&["get", "component", "--url", "http://127.0.0.1:1", "--offline"]).ends(6);
    let bad = stand.write("bad.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: a b}\n");
    stand.run(&["workspace", "validate", bad.to_str().unwrap()]).ends(7);
}

#[test]
fn wrong_usage_is_exit_2_and_comes_with_the_reason() {
    let stand = Stand::new();
    let wrong = |args: &[&str], words: &str| drop(stand.run(args).ends(2).says(words));
    wrong(&["get", "component", "--task"], "--task");
    wrong(&["task", "ls", "--state", "gone"], "there is no state `gone`");
    wrong(&["--unrestricted"], "--unrestricted");
    wrong(&["task", "show", "../x"], "is no id of a task");
    wrong(&["get", "component", "api:default/x"], "is no component");
    wrong(&["get", "component", "--filter", "a!=b"], "is no filter");
    wrong(&["get", "component", "--filter", "bogus==="], "is no filter");
    wrong(&["link", "payments"], "component:payments, system:payments");
    wrong(&["link", "component:default/"], "the name is empty");
    wrong(&["link", "component:x", "--tab", "cellar"], "no tab");
    wrong(&["link", "component:x", "-o", "csv"], "no list");
    wrong(&["--context", "work", "get", "component"], "no context `work`");
    wrong(&["stagedoor://attic"], "no room `attic`");
    wrong(&["stagedoor://home?context=work"], "no context `work`");
    wrong(&["home", "get", "component"], "do not go together");
    wrong(&["completions", "bash", "-o", "json"], "`-o`");
    wrong(&["--fresh", "get", "component"], "--example");
    wrong(&[], "needs a terminal");
}

#[test]
fn two_platforms_are_one_too_many_wherever_they_stand() {
    let stand = Stand::new();
    for args in [
        &["--example", "--url", "http://127.0.0.1:1", "get", "component"][..],
        &["--url", "http://127.0.0.1:1", "get", "component", "--workspace", "."],
        &["get", "component", "--context", "a", "--example"],
    ] {
        stand.run(args).ends(2).says("only one of");
    }
    let output = stand.command(&["--example", "get", "domain"]).env("STAGEDOOR_URL", "http://127.0.0.1:1").output();
    Ran::of(output.unwrap()).ends(0);
}

#[test]
fn the_folder_one_is_in_is_the_platform_where_it_holds_a_catalog() {
    let stand = Stand::new();
    let descriptor = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: only-here}\n\
                      spec: {type: service, lifecycle: production, owner: me}\n";
    stand.write("here/catalog-info.yaml", descriptor);
    assert_eq!(stand.run(&["get", "all", "-o", "name"]).ends(0).out, "component:default/only-here\n");
    let example = stand.run(&["get", "all", "-o", "name", "--example"]).ends(0).out;
    assert!(example.contains("component:default/payments"));
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let stand = Stand::new();
    let mut child =
        stand.command(&["get", "all", "-o", "json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let ran = Ran::of(child.wait_with_output().unwrap()).ends(0);
    assert_eq!(ran.err, "");
}

/// An entity that tries everything.
const HOSTILE: &str = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: sly\n  \
    title: \"\\e[2Jred\\e]0;owned\\a \\u202Enimda \\u009b31m\\x7f\"\n  description: \"=cmd()\\u200b\"\n\
    spec: {type: \"\\e[31mservice\", lifecycle: production, owner: me}\n";

#[test]
fn hostile_text_reaches_no_terminal_and_scripts_get_it_back() {
    let stand = Stand::new();
    stand.write("here/catalog-info.yaml", HOSTILE);
    for form in ["table", "wide", "json", "jsonl", "yaml", "name", "csv"] {
        let ran = stand.run(&["get", "all", "-o", form]).ends(0);
        assert!(harmless(&ran.out) && harmless(&ran.err), "{form}: {:?}", ran.out);
        assert!(!ran.out.contains("0;owned") || form != "table", "{}", ran.out);
    }
    let entities = stand.run(&["get", "all", "-o", "json"]).json();
    assert_eq!(entities[0]["metadata"]["title"], "\u{1b}[2Jred\u{1b}]0;owned\u{7} \u{202e}nimda \u{9b}31m\u{7f}");
    assert!(stand.run(&["get", "all", "-o", "csv"]).out.contains("'=cmd()"));
    let file = stand.path("here/catalog-info.yaml");
    let checked = stand.run(&["workspace", "validate", file.to_str().unwrap()]).ends(0);
    assert!(harmless(&checked.out));
    let sly = "stagedoor://\u{1b}[2Jattic\u{202e}";
    assert!(harmless(&stand.run(&[sly]).ends(2).err));
}

#[test]
fn a_token_is_never_printed_and_never_an_argument() {
    const TOKEN: &str = "hunter2hunter2";
    let stand = Stand::new();
    let url = answering("401 Unauthorized");
    let log = stand.path("log");
    for args in [&["get", "component"][..], &["doctor", "-o", "json"], &["search", "x"]] {
        let mut command = stand.command(&["--url", &url, "-v", "-v", "--log", log.to_str().unwrap()]);
        let ran = Ran::of(command.args(args).env("STAGEDOOR_TOKEN", TOKEN).output().unwrap());
        assert!(!ran.out.contains(TOKEN) && !ran.err.contains(TOKEN), "{args:?}");
    }
    assert!(!std::fs::read_to_string(&log).unwrap().contains(TOKEN));
    stand.run(&["--token", TOKEN, "get", "component"]).ends(2);
    let open = stand.write("token", TOKEN);
    let ran = stand.command(&["--url", &url, "get", "component"]).env("STAGEDOOR_TOKEN_FILE", open).output().unwrap();
    let ran = Ran::of(ran).ends(4);
    assert!(!ran.err.contains(TOKEN));
    #[cfg(unix)]
    assert!(ran.err.contains("chmod 600"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn what_is_written_belongs_to_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let stand = Stand::new();
    let mode = |path: std::path::PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    stand.write("log", "before");
    stand.run(&["get", "domain", "--log", stand.path("log").to_str().unwrap()]).ends(0);
    assert_eq!(mode(stand.path("log")), 0o600);
    assert_eq!(mode(stand.path("data")), 0o700);
    stand.run(&["context", "add", "work", "--url", "https://p.example"]).ends(0);
    assert_eq!(mode(stand.path("config")), 0o700);
    assert_eq!(mode(stand.path("config/config.toml")), 0o600);
}

#[cfg(unix)]
#[test]
fn an_interrupted_command_ends_with_130() {
    let stand = Stand::new();
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let child =
        stand.command(&["get", "component", "--url", &url]).stderr(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let child = child.unwrap();
    // it waits for an answer once it has connected
    let (_held, _) = silent.accept().unwrap();
    let pid = rustix::process::Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    Ran::of(child.wait_with_output().unwrap()).ends(130);
}

/// What a command shows in a terminal of that size.
fn in_terminal(stand: &Stand, args: &[&str], columns: u16, more: &[(&str, &str)]) -> String {
    let size = portable_pty::PtySize { rows: 24, cols: columns, pixel_width: 0, pixel_height: 0 };
    let pair = portable_pty::native_pty_system().openpty(size).unwrap();
    let mut command = portable_pty::CommandBuilder::new(env!("CARGO_BIN_EXE_stagedoor"));
    command.args(args);
    command.env_clear();
    stand.variables().into_iter().for_each(|(name, value)| command.env(name, value));
    command.env("TERM", "xterm-256color");
    more.iter().for_each(|(name, value)| command.env(name, value));
    command.cwd(stand.here());
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut out = Vec::new();
    // a terminal that is gone reads as an error, not as an end
    let _ = pair.master.try_clone_reader().unwrap().read_to_end(&mut out);
    assert!(child.wait().unwrap().success());
    String::from_utf8(out).unwrap()
}

#[test]
fn a_table_fits_its_terminal_and_has_no_colours_where_none_are_wanted() {
    let stand = Stand::new();
    let get = &["get", "component"][..];
    let coloured = in_terminal(&stand, get, 60, &[]);
    assert!(coloured.starts_with("\u{1b}[1mREF"), "{coloured:?}");
    for (args, more) in
        [(get, &[("NO_COLOR", "1")][..]), (&["get", "component", "--no-color"], &[]), (get, &[("TERM", "dumb")])]
    {
        let plain = in_terminal(&stand, args, 60, more);
        assert!(!plain.contains('\u{1b}'), "{plain:?}");
        assert!(plain.lines().all(|line| stagedoor::domain::text::width(line) <= 60), "{plain}");
    }
    assert!(!stand.run(get).out.contains('\u{1b}'));
}

#[test]
fn open_finds_tools_and_links_and_never_opens_half_an_address() {
    let stand = Stand::new().configured(
        "[[tools]]\nid = 'argocd'\nname = 'Argo CD'\nurl = 'https://argo.example/{annotation:argocd/app-name}'\n\
         [[tools]]\nid = 'cost'\nurl = 'https://cost.example/{annotation:no/such}?ns={namespace}'\n\
         [[tools]]\nid = 'groups'\nurl = 'https://g.example/'\nkinds = ['Group']\n",
    );
    let open =
        |tool: &str, more: &[&str]| stand.run(&[&["open", tool, "component:payments", "--print"], more].concat());
    assert_eq!(open("argocd", &[]).ends(0).out, "https://argo.example/payments\n");
    assert_eq!(open("argo cd", &[]).ends(0).out, "https://argo.example/payments\n");
    let half = open("cost", &["-o", "json"]).ends(3).says("annotation no/such");
    assert_eq!(half.json(), json!({"tool": "cost", "url": null, "missing": ["annotation no/such"]}));
    open("groups", &[]).ends(3).says("there are: `argocd`");
    let entity = stand.run(&["get", "component", "payments", "-o", "json"]).json();
    let link = &entity[0]["metadata"]["links"][0];
    let found = open(link["title"].as_str().unwrap(), &["-o", "json"]).ends(0).json();
    assert_eq!(found["url"], link["url"]);
    // without a desktop it prints
    assert_eq!(stand.run(&["open", "argocd", "component:payments"]).ends(0).out, "https://argo.example/payments\n");
}

#[test]
fn a_link_of_an_entity_is_opened_only_when_it_is_of_the_web() {
    let stand = Stand::new();
    stand.write(
        "here/catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: x\n  links:\n\
         \x20 - {title: sly, url: 'file:///etc/passwd'}\n\
         spec: {type: service, lifecycle: production, owner: me}\n",
    );
    stand.run(&["open", "sly", "component:x", "--print"]).ends(7).says("no address of the web");
}

#[test]
fn validation_names_file_line_and_column_and_goes_on() {
    let stand = Stand::new();
    stand.write(
        "w/good.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Domain\nmetadata: {name: d}\nspec: {owner: me}\n",
    );
    stand.write("w/sub/bad.yml", "kind: Component\n---\na: [\n");
    stand.write("w/notes.txt", "not yaml: [");
    let path = stand.path("w");
    let rows = stand.run(&["workspace", "validate", path.to_str().unwrap(), "-o", "json"]).ends(7).json();
    let told: Vec<(&str, u64, bool)> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["file"].as_str().unwrap(), row["index"].as_u64().unwrap(), row["valid"].as_bool().unwrap()))
        .collect();
    assert_eq!(told, [("good.yaml", 0, true), ("sub/bad.yml", 0, false), ("sub/bad.yml", 1, false)]);
    assert_eq!(
        (&rows[0]["ref"], &rows[1]["stage"], &rows[2]["stage"]),
        (&json!("domain:default/d"), &json!("envelope"), &json!("yaml"))
    );
    let table = stand.run(&["workspace", "validate", path.to_str().unwrap()]).ends(7).out;
    assert!(table.contains("bad.yml:1:1") && table.contains("invalid: envelope"), "{table}");
    let tree = stand.run(&["workspace", "validate", path.to_str().unwrap(), "--tree", "-o", "json"]).ends(0).json();
    assert_eq!(keys(&tree), ["files", "entities", "roots", "locations", "byFile"]);
}

#[test]
fn the_catalog_of_the_bundled_example_is_valid() {
    let stand = Stand::new();
    for part in ["catalog-info.yaml", "catalog", "services/payments/catalog-info.yaml"] {
        stand.run(&["workspace", "validate", example().join(part).to_str().unwrap()]).ends(0);
    }
}

#[test]
fn completions_and_help_come_for_every_shell() {
    let stand = Stand::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(stand.run(&["completions", shell]).ends(0).out.contains("stagedoor"), "{shell}");
    }
    assert!(stand.run(&["--help"]).ends(0).out.contains("--workspace"));
    assert!(stand.run(&["--version"]).ends(0).out.starts_with("stagedoor "));
}

#[test]
fn the_generated_documents_are_those_of_the_program() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let documents = [
        ("cli.md", stagedoor::cli::reference::cli()),
        ("configuration.md", stagedoor::cli::reference::configuration()),
        ("keys.md", stagedoor::cli::reference::keys()),
    ];
    for (name, text) in documents {
        if std::env::var_os("STAGEDOOR_BLESS").is_some() {
            std::fs::File::create(root.join(name)).unwrap().write_all(text.as_bytes()).unwrap();
        }
        let written = std::fs::read_to_string(root.join(name)).unwrap_or_default();
        assert!(written == text, "docs/{name} lags behind; STAGEDOOR_BLESS=1 cargo test documents writes it");
    }
    let keys = Stand::new().run(&["keys", "--markdown"]).ends(0).out;
    assert_eq!(keys, stagedoor::cli::reference::keys());
}

/// A folder whose components are called that.
fn catalog_of(stand: &Stand, names: &[&str]) {
    let one = |name: &&str| {
        format!(
            "---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\n\
             spec: {{type: service, lifecycle: production, owner: me}}\n"
        )
    };
    stand.write("here/catalog-info.yaml", &names.iter().map(one).collect::<String>());
}

#[test]
fn an_entity_is_found_without_its_kind_where_only_one_is_called_so() {
    let stand = Stand::new();
    let link = |name: &str| stand.run(&["link", name]);
    assert_eq!(link("Payments-API").ends(0).out, "stagedoor://catalog/api/default/payments-api\n");
    assert_eq!(link("data/payments").ends(0).out, "stagedoor://catalog/component/data/payments\n");
    link("nosuch").ends(3).says("no entity has that name");
    // a whole reference is taken at its word
    link("component:nosuch").ends(0);
    stand.run(&["open", "nothing", "payments-api", "--print"]).ends(3).says("api:default/payments-api");
    stand.run(&["open", "nothing", "payments", "--print"]).ends(2).says("component:payments, system:payments");
}

#[test]
fn a_kind_or_an_owner_that_is_not_there_is_not_an_empty_success() {
    let stand = Stand::new();
    stand.run(&["get", "componnent"]).ends(3).says("no entity of the kind componnent; there are: api, component");
    let ran = stand.run(&["get", "all", "--owner", "team-typo", "-o", "json"]).ends(3);
    assert!(ran.err.contains("no such group") && ran.json() == json!([]), "{}", ran.err);
    catalog_of(&stand, &["one"]);
    stand.run(&["get", "template"]).ends(0).says("nothing of that sort");
    stand.run(&["get", "component", "--filter", "type=library"]).ends(0).says("nothing of that sort");
}

#[test]
fn wrong_usage_is_one_line_that_says_what_is_wrong() {
    let ran = Stand::new().run(&["link", "component:x", "--tab", "cellar"]).ends(2);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
}

#[test]
fn an_address_with_a_user_in_it_is_not_opened_and_not_repeated() {
    let stand = Stand::new();
    stand.write(
        "here/catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: x\n  links:\n\
         \x20 - {title: sly, url: 'https://github.com:hunter2@evil.example'}\n\
         spec: {type: service, lifecycle: production, owner: me}\n",
    );
    let ran = stand.run(&["open", "sly", "component:x", "--print"]).ends(7).says("no user and no password");
    assert!(!ran.err.contains("hunter2") && ran.out.is_empty(), "{}{}", ran.out, ran.err);
}

#[test]
fn files_of_other_programs_in_a_folder_are_passed_over_and_counted() {
    let stand = Stand::new();
    let good = "apiVersion: backstage.io/v1alpha1\nkind: Domain\nmetadata: {name: d}\nspec: {owner: me}\n";
    stand.write("here/w/catalog-info.yaml", good);
    stand.write("here/w/mkdocs.yml", "site_name: x\n");
    stand.write("here/w/api/openapi.yaml", "openapi: 3.0.0\n");
    stand.write("here/w/chart/deployment.yaml", "{{ if x }}\na: [\n");
    let ran = stand.run(&["workspace", "validate", "w"]).ends(0).says("2 documents are no entity");
    assert_eq!(ran.out.lines().count(), 2, "{}", ran.out);
    assert!(ran.out.contains("\ncatalog-info.yaml:1:1"), "{}", ran.out);
    assert!(ran.err.contains("chart/deployment.yaml"), "{}", ran.err);
    // without a path the folder one is in; every document is a row of the JSON
    let rows = stand.run(&["workspace", "validate", "-o", "json"]).ends(7).json();
    assert_eq!(rows.as_array().unwrap().len(), 4);
    // what is named itself is meant
    stand.run(&["workspace", "validate", "w/mkdocs.yml"]).ends(7);
    stand.write("here/w/catalog-info.yaml", "a: [\n");
    stand.run(&["workspace", "validate", "w"]).ends(7);
    std::fs::create_dir(stand.path("here/empty")).unwrap();
    stand.run(&["workspace", "validate", "empty"]).ends(0).says("no *.yaml and no *.yml below empty");
}

#[test]
fn a_manifest_above_is_the_workspace_outside_of_a_checkout_too() {
    let stand = Stand::new();
    catalog_of(&stand, &["above"]);
    stand.write("here/stagedoor.toml", "");
    std::fs::create_dir(stand.path("here/below")).unwrap();
    let mut command = stand.command(&["get", "all", "-o", "name"]);
    let ran = Ran::of(command.current_dir(stand.path("here/below")).output().unwrap()).ends(0);
    assert_eq!(ran.out, "component:default/above\n");
}

#[test]
fn what_to_take_note_of_is_said_also_to_who_says_yes_beforehand() {
    let stand = Stand::new();
    let transfer = ["do", "entity.transfer", "component:ledger", "--set", "owner=nobody-here"];
    let shown = stand.run(&[&transfer[..], &["--dry-run"]].concat()).ends(0);
    assert!(shown.err.contains("there is no group:default/nobody-here in this workspace"), "{}", shown.err);
    assert!(shown.err.contains("+   owner: nobody-here"), "the change is shown: {}", shown.err);
    // whether it is committed depends on whether git knows the user; it is said before that
    stand.run(&[&transfer[..], &["--yes"]].concat()).says("there is no group:default/nobody-here");
}
