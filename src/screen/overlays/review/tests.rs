use super::*;
use crate::domain::model::At;
use crate::domain::model::listing::{ListingBuilder, RowInput};
use crate::platform::command::{Forecast, Removal};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::gate::Gate;
use crate::platform::keys::Keymap;
use crate::platform::ports::{Platform, Reply};
use crate::platform::query::Answer;
use crate::platform::store::{Job, Store};
use crate::screen::ctx::Parts;
use crate::screen::look::Look;
use ratatui::layout::Rect;
use std::sync::Arc;

/// A store, and a sheet over some components of it.
struct Bench {
    store: Store,
    review: Review,
}

impl Bench {
    fn new(action: Action, names: &[&str]) -> Self {
        let targets = names.iter().map(|name| reference(name)).collect();
        Self { store: Store::default(), review: Review::new(action, targets) }
    }

    /// Answers everything that is wanted, forecasts as `foresee` says.
    fn settle(&mut self, foresee: impl Fn(&Command) -> Result<Command, Fault>) -> &mut Self {
        for _ in 0..50 {
            let jobs = self.store.want(&self.review.wants(), At(0));
            for job in jobs {
                let Job::Start(ticket, ask) = job else { continue };
                let reply = match ask {
                    Ask::Rows(_) => Reply::Done(Answer::Rows(Arc::new(listing())), None),
                    Ask::Foresee(ask) => match foresee(&ask.command) {
                        Ok(exactly) => Reply::Done(Answer::Foresee(Arc::new(Forecast::new(exactly, "it goes"))), None),
                        Err(fault) => Reply::Failed(fault),
                    },
                    other => panic!("{other:?}"),
                };
                self.store.reply(ticket, reply, At(0));
            }
            let look = Look::default();
            let keys = Keymap::bundled("default").unwrap();
            let (platform, parts) = (Platform::default(), Parts::default());
            let (zone, gate) = (Default::default(), Gate::default());
            let ctx = Ctx {
                store: &self.store,
                gate: &gate,
                look: &look,
                keys: &keys,
                now: At(0),
                zone: &zone,
                body: Rect::new(0, 0, 80, 24),
                platform: &platform,
                tools: &[],
                starred: &[],
                recent: &[],
                preview: true,
                parts: &parts,
                cell: None,
                columns: Default::default(),
                filters: Default::default(),
            };
            self.review.settle(&ctx, false, (76, 20));
        }
        self
    }

    fn text(&self) -> String {
        self.review.sheet.lines().iter().map(|line| line.text() + "\n").collect()
    }
}

fn reference(name: &str) -> EntityRef {
    format!("component:default/{name}").parse().unwrap()
}

fn listing() -> crate::domain::model::listing::Listing {
    let mut builder = ListingBuilder::default();
    for n in 0..40 {
        builder.push(&RowInput {
            kind: "Component".into(),
            namespace: "default".into(),
            name: format!("c{n}").into(),
            ..RowInput::default()
        });
    }
    builder.finish(At(0), true)
}

fn found(command: &Command, location: &str) -> Command {
    match command {
        Command::Unregister { entity, .. } => {
            let removal = Some(Removal::Location(location.into()));
            Command::Unregister { entity: entity.clone(), removal, seen: None }
        }
        other => other.clone(),
    }
}

