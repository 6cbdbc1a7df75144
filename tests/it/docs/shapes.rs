//! Shapes of HTML that sites have beside those that our own has.

use stagedoor::domain::docs::{Block, Page, Token, html, outline};

#[track_caller]
fn shows(html: &str, want: &str) {
    let page = html::read(html, "guide/x/index.html");
    let outline = outline(&page);
    let lines: Vec<&str> = outline.lines().skip(1).collect();
    assert_eq!(lines.join("\n"), want, "from {html}");
}

fn first_code(page: &Page) -> Vec<(String, Token)> {
    let code = page.blocks.iter().find_map(|block| match block {
        Block::Code(code) => Some(code),
        _ => None,
    });
    code.unwrap().pieces.iter().map(|(piece, token)| (page.text(*piece).as_str().to_owned(), *token)).collect()
}

#[test]
fn code_without_numbers_with_a_title_and_with_anchors_of_its_lines() {
    let html = "<div class=\"language-py highlight\"><span class=\"filename\">a.py</span><pre><span></span><code>\
        <span id=\"__span-0-1\"><a id=\"__codelineno-0-1\" name=\"__codelineno-0-1\" href=\"#__codelineno-0-1\"></a>\
        <span class=\"kn\">import</span> x\n</span><span id=\"__span-0-2\"><span class=\"hll\"><b>y</b>\n</span></span>\
        z\n</code></pre></div>";
    shows(html, "code python title \"a.py\"\n  | import x\n  > y\n  | z");
    let page = html::read(html, "");
    assert_eq!(first_code(&page)[0], ("import".to_owned(), Token::Keyword));
    assert!(page.links.is_empty());
}

#[test]
fn numbers_of_lines_within_the_code_are_none_of_it() {
    let of = |number: &str| {
        format!("<div class=\"highlight\"><pre><code><span class=\"linenos\"{number}x\n</code></pre></div>")
    };
    shows(&of(" data-linenos=\" 7 \"></span>"), "code  from 7\n  | x");
    shows(&of("> 7</span>"), "code  from 7\n  | x");
}

#[test]
fn links_within_code_are_kept() {
    let page = html::read("<pre><code>a\tb: <a href=\"../y/#z\">int</a></code></pre>", "guide/x/index.html");
    let Block::Code(code) = &page.blocks[0] else { panic!("{page:?}") };
    assert_eq!(code.links.iter().map(|(piece, _)| page.text(*piece).as_str()).collect::<Vec<_>>(), ["int"]);
    assert_eq!(page.links.len(), 1);
}

#[test]
fn tabs_as_they_were_made_once() {
    let html = "<div class=\"tabbed-set\"><input checked type=radio><label>A</label><div class=\"tabbed-content\">a</div>\
                <input type=radio><label>B</label><div class=\"tabbed-content\">b</div></div>";
    shows(html, "tabs, first 0\n  tab A\n    paragraph a\n  tab B\n    paragraph b");
    shows("<div class=\"tabbed-set\"><label>A</label>b</div>", "paragraph Ab");
}

#[test]
fn formulas_that_a_script_would_draw() {
    let html = "<span class=\"arithmatex\"><span class=\"MathJax_Preview\">p</span><script type=\"math/tex\">a+b</script></span>";
    shows(html, "paragraph \u{2039}a+b|math\u{203a}");
}

#[test]
fn formulas_that_are_set_already_are_read_once() {
    let said =
        "<span class=\"katex-mathml\"><math><semantics><mi>x</mi><annotation>x</annotation></semantics></math></span>";
    let seen = "<span class=\"katex-html\" aria-hidden=\"true\"><span class=\"mord\">x</span></span>";
    shows(&format!("<p>a <span class=\"katex\">{said}{seen}</span></p>"), "paragraph a x");
    shows(&format!("<p>a <span class=\"katex\">{seen}</span></p>"), "paragraph a x");
}

#[test]
fn words_of_drawings_within_the_page_are_text() {
    shows(
        "<p>a <svg><title>t</title><g><text>one</text><text>two</text></g><path d=\"\"/></svg></p>",
        "paragraph a one two",
    );
}

#[test]
fn what_stands_where_it_should_not_is_read_all_the_same() {
    shows(
        "<ul>a<li>b</li>c<ul><li>d</ul></ul>",
        "list\n  item\n    paragraph a\n  item\n    paragraph b\n    paragraph c\n    list\n      item\n        paragraph d",
    );
    shows("<dl>x<dd>y</dl>", "definitions\n  meaning\n    paragraph x\n  meaning\n    paragraph y");
    shows("<table>x<tr><td>y</table>", "paragraph x\ntable [Left] \n  row\n    cell y");
    shows(
        "<a href=\"../y/\"><h2>x</h2><p>y</p></a>",
        "heading 2 \u{2039}x|to page /guide/y\u{203a}\nparagraph \u{2039}y|to page /guide/y\u{203a}",
    );
    shows("<p>a<div>b</div>c</p>", "paragraph a\nparagraph b\nparagraph c");
    shows("<h2>a<div>b</div>c</h2>", "heading 2 a b c");
}

#[test]
fn names_that_nobody_escaped_stay() {
    shows("<p>List<String> of <key id=\"a\">x</p>", "paragraph List<string> of <key id=\"a\">x");
    shows("<p><my-part>x</my-part><o:p>y</o:p></p>", "paragraph xy");
}

#[test]
fn what_is_hidden_is_not_read() {
    shows("<p hidden>a</p><p style=\"color: red; display:none\">b</p><dialog>c</dialog><template>d</template>", "");
    shows("<p hidden=\"until-found\">a</p>", "paragraph a");
}

#[test]
fn emoji_and_icons_are_signs_or_nothing() {
    shows(
        "<p><img class=\"emojione\" alt=\"\u{1f604}\" src=\"x\"> <span class=\"twemoji\"><svg><path/></svg></span>y</p>",
        "paragraph \u{1f604} y",
    );
}

#[test]
fn rows_that_reach_down_keep_the_columns() {
    shows(
        "<table><tr><th rowspan=2>a<th>b<tr><td>c<tr><td>d<td>e</table>",
        "table [Left, Left] \n  head\n    cell a\n    cell b\n  row\n    cell\n    cell c\n  row\n    cell d\n    cell e",
    );
}

#[test]
fn a_page_is_read_from_its_main_part_where_there_is_no_article() {
    shows("<body><nav>n</nav><main><p>x</p></main><footer>f</footer>", "paragraph x");
}
