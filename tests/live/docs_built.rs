//! Docs that a real backend builds itself with MkDocs, seen from the first sync to the page. Runs where
//! `STAGEDOOR_MKDOCS` names the folder in which `mkdocs` lies, with mkdocs-techdocs-core beside it.

use crate::ports::{portal_at, reference, wait};
use crate::rig;
use stagedoor::adapters::portal::PortalDocs;
use stagedoor::domain::docs::{PageName, outline};
use stagedoor::platform::docs::{BuildState, Building, DocsPort as _, NoDocsKept};
use stagedoor::platform::ports::{Step, Steps};
use std::sync::{Arc, Mutex};

#[test]
fn a_build_is_followed_from_its_first_step_to_the_page_that_it_makes() {
    let Some(mkdocs) = std::env::var_os("STAGEDOOR_MKDOCS").filter(|_| rig::live()) else { return };
    let built = rig::Rig::building(&mkdocs).unwrap();
    let docs = PortalDocs::new(Arc::new(portal_at(&built.url)), Arc::new(NoDocsKept));
    let harbor = || reference("component:harbor");
    let fault = wait(docs.site(harbor(), Steps::ignored())).unwrap_err();
    assert!(fault.to_string().contains("its docs were not built yet"), "{fault}");

    let seen: Arc<Mutex<Vec<usize>>> = Arc::default();
    let log = Arc::clone(&seen);
    let steps = Steps::to(move |step: Step<Building>| {
        if let Step::Part(told) = step {
            log.lock().unwrap().push(told.answer.log.len());
        }
    });
    let building = wait(docs.building(harbor(), steps)).unwrap().answer;
    assert_eq!(building.state, BuildState::Updated, "{:?}", building.log.last());
    let said = |words: &str| building.log.iter().any(|line| line.as_str().contains(words));
    assert!(said("Step 1 of 3") && said("Step 3 of 3"), "{:?}", building.log);
    assert!(
        building.log.iter().all(|line| !line.as_str().contains("[32m") && !line.as_str().contains("\"timestamp\""))
    );
    assert!(
        seen.lock().unwrap().first().is_some_and(|lines| *lines == 1),
        "told as it goes: {:?}",
        seen.lock().unwrap()
    );
    let again = wait(docs.building(harbor(), Steps::ignored())).unwrap().answer;
    assert_eq!(again.state, BuildState::UpToDate);

    let site = wait(docs.site(harbor(), Steps::ignored())).unwrap().answer;
    assert_eq!(site.title.as_str(), "Harbor");
    assert!(site.built.is_some() && site.source.as_str().ends_with("tests/docs"), "{site:?}");
    assert!(site.nav.len() > 20 && site.pages.len() > 15, "{site:?}");
    // what the backend built is what is committed: the same pages, the same text
    for name in ["", "guide/tables", "guide/code", "runbook"] {
        let page = wait(docs.page(harbor(), PageName::of_path(name), Steps::ignored())).unwrap().answer;
        let file = if name.is_empty() { "index.html".to_owned() } else { format!("{name}/index.html") };
        let committed = std::fs::read_to_string(format!("tests/docs/site/{file}")).unwrap();
        let committed = stagedoor::domain::docs::html::read(&committed, &file);
        assert_eq!(outline(&page), outline(&committed), "{name}");
    }
    let missing = wait(docs.building(reference("component:nowhere"), Steps::ignored()));
    assert!(missing.is_err());
    let without = wait(docs.building(reference("component:timetable"), Steps::ignored())).unwrap().answer;
    assert!(matches!(&without.state, BuildState::Failed(why) if why.as_str().contains("techdocs-ref")), "{without:?}");
}
