//! The loop that runs the screen, and the only part of it that is asynchronous: jobs run on tokio,
//! the screen on the main thread, and between them is one queue. The loop sleeps until a message
//! comes or the moment that the app named.

use super::pace::Pace;
use super::state::{App, Effect, Message, Setup};
use crate::domain::model::At;
use crate::domain::model::listing::Listing;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Ports, Reply, SessionPort};
use crate::platform::query::{Ask, Command};
use crate::platform::store::{Job, Ticket};
use crate::screen::overlays::Tone;
use crate::screen::terminal::{Heard, Listener, Signal, Terminal};
use std::collections::HashMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How the screen came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The user left.
    Left,
    /// SIGTERM or SIGINT.
    Terminated,
    /// The terminal went away.
    HungUp,
}

enum Event {
    Heard(Heard),
    Message(Message),
    /// It is time for a frame that was held back.
    Frame,
}

/// Runs the screen until the user leaves. `ports` is called once, after the first frame, on
/// another thread: nothing that is slow stands before that frame.
///
/// # Errors
/// When there is no terminal, or it fails.
pub fn run(
    setup: Setup,
    mouse: bool,
    session: &dyn SessionPort,
    ports: impl FnOnce() -> Ports + Send + 'static,
) -> io::Result<Ended> {
    let mut terminal = Terminal::enter(mouse)?;
    let (send, receive) = channel();
    let mut app = App::new(setup, terminal.size(), now());
    let effects = app.settle();
    paint(&mut terminal, &app)?;
    let hear = send.clone();
    let listener = Listener::start(move |heard| drop(hear.send(Event::Heard(heard))))?;
    let jobs = Jobs::start(ports, send)?;
    let mut desk = Desk { terminal, listener, jobs, session, pace: Pace::starting() };
    // a fall is caught only to keep the session, and goes on after the terminal is given back
    let ended = catch_unwind(AssertUnwindSafe(|| desk.run(&mut app, effects, &receive)));
    drop(desk);
    let _ = catch_unwind(AssertUnwindSafe(|| drop(session.save(&app.saved()))));
    ended.unwrap_or_else(|fall| resume_unwind(fall))
}

/// Everything that the loop works with.
struct Desk<'a> {
    terminal: Terminal,
    listener: Listener,
    jobs: Jobs,
    session: &'a dyn SessionPort,
    pace: Pace,
}

impl Desk<'_> {
    fn run(&mut self, app: &mut App, first: Vec<Effect>, receive: &Receiver<Event>) -> io::Result<Ended> {
        if let Some(ended) = self.carry_out(app, first)? {
            return Ok(ended);
        }
        loop {
            let mut waiting = Some(self.wait(app, receive));
            // all that is queued first, then one frame
            while let Some(event) = waiting {
                let effects = match event {
                    Event::Heard(Heard::Lost | Heard::Signal(Signal::HangUp)) => return Ok(Ended::HungUp),
                    Event::Heard(Heard::Signal(Signal::Terminate)) => return Ok(Ended::Terminated),
                    Event::Heard(Heard::Signal(Signal::Continue)) => app.update(Message::Resumed, now()),
                    Event::Heard(Heard::Input(input)) => {
                        #[cfg(debug_assertions)]
                        fall_over_if_told(&input);
                        self.pace.touched();
                        app.update(Message::Input(input), now())
                    }
                    Event::Message(message) => app.update(message, now()),
                    Event::Frame => Vec::new(),
                };
                self.pace.changed();
                if let Some(ended) = self.carry_out(app, effects)? {
                    return Ok(ended);
                }
                waiting = receive.try_recv().ok();
            }
            if self.pace.is_due(Instant::now()) {
                paint(&mut self.terminal, app)?;
                self.pace.painted(Instant::now());
            }
        }
    }

    /// Sleeps until there is something to do.
    fn wait(&self, app: &App, receive: &Receiver<Event>) -> Event {
        let frame = self.pace.waits(Instant::now());
        let wake = app.wake().map(|at| at.since(now()));
        let received = match frame.into_iter().chain(wake).min() {
            None => receive.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(span) => receive.recv_timeout(span),
        };
        received.unwrap_or_else(|why| match why {
            RecvTimeoutError::Timeout if frame.is_some() => Event::Frame,
            RecvTimeoutError::Timeout => Event::Message(Message::Wake),
            RecvTimeoutError::Disconnected => Event::Heard(Heard::Lost),
        })
    }

    fn carry_out(&mut self, app: &mut App, effects: Vec<Effect>) -> io::Result<Option<Ended>> {
        for effect in effects {
            match effect {
                Effect::Job(Job::Start(ticket, ask)) => self.jobs.start_job(ticket, ask, app.listing()),
                Effect::Job(Job::Cancel(ticket)) => self.jobs.cancel(ticket),
                Effect::Command(command) => self.jobs.command(command),
                Effect::Copy(text) => self.terminal.copy(&text)?,
                Effect::Open(address) => self.jobs.tell(open(&address)),
                Effect::Edit(path, line) => self.edit(&path, line)?,
                Effect::Suspend => self.suspend()?,
                Effect::Redraw => self.terminal.forget(),
                Effect::Save => drop(self.session.save(&app.saved())),
                Effect::Quit => return Ok(Some(Ended::Left)),
            }
        }
        Ok(None)
    }

    fn edit(&mut self, path: &Path, line: usize) -> io::Result<()> {
        self.listener.pause();
        let edited = self.terminal.lend(|| run_editor(path, line));
        self.listener.resume();
        if let Err(error) = edited? {
            let words = format!("cannot edit {}: {error}; set EDITOR to the editor's command", path.display());
            self.jobs.tell((Tone::Bad, Clean::line(&words)));
        }
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.listener.pause();
        let stopped = self
            .terminal
            .lend(|| rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP));
        self.listener.resume();
        stopped.map(drop)
    }
}

