//! Pictures of what lists can do, each read by a person before it was accepted.

use super::journeys::{scripted, setup};
use crate::support::scripted::Mood;
use crate::support::stage::Stage;
use stagedoor::platform::ports::{Saved, SavedFilter};
use stagedoor::screen::app::Setup;

const SIZES: [((u16, u16), &str); 2] = [((80, 24), "80x24"), ((120, 36), "120x36")];

fn picture(name: &str, stage: &Stage) {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "../../pictures" }, {
        insta::assert_snapshot!(name, stage.text());
    });
}

fn at(place: &str, size: (u16, u16)) -> Stage {
    let filters = vec![
        SavedFilter { name: "old ones".into(), link: "stagedoor://catalog?lifecycle=deprecated".into() },
        SavedFilter { name: "日本語".into(), link: "stagedoor://catalog?q=wide".into() },
    ];
    let setup = setup(place);
    let saved = Saved { filters, ..setup.saved };
    let mut stage = Stage::new(Setup { saved, ..setup }, size, scripted(Mood::Well).ports());
    stage.rest();
    stage
}

#[test]
fn lists_with_fields_groups_marks_and_what_is_chosen_over_them() {
    for (size, name) in SIZES {
        let mut stage =
            at("stagedoor://catalog?q=-filler&columns=name,spec.tier,owner,tags,namespace,description", size);
        picture(&format!("lists-columns-{name}"), &stage);
        stage.keys("C");
        picture(&format!("lists-choose-columns-{name}"), &stage);
        stage.keys("esc j v v j v");
        picture(&format!("lists-marked-{name}"), &stage);
        stage.keys("E");
        picture(&format!("lists-export-{name}"), &stage);
        stage.keys("esc U S");
        picture(&format!("lists-filters-{name}"), &stage);
        let mut stage = at("stagedoor://catalog?q=-filler&columns=name,kind,spec.tier&group=spec.tier", size);
        // the field may come before or after the rows, and the cursor stays on its entity: from the top on
        stage.keys("g g j j - G");
        picture(&format!("lists-grouped-{name}"), &stage);
        stage.keys("f G x");
        picture(&format!("lists-ruled-out-{name}"), &stage);
    }
}
