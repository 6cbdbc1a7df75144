//! A portal that is away, slow, broken or strange: what the user is told.

use super::{Act, Server, TOKEN, answer, envelope, head, json, setup};
use stagedoor::adapters::http::Limits;
use stagedoor::adapters::portal::Portal;
use stagedoor::adapters::session::TokenSource;
use stagedoor::domain::text::Secret;
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::ports::{CatalogPort as _, Steps};
use std::io::Write as _;
use std::net::TcpListener;
use std::time::Duration;

/// So short that nobody waits. Each test shortens only the limit that has to be reached, so that a
/// busy machine reaches no other.
const SHORT: Duration = Duration::from_millis(300);

fn token() -> TokenSource {
    TokenSource::Fixed(Secret::new(TOKEN.into()))
}

async fn fault_of(portal: &Portal) -> Fault {
    portal.rows(None, Steps::ignored()).await.expect_err("the portal must fail")
}

async fn fault_after(act: Act) -> Fault {
    fault_within(act, Limits::default()).await
}

async fn fault_within(act: Act, limits: Limits) -> Fault {
    let server = Server::answering(vec![act]);
    fault_of(&server.portal_with(token(), limits)).await
}

#[tokio::test]
async fn a_portal_that_is_away_is_unreachable_and_its_address_is_named() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let portal = Portal::new(setup(&format!("http://127.0.0.1:{port}"))).unwrap();
    let fault = fault_of(&portal).await;
    assert_eq!((fault.kind, fault.kind.exit_code()), (FaultKind::Unreachable, 6));
    let words = fault.to_string();
    assert!(words.starts_with("cannot read the catalog of work: "), "{words}");
    assert!(words.contains(&format!("127.0.0.1:{port}")) && words.contains("refused"), "{words}");
    assert!(words.contains("check the address"), "{words}");
    assert_eq!(fault.request_id, None, "nobody saw the request");
}

#[tokio::test]
async fn a_portal_that_accepts_and_never_answers_times_out() {
    let limits = Limits { first_byte: SHORT, ..Limits::default() };
    let fault = fault_within(Act::SendAndHang(Vec::new()), limits).await;
    assert_eq!((fault.kind, fault.kind.exit_code()), (FaultKind::TimedOut, 6));
    assert!(fault.request_id.is_some());
}

#[tokio::test]
async fn an_answer_that_stops_in_the_middle_times_out() {
    let mut start = head(200, &[("Content-Type", "application/json")], Some(1_000));
    start.extend_from_slice(b"{\"items\":[");
    let fault = fault_within(Act::SendAndHang(start), Limits { stall: SHORT, ..Limits::default() }).await;
    assert_eq!(fault.kind, FaultKind::TimedOut);
    assert!(fault.happened.as_str().contains("stopped after 10 bytes"), "{fault}");
}

#[tokio::test]
async fn an_answer_that_drips_is_ended_though_something_always_comes() {
    let drip = Act::SendForEver { head: head(200, &[], None), piece: b" ".to_vec() };
    let fault = fault_within(drip, Limits { total: SHORT, body: usize::MAX, ..Limits::default() }).await;
    assert_eq!(fault.kind, FaultKind::TimedOut);
    assert!(fault.happened.as_str().contains("not whole"), "{fault}");
}

#[tokio::test]
async fn every_refusal_has_its_kind_its_exit_code_and_the_portals_own_words() {
    use FaultKind::{Conflict, Invalid, NotFound, NotPermitted, NotSignedIn, Server as Failed, TooManyRequests};
    for (status, kind, code) in [
        (400, Invalid, 7),
        (401, NotSignedIn, 4),
        (403, NotPermitted, 5),
        (404, NotFound, 3),
        (409, Conflict, 1),
        (422, Invalid, 7),
        (429, TooManyRequests, 6),
        (500, Failed, 6),
        (503, Failed, 6),
    ] {
        let fault = fault_after(envelope(status, "SomeError", "the\u{1b}[31m reason\u{202e}")).await;
        assert_eq!((fault.kind, fault.kind.exit_code()), (kind, code), "{status}");
        let words = fault.to_string();
        assert!(words.contains("the reason<U+202E>"), "{status}: {words}");
        assert!(!words.contains("secret-path") && !words.contains('\u{1b}'), "{status}: {words}");
        assert!(!fault.cure.is_empty() || status == 400 || status == 422, "{status}");
    }
}

