//! Places: every screen has a link, and going anywhere is following one.
//!
//! `stagedoor://ROOM[/KIND/NAMESPACE/NAME[/TAB[/PATH]]][?context=NAME&q=...][#ID]`. Short forms:
//! `component:default/payments`, `docs:component:default/payments/PAGE#ID`, and a room's bare name.

use super::EntityRef;
use crate::domain::text::{Clean, percent_decoded};
use std::fmt;

/// The scheme of stagedoor's links.
const SCHEME: &str = "stagedoor://";
/// What stands before the id of a draft in the fragment of a wizard's link; parameters are its fields.
const DRAFT: &str = "draft-";

macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$item_doc])* $item,)+ }

        impl $name {
            /// All of them, in the order they are listed.
            pub const ALL: &'static [Self] = &[$(Self::$item,)+];

            /// The word that stands for it in a link.
            pub fn word(self) -> &'static str {
                match self { $(Self::$item => $word,)+ }
            }

            /// What the word stands for.
            pub fn of_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$item),)+ _ => None }
            }
        }
    };
}

names! {
    /// A room: a pane that a link can name.
    Room {
        /// What concerns the user.
        Home = "home",
        /// The catalog: its list, and with a subject one entity.
        Catalog = "catalog",
        /// The docs of all entities: to look through, and to search.
        Docs = "docs",
        /// The templates: to choose one, and with a subject the wizard that fills it.
        Templates = "templates",
        /// Runs of templates: all of them, and with a page the one of that id.
        Tasks = "tasks",
        /// What was asked for and how far it has come: all of it, and with a page the one of that id.
        Provisioning = "provisioning",
        /// Access for a while: requests, and with a page one of them, what is asked for, sessions or the audit.
        Access = "access",
        /// What vaults lend; with a subject, for that entity.
        Credentials = "credentials",
        /// What is wrong in the sources of the catalog.
        Problems = "problems",
        /// What the user did through stagedoor.
        Journal = "journal",
        /// Who the user is, and what may be done.
        Identity = "identity",
    }
}

names! {
    /// A tab of an entity.
    Tab {
        /// What it is, whose it is, where it leads.
        Overview = "overview",
        /// Its docs, page by page.
        Docs = "docs",
        /// What it is tied to.
        Relations = "relations",
        /// What it depends on and what depends on it, to walk along.
        Graph = "graph",
        /// The definition of an API, to browse.
        Api = "api",
        /// What changed.
        Timeline = "timeline",
        /// What runs of it, and how it comes to run; its pages are applications, pipelines, runs and logs.
        Runtime = "runtime",
        /// The entity as the catalog has it.
        Yaml = "yaml",
    }
}

names! {
    /// What of access is shown.
    AccessPage {
        /// Requests.
        Requests = "requests",
        /// One request; its link has its id in place of the word.
        Request = "request",
        /// What is to be asked for; a link fills in and never asks.
        Ask = "new",
        /// Sessions.
        Sessions = "sessions",
        /// Who asked, who agreed, what came of it.
        Audit = "audit",
    }
}

/// Where one can be. A place shows; it never acts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The room.
    pub room: Room,
    /// The entity that the room shows, in rooms that show one.
    pub subject: Option<EntityRef>,
    /// The tab of the subject; overview where the link names none.
    pub tab: Tab,
    /// The page of the tab, where the tab has pages: its path without slashes around it. Empty for the
    /// first.
    pub page: String,
    /// The context by its name; `None` is the current one.
    pub context: Option<String>,
    /// The parameters in the order given: `q` and one for each filter.
    pub query: Vec<(String, String)>,
    /// The place within the page.
    pub fragment: Option<String>,
}

/// Why a text is no link.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a link of stagedoor: {why}; for example stagedoor://catalog/component/default/payments, component:default/payments or catalog"
)]
pub struct PlaceError {
    text: Clean,
    why: String,
}

impl Place {
    /// A room without anything further.
    pub fn room(room: Room) -> Self {
        Self {
            room,
            subject: None,
            tab: Tab::Overview,
            page: String::new(),
            context: None,
            query: Vec::new(),
            fragment: None,
        }
    }

    /// An entity's overview.
    pub fn entity(subject: EntityRef) -> Self {
        Self { subject: Some(subject), ..Self::room(Room::Catalog) }
    }

    /// A page of an entity's docs; the first where `page` is empty.
    pub fn docs(subject: EntityRef, page: &str) -> Self {
        Self { tab: Tab::Docs, page: page.into(), ..Self::entity(subject) }
    }

