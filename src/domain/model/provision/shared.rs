//! States that follow one another share what did not change.

use super::{Provision, ProvisionId, Provisions};
use std::collections::HashMap;
use std::sync::Arc;

impl Provisions {
    /// The same, where each line that is as it was in `last` is that one. So a state costs what changed: nobody holds
    /// ten thousand lines twice, and nobody who lets the last state go takes them all down.
    #[must_use]
    pub fn sharing(self, last: &Self) -> Self {
        let known: HashMap<&ProvisionId, &Arc<Provision>> = last.list.iter().map(|line| (&line.id, line)).collect();
        let shared = |line: Arc<Provision>| match known.get(&line.id) {
            Some(before) if **before == line => Arc::clone(before),
            _ => line,
        };
        Self { list: self.list.into_iter().map(shared).collect(), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::provision::ProvisionKind;

    fn line(id: &str, environment: &'static str) -> Arc<Provision> {
        Arc::new(Provision {
            id: ProvisionId(id.into()),
            name: "x".into(),
            kind: ProvisionKind::Topic,
            environment: environment.into(),
            owner: None,
            requested_by: None,
            entity: None,
            object: None,
            file: None,
            made_by: None,
            facts: Vec::new(),
            tasks: Vec::new(),
            stages: Vec::new(),
            is_ending: false,
            simulated: false,
        })
    }

    #[test]
    fn a_line_that_did_not_change_is_the_one_of_before_and_another_one_is_not() {
        let before = Provisions { list: vec![line("a", "live"), line("b", "live")], sources: Vec::new() };
        let now =
            Provisions { list: vec![line("c", "live"), line("b", "test"), line("a", "live")], sources: Vec::new() };
        let shared = now.clone().sharing(&before);
        assert_eq!(shared, now);
        assert!(Arc::ptr_eq(&shared.list[2], &before.list[0]));
        assert!(Arc::ptr_eq(&shared.list[1], &now.list[1]));
    }
}
