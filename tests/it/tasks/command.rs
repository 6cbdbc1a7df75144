//! Templates run without a screen, over the example.

use crate::stand::{Ran, Stand};
use serde_json::Value;

const FILLED: [&str; 10] = [
    "--set",
    "name=quotes",
    "--set",
    "description=Says what a parcel to Bergen costs.",
    "--set",
    "owner=group:default/team-payments",
    "--set",
    "repoUrl=github.com?owner=nordlicht-example&repo=quotes",
    "--set",
    "tags=[\"shop\",\"web\"]",
];

fn new<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["new", "node-service"][..], &FILLED, more].concat()
}

#[test]
fn what_a_template_lacks_is_named_where_nobody_can_be_asked() {
    let stand = Stand::new();
    let ran = stand.run(&["new", "node-service", "--set", "name=Not_This"]).ends(7);
    for field in ["name (Name): Lower-case letters", "owner (Owner)", "repoUrl (Repository)", "--values FILE"] {
        assert!(ran.err.contains(field), "{field}: {}", ran.err);
    }
    assert_eq!(ran.out, "");
    stand.run(&["new", "no-service"]).ends(3).says("template:default/no-service");
    stand.run(&["new", "component:payments"]).ends(2).says("is no template");
    stand.run(&["new", "node-service", "--set", "nmae=x"]).ends(2).says("asks for no `nmae`; it asks for: name");
    stand.run(&["new", "node-service", "--set", "name"]).ends(2).says("--set takes NAME=VALUE");
    stand.run(&["new", "node-service", "--values", "missing.yaml"]).ends(2).says("missing.yaml");
}

#[test]
fn the_form_is_printed_as_json_schema() {
    let schema = Stand::new().run(&["new", "node-service", "--schema"]).ends(0).json();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    assert_eq!(schema["allOf"][0]["properties"]["name"]["title"], "Name");
}

#[test]
fn a_dry_run_gives_the_files_the_log_and_what_the_golden_path_lacks() {
    let stand = Stand::new();
    let made = stand.run(&new(&["--dry-run", "-o", "json"])).ends(0).json();
    let paths: Vec<&str> = made["files"].as_array().unwrap().iter().map(|it| it["path"].as_str().unwrap()).collect();
    assert!(paths.contains(&"catalog-info.yaml") && paths.contains(&"deploy/chart/Chart.yaml"), "{paths:?}");
    assert!(made["files"][0]["base64"].is_string() && made["files"][0]["executable"].is_boolean());
    assert!(!made["log"].as_array().unwrap().is_empty());
    assert_eq!(made["findings"], Value::Array(Vec::new()));
    let rule =
        "[[golden_path.rules]]\nid = 'license'\ntitle = 'It has a licence'\nfiles = ['LICENSE']\ncure = 'add one'\n";
    let stand = Stand::new().configured(rule);
    let ran = stand.run(&new(&["--dry-run"])).ends(0);
    assert!(ran.out.lines().any(|line| line == "README.md"), "{}", ran.out);
    let said = "golden path: It has a licence: none of its files is `LICENSE`; add one";
    let ran = ran.says(said);
    assert_eq!(ran.err.matches("golden path").count(), 1, "{}", ran.err);
}

#[test]
fn a_run_of_the_example_asks_for_no_trust_and_its_task_can_be_looked_at_by_others() {
    let stand = Stand::new();
    stand.write("home/.gitconfig", "[user]\n\tname = Alice\n\temail = alice@example.com\n");
    let task = stand.run(&new(&["--yes", "--skip", "-o", "json"])).ends(0).json();
    assert_eq!((&task["state"], &task["template"]), (&"completed".into(), &"template:default/node-service".into()));
    let id = task["id"].as_str().unwrap();
    let listed = stand.run(&["task", "ls", "-o", "json"]).ends(0).json();
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["id"]), (1, &task["id"]));
    assert_eq!(stand.run(&["get", "tasks", "-o", "name"]).ends(0).out.trim(), id);
    assert_eq!(stand.run(&["get", "tasks", id, "-o", "name"]).ends(0).out.trim(), id);
    assert_eq!(stand.run(&["get", "tasks", "no-such-task", "-o", "name"]).ends(3).says("no-such-task").out, "");
    stand.run(&["get", "tasks", "--sort", "metadata.name"]).ends(2).says("--sort is not for tasks");
    let shown = stand.run(&["task", "show", id]).ends(0).out;
    assert!(shown.contains("completed") && shown.contains("Commit "), "{shown}");
    assert!(!stand.run(&["task", "logs", id]).ends(0).out.is_empty());
    assert_eq!(stand.run(&["task", "logs", id, "--step", "0"]).code, Some(2));
    let waited = stand.run(&["wait", &format!("task/{id}"), "--for", "completed", "-o", "json"]).ends(0).json();
    assert_eq!(waited["met"], true);
    stand.run(&["wait", &format!("task/{id}"), "--for", "failed"]).ends(1);
    assert!(stand.run(&["task", "cancel", id, "--yes"]).ends(1).out.contains("it has ended already"));
    stand.run(&["task", "show", "no-such-task"]).ends(3);
}

