//! What of Mermaid's language is said in another way, so that it can be drawn.

use crate::domain::text::Clean;

/// The source without what says nothing about what is drawn (front matter, settings), and with arrows
/// that are drawn.
pub(super) fn mended(lines: &[Clean]) -> String {
    let lines = without_front_matter(lines);
    let text = lines.iter().map(Clean::as_str).collect::<Vec<_>>().join("\n");
    let text = without_settings(&text);
    match text.split_whitespace().next() {
        Some("sequenceDiagram") => text.lines().map(message).collect::<Vec<_>>().join("\n"),
        Some("classDiagram") | Some("classDiagram-v2") => members_in_braces(&text),
        _ => text,
    }
}

fn without_front_matter(lines: &[Clean]) -> &[Clean] {
    let is_fence = |line: &Clean| line.as_str().trim_end() == "---";
    let begin = lines.iter().position(|line| !line.as_str().trim().is_empty()).unwrap_or(0);
    let rest = lines.get(begin..).unwrap_or_default();
    match rest.split_first() {
        Some((first, after)) if is_fence(first) => match after.iter().position(is_fence) {
            Some(end) => after.get(end + 1..).unwrap_or_default(),
            None => rest,
        },
        _ => rest,
    }
}

/// Without `%%{init: ...}%%`, which may run over lines.
fn without_settings(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("%%{") {
        out.push_str(before);
        rest = after.split_once("}%%").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

/// A line of a sequence: messages that do not wait (`-)`) and that are lost (`-x`) are drawn as others,
/// and a line break in what is said is a blank.
fn message(line: &str) -> String {
    let (who, says) = line.split_once(':').map_or((line, None), |(who, says)| (who, Some(says)));
    let mut who = who.to_owned();
    for (arrow, drawn) in [("--)", "-->>"), ("-)", "->>"), ("--x", "-->>"), ("-x", "->>")] {
        if let Some((from, to)) = who.split_once(arrow).filter(|_| says.is_some() && !who.contains(">>")) {
            who = format!("{from}{drawn}{to}");
        }
    }
    let says = says.map(without_breaks);
    says.map_or(who.clone(), |says| format!("{who}:{says}"))
}

fn without_breaks(text: &str) -> String {
    ["<br/>", "<br />", "<br>", "\\n"].iter().fold(text.to_owned(), |text, mark| text.replace(mark, " "))
}

/// Members that are told as `Class : +member` are told within the braces of their class.
fn members_in_braces(text: &str) -> String {
    let mut rest = String::new();
    let mut members: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in text.lines() {
        match line.split_once(':').map(|(class, member)| (class.trim(), member.trim())) {
            Some((class, member)) if is_name(class) && !member.starts_with(':') => {
                match members.iter_mut().find(|(known, _)| *known == class) {
                    Some((_, of_class)) => of_class.push(member),
                    None => members.push((class, vec![member])),
                }
            }
            _ => {
                rest.push_str(line);
                rest.push('\n');
            }
        }
    }
    for (class, of_class) in members {
        rest.push_str(&format!("class {class} {{\n{}\n}}\n", of_class.join("\n")));
    }
    rest
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        mended(&Clean::lines(text))
    }

    #[test]
    fn what_is_not_drawn_is_taken_out() {
        assert_eq!(of("---\ntitle: Ships\n---\ngraph TD\nA-->B"), "graph TD\nA-->B");
        assert_eq!(of("%%{init: {\n'theme': 'x'}}%%\ngraph TD\nA-->B").trim_start(), "graph TD\nA-->B");
        assert_eq!(of("---\nnever ended"), "---\nnever ended");
    }

    #[test]
    fn messages_that_do_not_wait_are_messages() {
        let lines = "sequenceDiagram\nA-)B: go<br/>on -) x\nA--xB: lost\nA->>B: a -x b\nNote over A: -)";
        assert_eq!(of(lines), "sequenceDiagram\nA->>B: go on -) x\nA-->>B: lost\nA->>B: a -x b\nNote over A: -)");
    }

    #[test]
    fn members_behind_a_colon_are_members() {
        let text = of("classDiagram\nShip : +name String\nShip --> Berth : uses\nShip: +enter() bool");
        assert_eq!(text, "classDiagram\nShip --> Berth : uses\nclass Ship {\n+name String\n+enter() bool\n}\n");
    }
}
