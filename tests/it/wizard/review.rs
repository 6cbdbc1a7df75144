//! The review, dry runs, and what becomes of what is sent.

use super::{EVERYTHING, WIZARD, World};
use crate::support::stage::Stage;
use serde_json::json;
use stagedoor::domain::model::Place;
use stagedoor::domain::model::task::{DryRun, MadeFile};
use stagedoor::platform::actions::Action;
use stagedoor::platform::fault::{Fault, FaultKind, FieldFault};
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::query::Drafts;
use stagedoor::platform::templates::TemplateForm;

pub fn filled(world: &World, size: (u16, u16)) -> Stage {
    to_review(world.stage(WIZARD, size))
}

/// Fills in all that has to be, up to the review.
pub fn to_review(mut stage: Stage) -> Stage {
    stage.type_text("cart").keys("tab tab").type_text("team a");
    stage.keys("enter tab tab tab").type_text("git");
    stage.keys("enter tab").type_text("ac");
    stage.keys("enter tab").type_text("cart");
    stage.keys("tab").type_text("hunter2");
    stage.keys("ctrl+n ctrl+n");
    assert!(stage.sees("Review") && stage.sees("nothing is sent yet"), "{}", stage.text());
    stage
}

#[test]
fn every_value_is_seen_before_it_is_sent_and_exactly_those_are() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = filled(&world, (120, 60));
    for words in [
        "cart",
        "group:default/team-a",
        "github.com?owner=acme&repo=cart",
        "••••••",
        "Development: one replica",
        "Render it",
        "publish:github",
    ] {
        assert!(stage.sees(words), "{words}\n{}", stage.text());
    }
    assert!(!stage.sees("hunter2") && !stage.sees("Needs approval"), "{}", stage.text());
    assert!(world.order().is_none(), "nothing is sent before one says so");
    let done = Outcome::Done {
        told: "it runs".into(),
        stale: vec![Drafts {}.into()],
        request_id: None,
        made: Some(Place::task("t-runs")),
    };
    world.catalog.outcomes.lock().unwrap().push_back(done);
    stage.press("f9");
    let order = world.order().unwrap();
    assert_eq!(order.values["name"], "cart");
    assert_eq!(order.values["replicas"], 2, "what nobody touched is sent as it was shown");
    assert_eq!(order.secrets["token"].reveal(), "hunter2");
    assert!(!order.values.to_string().contains("hunter2"));
    stage.until("Node.js service");
    assert!(world.drafts().is_empty(), "what was sent is unfinished no more");
    stage.keys("esc");
    assert!(stage.sees("It was sent."), "{}", stage.text());
    assert!(!stage.app.offers(Action::TemplateRun), "nothing is sent twice");
}

#[test]
fn what_needs_approval_is_said_before_it_is_sent_and_by_whom() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = filled(&world, (120, 60));
    stage.keys("alt+left down down space ctrl+n ctrl+n");
    assert!(stage.sees("Needs approval") && stage.sees("by group:team-a"), "{}", stage.text());
    assert!(stage.sees("Has to be mended first") && stage.sees("Why now"), "{}", stage.text());
    stage.keys("g g enter");
    assert!(stage.sees("▌Why now"), "{}", stage.text());
}

#[test]
fn running_what_is_not_complete_says_what_is_missing_and_leads_there() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = filled(&world, (120, 60));
    stage.keys("alt+left down down space ctrl+n ctrl+n");
    assert!(stage.sees("f9 What is missing"), "{}", stage.text());
    stage.keys("f9");
    assert!(stage.sees("one thing has to be mended before it runs"), "{}", stage.text());
    assert!(stage.sees("▌Why now") && stage.sees("✗ must have required property"), "{}", stage.text());
    assert!(world.order().is_none());
    stage.type_text("It is time for it").keys("ctrl+n");
    assert!(stage.sees("f9 Run"), "{}", stage.text());
}

