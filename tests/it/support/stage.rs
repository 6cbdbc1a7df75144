//! The whole app on a stage: messages go in, effects are carried out, what is painted is read.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use stagedoor::adapters::journal::{Journaled, Ledger, Records};
use stagedoor::adapters::workspace::Workspace;
use stagedoor::domain::model::At;
use stagedoor::domain::text::width;
use stagedoor::platform::account::NoAccount;
use stagedoor::platform::docs::NoDocs;
use stagedoor::platform::files::NoFiles;
use stagedoor::platform::keys::{Key, Keymap};
use stagedoor::platform::permissions::NoPermissions;
use stagedoor::platform::ports::{Ports, Reply, Systems};
use stagedoor::platform::query::{Answer, Ask};
use stagedoor::platform::store::{Job, Ticket};
use stagedoor::platform::templates::NoTemplates;
use stagedoor::screen::app::{App, Effect, Message, Setup};
use stagedoor::screen::input::{Input, Mouse, MouseDid};
use std::collections::HashMap;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

static RUNTIME: LazyLock<tokio::runtime::Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap());

/// The time at which every stage begins.
pub const NOW: At = At(1_790_000_000_000);

/// The default key map.
pub fn keymap() -> Keymap {
    static DEFAULT: LazyLock<Keymap> =
        LazyLock::new(|| Keymap::read(include_str!("../../../keymaps/default.toml"), &Keymap::default()).unwrap());
    DEFAULT.clone()
}

/// The ports of a workspace, with its journal in a folder of the test.
pub fn workspace_ports(workspace: Workspace, state: &Path) -> Ports {
    let one = Arc::new(workspace);
    let records = Records { ledger: Ledger::new(state.to_owned()), sinks: Vec::new(), required: false };
    let journaled = Arc::new(Journaled::new(one.clone(), one.clone(), "test".into(), records));
    let timeline = crate::support::feeds::of(&one);
    let (commands, journal) = (journaled.clone(), journaled);
    let (account, permissions) = (Arc::new(NoAccount), Arc::new(NoPermissions));
    let catalog = one.clone();
    Ports {
        catalog,
        search: one.clone(),
        identity: one,
        commands,
        journal,
        docs: Arc::new(NoDocs),
        templates: Arc::new(NoTemplates),
        drafts: Arc::new(NoTemplates),
        files: Arc::new(NoFiles),
        timeline,
        account,
        permissions,
        systems: Systems::default(),
    }
}

pub struct Stage {
    pub app: App,
    pub size: (u16, u16),
    pub now: At,
    /// Everything that the app wanted done besides jobs, in order.
    pub effects: Vec<Effect>,
    ports: Ports,
    send: Sender<Message>,
    receive: Receiver<Message>,
    running: HashMap<Ticket, Ask>,
    /// Tasks that were ever asked for.
    asked: Vec<(Ticket, Ask)>,
    tasks: Vec<(Ticket, tokio::task::JoinHandle<()>)>,
}

impl Stage {
    pub fn new(setup: Setup, size: (u16, u16), ports: Ports) -> Self {
        let (send, receive) = channel();
        let mut app = App::new(setup, size, NOW);
        let first = app.settle();
        let (effects, running, asked, tasks) = Default::default();
        let mut stage = Self { app, size, now: NOW, effects, ports, send, receive, running, asked, tasks };
        stage.carry_out(first);
        stage
    }

    /// Waits until every job has said all it has to say.
    pub fn settle(&mut self) {
        // signing in waits for the user
        while self.running.values().any(|ask| !matches!(ask, Ask::SigningIn(_))) {
            let message = self.receive.recv_timeout(Duration::from_secs(20)).expect("a job that never answers");
            self.hand_on(message);
        }
    }

    /// Whether more jobs than so many are under way.
    pub fn waits_for_more_than(&self, jobs: usize) -> bool {
        self.running.len() > jobs
    }

    /// Takes in what has come, waiting for one reply at most.
    pub fn one_reply(&mut self) {
        let message = self.receive.recv_timeout(Duration::from_secs(20)).expect("a reply");
        self.hand_on(message);
    }

    /// Waits until a text is on the screen.
    pub fn until(&mut self, text: &str) {
        self.wait(text, |screen| screen.contains(text));
    }

    /// Waits until the screen is as wanted.
    pub fn wait(&mut self, what: &str, wanted: impl Fn(&str) -> bool) {
        for _ in 0..200 {
            if wanted(&self.text()) {
                return;
            }
            match self.receive.recv_timeout(Duration::from_secs(20)) {
                Ok(message) => self.hand_on(message),
                Err(_) => break,
            }
        }
        panic!("{what} never came:\n{}", self.text());
    }

    /// Waits until all is there that comes, where the rows never come to their end.
    pub fn until_listed(&mut self) {
        let waits = |stage: &Self| {
            let others = stage.running.values().any(|ask| !matches!(ask, Ask::Rows(_) | Ask::FieldValues(_)));
            others || (!stage.running.is_empty() && stage.app.listing().is_none())
        };
        while waits(self) {
            self.one_reply();
        }
    }

