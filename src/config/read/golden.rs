//! What is said of the golden path.

use super::Reader;
use crate::config::table::{GoldenRuleTable, GoldenTable};
use crate::domain::template::golden::{GoldenLayer, GoldenRule, RuleText, bundled};

impl Reader<'_> {
    pub(super) fn golden(&mut self, table: GoldenTable) -> GoldenLayer {
        let known = bundled();
        for skipped in &table.skip {
            if !known.iter().any(|rule| rule.id == *skipped.get_ref()) {
                let ids: Vec<&str> = known.iter().map(|rule| rule.id.as_str()).collect();
                let message = format!("no rule that comes along is called `{}`", skipped.get_ref());
                let place = self.place(skipped.span().start);
                self.notes.push(place.problem(&message, &format!("those are: {}", ids.join(", "))));
            }
        }
        let mut rules: Vec<GoldenRule> = Vec::new();
        for table in table.rules {
            let at = table.id.span().start;
            let Some(rule) = self.golden_rule(table) else { continue };
            if rules.iter().any(|other| other.id == rule.id) {
                let message = format!("there are two rules `{}`", rule.id);
                self.problem::<()>(at, &message, "give each an id of its own");
            }
            rules.push(rule);
        }
        GoldenLayer { skip: table.skip.into_iter().map(toml::Spanned::into_inner).collect(), rules }
    }

    fn golden_rule(&mut self, table: GoldenRuleTable) -> Option<GoldenRule> {
        let at = table.id.span().start;
        let GoldenRuleTable { id, title, categories, files, words, cure } = table;
        let text = RuleText { id: id.into_inner(), title, categories, files, words, cure };
        if text.id.is_empty() {
            return self.problem(at, "the rule has no id", "give it a word to be called by");
        }
        let id = text.id.clone();
        match text.rule() {
            Ok(rule) => Some(rule),
            Err(error) => {
                let message = format!("the rule `{id}` of the golden path cannot be one: {error}");
                self.problem(at, &message, "write `files = [\"**/*.yaml\"]`")
            }
        }
    }
}
