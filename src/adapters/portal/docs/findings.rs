//! What is wrong with docs, as far as it shows without reading them all: sections by the nav, links of
//! the pages that were read so far. The portal is asked for nothing more than for the site.

use super::files::read_page;
use super::seen::Read;
use super::{Docs, blocking, locked};
use crate::domain::docs::{Finding, Page, Review, Section, check};
use crate::domain::model::EntityRef;
use crate::platform::fault::Fault;
use crate::platform::steps::Told;
use std::collections::HashSet;
use std::sync::Arc;

/// Pages that are looked at.
const PAGES: usize = 400;

impl Docs {
    pub(super) async fn findings(&self, of: EntityRef) -> Result<Told<Vec<Finding>>, Fault> {
        let (site, facts) = self.whole_site(&of).await?;
        let owner = self.owner(&of);
        let seen = locked(&self.seen).all(&owner);
        let keep = Arc::clone(&self.keep);
        let findings = blocking("check the docs", move || {
            let kept = keep.paths(&owner).into_iter().filter(|path| path.ends_with(".html")).take(PAGES);
            let unseen = kept.filter(|path| !seen.iter().any(|read| read.path == *path));
            let loaded = unseen.filter_map(|path| Some(read_page(path.clone(), &keep.load(&owner, &path)?)));
            let loaded: Vec<Read> = loaded.collect();
            let files: HashSet<&str> = facts.files.iter().map(String::as_str).collect();
            let pages: Vec<Arc<Page>> = seen.iter().chain(&loaded).map(|read| Arc::clone(&read.page)).collect();
            check(&Review {
                site: &site,
                pages: &pages,
                is_whole: false,
                // where the backend does not tell its files, no link to one is called broken
                has_file: &|path| files.is_empty() || files.contains(path),
                line_of: &|_, _| None,
                sections: &Section::ALL,
            })
        });
        Ok(Told::now(findings.await?))
    }
}
