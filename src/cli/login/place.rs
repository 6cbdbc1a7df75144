//! Where one signs in, or out.

use crate::cli::context::unlocked;
use crate::cli::desk::Desk;
use crate::cli::ending::{Ending, complain};
use crate::config::{self, AuthWay, Chosen, Config, Home, NewContext, Picks};
use crate::domain::model::WebAddress;
use crate::domain::text::Clean;
use crate::platform::account::Way;
use std::path::PathBuf;
use url::Url;

/// A context that was made for an address.
#[derive(Debug, Default)]
pub(super) struct Added(Option<Entry>);

#[derive(Debug)]
struct Entry {
    name: String,
    file: PathBuf,
    /// Whether the file was there before.
    had_file: bool,
}

impl Added {
    /// Says that it is there.
    pub(super) fn tell(self) {
        if let Some(Entry { name, file, .. }) = self.0 {
            complain(&Clean::line(&format!("`{name}` is added to {}", file.display())));
        }
    }

    /// Removes it again: nothing came of it, and the next try may want another one.
    pub(super) fn take_back(self) {
        let Some(Entry { name, file, had_file }) = self.0 else { return };
        if let Err(error) = config::remove_context(&file, &name) {
            complain(&Clean::line(&format!("`{name}` stays in {}: {error}", file.display())));
        } else if !had_file && std::fs::read_to_string(&file).is_ok_and(|text| text.trim().is_empty()) {
            let _ = std::fs::remove_file(&file);
        }
    }
}

/// The platform that is meant: what was named, a context of the address that was named (made where
/// there is none), or what a command means that is told nothing.
///
/// # Errors
/// When there is no such context, the address is none, or the context cannot be added.
pub(super) fn chosen(desk: &Desk<'_>, at: Option<&str>, way: Option<Way>) -> Result<(Chosen, Added), Ending> {
    match at.filter(|at| at.contains("://")) {
        Some(address) => {
            only_place(desk)?;
            let (name, added) = context_of(desk, &desk.config()?, address, way)?;
            match desk.config().and_then(|config| desk.choose_context(&config, &name)) {
                Ok(chosen) => Ok((chosen, added)),
                Err(ending) => {
                    added.take_back();
                    Err(ending)
                }
            }
        }
        None => Ok((named(desk, at)?, Added::default())),
    }
}

/// The platform that is meant, where it has a context already: by its name or its address.
///
/// # Errors
/// When there is no such context.
pub(in crate::cli) fn known(desk: &Desk<'_>, at: Option<&str>) -> Result<Chosen, Ending> {
    let Some(address) = at.filter(|at| at.contains("://")) else { return named(desk, at) };
    only_place(desk)?;
    let config = desk.config()?;
    let base = config::portal_address(address).map_err(|why| Ending::usage(&why))?;
    match at_base(&config, &base) {
        Some(name) => desk.choose_context(&config, &name),
        None => Err(Ending::usage(&format!("there is no context of {base}; `stagedoor context ls` lists them"))),
    }
}

/// The context of an address; of several the current one is what the user works with.
fn at_base(config: &Config, base: &str) -> Option<String> {
    let is_there = |home: &Home| matches!(home, Home::Portal { base: known, .. } if known == base);
    let is_current = |name: &str| config.current.as_deref() == Some(name);
    let known = config.contexts.iter().filter(|context| is_there(&context.home));
    known.max_by_key(|context| is_current(&context.name)).map(|context| context.name.clone())
}

/// A context by its name, or what a command means that is told nothing.
///
/// # Errors
/// When there is no such context.
fn named(desk: &Desk<'_>, name: Option<&str>) -> Result<Chosen, Ending> {
    let config = desk.config()?;
    match name {
        Some(name) => {
            only_place(desk)?;
            if config.context(name).is_none() && is_like_an_address(name) {
                return Err(Ending::usage(&format!("there is no context `{name}`; did you mean https://{name}?")));
            }
            desk.choose_context(&config, name)
        }
        None => desk.choose(&config, None),
    }
}

fn only_place(desk: &Desk<'_>) -> Result<(), Ending> {
    match desk.global.picks() == Picks::default() {
        true => Ok(()),
        false => Err(Ending::usage("name the platform once: as the argument, or by a flag")),
    }
}

/// The context of a portal's address; a new one is called as its host is.
fn context_of(desk: &Desk<'_>, config: &Config, address: &str, way: Option<Way>) -> Result<(String, Added), Ending> {
    let base = config::portal_address(address).map_err(|why| Ending::usage(&why))?;
    if WebAddress::parse(&base).is_ok_and(|base| base.is_in_clear()) {
        return Err(Ending::usage("one signs in over https:// alone; http:// is for this machine"));
    }
    if let Some(name) = at_base(config, &base) {
        return Ok((name, Added::default()));
    }
    let name = name_for(&base)?;
    unlocked(config, &format!("contexts.{name}"))?;
    let current = config.contexts.is_empty() && config.current.is_none();
    let new = NewContext { name, url: Some(base), accepts: accepted(way), current, ..NewContext::default() };
    let file = desk.folders.config_file();
    let had_file = file.exists();
    config::add_context(&file, &new)?;
    Ok((new.name.clone(), Added(Some(Entry { name: new.name, file, had_file }))))
}

/// Whether a name is more likely an address whose beginning was forgotten.
fn is_like_an_address(name: &str) -> bool {
    let has_host = name.contains('.') || name.starts_with("localhost") || name.contains([':', '/']);
    has_host && WebAddress::parse(&format!("https://{name}")).is_ok()
}

/// `portal.example`, `127.0.0.1-7007`.
fn name_for(base: &str) -> Result<String, Ending> {
    let url = Url::parse(base).map_err(|why| Ending::usage(&why.to_string()))?;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).replace(':', "-");
    let host = host.trim_start_matches('-').to_owned();
    Ok(url.port().map_or_else(|| host.clone(), |port| format!("{host}-{port}")))
}

/// A way that contexts do not take by themselves is one that the user has asked for.
fn accepted(way: Option<Way>) -> Vec<AuthWay> {
    match way {
        Some(Way::Token) => vec![AuthWay::Paste],
        Some(Way::Guest) => vec![AuthWay::Guest],
        Some(Way::Proxy) => vec![AuthWay::Proxy],
        Some(Way::Browser | Way::Paste | Way::Device) | None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_of_an_address_is_called_as_its_host_is() {
        let name = |base: &str| name_for(base).unwrap();
        assert_eq!(name("https://portal.example"), "portal.example");
        assert_eq!(name("https://portal.example/backstage"), "portal.example");
        assert_eq!(name("http://127.0.0.1:7007"), "127.0.0.1-7007");
        assert_eq!(name("http://[::1]:7007"), "1-7007");
    }
}
