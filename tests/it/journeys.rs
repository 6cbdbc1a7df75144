//! Key strings typed into the whole app over the bundled example workspace: what a person does
//! from start to end.

use crate::support::stage::{Stage, keymap, workspace_ports};
use stagedoor::adapters::workspace::{Workspace, WorkspaceSetup, unpack_example};
use stagedoor::domain::model::Place;
use stagedoor::platform::ports::{Ports, Saved};
use stagedoor::platform::query::Folder;
use stagedoor::screen::app::{Effect, Setup};
use std::path::PathBuf;
use tempfile::TempDir;

pub struct Example {
    root: PathBuf,
    _folder: TempDir,
    ports: Ports,
    pub setup: Setup,
}

pub fn example() -> Example {
    let folder = TempDir::new().unwrap();
    let root = unpack_example(&folder.path().join("example"), true).unwrap();
    let workspace = Workspace::open(WorkspaceSetup { name: None, root: root.clone(), user: None }).unwrap();
    let setup = Setup { platform: workspace.platform(), keymap: keymap(), ..Setup::default() };
    let ports = workspace_ports(workspace, &folder.path().join("state"));
    Example { root, _folder: folder, ports, setup }
}

impl Example {
    pub fn stage(&self, setup: Setup) -> Stage {
        let mut stage = Stage::new(setup, (120, 36), self.ports.clone());
        stage.rest();
        stage
    }

    fn start(&self) -> Stage {
        self.stage(self.setup.clone())
    }

    pub fn at(&self, place: &str) -> Stage {
        self.stage(Setup { link: Some(Place::parse(place).unwrap()), ..self.setup.clone() })
    }
}

fn copied(stage: &Stage) -> Option<&str> {
    stage.effects.iter().rev().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.as_str()),
        _ => None,
    })
}

#[test]
fn a_stranger_starts_and_sees_what_there_is_and_what_is_theirs() {
    let example = example();
    let stage = example.start();
    for words in ["101 entities", "Mine", "Without an owner", "Problems in the sources"] {
        assert!(stage.sees(words), "{words}\n{}", stage.text());
    }
}

#[test]
fn from_a_few_letters_to_the_owner_and_back_with_everything_as_it_was() {
    let example = example();
    let mut stage = example.start();
    stage.keys("g c").keys("/").type_text("payo").keys("enter");
    assert!(stage.sees("component:default/payouts"), "{}", stage.text());
    stage.keys("o");
    assert!(stage.sees("group:default/team-payments"), "{}", stage.text());
    stage.keys("esc esc");
    assert!(stage.sees("/ payo") && stage.sees("payouts"), "filter and cursor as they were\n{}", stage.text());
    stage.keys("alt+right");
    assert!(stage.sees("component:default/payouts"), "{}", stage.text());
}

#[test]
fn facets_narrow_with_counts_that_come_true() {
    let example = example();
    let mut stage = example.at("catalog");
    stage.keys("f");
    let line = stage.text().lines().find(|line| line.contains("Template")).unwrap().to_owned();
    let count: usize = line.split_whitespace().skip_while(|word| *word != "Template").nth(1).unwrap().parse().unwrap();
    while !stage.text().lines().any(|line| line.starts_with('▌') && line.contains("Template")) {
        stage.keys("j");
    }
    stage.keys("enter");
    assert!(stage.sees(&format!("1/{count} of 101")), "{}", stage.text());
    stage.keys("esc esc");
    assert!(stage.sees("/101"), "{}", stage.text());
}

#[test]
fn only_mine_then_sorted_by_owner_then_reversed() {
    let example = example();
    let mut stage = example.at("catalog");
    stage.keys("m");
    assert!(stage.sees("of 101") && !stage.sees("team-storefront"), "{}", stage.text());
    stage.keys("m p o o o o");
    assert!(stage.sees("OWNER ↓"), "{}", stage.text());
    let first = stage.text();
    stage.keys("O");
    assert!(stage.sees("OWNER ↑") && stage.text() != first, "{}", stage.text());
}

