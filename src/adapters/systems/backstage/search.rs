//! Full text search over whatever the portal indexes.

use super::Backstage;
use super::loose::{Number, Text, loose};
use super::snippet::snippet;
use crate::adapters::http::Call;
use crate::domain::model::{EntityRef, Hit, Hits, Terms};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};

/// Characters that the portal takes of a term.
const TERM: usize = 100;
/// Hits of one answer; the portal gives at most 100.
const HITS: &str = "50";
/// Answers that are asked for until one has hits that are wanted: the portal's filters are coarser.
const ANSWERS: usize = 3;
/// So many owners are told to the portal; of more, all are asked for and the others left out here.
const OWNERS: usize = 8;
/// Kinds as their documents in the catalog's index write them.
const KINDS: [&str; 9] = ["Component", "API", "Resource", "System", "Domain", "User", "Group", "Location", "Template"];

loose! {
    Answer {
        "numberOfResults" => total: Number,
        "nextPageCursor" => next: Text<'de>,
        "results" => results: super::loose::List<Found<'de>>,
    }
    Found {
        "type" => kind: Text<'de>,
        "document" => document: Document<'de>,
        "highlight" => highlight: Highlight<'de>,
    }
    Document {
        "title" => title: Text<'de>,
        "text" => text: Text<'de>,
        "kind" => kind: Text<'de>,
        "namespace" => namespace: Text<'de>,
        "name" => name: Text<'de>,
        "path" => path: Text<'de>,
        "location" => location: Text<'de>,
        "owner" => owner: Text<'de>,
        "type" => kind_type: Text<'de>,
        "componentType" => component_type: Text<'de>,
        "lifecycle" => lifecycle: Text<'de>,
    }
    Highlight {
        "preTag" => pre_tag: Text<'de>,
        "postTag" => post_tag: Text<'de>,
        "fields" => fields: Fields<'de>,
    }
    Fields {
        "text" => text: Text<'de>,
    }
}

impl Backstage {
    /// What matches, best first. Pages without anything that is wanted are passed over.
    ///
    /// # Errors
    /// When the portal cannot be asked, or has no search.
    pub async fn search(&self, terms: &Terms) -> Result<Hits, Fault> {
        let mut from = terms.from.clone();
        for _ in 1..ANSWERS {
            let found = self.found(terms, from.as_deref()).await?;
            if !found.hits.is_empty() || found.next.is_none() {
                return Ok(found);
            }
            from = found.next;
        }
        self.found(terms, from.as_deref()).await
    }

    async fn found(&self, terms: &Terms, from: Option<&str>) -> Result<Hits, Fault> {
        let tried = format!("search {}", self.name());
        let body = match self.send(narrowed(&tried, terms, from)).await {
            Err(failure) if failure.status == Some(404) => {
                let cure = "filter the catalog instead";
                return Err(Fault {
                    kind: FaultKind::Unsupported,
                    happened: "it has no search".into(),
                    cure: cure.into(),
                    ..failure.fault
                });
            }
            answer => answer?,
        };
        if !body.text.trim_start().starts_with('{') {
            return Err(body.malformed("the answer is no list of results", "tell the administrators"));
        }
        let answer = body.json::<Answer<'_>>()?;
        let next = Some(answer.next.0.into_owned()).filter(|next| !next.is_empty());
        let total = Some(answer.total.0).filter(|total| *total > 0);
        let hits = answer.results.0.into_iter().filter_map(hit).filter(|hit| terms.admits(hit)).collect();
        Ok(Hits { hits, total, next })
    }
}

/// The question, with as much of the filters as the portal's engines judge alike: of some a list of
/// values only raises what matches, and some regard case. The rest is done with the answer.
fn narrowed(tried: &str, terms: &Terms, from: Option<&str>) -> Call {
    let term: String = terms.text.chars().take(TERM).collect();
    let mut call = Call::get(tried, &["api", "search", "query"]).query("term", term).query("pageLimit", HITS);
    for (name, value) in [("types[0]", terms.kind.as_deref()), ("pageCursor", from)] {
        call = value.into_iter().fold(call, |call, value| call.query(name, value));
    }
    let is_docs = terms.kind.as_deref() == Some(Hit::DOCS);
    let kind = terms.entity.as_ref().map(EntityRef::kind).or(terms.entity_kind.as_deref());
    let kind = kind.and_then(|kind| match terms.kind.as_deref() {
        Some(Hit::DOCS) => Some(kind.to_lowercase()),
        Some(Hit::CATALOG) => KINDS.iter().find(|it| it.eq_ignore_ascii_case(kind)).map(|it| (*it).to_owned()),
        _ => None,
    });
    // a document of the catalog has no name among its fields
    let entity = terms.entity.as_ref().filter(|_| is_docs);
    let filters = [
        ("kind", kind),
        ("namespace", entity.map(|entity| entity.namespace().to_owned())),
        ("name", entity.map(|entity| entity.name().to_owned())),
        ("type", terms.entity_type.clone()),
        ("lifecycle", terms.lifecycle.clone()),
    ];
    for (name, value) in filters {
        call = value.into_iter().fold(call, |call, value| call.query(&format!("filters[{name}]"), value));
    }
    let owners = Some(&terms.owners).filter(|owners| owners.len() <= OWNERS).into_iter().flatten();
    let spellings = owners.flat_map(|owner| [owner.to_string(), owner.name().to_owned()]);
    spellings.enumerate().fold(call, |call, (n, owner)| call.query(&format!("filters[owner][{n}]"), owner))
}

fn hit(found: Found<'_>) -> Option<Hit> {
    let Found { kind, document, highlight, .. } = found;
    if document.title.0.is_empty() && document.location.0.is_empty() {
        return None;
    }
    let marked = &highlight.fields.text.0;
    let text = if marked.is_empty() { &document.text.0 } else { marked };
    let (snippet, marks) = snippet(text, &highlight.pre_tag.0, &highlight.post_tag.0);
    let line = |text: &Text<'_>| Clean::line(&text.0);
    let named = |text: &Text<'_>| (!text.0.is_empty()).then(|| line(text));
    Some(Hit {
        kind: line(&kind),
        title: line(&document.title),
        entity: entity(&document),
        path: named(&document.path),
        snippet,
        marks,
        owner: owner(&document),
        entity_type: named(&document.kind_type).unwrap_or_else(|| line(&document.component_type)),
        lifecycle: line(&document.lifecycle),
    })
}

/// The owner, who is written in some documents as the descriptor has it.
fn owner(document: &Document<'_>) -> Option<EntityRef> {
    let namespace = Some(&*document.namespace.0).filter(|namespace| !namespace.is_empty());
    EntityRef::parse(&document.owner.0, Some("group"), namespace.or(Some("default"))).ok()
}

/// The entity that a document is about: by its parts, or by where the portal's frontend shows it,
/// `/catalog/NAMESPACE/KIND/NAME` or `/docs/NAMESPACE/KIND/NAME/...`.
fn entity(document: &Document<'_>) -> Option<EntityRef> {
    let parts = [&document.kind.0, &document.namespace.0, &document.name.0];
    if let [kind, namespace, name] = parts
        && parts.iter().all(|part| !part.is_empty())
    {
        return Some(EntityRef::new(kind, namespace, name));
    }
    let mut parts = document.location.0.split('/').skip_while(|part| !matches!(*part, "catalog" | "docs")).skip(1);
    let (namespace, kind, name) = (parts.next()?, parts.next()?, parts.next()?);
    let whole = [namespace, kind, name].iter().all(|part| !part.is_empty());
    whole.then(|| EntityRef::new(kind, namespace, name))
}