const DATABASE: [&str; 13] = [
    "new",
    "postgresql",
    "--set",
    "name=carts",
    "--set",
    "description=What is in the baskets.",
    "--set",
    "owner=group:default/team-payments",
    "--set",
    "environment=staging",
    "--set",
    "storage=20",
    "--yes",
];

#[test]
fn who_asks_for_a_database_is_told_its_name_and_how_to_wait_for_it_and_how_it_is_scaled() {
    let stand = Stand::new();
    stand.write("home/.gitconfig", "[user]\n\tname = Alice\n\temail = alice@example.com\n");
    let ran = stand.run(&[&DATABASE[..], &["--trust", "--follow"]].concat()).ends(0);
    assert!(ran.err.contains("  Commit ") && ran.err.contains("infrastructure"), "{}", ran.err);
    ran.says("made: provision/carts-postgresql-staging")
        .says("wait for it: stagedoor wait provision/carts-postgresql-staging");
    stand
        .run(&["wait", "provision/carts", "--timeout", "1h"])
        .ends(3)
        .says("near it: provision/carts-postgresql-staging");
    let told = stand.run(&["do", "provision.scale", "carts-postgresql-staging"]).ends(2);
    told.says("stagedoor new database-scale --set name=carts-postgresql-staging --set engine=postgresql")
        .says("--set folder=staging/carts-postgresql")
        .says("--set version=17")
        .says("--set storage=20")
        .says("still to be given: --set reason=...");
    stand.run(&["do", "provision.restore", "checkout-postgresql-staging"]).ends(2).says("new database-restore");
    stand.run(&["do", "provision.scale", "ledger-db"]).ends(2).says("no request and no stagedoor.dev/template");
    stand.run(&["do", "provision.scale", "nowhere"]).ends(3).says("nothing called nowhere");
    let failed = stand.run(&["wait", "provision/reports-archive", "--timeout", "1h"]).ends(1);
    failed.says("the quota is 1000 GB").says("mend it in claims/databases.yaml and commit that");
}

#[test]
fn what_was_scaled_is_one_line_of_its_own_commit_and_can_be_scaled_again() {
    let stand = Stand::new();
    stand.write("home/.gitconfig", "[user]\n\tname = Alice\n\temail = alice@example.com\n");
    let values = [
        "name=checkout-postgresql-staging",
        "engine=postgresql",
        "environment=staging",
        "folder=staging/checkout-postgresql",
        "version=17",
        "size=medium",
        "storage=30",
        "reason=The import needs more memory.",
    ];
    let mut scale = vec!["new", "database-scale", "--yes", "--follow"];
    values.iter().for_each(|value| scale.extend(["--set", value]));
    // of the example nobody is asked whether it is trusted
    let ran = stand.run(&scale).ends(0);
    ran.says("made: provision/checkout-postgresql-staging")
        .says("wait for it: stagedoor wait provision/checkout-postgresql-staging");
    let told = stand.run(&["do", "provision.scale", "checkout-postgresql-staging"]).ends(2);
    told.says("--set version=17 --set size=medium --set storage=30").says("still to be given: --set reason=...");
    let line = stand.run(&["get", "provisions", "checkout-postgresql-staging", "-o", "json"]).ends(0).json();
    let committed = line[0]["stages"].as_array().unwrap().iter().find(|stage| stage["name"] == "committed").unwrap();
    let requested = line[0]["stages"].as_array().unwrap().iter().find(|stage| stage["name"] == "requested").unwrap();
    assert!(committed["ended_at"].as_str() >= requested["ended_at"].as_str().map(|at| at.get(..19).unwrap()), "{line}");
}

#[test]
fn a_template_that_is_not_there_names_those_that_are_nearly_called_so() {
    let stand = Stand::new();
    stand.run(&["new", "postgres-database", "--yes"]).ends(3).says("there is no template").says("near it: postgresql");
}

