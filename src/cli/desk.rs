use super::args::Global;
use super::ending::{Ending, complain};
use super::gate::{gate, may_read};
use super::out::Out;
use super::platforms::{Connected, How, Platforms};
use super::{theme, unasked};
use crate::config::{self, Bastion, Bundled, Chosen, Config, Folders, Picks, Portal, system_env};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::gate::Gate;
use crate::platform::keys::Keymap;
use crate::platform::ports::Steps;
use std::cell::RefCell;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::OnceLock;
use std::time::Duration;
use tokio::runtime::Runtime;

/// What a command works with.
pub(super) struct Desk<'a> {
    pub(super) global: Global,
    /// In restricted mode what that leaves open.
    pub(super) restricted: Option<Bastion>,
    pub(super) folders: Folders,
    pub(super) platforms: &'a dyn Platforms,
    pub(super) out: Out,
    /// Why the environment's token is not sent, where there is one.
    unused_token: RefCell<Option<String>>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(
        global: Global,
        restricted: Option<Bastion>,
        platforms: &'a dyn Platforms,
    ) -> Result<Self, Ending> {
        if let Some(why) = global.contradiction() {
            return Err(Ending::usage(why));
        }
        let folders = Folders::find(&system_env)
            .map_err(|error| Fault::new(FaultKind::Local, "find stagedoor's folders", &error.to_string(), ""))?;
        let out = Out::new(global.output, global.no_color, global.glyphs);
        Ok(Self { global, restricted, folders, platforms, out, unused_token: RefCell::default() })
    }

    /// The configuration.
    pub(super) fn config(&self) -> Result<Config, Ending> {
        let bundled = Bundled { themes: &theme::NAMES, keymaps: &Keymap::NAMES };
        let config = match &self.restricted {
            Some(_) => Config::load_restricted(&self.folders, bundled),
            None => Config::load(&self.folders),
        };
        config.map_err(Ending::Config)
    }

    /// The folder the user is in.
    pub(super) fn folder(&self) -> PathBuf {
        std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"))
    }

    /// The platform that is meant; `context` is one that a link names.
    pub(super) fn choose(&self, config: &Config, context: Option<&str>) -> Result<Chosen, Ending> {
        let mut picks = self.global.picks();
        let nothing = Picks { fresh: picks.fresh, ..Picks::default() };
        match context {
            Some(name) if picks == nothing => picks.context = Some(name.to_owned()),
            Some(name) if picks.context.as_deref() != Some(name) => {
                return Err(Ending::usage(&format!(
                    "the link is for the context `{name}`, and the flags name another platform"
                )));
            }
            _ => {}
        }
        self.pick(config, &picks)
    }

    /// A context of the configuration, whatever the flags say.
    pub(super) fn choose_context(&self, config: &Config, name: &str) -> Result<Chosen, Ending> {
        self.pick(config, &Picks { context: Some(name.to_owned()), ..Picks::default() })
    }

    /// A folder, whatever the flags say.
    pub(super) fn choose_folder(&self, config: &Config, folder: &Path) -> Result<Chosen, Ending> {
        self.pick(config, &Picks { workspace: Some(folder.to_owned()), ..Picks::default() })
    }

    fn pick(&self, config: &Config, picks: &Picks) -> Result<Chosen, Ending> {
        let mut chosen = config::choose(picks, &system_env, config, &self.folder(), &self.folders.home)?;
        // a folder's files are not stagedoor's own: whoever is restricted looks at them
        let is_folder = !matches!(chosen.portal, Portal::Backstage { .. });
        chosen.read_only |= self.global.read_only || (is_folder && self.restricted.is_some());
        self.unused_token.replace(unused_token(&chosen));
        Ok(chosen)
    }

    /// The gate of a platform before anybody was asked, as strict as this session is.
    pub(super) fn gate(&self, chosen: &Chosen) -> Gate {
        let listed = self.restricted.as_ref().map(|bastion| bastion.commands.clone()).unwrap_or_default();
        gate(chosen).restricted(self.restricted.is_some()).letting(listed)
    }

    /// Says why a token that the user has set was not sent.
    pub(super) fn tell_unused_token(&self) {
        if let Some(why) = self.unused_token.borrow().as_deref() {
            complain(&Clean::line(&format!("{why}; {STATIC_CURE}")));
        }
    }

    /// Opens a platform for one command.
    pub(super) fn open(&self, chosen: &Chosen) -> Result<Connected, Ending> {
        Ok(self.opened(chosen)?)
    }

    /// Opens a platform for one command that asks it something. Where nothing is kept of who signed in
    /// before, that is done first where nobody has to be asked for it.
    pub(super) fn open_to_ask(&self, chosen: &Chosen) -> Result<Connected, Ending> {
        let connected = self.open(chosen)?;
        let Some(way) = unasked::way(chosen).filter(|_| unasked::keeps_nothing(self.restricted.as_ref())) else {
            return Ok(connected);
        };
        wait(async { Ok(connected.ports.account.sign_in(way, Steps::ignored()).await?) })?;
        // by now it is somebody's, and was opened as nobody's
        self.open(chosen)
    }

    /// A platform, open for the screen, which may want it open anew.
    pub(super) fn opened(&self, chosen: &Chosen) -> Result<Connected, Fault> {
        let restricted = self.restricted.as_ref();
        let how = How { folders: &self.folders, offline: self.global.offline, kept: true, restricted };
        self.platforms.open(chosen, &how)
    }

    /// The platform that the arguments mean, open, to read its catalog.
    pub(super) fn connect(&self) -> Result<Connected, Ending> {
        let config = self.config()?;
        self.connect_to(&self.choose(&config, None)?)
    }

    /// A platform, open, to read its catalog.
    pub(super) fn connect_to(&self, chosen: &Chosen) -> Result<Connected, Ending> {
        let connected = self.open_to_ask(chosen)?;
        if !chosen.rules.0.is_empty() {
            wait(may_read(&connected, chosen))?;
        }
        Ok(connected)
    }
}

