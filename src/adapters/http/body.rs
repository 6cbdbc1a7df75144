use super::words;
use crate::domain::model::At;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use flate2::write::GzDecoder;
use reqwest::header::HeaderMap;
use serde::Deserialize;
use std::io::{self, Write};

/// A whole answer.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// The status, always a success.
    pub status: u16,
    /// The text; what is not UTF-8 is replaced.
    pub text: String,
    pub(super) tried: String,
    pub(super) request_id: String,
    /// What the other side's clock said (RFC 9110, 6.6.1).
    pub(super) date: Option<At>,
    pub(super) headers: HeaderMap,
}

impl Body {
    /// The id that the request carried, for the other side's logs.
    pub fn request_id(&self) -> Clean {
        Clean::line(&self.request_id)
    }

    /// The moment of the answer by the other side's clock; of whole seconds.
    pub fn date(&self) -> Option<At> {
        self.date
    }

    /// A header of the answer, as far as it is text; of several of that name the first.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The answer read as JSON.
    ///
    /// # Errors
    /// [`FaultKind::Malformed`] when it is no JSON, half of one, or of another shape.
    pub fn json<'a, T: Deserialize<'a>>(&'a self) -> Result<T, Fault> {
        serde_json::from_str(&self.text).map_err(|error| self.unreadable(&error))
    }

    /// The fault of an answer that cannot be read as what it should be.
    pub fn unreadable(&self, error: &serde_json::Error) -> Fault {
        if words::is_page(None, &self.text) {
            return self.malformed(&words::page(&self.text, "JSON"), words::BACKEND_CURE);
        }
        let happened = match error.classify() {
            serde_json::error::Category::Eof => {
                format!("the answer ends in the middle, after {} bytes", self.text.len())
            }
            serde_json::error::Category::Data => {
                format!("the answer has another shape: {}", words::brief(&error.to_string()))
            }
            _ => format!("the answer is not JSON: {}", words::brief(&error.to_string())),
        };
        self.malformed(&happened, words::MALFORMED_CURE)
    }

    /// The fault of an answer that is not as the interface promises.
    pub fn malformed(&self, happened: &str, cure: &str) -> Fault {
        let request_id = Some(Clean::line(&self.request_id));
        Fault { request_id, ..Fault::new(FaultKind::Malformed, &self.tried, happened, cure) }
    }
}

/// Takes a body piece by piece, decompresses it as it comes, and stops at a limit.
pub(super) enum Intake {
    Plain(Bounded),
    Gzip(Box<GzDecoder<Bounded>>),
}

/// Bytes up to a limit; one more is an error.
pub(super) struct Bounded {
    bytes: Vec<u8>,
    limit: usize,
}

impl Write for Bounded {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + more.len() > self.limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Intake {
    /// For a body in an encoding; `None` for one that was not asked for.
    pub(super) fn of(encoding: &str, limit: usize) -> Option<Self> {
        let bounded = Bounded { bytes: Vec::new(), limit };
        match encoding {
            "" | "identity" => Some(Self::Plain(bounded)),
            "gzip" | "x-gzip" => Some(Self::Gzip(Box::new(GzDecoder::new(bounded)))),
            _ => None,
        }
    }

    pub(super) fn take(&mut self, piece: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(plain) => plain.write_all(piece),
            Self::Gzip(gzip) => gzip.write_all(piece),
        }
    }

    pub(super) fn finish(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Plain(plain) => Ok(plain.bytes),
            Self::Gzip(gzip) => Ok(gzip.finish()?.bytes),
        }
    }
}

/// Bytes as text, without a byte order mark; what is not UTF-8 is replaced.
pub(super) fn text_of(bytes: Vec<u8>) -> String {
    let text = String::from_utf8(bytes).unwrap_or_else(|odd| String::from_utf8_lossy(odd.as_bytes()).into_owned());
    match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}
