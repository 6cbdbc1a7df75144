//! The thin rows of the whole catalog, page by page, and some of them anew.

use super::Backstage;
use super::page::{PageEnd, next_cursor, read_page};
use super::pager::Pager;
use super::thin::{FIELDS, Thin};
use crate::adapters::http::{Body, Call};
use crate::domain::model::EntityRef;
use crate::domain::model::listing::{Listing, ListingBuilder, RowInput};
use crate::platform::clock::now;
use crate::platform::fault::{Fault, FaultKind};
use serde_json::json;
use std::collections::HashSet;
use std::sync::Arc;

/// What to do when there is no catalog at all.
pub(super) const NO_CATALOG: &str =
    "check that the address is that of a Backstage backend; there is no catalog under it";
/// Listings that are shown while more is coming; each costs a sort of all that is there.
const MOST_PARTS: usize = 6;
/// Bytes of a body with references; Backstage refuses more than 100 kB.
const REFS_BODY: usize = 80_000;

/// Where listings go that hold the first pages only.
pub type Parts = Arc<dyn Fn(Listing) + Send + Sync>;

/// What has been read so far.
#[derive(Debug, Default)]
struct Taken {
    builder: ListingBuilder,
    pager: Pager,
    parts: usize,
    last_part: usize,
}

impl Backstage {
    /// All rows. While later pages load, listings of what is there go to `parts`.
    ///
    /// # Errors
    /// When a page cannot be had, or is none.
    pub async fn rows(&self, parts: Option<Parts>) -> Result<Listing, Fault> {
        let mut taken = Taken::default();
        let mut total = 0;
        let (first, later) = self.client.pages();
        let mut body = self.page(None, first).await?;
        loop {
            // the next page is on its way while this one is read
            let guess = next_cursor(&body.text);
            let ahead = async {
                match &guess {
                    Some(cursor) => Some(self.page(Some(cursor), later).await),
                    None => None,
                }
            };
            let (read, ahead) = tokio::join!(read_off_thread(taken, body, total, parts.clone()), ahead);
            let (now_taken, end) = read?;
            taken = now_taken;
            total = total.max(end.total);
            let Some(next) = end.next else { break };
            body = match ahead {
                Some(page) if guess.as_ref() == Some(&next) => page?,
                _ => self.page(Some(&next), later).await?,
            };
        }
        let finished = tokio::task::spawn_blocking(move || taken.builder.finish(now(), true)).await;
        finished.map_err(|_| self.broken())
    }

    async fn page(&self, cursor: Option<&str>, limit: usize) -> Result<Body, Fault> {
        let call = Call::get(&self.tried_catalog(), &["api", "catalog", "entities", "by-query"])
            .query("limit", limit.to_string())
            .query("fields", FIELDS)
            .when_missing(NO_CATALOG);
        // without an order the items come by uid, which the server has an index for
        let call = match cursor {
            Some(cursor) => call.query("cursor", cursor),
            None => call,
        };
        Ok(self.send(call).await?)
    }

    /// `known` with these rows as they are now, or `None` when they are as they were. What is gone
    /// over there is gone from it.
    ///
    /// # Errors
    /// When the rows cannot be had.
    pub async fn fresh_rows(&self, refs: &[EntityRef], known: Arc<Listing>) -> Result<Option<Listing>, Fault> {
        let mut bodies = Vec::new();
        for chunk in chunks(refs) {
            bodies.push((chunk.to_vec(), self.by_refs(chunk, Some(FIELDS)).await?));
        }
        let merged = tokio::task::spawn_blocking(move || merge(&bodies, &known)).await;
        merged.map_err(|_| self.broken())?
    }

    /// Entities by reference, in the order asked, with `null` for what is not there.
    pub(super) async fn by_refs(&self, refs: &[EntityRef], fields: Option<&str>) -> Result<Body, Fault> {
        let names: Vec<&str> = refs.iter().map(EntityRef::as_str).collect();
        let body = match fields {
            Some(fields) => json!({"entityRefs": names, "fields": fields.split(',').collect::<Vec<_>>()}),
            None => json!({"entityRefs": names}),
        };
        let tried = self.tried_catalog();
        let call =
            Call::post(&tried, &["api", "catalog", "entities", "by-refs"], &body).repeatable().when_missing(NO_CATALOG);
        Ok(self.send(call).await?)
    }

