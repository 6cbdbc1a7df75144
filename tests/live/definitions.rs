//! What stagedoor reads in definitions is what the reference parser of each format reads in them:
//! every operation, every parameter, every property by name. `STAGEDOOR_BLESS=1` writes what the
//! references read in the committed definitions for the hermetic tests.

use crate::made;
use crate::reading::{Reading, counts, reading};
use crate::rig::live;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Where the reference parsers are, installed once for all tests that ask at the same time.
fn reference() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(install)
}

fn install() -> PathBuf {
    let folder = root().join("tests/reference");
    let lock = folder.join("package-lock.json");
    let stamp = folder.join("node_modules/.stagedoor-stamp");
    let locked = std::fs::read_to_string(&lock).unwrap();
    if std::fs::read_to_string(&stamp).ok().as_ref() != Some(&locked) {
        let install = ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
        let done = Command::new("npm").args(install).current_dir(&folder).output().expect("npm is needed");
        assert!(done.status.success(), "npm ci: {}", String::from_utf8_lossy(&done.stderr));
        std::fs::write(&stamp, locked).unwrap();
    }
    folder
}

/// What the reference parsers read in files.
fn read_by_references(files: &[PathBuf]) -> BTreeMap<String, Reading> {
    let folder = reference();
    let done = Command::new("node").arg("read.mjs").args(files).current_dir(folder).output().expect("node is needed");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    serde_json::from_slice(&done.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&done.stdout)))
}

fn agree(files: &[PathBuf]) -> (usize, usize) {
    let mut all = (0, 0);
    for (file, theirs) in read_by_references(files) {
        let ours = reading(&std::fs::read_to_string(&file).unwrap());
        let keys: std::collections::BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
        let other: Vec<_> = keys.into_iter().filter(|key| ours.get(*key) != theirs.get(*key)).collect();
        let shown: Vec<String> = other.iter().take(5).map(|key| differs(key, &ours, &theirs)).collect();
        assert!(other.is_empty(), "{file}: {} differ\n{}", other.len(), shown.join("\n"));
        let (operations, properties) = counts(&ours);
        println!("{file}: {operations} operations, {properties} properties");
        all = (all.0 + operations, all.1 + properties);
    }
    all
}

/// Which names of an entry only one of the two has.
fn differs(key: &str, ours: &Reading, theirs: &Reading) -> String {
    let only = |one: &Reading, other: &Reading| -> Vec<String> {
        let (one, other) = (one.get(key).cloned().unwrap_or_default(), other.get(key).cloned().unwrap_or_default());
        one.into_iter().filter(|name| !other.contains(name)).collect()
    };
    format!("{key}: only ours {:?}, only theirs {:?}", only(ours, theirs), only(theirs, ours))
}

fn below(folder: &Path, ends: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if ends.iter().any(|end| path.to_string_lossy().ends_with(end)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_committed_definitions_are_read_as_the_references_read_them() {
    if !live() {
        return;
    }
    let own = root().join("tests/it/data/definitions");
    let mut files = below(&own, &[".yaml", ".json", ".graphql", ".proto"]);
    files.retain(|file| !file.ends_with("expected.json"));
    let read = read_by_references(&files);
    let expected = own.join("expected.json");
    let named: BTreeMap<&str, &Reading> =
        read.iter().map(|(file, reading)| (file.rsplit('/').next().unwrap(), reading)).collect();
    let text = serde_json::to_string_pretty(&named).unwrap() + "\n";
    if std::env::var_os("STAGEDOOR_BLESS").is_some() {
        std::fs::write(&expected, &text).unwrap();
    }
    assert!(
        std::fs::read_to_string(&expected).unwrap() == text,
        "expected.json lags behind; STAGEDOOR_BLESS=1 writes it"
    );
    agree(&files);
    let example = below(
        &root().join("assets/example"),
        &["openapi.yaml", "openapi-v1.yaml", "asyncapi.yaml", ".graphql", ".proto"],
    );
    let (operations, _) = agree(&example);
    assert!(operations >= 20, "{operations}");
}

#[test]
fn made_definitions_of_two_megabytes_agree() {
    if !live() {
        return;
    }
    let folder = tempfile::TempDir::new().unwrap();
    let texts = [
        ("a.yaml", made::openapi(200, 2_000_000)),
        ("b.yaml", made::asyncapi(200, 2_000_000)),
        ("c.graphql", made::graphql(200, 2_000_000)),
        ("d.proto", made::protobuf(200, 2_000_000)),
    ];
    let file = |(name, text): (&str, String)| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let files: Vec<PathBuf> = texts.into_iter().map(file).collect();
    let (operations, properties) = agree(&files);
    assert!(operations == 800 && properties > 20_000, "{operations} {properties}");
}

#[test]
fn real_definitions_of_github_and_google_agree() {
    if !live() {
        return;
    }
    let modules = reference().join("node_modules");
    let mut files = vec![
        modules.join("@octokit/openapi/generated/api.github.com.json"),
        modules.join("@octokit/graphql-schema/schema.graphql"),
    ];
    let google = modules.join("google-proto-files/google");
    for folder in ["chat", "pubsub", "spanner", "storage", "logging", "ads/googleads", "protobuf", "api"] {
        files.extend(below(&google.join(folder), &[".proto"]));
    }
    let (operations, properties) = agree(&files);
    assert!(operations > 2_000 && properties > 20_000, "{operations} {properties}");
}
