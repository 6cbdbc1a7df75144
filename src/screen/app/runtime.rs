//! The loop that runs the screen, and the only part of it that is asynchronous: jobs run on tokio,
//! the screen on the main thread, and between them is one queue. The loop sleeps until a message
//! comes or the moment that the app named.

use super::anew::{Opened, Reopen, Reopening};
use super::editor::run_editor;
use super::errands;
use super::jobs::Jobs;
use super::pace::Pace;
use super::queue::{Event, drop_what_was_typed, telling, told_to_end};
use super::scratch;
use super::state::{App, Effect, Message, Setup};
#[cfg(debug_assertions)]
use super::under_test;
use crate::domain::text::Clean;
use crate::platform::actions::Leaves;
use crate::platform::browser;
use crate::platform::clock::now;
use crate::platform::fault::Fault;
use crate::platform::ports::SessionPort;
use crate::platform::programs::Errand;
use crate::platform::store::Job;
use crate::screen::input::Input;
use crate::screen::overlays::Tone;
use crate::screen::terminal::{Beside, Death, Heard, Listener, Signal, Signals, Terminal};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Instant;

/// How the screen came to its end.
#[derive(Clone, Debug)]
pub struct Ended {
    /// The signal that ended it; none when the user left.
    pub by: Option<Death>,
    /// Why the session could not be saved at the end.
    pub unsaved: Option<Fault>,
    /// Why it could not begin anew.
    pub failed: Option<Fault>,
    /// What was to be told there.
    pub told: Vec<Clean>,
    /// Commands that were sent and had not ended, in words.
    pub in_doubt: Vec<Clean>,
}

/// Why the loop ends.
#[derive(Clone, Debug)]
enum Leave {
    /// For good: by the user, or by a signal or as the terminal went away.
    For(Option<Death>),
    /// To begin anew, with something to tell; and whether to forget who it was.
    Anew(Vec<Clean>, bool),
}

/// Runs the screen until the user leaves, or a signal or the terminal ends it. Nothing that is slow
/// stands before the first frame. When somebody else signs in it begins anew over what `reopen`
/// gives; the terminal stays taken meanwhile.
///
/// # Errors
/// When there is no terminal, or it fails, or when the platform cannot be opened once more.
pub fn run(opened: Opened, reopen: &Reopening<'_>) -> io::Result<Ended> {
    let Opened { setup, session, ports } = opened;
    let (send, receive) = channel();
    let hear = |send: &Sender<Event>| {
        let send = send.clone();
        move |heard| drop(send.send(Event::Heard(heard)))
    };
    // before the terminal is taken, and before its size is asked for: no signal is missed
    let signals = Signals::listen(hear(&send))?;
    let mut terminal = Terminal::enter(setup.mouse, setup.images)?;
    let restricted = setup.gate.is_restricted();
    let mut app = App::new(setup, terminal.size(), now());
    app.measure(terminal.cell());
    let mut first = app.settle();
    paint(&mut terminal, &app)?;
    let listener = Listener::start(hear(&send))?;
    let jobs = Jobs::start(ports, telling(&send, 0))?;
    let (pace, last) = (Pace::starting(), Last::default());
    let mut desk = Desk { terminal, listener, signals, jobs, session, pace, restricted, run: 0, last };
    // a fall is caught only to keep the session, and goes on after the terminal is given back
    let left = catch_unwind(AssertUnwindSafe(|| -> io::Result<Result<Option<Death>, Fault>> {
        loop {
            match desk.run(&mut app, std::mem::take(&mut first), &receive)? {
                Leave::For(by) => return Ok(Ok(by)),
                Leave::Anew(told, forget) => match desk.begin_anew(&app, (told, forget), reopen, (&send, &receive))? {
                    Ok(anew) => (app, first) = anew,
                    Err(fault) => return Ok(Err(fault)),
                },
            }
        }
    }));
    let Desk { terminal, signals, jobs, session, last: Last { mut told, mut in_doubt, is_forgotten }, .. } = desk;
    drop(terminal);
    signals.over();
    let save = || if is_forgotten { Ok(()) } else { session.save(&app.saved()) };
    let saved = catch_unwind(AssertUnwindSafe(save));
    told.extend(jobs.lent());
    // last, as what the jobs do may take its time
    in_doubt.extend(jobs.leave());
    let (by, failed) = match left.unwrap_or_else(|fall| resume_unwind(fall))? {
        Ok(by) => (by, None),
        Err(fault) => (None, Some(fault)),
    };
    Ok(Ended { by, unsaved: saved.ok().and_then(Result::err), failed, told, in_doubt })
}

