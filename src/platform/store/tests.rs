use super::*;
use crate::domain::docs::PageName;
use crate::domain::model::task::TaskFilter;
use crate::domain::model::{EntityRef, Identity, Terms};
use crate::platform::account::Way;
use crate::platform::docs::Building;
use crate::platform::fault::FaultKind;
use crate::platform::query::{ByRef, DocsBuilding, DocsPage, DocsPicture, Search, SigningIn, Tasks, WhoAmI};
use std::time::Duration;

const NOW: At = At(1_000_000);

fn who() -> Ask {
    WhoAmI {}.into()
}

fn identity() -> Answer {
    Answer::WhoAmI(Arc::new(Identity::default()))
}

fn fault(kind: FaultKind) -> Reply {
    Reply::Failed(Fault::new(kind, "ask", "it failed", ""))
}

fn started(jobs: &[Job]) -> Vec<Ticket> {
    let ticket = |job: &Job| match job {
        Job::Start(ticket, _) => Some(*ticket),
        Job::Cancel(_) => None,
    };
    jobs.iter().filter_map(ticket).collect()
}

#[test]
fn what_two_screens_want_is_asked_once() {
    let mut store = Store::default();
    assert_eq!(started(&store.want(&[who(), who()], NOW)).len(), 1);
    assert_eq!(store.want(&[who()], NOW), []);
    assert!(store.get(&WhoAmI {}).in_flight);
}

#[test]
fn what_nobody_waits_for_any_more_is_cancelled_and_its_late_answer_dropped() {
    let mut store = Store::default();
    let ticket = started(&store.want(&[who()], NOW))[0];
    assert_eq!(store.want(&[], NOW), [Job::Cancel(ticket)]);
    assert!(!store.reply(ticket, Reply::Done(identity(), None), NOW));
    assert!(store.get(&WhoAmI {}).answer().is_none());
}

#[test]
fn one_task_more_makes_every_list_of_tasks_stale() {
    let list = |offset| Ask::from(Tasks { wanted: TaskFilter { offset, limit: 50, ..TaskFilter::default() } });
    let mut store = Store::default();
    for ticket in started(&store.want(&[list(0), list(50), who()], NOW)) {
        let answer = if ticket.0 < 3 { Answer::Tasks(Arc::default()) } else { identity() };
        store.reply(ticket, Reply::Done(answer, None), NOW);
    }
    assert_eq!(store.want(&[list(0), list(50), who()], NOW), []);
    store.stale(&[list(7)]);
    assert_eq!(started(&store.want(&[list(0), list(50), who()], NOW)).len(), 2);
}

#[test]
fn a_fault_stands_beside_the_old_answer_and_is_tried_again_later_and_later() {
    let mut store = Store::default();
    let ticket = started(&store.want(&[who()], NOW))[0];
    store.reply(ticket, Reply::Done(identity(), None), NOW);
    let later = NOW.after(Duration::from_secs(3_600));
    assert_eq!(store.wake(), Some(later));
    let mut now = later;
    let mut pauses = Vec::new();
    for _ in 0..3 {
        let ticket = started(&store.want(&[who()], now))[0];
        store.reply(ticket, fault(FaultKind::Unreachable), now);
        assert!(store.get(&WhoAmI {}).answer().is_some(), "old data stays");
        assert!(store.get(&WhoAmI {}).fault.is_some());
        assert_eq!(store.want(&[who()], now), [], "not at once");
        let next = store.wake().unwrap();
        pauses.push(next.since(now).as_secs());
        now = next;
    }
    assert_eq!(pauses, [2, 4, 8]);
}

#[test]
fn who_one_is_and_newer_rows_fail_aloud_only_where_rows_are_shown() {
    let mut store = Store::default();
    let rows: Ask = Rows {}.into();
    let jobs = started(&store.want(&[who(), rows.clone()], NOW));
    store.reply(jobs[0], fault(FaultKind::Unreachable), NOW);
    assert!(store.fault_beside_answer(&who()).is_none(), "whoever shows no rows says why");
    store.reply(jobs[1], Reply::Done(Answer::Rows(Arc::default()), None), NOW);
    assert!(store.fault_beside_answer(&who()).is_some());
    assert!(store.fault_beside_answer(&rows).is_none());
}

