//! What is pasted: read without being shown, on a terminal and from a pipe.

use crate::cli::told;
use crate::domain::text::Secret;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;
use zeroize::Zeroizing;

/// The longest line that is taken. As much is set aside at once: what grew would leave copies of
/// itself behind.
const LONGEST: usize = 64 << 10;

/// Lines that are handed in, one after the other.
pub(super) enum Lines {
    /// One that is known already, from a file.
    Known(PathBuf, Option<Secret>),
    /// Standard input, once the first is asked for.
    Input(Option<mpsc::UnboundedReceiver<io::Result<Option<Secret>>>>),
}

impl Lines {
    /// What is known already, or else standard input.
    pub(super) fn of(known: Option<(PathBuf, Secret)>) -> Self {
        known.map_or(Lines::Input(None), |(file, known)| Lines::Known(file, Some(known)))
    }

    /// The file that they are from.
    pub(super) fn file(&self) -> Option<&Path> {
        match self {
            Lines::Known(file, _) => Some(file),
            Lines::Input(_) => None,
        }
    }

    /// Whether a person types them.
    pub(super) fn are_typed(&self) -> bool {
        use io::IsTerminal as _;
        matches!(self, Lines::Input(_)) && io::stdin().is_terminal()
    }

    /// The next one; none when there are no more.
    ///
    /// # Errors
    /// When standard input cannot be read.
    pub(super) async fn next(&mut self) -> io::Result<Option<Secret>> {
        let are_typed = self.are_typed();
        match self {
            Lines::Known(_, known) => Ok(known.take()),
            Lines::Input(reader) => {
                let echo = if are_typed { Echo::Stars } else { Echo::No };
                let lines = reader.get_or_insert_with(|| read_on_thread(echo));
                lines.recv().await.unwrap_or(Ok(None))
            }
        }
    }
}

/// A thread of its own: a read of a terminal cannot be called off, and nobody waits for it.
fn read_on_thread(echo: Echo) -> mpsc::UnboundedReceiver<io::Result<Option<Secret>>> {
    let (send, lines) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        loop {
            let line = match echo {
                Echo::Stars => line_in(Input, echo, more_comes),
                Echo::No => line_of(Input, echo),
            };
            let is_over = !matches!(line, Ok(Some(_)));
            if send.send(line).is_err() || is_over {
                return;
            }
        }
    });
    lines
}

/// What is shown of what is typed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Echo {
    /// Nothing.
    No,
    /// A star each, as far as that says anything.
    Stars,
}

/// Stars that are shown at most: an address has hundreds of characters.
const STARS: usize = 40;

impl Echo {
    fn change(self, before: usize, after: usize) {
        let (before, after) = (before.min(STARS), after.min(STARS));
        let text = "*".repeat(after.saturating_sub(before)) + &"\x08 \x08".repeat(before.saturating_sub(after));
        self.show(&text);
        if let Echo::Stars = self {
            told::begun(after > 0);
        }
    }

    /// The line that is typed on is over.
    fn end(self) {
        self.show("\n");
        told::begun(false);
    }

    fn show(self, text: &str) {
        use io::Write as _;
        if let Echo::Stars = self {
            let _ = io::stderr().lock().write_all(text.as_bytes());
        }
    }
}

/// Standard input itself: the standard library's keeps a copy of what passes.
struct Input;

impl Read for Input {
    #[cfg(unix)]
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        Ok(rustix::io::read(io::stdin(), into)?)
    }

    #[cfg(not(unix))]
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        io::stdin().read(into)
    }
}

/// Whether more was pasted than the line that has ended. What is pasted comes in one go, over SSH in a
/// few; nobody types on within that time.
#[cfg(unix)]
fn more_comes() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    const AT_ONCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };
    let stdin = io::stdin();
    let mut input = [PollFd::new(&stdin, PollFlags::IN)];
    poll(&mut input, Some(&AT_ONCE)).is_ok_and(|ready| ready > 0)
}

#[cfg(not(unix))]
fn more_comes() -> bool {
    false
}

/// The first line that holds anything, without what is blank around it; none at the end.
pub(super) fn line_of(from: impl Read, echo: Echo) -> io::Result<Option<Secret>> {
    line_in(from, echo, || false)
}

