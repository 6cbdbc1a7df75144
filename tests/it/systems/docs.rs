//! Docs of a portal: what is asked of TechDocs, what is made of it, and what is there without it.

use super::{Act, Asked, Server, answer, envelope, json};
use stagedoor::adapters::http::Limits;
use stagedoor::adapters::kept::KeptDocs;
use stagedoor::adapters::portal::{Portal, PortalDocs};
use stagedoor::domain::docs::{Href, Page, PageName};
use stagedoor::domain::model::{At, EntityRef};
use stagedoor::platform::docs::{BuildState, Building, DocsKeep, DocsPort as _, NoDocsKept};
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::ports::{CatalogPort as _, Step, Steps, Told};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const METADATA: &str = "/api/techdocs/metadata/techdocs/default/component/harbor";
pub(super) const STATIC: &str = "/api/techdocs/static/docs/default/component/harbor/";

pub(super) fn harbor() -> EntityRef {
    "component:default/harbor".parse().unwrap()
}

pub(super) fn page(name: &str) -> PageName {
    PageName::of_path(name)
}

/// The files of the docs project that every front end reads, as TechDocs has them.
fn files() -> Vec<String> {
    let root = std::path::Path::new("tests/docs/site");
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => files.push(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned()),
            }
        }
    }
    files
}

fn tagged(asked: &Asked, tag: &str, kind: &str, body: &[u8]) -> Act {
    match asked.header("if-none-match") {
        Some(held) if held == tag => answer(304, &[("ETag", tag)], b""),
        _ => answer(200, &[("ETag", tag), ("Content-Type", kind)], body),
    }
}

/// TechDocs with the built site, as its local publisher answers.
pub(super) fn techdocs(asked: &Asked) -> Act {
    let path = asked.path();
    if path == METADATA {
        let metadata = serde_json::json!({"site_name": "Harbor", "site_description": "How it runs",
            "build_timestamp": 1_795_573_876_781_u64, "engine": "mkdocs", "files": files()});
        return tagged(asked, "W/\"m1\"", "application/json", metadata.to_string().as_bytes());
    }
    if path == "/api/catalog/entities/by-name/component/default/harbor" {
        return json(
            200,
            &entity(
                "harbor",
                &[
                    ("backstage.io/techdocs-ref", "dir:."),
                    ("backstage.io/managed-by-location", "url:https://git.example/harbor/catalog-info.yaml"),
                ],
            ),
        );
    }
    let file = path.strip_prefix(STATIC).and_then(|file| std::fs::read(format!("tests/docs/site/{file}")).ok());
    match file {
        Some(bytes) => tagged(asked, &format!("W/\"{}\"", bytes.len()), "text/plain; charset=utf-8", &bytes),
        None => answer(404, &[], b""),
    }
}

fn entity(name: &str, annotations: &[(&str, &str)]) -> String {
    let annotations: serde_json::Map<String, serde_json::Value> =
        annotations.iter().map(|(key, value)| ((*key).to_owned(), (*value).into())).collect();
    serde_json::json!({
        "kind": "Component", "metadata": {"name": name, "namespace": "default", "annotations": annotations},
    })
    .to_string()
}

fn docs(server: &Server) -> PortalDocs {
    PortalDocs::new(Arc::new(server.portal()), Arc::new(NoDocsKept))
}

fn targets(server: &Server) -> Vec<String> {
    server.asked().into_iter().map(|asked| asked.target).collect()
}

pub(super) fn title(page: &Page) -> &str {
    page.title.as_str()
}

