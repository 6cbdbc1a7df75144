//! Who may do what, from the tables of rules.

use super::Reader;
use crate::config::table::RuleTable;
use crate::domain::model::Rule;
use toml::Spanned;

impl Reader<'_> {
    pub(super) fn rules(&mut self, tables: &[Spanned<RuleTable>]) -> Vec<Rule> {
        tables.iter().filter_map(|table| self.rule(table.get_ref(), table.span().start)).collect()
    }

    fn rule(&mut self, table: &RuleTable, at: usize) -> Option<Rule> {
        if table.capability.is_empty() {
            return self.problem(at, "the rule names no capability", "add `capability = \"...\"`");
        }
        if table.capability.trim_end_matches('*').contains('*') || table.capability.ends_with("**") {
            return self.problem(at, "the `*` is not at the end", "write a name, or its beginning and one `*`");
        }
        let rule = Rule {
            covers: table.capability.clone(),
            templates: table.templates.clone(),
            groups: table.groups.clone(),
            roles: table.roles.clone(),
            teams: table.teams.clone(),
            is_administrators: false,
        };
        let place = self.place(at);
        if rule.is_for_nobody() {
            let message = format!("the rule about `{}` grants it to nobody", rule.covers);
            self.notes.push(place.problem(&message, "name `groups`, `roles` or `teams`, unless that is meant"));
        }
        self.ruled.push((rule.clone(), place));
        Some(rule)
    }
}
