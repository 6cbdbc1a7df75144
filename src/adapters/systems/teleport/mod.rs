//! Teleport: access for a while, asked for and reviewed by its own program `tsh`.
//!
//! `tsh` is what Teleport offers to users as an interface that stays: it signs in, asks for second factors and keeps
//! certificates. It is run as a program, with its arguments as a list; this folder is the only place that knows
//! what it prints. The shapes are those of `tool/tsh/common` and `api/proto/teleport/legacy/types/types.proto` of
//! Teleport 16 to 18.

mod ask;
mod assume;
mod breaker;
mod call;
mod complaint;
mod connect;
mod deeds;
mod follow;
mod foresight;
mod found;
mod json;
mod mark;
mod memory;
mod named;
mod policy;
mod port;
mod request;
mod resources;
mod review;
mod sessions;
mod setup;
mod status;
mod table;

pub use deeds::TeleportDeeds;
pub use port::TeleportAccess;
pub use setup::{Clock, TeleportLimits, TeleportSetup};

use crate::domain::model::access::AccessWays;
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use call::Tsh;
use memory::Memory;
use status::{Profile, Standing};
use std::sync::Arc;

/// What the source is called.
pub const NAME: &str = "Teleport";

/// The Teleport of a context. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Teleport(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    tsh: Tsh,
    memory: Memory,
}

impl Teleport {
    /// A Teleport that is reached by `tsh`. Nothing is run yet.
    pub fn new(setup: TeleportSetup) -> Self {
        Self(Arc::new(Inner { tsh: Tsh::new(setup), memory: Memory::default() }))
    }

    /// What it is and who one is there, in a line: it answers.
    ///
    /// # Errors
    /// When `tsh` is not there or does not answer, and when nobody is signed in.
    pub async fn doctor(&self) -> Result<Clean, Fault> {
        let tried = "ask Teleport who you are";
        let version = self.version().await?;
        let profile = self.signed_in(tried).await?;
        let version = version.as_str().trim_start_matches(NAME).trim();
        Ok(Clean::line(&format!("you are {} at {}, by tsh {version}", profile.user, profile.proxy)))
    }

    fn tsh(&self) -> &Tsh {
        &self.0.tsh
    }

    fn memory(&self) -> &Memory {
        &self.0.memory
    }

    /// The version of `tsh`: `Teleport 17.4.2`. Asked once.
    async fn version(&self) -> Result<Clean, Fault> {
        if let Some(version) = self.memory().version() {
            return Ok(version);
        }
        let value = self.tsh().json(&["version", "--client", "--format=json"], &[], "read the version of tsh").await?;
        let version = json::raw(&value, "/version");
        let version = Clean::line(format!("{NAME} {version}").trim_end());
        self.memory().keep_version(version.clone());
        Ok(version)
    }

    /// Who one is there.
    async fn standing(&self, tried: &str) -> Result<Standing, Fault> {
        let standing = status::standing(self.tsh(), tried).await?;
        if let Standing::SignedIn(profile) = &standing {
            self.memory().be(&profile.user, &profile.cluster);
        }
        Ok(standing)
    }

    /// The profile of whoever is signed in.
    async fn signed_in(&self, tried: &str) -> Result<Profile, Fault> {
        match self.standing(tried).await? {
            Standing::SignedIn(profile) => Ok(profile),
            Standing::Expired(_) => Err(self.signed_out(tried, "you are signed in to Teleport no longer")),
            Standing::Out => Err(self.signed_out(tried, "nobody is signed in to Teleport")),
        }
    }

    fn signed_out(&self, tried: &str, happened: &str) -> Fault {
        complaint::signed_out(&self.tsh().sign_in(), tried, happened)
    }

    /// What it is and can do, as far as is known by now.
    async fn ways(&self, standing: &Standing) -> AccessWays {
        // that it has no name is no reason to show nothing
        let system = self.version().await.unwrap_or_else(|_| NAME.into());
        let ways = AccessWays {
            system,
            sign_in: Some(self.tsh().sign_in()),
            lacks: self.memory().lacks(),
            ..AccessWays::default()
        };
        match standing {
            Standing::SignedIn(profile) => AccessWays {
                cluster: Clean::line(&profile.cluster),
                user: Clean::line(&profile.user),
                signed_in_until: profile.until,
                ..ways
            },
            Standing::Expired(_) | Standing::Out => ways,
        }
    }
}
