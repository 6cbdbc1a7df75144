//! Which objects are what was asked for, and which only go along with it.

use super::ProvisionKind;
use crate::domain::model::cluster::Kind;
use crate::domain::text::Clean;

/// Groups whose objects go along: what runs, who may do what, certificates, credentials, monitoring, delivery.
const COMPANIONS: &[&str] = &[
    "",
    "apps",
    "batch",
    "autoscaling",
    "policy",
    "networking.k8s.io",
    "gateway.networking.k8s.io",
    "rbac.authorization.k8s.io",
    "storage.k8s.io",
    "snapshot.storage.k8s.io",
    "scheduling.k8s.io",
    "apiextensions.k8s.io",
    "admissionregistration.k8s.io",
    "apiregistration.k8s.io",
    "apiextensions.crossplane.io",
    "pkg.crossplane.io",
    "monitoring.coreos.com",
    "operator.victoriametrics.com",
    "grafana.integreatly.org",
    "external-secrets.io",
    "generators.external-secrets.io",
    "bitnami.com",
    "cert-manager.io",
    "networking.istio.io",
    "security.istio.io",
    "traefik.io",
    "kustomize.config.k8s.io",
    "kustomize.toolkit.fluxcd.io",
    "helm.toolkit.fluxcd.io",
    "source.toolkit.fluxcd.io",
    "keda.sh",
    "kyverno.io",
    "tekton.dev",
    "triggers.tekton.dev",
    "kargo.akuity.io",
    "backstage.io",
    "scaffolder.backstage.io",
];

