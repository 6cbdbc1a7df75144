//! How images are shown: what is said about it, and what the environment tells.

use crate::config::{Images, system_env};
use crate::screen::look::{Glyphs, Look};
use crate::screen::terminal::{Cells, Way, Wish};

pub(super) fn way(said: Option<Images>, look: &Look) -> Way {
    let wish = match said {
        None | Some(Images::Auto) => Wish::Auto,
        Some(Images::Kitty) => Wish::Kitty,
        Some(Images::Iterm2) => Wish::Iterm,
        Some(Images::Sixel) => Wish::Sixel,
        Some(Images::Blocks) => Wish::Blocks,
        Some(Images::Off) => Wish::Off,
    };
    let cells = Cells { colours: look.theme.name() != "mono", unicode: look.glyphs == Glyphs::UNICODE };
    Way::of(wish, cells, &|name| system_env(name).and_then(|value| value.into_string().ok()))
}
