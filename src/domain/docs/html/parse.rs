use super::sink::Sink;
use super::token::{self, Next};
use super::tree::{Id, Tree};
use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::{TokenizerResult, create_element};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink as _};
use html5ever::{QualName, local_name, ns};
use std::cell::Cell;

/// How deep elements may stand in each other. What is deeper stands beside each other, with all its
/// text: html5ever looks through all open elements at many a tag, and who reads the tree goes down it.
const DEEPEST: u32 = 256;

/// How many elements more than tags there may be: elements that were left open are made anew in every
/// paragraph after, so that a small text can make a huge tree.
const ADDED: usize = 50_000;

/// How much is handed to html5ever at once, in bytes. When one tag takes more, and is of many words, the
/// rest of it is left out: each attribute is compared with all before it.
const CHUNK: usize = 4096;

/// The most words in a chunk of one tag.
const WORDS: usize = 256;

/// A whole document.
pub(super) fn document(html: &str) -> Tree {
    run(TreeBuilder::new(Sink::new(html.len()), options()), html)
}

/// A part of one, as it stands in a block.
pub(super) fn fragment(html: &str) -> Tree {
    let sink = Sink::new(html.len());
    let around = create_element(&sink, QualName::new(None, ns!(html), local_name!("div")), Vec::new());
    run(TreeBuilder::new_for_fragment(sink, around, None, options()), html)
}

fn options() -> TreeBuilderOpts {
    TreeBuilderOpts { scripting_enabled: false, drop_doctype: true, ..TreeBuilderOpts::default() }
}

fn run(builder: TreeBuilder<Id, Sink>, html: &str) -> Tree {
    let bounded = Bounded { builder, left_out: Cell::new(0), tags: Cell::new(0), tokens: Cell::new(0) };
    let options = TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() };
    let tokenizer = Tokenizer::new(bounded, options);
    let html = html.strip_prefix('\u{feff}').unwrap_or(html);
    let plain = if token::is_plain(html) { plain(&tokenizer, html) } else { 0 };
    rest(&tokenizer, html.get(plain..).unwrap_or_default());
    tokenizer.end();
    tokenizer.sink.builder.sink.finish()
}

/// Reads from the beginning what is written plainly; where it ends.
fn plain(tokenizer: &Tokenizer<Bounded>, html: &str) -> usize {
    let whole = StrTendril::from(html);
    let mut at = 0;
    while at < html.len() {
        at += match token::next(&whole, at) {
            Next::Text(len) => {
                let Some(text) = token::part(&whole, at, len) else { break };
                let _ = tokenizer.sink.process_token(Token::CharacterTokens(text), 1);
                len
            }
            Next::Character(character, len) => {
                let _ = tokenizer.sink.process_token(Token::CharacterTokens(StrTendril::from(character)), 1);
                len
            }
            Next::Tag(tag, len) => {
                let _ = tokenizer.sink.process_token(Token::TagToken(tag), 1);
                len
            }
            Next::Odd(len) => {
                feed(tokenizer, html.get(at..at + len).unwrap_or_default());
                len
            }
            Next::Rest => break,
        };
    }
    at
}

/// Reads whatever it is.
fn rest(tokenizer: &Tokenizer<Bounded>, mut rest: &str) {
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(rest.ceil_char_boundary(CHUNK));
        let before = tokenizer.sink.tokens.get();
        feed(tokenizer, chunk);
        let is_stuck = tokenizer.sink.tokens.get() == before && is_wordy(chunk);
        rest = if is_stuck { past_tag(after) } else { after };
    }
}

fn feed(tokenizer: &Tokenizer<Bounded>, html: &str) {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
}

/// Whether a chunk is of many words: then a tag that it lies within has too many attributes.
fn is_wordy(chunk: &str) -> bool {
    chunk.bytes().filter(|byte| byte.is_ascii_whitespace() || *byte == b'/').count() > WORDS
}

/// What comes where a tag ends; a comment ends with two signs more.
fn past_tag(rest: &str) -> &str {
    let end = rest.find('>').unwrap_or(rest.len());
    rest.get(rest.floor_char_boundary(end.saturating_sub(2))..).unwrap_or_default()
}

/// Hands tokens on to the tree builder, without the tags that would make the tree too deep or too big.
struct Bounded {
    builder: TreeBuilder<Id, Sink>,
    /// Tags that were opened and left out, and are not closed yet.
    left_out: Cell<u32>,
    tags: Cell<usize>,
    tokens: Cell<usize>,
}

impl Bounded {
    fn leaves_out(&self, tag: &Tag) -> bool {
        if is_raw(&tag.name) {
            return false;
        }
        let sink = &self.builder.sink;
        if sink.nodes() > 4 * self.tags.get() + ADDED {
            return true;
        }
        match tag.kind {
            TagKind::StartTag if sink.depth() >= DEEPEST && !is_void(&tag.name) => {
                self.left_out.set(self.left_out.get() + 1);
                true
            }
            TagKind::EndTag if self.left_out.get() > 0 => {
                self.left_out.set(self.left_out.get() - 1);
                true
            }
            _ => false,
        }
    }
}

