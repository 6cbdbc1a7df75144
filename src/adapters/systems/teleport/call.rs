//! One run of `tsh`: its arguments are a list, its input is empty, its time and output have bounds.

use super::breaker::Breaker;
use super::complaint::{self, needs_factor};
use super::json;
use super::setup::{TeleportLimits, TeleportSetup};
use crate::adapters::process::{self, Bounds, Failure, Program};
use crate::domain::model::At;
use crate::domain::model::access::CommandLine;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use serde_json::Value;
use std::io::ErrorKind;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

/// Variables of every run: plain text, no browser that opens by itself, no prompt for a new version.
const VARIABLES: &[(&str, &str)] =
    &[("NO_COLOR", "1"), ("TERM", "dumb"), ("TELEPORT_LOGIN_BROWSER", "none"), ("TELEPORT_TOOLS_VERSION", "off")];

/// `tsh`, and how it is run.
#[derive(Debug)]
pub(super) struct Tsh {
    setup: TeleportSetup,
    /// Of runs that ask nobody but this machine: that they answer says nothing of the network.
    local: Breaker,
    /// Of all others.
    network: Breaker,
}

/// Commands that read what `tsh` keeps here.
const LOCAL: &[&str] = &["version", "status"];

/// What a run that ended by itself left behind.
#[derive(Debug)]
pub(super) struct Said {
    /// Whether it ended well; that alone says little.
    pub is_good: bool,
    /// Its standard output.
    pub output: Vec<u8>,
    /// The beginning of its standard error.
    pub complaint: String,
}

/// A run that came to no end of its own.
#[derive(Debug)]
pub(super) struct Unheard {
    /// What happened.
    pub fault: Fault,
    /// It had begun: what it was to do may be done.
    pub was_begun: bool,
}

impl Tsh {
    pub fn new(setup: TeleportSetup) -> Self {
        Self { setup, local: Breaker::default(), network: Breaker::default() }
    }

    pub fn setup(&self) -> &TeleportSetup {
        &self.setup
    }

    pub fn limits(&self) -> &TeleportLimits {
        &self.setup.limits
    }

    pub fn now(&self) -> At {
        self.setup.clock.now()
    }

    /// A run that only looks.
    ///
    /// # Errors
    /// When it comes to no end of its own.
    pub async fn look(&self, words: &[&str], rest: &[String], tried: &str) -> Result<Said, Fault> {
        let is_local = words.first().is_some_and(|word| LOCAL.contains(word));
        let breaker = if is_local { &self.local } else { &self.network };
        if !breaker.is_closed(Instant::now()) {
            let cure = "it is asked again in half a minute; try `tsh status` by hand";
            return Err(Fault::new(FaultKind::TimedOut, tried, "tsh did not answer several times", cure));
        }
        let ran = self.run(words, rest, self.limits().read, tried).await;
        let has_answered = ran.as_ref().map_or_else(|unheard| !unheard.was_begun, |_| true);
        breaker.note(has_answered, Instant::now());
        ran.map_err(|unheard| unheard.fault)
    }

    /// The first JSON value that a run prints which only looks.
    ///
    /// # Errors
    /// When it does not answer, or says no, or prints something else.
    pub async fn json(&self, words: &[&str], rest: &[String], tried: &str) -> Result<Value, Fault> {
        let said = self.look(words, rest, tried).await?;
        if !said.is_good {
            return Err(self.refused(&said, tried, &self.line(tried, words, rest)));
        }
        json::first(&said.output).ok_or_else(|| malformed(tried))
    }

    /// A run that does something. It goes past the breaker: the user ordered it.
    ///
    /// # Errors
    /// When it comes to no end of its own.
    pub async fn deed(&self, words: &[&str], rest: &[String], tried: &str) -> Result<Said, Unheard> {
        self.run(words, rest, self.limits().deed, tried).await
    }

    /// What a run that ended badly means.
    pub fn refused(&self, said: &Said, tried: &str, by_hand: &CommandLine) -> Fault {
        complaint::fault(&said.complaint, tried, by_hand, &self.sign_in())
    }

    /// How one signs in, in the terminal.
    pub fn sign_in(&self) -> CommandLine {
        self.line("sign in to Teleport", &["login"], &[])
    }

