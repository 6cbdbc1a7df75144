//! Tokens of HTML as tools write it: text, and tags with their attributes in double quotes. Nearly all
//! of a page is such, and is told in a fraction of the time that a reader of all HTML takes. What is
//! anything else is left to html5ever's tokenizer, so that the tree is the same.

use html5ever::interface::Attribute;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind};
use html5ever::{LocalName, QualName, local_name, ns};
use memchr::{memchr, memchr2, memmem};

/// The most attributes of a plain tag: each is compared with all before it.
const ATTRIBUTES: usize = 16;
/// The longest reference to a character, in bytes: `&CounterClockwiseContourIntegral;` is the longest.
const LONGEST_REFERENCE: usize = 40;

/// What stands next in a text that is read from the left.
pub(super) enum Next {
    /// So many bytes of text.
    Text(usize),
    /// A character that was written as a reference of so many bytes.
    Character(&'static str, usize),
    /// A plain tag of so many bytes.
    Tag(Tag, usize),
    /// So many bytes of another kind, that begin and end outside of tags.
    Odd(usize),
    /// What is beyond this: all that is left.
    Rest,
}

/// Whether plain tokens can be found in a text: in others line ends and NULs are to be changed first.
pub(super) fn is_plain(html: &str) -> bool {
    memchr2(b'\r', b'\0', html.as_bytes()).is_none()
}

/// The next token of a text that [`is_plain`] and not empty, outside of any tag.
pub(super) fn next(html: &StrTendril, at: usize) -> Next {
    let Some(rest) = html.get(at..) else { return Next::Rest };
    match memchr2(b'<', b'&', rest.as_bytes()) {
        None => Next::Text(rest.len()),
        Some(0) if rest.starts_with('&') => character(rest).or_else(|| references(html, at)).unwrap_or(Next::Rest),
        Some(0) => tag(html, at, rest).or_else(|| odd(rest)).unwrap_or(Next::Rest),
        Some(text) => Next::Text(text),
    }
}

/// The references that tools write.
fn character(rest: &str) -> Option<Next> {
    let len = reference(rest)?;
    let character = match rest.get(1..len - 1)? {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" | "#34" => "\"",
        "#39" | "#x27" => "'",
        "para" | "#182" => "¶",
        "nbsp" => "\u{a0}",
        _ => return None,
    };
    Some(Next::Character(character, len))
}

/// Other references, with what comes after: html5ever looks at that before it tells the character.
fn references(html: &StrTendril, at: usize) -> Option<Next> {
    let mut end = at;
    while html.get(end..)?.starts_with('&') {
        end += reference(html.get(end..)?)?;
    }
    let after = html.get(end..).filter(|after| !after.is_empty());
    let len = after.map_or(Some(0), |_| match next(html, end) {
        Next::Text(len) | Next::Tag(_, len) | Next::Odd(len) | Next::Character(_, len) => Some(len),
        Next::Rest => None,
    })?;
    Some(Next::Odd(end + len - at))
}

/// How long a reference to a character is that ends as it has to.
fn reference(rest: &str) -> Option<usize> {
    let head = rest.as_bytes().iter().skip(1).take(LONGEST_REFERENCE);
    let name = head.take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#').count();
    (name > 0 && rest.as_bytes().get(1 + name) == Some(&b';')).then_some(name + 2)
}

/// What is no plain tag, and is known to end outside of one.
fn odd(rest: &str) -> Option<Next> {
    if let Some(inside) = rest.strip_prefix("<!--") {
        return comment(inside).map(|inside| Next::Odd("<!--".len() + inside));
    }
    let tag = quoted_end(rest)?;
    let name = name_at(rest, 1);
    match name {
        "script" | "style" | "textarea" | "title" | "iframe" => {
            // without another tag in it, it ends there whether it is text only or not
            let inside = memchr(b'<', rest.as_bytes().get(tag..)?)?;
            let end = rest.get(tag + inside..)?.strip_prefix("</")?.strip_prefix(name)?.strip_prefix('>').is_some();
            end.then_some(Next::Odd(tag + inside + "</".len() + name.len() + ">".len()))
        }
        "" | "xmp" | "noembed" | "noframes" | "plaintext" | "noscript" => None,
        _ => Some(Next::Odd(tag)),
    }
}

/// Where a comment ends.
fn comment(inside: &str) -> Option<usize> {
    let end = memmem::find(inside.as_bytes(), b"-->")?;
    let is_odd = inside.starts_with('>') || inside.starts_with("->") || inside.get(..end)?.contains("--!>");
    (!is_odd).then_some(end + "-->".len())
}

/// Where a start tag ends whose values are in double quotes, whatever they hold.
fn quoted_end(rest: &str) -> Option<usize> {
    let mut tag = Scan { text: rest, at: 1 + name_at(rest, 1).len() };
    let mut count = 0;
    loop {
        match tag.attribute()? {
            Found::End(_) => return Some(tag.at),
            Found::Attribute(..) => count += 1,
        }
        if count > ATTRIBUTES {
            return None;
        }
    }
}

/// A tag that is just what it seems.
fn tag(html: &StrTendril, from: usize, rest: &str) -> Option<Next> {
    if let Some(end) = rest.strip_prefix("</") {
        let name = name_at(end, 0);
        end.get(name.len()..)?.strip_prefix('>')?;
        return (!name.is_empty() && !is_raw(name))
            .then(|| Next::Tag(made(TagKind::EndTag, name), "</>".len() + name.len()));
    }
    let name = name_at(rest, 1);
    if name.is_empty() || is_raw(name) {
        return None;
    }
    let mut tag = made(TagKind::StartTag, name);
    let mut scan = Scan { text: rest, at: 1 + name.len() };
    loop {
        match scan.attribute()? {
            Found::End(is_closed) => {
                tag.self_closing = is_closed;
                return Some(Next::Tag(tag, scan.at));
            }
            Found::Attribute(name, value, at) => {
                let name = QualName::new(None, ns!(), local(name));
                let is_known = tag.attrs.iter().any(|other| other.name.local == name.local);
                if is_known || tag.attrs.len() >= ATTRIBUTES || memchr(b'&', value.as_bytes()).is_some() {
                    return None;
                }
                tag.attrs.push(Attribute { name, value: part(html, from + at, value.len())? });
            }
        }
    }
}

/// A piece of the text, which it shares.
pub(super) fn part(html: &StrTendril, at: usize, len: usize) -> Option<StrTendril> {
    html.try_subtendril(u32::try_from(at).ok()?, u32::try_from(len).ok()?).ok()
}

fn made(kind: TagKind, name: &str) -> Tag {
    Tag { kind, name: local(name), self_closing: false, attrs: Vec::new(), had_duplicate_attributes: false }
}

/// Reads the attributes of a tag.
struct Scan<'a> {
    text: &'a str,
    at: usize,
}

