//! What containers say.

use super::ApiServer;
use super::routes::status;
use super::state::Shared;
use super::wire::{self, Request};
use std::collections::BTreeMap;
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

/// Namespace, pod, container, and whether it is what was said before the container was started anew.
type Whose = (String, String, String, bool);

#[derive(Default)]
pub struct Logs {
    /// Lines with their times (RFC 3339, nanoseconds).
    lines: BTreeMap<Whose, Vec<(String, String)>>,
    /// Containers that said all they will.
    over: Vec<Whose>,
    /// Bytes after which the next answer is cut, in the middle of a line if it falls so.
    cut_after: Option<usize>,
}

impl ApiServer {
    /// A container says something at a time.
    pub fn say(&self, namespace: &str, pod: &str, container: &str, at: &str, line: &str) {
        let whose = (namespace.to_owned(), pod.to_owned(), container.to_owned(), false);
        let line = (at.to_owned(), line.to_owned());
        self.shared.change(|state| state.logs.lines.entry(whose).or_default().push(line));
    }

    /// A container ends; what it said is what it said before, and it says no more.
    pub fn restart(&self, namespace: &str, pod: &str, container: &str) {
        let whose = |previous| (namespace.to_owned(), pod.to_owned(), container.to_owned(), previous);
        self.shared.change(|state| {
            let said = state.logs.lines.remove(&whose(false)).unwrap_or_default();
            state.logs.lines.insert(whose(true), said);
            state.logs.lines.insert(whose(false), Vec::new());
        });
    }

    /// A container has said all; who follows it comes to its end.
    pub fn fall_silent(&self, namespace: &str, pod: &str, container: &str) {
        let whose = (namespace.to_owned(), pod.to_owned(), container.to_owned(), false);
        self.shared.change(|state| state.logs.over.push(whose));
    }

    /// The next log is cut after so many bytes.
    pub fn cut_log_after(&self, bytes: usize) {
        self.shared.change(|state| state.logs.cut_after = Some(bytes));
    }
}

/// Sends a log; whether the connection goes on.
pub fn log(request: &Request, namespace: &str, pod: &str, shared: &Arc<Shared>, stream: &mut TcpStream) -> bool {
    let previous = request.is("previous");
    let whose = match shared.look(|state| container(&state.logs, request, namespace, pod, previous)) {
        Ok(whose) => whose,
        Err((code, reason, words)) => return wire::send(stream, &status(code, reason, &words)),
    };
    let (cuts, mut limit) = shared.change(|state| (state.faults.cuts, state.logs.cut_after.take()));
    let (mut sent, all) = shared.look(|state| first(&state.logs, request, &whose));
    if !wire::begin(stream, "text/plain") || !pieces(stream, request, &all, &mut limit) {
        return false;
    }
    while request.is("follow") {
        let news = shared.wait(Duration::from_millis(50), |state| {
            let lines = state.logs.lines.get(&whose).map_or(&[][..], Vec::as_slice);
            let new = lines.get(sent.min(lines.len())..).unwrap_or_default().to_vec();
            let is_cut = state.is_over || state.faults.cuts != cuts;
            let is_over = state.logs.over.contains(&whose) || lines.len() < sent;
            (is_cut || is_over || !new.is_empty()).then_some((is_cut, is_over, new))
        });
        let Some((is_cut, is_over, new)) = news else {
            if wire::is_gone(stream) {
                return false;
            }
            continue;
        };
        if is_cut {
            return false;
        }
        sent += new.len();
        if !pieces(stream, request, &new, &mut limit) {
            return false;
        }
        if is_over {
            break;
        }
    }
    wire::end(stream)
}

/// Whose log is meant, or what is wrong with the question.
fn container(
    logs: &Logs,
    request: &Request,
    namespace: &str,
    pod: &str,
    previous: bool,
) -> Result<Whose, (u16, &'static str, String)> {
    let of_pod = logs.lines.keys().filter(|whose| whose.0 == namespace && whose.1 == pod && !whose.3);
    let names: Vec<&str> = of_pod.map(|whose| whose.2.as_str()).collect();
    let name = match (request.query("container"), names.as_slice()) {
        (_, []) => return Err((404, "NotFound", format!("pods \"{pod}\" not found"))),
        ("", [only]) => (*only).to_owned(),
        ("", several) => {
            let words =
                format!("a container name must be specified for pod {pod}, choose one of: [{}]", several.join(" "));
            return Err((400, "BadRequest", words));
        }
        (name, all) if all.contains(&name) => name.to_owned(),
        (name, _) => return Err((400, "BadRequest", format!("container {name} is not valid for pod {pod}"))),
    };
    let whose = (namespace.to_owned(), pod.to_owned(), name, previous);
    if previous && !logs.lines.contains_key(&whose) {
        let words = format!("previous terminated container \"{}\" in pod \"{pod}\" not found", whose.2);
        return Err((400, "BadRequest", words));
    }
    Ok(whose)
}

/// The lines that a log begins with, and how many there are by then.
fn first(logs: &Logs, request: &Request, whose: &Whose) -> (usize, Vec<(String, String)>) {
    let lines = logs.lines.get(whose).cloned().unwrap_or_default();
    let count = lines.len();
    // `sinceTime` counts whole seconds; what is at that second comes too
    let second = request.query("sinceTime").split(['.', 'Z']).next().unwrap_or_default().to_owned();
    let ago = request.query("sinceSeconds").parse::<i64>().ok();
    let from = ago.map(|ago| (jiff::Timestamp::now() - jiff::SignedDuration::from_secs(ago)).to_string());
    let is_new =
        |at: &str| (second.is_empty() || at >= second.as_str()) && from.as_ref().is_none_or(|from| at >= from.as_str());
    let mut lines: Vec<(String, String)> = lines.into_iter().filter(|(at, _)| is_new(at)).collect();
    if let Ok(tail) = request.query("tailLines").parse::<usize>() {
        lines.drain(..lines.len().saturating_sub(tail));
    }
    (count, lines)
}

/// Sends lines; `false` where it was cut.
fn pieces(stream: &mut TcpStream, request: &Request, lines: &[(String, String)], limit: &mut Option<usize>) -> bool {
    for (at, line) in lines {
        let text = if request.is("timestamps") { format!("{at} {line}\n") } else { format!("{line}\n") };
        let bytes = text.as_bytes();
        match limit {
            Some(left) if bytes.len() > *left => {
                wire::piece(stream, &bytes[..*left]);
                return false;
            }
            Some(left) => *left -= bytes.len(),
            None => {}
        }
        if !wire::piece(stream, bytes) {
            return false;
        }
    }
    true
}
