use crate::domain::model::{At, EntityRef, Place};
use crate::domain::text::{Clean, Shown};

/// What sort of change an event is. Systems bring their own words; these are the ones that people
/// choose by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventKind {
    /// A change of the source.
    Commit,
    /// Two lines of commits became one.
    Merge,
    /// A version was named.
    Release,
    /// A version began to run somewhere.
    Deploy,
    /// A version went from one environment to the next.
    Promotion,
    /// An image was pushed.
    Image,
    /// Something that runs was started anew.
    Restart,
    /// Something was found to be wrong.
    Alert,
    /// Somebody was given access, or lost it.
    Access,
    /// Something was provisioned, or taken down.
    Provisioning,
    /// Any other, in the word of the system that tells it.
    Other(Clean),
}

impl EventKind {
    /// The kinds that have names of their own, with their words.
    pub const NAMED: [(EventKind, &'static str); 10] = [
        (EventKind::Commit, "commit"),
        (EventKind::Merge, "merge"),
        (EventKind::Release, "release"),
        (EventKind::Deploy, "deploy"),
        (EventKind::Promotion, "promotion"),
        (EventKind::Image, "image"),
        (EventKind::Restart, "restart"),
        (EventKind::Alert, "alert"),
        (EventKind::Access, "access"),
        (EventKind::Provisioning, "provisioning"),
    ];

    /// The word for it, as links and the command line have it.
    pub fn word(&self) -> Shown<'_> {
        match self {
            EventKind::Other(word) => word.shown(),
            named => Self::NAMED.iter().find(|(kind, _)| kind == named).map_or("", |(_, word)| word).into(),
        }
    }

    /// What a word stands for.
    pub fn of_word(word: &str) -> Self {
        let word = word.to_lowercase();
        let named = Self::NAMED.iter().find(|(_, known)| *known == word);
        named.map_or_else(|| EventKind::Other(Clean::line(&word)), |(kind, _)| kind.clone())
    }
}

/// Something that is worth a line: `committer`, and who that was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub label: Clean,
    /// The value.
    pub value: Clean,
}

impl Fact {
    /// A fact.
    pub fn new(label: &'static str, value: Clean) -> Self {
        Self { label: label.into(), value }
    }
}

/// A file that a commit changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Its path in the repository.
    pub path: Clean,
    /// The path that it had before, where it was moved.
    pub from: Option<Clean>,
    /// Lines added and taken away; `None` where the file is no text, or lines were not counted.
    pub lines: Option<(u64, u64)>,
}

/// Where an event leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// What is there.
    pub title: Clean,
    /// Where.
    pub to: LeadsTo,
}

/// The kinds of places that an event leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeadsTo {
    /// An address for a browser.
    Address(Clean),
    /// Another entity.
    Entity(EntityRef),
    /// Another place: a task, a provision.
    Place(Box<Place>),
    /// The entity's descriptor as it was then, by the name of that state: the id of a commit.
    Descriptor(Clean),
}

/// Something that happened to an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Names it among all events of all systems: `git:` and the id of the commit.
    pub id: Clean,
    /// When it took effect.
    pub at: At,
    /// What sort of change it is.
    pub kind: EventKind,
    /// Who did it, as people call them; empty where nobody is known to have.
    pub who: Clean,
    /// What happened, in a line.
    pub title: Clean,
    /// The system that tells it.
    pub source: Clean,
    /// What else there is to say, in the order it is read.
    pub facts: Vec<Fact>,
    /// What was said about it, line by line.
    pub text: Vec<Clean>,
    /// The files of the entity that it changed; not all where there are very many.
    pub files: Vec<FileChange>,
    /// How many files it changed of the entity.
    pub file_count: usize,
    /// Whether it changed the entity's descriptor.
    pub is_catalog: bool,
    /// Where it leads.
    pub leads: Vec<Lead>,
}

impl Event {
    /// An event of which no more is known than this.
    pub fn new(source: &str, id: &str, at: At, kind: EventKind, title: Clean) -> Self {
        Self {
            id: Clean::line(&format!("{source}:{id}")),
            at,
            kind,
            who: Clean::default(),
            title,
            source: Clean::line(source),
            facts: Vec::new(),
            text: Vec::new(),
            files: Vec::new(),
            file_count: 0,
            is_catalog: false,
            leads: Vec::new(),
        }
    }

    /// Lines added and taken away in the files that are told; `None` where no lines were counted.
    pub fn lines(&self) -> Option<(u64, u64)> {
        let counted = self.files.iter().filter_map(|file| file.lines);
        counted.reduce(|(added, gone), (a, g)| (added.saturating_add(a), gone.saturating_add(g)))
    }
}
