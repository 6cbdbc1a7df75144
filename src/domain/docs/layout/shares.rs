//! How wide the columns of a table are.

/// The narrowest that a column gets so that longer words in it are cut; else the table scrolls sideways.
const CUT: usize = 12;

/// Columns that running text gets at least: what is wider than twice that and more.
const TEXT: usize = 16;

/// Halvings until widths change no more.
const STEPS: usize = 24;

/// The widest that a column gets in a table that scrolls sideways.
const WIDEST: usize = 48;

/// What a column would need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Need {
    /// For its widest word.
    pub least: usize,
    /// For its widest cell on one line.
    pub all: usize,
}

impl Need {
    fn with_text(self) -> Self {
        if self.all > TEXT * 5 / 2 { Self { least: self.least.max(TEXT), ..self } } else { self }
    }
}

/// The widths of columns that share `room`: what each needs where that fits; else columns that need no
/// more than an equal part get what they need, and the others share the rest by how much they hold.
/// `None` where words would have to be cut too short.
pub(super) fn shared(needs: &[Need], room: usize) -> Option<Vec<usize>> {
    let all: usize = needs.iter().map(|need| need.all).sum();
    if all <= room {
        return Some(needs.iter().map(|need| need.all).collect());
    }
    let needs: Vec<Need> = needs.iter().map(|need| need.with_text()).collect();
    let least: usize = needs.iter().map(|need| need.least).sum();
    let cap = if least <= room { usize::MAX } else { level(&needs, room) };
    (cap >= CUT).then(|| grown(&needs, &needs.iter().map(|need| need.least.min(cap)).collect::<Vec<_>>(), room))
}

/// The widths of columns where there is room enough, as the table scrolls sideways.
pub(super) fn free(needs: &[Need]) -> Vec<usize> {
    needs.iter().map(|need| need.all.min(WIDEST)).collect()
}

/// The widths where nothing may scroll and words are cut as short as it takes.
pub(super) fn forced(needs: &[Need], room: usize) -> Vec<usize> {
    let cap = level(needs, room).max(1);
    grown(needs, &needs.iter().map(|need| need.least.clamp(1, cap)).collect::<Vec<_>>(), room)
}

/// The highest level to which the widest words are cut so that all fit.
fn level(needs: &[Need], room: usize) -> usize {
    let mut words: Vec<usize> = needs.iter().map(|need| need.least).collect();
    words.sort_unstable();
    let mut rest = room;
    for (at, word) in words.iter().enumerate() {
        let share = rest / (words.len() - at);
        if *word > share {
            return share;
        }
        rest -= word;
    }
    usize::MAX
}

/// Least widths, grown into the room that is left.
fn grown(needs: &[Need], least: &[usize], room: usize) -> Vec<usize> {
    let fair = room / needs.len().max(1);
    let begin = |need: &Need, least: usize| if need.all <= fair { need.all } else { least };
    let kept: Vec<usize> = needs.iter().zip(least).map(|(need, least)| begin(need, *least)).collect();
    let least = if kept.iter().sum::<usize>() <= room { kept } else { least.to_vec() };
    let at = |level: f64| -> Vec<usize> {
        let width =
            |(need, least): (&Need, &usize)| ((level * weight(need)) as usize).clamp(*least, need.all.max(*least));
        needs.iter().zip(&least).map(width).collect()
    };
    // the highest level at which all fit
    let (mut low, mut high) = (0.0, room as f64);
    for _ in 0..STEPS {
        let middle = f64::midpoint(low, high);
        if at(middle).iter().sum::<usize>() <= room { low = middle } else { high = middle }
    }
    spent(at(low), needs, room)
}

/// How much of the rest a column gets: more where it holds more, but not as much more.
fn weight(need: &Need) -> f64 {
    (need.all as f64).sqrt()
}

/// Gives columns that need more one each of what rounding left.
fn spent(mut widths: Vec<usize>, needs: &[Need], room: usize) -> Vec<usize> {
    let mut spare = room.saturating_sub(widths.iter().sum());
    for (width, need) in widths.iter_mut().zip(needs) {
        let more = usize::from(spare > 0 && *width < need.all);
        *width += more;
        spare -= more;
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(all: &[(usize, usize)]) -> Vec<Need> {
        all.iter().map(|(least, all)| Need { least: *least, all: *all }).collect()
    }

    #[test]
    fn what_fits_is_as_wide_as_it_is() {
        assert_eq!(shared(&needs(&[(3, 5), (4, 20)]), 25), Some(vec![5, 20]));
    }

    #[test]
    fn a_narrow_column_keeps_its_width_and_the_others_share_the_rest() {
        assert_eq!(shared(&needs(&[(3, 5), (10, 400)]), 60), Some(vec![5, 55]));
        let widths = shared(&needs(&[(3, 5), (10, 100), (10, 400)]), 65).unwrap();
        assert_eq!(widths, [5, 20, 40]);
    }

    #[test]
    fn no_column_is_narrower_than_its_widest_word_while_words_fit() {
        let widths = shared(&needs(&[(30, 31), (5, 900)]), 60).unwrap();
        assert!(widths[0] >= 30, "{widths:?}");
        assert_eq!(widths.iter().sum::<usize>(), 60);
    }

    #[test]
    fn long_words_are_cut_before_a_table_scrolls() {
        assert_eq!(shared(&needs(&[(40, 40), (4, 4)]), 30), Some(vec![26, 4]));
        assert_eq!(shared(&needs(&[(9, 9); 10]), 60), None);
        assert_eq!(forced(&needs(&[(9, 9); 3]), 6), [2, 2, 2]);
    }

    proptest::proptest! {
        #[test]
        fn shares_fill_the_room_and_never_more(
            columns in proptest::collection::vec((1usize..40, 0usize..300), 1..9),
            room in 1usize..200,
        ) {
            let needs: Vec<Need> =
                columns.iter().map(|(least, more)| Need { least: *least, all: least + more }).collect();
            let wanted: usize = needs.iter().map(|need| need.all).sum();
            if let Some(widths) = shared(&needs, room) {
                proptest::prop_assert!(widths.iter().sum::<usize>() <= room);
                proptest::prop_assert!(widths.iter().zip(&needs).all(|(width, need)| *width <= need.all && *width > 0));
                proptest::prop_assert!(wanted <= room || widths.iter().sum::<usize>() + needs.len() >= room);
            }
        }
    }
}
