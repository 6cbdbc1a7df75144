//! What a terminal is sent for images, frame after frame.

use super::super::encode::encode;
use super::*;
use std::sync::Arc;

/// A terminal as [`Terminal`](super::super::Terminal) drives it, without one.
struct Stand {
    pictures: Pictures,
    shown: Buffer,
}

const SCREEN: Rect = Rect { x: 0, y: 0, width: 20, height: 8 };

impl Stand {
    fn of(way: Way) -> Self {
        let mut pictures = Pictures::by(way);
        pictures.measure(Some((10, 20)));
        Self { pictures, shown: Buffer::empty(SCREEN) }
    }

    /// What a frame sends: of its cells, and of its images.
    fn frame(&mut self, placed: &[Placed], paint: impl FnOnce(&mut Buffer)) -> (String, String) {
        let mut next = Buffer::empty(SCREEN);
        paint(&mut next);
        let still = self.pictures.lay(placed, &mut self.shown, &mut next);
        let cells = encode(&self.shown, &next, &[], &still);
        self.shown = next;
        (cells.to_string(), self.pictures.words())
    }
}

/// An image of 40 x 80 pixels: rows of one grey each.
fn picture() -> Arc<Picture> {
    let rgb = (0..80).flat_map(|row| [row * 3; 40 * 3]).collect();
    Arc::new(Picture { width: 40, height: 80, rgb, natural: (40, 80) })
}

fn at(picture: &Arc<Picture>, (x, y): (u16, u16), above: u16) -> Placed {
    let area = Rect { x, y, width: 4, height: 4 - above };
    Placed { picture: Arc::clone(picture), area, above, whole: (4, 4) }
}

fn words(buf: &mut Buffer) {
    for y in 0..SCREEN.height {
        buf.set_string(0, y, "[image: words]", ratatui::style::Style::new());
    }
}

fn nothing() -> (String, String) {
    (String::new(), String::new())
}

#[test]
fn what_stays_as_it_is_is_not_sent_again() {
    for way in [Way::Kitty, Way::Iterm, Way::Sixel, Way::Blocks(Depth::All)] {
        let (mut stand, image) = (Stand::of(way), picture());
        let (cells, drawn) = stand.frame(&[at(&image, (2, 1), 0)], words);
        assert!(!cells.is_empty() && drawn.is_empty() == matches!(way, Way::Blocks(_)), "{way:?}");
        assert_eq!(stand.frame(&[at(&image, (2, 1), 0)], words), nothing(), "{way:?}");
        // text beside an image is sent without the image, and without a cell of it
        let (cells, drawn) = stand.frame(&[at(&image, (2, 1), 0)], |buf| {
            words(buf);
            buf.set_string(0, 2, "X         日", ratatui::style::Style::new());
        });
        let is_wiped_out = matches!(way, Way::Iterm | Way::Sixel);
        let is_spared = cells.starts_with("\x1b[3HX\x1b[3;2H[\x1b[3;7H") || cells.starts_with("\x1b[3HX \x1b[3;7H");
        assert!(drawn.is_empty() && (is_spared || !is_wiped_out), "{way:?}: {cells:?}");
    }
}

#[test]
fn kitty_gets_an_image_once_and_afterwards_its_number() {
    let (mut stand, image) = (Stand::of(Way::Kitty), picture());
    let id = kitty::id(0);
    let (_, drawn) = stand.frame(&[at(&image, (2, 1), 0)], words);
    let sent = format!("\x1b[2;3H\x1b_Ga=t,q=2,f=24,o=z,i={id},s=40,v=80,m=0;");
    assert!(drawn.starts_with(&sent), "{drawn:?}");
    let placed = format!("\x1b_Ga=p,q=2,C=1,i={id},p=1,x=0,y=0,w=40,h=80,c=4,r=4\x1b\\");
    assert!(drawn.ends_with(&placed), "{drawn:?}");

    // scrolled by two rows it is cut, not smaller
    let (_, drawn) = stand.frame(&[at(&image, (2, 0), 2)], words);
    assert_eq!(drawn, format!("\x1b[1;3H\x1b_Ga=p,q=2,C=1,i={id},p=1,x=0,y=40,w=40,h=40,c=4,r=2\x1b\\"));

    // out of sight it is taken away, and what it lay on is there again
    let (cells, drawn) = stand.frame(&[], words);
    assert_eq!(drawn, format!("\x1b_Ga=d,d=i,q=2,i={id},p=1\x1b\\"));
    assert_eq!(cells, "\x1b[1;3Hmage\x1b[2;3Hmage");
    let (_, drawn) = stand.frame(&[at(&image, (2, 1), 0)], words);
    assert_eq!(drawn, format!("\x1b[2;3H{placed}"));

    // what nobody holds any more is not held by the terminal either
    stand.frame(&[], words);
    drop(image);
    let (_, drawn) = stand.frame(&[], words);
    assert_eq!(drawn, format!("\x1b_Ga=d,d=I,q=2,i={id}\x1b\\"));

    // however many there were, a few are left with the terminal, and none of them afterwards
    let many: Vec<Arc<Picture>> = (0..40).map(|_| picture()).collect();
    for image in &many {
        stand.frame(&[at(image, (2, 1), 0)], words);
    }
    assert_eq!(leave().matches("d=I").count(), 12);
    assert_eq!(leave(), "");
}

