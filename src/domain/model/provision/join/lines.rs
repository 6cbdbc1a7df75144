//! The lines: which objects and which tasks there are to tell of, and what belongs to each.

use super::known::Known;
use super::line::{Line, Live, Thing};
use super::place::{Rolling, Target, targets};
use super::{change, live, twice};
use crate::domain::model::At;
use crate::domain::model::cluster::Object;
use crate::domain::model::provision::{ChangeState, Manifest, is_asked_for, marks};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Types of templates (`spec.type`) whose runs ask for something that is provisioned.
const SORTS: &[&str] =
    &["infrastructure", "resource", "database", "cache", "topic", "bucket", "application", "service", "website"];

/// All lines: of files, then of objects that no file describes, then of tasks that made neither.
pub(super) fn of<'e>(known: &Known<'e>) -> Vec<Line<'e>> {
    let mut lines = Vec::new();
    let mut pending = Vec::new();
    for versions in known.files.values() {
        of_file(known, versions, &mut lines, &mut pending);
    }
    let mut lines = twice::described_twice(known, lines);
    pending.extend(twice::take_proposed(known, &mut lines));
    of_objects(known, &mut lines);
    of_tasks(known, &mut lines, pending);
    lines
}

/// How far the state of a file has come, for choosing the one that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Rejected,
    Proposed,
    Unknown,
    Landed,
    Present,
}

/// A state of a file, with how far it has come.
type Sorted<'e> = ((Standing, At), &'e Manifest);

fn standing(known: &Known<'_>, file: &Manifest) -> (Standing, At) {
    let change = file.commit.as_ref().and_then(|id| known.changes.of_commit(id.as_str()));
    let at = change.map(change::since).unwrap_or_default();
    let standing = match (file.is_present, change.map(|change| &change.state)) {
        (Some(true), _) => Standing::Present,
        (_, Some(ChangeState::Landed(_) | ChangeState::Reverted { .. })) => Standing::Landed,
        (_, Some(ChangeState::Proposed(_))) => Standing::Proposed,
        (_, Some(ChangeState::Rejected(_))) => Standing::Rejected,
        (_, None) => Standing::Unknown,
    };
    (standing, at)
}

/// The lines of one object in one repository. Several files that are there at once are several lines; what is only
/// proposed beside a file that is there is a line about its task.
fn of_file<'e>(
    known: &Known<'e>,
    versions: &[&'e Manifest],
    lines: &mut Vec<Line<'e>>,
    pending: &mut Vec<(&'e Manifest, Vec<String>)>,
) {
    let mut sorted: Vec<_> = versions.iter().map(|file| (standing(known, file), *file)).collect();
    sorted.sort_by(|(a, file), (b, other)| {
        b.cmp(a).then_with(|| (&other.path, &other.commit).cmp(&(&file.path, &file.commit)))
    });
    let paths = paths(&sorted);
    for file in &paths {
        let others: Vec<&'e Manifest> = sorted.iter().map(|(_, file)| *file).filter(|other| *other != *file).collect();
        let own = |other: &&&'e Manifest| other.path == file.path || paths.len() == 1;
        let others: Vec<&'e Manifest> = others.iter().filter(own).copied().collect();
        let (requests, doubt, apart) = requests(known, file, &others);
        pending.extend(apart);
        for target in targets(known, file) {
            lines.push(of_target(known, file, target, (requests.clone(), doubt.clone())));
        }
    }
}

/// One file of each path: those that are there; where that is known of none, those that may be; else the last one.
fn paths<'e>(sorted: &[Sorted<'e>]) -> Vec<&'e Manifest> {
    let is_there = |((standing, _), _): &&Sorted<'e>| *standing == Standing::Present;
    let may_be = |(_, file): &&Sorted<'e>| file.is_present.is_none();
    let one_each = |fits: &dyn Fn(&&Sorted<'e>) -> bool| {
        let mut paths: Vec<&'e Manifest> = Vec::new();
        for (_, file) in sorted.iter().filter(fits) {
            if !paths.iter().any(|known| known.path == file.path) {
                paths.push(file);
            }
        }
        paths
    };
    let found = [one_each(&is_there), one_each(&may_be)].into_iter().find(|paths| !paths.is_empty());
    found.unwrap_or_else(|| sorted.first().map(|(_, file)| *file).into_iter().collect())
}

fn of_target<'e>(
    known: &Known<'e>,
    file: &'e Manifest,
    target: Target,
    (mut requests, doubt): (Vec<String>, Option<String>),
) -> Line<'e> {
    let mut live = live::live(known, file, &target, &requests);
    // a file that names no request may have made something that does
    if let (Live::Before(thing, _), true) = (&live, requests.is_empty()) {
        requests.extend(thing.request().map(str::to_owned));
        live = Live::Sure(*thing);
    }
    let (mut object, mut cluster) = (target.object, target.cluster);
    if let Live::Sure(Thing::Object(found)) | Live::Before(Thing::Object(found), _) = &live {
        object = found.id.object.clone();
        cluster = Some(found.id.cluster.clone());
    }
    Line {
        object: Some(object),
        cluster,
        file: Some(file),
        before: Vec::new(),
        requests,
        doubt,
        rolling: target.rolling,
        live,
    }
}