    /// The same as a line that is run in the terminal.
    pub fn line(&self, title: &str, words: &[&str], rest: &[String]) -> CommandLine {
        let args = self.args(words, rest);
        let title = Clean::line(title);
        match &self.setup.home {
            None => CommandLine { title, program: self.setup.command.clone(), args },
            Some(home) => {
                let before = [format!("TELEPORT_HOME={}", home.display()), self.setup.command.clone()];
                CommandLine { title, program: "env".into(), args: before.into_iter().chain(args).collect() }
            }
        }
    }

    /// The words of a command, then which Teleport and who, then the rest.
    fn args(&self, words: &[&str], rest: &[String]) -> Vec<String> {
        let proxy = self.setup.proxy.iter().map(|proxy| format!("--proxy={proxy}"));
        let user = self.setup.user.iter().map(|user| format!("--user={user}"));
        words.iter().map(|word| (*word).to_owned()).chain(proxy).chain(user).chain(rest.iter().cloned()).collect()
    }

    fn program(&self, words: &[&str], rest: &[String]) -> Program {
        let mut program = Program::new(&self.setup.command);
        program.args(self.args(words, rest)).envs(VARIABLES.iter().copied());
        if let Some(home) = &self.setup.home {
            program.env("TELEPORT_HOME", home);
        }
        if let Some(cluster) = &self.setup.cluster {
            program.env("TELEPORT_CLUSTER", cluster);
        }
        program
    }

    async fn run(&self, words: &[&str], rest: &[String], time: Duration, tried: &str) -> Result<Said, Unheard> {
        if self.setup.is_offline {
            let fault = Fault::new(
                FaultKind::Unreachable,
                tried,
                "offline was asked for",
                "leave --offline out to ask Teleport",
            );
            return Err(Unheard { fault, was_begun: false });
        }
        let bounds = Bounds { time, output: self.limits().output };
        let ran = process::run(self.program(words, rest), None, bounds).await;
        let ran = ran.map_err(|failure| self.no_end(&failure, time, tried, &self.line(tried, words, rest)))?;
        if ran.is_cut {
            let fault =
                Fault::new(FaultKind::Malformed, tried, "tsh said more than is read", "see what it says by hand");
            return Err(Unheard { fault, was_begun: true });
        }
        match ran.status {
            Some(status) if status.code().is_some() => {
                Ok(Said { is_good: status.success(), output: ran.output, complaint: ran.complaint })
            }
            status => Err(Unheard { fault: died(status, tried), was_begun: true }),
        }
    }

    fn no_end(&self, failure: &Failure, time: Duration, tried: &str, by_hand: &CommandLine) -> Unheard {
        match failure {
            Failure::NotStarted(error) => Unheard { fault: self.not_started(error, tried), was_begun: false },
            Failure::TooLong(complaint) if needs_factor(complaint) => {
                Unheard { fault: complaint::second_factor(tried, by_hand), was_begun: true }
            }
            Failure::TooLong(_) => {
                let happened = format!("tsh did not end within {} s, and was ended", time.as_secs());
                let cure = "try `tsh status` by hand: it may wait for a second factor, or for the network";
                Unheard { fault: Fault::new(FaultKind::TimedOut, tried, &happened, cure), was_begun: true }
            }
        }
    }

    fn not_started(&self, error: &std::io::Error, tried: &str) -> Fault {
        let command = &self.setup.command;
        match error.kind() {
            ErrorKind::NotFound => {
                let cure = "install Teleport's client tools (goteleport.com/docs/installation), or name the program: \
                            `command` in the context's [teleport]";
                Fault::new(FaultKind::Local, tried, &format!("`{command}` is not there"), cure)
            }
            // the door is shut: it was not the system that refused it
            ErrorKind::PermissionDenied if error.raw_os_error().is_none() => {
                let happened = format!("Teleport is reached by the program tsh, and {error}");
                let cure = "the administrator can list it in `bastion.commands`; else use tsh outside of stagedoor";
                Fault::new(FaultKind::Unsupported, tried, &happened, cure)
            }
            _ => Fault::new(FaultKind::Local, tried, &format!("`{command}` does not start: {error}"), "try it by hand"),
        }
    }
}

/// The fault of an answer that is none.
pub(super) fn malformed(tried: &str) -> Fault {
    let cure = "see what it prints by hand; stagedoor knows tsh 16 to 18";
    Fault::new(FaultKind::Malformed, tried, "tsh printed something that is no JSON", cure)
}

fn died(status: Option<ExitStatus>, tried: &str) -> Fault {
    let how = status.map_or_else(|| "without an end".to_owned(), |status| status.to_string());
    Fault::new(FaultKind::Local, tried, &format!("tsh died: {how}"), "try it by hand")
}
