//! What of a portal's docs is kept on disk: pages that were read, and nothing else for longer than it may be.

use super::docs::{STATIC, harbor, page, techdocs, title, watched};
use super::{Act, Asked, Server, answer, envelope};
use crate::stand::Stand;
use stagedoor::adapters::kept::KeptDocs;
use stagedoor::adapters::portal::PortalDocs;
use stagedoor::platform::docs::{DocsKeep as _, DocsPort as _, NoDocsKept};
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::ports::Steps;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const SIGN_IN: &str = "<!doctype html><html><head><title>Sign in to Acme</title></head><body><main><h1>Sign in</h1>\
                       <form><input type=\"password\"></form></main></body></html>";

fn sign_in() -> Act {
    answer(200, &[("Content-Type", "text/html")], SIGN_IN.as_bytes())
}

/// TechDocs until it is turned; from then on what `after` says.
fn turning(after: impl Fn(&Asked) -> Act + Send + Sync + 'static) -> (Server, Arc<AtomicBool>) {
    let turned = Arc::new(AtomicBool::new(false));
    let is_turned = Arc::clone(&turned);
    let server = Server::start(move |asked| match is_turned.load(Ordering::SeqCst) {
        true => after(asked),
        false => techdocs(asked),
    });
    (server, turned)
}

/// As another start of the program has them.
fn docs(server: &Server, folder: &Path) -> PortalDocs {
    PortalDocs::new(Arc::new(server.portal()), Arc::new(KeptDocs::new(folder.to_owned())))
}

fn kept(folder: &Path) -> Vec<String> {
    KeptDocs::new(folder.to_owned()).paths(&harbor())
}

/// Reads a page, the site and its index.
async fn read_all(docs: &PortalDocs) {
    docs.page(harbor(), page("runbook"), Steps::ignored()).await.unwrap();
    docs.site(harbor(), Steps::ignored()).await.unwrap();
    docs.index(harbor()).await.unwrap();
}

#[test]
fn a_page_that_a_command_printed_is_there_offline() {
    let server = Server::start(techdocs);
    for _ in 0..8 {
        let stand = Stand::new();
        let read = |more: &[&str]| {
            let args = [&["docs", "component:default/harbor", "runbook"], more].concat();
            crate::stand::Ran::of(stand.command(&args).env("STAGEDOOR_URL", &server.base).output().unwrap())
        };
        let online = read(&["--no-links"]).ends(0).out;
        assert_eq!(read(&["--offline", "--no-links"]).ends(0).out, online);
        // the site was never asked for
        let json = read(&["--offline", "-o", "json"]).ends(0).json();
        assert_eq!((&json["title"], json["text"].as_str()), (&"Runbook".into(), Some(online.as_str())));
        assert!(json["built_at"].is_null() && json["source"].is_null(), "{json}");
    }
}

#[tokio::test]
async fn a_page_that_one_may_no_longer_read_is_kept_no_longer() {
    let folder = tempfile::tempdir().unwrap();
    let (server, turned) = turning(|asked| match asked.path().ends_with("runbook/index.html") {
        true => envelope(403, "NotAllowedError", "no"),
        false => techdocs(asked),
    });
    let first = docs(&server, folder.path());
    read_all(&first).await;
    assert_eq!(kept(folder.path()), ["runbook/index.html", "search/search_index.json", "techdocs_metadata.json"]);
    turned.store(true, Ordering::SeqCst);
    let again = docs(&server, folder.path());
    let fault = again.page(harbor(), page("runbook"), Steps::ignored()).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotPermitted);
    assert_eq!(kept(folder.path()), ["search/search_index.json", "techdocs_metadata.json"]);
    let (parts, steps) = watched();
    again.page(harbor(), page("runbook"), steps).await.unwrap_err();
    assert!(parts.lock().unwrap().is_empty());
}

