use super::syntaxes;
use two_face::re_exports::syntect::parsing::{SyntaxReference, SyntaxSet};

/// What languages are called in built pages that the syntaxes know by other names.
const OTHERS: &[(&str, &str)] = &[
    ("docker", "Dockerfile"),
    ("make", "Makefile"),
    ("csharp", "C#"),
    ("c++", "C++"),
    ("cpp", "C++"),
    ("objective-c", "Objective-C"),
    ("terraform", "tf"),
    ("hcl", "tf"),
    ("protobuf", "proto"),
    ("batch", "bat"),
    ("common-lisp", "lisp"),
    ("jsonc", "json"),
    ("json5", "json"),
    ("jsonnet", "json"),
    ("text only", "txt"),
    ("properties", "properties"),
    ("viml", "vim"),
    ("postgresql", "sql"),
    ("mysql", "sql"),
    ("postgres", "sql"),
    ("shell-session", "bash"),
    ("html+jinja", "html"),
    ("yaml+jinja", "yaml"),
    ("restructuredtext", "rst"),
    ("tex", "latex"),
    ("jsx", "js"),
    ("caddyfile", "nginx"),
    ("systemd", "ini"),
];

/// The syntax of a language.
pub(super) fn syntax(name: &str, syntaxes: &'static SyntaxSet) -> Option<&'static SyntaxReference> {
    let other = OTHERS.iter().find(|(from, _)| *from == name).map(|(_, to)| *to);
    let found = other.and_then(|other| syntaxes.find_syntax_by_token(other));
    found.or_else(|| syntaxes.find_syntax_by_token(name)).filter(|syntax| syntax.name != "Plain Text")
}

/// Whether there is a syntax for a language.
pub(super) fn is_known(name: &str) -> bool {
    let name = super::session::Kind::of(name).map_or(name, |kind| kind.language());
    syntax(name, syntaxes()).is_some()
}
