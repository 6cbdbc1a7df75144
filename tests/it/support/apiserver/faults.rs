//! What goes wrong, when a test says so.

use super::ApiServer;
use std::collections::VecDeque;

#[derive(Default)]
pub struct Faults {
    /// Each is the answer to one request, in its order: status, `Retry-After`, body.
    pub answers: VecDeque<(u16, Option<u64>, String)>,
    /// What is carried out next of this verb and plural is answered as if nobody knew what came of it.
    pub lost: Option<(String, String)>,
    /// Watches that began before this number are cut.
    pub cuts: u64,
    /// Nobody answers: connections are closed as soon as they come.
    pub is_down: bool,
    /// Discovery is told one group at a time, as clusters before 1.26 do.
    pub is_old: bool,
    /// The server's own clock, in seconds before (or after) the true one.
    pub skew: i64,
    /// No bookmarks are sent.
    pub is_without_bookmarks: bool,
    /// Nothing is measured: there is no metrics.k8s.io.
    pub is_without_metrics: bool,
}

impl Faults {
    /// The time by the server's clock, as it is written into objects.
    pub fn now(&self) -> String {
        let now = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(self.skew);
        now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }
}

impl ApiServer {
    /// The next request gets this answer in place of its own.
    pub fn answer_once(&self, status: u16, retry_after: Option<u64>, body: &str) {
        self.shared.change(|state| state.faults.answers.push_back((status, retry_after, body.to_owned())));
    }

    /// The next request of this verb and plural is carried out, and its answer is lost on the way.
    pub fn lose_answer_once(&self, verb: &str, plural: &str) {
        self.shared.change(|state| state.faults.lost = Some((verb.to_owned(), plural.to_owned())));
    }

    /// Cuts all watches and logs that stand open, without a word.
    pub fn cut(&self) {
        self.shared.change(|state| state.faults.cuts += 1);
    }

    /// Forgets all states but the newest one: who goes on from an older one is told 410.
    pub fn forget_states(&self) {
        self.shared.change(|state| {
            state.floor = state.version;
            state.changes.clear();
        });
    }

    /// Is away until [`ApiServer::come_back`], and cuts what stands open.
    pub fn go_away(&self) {
        self.shared.change(|state| {
            state.faults.is_down = true;
            state.faults.cuts += 1;
        });
    }

    /// Is there again.
    pub fn come_back(&self) {
        self.shared.change(|state| state.faults.is_down = false);
    }

    /// Tells discovery group by group.
    pub fn be_old(&self) {
        self.shared.change(|state| state.faults.is_old = true);
    }

    /// Lets its clock go wrong by so many seconds.
    pub fn skew(&self, seconds: i64) {
        self.shared.change(|state| state.faults.skew = seconds);
    }

    /// Measures nothing.
    pub fn without_metrics(&self) {
        self.shared.change(|state| state.faults.is_without_metrics = true);
    }

    /// Sends no bookmarks.
    pub fn without_bookmarks(&self) {
        self.shared.change(|state| state.faults.is_without_bookmarks = true);
    }

    /// Sends a bookmark to everyone who watches.
    pub fn bookmark(&self) {
        // any change of the state makes watches look up; the version is what they are told
        self.shared.change(|state| state.version += 1);
    }
}
