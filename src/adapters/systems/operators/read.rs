//! Databases as their operators tell of them.

use super::table::{Backups, OPERATORS, Operator};
use crate::adapters::cluster::{Origin, Thin, at, conditions, list, text, whole};
use crate::domain::model::At;
use crate::domain::model::cluster::{Object, Truth};
use crate::domain::text::Clean;
use crate::platform::provisioning::{Backup, Database};
use serde_json::Value;
use std::sync::Arc;

/// Backups that are told of.
pub(super) const MOST: usize = 50;

/// An object of one of the kinds, with what its operator says of it.
#[derive(Debug, PartialEq)]
pub(super) struct Grown {
    /// It.
    pub object: Arc<Object>,
    /// The database that it is; topics are none.
    pub database: Option<Database>,
}

impl Thin for Grown {
    fn thin(origin: &Origin, value: &Value) -> Self {
        let mut object = Object::thin(origin, value);
        let row = Operator::of(&origin.kind);
        if let Some(row) = row {
            object.phase = first(value, row.phase);
            object.facts = facts(row, value);
        }
        let database = row.filter(|row| row.is_database()).map(|row| database(row, value));
        Self { object: Arc::new(object), database }
    }
}

/// A backup, with the database that it is of.
#[derive(Debug, PartialEq)]
pub(super) struct Saved {
    /// The name of the database.
    pub of: Arc<str>,
    /// It.
    pub backup: Backup,
}

impl Thin for Saved {
    fn thin(origin: &Origin, value: &Value) -> Self {
        let rows = OPERATORS.iter().filter(|row| row.group == &*origin.kind.group);
        let row = rows.filter_map(|row| row.backups.as_ref()).find(|row| row.kind == &*origin.kind.name);
        row.map_or_else(|| Self { of: Arc::default(), backup: Backup::default() }, |row| saved(row, value))
    }
}

/// When backups of a database are made.
#[derive(Debug, PartialEq)]
pub(super) struct Planned {
    /// The name of the database.
    pub of: Arc<str>,
    /// The schedule, and that it is suspended where it is.
    pub schedule: Clean,
}

impl Thin for Planned {
    fn thin(origin: &Origin, value: &Value) -> Self {
        let rows = OPERATORS.iter().filter(|row| row.group == &*origin.kind.group);
        let row = rows.filter_map(|row| row.scheduled.as_ref()).find(|row| row.kind == &*origin.kind.name);
        let Some(row) = row else { return Self { of: Arc::default(), schedule: Clean::default() } };
        let is_suspended = value.pointer(row.suspended).and_then(Value::as_bool) == Some(true);
        let suspended = if is_suspended { " (suspended)" } else { "" };
        let schedule = Clean::line(&format!("{}{suspended}", text(value, row.schedule)));
        Self { of: text(value, row.of).into(), schedule }
    }
}

fn database(row: &Operator, value: &Value) -> Database {
    let count = |pointers: &[&str]| pointers.iter().find_map(|pointer| whole(value, pointer));
    let count = |pointers: &[&str]| count(pointers).and_then(|count| u32::try_from(count).ok());
    Database {
        engine: engine(row, value),
        operator: row.operator.into(),
        version: version(row, value),
        phase: first(value, row.phase),
        // one that has none ready says nothing of them
        instances: count(row.wanted).map(|wanted| (count(row.ready).unwrap_or_default(), wanted)),
        primary: first(value, row.primary),
        storage: first(value, row.storage),
        schedule: schedule(row, value),
        credentials: said(value, row.credentials),
        facts: remarks(row, value),
        ..Database::default()
    }
}

/// What is said of it in a list: the engine, its version, how large it is, and what is particular to its kind.
fn facts(row: &Operator, value: &Value) -> Vec<(Clean, Clean)> {
    let usual = [
        ("engine", engine(row, value)),
        ("version", version(row, value)),
        ("storage", first(value, row.storage)),
        ("primary", first(value, row.primary)),
    ];
    let usual = usual.into_iter().filter(|(_, value)| !value.is_empty());
    usual.map(|(label, value)| (label.into(), value)).chain(said(value, row.facts)).collect()
}

