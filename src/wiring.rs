//! From a chosen platform to its ports, and to the screen over them: the only place that knows the
//! adapters. Nothing here asks a server or reads a catalog; that waits for the first question.

mod account;
mod argo;
mod beside;
mod checks;
mod clustered;
mod docs;
mod example;
mod files;
mod folder;
mod forges;
mod images;
mod keep;
mod last_words;
mod ledger;
mod memory;
mod notices;
mod pen;
mod permissions;
mod portal;
mod records;
mod runs;
mod session;
mod shown;
mod systems;
mod teleport;
mod timeline;
mod vaults;
mod ways;
mod workspace;

use crate::adapters::kept::{Sessions, purge};
use crate::adapters::workspace::{Workspace, check_folder};
use crate::cli::{Connected, Forget, How, Pens, Platforms, ScreenStart, SignInKept, SystemCheck, Theme as ThemeChoice};
use crate::config::{self, Chosen};
use crate::domain::docs::Section;
use crate::domain::model::Place;
use crate::domain::text::Clean;
use crate::platform::docs::CheckedSite;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Platform, Ports, Saved};
use crate::screen::app::{self, Ended, Opened, Setup};
use crate::screen::look::{Glyphs, Look, Theme};
use keep::Owner;
use last_words::tell_last;
pub use last_words::{log_fall, tell_fall};
use memory::Memory;
use portal::portal;
use shown::WhoseFolders;
use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;
use workspace::workspace;

/// The platforms and the screen of the real program.
#[derive(Debug, Default)]
pub struct Wired {
    memory: Memory,
}

impl Platforms for Wired {
    fn open(&self, chosen: &Chosen, how: &How<'_>) -> Result<Connected, Fault> {
        let vault = self.memory.vault(chosen, how);
        let owner = keep::owner(chosen, how, &vault);
        let key = owner.key(chosen).unwrap_or_else(|| "unknown".into());
        let (cache, state) = (how.folders.cache.join(&key), how.folders.state.join(&key));
        let session = match how.is_in_memory() {
            true => Arc::new(Sessions::in_memory()),
            false => keep::session(&owner, chosen, how.folders),
        };
        let (ports, platform, checks) = match &chosen.portal {
            config::Portal::Backstage { base, web, token } => {
                portal(chosen, (base, web), token, how, &cache, (owner, vault))?
            }
            config::Portal::Workspace(root) => workspace(chosen, root.clone(), how, Workspace::open)?,
            config::Portal::Example { fresh } => {
                let to = how.folders.data.join("example");
                match how.restricted {
                    // nothing of it is left on the disk
                    Some(_) => workspace(chosen, to, how, |setup| Ok(Workspace::bundled_example(setup)))?,
                    None => {
                        keep::make_private(&how.folders.data)?;
                        workspace(chosen, example::example(&to, *fresh)?, how, Workspace::open)?
                    }
                }
            }
        };
        let is_of_signed_in = !how.is_in_memory() && keep::of_signed_in(chosen, how.folders).as_ref() == Some(&key);
        Ok(Connected { ports, platform, session, cache, state, is_of_signed_in, checks })
    }

    fn forgetting(&self, chosen: &Chosen, folders: &config::Folders) -> Forget {
        let owner = Owner::of(chosen, folders, &keep::marks(folders));
        let (key, chosen, folders) = (owner.key(chosen), chosen.clone(), folders.clone());
        Box::new(move || {
            if let Some(key) = key {
                [&folders.cache, &folders.state].into_iter().try_for_each(|folder| purge(&folder.join(&key)))?;
            }
            session::forget(&chosen, &folders)
        })
    }

    fn replacing(&self, chosen: &Chosen, folders: &config::Folders) -> Forget {
        let (before, chosen, folders) = (keep::of_signed_in(chosen, folders), chosen.clone(), folders.clone());
        Box::new(move || match before {
            Some(key) if keep::of_signed_in(&chosen, &folders).as_ref() != Some(&key) => {
                [&folders.cache, &folders.state].into_iter().try_for_each(|folder| purge(&folder.join(&key)))
            }
            _ => Ok(()),
        })
    }

    fn sign_in_kept(&self, chosen: &Chosen, folders: &config::Folders) -> Option<SignInKept> {
        session::kept(chosen, folders)
    }

    fn check_theme(&self, theme: &ThemeChoice) -> Result<(), Fault> {
        of_choice(theme).map(|_| ())
    }

    fn check_docs(&self, folder: &Path, sections: &[Section]) -> Result<Vec<CheckedSite>, Fault> {
        check_folder(folder, sections)
    }

    fn pen(&self, theme: Option<&ThemeChoice>) -> Result<Pens, Fault> {
        pen::of(theme)
    }

