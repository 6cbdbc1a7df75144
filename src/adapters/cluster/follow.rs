use super::reach::Reach;
use super::served::Served;
use super::thin::Thin;
use super::wanted::Wanted;
use super::watch::{Key, News, Place};
use crate::platform::fault::Fault;
use std::any::{Any, TypeId};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// News that wait to be taken in.
const WAITING: usize = 256;
/// News that are taken in at once.
const AT_ONCE: usize = 512;

/// Objects as they were last known to be.
#[derive(Debug, PartialEq)]
pub struct Snapshot<T> {
    /// They, by namespace and name.
    pub objects: Vec<Arc<T>>,
    /// Whether every place was looked at: those that are not in `behind` were listed to the end.
    pub is_whole: bool,
    /// Of which namespaces what is known may be old, or nothing is known, and why; the empty namespace stands for
    /// all of them.
    pub behind: Vec<(Arc<str>, Fault)>,
}

impl<T> Default for Snapshot<T> {
    fn default() -> Self {
        Self { objects: Vec::new(), is_whole: false, behind: Vec::new() }
    }
}

impl<T> Snapshot<T> {
    /// The first thing that keeps it from being the newest.
    pub fn fault(&self) -> Option<&Fault> {
        self.behind.first().map(|(_, fault)| fault)
    }
}

/// Somebody follows objects of a cluster. Dropping the last one that follows the same ends the watch and all that
/// was started for it.
pub struct Following<T> {
    seen: watch::Receiver<Arc<Snapshot<T>>>,
    is_new: bool,
    _shared: Arc<Shared<T>>,
}

impl<T: Thin> Following<T> {
    /// The next state: the newest one the first time, when there is any, and afterwards when there is another.
    /// While nothing changes it waits. It may be dropped while it waits.
    pub async fn next(&mut self) -> Arc<Snapshot<T>> {
        if std::mem::take(&mut self.is_new) {
            let now = self.now();
            if now.is_whole || !now.objects.is_empty() {
                return now;
            }
        }
        if self.seen.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
        Arc::clone(&self.seen.borrow_and_update())
    }

    /// The first state that is whole.
    pub async fn whole(&mut self) -> Arc<Snapshot<T>> {
        loop {
            let next = self.next().await;
            if next.is_whole {
                return next;
            }
        }
    }

    /// The newest state, which may be nothing yet.
    pub fn now(&mut self) -> Arc<Snapshot<T>> {
        Arc::clone(&self.seen.borrow_and_update())
    }
}

/// A watch that one or several follow.
struct Shared<T> {
    seen: watch::Receiver<Arc<Snapshot<T>>>,
    work: JoinHandle<()>,
}

impl<T> Drop for Shared<T> {
    fn drop(&mut self) {
        self.work.abort();
    }
}

/// What is followed in a cluster now.
#[derive(Default)]
pub(super) struct Follows(Mutex<HashMap<(TypeId, Wanted), Weak<dyn Any + Send + Sync>>>);

impl std::fmt::Debug for Follows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Follows").finish_non_exhaustive()
    }
}

impl Follows {
    /// Follows what is wanted, with those who follow it already.
    pub fn follow<T: Thin>(&self, reach: &Arc<Reach>, served: &Arc<Served>, wanted: Wanted) -> Following<T> {
        let mut follows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        follows.retain(|_, known| known.strong_count() > 0);
        let key = (TypeId::of::<T>(), wanted);
        let known = follows.get(&key).and_then(Weak::upgrade).and_then(|known| known.downcast::<Shared<T>>().ok());
        let shared = known.unwrap_or_else(|| Arc::new(begin(reach, served, &key.1)));
        let any: Arc<dyn Any + Send + Sync> = shared.clone();
        follows.insert(key, Arc::downgrade(&any));
        Following { seen: shared.seen.clone(), is_new: true, _shared: shared }
    }
}

fn begin<T: Thin>(reach: &Arc<Reach>, served: &Arc<Served>, wanted: &Wanted) -> Shared<T> {
    let (to, seen) = watch::channel(Arc::new(Snapshot::default()));
    let work = tokio::spawn(gather(Arc::clone(reach), Arc::clone(served), Arc::new(wanted.clone()), to));
    Shared { seen, work }
}

/// What is known of one place.
struct Known<T> {
    namespace: Arc<str>,
    objects: BTreeMap<Key, (u32, Arc<T>)>,
    /// The list that is being read, or was last.
    list: u32,
    is_listed: bool,
    behind: Option<Fault>,
}

