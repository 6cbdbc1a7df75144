//! The loop that runs the screen, and the only part of it that is asynchronous: jobs run on tokio,
//! the screen on the main thread, and between them is one queue. The loop sleeps until a message
//! comes or the moment that the app named.

use super::jobs::Jobs;
use super::pace::Pace;
use super::scratch;
use super::state::{App, Effect, Message, Setup};
use crate::domain::model::Place;
use crate::domain::text::Clean;
use crate::platform::browser;
use crate::platform::clock::now;
use crate::platform::fault::Fault;
use crate::platform::ports::{Ports, SessionPort};
use crate::platform::programs;
use crate::platform::store::Job;
use crate::screen::input::Input;
use crate::screen::overlays::Tone;
use crate::screen::terminal::{Death, Heard, Listener, Signal, Signals, Terminal};
use std::ffi::OsString;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Instant;

/// How the screen came to its end.
#[derive(Clone, Debug)]
pub struct Ended {
    /// The signal that ended it; none when the user left.
    pub by: Option<Death>,
    /// Why the session could not be saved at the end.
    pub unsaved: Option<Fault>,
    /// Commands that were sent and had not ended, in words.
    pub in_doubt: Vec<Clean>,
    /// The screen is to begin anew, as somebody else is signed in.
    pub reopen: Option<Reopen>,
}

/// How the screen is to begin anew.
#[derive(Clone, Debug)]
pub struct Reopen {
    /// Where it was.
    pub place: Option<Place>,
    /// What is to be told then.
    pub told: Vec<Clean>,
    /// Nothing of who it was before is to stay on this machine.
    pub forget: bool,
}

enum Event {
    Heard(Heard),
    Message(Box<Message>),
    /// It is time for a frame that was held back.
    Frame,
}

/// Why the loop ends.
#[derive(Clone, Debug)]
enum Leave {
    /// The user leaves.
    Wanted,
    /// A signal, or the terminal went away.
    By(Death),
    /// To begin anew, with something to tell; and whether to forget who it was.
    Anew(Vec<Clean>, bool),
}

/// Runs the screen until the user leaves, or a signal or the terminal ends it. Nothing that is slow
/// stands before the first frame.
///
/// # Errors
/// When there is no terminal, or it fails.
pub fn run(setup: Setup, session: &dyn SessionPort, ports: Ports) -> io::Result<Ended> {
    let (send, receive) = channel();
    let hear = |send: &Sender<Event>| {
        let send = send.clone();
        move |heard| drop(send.send(Event::Heard(heard)))
    };
    // before the terminal is taken, and before its size is asked for: no signal is missed
    let signals = Signals::listen(hear(&send))?;
    let mut terminal = Terminal::enter(setup.mouse)?;
    let restricted = setup.gate.is_restricted();
    let mut app = App::new(setup, terminal.size(), now());
    let effects = app.settle();
    paint(&mut terminal, &app)?;
    let listener = Listener::start(hear(&send))?;
    let jobs = Jobs::start(ports, move |message| drop(send.send(Event::Message(Box::new(message)))))?;
    let mut desk = Desk { terminal, listener, signals, jobs, session, pace: Pace::starting(), restricted };
    // a fall is caught only to keep the session, and goes on after the terminal is given back
    let left = catch_unwind(AssertUnwindSafe(|| desk.run(&mut app, effects, &receive)));
    let Desk { terminal, signals, jobs, .. } = desk;
    drop(terminal);
    signals.over();
    // what was removed by signing out is not made again
    let keeps = !matches!(left, Ok(Ok(Leave::Anew(_, true))));
    let saved = catch_unwind(AssertUnwindSafe(|| if keeps { session.save(&app.saved()) } else { Ok(()) }));
    // last, as what the jobs do may take its time
    let in_doubt = jobs.leave();
    let (by, reopen) = match left.unwrap_or_else(|fall| resume_unwind(fall))? {
        Leave::Wanted => (None, None),
        Leave::By(death) => (Some(death), None),
        Leave::Anew(told, forget) => (None, Some(Reopen { place: app.place(), told, forget })),
    };
    Ok(Ended { by, unsaved: saved.ok().and_then(Result::err), in_doubt, reopen })
}