#[test]
fn a_star_shows_on_the_home_screen_and_goes_again() {
    let example = example();
    let mut stage = example.at("component:ledger");
    stage.keys("s g h");
    assert!(stage.sees("Starred 1"), "{}", stage.text());
    assert!(stage.effects.contains(&Effect::Save), "saved at once");
    assert_eq!(stage.app.saved().starred, ["component:default/ledger".parse().unwrap()]);
    stage.keys("esc s g h");
    assert!(!stage.sees("Starred"), "{}", stage.text());
}

#[test]
fn what_can_be_copied_is_what_it_says() {
    let example = example();
    let mut stage = example.at("component:ledger");
    stage.keys("y r");
    assert_eq!(copied(&stage), Some("component:default/ledger"));
    stage.keys("8 y l");
    assert_eq!(copied(&stage), Some("stagedoor://catalog/component/default/ledger/yaml"));
    stage.keys("y y");
    let yaml = copied(&stage).unwrap();
    assert!(yaml.starts_with("apiVersion: backstage.io/v1alpha1\nkind: Component\n"), "{yaml}");
    assert!(stage.sees("copied apiVersion"), "{}", stage.text());
}

#[test]
fn the_link_to_a_filtered_list_opens_the_same_list() {
    let example = example();
    let mut stage = example.at("catalog");
    stage.keys("/").type_text("pay").keys("tab m o o").keys("y l");
    let link = copied(&stage).unwrap().to_owned();
    let again = example.at(&link);
    stage.keys("esc").keys("tab").keys("esc");
    let rows = |stage: &Stage| {
        stage.text().lines().skip(4).take(20).map(|l| l[..40.min(l.len())].to_owned()).collect::<Vec<_>>()
    };
    let mut same = example.at(&link);
    assert_eq!(
        rows(&again),
        rows(&{
            same.rest();
            same
        })
    );
    assert!(again.sees("/ pay"), "{}", again.text());
}

#[test]
fn the_palette_goes_anywhere() {
    let example = example();
    let mut stage = example.start();
    stage.keys("ctrl+p").type_text("ledger rpc").keys("enter");
    assert!(stage.sees("api:default/ledger-rpc"), "{}", stage.text());
    stage.keys("ctrl+p").type_text("problems").keys("enter");
    assert!(stage.sees("services/loyalty/catalog-info.yaml"), "{}", stage.text());
    stage.keys("ctrl+p");
    assert!(stage.sees("Recent") && stage.sees("Ledger RPC"), "{}", stage.text());
}

#[test]
fn a_link_pasted_into_the_palette_is_followed() {
    let example = example();
    let mut stage = example.start();
    stage.keys("ctrl+p").type_text("stagedoor://catalog/api/default/ledger-rpc/relations").keys("enter");
    assert!(stage.sees("Provided by"), "{}", stage.text());
}

#[test]
fn a_problem_opens_the_file_at_its_line() {
    let example = example();
    let mut stage = example.at("problems");
    stage.keys("enter");
    let wanted = Effect::Edit(example.root.join("services/loyalty/catalog-info.yaml"), 9);
    assert_eq!(stage.effects.last(), Some(&wanted));
}