#[test]
fn a_run_that_failed_is_run_again_to_its_end_and_one_that_went_well_is_not() {
    let stand = Stand::new();
    let failed = stand.run(&new(&["--yes", "--trust", "--skip", "-o", "json"])).ends(1).says("who you are").json();
    stand.write("home/.gitconfig", "[user]\n\tname = Alice\n\temail = alice@example.com\n");
    let id = failed["id"].as_str().unwrap();
    let again = stand.run(&["task", "retry", id, "--yes", "-o", "json"]).ends(0).json();
    assert_eq!(again["state"], "completed", "its end is waited for: {again}");
    let again = again["id"].as_str().unwrap();
    assert_ne!(again, id, "a folder begins another one");
    let before = stand.run(&["task", "ls", "-o", "json"]).ends(0).json();
    stand.run(&["task", "retry", again, "--yes"]).ends(1).says("its state is completed");
    assert_eq!(stand.run(&["task", "ls", "-o", "json"]).ends(0).json(), before, "nothing was begun");
}

#[test]
fn a_secret_is_never_an_argument() {
    let stand = Stand::new();
    stand.run(&new(&["--secret", "token=hunter2"])).ends(2).says("--secret token=@FILE");
    let ran = stand.run(&new(&["--secret", "token=@nowhere"])).ends(2).says("nowhere cannot be read");
    assert!(!ran.err.contains("hunter2"));
}

/// A folder with one template that says what it was given.
fn asking_folder() -> Stand {
    let stand = Stand::new();
    let template = "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata:\n  name: asking\n\
                    spec:\n  type: service\n  owner: group:default/a\n  parameters:\n    - title: One\n      properties:\n\
                    \x20       token: {type: string, title: Token, 'ui:field': Secret}\n\
                    \x20       versions: {type: array, title: Versions, items: {type: string}}\n\
                    \x20       ports: {type: array, items: {type: object, properties: {number: {type: integer}}}}\n\
                    \x20 steps:\n    - id: say\n      name: Say\n      action: debug:log\n      input:\n\
                    \x20       message: \"token ${{ 'sent' if secrets.token else 'kept' }}, other ${{ 'sent' if secrets.OTHER else 'kept' }}, ${{ parameters.versions | dump }} ${{ parameters.ports | dump }}\"\n";
    stand.write("here/asking/template.yaml", template);
    stand.write("here/stagedoor.toml", "catalog = ['*/template.yaml']\n");
    stand.write("here/token", "geheim\n");
    stand
}

#[test]
fn a_template_gets_the_secrets_that_it_asks_for_and_no_others() {
    let stand = asking_folder();
    let asked = |args: &[&str]| {
        let mut command = stand.command(&[&["new", "asking", "--dry-run"][..], args].concat());
        command.env("STAGEDOOR_SECRET_OTHER", "hunter2").env("STAGEDOOR_SECRET_token", "geheim");
        Ran::of(command.output().unwrap())
    };
    let ran = asked(&[]).ends(0).says("token sent, other kept");
    assert!(!ran.err.contains("geheim") && !ran.err.contains("hunter2"), "{}", ran.err);
    asked(&["--secret", "OTHER=@token"]).ends(2).says("asks for no secret `OTHER`; it asks for: token");
    asked(&["--set", "token=geheim"]).ends(2).says("--secret token=@FILE");
}

