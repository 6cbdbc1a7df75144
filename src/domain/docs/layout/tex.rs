/// A formula within a line.
pub(super) fn line(_source: &str) -> Option<String> {
    None
}

/// A formula on lines of its own.
pub(super) fn lines(_source: &str) -> Option<Vec<String>> {
    None
}