/// Why the environment's token is not used in a context, where there is one and it is not.
pub(super) fn unused_token(chosen: &Chosen) -> Option<String> {
    let (variable, name) = (chosen.unused_token?, chosen.context.as_deref()?);
    Some(format!("{variable} is set, but the context `{name}` does not list `static` in its `auth`"))
}

/// What lets a context take a ready-made token.
pub(super) const STATIC_CURE: &str = "add `auth = [\"static\"]` to it in the configuration";

/// Waits for what is asked of a platform, or for Ctrl-C.
pub(super) fn wait<T>(work: impl Future<Output = Result<T, Ending>>) -> Result<T, Ending> {
    block_on(async {
        tokio::select! {
            // first, so that it is listened for before anything is asked
            biased;
            Ok(()) = tokio::signal::ctrl_c() => Err(Ending::Interrupted),
            ended = work => ended,
        }
    })
}

/// The same for work that this very process does: Ctrl-C has it stopped, and it comes to its end; Ctrl-C again
/// leaves at once.
pub(super) fn wait_for_end<T>(
    stop: impl Future<Output = ()>,
    work: impl Future<Output = Result<T, Ending>>,
) -> Result<T, Ending> {
    block_on(async {
        let mut work = pin!(work);
        tokio::select! {
            biased;
            Ok(()) = tokio::signal::ctrl_c() => {}
            ended = &mut work => return ended,
        }
        complain(&"it is stopped after what it is doing now; Ctrl-C again leaves at once".into());
        let stopped = async {
            stop.await;
            work.await
        };
        tokio::select! {
            biased;
            Ok(()) = tokio::signal::ctrl_c() => {}
            ended = stopped => drop(ended?),
        }
        Err(Ending::Interrupted)
    })
}

/// The same for work of several steps that are not to be broken off: Ctrl-C stops it, and the step
/// that is under way may come to its end, unless it takes too long or Ctrl-C comes again.
pub(super) fn wait_for_step<T>(
    stop: impl Fn() -> Stopped,
    work: impl Future<Output = Result<T, Ending>>,
) -> Result<T, Ending> {
    block_on(async {
        let mut work = pin!(work);
        tokio::select! {
            biased;
            Ok(()) = tokio::signal::ctrl_c() => {}
            ended = &mut work => return ended,
        }
        if let Stopped::AfterStep = stop() {
            complain(&"it stops after the step that is under way; Ctrl-C again leaves at once".into());
            tokio::select! {
                biased;
                Ok(()) = tokio::signal::ctrl_c() => {}
                _ = tokio::time::timeout(LAST_STEP, work) => {}
            }
        }
        Err(Ending::Interrupted)
    })
}

/// How long a step that was sent may take after Ctrl-C.
const LAST_STEP: Duration = Duration::from_secs(10);

/// Where work of several steps stops.
pub(super) enum Stopped {
    /// At once: nothing is under way.
    Here,
    /// When the step that is under way has ended.
    AfterStep,
}

/// One for the whole command: what a question sets going, a run in a folder, goes on with the next. Whatever still
/// runs at the end, a token command or a lookup, is not waited for.
static RUNTIME: OnceLock<Runtime> = OnceLock::new();

fn block_on<T>(work: impl Future<Output = Result<T, Ending>>) -> Result<T, Ending> {
    runtime()?.block_on(work)
}

fn runtime() -> Result<&'static Runtime, Ending> {
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let built = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let built = built.map_err(|error| Fault::new(FaultKind::Local, "start to work", &error.to_string(), ""))?;
    Ok(RUNTIME.get_or_init(|| built))
}
