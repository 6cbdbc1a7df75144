//! The one address of this machine that a browser comes back to.

use super::browser::{agree, get, send};
use super::rig::at_portal;
use stagedoor::platform::account::{SignIn, Way};
use stagedoor::platform::fault::FaultKind;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A port that is free now.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[tokio::test]
async fn it_answers_one_path_to_one_host_by_one_method_and_nothing_that_never_ends() {
    let desk = at_portal(|_| {});
    let pages = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&pages);
    desk.sign_in(Way::Browser, move |desk, step| {
        let SignIn::Visit { address, .. } = step else { return };
        let right = agree(desk, address.as_str());
        let seen = Arc::clone(&seen);
        std::thread::spawn(move || {
            let (start, query) = right.split_once("/callback").unwrap();
            let host = start.strip_prefix("http://").unwrap();
            // one that is opened and not used, as browsers do, keeps nobody waiting
            let _idle = TcpStream::connect(host).unwrap();
            let ask = |method: &str, target: &str, host_said: &str| {
                let request = format!("{method} {target} HTTP/1.1\r\nHost: {host_said}\r\n\r\n");
                send(host, &request).lines().next().unwrap_or_default().to_owned()
            };
            let target = format!("/callback{query}");
            let answers = [
                ask("GET", "/favicon.ico", host),
                ask("GET", &format!("/callback/{query}"), host),
                ask("GET", &format!("/other{query}"), host),
                ask("POST", &target, host),
                ask("GET", &target, "evil.example"),
                ask("GET", &target, "localhost:1"),
                send(host, &format!("GET {target} HTTP/1.1\r\nx: {}", "y".repeat(40_000))),
            ];
            *seen.lock().unwrap() = answers.to_vec();
            let page = get(&right);
            seen.lock().unwrap().push(page);
        });
    })
    .await
    .unwrap();
    let lines = pages.lock().unwrap().clone();
    let starts: Vec<&str> = lines.iter().map(|line| line.get(9..12).unwrap_or_default()).collect();
    assert_eq!(starts[..7], ["404", "404", "404", "400", "400", "400", ""], "{lines:?}");
    assert_eq!(desk.portal.asked("/v1/token").len(), 1);
}

#[tokio::test]
async fn the_browser_is_started_at_a_page_that_shows_nothing_and_leads_on_once() {
    let desk = at_portal(|_| {});
    let seen = Arc::new(Mutex::new(Vec::new()));
    let pages = Arc::clone(&seen);
    desk.sign_in(Way::Browser, move |desk, step| {
        let SignIn::Visit { address, start, .. } = step else { return };
        let (start, pages) = (start.as_ref().unwrap().to_string(), Arc::clone(&pages));
        let back = agree(desk, address.as_str());
        let address = address.to_string();
        std::thread::spawn(move || {
            let (host, path) = start.strip_prefix("http://").unwrap().split_once('/').unwrap();
            let ask = |path: &str| send(host, &format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\n\r\n"));
            let other = format!("{}x", &path[..path.len() - 1]);
            pages.lock().unwrap().extend([start.clone(), address, ask(&other), ask(path), ask(path)]);
            get(&back);
        });
    })
    .await
    .unwrap();
    let seen = seen.lock().unwrap();
    let [start, address, other, first, second] = seen.as_slice() else { panic!("{seen:?}") };
    let asked = super::browser::parameters(address);
    assert!(start.len() > 50 && !start.contains(&asked["state"]), "{start}");
    assert!(other.starts_with("HTTP/1.1 404 "), "{other}");
    assert!(first.starts_with("HTTP/1.1 302 ") && first.contains(&format!("Location: {address}\r\n")), "{first}");
    assert!(second.starts_with("HTTP/1.1 410 ") && !second.contains(&asked["state"]), "{second}");
}

#[tokio::test]
async fn the_page_says_how_it_ended_and_holds_nothing_of_the_answer() {
    for (is_good, words) in [(true, "You can close this window"), (false, "The terminal says why")] {
        let desk = at_portal(|_| {});
        if !is_good {
            desk.portal.twist(|twist| twist.token = Some(super::rig::refusal("server_error")));
        }
        let (sender, pages) = std::sync::mpsc::channel();
        let _ = desk
            .sign_in(Way::Browser, move |desk, step| {
                let SignIn::Visit { address, .. } = step else { return };
                let (right, sender) = (agree(desk, address.as_str()), sender.clone());
                std::thread::spawn(move || sender.send(get(&right)));
            })
            .await;
        let page = pages.recv().unwrap();
        assert!(page.contains(words) && page.contains("Cache-Control: no-store"), "{page}");
        assert!(!page.contains("code-1") && !page.contains("state"), "{page}");
    }
}

#[tokio::test]
async fn a_port_that_another_program_has_is_told_with_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let desk = at_portal(|setup| setup.redirect_port = Some(port));
    let fault = desk.sign_in(Way::Browser, |_, _| {}).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Local);
    assert!(fault.to_string().contains(&format!("another program listens at port {port}")), "{fault}");
}

#[tokio::test]
async fn an_attempt_that_is_given_up_listens_no_more() {
    let desk = at_portal(|_| {});
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let sender = Mutex::new(Some(sender));
    let signing = desk.sign_in(Way::Browser, |_, step| {
        let SignIn::Visit { address, .. } = step else { return };
        let redirect = super::browser::parameters(address.as_str())["redirect_uri"].clone();
        if let Some(sender) = sender.lock().unwrap().take() {
            let _ = sender.send(redirect);
        }
    });
    let redirect = tokio::select! {
        ended = signing => panic!("{ended:?}"),
        redirect = receiver => redirect.unwrap(),
    };
    let host = redirect.strip_prefix("http://").unwrap().strip_suffix("/callback").unwrap();
    assert!(TcpStream::connect(host).is_err(), "nobody listens at {host}");
}