    pub(super) fn tried_catalog(&self) -> String {
        format!("read the catalog of {}", self.name)
    }

    fn broken(&self) -> Fault {
        Fault::new(FaultKind::Local, &self.tried_catalog(), "reading the answer failed", "please report this")
    }
}

/// The references in pieces that a body may hold.
pub(super) fn chunks(refs: &[EntityRef]) -> impl Iterator<Item = &[EntityRef]> {
    let mut size = 0;
    refs.chunk_by(move |_, next| {
        size += next.as_str().len() + 3;
        let fits = size < REFS_BODY;
        if !fits {
            size = 0;
        }
        fits
    })
}

async fn read_off_thread(
    mut taken: Taken,
    body: Body,
    total: u64,
    parts: Option<Parts>,
) -> Result<(Taken, PageEnd), Fault> {
    let tried = body.malformed("reading the answer failed", "please report this");
    let read = tokio::task::spawn_blocking(move || {
        let end = taken.read(&body)?;
        if let Some(parts) = parts.filter(|_| end.next.is_some()) {
            taken.show(&*parts, total.max(end.total));
        }
        Ok((taken, end))
    });
    read.await.map_err(|_| tried)?
}

impl Taken {
    fn read(&mut self, body: &Body) -> Result<PageEnd, Fault> {
        let push = |item: Option<Thin<'_>>| {
            if let Some(row) = item.and_then(Thin::row) {
                self.builder.push(&row);
            }
        };
        let end = read_page(&body.text, push).map_err(|error| body.unreadable(&error))?;
        self.pager.check(body, &end)?;
        Ok(end)
    }

    /// Shows what is there, when it is twice as much as was last shown and the end is not near.
    fn show(&mut self, parts: &(dyn Fn(Listing) + Send + Sync), total: u64) {
        let rows = self.builder.len();
        let near_end = total > 0 && rows as u64 * 10 > total * 6;
        if rows < self.last_part * 2 || self.parts == MOST_PARTS || near_end {
            return;
        }
        self.parts += 1;
        self.last_part = rows;
        parts(self.builder.clone().finish(now(), false));
    }
}

/// One place of an answer to by-refs.
enum Place<'a> {
    Gone,
    Row(Box<RowInput<'a>>),
    /// Something is there that is no entity: what is known stays.
    Odd,
}

impl<'a> Place<'a> {
    fn of(item: Option<Thin<'a>>) -> Self {
        match item {
            None => Self::Gone,
            Some(thin) => thin.row().map_or(Self::Odd, |row| Self::Row(Box::new(row))),
        }
    }
}

fn merge(bodies: &[(Vec<EntityRef>, Body)], known: &Listing) -> Result<Option<Listing>, Fault> {
    let (mut gone, mut rows) = (Vec::new(), Vec::new());
    for (refs, body) in bodies {
        let mut places = Vec::with_capacity(refs.len());
        let page = read_page(&body.text, |item| places.push(Place::of(item)));
        page.map_err(|error| body.unreadable(&error))?;
        // an answer of another length cannot be told apart place by place
        let aligned = places.len() == refs.len();
        for (reference, place) in refs.iter().map(Some).chain(std::iter::repeat(None)).zip(places) {
            match place {
                Place::Gone => gone.extend(reference.filter(|_| aligned)),
                Place::Row(row) => rows.push(row),
                Place::Odd => {}
            }
        }
    }
    Ok(replaced(known, &rows, &gone))
}

fn replaced(known: &Listing, rows: &[Box<RowInput<'_>>], gone: &[&EntityRef]) -> Option<Listing> {
    let changed: Vec<_> = rows.iter().filter(|row| !known.says(row)).collect();
    let mut dropped: HashSet<u32> = gone.iter().filter_map(|gone| known.find(gone)).map(|row| row.index()).collect();
    if changed.is_empty() && dropped.is_empty() {
        return None;
    }
    dropped.extend(changed.iter().filter_map(|row| known.find(&row.reference())).map(|row| row.index()));
    let mut builder = ListingBuilder::of(known, |row| !dropped.contains(&row));
    changed.iter().for_each(|row| builder.push(row));
    // the others are as old as they were
    Some(builder.finish(known.as_of, known.complete))
}
