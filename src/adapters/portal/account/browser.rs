use super::say;
use crate::adapters::http::Client;
use crate::adapters::session::flow::{
    Arrived, Attempt, Ended, Keys, Loopback, Page, Party, Refusal, Visitor, any_port,
};
use crate::domain::text::{Clean, Secret};
use crate::platform::account::{Part, SignIn};
use crate::platform::clock;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::steps::Steps;
use oauth2::AuthorizationCode;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;

/// How long a visit to the browser may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// A browser on its way from one server to the next.
pub(super) struct Travel<'a> {
    steps: &'a Steps<SignIn>,
    pasted: UnboundedReceiver<Secret>,
    comes_back: bool,
    /// The visit that comes next.
    part: Part,
    loopback: Option<Loopback>,
    visitor: Option<Visitor>,
}

impl<'a> Travel<'a> {
    /// A journey that begins; when the browser does not come back, what it ended at is pasted.
    pub(super) fn new(steps: &'a Steps<SignIn>, pasted: UnboundedReceiver<Secret>, comes_back: bool) -> Self {
        Self { steps, pasted, comes_back, part: Part::ONLY, loopback: None, visitor: None }
    }

    /// The same with so many visits.
    pub(super) fn visiting(self, of: u8) -> Self {
        Self { part: Part { at: 1, of }, ..self }
    }

    /// The port of the next visit: the configured one, or any.
    pub(super) async fn port(&mut self, configured: Option<u16>) -> Result<u16, Fault> {
        if !self.comes_back {
            return Ok(configured.unwrap_or_else(any_port));
        }
        if let Some(open) = &self.loopback
            && configured.is_none_or(|port| port == open.port())
        {
            return Ok(open.port());
        }
        let open = Loopback::bind(configured).await?;
        let port = open.port();
        self.loopback = Some(open);
        Ok(port)
    }

    /// One visit, from the address to tokens.
    pub(super) async fn visit(
        &mut self,
        client: &Client,
        party: &Party,
        keys: &Keys,
        port: u16,
    ) -> Result<Arrived, Ended> {
        let mut attempt = Attempt::new(party, port)?;
        let late = |_| {
            let happened = "nobody came back from the browser within ten minutes";
            Fault::new(FaultKind::TimedOut, &party.tried(), happened, "sign in again")
        };
        let code = timeout(PATIENCE, self.code(&mut attempt, party)).await.map_err(late)??;
        say(self.steps, SignIn::Asking(Clean::line(&format!("asking {} for a session", party.at))));
        Ok(attempt.redeem(client, party, keys, code).await?)
    }

    async fn code(&mut self, attempt: &mut Attempt, party: &Party) -> Result<AuthorizationCode, Ended> {
        let start = self.loopback.as_mut().filter(|_| self.comes_back && self.visitor.is_none());
        let step = SignIn::Visit {
            address: Clean::line(attempt.address()),
            start: start.map(|loopback| Clean::line(&loopback.start())),
            at: Clean::line(&party.at),
            comes_back: self.comes_back,
            until: clock::now().after(PATIENCE),
            part: self.part,
        };
        self.part.at = self.part.at.saturating_add(1).min(self.part.of);
        let Some(loopback) = self.loopback.as_mut().filter(|_| self.comes_back) else {
            return pasted(self.steps, &mut self.pasted, attempt, step).await;
        };
        match self.visitor.take() {
            None => say(self.steps, step),
            Some(visitor) => {
                let words = format!("your browser goes on to {}; if it does not, open {}", party.at, attempt.address());
                say(self.steps, SignIn::Asking(Clean::line(&words)));
                visitor.answer(&Page::Onward(attempt.address().to_owned())).await;
            }
        }
        let (code, visitor) = loopback.code(attempt).await?;
        self.visitor = Some(visitor);
        Ok(code)
    }

    /// The end, for the browser as well.
    pub(super) async fn end(self, is_good: bool) {
        if let Some(visitor) = self.visitor {
            visitor.answer(if is_good { &Page::Done } else { &Page::Failed }).await;
        }
    }
}

async fn pasted(
    steps: &Steps<SignIn>,
    hands: &mut UnboundedReceiver<Secret>,
    attempt: &mut Attempt,
    asked: SignIn,
) -> Result<AuthorizationCode, Ended> {
    say(steps, asked.clone());
    while let Some(pasted) = hands.recv().await {
        match attempt.accept_pasted(&pasted) {
            Ok(code) => return Ok(code),
            Err(Refusal::Foreign(why)) => say(steps, SignIn::Again { why, asked: Box::new(asked.clone()) }),
            Err(Refusal::Ended(ended)) => return Err(ended),
        }
    }
    Err(replaced().into())
}

/// The fault of an attempt that another one took the place of.
pub(super) fn replaced() -> Fault {
    Fault::new(FaultKind::Conflict, "sign in", "another attempt was begun", "go on with that one")
}