/// Everything that the loop works with.
struct Desk {
    terminal: Terminal,
    listener: Listener,
    signals: Signals,
    jobs: Jobs,
    session: Arc<dyn SessionPort>,
    pace: Pace,
    /// Whether nothing may lead out of the program, whatever the app says.
    restricted: bool,
    /// How often it began anew.
    run: u32,
    last: Last,
}

/// What the last run has left, until it has begun anew.
#[derive(Default)]
struct Last {
    /// What is to be told.
    told: Vec<Clean>,
    /// Commands that had not ended.
    in_doubt: Vec<Clean>,
    /// What was held is not to be kept any more.
    is_forgotten: bool,
}

impl Desk {
    /// Lets go of all that belongs to who it was, and begins anew at the same place. Nothing of the one
    /// is painted, kept or heard of in the other, and no key that was pressed before it was seen counts.
    /// The fault is why the platform cannot be opened once more.
    fn begin_anew(
        &mut self,
        app: &App,
        (told, forget): (Vec<Clean>, bool),
        reopen: &Reopening<'_>,
        (send, receive): (&Sender<Event>, &Receiver<Event>),
    ) -> io::Result<Result<(App, Vec<Effect>), Fault>> {
        // what was removed by signing out is not made again
        self.last = Last { told, in_doubt: Vec::new(), is_forgotten: forget };
        self.terminal.draw(app.size(), Beside::default(), |_| None)?;
        let unsaved = if forget { None } else { self.session.save(&app.saved()).err() };
        self.last.told.extend(self.jobs.lent());
        self.last.in_doubt = self.jobs.end();
        let opened = match reopen(Reopen { place: app.place(), forget }) {
            Ok(opened) => opened,
            Err(fault) => return Ok(Err(fault)),
        };
        self.run += 1;
        self.jobs = Jobs::start(opened.ports, telling(send, self.run))?;
        self.session = opened.session;
        let Last { told, in_doubt, .. } = std::mem::take(&mut self.last);
        self.terminal.listen_to_mouse(opened.setup.mouse)?;
        let setup = Setup { is_anew: true, ..opened.setup };
        let reads_only = app.is_read_only();
        let mut app = App::new(setup, self.terminal.size(), now());
        app.stay_read_only(reads_only);
        app.measure(self.terminal.cell());
        let doubts = in_doubt.iter().map(|words| Clean::line(&format!("whether it was done is not known: {words}")));
        let unsaved = unsaved.map(|fault| Clean::line(&fault.to_string()));
        told.into_iter().for_each(|words| self.jobs.tell((Tone::Good, words)));
        doubts.chain(unsaved).for_each(|words| self.jobs.tell((Tone::Bad, words)));
        let first = app.settle();
        paint(&mut self.terminal, &app)?;
        drop_what_was_typed(send, receive);
        Ok(Ok((app, first)))
    }