#[test]
fn many_are_done_one_after_the_other_and_the_end_of_each_stays_readable() {
    let names: Vec<String> = (0..30).map(|n| format!("c{n}")).chain(["ghost".into()]).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut bench = Bench::new(Action::EntityRefresh, &names);
    bench.settle(|command| Ok(command.clone()));
    assert!(bench.text().starts_with("30 to do, 1 cannot be done"), "{}", bench.text());
    let mut sent = Vec::new();
    let mut next = bench.review.confirm();
    while let Some(command) = next {
        assert!(!sent.contains(&command), "sent twice: {command:?}");
        sent.push(command.clone());
        let outcome = match sent.len() {
            3 => Outcome::Refused(Fault::new(FaultKind::NotPermitted, "refresh it", "you may not", "")),
            5 => Outcome::InDoubt {
                probe: Rows {}.into(),
                fault: Fault::new(FaultKind::TimedOut, "refresh it", "no answer came", ""),
            },
            _ => Outcome::done("it was read again", Vec::new()),
        };
        next = bench.review.ended(&command, &outcome);
    }
    assert_eq!(sent.len(), 30);
    bench.settle(|command| Ok(command.clone()));
    let text = bench.text();
    assert!(text.starts_with("28 done, 1 failed, 1 in doubt, 1 cannot be done"), "{text}");
    for words in ["you may not", "is not sent again", "it is not in the catalog", "it was read again"] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert_eq!(bench.review.confirm(), None, "it is over");
}

#[test]
fn one_location_is_removed_once_for_all_that_came_from_it() {
    let mut bench = Bench::new(Action::EntityUnregister, &["c1", "c2", "c3"]);
    bench.settle(|command| {
        let other = command.target().as_str().ends_with("c3");
        Ok(found(command, if other { "other" } else { "shared" }))
    });
    assert_eq!(bench.review.enter(), None, "enter is not enough");
    let first = bench.review.confirm().unwrap();
    let second = bench.review.ended(&first, &Outcome::done("gone", Vec::new())).unwrap();
    assert!(matches!(&second, Command::Unregister { removal: Some(Removal::Location(id)), .. } if id == "other"));
    assert_eq!(bench.review.ended(&second, &Outcome::done("gone", Vec::new())), None);
    bench.settle(|command| Ok(command.clone()));
    assert!(bench.text().contains("went together with component:default/c1"), "{}", bench.text());
}

#[test]
fn what_was_sent_and_is_in_doubt_is_not_sent_again_for_another_of_its_location() {
    let mut bench = Bench::new(Action::EntityUnregister, &["c1", "c2"]);
    bench.settle(|command| Ok(found(command, "shared")));
    let first = bench.review.confirm().unwrap();
    let fault = Fault::new(FaultKind::TimedOut, "unregister it", "no answer came", "");
    assert_eq!(bench.review.ended(&first, &Outcome::InDoubt { probe: Rows {}.into(), fault }), None);
    bench.settle(|command| Ok(command.clone()));
    assert!(bench.text().starts_with("2 in doubt"), "{}", bench.text());
    assert!(bench.text().contains("went together with component:default/c1"), "{}", bench.text());
}

#[test]
fn what_was_certainly_not_removed_is_tried_for_another_of_its_location() {
    let mut bench = Bench::new(Action::EntityUnregister, &["c1", "c2"]);
    bench.settle(|command| Ok(found(command, "shared")));
    let first = bench.review.confirm().unwrap();
    let fault = Fault::new(FaultKind::NotPermitted, "unregister it", "you may not", "");
    assert!(bench.review.ended(&first, &Outcome::Refused(fault)).is_some());
}

#[test]
fn leaving_while_it_runs_stops_after_the_step_that_is_under_way() {
    let mut bench = Bench::new(Action::EntityRefresh, &["c1", "c2"]);
    bench.settle(|command| Ok(command.clone()));
    let first = bench.review.confirm().unwrap();
    assert!(!bench.review.leave(), "it stays until the step has ended");
    assert!(!bench.review.leave(), "however often one leaves");
    assert_eq!(bench.review.ended(&first, &Outcome::done("read", Vec::new())), None);
    bench.settle(|command| Ok(command.clone()));
    assert!(bench.text().starts_with("1 done, 1 not begun"), "{}", bench.text());
    assert!(bench.review.leave());
}

#[test]
fn nothing_can_be_confirmed_before_all_is_found_out() {
    let mut bench = Bench::new(Action::EntityUnregister, &["c1"]);
    assert_eq!(bench.review.confirm(), None);
    bench.settle(|command| Ok(found(command, "x")));
    assert!(bench.review.can_confirm());
}
