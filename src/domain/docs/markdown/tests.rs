use super::*;
use crate::domain::docs::outline;

struct Nothing;

impl Snippets for Nothing {
    fn snippet(&self, _: &str) -> Option<String> {
        None
    }
}

fn page(source: &str) -> Page {
    read(source, "guide/page.md", &Nothing)
}

fn pool(source: &str) -> String {
    page(source).pool.as_str().to_owned()
}

#[test]
fn code_in_html_is_code() {
    for around in [
        "<details>\n<summary>More</summary>\nX\n</details>",
        "<div>\nX\n</div>",
        "<p>\nX\n</p>",
        "<table><tr><td>\nX\n</td></tr></table>",
    ] {
        let source = around.replace('X', "\n```yaml title=\"<b>\" linenums=\"7\"\na: <b> &amp; c\n\nd: \"e\"\n```\n");
        let all = outline(&page(&source));
        assert!(all.contains("a: <b> &amp; c") && all.contains("d: \"e\"") && all.contains("yaml"), "{all}");
        assert!(!all.contains("f0"), "{all}");
    }
}

#[test]
fn code_is_never_lost_whatever_stands_around_it() {
    let befores = [
        "",
        "text\n",
        "> ",
        "    > ",
        "- item\n",
        "  ",
        "<div>\n",
        "$$\n",
        "| a |\n|---|\n",
        "# h\n",
        ": ",
        "term\n",
        "[^n]: ",
        "!!! note\n",
        "!!! note\n    ",
        "<div markdown>\n",
        "*[a]: ",
        "/// caption\n",
        "=== \"t\"\n",
    ];
    let afters = [
        "",
        "\n---",
        "\n===",
        "\n: meaning",
        "\n\n: meaning",
        "\n$$",
        "\n</div>",
        "\n| a |\n|---|",
        "\nTerm\n: meaning",
        "\n{: .a }",
        "\n[r]: x",
        "\n///",
    ];
    for before in befores {
        let sign = before.rsplit('\n').next().filter(|last| last.trim_start_matches([' ', '>']).is_empty());
        for after in afters {
            let line = |text: &str| format!("{}{text}\n", sign.unwrap_or_default());
            let fence = format!("```\n{}{}", line("the code"), line("```"));
            let source = format!("{before}{}{after}\n", fence.trim_end_matches('\n'));
            let pool = pool(&source);
            assert!(pool.contains("the code") && !pool.contains("f0"), "{source:?} gives {pool:?}");
        }
    }
}

#[test]
fn signs_of_ordinary_text_stay() {
    let lines = [
        "It costs $1,000-$2,000 a month, set $HOME/$USER.",
        "The path is C:\\(x86\\) there.",
        "i++ and ++j++ k",
        "See :material-check: here.",
        "/// note | Title",
        "$$ alone $$",
    ];
    let shown = [lines[0], "The path is C:(x86) there.", lines[2], lines[3], lines[4], lines[5]];
    for (line, shown) in lines.iter().zip(shown) {
        assert_eq!(pool(&format!("{line}\n")).trim(), shown);
    }
}

#[test]
fn what_a_site_turns_on_is_read() {
    let extensions = [Extension::Math, Extension::Keys, Extension::Icons, Extension::Admonition].into_iter().collect();
    let source = "a $x$ ++ctrl+j++ :material-check: b\n\n/// note | Title\nbody\n///\n";
    let page = read_of(source, "a.md", &Nothing, &OfSite { extensions, ..OfSite::default() });
    assert_eq!(page.pool.as_str().trim(), "a x Ctrl+J b\nTitle\nbody");
}

#[test]
fn a_page_of_a_site_without_a_title_gets_one() {
    let title = |source: &str, nav: Option<&str>| {
        let site = OfSite { is_titled: true, title: nav.map(Clean::line), ..OfSite::default() };
        outline(&read_of(source, "how-to.md", &Nothing, &site))
            .lines()
            .find(|line| line.starts_with("heading 1"))
            .map(str::to_owned)
    };
    assert_eq!(title("text\n\n## A\n", None).as_deref(), Some("heading 1 How to"));
    assert_eq!(title("---\ntitle: Told\n---\ntext\n", None).as_deref(), Some("heading 1 Told"));
    assert_eq!(title("---\ntitle: Told\n---\ntext\n", Some("Nav")).as_deref(), Some("heading 1 Nav"));
    assert_eq!(title("# Own\n", Some("Nav")).as_deref(), Some("heading 1 Own"));
    assert_eq!(title("<h1>Own</h1>\n", Some("Nav")).as_deref(), Some("heading 1 Own"));
    assert!(!outline(&page("text\n")).contains("heading"), "a file alone is as it is");
}

#[test]
fn a_list_of_headings_stands_where_it_is_asked_for() {
    let all = outline(&page("# A\n\n[TOC]\n\n## B\n\n### C\n\n## B\n"));
    let links: Vec<&str> = all.lines().filter(|line| line.contains("at ")).map(str::trim).collect();
    let expected = ["a", "b", "c", "b_1"].map(|id| format!("at {id}\u{203a}"));
    assert_eq!(links.len(), 4, "{all}");
    for (link, id) in links.iter().zip(expected) {
        assert!(link.ends_with(&id), "{link} leads to {id}");
    }
    assert!(!all.contains("TOC"));
}

#[test]
fn an_admonition_of_html_has_its_title() {
    let source = "<div class=\"admonition note\" markdown>\n<p class=\"admonition-title\">T</p>\n\nbody\n\n</div>\n";
    assert_eq!(outline(&page(source)).lines().nth(1), Some("note \"note\" T"));
}

#[test]
fn an_address_between_angles_may_hold_blanks() {
    assert_eq!(pool("[two]: <https://example.com/sp ace>\n").trim(), "[two]: https://example.com/sp ace");
}

#[test]
fn lines_below_a_later_paragraph_of_a_footnote_are_of_it() {
    let all = outline(&page("a[^1]\n\n[^1]: First\n\n    second\nlazy\n[^2]: other\n"));
    assert!(all.contains("second lazy") && all.contains("other"), "{all}");
}

#[test]
fn signs_become_symbols_behind_letters_too() {
    assert_eq!(pool("v1/2/3 and 11/2 and v1st \\$5\n").trim(), "v\u{bd}/3 and 11/2 and v1st \\$5");
}

#[test]
fn a_list_has_the_numbers_that_the_built_page_has() {
    assert!(outline(&page("5. five\n6. six\n")).contains("list from 1"));
}

#[test]
fn of_abbreviations_of_several_words_the_longest_is_told() {
    let source = "*[A B]: two\n*[A B C]: three\n*[A]: one\n\nA B C, A B, A Bx\n";
    let all = outline(&page(source));
    let places = ["three", "two", "one"].map(|long| all.find(long));
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{all}");
}
