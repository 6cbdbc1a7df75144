use super::ready;
use crate::domain::text::Secret;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::{Handle, Signals};
use std::ffi::OsString;
use std::io;
use std::process::ExitStatus;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Signals that would end this process wait until this is dropped, so that what was begun is brought to its end. A
/// program that is run meanwhile is told of those that the terminal does not send to it.
pub struct Held {
    shared: Arc<Shared>,
    signals: Handle,
}

#[derive(Default)]
struct Shared {
    /// The last one that came; 0 before any.
    came: AtomicI32,
    /// The program that runs; one that has ended has no place here, as its number may be another's by then.
    child: Mutex<Option<Pid>>,
}

impl Held {
    /// From here on they wait.
    ///
    /// # Errors
    /// When the system does not let the program.
    pub fn begin() -> io::Result<Self> {
        let mut signals = Signals::new([SIGINT, SIGQUIT, SIGHUP, SIGTERM])?;
        let held = Self { shared: Arc::default(), signals: signals.handle() };
        let shared = Arc::clone(&held.shared);
        let hear = move || signals.forever().for_each(|signal| shared.hear(signal));
        std::thread::Builder::new().name("held".into()).stack_size(256 << 10).spawn(hear)?;
        Ok(held)
    }

    /// The signal that came, if one did.
    pub fn came(&self) -> Option<i32> {
        Some(self.shared.came.load(Ordering::SeqCst)).filter(|signal| *signal != 0)
    }

    /// Runs a program that has the terminal until it ends, with secrets in its environment: other programs of the same
    /// user may read them there as long as it runs.
    ///
    /// # Errors
    /// Once the door is shut to it, and when the program does not start.
    pub fn run(&self, program: &str, args: &[OsString], secrets: &[(&str, &Secret)]) -> io::Result<ExitStatus> {
        let mut child = ready(program, args, secrets)?.spawn()?;
        let pid = Pid::from_child(&child);
        *self.shared.child() = Some(pid);
        // what came before it was there was not told to it
        if let Some(signal) = self.came() {
            self.shared.tell(signal);
        }
        let ends = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        while matches!(waitid(WaitId::Pid(pid), ends), Err(rustix::io::Errno::INTR)) {}
        *self.shared.child() = None;
        child.wait()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.signals.close();
    }
}

impl Shared {
    fn child(&self) -> MutexGuard<'_, Option<Pid>> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hear(&self, signal: i32) {
        self.came.store(signal, Ordering::SeqCst);
        self.tell(signal);
    }

    /// Tells the program that runs; the keys of the terminal reach it by themselves.
    fn tell(&self, signal: i32) {
        let signal = match signal {
            SIGHUP => Signal::HUP,
            SIGTERM => Signal::TERM,
            _ => return,
        };
        if let Some(pid) = *self.child() {
            // one that has just ended cannot be told any more
            let _ = kill_process(pid, signal);
        }
    }
}
