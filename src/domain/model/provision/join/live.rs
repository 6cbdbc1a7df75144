//! Which object of a cluster, or which application, is the one that a file describes.

use super::known::Known;
use super::line::{Live, Thing};
use super::place::{Rolling, Target};
use crate::domain::model::At;
use crate::domain::model::cluster::{Kind, Object, ObjectId};
use crate::domain::model::provision::{ChangeState, Manifest, marks};

/// Whether an object is an application of Argo CD.
pub(super) fn is_application(kind: &Kind) -> bool {
    &*kind.group == "argoproj.io" && &*kind.name == "Application"
}

/// What is there of a file at a place that it goes to. `requests` are those of the file, the newest first.
pub(super) fn live<'e>(known: &Known<'e>, file: &Manifest, target: &Target, requests: &[String]) -> Live<'e> {
    if is_application(&target.object.kind) {
        return application(known, file, target, requests);
    }
    match &target.cluster {
        Some(cluster) => in_cluster(known, file, target, (cluster, requests)),
        None => by_request(known, target, requests),
    }
}

/// Its cluster is not known: a label that names the request is all that can tell.
fn by_request<'e>(known: &Known<'e>, target: &Target, requests: &[String]) -> Live<'e> {
    let fits = |object: &&&Object| {
        let namespace = &target.object.namespace;
        namespace.is_empty() || object.id.object.namespace == *namespace
    };
    let all: Vec<&&Object> = known.named(&target.object).iter().filter(fits).collect();
    let is_of = |object: &Object, id: Option<&String>| id.is_some() && object.request() == id.map(String::as_str);
    let newest: Vec<&Object> = all.iter().filter(|object| is_of(object, requests.first())).map(|it| **it).collect();
    match newest.as_slice() {
        [one] => Live::Sure(Thing::Object(one)),
        [] => Live::Unknown(match all.is_empty() {
            true => "no cluster that is heard tells of it".into(),
            false => "objects of its name are there, and nothing says which cluster it goes to".into(),
        }),
        _ => Live::Unknown("it is in several clusters, and nothing says which one is meant".into()),
    }
}

fn in_cluster<'e>(
    known: &Known<'e>,
    file: &Manifest,
    target: &Target,
    (cluster, requests): (&std::sync::Arc<str>, &[String]),
) -> Live<'e> {
    let id = ObjectId { cluster: cluster.clone(), object: target.object.clone() };
    let exact = known.objects.get(&id).copied();
    let found = exact.or_else(|| without_namespace(known, &id));
    let Some(object) = found else { return Live::Unknown(format!("nothing that is heard of {cluster} tells of it")) };
    let (is_managed, is_others) = match target.rolling {
        Rolling::By(place) => {
            let is_managed = is_managed(known, place, object);
            (is_managed, !is_managed)
        }
        // where no application is heard at all, it may well be the file's own that marked it
        Rolling::Unknown(_) => {
            let is_marked = object.annotations.contains_key(marks::TRACKING);
            (false, is_marked && !known.rollouts.all.is_empty())
        }
    };
    let found = Found { thing: Thing::Object(object), created: object.created, is_managed, is_others };
    found.judged(known, file, requests)
}

/// The one object of that kind and name, where the namespace is not known.
fn without_namespace<'e>(known: &Known<'e>, id: &ObjectId) -> Option<&'e Object> {
    if !id.object.namespace.is_empty() {
        return None;
    }
    let mut all = known.named(&id.object).iter().filter(|object| object.id.cluster == id.cluster);
    let (first, more) = (all.next(), all.next());
    first.filter(|_| more.is_none()).copied()
}

/// Whether an object is the application's: by its own word where it has one, else by what the application lists.
pub(super) fn is_managed(known: &Known<'_>, place: usize, object: &Object) -> bool {
    match object.annotations.get(marks::TRACKING) {
        Some(mark) => known.rollouts.tracking(mark, &object.id.object).contains(&place),
        None => known.rollouts.says(place, &object.id.object).is_some(),
    }
}

fn application<'e>(known: &Known<'e>, file: &Manifest, target: &Target, requests: &[String]) -> Live<'e> {
    let name = match &*target.object.namespace {
        "" => target.object.name.to_string(),
        namespace => format!("{namespace}/{}", target.object.name),
    };
    let named = known.rollouts.named(&name);
    let of_request = named.iter().filter_map(|place| known.rollouts.get(*place));
    let mut of_request = of_request.filter(|app| {
        let own = app.request.as_ref().map(|id| id.as_str());
        own.is_some() && own == requests.first().map(String::as_str)
    });
    if let (Some(app), None) = (of_request.next(), of_request.next()) {
        return Live::Sure(Thing::App(app));
    }
    let [one] = named.as_slice() else {
        return Live::Unknown(match named.is_empty() {
            true => "no Argo CD that is heard tells of it".into(),
            false => "several Argo CDs have an application of that name".into(),
        });
    };
    let Some(app) = known.rollouts.get(*one) else { return Live::Unknown(String::new()) };
    let is_managed = match target.rolling {
        Rolling::By(place) => known.rollouts.says(place, &target.object).is_some(),
        Rolling::Unknown(_) => false,
    };
    Found { thing: Thing::App(app), created: None, is_managed, is_others: false }.judged(known, file, requests)
}

/// Something of the right name in the right place.
struct Found<'e> {
    thing: Thing<'e>,
    created: Option<At>,
    /// It is known to be what the file's application brought.
    is_managed: bool,
    /// The application that rolls the file out does not say that it brought it, or another one does.
    is_others: bool,
}

impl<'e> Found<'e> {
    /// Whether it is what the file describes.
    fn judged(self, known: &Known<'_>, file: &Manifest, requests: &[String]) -> Live<'e> {
        let own = self.thing.request();
        match own {
            Some(own) if requests.first().is_some_and(|first| first == own) => Live::Sure(self.thing),
            Some(own) if requests.iter().any(|earlier| earlier == own) => {
                Live::Before(self.thing, format!("what is there was made for the request {own}"))
            }
            Some(own) if requests.is_empty() && self.is_managed => {
                Live::Before(self.thing, format!("what is there names the request {own}, and the file none"))
            }
            Some(own) => Live::Unknown(format!("something of that name is there for another request, {own}")),
            None if file.request.is_some() && self.is_managed => {
                Live::Before(self.thing, "what is there does not name the request yet".into())
            }
            None if file.request.is_some() => {
                Live::Unknown("something of that name is there that no request names; it may be somebody else's".into())
            }
            None if self.is_managed => Live::Sure(self.thing),
            None => self.by_age(known, file),
        }
    }

    /// Neither names a request: what is older than the file cannot come of it, nor of a file that did not land.
    fn by_age(self, known: &Known<'_>, file: &Manifest) -> Live<'e> {
        if self.is_others {
            return Live::Unknown("the application that rolls the file out does not say that it is its own".into());
        }
        let change = file.commit.as_ref().and_then(|id| known.changes.of_commit(id.as_str()));
        let landed = change.and_then(|change| match change.state {
            ChangeState::Landed(at) => Some(at),
            _ => None,
        });
        match (self.created, landed) {
            (Some(created), Some(landed)) if created >= landed => Live::Sure(self.thing),
            (Some(_), Some(_)) => {
                Live::Unknown("what is there is older than the commit; it may be somebody else's".into())
            }
            _ => Live::Unknown("nothing says that what is there comes of this file".into()),
        }
    }
}
