//! Full text search over whatever the portal indexes.

use super::Backstage;
use super::loose::{Text, loose};
use crate::adapters::http::Call;
use crate::domain::model::{EntityRef, Hit};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use std::borrow::Cow;

/// Characters that the portal takes of a term.
const TERM: usize = 100;
/// Hits of one answer; the portal gives at most 100.
const HITS: &str = "50";
/// Characters of a snippet: two lines of a screen.
const SNIPPET: usize = 160;
/// Characters of it before the first match.
const LEAD: usize = 40;

loose! {
    Answer {
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
    /// What matches, best first; only of one type where that is given.
    ///
    /// # Errors
    /// When the portal cannot be asked, or has no search.
    pub async fn search(&self, text: &str, kind: Option<&str>) -> Result<Vec<Hit>, Fault> {
        let term: String = text.chars().take(TERM).collect();
        let tried = format!("search {}", self.name());
        let call = Call::get(&tried, &["api", "search", "query"]).query("term", term).query("pageLimit", HITS);
        let call = match kind {
            Some(kind) => call.query("types[0]", kind),
            None => call,
        };
        let body = match self.send(call).await {
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
        Ok(body.json::<Answer<'_>>()?.results.0.into_iter().filter_map(hit).collect())
    }
}

fn hit(found: Found<'_>) -> Option<Hit> {
    let Found { kind, document, highlight, .. } = found;
    if document.title.0.is_empty() && document.location.0.is_empty() {
        return None;
    }
    let marked = &highlight.fields.text.0;
    let (text, at) = unmarked(marked, &highlight.pre_tag.0, &highlight.post_tag.0);
    let (text, at) = if text.is_empty() { (document.text.0.clone(), 0) } else { (text, at) };
    let path = (!document.path.0.is_empty()).then(|| Clean::line(&document.path.0));
    Some(Hit {
        kind: Clean::line(&kind.0),
        title: Clean::line(&document.title.0),
        entity: entity(&document),
        path,
        snippet: snippet(&text, at),
    })
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

/// The text without the tags around its matches, and where the first match begins.
fn unmarked<'a>(marked: &'a str, pre: &str, post: &str) -> (Cow<'a, str>, usize) {
    if pre.is_empty() || post.is_empty() {
        return (Cow::Borrowed(marked), 0);
    }
    let at = marked.find(pre).unwrap_or_default();
    (Cow::Owned(marked.replace(pre, "").replace(post, "")), at)
}

fn snippet(text: &str, at: usize) -> Clean {
    let before = text.get(..at).unwrap_or_default();
    let start = before.char_indices().rev().nth(LEAD).map_or(0, |(start, _)| start);
    let part: String = text.get(start..).unwrap_or_default().chars().take(SNIPPET).collect();
    Clean::line(part.trim())
}
