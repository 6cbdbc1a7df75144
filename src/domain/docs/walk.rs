use super::page::{Block, Inline, Page, Span};

impl Page {
    /// Hands every block to `take`, one that holds others before those, in the order of reading.
    pub fn each_block<'a>(&'a self, take: &mut impl FnMut(&'a Block)) {
        all(&self.blocks, take);
    }

    /// Hands every span of running text to `take`, in the order of reading. Code is none.
    pub fn each_span<'a>(&'a self, take: &mut impl FnMut(&'a Span)) {
        self.each_block(&mut |block| prose(block, take));
    }
}

impl Page {
    /// Where in the text an id leads that links name, in what is folded away too.
    pub fn place_of_id(&self, id: &str) -> Option<u32> {
        let (mut found, mut is_next) = (None, false);
        self.each_block(&mut |block| {
            if found.is_none() && is_next {
                found = first(std::slice::from_ref(block));
            }
            if found.is_some() || is_next {
                return;
            }
            match block {
                Block::Anchor(known) => is_next = **known == *id,
                Block::Heading(heading) if *heading.id == *id => found = first(std::slice::from_ref(block)),
                Block::List { items, .. } | Block::Footnotes(items) => {
                    found = items.iter().find(|item| *item.id == *id).and_then(|item| first(&item.blocks));
                }
                _ => found = anchored(block, id),
            }
        });
        found
    }

    /// What a footnote says, by its id; nothing where the page has none of that id.
    pub fn footnote(&self, id: &str) -> Option<String> {
        let mut said = None;
        self.each_block(&mut |block| {
            if let Block::Footnotes(items) = block
                && let Some(item) = items.iter().find(|item| *item.id == *id)
            {
                let mut words = String::new();
                all(&item.blocks, &mut |block| prose(block, &mut |span| words.push_str(self.text(span.text).as_str())));
                said = Some(words);
            }
        });
        said
    }
}

/// Where the text of blocks begins.
fn first(blocks: &[Block]) -> Option<u32> {
    let mut from = None;
    all(blocks, &mut |block| {
        if let (None, Block::Code(code)) = (from, block) {
            from = code.pieces.first().map(|(piece, _)| piece.from);
        }
        prose(block, &mut |span| from = from.or(Some(span.text.from)));
    });
    from
}

/// Where an anchor within the running text of a block leads.
fn anchored(block: &Block, id: &str) -> Option<u32> {
    let Block::Paragraph(text) = block else { return None };
    let at = text.iter().position(|inline| matches!(inline, Inline::Anchor(known) if **known == *id))?;
    let span =
        text.get(at..)?.iter().find_map(|inline| if let Inline::Text(span) = inline { Some(span) } else { None });
    span.map(|span| span.text.from).or_else(|| first(std::slice::from_ref(block)))
}

fn all<'a>(blocks: &'a [Block], take: &mut impl FnMut(&'a Block)) {
    each(blocks, take);
}

fn each<'a>(blocks: &'a [Block], take: &mut dyn FnMut(&'a Block)) {
    for block in blocks {
        take(block);
        block.inner(&mut |blocks| each(blocks, take));
    }
}

/// The running text of a block itself, without that of blocks in it.
fn prose<'a>(block: &'a Block, take: &mut impl FnMut(&'a Span)) {
    let mut of = |inlines: &'a [Inline]| {
        inlines.iter().for_each(|inline| {
            if let Inline::Text(span) = inline {
                take(span);
            }
        });
    };
    match block {
        Block::Heading(heading) => of(&heading.text),
        Block::Paragraph(text) => of(text),
        Block::Note(note) => of(&note.title),
        Block::Tabs { tabs, .. } => tabs.iter().for_each(|tab| of(&tab.label)),
        Block::Table(table) => of(&table.caption),
        Block::Figure { caption, .. } => of(caption),
        Block::Definitions(definitions) => definitions.iter().flat_map(|one| &one.terms).for_each(|term| of(term)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::docs::{Block, Inline, Item, PageName, Prose, Set, Writer};

    #[test]
    fn what_stands_deep_inside_is_come_by_too() {
        let mut writer = Writer::new(PageName::default());
        let mut paragraph = |text: &str| {
            let mut prose = Prose::default();
            writer.text(&mut prose, text, &Set::default());
            Block::Paragraph(writer.end(prose))
        };
        let (one, two) = (paragraph("one"), paragraph("two"));
        let item = Item { blocks: vec![Block::Quote(vec![two])], ..Item::default() };
        let mut page = writer.finish();
        page.blocks = vec![one, Block::List { from: None, items: vec![item] }];
        let (mut seen, mut blocks) = (Vec::new(), 0);
        page.each_span(&mut |span| seen.push(page.text(span.text).as_str()));
        page.each_block(&mut |_| blocks += 1);
        assert_eq!((seen, blocks), (vec!["one", "two"], 4));
        assert!(matches!(&page.blocks[0], Block::Paragraph(text) if matches!(text[0], Inline::Text(_))));
    }
}