#[tokio::test]
async fn a_page_is_one_request_and_the_site_two_more() {
    let server = Server::start(techdocs);
    let docs = docs(&server);
    let read = docs.page(harbor(), page("guide/tables"), Steps::ignored()).await.unwrap();
    assert_eq!((title(&read.answer), read.as_of), ("Tables", None));
    assert_eq!(targets(&server), [format!("{STATIC}guide/tables/index.html")]);
    let site = docs.site(harbor(), Steps::ignored()).await.unwrap().answer;
    assert_eq!((site.title.as_str(), site.description.as_str()), ("Harbor", "How it runs"));
    assert_eq!(site.built, Some(At(1_795_573_876_781)));
    assert_eq!(site.source.as_str(), "https://git.example/harbor");
    let pages: Vec<&str> = site.pages.iter().map(PageName::as_str).collect();
    assert!(pages.contains(&"") && pages.contains(&"guide/tables") && pages.contains(&"report"), "{pages:?}");
    assert!(!pages.contains(&"404"), "{pages:?}");
    // the nav is on the page that was read
    assert_eq!(site.title_of(&page("guide/tables")).unwrap().as_str(), "Tables");
    assert_eq!(server.asked().len(), 3, "{:?}", targets(&server));
}

#[tokio::test]
async fn what_is_asked_again_costs_a_word_of_the_portal() {
    let server = Server::start(techdocs);
    let folder = tempfile::tempdir().unwrap();
    let kept =
        |server: &Server| PortalDocs::new(Arc::new(server.portal()), Arc::new(KeptDocs::new(folder.path().to_owned())));
    let first = kept(&server);
    let page_now = first.page(harbor(), page("runbook"), Steps::ignored()).await.unwrap().answer;
    let site_now = first.site(harbor(), Steps::ignored()).await.unwrap().answer;
    saved(&folder, &["runbook/index.html", "techdocs_metadata.json"]).await;
    // the next start
    let again = kept(&server);
    let (parts, steps) = watched();
    let told = again.page(harbor(), page("runbook"), steps).await.unwrap();
    assert_eq!((&told.answer, told.as_of), (&page_now, None));
    let parts: Vec<_> = parts.lock().unwrap().drain(..).collect();
    assert_eq!(parts.len(), 1, "what was kept is shown meanwhile");
    assert!(parts[0].as_of.is_some() && parts[0].answer == page_now);
    let (parts, steps) = watched();
    let site = again.site(harbor(), steps).await.unwrap().answer;
    assert_eq!(site.nav, site_now.nav);
    assert_eq!(parts.lock().unwrap()[0].answer.pages, site_now.pages);
    let held = server.asked().into_iter().filter(|asked| asked.header("if-none-match").is_some()).count();
    assert_eq!(held, 2, "the page and the site, by their tags");
}

#[tokio::test]
async fn docs_that_were_read_are_there_when_the_portal_is_away_and_offline() {
    let folder = tempfile::tempdir().unwrap();
    let keep = || Arc::new(KeptDocs::new(folder.path().to_owned()));
    let server = Server::start(techdocs);
    let first = PortalDocs::new(Arc::new(server.portal()), keep());
    let page_now = first.page(harbor(), page(""), Steps::ignored()).await.unwrap().answer;
    let index = first.index(harbor()).await.unwrap().answer;
    assert!(index.sections.len() > 20 && index.sections.iter().any(|it| it.page == page("guide/tables")));
    first.site(harbor(), Steps::ignored()).await.unwrap();
    saved(&folder, &["index.html", "search/search_index.json", "techdocs_metadata.json"]).await;
    let away = PortalDocs::new(Arc::new(Server::answering(vec![answer(503, &[], b"")]).portal()), keep());
    let (parts, steps) = watched();
    let fault = away.page(harbor(), page(""), steps).await.unwrap_err();
    assert_eq!((fault.kind, parts.lock().unwrap()[0].answer.clone()), (FaultKind::Server, page_now.clone()));
    let told = away.index(harbor()).await.unwrap();
    assert!(told.answer == index && told.as_of.is_some());
    let setup = super::setup("http://127.0.0.1:9");
    let portal = Portal::new(stagedoor::adapters::portal::PortalSetup { offline: true, ..setup }).unwrap();
    let offline = PortalDocs::new(Arc::new(portal), keep());
    let told = offline.page(harbor(), page(""), Steps::ignored()).await.unwrap();
    assert!(told.answer == page_now && told.as_of.is_some());
    let site = offline.site(harbor(), Steps::ignored()).await.unwrap();
    assert!(site.as_of.is_some() && site.answer.title.as_str() == "Harbor" && !site.answer.nav.is_empty());
    assert!(offline.page(harbor(), page("runbook"), Steps::ignored()).await.is_err(), "it was never read");
}

