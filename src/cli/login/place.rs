//! Where one signs in, or out.

use crate::cli::context::unlocked;
use crate::cli::desk::Desk;
use crate::cli::ending::{Ending, complain};
use crate::config::{self, AuthWay, Chosen, Config, Home, NewContext, Picks};
use crate::domain::model::WebAddress;
use crate::domain::text::Clean;
use crate::platform::account::Way;
use url::Url;

/// The platform that is meant: what was named, a context of the address that was named (made where
/// there is none), or what a command means that is told nothing.
///
/// # Errors
/// When there is no such context, the address is none, or the context cannot be added.
pub(super) fn chosen(desk: &Desk<'_>, at: Option<&str>, way: Option<Way>) -> Result<Chosen, Ending> {
    match at.filter(|at| at.contains("://")) {
        Some(address) => {
            only_place(desk)?;
            let name = context_of(desk, &desk.config()?, address, way)?;
            desk.choose_context(&desk.config()?, &name)
        }
        None => named(desk, at),
    }
}

/// A context by its name, or what a command means that is told nothing.
///
/// # Errors
/// When there is no such context.
pub(in crate::cli) fn named(desk: &Desk<'_>, name: Option<&str>) -> Result<Chosen, Ending> {
    let config = desk.config()?;
    match name {
        Some(name) => {
            only_place(desk)?;
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
fn context_of(desk: &Desk<'_>, config: &Config, address: &str, way: Option<Way>) -> Result<String, Ending> {
    let base = config::portal_address(address).map_err(|why| Ending::usage(&why))?;
    if WebAddress::parse(&base).is_ok_and(|base| base.is_in_clear()) {
        return Err(Ending::usage("one signs in over https:// alone; http:// is for this machine"));
    }
    let at_base = |home: &Home| matches!(home, Home::Portal { base: known, .. } if *known == base);
    // of several the current one is what the user works with
    let is_current = |name: &str| config.current.as_deref() == Some(name);
    let known = config.contexts.iter().filter(|context| at_base(&context.home));
    if let Some(context) = known.max_by_key(|context| is_current(&context.name)) {
        return Ok(context.name.clone());
    }
    let name = name_for(&base)?;
    unlocked(config, &format!("contexts.{name}"))?;
    let current = config.contexts.is_empty() && config.current.is_none();
    let new = NewContext { name, url: Some(base), accepts: accepted(way), current, ..NewContext::default() };
    config::add_context(&desk.folders.config_file(), &new)?;
    complain(&Clean::line(&format!("`{}` is added to {}", new.name, desk.folders.config_file().display())));
    Ok(new.name)
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