#[test]
fn a_saved_file_shows_on_the_screen_and_the_cursor_stays() {
    let example = example();
    let mut stage = example.at("component:ledger");
    let file = example.root.join("services/ledger/catalog-info.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    let changed = text.replacen("Double entry", "Triple entry", 1);
    assert_ne!(text, changed);
    std::fs::write(&file, changed).unwrap();
    stage.until("Triple entry");
}

#[test]
fn the_folder_one_is_in_is_the_first_screen() {
    let example = example();
    let folder = Folder { path: example.root.join("services/payments"), ..Folder::default() };
    let stage = example.stage(Setup { folder: Some(folder), ..example.setup.clone() });
    assert!(stage.sees("component:default/payments"), "{}", stage.text());
    let elsewhere = Folder { path: "/".into(), ..Folder::default() };
    let stage = example.stage(Setup { folder: Some(elsewhere), ..example.setup.clone() });
    assert!(stage.sees("101 entities"), "{}", stage.text());
}

#[test]
fn the_next_start_is_where_the_last_session_ended() {
    let example = example();
    let mut stage = example.at("catalog");
    stage.keys("/").type_text("pay").keys("down down tab p");
    let row = stage.text().lines().find(|line| line.contains('▌')).unwrap().to_owned();
    let saved: Saved = serde_json::from_str(&serde_json::to_string(&stage.app.saved()).unwrap()).unwrap();
    let again = example.stage(Setup { saved, ..example.setup.clone() });
    assert!(again.text().lines().any(|line| line == row), "{row}\n{}", again.text());
    assert!(again.sees("/ pay"));
}

#[test]
fn clicking_selects_and_clicking_again_opens() {
    let example = example();
    let mut stage = example.at("catalog");
    let row = stage.row_of("checkout-api").unwrap() as u16;
    stage.click(5, row);
    assert!(stage.text().lines().nth(row.into()).unwrap().starts_with('▌'), "{}", stage.text());
    stage.click(5, row);
    assert!(stage.sees("api:default/checkout-api"), "{}", stage.text());
    let header = stage.text().lines().next().unwrap().to_owned();
    let column = header.split("Catalog").next().unwrap().chars().count();
    stage.click(column as u16, 0);
    assert!(stage.sees("NAME"), "a click on a step of the way goes there\n{}", stage.text());
}

#[test]
fn a_link_of_another_context_is_announced_and_not_followed() {
    let example = example();
    let mut stage = example.start();
    stage.app.go(&Place::parse("stagedoor://catalog?context=work").unwrap());
    stage.rest();
    assert!(stage.sees("--context work") && stage.sees("Home"), "{}", stage.text());
}

#[test]
fn the_preview_shows_a_saved_file_too() {
    let example = example();
    let mut stage = example.at("stagedoor://catalog?q=ledger");
    assert!(stage.sees("Double entry"), "{}", stage.text());
    let file = example.root.join("services/ledger/catalog-info.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replacen("Double entry", "Triple entry", 1)).unwrap();
    stage.until("Triple entry");
}

#[test]
fn an_entity_whose_file_is_broken_says_so_and_comes_back_when_it_is_mended() {
    let example = example();
    let mut stage = example.at("component:ledger");
    let file = example.root.join("services/ledger/catalog-info.yaml");
    let good = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, "kind: [").unwrap();
    stage.until("not in the catalog any more");
    assert!(stage.sees("Double entry"), "what was known stays\n{}", stage.text());
    stage.press("g p");
    stage.until("services/ledger/catalog-info.yaml");
    stage.press("esc");
    std::fs::write(&file, good).unwrap();
    stage.wait("the entity as it was", |screen| {
        screen.contains("component:default/ledger") && !screen.contains("any more") && !screen.contains("Cannot")
    });
}

#[test]
fn choosing_a_value_leaves_the_cursor_on_it_so_that_choosing_again_undoes_it() {
    let example = example();
    let mut stage = example.at("catalog");
    stage.keys("f");
    let marked = |stage: &Stage| {
        stage.text().lines().find(|l| l.starts_with('▌')).map(|l| l.chars().take(25).collect::<String>()).unwrap()
    };
    while !marked(&stage).contains("library") {
        stage.keys("j");
    }
    stage.keys("enter");
    assert!(marked(&stage).contains("library"), "{}", stage.text());
    stage.keys("enter");
    assert!(stage.sees("/101"), "{}", stage.text());
}

#[test]
fn a_theme_that_was_not_chosen_here_is_not_kept() {
    let example = example();
    let look = stagedoor::screen::look::Look {
        theme: stagedoor::screen::look::Theme::bundled("mono").unwrap(),
        ..Default::default()
    };
    let mut stage = example.stage(Setup { look, ..example.setup.clone() });
    assert_eq!(stage.app.saved().theme, None);
    stage.keys("T");
    assert_eq!(stage.app.saved().theme.as_deref(), Some("terminal"));
}

#[test]
fn read_only_starts_no_editor() {
    let example = example();
    let gate = stagedoor::platform::gate::Gate::default().read_only(true);
    for place in ["component:ledger", "problems"] {
        let link = Some(Place::parse(place).unwrap());
        let mut stage = example.stage(Setup { gate: gate.clone(), link, ..example.setup.clone() });
        stage.keys("e enter");
        assert!(!stage.effects.iter().any(|effect| matches!(effect, Effect::Edit(..))), "{place}: {:?}", stage.effects);
    }
}

#[test]
fn who_comes_by_a_link_goes_back_to_what_lies_above() {
    let example = example();
    let mut stage = example.at("component:ledger");
    stage.keys("esc");
    assert!(stage.sees("NAME") && stage.sees("/101"), "{}", stage.text());
    stage.keys("esc");
    assert!(stage.sees("Mine"), "{}", stage.text());
}

#[test]
fn a_page_opens_at_its_head_and_what_is_out_of_sight_cannot_be_followed() {
    let example = example();
    let mut stage = example.at("component:ledger");
    stage.resize(120, 8);
    assert!(stage.sees("Ledger"), "{}", stage.text());
    assert!(!stage.app.offers(stagedoor::platform::actions::Action::ListOpen));
    while !stage.app.offers(stagedoor::platform::actions::Action::ListOpen) {
        stage.keys("j");
    }
    assert!(stage.sees("▌Owner"), "{}", stage.text());
}

#[test]
fn the_tools_of_the_configuration_stand_on_the_entity_with_their_address_or_what_they_lack() {
    use stagedoor::domain::model::tool::{Tool, UrlTemplate};
    let example = example();
    let tool = |id: &str, url: &str| Tool {
        id: stagedoor::domain::text::Clean::line(id),
        name: stagedoor::domain::text::Clean::line(id),
        category: "".into(),
        url: UrlTemplate::parse(url).unwrap(),
        icon: "".into(),
        kinds: Vec::new(),
        annotations: Vec::new(),
    };
    let tools = vec![
        tool("argo", "https://argo.example/applications/{annotation:argocd/app-name}"),
        tool("nowhere", "https://x.example/{annotation:no/such}"),
    ];
    let link = Some(Place::parse("component:payouts").unwrap());
    let mut stage = example.stage(Setup { tools, link, ..example.setup.clone() });
    assert!(stage.sees("https://argo.example/applications/payouts"), "{}", stage.text());
    assert!(stage.sees("lacks annotation no/such"), "{}", stage.text());
    stage.keys("G enter");
    assert!(matches!(stage.effects.last(), Some(Effect::Open(address)) if address.as_str().contains("argo.example")));
}

#[test]
fn keys_that_come_faster_than_answers_open_what_was_typed_for() {
    let example = example();
    // as a slow line delivers them: all at once, and nothing is answered in between
    let mut stage = example.at("component:loyalty");
    stage.press("g c").rest();
    stage.press("/ l e d g e r - e x p o r t enter");
    stage.until("component:default/ledger-exporter");
    stage.press("ctrl+p p r o b l e m s enter");
    stage.until("services/loyalty/catalog-info.yaml");
    stage.press("ctrl+p s e a r c h - i n d e x e r enter");
    stage.until("component:default/search-indexer");
}

#[test]
fn what_is_not_possible_here_says_so_and_its_keys_do_nothing_else() {
    let mut example = example();
    example.setup.gate = example.setup.gate.clone().read_only(true);
    let mut stage = example.at("component:ledger");
    stage.keys("a t");
    assert!(
        stage.sees("Transfer ownership is not possible here: nothing is changed with --read-only"),
        "{}",
        stage.text()
    );
    stage.keys("h a");
    assert!(stage.app.saved().starred.is_empty() && stage.effects.is_empty(), "{:?}", stage.effects);
}