/// Everything that the loop works with.
struct Desk<'a> {
    terminal: Terminal,
    listener: Listener,
    signals: Signals,
    jobs: Jobs,
    session: &'a dyn SessionPort,
    pace: Pace,
    /// Whether nothing may lead out of the program, whatever the app says.
    restricted: bool,
}

impl Desk<'_> {
    /// Runs until it is to end. A terminal that fails when the program was told to end, or because
    /// it went away, is no failure.
    fn run(&mut self, app: &mut App, first: Vec<Effect>, receive: &Receiver<Event>) -> io::Result<Leave> {
        let error = match self.turn(app, first, receive) {
            Ok(leave) => return Ok(leave),
            Err(error) => error,
        };
        if let Some(death) = receive.try_iter().find_map(told_to_end) {
            return Ok(Leave::By(death));
        }
        let gone = error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error());
        if gone { Ok(Leave::By(Death::HANG_UP)) } else { Err(error) }
    }

    fn turn(&mut self, app: &mut App, first: Vec<Effect>, receive: &Receiver<Event>) -> io::Result<Leave> {
        if let Some(leave) = self.carry_out(app, first)? {
            return Ok(leave);
        }
        loop {
            let mut waiting = Some(self.wait(app, receive));
            // all that is queued first, then one frame
            while let Some(event) = waiting {
                let effects = match event {
                    Event::Heard(Heard::Lost) => return Ok(Leave::By(Death::HANG_UP)),
                    Event::Heard(Heard::Signal(Signal::End(death))) => return Ok(Leave::By(death)),
                    Event::Heard(Heard::Signal(Signal::Stop)) => vec![Effect::Suspend],
                    Event::Heard(Heard::Signal(Signal::Continue)) => {
                        self.terminal.take_again()?;
                        // it may have another size than before
                        let (columns, rows) = self.terminal.size();
                        let mut effects = app.update(Message::Resumed, now());
                        effects.extend(app.update(Message::Input(Input::Resize(columns, rows)), now()));
                        effects
                    }
                    Event::Heard(Heard::Input(input)) => {
                        #[cfg(debug_assertions)]
                        fall_over_if_told(&input);
                        self.pace.touched();
                        app.update(Message::Input(input), now())
                    }
                    Event::Message(message) => app.update(*message, now()),
                    Event::Frame => Vec::new(),
                };
                self.pace.changed();
                if let Some(leave) = self.carry_out(app, effects)? {
                    return Ok(leave);
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
            RecvTimeoutError::Timeout => Event::Message(Box::new(Message::Wake)),
            RecvTimeoutError::Disconnected => Event::Heard(Heard::Lost),
        })
    }

    /// Carries out what is to be done; why the loop ends with it, where it does.
    fn carry_out(&mut self, app: &mut App, effects: Vec<Effect>) -> io::Result<Option<Leave>> {
        for effect in effects {
            if let Some(leaves) = effect.leaves().filter(|_| self.restricted) {
                self.jobs.tell((Tone::Plain, leaves.refusal().into()));
                continue;
            }
            match effect {
                Effect::Job(Job::Start(ticket, ask)) => self.jobs.start_job(ticket, ask, app.listing()),
                Effect::Job(Job::Cancel(ticket)) => self.jobs.cancel(ticket),
                Effect::Command(command) => self.jobs.command(command),
                Effect::Copy(text) => self.terminal.copy(&text)?,
                Effect::Open(address) => self.open(&address)?,
                Effect::Edit(path, line) => self.edit(&path, line)?,
                Effect::Write { name, text, line } => self.write(&name, &text, line)?,
                Effect::Export { name, text } => self.jobs.export(name, text),
                Effect::Suspend => self.suspend()?,
                Effect::Redraw => self.terminal.forget(),
                Effect::Mouse(on) => self.terminal.listen_to_mouse(on)?,
                Effect::Save => {
                    if let Err(fault) = self.session.save(&app.saved()) {
                        self.jobs.tell((Tone::Bad, Clean::line(&fault.to_string())));
                    }
                }
                Effect::HandIn(secret) => self.jobs.hand_in(secret),
                Effect::SignOut => self.jobs.sign_out(),
                Effect::Reopen { told, forget } => return Ok(Some(Leave::Anew(told, forget))),
                Effect::Quit => return Ok(Some(Leave::Wanted)),
            }
        }
        Ok(None)
    }

    /// Where there is no browser the address itself is what helps: shown, and in the clipboard.
    fn open(&mut self, address: &Clean) -> io::Result<()> {
        let opened = if self.restricted { Ok(false) } else { browser::open(address.as_str()) };
        let told = match opened {
            Ok(true) => (Tone::Good, format!("opened {address}")),
            Ok(false) => {
                self.terminal.copy(address.as_str())?;
                (Tone::Plain, format!("there is no browser here; copied {address}"))
            }
            Err(error) => (Tone::Bad, format!("cannot open {address}: {error}")),
        };
        self.jobs.tell((told.0, Clean::line(&told.1)));
        Ok(())
    }

    fn edit(&mut self, path: &Path, line: usize) -> io::Result<()> {
        let signals = &self.signals;
        self.listener.pause();
        let edited = self.terminal.lend(|| signals.lent(|| run_editor(path, line)));
        self.listener.resume();
        if let Err(error) = edited? {
            let words = format!("cannot edit {}: {error}", path.display());
            self.jobs.tell((Tone::Bad, Clean::line(&words)));
        }
        self.jobs.send(Message::Edited);
        self.back();
        Ok(())
    }

    /// Has a text written in the editor; in a file of its own that is gone afterwards.
    fn write(&mut self, name: &str, text: &str, line: usize) -> io::Result<()> {
        let signals = &self.signals;
        self.listener.pause();
        let written =
            self.terminal.lend(|| signals.lent(|| scratch::written(name, text, |path| run_editor(path, line))));
        self.listener.resume();
        match written? {
            Ok(text) => self.jobs.send(Message::Written(text)),
            Err(error) => {
                let words = format!("cannot edit {name}: {error}");
                self.jobs.tell((Tone::Bad, Clean::line(&words)));
            }
        }
        self.back();
        Ok(())
    }

    /// Stops, with all that was started together with it, until the shell says to go on.
    fn suspend(&mut self) -> io::Result<()> {
        use rustix::process::{Signal, getpid, getsid, kill_current_process_group};
        // the first of a session has no shell behind it that could wake it up again
        if getsid(None).is_ok_and(|first| first == getpid()) {
            let words = "not suspended: there is no shell to go back to";
            self.jobs.tell((Tone::Plain, words.into()));
            return Ok(());
        }
        self.listener.pause();
        let stopped = self.terminal.lend(|| kill_current_process_group(Signal::STOP));
        self.listener.resume();
        stopped??;
        self.back();
        Ok(())
    }

    /// The terminal may have got another size while others had it.
    fn back(&self) {
        let (columns, rows) = self.terminal.size();
        self.jobs.send(Message::Input(Input::Resize(columns, rows)));
    }
}

