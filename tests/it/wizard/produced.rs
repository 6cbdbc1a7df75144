//! What a dry run has to show, by keys: files, the log, what would come of it, what the golden path asks for.

use super::review::filled;
use super::{EVERYTHING, World};
use crate::pictures::picture;
use crate::support::stage::{NOW, Stage};
use crate::support::templates::{SAID, ended, output, task, told};
use stagedoor::domain::model::task::{DryRun, MadeFile, TaskState};
use stagedoor::platform::actions::Action;

fn tried(size: (u16, u16)) -> Stage {
    let world = World::of(&[EVERYTHING]);
    let file =
        |path: &str, text: &str| MadeFile { path: path.into(), content: text.as_bytes().into(), executable: false };
    let long = format!("begin {} end", "-".repeat(150));
    let names = ["Fetch the skeleton", "Make the repository"];
    let run = ended(told(task("none", TaskState::Completed, NOW), &names, &SAID), None, output());
    let dry = DryRun {
        files: vec![file("README.md", "# Cart"), file("docs/index.md", &long)],
        log: run.log,
        output: run.output,
        ..DryRun::default()
    };
    *world.templates.dry_run.lock().unwrap() = Some(dry);
    let mut stage = filled(&world, size);
    stage.keys("d");
    stage
}

#[test]
fn the_files_the_log_and_what_would_come_of_it_are_all_read_by_keys_at_both_sizes() {
    for (size, name) in [((120, 36), "120x36"), ((80, 24), "80x24")] {
        let mut stage = tried(size);
        assert!(stage.sees("# Cart"), "the first file is shown\n{}", stage.text());
        stage.keys("]");
        assert!(stage.sees("begin ---") && !stage.app.offers(Action::WizardNextFile), "{}", stage.text());
        stage.keys("[");
        assert!(stage.sees("# Cart"), "{}", stage.text());
        stage.keys("k");
        assert!(stage.sees("Writing file README.md"), "its log\n{}", stage.text());
        picture(&format!("wizard-dry-run-log-{name}"), &stage);
        stage.keys("k");
        assert!(stage.sees("https://github.com/acme/cart") && stage.sees("Clone it and run"), "{}", stage.text());
        picture(&format!("wizard-dry-run-outcome-{name}"), &stage);
        stage.keys("k");
        assert!(stage.sees("It is in the catalog"), "what the golden path asks for\n{}", stage.text());
        stage.keys("tab j j tab j");
        assert!(stage.sees("Clone it and run"), "{}", stage.text());
    }
}

#[test]
fn a_line_that_is_too_long_is_read_to_its_end() {
    let mut stage = tried((80, 24));
    stage.keys("]");
    assert!(stage.app.offers(Action::WizardRight) && !stage.app.offers(Action::WizardLeft), "{}", stage.text());
    assert!(!stage.sees(" end"), "{}", stage.text());
    for _ in 0..30 {
        if stage.app.offers(Action::WizardRight) {
            stage.keys("right");
        }
    }
    assert!(stage.sees(" end") && stage.sees("1  "), "{}", stage.text());
    stage.keys("[ ]");
    assert!(stage.sees("begin ---"), "another file is read from its beginning\n{}", stage.text());
}
