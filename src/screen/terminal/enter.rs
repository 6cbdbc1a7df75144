use super::encode::encode;
use super::link::Link;
use super::modes::Modes;
use super::notices::Notices;
use super::out::Out;
use super::pictures::{Pictures, Placed, Way, leave};
use super::size;
use crate::domain::text::Clean;
use ratatui::buffer::Buffer;
use ratatui::crossterm::{Command, cursor, queue, style, terminal};
use ratatui::layout::{Position, Rect};
use std::fmt;
use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use zeroize::Zeroize as _;

/// Whether the terminal is ours, so that leaving it twice does nothing.
static OURS: AtomicBool = AtomicBool::new(false);

/// The longest text, in bytes, that is put into the clipboard: encoded it is what terminals take
/// (100,000 bytes), and more would be thrown away by them, or shown.
pub const COPY_LIMIT: usize = 74_994;

/// What is kept of memory for a frame, in bytes.
const ROOM: usize = 1 << 16;

/// Presses, releases, the wheel, and motion while a button is down, in the encoding for wide screens.
/// Not every motion: that would wake the program whenever the mouse moves.
struct MouseOn;
struct MouseOff;

impl Command for MouseOn {
    fn write_ansi(&self, f: &mut impl fmt::Write) -> fmt::Result {
        f.write_str("\x1b[?1002h\x1b[?1006h")
    }

    #[cfg(windows)]
    fn execute_winapi(&self) -> io::Result<()> {
        Ok(())
    }
}

impl Command for MouseOff {
    fn write_ansi(&self, f: &mut impl fmt::Write) -> fmt::Result {
        f.write_str("\x1b[?1006l\x1b[?1002l")
    }

    #[cfg(windows)]
    fn execute_winapi(&self) -> io::Result<()> {
        Ok(())
    }
}

/// The terminal while it is ours. Frames are painted against the last one, so that only what
/// changed is sent; and nothing is ever asked of the terminal, which may be far away.
pub struct Terminal {
    out: Out,
    /// What is to be sent, as a whole. What could not be sent is forgotten: later it would be wrong.
    words: Vec<u8>,
    shown: Buffer,
    next: Buffer,
    cursor: Option<Position>,
    /// What cells lead to.
    linked: Vec<Link>,
    pictures: Pictures,
    mouse: bool,
}

/// What a frame has besides its cells.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// Cells that lead to addresses.
    pub links: Vec<Link>,
    /// Images.
    pub pictures: Vec<Placed>,
}

impl Terminal {
    /// Takes the terminal: its other screen, every key, pastes as a whole, and the mouse if wanted.
    /// Images are shown in the way that is said.
    ///
    /// # Errors
    /// When there is no terminal. Whatever of it was taken by then is given back.
    pub fn enter(mouse: bool, way: Way) -> io::Result<Self> {
        let out = Out::open()?;
        take(mouse)?;
        let words = Vec::with_capacity(ROOM);
        let mut pictures = Pictures::by(way);
        pictures.measure(size::cell());
        let (shown, next) = (Buffer::default(), Buffer::default());
        Ok(Self { out, words, shown, next, cursor: None, linked: Vec::new(), pictures, mouse })
    }