#[tokio::test]
async fn a_page_that_sends_on_is_followed_within_the_site() {
    let server = Server::start(techdocs);
    let old = docs(&server).page(harbor(), page("old"), Steps::ignored()).await.unwrap().answer;
    assert_eq!((old.name.as_str(), &old.moved), ("runbook", &None));
    let away = docs(&server).page(harbor(), page("moved/away"), Steps::ignored()).await.unwrap().answer;
    assert_eq!(
        away.moved,
        Some(Href::Address("https://elsewhere.example/docs/".into())),
        "outside is for the reader to go"
    );
    let circle = |path: &str| format!("<html><meta http-equiv=\"refresh\" content=\"0; url=../{path}/\"></html>");
    let round = Server::start(move |asked| {
        let to = if asked.path().contains("/a/") { "b" } else { "a" };
        answer(200, &[], circle(to).as_bytes())
    });
    let fault = docs(&round).page(harbor(), page("a"), Steps::ignored()).await.unwrap_err();
    assert!(fault.to_string().contains("send on to one another"), "{fault}");
    assert!(round.asked().len() <= 6);
}

#[tokio::test]
async fn pages_are_found_whichever_way_the_site_was_built() {
    let server = Server::start(|asked| match asked.path().strip_prefix(STATIC) {
        Some("guide/flat.html") => answer(200, &[], b"<article><h1>Flat</h1></article>"),
        _ => answer(404, &[], b""),
    });
    let flat = docs(&server).page(harbor(), page("guide/flat"), Steps::ignored()).await.unwrap().answer;
    assert_eq!(title(&flat), "Flat");
}

#[tokio::test]
async fn docs_of_another_entity_are_shown_as_its_own() {
    let server = Server::start(|asked| match asked.path() {
        "/api/catalog/entities/by-name/component/default/crane" => {
            let annotations = [
                ("backstage.io/techdocs-entity", "component:harbor"),
                ("backstage.io/techdocs-entity-path", "/runbook"),
            ];
            json(200, &entity("crane", &annotations))
        }
        path if path.contains("/crane") => envelope(404, "NotFoundError", "none"),
        _ => techdocs(asked),
    });
    let docs = docs(&server);
    let crane: EntityRef = "component:default/crane".parse().unwrap();
    let site = docs.site(crane.clone(), Steps::ignored()).await.unwrap().answer;
    assert_eq!((site.title.as_str(), &site.owner), ("Harbor", &Some(harbor())));
    let first = docs.page(crane.clone(), page(""), Steps::ignored()).await.unwrap().answer;
    assert_eq!(first.name, page("runbook"), "it begins where the annotation says");
    assert_eq!(
        docs.page(crane, page("guide/tables"), Steps::ignored()).await.unwrap().answer.name,
        page("guide/tables")
    );
}

#[tokio::test]
async fn where_there_are_no_docs_it_is_said_why_and_what_to_do() {
    let without = |annotations: &'static [(&'static str, &'static str)]| {
        Server::start(move |asked| match asked.path() {
            "/api/catalog/entities/by-name/component/default/harbor" => json(200, &entity("harbor", annotations)),
            path if path.starts_with("/api/techdocs/static") => answer(404, &[], b""),
            _ => envelope(404, "NotFoundError", "Unable to get metadata"),
        })
    };
    let said = |fault: Fault| (fault.kind, fault.to_string());
    let bare = without(&[]);
    let (kind, words) = said(docs(&bare).site(harbor(), Steps::ignored()).await.unwrap_err());
    assert!(kind == FaultKind::NotFound && words.contains("it has no docs; write some: a mkdocs.yml"), "{words}");
    let (_, words) = said(docs(&bare).page(harbor(), page(""), Steps::ignored()).await.unwrap_err());
    assert!(words.contains("it has no docs"), "{words}");
    let unbuilt = without(&[("backstage.io/techdocs-ref", "dir:.")]);
    let (_, words) = said(docs(&unbuilt).site(harbor(), Steps::ignored()).await.unwrap_err());
    assert!(words.contains("were not built yet; have them built"), "{words}");
    let nothing = Server::start(|asked| match asked.path() {
        "/api/catalog/entities/by-name/component/default/harbor" => json(200, &entity("harbor", &[])),
        _ => answer(404, &[], b""),
    });
    let (kind, words) = said(docs(&nothing).site(harbor(), Steps::ignored()).await.unwrap_err());
    assert!(kind == FaultKind::Unsupported && words.contains("this portal serves no docs"), "{words}");
    let (_, words) =
        said(docs(&Server::start(techdocs)).page(harbor(), page("gone"), Steps::ignored()).await.unwrap_err());
    assert!(words.contains("there is no such page; look through their pages"), "{words}");
}

