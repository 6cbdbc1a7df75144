//! Lists of attributes: `{: .class #id key="value" }`.

/// The words of a list of attributes: `.class`, `#id`, `key`, and `key="value"`.
pub(super) fn words(text: &str) -> Vec<(&str, Option<&str>)> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '}')).unwrap_or(rest.len());
        let (key, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let Some(value) = after.strip_prefix('=') else {
            if !key.is_empty() {
                words.push((key, None));
            }
            rest = after.trim_start_matches(is_between);
            continue;
        };
        let (value, after) = value_of(value);
        words.push((key, Some(value)));
        rest = after.trim_start_matches(is_between);
    }
    words
}

fn value_of(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some((value, after)) = text.strip_prefix(quote).and_then(|text| text.split_once(quote)) {
            return (value, after);
        }
    }
    let end = text.find(is_between).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// The list of attributes that a text begins with, and what comes after it.
pub(super) fn leading(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix('{')?;
    let inner = rest.strip_prefix(':').unwrap_or(rest);
    let (list, after) = inner.split_once('}')?;
    let list = list.trim();
    (!list.is_empty() && !list.contains('\n') && is_list(list)).then_some((list, after))
}

/// The list of attributes that a text ends with, and what comes before it.
pub(super) fn trailing(text: &str) -> Option<(&str, &str)> {
    let body = text.trim_end_matches(' ').strip_suffix('}')?;
    let at = body.rfind('{')?;
    let (before, inner) = body.split_at_checked(at)?;
    let list = inner.trim_start_matches('{').trim_start_matches(':').trim();
    (!list.is_empty() && !list.contains('\n') && is_list(list)).then_some((before, list))
}

/// The id of a list of attributes.
pub(super) fn id(list: &str) -> Option<&str> {
    words(list).into_iter().rev().find_map(|(key, value)| match (key.strip_prefix('#'), value) {
        (Some(id), None) => Some(id),
        _ if key == "id" => value,
        _ => None,
    })
}

fn is_between(c: char) -> bool {
    c.is_whitespace() || c == '}'
}

/// Not what critic marks and templates write in braces.
fn is_list(list: &str) -> bool {
    !list.starts_with(['+', '-', '~', '=', '>', '{', '%'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_taken_from_both_ends() {
        assert_eq!(leading("{: .x #y } z"), Some((".x #y", " z")));
        assert_eq!(trailing("A title { #y }"), Some(("A title ", "#y")));
        assert_eq!(leading("{++x++}"), None);
        assert_eq!(id(".x #y"), Some("y"));
        assert_eq!(words("a=1 b='2 3' .c"), [("a", Some("1")), ("b", Some("2 3")), (".c", None)]);
    }
}
