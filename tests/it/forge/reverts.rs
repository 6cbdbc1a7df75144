//! Reverts that are proposed.

use super::{ALL, CLAIM, FILE, heard, id, proposed};
use crate::support::forge::Double;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use stagedoor::adapters::systems::forge::{ForgeDeeds, ForgeSort};
use stagedoor::domain::model::forge::Landed;
use stagedoor::domain::model::provision::ChangeState;
use stagedoor::domain::model::{EntityRef, Problem};
use stagedoor::platform::command::{Command, Forecast};
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::forge::no_forge;
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::ports::{Answering, CommandPort};
use std::sync::Arc;

/// A platform that does nothing itself.
struct Nothing;

impl CommandPort for Nothing {
    fn foresee<'a>(&'a self, command: Command) -> Answering<'a, Forecast> {
        async move { Err(no_forge(command.words().as_str())) }.boxed()
    }

    fn command<'a>(&'a self, command: Command) -> BoxFuture<'a, Outcome> {
        async move { Outcome::Refused(no_forge(command.words().as_str())) }.boxed()
    }

    fn verdict<'a>(&'a self, _: EntityRef, _: String) -> Answering<'a, Vec<Problem>> {
        async { Err(no_forge("judge")) }.boxed()
    }
}

struct Desk(ForgeDeeds);

impl Desk {
    fn of(double: &Double) -> Self {
        Self(ForgeDeeds::before(Arc::new(Nothing), double.forges()))
    }

    async fn foresee(&self, what: &Landed) -> Result<Forecast, Fault> {
        let told = self.0.foresee(Command::Revert { what: what.clone(), seen: None }).await?;
        Ok((*told.answer).clone())
    }

    /// Looks, and does what was shown.
    async fn revert(&self, what: &Landed) -> Outcome {
        match self.foresee(what).await {
            Ok(forecast) => self.0.command(forecast.exactly).await,
            Err(fault) => Outcome::Refused(fault),
        }
    }
}

fn merged(sort: ForgeSort, how: &str) -> (Double, u64, Landed) {
    let (double, number) = proposed(sort);
    double.world.repository.commit("main", &[("other.txt", Some("x\n"))], "Something else");
    double.world.merge(number, how, "carol");
    let what = Landed::Pull(id(&double, number));
    (double, number, what)
}

