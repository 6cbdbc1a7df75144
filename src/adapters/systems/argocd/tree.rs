//! What an application brought to life, and what is told of it.

use super::app::object;
use super::json::{items, moment, raw, text};
use crate::domain::model::At;
use crate::domain::model::cluster::{Gravity, Kind, ObjectEvent, ObjectRef};
use crate::domain::model::delivery::{App, AppNode, Health, Sync};
use crate::domain::text::Clean;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// Nodes of a tree that are read; more than this nobody looks through.
const MOST_NODES: usize = 20_000;

/// A node before it has its place.
struct Bare<'v> {
    uid: &'v str,
    parents: Vec<&'v str>,
    node: AppNode,
}

/// The tree (`GET /applications/NAME/resource-tree`), parents before children. What belongs to nobody comes
/// first, in the order of kinds and names; a circle is cut where it is entered.
pub(super) fn tree(value: &Value, app: &App) -> Vec<AppNode> {
    let states: HashMap<&ObjectRef, Sync> = app.resources.iter().map(|it| (&it.object, it.sync)).collect();
    let mut bare: Vec<Bare<'_>> =
        items(value, "/nodes").take(MOST_NODES).filter_map(|node| bare_node(node, &states)).collect();
    bare.sort_by(|a, b| a.node.object.cmp(&b.node.object));
    Planting::of(bare).planted()
}

fn bare_node<'v>(value: &'v Value, states: &HashMap<&ObjectRef, Sync>) -> Option<Bare<'v>> {
    let object = object(value)?;
    let health = raw(value, "/health/status");
    let said = text(value, "/health/message");
    let info = items(value, "/info").map(|info| match raw(info, "/name") {
        "" => text(info, "/value"),
        name => Clean::line(&format!("{name}: {}", raw(info, "/value"))),
    });
    let info = Some(said).into_iter().chain(info).filter(|info| !info.is_empty()).collect();
    let node = AppNode {
        sync: states.get(&object).copied(),
        object,
        parents: Vec::new(),
        health: (!health.is_empty()).then(|| Health::of_word(health)),
        info,
        created: moment(value, "/createdAt"),
    };
    let parents = items(value, "/parentRefs").map(|parent| raw(parent, "/uid")).filter(|uid| !uid.is_empty()).collect();
    Some(Bare { uid: raw(value, "/uid"), parents, node })
}

/// Nodes that get their places one after the other.
struct Planting<'v> {
    bare: Vec<Bare<'v>>,
    children: HashMap<&'v str, Vec<usize>>,
    /// Where each uid stands by now.
    places: HashMap<&'v str, usize>,
    planted: Vec<AppNode>,
}

impl<'v> Planting<'v> {
    fn of(bare: Vec<Bare<'v>>) -> Self {
        let mut children: HashMap<&str, Vec<usize>> = HashMap::new();
        for (n, node) in bare.iter().enumerate() {
            for parent in &node.parents {
                children.entry(parent).or_default().push(n);
            }
        }
        Self { bare, children, places: HashMap::new(), planted: Vec::new() }
    }

    fn planted(mut self) -> Vec<AppNode> {
        let known: HashSet<&str> = self.bare.iter().map(|node| node.uid).collect();
        let is_root = |node: &Bare<'_>| !node.parents.iter().any(|parent| known.contains(parent));
        let roots: Vec<usize> = (0..self.bare.len()).filter(|n| self.bare.get(*n).is_some_and(is_root)).collect();
        let mut done = HashSet::new();
        // then what only a circle leads to
        for start in roots.into_iter().chain(0..self.bare.len()) {
            self.plant(start, &mut done);
        }
        self.planted
    }

