use crate::domain::model::At;
use crate::platform::clock;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How a Teleport is reached.
#[derive(Clone, Debug)]
pub struct TeleportSetup {
    /// The program: a path, or a name that is looked for along `PATH`.
    pub command: String,
    /// The address of its proxy; without one that of the profile that is active.
    pub proxy: Option<String>,
    /// The cluster whose things are looked at, where it is not the one that one signs in to.
    pub cluster: Option<String>,
    /// The name that one signs in with.
    pub user: Option<String>,
    /// Where `tsh` keeps its profiles (`TELEPORT_HOME`); its usual folder without one.
    pub home: Option<PathBuf>,
    /// The annotation by which entities name what they are in Teleport.
    pub annotation: String,
    /// Nothing is asked of it.
    pub is_offline: bool,
    /// What runs may take, and how often they are repeated.
    pub limits: TeleportLimits,
    /// The time.
    pub clock: Clock,
}

impl TeleportSetup {
    /// The one that `tsh` knows by itself.
    pub fn usual() -> Self {
        Self {
            command: "tsh".into(),
            proxy: None,
            cluster: None,
            user: None,
            home: None,
            annotation: "stagedoor.dev/teleport-resource".into(),
            is_offline: false,
            limits: TeleportLimits::default(),
            clock: Clock::default(),
        }
    }
}

/// What runs of `tsh` may take, and how often they are repeated while somebody looks.
#[derive(Clone, Copy, Debug)]
pub struct TeleportLimits {
    /// The time of a run that only looks.
    pub read: Duration,
    /// The time of a run that does something.
    pub deed: Duration,
    /// Bytes that are read of what one run says.
    pub output: u64,
    /// Between two looks while something waits for an answer.
    pub soon: Duration,
    /// Between two looks otherwise.
    pub seldom: Duration,
    /// Before what became of a lost answer is looked up.
    pub lost: Duration,
}

impl Default for TeleportLimits {
    fn default() -> Self {
        Self {
            read: Duration::from_secs(20),
            deed: Duration::from_secs(30),
            output: 16 << 20,
            soon: Duration::from_secs(5),
            seldom: Duration::from_secs(30),
            lost: Duration::from_secs(2),
        }
    }
}

/// Where the time is read.
#[derive(Clone)]
pub struct Clock(pub Arc<dyn Fn() -> At + Send + Sync>);

impl Clock {
    /// The present moment.
    pub fn now(&self) -> At {
        (self.0)()
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self(Arc::new(clock::now))
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
