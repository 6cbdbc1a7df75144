use super::heard::Heard;
use crate::screen::input;
use ratatui::crossterm::event;
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How long to look for more after what has come. The reader turns round and round for as long,
/// so it is as short as can be told from nothing.
const READ: Duration = Duration::from_micros(100);

/// Listens for keys on a thread that sleeps until there are some. While paused, they are left in the
/// terminal for whoever has it.
pub struct Listener {
    gate: Arc<(Mutex<bool>, Condvar)>,
    wake: OwnedFd,
}

impl Listener {
    /// Starts listening.
    ///
    /// # Errors
    /// When there is no terminal to read from.
    pub fn start(hear: impl Fn(Heard) + Send + 'static) -> io::Result<Self> {
        let (woken, wake) = rustix::pipe::pipe()?;
        let gate = Arc::new((Mutex::new(true), Condvar::new()));
        let reading = Arc::clone(&gate);
        let tty = File::open("/dev/tty")?;
        std::thread::Builder::new()
            .name("keys".into())
            .stack_size(256 << 10)
            .spawn(move || read_keys(&tty, &woken, &reading, &hear))?;
        Ok(Self { gate, wake })
    }

    /// Stops reading keys until [`Listener::resume`].
    pub fn pause(&self) {
        self.set(false);
        let _ = rustix::io::write(&self.wake, &[0]);
    }

    /// Reads keys again.
    pub fn resume(&self) {
        self.set(true);
    }

    fn set(&self, open: bool) {
        *self.gate.0.lock().unwrap_or_else(PoisonError::into_inner) = open;
        self.gate.1.notify_all();
    }
}

fn read_keys(tty: &File, woken: &OwnedFd, gate: &(Mutex<bool>, Condvar), hear: &dyn Fn(Heard)) {
    use rustix::event::{PollFd, PollFlags, poll};
    loop {
        let open = gate.0.lock().unwrap_or_else(PoisonError::into_inner);
        drop(gate.1.wait_while(open, |open| !*open).unwrap_or_else(PoisonError::into_inner));
        let mut fds = [PollFd::new(tty, PollFlags::IN), PollFd::from_borrowed_fd(woken.as_fd(), PollFlags::IN)];
        match poll(&mut fds, None) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(_) => return hear(Heard::Lost),
        }
        let [keys, wake] = &fds;
        if wake.revents().contains(PollFlags::IN) {
            let _ = rustix::io::read(woken, &mut [0; 16]);
            continue;
        }
        if keys.revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            return hear(Heard::Lost);
        }
        if !read_all(hear) {
            return hear(Heard::Lost);
        }
    }
}

/// Hands on everything that the terminal has sent; false when it cannot be read any more. Several
/// keys may have come at once, and only the reader knows that: nothing is over before it has said
/// so twice, as being held up between two looks at the clock would make it say so too early.
fn read_all(hear: &dyn Fn(Heard)) -> bool {
    let mut quiet = 0;
    while quiet < 2 {
        match event::poll(READ) {
            Ok(true) => match event::read() {
                Ok(event) => {
                    quiet = 0;
                    input::read(event).into_iter().for_each(|input| hear(Heard::Input(input)));
                }
                Err(_) => return false,
            },
            Ok(false) => quiet += 1,
            Err(_) => return false,
        }
    }
    true
}
