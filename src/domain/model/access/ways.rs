use crate::domain::model::At;
use crate::domain::text::Clean;

/// Something that an access system may be able to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccessWay {
    /// Take requests for single resources, besides roles.
    Resources,
    /// Let others than administrators agree to requests.
    Reviews,
    /// Tell which sessions go on.
    Sessions,
    /// Give recordings.
    Recordings,
    /// Take access back, for those who may.
    Revoke,
}

/// Something that the system cannot do.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Lack {
    /// What.
    pub way: AccessWay,
    /// Why, in words.
    pub because: Clean,
    /// What can be done in its place: a command that an administrator runs; empty where nothing can.
    pub instead: Clean,
}

/// What an access system is, and can do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessWays {
    /// What it is called, with version and edition: `Teleport 18.2.1 Enterprise`.
    pub system: Clean,
    /// Its cluster.
    pub cluster: Clean,
    /// Who the user is there; empty where nobody is signed in.
    pub user: Clean,
    /// How one signs in, where nobody is or for longer: a command.
    pub sign_in: Option<super::CommandLine>,
    /// Until when the user is signed in.
    pub signed_in_until: Option<At>,
    /// What it cannot do.
    pub lacks: Vec<Lack>,
    /// Roles that may be asked for, where the system tells.
    pub roles: Vec<Clean>,
    /// It is only played: nothing is granted.
    pub simulated: bool,
}

impl AccessWays {
    /// Why it cannot do something; `None` where it can.
    pub fn lack(&self, way: AccessWay) -> Option<&Lack> {
        self.lacks.iter().find(|lack| lack.way == way)
    }
}
