//! A portal that went away: what was known stays, with its age, and one line says what failed.

use crate::program::{Desk, alice};
use crate::proxy::Proxy;
use crate::rig;
use stagedoor::domain::model::At;
use stagedoor::domain::model::listing::Listing;
use std::fs::File;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Somebody who has used the portal behind a relay, and left.
fn used(proxy: &Proxy) -> Desk {
    let (rig, desk, _) = alice();
    let total = rig.total("", rig::ADMIN_TOKEN);
    let mut screen = desk.with("STAGEDOOR_URL", &proxy.url).screen(&["component:timetable"], 36);
    screen.pty.until("Knows when every boat leaves").text_keys("gh").until(&format!("{total} entities"));
    screen.pty.until("you are Alice").text_keys("gc").until(&format!("/{total}"));
    screen.leave()
}

/// Makes the copy on disk older than it is.
pub fn age(desk: &Desk, by: Duration) {
    let path = desk.copy().join("rows.v3.bin");
    let mut file = File::open(&path).unwrap();
    let length = file.metadata().unwrap().len();
    let listing = Listing::decode(&mut file, length).unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let then = At(i64::try_from((now - by).as_millis()).unwrap());
    listing.encode(then, &mut File::create(&path).unwrap()).unwrap();
}

/// Whether it is told what failed, why, and what to do: in the lines above the hints, however they are
/// wrapped.
fn is_told(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let foot = lines[lines.len().saturating_sub(4)..].join(" ");
    ["cannot read", "the connection was refused", "then try again"].iter().all(|part| foot.contains(part))
}

#[test]
fn a_second_start_shows_the_last_catalog_with_its_age_and_says_what_failed() {
    if !rig::live() {
        return;
    }
    let _unchanged = rig::unchanged();
    let mut proxy = Proxy::to(&rig::rig().url);
    let total = rig::rig().total("", rig::ADMIN_TOKEN);
    let desk = used(&proxy);
    age(&desk, Duration::from_secs(2 * 3_600 + 60));
    proxy.close();
    let mut screen = desk.screen(&["home"], 36);
    screen.pty.until(&format!("{total} entities")).until("2h old");
    screen.pty.wait("what failed", is_told);
    screen.pty.text_keys("gc").until(&format!("/{total}")).until("2h old");
    screen.pty.text_keys("/timetable").until("in sandbox");
    // looked at before: whole; never looked at: what the list knows, and why not more
    let desk = screen.leave();
    let mut screen = desk.screen(&["component:timetable"], 36);
    screen.pty.until("Departure board").text_keys("8").until("spec:");
    let desk = screen.leave();
    let mut screen = desk.screen(&["component:gangway"], 36);
    screen.pty.until("Owned by one person").until("the connection was refused");
    proxy.reopen();
    screen.pty.send(b"\x12").until("component:default/gangway");
    screen.pty.wait("the present", |text| !text.contains("old") && !text.contains("refused"));
    screen.leave();
}

#[test]
fn a_young_copy_of_a_portal_that_is_away_is_not_passed_off_as_the_present() {
    if !rig::live() {
        return;
    }
    let _unchanged = rig::unchanged();
    let mut proxy = Proxy::to(&rig::rig().url);
    let total = rig::rig().total("", rig::ADMIN_TOKEN);
    let desk = used(&proxy);
    proxy.close();
    let mut screen = desk.screen(&["home"], 36);
    screen.pty.until(&format!("{total} entities")).until("you are Alice Ahlgren").until("Mine ");
    screen.pty.wait("what failed", is_told);
    screen.pty.text_keys("gc/bulk-0029").until(&format!("of {total}")).until("bulk-00299");
    screen.leave();
}

#[test]
fn offline_nothing_is_sent_and_everything_known_is_there() {
    if !rig::live() {
        return;
    }
    let _unchanged = rig::unchanged();
    let proxy = Proxy::to(&rig::rig().url);
    let total = rig::rig().total("", rig::ADMIN_TOKEN);
    let desk = used(&proxy);
    age(&desk, Duration::from_secs(3 * 86_400));
    let before = proxy.connections();
    let mut screen = desk.screen(&["--offline", "home"], 36);
    screen.pty.until(&format!("{total} entities")).until("offline").until("3d old").until("you are Alice Ahlgren");
    screen.pty.text_keys("gc").until(&format!("/{total}")).text_keys("/seat").until("seat-map");
    let desk = screen.leave();
    let mut screen = desk.screen(&["--offline", "component:timetable"], 36);
    screen.pty.until("Departure board");
    let desk = screen.leave();
    let opened = desk.run(&["--offline", "open", "runbook", "component:timetable", "--print"]);
    assert_eq!(opened.lines(), ["https://runbooks.ferries.example/timetable"]);
    assert_eq!(proxy.connections(), before, "not even connected");
}

#[test]
fn a_portal_that_comes_back_is_used_again_without_a_new_start() {
    if !rig::live() {
        return;
    }
    let _unchanged = rig::unchanged();
    let mut proxy = Proxy::to(&rig::rig().url);
    let (rig, desk, _) = alice();
    proxy.close();
    let mut screen = desk.with("STAGEDOOR_URL", &proxy.url).screen(&[], 36);
    screen.pty.until("the connection was refused");
    proxy.reopen();
    // by itself, after the pause that follows a failure
    screen.pty.until(&format!("{} entities", rig.total("", rig::ADMIN_TOKEN)));
    screen.leave();
}
