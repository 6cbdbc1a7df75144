//! Pictures of the gallery and of the wizard, each read by a person before it was accepted.

use super::review::filled;
use super::{EVERYTHING, WIZARD, World};
use crate::pictures::picture;
use crate::rooms::setup;
use crate::support::stage::Stage;
use stagedoor::domain::model::task::{DryRun, MadeFile};
use stagedoor::screen::app::Setup;
use stagedoor::screen::look::{Glyphs, Look, Theme};
use std::sync::Arc;

const SIZES: [((u16, u16), &str); 2] = [((120, 36), "120x36"), ((80, 24), "80x24")];

#[test]
fn the_gallery_and_every_page_of_a_wizard() {
    for (size, name) in SIZES {
        let world = World::of(&[EVERYTHING]);
        let mut stage = world.stage("templates", size);
        picture(&format!("gallery-{name}"), &stage);
        stage.keys("f");
        picture(&format!("gallery-narrow-{name}"), &stage);
        stage.keys("esc enter");
        picture(&format!("wizard-begun-{name}"), &stage);
        stage.type_text("Cart!").keys("ctrl+n");
        picture(&format!("wizard-errors-{name}"), &stage);
        stage.keys("f8").type_text("tea");
        picture(&format!("wizard-picker-{name}"), &stage);
        stage.keys("enter ctrl+n");
        picture(&format!("wizard-second-{name}"), &stage);
        stage.keys("down down space tab tab tab tab tab tab tab tab enter").type_text("80");
        picture(&format!("wizard-list-{name}"), &stage);
        stage.keys("ctrl+n ctrl+n");
        picture(&format!("wizard-review-incomplete-{name}"), &stage);
        stage.keys("esc");
        picture(&format!("gallery-unfinished-{name}"), &stage);
    }
}

#[test]
fn the_review_the_dry_run_and_other_looks() {
    for (size, name) in SIZES {
        let world = World::of(&[EVERYTHING]);
        let file = |path: &str, text: &str| MadeFile {
            path: path.into(),
            content: text.as_bytes().into(),
            executable: path.ends_with(".sh"),
        };
        let files = vec![
            file("README.md", "# Cart\n\nKeeps what a customer buys."),
            file("deploy/chart/Chart.yaml", "name: cart\nversion: 0.1.0"),
            file("deploy/chart/values.yaml", "replicas: 2"),
            file("scripts/run.sh", "#!/bin/sh\necho cart"),
        ];
        *world.templates.dry_run.lock().unwrap() = Some(DryRun { files, ..DryRun::default() });
        let mut stage = filled(&world, size);
        picture(&format!("wizard-review-{name}"), &stage);
        stage.keys("d j");
        picture(&format!("wizard-dry-run-{name}"), &stage);
    }
    let ascii = Look { glyphs: Glyphs::ASCII, theme: Theme::bundled("mono").unwrap() };
    let world = World::of(&[EVERYTHING]);
    let setup = Setup { look: ascii, ..setup(WIZARD) };
    let mut stage = Stage::new(setup, (80, 24), Arc::clone(&world.catalog).ports());
    stage.rest();
    stage.type_text("Cart!").keys("ctrl+n");
    picture("wizard-ascii-80x24", &stage);
    stage.keys("ctrl+n");
    picture("wizard-second-ascii-80x24", &stage);
    let mut stage = world.stage(WIZARD, (40, 16));
    stage.type_text("cart").keys("tab tab");
    picture("wizard-40x16", &stage);
}
