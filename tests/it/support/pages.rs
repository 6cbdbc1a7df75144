//! Pages of docs made to size, in the shapes that MkDocs with Material has.

use std::fmt::Write as _;

/// A page of that many bytes, of which the article takes a part (in hundredths); the rest is the nav, as
/// sites repeat it on every page.
pub fn html(bytes: usize, article: usize) -> String {
    let mut out = String::from(
        "<!doctype html>\n<html lang=\"en\" class=\"no-js\"><head><meta charset=\"utf-8\"><title>Page 1 - Harbor</title>\
         <link rel=\"stylesheet\" href=\"../../assets/main.css\"></head>\n<body dir=\"ltr\">\n<main class=\"md-main\">\n\
         <nav class=\"md-nav md-nav--primary\" aria-label=\"Navigation\"><ul class=\"md-nav__list\" data-md-scrollfix>\n",
    );
    let nav = bytes.saturating_sub(bytes * article / 100);
    for n in 0.. {
        if out.len() >= nav {
            break;
        }
        let _ = write!(
            out,
            "\n\n  \n  \n    <li class=\"md-nav__item\">\n      <a href=\"../../guide/part{n}/\" class=\"md-nav__link\">\n        \n  \n  \n  \
             <span class=\"md-ellipsis\">\n    Part {n}\n    \n  </span>\n  \n\n      </a>\n    </li>\n"
        );
    }
    out.push_str(
        "</ul></nav>\n<div class=\"md-content\">\n<article class=\"md-content__inner md-typeset\">\n\
         <a href=\"https://git.example/edit/page.md\" class=\"md-content__button md-icon\" rel=\"edit\"><svg><path d=\"M1\"/></svg></a>\n\
         <h1 id=\"page\">Page<a class=\"headerlink\" href=\"#page\">&para;</a></h1>\n",
    );
    for n in 0.. {
        if out.len() + 400 >= bytes {
            break;
        }
        section(&mut out, n);
    }
    out.push_str("</article>\n</div>\n</main>\n<footer class=\"md-footer\">Made by a tool</footer>\n</body></html>\n");
    out
}

/// A section with prose, a list, a note, code and now and then a table, about 4 KB.
fn section(out: &mut String, n: usize) {
    let _ = write!(
        out,
        "<h2 id=\"section-{n}\">Section {n} of the page<a class=\"headerlink\" href=\"#section-{n}\" title=\"Permanent link\">&para;</a></h2>\n\
         <p>Ships that come in are <strong>registered</strong> at the gate, see <a href=\"../part{n}/#gate\">the gate</a>,\n\
         and get a berth by <code>harbor berth assign --ship {n}</code>. What is &lt;not&gt; said here is said in\n\
         <a href=\"https://elsewhere.example/{n}\">the handbook</a>, which is <em>longer</em> than this page.</p>\n\
         <ul>\n<li>one thing with <code>code</code></li>\n<li>another with a <a href=\"#section-{n}\">link</a></li>\n<li>a third</li>\n</ul>\n"
    );
    if n.is_multiple_of(3) {
        let _ = write!(
            out,
            "<div class=\"admonition warning\">\n<p class=\"admonition-title\">Careful</p>\n<p>Do not do number {n} twice.</p>\n</div>\n"
        );
    }
    code(out, n);
    if n.is_multiple_of(4) {
        out.push_str("<table>\n<thead>\n<tr>\n<th>Setting</th>\n<th style=\"text-align: right;\">Default</th>\n<th>What it does</th>\n</tr>\n</thead>\n<tbody>\n");
        for row in 0..6 {
            let _ = write!(
                out,
                "<tr>\n<td><code>gate.timeout{row}</code></td>\n<td style=\"text-align: right;\">{row}0</td>\n\
                 <td>How long the gate stays open after the last ship went through, in seconds.</td>\n</tr>\n"
            );
        }
        out.push_str("</tbody>\n</table>\n");
    }
}

/// Code as Pygments makes it, in the table that has the numbers of lines beside it.
fn code(out: &mut String, n: usize) {
    out.push_str("<div class=\"language-python highlight\"><table class=\"highlighttable\"><tr><td class=\"linenos\"><div class=\"linenodiv\"><pre><span></span>");
    for line in 1..=12 {
        let _ = writeln!(out, "<span class=\"normal\">{line:2}</span>");
    }
    out.push_str("</pre></div></td><td class=\"code\"><div><pre><span></span><code>");
    for line in 0..6 {
        let _ = write!(
            out,
            "<span class=\"k\">def</span><span class=\"w\"> </span><span class=\"nf\">open_{n}_{line}</span><span class=\"p\">(</span>\
             <span class=\"n\">ship</span><span class=\"p\">):</span>\n    <span class=\"k\">return</span> <span class=\"n\">ship</span>\
             <span class=\"o\">.</span><span class=\"n\">draught</span> <span class=\"o\">&lt;</span> <span class=\"mi\">{line}</span>  \
             <span class=\"c1\"># deep enough?</span>\n"
        );
    }
    out.push_str("</code></pre></div></td></tr></table></div>\n");
}
