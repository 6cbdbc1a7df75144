//! Docs as a platform would give them: the site of `tests/docs`, as it was built.

use super::scripted::Mood;
use futures_util::FutureExt as _;
use stagedoor::domain::docs::{Finding, Index, Page, PageName, Picture, Site, decode, html};
use stagedoor::domain::model::{At, EntityRef};
use stagedoor::platform::docs::{BuildState, Building, DocsPort};
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::ports::{Answering, Step, Steps, Told};
use std::collections::BTreeMap;
use std::future::pending;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// The docs of every entity, and how they are given.
pub struct BuiltDocs {
    pub mood: Mood,
    pub now: At,
    /// Pages that are given instead of the built ones, as their HTML.
    pub newer: Mutex<BTreeMap<PageName, String>>,
    pub state: BuildState,
    /// Another entity whose docs they are, and the page that they begin with here.
    pub part_of: Option<(EntityRef, PageName)>,
    /// The images that were asked for.
    pub pictures: Mutex<Vec<String>>,
    /// How many pages were asked for.
    pub pages: AtomicUsize,
    files: BTreeMap<PageName, PathBuf>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/docs/site")
}

fn collect(folder: &Path, files: &mut BTreeMap<PageName, PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|end| end == "html") && !path.ends_with("404.html") {
            files.insert(PageName::of_path(&relative(&path)), path);
        }
    }
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/")
}

impl BuiltDocs {
    pub fn new(mood: Mood, now: At) -> Self {
        let mut files = BTreeMap::new();
        collect(&root(), &mut files);
        Self {
            mood,
            now,
            newer: Mutex::default(),
            state: BuildState::UpToDate,
            part_of: None,
            pictures: Mutex::default(),
            pages: AtomicUsize::default(),
            files,
        }
    }

    /// A page as the site has it, as HTML.
    pub fn html(&self, name: &str) -> String {
        std::fs::read_to_string(&self.files[&PageName::of_path(name)]).unwrap()
    }

    /// From now on the page is this HTML.
    pub fn write(&self, name: &str, html: String) {
        self.newer.lock().unwrap().insert(PageName::of_path(name), html);
    }

    fn whole(&self) -> Site {
        let nav = html::nav(&self.html(""), "index.html");
        Site {
            title: "Docs of the test".into(),
            nav,
            pages: self.files.keys().cloned().collect(),
            built: Some(At(self.now.0 - 3 * 86_400_000)),
            source: "https://git.example/acme/docs".into(),
            owner: self.part_of.as_ref().map(|(owner, _)| owner.clone()),
            ..Site::default()
        }
    }

    fn read(&self, name: &PageName) -> Option<Page> {
        let path = self.files.get(name)?;
        let newer = self.newer.lock().unwrap().get(name).cloned();
        let text = newer.unwrap_or_else(|| std::fs::read_to_string(path).unwrap());
        Some(html::read(&text, &relative(path)))
    }

    fn old(&self) -> Option<At> {
        matches!(self.mood, Mood::OldCopy | Mood::OldCopyThenFault).then(|| At(self.now.0 - 3 * 3_600_000))
    }

    async fn answer<T: Clone>(&self, answer: T, steps: Steps<T>) -> Result<Told<T>, Fault> {
        let told = Told { answer: Arc::new(answer), as_of: self.old() };
        match self.mood {
            Mood::Silent => pending().await,
            Mood::Half => {
                steps.send(Step::Part(told));
                pending().await
            }
            Mood::OldCopyThenFault => {
                steps.send(Step::Part(told));
                Err(fault())
            }
            Mood::Failing => Err(fault()),
            Mood::Empty => Err(none()),
            Mood::Well | Mood::OldCopy => Ok(told),
        }
    }
}

fn fault() -> Fault {
    let cure = "check the address and the network; `stagedoor doctor` looks further";
    Fault::new(FaultKind::Unreachable, "read the docs of http://127.0.0.1:1", "the connection was refused", cure)
}

fn none() -> Fault {
    let cure = "put the annotation backstage.io/techdocs-ref into its descriptor, and a mkdocs.yml beside it";
    Fault::new(FaultKind::Unsupported, "read the docs of component:default/payments", "it has none", cure)
}

fn gone(page: &PageName) -> Fault {
    Fault::new(FaultKind::NotFound, &format!("read the page {page}"), "these docs have no such page", "")
}

impl DocsPort for BuiltDocs {
    fn site<'a>(&'a self, _: EntityRef, steps: Steps<Site>) -> Answering<'a, Site> {
        async move { self.answer(self.whole(), steps).await }.boxed()
    }

    fn page<'a>(&'a self, of: EntityRef, page: PageName, steps: Steps<Page>) -> Answering<'a, Page> {
        async move {
            self.pages.fetch_add(1, Ordering::SeqCst);
            let begin = self.part_of.as_ref().filter(|(owner, _)| *owner != of && page.is_home());
            let page = begin.map_or(page, |(_, begin)| begin.clone());
            match self.read(&page) {
                Some(page) => self.answer(page, steps).await,
                None if self.mood == Mood::Silent => pending().await,
                None => Err(gone(&page)),
            }
        }
        .boxed()
    }

    fn index<'a>(&'a self, _: EntityRef) -> Answering<'a, Index> {
        async move { Ok(Told::now(Index::default())) }.boxed()
    }

    fn picture<'a>(&'a self, _: EntityRef, path: String) -> Answering<'a, Picture> {
        async move {
            self.pictures.lock().unwrap().push(path.clone());
            let bytes = std::fs::read(root().join(&path)).map_err(|_| gone(&PageName::of_path(&path)))?;
            decode(&bytes).map(Told::now).map_err(|why| Fault::new(FaultKind::Invalid, "show it", why.as_str(), ""))
        }
        .boxed()
    }

    fn building<'a>(&'a self, _: EntityRef, _: Steps<Building>) -> Answering<'a, Building> {
        async move { Ok(Told::now(Building { state: self.state.clone(), ..Building::default() })) }.boxed()
    }

    fn findings<'a>(&'a self, _: EntityRef, _: Steps<Vec<Finding>>) -> Answering<'a, Vec<Finding>> {
        let problem = "the link leads to guide/gone, which is no page";
        async move { Ok(Told::now(vec![Finding { page: None, line: None, lead: None, problem: problem.into() }])) }
            .boxed()
    }
}
