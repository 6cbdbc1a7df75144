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
        Some(Rule {
            covers: table.capability.clone(),
            templates: table.templates.clone(),
            groups: table.groups.clone(),
            roles: table.roles.clone(),
            teams: table.teams.clone(),
        })
    }
}
