//! Leading out to a browser, for the screen and for the command line alike.

use super::programs;
use std::io;

/// Opens an address of the web where there is a desktop; `false` where there is none to open it on:
/// over SSH, on a console, or in restricted mode. The address has been judged before
/// ([`WebAddress`](crate::domain::model::WebAddress)).
///
/// # Errors
/// When the desktop's own opener cannot be started.
pub fn open(address: &str) -> io::Result<bool> {
    if !can_open() {
        return Ok(false);
    }
    open::that_detached(address).map(|()| true)
}

/// Whether there is a desktop to open a browser on, from what this process was started with, and one
/// may be started.
pub fn can_open() -> bool {
    programs::ask().is_ok() && is_here(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Whether a browser can be started. `BROWSER` is the user's word that one can, wherever that is.
fn is_here(set: impl Fn(&str) -> bool) -> bool {
    let desktop = cfg!(any(target_os = "macos", windows)) || set("DISPLAY") || set("WAYLAND_DISPLAY");
    let remote = set("SSH_CONNECTION") || set("SSH_TTY");
    set("BROWSER") || (desktop && !remote)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_browser_on_a_desktop_and_where_the_user_says_so_but_not_at_the_other_end_of_ssh() {
        let here = |names: &[&str]| is_here(|name| names.contains(&name));
        assert!(here(&["DISPLAY"]));
        assert!(here(&["WAYLAND_DISPLAY"]));
        assert!(here(&["BROWSER", "SSH_CONNECTION"]));
        assert!(!here(&["DISPLAY", "SSH_CONNECTION"]));
    }
}
