//! The house stands as it was drawn: who may use whom is judged from the sources themselves.

mod rules;
mod tree;

use rules::{LEFT, judge};
use std::path::Path;
use tree::Source;

#[test]
fn every_arrow_between_modules_is_one_of_the_design() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    collect(&root, &root, &mut sources);
    assert!(sources.len() > 20, "only {} files found", sources.len());
    let told = judge(&sources);
    let wrong: Vec<_> = told.iter().filter(|told| !LEFT.iter().any(|left| told.contains(left))).cloned().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let struck: Vec<_> = LEFT.iter().filter(|left| !told.iter().any(|told| told.contains(**left))).collect();
    assert!(struck.is_empty(), "no longer wrong, to be struck from the list of what is left: {struck:?}");
}

fn collect(root: &Path, folder: &Path, sources: &mut Vec<Source>) {
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            collect(root, &path, sources);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let below = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            sources.push(Source { path: below, text: std::fs::read_to_string(&path).unwrap() });
        }
    }
}

/// What is said about made-up files.
fn judged(files: &[(&str, &str)]) -> Vec<String> {
    let source = |(path, text): &(&str, &str)| Source { path: (*path).to_owned(), text: (*text).to_owned() };
    judge(&files.iter().map(source).collect::<Vec<_>>())
}

#[track_caller]
fn one_wrong(files: &[(&str, &str)], words: &str) {
    let wrong = judged(files);
    assert!(wrong.len() == 1 && wrong[0].contains(words), "wanted `{words}`, found {wrong:#?}");
}

const PORTS: (&str, &str) = ("platform/ports.rs", "pub struct Port;");

#[test]
fn a_bad_arrow_is_found_however_it_is_written() {
    let bad = [
        "use crate::platform::ports::Port;",
        "use crate::{platform::{ports::{self, Port as P}}};",
        "use crate::platform::*;",
        "fn f(_: crate::platform::ports::Port) {}",
        "fn f() { let _ = crate::platform::ports::Port; }",
        "use super::super::platform::ports::Port;",
        "mod inner { fn f() { super::super::super::platform::ports::g() } }",
        "fn f() { println!(\"{:?}\", crate::platform::ports::Port); }",
        "macro_rules! m { () => { $crate::platform::ports::Port } }",
        "impl From<Vec<crate::platform::ports::Port>> for X {}",
    ];
    for text in bad {
        let wrong = judged(&[PORTS, ("domain/text/mod.rs", &format!("\n{text}"))]);
        assert!(!wrong.is_empty(), "not found: {text}");
        assert!(
            wrong.iter().all(|wrong| wrong.starts_with("src/domain/text/mod.rs:2: domain::text")),
            "{text}: {wrong:?}"
        );
    }
}

#[test]
fn what_the_design_allows_is_allowed() {
    let files = [
        ("lib.rs", "pub mod domain; pub mod platform;"),
        ("main.rs", "fn main() { stagedoor::wiring::run() }"),
        ("wiring.rs", "use crate::adapters::portal::Portal; use crate::{cli, config, screen::app}; pub fn run() {}"),
        PORTS,
        ("domain/text/mod.rs", "mod clean; pub use clean::Clean;"),
        ("domain/text/clean.rs", "pub struct Clean; pub(in crate::domain) fn f() {}"),
        ("domain/model/mod.rs", "use super::text::Clean; mod a; mod b; pub use a::A;"),
        ("domain/model/a.rs", "use super::b::B; pub struct A(B, std::sync::Arc<str>);"),
        ("domain/model/b.rs", "pub struct B; mod tests { use super::*; fn f(_: B) {} }"),
        ("adapters/systems/mod.rs", "pub mod backstage; pub struct Page;"),
        ("adapters/systems/backstage.rs", "use super::Page; use crate::adapters::http::Client;"),
        ("adapters/http/mod.rs", "pub struct Client(reqwest::Client);"),
        ("adapters/portal/mod.rs", "use crate::adapters::systems::backstage;"),
        ("screen/app/mod.rs", "use crate::screen::panes::home::Home;"),
        ("screen/panes/home/mod.rs", "mod state; pub use state::Home;"),
        ("screen/panes/home/state.rs", "use crate::screen::widgets::Table; pub struct Home;"),
        ("screen/widgets/mod.rs", "pub struct Table;"),
        ("cli/mod.rs", "use crate::{config::Settings, platform::ports::Port};"),
        ("config/mod.rs", "use crate::domain::model::A; pub struct Settings;"),
    ];
    assert_eq!(judged(&files), [""; 0]);
}