    fn plant(&mut self, start: usize, done: &mut HashSet<usize>) {
        let mut open = vec![start];
        while let Some(n) = open.pop() {
            let Some(bare) = self.bare.get(n).filter(|_| done.insert(n)) else { continue };
            let parents = bare.parents.iter().filter_map(|parent| self.places.get(parent).copied()).collect();
            self.places.insert(bare.uid, self.planted.len());
            self.planted.push(AppNode { parents, ..bare.node.clone() });
            let below = self.children.get(bare.uid).filter(|_| !bare.uid.is_empty());
            // the first child is to be taken first
            open.extend(below.into_iter().flatten().rev());
        }
    }
}

/// Events as Kubernetes has them (`GET /applications/NAME/events`).
pub(super) fn events(value: &Value) -> Vec<ObjectEvent> {
    items(value, "/items").filter_map(event).collect()
}

fn event(value: &Value) -> Option<ObjectEvent> {
    let first = moment(value, "/firstTimestamp");
    let at = ["/lastTimestamp", "/series/lastObservedTime", "/eventTime", "/metadata/creationTimestamp"]
        .into_iter()
        .find_map(|pointer| moment(value, pointer));
    let at: At = at.or(first)?;
    let about = value.pointer("/involvedObject").or_else(|| value.pointer("/regarding"))?;
    let kind = Kind::of_api_version(raw(about, "/apiVersion"), raw(about, "/kind"));
    let count = value.pointer("/count").and_then(Value::as_u64).and_then(|count| u32::try_from(count).ok());
    let by = ["/source/component", "/reportingComponent", "/reportingController"];
    Some(ObjectEvent {
        uid: text(value, "/metadata/uid"),
        at,
        first: first.filter(|first| *first != at),
        count: count.unwrap_or(1).max(1),
        gravity: if raw(value, "/type") == "Warning" { Gravity::Warning } else { Gravity::Normal },
        reason: text(value, "/reason"),
        message: text(value, "/message"),
        about: ObjectRef::new(kind, raw(about, "/namespace"), raw(about, "/name")),
        by: by.into_iter().map(|pointer| text(value, pointer)).find(|by| !by.is_empty()).unwrap_or_default(),
    })
}

/// Events of several objects as one list, newest first, each once.
pub(super) fn joined(lists: Vec<Vec<ObjectEvent>>) -> Vec<ObjectEvent> {
    let mut seen = HashSet::new();
    let mut all: Vec<ObjectEvent> = lists.into_iter().flatten().collect();
    all.retain(|event| event.uid.is_empty() || seen.insert(event.uid.clone()));
    all.sort_by_key(|event| std::cmp::Reverse(event.at));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn node(uid: &str, name: &str, parents: &[&str]) -> Value {
        let parents: Vec<Value> = parents.iter().map(|uid| json!({"uid": uid})).collect();
        json!({"kind": "Thing", "namespace": "shop", "name": name, "uid": uid, "parentRefs": parents})
    }

    fn shape(nodes: &[Value]) -> Vec<(String, Vec<usize>)> {
        let planted = tree(&json!({"nodes": nodes}), &App::default());
        planted.into_iter().map(|node| (node.object.name.to_string(), node.parents)).collect()
    }

    #[test]
    fn parents_come_before_children_whatever_the_order() {
        let nodes =
            [node("3", "c-pod", &["2"]), node("2", "b-set", &["1"]), node("1", "z-deploy", &[]), node("4", "a", &[])];
        let wanted = [("a", vec![]), ("z-deploy", vec![]), ("b-set", vec![1]), ("c-pod", vec![2])];
        assert_eq!(shape(&nodes), wanted.map(|(name, parents)| (name.to_owned(), parents)));
    }

    #[test]
    fn a_circle_and_what_has_no_uid_lose_nothing_and_end() {
        let nodes =
            [node("1", "a", &["2"]), node("2", "b", &["1"]), node("", "c", &[]), node("", "d", &[""]), json!(7)];
        let shape = shape(&nodes);
        assert_eq!(shape.len(), 4, "{shape:?}");
        assert!(
            shape.iter().enumerate().all(|(n, (_, parents))| parents.iter().all(|parent| *parent < n)),
            "{shape:?}"
        );
    }
}
