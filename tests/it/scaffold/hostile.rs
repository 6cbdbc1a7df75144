//! Templates that want more than they may.

use super::case::{Case, entries, plant};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::fs;

fn file(path: &str, text: &str) -> Value {
    json!({"path": path, "type": "file", "mode": "0644", "base64": STANDARD.encode(text)})
}

fn link(path: &str, target: &str) -> Value {
    json!({"path": path, "type": "link", "target": target})
}

/// A template of these steps, beside these files.
fn case(steps: &str, files: &[Value]) -> Case {
    let template = format!("kind: Template\nmetadata: {{name: hostile}}\nspec:\n  steps:\n{steps}");
    let input: Vec<Value> = std::iter::once(file("template.yaml", &template)).chain(files.iter().cloned()).collect();
    Case::new(&input, json!({}))
}

/// All that lies beside the place and the template: nothing may ever come there.
fn beside(case: &Case) -> Vec<String> {
    let names = fs::read_dir(case.temp.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name != "source" && name != super::case::TASK).collect();
    names.sort();
    names
}

#[test]
fn nothing_is_written_outside_the_place() {
    let steps = [
        "    - {action: fetch:plain, input: {url: ./sk, targetPath: ../out}}\n",
        "    - {action: fetch:plain, input: {url: ./sk, targetPath: /tmp/stagedoor-out}}\n",
        "    - {action: fetch:template, input: {url: ./sk, targetPath: a/../../out}}\n",
        "    - {action: 'fetch:plain:file', input: {url: ./sk/a, targetPath: ../out}}\n",
        "    - {action: 'fetch:template:file', input: {url: ./sk/a, targetPath: ../out}}\n",
        "    - {action: catalog:write, input: {filePath: ../out, entity: {metadata: {}}}}\n",
        "    - {action: fetch:plain, input: {url: ./sk}}\n    - {action: fs:rename, input: {files: [{from: a, to: ../out}]}}\n",
        "    - {action: fs:delete, input: {files: ['../source/**']}}\n",
        "    - {action: fs:readdir, input: {paths: [..]}}\n",
        "    - {action: 'crossplane:create-claim', input: {apiVersion: a/v1, kind: K, name: n, path: ../out}}\n",
        "    - {action: fetch:template, input: {url: ../source/../..}}\n",
        "    - {action: fetch:plain, input: {url: /etc}}\n",
    ];
    for step in steps {
        let case = case(step, &[file("sk/a", "a")]);
        let ran = case.run();
        assert_eq!(ran.result.unwrap_err().name, "NotAllowedError", "{step}");
        assert!(beside(&case).is_empty(), "{step}");
        assert!(case.source().join("sk/a").is_file(), "{step}");
    }
}

