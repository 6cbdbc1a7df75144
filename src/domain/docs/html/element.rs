use super::super::style::Style;
use super::tree::{Id, Tree};

/// What becomes of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// Nothing of it is shown.
    Hidden,
    /// Text in a line, set that way.
    Inline(Style),
    /// A line of its own at least: what is in it stands apart from what is around.
    Apart,
    Break,
    Link,
    Image,
    Short,
    Quotation,
    Code,
    /// A drawing or a formula in another language than HTML.
    Foreign,
    Heading(u8),
    Preformatted,
    List,
    Definitions,
    Table,
    Quote,
    Rule,
    Figure,
    Fold,
    Embedded,
    Note,
    Tabs,
    Highlight,
    Footnotes,
    Math,
    MathLine,
    Drawing,
    Grid,
    /// No element that HTML knows: its author forgot to escape it.
    Unknown,
}

/// What becomes of an element, by its classes and its name.
pub(super) fn what(tree: &Tree, id: Id) -> What {
    if !tree.is_html(id) {
        return What::Foreign;
    }
    if is_hidden(tree, id) {
        return What::Hidden;
    }
    let name = tree.name(id);
    match name {
        // most of a page, so that they are known first
        "p" | "li" | "td" | "tr" | "th" => What::Apart,
        "code" => What::Code,
        "strong" => What::Inline(Style::STRONG),
        "em" => What::Inline(Style::EMPHASIS),
        "div" => by_class(tree, id, of_div).unwrap_or(What::Apart),
        "span" => by_class(tree, id, of_span).unwrap_or(What::Inline(Style::PLAIN)),
        "a" => by_class(tree, id, of_link).unwrap_or(What::Link),
        "small" if tree.has_class(id, "doc-label") => What::Inline(Style::LABEL),
        "pre" if tree.has_class(id, "mermaid") => What::Drawing,
        "table" if tree.has_class(id, "highlighttable") => What::Highlight,
        name => of_name(name),
    }
}

fn by_class(tree: &Tree, id: Id, of: fn(&str) -> Option<What>) -> Option<What> {
    tree.classes(id).find_map(of)
}

fn of_div(class: &str) -> Option<What> {
    Some(match class {
        "admonition" => What::Note,
        "tabbed-set" => What::Tabs,
        "highlight" | "codehilite" => What::Highlight,
        "footnote" | "footnotes" => What::Footnotes,
        "arithmatex" => What::Math,
        "mermaid" => What::Drawing,
        "grid" => What::Grid,
        _ => return None,
    })
}

fn of_span(class: &str) -> Option<What> {
    Some(match class {
        "arithmatex" => What::MathLine,
        "comment" | "critic-comment" => What::Inline(Style::REMARK),
        "doc-label" => What::Inline(Style::LABEL),
        _ => return None,
    })
}

/// What Material adds to an article for those who read it in a browser.
fn of_link(class: &str) -> Option<What> {
    Some(match class {
        "headerlink" | "md-content__button" | "footnote-backref" => What::Hidden,
        "toclink" => What::Inline(Style::PLAIN),
        _ => return None,
    })
}

fn is_hidden(tree: &Tree, id: Id) -> bool {
    if tree.has_class(id, "katex-html") {
        return is_beside_its_formula(tree, id);
    }
    tree.attributes(id).iter().any(|attribute| match &*attribute.name.local {
        "hidden" => &*attribute.value != "until-found",
        "style" => is_set_hidden(&attribute.value),
        _ => false,
    })
}

/// KaTeX sets a formula twice: for eyes alone, and before that as MathML.
fn is_beside_its_formula(tree: &Tree, id: Id) -> bool {
    let before = tree.node(id).and_then(|node| node.before);
    tree.attribute(id, "aria-hidden") == Some("true") && before.is_some_and(|it| tree.has_class(it, "katex-mathml"))
}

fn is_set_hidden(style: &str) -> bool {
    style.split(';').filter_map(|rule| rule.split_once(':')).any(|(name, value)| {
        name.trim().eq_ignore_ascii_case("display") && value.trim().to_ascii_lowercase().starts_with("none")
    })
}

/// How the text of an element in a line is set; nothing for what is no element of that kind.
pub(super) fn style_of(name: &str) -> Option<Style> {
    Some(match name {
        "b" | "strong" => Style::STRONG,
        "em" | "i" | "cite" | "var" | "dfn" => Style::EMPHASIS,
        "samp" | "tt" => Style::CODE,
        "kbd" => Style::KEY,
        "del" | "s" | "strike" => Style::STRUCK,
        "ins" | "u" => Style::INSERTED,
        "mark" => Style::MARKED,
        "sup" => Style::SUPER,
        "sub" => Style::SUB,
        "small" | "big" | "span" | "font" | "label" | "time" | "data" | "output" | "bdi" | "bdo" | "ruby" | "rb"
        | "rt" | "rtc" | "nobr" | "button" | "select" | "option" | "optgroup" | "textarea" | "picture" | "map"
        | "slot" | "meter" | "progress" | "acronym" | "blink" | "wbr" | "noscript" | "selectedcontent" => Style::PLAIN,
        _ => return None,
    })
}

fn of_name(name: &str) -> What {
    if let Some(style) = style_of(name) {
        return What::Inline(style);
    }
    match name {
        "p" | "section" | "article" | "main" | "header" | "footer" | "aside" | "nav" | "address" | "center"
        | "form" | "fieldset" | "legend" | "hgroup" | "search" | "li" | "dt" | "dd" | "summary" | "figcaption"
        | "caption" | "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" | "body" | "html" | "marquee" | "noframes" => {
            What::Apart
        }
        "br" => What::Break,
        "img" => What::Image,
        "abbr" => What::Short,
        "q" => What::Quotation,
        "code" => What::Code,
        "h1" => What::Heading(1),
        "h2" => What::Heading(2),
        "h3" => What::Heading(3),
        "h4" => What::Heading(4),
        "h5" => What::Heading(5),
        "h6" => What::Heading(6),
        "pre" | "listing" | "xmp" | "plaintext" => What::Preformatted,
        "ul" | "ol" | "menu" | "dir" => What::List,
        "dl" => What::Definitions,
        "table" => What::Table,
        "blockquote" => What::Quote,
        "hr" => What::Rule,
        "figure" => What::Figure,
        "details" => What::Fold,
        "iframe" | "video" | "audio" | "embed" | "object" | "frame" => What::Embedded,
        _ => of_rest(name),
    }
}

/// Elements that show nothing; elements that somebody defined (they have a hyphen or a colon in their
/// names) show what is in them.
fn of_rest(name: &str) -> What {
    match name {
        "script" | "style" | "template" | "head" | "title" | "meta" | "link" | "base" | "input" | "datalist"
        | "dialog" | "param" | "source" | "track" | "area" | "rp" | "col" | "colgroup" | "frameset" | "noembed"
        | "canvas" | "keygen" | "basefont" | "bgsound" => What::Hidden,
        name if name.contains(['-', ':']) => What::Inline(Style::PLAIN),
        _ => What::Unknown,
    }
}
