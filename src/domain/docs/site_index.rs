//! What can be searched of a site: read from the index that MkDocs made, or made of the pages.

use super::index::{Index, IndexSection};
use super::name::PageName;
use super::page::{Block, Page};
use crate::domain::text::Clean;
use serde::Deserialize;
use std::borrow::Cow;

#[derive(Deserialize)]
struct Raw<'a> {
    #[serde(default)]
    config: Config,
    #[serde(borrow, default)]
    docs: Vec<Record<'a>>,
}

#[derive(Default, Deserialize)]
struct Config {
    /// Material's own index has it, MkDocs' has not.
    pipeline: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow, default)]
    location: Cow<'a, str>,
    #[serde(borrow, default)]
    title: Cow<'a, str>,
    #[serde(borrow, default)]
    text: Cow<'a, str>,
}

/// Reads `search/search_index.json`; nothing where it is none. A record without `#` is a page as a whole:
/// MkDocs repeats in it what its sections say, Material puts there what stands above the first of them.
pub fn read_index(json: &str) -> Option<Index> {
    let raw: Raw<'_> = serde_json::from_str(json).ok()?;
    let is_markup = raw.config.pipeline.is_some();
    let clean =
        |text: &str| if is_markup { Clean::line(&without_tags(text)) } else { Clean::line(&text.replace(" ¶", "")) };
    let mut sections: Vec<IndexSection> = Vec::with_capacity(raw.docs.len());
    for record in &raw.docs {
        let (page, id) = record.location.split_once('#').unwrap_or((&record.location, ""));
        let page = PageName::of_path(page);
        if let Some(last) = sections.last_mut().filter(|last| !is_markup && !id.is_empty() && last.page == page)
            && last.id.is_empty()
        {
            last.text = above(&last.text, &clean(&record.title), &clean(&record.text));
        }
        sections.push(IndexSection { page, id: id.into(), title: clean(&record.title), text: clean(&record.text) });
    }
    Some(Index::of(sections))
}

/// What a page says above its first section, which its text repeats.
fn above(all: &Clean, title: &Clean, text: &Clean) -> Clean {
    let all = all.as_str();
    // the words of a title may stand above it too
    let at = all.find(&format!("{title} {text}")).or_else(|| all.find(title.as_str()));
    Clean::line(all.get(..at.unwrap_or(0)).unwrap_or_default().trim_end())
}

/// Text out of a bit of HTML, as Material's index has it.
fn without_tags(html: &str) -> Cow<'_, str> {
    if !html.contains(['<', '&']) {
        return Cow::Borrowed(html);
    }
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at_checked(at).unwrap_or((rest, ""));
        text.push_str(before);
        let Some((name, after)) = tag.split_once('>') else {
            rest = tag;
            break;
        };
        // blocks are apart from what follows, spans are not
        let name = name.trim_start_matches(['<', '/']);
        if !["code", "em", "strong", "mark", "a", "b", "i", "span", "sup", "sub"].contains(&name) {
            text.push(' ');
        }
        rest = after;
    }
    text.push_str(rest);
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    Cow::Owned(text.replace("&nbsp;", " ").replace("&amp;", "&"))
}

/// What can be searched of pages: of each the text above its first heading, then section by section.
pub fn index_of<'a>(pages: impl IntoIterator<Item = &'a Page>) -> Index {
    Index::of(pages.into_iter().flat_map(sections).collect())
}

fn sections(page: &Page) -> Vec<IndexSection> {
    let whole = IndexSection { page: page.name.clone(), title: page.title.clone(), ..IndexSection::default() };
    let mut heads = Vec::new();
    headings(page, &page.blocks, &mut heads);
    let mut sections = vec![IndexSection { text: part(page, 0, heads.first().map(|head| head.from)), ..whole.clone() }];
    for (n, head) in heads.iter().enumerate() {
        let text = part(page, head.to, heads.get(n + 1).map(|next| next.from));
        sections.push(IndexSection { id: head.id.clone(), title: head.title.clone(), text, ..whole.clone() });
    }
    sections
}

