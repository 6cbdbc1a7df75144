//! Cases of the real scaffolder, with its files, its log and its output.

use super::case::{Case, Ran};
use super::compared::{differences, lines, tell_lists, told};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// The cases, where they lie beside the project.
fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora/scaffold");
    let named = std::env::var_os("STAGEDOOR_SCAFFOLD_CASES").map(PathBuf::from);
    let folder = named.unwrap_or(folder);
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("skipped: {} is not there", folder.display());
        return Vec::new();
    };
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    cases.retain(|case| case.join("expected.json").is_file());
    cases.sort();
    cases
}

fn read(case: &Path) -> (Value, Case) {
    let expected: Value = serde_json::from_str(&fs::read_to_string(case.join("expected.json")).unwrap()).unwrap();
    let mut read = Case::new(expected["input"].as_array().unwrap(), expected["parameters"].clone());
    read.secrets = expected["secrets"].as_object().cloned().unwrap_or_default();
    (expected, read)
}

#[test]
fn runs_are_those_of_the_scaffolder() {
    let cases = cases();
    let mut failed = Vec::new();
    for path in &cases {
        let (expected, case) = read(path);
        let wrong = differences(&case.run(), &expected["run"]);
        if !wrong.is_empty() {
            failed.push(format!("{}\n{}", path.display(), wrong.join("\n")));
        }
    }
    println!("runs: {} of {}", cases.len() - failed.len(), cases.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn dry_runs_are_those_of_the_scaffolder() {
    let cases = cases();
    let (mut failed, mut asked) = (Vec::new(), 0);
    for path in &cases {
        let (expected, mut case) = read(path);
        let theirs = &expected["dryRun"];
        if theirs.is_null() {
            continue;
        }
        asked += 1;
        case.is_dry_run = true;
        let ran = plain(&case);
        let mut wrong = Vec::new();
        match &ran.result {
            Ok(output) => {
                told("output", output, &theirs["output"], &mut wrong);
                let files = files(&ran.entries);
                tell_lists("file", &files, theirs["files"].as_array().map_or(&[], Vec::as_slice), &mut wrong);
                let log = theirs["log"].as_array().cloned().unwrap_or_default();
                tell_lists("line", &lines(&ran.log), &lines(&log), &mut wrong);
            }
            Err(failure) => {
                let error = json!({"name": failure.name, "message": failure.message});
                told("error", &error, &theirs["error"], &mut wrong);
            }
        }
        if !wrong.is_empty() {
            failed.push(format!("{}\n{}", path.display(), wrong.join("\n")));
        }
    }
    println!("dry runs: {} of {asked}", asked - failed.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// The case as a portal's dry run gets it: files alone, with no modes.
fn plain(case: &Case) -> Ran {
    let all = super::case::entries(&case.source());
    let files = all.into_iter().filter(|entry| entry["type"] == "file").map(|mut entry| {
        entry["mode"] = "0644".into();
        entry
    });
    let mut plain = Case::new(&files.collect::<Vec<_>>(), case.parameters.clone());
    plain.secrets = case.secrets.clone();
    plain.is_dry_run = true;
    plain.run()
}

/// Files alone; a link that leads nowhere is one, with its target.
fn files(entries: &[Value]) -> Vec<Value> {
    let files = entries.iter().filter(|entry| entry["type"] == "file");
    files.map(|entry| json!({"path": entry["path"], "executable": false, "base64": entry["base64"]})).collect()
}
