use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What a client has cost the other side since it was made. Counted, never timed.
#[derive(Debug, Default)]
pub struct Costs {
    requests: AtomicU64,
    sent: AtomicU64,
    received: AtomicU64,
    decoded: AtomicU64,
}

/// A reading of [`Costs`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Requests, second tries and redirects included.
    pub requests: u64,
    /// Bytes of bodies sent.
    pub sent: u64,
    /// Bytes of bodies received, as they came over the wire.
    pub received: u64,
    /// The same bytes after decompression.
    pub decoded: u64,
}

impl Costs {
    pub(super) fn request(&self, body: usize) {
        self.requests.fetch_add(1, Relaxed);
        self.sent.fetch_add(body as u64, Relaxed);
    }

    pub(super) fn answer(&self, received: usize, decoded: usize) {
        self.received.fetch_add(received as u64, Relaxed);
        self.decoded.fetch_add(decoded as u64, Relaxed);
    }

    /// The counts as they are now.
    pub fn read(&self) -> Counts {
        let [requests, sent, received, decoded] =
            [&self.requests, &self.sent, &self.received, &self.decoded].map(|count| count.load(Relaxed));
        Counts { requests, sent, received, decoded }
    }
}
