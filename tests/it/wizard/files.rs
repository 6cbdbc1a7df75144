//! Fields that take files.

use super::World;
use crate::support::stage::Stage;
use serde_json::json;
use stagedoor::platform::files::NoFiles;
use std::sync::Arc;

const TAKING: &str = "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata:\n  name: taking\n  title: Taking\n\
                      spec:\n  type: service\n  owner: group:default/team-a\n  parameters:\n    - title: One\n      required: [logo]\n\
                      \x20     properties:\n        logo: {type: string, format: data-url, title: Logo}\n\
                      \x20       notes: {type: array, title: Notes, items: {type: string, format: data-url}}\n\
                      \x20 steps: []\n";
const PLACE: &str = "stagedoor://templates/default/taking";

fn world() -> (World, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("logo.svg"), "<svg/>").unwrap();
    std::fs::write(folder.path().join("a.txt"), "a").unwrap();
    (World::of(&[TAKING]), folder)
}

fn open(world: &World) -> Stage {
    world.stage(PLACE, (160, 40))
}

fn path(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).display().to_string()
}

fn keep_going(stage: &mut Stage) {
    stage.keys("ctrl+n");
    assert!(stage.sees("Review") && stage.sees("nothing is sent yet"), "{}", stage.text());
}

#[test]
fn a_path_is_read_when_the_step_is_left_and_the_review_shows_name_type_and_size() {
    let (world, folder) = world();
    let mut stage = open(&world);
    stage.type_text(&path(&folder, "logo.svg"));
    keep_going(&mut stage);
    assert!(stage.sees("logo.svg (image/svg+xml, 6 B)"), "{}", stage.text());
    assert!(!stage.sees("base64") && !stage.sees("mended"), "{}", stage.text());
    stage.press("f9");
    let order = world.order().unwrap();
    assert_eq!(order.values["logo"], "data:image/svg+xml;name=logo.svg;base64,PHN2Zy8+");
}

#[test]
fn several_files_are_named_one_below_the_other() {
    let (world, folder) = world();
    let mut stage = open(&world);
    stage.type_text(&path(&folder, "logo.svg")).keys("tab").type_text(&path(&folder, "a.txt"));
    stage.keys("down").type_text(&path(&folder, "logo.svg"));
    keep_going(&mut stage);
    assert!(stage.sees("a.txt (text/plain, 1 B), logo.svg"), "{}", stage.text());
    stage.press("f9");
    let notes = &world.order().unwrap().values["notes"];
    assert_eq!(
        *notes,
        json!(["data:text/plain;name=a.txt;base64,YQ==", "data:image/svg+xml;name=logo.svg;base64,PHN2Zy8+"])
    );
}

#[test]
fn what_cannot_be_read_is_said_at_the_field_and_read_again_once_it_is_there() {
    let (world, folder) = world();
    let mut stage = open(&world);
    stage.type_text(&path(&folder, "new.svg")).keys("tab");
    assert!(stage.sees("there is no such file"), "{}", stage.text());
    std::fs::write(folder.path().join("new.svg"), "<svg/>").unwrap();
    stage.keys("shift+tab tab");
    assert!(stage.sees("new.svg (image/svg+xml, 6 B)"), "{}", stage.text());
}

#[test]
fn whoever_runs_it_with_a_file_that_is_not_there_is_led_to_its_field() {
    let (world, folder) = world();
    let mut stage = open(&world);
    stage.type_text(&path(&folder, "logo.svg")).keys("tab").type_text(&path(&folder, "gone.txt"));
    keep_going(&mut stage);
    stage.press("f9");
    assert!(world.order().is_none() && stage.sees("mended before it runs"), "{}", stage.text());
    assert!(!stage.sees("nothing is sent yet") && stage.sees("there is no such file"), "{}", stage.text());
}

#[test]
fn a_draft_keeps_where_the_file_lies_and_not_what_is_in_it() {
    let (world, folder) = world();
    let mut stage = open(&world);
    let logo = path(&folder, "logo.svg");
    stage.type_text(&logo).keys("tab");
    stage.keys("esc esc");
    let kept = serde_json::to_string(&world.drafts()).unwrap();
    assert!(kept.contains(&logo) && !kept.contains("base64"), "{kept}");
    let draft = world.drafts()[0].id.clone();
    let mut stage = world.stage(&format!("{PLACE}#draft-{draft}"), (160, 40));
    stage.keys("tab");
    assert!(stage.sees(&logo) && stage.sees("logo.svg (image/svg+xml, 6 B)"), "{}", stage.text());
}

#[test]
fn neither_a_link_nor_a_default_names_a_file_and_restricted_mode_reads_none() {
    let (world, folder) = world();
    let logo = path(&folder, "logo.svg");
    let stage = world.stage(&format!("{PLACE}?logo={logo}"), (160, 40));
    assert!(stage.sees("it takes a file of yours") && !stage.sees("image/svg"), "{}", stage.text());
    let (mut world, _folder) = self::world();
    Arc::get_mut(&mut world.catalog).unwrap().files = Arc::new(NoFiles);
    let mut stage = open(&world);
    stage.type_text(&logo).keys("tab");
    assert!(stage.sees("in restricted mode no files are read"), "{}", stage.text());
    let with_default = TAKING.replace("title: Logo}", &format!("title: Logo, default: '{logo}'}}"));
    let world = World::of(&[&with_default]);
    let mut stage = open(&world);
    stage.keys("tab");
    assert!(!stage.sees("image/svg"), "{}", stage.text());
}