enum Found<'a> {
    /// The end of the tag, and whether it closes itself.
    End(bool),
    /// A name and its value, and where that begins.
    Attribute(&'a str, &'a str, usize),
}

impl<'a> Scan<'a> {
    /// The next attribute, or the end; `None` for what is not written plainly.
    fn attribute(&mut self) -> Option<Found<'a>> {
        let bytes = self.text.as_bytes();
        let blanks = bytes.get(self.at..)?.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\t')).count();
        self.at += blanks;
        match bytes.get(self.at)? {
            b'>' => {
                self.at += 1;
                return Some(Found::End(false));
            }
            b'/' if bytes.get(self.at + 1) == Some(&b'>') => {
                self.at += 2;
                return Some(Found::End(true));
            }
            _ => {}
        }
        let name = name_at(self.text, self.at);
        let after = self.at + name.len();
        if blanks == 0 || name.is_empty() {
            return None;
        }
        match bytes.get(after)? {
            b'=' => {
                let from = after + 2;
                let value = (bytes.get(after + 1)? == &b'"').then(|| self.text.get(from..)).flatten()?;
                let value = value.get(..memchr(b'"', value.as_bytes())?)?;
                self.at = from + value.len() + 1;
                Some(Found::Attribute(name, value, from))
            }
            b'>' | b'/' | b'\n' => {
                self.at = after;
                Some(Found::Attribute(name, "", after))
            }
            // a value may come after blanks
            b' ' if bytes.get(after + 1).is_some_and(|byte| byte.is_ascii_lowercase() || *byte == b'/') => {
                self.at = after;
                Some(Found::Attribute(name, "", after))
            }
            _ => None,
        }
    }
}

/// The name of an element or attribute that begins there; empty where none does.
fn name_at(text: &str, at: usize) -> &str {
    let Some(rest) = text.get(at..) else { return "" };
    if !rest.starts_with(|c: char| c.is_ascii_lowercase()) {
        return "";
    }
    let is_name = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b':');
    rest.get(..rest.bytes().take_while(is_name).count()).unwrap_or_default()
}

/// Elements that change how what is in them is read.
fn is_raw(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "textarea"
            | "title"
            | "xmp"
            | "iframe"
            | "noembed"
            | "noframes"
            | "plaintext"
            | "noscript"
            | "meta"
    )
}

/// A name as html5ever knows it. Those that most of a page is made of are not looked up.
fn local(name: &str) -> LocalName {
    match name {
        "span" => local_name!("span"),
        "class" => local_name!("class"),
        "div" => local_name!("div"),
        "p" => local_name!("p"),
        "td" => local_name!("td"),
        "a" => local_name!("a"),
        "href" => local_name!("href"),
        "pre" => local_name!("pre"),
        "li" => local_name!("li"),
        "code" => local_name!("code"),
        "tr" => local_name!("tr"),
        "id" => local_name!("id"),
        "title" => local_name!("title"),
        "style" => local_name!("style"),
        name => LocalName::from(name),
    }
}
