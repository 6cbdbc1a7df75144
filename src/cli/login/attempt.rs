//! One attempt to sign in: its steps are shown, and what is pasted is handed in.

use super::pasted::{Hidden, Lines};
use super::shown::{self, Look};
use crate::cli::ending::{Ending, complain};
use crate::domain::model::WebAddress;
use crate::domain::text::{Clean, Secret};
use crate::platform::account::{AccountPort, SignIn, SignedIn, Way};
use crate::platform::browser;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::steps::{Step, Steps};
use std::io;
use tokio::sync::mpsc;

/// An attempt under way.
pub(super) struct Attempt<'a> {
    account: &'a dyn AccountPort,
    lines: Lines,
    look: Look,
    /// What was shown last.
    last: Option<SignIn>,
    /// The terminal, as long as something is to be pasted.
    hidden: Option<Hidden>,
    /// Something is to be pasted.
    asks: bool,
    /// Why what a file holds was not right.
    refused: Option<Clean>,
}

impl<'a> Attempt<'a> {
    pub(super) fn new(account: &'a dyn AccountPort, lines: Lines, look: Look) -> Self {
        Self { account, lines, look, last: None, hidden: None, asks: false, refused: None }
    }

    /// Goes a way to its end.
    ///
    /// # Errors
    /// When it ends without anybody signed in; when a signal ends it, or nothing more can be pasted.
    pub(super) async fn go(mut self, way: Way) -> Result<SignedIn, Ending> {
        let (send, mut steps) = mpsc::unbounded_channel();
        let mut signing_in = self.account.sign_in(way, Steps::to(move |step| drop(send.send(step))));
        let mut killed = std::pin::pin!(killed());
        loop {
            tokio::select! {
                biased;
                number = &mut killed => return Err(Ending::Signal(number)),
                Some(Step::Part(told) | Step::Whole(told)) = steps.recv() => self.show(&told.answer),
                ended = &mut signing_in => return done(&ended?.answer),
                line = self.lines.next(), if self.asks => self.hand_in(line)?,
            }
        }
    }

    fn show(&mut self, step: &SignIn) {
        if self.last.as_ref() == Some(step) {
            return;
        }
        self.last = Some(step.clone());
        if self.lines.file().is_some() && self.is_for_a_file(step) {
            return;
        }
        match step {
            // hidden before it is asked for: whoever is quick is not shown either
            SignIn::Again { asked, .. } if matches!(**asked, SignIn::Code { .. }) => {}
            SignIn::Visit { comes_back: false, .. } | SignIn::Paste { .. } | SignIn::Again { .. } => self.ask(),
            SignIn::Visit { .. } | SignIn::Asking(_) | SignIn::Code { .. } | SignIn::Done(_) => self.asks = false,
        }
        shown::show(step, self.look);
        if let SignIn::Visit { address, start, comes_back: true, .. } = step {
            start_browser(start.as_ref().unwrap_or(address));
        }
    }

    /// Whether a step asks for what a file holds; nobody is asked to paste it.
    fn is_for_a_file(&mut self, step: &SignIn) -> bool {
        match step {
            SignIn::Paste { .. } => self.asks = true,
            SignIn::Again { why, .. } => (self.asks, self.refused) = (true, Some(why.clone())),
            _ => return false,
        }
        true
    }

    fn ask(&mut self) {
        self.asks = true;
        if self.hidden.is_none() && self.lines.are_typed() {
            self.hidden = Hidden::input();
        }
    }

    fn hand_in(&mut self, line: io::Result<Option<Secret>>) -> Result<(), Ending> {
        match line.map_err(|error| failed(&error.to_string(), FROM_INPUT))? {
            Some(pasted) => {
                // the next is asked for by the next step: with `Again`, when this was not right
                // just like the last time perhaps: that is an answer too
                (self.asks, self.last) = (false, None);
                self.account.hand_in(pasted);
                Ok(())
            }
            None => Err(self.nothing_more()),
        }
    }

    fn nothing_more(&self) -> Ending {
        match (self.lines.file(), &self.refused) {
            (Some(file), why) => {
                let why = why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
                let happened = format!("{} holds no token of the portal's pages that counts{why}", file.display());
                failed(&happened, "write a newer one into it, alone on its line")
            }
            _ if self.lines.are_typed() => {
                failed("nothing was pasted", "call `stagedoor login` again once you have what it asks for")
            }
            _ => failed("nothing more comes to be handed in", FROM_INPUT),
        }
    }
}

const FROM_INPUT: &str = "run it on a terminal, or write what is asked for to its standard input, on one line";

fn failed(happened: &str, cure: &str) -> Ending {
    Fault::new(FaultKind::NotSignedIn, "sign in", happened, cure).into()
}

fn done(step: &SignIn) -> Result<SignedIn, Ending> {
    match step {
        SignIn::Done(signed_in) => Ok(signed_in.clone()),
        _ => Err(Fault::new(FaultKind::NotSignedIn, "sign in", "it ended early", "try it once more").into()),
    }
}

const BY_HAND: &str = "open the address in one on this machine; for one on another machine leave with Ctrl-C and take \
                       `--paste`";

/// The address was shown: where no browser can be started, the user can.
fn start_browser(address: &Clean) {
    let Ok(leads) = WebAddress::parse(address.as_str()) else { return };
    let said = match browser::open(leads.as_str()) {
        Ok(true) => "a browser is started; it comes back by itself".to_owned(),
        Ok(false) => format!("there is no browser to start here; {BY_HAND}"),
        Err(error) => format!("no browser can be started: {error}; {BY_HAND}"),
    };
    complain(&Clean::line(&said));
}

/// The number of the signal that ends the program; the terminal is given back first.
#[cfg(unix)]
async fn killed() -> u8 {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut term), Ok(mut hup)) = (signal(SignalKind::terminate()), signal(SignalKind::hangup())) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = term.recv() => 15,
        _ = hup.recv() => 1,
    }
}

#[cfg(not(unix))]
async fn killed() -> u8 {
    std::future::pending().await
}
