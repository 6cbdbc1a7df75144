use super::args::Global;
use super::ending::Ending;
use super::out::Out;
use super::platforms::{Connected, How, Platforms};
use crate::config::{self, Chosen, Config, Folders, Picks, system_env};
use crate::platform::fault::{Fault, FaultKind};
use std::future::Future;
use std::path::PathBuf;

/// What a command works with.
pub(super) struct Desk<'a> {
    pub(super) global: Global,
    pub(super) folders: Folders,
    pub(super) platforms: &'a dyn Platforms,
    pub(super) out: Out,
}

impl<'a> Desk<'a> {
    pub(super) fn new(global: Global, platforms: &'a dyn Platforms) -> Result<Self, Ending> {
        if let Some(why) = global.contradiction() {
            return Err(Ending::usage(why));
        }
        let folders = Folders::find(&system_env)
            .map_err(|error| Fault::new(FaultKind::Local, "find stagedoor's folders", &error.to_string(), ""))?;
        let out = Out::new(global.output, global.no_color, global.glyphs);
        Ok(Self { global, folders, platforms, out })
    }

    /// The configuration.
    pub(super) fn config(&self) -> Result<Config, Ending> {
        Config::load(&self.folders).map_err(Ending::Config)
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
        let mut chosen = config::choose(&picks, &system_env, config, &self.folder())?;
        chosen.read_only |= self.global.read_only;
        Ok(chosen)
    }

    /// Opens a platform for one command.
    pub(super) fn open(&self, chosen: &Chosen) -> Result<Connected, Ending> {
        let how = How { folders: &self.folders, offline: self.global.offline, kept: true };
        Ok(self.platforms.open(chosen, &how)?)
    }

    /// The platform that the arguments mean, open.
    pub(super) fn connect(&self) -> Result<Connected, Ending> {
        let config = self.config()?;
        self.open(&self.choose(&config, None)?)
    }
}

/// Waits for what is asked of a platform, or for Ctrl-C.
pub(super) fn wait<T>(work: impl Future<Output = Result<T, Ending>>) -> Result<T, Ending> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Fault::new(FaultKind::Local, "start to work", &error.to_string(), ""))?;
    let ended = runtime.block_on(async {
        tokio::select! {
            // first, so that it is listened for before anything is asked
            biased;
            Ok(()) = tokio::signal::ctrl_c() => Err(Ending::Interrupted),
            ended = work => ended,
        }
    });
    // a token command or a lookup that still runs is not waited for
    runtime.shutdown_background();
    ended
}
