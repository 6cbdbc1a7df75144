//! Templates that run beside the real scaffolder: its own runner and actions, asked anew for each.

use crate::case::{Case, TASK};
use crate::compared::differences;
use crate::given::{case, folders};
use crate::rig;
use serde_json::Value;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// What the real scaffolder makes of a template.
fn theirs(folder: &Path, case: &Case) -> Value {
    let temp = tempfile::tempdir().unwrap();
    let temp = temp.path().canonicalize().unwrap();
    let source = temp.join("source");
    let copied = Command::new("cp").arg("-a").arg(case.source()).arg(&source).status().unwrap();
    assert!(copied.success());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/backstage/scaffold.mjs");
    let mut command = Command::new("node");
    command.arg(script).args([&source, &temp]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(&std::fs::read(folder.join("values.json")).unwrap()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", folder.display());
    let text = String::from_utf8(output.stdout).unwrap();
    let place = temp.join(TASK);
    let named = [(place.as_path(), "<workspace>"), (&source, "<tmp>/source"), (&temp, "<tmp>")];
    let text = named.iter().fold(text, |text, (path, name)| text.replace(path.to_str().unwrap(), name));
    serde_json::from_str(&without_chance(&text)).unwrap()
}

/// Folders for a while have six letters of chance at their ends.
fn without_chance(text: &str) -> String {
    let mut parts = text.split("_step-");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find('/').unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        let kept = name.len().checked_sub(6).and_then(|at| name.get(..at)).unwrap_or(name);
        whole += &format!("_step-{kept}XXXXXX{rest}");
    }
    whole
}

#[test]
fn our_templates_make_what_the_real_scaffolder_makes_of_them_now() {
    if !rig::live() {
        return;
    }
    rig::rig();
    let folders = folders();
    let mut failed = Vec::new();
    for folder in &folders {
        let case = case(folder);
        let wrong = differences(&case.run(), &theirs(folder, &case));
        if !wrong.is_empty() {
            failed.push(format!("{}\n{}", folder.display(), wrong.join("\n")));
        }
    }
    println!("templates: {} of {}", folders.len() - failed.len(), folders.len());
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
