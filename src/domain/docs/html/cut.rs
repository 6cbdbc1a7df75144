use memchr::{memchr, memmem};
use std::ops::Range;

/// The article of a page as Material makes it: what stands within `md-content__inner`. All else of the
/// page is nav and chrome, for most the greater part.
pub(super) fn article(html: &str) -> Option<&str> {
    let (name, inside) = opened(html, "md-content__inner")?;
    let rest = html.get(inside..)?;
    // authors may close what they did not open: the last end before that of the main part is the one
    let main = memmem::rfind(rest.as_bytes(), b"</main").unwrap_or(rest.len());
    let end = match name {
        "article" => memmem::rfind(rest.as_bytes().get(..main)?, b"</article").unwrap_or(main),
        name => closed(rest.get(..main)?, name),
    };
    rest.get(..end)
}

/// The nav of a site, as it stands on every page of it.
pub(super) fn nav(html: &str) -> Option<&str> {
    let (name, inside) = opened(html, "md-nav--primary")?;
    let rest = html.get(inside..)?;
    rest.get(..closed(rest, name))
}

/// What stands in the title element, as it is written.
pub(super) fn title(html: &str) -> Option<&str> {
    let from = memmem::find(html.as_bytes(), b"<title>")? + "<title>".len();
    let rest = html.get(from..)?;
    rest.get(..memmem::find(rest.as_bytes(), b"</title")?)
}

/// The first tag that has the word in it: its name, and where what it holds begins. A page may speak of
/// the word before, but does so a few times at most.
fn opened<'a>(html: &'a str, word: &str) -> Option<(&'a str, usize)> {
    memmem::find_iter(html.as_bytes(), word.as_bytes()).take(100).find_map(|at| {
        let before = html.get(..at)?;
        let tag = before.get(before.rfind(['<', '>'])?..)?.strip_prefix('<')?;
        let name = tag.split_ascii_whitespace().next()?;
        let is_name = name.bytes().all(|byte| byte.is_ascii_lowercase());
        is_name.then_some((name, at + html.get(at..)?.find('>')? + 1))
    })
}

/// Where the element ends that is open at the beginning; the end of the text when it is not closed.
fn closed(html: &str, name: &str) -> usize {
    let mut depth = 1_usize;
    let mut at = 0;
    while let Some((tag, is_end)) = next_tag(html, name, at) {
        depth = if is_end { depth - 1 } else { depth + 1 };
        if depth == 0 {
            return tag.start;
        }
        at = tag.end;
    }
    html.len()
}

/// The next tag of that name, and whether it closes.
fn next_tag(html: &str, name: &str, from: usize) -> Option<(Range<usize>, bool)> {
    let bytes = html.as_bytes();
    let mut at = from;
    loop {
        at += memchr(b'<', bytes.get(at..)?)?;
        let rest = bytes.get(at + 1..)?;
        if rest.starts_with(b"!--") {
            at += memmem::find(rest, b"-->").map_or(rest.len(), |end| end + 1);
            continue;
        }
        let is_end = rest.first() == Some(&b'/');
        let tag = rest.get(usize::from(is_end)..).unwrap_or_default();
        if tag.starts_with(name.as_bytes()) && tag.get(name.len()).is_none_or(|byte| !byte.is_ascii_alphanumeric()) {
            return Some((at..at + 1 + name.len(), is_end));
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_ends_where_it_does_and_not_at_the_first_end() {
        let page = "<body><main><div><article class=\"md-content__inner md-typeset\">a<article>b</article>c</article>\
                    </div></main><footer>d</footer>";
        assert_eq!(article(page), Some("a<article>b</article>c"));
    }

    #[test]
    fn what_authors_close_too_often_loses_nothing() {
        let page = "<main><article class=\"md-content__inner\">a</article>b</article></main>";
        assert_eq!(article(page), Some("a</article>b"));
    }

    #[test]
    fn a_list_of_posts_is_no_article_by_its_name() {
        let page =
            "<main><div class=\"md-content__inner\"><div>a</div><!-- </div> --><article>b</article></div>c</main>";
        assert_eq!(article(page), Some("<div>a</div><!-- </div> --><article>b</article>"));
    }

    #[test]
    fn a_page_that_speaks_of_the_word_has_no_article_by_that() {
        assert_eq!(article("<p>md-content__inner</p>"), None);
        let page = "<title>md-content__inner</title><article class='md-content__inner'>a</article>";
        assert_eq!(article(page), Some("a"));
    }
}
