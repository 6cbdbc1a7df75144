//! A Kubernetes API server on loopback, with the state that a test gives it: discovery, definitions as data, lists
//! in pages, selectors, watches with bookmarks and 410, tables, patches, access reviews by the test's rules, logs,
//! metrics; and the faults of a real one, switched on by the test. What it says is what kube-apiserver says.

#![allow(dead_code, reason = "what tests may need of a cluster; not each is needed by one")]

mod access;
mod discovery;
mod faults;
mod kinds;
mod listing;
mod logs;
mod objects;
mod portal;
mod routes;
mod select;
mod state;
mod table;
mod watching;
mod wire;

pub use kinds::crd;
pub use state::Asked;

use serde_json::Value;
use state::Shared;
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

/// The server. It ends with this.
pub struct ApiServer {
    shared: Arc<Shared>,
    port: u16,
    folder: tempfile::TempDir,
}

impl ApiServer {
    /// A server with nothing in it but the kinds that every cluster has.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared::default());
        let serving = Arc::clone(&shared);
        std::thread::spawn(move || wire::serve(&listener, &serving));
        Self { shared, port, folder: tempfile::tempdir().unwrap() }
    }

    /// Its address.
    pub fn base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A kubeconfig that leads to it, with a token.
    pub fn kubeconfig(&self) -> PathBuf {
        self.kubeconfig_of("{token: a-token}")
    }

    /// A kubeconfig that leads to it, whose user is this (YAML).
    pub fn kubeconfig_of(&self, user: &str) -> PathBuf {
        let path = self.folder.path().join("kubeconfig");
        let base = self.base();
        let text = format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: test\n\
             clusters: [{{name: here, cluster: {{server: '{base}'}}}}]\n\
             users: [{{name: me, user: {user}}}]\n\
             contexts: [{{name: test, context: {{cluster: here, user: me, namespace: shop}}}}]\n"
        );
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Puts objects as they are, status and all: makes them, or changes them where they differ.
    pub fn put(&self, object: Value) {
        self.shared.change(|state| state.put(object));
    }

    /// Puts many at once.
    pub fn put_all(&self, objects: impl IntoIterator<Item = Value>) {
        self.shared.change(|state| state.put_all(objects));
    }

    /// Takes an object away at once, whatever holds it.
    pub fn remove(&self, kind: &str, namespace: &str, name: &str) {
        self.shared.change(|state| state.remove(kind, namespace, name));
    }

    /// An object as it is; `None` where there is none.
    pub fn object(&self, kind: &str, namespace: &str, name: &str) -> Option<Value> {
        self.shared.look(|state| state.find(kind, namespace, name).cloned())
    }

    /// How often something was asked: `list`, `watch`, `get`, `create`, of a plural.
    pub fn count(&self, verb: &str, plural: &str) -> usize {
        let is = |asked: &&Asked| asked.verb == verb && asked.plural == plural;
        self.shared.look(|state| state.asked.iter().filter(is).count())
    }

    /// All that was asked, in its order.
    pub fn asked(&self) -> Vec<Asked> {
        self.shared.look(|state| state.asked.clone())
    }

    /// How many watches stand open now.
    pub fn watches(&self) -> usize {
        self.shared.look(|state| state.watches)
    }

    /// Waits until so many watches stand open.
    pub fn until_watches(&self, count: usize) {
        self.shared.until(|state| state.watches == count);
    }
}

impl Drop for ApiServer {
    fn drop(&mut self) {
        self.shared.change(|state| state.is_over = true);
        // the thread that waits for connections looks up
        drop(std::net::TcpStream::connect(("127.0.0.1", self.port)));
    }
}
