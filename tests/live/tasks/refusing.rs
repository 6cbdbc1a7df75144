//! A gateway before the rig that lets no stream of events through.

use crate::rig::exchange;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

const PAGE: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html><title>No streams here</title></html>";

/// Its address, and what was asked of it.
pub struct Refusing {
    pub url: String,
    pub asked: Arc<Mutex<Vec<String>>>,
}

impl Refusing {
    /// Before what listens at that address.
    pub fn before(url: &str) -> Self {
        let port: u16 = url.rsplit(':').next().unwrap().parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let log = Arc::clone(&log);
                thread::spawn(move || pass(&stream, port, &log));
            }
        });
        Self { url, asked }
    }
}

fn pass(stream: &TcpStream, port: u16, log: &Mutex<Vec<String>>) -> Option<()> {
    let (mut reader, mut out) = (BufReader::new(stream), stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?, words.next()?);
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let length =
        headers.iter().find(|(name, _)| name == "content-length").map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    log.lock().unwrap().push(format!("{method} {path}"));
    if path.contains("eventstream") {
        return out.write_all(PAGE.as_bytes()).ok();
    }
    let kept = ["authorization", "content-type"];
    let headers: Vec<(&str, &str)> = headers
        .iter()
        .filter(|(name, _)| kept.contains(&name.as_str()))
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let (status, text) = exchange(port, method, path, &headers, std::str::from_utf8(&body).unwrap()).ok()?;
    let head = format!("HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n");
    out.write_all(format!("{head}{text}").as_bytes()).ok()
}