#[tokio::test]
async fn a_denial_without_a_word_gets_ours() {
    let fault = fault_after(envelope(403, "NotAllowedError", "")).await;
    assert!(fault.to_string().contains("you are not permitted to; ask"), "{fault}");
}

#[tokio::test]
async fn a_portal_that_asks_to_be_left_alone_is_left_alone() {
    let server =
        Server::answering(vec![answer(429, &[("Retry-After", "17")], b"{\"error\":{\"message\":\"slow down\"}}")]);
    let fault = fault_of(&server.portal()).await;
    assert_eq!(fault.retry_after, Some(Duration::from_secs(17)));
    assert!(fault.happened.as_str().contains("17 s"), "{fault}");
    assert_eq!(server.asked().len(), 1);
    let server = Server::answering(vec![answer(503, &[("Retry-After", "5")], b"")]);
    assert_eq!(fault_of(&server.portal()).await.retry_after, Some(Duration::from_secs(5)));
    assert_eq!(server.asked().len(), 1, "not even once more");
}

#[tokio::test]
async fn a_gateway_that_fails_is_tried_once_more_and_no_more() {
    for status in [502, 503, 504] {
        let server = Server::answering(vec![answer(status, &[], b"<html>nginx</html>")]);
        let fault = fault_of(&server.portal()).await;
        assert_eq!(fault.kind, FaultKind::Server);
        assert!(!fault.to_string().contains("nginx"), "{fault}");
        assert_eq!(server.asked().len(), 2);
    }
    let server = Server::answering(vec![answer(502, &[], b""), json(200, r#"{"items":[]}"#)]);
    assert!(server.portal().rows(None, Steps::ignored()).await.is_ok());
}

#[tokio::test]
async fn a_connection_that_breaks_before_an_answer_is_made_once_more() {
    let server = Server::answering(vec![Act::SendAndClose(Vec::new()), json(200, r#"{"items":[]}"#)]);
    assert!(server.portal().rows(None, Steps::ignored()).await.is_ok());
    let server = Server::answering(vec![Act::SendAndClose(Vec::new())]);
    let fault = fault_of(&server.portal()).await;
    assert_eq!(fault.kind, FaultKind::Unreachable);
    assert!(fault.happened.as_str().contains("broke before an answer"), "{fault}");
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn a_web_page_instead_of_data_is_told_as_one() {
    let page = b"<!doctype html><html><head><title>Sign in \x1b]0;x\x07to ACME</title></head></html>";
    let fault = fault_after(answer(200, &[("Content-Type", "text/html")], page)).await;
    assert_eq!((fault.kind, fault.kind.exit_code()), (FaultKind::Malformed, 1));
    let words = fault.to_string();
    assert!(words.contains("web page (\"Sign in to ACME\")"), "{words}");
    assert!(words.contains("login page or proxy"), "{words}");
    // served under a wrong type it is a page all the same
    assert!(fault_after(json(200, "  <html>")).await.to_string().contains("web page"));
}

#[tokio::test]
async fn half_a_json_is_malformed_whether_the_connection_breaks_or_not() {
    let mut short = head(200, &[("Content-Type", "application/json")], Some(5_000));
    short.extend_from_slice(b"{\"items\":[{\"kind\":");
    let fault = fault_after(Act::SendAndClose(short)).await;
    assert_eq!(fault.kind, FaultKind::Malformed);
    assert!(fault.happened.as_str().contains("broke off after 18 bytes"), "{fault}");
    let fault = fault_after(json(200, "{\"items\":[{\"kind\":")).await;
    assert_eq!(fault.kind, FaultKind::Malformed);
    assert!(fault.happened.as_str().contains("ends in the middle"), "{fault}");
}

#[tokio::test]
async fn json_of_another_shape_is_malformed_and_says_which() {
    for body in ["[]", "7", "{}", r#"{"items":{}}"#, "not json", ""] {
        let fault = fault_after(json(200, body)).await;
        assert_eq!(fault.kind, FaultKind::Malformed, "{body}");
        assert!(!fault.cure.is_empty());
    }
}

#[tokio::test]
async fn json_without_end_is_refused_while_it_comes() {
    let piece = format!("{{\"kind\":\"{}\"}},", "x".repeat(60_000)).into_bytes();
    let endless = Act::SendForEver { head: head(200, &[], None), piece };
    let server = Server::answering(vec![endless]);
    let portal = server.portal_with(token(), Limits { body: 1 << 20, ..Limits::default() });
    let fault = fault_of(&portal).await;
    assert_eq!(fault.kind, FaultKind::Malformed);
    assert!(fault.happened.as_str().contains("larger than 1 MB"), "{fault}");
    // what announces itself as too large is not even read
    let fault = fault_after(Act::SendAndHang(head(200, &[], Some(200 << 20)))).await;
    assert!(fault.happened.as_str().contains("larger than 64 MB"), "{fault}");
}

#[tokio::test]
async fn a_small_answer_that_unpacks_to_a_huge_one_is_refused() {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![b' '; 8 << 20]).unwrap();
    let packed = packed.finish().unwrap();
    assert!(packed.len() < 1 << 16);
    let server = Server::answering(vec![answer(200, &[("Content-Encoding", "gzip")], &packed)]);
    let portal = server.portal_with(token(), Limits { body: 1 << 20, ..Limits::default() });
    assert!(fault_of(&portal).await.happened.as_str().contains("larger than 1 MB"));
}

#[tokio::test]
async fn damaged_or_unasked_compression_is_malformed() {
    for encoding in ["gzip", "br"] {
        let fault = fault_after(answer(200, &[("Content-Encoding", encoding)], b"{\"items\":[]}")).await;
        assert_eq!(fault.kind, FaultKind::Malformed, "{encoding}");
    }
}

#[tokio::test]
async fn a_redirect_to_another_host_is_not_followed_and_the_token_stays() {
    let other = Server::answering(vec![json(200, r#"{"items":[]}"#)]);
    for status in ["301", "302", "303", "307", "308"] {
        let location = format!("{}/login?next=catalog", other.base);
        let fault = fault_after(answer(status.parse().unwrap(), &[("Location", &location)], b"")).await;
        assert_eq!(fault.kind, FaultKind::Malformed, "{status}");
        assert!(fault.to_string().contains(&other.base), "{fault}");
        assert!(fault.happened.as_str().contains("token must not go"), "{fault}");
    }
    assert!(other.asked().is_empty(), "the other host saw nothing, no Authorization either");
}

#[tokio::test]
async fn a_redirect_on_the_same_host_is_followed_with_the_token_and_not_for_ever() {
    let server = Server::start(|asked| match asked.path() {
        "/moved" => json(200, r#"{"items":[]}"#),
        _ => answer(302, &[("Location", "/moved")], b""),
    });
    assert!(server.portal().rows(None, Steps::ignored()).await.is_ok());
    let asked = server.asked();
    assert_eq!(asked[1].header("authorization"), Some(format!("Bearer {TOKEN}").as_str()));
    let server = Server::answering(vec![answer(302, &[("Location", "/again")], b"")]);
    let fault = fault_of(&server.portal()).await;
    assert!(fault.happened.as_str().contains("more than 5 times"), "{fault}");
    assert_eq!(server.asked().len(), 6);
}

#[tokio::test]
async fn a_token_is_in_no_fault_even_if_the_portal_says_it_back() {
    let echo = format!("Illegal token Bearer {TOKEN}");
    for act in [envelope(401, "AuthenticationError", &echo), envelope(500, "Error", &echo), json(401, &echo)] {
        let server = Server::answering(vec![act]);
        let portal = server.portal();
        let fault = fault_of(&portal).await;
        let all = format!("{fault} {fault:?} {portal:?} {:?}", setup(&server.base));
        assert!(!all.contains(TOKEN), "{all}");
    }
}

#[tokio::test]
async fn offline_opens_no_connection_and_says_why() {
    let server = Server::answering(vec![json(200, r#"{"items":[]}"#)]);
    let missing = TokenSource::File("/nowhere/token".into());
    let mut setup = setup(&server.base);
    (setup.offline, setup.token) = (true, missing);
    let fault = fault_of(&Portal::new(setup).unwrap()).await;
    assert_eq!((fault.kind, fault.happened.as_str()), (FaultKind::Unreachable, "offline was asked for"));
    assert_eq!(server.connections(), 0);
}

#[test]
fn an_address_that_cannot_be_used_is_refused_at_once_and_its_password_not_shown() {
    for base in ["backstage", "ftp://x", "file:///etc/passwd", "http://", "https://me:hunter2@portal.example"] {
        let fault = Portal::new(setup(base)).expect_err(base);
        assert_eq!(fault.kind, FaultKind::Invalid);
        assert!(!fault.to_string().contains("hunter2"));
        assert!(!fault.cure.is_empty());
    }
}
