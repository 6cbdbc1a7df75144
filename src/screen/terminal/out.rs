use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How long a terminal may take nothing when the program has been told to end.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often a terminal that takes nothing is looked at.
const LOOK: rustix::event::Timespec = rustix::event::Timespec { tv_sec: 0, tv_nsec: 50_000_000 };

static TERMINAL: OnceLock<File> = OnceLock::new();
static ENDING: AtomicBool = AtomicBool::new(false);

/// The way to the terminal. It is opened anew so that it can be written to without being held: a
/// terminal that nobody reads, or that is stopped by Ctrl-S, would hold a plain write for ever, and
/// with it a program that was told to end. On the standard output itself that cannot be set without
/// setting it for everybody who shares it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Out;

impl Out {
    /// Opens the way.
    ///
    /// # Errors
    /// When the program has no terminal.
    pub(super) fn open() -> io::Result<Self> {
        if TERMINAL.get().is_none() {
            let flags = rustix::fs::OFlags::NONBLOCK.bits().cast_signed();
            let terminal = OpenOptions::new().write(true).custom_flags(flags).open("/dev/tty")?;
            let _ = TERMINAL.set(terminal);
        }
        Ok(Self)
    }
}

/// The program is to end: a terminal that takes nothing is waited for no longer than is fair.
pub(super) fn end_soon() {
    ENDING.store(true, Ordering::SeqCst);
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        use rustix::io::Errno;
        let terminal = TERMINAL.get().ok_or(io::ErrorKind::NotConnected)?;
        let mut since = None;
        loop {
            match rustix::io::write(terminal, bytes) {
                Ok(taken) => return Ok(taken),
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => wait(terminal, *since.get_or_insert_with(Instant::now))?,
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn wait(terminal: &File, since: Instant) -> io::Result<()> {
    use rustix::event::{PollFd, PollFlags, poll};
    if ENDING.load(Ordering::SeqCst) && since.elapsed() >= PATIENCE {
        return Err(io::Error::new(io::ErrorKind::TimedOut, "the terminal takes nothing"));
    }
    let mut fds = [PollFd::new(terminal, PollFlags::OUT)];
    match poll(&mut fds, Some(&LOOK)) {
        // not every system can wait for a terminal
        Ok(_) if fds.iter().any(|fd| fd.revents().contains(PollFlags::NVAL)) => std::thread::sleep(PATIENCE / 100),
        Ok(_) | Err(rustix::io::Errno::INTR) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