#[test]
fn sixels_and_inline_images_are_sent_as_the_rows_that_are_seen_and_wiped_out_by_what_comes_after() {
    for (way, begin) in [(Way::Sixel, "\x1bP0;1;0q\"1;1;40;36#"), (Way::Iterm, "\x1b]1337;File=inline=1;")] {
        let (mut stand, image) = (Stand::of(way), picture());
        let (cells, _) = stand.frame(&[at(&image, (2, 1), 0)], words);
        assert_eq!(cells.matches("[i").count(), 8, "words stand beside it: {cells:?}");
        let (cells, drawn) = stand.frame(&[at(&image, (2, 0), 2)], words);
        assert!(drawn.starts_with("\x1b[1;3H") && drawn.contains(begin), "{drawn:?}");
        // what was drawn in rows 2 to 5 is written over, as far as nothing is drawn there now
        assert!(cells.contains("\x1b[3;3Hmage") && cells.contains("\x1b[5;3Hmage"), "{cells:?}");
        assert!(cells.contains("\x1b[2;3H    "), "{cells:?}");
        let (cells, drawn) = stand.frame(&[], words);
        assert!(cells.contains("\x1b[1;3Hmage\x1b[2;3Hmage") && drawn.is_empty(), "{cells:?}");
        assert_eq!(stand.frame(&[], words), nothing());
    }
}

#[test]
fn blocks_are_cells_and_what_they_lay_on_comes_back() {
    let (mut stand, image) = (Stand::of(Way::Blocks(Depth::All)), picture());
    stand.frame(&[], words);
    let (cells, drawn) = stand.frame(&[at(&image, (2, 1), 3)], words);
    assert!(cells.matches('▀').count() == 4 && drawn.is_empty(), "{cells:?}");
    assert_eq!(stand.frame(&[], words).0, "\x1b[2;3Hmage");
}

#[test]
fn without_a_way_and_outside_of_the_screen_nothing_is_shown() {
    let image = picture();
    let mut stand = Stand::of(Way::Off);
    stand.frame(&[], words);
    assert_eq!((stand.pictures.cell(), stand.frame(&[at(&image, (2, 1), 0)], words)), (None, nothing()));
    let mut stand = Stand::of(Way::Sixel);
    stand.frame(&[], words);
    let outside = [at(&image, (18, 1), 0), at(&image, (2, 8), 0), at(&image, (2, 1), 4)];
    assert_eq!(stand.frame(&outside, words), nothing());
}

#[test]
fn what_is_held_of_images_is_what_is_seen_of_them() {
    for way in [Way::Kitty, Way::Iterm, Way::Sixel, Way::Blocks(Depth::All)] {
        let (mut stand, image) = (Stand::of(way), picture());
        stand.frame(&[at(&image, (2, 1), 0)], words);
        assert_eq!(Arc::strong_count(&image), 1, "{way:?}");
        stand.frame(&[], words);
        assert!(stand.pictures.made.is_empty(), "{way:?}");
    }
}

#[test]
fn large_images_come_one_a_frame_so_that_keys_need_not_wait_for_all_of_them() {
    let large = || Arc::new(Picture { width: 1_000, height: 1_000, rgb: vec![9; 3_000_000], natural: (1_000, 1_000) });
    for way in [Way::Kitty, Way::Iterm, Way::Sixel, Way::Blocks(Depth::All)] {
        let (mut stand, first, second, small) = (Stand::of(way), large(), large(), picture());
        let all = [at(&first, (0, 0), 0), at(&second, (5, 0), 0), at(&small, (10, 0), 0)];
        let seen = |stand: &Stand| {
            let shows =
                |x: u16| stand.shown.cell((x, 1)).is_some_and(|cell| !cell.symbol().starts_with(char::is_alphabetic));
            [shows(1), shows(8)]
        };
        stand.frame(&all, words);
        assert_eq!((seen(&stand), stand.pictures.is_behind()), ([true, false], true), "{way:?}");
        stand.frame(&all, words);
        // what is small goes with the second
        assert_eq!((seen(&stand), stand.pictures.is_behind()), ([true, true], false), "{way:?}");
    }
}
