use ratatui::backend::{Backend as _, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::crossterm::{Command, cursor, execute, queue, style, terminal};
use ratatui::layout::{Position, Rect};
use std::fmt;
use std::io::{self, BufWriter, Stdout, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the terminal is ours, so that leaving it twice does nothing.
static OURS: AtomicBool = AtomicBool::new(false);

/// Presses, releases and the wheel, in the encoding for wide screens. Not every motion: that would
/// wake the program whenever the mouse moves.
struct MouseOn;
struct MouseOff;

impl Command for MouseOn {
    fn write_ansi(&self, f: &mut impl fmt::Write) -> fmt::Result {
        f.write_str("\x1b[?1000h\x1b[?1006h")
    }

    #[cfg(windows)]
    fn execute_winapi(&self) -> io::Result<()> {
        Ok(())
    }
}

impl Command for MouseOff {
    fn write_ansi(&self, f: &mut impl fmt::Write) -> fmt::Result {
        f.write_str("\x1b[?1006l\x1b[?1000l")
    }

    #[cfg(windows)]
    fn execute_winapi(&self) -> io::Result<()> {
        Ok(())
    }
}

/// The terminal while it is ours. Frames are painted against the last one, so that only what
/// changed is sent; and nothing is ever asked of the terminal, which may be far away.
pub struct Terminal {
    backend: CrosstermBackend<BufWriter<Stdout>>,
    shown: Buffer,
    next: Buffer,
    cursor: Option<Position>,
    mouse: bool,
}

impl Terminal {
    /// Takes the terminal: its other screen, every key, pastes as a whole, and the mouse if wanted.
    ///
    /// # Errors
    /// When standard output is no terminal.
    pub fn enter(mouse: bool) -> io::Result<Self> {
        take(mouse)?;
        let backend = CrosstermBackend::new(BufWriter::with_capacity(1 << 16, io::stdout()));
        Ok(Self { backend, shown: Buffer::default(), next: Buffer::default(), cursor: None, mouse })
    }

    /// Paints a frame of the given size as one update; `paint` says where the text cursor stands.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw(
        &mut self,
        (width, height): (u16, u16),
        paint: impl FnOnce(&mut Buffer) -> Option<Position>,
    ) -> io::Result<()> {
        let area = Rect { x: 0, y: 0, width, height };
        queue!(self.backend, terminal::BeginSynchronizedUpdate)?;
        if self.shown.area != area {
            self.shown = Buffer::empty(area);
            self.next = Buffer::empty(area);
            queue!(self.backend, terminal::Clear(terminal::ClearType::All))?;
        }
        self.next.reset();
        let cursor = paint(&mut self.next);
        self.backend.draw(self.shown.diff(&self.next).into_iter())?;
        match cursor {
            Some(at) => queue!(self.backend, cursor::MoveTo(at.x, at.y))?,
            None if self.cursor.is_some() => queue!(self.backend, cursor::Hide)?,
            None => {}
        }
        if cursor.is_some() && self.cursor.is_none() {
            queue!(self.backend, cursor::Show)?;
        }
        self.cursor = cursor;
        std::mem::swap(&mut self.shown, &mut self.next);
        execute!(self.backend, terminal::EndSynchronizedUpdate)
    }

    /// Forgets what is on the screen, so that the next frame paints everything.
    pub fn forget(&mut self) {
        self.shown = Buffer::default();
        self.cursor = None;
    }

    /// The size in columns and rows.
    pub fn size(&self) -> (u16, u16) {
        terminal::size().unwrap_or((80, 24))
    }

    /// Lets others have the terminal while `meanwhile` runs.
    ///
    /// # Errors
    /// When the terminal is gone afterwards.
    pub fn lend<T>(&mut self, meanwhile: impl FnOnce() -> T) -> io::Result<T> {
        restore();
        let result = meanwhile();
        take(self.mouse)?;
        self.forget();
        Ok(result)
    }

    /// Puts text into the clipboard, by OSC 52: it works over SSH too.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(self.backend, ratatui::crossterm::clipboard::CopyToClipboard::to_clipboard_from(text))
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        restore();
    }
}

fn take(mouse: bool) -> io::Result<()> {
    terminal::enable_raw_mode()?;
    OURS.store(true, Ordering::SeqCst);
    let mut out = io::stdout();
    queue!(out, terminal::EnterAlternateScreen, ratatui::crossterm::event::EnableBracketedPaste)?;
    if mouse {
        queue!(out, MouseOn)?;
    }
    queue!(out, cursor::Hide, terminal::Clear(terminal::ClearType::All))?;
    out.flush()
}

/// Gives the terminal back as it was. Safe to call at any time, from anywhere, more than once.
pub fn restore() {
    if !OURS.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    // the terminal may be gone; there is nobody left to tell
    let _ = execute!(
        out,
        terminal::EndSynchronizedUpdate,
        MouseOff,
        ratatui::crossterm::event::DisableBracketedPaste,
        style::ResetColor,
        cursor::Show,
        terminal::LeaveAlternateScreen
    );
    let _ = terminal::disable_raw_mode();
}