type Requests<'e> = (Vec<String>, Option<String>, Vec<(&'e Manifest, Vec<String>)>);

/// The requests of a file: its own first, then those of its earlier states. What is proposed beside it, or comes after
/// it, is told apart.
fn requests<'e>(known: &Known<'e>, file: &'e Manifest, others: &[&'e Manifest]) -> Requests<'e> {
    let of = |file: &Manifest| -> Vec<String> {
        match (&file.request, &file.commit) {
            (Some(id), _) => vec![id.to_string()],
            (None, Some(commit)) => known.tasks_of_commit(commit.as_str()).into_iter().map(str::to_owned).collect(),
            (None, None) => Vec::new(),
        }
    };
    let own = of(file);
    let doubt = (own.len() > 1).then(|| format!("several requests may have made it: {}", own.join(", ")));
    let created = |id: &String| known.asked.get(id.as_str()).map(|asked| asked.task.created);
    let newest = own.iter().filter_map(created).max();
    let (mut earlier, mut apart) = (Vec::new(), Vec::new());
    for other in others {
        let ids: Vec<String> = of(other).into_iter().filter(|id| !own.contains(id)).collect();
        let (standing, _) = standing(known, other);
        let is_later = ids.iter().filter_map(created).max() > newest;
        match standing {
            Standing::Landed | Standing::Present => earlier.extend(ids),
            Standing::Unknown if !is_later => earlier.extend(ids),
            _ if ids.is_empty() => {}
            _ => apart.push((*other, ids)),
        }
    }
    earlier.sort_by(|a, b| created(b).cmp(&created(a)).then_with(|| a.cmp(b)));
    earlier.dedup();
    (own.into_iter().chain(earlier).collect(), doubt, apart)
}

/// Objects that were asked for and that no file describes.
fn of_objects<'e>(known: &Known<'e>, lines: &mut Vec<Line<'e>>) {
    let place = |object: &'e Object| std::ptr::from_ref(object);
    let taken: HashSet<*const Object> = lines
        .iter()
        .filter_map(|line| match line.thing() {
            Some(Thing::Object(object)) => Some(place(object)),
            _ => None,
        })
        .collect();
    for object in known.objects.values() {
        let says = [&object.labels, &object.annotations].into_iter().find_map(|marks| marks.get(marks::PROVISION));
        let is_asked_for = is_asked_for(&object.id.object.kind, says.map(|said| &**said));
        if is_asked_for
            && !taken.contains(&place(object))
            && !known.is_part(object)
            && !live::is_application(&object.id.object.kind)
        {
            lines.push(of_object(known, object));
        }
    }
}

fn of_object<'e>(known: &Known<'e>, object: &'e Object) -> Line<'e> {
    let id = &object.id.object;
    let mut managing = known.rollouts.listing(&id.kind, &id.name).iter().map(|(place, _)| *place).filter(|place| {
        let is_there = known.rollouts.get(*place).is_some_and(|app| app.cluster == object.id.cluster);
        is_there && live::is_managed(known, *place, object)
    });
    let rolling = match (managing.next(), managing.next()) {
        (Some(place), None) => Rolling::By(place),
        (Some(_), Some(_)) => Rolling::Unknown("several applications say that it is theirs".into()),
        (None, _) => Rolling::Unknown("no application says that it is its own".into()),
    };
    Line {
        object: Some(id.clone()),
        cluster: Some(object.id.cluster.clone()),
        file: None,
        before: Vec::new(),
        requests: object.request().map(str::to_owned).into_iter().collect(),
        doubt: None,
        rolling,
        live: Live::Sure(Thing::Object(object)),
    }
}

/// Tasks that ask for something and of which no object is known; of what is proposed, with its file.
fn of_tasks<'e>(known: &Known<'e>, lines: &mut Vec<Line<'e>>, pending: Vec<(&'e Manifest, Vec<String>)>) {
    let told: HashSet<&str> = lines.iter().flat_map(|line| line.requests.iter().map(String::as_str)).collect();
    let mut proposed: BTreeMap<String, &'e Manifest> = BTreeMap::new();
    for (file, ids) in pending {
        for id in ids.into_iter().filter(|id| !told.contains(id.as_str())) {
            let had = proposed.entry(id).or_insert(file);
            // whichever was heard first
            if (&file.object, &file.path) < (&had.object, &had.path) {
                *had = file;
            }
        }
    }
    let is_asking = |sort: &str| SORTS.contains(&sort);
    let silent = known
        .asked
        .iter()
        .filter(|(id, asked)| is_asking(asked.sort.as_str()) && !told.contains(**id) && !proposed.contains_key(**id));
    let silent: Vec<Line<'e>> = silent.map(|(id, _)| Line::of_task(id)).collect();
    lines.extend(silent);
    lines.extend(proposed.into_iter().map(|(id, file)| Line { file: Some(file), ..Line::of_task(&id) }));
}

/// The cluster of a line, as objects have it.
pub(super) fn cluster_of(line: &Line<'_>) -> Arc<str> {
    line.cluster.clone().unwrap_or_default()
}