#[test]
fn names_of_a_skeleton_cannot_lead_out() {
    let template = "    - {action: fetch:template, input: {url: ./sk, targetPath: in}}\n";
    // what a name becomes is only known when it is rendered; here it is so as it lies
    let case = case(template, &[file("sk/..a", "a"), file("sk/b", "b")]);
    let ran = case.run();
    let paths: Vec<&str> = ran.entries.iter().map(|entry| entry["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["in", "in/b"], "a name that begins with two dots counts as outside");
}

#[test]
fn links_in_a_skeleton_bring_nothing_in_from_outside() {
    let files = [
        file("sk/a", "a"),
        link("sk/passwd", "/etc/passwd"),
        link("sk/up", "../.."),
        link("sk/in", "a"),
        link("sk/self", ".."),
    ];
    for action in ["fetch:template", "fetch:plain"] {
        let ran = case(&format!("    - {{action: '{action}', input: {{url: ./sk}}}}\n"), &files).run();
        ran.result.unwrap();
        let paths: Vec<&str> = ran.entries.iter().map(|entry| entry["path"].as_str().unwrap()).collect();
        assert_eq!(paths, ["a", "in"], "{action}");
    }
}

#[test]
fn nothing_is_written_or_read_through_a_link_that_leads_out() {
    // a link that dangles inside its skeleton may lead out once it lies elsewhere
    let steps = "    - {action: fetch:plain, input: {url: ./sk, targetPath: deep}}\n    \
                 - {action: fs:rename, input: {files: [{from: deep/d/up, to: up}]}}\n    \
                 - {id: w, action: 'fetch:template:file', input: {url: ./t, targetPath: up/t, replace: true}}\n";
    let case = case(steps, &[file("t", "t"), file("sk/d/x", "x"), link("sk/d/up", ".."), file("sk/keep", "")]);
    let ran = case.run();
    assert_eq!(ran.result.unwrap_err().name, "NotAllowedError");
    assert!(beside(&case).is_empty());
}

#[test]
fn a_file_that_is_too_large_ends_the_run() {
    let case = case("    - {action: fetch:plain, input: {url: ./sk}}\n", &[file("sk/a", "a")]);
    // a hole: it takes no room until it is copied
    fs::File::create(case.source().join("sk/huge")).unwrap().set_len(3 << 30).unwrap();
    let failure = case.run().result.unwrap_err();
    assert!(failure.message.contains("a run may write"), "{failure}");
}

#[test]
fn links_that_lead_back_to_their_folder_do_not_multiply_for_ever() {
    let steps =
        "    - {action: fetch:plain, input: {url: ./sk}}\n    - {action: 'fs:delete', input: {files: ['**/a']}}\n";
    let links = (0..12).map(|n| link(&format!("sk/l{n}"), "."));
    let case = case(steps, &links.chain([file("sk/a", "a")]).collect::<Vec<_>>());
    let failure = case.run().result.unwrap_err();
    assert!(failure.message.contains("links make more than"), "{failure}");
}

#[test]
fn a_wait_of_hours_is_refused_at_once() {
    let case = case("    - {action: 'debug:wait', input: {minutes: 11}}\n", &[]);
    let failure = case.run().result.unwrap_err();
    assert!(failure.message.contains("longer than the maximum threshold"), "{failure}");
}

#[test]
fn a_listing_of_files_that_are_long_is_cut_short_and_says_by_how_many() {
    let steps = "    - {action: fetch:plain, input: {url: ./sk}}\n    - {action: 'debug:log', input: {listWorkspace: 'with-contents'}}\n";
    let files: Vec<Value> = (0..9).map(|n| file(&format!("sk/f{n}"), &"x".repeat(1 << 20))).collect();
    let ran = case(steps, &files).run();
    assert!(ran.result.is_ok(), "{:?}", ran.result);
    let said =
        ran.log.iter().filter_map(|line| line["message"].as_str()).find(|said| said.contains("Workspace:")).unwrap();
    assert!(said.len() < 5 << 20, "{}", said.len());
    assert!(said.contains("- f0:") && said.contains("  - f8"), "all are named, the first ones with what is in them");
}

#[test]
fn pipes_and_sockets_are_not_read() {
    let case = case("    - {action: fetch:template, input: {url: ./sk}}\n", &[file("sk/a", "a")]);
    let pipe = case.source().join("sk/pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    assert!(case.run().result.unwrap_err().message.contains("Cannot copy"));
}

#[test]
fn a_pipe_in_the_place_of_a_file_holds_nobody_up() {
    for action in ["fetch:plain:file", "fetch:template:file"] {
        let step = format!("    - {{action: '{action}', input: {{url: ./pipe, targetPath: out}}}}\n");
        let case = case(&step, &[file("a", "a")]);
        assert!(std::process::Command::new("mkfifo").arg(case.source().join("pipe")).status().unwrap().success());
        assert!(case.run().result.unwrap_err().message.contains("Cannot copy a FIFO pipe"), "{action}");
    }
}

#[test]
fn addresses_are_not_fetched() {
    for url in ["https://example.com/x", "file:///etc", "github:a/b"] {
        let failure =
            case(&format!("    - {{action: fetch:plain, input: {{url: '{url}'}}}}\n"), &[]).run().result.unwrap_err();
        assert!(failure.message.contains("is not read"), "{failure}");
    }
}

#[test]
fn a_run_sees_the_links_it_made_itself() {
    let steps = "    - {action: fetch:plain, input: {url: ./sk}}\n    - {action: 'fetch:template:file', input: {url: ./t, targetPath: dir/t}}\n";
    let case = case(steps, &[file("t", "t"), file("sk/real/x", "x"), link("sk/dir", "real")]);
    case.run().result.unwrap();
    let made = entries(&case.temp.path().join(super::case::TASK));
    assert!(made.iter().any(|entry| entry["path"] == "real/t"), "a link that stays inside is gone through: {made:?}");
    plant(&case.source(), &[]);
}