    /// The wizard of a template; nothing but a template has one.
    pub fn wizard(template: EntityRef) -> Self {
        Self { subject: Some(template), ..Self::room(Room::Templates) }
    }

    /// The wizard of a template with what was filled in before, by the id of the draft.
    pub fn draft(template: EntityRef, id: &str) -> Self {
        Self { fragment: Some(format!("{DRAFT}{id}")), ..Self::wizard(template) }
    }

    /// What was to be asked for before, by the id of the draft.
    pub fn asking_again(id: &str) -> Self {
        Self { fragment: Some(format!("{DRAFT}{id}")), ..Self::access("new") }
    }

    /// The id of the draft that a wizard, or what asks for access, goes on with.
    pub fn draft_id(&self) -> Option<&str> {
        self.fragment.as_deref().filter(|_| matches!(self.room, Room::Templates | Room::Access))?.strip_prefix(DRAFT)
    }

    /// One run of a template, by its id.
    pub fn task(id: &str) -> Self {
        Self { page: id.into(), ..Self::room(Room::Tasks) }
    }

    /// What was asked for, by its id; it may hold slashes.
    pub fn provision(id: &str) -> Self {
        Self { page: id.into(), ..Self::room(Room::Provisioning) }
    }

    /// What vaults lend for an entity.
    pub fn credentials(subject: EntityRef) -> Self {
        Self { subject: Some(subject), ..Self::room(Room::Credentials) }
    }

    /// A page of access: the id of a request, or a word of [`AccessPage`].
    pub fn access(page: &str) -> Self {
        Self { page: page.into(), ..Self::room(Room::Access) }
    }

    /// What of access it shows.
    pub fn access_page(&self) -> AccessPage {
        match self.page.as_str() {
            "" => AccessPage::Requests,
            page => AccessPage::of_word(page).unwrap_or(AccessPage::Request),
        }
    }

    /// The first value of a parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Reads a link or one of its short forms.
    ///
    /// # Errors
    /// When the room or the tab is none of stagedoor's, a part is empty or badly encoded, or a
    /// context is given as anything but a name.
    pub fn parse(text: &str) -> Result<Self, PlaceError> {
        let fail = |why: String| PlaceError { text: Clean::line(text), why };
        let (link, fragment) = split_off(text, '#');
        let (path, query) = split_off(link, '?');
        let mut place = match path.strip_prefix(SCHEME) {
            Some(path) => long(path).map_err(fail)?,
            None => short(path).map_err(fail)?,
        };
        for pair in query.into_iter().flat_map(|query| query.split('&')).filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (key, value) = (decode(key).map_err(fail)?, decode(value).map_err(fail)?);
            if key == "context" {
                place.context = Some(context_name(&value).map_err(fail)?);
            } else {
                place.query.push((key, value));
            }
        }
        place.fragment = fragment.filter(|id| !id.is_empty()).map(decode).transpose().map_err(fail)?;
        Ok(place)
    }
}

fn split_off(text: &str, mark: char) -> (&str, Option<&str>) {
    text.split_once(mark).map_or((text, None), |(before, after)| (before, Some(after)))
}

fn long(path: &str) -> Result<Place, String> {
    let parts = path.split('/').map(decode).collect::<Result<Vec<_>, _>>()?;
    let mut parts = parts.iter().map(String::as_str);
    let room = room_of(parts.next().unwrap_or_default())?;
    let rest: Vec<&str> = parts.collect();
    let rest = rest.strip_suffix(&[""]).unwrap_or(&rest);
    match rest {
        [] => Ok(Place::room(room)),
        [kind, namespace, name, rest @ ..] if room == Room::Catalog => {
            let subject = EntityRef::new(kind, namespace, name);
            if [subject.kind(), subject.namespace(), subject.name()].into_iter().any(str::is_empty) {
                return Err("a part of the entity is empty".into());
            }
            let Some((word, page)) = rest.split_first() else { return Ok(Place::entity(subject)) };
            let tab = Tab::of_word(word).ok_or_else(|| format!("there is no tab `{}`", Clean::line(word)))?;
            if !page.is_empty() && !matches!(tab, Tab::Docs | Tab::Runtime) {
                return Err("nothing may follow the tab".into());
            }
            Ok(Place { tab, page: page.join("/"), ..Place::entity(subject) })
        }
        [kind, namespace, name] if room == Room::Credentials => {
            let subject = EntityRef::new(kind, namespace, name);
            if [subject.kind(), subject.namespace(), subject.name()].into_iter().any(str::is_empty) {
                return Err("a part of the entity is empty".into());
            }
            Ok(Place::credentials(subject))
        }
        [namespace, name] if room == Room::Templates => {
            let template = EntityRef::new("template", namespace, name);
            if [template.namespace(), template.name()].into_iter().any(str::is_empty) {
                return Err("a part of the template is empty".into());
            }
            Ok(Place::wizard(template))
        }
        [id] if room == Room::Tasks && !id.is_empty() => Ok(Place::task(id)),
        [page] if room == Room::Access && !page.is_empty() => Ok(Place::access(page)),
        id if room == Room::Provisioning => match id.iter().any(|part| part.is_empty()) {
            true => Err("a part of the id is empty".into()),
            false => Ok(Place::provision(&id.join("/"))),
        },
        _ if room == Room::Templates => Err("a template takes namespace and name".into()),
        _ if matches!(room, Room::Catalog | Room::Credentials) => {
            Err("an entity takes kind, namespace and name".into())
        }
        _ => Err(format!("nothing may follow `{}`", room.word())),
    }
}

