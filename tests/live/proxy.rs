//! A plain TCP relay before the rig: it can go away and come back, and counts what passes.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// A relay on a port of its own.
pub struct Proxy {
    pub url: String,
    address: SocketAddr,
    to: SocketAddr,
    passed: Arc<Passed>,
    accepting: Option<(Arc<AtomicBool>, JoinHandle<()>)>,
}

/// What has passed so far.
#[derive(Default)]
struct Passed {
    connections: AtomicU64,
    up: Mutex<Vec<u8>>,
    down: AtomicU64,
    /// Requests that were in earlier readings.
    read: AtomicUsize,
    /// Answers that have begun to come, over all.
    answers: AtomicUsize,
    open: Mutex<Vec<TcpStream>>,
}

/// A reading of what a client has cost.
#[derive(Clone, Debug, Default)]
pub struct Cost {
    /// The first lines of the requests, in the order they came.
    pub requests: Vec<String>,
    /// Bytes to the portal and from it, heads included, as they went over the wire.
    pub sent: u64,
    pub received: u64,
}

impl Proxy {
    /// A relay to what listens at `url`.
    pub fn to(url: &str) -> Self {
        let to = url.strip_prefix("http://").unwrap().parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let passed = Arc::default();
        let mut proxy = Self { url: format!("http://{address}"), address, to, passed, accepting: None };
        proxy.accept(listener);
        proxy
    }

    fn accept(&mut self, listener: TcpListener) {
        let (closed, passed, to) = (Arc::new(AtomicBool::new(false)), Arc::clone(&self.passed), self.to);
        let over = Arc::clone(&closed);
        let thread = thread::spawn(move || {
            for client in listener.incoming() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                relay(client.unwrap(), TcpStream::connect(to).unwrap(), &passed);
            }
        });
        self.accepting = Some((closed, thread));
    }

    /// Goes away: connections break, and new ones are refused.
    pub fn close(&mut self) {
        let Some((closed, thread)) = self.accepting.take() else { return };
        closed.store(true, Ordering::SeqCst);
        // wakes the one that accepts
        drop(TcpStream::connect(self.address));
        thread.join().unwrap();
        for stream in self.passed.open.lock().unwrap().drain(..) {
            drop(stream.shutdown(Shutdown::Both));
        }
    }

    /// Comes back at the same address.
    pub fn reopen(&mut self) {
        self.accept(TcpListener::bind(self.address).unwrap());
    }

    /// Connections that were made so far.
    pub fn connections(&self) -> u64 {
        self.passed.connections.load(Ordering::SeqCst)
    }

    /// Whether a request that begins so came since the last reading, and all that came are answered.
    pub fn has_answered(&self, beginning: &str) -> bool {
        // answers first: one that comes meanwhile is to a request that is counted
        let answers = self.passed.answers.load(Ordering::SeqCst);
        let requests = requests(&self.passed.up.lock().unwrap());
        let all = self.passed.read.load(Ordering::SeqCst) + requests.len();
        answers == all && requests.iter().any(|request| request.starts_with(beginning))
    }

    /// What has passed since the last reading.
    pub fn take(&self) -> Cost {
        let up = std::mem::take(&mut *self.passed.up.lock().unwrap());
        let received = self.passed.down.swap(0, Ordering::SeqCst);
        let requests = requests(&up);
        self.passed.read.fetch_add(requests.len(), Ordering::SeqCst);
        Cost { requests, sent: up.len() as u64, received }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.close();
    }
}

/// The first lines of the requests in what was sent.
fn requests(up: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(up);
    // a body is JSON on one line, and a request may follow it there; only a first line ends so
    let starts = |line: &str| ["GET /", "POST /", "DELETE /"].iter().filter_map(|word| line.rfind(word)).max();
    let first =
        |line: &str| line.strip_suffix(" HTTP/1.1").and_then(|line| line.get(starts(line)?..).map(str::to_owned));
    text.lines().filter_map(first).collect()
}

/// Counts the answers that begin in what comes over one connection, in pieces of any size.
#[derive(Default)]
struct Answers {
    /// Too short to hold a beginning: what may be the first part of one.
    rest: Vec<u8>,
}

impl Answers {
    const BEGINNING: &[u8] = b"HTTP/1.1 ";

    fn begun_in(&mut self, bytes: &[u8]) -> usize {
        self.rest.extend(bytes);
        let begun = self.rest.windows(Self::BEGINNING.len()).filter(|part| *part == Self::BEGINNING).count();
        self.rest.drain(..(self.rest.len() + 1).saturating_sub(Self::BEGINNING.len()));
        begun
    }
}

fn relay(client: TcpStream, server: TcpStream, passed: &Arc<Passed>) {
    passed.connections.fetch_add(1, Ordering::SeqCst);
    passed.open.lock().unwrap().extend([client.try_clone().unwrap(), server.try_clone().unwrap()]);
    let up = Arc::clone(passed);
    let down = Arc::clone(passed);
    let (client_too, server_too) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    thread::spawn(move || copy(client, server, |bytes| up.up.lock().unwrap().extend(bytes)));
    thread::spawn(move || {
        let mut answers = Answers::default();
        copy(server_too, client_too, |bytes| {
            down.answers.fetch_add(answers.begun_in(bytes), Ordering::SeqCst);
            down.down.fetch_add(bytes.len() as u64, Ordering::SeqCst);
        });
    });
}

fn copy(mut from: TcpStream, mut to: TcpStream, mut count: impl FnMut(&[u8])) {
    let mut buffer = vec![0; 1 << 16];
    while let Ok(n) = from.read(&mut buffer) {
        // counted before it is handed on: whoever sees the answer finds it counted
        count(&buffer[..n]);
        if n == 0 || to.write_all(&buffer[..n]).is_err() {
            break;
        }
    }
    drop(to.shutdown(Shutdown::Both));
}
