//! Changed cells as the fewest bytes that a terminal understands: over a slow line every byte of a
//! cursor move is felt.

use super::link::Link;
use crate::domain::text::Clean;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr as _;
use zeroize::Zeroizing;

/// Cells that are as they were and are written again when that is shorter than jumping over them.
const BRIDGE: u16 = 6;

/// Bytes that a cell takes with what stands before it, mostly less.
const ROOM_OF_A_CELL: usize = 8;

/// How the pen of the terminal is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Pen {
    const RESET: Self = Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

    fn of(cell: &Cell) -> Self {
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }
}

/// What turns the frame shown into the next one; empty when nothing changed. The pen is at rest
/// before and after. The cells of `still` are equal in both, and are not written at all: text would
/// wipe out what is drawn over them.
pub(super) fn encode(shown: &Buffer, next: &Buffer, links: &[Link], still: &[Rect]) -> Zeroizing<String> {
    let changed = changes(shown, next, still);
    // as a frame may show a secret: what grows leaves copies behind
    let mut out = Zeroizing::new(String::with_capacity(changed.len() * ROOM_OF_A_CELL));
    let mut pen = Pen::RESET;
    let mut at: Option<(u16, u16)> = None;
    let mut link: Option<&Clean> = None;
    for (x, y, cell) in changed {
        if at != Some((x, y)) {
            // what is written on the way could lead elsewhere, or lie over something
            let is_plain = !links.iter().any(|link| link.row == y) && !still.iter().any(|area| has_row(*area, y));
            let from = at.filter(|_| is_plain);
            bridge_or_jump(&mut out, &mut pen, next, from, (x, y));
        }
        follow(&mut out, &mut link, Link::at(links, x, y));
        put(&mut out, &mut pen, cell);
        // of what is made of several code points terminals disagree how wide it is
        let certain = cell.symbol().chars().nth(1).is_none();
        at = certain.then(|| (x + columns(cell), y));
    }
    follow(&mut out, &mut link, None);
    if pen != Pen::RESET {
        out.push_str("\x1b[0m");
    }
    out
}

/// What sets a pen that is at rest to a style; empty where that is at rest.
pub fn pen(style: Style) -> String {
    let mut out = String::new();
    let want = Pen {
        fg: style.fg.unwrap_or_default(),
        bg: style.bg.unwrap_or_default(),
        modifier: style.add_modifier - style.sub_modifier,
    };
    set_pen(&mut out, &mut Pen::RESET.clone(), want);
    out
}

fn columns(cell: &Cell) -> u16 {
    u16::try_from(cell.symbol().width()).unwrap_or(1).max(1)
}

/// The cells to write, row by row. In a row with wide characters, everything from the first change
/// on: what is left of a wide character whose half was written over, terminals do not agree on.
fn changes<'a>(shown: &Buffer, next: &'a Buffer, still: &[Rect]) -> Vec<(u16, u16, &'a Cell)> {
    let changed = shown.diff(next);
    let mut all = Vec::with_capacity(changed.len());
    for row in changed.chunk_by(|(_, a, _), (_, b, _)| a == b) {
        let Some((first, y, _)) = row.first() else { continue };
        if has_wide(shown, *y) || has_wide(next, *y) {
            let is_free = |x: u16| !still.iter().any(|area| area.contains((x, *y).into()));
            all.extend(rest_of_row(next, *first, *y).filter(|(x, ..)| is_free(*x)));
        } else {
            all.extend_from_slice(row);
        }
    }
    all
}

fn has_row(area: Rect, y: u16) -> bool {
    (area.top()..area.bottom()).contains(&y)
}

fn has_wide(buf: &Buffer, y: u16) -> bool {
    let cells = (buf.area.left()..buf.area.right()).filter_map(|x| buf.cell((x, y)));
    cells.into_iter().any(|cell| !cell.symbol().is_ascii() && columns(cell) > 1)
}

fn rest_of_row(next: &Buffer, first: u16, y: u16) -> impl Iterator<Item = (u16, u16, &Cell)> {
    let mut x = first;
    std::iter::from_fn(move || {
        let cell = next.cell((x, y)).filter(|_| x < next.area.right())?;
        let here = x;
        x += columns(cell);
        Some((here, y, cell))
    })
}

