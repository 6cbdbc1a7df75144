//! How the screen begins anew, over what belongs to another identity.

use super::state::Setup;
use crate::domain::model::Place;
use crate::platform::fault::Fault;
use crate::platform::ports::{Ports, SessionPort};
use std::sync::Arc;

/// What the screen runs over.
pub struct Opened {
    /// What it starts from.
    pub setup: Setup,
    /// Where its state is kept.
    pub session: Arc<dyn SessionPort>,
    /// Whom it asks.
    pub ports: Ports,
}

/// How the screen is to begin anew, as somebody else is signed in, or nobody.
#[derive(Clone, Debug)]
pub struct Reopen {
    /// Where it was.
    pub place: Option<Place>,
    /// Nothing of who it was before is to stay on this machine.
    pub forget: bool,
}

/// What opens the platform once more, for whoever is signed in by then.
pub type Reopening<'a> = dyn Fn(Reopen) -> Result<Opened, Fault> + 'a;
