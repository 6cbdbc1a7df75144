//! What the client sends, and what it costs.

use super::{Act, Server, answer, json};
use stagedoor::platform::ports::{CatalogPort as _, Steps};
use std::io::{Read as _, Write as _};
use std::sync::{Arc, Condvar, Mutex};

#[tokio::test]
async fn a_request_says_who_asks_and_carries_an_id_that_the_fault_names() {
    let server = Server::answering(vec![answer(500, &[], b"")]);
    let fault = server.portal().rows(None, Steps::ignored()).await.unwrap_err();
    let asked = &server.asked()[0];
    assert_eq!(asked.header("user-agent"), Some(concat!("stagedoor/", env!("CARGO_PKG_VERSION"))));
    let id = asked.header("x-request-id").unwrap();
    assert_eq!(fault.request_id.unwrap().as_str(), id);
    assert_eq!((id.len(), id.matches('-').count()), (36, 4), "{id}");
}

#[tokio::test]
async fn a_compressed_answer_is_read_and_counted_as_it_came_and_as_it_is() {
    let body = format!(r#"{{"items":[]{}}}"#, " ".repeat(10_000));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(body.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let size = packed.len() as u64;
    let server = Server::answering(vec![answer(200, &[("Content-Encoding", "gzip")], &packed)]);
    let portal = server.portal();
    portal.rows(None, Steps::ignored()).await.unwrap();
    let counts = portal.counts();
    assert_eq!((counts.requests, counts.received, counts.decoded), (1, size, body.len() as u64));
    assert_eq!(server.asked()[0].header("accept-encoding"), Some("gzip"));
}

#[tokio::test]
async fn no_more_than_six_requests_are_on_their_way_at_once() {
    let (arrived, mut arrivals) = tokio::sync::mpsc::unbounded_channel();
    let gate = Arc::new((Mutex::new(false), Condvar::new()));
    let closed = Arc::clone(&gate);
    let server = Server::start(move |asked| {
        if asked.path() != "/probe" {
            let _ = arrived.send(());
            let (open, opened) = &*closed;
            drop(opened.wait_while(open.lock().unwrap(), |open| !*open).unwrap());
        }
        json(200, r#"{"kind":"Component","metadata":{"name":"x"}}"#)
    });
    let portal = server.portal();
    let asks = (0..20).map(|_| portal.by_ref("component:default/x".parse().unwrap(), Steps::ignored()));
    let held = async {
        for _ in 0..6 {
            arrivals.recv().await.unwrap();
        }
        // connections are accepted in their order: with this one all earlier ones have been seen
        let base = server.base.clone();
        tokio::task::spawn_blocking(move || probe(&base)).await.unwrap();
        let connections = server.connections();
        *gate.0.lock().unwrap() = true;
        gate.1.notify_all();
        connections
    };
    let (answers, connections) = tokio::join!(futures_util::future::join_all(asks), held);
    assert_eq!(connections, 6 + 1);
    assert!(answers.into_iter().all(|answer| answer.is_ok()), "the others had their turn");
}

fn probe(base: &str) {
    let mut stream = std::net::TcpStream::connect(base.strip_prefix("http://").unwrap()).unwrap();
    stream.write_all(b"GET /probe HTTP/1.1\r\n\r\n").unwrap();
    stream.read_exact(&mut [0; 1]).unwrap();
}

#[tokio::test]
async fn a_connection_is_used_again_and_one_that_the_platform_closed_is_not_stumbled_over() {
    let server = Server::start(|asked| match asked.param("cursor").as_deref() {
        None => json(200, r#"{"items":[{"kind":"Component","metadata":{"name":"a"}}],"pageInfo":{"nextCursor":"a"}}"#),
        Some(_) => match json(200, r#"{"items":[]}"#) {
            Act::Send(bytes) => Act::SendAndClose(bytes),
            other => other,
        },
    });
    let portal = server.portal();
    for connections in 1..4 {
        portal.rows(None, Steps::ignored()).await.unwrap();
        assert_eq!(server.connections(), connections, "one for both pages");
    }
}

#[tokio::test]
async fn names_are_escaped_so_that_they_cannot_lead_elsewhere() {
    let server = Server::answering(vec![json(404, "")]);
    let portal = server.portal();
    for name in ["../../locations", "a?b=c#d", "a b/c", "."] {
        let reference = stagedoor::domain::model::EntityRef::new("component", "default", name);
        let _ = portal.by_ref(reference, Steps::ignored()).await;
    }
    for asked in server.asked() {
        assert!(asked.target.starts_with("/api/catalog/entities/by-name/component/default/"), "{}", asked.target);
        assert_eq!(asked.target.matches('/').count(), 7, "{}", asked.target);
        assert!(!asked.target.contains('?'), "{}", asked.target);
    }
}
