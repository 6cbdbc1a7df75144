//! Which theme is meant.

use super::desk::Desk;
use super::platforms::Theme;
use crate::config::Config;
use crate::platform::fault::{Fault, FaultKind};
use std::path::Path;

/// The themes that come with the program.
pub(super) const NAMES: [&str; 6] = ["terminal", "dark", "light", "contrast", "colorblind", "mono"];

/// The theme of `--theme`, else of the configuration; without either the screen decides.
pub(super) fn chosen(desk: &Desk<'_>, config: &Config) -> Result<Option<Theme>, Fault> {
    match (&desk.global.theme, &config.look.theme) {
        (Some(name), _) => read(name, &desk.folder()).map(Some),
        (None, Some(said)) => read(&said.text, said.folder()).map(Some),
        (None, None) => Ok(None),
    }
}

/// A theme is a file where it is written as one: with a slash or the ending `.toml`.
pub(super) fn read(name: &str, base: &Path) -> Result<Theme, Fault> {
    if !name.contains(['/', '\\']) && !name.ends_with(".toml") {
        return Ok(Theme::Named(name.to_owned()));
    }
    let path = base.join(name);
    let text = std::fs::read_to_string(&path).map_err(|error| {
        let tried = format!("read the theme of {}", path.display());
        let cure = format!("name one of {}, or a file", NAMES.join(", "));
        Fault::new(FaultKind::Local, &tried, &error.to_string(), &cure)
    })?;
    Ok(Theme::File { path, text })
}
