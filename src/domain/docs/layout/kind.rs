//! Kinds of notes, as Material for MkDocs has them, and how each looks.

use crate::domain::document::Role;

/// The role of a kind; an unknown one is neutral.
pub(super) fn role(kind: &str) -> Role {
    match kind {
        "tip" | "hint" | "important" | "success" | "check" | "done" => Role::Good,
        "warning" | "caution" | "attention" | "question" | "help" | "faq" => Role::Warn,
        "danger" | "error" | "failure" | "fail" | "missing" | "bug" => Role::Bad,
        "note" | "seealso" | "info" | "todo" | "abstract" | "summary" | "tldr" => Role::Label,
        "example" => Role::Tag,
        _ => Role::Dim,
    }
}

/// What stands before the title of a kind. One column wide.
pub(super) fn icon(kind: &str, is_ascii: bool) -> Option<&'static str> {
    let (icon, ascii) = match kind {
        "note" | "seealso" => ("✎", "i"),
        "info" | "todo" => ("¡", "i"),
        "abstract" | "summary" | "tldr" => ("≡", "="),
        "tip" | "hint" | "important" => ("★", "*"),
        "success" | "check" | "done" => ("✓", "v"),
        "question" | "help" | "faq" => ("?", "?"),
        "warning" | "caution" | "attention" => ("▲", "!"),
        "failure" | "fail" | "missing" => ("✗", "x"),
        "danger" | "error" => ("✖", "!"),
        "bug" => ("¤", "%"),
        "example" => ("▤", "#"),
        "quote" | "cite" => ("❝", "\""),
        _ => return None,
    };
    Some(if is_ascii { ascii } else { icon })
}