fn short(path: &str) -> Result<Place, String> {
    if let Some(of) = path.strip_prefix("docs:") {
        return short_docs(of);
    }
    match Room::of_word(path) {
        Some(room) => Ok(Place::room(room)),
        None if path.contains(':') => {
            path.parse().map(Place::entity).map_err(|error: super::RefError| error.to_string())
        }
        None => Err(format!("there is no room `{}`", Clean::line(path))),
    }
}

/// `REF[/PAGE]`, where the reference has its namespace: else its name could not be told from a page.
fn short_docs(of: &str) -> Result<Place, String> {
    let parts: Vec<&str> = of.split('/').collect();
    let (reference, page) = match parts.as_slice() {
        [kind_and_namespace, name, page @ ..] => (format!("{kind_and_namespace}/{name}"), page),
        _ => (of.to_owned(), &[][..]),
    };
    let subject: EntityRef = reference.parse().map_err(|error: super::RefError| error.to_string())?;
    let page = page.iter().map(|part| decode(part)).collect::<Result<Vec<_>, _>>()?.join("/");
    Ok(Place::docs(subject, page.trim_matches('/')))
}

fn room_of(word: &str) -> Result<Room, String> {
    Room::of_word(word).ok_or_else(|| format!("there is no room `{}`", Clean::line(word)))
}

/// A context is named, never addressed: a link must not be able to send anyone to another server.
fn context_name(value: &str) -> Result<String, String> {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    match value {
        "" => Err("the context is empty".into()),
        _ if value.chars().all(fits) => Ok(value.into()),
        _ => Err("a context is given by its name".into()),
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}{}", self.room.word())?;
        let is_template = self.room == Room::Templates;
        if let Some(subject) = &self.subject {
            let kind = (!is_template).then(|| subject.kind());
            for part in kind.into_iter().chain([subject.namespace(), subject.name()]) {
                write!(f, "/{}", Encoded(part))?;
            }
            if self.tab != Tab::Overview {
                write!(f, "/{}", self.tab.word())?;
            }
        }
        for part in self.page.split('/').filter(|part| !part.is_empty()) {
            write!(f, "/{}", Encoded(part))?;
        }
        let context = self.context.iter().map(|name| ("context", name.as_str()));
        let query = self.query.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        for (n, (key, value)) in context.chain(query).enumerate() {
            write!(f, "{}{}={}", if n == 0 { '?' } else { '&' }, Encoded(key), Encoded(value))?;
        }
        match &self.fragment {
            Some(id) => write!(f, "#{}", Encoded(id)),
            None => Ok(()),
        }
    }
}

/// Percent-encoding of RFC 3986: everything but unreserved characters, and `:` and `@`, which are
/// allowed in a path segment and a query and read better so.
struct Encoded<'a>(&'a str);

impl fmt::Display for Encoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' | b'@' => {
                    write!(f, "{}", byte as char)?;
                }
                _ => write!(f, "%{byte:02X}")?,
            }
        }
        Ok(())
    }
}

fn decode(text: &str) -> Result<String, String> {
    let bytes = percent_decoded(text).ok_or("a % is not followed by two hexadecimal digits")?;
    String::from_utf8(bytes).map_err(|_| "its encoding is not UTF-8".into())
}

#[cfg(test)]
mod tests;
