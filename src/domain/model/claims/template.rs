//! Patterns of templates: references in which `*` stands for any text.

/// How narrowly a pattern fits a template's reference: characters that it spells out, seen from the
/// whole reference, and one more. `None` where it does not fit. A pattern may leave out the kind, and
/// the namespace where that is `default`, as a reference may.
pub(super) fn fit(pattern: &str, reference: &str) -> Option<usize> {
    let pattern = pattern.to_lowercase();
    let rest = reference.strip_prefix("template:").unwrap_or(reference);
    let name = rest.strip_prefix("default/");
    let found = [Some(reference), Some(rest), name].into_iter().flatten().find(|text| fits(&pattern, text))?;
    let open = found.chars().count().saturating_sub(pattern.chars().filter(|c| *c != '*').count());
    Some(reference.chars().count().saturating_sub(open) + 1)
}

/// Whether the text is the pattern's, piece by piece.
fn fits(pattern: &str, text: &str) -> bool {
    let Some((start, more)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(start) else { return false };
    let mut pieces: Vec<&str> = more.split('*').collect();
    let end = pieces.pop().unwrap_or_default();
    for piece in pieces {
        match text.split_once(piece) {
            Some((_, after)) => text = after,
            None => return false,
        }
    }
    text.ends_with(end)
}
