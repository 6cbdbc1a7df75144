//! `stagedoor timeline` as scripts see it.

use super::history::shop;
use crate::stand::Stand;
use serde_json::Value;
use std::io::{Read as _, Write as _};

#[test]
fn what_changed_comes_newest_first_with_all_there_is_to_know() {
    let (stand, repo) = (Stand::new(), shop());
    let folder = repo.path.to_str().unwrap();
    let run = |args: &[&str]| {
        let mut all = vec!["--workspace", folder, "timeline", "component:payments"];
        all.extend(args);
        stand.run(&all)
    };
    let events = run(&["-o", "json"]).ends(0).json();
    let count: usize =
        repo.git(&["rev-list", "--full-history", "--count", "HEAD", "--", "services/payments"]).parse().unwrap();
    assert_eq!(events.as_array().unwrap().len(), count);
    assert_eq!(events[0]["title"], "Hand over payments");
    assert_eq!(events[0]["catalog"], true);
    assert_eq!(events[0]["id"], format!("git:{}", repo.git(&["rev-parse", "HEAD"])));
    assert_eq!(events[2]["at"], "2026-01-01T12:05:00Z");
    assert_eq!(events[2]["files"][0]["added"], 3);
    assert_eq!(run(&["--kind", "merge", "-o", "name"]).ends(0).out.lines().count(), 1);
    assert_eq!(run(&["--limit", "2", "-o", "jsonl"]).ends(0).out.lines().count(), 2);
    assert_eq!(run(&["--since", "2026-01-01T12:06:00Z", "-o", "name"]).ends(0).out.lines().count(), 2);
    assert_eq!(run(&["--since", "1m", "-o", "json"]).ends(0).json(), Value::Array(Vec::new()));
    let table = run(&[]).ends(0).out;
    assert!(table.starts_with("WHEN") && table.contains("Retry payouts"), "{table}");
    assert!(run(&["--since", "yesterday"]).ends(2).err.contains("write how long ago"));
    assert!(stand.run(&["--workspace", folder, "timeline", "component:nobody"]).ends(3).err.contains("nobody"));
    std::fs::remove_dir_all(repo.path.join(".git")).unwrap();
    assert!(run(&["-o", "json"]).ends(1).err.contains("in no git repository"));
}

#[test]
fn on_a_portal_commits_are_unknown_and_said_to_be() {
    let stand = Stand::new();
    let url = portal();
    let ran = stand.run(&["--url", &url, "timeline", "component:payments", "-o", "json"]);
    assert!(ran.err.contains("commits: unknown"), "{} {}", ran.err, ran.out);
    ran.ends(1);
}

/// A portal that has one entity and says so to every question.
fn portal() -> String {
    const BODY: &str =
        r#"{"items":[{"kind":"Component","metadata":{"name":"payments","namespace":"default"},"spec":{}}]}"#;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 8192]);
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close";
            let _ = write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n{BODY}", BODY.len());
        }
    });
    format!("http://{address}")
}
