//! The outside systems, against answers of our own over loopback: good, odd, broken and slow ones.

mod backstage;
mod crossplane;
mod docs;
mod docs_kept;
mod faults;
mod http;
mod lines;
mod sources;
mod tasks;
mod token;

use stagedoor::adapters::http::Limits;
use stagedoor::adapters::portal::{Portal, PortalSetup};
use stagedoor::adapters::session::{TokenSource, Whose};
use stagedoor::domain::text::Secret;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub const TOKEN: &str = "tok-3f9c1e77-very-secret";

/// A request as the server saw it.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub method: String,
    /// Path and query, as sent.
    pub target: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap()
    }

    /// The parameters of the address, decoded.
    pub fn query(&self) -> Vec<(String, String)> {
        let url = reqwest::Url::parse(&format!("http://x{}", self.target)).unwrap();
        url.query_pairs().into_owned().collect()
    }

    pub fn param(&self, name: &str) -> Option<String> {
        self.query().into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }
}

/// What the server does about a request.
#[derive(Clone, Debug)]
pub enum Act {
    /// Sends that and keeps the connection.
    Send(Vec<u8>),
    /// Sends that and ends the connection.
    SendAndClose(Vec<u8>),
    /// Sends that, and then a piece over and over, until the client has enough.
    SendForEver { head: Vec<u8>, piece: Vec<u8> },
    /// Sends that, and then nothing, until the client gives up.
    SendAndHang(Vec<u8>),
}

pub fn json(status: u16, body: &str) -> Act {
    answer(status, &[("Content-Type", "application/json; charset=utf-8")], body.as_bytes())
}

pub fn answer(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Act {
    let mut all = head(status, headers, Some(body.len()));
    all.extend_from_slice(body);
    Act::Send(all)
}

pub fn head(status: u16, headers: &[(&str, &str)], length: Option<usize>) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} Status\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    match length {
        Some(length) => text.push_str(&format!("Content-Length: {length}\r\n\r\n")),
        None => text.push_str("Connection: close\r\n\r\n"),
    }
    text.into_bytes()
}

/// The envelope in which Backstage tells an error, as a development backend sends it.
pub fn envelope(status: u16, name: &str, message: &str) -> Act {
    let body = serde_json::json!({
        "error": {"name": name, "message": message, "stack": "Error\n    at /srv/secret-path/index.js:1"},
        "request": {"method": "GET", "url": "/entities"},
        "response": {"statusCode": status},
    });
    json(status, &body.to_string())
}

/// A server on loopback that does what it is told and remembers what it was asked.
pub struct Server {
    pub base: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    connections: Arc<AtomicUsize>,
}

impl Server {
    pub fn start(script: impl Fn(&Asked) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(AtomicUsize::new(0));
        let (script, log, count) = (Arc::new(script), Arc::clone(&asked), Arc::clone(&connections));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                count.fetch_add(1, Ordering::Relaxed);
                let (script, log) = (Arc::clone(&script), Arc::clone(&log));
                std::thread::spawn(move || serve(&stream, &*script, &log));
            }
        });
        Self { base, asked, connections }
    }

    /// Gives these answers one after the other, the last one again and again.
    pub fn answering(acts: Vec<Act>) -> Self {
        let next = Mutex::new(0);
        Self::start(move |_| {
            let mut next = next.lock().unwrap();
            *next += 1;
            acts[(*next - 1).min(acts.len() - 1)].clone()
        })
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// Connections that were made so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    pub fn portal(&self) -> Portal {
        self.portal_with(TokenSource::Fixed(Secret::new(TOKEN.into())), Limits::default())
    }

    pub fn portal_with(&self, token: TokenSource, limits: Limits) -> Portal {
        // the pause before a second try is there for the platform's sake, not for the test's
        let limits = Limits { pause: Duration::ZERO, ..limits };
        Portal::with_limits(PortalSetup { token, ..setup(&self.base) }, limits).unwrap()
    }
}

pub fn setup(base: &str) -> PortalSetup {
    let token = TokenSource::Fixed(Secret::new(TOKEN.into()));
    PortalSetup {
        name: "work".into(),
        base: base.into(),
        token,
        whose: Whose::default(),
        headers: None,
        user: None,
        offline: false,
    }
}

fn serve(stream: &TcpStream, script: &dyn Fn(&Asked) -> Act, log: &Mutex<Vec<Asked>>) {
    let mut reader = BufReader::new(stream);
    let mut out = stream;
    while let Some(asked) = read_request(&mut reader) {
        log.lock().unwrap().push(asked.clone());
        match script(&asked) {
            Act::Send(bytes) => {
                if out.write_all(&bytes).is_err() {
                    return;
                }
            }
            Act::SendAndClose(bytes) => {
                let _ = out.write_all(&bytes);
                return;
            }
            Act::SendForEver { head, piece } => {
                let _ = out.write_all(&head);
                while out.write_all(&piece).is_ok() {}
                return;
            }
            Act::SendAndHang(bytes) => {
                let _ = out.write_all(&bytes);
                // ends when the client closes its side
                let _ = reader.read(&mut [0; 1]);
                return;
            }
        }
    }
}

pub fn read_request(reader: &mut BufReader<&TcpStream>) -> Option<Asked> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut asked = Asked { method, target, ..Asked::default() };
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        match line.trim_end().split_once(':') {
            Some((name, value)) => asked.headers.push((name.trim().into(), value.trim().into())),
            None => break,
        }
    }
    let length = asked.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    asked.body = String::from_utf8(body).ok()?;
    Some(asked)
}