#[test]
fn a_portal_that_asks_for_a_pause_gets_it() {
    let mut store = Store::default();
    let ticket = started(&store.want(&[who()], NOW))[0];
    let mut fault = Fault::new(FaultKind::TooManyRequests, "ask", "too many", "");
    fault.retry_after = Some(Duration::from_secs(90));
    store.reply(ticket, Reply::Failed(fault), NOW);
    assert_eq!(store.wake().unwrap().since(NOW).as_secs(), 90);
}

#[test]
fn what_asking_again_cannot_mend_is_not_asked_again_until_told() {
    let mut store = Store::default();
    let ticket = started(&store.want(&[who()], NOW))[0];
    store.reply(ticket, fault(FaultKind::NotPermitted), NOW);
    assert_eq!(store.wake(), None);
    store.stale(&[who()]);
    assert_eq!(started(&store.want(&[who()], NOW)).len(), 1);
}

#[test]
fn docs_that_one_may_no_longer_read_are_not_shown_from_before() {
    let page = || DocsPage { of: "component:default/harbor".parse().unwrap(), page: PageName::default() };
    let shown_after = |kind: FaultKind| {
        let mut store = Store::default();
        let ticket = started(&store.want(&[page().into()], NOW))[0];
        store.reply(ticket, Reply::Part(Answer::DocsPage(Arc::default()), Some(At(5))), NOW);
        assert!(store.get(&page()).answer().is_some());
        store.reply(ticket, fault(kind), NOW);
        assert_eq!(store.get(&page()).fault.map(|fault| fault.kind), Some(kind));
        store.get(&page()).answer().is_some()
    };
    assert!(!shown_after(FaultKind::NotPermitted) && !shown_after(FaultKind::NotFound));
    assert!(shown_after(FaultKind::Unreachable) && shown_after(FaultKind::Malformed));
}

#[test]
fn a_saved_copy_shows_while_the_answer_is_on_its_way() {
    let mut store = Store::default();
    let ticket = started(&store.want(&[Rows {}.into()], NOW))[0];
    let saved = Arc::new(Listing::default());
    store.reply(ticket, Reply::Part(Answer::Rows(saved), Some(At(5))), NOW);
    let rows = store.get(&Rows {});
    assert_eq!(rows.held.map(|(_, at)| at), Some(At(5)));
    assert!(rows.in_flight);
}

#[test]
fn an_answer_that_follows_changes_is_not_loading_and_never_stale() {
    let mut store = Store::default();
    let ticket = started(&store.want(&[Rows {}.into()], NOW))[0];
    store.reply(ticket, Reply::Whole(Answer::Rows(Arc::default()), None), NOW);
    assert!(!store.get(&Rows {}).in_flight);
    assert_eq!(store.wake(), None);
    // left and come back to: it may have missed something
    store.want(&[], NOW);
    assert_eq!(started(&store.want(&[Rows {}.into()], NOW)).len(), 1);
}

#[test]
fn only_so_much_is_kept_for_the_way_back() {
    let mut store = Store::default();
    for n in 0..200 {
        let now = At(n);
        let ask: Ask = search(&n.to_string()).into();
        let ticket = started(&store.want(&[ask], now))[0];
        store.reply(ticket, Reply::Done(Answer::Search(Arc::default()), None), now);
    }
    store.want(&[], At(200));
    assert_eq!(store.slots.len(), KEPT);
    assert!(store.get(&search("199")).answer().is_some());
    assert!(store.get(&search("1")).answer().is_none());
}

#[test]
fn of_images_few_are_kept_as_they_are_large() {
    let mut store = Store::default();
    let of: EntityRef = "component:default/a".parse().unwrap();
    let image = |n: i64| DocsPicture { of: of.clone(), path: format!("img/{n}.png") };
    for n in 0..20 {
        let now = At(n);
        let ticket = started(&store.want(&[image(n).into()], now))[0];
        store.reply(ticket, Reply::Done(Answer::DocsPicture(Arc::default()), None), now);
    }
    store.want(&[], At(20));
    assert_eq!(store.slots.len(), KEPT_IMAGES);
    assert!(store.get(&image(19)).answer().is_some() && store.get(&image(1)).answer().is_none());
}

#[test]
fn nothing_of_an_old_identity_stays() {
    let mut store = Store::default();
    let reference: EntityRef = "component:default/x".parse().unwrap();
    let ticket = started(&store.want(&[ByRef { reference }.into(), who()], NOW))[0];
    store.reply(ticket, fault(FaultKind::Server), NOW);
    assert_eq!(store.clear().len(), 1);
    assert!(store.slots.is_empty());
}

