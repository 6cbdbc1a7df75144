use super::Health;
use crate::domain::model::At;
use crate::domain::text::Clean;
use std::sync::Arc;

/// What is carried from stage to stage: commits, images and charts under one name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Freight {
    /// Its name in the cluster: a hash.
    pub name: Arc<str>,
    /// Its name for people.
    pub alias: Clean,
    /// The warehouse that it came from.
    pub warehouse: Clean,
    /// When it was made.
    pub created: Option<At>,
    /// What is in it: `image:tag`, `repository@commit`.
    pub contents: Vec<Clean>,
    /// The stages that it is in now.
    pub currently_in: Vec<Clean>,
    /// The stages that found it good, and when.
    pub verified_in: Vec<(Clean, Option<At>)>,
    /// The stages that it was approved for by hand.
    pub approved_for: Vec<Clean>,
}

/// How a promotion stands (`status.phase`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PromotionState {
    /// It waits for its turn.
    #[default]
    Pending,
    /// It runs.
    Running,
    /// It went well.
    Succeeded,
    /// It failed.
    Failed,
    /// It could not be carried out.
    Errored,
    /// It was stopped.
    Aborted,
    /// A word that is new.
    Other(Clean),
}

impl PromotionState {
    /// What a word of Kargo's stands for.
    pub fn of_word(word: &str) -> Self {
        match word {
            "" | "Pending" => Self::Pending,
            "Running" => Self::Running,
            "Succeeded" => Self::Succeeded,
            "Failed" => Self::Failed,
            "Errored" => Self::Errored,
            "Aborted" => Self::Aborted,
            other => Self::Other(Clean::line(other)),
        }
    }

    /// The word for it.
    pub fn word(&self) -> &str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Errored => "errored",
            Self::Aborted => "aborted",
            Self::Other(_) => "in a state that is new",
        }
    }

    /// Whether it goes on.
    pub fn is_on(&self) -> bool {
        matches!(self, Self::Pending | Self::Running)
    }

    /// Whether it ended badly.
    pub fn is_bad(&self) -> bool {
        matches!(self, Self::Failed | Self::Errored)
    }
}

/// A promotion of freight to a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Promotion {
    /// Its name.
    pub name: Clean,
    /// The stage.
    pub stage: Clean,
    /// The freight, by its name.
    pub freight: Arc<str>,
    /// How it stands.
    pub state: PromotionState,
    /// What Kargo says of it.
    pub message: Clean,
    /// Who asked for it.
    pub by: Clean,
    /// When it was asked for.
    pub created: Option<At>,
    /// When it began.
    pub started: Option<At>,
    /// When it ended.
    pub finished: Option<At>,
}

/// What a stage takes freight of, and from where (`spec.requestedFreight`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Intake {
    /// The warehouse that the freight comes from.
    pub warehouse: Clean,
    /// It takes it from the warehouse itself.
    pub is_direct: bool,
    /// The stages that it takes it from.
    pub stages: Vec<Arc<str>>,
    /// All of these have to have found it good, not only one.
    pub needs_all: bool,
    /// How long it has to have been in one of these, as Kargo writes it: `1h30m`; empty without.
    pub soak: Clean,
}

/// Freight that a stage has: of each warehouse that it asks for freight of, one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// The warehouse that it came from; empty where that is not told.
    pub warehouse: Clean,
    /// The freight, by its name.
    pub freight: Arc<str>,
}

/// A stage of a pipeline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageNode {
    /// Its name.
    pub name: Arc<str>,
    /// Stages that it takes freight from, by their places in the pipeline.
    pub upstream: Vec<usize>,
    /// It takes freight from warehouses directly.
    pub is_first: bool,
    /// It only joins others (a stage without steps): nothing is promoted to it.
    pub is_control_flow: bool,
    /// What it takes, and from where.
    pub intakes: Vec<Intake>,
    /// How it does.
    pub health: Health,
    /// What is wrong with it, in Kargo's words.
    pub issues: Vec<Clean>,
    /// The freight that it has, of each warehouse its own. A promotion changes that of one warehouse alone.
    pub holds: Vec<Held>,
    /// A promotion that goes on.
    pub current: Option<Promotion>,
    /// The last promotion.
    pub last: Option<Promotion>,
    /// Whether it takes freight by itself.
    pub is_automatic: bool,
}

/// The stages of a project of Kargo.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pipeline {
    /// The cluster that it was read from.
    pub cluster: Arc<str>,
    /// The project: the namespace.
    pub project: Arc<str>,
    /// The stages that the entity names; none where it names the project alone.
    pub own: Vec<Arc<str>>,
    /// Stages, those before others first.
    pub stages: Vec<StageNode>,
    /// Freight, newest first.
    pub freight: Vec<Freight>,
    /// Promotions, newest first.
    pub promotions: Vec<Promotion>,
    /// The address for a browser; empty where that is not known.
    pub address: Clean,
}
