use super::page::Page;
use crate::domain::text::Piece;
use memchr::{memchr_iter, memchr2_iter, memchr3_iter, memmem};

/// Where a page says what is looked for, case apart, in the order of reading: over the ends of lines and
/// the bounds of spans, in closed folds and in tabs that are not seen. Places do not overlap. Case is
/// that of Unicode's simple folding, so a place may be of another length than what is looked for.
pub fn find(page: &Page, text: &str) -> Vec<Piece> {
    let hay = page.pool.as_str();
    let folded: Vec<char> = text.chars().map(fold).collect();
    let Some((first, rest)) = folded.split_first() else { return Vec::new() };
    let beginnings = variants(*first);
    if beginnings.len() == 1 && rest.iter().all(|c| variants(*c).len() == 1) {
        return memmem::find_iter(hay.as_bytes(), text).filter_map(|at| piece(at, at + text.len())).collect();
    }
    let mut found = Vec::new();
    let mut end = 0;
    each_candidate(hay, &beginnings, &mut |at| {
        if let Some(until) = match_end(hay, at, &beginnings, rest).filter(|_| at >= end) {
            found.extend(piece(at, until));
            end = until;
        }
    });
    found
}

/// Where a match that begins there ends.
fn match_end(hay: &str, at: usize, beginnings: &[String], rest: &[char]) -> Option<usize> {
    let after = hay.get(at..)?;
    let begin = beginnings.iter().find(|begin| after.starts_with(begin.as_str()))?;
    let mut chars = after.get(begin.len()..)?.char_indices();
    for wanted in rest {
        let (_, c) = chars.next()?;
        // most often it is the same
        if c != *wanted && fold(c) != *wanted {
            return None;
        }
    }
    Some(at + begin.len() + chars.offset())
}

/// Calls with each place where a byte is that one of the beginnings begins with.
fn each_candidate(hay: &str, beginnings: &[String], call: &mut dyn FnMut(usize)) {
    let mut bytes: Vec<u8> = beginnings.iter().filter_map(|begin| begin.bytes().next()).collect();
    bytes.sort_unstable();
    bytes.dedup();
    let hay = hay.as_bytes();
    match *bytes.as_slice() {
        [one] => memchr_iter(one, hay).for_each(call),
        [one, two] => memchr2_iter(one, two, hay).for_each(call),
        [one, two, three] => memchr3_iter(one, two, three, hay).for_each(call),
        _ => hay.iter().enumerate().filter(|(_, byte)| bytes.contains(byte)).for_each(|(at, _)| call(at)),
    }
}

/// Simple folding: the one character that stands for all cases of one.
fn fold(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    if is_caseless(c) {
        return c;
    }
    one(c.to_uppercase()).and_then(|upper| one(upper.to_lowercase())).or_else(|| one(c.to_lowercase())).unwrap_or(c)
}

/// Scripts without case that pages are long in.
fn is_caseless(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{a63f}' | '\u{ac00}'..='\u{d7ff}' | '\u{2000}'..='\u{20ff}' | '\u{2190}'..='\u{24b5}' | '\u{24ea}'..='\u{2bff}')
}

fn one(mut chars: impl Iterator<Item = char>) -> Option<char> {
    let first = chars.next()?;
    chars.next().is_none().then_some(first)
}

/// All characters that fold to one.
fn variants(folded: char) -> Vec<String> {
    // Kelvin, long s, and others that are neither the upper nor the lower case of what they fold to
    const OTHERS: &[char] = &[
        '\u{212a}', '\u{17f}', '\u{212b}', '\u{b5}', '\u{3c2}', '\u{3d0}', '\u{3d1}', '\u{3d5}', '\u{3d6}', '\u{3f0}',
        '\u{3f1}', '\u{3f4}', '\u{3f5}', '\u{1e9b}', '\u{1fbe}', '\u{2126}', '\u{345}',
    ];
    let upper = one(folded.to_uppercase()).filter(|upper| fold(*upper) == folded);
    let mut all = vec![folded];
    all.extend(upper.into_iter().chain(OTHERS.iter().copied().filter(|other| fold(*other) == folded)));
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(String::from).collect()
}

fn piece(from: usize, to: usize) -> Option<Piece> {
    Some(Piece { from: u32::try_from(from).ok()?, to: u32::try_from(to).ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::docs::{PageName, Writer};

    fn found(says: &str, text: &str) -> Vec<String> {
        let mut writer = Writer::new(PageName::default());
        for line in says.lines() {
            writer.alone(line);
        }
        let page = writer.finish();
        find(&page, text).into_iter().map(|piece| page.text(piece).to_string()).collect()
    }

    #[test]
    fn case_does_not_matter_in_any_script() {
        assert_eq!(found("A gate, a Gate, a GATE", "gAte"), ["gate", "Gate", "GATE"]);
        assert_eq!(found("Straße ÄRGER ärger", "ärger"), ["ÄRGER", "ärger"]);
        assert_eq!(found("ПОРТ порт", "Порт"), ["ПОРТ", "порт"]);
        assert_eq!(found("ΟΔΟΣ οδος", "οδος"), ["ΟΔΟΣ", "οδος"]);
    }

    #[test]
    fn what_is_as_long_in_another_way_is_found_whole() {
        assert_eq!(found("270 \u{212a} and 3 k", "k"), ["\u{212a}", "k"]);
        assert_eq!(found("\u{17f}hip SHIP", "ship"), ["\u{17f}hip", "SHIP"]);
        assert_eq!(found("İstanbul", "istanbul"), [] as [&str; 0]);
    }

    #[test]
    fn what_has_no_case_is_found_as_it_is() {
        assert_eq!(found("港の門、門", "門"), ["門", "門"]);
        assert_eq!(found("1.2.3 and 1.2", "1.2"), ["1.2", "1.2"]);
    }

    #[test]
    fn places_do_not_overlap_and_nothing_is_found_for_nothing() {
        assert_eq!(found("aaaa", "aA"), ["aa", "aa"]);
        assert_eq!(found("anything", ""), [] as [&str; 0]);
        assert_eq!(found("one\ntwo", "e t"), [] as [&str; 0]);
    }

    proptest::proptest! {
        #[test]
        fn it_finds_what_a_plain_search_finds(hay in "[aAbBkK\u{212a}äÄσςΣ ]{0,40}", needle in "[abkäσ]{1,3}") {
            let folded = |text: &str| text.chars().map(fold).collect::<Vec<_>>();
            let (hay_folded, wanted) = (folded(&hay), folded(&needle));
            let mut count = 0;
            let mut at = 0;
            while at + wanted.len() <= hay_folded.len() {
                let is_there = hay_folded[at..at + wanted.len()] == wanted[..];
                count += usize::from(is_there);
                at += if is_there { wanted.len() } else { 1 };
            }
            proptest::prop_assert_eq!(found(&hay, &needle).len(), count);
        }
    }
}
