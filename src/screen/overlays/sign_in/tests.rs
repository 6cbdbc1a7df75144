use super::*;
use crate::platform::account::Part;
use crate::screen::look::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

fn sheet(step: SignIn) -> SignInSheet {
    let query = SigningIn { way: Way::Paste, attempt: 1 };
    SignInSheet { phase: Phase::Going(query), step: Some(Arc::new(step)), ..SignInSheet::default() }
}

fn paste() -> SignIn {
    SignIn::Paste { hint: "A token".into() }
}

#[test]
fn what_was_wrong_twice_in_the_same_words_is_asked_for_again() {
    let again = || SignIn::Again { why: "no".into(), asked: Box::new(paste()) };
    let mut sheet = sheet(again());
    sheet.paste(&Secret::new("token".into()));
    assert_eq!(sheet.act(Action::ListOpen), Some(Asked::HandIn(Secret::new("token".into()))));
    assert!(!sheet.typing(), "while it is looked at");
    sheet.step = Some(Arc::new(again()));
    assert!(sheet.typing());
}

#[test]
fn nothing_empty_is_handed_in_and_nothing_typed_outlives_the_attempt() {
    let mut sheet = sheet(paste());
    assert_eq!(sheet.act(Action::ListOpen), None);
    sheet.paste(&Secret::new("token".into()));
    assert_eq!(sheet.act(Action::AppBack), None);
    assert!(sheet.field.is_empty() && sheet.phase == Phase::Choosing);
    assert_eq!(sheet.act(Action::AppBack), Some(Asked::Close));
}

#[test]
fn what_is_pasted_where_nothing_is_asked_for_is_dropped() {
    let mut sheet = sheet(SignIn::Asking("find out".into()));
    sheet.paste(&Secret::new("token".into()));
    assert!(sheet.field.is_empty());
}

#[test]
fn the_sheet_fits_any_size_and_its_field_is_seen_down_to_three_rows() {
    let visit = SignIn::Visit {
        address: "https://x.example/".into(),
        start: None,
        at: "x".into(),
        comes_back: false,
        until: At(9),
        part: Part { at: 1, of: 2 },
    };
    let sheet = sheet(visit);
    for width in 1..60 {
        for height in 1..20 {
            let area = Rect::new(0, 0, width, height);
            let mut buf = Buffer::empty(area);
            let cursor = sheet.view(&mut buf, area, &Look::default(), At(0));
            assert_eq!(cursor.is_some(), height > 2, "{width}x{height}");
            let links = sheet.links(area, &Look::default(), At(0));
            assert!(links.iter().all(|link| link.row < height && link.columns.end <= width), "{links:?}");
        }
    }
}

fn seen(sheet: &SignInSheet, width: u16, height: u16) -> String {
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    sheet.view(&mut buf, area, &Look::default(), At(0));
    let rows = buf.content().chunks(usize::from(width));
    rows.map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>() + "\n").collect()
}

#[test]
fn where_several_addresses_are_visited_each_says_which_it_is_and_a_code_without_room_gives_way_to_it() {
    let part = Part { at: 1, of: 2 };
    let address = format!("https://x.example/?redirect=http%3A%2F%2F127.0.0.1&state={}", "x".repeat(200));
    let address = Clean::line(&address);
    let visit = SignIn::Visit { address, start: None, at: "x".into(), comes_back: false, until: At(9), part };
    let mut sheet = sheet(visit);
    assert!(seen(&sheet, 80, 24).contains("Open address 1 of 2 in any browser"), "{}", seen(&sheet, 80, 24));
    sheet.act(Action::SignInPicture);
    let text = seen(&sheet, 80, 24);
    assert!(text.contains("The QR code takes 61 columns and 31 rows, and there are 80 and 22 here."), "{text}");
    assert!(text.contains("\nhttps://x.example/?redirect="), "{text}");
    let text = seen(&sheet, 80, 33);
    assert!(text.contains('█') && !text.contains("https://"), "{text}");
}

#[test]
fn what_keeps_the_code_from_being_asked_about_is_seen_beside_it_and_nothing_is_typed() {
    let code = SignIn::Code { address: "https://x/device".into(), complete: None, code: "WDJB".into(), until: At(9) };
    let sheet = sheet(SignIn::Again { why: "the gateway failed".into(), asked: Box::new(code) });
    assert!(!sheet.typing());
    let area = Rect::new(0, 0, 80, 24);
    let mut buf = Buffer::empty(area);
    sheet.view(&mut buf, area, &Look::default(), At(0));
    let text: String = buf.content().iter().map(ratatui::buffer::Cell::symbol).collect();
    assert!(text.contains("the gateway failed") && text.contains("WDJB"), "{text}");
}

#[test]
fn a_browser_is_started_where_nothing_is_given_away_and_the_address_itself_is_copied() {
    let (address, start) = (Clean::line("https://x.example/auth?state=s"), Clean::line("http://127.0.0.1:1/start/r"));
    let visit = SignIn::Visit {
        address: address.clone(),
        start: Some(start.clone()),
        at: "x".into(),
        comes_back: true,
        until: At(9),
        part: Part { at: 1, of: 2 },
    };
    let mut sheet = sheet(visit);
    assert_eq!(sheet.opens(), Some(Asked::Open(start.clone())));
    assert_eq!(sheet.opens(), None, "once");
    assert_eq!(sheet.act(Action::SignInOpen), Some(Asked::Open(start)));
    assert_eq!(sheet.act(Action::SignInCopy), Some(Asked::Copy(address)));
}
