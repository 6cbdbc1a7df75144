//! Texts in an order, as numbers.

use super::fold_cmp;
use std::cmp::Ordering;

/// The first sixteen bytes as a number that sorts as they do: most comparisons need no more.
pub(super) fn beginning(text: &str) -> u128 {
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(text.bytes()).for_each(|(slot, byte)| *slot = byte);
    u128::from_be_bytes(bytes)
}

/// Numbers first and by what they are worth, then texts without regard to case.
pub(super) fn by_value(a: &str, b: &str) -> Ordering {
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        (None, None) => fold_cmp(a, b),
        (one, other) => other.is_some().cmp(&one.is_some()),
    }
}

/// For each text its place in their order, so that rows are sorted by numbers. Of two texts that
/// differ in case alone neither comes first.
pub(super) fn places(texts: &[&str], compare: fn(&str, &str) -> Ordering) -> Vec<u32> {
    let mut order: Vec<(usize, &str)> = texts.iter().copied().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| compare(a, b));
    let mut places = vec![0; texts.len()];
    let (mut place, mut before) = (0, None::<&str>);
    for (symbol, text) in order {
        if before.is_some_and(|before| compare(before, text).is_ne()) {
            place += 1;
        }
        before = Some(text);
        places.iter_mut().skip(symbol).take(1).for_each(|slot| *slot = place);
    }
    places
}