#[tokio::test]
async fn no_name_of_a_page_leads_anywhere_else_on_the_portal() {
    let server = Server::start(techdocs);
    for name in ["../../../../api/catalog/entities", "a/../../x", "..", "a//b", "./x"] {
        assert!(docs(&server).page(harbor(), page(name), Steps::ignored()).await.is_err(), "{name}");
    }
    for path in ["../../x.png", "a/./b.png"] {
        assert!(docs(&server).picture(harbor(), path.into()).await.is_err(), "{path}");
    }
    let odd = docs(&server).page(harbor(), page("a b?x=1#y"), Steps::ignored()).await;
    assert!(odd.is_err());
    let asked = targets(&server);
    assert!(asked.iter().all(|target| target.starts_with("/api/techdocs/") && !target.contains('?')), "{asked:?}");
}

#[tokio::test]
async fn a_build_is_told_as_it_goes_and_its_end() {
    let stream = "event: log\ndata: \"\\u001b[32minfo\\u001b[39m: Step 1 of 3 {\\\"timestamp\\\":\\\"x\\\"}\"\n\n\
                  event: log\ndata: \"DEBUG one\\nDEBUG two\"\n\nevent: finish\ndata: {\"updated\":true}\n\nevent: log\ndata: \"late\"\n\n";
    let events = |body: &'static str| {
        Server::start(move |asked| match asked.header("accept") {
            Some("text/event-stream") => answer(200, &[("Content-Type", "text/event-stream")], body.as_bytes()),
            _ => answer(304, &[], b""),
        })
    };
    let server = events(stream);
    let (parts, steps) = watched::<Building>();
    let done = docs(&server).building(harbor(), steps).await.unwrap().answer;
    assert_eq!(done.state, BuildState::Updated);
    let log: Vec<&str> = done.log.iter().map(|line| line.as_str()).collect();
    assert_eq!(log, ["info: Step 1 of 3", "DEBUG one", "DEBUG two"]);
    let parts: Vec<_> = parts.lock().unwrap().drain(..).collect();
    assert_eq!((parts.len(), parts[0].answer.log.len(), &parts[0].answer.state), (3, 1, &BuildState::Running));
    assert_eq!(targets(&server), ["/api/techdocs/sync/default/component/harbor"]);
    let end = |body| async move {
        docs(&events(body)).building(harbor(), Steps::ignored()).await.unwrap().answer.state.clone()
    };
    assert_eq!(end("event: finish\ndata: {\"updated\":false}\n\n").await, BuildState::UpToDate);
    assert_eq!(end("event: error\ndata: \"No annotation\"\n\n").await, BuildState::Failed("No annotation".into()));
    assert!(matches!(end("event: log\ndata: \"x\"\n\n").await, BuildState::Failed(_)));
}

#[tokio::test]
async fn findings_ask_for_nothing_but_the_site() {
    let server = Server::start(techdocs);
    let docs = docs(&server);
    docs.page(harbor(), page("guide/links"), Steps::ignored()).await.unwrap();
    docs.site(harbor(), Steps::ignored()).await.unwrap();
    let before = server.asked().len();
    let findings = docs.findings(harbor(), Steps::ignored()).await.unwrap().answer;
    assert!(server.asked().len() <= before + 1, "{:?}", targets(&server));
    let told: Vec<String> = findings.iter().map(|it| it.problem.to_string()).collect();
    assert!(findings.iter().filter(|it| it.page.is_some()).all(|it| it.page == Some(page("guide/links"))), "{told:?}");
}

