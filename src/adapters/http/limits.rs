use std::time::Duration;

/// How long and how large an exchange may be. Handed in, so that tests need not wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Until a connection stands, TLS included.
    pub connect: Duration,
    /// From the request to the whole head of the answer.
    pub first_byte: Duration,
    /// Between two pieces of the body.
    pub stall: Duration,
    /// Of one exchange from beginning to end: ends what drips.
    pub total: Duration,
    /// Bytes of a body, after decompression.
    pub body: usize,
    /// Rows of the first page of a long answer: few, so that something is seen soon.
    pub first_page: usize,
    /// Rows of each later page: many, since each page costs the server a query of its own.
    pub later_page: usize,
    /// Requests on their way at the same time.
    pub at_once: usize,
    /// Before the second and last try; half of it more by chance.
    pub pause: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_byte: Duration::from_secs(10),
            stall: Duration::from_secs(10),
            total: Duration::from_secs(60),
            body: 64 << 20,
            first_page: 500,
            later_page: 2_500,
            at_once: 6,
            pause: Duration::from_millis(300),
        }
    }
}
