use super::{EVERYTHING, World};
use stagedoor::domain::model::Place;
use stagedoor::platform::actions::Action;

const DATABASE: &str = r#"
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: database, title: A database, tags: [data]}
spec:
  owner: team-b
  type: infrastructure
  lifecycle: deprecated
  parameters: [{title: Which, properties: {name: {title: Name, type: string}}}]
  steps: [{id: a, name: Make it, action: "debug:log"}]
"#;

fn rows(stage: &crate::support::stage::Stage, words: &[&str]) -> Vec<usize> {
    words.iter().map(|word| stage.row_of(word).unwrap_or_else(|| panic!("{word}\n{}", stage.text()))).collect()
}

#[test]
fn templates_stand_under_their_category_with_what_one_chooses_by() {
    let stage = World::of(&[DATABASE, EVERYTHING]).stage("templates", (200, 40));
    let rows = rows(&stage, &["Application", "▌  Everything", "Infrastructure", "A database"]);
    assert!(rows.is_sorted(), "{}", stage.text());
    for words in [
        "beta",
        "1.2.0",
        "Team A",
        "deprecated",
        "2 templates",
        "Asks for",
        "Name, About, Owner",
        "fetch:template",
        "by group:team-a",
    ] {
        assert!(stage.sees(words), "{words}\n{}", stage.text());
    }
}

#[test]
fn a_template_is_found_by_what_is_typed_and_by_a_tag_and_opened() {
    let world = World::of(&[DATABASE, EVERYTHING]);
    let mut stage = world.stage("templates", (120, 36));
    stage.keys("/").type_text("infra");
    assert!(stage.sees("A database") && !stage.sees("Everything   "), "{}", stage.text());
    stage.keys("tab esc f").type_text("tag recom");
    stage.keys("enter");
    assert!(stage.sees("tag recommended") && !stage.sees("A database"), "{}", stage.text());
    stage.keys("enter");
    assert!(stage.sees("Step 1 of 3"), "{}", stage.text());
}

#[test]
fn a_starred_template_comes_first_in_its_category() {
    let second = EVERYTHING.replace("name: everything", "name: another").replace("title: Everything", "title: Zebra");
    let mut stage = World::of(&[EVERYTHING, &second]).stage("templates", (120, 36));
    let before = rows(&stage, &["Everything  ", "Zebra"]);
    assert!(before.is_sorted());
    stage.keys("j s");
    let after = rows(&stage, &["Zebra", "Everything  "]);
    assert!(after.is_sorted(), "{}", stage.text());
    stage.keys("*");
    assert!(stage.sees("only starred") && stage.sees("1 template"), "{}", stage.text());
}

#[test]
fn what_was_begun_stands_at_the_top_is_gone_on_with_at_its_step_and_can_be_dropped() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = world.stage("templates", (120, 36));
    stage.keys("enter").type_text("cart");
    stage.keys("tab tab").type_text("team a");
    stage.keys("enter ctrl+n");
    assert!(stage.sees("Step 2 of 3"), "{}", stage.text());
    stage.keys("esc esc");
    assert!(stage.sees("is kept among the templates"), "{}", stage.text());
    assert!(stage.sees("Unfinished  1") && stage.sees("step 2") && stage.sees("cart"), "{}", stage.text());
    stage.keys("g g enter");
    assert!(stage.sees("Step 2 of 3"), "{}", stage.text());
    stage.keys("alt+left");
    assert!(stage.sees("cart") && stage.sees("Team A"), "{}", stage.text());
    stage.keys("esc esc g g X");
    assert!(!stage.sees("Unfinished"), "{}", stage.text());
    assert!(world.drafts().is_empty());
}

#[test]
fn a_template_can_be_run_from_its_own_page_and_from_the_palette() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = world.stage("template:default/everything", (120, 36));
    assert!(stage.app.offers(Action::TemplateRun));
    stage.keys("f9");
    assert!(stage.sees("Step 1 of 3"), "{}", stage.text());
    let mut stage = world.stage("home", (120, 36));
    stage.keys("ctrl+p").type_text("everything");
    assert!(stage.sees("Run: Everything"), "{}", stage.text());
    let page = world.stage("component:payments", (120, 36));
    assert!(!page.app.offers(Action::TemplateRun), "a component is no template");
}

#[test]
fn the_link_of_the_gallery_brings_back_what_narrowed_it() {
    let place = "stagedoor://templates?q=every&starred=yes&type=application&sort=owner";
    let mut stage = World::of(&[EVERYTHING]).stage(place, (120, 36));
    stage.keys("y l");
    let copied = stage.effects.iter().find_map(|effect| match effect {
        stagedoor::screen::app::Effect::Copy(text) => Some(text.clone()),
        _ => None,
    });
    assert_eq!(Place::parse(&copied.unwrap()).unwrap(), Place::parse(place).unwrap());
}

#[test]
fn what_narrows_the_templates_is_said_beside_what_is_typed() {
    let mut stage = World::of(&[DATABASE, EVERYTHING]).stage("templates?starred=yes&mine=yes", (80, 24));
    assert!(stage.sees("only mine, only starred"), "{}", stage.text());
    stage.keys("/").type_text("every");
    assert!(stage.sees("every") && stage.sees("only mine, only starred"), "{}", stage.text());
    stage.keys("tab");
    assert!(stage.sees("only mine, only starred"), "{}", stage.text());
}

#[test]
fn what_a_template_is_for_is_read_in_full_however_wide_its_owner_is() {
    for size in [(80, 24), (120, 36)] {
        let mut stage = World::of(&[EVERYTHING]).stage("templates", size);
        assert!(stage.sees("A template that asks for all that can be asked for."), "{size:?}\n{}", stage.text());
        assert!(stage.sees("1.2.0") && stage.sees("Team A"), "{}", stage.text());
        stage.keys("enter");
        assert!(stage.sees("Step 1 of 3"), "{}", stage.text());
    }
}

#[test]
fn markdown_in_what_a_template_is_for_is_shown_as_it_is_meant() {
    let plain = "A template that asks for all that can be asked for.";
    let text = EVERYTHING.replacen(plain, "\"Makes a **service**:\\n\\n- with `tests`\\n- with docs\"", 1);
    let stage = World::of(&[&text]).stage("templates", (160, 36));
    let row = |words: &str| stage.row_of(words).unwrap_or_else(|| panic!("{words}\n{}", stage.text()));
    assert!(row("Makes a service:") < row("with tests") && row("with tests") < row("with docs"), "{}", stage.text());
}
