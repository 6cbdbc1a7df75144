//! Signing in and permissions as a test says.

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use stagedoor::domain::model::At;
use stagedoor::domain::text::{Clean, Secret};
use stagedoor::platform::account::{AccountPort, SignIn, SignedIn, Way, Ways};
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::permissions::{PermissionPort, Permits, Question};
use stagedoor::platform::ports::{Answering, Step, Steps, Told};
use std::future::pending;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Mutex as Turn, Semaphore};

/// What comes next when one signs in.
#[derive(Clone, Debug)]
pub enum Next {
    /// This is shown.
    Show(SignIn),
    /// Until something is handed in.
    Await,
    /// Nothing more, ever.
    Hang,
    /// It failed.
    Fail(Fault),
    /// It is done; from now on everything works.
    Done(SignedIn),
}

/// Signing in as a test says.
pub struct Account {
    pub ways: Ways,
    /// What comes, the same at every try.
    pub script: Vec<Next>,
    /// Whether nobody is signed in.
    pub out: Arc<AtomicBool>,
    pub handed: Mutex<Vec<String>>,
    pub tried: Mutex<Vec<Way>>,
    /// As long as it is taken nobody learns of the ways.
    pub telling: Semaphore,
    /// What stands in place of signing in.
    pub instead: Mutex<Option<Clean>>,
    /// Why signing out fails, where it does.
    pub stays: Mutex<Option<Fault>>,
    send: UnboundedSender<()>,
    receive: Turn<UnboundedReceiver<()>>,
}

impl Account {
    pub fn new(open: &[Way], script: Vec<Next>, out: &Arc<AtomicBool>) -> Arc<Self> {
        let closed = vec![(Way::Guest, "the portal lets no guests in".into())];
        let ways = Ways { open: open.to_vec(), closed, at: "Acme".into(), instead: None };
        let instead = Mutex::default();
        let (send, receive) = unbounded_channel();
        let (handed, tried, stays) = Default::default();
        let telling = Semaphore::new(1);
        let (out, receive) = (Arc::clone(out), Turn::new(receive));
        Arc::new(Self { ways, script, out, handed, tried, telling, instead, stays, send, receive })
    }
}

impl AccountPort for Account {
    fn ways<'a>(&'a self) -> Answering<'a, Ways> {
        async {
            let _turn = self.telling.acquire().await.unwrap();
            let instead = self.instead.lock().unwrap().clone();
            Ok(Told::now(Ways { instead, ..self.ways.clone() }))
        }
        .boxed()
    }

    fn sign_in<'a>(&'a self, way: Way, steps: Steps<SignIn>) -> Answering<'a, SignIn> {
        self.tried.lock().unwrap().push(way);
        async move {
            for next in &self.script {
                match next.clone() {
                    Next::Show(step) => steps.send(Step::Part(Told::now(step))),
                    Next::Await => drop(self.receive.lock().await.recv().await),
                    Next::Hang => pending().await,
                    Next::Fail(fault) => return Err(fault),
                    Next::Done(signed) => {
                        self.out.store(false, Ordering::SeqCst);
                        return Ok(Told::now(SignIn::Done(signed)));
                    }
                }
            }
            pending().await
        }
        .boxed()
    }

    fn hand_in(&self, pasted: Secret) {
        self.handed.lock().unwrap().push(pasted.reveal().to_owned());
        self.send.send(()).unwrap();
    }

    fn sign_out<'a>(&'a self) -> BoxFuture<'a, Result<Vec<Clean>, Fault>> {
        let stays = self.stays.lock().unwrap().clone();
        async { stays.map_or_else(|| Ok(vec!["signed out of Acme".into()]), Err) }.boxed()
    }
}

/// The fault of everything that is asked while nobody is signed in.
pub fn not_signed_in(tried: &str) -> Fault {
    Fault::new(FaultKind::NotSignedIn, tried, "the session has ended", "sign in again")
}

/// Allowed, denied, or no answer.
type Decides = Box<dyn Fn(&Question) -> Option<bool> + Send + Sync>;

/// Permissions as a test says.
pub struct Permissions {
    pub decide: Decides,
    /// What the portal says that it is not for it to judge.
    pub unjudged: Box<dyn Fn(&Question) -> bool + Send + Sync>,
    /// The plugins that it does not have.
    pub absent: Vec<&'static str>,
    /// Until when answers hold.
    pub until: Mutex<Option<At>>,
    pub fails: AtomicBool,
    /// Each request.
    pub asked: Mutex<Vec<Vec<Question>>>,
}

impl Permissions {
    pub fn new(decide: impl Fn(&Question) -> Option<bool> + Send + Sync + 'static) -> Arc<Self> {
        Self::judging(decide, |_| false, &[])
    }

    pub fn judging(
        decide: impl Fn(&Question) -> Option<bool> + Send + Sync + 'static,
        unjudged: impl Fn(&Question) -> bool + Send + Sync + 'static,
        absent: &[&'static str],
    ) -> Arc<Self> {
        let (until, fails, asked) = Default::default();
        let (decide, unjudged, absent) = (Box::new(decide), Box::new(unjudged), absent.to_vec());
        Arc::new(Self { decide, unjudged, absent, until, fails, asked })
    }
}

impl PermissionPort for Permissions {
    fn permits<'a>(&'a self, questions: Vec<Question>) -> Answering<'a, Permits> {
        let is_absent = |it: &Question| self.absent.contains(&it.capability.plugin());
        let (absent, there): (Vec<_>, Vec<_>) = questions.iter().cloned().partition(is_absent);
        let (unjudged, judged): (Vec<_>, Vec<_>) = there.into_iter().partition(|it| (self.unjudged)(it));
        let said =
            judged.into_iter().filter_map(|it| Some(((self.decide)(&it)?, it))).map(|(is, it)| (it, is)).collect();
        let unjudged = unjudged.into_iter().map(|it| (it, "it judges none of that".into())).collect();
        let absent = absent.iter().map(|it| (it.capability.plugin().to_owned(), At(i64::MAX))).collect();
        self.asked.lock().unwrap().push(questions);
        let until = *self.until.lock().unwrap();
        let fault = Fault::new(FaultKind::Server, "ask for permissions", "it answered 503", "");
        let fails = self.fails.load(Ordering::SeqCst);
        let answer = if fails {
            Err(fault)
        } else {
            Ok(Told::now(Permits { said, unjudged, absent, until, unjudged_until: None }))
        };
        async move { answer }.boxed()
    }
}
