//! Nothing that stands on a page reaches the terminal as more than text, and no page makes us fall over.

use super::built::{page, pages};
use stagedoor::domain::docs::{Href, html, outline};

/// Reads a page and looks at all of it, on a stack as small as those of workers.
fn read(html: String) {
    let thread = std::thread::Builder::new().stack_size(2 * 1024 * 1024);
    let read = thread.spawn(move || {
        let page = html::read(&html, "guide/x/index.html");
        html::nav(&html, "guide/x/index.html");
        (outline(&page).len(), drop(page))
    });
    read.unwrap().join().unwrap();
}

#[test]
fn no_page_holds_what_a_terminal_would_obey() {
    for built in pages() {
        let page = built.page();
        for text in [outline(&page), page.pool.as_str().to_owned()] {
            let wrong = text.chars().find(|c| c.is_control() && *c != '\n');
            assert_eq!(wrong, None, "{}: {text:?}", built.path);
        }
    }
}

#[test]
fn only_the_web_and_mail_are_followed_out_of_a_site() {
    for built in pages() {
        for link in built.page().links {
            if let Href::Address(address) = link.to {
                let is_known =
                    ["http://", "https://", "mailto:"].iter().any(|scheme| address.as_str().starts_with(scheme));
                assert!(is_known, "{}: {address}", built.path);
            }
        }
    }
}

#[test]
fn a_page_that_is_cut_off_anywhere_is_read_as_far_as_it_goes() {
    for built in pages() {
        let end = built.html.len();
        for at in (0..end).step_by(1024).filter(|at| built.html.is_char_boundary(*at)) {
            html::read(&built.html[..at], &built.path);
        }
    }
    let text = page("guide/text/index.html").html;
    let from = text.find("md-content__inner").unwrap();
    let end = text[from..].find("Abbreviations").unwrap() + from;
    for at in (from..end).step_by(5).filter(|at| text.is_char_boundary(*at)) {
        html::read(&text[..at], "guide/text/index.html");
    }
}

#[test]
fn no_depth_of_nesting_is_too_deep() {
    let tags = "div p b i a ul li ol dl dd dt blockquote table td tr span section details summary pre code sup font \
                figure h1 em x-y unknown svg math template select button form nav ruby label";
    for tag in tags.split_whitespace() {
        read(format!("<{tag}>x ").repeat(1_000));
        read(format!("<{tag} class=\"admonition grid tabbed-set highlight footnote\">x ").repeat(1_000));
        read(format!("{}x{}", format!("<{tag}>").repeat(10_000), format!("</{tag}>").repeat(10_000)));
    }
    read("<table><tr><td>".repeat(10_000));
    read("<ul><li>x".repeat(10_000));
    read("<div><b><p><i>x".repeat(10_000));
}

#[test]
fn what_is_nested_200_deep_keeps_its_shape_and_deeper_its_words() {
    let deep = |depth| format!("{}word{}", "<blockquote>".repeat(depth), "</blockquote>".repeat(depth));
    let page = html::read(&deep(200), "x.html");
    assert_eq!(outline(&page).matches("quote").count(), 200);
    let page = html::read(&format!("{}<p>after", deep(20_000)), "x.html");
    assert_eq!(page.pool.as_str(), "word\nafter\n");
}

#[test]
fn elements_that_stay_open_do_not_multiply() {
    let open: String = (0..2_000).map(|nth| format!("<b class={nth}>")).collect();
    read(format!("{open}{}", "<p>x".repeat(20_000)));
    read(format!("{open}{}", "<table><tr><td>x</table>".repeat(5_000)));
    read(format!("{}{}", "<a href=x>".repeat(20_000), "</b></i>".repeat(20_000)));
}

#[test]
fn what_is_huge_is_read() {
    let row = "<tr><td>a</td><td><a href=x>b</a></td></tr>";
    read(format!("<table><thead><tr><th>a<th>b</thead>{}</table>", row.repeat(10_000)));
    read("x".repeat(1_000_000));
    read(format!("<pre><code>{}</code></pre>", "word ".repeat(200_000)));
    read(format!("<p title=\"{}\">x", "y".repeat(1_000_000)));
    read(format!("<td colspan=99999999 rowspan=4294967295>x{}", "<tr><td rowspan=99999>".repeat(3_000)));
    read("&amp;&lt;&#27;&#x1b;&nbsp;&nosuch;&#0;&#1114112;&#xd800;".repeat(20_000));
    read("<".repeat(100_000));
    read("</".repeat(100_000));
    read("<!--".repeat(100_000));
    read("<a ".repeat(100_000));
    read(format!("<article class=\"md-content__inner\">{}", "md-content__inner<".repeat(50_000)));
    read(format!(
        "<nav class=\"md-nav md-nav--primary\">{}",
        "<ul class=md-nav__list><li class=md-nav__item><nav>".repeat(5_000)
    ));
}
