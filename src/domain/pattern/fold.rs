//! Letters that are the same when case does not count (ECMA-262, 22.2.2.7.3 Canonicalize).

/// How letters are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folding {
    /// By their capitals, unit by unit: without the flag `u`.
    Capitals,
    /// By Unicode's simple case folding: with it.
    Unicode,
}

/// The letter that stands for all that are the same.
pub fn canonical(unit: u32, folding: Folding) -> u32 {
    let Some(character) = char::from_u32(unit) else { return unit };
    if character.is_ascii() && folding == Folding::Capitals {
        return u32::from(character.to_ascii_uppercase());
    }
    match folding {
        Folding::Capitals => capital(character, unit),
        Folding::Unicode => u32::from(simple(character)),
    }
}

/// Other letters that may be the same as this one.
pub fn same(unit: u32, folding: Folding) -> Vec<u32> {
    let Some(character) = char::from_u32(unit) else { return Vec::new() };
    let wanted = canonical(unit, folding);
    let mut others =
        [lower(character), upper(character), lower(upper(character)), upper(lower(character))].map(u32::from).to_vec();
    others.extend(STRAY.iter().copied().map(u32::from));
    others.retain(|other| *other != unit && canonical(*other, folding) == wanted);
    others
}

/// Letters that no change of case leads to from their fellows.
const STRAY: [char; 20] = [
    'ſ', '\u{212A}', '\u{212B}', '\u{2126}', 'ẞ', 'ς', 'ϐ', 'ϑ', 'ϕ', 'ϖ', 'ϰ', 'ϱ', 'ϵ', 'ẛ', '\u{1FBE}', 'µ', 'ϴ',
    '\u{1C5}', '\u{1C8}', '\u{1CB}',
];

fn capital(character: char, unit: u32) -> u32 {
    let mut capitals = character.to_uppercase();
    match (capitals.next(), capitals.next()) {
        (Some(one), None) if u32::from(one) >= 128 && u32::from(one) < 0x1_0000 => u32::from(one),
        _ => unit,
    }
}

fn simple(character: char) -> char {
    match character {
        'ẞ' => 'ß',
        'İ' => 'İ',
        _ => lower(upper(character)),
    }
}

fn lower(character: char) -> char {
    only(character.to_lowercase(), character)
}

fn upper(character: char) -> char {
    only(character.to_uppercase(), character)
}

fn only(mut letters: impl Iterator<Item = char>, otherwise: char) -> char {
    match (letters.next(), letters.next()) {
        (Some(one), None) => one,
        _ => otherwise,
    }
}
