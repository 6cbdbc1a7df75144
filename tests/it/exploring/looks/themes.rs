//! Themes: that they can be read, by everybody.

use crate::rooms::room;
use crate::support::scripted::Mood;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use stagedoor::domain::document::Role;
use stagedoor::screen::look::{Glyphs, Look, Theme};

const TEXTS: [Role; 29] = [
    Role::Text,
    Role::Dim,
    Role::Title,
    Role::Heading,
    Role::Label,
    Role::Link,
    Role::Selected,
    Role::Mark,
    Role::Match,
    Role::Good,
    Role::Warn,
    Role::Bad,
    Role::Key,
    Role::Badge,
    Role::Tag,
    Role::CodeKey,
    Role::CodeValue,
    Role::Subheading,
    Role::Note,
    Role::Code,
    Role::Marked,
    Role::CodeKeyword,
    Role::CodeFunction,
    Role::CodeType,
    Role::CodeNumber,
    Role::CodeString,
    Role::CodeComment,
    Role::CodeOperator,
    Role::CodeTag,
];

/// The themes that have a ground of their own; of the others the terminal decides.
const GROUNDED: [&str; 4] = ["dark", "light", "contrast", "colorblind"];

type Rgb = [f64; 3];

/// Linear light of a colour (IEC 61966-2-1).
fn linear(colour: Color) -> Rgb {
    let Color::Rgb(r, g, b) = colour else { panic!("{colour:?} is no colour by itself") };
    [r, g, b].map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    })
}

fn luminance([r, g, b]: Rgb) -> f64 {
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// The contrast of WCAG 2.2.
fn contrast(one: Color, other: Color) -> f64 {
    let (a, b) = (luminance(linear(one)), luminance(linear(other)));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn theme(name: &str) -> Theme {
    Theme::bundled(name).unwrap()
}

fn colours(theme: &Theme, role: Role) -> (Color, Color) {
    let style = theme.style(role);
    let (ground, text) = (theme.ground().unwrap(), theme.style(Role::Text).fg.unwrap());
    (style.fg.unwrap_or(text), style.bg.unwrap_or(ground))
}

#[test]
fn every_text_stands_out_from_its_ground_as_much_as_the_guidelines_want() {
    for (name, least) in [("dark", 4.5), ("light", 4.5), ("colorblind", 4.5), ("contrast", 7.0)] {
        for role in TEXTS {
            let (text, ground) = colours(&theme(name), role);
            let is = contrast(text, ground);
            assert!(is >= least, "{name}: {role:?} has {is:.1}");
        }
    }
    let (rule, ground) = colours(&theme("contrast"), Role::Rule);
    assert!(contrast(rule, ground) >= 3.0, "lines too");
}

/// What eyes without one sort of cones see (Machado, Oliveira and Fernandes 2009, severity 1).
const EYES: [(&str, [[f64; 3]; 3]); 4] = [
    ("all cones", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "no red cones",
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    ),
    (
        "no green cones",
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    ),
    (
        "no blue cones",
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
    ),
];

fn seen_by(matrix: [[f64; 3]; 3], colour: Rgb) -> Rgb {
    matrix.map(|row| row.iter().zip(colour).map(|(a, b)| a * b).sum::<f64>().clamp(0.0, 1.0))
}

/// CIE L*a*b*, by the white of D65.
fn lab([r, g, b]: Rgb) -> [f64; 3] {
    let f = |t: f64| if t > 216.0 / 24389.0 { t.cbrt() } else { (24389.0 / 27.0 * t + 16.0) / 116.0 };
    let x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
    let y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
    let z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn difference(one: Rgb, other: Rgb) -> f64 {
    lab(one).iter().zip(lab(other)).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

#[test]
fn good_and_take_note_and_wrong_stay_apart_for_every_sort_of_eyes() {
    let theme = theme("colorblind");
    let of = |role| linear(colours(&theme, role).0);
    for (eyes, matrix) in EYES {
        for (one, other) in [(Role::Good, Role::Warn), (Role::Good, Role::Bad), (Role::Warn, Role::Bad)] {
            let apart = difference(seen_by(matrix, of(one)), seen_by(matrix, of(other)));
            // 2.3 can just be noticed side by side
            assert!(apart >= 25.0, "{eyes}: {one:?} and {other:?} are {apart:.1} apart");
        }
    }
}

#[test]
fn a_theme_with_a_ground_leaves_no_cell_to_the_terminal() {
    for name in GROUNDED {
        for place in ["home", "catalog", "component:payments"] {
            let look = Look { theme: theme(name), glyphs: Glyphs::UNICODE };
            let mut stage = room(place, Mood::Well, (120, 36), look);
            for keys in ["", "ctrl+p", "esc"] {
                stage.keys(keys);
                let (buf, _) = stage.paint();
                let bare = |cell: &&ratatui::buffer::Cell| cell.bg == Color::Reset || cell.fg == Color::Reset;
                assert_eq!(buf.content.iter().filter(bare).count(), 0, "{name} {place} {keys}");
            }
        }
    }
}

#[test]
fn without_a_ground_the_terminal_keeps_its_own() {
    for name in ["terminal", "mono"] {
        let stage = room("catalog", Mood::Well, (80, 24), Look { theme: theme(name), glyphs: Glyphs::UNICODE });
        assert!(stage.paint().0.content.iter().all(|cell| cell.bg == Color::Reset), "{name}");
    }
}

/// The screen with its styles: each row, and below it a letter for each style where it is not that of
/// running text.
fn styled(buf: &Buffer) -> String {
    let mut styles: Vec<Style> = Vec::new();
    let mut out = String::new();
    let plain = |style: Style| Style { underline_color: None, ..style };
    for y in 0..buf.area.height {
        let mut letters = String::new();
        for x in 0..buf.area.width {
            let style = plain(buf[(x, y)].style());
            let at = styles.iter().position(|known| *known == style).unwrap_or_else(|| {
                styles.push(style);
                styles.len() - 1
            });
            letters.push(if at == 0 { ' ' } else { char::from(b'`' + at as u8) });
        }
        let row = crate::support::stage::lines(&crop(buf, y)).join("");
        out.push_str(&format!("{row}\n{}\n", letters.trim_end()));
    }
    for (at, style) in styles.iter().enumerate() {
        let name = if at == 0 { ' ' } else { char::from(b'`' + at as u8) };
        out.push_str(&format!("{name} {}\n", written(*style)));
    }
    out
}

fn crop(buf: &Buffer, y: u16) -> Buffer {
    let mut row = Buffer::empty(Rect::new(0, 0, buf.area.width, 1));
    (0..buf.area.width).for_each(|x| row[(x, 0)] = buf[(x, y)].clone());
    row
}

fn written(style: Style) -> String {
    let colour = |colour: Option<Color>| colour.map_or("-".to_owned(), |colour| colour.to_string());
    let modifier = style.add_modifier - Modifier::empty();
    format!("{} on {} {modifier:?}", colour(style.fg), colour(style.bg))
}

#[test]
fn the_main_screens_in_each_theme() {
    for name in Theme::NAMES {
        for (room_name, place) in [("catalog", "catalog"), ("entity", "component:payments")] {
            let look = Look { theme: theme(name), glyphs: Glyphs::UNICODE };
            let stage = room(place, Mood::OldCopyThenFault, (80, 12), look);
            let picture = styled(&stage.paint().0);
            insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true, snapshot_path => "../../pictures" }, {
                insta::assert_snapshot!(format!("theme-{name}-{room_name}"), picture);
            });
        }
    }
}
