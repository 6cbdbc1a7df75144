//! Relations as their targets see them, for catalogs whose entities state each relation on one side.

use super::table::NONE;

/// What others state of each row, in one array for all of them.
pub(super) struct Incoming {
    /// Where the edges of each row begin; one more than there are rows.
    starts: Vec<u32>,
    /// Symbol of the relation's type seen from the row; the place of the row that states it.
    edges: Vec<(u32, u32)>,
}

impl Incoming {
    /// Of what each row states (symbols of type and target), in the order of their places. `ends`
    /// are the places of the rows that symbols name; `inverses` the types that have another name
    /// seen from the other end, and that name.
    pub(super) fn of<'a>(
        stated: impl Iterator<Item = &'a [(u32, u32)]> + Clone,
        ends: &[u32],
        inverses: &[(u32, u32)],
    ) -> Self {
        if inverses.is_empty() {
            return Self { starts: Vec::new(), edges: Vec::new() };
        }
        let tie = |(kind, target): &(u32, u32)| {
            let end = ends.get(*target as usize).copied().filter(|end| *end != NONE)?;
            inverses.iter().find(|(known, _)| known == kind).map(|(_, inverse)| (end as usize, *inverse))
        };
        let mut starts = vec![0_u32; stated.clone().count() + 1];
        for (end, _) in stated.clone().flatten().filter_map(tie) {
            starts.iter_mut().skip(end + 1).take(1).for_each(|count| *count += 1);
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut edges = vec![(0, 0); total as usize];
        let mut free = starts.clone();
        for (place, row) in (0..).zip(stated) {
            for (end, inverse) in row.iter().filter_map(tie) {
                let Some(at) = free.get_mut(end) else { continue };
                edges.iter_mut().skip(*at as usize).take(1).for_each(|edge| *edge = (inverse, place));
                *at += 1;
            }
        }
        Self { starts, edges }
    }

    /// How many edges there are.
    pub(super) fn len(&self) -> usize {
        self.edges.len()
    }

    /// What others state of the row at that place.
    pub(super) fn of_row(&self, place: usize) -> &[(u32, u32)] {
        let start = |place: usize| self.starts.get(place).map(|start| *start as usize);
        let range = start(place).zip(start(place + 1)).map(|(start, end)| start..end);
        range.and_then(|range| self.edges.get(range)).unwrap_or_default()
    }
}