#[test]
fn an_old_answer_that_a_port_calls_good_enough_is_not_asked_for_over_and_over() {
    let mut store = Store::default();
    let now = At(100_000_000);
    let ticket = started(&store.want(&[Rows {}.into()], now))[0];
    store.reply(ticket, Reply::Done(Answer::Rows(Arc::default()), Some(At(5))), now);
    assert_eq!(store.want(&[Rows {}.into()], now), []);
    assert_eq!(store.wake().unwrap().since(now).as_secs(), 3_600);
    assert_eq!(store.get(&Rows {}).held.map(|(_, at)| at), Some(At(5)), "its age is told as it is");
}

#[test]
fn a_pause_that_was_asked_for_holds_also_for_who_goes_away_and_comes_back() {
    let mut store = Store::default();
    let ticket = started(&store.want(&[who()], NOW))[0];
    store.reply(ticket, fault(FaultKind::TooManyRequests), NOW);
    store.want(&[], NOW);
    assert_eq!(store.want(&[who()], NOW), []);
}

#[test]
fn what_was_not_to_be_found_is_looked_for_again_when_the_rows_are_others() {
    let mut store = Store::default();
    let reference: EntityRef = "component:default/x".parse().unwrap();
    let wants = [Ask::from(ByRef { reference }), Rows {}.into()];
    let tickets = started(&store.want(&wants, NOW));
    store.reply(tickets[0], fault(FaultKind::NotFound), NOW);
    assert_eq!(store.want(&wants, NOW), []);
    store.reply(tickets[1], Reply::Whole(Answer::Rows(Arc::default()), None), NOW);
    assert_eq!(started(&store.want(&wants, NOW)).len(), 1);
}

#[test]
fn rows_asked_anew_are_held_once() {
    let mut store = Store::default();
    let ask = Ask::from(crate::platform::query::FreshRows { refs: Vec::new() });
    let wants = [Ask::from(Rows {}), ask];
    let tickets = started(&store.want(&wants, NOW));
    store.reply(tickets[0], Reply::Done(Answer::Rows(Arc::default()), None), NOW);
    let newer = Arc::new(Listing::default());
    let kept = Arc::downgrade(&newer);
    store.reply(tickets[1], Reply::Done(Answer::FreshRows(Arc::new(Some(newer))), None), NOW);
    assert_eq!(store.listing().map(|listing| listing.version()), kept.upgrade().map(|listing| listing.version()));
    assert_eq!(kept.strong_count(), 1, "only in its place");
}

#[test]
fn signing_in_that_failed_is_never_tried_again_by_itself() {
    let signing = || Ask::from(SigningIn { way: Way::Browser, attempt: 1 });
    for kind in [FaultKind::TimedOut, FaultKind::Unreachable, FaultKind::Server] {
        let mut store = Store::default();
        let ticket = started(&store.want(&[signing()], NOW))[0];
        store.reply(ticket, fault(kind), NOW);
        assert_eq!((store.want(&[signing()], NOW), store.wake()), (Vec::new(), None), "{kind:?}");
        assert_eq!(store.want(&[signing()], NOW.after(Duration::from_secs(86_400))), [], "{kind:?}");
    }
}

fn search(text: &str) -> Search {
    Search { terms: Box::new(Terms { text: text.into(), ..Terms::default() }) }
}

#[test]
fn what_was_read_of_docs_is_read_again_once_they_were_built_anew() {
    let of: EntityRef = "component:default/cart".parse().unwrap();
    let page = |of: &EntityRef| Ask::from(DocsPage { of: of.clone(), page: PageName::of_path("guide") });
    let other = page(&"component:default/other".parse().unwrap());
    let wants = [page(&of), other, DocsBuilding { of }.into()];
    for (state, again) in [(BuildState::UpToDate, 0), (BuildState::Updated, 1)] {
        let mut store = Store::default();
        let jobs = started(&store.want(&wants, NOW));
        for job in jobs.iter().take(2) {
            store.reply(*job, Reply::Done(Answer::DocsPage(Arc::default()), None), NOW);
        }
        let building = Answer::DocsBuilding(Arc::new(Building { state, ..Building::default() }));
        store.reply(jobs[2], Reply::Done(building, None), NOW);
        let jobs = store.want(&wants, NOW);
        assert_eq!(jobs.len(), again);
        assert!(jobs.iter().all(|job| matches!(job, Job::Start(_, ask) if *ask == wants[0])), "{jobs:?}");
        // the build is looked at again later, as one may begin while one reads
        assert_eq!(store.wake(), Some(NOW.after(Duration::from_secs(300))));
    }
}
