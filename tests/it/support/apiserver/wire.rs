//! HTTP/1.1 over loopback (RFC 9112): requests, answers, and answers in pieces.

use super::routes;
use super::state::Shared;
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

/// A request.
pub struct Request {
    pub method: String,
    /// Path and query as they came.
    pub target: String,
    /// The parts of the path, decoded.
    pub path: Vec<String>,
    pub query: Vec<(String, String)>,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// An answer that is whole.
pub struct Reply {
    pub status: u16,
    pub kind: &'static str,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Request {
    pub fn query(&self, name: &str) -> &str {
        self.query.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub fn is(&self, name: &str) -> bool {
        matches!(self.query(name), "true" | "1")
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

impl Reply {
    pub fn json(status: u16, body: &Value) -> Self {
        Self { status, kind: "application/json", headers: Vec::new(), body: body.to_string() }
    }

    pub fn text(status: u16, body: &str) -> Self {
        Self { status, kind: "text/plain; charset=utf-8", headers: Vec::new(), body: body.to_owned() }
    }
}

/// Accepts until the server is over.
pub fn serve(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming().flatten() {
        if shared.look(|state| state.is_over) {
            return;
        }
        let shared = Arc::clone(shared);
        std::thread::spawn(move || talk(stream, &shared));
    }
}

/// One connection, request after request.
fn talk(stream: TcpStream, shared: &Arc<Shared>) {
    stream.set_nodelay(true).unwrap();
    let Ok(reading) = stream.try_clone() else { return };
    let (mut reader, mut stream) = (BufReader::new(reading), stream);
    loop {
        let Some(request) = read(&mut reader) else { return };
        if shared.look(|state| state.faults.is_down || state.is_over) {
            return;
        }
        if !routes::answer(&request, shared, &mut stream) {
            return;
        }
    }
}

fn read(reader: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        match line.trim_end().split_once(':') {
            Some((name, value)) => headers.push((name.to_lowercase(), value.trim().to_owned())),
            None => break,
        }
    }
    let length = headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let decode = |text: &str| {
        url::form_urlencoded::parse(format!("x={}", text.replace('+', "%2B")).as_bytes()).next().unwrap().1.into_owned()
    };
    let path = path.split('/').filter(|part| !part.is_empty()).map(decode).collect();
    let query = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    Some(Request { method, target: target.clone(), path, query, headers, body })
}

/// Sends an answer; whether the connection goes on.
pub fn send(stream: &mut TcpStream, reply: &Reply) -> bool {
    let more: String = reply.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head = format!(
        "HTTP/1.1 {} X\r\ncontent-type: {}\r\ncontent-length: {}\r\n{more}\r\n",
        reply.status,
        reply.kind,
        reply.body.len()
    );
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(reply.body.as_bytes())).is_ok()
}

/// Begins an answer in pieces.
pub fn begin(stream: &mut TcpStream, kind: &str) -> bool {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ntransfer-encoding: chunked\r\n\r\n");
    stream.write_all(head.as_bytes()).is_ok()
}

/// One piece.
pub fn piece(stream: &mut TcpStream, bytes: &[u8]) -> bool {
    if bytes.is_empty() {
        return true;
    }
    let mut chunk = format!("{:x}\r\n", bytes.len()).into_bytes();
    chunk.extend_from_slice(bytes);
    chunk.extend_from_slice(b"\r\n");
    stream.write_all(&chunk).is_ok()
}

/// The proper end of an answer in pieces.
pub fn end(stream: &mut TcpStream) -> bool {
    stream.write_all(b"0\r\n\r\n").is_ok()
}

/// Whether the other side is gone. Nothing is expected of it while an answer goes on.
pub fn is_gone(stream: &TcpStream) -> bool {
    stream.set_nonblocking(true).unwrap();
    let mut one = [0];
    let gone = matches!(stream.peek(&mut one), Ok(0))
        || matches!(&stream.peek(&mut one), Err(error) if error.kind() != std::io::ErrorKind::WouldBlock);
    stream.set_nonblocking(false).unwrap();
    gone
}
