//! Who has to agree to access for a while, from the tables of a context.

use super::Reader;
use crate::config::table::AccessTable;
use crate::domain::model::access::{
    AccessKind, AccessLevel, AccessPolicy, Approval, Approver, PolicyRow, Ruling, span, span_words,
};
use crate::domain::text::Clean;
use std::time::Duration;
use toml::Spanned;

/// The longest that access may be given for.
const LONGEST: Duration = Duration::from_secs(30 * 86_400);
const USUAL: Duration = Duration::from_secs(3_600);

impl Reader<'_> {
    pub(super) fn access(&mut self, context: &str, tables: &[Spanned<AccessTable>]) -> Vec<PolicyRow> {
        let from = Clean::line(&format!("contexts.{context}.access"));
        tables.iter().filter_map(|table| self.access_row(table.get_ref(), table.span().start, &from)).collect()
    }

    fn access_row(&mut self, table: &AccessTable, at: usize, from: &Clean) -> Option<PolicyRow> {
        let Some(said) = &table.kind else {
            return self.problem(at, "the row names no sort of access", "add `kind = \"database\"`");
        };
        let kind = self.known(said, &AccessKind::ALL.map(AccessKind::word), AccessKind::of_word)?;
        let words = AccessLevel::ALL.map(AccessLevel::word);
        let levels = table.levels.iter().map(|said| self.known(said, &words, AccessLevel::of_word));
        let levels = levels.collect::<Option<Vec<_>>>()?;
        let approval = self.approval(table.approvers.as_ref())?;
        let roles = table.roles.iter().map(|said| self.role(said)).collect::<Option<Vec<_>>>()?;
        let (usual, at_most) = self.spans(table, kind)?;
        let environments = table.environments.clone();
        Some(PolicyRow { kind, levels, environments, approval, usual, at_most, roles, from: from.clone() })
    }

    fn known<T>(&mut self, said: &Spanned<String>, words: &[&str], of: impl Fn(&str) -> Option<T>) -> Option<T> {
        let known = of(said.get_ref());
        known.or_else(|| {
            let message = format!("`{}` is not known here", said.get_ref());
            self.problem(said.span().start, &message, &format!("write one of: {}", words.join(", ")))
        })
    }

    fn approval(&mut self, said: Option<&Spanned<Vec<Vec<String>>>>) -> Option<Approval> {
        let Some(said) = said else { return Some(Approval::SystemDecides) };
        if said.get_ref().iter().any(|any| any.is_empty() || any.iter().any(|name| name.trim().is_empty())) {
            let cure = "name somebody in each list, or write `approvers = []` where nobody has to agree";
            return self.problem(said.span().start, "one of the lists names nobody", cure);
        }
        let any = |names: &Vec<String>| names.iter().map(|name| Approver(Clean::line(name))).collect();
        Some(match said.get_ref().is_empty() {
            true => Approval::Nobody,
            false => Approval::Each(said.get_ref().iter().map(any).collect()),
        })
    }

    /// A role is given to another program: it must be no option of that.
    fn role(&mut self, said: &Spanned<String>) -> Option<String> {
        let role = said.get_ref();
        let is_plain = !role.is_empty() && !role.starts_with('-') && !role.contains([',', ' ']);
        match is_plain && Clean::line(role).as_str() == role {
            true => Some(role.clone()),
            false => self.problem(said.span().start, "this is no name of a role", "write each role by itself"),
        }
    }

    /// What is not said is as in the table that comes along.
    fn spans(&mut self, table: &AccessTable, kind: AccessKind) -> Option<(Duration, Duration)> {
        let environment = table.environments.first().map_or("", String::as_str);
        let Ruling { usual, at_most, .. } = AccessPolicy::default().ruling(kind, AccessLevel::Read, environment);
        let most = match &table.at_most {
            Some(said) => self.lasting(said)?,
            None => at_most.unwrap_or(USUAL),
        };
        let usual = match &table.default {
            Some(said) => self.lasting(said)?,
            None => usual.unwrap_or(USUAL).min(most),
        };
        match &table.default {
            Some(said) if usual > most => {
                let message = format!("the default is longer than {}, which is the most", span_words(most));
                self.problem(said.span().start, &message, "write a shorter one, or a longer `at_most`")
            }
            _ => Some((usual, most)),
        }
    }

    fn lasting(&mut self, said: &Spanned<String>) -> Option<Duration> {
        let lasting = span(said.get_ref()).filter(|span| *span <= LONGEST);
        let cure = "write it as `30m`, `2h` or `1h30m`, and no longer than 30 days";
        lasting.or_else(|| self.problem(said.span().start, "this is no length of time that access is given for", cure))
    }
}

