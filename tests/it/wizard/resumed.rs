//! Going on with what was begun, and forms that change meanwhile.

use super::fields::{draft, open};
use super::review::filled;
use super::{EVERYTHING, WIZARD, World};
use stagedoor::domain::model::Place;

fn resumed(world: &World) -> crate::support::stage::Stage {
    let id = world.drafts()[0].id.clone();
    world.stage(&format!("{WIZARD}#draft-{id}"), (120, 48))
}

#[test]
fn what_was_left_at_its_review_is_gone_on_with_there_and_its_secret_is_asked_for() {
    let world = World::of(&[EVERYTHING]);
    drop(filled(&world, (120, 48)));
    let gallery = world.stage("templates", (120, 36));
    assert!(gallery.sees("review, left"), "{}", gallery.text());
    let mut stage = resumed(&world);
    assert!(stage.sees("Step 3 of 3") && stage.sees("github.com?owner=acme&repo=cart"), "{}", stage.text());
    stage.keys("alt+left esc esc");
    assert!(resumed(&world).sees("Step 2 of 3"), "the step where it was left the last time");
}

#[test]
fn what_a_link_brought_is_marked_still_when_it_is_gone_on_with() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = world.stage(&format!("{WIZARD}?about=linked&name=cart"), (120, 48));
    stage.type_text("-api");
    let stage = resumed(&world);
    let row = |words: &str| stage.row_of(words).unwrap();
    assert!(stage.sees("cart-api") && stage.sees("linked"), "{}", stage.text());
    let mark = row("from link");
    assert!(mark > row("About") && mark < row("Owner"), "the name is the user's own\n{}", stage.text());
}

#[test]
fn a_template_that_is_opened_anew_offers_what_was_begun_before() {
    let world = World::of(&[EVERYTHING]);
    // the program came to its end in the middle of it
    open(&world).type_text("cart");
    let mut stage = open(&world);
    assert!(stage.sees("What was begun before is kept: cart, step 1"), "{}", stage.text());
    assert!(stage.sees("f3 Go on with it"), "{}", stage.text());
    stage.keys("f3");
    assert!(stage.sees("cart") && !stage.sees("begun before"), "{}", stage.text());
    stage.type_text("-2");
    assert_eq!((world.drafts().len(), draft(&world)["name"].as_str()), (1, Some("cart-2")), "it is the same one");
    // who types begins another
    let mut stage = open(&world);
    stage.rest();
    stage.type_text("else");
    assert!(!stage.sees("begun before"), "{}", stage.text());
    assert_eq!(world.drafts().len(), 2);
}

#[test]
fn a_template_that_changes_while_it_is_filled_in_is_taken_in_and_nothing_is_lost() {
    let world = World::of(&[EVERYTHING]);
    let mut stage = open(&world);
    stage.type_text("cart").keys("tab tab").type_text("team a");
    stage.keys("enter tab tab tab tab tab tab").type_text("hunter2");
    let changed = EVERYTHING.replacen(
        "        about:\n",
        "        unit:\n          title: Cost centre\n          type: string\n        about:\n",
        1,
    );
    let template: Place = Place::parse(WIZARD).unwrap();
    let form = crate::support::forms::form(&changed);
    world.templates.forms.lock().unwrap().insert(template.subject.unwrap(), form);
    stage.keys("ctrl+r");
    for words in ["Cost centre", "the template has changed; what was filled in is kept", "cart", "Team A", "▌Token"] {
        assert!(stage.sees(words), "{words}\n{}", stage.text());
    }
    stage.keys("ctrl+n ctrl+n f9");
    let order = world.order().unwrap();
    assert_eq!((&order.values["name"], order.secrets["token"].reveal()), (&"cart".into(), "hunter2"));
}
