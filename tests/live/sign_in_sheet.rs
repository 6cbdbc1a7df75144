//! Signing in to the real portal on the screen: the sheet comes by itself, and what had failed is
//! there when it has gone.

use crate::browser::Browser;
use crate::login::{desk_at, with_opener};
use crate::program::Screen;
use crate::rig;
use crate::servers::{self, Backstage};
use crate::terminal::Pty;
use stagedoor::domain::document::with_fewer_letters;

fn portal() -> Option<&'static Backstage> {
    rig::live().then(servers::backstage)
}

/// What nobody sees who is not signed in, then who one is, by the key for it.
#[track_caller]
fn is_alice(mut screen: Screen) {
    screen.pty.until(" entities").until("you are Alice").text_keys("gi");
    screen.pty.until("Who you are").until("user:default/alice").until("What you may do");
    let desk = screen.leave();
    assert_eq!(desk.run(&["get", "group", "-o", "name"]).lines().len(), 4, "it is kept for what comes after");
}

#[test]
fn a_screen_without_a_session_asks_to_sign_in_and_then_shows_what_had_failed() {
    let Some(portal) = portal() else { return };
    let (desk, opener) = with_opener(desk_at(&portal.url, ""));
    let mut screen = desk.screen(&[], 36);
    screen.pty.until("You are not signed in at work.").until("In the browser").text_keys("\r");
    screen.pty.until("It comes back here by itself");
    let end = Browser::of("alice").visit(&opener.opened());
    assert!(end.page().contains("close"), "{end:?}");
    is_alice(screen);
}

#[test]
fn over_ssh_the_address_that_the_browser_ended_at_is_pasted_into_the_sheet() {
    let Some(portal) = portal() else { return };
    let mut screen = desk_at(&portal.url, "").with("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22").screen(&[], 36);
    screen.pty.until("You are not signed in at work.").until("In a browser elsewhere").text_keys("\r");
    screen.pty.until("Then paste here");
    let mut browser = Browser::of("alice").elsewhere();
    // as its QR code says it
    let short = with_fewer_letters(&shown_address(&screen.pty));
    assert!(short.contains("redirect_uri=http://127.0.0.1:"), "{short}");
    let end = browser.visit(&short).address;
    let mut stolen = end.clone();
    stolen.query_pairs_mut().clear().append_pair("code", "stolen").append_pair("state", "another");
    paste(&mut screen.pty, stolen.as_str()).until("it belongs to another attempt");
    // as a narrow terminal hands it out when it is copied there
    let (first, rest) = end.as_str().split_at(40);
    paste(&mut screen.pty, &format!("{first}\r{rest}\r"));
    let raw = String::from_utf8_lossy(&screen.pty.raw).into_owned();
    assert!(!raw.contains("stolen") && !raw.contains(rest), "what is pasted is never painted");
    is_alice(screen);
}

#[test]
fn a_no_in_the_browser_is_told_and_may_be_followed_by_a_yes() {
    let Some(portal) = portal() else { return };
    let (desk, opener) = with_opener(desk_at(&portal.url, ""));
    let mut screen = desk.screen(&[], 36);
    screen.pty.until("In the browser").text_keys("\r").until("It comes back here by itself");
    Browser::of("alice").saying_no().visit(&opener.opened());
    screen.pty.until("said no").until("Try again").text_keys("\r").until("It comes back here by itself");
    Browser::of("alice").visit(&opener.opened());
    is_alice(screen);
}

/// The address that the sheet shows, put together from its rows.
#[track_caller]
fn shown_address(pty: &Pty) -> String {
    let text = pty.text();
    let rows = text.lines().skip_while(|row| !row.starts_with("http")).take_while(|row| !row.trim().is_empty());
    rows.map(str::trim).collect()
}

/// Pastes as a terminal does, and hands it in.
fn paste<'p>(pty: &'p mut Pty, text: &str) -> &'p mut Pty {
    pty.text_keys(&format!("\x1b[200~{text}\x1b[201~")).until("characters").text_keys("\r")
}
