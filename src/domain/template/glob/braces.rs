//! Braces: `a{b,c}` is `ab` and `ac`, `{1..3}` is 1, 2 and 3.

/// Globs that one is spread to at most; more are left as they are written.
const MOST: usize = 1000;
/// Characters that are looked at for the ends of braces; a glob that takes more is left as it is written.
const LOOKED_AT: usize = 10_000_000;

/// All globs that a glob with braces stands for, the shortest first.
pub(super) fn expand(glob: &str) -> Vec<String> {
    let characters: Vec<char> = glob.chars().collect();
    let mut spread = Vec::new();
    if !expand_into(&characters, &mut spread, 0, &mut LOOKED_AT.to_owned()) {
        spread = vec![glob.to_owned()];
    }
    spread.iter_mut().for_each(|glob| *glob = single_slashes(glob));
    spread.retain(|glob| !glob.is_empty());
    spread.sort_by_key(|glob| glob.encode_utf16().count());
    spread.dedup();
    spread
}

fn single_slashes(glob: &str) -> String {
    let mut single = String::with_capacity(glob.len());
    for character in glob.chars() {
        if !(character == '/' && single.ends_with('/') && single.len() > 1) {
            single.push(character);
        }
    }
    single
}

/// Spreads the first pair of braces, and what comes of it again; false where it is too much.
fn expand_into(glob: &[char], spread: &mut Vec<String>, depth: usize, left: &mut usize) -> bool {
    let found = first(glob, left);
    if *left == 0 {
        return false;
    }
    let Some((open, close, choices)) = found else {
        spread.push(glob.iter().collect());
        return spread.len() <= MOST;
    };
    let before = glob.get(..open).unwrap_or_default();
    let after = glob.get(close + 1..).unwrap_or_default();
    depth < 64
        && choices.len() <= MOST
        && choices.iter().all(|choice| expand_into(&[before, choice, after].concat(), spread, depth + 1, left))
}

/// The first braces with a choice in them: where they open and close, and the choices.
fn first(glob: &[char], left: &mut usize) -> Option<(usize, usize, Vec<Vec<char>>)> {
    let mut at = 0;
    while let Some(character) = glob.get(at) {
        match character {
            '\\' => at += 1,
            '{' if at > 0 && glob.get(at - 1) == Some(&'$') => {
                at = closing(glob, at, left).map_or(at, |(close, _)| close);
            }
            '{' => {
                if let Some((close, commas)) = closing(glob, at, left)
                    && let Some(choices) = choices(glob, at, close, &commas)
                {
                    return Some((at, close, choices));
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Where the brace at `open` is closed, and the commas directly in it.
fn closing(glob: &[char], open: usize, left: &mut usize) -> Option<(usize, Vec<usize>)> {
    let (mut braces, mut others, mut commas, mut at) = (0_usize, 0_usize, Vec::new(), open);
    while let Some(character) = glob.get(at) {
        *left = left.checked_sub(1)?;
        match character {
            '\\' => at += 1,
            '{' => braces += 1,
            '}' if braces == 1 => return Some((at, commas)),
            '}' => braces -= 1,
            '[' | '(' => others += 1,
            ']' | ')' => others = others.saturating_sub(1),
            ',' if braces == 1 && others == 0 => commas.push(at),
            _ => {}
        }
        at += 1;
    }
    None
}

fn choices(glob: &[char], open: usize, close: usize, commas: &[usize]) -> Option<Vec<Vec<char>>> {
    if commas.is_empty() {
        return range(&glob.get(open + 1..close)?.iter().collect::<String>());
    }
    let starts = std::iter::once(open).chain(commas.iter().copied());
    let ends = commas.iter().copied().chain(std::iter::once(close));
    Some(starts.zip(ends).map(|(from, to)| glob.get(from + 1..to).unwrap_or_default().to_vec()).collect())
}

/// `1..3`, `a..e`, and a step behind them.
fn range(inner: &str) -> Option<Vec<Vec<char>>> {
    let parts: Vec<&str> = inner.split("..").collect();
    let (from, to, step) = match parts.as_slice() {
        [from, to] => (*from, *to, 1),
        [from, to, step] => (*from, *to, step.parse::<i64>().ok()?.abs().max(1)),
        _ => return None,
    };
    let numbers = from.parse::<i64>().ok().zip(to.parse::<i64>().ok());
    let letters = single(from).zip(single(to));
    let (first, last) = numbers.or_else(|| letters.map(|(a, b)| (i64::from(u32::from(a)), i64::from(u32::from(b)))))?;
    let count = (last - first).abs() / step;
    if count >= MOST as i64 {
        return None;
    }
    let width = if is_padded(from) || is_padded(to) { from.len().max(to.len()) } else { 0 };
    let sign = if last < first { -1 } else { 1 };
    let item = |n: i64| {
        let value = first + sign * n * step;
        let text = if numbers.is_some() {
            format!("{value:0width$}")
        } else {
            u32::try_from(value).ok().and_then(char::from_u32).map(String::from).unwrap_or_default()
        };
        text.chars().collect()
    };
    Some((0..=count).map(item).collect())
}

fn single(text: &str) -> Option<char> {
    let mut characters = text.chars();
    characters.next().filter(|character| character.is_ascii_alphabetic() && characters.next().is_none())
}

fn is_padded(number: &str) -> bool {
    let digits = number.trim_start_matches('-');
    digits.len() > 1 && digits.starts_with('0')
}
