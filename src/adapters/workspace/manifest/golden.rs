//! What a folder says of the golden path.

use super::Manifest;
use crate::domain::template::golden::{GoldenRule, RuleText};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

impl Manifest {
    pub(super) fn golden_path(&mut self, text: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("skip", _) => self.golden.skip = self.words(text, value),
                ("rules", DeValue::Array(items)) => {
                    let rules = items.iter().filter_map(|item| self.golden_rule(text, item)).collect();
                    self.golden.rules = rules;
                }
                ("rules", _) => self.add(text, &value.span(), "`rules` is to be a list of tables"),
                (other, _) => {
                    let message = format!("`{other}` has no effect: `golden_path` may hold `skip` and `rules`");
                    self.add(text, &key.span(), &message);
                }
            }
        }
    }

    fn golden_rule(&mut self, text: &str, item: &Spanned<DeValue<'_>>) -> Option<GoldenRule> {
        let DeValue::Table(table) = item.get_ref() else {
            self.add(text, &item.span(), "a rule is to be a table");
            return None;
        };
        let mut rule = RuleText::default();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "id" => rule.id = self.word(text, value).unwrap_or_default(),
                "title" => rule.title = self.word(text, value),
                "cure" => rule.cure = self.word(text, value),
                "categories" => rule.categories = Some(self.words(text, value)),
                "files" => rule.files = self.words(text, value),
                "words" => rule.words = self.words(text, value),
                other => self.add(text, &key.span(), &format!("`{other}` of a rule has no effect")),
            }
        }
        if rule.id.is_empty() {
            self.add(text, &item.span(), "the rule has no `id`, and has no effect");
            return None;
        }
        let id = rule.id.clone();
        match rule.rule() {
            Ok(rule) => Some(rule),
            Err(error) => {
                let place = table.get("files").map_or(item.span(), Spanned::span);
                self.add(text, &place, &format!("{error}; the rule `{id}` has no effect"));
                None
            }
        }
    }

    fn word(&mut self, text: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(word) => Some(word.to_string()),
            _ => {
                self.add(text, &value.span(), "this is to be a text");
                None
            }
        }
    }

    fn words(&mut self, text: &str, value: &Spanned<DeValue<'_>>) -> Vec<String> {
        match value.get_ref() {
            DeValue::Array(items) => items.iter().filter_map(|item| self.word(text, item)).collect(),
            _ => {
                self.add(text, &value.span(), "this is to be a list of texts");
                Vec::new()
            }
        }
    }
}