impl<T: Thin> Known<T> {
    fn new(namespace: Arc<str>) -> Self {
        Self { namespace, objects: BTreeMap::new(), list: 0, is_listed: false, behind: None }
    }

    /// Takes something in; whether it makes a difference.
    fn take(&mut self, news: News<T>) -> bool {
        match news {
            News::Listing => {
                self.list = self.list.wrapping_add(1);
                false
            }
            News::Page(objects) => objects.into_iter().fold(false, |any, (key, object)| self.put(key, object) || any),
            News::Listed => {
                let (before, list) = (self.objects.len(), self.list);
                self.objects.retain(|_, (seen, _)| *seen == list);
                let is_first = !std::mem::replace(&mut self.is_listed, true);
                self.behind.take().is_some() || is_first || self.objects.len() < before
            }
            News::Put(key, object) => self.put(key, object),
            News::Gone(key) => self.objects.remove(&key).is_some(),
            News::Behind(fault) => self.behind.replace(fault.clone()) != Some(fault),
            News::Caught => self.behind.take().is_some(),
        }
    }

    fn put(&mut self, key: Key, object: Arc<T>) -> bool {
        let list = self.list;
        match self.objects.get_mut(&key) {
            Some((seen, known)) => {
                *seen = list;
                let is_other = **known != *object;
                if is_other {
                    *known = object;
                }
                is_other
            }
            None => {
                self.objects.insert(key, (list, object));
                true
            }
        }
    }
}

/// Looks at all places, and hands on what is known of them, at most once a frame. Places end with this.
async fn gather<T: Thin>(
    reach: Arc<Reach>,
    served: Arc<Served>,
    wanted: Arc<Wanted>,
    seen: watch::Sender<Arc<Snapshot<T>>>,
) {
    let (to, mut news) = mpsc::channel(WAITING);
    let mut namespaces = wanted.namespaces.clone();
    if namespaces.is_empty() {
        namespaces.push("".into());
    }
    let mut places = tokio::task::JoinSet::new();
    let mut known: Vec<Known<T>> = namespaces.iter().map(|namespace| Known::new(Arc::clone(namespace))).collect();
    for (at, namespace) in namespaces.into_iter().enumerate() {
        let tried = tried(&wanted, &namespace, &reach.setup.name);
        let (reach, served, wanted) = (Arc::clone(&reach), Arc::clone(&served), Arc::clone(&wanted));
        places.spawn(Place { reach, served, wanted, namespace, at, to: to.clone(), tried }.run());
    }
    drop(to);
    let frame = reach.setup.limits.frame;
    let (mut taken, mut last, mut due) = (Vec::with_capacity(AT_ONCE), None::<Instant>, None::<Instant>);
    loop {
        tokio::select! {
            count = news.recv_many(&mut taken, AT_ONCE) => {
                if count == 0 {
                    return;
                }
                let mut is_other = false;
                for (at, news) in taken.drain(..) {
                    is_other |= known.get_mut(at).is_some_and(|known| known.take(news));
                }
                if is_other && due.is_none() {
                    due = Some(next_frame(last, frame));
                }
            }
            () = until(due), if due.is_some() => {
                (last, due) = (Some(Instant::now()), None);
                seen.send_replace(Arc::new(snapshot(&known)));
            }
        }
    }
}

fn tried(wanted: &Wanted, namespace: &str, cluster: &str) -> String {
    match namespace {
        "" => format!("follow {} in the cluster {cluster}", wanted.kind),
        namespace => format!("follow {} in {namespace} of the cluster {cluster}", wanted.kind),
    }
}

fn next_frame(last: Option<Instant>, frame: Duration) -> Instant {
    let now = Instant::now();
    last.map_or(now, |last| (last + frame).max(now))
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due).await,
        None => std::future::pending().await,
    }
}

fn snapshot<T>(known: &[Known<T>]) -> Snapshot<T> {
    let mut all: Vec<(&Key, &Arc<T>)> =
        known.iter().flat_map(|known| known.objects.iter().map(|(key, (_, object))| (key, object))).collect();
    if known.len() > 1 {
        all.sort_by(|a, b| a.0.cmp(b.0));
    }
    let behind = known.iter().filter_map(|known| Some((Arc::clone(&known.namespace), known.behind.clone()?)));
    Snapshot {
        objects: all.into_iter().map(|(_, object)| Arc::clone(object)).collect(),
        is_whole: known.iter().all(|known| known.is_listed || known.behind.is_some()),
        behind: behind.collect(),
    }
}