    /// Waits until nothing else is under way than what never comes to its end.
    pub fn until_only(&mut self, endless: impl Fn(&Ask) -> bool) {
        while self.running.values().any(|ask| !endless(ask)) {
            self.one_reply();
        }
    }

    /// Ends a question that is on its way with an answer.
    pub fn end_with(&mut self, asked: &Ask, answer: Answer) {
        let mut asks = self.asked.iter().rev();
        let ticket = asks.find(|(_, ask)| ask == asked).map(|(ticket, _)| *ticket).expect("it is asked");
        self.hand_on(Message::Reply(ticket, Reply::Done(answer, None)));
    }

    /// Takes in what has come so far, without waiting.
    pub fn take_what_came(&mut self) {
        while let Ok(message) = self.receive.try_recv() {
            self.hand_on(message);
        }
    }

    fn hand_on(&mut self, message: Message) {
        if let Message::Reply(ticket, Reply::Whole(..) | Reply::Done(..) | Reply::Failed(_)) = &message {
            self.running.remove(ticket);
        }
        self.send_in(message);
    }

    pub fn send_in(&mut self, message: Message) {
        let effects = self.app.update(message, self.now);
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Job(Job::Start(ticket, ask)) => {
                    self.running.insert(ticket, ask.clone());
                    // what others are about holds a whole catalog
                    if matches!(ask, Ask::TaskById(_)) {
                        self.asked.push((ticket, ask.clone()));
                    }
                    let (ports, send) = (self.ports.clone(), self.send.clone());
                    let known = self.app.listing();
                    let reply = Arc::new(move |reply| drop(send.send(Message::Reply(ticket, reply))));
                    let job = async move { ports.answer(ask, known, Arc::new(|| true), reply).await };
                    self.tasks.push((ticket, RUNTIME.spawn(job)));
                }
                Effect::Job(Job::Cancel(ticket)) => {
                    self.running.remove(&ticket);
                    self.tasks.iter().filter(|(known, _)| *known == ticket).for_each(|(_, task)| task.abort());
                }
                Effect::Command(command) => {
                    let outcome = RUNTIME.block_on(self.ports.commands.command(command.clone()));
                    self.send_in(Message::Ended(Box::new(command), outcome));
                }
                Effect::KeepDraft(draft) => {
                    self.ports.drafts.keep(&draft).unwrap();
                    self.send_in(Message::DraftsWritten);
                }
                Effect::DropDraft(id) => {
                    self.ports.drafts.drop_draft(&id).unwrap();
                    self.send_in(Message::DraftsWritten);
                }
                Effect::HandIn(secret) => self.ports.account.hand_in(secret),
                Effect::SignOut => {
                    let ended = RUNTIME.block_on(self.ports.account.sign_out());
                    self.send_in(Message::SignedOut(ended));
                }
                other => self.effects.push(other),
            }
        }
    }

    /// Presses keys one after the other, written as in a key map.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            let key: Key = key.parse().unwrap();
            self.send_in(Message::Input(Input::Key(key)));
        }
        self
    }

    /// Presses keys and waits for what they set off.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            self.press(key);
            self.rest();
        }
        self
    }

    /// Lets the hands rest for as long as it takes until what is looked at is asked for.
    pub fn rest(&mut self) {
        self.settle();
        self.now = self.now.after(Duration::from_millis(200));
        self.send_in(Message::Wake);
        self.settle();
    }

    pub fn type_text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.press(&if c == ' ' { "space".to_owned() } else { c.to_string() });
        }
        self.rest();
        self
    }

    pub fn click(&mut self, column: u16, row: u16) -> &mut Self {
        self.send_in(Message::Input(Input::Mouse(Mouse { column, row, did: MouseDid::Click })));
        self.rest();
        self
    }

    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.size = (columns, rows);
        self.send_in(Message::Input(Input::Resize(columns, rows)));
        self
    }

    pub fn paint(&self) -> (Buffer, Option<Position>) {
        let mut buf = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
        let cursor = self.app.view(&mut buf);
        (buf, cursor)
    }

    /// The screen as text, without the blanks at the ends of lines.
    pub fn text(&self) -> String {
        lines(&self.paint().0).join("\n")
    }

    pub fn sees(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    /// The row that a text stands in.
    pub fn row_of(&self, text: &str) -> Option<usize> {
        self.text().lines().position(|line| line.contains(text))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.tasks.iter().for_each(|(_, task)| task.abort());
    }
}

/// A buffer's rows as text; the second half of a wide character is not there twice.
pub fn lines(buf: &Buffer) -> Vec<String> {
    let row = |y: u16| {
        let mut line = String::new();
        let mut skip = 0;
        for x in 0..buf.area.width {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buf[(x, y)].symbol();
            line.push_str(symbol);
            skip = width(symbol).saturating_sub(1);
        }
        line.trim_end().to_owned()
    };
    (0..buf.area.height).map(row).collect()
}