#[test]
fn lists_are_set_with_commas_and_keep_the_type_of_their_items() {
    let stand = asking_folder();
    let ran = stand.run(&["new", "asking", "--dry-run", "--set", "versions=1,v2", "--set", "ports.0.number=80"]);
    ran.ends(0).says(r#"["1","v2"] [{"number":80}]"#);
}

#[test]
fn validating_a_folder_tells_what_its_templates_do_not_make() {
    let stand = Stand::new();
    let template = "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata:\n  name: bare\n  title: Bare\n\
                    spec:\n  type: application\n  owner: group:default/a\n  parameters:\n    - title: One\n      required: [name]\n\
                    \x20     properties:\n        name: {type: string, title: Name}\n  steps:\n    - id: fetch\n      name: Fetch\n\
                    \x20     action: fetch:template\n      input:\n        url: ./skeleton\n        values: {name: '${{ parameters.name }}'}\n";
    stand.write("here/bare/template.yaml", template);
    stand.write("here/bare/skeleton/README.md", "# ${{ values.name }}\n");
    let manifest = "catalog = ['*/template.yaml']\n[golden_path]\nskip = ['scan', 'ci', 'docs', 'descriptor']\n";
    stand.write("here/stagedoor.toml", manifest);
    let ran = stand.run(&["workspace", "validate", "."]).ends(0);
    assert!(ran.err.contains("the form needs values; put some into examples.yaml"), "{}", ran.err);
    stand.write("here/bare/examples.yaml", "usual:\n  name: cart\n");
    let ran = stand.run(&["workspace", "validate", "."]).ends(7).says("with usual: golden path: It is watched");
    assert!(ran.out.contains("incomplete") && !ran.out.contains(" valid"), "{}", ran.out);
    stand.write("here/stagedoor.toml", &manifest.replace("'scan'", "'scan', 'monitoring'"));
    stand.run(&["workspace", "validate", "."]).ends(0);
    stand.write("here/bare/examples.yaml", "usual:\n  name: 7\n");
    stand.run(&["workspace", "validate", "."]).ends(7).says("examples.yaml: usual: name: ");
}

#[test]
fn what_is_wrong_in_a_template_is_its_verdict_and_a_name_that_is_nearly_right_is_told() {
    let stand = Stand::new();
    let template = "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata:\n  name: bare\nspec:\n\
                    \x20 type: service\n  owner: group:default/a\n  steps:\n    - id: say\n      action: debug:log\n\
                    \x20     input: {message: '${{ steps.nope.output.x }} ${{ parameters.a | upperr }}'}\n\
                    \x20   - id: get\n      action: fetch:templat\n";
    stand.write("here/bare/template.yaml", template);
    let ran = stand.run(&["workspace", "validate", "bare/template.yaml"]).ends(7);
    assert!(ran.out.contains("invalid: template") && ran.out.contains("there is no step nope"), "{}", ran.out);
    let json = stand.run(&["workspace", "validate", "bare/template.yaml", "-o", "json"]).ends(7).json();
    assert_eq!(json[0]["valid"], true, "the catalog takes it");
    assert_eq!(json[0]["beyond"]["verdict"], "invalid: template", "and yet it is wrong: {json}");
    let ran = ran.says("there is no action fetch:templat here; is fetch:template meant?");
    ran.says("there is no filter upperr here; is upper meant?");
}

/// A folder with one template that takes files, and says what it got.
fn taking_files() -> Stand {
    let stand = Stand::new();
    let template = "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata:\n  name: taking\n\
                    spec:\n  type: service\n  owner: group:default/a\n  parameters:\n    - title: One\n      required: [logo]\n\
                    \x20     properties:\n        logo: {type: string, format: data-url, title: Logo}\n\
                    \x20       notes: {type: array, title: Notes, items: {type: string, format: data-url}}\n\
                    \x20 steps:\n    - id: say\n      name: Say\n      action: debug:log\n      input:\n\
                    \x20       message: \"got ${{ parameters.logo }} ${{ parameters.notes | dump }}\"\n";
    stand.write("here/taking/template.yaml", template);
    stand.write("here/stagedoor.toml", "catalog = ['*/template.yaml']\n");
    stand.write("here/logo one.svg", "<svg/>");
    stand.write("home/a.txt", "a");
    stand
}

#[test]
fn a_field_that_takes_a_file_is_given_its_path_and_sends_what_the_browser_sends() {
    let stand = taking_files();
    let given = ["new", "taking", "--dry-run", "--set", "logo=@logo one.svg", "--set", "notes=@~/a.txt,@logo one.svg"];
    let ran = stand.run(&given).ends(0).says("got data:image/svg+xml;name=logo%20one.svg;base64,PHN2Zy8+");
    ran.says(r#"["data:text/plain;name=a.txt;base64,YQ==","data:image/svg+xml;name=logo%20one.svg;base64,PHN2Zy8+"]"#);
    stand.run(&["new", "taking", "--dry-run"]).ends(7).says("logo (Logo)");
    stand.run(&["new", "taking", "--set", "logo=logo one.svg"]).ends(2).says("give --set logo=@PATH");
    stand.run(&["new", "taking", "--set", "logo=@none.svg"]).ends(3).says("there is no such file");
    stand.run(&["new", "taking", "--set", "logo=@taking"]).ends(7).says("it is a folder");
}

#[test]
fn what_is_sent_is_told_with_its_files_by_name_and_then_what_runs_and_where_it_is_seen() {
    let stand = taking_files();
    let ran = stand.run(&["new", "taking", "--set", "logo=@logo one.svg", "--yes", "--trust"]).ends(0);
    let ran = ran.says("Logo: logo one.svg (image/svg+xml, 6 B)").says("template:default/taking runs as task/");
    assert!(!ran.err.contains("base64"), "{}", ran.err);
    let id = ran.out.trim().to_owned();
    let ran = ran.says("  where: ").says(&format!("see it: stagedoor://tasks/{id}"));
    ran.says(&format!("completed: `stagedoor task show {id}`"));
    let waited = stand.run(&["wait", &format!("task/{id}"), "-o", "json"]).ends(0).json();
    assert_eq!((&waited["condition"], &waited["met"]), (&"ended".into(), &true.into()));
    stand.run(&["wait", "component:default/x"]).ends(2).says("--for exists");
}
