//! Whose rules and contexts are whose, and whose rules go before whose.

use super::layers::Layer;
use super::problem::ConfigProblem;
use crate::domain::model::Rule;
use crate::domain::text::Clean;

/// Marks the administrator's rules and contexts as such; what may not be meant so in either file.
pub(super) fn settle(managed: &mut Layer, user: &mut Layer) -> Vec<ConfigProblem> {
    managed.contexts.iter_mut().for_each(|context| context.is_administrators = true);
    let rows = managed.contexts.iter_mut().flat_map(|context| &mut context.access);
    rows.for_each(|row| row.from = Clean::line(&format!("the administrator's {}", row.from)));
    let of_contexts = managed.contexts.iter_mut().flat_map(|context| &mut context.rules);
    managed.rules.iter_mut().chain(of_contexts).for_each(|rule| rule.is_administrators = true);
    let theirs = |rule: &Rule| managed.ruled.iter().find(|(theirs, _)| theirs.meets(rule));
    let unasked = user.ruled.iter().filter_map(|(rule, place)| {
        let message = format!("the administrator's rule about `{}` goes before this one", theirs(rule)?.0.covers);
        Some(place.problem(&message, "it counts only for what theirs is not about"))
    });
    let unasked: Vec<ConfigProblem> = unasked.collect();
    managed.notes.drain(..).chain(user.notes.drain(..)).chain(unasked).collect()
}

#[cfg(test)]
mod tests {
    use super::super::read::read;
    use super::*;
    use std::path::Path;

    #[test]
    fn the_administrators_rules_are_known_as_such_and_what_of_the_users_they_go_before_is_told() {
        let layer = |file: &str, text: &str| read(Path::new(file), text, Path::new("/home/me"));
        let managed = "[[rules]]\ncapability = 'jit-access.*'\ngroups = ['leads']\n\
                       [contexts.work]\nurl = 'https://x'\n[[contexts.work.rules]]\ncapability = 'a.b'\n";
        let user = "[[rules]]\ncapability = 'jit-access.request'\ngroups = ['me']\n\
                    [[rules]]\ncapability = 'c.d'\nteams = ['me']\n";
        let mut managed = layer("/etc/m.toml", managed).unwrap();
        let mut user = layer("/home/me/u.toml", user).unwrap();
        let notes: Vec<String> = settle(&mut managed, &mut user).iter().map(ToString::to_string).collect();
        assert_eq!(notes.len(), 2, "{notes:?}");
        assert!(notes[0].starts_with("/etc/m.toml:6:1: the rule about `a.b` grants it to nobody"), "{notes:?}");
        assert!(
            notes[1].starts_with("/home/me/u.toml:1:1: the administrator's rule about `jit-access.*`"),
            "{notes:?}"
        );
        assert!(managed.rules[0].is_administrators && managed.contexts[0].rules[0].is_administrators);
        assert!(user.rules.iter().all(|rule| !rule.is_administrators));
        assert!(layer("/x", "[[rules]]\ncapability = 'a*b'\n").unwrap_err()[0].message.contains("not at the end"));
    }
}