impl TokenSink for Bounded {
    type Handle = Id;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Id> {
        self.tokens.set(self.tokens.get() + 1);
        if let Token::TagToken(tag) = &token {
            self.tags.set(self.tags.get() + 1);
            if self.leaves_out(tag) {
                return TokenSinkResult::Continue;
            }
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Elements whose text is no markup: the builder has to see them, or it would be read as some.
fn is_raw(name: &str) -> bool {
    matches!(name, "script" | "style" | "textarea" | "title" | "xmp" | "iframe" | "noembed" | "noframes" | "plaintext")
}

/// Elements that hold nothing and are closed by nothing.
fn is_void(name: &str) -> bool {
    matches!(name, "area" | "br" | "col" | "embed" | "hr" | "img" | "input" | "link" | "meta" | "source" | "wbr")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As html5ever alone reads it.
    fn by_the_book(builder: TreeBuilder<Id, Sink>, html: &str) -> Tree {
        let bounded = Bounded { builder, left_out: Cell::new(0), tags: Cell::new(0), tokens: Cell::new(0) };
        let tokenizer = Tokenizer::new(bounded, TokenizerOpts::default());
        rest(&tokenizer, html);
        tokenizer.end();
        tokenizer.sink.builder.sink.finish()
    }

    fn is_the_same(html: &str) {
        let builder = || TreeBuilder::new(Sink::new(html.len()), options());
        assert_eq!(told(&document(html)), told(&by_the_book(builder(), html)), "{html}");
        let sink = Sink::new(html.len());
        let around = create_element(&sink, QualName::new(None, ns!(html), local_name!("div")), Vec::new());
        let builder = TreeBuilder::new_for_fragment(sink, around, None, options());
        assert_eq!(told(&fragment(html)), told(&by_the_book(builder, html)), "{html}");
    }

    /// A tree in words, without what was made and not kept.
    fn told(tree: &Tree) -> String {
        let of = |id: Id| match tree.text(id) {
            Some(text) => format!("{text:?}"),
            None => format!("<{} {:?}>", tree.name(id), tree.attributes(id)),
        };
        let line = |id: Id| format!("{} {}\n", tree.node(id).map_or(0, |node| node.depth), of(id));
        tree.within(Id::ROOT).map(line).collect()
    }

    #[test]
    fn pages_are_read_as_the_standard_says() {
        for page in [
            include_str!("../../../../tests/docs/site/guide/code/index.html"),
            include_str!("../../../../tests/docs/site/guide/hostile/index.html"),
            include_str!("../../../../tests/docs/site/guide/html/index.html"),
            include_str!("../../../../tests/docs/site/guide/lists/index.html"),
            include_str!("../../../../tests/docs/site/guide/notes/index.html"),
            include_str!("../../../../tests/docs/site/guide/tables/index.html"),
            include_str!("../../../../tests/docs/site/guide/tabs/index.html"),
            include_str!("../../../../tests/docs/site/guide/text/index.html"),
        ] {
            is_the_same(page);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(if cfg!(miri) { 1 } else { 2000 }))]

        #[test]
        fn whatever_is_written_is_read_as_the_standard_says(
            parts in proptest::collection::vec(proptest::sample::select(PARTS), 0..24),
        ) {
            is_the_same(&parts.concat());
        }
    }

    /// What tags are made of, whole and in pieces.
    const PARTS: &[&str] = &[
        "<",
        ">",
        "/",
        "</",
        "/>",
        "\"",
        "'",
        "=",
        " ",
        "\n",
        "\t",
        "\r\n",
        "\u{c}",
        "\0",
        "&",
        ";",
        "&amp;",
        "&amp",
        "&copy",
        "&#182;",
        "&nosuch;",
        "&#0;",
        "&notit;",
        "#",
        "-",
        "--",
        "<!--",
        "-->",
        "--!>",
        "<!-->",
        "<!--->",
        "<!",
        "<?x",
        "<![CDATA[",
        "]]>",
        "a",
        "text",
        "ü",
        "<p>",
        "</p>",
        "<p ",
        "<div class=\"x y\">",
        "</div>",
        "<span class=\"w\"> </span>",
        "<a href=\"?a&amp;b\" title=\"<b>\">",
        "<a href=x>",
        "</a>",
        "<a id = \"b\">",
        "<input checked disabled />",
        "<input checked\n>",
        "<img alt=\"\" alt=\"b\"/>",
        "<br/>",
        "<br>",
        "<IMG SRC=x>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        "<pre>",
        "\n\n",
        "</pre>",
        "<script>",
        "</script>",
        "<style>",
        "</style>",
        "<title>",
        "</title>",
        "<textarea>",
        "</textarea>",
        "<script type=\"math/tex\">",
        "<noscript>",
        "</noscript>",
        "<plaintext>",
        "<xmp>",
        "</xmp>",
        "<iframe>",
        "</iframe>",
        "<svg>",
        "</svg>",
        "<svg viewBox=\"0 0\"/>",
        "<math>",
        "<mi>",
        "<select>",
        "<option>",
        "<template>",
        "</template>",
        "<body class=\"b\">",
        "<html lang=\"en\">",
        "<head>",
        "</body>",
        "<meta charset=\"utf-8\">",
        "<b>",
        "<i>",
        "</b>",
        "</i>",
        "<li>",
        "<x-y a_b:c=\"d\">",
        "<frameset>",
        "</script >",
    ];
}