/// The sort of what was asked for with its engine; none for what goes along.
type Sort = Option<(Word, &'static str)>;

/// Kinds of groups that hold both: group, kind, and the sort and engine of what was asked for; none for what goes
/// along.
const KINDS: &[(&str, &str, Sort)] = &[
    ("argoproj.io", "Application", Some((Word::Service, ""))),
    ("argoproj.io", "*", None),
    ("postgresql.cnpg.io", "Cluster", Some((Word::Database, "postgresql"))),
    ("postgresql.cnpg.io", "*", None),
    ("acid.zalan.do", "postgresql", Some((Word::Database, "postgresql"))),
    ("acid.zalan.do", "*", None),
    ("everest.percona.com", "DatabaseCluster", Some((Word::Database, ""))),
    ("everest.percona.com", "*", None),
    ("psmdb.percona.com", "PerconaServerMongoDB", Some((Word::Database, "mongodb"))),
    ("psmdb.percona.com", "*", None),
    ("pgv2.percona.com", "PerconaPGCluster", Some((Word::Database, "postgresql"))),
    ("pgv2.percona.com", "*", None),
    ("pxc.percona.com", "PerconaXtraDBCluster", Some((Word::Database, "mysql"))),
    ("pxc.percona.com", "*", None),
    ("clickhouse.altinity.com", "ClickHouseInstallation", Some((Word::Database, "clickhouse"))),
    ("clickhouse.altinity.com", "*", None),
    ("clickhouse-keeper.altinity.com", "*", None),
    ("redis.redis.opstreelabs.in", "*", Some((Word::Cache, "redis"))),
    ("databases.spotahome.com", "RedisFailover", Some((Word::Cache, "redis"))),
    ("kafka.strimzi.io", "KafkaTopic", Some((Word::Topic, ""))),
    ("kafka.strimzi.io", "*", None),
];

/// Parts of names and what they stand for, for kinds that no table knows: those of Crossplane's definitions.
const NAMES: &[(&str, Word, &str)] = &[
    ("postgres", Word::Database, "postgresql"),
    ("mongo", Word::Database, "mongodb"),
    ("clickhouse", Word::Database, "clickhouse"),
    ("mysql", Word::Database, "mysql"),
    ("mariadb", Word::Database, "mariadb"),
    ("redis", Word::Cache, "redis"),
    ("valkey", Word::Cache, "valkey"),
    ("memcached", Word::Cache, "memcached"),
    ("topic", Word::Topic, ""),
    ("bucket", Word::Bucket, ""),
    ("database", Word::Database, ""),
    ("cache", Word::Cache, ""),
    ("service", Word::Service, ""),
    ("application", Word::Service, ""),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    Database,
    Cache,
    Topic,
    Bucket,
    Service,
}

impl Word {
    fn kind(self, engine: &str) -> ProvisionKind {
        match self {
            Self::Database => ProvisionKind::Database(Clean::line(engine)),
            Self::Cache => ProvisionKind::Cache(Clean::line(engine)),
            Self::Topic => ProvisionKind::Topic,
            Self::Bucket => ProvisionKind::Bucket,
            Self::Service => ProvisionKind::Service,
        }
    }
}

/// Whether an object of that kind is what was asked for, not something that goes along. What it says of itself
/// ([`PROVISION`](super::marks::PROVISION)) counts before the tables.
pub fn is_asked_for(kind: &Kind, says: Option<&str>) -> bool {
    match says {
        Some(said) => !matches!(said, "no" | "false"),
        None => match in_table(kind) {
            Some(known) => known.is_some(),
            // Crossplane's own and what clouds have: parts of something that was asked for
            None => !COMPANIONS.contains(&&*kind.group) && !is_managed(&kind.group),
        },
    }
}

/// The sort of an object of that kind; `says` is what it says of itself.
pub fn kind_of(kind: &Kind, says: Option<&str>) -> ProvisionKind {
    if let Some(said) = says.filter(|said| !said.is_empty() && !matches!(*said, "yes" | "true" | "no" | "false")) {
        return of_word(said);
    }
    match in_table(kind) {
        Some(Some((word, engine))) => word.kind(engine),
        _ => by_name(&kind.name).unwrap_or_else(|| ProvisionKind::Other(Clean::line(&kind.name))),
    }
}

/// The sort that a name tells: of a template, of a kind.
pub(super) fn by_name(name: &str) -> Option<ProvisionKind> {
    let holds = |part: &str| {
        let windows = name.as_bytes().windows(part.len());
        windows.into_iter().any(|at| at.eq_ignore_ascii_case(part.as_bytes()))
    };
    let found = NAMES.iter().find(|(part, ..)| holds(part));
    found.map(|(_, word, engine)| word.kind(engine))
}

fn in_table(kind: &Kind) -> Option<Sort> {
    let fits = |name: &str| name == "*" || name == &*kind.name;
    KINDS.iter().find(|(group, name, _)| *group == &*kind.group && fits(name)).map(|(.., known)| *known)
}

fn is_managed(group: &str) -> bool {
    [".upbound.io", ".crossplane.io", ".aws.crossplane.io"].iter().any(|end| group.ends_with(end))
}

fn of_word(said: &str) -> ProvisionKind {
    let (word, engine) = said.split_once('/').unwrap_or((said, ""));
    match word {
        "database" => Word::Database.kind(engine),
        "cache" => Word::Cache.kind(engine),
        "topic" => ProvisionKind::Topic,
        "bucket" => ProvisionKind::Bucket,
        "service" => ProvisionKind::Service,
        other => ProvisionKind::Other(Clean::line(other)),
    }
}

impl ProvisionKind {
    /// The word for it, as filters and the command line have it: `database`.
    pub fn word(&self) -> &str {
        match self {
            Self::Database(_) => "database",
            Self::Cache(_) => "cache",
            Self::Topic => "topic",
            Self::Bucket => "bucket",
            Self::Service => "service",
            Self::Other(word) => word.as_str(),
        }
    }

    /// The word with the engine, where there is one: `database/postgresql`.
    pub fn words(&self) -> Clean {
        match self {
            Self::Database(engine) | Self::Cache(engine) if !engine.is_empty() => {
                Clean::line(&format!("{}/{engine}", self.word()))
            }
            other => Clean::line(other.word()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_what_was_asked_for_and_its_alerts_and_secrets_go_along() {
        let asked = |group: &str, name: &str| is_asked_for(&Kind::new(group, name), None);
        assert!(asked("databases.nordlicht.example", "PostgresDatabase"));
        assert!(asked("kafka.strimzi.io", "KafkaTopic"));
        assert!(asked("argoproj.io", "Application"));
        for (group, name) in [
            ("monitoring.coreos.com", "PrometheusRule"),
            ("external-secrets.io", "ExternalSecret"),
            ("kafka.strimzi.io", "KafkaUser"),
            ("argoproj.io", "AppProject"),
            ("", "ConfigMap"),
            ("apps", "Deployment"),
            ("rds.aws.upbound.io", "Instance"),
            ("backstage.io", "Component"),
        ] {
            assert!(!asked(group, name), "{name}");
        }
        assert!(is_asked_for(&Kind::new("apps", "Deployment"), Some("service")));
        assert!(!is_asked_for(&Kind::new("kafka.strimzi.io", "KafkaTopic"), Some("no")));
    }

    #[test]
    fn the_sort_is_told_by_the_object_itself_then_its_kind_then_its_name() {
        let words = |group: &str, name: &str, says| kind_of(&Kind::new(group, name), says).words().to_string();
        assert_eq!(words("postgresql.cnpg.io", "Cluster", None), "database/postgresql");
        assert_eq!(words("databases.example", "PostgresDatabase", None), "database/postgresql");
        assert_eq!(words("databases.example", "RedisDatabase", None), "cache/redis");
        assert_eq!(words("storage.example", "Bucket", None), "bucket");
        assert_eq!(words("x.example", "Queue", None), "Queue");
        assert_eq!(words("x.example", "Queue", Some("topic")), "topic");
        assert_eq!(words("x.example", "Thing", Some("database/duckdb")), "database/duckdb");
    }
}