#[cfg(test)]
mod tests {
    use crate::config::layers::{Layer, merge};
    use crate::config::problem::ConfigProblem;
    use crate::config::read::read;
    use crate::domain::model::access::{AccessKind, AccessLevel, AccessPolicy};
    use std::path::Path;

    fn layer(file: &str, rows: &str) -> Result<Layer, Vec<ConfigProblem>> {
        let text = format!("[contexts.work]\nurl = 'https://portal.example'\n{rows}");
        read(Path::new(file), &text, Path::new("/home/me"))
    }

    fn problem(row: &str) -> String {
        let wrong = layer("/c.toml", &format!("[[contexts.work.access]]\n{row}\n")).unwrap_err();
        assert_eq!(wrong.len(), 1, "{wrong:?}");
        wrong[0].to_string()
    }

    fn said(policy: &AccessPolicy, kind: AccessKind, environment: &str) -> String {
        let ruling = policy.ruling(kind, AccessLevel::Write, environment);
        let minutes = ruling.at_most.unwrap_or_default().as_secs() / 60;
        format!("{}, {minutes} min ({})", ruling.words(), ruling.from)
    }

    #[test]
    fn a_contexts_own_rows_count_before_the_table_that_comes_along() {
        let rows = "[[contexts.work.access]]\nkind = 'database'\nlevels = ['write', 'admin']\n\
            environments = ['production']\napprovers = [['dba'], ['lead', 'manager']]\nat_most = '45m'\n\
            [[contexts.work.access]]\nkind = 'ssh'\nenvironments = ['lab']\napprovers = []\ndefault = '1h30m'\n\
            at_most = '3h'\n";
        let config = merge(Layer::default(), layer("/c.toml", rows).unwrap()).unwrap();
        let policy = AccessPolicy::over(config.contexts[0].access.clone());
        assert_eq!(
            said(&policy, AccessKind::Database, "prod"),
            "approval by dba and by lead or manager, 45 min (contexts.work.access)"
        );
        assert_eq!(said(&policy, AccessKind::Ssh, "lab"), "no approval, 180 min (contexts.work.access)");
        assert_eq!(said(&policy, AccessKind::Database, "staging"), "no approval, 480 min (the default policy)");
        let read = policy.ruling(AccessKind::Database, AccessLevel::Read, "production");
        assert_eq!(read.words().as_str(), "approval by DBA");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        for (row, told) in [
            ("environments = ['production']", "/c.toml:3:1: the row names no sort of access"),
            ("kind = 'db'", "/c.toml:4:8: `db` is not known here; write one of: database, ssh"),
            ("kind = 'ssh'\nlevels = ['root']", "/c.toml:5:11: `root` is not known here; write one of: read"),
            ("kind = 'ssh'\napprovers = [['a'], []]", "/c.toml:5:13: one of the lists names nobody"),
            ("kind = 'ssh'\nat_most = 'soon'", "/c.toml:5:11: this is no length of time"),
            ("kind = 'ssh'\nat_most = '31d'", "/c.toml:5:11: this is no length of time"),
            ("kind = 'ssh'\nat_most = '1h'\ndefault = '2h'", "/c.toml:6:11: the default is longer than 1h"),
            ("kind = 'ssh'\nroles = ['--proxy=x']", "/c.toml:5:10: this is no name of a role"),
            ("kind = 'ssh'\nwho = 'me'", "/c.toml:5:1: unknown field"),
        ] {
            let problem = problem(row);
            assert!(problem.starts_with(told), "{row}: {problem}");
        }
    }
}