#[test]
fn a_value_that_the_portal_refuses_is_said_at_its_field_and_nothing_is_lost() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = filled(&world, (120, 60));
    let field = FieldFault { path: vec!["name".into()], is_secret: false, message: "is taken".into() };
    let fault = Fault::new(FaultKind::Invalid, "run the template", "a value is refused", "");
    let refused = Outcome::Refused(Fault { fields: vec![field].into(), ..fault });
    world.catalog.outcomes.lock().unwrap().push_back(refused);
    stage.keys("f9");
    assert!(stage.sees("Step 1 of 3") && stage.sees("▌Name") && stage.sees("✗ refused: is taken"), "{}", stage.text());
    assert!(stage.sees("cart") && stage.sees("•••••••"), "{}", stage.text());
    stage.type_text("2").keys("ctrl+n ctrl+n f9");
    assert_eq!(world.order().unwrap().values["name"], "cart2");
}

#[test]
fn whether_it_was_done_is_looked_up_and_never_sent_again_by_itself() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = filled(&world, (120, 60));
    let fault = Fault::new(FaultKind::TimedOut, "run the template", "no answer came", "");
    world.catalog.outcomes.lock().unwrap().push_back(Outcome::InDoubt { probe: Drafts {}.into(), fault });
    stage.keys("f9");
    assert!(stage.sees("whether it runs is not known"), "{}", stage.text());
    assert_eq!(world.catalog.commands.lock().unwrap().len(), 1);
}

#[test]
fn a_link_fills_in_marks_what_it_brought_and_never_runs() {
    let world = World::of(&[EVERYTHING]);
    let place = format!("{WIZARD}?name=linked&owner=group:default/team-a&token=stolen&replicas=3&shoe=7");
    let mut stage = world.stage(&place, (120, 60));
    assert!(stage.sees("linked") && stage.sees("from link"), "{}", stage.text());
    stage.keys("esc M");
    let told = stage.text();
    assert!(told.contains("may not fill in token: it is secret"), "{told}");
    assert!(told.contains("names shoe, which is not asked for"), "{told}");
    stage.keys("esc ctrl+n ctrl+n");
    let row = |stage: &Stage, words: &str| {
        stage.text().lines().find(|line| line.contains(words)).unwrap_or_default().to_owned()
    };
    assert!(row(&stage, "linked").contains("from link"), "{}", stage.text());
    assert!(row(&stage, "Replicas").contains("from link"), "{}", stage.text());
    assert!(!row(&stage, "Size").contains("from link") && !stage.sees("Token"), "{}", stage.text());
    assert!(world.order().is_none() && world.drafts().is_empty(), "a link does nothing and keeps nothing");
}

#[test]
fn a_dry_run_shows_the_files_what_is_in_them_and_what_the_golden_path_asks_for() {
    let world = World::of(&[EVERYTHING]);
    let file =
        |path: &str, text: &str| MadeFile { path: path.into(), content: text.as_bytes().into(), executable: false };
    let files = vec![
        file("README.md", "# Cart\n\nSells."),
        file("deploy/chart/Chart.yaml", "name: cart"),
        file("deploy/chart/values.yaml", "x: 1"),
    ];
    *world.templates.dry_run.lock().unwrap() =
        Some(DryRun { files, left_out: vec!["publish:github".into()], ..DryRun::default() });
    let mut stage = filled(&world, (120, 40));
    stage.keys("d");
    for words in
        ["3 files would be made", "left out: publish:github", "# Cart", "Sells.", "deploy/chart/", "Chart.yaml"]
    {
        assert!(stage.sees(words), "{words}\n{}", stage.text());
    }
    assert!(stage.sees("The golden path asks for"), "{}", stage.text());
    stage.keys("j");
    assert!(stage.sees("name: cart") && !stage.sees("# Cart"), "{}", stage.text());
    stage.keys("esc");
    assert!(stage.sees("nothing is sent yet") && world.order().is_none(), "{}", stage.text());
}

