//! What a browser does, and the person at it.

use super::rig::{Desk, Requested, State};
use stagedoor::platform::account::SignIn;
use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

/// The parameters of an address.
pub fn parameters(address: &str) -> HashMap<String, String> {
    url::Url::parse(address).unwrap().query_pairs().into_owned().collect()
}

/// What a server remembers of an authorization request.
pub fn request(state: &mut State, asked: &HashMap<String, String>, code: &str) {
    assert_eq!(asked["response_type"], "code");
    assert_eq!(asked["code_challenge_method"], "S256");
    let requested = Requested {
        nonce: asked.get("nonce").cloned(),
        challenge: asked["code_challenge"].clone(),
        redirect: asked["redirect_uri"].clone(),
        state: asked["state"].clone(),
    };
    state.requested.insert(code.to_owned(), requested);
}

pub fn state_of(state: &State, code: &str) -> String {
    state.requested[code].state.clone()
}

/// Signs in at an address and agrees: where the browser is sent then.
pub fn agree(desk: &Desk, address: &str) -> String {
    let asked = parameters(address);
    let mut state = desk.host_of(address).state.lock().unwrap();
    let code = format!("code-{}", state.requested.len() + 1);
    request(&mut state, &asked, &code);
    format!("{}?code={code}&state={}", asked["redirect_uri"], asked["state"])
}

/// Says no at an address: where the browser is sent then.
pub fn decline(address: &str) -> String {
    let asked = parameters(address);
    format!("{}?error=access_denied&error_description=User+denied&state={}", asked["redirect_uri"], asked["state"])
}

/// Asks for an address as a browser does, and gives the whole answer.
pub fn get(address: &str) -> String {
    let url = url::Url::parse(address).unwrap();
    let host = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
    let target = format!("{}?{}", url.path(), url.query().unwrap_or_default());
    send(&host, &format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n"))
}

pub fn send(host: &str, request: &str) -> String {
    let Ok(mut stream) = TcpStream::connect(host) else { return String::new() };
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer
}

/// Sends the browser somewhere and lets it follow where it is sent, agreeing to what it is asked;
/// it works beside the program, as browsers do.
pub fn walk(desk: &Desk, from: String) {
    let hosts: Vec<_> = std::iter::once(&desk.portal)
        .chain(&desk.provider)
        .map(|host| (host.base().to_owned(), std::sync::Arc::clone(&host.state)))
        .collect();
    std::thread::spawn(move || {
        let mut next = from;
        for hop in 0..5 {
            let answer = get(&next);
            let Some(location) = answer.lines().find_map(|line| line.strip_prefix("Location: ")) else { return };
            let Some((_, state)) = hosts.iter().find(|(base, _)| location.starts_with(base)) else { return };
            let asked = parameters(location);
            let code = format!("code-onward-{hop}");
            request(&mut state.lock().unwrap(), &asked, &code);
            next = format!("{}?code={code}&state={}", asked["redirect_uri"], asked["state"]);
        }
    });
}

/// A person who agrees to everything in the browser of this machine.
pub fn agrees(desk: &Desk, step: &SignIn) {
    if let SignIn::Visit { address, .. } = step {
        walk(desk, agree(desk, address.as_str()));
    }
}

/// A person who pastes where the browser ended, after having agreed.
pub fn pastes(desk: &Desk, step: &SignIn) {
    if let SignIn::Visit { address, .. } = step {
        desk.hand_in(&agree(desk, address.as_str()));
    }
}

/// A person who says no.
pub fn says_no(_: &Desk, step: &SignIn) {
    if let SignIn::Visit { address, .. } = step {
        let back = decline(address.as_str());
        std::thread::spawn(move || get(&back));
    }
}
