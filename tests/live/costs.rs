//! What a client costs the portal, counted between the two. The figures stand in `docs/costs.md`.

use crate::away::age;
use crate::program::{Desk, Screen, alice};
use crate::proxy::{Cost, Proxy};
use crate::rig;
use std::time::Duration;

/// Prints a line for the table past the test harness.
fn report(what: &str, cost: &Cost) {
    use std::io::Write as _;
    let (up, down) = (cost.sent.div_ceil(1024), cost.received.div_ceil(1024));
    let line = format!("costs: {what}: {} requests, {up} kB sent, {down} kB received\n", cost.requests.len());
    let listed =
        if std::env::var_os("STAGEDOOR_COSTS").is_some() { cost.requests.join("\n") + "\n" } else { String::new() };
    let _ = std::io::stdout().write_all((line + &listed).as_bytes());
}

#[track_caller]
fn at_most(what: &str, cost: &Cost, requests: usize, kilobytes: u64) {
    report(what, cost);
    assert!(cost.requests.len() <= requests, "{what}: {:#?}", cost.requests);
    assert!(cost.sent + cost.received <= kilobytes * 1024, "{what}: {cost:?}");
}

fn behind(proxy: &Proxy) -> Desk {
    let (_, desk, _) = alice();
    desk.with("STAGEDOOR_URL", &proxy.url)
}

/// The first screen, once all that it needs has been asked and answered: what may be done to what is
/// seen comes last.
fn home(screen: &mut Screen, proxy: &Proxy, total: usize) {
    screen.pty.until(&format!("{total} entities")).until("you are Alice");
    rig::eventually("what may be done", || proxy.has_answered("POST /api/permission/authorize").then_some(()));
}

#[test]
fn the_screen_costs_the_portal_no_more_than_is_published() {
    if !rig::live() {
        return;
    }
    let _unchanged = rig::unchanged();
    let proxy = Proxy::to(&rig::rig().url);
    let total = rig::rig().total("", rig::ADMIN_TOKEN);
    let mut screen = behind(&proxy).screen(&[], 36);
    home(&mut screen, &proxy, total);
    let desk = screen.leave();
    // who one is, the list, which permissions there are of two plugins, what may be done to what is seen, and
    // once it is known that templates may be run the latest tasks
    at_most("first start", &proxy.take(), 7, 26);
    // old enough for rows that are looked at to be asked anew, as they are in use
    age(&desk, Duration::from_secs(600));
    let mut screen = desk.screen(&[], 36);
    home(&mut screen, &proxy, total);
    at_most("second start, the copy ten minutes old", &proxy.take(), 5, 12);
    an_hour(&mut screen, total);
    screen.leave();
    at_most("ten entities opened from the list", &proxy.take(), 30, 80);
}

/// Ten entities opened from the list, its filter, home and back.
fn an_hour(screen: &mut Screen, total: usize) {
    screen.pty.text_keys("gc").until(&format!("1/{total}"));
    for n in 1..=10 {
        let name = format!("bulk-{:05}", n * 7);
        screen.pty.text_keys("/").text_keys(&name).until(&format!("1/1 of {total}")).text_keys("\r");
        screen.pty.until(&format!("component:default/{name}")).text_keys("2").until("bulk");
        screen.pty.text_keys("1\x1b").until("NAME").send(b"\x1b").until(&format!("/{total}"));
    }
    screen.pty.text_keys("gh").until("Recent 10").text_keys("gc").until("NAME");
}

#[test]
fn opening_a_page_of_docs_costs_no_more_than_is_published_and_builds_nothing_where_one_only_reads() {
    if !rig::live() {
        return;
    }
    let _unchanged = rig::unchanged();
    let proxy = Proxy::to(&rig::rig().url);
    let total = rig::rig().total("", rig::ADMIN_TOKEN);
    let mut screen = behind(&proxy).screen(&[], 36);
    home(&mut screen, &proxy, total);
    let mut desk = screen.leave();
    proxy.take();
    let sync = "GET /api/techdocs/sync/default/component/almanac";
    for (flags, what, requests) in
        [(&["--read-only"][..], "a page of docs with --read-only", READ_ONLY), (&[], "a page of docs", READ_ONLY + 1)]
    {
        let mut screen = desk.screen(&[flags, &["docs:component:default/almanac"]].concat(), 36);
        screen.pty.until("Almanac").until("built ");
        for asked in ["GET /api/techdocs/static", "GET /api/techdocs/metadata", sync] {
            let is_wanted = asked != sync || flags.is_empty();
            rig::eventually(asked, || (!is_wanted || proxy.has_answered(asked)).then_some(()));
        }
        desk = screen.leave();
        let cost = proxy.take();
        at_most(what, &cost, requests, 30);
        let syncs = cost.requests.iter().filter(|request| request.starts_with(sync)).count();
        assert_eq!(syncs, usize::from(flags.is_empty()), "{what}: {:#?}", cost.requests);
    }
}

/// Requests for a page of docs that is opened by its link, beside the one that looks for a newer build.
const READ_ONLY: usize = 5;

#[test]
fn a_command_costs_one_request() {
    if !rig::live() {
        return;
    }
    let _unchanged = rig::unchanged();
    let proxy = Proxy::to(&rig::rig().url);
    let desk = behind(&proxy);
    for (args, requests, kilobytes) in [
        (&["get", "component", "timetable"][..], 1, 6),
        (&["get", "component", "--filter", "type=worker", "--limit", "5"], 1, 6),
        (&["get", "component", "-o", "json"], 1, 60),
        (&["search", "timetable"], 1, 8),
        (&["open", "runbook", "component:timetable", "--print"], 1, 6),
        (&["link", "component:timetable"], 0, 0),
        (&["context", "ls"], 0, 0),
        // which permissions the plugins have is known for a day from here on
        (&["whoami"], 5, 14),
        (&["whoami"], 3, 9),
        (&["do", "entity.refresh", "component:timetable", "component:pier-lights", "--dry-run"], 3, 10),
    ] {
        assert_eq!(desk.run(args).code, 0);
        at_most(&format!("stagedoor {}", args.join(" ")), &proxy.take(), requests, kilobytes);
    }
}
