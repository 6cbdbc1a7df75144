use crate::domain::document::Role;
use crate::domain::model::delivery::Health;

/// The marks that screens use beside text. Each is one column wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the mark of that name")]
pub struct Glyphs {
    pub mark: &'static str,
    pub star: &'static str,
    pub chosen: &'static str,
    pub open: &'static str,
    pub more: &'static str,
    pub crumb: &'static str,
    pub down: &'static str,
    pub up: &'static str,
    pub back: &'static str,
    pub vertical: &'static str,
    pub horizontal: &'static str,
    pub dot: &'static str,
    pub warn: &'static str,
    pub bad: &'static str,
    pub thumb: &'static str,
    pub folded: &'static str,
    pub unfolded: &'static str,
    pub branch: &'static str,
    pub corners: [&'static str; 4],
}

impl Glyphs {
    /// How something does, as a mark and the role that it has.
    pub fn health(&self, health: Health) -> (&'static str, Role) {
        match health {
            Health::Healthy => (self.chosen, Role::Good),
            Health::Progressing => (self.dot, Role::Link),
            Health::Degraded => (self.bad, Role::Bad),
            Health::Suspended | Health::Missing => (self.warn, Role::Warn),
            Health::Unknown => ("?", Role::Dim),
        }
    }

    /// Whether only ASCII is shown.
    pub fn is_ascii(&self) -> bool {
        self.more.is_ascii()
    }

    /// For terminals and fonts that know Unicode.
    pub const UNICODE: Self = Self {
        mark: "▌",
        star: "★",
        chosen: "✓",
        open: "·",
        more: "…",
        crumb: "›",
        down: "↓",
        up: "↑",
        back: "‹",
        vertical: "│",
        horizontal: "─",
        dot: "•",
        warn: "!",
        bad: "✗",
        thumb: "┃",
        folded: "▸",
        unfolded: "▾",
        branch: "├",
        corners: ["╭", "╮", "╰", "╯"],
    };

    /// For all others.
    pub const ASCII: Self = Self {
        mark: ">",
        star: "*",
        chosen: "x",
        open: "-",
        more: "~",
        crumb: ">",
        down: "v",
        up: "^",
        back: "<",
        vertical: "|",
        horizontal: "-",
        dot: "*",
        warn: "!",
        bad: "X",
        thumb: "#",
        folded: "+",
        unfolded: "-",
        branch: "|",
        corners: ["+", "+", "+", "+"],
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::width;

    #[test]
    fn every_glyph_is_one_column_wide_and_the_ascii_ones_are_ascii() {
        for (set, ascii) in [(Glyphs::UNICODE, false), (Glyphs::ASCII, true)] {
            let all = [
                set.mark,
                set.star,
                set.chosen,
                set.open,
                set.more,
                set.crumb,
                set.down,
                set.up,
                set.back,
                set.vertical,
                set.horizontal,
                set.dot,
                set.warn,
                set.bad,
                set.thumb,
                set.folded,
                set.unfolded,
                set.branch,
            ];
            for glyph in all.iter().chain(&set.corners) {
                assert_eq!(width(glyph), 1, "{glyph}");
                assert!(!ascii || glyph.is_ascii(), "{glyph}");
            }
        }
    }
}