    fn screen(&self, start: ScreenStart<'_>) -> Result<u8, Fault> {
        let connected = (start.open)()?;
        let kept = RefCell::new(WhoseFolders::of(&connected));
        let first = opened(&start, connected, start.place.clone())?;
        let reopen = |anew: app::Reopen| {
            // only now, as a copy may have been written in its last moment
            if anew.forget {
                kept.borrow().purge()?;
            }
            let connected = (start.open)()?;
            let before = kept.replace(WhoseFolders::of(&connected));
            if before.is_of_signed_in && before.folders != kept.borrow().folders {
                before.purge()?;
            }
            opened(&start, connected, anew.place)
        };
        let Ended { by, unsaved, failed, told, in_doubt } = app::run(first, &reopen).map_err(no_screen)?;
        for words in in_doubt {
            tell_last(&format!("left before this ended, whether it was done is not known: {words}"));
        }
        told.iter().for_each(|words| tell_last(words.as_str()));
        if let Some(fault) = failed {
            unsaved.iter().for_each(|fault| tell_last(&fault.to_string()));
            return Err(fault);
        }
        match (by, unsaved) {
            (None, None) => Ok(0),
            (None, Some(fault)) => Err(fault),
            (Some(death), unsaved) => {
                unsaved.iter().for_each(|fault| tell_last(&fault.to_string()));
                Ok(death.exit_code())
            }
        }
    }
}

fn no_screen(error: std::io::Error) -> Fault {
    let cure = "run it in a terminal; `stagedoor doctor` looks for what is wrong";
    Fault::new(FaultKind::Local, "show the screen", &error.to_string(), cure)
}

/// What the screen runs over, at a place.
fn opened(start: &ScreenStart<'_>, connected: Connected, place: Option<Place>) -> Result<Opened, Fault> {
    let (session, ports) = (Arc::clone(&connected.session), connected.ports);
    // one works without what was kept; it stays as it is as long as it cannot be read
    let (saved, unread) = session.load().map_or_else(|fault| (Saved::default(), Some(fault)), |saved| (saved, None));
    let mut setup = setup(start, connected.platform, saved, place)?;
    if let Some(fault) = unread {
        setup.notice = Some(Clean::line(&fault.to_string()));
    }
    Ok(Opened { setup, session, ports })
}

/// A platform's ports, what it is, and checks of the systems beside it.
type Opening = (Ports, Platform, Vec<SystemCheck>);

fn setup(start: &ScreenStart<'_>, platform: Platform, saved: Saved, place: Option<Place>) -> Result<Setup, Fault> {
    let theme = theme(start, &saved)?;
    let look = Look { theme, glyphs: glyphs(start.glyphs) };
    // a place names the platform by context only to choose it; from here on it is the open one
    let named = place.as_ref().and_then(|place| place.context.as_deref());
    let notice = named.map(|name| Clean::line(&format!("opened in the context {name}, which the link names")));
    let link = place.map(|place| Place { context: None, ..place });
    // whoever is restricted is in no folder of theirs
    let folder = (link.is_none() && !start.restricted).then(|| folder::of(&start.folder));
    let images = images::way(start.images, &look);
    Ok(Setup {
        platform,
        gate: start.gate.clone().restricted(start.restricted),
        keymap: start.keymap.clone(),
        look,
        saved,
        link,
        folder,
        notice,
        is_anew: false,
        tools: start.tools.clone(),
        mouse: start.mouse,
        images,
        notices: notices::notices(start.notices),
        zone: crate::platform::clock::zone(),
    })
}

fn theme(start: &ScreenStart<'_>, saved: &Saved) -> Result<Theme, Fault> {
    if start.no_color {
        return bundled("mono");
    }
    match (&start.theme, &saved.theme) {
        (Some(choice), _) => of_choice(choice),
        // a theme that this version no longer has is no reason to stay away
        (None, Some(name)) => Ok(Theme::bundled(name).unwrap_or_else(|_| Theme::terminal())),
        (None, None) => Ok(Theme::terminal()),
    }
}

fn of_choice(choice: &ThemeChoice) -> Result<Theme, Fault> {
    match choice {
        ThemeChoice::Named(name) => bundled(name),
        ThemeChoice::File { path, text } => {
            let name = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy();
            let tried = format!("read the theme of {}", path.display());
            Theme::read(&name, text)
                .map_err(|error| Fault::new(FaultKind::Invalid, &tried, &error.to_string(), "correct it there"))
        }
    }
}

fn bundled(name: &str) -> Result<Theme, Fault> {
    Theme::bundled(name).map_err(|error| Fault::new(FaultKind::Invalid, "choose the theme", &error.to_string(), ""))
}

/// Without a word about it the locale decides: ASCII where it is no UTF-8.
fn glyphs(said: Option<config::Glyphs>) -> Glyphs {
    let locale = || ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(config::system_env);
    let unicode = match said {
        Some(said) => said == config::Glyphs::Unicode,
        None => locale().is_none_or(|set| {
            let set = set.to_string_lossy().to_uppercase();
            set.contains("UTF-8") || set.contains("UTF8")
        }),
    };
    if unicode { Glyphs::UNICODE } else { Glyphs::ASCII }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_offers_every_theme_that_there_is() {
        let help = crate::cli::reference::cli();
        let line = help.lines().find(|line| line.contains("--theme")).unwrap_or_default().to_owned();
        let names = Theme::NAMES.map(|name| format!("`{name}`")).join(", ");
        assert!(line.contains(&names), "{line}");
    }
}
