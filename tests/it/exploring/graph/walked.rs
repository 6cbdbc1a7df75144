//! A graph of 300 entities with cycles, walked by random keys in the whole app: the selection is
//! never lost.

use super::catalogs::{Catalog, KINDS, name, number, pick, rng};
use crate::support::stage::{NOW, keymap, lines};
use proptest::test_runner::TestRng;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use stagedoor::domain::model::graph::Links;
use stagedoor::domain::model::listing::Listing;
use stagedoor::domain::model::{Identity, Place};
use stagedoor::domain::text::{Clean, width};
use stagedoor::platform::keys::Key;
use stagedoor::platform::ports::Reply;
use stagedoor::platform::query::{Answer, Ask};
use stagedoor::platform::store::Job;
use stagedoor::screen::app::{App, Effect, Message, Setup};
use stagedoor::screen::input::Input;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The app over a catalog in memory.
struct Walker {
    app: App,
    catalog: Catalog,
    rows: Arc<Listing>,
    size: (u16, u16),
}

impl Walker {
    fn at(catalog: Catalog, link: &str) -> Self {
        let link = Some(Place::parse(link).unwrap());
        let size = (120, 36);
        let app = App::new(Setup { keymap: keymap(), link, ..Setup::default() }, size, NOW);
        let rows = catalog.listing();
        let mut walker = Self { app, catalog, rows, size };
        let first = walker.app.settle();
        walker.answer(first);
        walker
    }

    fn answer(&mut self, mut waiting: Vec<Effect>) {
        while let Some(effect) = waiting.pop() {
            let Effect::Job(Job::Start(ticket, ask)) = effect else { continue };
            let answer = match ask {
                Ask::Rows(_) => Answer::Rows(Arc::clone(&self.rows)),
                Ask::WhoAmI(_) => Answer::WhoAmI(Arc::new(Identity::default())),
                _ => continue,
            };
            waiting.extend(self.app.update(Message::Reply(ticket, Reply::Done(answer, None)), NOW));
        }
    }

    fn press(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            let key: Key = key.parse().unwrap();
            let effects = self.app.update(Message::Input(Input::Key(key)), NOW);
            self.answer(effects);
        }
    }

    fn resize(&mut self, size: (u16, u16)) {
        self.size = size;
        let effects = self.app.update(Message::Input(Input::Resize(size.0, size.1)), NOW);
        self.answer(effects);
    }

    /// Other rows come: one entity goes, and relations change.
    fn change(&mut self, rng: &mut TestRng) {
        let next = Catalog::random(rng, self.catalog.count, 1, self.catalog.count);
        let from = pick(rng, self.catalog.count);
        // what one entity in ten states is now as in another catalog
        let (lost, new): (Vec<_>, Vec<_>) = (self.catalog.edges.clone(), next.edges);
        let changes = |n: usize| n % 10 == from % 10;
        let mut edges: Vec<_> = lost.into_iter().filter(|edge| !changes(edge.0)).collect();
        edges.extend(new.into_iter().filter(|edge| changes(edge.0)));
        edges.sort_unstable();
        edges.dedup();
        self.catalog.edges = edges;
        self.rows = self.catalog.listing();
        self.press("ctrl+r");
    }

    fn selected(&self) -> usize {
        number(self.app.saved().cursor.unwrap().as_str())
    }

    /// What the link of the view reaches, by a plain search.
    fn reached(&self) -> BTreeMap<usize, u32> {
        let place = Place::parse(&self.app.saved().place.unwrap()).unwrap();
        let root = number(place.subject.as_ref().unwrap().as_str());
        let impact = place.param("impact").is_some();
        let usual = || if impact { Links::carrying("component") } else { Links::usual("component") };
        let links = place.param("relations").map_or_else(usual, Links::parse);
        let kinds: Vec<&str> =
            KINDS.into_iter().filter(|kind| links.iter().any(|link| link.name().as_str() == *kind)).collect();
        let depth = place.param("depth").map(|depth| depth.parse().unwrap());
        let direction = if impact { "in" } else { place.param("direction").unwrap_or("both") };
        let mut all = BTreeMap::new();
        for (word, forward) in [("out", true), ("in", false)] {
            if direction == word || direction == "both" {
                all.extend(self.catalog.distances(root, &kinds, forward, depth));
            }
        }
        all
    }

    fn screen(&self) -> Vec<String> {
        let mut buf = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
        self.app.view(&mut buf);
        lines(&buf)
    }
}

fn whole(walker: &Walker, what: &str) {
    let screen = walker.screen();
    for line in &screen {
        assert!(width(line) <= usize::from(walker.size.0), "{what}: too wide: {line}");
        assert_eq!(Clean::line(line).as_str(), line, "{what}");
    }
    if walker.size.1 > 9 {
        assert!(screen.iter().any(|line| line.contains('▌')), "{what}: no selection\n{}", screen.join("\n"));
    }
}