fn told_to_end(event: Event) -> Option<Death> {
    match event {
        Event::Heard(Heard::Signal(Signal::End(death))) => Some(death),
        _ => None,
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
    terminal.draw(app.size(), &app.links(), |buf| app.view(buf))
}

/// Editors that take a line as `+LINE`; others might take that for the name of a file.
const TAKE_LINES: [&str; 14] =
    ["vi", "vim", "nvim", "view", "nano", "pico", "emacs", "emacsclient", "micro", "kak", "joe", "mg", "ne", "gvim"];

/// Runs `$VISUAL` or `$EDITOR` on a file, at a line where it is an editor known to take one.
fn run_editor(path: &Path, line: usize) -> io::Result<()> {
    let editor = ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.trim().is_empty());
    let editor = editor.unwrap_or_else(|| "vi".into());
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or("vi");
    let name = Path::new(program).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let at = TAKE_LINES.contains(&name).then(|| format!("+{line}"));
    let args: Vec<OsString> = words.map(Into::into).chain(at.map(Into::into)).chain([path.into()]).collect();
    let status = programs::in_terminal(program, &args);
    let status = status.map_err(|error| {
        io::Error::new(error.kind(), format!("`{editor}` cannot be run: {error}; set EDITOR to the editor's command"))
    })?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("`{editor}` ended with {status}"))) }
}