#[test]
fn neighbours_that_may_not_know_each_other_are_told() {
    let knows = |path, text| {
        [(path, text), ("screen/panes/home.rs", ""), ("adapters/systems/vault.rs", "pub fn f() {}"), ("config.rs", "")]
    };
    one_wrong(
        &knows("screen/panes/docs.rs", "use super::home::x;"),
        "src/screen/panes/docs.rs:1: screen::panes::docs uses screen::panes::home",
    );
    one_wrong(
        &knows("adapters/systems/kafka.rs", "fn g() { super::vault::f() }"),
        "adapters::systems::kafka uses adapters::systems::vault",
    );
    one_wrong(&knows("adapters/workspace.rs", "use crate::adapters::systems::vault;"), "adapters::workspace uses");
    one_wrong(&knows("screen/app.rs", "use crate::config::Settings;"), "screen::app uses config");
    one_wrong(&knows("cli/get.rs", "use crate::adapters::systems::vault;"), "cli::get uses");
    one_wrong(&knows("screen/look.rs", "use crate::screen::panes::home;"), "screen::look uses");
}

#[test]
fn a_re_export_hides_nothing() {
    let files = [
        ("adapters/portal.rs", "pub use crate::adapters::systems::kafka::Topic;"),
        ("adapters/systems/kafka.rs", "pub struct Topic;"),
        ("adapters/systems/vault.rs", "use crate::adapters::systems::Handed;"),
        ("adapters/systems/mod.rs", "pub use self::kafka::Topic as Handed;"),
    ];
    one_wrong(&files, "src/adapters/systems/vault.rs:1: adapters::systems::vault uses adapters::systems::kafka");
    let globs = [files[1], files[2], ("adapters/systems/mod.rs", "pub use kafka::*; pub use kafka::Topic as Handed;")];
    one_wrong(&globs, "adapters::systems::vault uses adapters::systems::kafka");
}

#[test]
fn a_circle_is_told_once_with_its_way() {
    let files = [
        ("platform/a.rs", "use super::b::B; pub struct A;"),
        ("platform/b/mod.rs", "mod deep;"),
        ("platform/b/deep.rs", "\nuse crate::platform::c::C;"),
        ("platform/c.rs", "use super::a::A; pub struct C;"),
        // a test may make what its module does not know
        ("platform/d.rs", "pub struct D; #[cfg(test)] mod tests { use crate::platform::e::E; }"),
        ("platform/e.rs", "use super::d::D; pub struct E;"),
    ];
    one_wrong(
        &files,
        "src/platform/a.rs:1: a circle: crate::platform::a -> crate::platform::b -> crate::platform::c -> crate::platform::a",
    );
}

#[test]
fn the_domain_stays_pure_and_the_terminal_in_its_room() {
    one_wrong(
        &[("domain/model.rs", "fn f() { std::fs::read(\"x\"); }")],
        "src/domain/model.rs:1: domain::model uses std::fs",
    );
    one_wrong(&[("domain/model.rs", "use std::{fs, sync::Arc};")], "domain::model uses std::fs");
    one_wrong(&[("domain/model.rs", "use std::{io, fmt}; fn f() { tokio::spawn(g()) }")], "domain::model uses tokio");
    one_wrong(&[("adapters/http.rs", "use ratatui::crossterm::event;")], "adapters::http uses ratatui");
}

#[test]
fn other_programs_are_started_through_one_door() {
    let bad = [
        ("screen/app.rs", "fn f() { std::process::Command::new(\"sh\"); }"),
        ("cli/open.rs", "use std::process::{Command, Stdio};"),
        ("adapters/systems/git.rs", "use tokio::process::Command;"),
        ("adapters/session.rs", "fn f() { tokio::process::Command::new(\"pass\"); }"),
        ("cli/bastion.rs", "use std::os::unix::process::CommandExt as _;"),
        ("wiring.rs", "fn f() { open::that_detached(\"x\"); }"),
        ("platform/browser.rs", "fn f() { open::with_command(\"x\", \"sh\"); }"),
    ];
    for file in bad {
        let wrong = judged(&[file]);
        assert!(wrong.len() == 1 && wrong[0].contains(" uses "), "{file:?}: {wrong:?}");
    }
    let good = [
        ("platform/programs.rs", "use std::process::Command;"),
        ("adapters/process.rs", "use tokio::process::Command; use std::process::Stdio;"),
        ("platform/browser.rs", "fn f() { open::that_detached(\"x\"); }"),
        ("screen/app.rs", "fn f() { std::process::id(); open(1) } fn open(_: u8) {}"),
    ];
    assert_eq!(judged(&good), [""; 0]);
}

#[test]
fn long_files_vague_names_and_rooms_that_nobody_drew_are_told() {
    one_wrong(&[("platform/x.rs", &"\n".repeat(401))], "src/platform/x.rs: 401 lines");
    one_wrong(&[("platform/utils.rs", "")], "crate::platform::utils");
    one_wrong(&[("platform/x.rs", "\npub struct SessionManager;")], "src/platform/x.rs:2: the name SessionManager");
    one_wrong(&[("adapters/cellar.rs", "")], "adapters::cellar is in no room");
    one_wrong(&[("cellar.rs", "")], "src/cellar: cellar is in no room");
    one_wrong(&[("platform/x.rs", "fn f( {")], "src/platform/x.rs: ");
}
