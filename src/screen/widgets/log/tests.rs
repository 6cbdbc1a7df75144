use super::*;
use crate::domain::model::{At, Zone};
use crate::screen::look::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A log of so many lines, every third of step 1.
fn log(lines: usize) -> Log {
    let mut log = Log::default();
    (0..lines).for_each(|n| log.say(At(n as i64 * 1_000), Some(u16::from(n % 3 == 0)), &format!("line {n}")));
    log
}

fn view(lines: usize, rows: usize) -> LogView {
    let mut view = LogView::default();
    view.fit(rows, 40);
    view.set(log(lines));
    view
}

fn seen(view: &LogView, rows: u16) -> Vec<String> {
    let area = Rect::new(0, 0, 40, rows);
    let mut buf = Buffer::empty(area);
    view.view(&mut buf, area, &Look::default(), &Zone::default());
    let row = |y: u16| (9..39).map(|x| buf[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
    (0..rows).map(row).collect()
}

#[test]
fn the_end_is_followed_until_one_scrolls_up_and_again_once_one_is_back() {
    let mut view = view(10, 3);
    assert_eq!(seen(&view, 3), ["line 7", "line 8", "line 9"]);
    view.set(log(12));
    assert_eq!(seen(&view, 3), ["line 9", "line 10", "line 11"]);
    view.go(Move::By(-1));
    view.set(log(20));
    assert_eq!(seen(&view, 3), ["line 8", "line 9", "line 10"]);
    assert!(!view.follows());
    view.go(Move::By(1_000));
    assert!(view.follows());
    view.set(log(21));
    assert_eq!(seen(&view, 3), ["line 18", "line 19", "line 20"]);
}

#[test]
fn the_log_of_one_step_is_that_of_this_step_also_as_it_grows() {
    let mut view = view(10, 3);
    view.of_step(Some(1));
    assert_eq!(seen(&view, 3), ["line 3", "line 6", "line 9"]);
    view.set(log(13));
    assert_eq!(seen(&view, 3), ["line 6", "line 9", "line 12"]);
    view.of_step(None);
    assert_eq!(view.len(), 13);
}

#[test]
fn what_is_looked_for_is_found_round_and_round_and_only_where_it_is_shown() {
    let mut view = view(100, 5);
    view.go(Move::Top);
    assert!(view.find("line 4"));
    assert_eq!(seen(&view, 5).first().unwrap(), "line 0", "what is seen already does not move");
    assert!(view.find_next(true));
    assert!(seen(&view, 5).contains(&"line 40".to_owned()), "{:?}", seen(&view, 5));
    assert!(view.find_next(false) && view.find_next(false));
    assert!(seen(&view, 5).contains(&"line 49".to_owned()), "{:?}", seen(&view, 5));
    view.of_step(Some(1));
    assert!(!view.find("line 40") && view.find("line 42"));
    assert!(!view.find("nowhere") && !view.has_found());
}

#[test]
fn a_line_that_is_too_long_goes_on_below_and_is_scrolled_row_by_row() {
    let mut view = LogView::default();
    view.fit(2, 40);
    let mut long = Log::default();
    long.say(At(0), None, &"0123456789".repeat(10));
    long.say(At(0), None, "end");
    view.set(long);
    assert_eq!(seen(&view, 2).last().unwrap(), "end");
    view.go(Move::Top);
    assert!(seen(&view, 2).first().unwrap().starts_with("0123456789012"));
    view.go(Move::By(1));
    assert!(seen(&view, 2).first().unwrap().starts_with('1'));
}

#[test]
fn a_log_whose_beginning_went_is_read_as_it_is() {
    let mut view = view(100, 5);
    view.of_step(Some(1));
    view.set(log(3));
    assert_eq!(seen(&view, 5).first().unwrap(), "line 0");
}