fn text(forecast: &Forecast) -> String {
    forecast.lines.iter().map(|line| line.text()).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_revert_shows_what_it_changes_opens_one_pull_request_and_takes_back_exactly_that() {
    for sort in ALL {
        for how in ["merge", "squash", "rebase"] {
            let (double, number, what) = merged(sort, how);
            let world = &double.world;
            let later = world.repository.commit("main", &[("later.txt", Some("y\n"))], "Something later");
            let desk = Desk::of(&double);
            let forecast = desk.foresee(&what).await.unwrap_or_else(|fault| panic!("{sort:?} {how}: {fault}"));
            let shown = text(&forecast);
            assert!(shown.contains(&format!("- {FILE}  is removed")), "{sort:?} {how}: {shown}");
            let mark = if sort == ForgeSort::GitLab { '!' } else { '#' };
            let title = format!("Revert \"Database orders ({mark}{number})\"");
            assert!(forecast.told.as_str().contains(&title), "{}", forecast.told);
            assert_eq!(double.asked("POST", "/"), 0, "looking changes nothing");

            let outcome = desk.0.command(forecast.exactly).await;
            assert!(matches!(outcome, Outcome::Done { .. }), "{sort:?} {how}: {outcome:?}");
            let made = world.state().pulls.values().last().unwrap().clone();
            assert_eq!((made.number, made.title.as_str()), (number + 1, title.as_str()));
            assert!(outcome.told().as_str().contains(&format!("pull request {}", made.number)), "{}", outcome.told());
            // nothing but what it brought is gone, and the branch itself is as it was
            let differs = world.repository.changed("main", &made.from);
            let mut gone: Vec<&str> = differs.iter().map(|parts| parts[1].as_str()).collect();
            gone.sort_unstable();
            assert_eq!(gone, ["production/orders/README.md", FILE], "{sort:?} {how}");
            assert!(differs.iter().all(|parts| parts[0] == "D"), "{sort:?} {how}");
            assert_eq!(world.repository.tip("main"), Some(later), "{sort:?} {how}");
        }
    }
}

#[tokio::test]
async fn once_the_revert_is_merged_the_line_says_that_it_was_taken_back() {
    for sort in ALL {
        for how in ["merge", "squash"] {
            let (double, number, what) = merged(sort, if how == "merge" { "squash" } else { "rebase" });
            let outcome = Desk::of(&double).revert(&what).await;
            assert!(matches!(outcome, Outcome::Done { .. }), "{outcome:?}");
            double.world.merge(number + 1, how, "carol");
            let state = heard(&double, number).await.changes[0].state.clone();
            assert!(matches!(state, ChangeState::Reverted { .. }), "{sort:?} {how}: {state:?}");
            let again = Desk::of(&double).revert(&what).await;
            assert!(again.told().as_str().contains("already"), "{sort:?} {how}: {}", again.told());
        }
    }
}

#[tokio::test]
async fn the_same_revert_is_never_proposed_twice() {
    for sort in ALL {
        let (double, _, what) = merged(sort, "squash");
        let desk = Desk::of(&double);
        desk.revert(&what).await;
        let again = desk.revert(&what).await;
        match &again {
            Outcome::Refused(fault) if fault.kind == FaultKind::Conflict => {
                assert!(fault.happened.as_str().contains("does so already, and is open: https://"), "{fault}");
            }
            other => panic!("{sort:?}: {other:?}"),
        }
        assert_eq!(double.world.state().pulls.len(), 2, "{sort:?}");
    }
}

#[tokio::test]
async fn a_revert_whose_answer_was_lost_is_looked_up_and_not_sent_again() {
    for sort in ALL {
        let (double, _, what) = merged(sort, "squash");
        double.world.state().wrong.loses_answers = true;
        let outcome = Desk::of(&double).revert(&what).await;
        assert!(outcome.told().as_str().contains("the answer was lost, and it was found"), "{sort:?}: {outcome:?}");
        assert_eq!(double.world.state().pulls.len(), 2, "{sort:?}");
    }
}

#[tokio::test]
async fn a_revert_that_got_lost_on_its_way_is_in_doubt_and_goes_on_from_its_branch_later() {
    for sort in ALL {
        let (double, _, what) = merged(sort, "squash");
        double.world.state().wrong.swallows_orders = true;
        let desk = Desk::of(&double);
        let outcome = desk.revert(&what).await;
        assert!(matches!(outcome, Outcome::InDoubt { .. }), "{sort:?}: {outcome:?}");
        double.world.state().wrong.swallows_orders = false;
        let again = desk.revert(&what).await;
        assert!(matches!(again, Outcome::Done { .. }), "{sort:?}: {again:?}");
        assert_eq!(double.world.state().pulls.len(), 2, "{sort:?}");
    }
}

#[tokio::test]
async fn what_was_changed_since_is_not_overwritten() {
    for sort in ALL {
        let (double, _, what) = merged(sort, "squash");
        let edited = format!("{CLAIM}# edited\n");
        double.world.repository.commit("main", &[(FILE, Some(&edited))], "Edit it");
        let outcome = Desk::of(&double).revert(&what).await;
        let Outcome::Refused(fault) = &outcome else { panic!("{sort:?}: {outcome:?}") };
        let words = if sort == ForgeSort::GitLab { "cannot revert this commit" } else { "was changed again since" };
        assert!(fault.happened.as_str().contains(words), "{sort:?}: {fault}");
        assert_eq!(double.world.state().pulls.len(), 1, "{sort:?}");
    }
}

#[tokio::test]
async fn what_would_change_by_now_is_not_what_was_shown_and_nothing_is_opened() {
    for sort in [ForgeSort::GitHub, ForgeSort::Gitea] {
        let (double, _, what) = merged(sort, "squash");
        let desk = Desk::of(&double);
        let forecast = desk.foresee(&what).await.unwrap();
        double.world.repository.commit("main", &[(FILE, None)], "Take the claim away by hand");
        let outcome = desk.0.command(forecast.exactly).await;
        let Outcome::Refused(fault) = &outcome else { panic!("{sort:?}: {outcome:?}") };
        assert!(fault.happened.as_str().contains("something else than was shown"), "{sort:?}: {fault}");
    }
}

#[tokio::test]
async fn a_commit_is_taken_back_like_a_pull_request_and_one_beside_the_branch_is_not() {
    for sort in ALL {
        let double = Double::new(sort);
        let repository = &double.world.repository;
        let on = repository.commit("main", &[(FILE, Some(CLAIM))], "Add a database");
        let beside = repository.commit("beside", &[("x", Some("x\n"))], "Beside it");
        let of = |id: String| Landed::Commit { repository: double.repository(), id };
        let desk = Desk::of(&double);
        let outcome = desk.revert(&of(on)).await;
        assert!(matches!(outcome, Outcome::Done { .. }), "{sort:?}: {outcome:?}");
        let made = double.world.state().pulls.values().last().unwrap().clone();
        assert_eq!(repository.changed("main", &made.from).len(), 1, "{sort:?}");
        let outcome = desk.revert(&of(beside)).await;
        assert!(outcome.told().as_str().contains("not on the branch main"), "{sort:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn who_may_not_push_and_what_was_not_merged_is_refused_before_anything_is_made() {
    for sort in ALL {
        let (double, number) = proposed(sort);
        let what = Landed::Pull(id(&double, number));
        let refused = Desk::of(&double).foresee(&what).await.unwrap_err();
        assert_eq!((refused.kind, refused.happened.as_str()), (FaultKind::Conflict, "it was not merged"), "{sort:?}");
        double.world.state().may_push = false;
        let refused = Desk::of(&double).foresee(&what).await.unwrap_err();
        assert_eq!(refused.kind, FaultKind::NotPermitted, "{sort:?}");
        assert_eq!(double.asked("POST", "/"), 0, "{sort:?}");
    }
}

/// The name of the branch that a revert is put on.
async fn branch_of(sort: ForgeSort) -> String {
    let (double, _, what) = merged(sort, "squash");
    Desk::of(&double).revert(&what).await;
    double.world.state().pulls.values().last().unwrap().from.clone()
}

#[tokio::test]
async fn a_branch_of_that_name_that_somebody_else_made_is_left_alone() {
    for sort in ALL {
        let branch = branch_of(sort).await;
        for is_on_target in [true, false] {
            let (double, number, what) = merged(sort, "squash");
            let repository = &double.world.repository;
            // by its title it may be ours, and it takes back something else
            let mark = if sort == ForgeSort::GitLab { '!' } else { '#' };
            let title = match is_on_target {
                true => "Revert \"Something else\"".to_owned(),
                false => format!("Revert \"Database orders ({mark}{number})\""),
            };
            let target = if is_on_target { "main" } else { branch.as_str() };
            let tip = repository.commit(target, &[("other.txt", None)], &title);
            if is_on_target {
                repository.git(&["branch", &branch, "main"]);
            }
            let outcome = Desk::of(&double).revert(&what).await;
            let Outcome::Refused(fault) = &outcome else { panic!("{sort:?} {is_on_target}: {outcome:?}") };
            assert!(
                fault.happened.as_str().contains("is there already, with something else on it"),
                "{sort:?}: {fault}"
            );
            assert_eq!(repository.tip(&branch), Some(tip), "{sort:?}");
            assert_eq!(double.world.state().pulls.len(), 1, "{sort:?}: nothing was opened");
        }
    }
}