/// What is particular to its kind, and why it stands as it does: the operator's reason, conditions that do not hold.
fn remarks(row: &Operator, value: &Value) -> Vec<(Clean, Clean)> {
    let mut remarks = said(value, row.facts);
    let reason = first(value, row.reason);
    if !reason.is_empty() {
        remarks.push(("reason".into(), reason));
    }
    let bad = conditions(value).into_iter().filter(|condition| condition.holds == Truth::No);
    remarks.extend(bad.map(|condition| {
        let words = format!("no: {} {}", condition.reason, condition.message);
        (condition.name, Clean::line(words.trim_end()))
    }));
    remarks
}

fn engine(row: &Operator, value: &Value) -> Clean {
    match row.engine.strip_prefix('/') {
        None => row.engine.into(),
        Some(_) => match text(value, row.engine) {
            "pxc" => "mysql".into(),
            "psmdb" => "mongodb".into(),
            said => Clean::line(said),
        },
    }
}

fn version(row: &Operator, value: &Value) -> Clean {
    let said = first(value, row.version);
    if said.as_str().contains('/') || said.as_str().contains(':') { Clean::line(tag(said.as_str())) } else { said }
}

/// The tag of an image; empty where it has none.
fn tag(image: &str) -> &str {
    let image = image.split_once('@').map_or(image, |(image, _)| image);
    let name = image.rsplit('/').next().unwrap_or(image);
    name.split_once(':').map_or("", |(_, tag)| tag)
}

fn schedule(row: &Operator, value: &Value) -> Clean {
    let each = row.schedules.iter().flat_map(|(within, pointer)| {
        let items: Vec<&Value> = if within.is_empty() { vec![value] } else { list(value, within).collect() };
        items.into_iter().filter_map(move |item| {
            let is_off = item.pointer("/enabled").and_then(Value::as_bool) == Some(false);
            let said = text(item, pointer);
            (!said.is_empty()).then(|| format!("{said}{}", if is_off { " (off)" } else { "" }))
        })
    });
    Clean::line(&each.collect::<Vec<_>>().join(", "))
}

fn saved(row: &Backups, value: &Value) -> Saved {
    let word = text(value, row.phase);
    let is = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    let moment = |pointers: &[&str]| pointers.iter().find_map(|pointer| at(text(value, pointer)));
    let told = first(value, row.said);
    let said = [word, told.as_str()].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(": ");
    let backup = Backup {
        name: Clean::line(text(value, "/metadata/name")),
        started: moment(row.started).or_else(|| at(text(value, "/metadata/creationTimestamp"))),
        ended: moment(row.ended),
        went_well: if is(row.well) { Some(true) } else { is(row.bad).then_some(false) },
        said: Clean::line(&said),
        size: if row.size.is_empty() { Clean::default() } else { shown(value.pointer(row.size)) },
    };
    Saved { of: text(value, row.of).into(), backup }
}

/// The first of some fields that says something.
fn first(value: &Value, pointers: &[&str]) -> Clean {
    let said = pointers.iter().map(|pointer| shown(value.pointer(pointer)));
    said.into_iter().find(|said| !said.is_empty()).unwrap_or_default()
}

