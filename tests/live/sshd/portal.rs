//! A portal that lets a guest in and wants a token for its catalog.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

/// Claims `{"sub":"user:default/guest","exp":4000000000}`.
const TOKEN: &str = "e30.eyJzdWIiOiJ1c2VyOmRlZmF1bHQvZ3Vlc3QiLCJleHAiOjQwMDAwMDAwMDB9.c2ln";
const ENTITY: &str =
    r#"{"apiVersion":"backstage.io/v1alpha1","kind":"Component","metadata":{"name":"payments","namespace":"default"}}"#;

/// Starts one, for as long as the tests run; gives its address.
pub fn start() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || answer(&stream));
        }
    });
    address
}

fn answer(mut stream: &TcpStream) -> Option<()> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next()?.ok()?;
    let heads: Vec<String> = lines.map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    let is_known = heads.iter().any(|head| head.to_lowercase().starts_with("authorization:") && head.ends_with(TOKEN));
    let (status, body) = match first.split_whitespace().nth(1)?.split('?').next()? {
        "/api/auth/guest/refresh" => (200, format!(r#"{{"backstageIdentity":{{"token":"{TOKEN}"}}}}"#)),
        _ if !is_known => (401, r#"{"error":{"name":"AuthenticationError","message":"no token"}}"#.to_owned()),
        "/api/auth/v1/userinfo" => (200, r#"{"claims":{"sub":"user:default/guest"}}"#.to_owned()),
        path if path.ends_with("/by-name/component/default/payments") => (200, ENTITY.to_owned()),
        path if path.ends_with("/entities/by-refs") => (200, format!(r#"{{"items":[{ENTITY}]}}"#)),
        path if path.ends_with("/entities/by-query") => {
            (200, format!(r#"{{"items":[{ENTITY}],"totalItems":1,"pageInfo":{{}}}}"#))
        }
        _ => (404, r#"{"error":{"name":"NotFoundError","message":"no such thing"}}"#.to_owned()),
    };
    let head = format!("HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nConnection: close\r\n");
    write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).ok()?;
    // until the other end has read it
    stream.shutdown(std::net::Shutdown::Write).ok()?;
    stream.read(&mut [0; 1]).ok().map(drop)
}