/// Has what is written from here on lead to an address, or nowhere. All parts of one address are one
/// link.
fn follow<'a>(out: &mut String, link: &mut Option<&'a Clean>, want: Option<&'a Clean>) {
    if *link == want {
        return;
    }
    let _ = match want {
        Some(address) => write!(out, "\x1b]8;id=stagedoor;{address}\x1b\\"),
        None => write!(out, "\x1b]8;;\x1b\\"),
    };
    *link = want;
}

fn put(out: &mut String, pen: &mut Pen, cell: &Cell) {
    set_pen(out, pen, Pen::of(cell));
    out.push_str(cell.symbol());
}

/// Goes to a cell: by writing what lies between once more where that is plain and short.
fn bridge_or_jump(out: &mut String, pen: &mut Pen, next: &Buffer, from: Option<(u16, u16)>, (x, y): (u16, u16)) {
    if let Some((column, row)) = from
        && row == y
        && column < x
        && x - column <= BRIDGE
    {
        let between: Vec<&Cell> = (column..x).filter_map(|x| next.cell((x, y))).collect();
        if between.iter().all(|cell| Pen::of(cell) == *pen && cell.symbol().len() == 1) {
            return between.into_iter().for_each(|cell| out.push_str(cell.symbol()));
        }
        let _ = if x - column == 1 { write!(out, "\x1b[C") } else { write!(out, "\x1b[{}C", x - column) };
        return;
    }
    let _ = if x == 0 { write!(out, "\x1b[{}H", y + 1) } else { write!(out, "\x1b[{};{}H", y + 1, x + 1) };
}

/// Changes the pen by one sequence; what is on and has to go goes by starting over.
fn set_pen(out: &mut String, pen: &mut Pen, want: Pen) {
    if *pen == want {
        return;
    }
    let over = !(pen.modifier - want.modifier).is_empty();
    let from = if over { Pen::RESET } else { *pen };
    let mut codes = String::new();
    let mut add = |code: std::fmt::Arguments<'_>| {
        let gap = if codes.is_empty() { "" } else { ";" };
        let _ = write!(codes, "{gap}{code}");
    };
    if over && want != Pen::RESET {
        add(format_args!("0"));
    }
    for (modifier, code) in MODIFIERS {
        if (want.modifier - from.modifier).contains(modifier) {
            add(format_args!("{code}"));
        }
    }
    if want.fg != from.fg {
        colour(&mut add, want.fg, 30);
    }
    if want.bg != from.bg {
        colour(&mut add, want.bg, 40);
    }
    let _ = write!(out, "\x1b[{codes}m");
    *pen = want;
}

const MODIFIERS: [(Modifier, u8); 7] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