#[test]
fn what_cannot_be_done_here_is_named_and_left_out_only_when_told_so_and_trust_is_asked_for() {
    let change = |form: &mut TemplateForm| {
        form.needs_trust = true;
        form.actions[1].lacks = "it needs a server".into();
    };
    let world = World::with(&[EVERYTHING], Vec::new(), change);
    let mut stage = filled(&world, (120, 60));
    assert!(stage.sees("cannot be done here: it needs a server"), "{}", stage.text());
    assert!(stage.sees("were never run here"), "{}", stage.text());
    stage.keys("f9");
    assert!(stage.sees("say first that the folder is trusted") && world.order().is_none(), "{}", stage.text());
    stage.keys("t f9");
    assert!(stage.sees("say first that the rest is left out") && world.order().is_none(), "{}", stage.text());
    stage.keys("x");
    assert!(stage.sees("left out: it needs a server"), "{}", stage.text());
    assert!(stage.app.offers(Action::TemplateRun), "{}", stage.text());
    stage.keys("f9");
    let order = world.order().unwrap();
    assert!(order.skip && order.trusted);
}

#[test]
fn values_of_a_field_that_went_away_are_not_sent() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = filled(&world, (120, 60));
    stage.keys("alt+left esc G k enter");
    // the store is one of several kinds
    stage.type_text("post");
    stage.keys("enter");
    assert!(stage.sees("Gigabytes"), "{}", stage.text());
    stage.keys("ctrl+n f9");
    assert_eq!(world.order().unwrap().values["store"], json!({"kind": "postgres", "gigabytes": 10}));
}

#[test]
fn a_long_value_is_seen_in_the_review_to_its_end() {
    let world = World::of(&[EVERYTHING]);
    let text: Vec<String> = (1..=30).map(|number| format!("line {number} of it")).collect();
    let place = format!("{WIZARD}?about={}", text.join("%0A").replace(' ', "%20"));
    let mut stage = world.stage(&place, (120, 80));
    stage.keys("esc ctrl+n ctrl+n ctrl+n ctrl+n");
    assert!(stage.sees("line 12 of it") && stage.sees("line 30 of it"), "{}", stage.text());
}

#[test]
fn two_values_that_are_called_alike_are_both_seen() {
    let form = |template: &str| {
        let at = template.find("    - title: Where and how").unwrap();
        let (before, after) = template.split_at(at);
        format!(
            "{before}{}",
            after.replacen(
                "      properties:\n",
                "      properties:\n        second: {title: Name, type: string, default: another}\n",
                1
            )
        )
    };
    let world = World::of(&[&form(EVERYTHING)]);
    let stage = filled(&world, (120, 60));
    assert!(stage.sees("cart") && stage.sees("another"), "{}", stage.text());
}

#[test]
fn limits_that_a_template_tells_are_seen_before_it_is_sent_where_they_hold() {
    let limits = "    stagedoor.dev/limits: |\n      - Three of them a team.\n      - {when: 'parameters.replicas > 5', says: Not so many.}\n";
    let text = EVERYTHING.replacen("  annotations:\n", &format!("  annotations:\n{limits}"), 1);
    assert_ne!(text, EVERYTHING);
    let stage = filled(&World::of(&[&text]), (120, 60));
    assert!(stage.sees("Three of them a team.") && !stage.sees("Not so many."), "{}", stage.text());
    assert!(!stage.sees("are not known here"), "{}", stage.text());
}

#[test]
fn what_a_portal_lacks_is_said_and_does_not_keep_one_from_trying() {
    let change = |form: &mut TemplateForm| {
        form.sends_anyway = true;
        form.actions[1].lacks = "the portal does not have the action x".into();
    };
    let world = World::with(&[EVERYTHING], Vec::new(), change);
    let mut stage = filled(&world, (120, 60));
    assert!(stage.sees("the portal does not have the action x"), "{}", stage.text());
    assert!(stage.app.offers(Action::TemplateRun) && !stage.app.offers(Action::WizardSkip));
    stage.press("f9");
    assert!(world.order().is_some(), "{}", stage.text());
}