#[tokio::test]
async fn of_a_site_that_is_gone_or_that_one_may_not_read_nothing_is_kept() {
    for (status, name) in [(403, "NotAllowedError"), (404, "NotFoundError")] {
        let folder = tempfile::tempdir().unwrap();
        let (server, turned) = turning(move |_| envelope(status, name, "no"));
        read_all(&docs(&server, folder.path())).await;
        turned.store(true, Ordering::SeqCst);
        docs(&server, folder.path()).site(harbor(), Steps::ignored()).await.unwrap_err();
        assert_eq!(kept(folder.path()), [""; 0], "{status}");
    }
    // a gateway that finds no portal says nothing of the docs
    let folder = tempfile::tempdir().unwrap();
    let (server, turned) = turning(|_| answer(404, &[], b"no such host"));
    read_all(&docs(&server, folder.path())).await;
    turned.store(true, Ordering::SeqCst);
    docs(&server, folder.path()).site(harbor(), Steps::ignored()).await.unwrap_err();
    assert!(kept(folder.path()).contains(&"runbook/index.html".into()));
}

#[tokio::test]
async fn a_page_to_sign_in_on_never_takes_the_place_of_docs() {
    let folder = tempfile::tempdir().unwrap();
    let (server, turned) = turning(|_| sign_in());
    let first = docs(&server, folder.path());
    read_all(&first).await;
    let keep = KeptDocs::new(folder.path().to_owned());
    let files = || kept(folder.path()).into_iter().map(|path| keep.load(&harbor(), &path).map(|file| file.bytes));
    let before: Vec<_> = files().collect();
    turned.store(true, Ordering::SeqCst);
    let again = docs(&server, folder.path());
    let (parts, steps) = watched();
    let fault = again.page(harbor(), page("runbook"), steps).await.unwrap_err();
    assert!(fault.kind == FaultKind::Malformed && fault.to_string().contains("none of the docs"), "{fault}");
    assert_eq!(title(&parts.lock().unwrap()[0].answer), "Runbook", "what is kept is shown meanwhile");
    assert_eq!(again.site(harbor(), Steps::ignored()).await.unwrap_err().kind, FaultKind::Malformed);
    assert!(again.index(harbor()).await.unwrap().as_of.is_some(), "the one that is kept");
    assert!(files().eq(before));
    let fault = again.page(harbor(), page("guide/tables"), Steps::ignored()).await.unwrap_err();
    assert!(fault.to_string().contains("sign"), "nor is it shown where nothing is kept: {fault}");
}

#[tokio::test]
async fn a_page_that_its_author_wrote_as_html_is_read_though_it_has_no_article() {
    let server = Server::start(|asked| match asked.path().strip_prefix(STATIC) {
        Some("report/index.html") => answer(200, &[], b"<html><body><h1>Report</h1><p>all is well</p></body></html>"),
        _ => answer(404, &[], b""),
    });
    let docs = PortalDocs::new(Arc::new(server.portal()), Arc::new(NoDocsKept));
    for _ in 0..2 {
        let report = docs.page(harbor(), page("report"), Steps::ignored()).await.unwrap().answer;
        assert_eq!(title(&report), "Report");
    }
}

#[tokio::test]
async fn a_build_whose_answer_is_no_stream_of_events_is_not_called_failed() {
    let server = Server::start(|_| sign_in());
    let docs = PortalDocs::new(Arc::new(server.portal()), Arc::new(NoDocsKept));
    let fault = docs.building(harbor(), Steps::ignored()).await.unwrap_err();
    assert!(fault.kind == FaultKind::Malformed && fault.to_string().contains("Sign in to Acme"), "{fault}");
    let long = format!("data: {}\n", "x".repeat(1000)).repeat(1200);
    let server = Server::start(move |_| answer(200, &[("Content-Type", "text/event-stream")], long.as_bytes()));
    let docs = PortalDocs::new(Arc::new(server.portal()), Arc::new(NoDocsKept));
    let fault = docs.building(harbor(), Steps::ignored()).await.unwrap_err().to_string();
    assert!(fault.contains("larger than 1 MB") && !fault.contains("slow"), "{fault}");
}
