//! Images in a real terminal: which bytes it gets, in each way, and that nothing of them is left behind.

use crate::support::terminal::{Pty, Start};
use image::{ImageFormat, Rgb, RgbImage};
use std::fmt::Write as _;
use std::io::Cursor;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

const CATALOG: &str = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: sea\n  annotations:\n    \
                       backstage.io/techdocs-ref: dir:.\nspec: {type: service, lifecycle: production, owner: crew}\n";

/// A folder with docs whose page has an image of 400 x 240 pixels.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    let mut page = "# Charts\n\nBefore it.\n\n![A sea chart](img/chart.png)\n\nAfter it.\n".to_owned();
    (1..60).for_each(|n| write!(page, "\n## Part {n}\n\nWords of part {n}.\n").unwrap());
    let chart = RgbImage::from_fn(400, 240, |x, y| Rgb([(x / 2) as u8, y as u8, 128]));
    let mut png = Vec::new();
    chart.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).unwrap();
    write("catalog-info.yaml", CATALOG.as_bytes());
    write("mkdocs.yml", b"site_name: Sea\nplugins: [techdocs-core]\n");
    write("docs/index.md", page.as_bytes());
    write("docs/img/chart.png", &png);
    folder
}

fn reading<'a>(folder: &'a Path, args: &[&'a str], env: &[(&'a str, &'a str)]) -> Pty {
    let args = [&["--workspace", ".", "stagedoor://catalog/component/default/sea/docs"], args].concat();
    Pty::start(Start { args, env: env.to_vec(), folder: Some(folder), size: (100, 30), ..Start::default() })
}

/// Reads on until something was sent so often.
fn until_sent(pty: &mut Pty, what: &str, times: usize) {
    for _ in 0..100 {
        if count(&pty.raw, what) >= times {
            return;
        }
        pty.silence(Duration::from_millis(50));
    }
    panic!("{what:?} was sent {} times\n{}", count(&pty.raw, what), pty.text());
}

fn count(raw: &[u8], what: &str) -> usize {
    raw.windows(what.len()).filter(|part| *part == what.as_bytes()).count()
}

#[test]
fn kitty_gets_an_image_once_and_is_left_without_it() {
    let folder = folder();
    let mut pty = reading(folder.path(), &[], &[("TERM", "xterm-kitty")]);
    pty.until("Before it.");
    until_sent(&mut pty, "a=p,", 1);
    for n in 2..6 {
        pty.text_keys("j");
        until_sent(&mut pty, "a=p,", n);
    }
    assert_eq!(count(&pty.raw, "a=t,"), 1, "scrolling sends no pixels");
    assert!(count(&pty.raw, "c=50,r=15\x1b\\") > 1, "whole");
    pty.text_keys("?");
    until_sent(&mut pty, "a=d,d=i,", 1);
    pty.until("What can be done here");
    pty.send(b"\x1b");
    until_sent(&mut pty, "a=p,", 6);
    pty.text_keys("q");
    assert_eq!(pty.end(), 0);
    pty.assert_sane();
    let sent = String::from_utf8_lossy(&pty.raw).into_owned();
    let (last, left) = (sent.rfind("a=d,d=I,").unwrap(), sent.rfind("\x1b[?1049l").unwrap());
    assert!(last < left && !sent[last..].contains("a=t,") && !sent[last..].contains("a=p,"));
}

#[test]
fn sixels_and_inline_images_are_of_what_is_seen() {
    let folder = folder();
    for (way, begin) in [("sixel", "\x1bP0;1;0q\"1;1;300;180#"), ("iterm2", "\x1b]1337;File=inline=1;")] {
        let mut pty = reading(folder.path(), &["--images", way], &[]);
        pty.until("Before it.");
        until_sent(&mut pty, begin, 1);
        pty.text_keys("G").until("Words of part 59.");
        let before = pty.raw.len();
        pty.text_keys("q");
        assert_eq!(pty.end(), 0);
        pty.assert_sane();
        assert_eq!(count(&pty.raw[before..], begin), 0, "{way}");
    }
}

#[test]
fn half_blocks_are_cells_in_colour_and_words_stand_for_an_image_without_colours() {
    let folder = folder();
    let mut pty = reading(folder.path(), &[], &[("COLORTERM", "truecolor")]);
    // 50 x 15 cells; where both halves are of one colour there is none
    pty.wait("an image of half blocks", |text| text.matches('▀').count() > 700);
    pty.text_keys("G").until("Words of part 59.");
    assert!(!pty.text().contains('▀'), "{}", pty.text());
    pty.text_keys("q");
    assert_eq!(pty.end(), 0);
    for args in [["--no-color", "--read-only"], ["--glyphs", "ascii"], ["--images", "off"]] {
        let mut pty = reading(folder.path(), &args, &[("COLORTERM", "truecolor")]);
        pty.until("[image: A sea chart]").text_keys("q");
        assert_eq!(pty.end(), 0);
        let sent = String::from_utf8_lossy(&pty.raw).into_owned();
        assert!(!sent.contains('▀') && !sent.contains("\x1b_G") && !sent.contains("\x1bP"), "{args:?}");
    }
}

#[test]
fn another_size_of_the_screen_leaves_nothing_of_an_image_behind() {
    let folder = folder();
    let mut pty = reading(folder.path(), &[], &[("TERM", "xterm-kitty")]);
    pty.until("Before it.");
    until_sent(&mut pty, "a=p,", 1);
    let before = pty.raw.len();
    pty.resize(80, 24);
    until_sent(&mut pty, "a=p,", 2);
    let sent = String::from_utf8_lossy(&pty.raw[before..]).into_owned();
    assert!(sent.find("a=d,d=I,").unwrap() < sent.find("\x1b[2J").unwrap(), "taken away before all is painted anew");
    pty.signal("TERM");
    pty.end();
    pty.assert_sane();
    assert!(count(&pty.raw[before..], "a=d,d=I,") >= 2, "a signal too leaves nothing");
}
