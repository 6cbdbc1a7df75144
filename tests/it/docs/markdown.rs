//! Markdown that nobody writes on purpose, or only to do harm.

use super::equality::{from_source, sources};
use stagedoor::domain::docs::{Href, Page, outline};

fn read(source: &str) -> Page {
    from_source("guide/page.md", source)
}

fn text(source: &str) -> String {
    read(source).pool.as_str().to_owned()
}

#[test]
fn a_page_that_breaks_off_anywhere_is_read() {
    for (path, source) in sources() {
        for end in (0..source.len()).step_by(61).filter(|end| source.is_char_boundary(*end)) {
            from_source(&path, source.get(..end).unwrap());
        }
    }
}

#[test]
fn nothing_of_a_page_is_more_than_text_and_no_address_runs_anything() {
    for (path, source) in sources() {
        let page = from_source(&path, &source);
        assert!(!outline(&page).chars().any(|c| c.is_control() && c != '\n'), "{path}");
        for link in &page.links {
            if let Href::Address(address) = &link.to {
                let lower = address.as_str().to_ascii_lowercase();
                assert!(["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)), "{lower}");
            }
        }
    }
}

#[test]
fn what_is_nested_ever_deeper_keeps_its_text() {
    let nested = |line: fn(usize) -> String| (0..250).map(line).collect::<String>() + "\n\nthe end\n";
    let deep = [
        nested(|depth| format!("{}- item{depth}\n", "  ".repeat(depth))),
        nested(|depth| format!("{}!!! note\n", "    ".repeat(depth))),
        nested(|depth| format!("{}x\n", "> ".repeat(depth))),
        nested(|depth| format!("{}=== \"tab{depth}\"\n", "    ".repeat(depth))),
        nested(|_| "<div markdown>\n".to_owned()),
        nested(|_| "<div>".to_owned()),
        nested(|_| "[".to_owned()),
        nested(|_| "**a _b ".to_owned()),
    ];
    for source in deep {
        assert!(text(&source).contains("the end"), "{}", source.get(..80).unwrap());
    }
    assert!(text(&nested(|depth| format!("{}- item{depth}\n", "  ".repeat(depth)))).contains("item249"));
}

#[test]
fn long_lines_of_any_sign_are_read_to_their_end() {
    for sign in [
        "a ", "[a](", "![", "`a ``", "*a ", "b* ", "<a '", "<b>", "{++", "++a+", "$a ", "&a", "[^a]", "\\", "a@",
        ":a:", "~a",
    ] {
        let line = sign.repeat(200_000 / sign.len()) + " end";
        let page = read(&line);
        assert!(page.pool.as_str().contains("end"), "{sign}");
    }
}

#[test]
fn many_lines_of_any_kind_are_read_to_their_end() {
    for line in [
        "# a\n",
        "***\n",
        "a\n---\n",
        "!!! note\n",
        ": a\n",
        "[^1]: a\n",
        "| a | b |\n",
        "- a\n",
        "/// note\n\n",
        "<!--\n",
    ] {
        let page = read(&format!("{}\n\nthe end\n", line.repeat(20_000 / line.len())));
        // a comment that nobody ends goes on
        assert!(page.pool.as_str().contains("the end") || line == "<!--\n", "{line}");
    }
}

#[test]
fn a_snippet_that_would_leave_the_folder_is_left_out() {
    let left = text("a\n\n--8<-- \"../Cargo.toml\"\n\n--8<-- \"/etc/passwd\"\n\nb\n");
    assert_eq!(left.trim(), "Page\na\nb", "the title of the page, and what stands around");
}
