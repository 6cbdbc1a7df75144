//! What there is at most of what templates make, from a context's tables.

use super::Reader;
use crate::config::table::{ContextTable, QuotaTable};
use crate::domain::template::quota::{Bound, QuotaRule, placeholders};
use crate::domain::text::Clean;
use toml::Spanned;

impl Reader<'_> {
    pub(super) fn quotas(&mut self, context: &ContextTable) -> Vec<QuotaRule> {
        context.quotas.iter().filter_map(|table| self.quota(table, context)).collect()
    }

    fn quota(&mut self, table: &Spanned<QuotaTable>, context: &ContextTable) -> Option<QuotaRule> {
        let at = table.span().start;
        let table = table.get_ref();
        let bound = match (&table.says, &table.namespace) {
            (Some(_), Some(namespace)) => {
                let cure = "write two tables, one with each";
                return self.problem(namespace.span().start, "the quota has both says and namespace", cure);
            }
            (Some(says), None) => self.said_quota(says, table)?,
            (None, Some(namespace)) => self.quota_place(namespace, table, context)?,
            (None, None) => {
                let cure = "add `says = \"...\"`, or the `namespace` whose quotas count";
                return self.problem(at, "the quota says nothing", cure);
            }
        };
        let environment = table.environment.as_deref().filter(|it| !it.is_empty()).map(Clean::line);
        Some(QuotaRule { templates: table.templates.clone(), environment, bound })
    }

    fn said_quota(&mut self, says: &Spanned<String>, table: &QuotaTable) -> Option<Bound> {
        if let Some(cluster) = &table.cluster {
            let cure = "remove it, or name the `namespace` in place of `says`";
            return self.problem(cluster.span().start, "the quota has a cluster and no namespace", cure);
        }
        match says.get_ref().trim() {
            "" => self.problem(says.span().start, "the quota says nothing", "write it in one sentence"),
            words => Some(Bound::Says(Clean::line(words))),
        }
    }

    fn quota_place(
        &mut self,
        namespace: &Spanned<String>,
        table: &QuotaTable,
        context: &ContextTable,
    ) -> Option<Bound> {
        let at = namespace.span().start;
        if namespace.get_ref().trim().is_empty() {
            return self.problem(at, "the namespace is empty", "write its name: \"{owner}-{environment}\"");
        }
        if let Err(why) = placeholders(namespace.get_ref()) {
            return self.problem(at, why, "write a value of the form between braces: \"{owner}-{environment}\"");
        }
        if let Some(cluster) = &table.cluster {
            self.known_cluster(cluster, context)?;
        } else if context.clusters.is_empty() {
            let place = self.place(at);
            let cure = "add one to the context's `clusters`; until then its quotas are told as unknown";
            self.notes.push(place.problem("there is no cluster that could be asked for its quotas", cure));
        }
        let cluster = table.cluster.as_ref().map(|cluster| cluster.get_ref().as_str().into());
        Some(Bound::In { cluster, namespace: namespace.get_ref().clone() })
    }

    fn known_cluster(&mut self, said: &Spanned<String>, context: &ContextTable) -> Option<()> {
        let names = context.clusters.iter().filter_map(|table| table.get_ref().name.as_ref());
        match names.into_iter().any(|name| name.get_ref() == said.get_ref()) {
            true => Some(()),
            false => {
                let message = format!("there is no cluster `{}`", said.get_ref());
                self.problem(said.span().start, &message, "name one of the context's `clusters`")
            }
        }
    }
}
