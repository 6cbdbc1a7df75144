/// The marks that a page is drawn with. Each is one column wide where nothing else is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glyphs {
    /// Bullets by depth.
    pub bullets: [&'static str; 4],
    /// Tasks, not done and done.
    pub tasks: [&'static str; 2],
    /// Before headings of the levels 3 to 6; with the blank after it.
    pub heads: [&'static str; 4],
    /// Under a heading of the first and of the second level.
    pub lines: [&'static str; 2],
    /// Left of what somebody else said; this and the other bars with the blank after them.
    pub quote: &'static str,
    /// Left of code, and of a line that its author marked.
    pub code: [&'static str; 2],
    /// Left of a note.
    pub note: &'static str,
    /// Left of what belongs together.
    pub bar: &'static str,
    /// Folded and unfolded.
    pub folds: [&'static str; 2],
    pub horizontal: &'static str,
    /// Between two cells of a table, with blanks around it.
    pub seam: &'static str,
    /// Where lines of a table meet: with one that goes up and down, down alone, up alone.
    pub cross: [&'static str; 3],
    /// Of a set of tabs: its first corner, between two of its tabs, its last corner.
    pub corners: [&'static str; 3],
    /// Before something that is not shown here.
    pub outside: &'static str,
}

impl Glyphs {
    pub(super) const UNICODE: Self = Self {
        bullets: ["•", "◦", "▪", "▫"],
        tasks: ["☐", "☑"],
        heads: ["◆ ", "◇ ", "▪ ", "▫ "],
        lines: ["━", "─"],
        quote: "│ ",
        code: ["┃ ", "▌ "],
        note: "▌ ",
        bar: "│ ",
        folds: ["▸", "▾"],
        horizontal: "─",
        seam: " │ ",
        cross: ["┼", "┬", "┴"],
        corners: ["╭", "├", "╰"],
        outside: "↗",
    };

    pub(super) const ASCII: Self = Self {
        bullets: ["*", "-", "+", "-"],
        tasks: ["[ ]", "[x]"],
        heads: ["### ", "#### ", "##### ", "###### "],
        lines: ["=", "-"],
        quote: "> ",
        code: ["| ", "> "],
        note: "| ",
        bar: "| ",
        folds: ["+", "-"],
        horizontal: "-",
        seam: " | ",
        cross: ["+", "+", "+"],
        corners: ["+", "+", "+"],
        outside: "->",
    };

    pub(super) fn of(is_ascii: bool) -> &'static Self {
        if is_ascii { &Self::ASCII } else { &Self::UNICODE }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::width;

    #[test]
    fn every_mark_is_as_wide_as_is_counted() {
        let all = |set: &Glyphs| {
            let pairs = [set.lines, set.folds];
            let bars = [set.quote, set.note, set.bar, set.code[0], set.code[1]].map(|bar| &bar[..bar.len() - 1]);
            let single = [set.horizontal, set.seam.trim()];
            [pairs.as_flattened(), &set.bullets, &set.cross, &set.corners, &single, &bars].concat()
        };
        assert!(all(&Glyphs::UNICODE).iter().chain(&Glyphs::UNICODE.tasks).all(|glyph| width(glyph) == 1));
        assert!(all(&Glyphs::ASCII).iter().chain(&Glyphs::ASCII.tasks).all(|glyph| glyph.is_ascii()));
    }
}