/// The codes of a colour (ECMA-48, and ISO 8613-6 for those beyond sixteen); `base` is 30 for the
/// text and 40 for the ground.
fn colour(add: &mut impl FnMut(std::fmt::Arguments<'_>), colour: Color, base: u8) {
    let bright = base + 60;
    let code = match colour {
        Color::Reset => base + 9,
        Color::Black => base,
        Color::Red => base + 1,
        Color::Green => base + 2,
        Color::Yellow => base + 3,
        Color::Blue => base + 4,
        Color::Magenta => base + 5,
        Color::Cyan => base + 6,
        Color::Gray => base + 7,
        Color::DarkGray => bright,
        Color::LightRed => bright + 1,
        Color::LightGreen => bright + 2,
        Color::LightYellow => bright + 3,
        Color::LightBlue => bright + 4,
        Color::LightMagenta => bright + 5,
        Color::LightCyan => bright + 6,
        Color::White => bright + 7,
        Color::Indexed(n) => return add(format_args!("{};5;{n}", base + 8)),
        Color::Rgb(r, g, b) => return add(format_args!("{};2;{r};{g};{b}", base + 8)),
    };
    add(format_args!("{code}"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    fn buffer(lines: &[(&str, Style)]) -> Buffer {
        let mut buf = Buffer::empty(Rect::new(0, 0, 20, 4));
        for ((text, style), y) in lines.iter().zip(0..) {
            buf.set_stringn(0, y, text, 20, *style);
        }
        buf
    }

    #[test]
    fn a_frame_that_changes_nothing_sends_nothing() {
        let frame = buffer(&[("text", Style::new().bold())]);
        assert_eq!(*encode(&frame, &frame.clone(), &[], &[]), "");
    }

    #[test]
    fn only_what_changed_is_sent_and_the_pen_is_left_at_rest() {
        let (old, new) = (buffer(&[("abcdef", Style::new())]), buffer(&[("abXdYf", Style::new())]));
        assert_eq!(*encode(&old, &new, &[], &[]), "\x1b[1;3HXdY");
        let bold = buffer(&[("abcdef", Style::new().bold().red())]);
        assert_eq!(*encode(&old, &bold, &[], &[]), "\x1b[1H\x1b[1;31mabcdef\x1b[0m");
    }

    #[test]
    fn what_leads_to_an_address_says_so_and_nothing_else_does() {
        let (old, new) = (buffer(&[]), buffer(&[("go there now", Style::new())]));
        let links = [Link { row: 0, columns: 3..8, address: "https://a.example/".into() }];
        let sent = encode(&old, &new, &links, &[]);
        assert_eq!(
            *sent,
            "\x1b[1Hgo\x1b[1;4H\x1b]8;id=stagedoor;https://a.example/\x1b\\there\x1b[1;10H\x1b]8;;\x1b\\now"
        );
    }

    #[test]
    fn what_is_drawn_over_cells_is_not_written_over() {
        let (old, new) = (buffer(&[("ab      c 日", Style::new())]), buffer(&[("xb      y 日", Style::new())]));
        let still = [Rect::new(2, 0, 5, 3)];
        assert_eq!(*encode(&old, &new, &[], &still), format!("\x1b[1Hxb\x1b[1;8H y 日{:8}", ""));
        let (old, new) = (buffer(&[("a   c", Style::new())]), buffer(&[("x   y", Style::new())]));
        assert_eq!(*encode(&old, &new, &[], &[Rect::new(1, 0, 2, 1)]), "\x1b[1Hx\x1b[1;5Hy");
    }

    fn style() -> impl Strategy<Value = Style> {
        let colour = prop_oneof![
            Just(Color::Reset),
            Just(Color::Cyan),
            Just(Color::LightRed),
            any::<u8>().prop_map(Color::Indexed),
            any::<(u8, u8, u8)>().prop_map(|(r, g, b)| Color::Rgb(r, g, b)),
        ];
        (colour.clone(), colour, 0..8_u16).prop_map(|(fg, bg, bits)| {
            // the model knows bold and dim as two strengths of one thing, so never both
            let some = [Modifier::BOLD, Modifier::ITALIC, Modifier::REVERSED].into_iter().enumerate();
            let on = some.filter(|(n, _)| bits & (1 << n) != 0).map(|(_, modifier)| modifier);
            let style = on.fold(Style::new().fg(fg).bg(bg), Style::add_modifier);
            if bits == 0 { style.add_modifier(Modifier::DIM) } else { style }
        })
    }

    fn frame() -> impl Strategy<Value = Vec<(String, Style)>> {
        prop::collection::vec(("[a-c日é ]{0,24}", style()), 0..4)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_terminal_that_gets_the_changes_shows_the_next_frame(old in frame(), new in frame()) {
            let of = |frame: &[(String, Style)]| buffer(&frame.iter().map(|(t, s)| (t.as_str(), *s)).collect::<Vec<_>>());
            let (old, new) = (of(&old), of(&new));
            let mut changed = vt100::Parser::new(4, 20, 0);
            let blank = Buffer::empty(old.area);
            changed.process(encode(&blank, &old, &[], &[]).as_bytes());
            changed.process(encode(&old, &new, &[], &[]).as_bytes());
            let mut whole = vt100::Parser::new(4, 20, 0);
            whole.process(encode(&blank, &new, &[], &[]).as_bytes());
            for row in 0..4 {
                // the second half of a wide character has no look of its own
                let halves = |column: &u16| whole.screen().cell(row, *column).unwrap().is_wide_continuation();
                for column in (0..20).filter(|column| !halves(column)) {
                    let cell = |parser: &vt100::Parser| {
                        let cell = parser.screen().cell(row, column).unwrap();
                        let text = if cell.contents().is_empty() { " ".to_owned() } else { cell.contents().to_owned() };
                        (text, cell.fgcolor(), cell.bgcolor(), cell.bold(), cell.dim(), cell.italic(), cell.underline(), cell.inverse())
                    };
                    prop_assert_eq!(cell(&changed), cell(&whole), "at {},{}", row, column);
                }
            }
        }
    }
}
