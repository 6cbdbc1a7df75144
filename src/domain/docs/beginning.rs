use super::code::Token;
use super::layout::{Bit, Layout, Reading, lay_blocks};
use super::name::Href;
use super::page::{Block, Heading, Inline, Page};
use super::style::Style;
use crate::domain::document::{Line, Role, Target};

/// How a page begins, as lines that are laid out as a reader has them: so many rows, without the title,
/// the badges below it, and a heading that nothing follows. The last line says where there is more.
/// A line leads where its first link does; `target` says where that is.
pub fn beginning(page: &Page, reading: &Reading, rows: usize, target: impl Fn(&Href) -> Option<Target>) -> Vec<Line> {
    let blocks = after_title(page);
    // each block but an anchor is a row at least
    let some = blocks.get(..(2 * rows).min(blocks.len())).unwrap_or_default();
    let layout = lay_blocks(page, some, reading);
    let end = end(&layout, rows);
    let shown = layout.rows.get(..end).unwrap_or_default();
    let mut lines: Vec<Line> = shown
        .iter()
        .map(|row| {
            let to = layout.bits(row).find_map(|bit| target(&page.link(bit.link?)?.to));
            Line { target: to, ..line(page, &layout, layout.bits(row)) }
        })
        .collect();
    // what parts sections of a page is too much in so few rows
    lines.dedup_by(|next, line| next.runs.is_empty() && line.runs.is_empty());
    if end < layout.rows.len() || some.len() < blocks.len() {
        lines.push(Line::of(if reading.is_ascii { "..." } else { "…" }, Role::Dim));
    }
    lines
}

/// What stands below the title.
fn after_title(page: &Page) -> &[Block] {
    let is_title = |block: &Block| match block {
        Block::Heading(heading) => heading.level == 1 && says(page, heading),
        Block::Paragraph(inlines) => inlines.iter().all(|inline| is_of_badges(page, inline)),
        Block::Anchor(_) => true,
        _ => false,
    };
    let from = page.blocks.iter().position(|block| !is_title(block)).unwrap_or(page.blocks.len());
    page.blocks.get(from..).unwrap_or_default()
}

/// Whether a heading says what the page is called.
fn says(page: &Page, heading: &Heading) -> bool {
    let texts = heading.text.iter().filter_map(Inline::piece).map(|piece| page.text(piece).as_str());
    texts.collect::<String>().trim() == page.title.as_str()
}

fn is_of_badges(page: &Page, inline: &Inline) -> bool {
    inline.piece().is_none_or(|piece| page.text(piece).as_str().trim().is_empty())
}

/// The row to end before: no more than so many, none of them empty at the end, no heading alone.
fn end(layout: &Layout, rows: usize) -> usize {
    let is_empty = |row: usize| layout.rows.get(row).is_none_or(|row| layout.bits(row).next().is_none());
    let mut end = rows.min(layout.rows.len());
    if end < layout.rows.len() {
        let headings = layout.headings.iter().rev().map(|heading| heading.row as usize);
        // a heading, the line below it, and a row that is free
        end = headings.filter(|row| (*row + 3 > end) && *row > 0).fold(end, usize::min);
    }
    while end > 0 && is_empty(end - 1) {
        end -= 1;
    }
    end
}

pub(super) fn line<'b>(page: &Page, layout: &Layout, bits: impl Iterator<Item = &'b Bit>) -> Line {
    let mut line = Line::empty();
    for bit in bits {
        line = line.and(layout.text(page, bit).to_clean(), role(bit));
    }
    line
}

/// What has a role of its own, the strongest first.
const ROLES: [(Style, Role); 6] = [
    (Style::MARKED, Role::Marked),
    (Style::KEY, Role::Key),
    (Style::CODE, Role::Code),
    (Style::LABEL, Role::Tag),
    (Style::REMARK, Role::Dim),
    (Style::STRONG, Role::Title),
];

/// What a bit is in a line that knows roles alone.
fn role(bit: &Bit) -> Role {
    if bit.link.is_some() {
        return Role::Link;
    }
    if let Some(role) = bit.ink.token.role() {
        return role;
    }
    let is_text = matches!(bit.ink.role, Role::Text | Role::Label);
    let of_style = ROLES.iter().find(|(style, _)| bit.ink.style.has(*style)).map(|(_, role)| *role);
    of_style.filter(|_| is_text).unwrap_or(bit.ink.role)
}

impl Token {
    /// The role of a piece of code; none for what is nothing further.
    pub fn role(self) -> Option<Role> {
        Some(match self {
            Token::Plain => return None,
            Token::Keyword => Role::CodeKeyword,
            Token::Function => Role::CodeFunction,
            Token::Type => Role::CodeType,
            Token::Constant | Token::Number => Role::CodeNumber,
            Token::String => Role::CodeString,
            Token::Comment => Role::CodeComment,
            Token::Operator => Role::CodeOperator,
            Token::Variable => Role::Code,
            Token::Attribute => Role::CodeKey,
            Token::Tag => Role::CodeTag,
            Token::Heading => Role::Heading,
            Token::Inserted => Role::Good,
            Token::Deleted | Token::Error => Role::Bad,
            Token::Prompt | Token::Output => Role::Dim,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::docs::markdown::{self, OfSite, Snippets};
    use crate::domain::text::Clean;

    struct Nothing;

    impl Snippets for Nothing {
        fn snippet(&self, _path: &str) -> Option<String> {
            None
        }
    }

    fn begun(source: &str, rows: usize) -> Vec<Line> {
        let page = markdown::read_of(source, "index.md", &Nothing, &OfSite::default());
        let reading = Reading { columns: 40, ..Reading::default() };
        beginning(&page, &reading, rows, |to| Some(Target::Address(Clean::line(&to.to_string()))))
    }

    fn text(lines: &[Line]) -> Vec<String> {
        lines.iter().map(Line::text).collect()
    }

    #[test]
    fn a_page_begins_below_its_title_and_its_badges_as_it_is_read() {
        let source = "# Cart\n\n[![build](b.svg)](https://ci.example) ![x](y.svg)\n\nTakes money[^1].\n\n- one\n- two\n\n\
                      !!! note\n    Careful.\n\n[^1]: Much.\n";
        let shown = text(&begun(source, 12));
        assert_eq!(shown[..5], ["Takes money¹.", "", "• one", "• two", ""]);
        assert_eq!(shown[5..7], ["▌ ✎ Note", "▌ Careful."]);
    }

    #[test]
    fn what_there_is_more_of_ends_with_no_heading_and_says_so() {
        let source = "One.\n\nTwo.\n\n## More\n\nThree.\n\nFour.\n";
        assert_eq!(text(&begun(source, 6)), ["One.", "", "Two.", "…"]);
        assert_eq!(text(&begun("One.\n\nTwo.\n", 3)), ["One.", "", "Two."]);
        assert_eq!(text(&begun("One.\n\nTwo.\n\nThree.", 4)), ["One.", "", "Two.", "…"]);
    }

    #[test]
    fn a_line_leads_where_its_first_link_does_and_code_is_code() {
        let lines = begun("See [one](a.md), [two](b.md) and `code`, **loud**.\n\nNothing.", 9);
        assert_eq!(lines[0].target, Some(Target::Address("a".into())));
        assert_eq!(lines[2].target, None);
        let roles: Vec<Role> = lines[0].runs.iter().map(|run| run.role).collect();
        assert!(
            roles.contains(&Role::Link) && roles.contains(&Role::Code) && roles.contains(&Role::Title),
            "{roles:?}"
        );
    }
}
