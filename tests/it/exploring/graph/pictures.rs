//! Pictures of the graph as text, each read by a person before it was accepted.

use super::journeys::at;
use crate::rooms::{MOODS, room};
use crate::support::stage::Stage;
use stagedoor::screen::look::Look;

fn picture(name: &str, stage: &Stage) {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "../../pictures" }, {
        insta::assert_snapshot!(format!("graph-{name}"), stage.text());
    });
}

#[test]
fn the_graph_with_a_cycle_and_the_impact_at_two_sizes() {
    for (size, name) in [((80, 24), "80x24"), ((120, 36), "120x36")] {
        let (mut stage, _folder) = at("stagedoor://catalog/component/default/identity/graph", size);
        stage.keys("j j j j");
        picture(&format!("walked-{name}"), &stage);
        stage.keys("z r");
        picture(&format!("relations-{name}"), &stage);
        stage.keys("esc x");
        picture(&format!("export-{name}"), &stage);
        stage.keys("esc /").type_text("pay");
        picture(&format!("find-{name}"), &stage);
        stage.keys("enter esc i");
        picture(&format!("impact-{name}"), &stage);
        stage.keys("b g g");
        picture(&format!("impact-by-owner-{name}"), &stage);
    }
}

#[test]
fn the_graph_of_a_team_and_of_a_system() {
    let (stage, _folder) = at("stagedoor://catalog/group/default/team-payments/graph", (80, 24));
    picture("team-80x24", &stage);
    let (stage, _folder) = at("stagedoor://catalog/system/default/payments/graph?direction=in&depth=2", (80, 24));
    picture("system-80x24", &stage);
}

#[test]
fn the_graph_in_every_mood() {
    for mood in MOODS {
        let place = "stagedoor://catalog/component/default/payments/graph";
        picture(&format!("{mood:?}-80x24"), &room(place, mood, (80, 24), Look::default()));
    }
}