/// The same of what is typed or pasted on a terminal. `goes_on` says whether more comes at once: then
/// the line was broken where it was copied from, and what follows belongs to it.
fn line_in(mut from: impl Read, echo: Echo, goes_on: impl Fn() -> bool) -> io::Result<Option<Secret>> {
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST));
    let mut is_broken = false;
    loop {
        let before = line.len();
        let key = next_key(&mut from)?;
        if is_broken && matches!(key, Some(b' ' | b'\t')) {
            continue;
        }
        is_broken = false;
        match key {
            None => return text(&line),
            Some(b'\n' | b'\r') if line.iter().all(u8::is_ascii_whitespace) => line.clear(),
            Some(b'\n' | b'\r') if goes_on() => {
                is_broken = true;
                let used = line.trim_ascii_end().len();
                line.truncate(used);
            }
            Some(b'\n' | b'\r') => {
                echo.end();
                return text(&line);
            }
            // the keys that a terminal would have obeyed by itself
            Some(ERASE | BACKSPACE) => drop(line.pop()),
            Some(KILL) => line.clear(),
            Some(END) if line.is_empty() => {
                echo.end();
                return Ok(None);
            }
            Some(key) if line.len() < LONGEST => line.push(key),
            Some(_) => return Err(io::Error::new(io::ErrorKind::InvalidData, "the line is too long")),
        }
        echo.change(before, line.len());
    }
}

fn next_key(from: &mut impl Read) -> io::Result<Option<u8>> {
    let mut byte = Zeroizing::new([0]);
    loop {
        match from.read(&mut *byte) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            came => return Ok((came? > 0).then(|| byte.first().copied()).flatten()),
        }
    }
}

const BACKSPACE: u8 = 0x08;
const ERASE: u8 = 0x7f;
/// Ctrl-U.
const KILL: u8 = 0x15;
/// Ctrl-D.
const END: u8 = 0x04;

fn text(line: &[u8]) -> io::Result<Option<Secret>> {
    let wrong = |_| io::Error::new(io::ErrorKind::InvalidData, "it is no UTF-8");
    let text = std::str::from_utf8(line.trim_ascii()).map_err(wrong)?;
    Ok((!text.is_empty()).then(|| Secret::new(text.to_owned())))
}

/// As long as it lives the terminal shows nothing of what is typed, and hands on each key. Lines
/// that a terminal puts together itself end after 4,095 bytes, and addresses may be longer.
#[cfg(unix)]
pub(super) struct Hidden(rustix::termios::Termios);

#[cfg(unix)]
impl Hidden {
    /// Hides what is typed; none where there is no terminal to type on.
    pub(super) fn input() -> Option<Self> {
        use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};
        let before = tcgetattr(io::stdin()).ok()?;
        let mut hidden = before.clone();
        hidden.local_modes.remove(LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ICANON);
        // Ctrl-C stays; a program that is suspended would leave the shell without an echo
        for code in [SpecialCodeIndex::VSUSP, SpecialCodeIndex::VQUIT] {
            hidden.special_codes[code] = 0;
        }
        hidden.special_codes[SpecialCodeIndex::VMIN] = 1;
        hidden.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(io::stdin(), OptionalActions::Now, &hidden).ok()?;
        Some(Self(before))
    }
}

#[cfg(unix)]
impl Drop for Hidden {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};
        told::end_line();
        // what was typed and not read is not for the shell
        let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &self.0);
    }
}

#[cfg(not(unix))]
pub(super) struct Hidden;

#[cfg(not(unix))]
impl Hidden {
    pub(super) fn input() -> Option<Self> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &[u8]) -> Option<String> {
        line_of(typed, Echo::No).unwrap().map(|secret| secret.reveal().to_owned())
    }

    #[test]
    fn a_line_is_what_was_typed_without_what_was_taken_back() {
        assert_eq!(read(b"abc\nrest").as_deref(), Some("abc"));
        assert_eq!(read(b"  abc \r").as_deref(), Some("abc"));
        assert_eq!(read(b"abd\x7fc\n").as_deref(), Some("abc"));
        assert_eq!(read(b"wrong\x15abc\n").as_deref(), Some("abc"));
        assert_eq!(read(b"\n\nabc").as_deref(), Some("abc"));
        assert_eq!(read(b"\x04abc\n"), None);
        assert_eq!(read(b"\n"), None);
        let broken = |typed: &'static [u8]| {
            let left = std::cell::Cell::new(2);
            let goes_on = || left.replace(left.get() - 1) > 0;
            line_in(typed, Echo::No, goes_on).unwrap().map(|secret| secret.reveal().to_owned())
        };
        assert_eq!(broken(b"http://x/?co \r\n  de=1\nrest").as_deref(), Some("http://x/?code=1"));
        assert_eq!(broken(b"abc\n\n\nrest").as_deref(), Some("abc"), "what ends it may be pasted along");
        assert!(line_of(vec![b'x'; LONGEST + 1].as_slice(), Echo::No).is_err());
    }
}