    /// Runs until it is to end. A terminal that fails when the program was told to end, or because
    /// it went away, is no failure.
    fn run(&mut self, app: &mut App, first: Vec<Effect>, receive: &Receiver<Event>) -> io::Result<Leave> {
        let error = match self.turn(app, first, receive) {
            Ok(leave) => return Ok(leave),
            Err(error) => error,
        };
        if let Some(death) = receive.try_iter().find_map(told_to_end) {
            return Ok(Leave::For(Some(death)));
        }
        let gone = error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error());
        if gone { Ok(Leave::For(Some(Death::HANG_UP))) } else { Err(error) }
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
                    Event::Heard(Heard::Lost) => return Ok(Leave::For(Some(Death::HANG_UP))),
                    Event::Heard(Heard::Signal(Signal::End(death))) => return Ok(Leave::For(Some(death))),
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
                        if let Some(effects) = under_test::told_by_a_test(&input)
                            && let Some(leave) = self.carry_out(app, effects)?
                        {
                            return Ok(leave);
                        }
                        if matches!(input, Input::Resize(..)) {
                            app.measure(self.terminal.cell());
                        }
                        self.pace.touched();
                        app.update(Message::Input(input), now())
                    }
                    Event::Message(run, message) if run == self.run => app.update(*message, now()),
                    Event::Message(..) | Event::Frame => Vec::new(),
                };
                self.pace.changed();
                if let Some(leave) = self.carry_out(app, effects)? {
                    return Ok(leave);
                }
                waiting = receive.try_recv().ok();
            }
            if self.pace.is_due(Instant::now()) {
                paint(&mut self.terminal, app)?;
                self.pace.painted(Instant::now(), self.terminal.is_behind());
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
            RecvTimeoutError::Timeout => Event::Message(self.run, Box::new(Message::Wake)),
            RecvTimeoutError::Disconnected => Event::Heard(Heard::Lost),
        })
    }

    /// Carries out what is to be done; why the loop ends with it, where it does.
    fn carry_out(&mut self, app: &mut App, effects: Vec<Effect>) -> io::Result<Option<Leave>> {
        for effect in effects {
            // of programs the one door knows which may be run
            let leaves = effect.leaves().filter(|leaves| *leaves != Leaves::Program);
            if let Some(leaves) = leaves.filter(|_| self.restricted) {
                self.jobs.tell((Tone::Plain, leaves.refusal().into()));
                continue;
            }
            match effect {
                Effect::Job(Job::Start(ticket, ask)) => self.jobs.start_job(ticket, ask, app.listing()),
                Effect::Job(Job::Cancel(ticket)) => self.jobs.cancel(ticket),
                Effect::Command(command) => self.jobs.command(command),
                Effect::Copy(text) => self.terminal.copy(&text)?,
                Effect::CopySecret(secret) => self.terminal.copy(secret.reveal())?,
                Effect::Open(address) => self.open(&address, address.as_str())?,
                Effect::Visit(address) => self.open(&address, "the address")?,
                Effect::Edit(path, line) => self.edit(&path, line)?,
                Effect::Write { name, text, line } => self.write(&name, &text, line)?,
                Effect::Export { name, text } => self.jobs.export(name, text),
                Effect::Program(errand) => self.program(&errand)?,
                Effect::Notify(how, text) => self.terminal.notify(how, &text)?,
                Effect::Suspend => self.suspend()?,
                Effect::Redraw => self.terminal.forget(),
                Effect::Mouse(on) => self.terminal.listen_to_mouse(on)?,
                Effect::Save => {
                    if let Err(fault) = self.session.save(&app.saved()) {
                        self.jobs.tell((Tone::Bad, Clean::line(&fault.to_string())));
                    }
                }
                Effect::KeepDraft(draft) => self.jobs.draft(draft.id.clone(), Some(draft)),
                Effect::DropDraft(id) => self.jobs.draft(id, None),
                Effect::HandIn(secret) => self.jobs.hand_in(secret),
                Effect::SignOut => self.jobs.sign_out(),
                Effect::Reopen { told, forget } => return Ok(Some(Leave::Anew(told, forget))),
                Effect::Quit => return Ok(Some(Leave::For(None))),
            }
        }
        Ok(None)
    }

    /// Where there is no browser the address itself is what helps: shown, and in the clipboard.
    /// It is told by its name.
    fn open(&mut self, address: &Clean, name: &str) -> io::Result<()> {
        let opened = if self.restricted { Ok(false) } else { browser::open(address.as_str()) };
        let told = match opened {
            Ok(true) => (Tone::Good, format!("opened {name}")),
            Ok(false) => {
                self.terminal.copy(address.as_str())?;
                (Tone::Plain, format!("there is no browser here; copied {name}"))
            }
            Err(error) => (Tone::Bad, format!("cannot open {name}: {error}")),
        };
        self.jobs.tell((told.0, Clean::line(&told.1)));
        Ok(())
    }

    fn edit(&mut self, path: &Path, line: usize) -> io::Result<()> {
        if let Err(error) = self.lent(|| run_editor(path, line))? {
            let words = format!("cannot edit {}: {error}", path.display());
            self.jobs.tell((Tone::Bad, Clean::line(&words)));
        }
        self.jobs.send(Message::Edited);
        self.back();
        Ok(())
    }

    /// Has a text written in the editor; in a file of its own that is gone afterwards.
    fn write(&mut self, name: &str, text: &str, line: usize) -> io::Result<()> {
        match self.lent(|| scratch::written(name, text, |path| run_editor(path, line)))? {
            Ok(text) => self.jobs.send(Message::Written(text)),
            Err(error) => {
                let words = format!("cannot edit {name}: {error}");
                self.jobs.tell((Tone::Bad, Clean::line(&words)));
            }
        }
        self.back();
        Ok(())
    }

    /// Lets programs have the terminal until they end. It stands in the journal before they are run and after.
    fn program(&mut self, errand: &Errand) -> io::Result<()> {
        let Some(begun) = errands::begin(errand, &self.jobs) else { return Ok(()) };
        let ran = self.lent(|| errands::run(errand));
        errands::end(begun, &self.jobs, ran.as_ref().ok());
        self.jobs.send(Message::Ran);
        self.back();
        ran.map(drop)
    }

    /// Lets others have the terminal, and Ctrl-C, while `meanwhile` runs.
    fn lent<T>(&mut self, meanwhile: impl FnOnce() -> T) -> io::Result<T> {
        let signals = &self.signals;
        self.listener.pause();
        let result = self.terminal.lend(|| signals.lent(meanwhile));
        self.listener.resume();
        result
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

fn paint(terminal: &mut Terminal, app: &App) -> io::Result<()> {
    terminal.draw(app.size(), app.beside(), |buf| app.view(buf))
}
