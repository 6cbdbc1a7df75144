use super::heard::{Death, Heard, Signal};
use super::{enter, out, size};
use crate::screen::input::Input;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long the program has from being told to end until the terminal has to be given back.
const GRACE: Duration = Duration::from_secs(1);
/// How long after that until it has to be over, with all that is still saved then.
const SAVING: Duration = Duration::from_secs(3);

/// Listens for signals, from before the terminal is taken: none that comes later can leave it as
/// nobody wants it.
pub struct Signals {
    shared: Arc<Shared>,
}

/// What the handlers, the thread that listens and the screen share.
struct Shared {
    /// Whether someone else has the terminal, such as an editor.
    lent: Mutex<bool>,
    /// Ctrl-C and Ctrl-backslash that came and were not looked at. Set in the handler itself, so
    /// that what came before the terminal is ours again is known by then.
    interrupted: [(i32, Arc<AtomicBool>); 2],
    /// From here on signals do what they do in any program.
    over: Arc<AtomicBool>,
}

impl Signals {
    /// Starts listening, on a thread that sleeps until there is something.
    ///
    /// # Errors
    /// When the system does not let the program.
    pub fn listen(hear: impl Fn(Heard) + Send + 'static) -> io::Result<Self> {
        let flag = || Arc::new(AtomicBool::new(false));
        let shared =
            Shared { lent: Mutex::new(false), interrupted: [(SIGINT, flag()), (SIGQUIT, flag())], over: flag() };
        for signal in [SIGTERM, SIGINT, SIGQUIT, SIGHUP] {
            signal_hook::flag::register_conditional_default(signal, Arc::clone(&shared.over))?;
        }
        for (signal, came) in &shared.interrupted {
            signal_hook::flag::register(*signal, Arc::clone(came))?;
        }
        let shared = Arc::new(shared);
        let all = [SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH];
        let mut signals = signal_hook::iterator::Signals::new(all)?;
        let listening = Arc::clone(&shared);
        let listen = move || {
            for signal in signals.forever() {
                if let Some(heard) = listening.understand(signal) {
                    hear(heard);
                }
            }
        };
        std::thread::Builder::new().name("signals".into()).stack_size(256 << 10).spawn(listen)?;
        Ok(Self { shared })
    }

    /// Someone else has the terminal while `meanwhile` runs: Ctrl-C is theirs, though the system
    /// sends it to everybody in the foreground.
    pub fn lent<T>(&self, meanwhile: impl FnOnce() -> T) -> T {
        *self.shared.lent() = true;
        let result = meanwhile();
        let mut lent = self.shared.lent();
        self.shared.interrupted.iter().for_each(|(_, came)| came.store(false, Ordering::SeqCst));
        *lent = false;
        result
    }

    /// The terminal is given back, and signals do what they do in any program.
    pub fn over(&self) {
        self.shared.over.store(true, Ordering::SeqCst);
    }
}

impl Shared {
    fn lent(&self) -> MutexGuard<'_, bool> {
        self.lent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn understand(self: &Arc<Self>, signal: i32) -> Option<Heard> {
        match signal {
            SIGWINCH => {
                let (columns, rows) = size::size();
                Some(Heard::Input(Input::Resize(columns, rows)))
            }
            SIGCONT => Some(Heard::Signal(Signal::Continue)),
            // whoever has the terminal gives it back by itself; here there is only stopping too
            SIGTSTP if *self.lent() => {
                let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP);
                None
            }
            SIGTSTP => Some(Heard::Signal(Signal::Stop)),
            _ if self.is_for_others(signal) => None,
            _ => {
                out::end_soon();
                self.end_at_last(Death::by(signal));
                Some(Heard::Signal(Signal::End(Death::by(signal))))
            }
        }
    }

    fn is_for_others(&self, signal: i32) -> bool {
        let Some((_, came)) = self.interrupted.iter().find(|(other, _)| *other == signal) else { return false };
        // under the lock: what came while the terminal was lent is taken back under it too
        let lent = self.lent();
        !came.swap(false, Ordering::SeqCst) || *lent
    }

    /// Whatever holds the program up, it ends: first so that the terminal is given back, then at all.
    fn end_at_last(self: &Arc<Self>, death: Death) {
        let shared = Arc::clone(self);
        let watch = move || {
            std::thread::sleep(GRACE);
            // an editor with unsaved text is not to lose its terminal
            while *shared.lent() {
                std::thread::sleep(GRACE);
            }
            if !enter::restore() {
                // it was given back in time; what is saved since then has a little longer
                std::thread::sleep(SAVING);
            }
            std::process::exit(i32::from(death.exit_code()));
        };
        // without a thread for it the program ends by itself, or not at all
        let _ = std::thread::Builder::new().name("grace".into()).stack_size(256 << 10).spawn(watch);
    }
}
