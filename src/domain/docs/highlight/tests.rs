use super::*;
use crate::domain::docs::markdown::{self, Snippets};

struct Nothing;

impl Snippets for Nothing {
    fn snippet(&self, _: &str) -> Option<String> {
        None
    }
}

fn all(page: &Page) -> Piece {
    Piece { from: 0, to: page.pool.end() }
}

/// The pieces of the first block of code, with what they are.
fn coloured(source: &str) -> Vec<(String, Token)> {
    let mut page = markdown::read(source, "a.md", &Nothing);
    let whole = all(&page);
    highlight(&mut page, whole);
    let mut found = Vec::new();
    look(&page.blocks, &mut |code| {
        found.extend(code.pieces.iter().map(|(piece, token)| (page.text(*piece).as_str().to_owned(), *token)));
    });
    found
}

fn token(source: &str, text: &str) -> Option<Token> {
    coloured(source).into_iter().find(|(piece, _)| piece.trim() == text).map(|(_, token)| token)
}

#[test]
fn words_have_the_colours_of_what_they_are() {
    let python = "```python\ndef open(gate):  # now\n    return \"x\" + 42\n```\n";
    let expected =
        [("def", Token::Keyword), ("open", Token::Function), ("# now", Token::Comment), ("42", Token::Number)];
    for (text, what) in expected {
        assert_eq!(token(python, text), Some(what), "{text}: {:?}", coloured(python));
    }
    assert_eq!(token("```yaml\ngate: open\n```\n", "gate"), Some(Token::Tag));
    assert_eq!(token("```diff\n-a\n+b\n```\n", "+b"), Some(Token::Inserted));
    assert_eq!(token("- x\n\n    ```rust\n    fn a() {}\n    ```\n", "fn"), Some(Token::Keyword));
}

#[test]
fn a_session_has_prompts_and_answers() {
    let console = "```console\n$ echo \"a\"\na\n```\n";
    assert_eq!(token(console, "$"), Some(Token::Prompt));
    assert_eq!(token(console, "a"), Some(Token::Output));
}

#[test]
fn the_text_stays_as_it_was() {
    for language in ["python", "rust", "bash", "json", "html", "yaml", "console"] {
        let code = "a = \"x\ty\" # ü\n\n  <b>{1: 'z'}</b>\n$ ls | wc\n";
        let source = format!("```{language}\n{code}```\n");
        let text: String = coloured(&source).into_iter().map(|(piece, _)| piece).collect();
        assert_eq!(text, code.replace('\t', "  ").replace('\n', ""), "{language}");
    }
}

#[test]
fn only_what_lies_in_the_part_is_coloured_and_only_once() {
    let mut page = markdown::read("```python\nx = 1\n```\n\ntext\n\n```python\ny = 1\n```\n", "a.md", &Nothing);
    let end = page.pool.end();
    assert!(highlight(&mut page, Piece { from: end - 3, to: end }));
    assert!(is_to_be_highlighted(&page, Piece { from: 0, to: 3 }));
    assert!(!is_to_be_highlighted(&page, Piece { from: end - 3, to: end }));
    assert!(!highlight(&mut page, Piece { from: end - 3, to: end }));
}

#[test]
fn what_is_too_long_or_unknown_stays_plain() {
    let long = format!("```python\n{}\n```\n", "x = 1\n".repeat(MOST_LINES + 1));
    let wide = format!("```python\nx = \"{}\"\ny = 1\n```\n", "a".repeat(LONGEST_LINE));
    for source in [long.as_str(), wide.as_str(), "```\nx = 1\n```\n"] {
        assert!(coloured(source).iter().all(|(_, token)| *token == Token::Plain));
    }
}