    /// Paints a frame of the given size as one update; `paint` says where the text cursor stands.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw(
        &mut self,
        (width, height): (u16, u16),
        beside: Beside,
        paint: impl FnOnce(&mut Buffer) -> Option<Position>,
    ) -> io::Result<()> {
        let area = Rect { x: 0, y: 0, width, height };
        let fresh = self.shown.area != area;
        if fresh {
            self.shown = Buffer::empty(area);
            self.next = Buffer::empty(area);
        }
        let cursor = paint(&mut self.next);
        let drop = if fresh { self.pictures.forget() } else { String::new() };
        let still = self.pictures.lay(&beside.pictures, &mut self.shown, &mut self.next);
        Link::turn(&mut self.shown, &self.linked, &beside.links);
        let changes = encode(&self.shown, &self.next, &beside.links, &still);
        let images = self.pictures.words();
        self.linked = beside.links;
        std::mem::swap(&mut self.shown, &mut self.next);
        // nothing that was hidden stays in memory until the next frame
        self.next.reset();
        let was = std::mem::replace(&mut self.cursor, cursor);
        if !fresh && changes.is_empty() && images.is_empty() && was == cursor {
            return Ok(());
        }
        queue!(self.words, terminal::BeginSynchronizedUpdate)?;
        if fresh {
            self.words.extend_from_slice(drop.as_bytes());
            queue!(self.words, terminal::Clear(terminal::ClearType::All))?;
        }
        self.words.extend_from_slice(changes.as_bytes());
        self.words.extend_from_slice(images.as_bytes());
        match cursor {
            Some(at) => queue!(self.words, cursor::MoveTo(at.x, at.y))?,
            None if was.is_some() => queue!(self.words, cursor::Hide)?,
            None => {}
        }
        if cursor.is_some() && was.is_none() {
            queue!(self.words, cursor::Show)?;
        }
        queue!(self.words, terminal::EndSynchronizedUpdate)?;
        self.send()
    }

    /// Has the terminal show a notice on the desktop, where it can.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn notify(&mut self, how: Notices, text: &Clean) -> io::Result<()> {
        let Some(words) = how.words(text) else { return Ok(()) };
        self.words.extend_from_slice(words.as_bytes());
        self.send()
    }

    fn send(&mut self) -> io::Result<()> {
        let sent = self.out.write_all(&self.words);
        // frames may show secrets
        self.words.zeroize();
        // images are large, and rare
        self.words.shrink_to(ROOM);
        sent
    }

    /// Forgets what is on the screen, so that the next frame paints everything.
    pub fn forget(&mut self) {
        self.shown = Buffer::default();
        self.cursor = None;
        self.linked.clear();
    }

    /// Whether something of the last frame is still to be shown, by another one.
    pub fn is_behind(&self) -> bool {
        self.pictures.is_behind()
    }

    /// The size in columns and rows that can be painted.
    pub fn size(&self) -> (u16, u16) {
        size::size()
    }

    /// The pixels of a cell now, across and down, that images are shaped by; none where they are not shown.
    pub fn cell(&mut self) -> Option<(u16, u16)> {
        self.pictures.measure(size::cell());
        self.pictures.cell()
    }

    /// Lets others have the terminal while `meanwhile` runs.
    ///
    /// # Errors
    /// When the terminal is gone afterwards.
    pub fn lend<T>(&mut self, meanwhile: impl FnOnce() -> T) -> io::Result<T> {
        restore();
        let modes = Modes::now();
        let result = meanwhile();
        // a program that was ended in the middle may have left it as nobody wants it
        modes.set();
        take(self.mouse)?;
        self.forget();
        Ok(result)
    }

    /// Takes the terminal once more, after the program was stopped and nobody could give it back
    /// before: the shell has set it for itself meanwhile. Not while the shell still has it.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn take_again(&mut self) -> io::Result<()> {
        if !OURS.load(Ordering::SeqCst) || !is_in_foreground() {
            return Ok(());
        }
        // what is known to be set is not set again
        terminal::disable_raw_mode()?;
        take(self.mouse)?;
        self.forget();
        Ok(())
    }

    /// Listens to the mouse, or leaves it to the terminal, which selects text with it.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn listen_to_mouse(&mut self, on: bool) -> io::Result<()> {
        self.mouse = on;
        if on {
            queue!(self.words, MouseOn)?;
        } else {
            queue!(self.words, MouseOff)?;
        }
        self.send()
    }

    /// Puts text into the clipboard, by OSC 52: it works over SSH too. What is longer than
    /// [`COPY_LIMIT`] is not sent.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        if text.len() > COPY_LIMIT {
            return Ok(());
        }
        queue!(self.words, ratatui::crossterm::clipboard::CopyToClipboard::to_clipboard_from(text))?;
        self.send()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        restore();
    }
}

/// Whether the terminal's keys go to this program and those started with it.
fn is_in_foreground() -> bool {
    let terminal = std::fs::File::open("/dev/tty");
    let group = terminal.ok().and_then(|terminal| rustix::termios::tcgetpgrp(&terminal).ok());
    group.is_none_or(|group| group == rustix::process::getpgrp())
}

fn take(mouse: bool) -> io::Result<()> {
    terminal::enable_raw_mode()?;
    OURS.store(true, Ordering::SeqCst);
    announce(mouse).inspect_err(|_| {
        restore();
    })
}

fn announce(mouse: bool) -> io::Result<()> {
    let mut words = Vec::new();
    queue!(words, terminal::EnterAlternateScreen, ratatui::crossterm::event::EnableBracketedPaste)?;
    if mouse {
        queue!(words, MouseOn)?;
    }
    queue!(words, cursor::Hide, terminal::Clear(terminal::ClearType::All))?;
    Out::open()?.write_all(&words)
}

/// Gives the terminal back as it was; whether it was ours until then. Safe to call at any time,
/// from anywhere, more than once.
pub fn restore() -> bool {
    if !OURS.swap(false, Ordering::SeqCst) {
        return false;
    }
    // the terminal may be gone; there is nobody left to tell
    let _ = take_leave();
    let _ = terminal::disable_raw_mode();
    true
}

fn take_leave() -> io::Result<()> {
    let mut words = leave().into_bytes();
    queue!(
        words,
        terminal::EndSynchronizedUpdate,
        MouseOff,
        ratatui::crossterm::event::DisableBracketedPaste,
        style::ResetColor,
        cursor::Show,
        terminal::LeaveAlternateScreen
    )?;
    Out::open()?.write_all(&words)
}
