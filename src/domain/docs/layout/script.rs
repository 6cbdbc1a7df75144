//! Characters above and below the line, and in circles.

/// Text above the line: of the characters that Unicode has for it, else in brackets. What leads to a
/// footnote is told from a power where only ASCII may be used.
pub(super) fn above(text: &str, is_ascii: bool, is_link: bool) -> String {
    match all(text, superscript).filter(|_| !is_ascii) {
        Some(shown) => shown,
        None if is_link => format!("[{text}]"),
        None => format!("^({text})"),
    }
}

/// Text below the line.
pub(super) fn below(text: &str, is_ascii: bool) -> String {
    all(text, subscript).filter(|_| !is_ascii).unwrap_or_else(|| format!("_({text})"))
}

/// A number in a circle, up to 20.
pub(super) fn circled(number: u32) -> Option<char> {
    (1..=20).contains(&number).then(|| char::from_u32(0x245f + number)).flatten()
}

/// All characters of a text turned, or nothing where one cannot be.
pub(super) fn all(text: &str, turn: fn(char) -> Option<char>) -> Option<String> {
    text.chars().map(turn).collect()
}

pub(super) fn superscript(c: char) -> Option<char> {
    turned(
        c,
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ ′",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ ′",
    )
}

pub(super) fn subscript(c: char) -> Option<char> {
    turned(c, "0123456789+-−=()aehijklmnoprstuvxβγρφχ ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ ")
}

fn turned(c: char, from: &str, to: &str) -> Option<char> {
    let at = from.chars().position(|one| one == c)?;
    to.chars().nth(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_character_of_its_own_is_put_in_brackets() {
        assert_eq!(above("th", false, false), "ᵗʰ");
        assert_eq!(above("1", false, true), "¹");
        assert_eq!(above("1", true, true), "[1]");
        assert_eq!(above("2", true, false), "^(2)");
        assert_eq!(above("q!", false, false), "^(q!)");
        assert_eq!(below("2", false), "₂");
        assert_eq!(below("2", true), "_(2)");
        assert_eq!([circled(1), circled(20), circled(21), circled(0)], [Some('①'), Some('⑳'), None, None]);
    }

    #[test]
    fn each_character_stands_over_its_own() {
        assert_eq!(
            [superscript('9'), superscript('z'), superscript('W'), superscript('χ')],
            ['⁹', 'ᶻ', 'ᵂ', 'ᵡ'].map(Some)
        );
        assert_eq!([subscript('9'), subscript('x'), subscript('χ')], ['₉', 'ₓ', 'ᵪ'].map(Some));
    }
}