fn said(value: &Value, fields: &[(&'static str, &str)]) -> Vec<(Clean, Clean)> {
    let all = fields.iter().map(|(label, pointer)| ((*label).into(), shown(value.pointer(pointer))));
    all.filter(|(_, said)| !said.is_empty()).collect()
}

/// A field as people read it; what is a list or an object has no place in a line.
fn shown(value: Option<&Value>) -> Clean {
    match value {
        Some(Value::String(text)) => Clean::line(text.get(..LONGEST).unwrap_or(text)),
        Some(Value::Number(number)) => Clean::line(&number.to_string()),
        Some(Value::Bool(is)) => if *is { "yes" } else { "no" }.into(),
        _ => Clean::default(),
    }
}

/// Bytes of a text that are shown.
const LONGEST: usize = 500;

/// Backups of a database, newest first.
pub(super) fn newest<'a>(all: impl Iterator<Item = &'a Arc<Saved>>, name: &str) -> Vec<Backup> {
    let mut backups: Vec<Backup> = all.filter(|one| &*one.of == name).map(|one| one.backup.clone()).collect();
    backups.sort_by_key(|backup| std::cmp::Reverse(backup.started.unwrap_or(At(0))));
    backups.truncate(MOST);
    backups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::cluster::Kind;
    use serde_json::json;

    fn grown(kind: &Kind, value: &Value) -> Grown {
        Grown::thin(&Origin { cluster: "prod".into(), kind: kind.clone(), version: "v1".into() }, value)
    }

    #[test]
    fn a_postgres_of_cloudnativepg_tells_version_members_primary_and_why_it_is_not_well() {
        let value = json!({
            "metadata": {"name": "orders", "namespace": "shop"},
            "spec": {"instances": 3, "imageName": "ghcr.io:443/cloudnative-pg/postgresql:17.5@sha256:00", "storage": {"size": "20Gi"}},
            "status": {"phase": "Failing over", "phaseReason": "primary is gone", "readyInstances": 2, "currentPrimary": "orders-2",
                "conditions": [{"type": "ContinuousArchiving", "status": "False", "reason": "Failing", "message": "no bucket\u{1b}[2J"}]},
        });
        let grown = grown(&Kind::new("postgresql.cnpg.io", "Cluster"), &value);
        let database = grown.database.unwrap();
        assert_eq!(
            (database.version.as_str(), database.instances, database.primary.as_str()),
            ("17.5", Some((2, 3)), "orders-2")
        );
        assert_eq!((database.storage.as_str(), grown.object.phase.as_str()), ("20Gi", "Failing over"));
        let facts: Vec<String> = database.facts.iter().map(|(label, value)| format!("{label}={value}")).collect();
        assert_eq!(facts, ["reason=primary is gone", "ContinuousArchiving=no: Failing no bucket"]);
    }

    #[test]
    fn a_word_that_is_the_operators_own_is_its_phase() {
        let of = |group: &str, name: &str, status: Value| {
            let value = json!({"metadata": {"name": "a", "namespace": "b"}, "spec": {}, "status": status});
            grown(&Kind::new(group, name), &value).object.phase.to_string()
        };
        assert_eq!(of("acid.zalan.do", "postgresql", json!({"PostgresClusterStatus": "Running"})), "Running");
        assert_eq!(of("psmdb.percona.com", "PerconaServerMongoDB", json!({"state": "ready"})), "ready");
        assert_eq!(
            of("clickhouse.altinity.com", "ClickHouseInstallation", json!({"status": "Completed"})),
            "Completed"
        );
        assert_eq!(of("everest.percona.com", "DatabaseCluster", json!({"status": "ready"})), "ready");
        assert_eq!(of("databases.spotahome.com", "RedisFailover", json!({})), "", "it says nothing of itself");
    }

    #[test]
    fn schedules_stand_in_lists_and_one_that_is_off_says_so() {
        let value = json!({"metadata": {"name": "a"}, "spec": {"backup": {"tasks": [
            {"name": "day", "schedule": "0 0 * * *", "enabled": true}, {"name": "hour", "schedule": "0 * * * *", "enabled": false}]}}});
        let database = grown(&Kind::new("psmdb.percona.com", "PerconaServerMongoDB"), &value).database.unwrap();
        assert_eq!(database.schedule.as_str(), "0 0 * * *, 0 * * * * (off)");
    }

    #[test]
    fn backups_are_those_of_the_database_newest_first_with_how_they_went() {
        let kind = Kind::new("psmdb.percona.com", "PerconaServerMongoDBBackup");
        let origin = Origin { cluster: "prod".into(), kind, version: "v1".into() };
        let backup = |name: &str, of: &str, status: Value| {
            let value = json!({"metadata": {"name": name}, "spec": {"clusterName": of}, "status": status});
            Arc::new(Saved::thin(&origin, &value))
        };
        let all = [
            backup(
                "old",
                "orders",
                json!({"state": "ready", "start": "2026-11-28T02:00:00Z", "completed": "2026-11-28T02:05:00Z", "size": "1.20GB"}),
            ),
            backup(
                "new",
                "orders",
                json!({"state": "error", "start": "2026-11-29T02:00:00Z", "error": "no space left"}),
            ),
            backup("now", "orders", json!({"state": "running", "start": "2026-11-30T02:00:00Z"})),
            backup("other", "carts", json!({"state": "ready", "start": "2026-11-30T02:00:00Z"})),
        ];
        let told: Vec<_> = newest(all.iter(), "orders")
            .into_iter()
            .map(|one| (one.name.to_string(), one.went_well, one.said.to_string(), one.size.to_string()))
            .collect();
        let wanted = [
            ("now", None, "running", ""),
            ("new", Some(false), "error: no space left", ""),
            ("old", Some(true), "ready", "1.20GB"),
        ];
        assert_eq!(
            told,
            wanted.map(|(name, well, said, size)| (name.to_owned(), well, said.to_owned(), size.to_owned()))
        );
    }
}
