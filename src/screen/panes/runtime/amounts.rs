//! Amounts of cores and memory: as words, and as a small bar of how much of what is allowed is used.

use crate::domain::document::{Line, Role};
use crate::domain::model::cluster::{Amounts, Container};
use crate::domain::text::Clean;
use crate::screen::look::Glyphs;

/// Columns of a bar.
const BAR: u64 = 6;
/// Of a hundred: from here on it is worth a look, and from here on it is bad.
const MUCH: u64 = 80;
const TOO_MUCH: u64 = 95;

/// What a container uses, and of how much; what it asks for where nobody measures.
pub(super) fn line(line: Line, container: &Container, glyphs: &Glyphs) -> Line {
    let Amounts { cpu, memory } = container.usage.unwrap_or_default();
    let ((asked, bound), (asked_memory, bound_memory)) =
        ((container.requests.cpu, container.limits.cpu), (container.requests.memory, container.limits.memory));
    let line = part(line, ("cpu", cores), [cpu, asked, bound], glyphs);
    part(line, ("memory", bytes), [memory, asked_memory, bound_memory], glyphs)
}

fn part(line: Line, (name, words): (&str, fn(u64) -> String), amounts: [Option<u64>; 3], glyphs: &Glyphs) -> Line {
    let [used, asked, bound] = amounts;
    let of = bound.or(asked);
    if used.is_none() && of.is_none() {
        return line;
    }
    let line = line.and(Clean::line(&format!("  {name} ")), Role::Label);
    let sort = if bound.is_some() { "" } else { " asked" };
    match (used, of) {
        (Some(used), Some(of)) => {
            let (bar, role) = bar(used, of, bound.is_some(), glyphs);
            let text = format!(" {} of {}{sort}", words(used), words(of));
            line.and(Clean::line(&bar), role).and(Clean::line(&text), Role::Dim)
        }
        (Some(used), None) => line.and(Clean::line(&words(used)), Role::Dim),
        (None, Some(of)) => {
            let sort = if bound.is_some() { "at most" } else { "asks" };
            line.and(Clean::line(&format!("{sort} {}", words(of))), Role::Dim)
        }
        (None, None) => line,
    }
}

/// How much of it is used; only what is a bound can be too much.
fn bar(used: u64, of: u64, is_bound: bool, glyphs: &Glyphs) -> (String, Role) {
    let share = used.saturating_mul(100) / of.max(1);
    let full = (share.saturating_mul(BAR).saturating_add(50) / 100).min(BAR);
    let (on, off) = if glyphs.is_ascii() { ("#", ".") } else { ("▰", "▱") };
    let count = |n: u64| usize::try_from(n).unwrap_or(0);
    let role = match share {
        TOO_MUCH.. if is_bound => Role::Bad,
        MUCH.. if is_bound => Role::Warn,
        _ => Role::Good,
    };
    (format!("{}{}", on.repeat(count(full)), off.repeat(count(BAR - full))), role)
}

/// Thousandths of a core: `250m`, `1.5`.
fn cores(thousandths: u64) -> String {
    match (thousandths / 1_000, thousandths % 1_000) {
        (0, part) => format!("{part}m"),
        (whole, part) if part < 100 => whole.to_string(),
        (whole, part) => format!("{whole}.{}", part / 100),
    }
}

/// Bytes: `200Mi`, `1.5Gi`.
fn bytes(bytes: u64) -> String {
    const UNITS: [(&str, u64); 3] = [("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10)];
    let unit = UNITS.into_iter().find(|(_, size)| bytes >= *size);
    let Some((unit, size)) = unit else { return bytes.to_string() };
    match (bytes / size, bytes % size * 10 / size) {
        (whole, 0) => format!("{whole}{unit}"),
        (whole, _) if whole >= 10 => format!("{whole}{unit}"),
        (whole, tenth) => format!("{whole}.{tenth}{unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_at_a_glance() {
        assert_eq!([cores(250), cores(1_000), cores(1_540)], ["250m", "1", "1.5"]);
        assert_eq!([bytes(900), bytes(200 << 20), bytes(3 << 29)], ["900", "200Mi", "1.5Gi"]);
        assert_eq!(bar(50, 100, true, &Glyphs::ASCII), ("###...".to_owned(), Role::Good));
        assert_eq!(bar(99, 100, true, &Glyphs::ASCII), ("######".to_owned(), Role::Bad));
        assert_eq!(bar(300, 100, false, &Glyphs::ASCII).1, Role::Good, "what is asked for is no bound");
    }
}
