//! `stagedoor [LINK]`: the screen.

use super::desk::Desk;
use super::ending::{Ended, Ending};
use super::keys;
use super::platforms::ScreenStart;
use super::theme;
use crate::config::system_env;
use crate::domain::model::Place;
use std::io::IsTerminal as _;

pub(super) fn run(desk: &Desk<'_>, link: Option<&str>) -> Ended {
    let place = link.map(Place::parse).transpose().map_err(|error| Ending::usage(&error.to_string()))?;
    let config = desk.config()?;
    let context = place.as_ref().and_then(|place| place.context.as_deref());
    let chosen = desk.choose(&config, context)?;
    let keymap = keys::chosen(desk, &config)?;
    let theme = theme::chosen(desk, &config)?;
    // standard input may be a pipe: keys are read from the terminal itself
    if !std::io::stdout().is_terminal() {
        return Err(Ending::usage(
            "the screen needs a terminal; without one there are commands: `stagedoor get`, `search`, `open`, `link`",
        ));
    }
    let gate = desk.gate(&chosen);
    let code = desk.platforms.screen(ScreenStart {
        open: &|| desk.opened(&chosen),
        place,
        folder: desk.folder(),
        keymap,
        theme,
        glyphs: desk.global.glyphs.or(config.look.glyphs),
        images: desk.global.images.or(config.look.images),
        notices: config.look.notices.unwrap_or(desk.restricted.is_none()),
        mouse: config.look.mouse.unwrap_or(true),
        no_color: desk.global.no_color || system_env("NO_COLOR").is_some(),
        gate,
        restricted: desk.restricted.is_some(),
        tools: config.tools,
    })?;
    Ok(code)
}