/// So that a test can see what becomes of the terminal; not in a program that is given out.
#[cfg(debug_assertions)]
#[allow(clippy::panic, reason = "it is what is asked for")]
fn fall_over_if_told(input: &crate::screen::input::Input) {
    use crate::screen::input::Input;
    let told = std::env::var("STAGEDOOR_TEST_FALL_AT").ok();
    if let (Input::Key(key), Some(at)) = (input, told)
        && key.to_string() == at
    {
        panic!("told to fall over");
    }
}

fn paint(terminal: &mut Terminal, app: &App) -> io::Result<()> {
    terminal.draw(app.size(), |buf| app.view(buf))
}

/// Jobs on their way, on a runtime of their own.
struct Jobs {
    runtime: tokio::runtime::Runtime,
    ports: Arc<Mutex<Option<Ports>>>,
    send: Sender<Event>,
    running: HashMap<Ticket, (tokio::task::JoinHandle<()>, Arc<AtomicBool>)>,
}

impl Jobs {
    fn start(ports: impl FnOnce() -> Ports + Send + 'static, send: Sender<Event>) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            // idle threads go away instead of waking up to see whether they are needed
            .thread_keep_alive(Duration::from_secs(1))
            .build()?;
        let ports = Arc::new(Mutex::new(Some(ports())));
        Ok(Self { runtime, ports, send, running: HashMap::new() })
    }

    fn ports(&self) -> Option<Ports> {
        self.ports.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn start_job(&mut self, ticket: Ticket, ask: Ask, known: Option<Arc<Listing>>) {
        let Some(ports) = self.ports() else { return };
        let wanted = Arc::new(AtomicBool::new(true));
        let (go_on, send) = (Arc::clone(&wanted), self.send.clone());
        let reply = Arc::new(move |reply| drop(send.send(Event::Message(Message::Reply(ticket, reply)))));
        let fallen = Arc::clone(&reply);
        let job = async move {
            let go_on = Arc::new(move || go_on.load(Ordering::Relaxed));
            let answering = tokio::spawn(async move { ports.answer(ask, known, go_on, reply).await });
            let abort = AbortOnDrop(answering.abort_handle());
            // a job that fell over is a failed job, not one that never ends
            if answering.await.is_err_and(|error| error.is_panic()) {
                let cure = "this is a defect of stagedoor; its log has the details";
                fallen(Reply::Failed(Fault::new(FaultKind::Local, "finish a job", "it fell over", cure)));
            }
            drop(abort);
        };
        self.running.retain(|_, (job, _)| !job.is_finished());
        self.running.insert(ticket, (self.runtime.spawn(job), wanted));
    }

    fn cancel(&mut self, ticket: Ticket) {
        if let Some((job, wanted)) = self.running.remove(&ticket) {
            wanted.store(false, Ordering::Relaxed);
            job.abort();
        }
    }

    fn command(&self, command: Command) {
        let (Some(ports), send) = (self.ports(), self.send.clone()) else { return };
        self.runtime.spawn(async move {
            let outcome = ports.catalog.command(command.clone()).await;
            drop(send.send(Event::Message(Message::Ended(command, outcome))));
        });
    }

    fn tell(&self, (tone, text): (Tone, Clean)) {
        drop(self.send.send(Event::Message(Message::Told(tone, text))));
    }
}

struct AbortOnDrop(tokio::task::AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn now() -> At {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    At(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Opens an address where there is a desktop; elsewhere the address itself is what helps.
fn open(address: &Clean) -> (Tone, Clean) {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let remote = set("SSH_CONNECTION") || set("SSH_TTY");
    let desktop = cfg!(not(all(unix, not(target_os = "macos")))) || set("DISPLAY") || set("WAYLAND_DISPLAY");
    if remote || !desktop {
        return (Tone::Plain, address.clone());
    }
    match open::that_detached(address.as_str()) {
        Ok(()) => (Tone::Good, Clean::line(&format!("opened {address}"))),
        Err(error) => (Tone::Bad, Clean::line(&format!("cannot open {address}: {error}"))),
    }
}

/// Runs `$VISUAL` or `$EDITOR` on a file. The line is given in the form nearly all editors know.
fn run_editor(path: &Path, line: usize) -> io::Result<()> {
    let editor = ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.trim().is_empty());
    let editor = editor.unwrap_or_else(|| "vi".into());
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let status = std::process::Command::new(program).args(words).arg(format!("+{line}")).arg(path).status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("`{editor}` ended with {status}"))) }
}
