use super::blocks::Depth;

/// How a terminal is made to show images.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// Not at all.
    #[default]
    Off,
    /// As half blocks: two pixels a cell, by its two colours.
    Blocks(Depth),
    /// By the graphics protocol of kitty: an image is sent once, and placed by its number.
    Kitty,
    /// By the inline images of iTerm2 (OSC 1337).
    Iterm,
    /// As sixels (DEC STD 070).
    Sixel,
}

/// What the user says about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is what it is called")]
pub enum Wish {
    /// What the terminal can, as far as its environment tells.
    #[default]
    Auto,
    Kitty,
    Iterm,
    Sixel,
    Blocks,
    Off,
}

/// What can be painted in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cells {
    /// Colours are wanted.
    pub colours: bool,
    /// Signs beyond ASCII are.
    pub unicode: bool,
}

type Env<'a> = &'a dyn Fn(&str) -> Option<String>;

impl Way {
    /// The way of a terminal. It is told by the environment alone: a terminal that is asked may be far
    /// away, and one that is behind another answers for the wrong one. Where nothing is said, images are
    /// shown only where everything else is in colour.
    pub fn of(wish: Wish, cells: Cells, env: Env<'_>) -> Self {
        let blocks = || depth(env).filter(|_| cells.colours && cells.unicode).map_or(Way::Off, Way::Blocks);
        match wish {
            Wish::Off => Way::Off,
            Wish::Kitty => Way::Kitty,
            Wish::Iterm => Way::Iterm,
            Wish::Sixel => Way::Sixel,
            Wish::Blocks if cells.colours && cells.unicode => Way::Blocks(depth(env).unwrap_or(Depth::Indexed)),
            Wish::Blocks => Way::Off,
            Wish::Auto if !cells.colours => Way::Off,
            Wish::Auto if is_behind_another(env) => blocks(),
            Wish::Auto => own(env).unwrap_or_else(blocks),
        }
    }
}

fn is(env: Env<'_>, name: &str) -> bool {
    env(name).is_some_and(|value| !value.is_empty())
}

fn term(env: Env<'_>) -> String {
    env("TERM").unwrap_or_default()
}

/// Whether a multiplexer stands between, which keeps cells and passes nothing else on.
fn is_behind_another(env: Env<'_>) -> bool {
    let term = term(env);
    let named = ["screen", "tmux"].iter().any(|name| term.starts_with(name));
    named || ["TMUX", "STY", "ZELLIJ"].into_iter().any(|name| is(env, name))
}

/// The way that a terminal has by itself, where it names itself.
fn own(env: Env<'_>) -> Option<Way> {
    let term = term(env);
    let starts = |name: &str| term.starts_with(name);
    let program = env("TERM_PROGRAM").unwrap_or_default();
    if ["xterm-kitty", "xterm-ghostty"].into_iter().any(starts) || is(env, "KITTY_WINDOW_ID") {
        return Some(Way::Kitty);
    }
    if ["foot", "mlterm", "contour", "yaft"].into_iter().any(starts) {
        return Some(Way::Sixel);
    }
    match program.as_str() {
        "ghostty" | "WarpTerminal" => return Some(Way::Kitty),
        "iTerm.app" | "WezTerm" | "mintty" | "rio" => return Some(Way::Iterm),
        _ => {}
    }
    // what goes along over SSH, or is set without the others
    if ["WEZTERM_PANE", "WEZTERM_EXECUTABLE", "ITERM_SESSION_ID"].into_iter().any(|name| is(env, name))
        || env("LC_TERMINAL").is_some_and(|name| name == "iTerm2")
    {
        return Some(Way::Iterm);
    }
    // since 22.04; its version is a number of six digits
    let konsole = env("KONSOLE_VERSION").and_then(|version| version.parse::<u32>().ok());
    konsole.filter(|version| *version >= 220_400).map(|_| Way::Kitty)
}

/// The colours that cells can have; none where sixteen are all.
fn depth(env: Env<'_>) -> Option<Depth> {
    let all = env("COLORTERM").is_some_and(|value| value == "truecolor" || value == "24bit");
    match term(env) {
        _ if all => Some(Depth::All),
        term if term.contains("direct") => Some(Depth::All),
        term if term.contains("256color") => Some(Depth::Indexed),
        term if ["xterm-kitty", "xterm-ghostty", "foot", "alacritty", "wezterm"].contains(&term.as_str()) => {
            Some(Depth::All)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLOURED: Cells = Cells { colours: true, unicode: true };

    fn way(wish: Wish, cells: Cells, vars: &[(&str, &str)]) -> Way {
        Way::of(wish, cells, &|name| {
            vars.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_terminal_that_names_itself_is_taken_at_its_word() {
        let auto = |vars: &[(&str, &str)]| way(Wish::Auto, COLOURED, vars);
        assert_eq!(auto(&[("TERM", "xterm-kitty")]), Way::Kitty);
        assert_eq!(auto(&[("TERM", "xterm-256color"), ("KITTY_WINDOW_ID", "1")]), Way::Kitty);
        assert_eq!(auto(&[("TERM", "xterm-256color"), ("TERM_PROGRAM", "WezTerm")]), Way::Iterm);
        assert_eq!(auto(&[("TERM", "xterm-256color"), ("LC_TERMINAL", "iTerm2")]), Way::Iterm);
        assert_eq!(auto(&[("TERM", "foot")]), Way::Sixel);
        assert_eq!(auto(&[("TERM", "xterm-256color"), ("KONSOLE_VERSION", "230804")]), Way::Kitty);
        assert_eq!(auto(&[("TERM", "xterm-256color"), ("KONSOLE_VERSION", "200000")]), Way::Blocks(Depth::Indexed));
    }

    #[test]
    fn all_others_get_half_blocks_where_there_are_colours_for_them() {
        let auto = |vars: &[(&str, &str)]| way(Wish::Auto, COLOURED, vars);
        assert_eq!(auto(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]), Way::Blocks(Depth::All));
        assert_eq!(auto(&[("TERM", "xterm-256color")]), Way::Blocks(Depth::Indexed));
        for term in ["xterm", "linux", "vt100", "dumb", ""] {
            assert_eq!(auto(&[("TERM", term)]), Way::Off, "{term}");
        }
    }

    #[test]
    fn behind_a_multiplexer_nothing_but_cells_is_sent_unless_it_is_said() {
        let vars =
            [("TERM", "tmux-256color"), ("TMUX", "/tmp/x"), ("TERM_PROGRAM", "iTerm.app"), ("KITTY_WINDOW_ID", "1")];
        assert_eq!(way(Wish::Auto, COLOURED, &vars), Way::Blocks(Depth::Indexed));
        assert_eq!(way(Wish::Sixel, COLOURED, &vars), Way::Sixel);
    }

    #[test]
    fn without_colours_or_unicode_words_stand_for_images() {
        let kitty = [("TERM", "xterm-kitty")];
        let other = [("TERM", "xterm-256color"), ("COLORTERM", "truecolor")];
        let mono = Cells { colours: false, ..COLOURED };
        let ascii = Cells { unicode: false, ..COLOURED };
        assert_eq!(way(Wish::Auto, mono, &kitty), Way::Off);
        assert_eq!((way(Wish::Auto, ascii, &other), way(Wish::Blocks, ascii, &other)), (Way::Off, Way::Off));
        assert_eq!(way(Wish::Kitty, mono, &other), Way::Kitty);
        assert_eq!(way(Wish::Off, COLOURED, &kitty), Way::Off);
    }
}
