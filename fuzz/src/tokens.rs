//! Templates of files and of values, of the words that their language has.

const WORDS: [&str; 128] = [
    "${{ ", " }}", "{% ", " %}", "{%- ", " -%}", "{# ", " #}", "{{ ", "(", ")", "[", "]", "{", "}", ", ", ": ", ".", " | ",
    " + ", " - ", " * ", " / ", " // ", " % ", " ** ", " ~ ", " = ", " == ", " === ", " != ", " < ", " >= ", " and ",
    " or ", " not ", " in ", " is ", " if ", " else ", "'", "\"", "a", "b", "n", "list", "record", "text", "parameters",
    "secrets", "steps", "each", "loop", "index", "length", "0", "1", "-1", "1.5", "1e9", "99999999", "none", "true",
    "undefined", "r/a+/g", "r/(a|a)*$/", "'a'", "\"b\"", "[1, 2, 3]", "{a: 1}", "if ", "elif ", "else", "endif", "for ",
    "endfor", "set ", "endset", "macro m(", "endmacro", "call ", "endcall", "filter ", "endfilter", "raw", "endraw",
    "block x", "endblock", "switch ", "case ", "default", "endswitch", "include 'a'", "extends 'a'", "range(",
    "joiner(", "cycler(", "always()", "failure()", "m(a)", "caller()", "replace(", "sort", "groupby(", "join(", "slice(",
    "batch(", "dump", "indent(", "truncate(", "urlize", "random", "round(", "int(", "selectattr(", "center(", "title",
    "parseRepoUrl", "pick(", "projectSlug", "split(", "repeat(", "constructor", "__proto__", "\n", "\t", " ", "ä𝒳",
];

/// The words that the bytes stand for; a byte beyond them is its own letter.
#[must_use]
pub fn template(bytes: &[u8]) -> String {
    let mut made = String::new();
    for byte in bytes {
        match WORDS.get(usize::from(*byte)) {
            Some(word) => made.push_str(word),
            None => made.push(char::from(byte & 0x7f)),
        }
    }
    made
}