struct Head {
    id: Box<str>,
    title: Clean,
    from: usize,
    to: usize,
}

fn headings(page: &Page, blocks: &[Block], heads: &mut Vec<Head>) {
    for block in blocks {
        match block {
            Block::Heading(heading) => {
                let pieces = || heading.text.iter().filter_map(super::page::Inline::piece);
                let (Some(first), Some(last)) = (pieces().next(), pieces().next_back()) else { continue };
                let title: String = pieces().map(|piece| page.text(piece).as_str()).collect();
                let (from, to) = (first.from as usize, last.to as usize);
                heads.push(Head { id: heading.id.clone(), title: Clean::line(&title), from, to });
            }
            Block::Group(inner) | Block::Quote(inner) => headings(page, inner, heads),
            _ => {}
        }
    }
}

fn part(page: &Page, from: usize, to: Option<usize>) -> Clean {
    let all = page.pool.as_str();
    let text = all.get(from..to.unwrap_or(all.len())).unwrap_or_default();
    Clean::line(text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::docs::{Heading, Set, Writer};

    fn shown(index: &Index) -> Vec<String> {
        let line = |it: &IndexSection| format!("{}#{} {}: {}", it.page, it.id, it.title, it.text);
        index.sections.iter().map(line).collect()
    }

    #[test]
    fn an_index_of_mkdocs_has_each_text_once() {
        let json = r##"{"config":{"separator":"x"},"docs":[
            {"location":"","title":"Home","text":"Handbook ¶ Welcome <b>."},
            {"location":"#handbook","title":"Handbook","text":"Welcome <b>."},
            {"location":"guide/tables/","title":"Tables","text":"No sections"}]}"##;
        let index = read_index(json).unwrap();
        assert_eq!(
            shown(&index),
            ["# Home: ", "#handbook Handbook: Welcome <b>.", "guide/tables# Tables: No sections"]
        );
        assert_eq!(read_index("<html>"), None);
    }

    #[test]
    fn text_above_the_first_heading_of_a_page_is_found() {
        let json = r##"{"docs":[
            {"location":"a/","title":"A","text":"Read the Start first. Start \u00b6 Go on. End \u00b6 Done."},
            {"location":"a/#start","title":"Start","text":"Go on."},
            {"location":"a/#end","title":"End","text":"Done."}]}"##;
        let index = read_index(json).unwrap();
        assert_eq!(shown(&index), ["a# A: Read the Start first.", "a#start Start: Go on.", "a#end End: Done."]);
    }

    #[test]
    fn an_index_of_material_is_read_without_its_markup() {
        let json = r##"{"config":{"pipeline":["stemmer"]},"docs":[
            {"location":"a/","title":"A","text":"<p>Above <code>x &lt; y</code>s</p><p>end</p>"},
            {"location":"a/#b","title":"B &amp; c","text":"<ul><li>one</li></ul>"}]}"##;
        let index = read_index(json).unwrap();
        assert_eq!(shown(&index), ["a# A:  Above x < ys  end ", "a#b B & c:   one  "]);
    }

    #[test]
    fn pages_are_indexed_by_their_headings() {
        let mut writer = Writer::new(PageName::of_path("guide.md"));
        let mut say = |heading: Option<&str>, text: &str| {
            let mut prose = crate::domain::docs::Prose::default();
            writer.text(&mut prose, text, &Set::default());
            let text = writer.end(prose);
            let block = match heading {
                Some(id) => Block::Heading(Heading { level: 2, id: id.into(), text }),
                None => Block::Paragraph(text),
            };
            writer.page().blocks.push(block);
        };
        say(None, "Above.");
        say(Some("x"), "The x");
        say(None, "Below x.");
        let page = writer.finish();
        assert_eq!(shown(&index_of([&page])), ["guide# : Above.", "guide#x The x: Below x."]);
    }
}