#[test]
fn three_hundred_entities_with_cycles_walked_by_random_keys_lose_no_selection() {
    const MOVES: [&str; 12] = ["j", "j", "j", "k", "ctrl+f", "ctrl+b", "G", "g g", "right", "right", "right", "left"];
    const STEERS: [&str; 12] =
        ["+", "-", "-", "d", "i", "b", "Z", "r j enter esc", "r enter esc", "r G enter esc", "change", "resize"];
    for round in 0..6 {
        let mut rng = rng(round + 100);
        let catalog = Catalog::random(&mut rng, 300, 1 + usize::from(round % 3), 300);
        let root = (0..300).max_by_key(|n| catalog.distances(*n, &KINDS[..1], true, None).len()).unwrap();
        let mut walker = Walker::at(catalog, &format!("stagedoor://catalog/component/default/c{root:05}/graph"));
        // what was selected last; two where a move may have done nothing
        let mut chosen = vec![walker.selected()];
        for step in 0..300 {
            let before = walker.selected();
            let steers = pick(&mut rng, 3) == 0;
            let keys = if steers { STEERS[pick(&mut rng, 12)] } else { MOVES[pick(&mut rng, 12)] };
            let what = format!("round {round}, step {step}, {keys}, on {}", name(before));
            match keys {
                "change" => walker.change(&mut rng),
                "resize" => walker.resize((40 + pick(&mut rng, 120) as u16, 10 + pick(&mut rng, 40) as u16)),
                keys => walker.press(keys),
            }
            whole(&walker, &what);
            let (after, reached) = (walker.selected(), walker.reached());
            assert!(reached.contains_key(&after), "{what}: now on {}, which is not there", name(after));
            match steers {
                true => {
                    let there: Vec<&usize> = chosen.iter().filter(|chosen| reached.contains_key(chosen)).collect();
                    let kept = there.is_empty() || there.contains(&&after);
                    assert!(kept, "{what}: {there:?} is there, {after} selected\n{}", walker.screen().join("\n"));
                }
                false if after == before => chosen.push(after),
                false => chosen = vec![after],
            }
        }
    }
}

#[test]
fn folding_everything_leaves_the_cursor_on_the_way_to_where_it_was() {
    for round in 0..4 {
        let mut rng = rng(round + 150);
        let catalog = Catalog::random(&mut rng, 300, 2, 300);
        let mut walker = Walker::at(catalog, "stagedoor://catalog/component/default/c00007/graph?direction=out");
        for _ in 0..40 {
            walker.press("Z");
            for _ in 0..pick(&mut rng, 60) {
                walker.press(if pick(&mut rng, 9) == 0 { "ctrl+f" } else { "j" });
            }
            let before = walker.selected();
            walker.press("z");
            let after = walker.selected();
            let leads = walker.catalog.distances(after, &KINDS[..1], true, None);
            assert!(leads.contains_key(&before), "{} is not on the way to {}", name(after), name(before));
            whole(&walker, "folded");
        }
    }
}

#[test]
fn five_thousand_entities_open_and_are_walked() {
    let mut rng = rng(200);
    let catalog = Catalog::random(&mut rng, 5_000, 6, 5_000);
    let reached = |root: usize| catalog.distances(root, &KINDS[..1], true, None).len() - 1;
    let (root, count) = (0..5_000).map(|root| (root, reached(root))).find(|(_, count)| *count > 4_500).unwrap();
    let link = format!("stagedoor://catalog/component/default/c{root:05}/graph?direction=out");
    let mut walker = Walker::at(catalog, &link);
    let screen = walker.screen().join("\n");
    assert!(screen.contains(&format!("{count} entities")), "{screen}");
    walker.press("Z G");
    let last = walker.selected();
    walker.press("i i");
    assert_eq!(walker.selected(), last, "the impact and back again");
    walker.press("g g z j right j");
    whole(&walker, "walked");
}

#[test]
fn the_link_of_any_view_opens_that_view() {
    let mut rng = rng(201);
    let catalog = Catalog::random(&mut rng, 300, 2, 300);
    let mut walker = Walker::at(catalog.clone(), "stagedoor://catalog/component/default/c00003/graph");
    for keys in ["d", "-", "r j j j enter esc", "d", "i", "b", "-", "r G enter esc"] {
        walker.press(keys);
        walker.press("g g");
        let link = walker.app.saved().place.unwrap();
        let other = Walker::at(catalog.clone(), &link);
        // the keys that help differ: one of the two was turned to from the graph
        let body = |walker: &Walker| walker.screen().split_last().unwrap().1.to_vec();
        assert_eq!(body(&other), body(&walker), "{link}");
    }
}
