//! Markdown that belongs to no site: what a template says it is for, what a run says came of it.

use super::beginning::line;
use super::layout::{Reading, lay};
use super::markdown::{self, Snippets};
use super::name::Href;
use crate::domain::document::{Line, Target};

/// Rows that are made of a text at most.
const MOST: usize = 1_000;

/// A text that takes nothing in.
struct Alone;

impl Snippets for Alone {
    fn snippet(&self, _: &str) -> Option<String> {
        None
    }
}

/// Markdown as lines of at most so many columns; only code and tables may be wider. A line leads where its first
/// link to the outside does.
pub fn prose(source: &str, columns: usize) -> Vec<Line> {
    let page = markdown::read(source, "index.md", &Alone);
    let layout = lay(&page, &Reading { columns, ..Reading::default() });
    let rows = layout.rows.iter().take(MOST);
    let lines = rows.map(|row| {
        let links = layout.bits(row).filter_map(|bit| page.link(bit.link?));
        let target = links.filter_map(|link| address(&link.to)).next();
        Line { target, ..line(&page, &layout, layout.bits(row)) }
    });
    let mut lines: Vec<Line> = lines.collect();
    while lines.last().is_some_and(|line| line.runs.is_empty()) {
        lines.pop();
    }
    lines
}

fn address(to: &Href) -> Option<Target> {
    match to {
        Href::Address(address) => Some(Target::Address(address.clone())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::document::Role;

    #[test]
    fn a_list_stays_a_list_code_stays_code_and_a_link_leads_on() {
        let lines =
            prose("Makes a *service*:\n\n- with `npm test`\n- see [its docs](https://example.com/d)\n\n# End\n", 40);
        let texts: Vec<String> = lines.iter().map(Line::text).collect();
        assert_eq!(texts.first().unwrap(), "Makes a service:");
        let item = texts.iter().position(|text| text.contains("with npm test")).unwrap();
        assert!(lines[item].runs.iter().any(|run| run.role == Role::Code && run.text.as_str() == "npm test"));
        let led = lines.iter().find(|line| line.text().contains("its docs")).unwrap();
        assert_eq!(led.target, Some(Target::Address("https://example.com/d".into())));
        assert!(texts.iter().any(|text| text.contains("End")), "{texts:?}");
    }

    #[test]
    fn prose_is_as_narrow_as_the_place_for_it() {
        let lines = prose(&"word ".repeat(60), 24);
        assert!(lines.len() > 10 && lines.iter().all(|line| line.width() <= 24), "{lines:?}");
        assert!(prose("", 24).is_empty());
    }
}
