//! How notices are shown on the desktop: what is said about it, and what the environment tells.

use crate::config::system_env;
use crate::screen::terminal::Notices;

pub(super) fn notices(wanted: bool) -> Notices {
    match wanted {
        true => Notices::of(&|name| system_env(name).and_then(|value| value.into_string().ok())),
        false => Notices::Off,
    }
}