#[tokio::test]
async fn what_is_too_large_is_refused_before_it_is_here() {
    let server = Server::start(|_| {
        let head = super::head(200, &[("Content-Type", "text/plain")], None);
        Act::SendForEver { head, piece: vec![b'x'; 1 << 16] }
    });
    let portal = server.portal_with(
        stagedoor::adapters::session::TokenSource::None,
        Limits { total: Duration::from_secs(20), ..Limits::default() },
    );
    let docs = PortalDocs::new(Arc::new(portal), Arc::new(NoDocsKept));
    let fault = docs.page(harbor(), page(""), Steps::ignored()).await.unwrap_err();
    assert!(fault.to_string().contains("larger than 16 MB"), "{fault}");
}

#[tokio::test]
async fn what_an_entity_says_of_its_docs_is_not_asked_twice() {
    let body = entity("harbor", &[("backstage.io/techdocs-ref", "url:https://git.example/book")]);
    let by_name = "/api/catalog/entities/by-name/component/default/harbor";
    let server = Server::start(move |asked| match asked.path() {
        path if path == by_name => json(200, &body),
        _ => techdocs(asked),
    });
    let portal = Arc::new(server.portal());
    portal.by_ref(harbor(), Steps::ignored()).await.unwrap();
    let docs = PortalDocs::new(portal, Arc::new(NoDocsKept));
    let site = docs.site(harbor(), Steps::ignored()).await.unwrap().answer;
    assert_eq!(site.source.as_str(), "https://git.example/book");
    assert_eq!(targets(&server).iter().filter(|target| *target == by_name).count(), 1);
}

#[test]
fn of_docs_that_are_kept_the_oldest_go_first_and_none_come_back_after_signing_out() {
    use stagedoor::adapters::kept::{Theirs, purge};
    use stagedoor::platform::docs::DocsFile;
    let folder = tempfile::tempdir().unwrap();
    let at = |n: i64| DocsFile { bytes: noise(n), tag: Some(format!("t{n}")), at: At(n) };
    let keep = KeptDocs::new(folder.path().to_owned()).at_most(4_500);
    for n in 1..=6 {
        keep.keep(&harbor(), &format!("{n}.html"), &at(n));
    }
    keep.still(&harbor(), "3.html", At(9));
    keep.keep(&harbor(), "7.html", &at(7));
    assert_eq!(keep.paths(&harbor()), ["3.html", "5.html", "6.html", "7.html"]);
    assert_eq!(keep.load(&harbor(), "5.html"), Some(at(5)));
    assert_eq!(keep.load(&"component:default/other".parse().unwrap(), "5.html"), None);
    keep.drop_file(&harbor(), "5.html");
    assert_eq!(keep.load(&harbor(), "5.html"), None);
    drop(keep);
    purge(folder.path()).unwrap();
    let theirs = Theirs::as_long_as(|| Ok(false));
    let left = KeptDocs::new(folder.path().to_owned()).while_theirs(theirs);
    left.keep(&harbor(), "8.html", &at(8));
    assert!(left.load(&harbor(), "8.html").is_none() && !folder.path().exists());
}

/// A thousand bytes that cannot be packed.
fn noise(seed: i64) -> Vec<u8> {
    let mut state = seed.unsigned_abs() | 1;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0]
    };
    std::iter::repeat_with(next).take(1_000).collect()
}

/// Waits until what is kept in the background is there.
async fn saved(folder: &tempfile::TempDir, paths: &[&str]) {
    let keep = KeptDocs::new(folder.path().to_owned());
    let all = async {
        while !paths.iter().all(|path| keep.load(&harbor(), path).is_some()) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), all).await.expect("it is kept");
}

pub(super) type Parts<T> = Arc<Mutex<Vec<Told<T>>>>;

pub(super) fn watched<T: Send + Sync + 'static>() -> (Parts<T>, Steps<T>) {
    let parts: Parts<T> = Arc::default();
    let log = Arc::clone(&parts);
    let steps = Steps::to(move |step| {
        if let Step::Part(told) = step {
            log.lock().unwrap().push(told);
        }
    });
    (parts, steps)
}
