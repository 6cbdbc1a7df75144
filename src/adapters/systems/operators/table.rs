//! What operators say of databases, and where: one row a kind. Pointers are those of RFC 6901. Written after the
//! definitions of CloudNativePG 1.27, Zalando's operator 1.14, Percona Everest 1.5, Percona's operators for MongoDB,
//! XtraDB and PostgreSQL, Altinity's 0.25, and the Redis operators of OT-Container-Kit and Spotahome.

use crate::domain::model::cluster::Kind;

/// A kind of databases, and what runs them.
#[derive(Debug)]
pub(super) struct Operator {
    /// The group of its API.
    pub group: &'static str,
    /// Its name.
    pub kind: &'static str,
    /// Who runs it.
    pub operator: &'static str,
    /// The engine: its name, or a pointer to it.
    pub engine: &'static str,
    /// Its version, by itself or as the tag of an image; the first that is there.
    pub version: &'static [&'static str],
    /// How it stands, in the operator's word.
    pub phase: &'static [&'static str],
    /// Why it stands so.
    pub reason: &'static [&'static str],
    /// How many members are ready.
    pub ready: &'static [&'static str],
    /// How many there are to be.
    pub wanted: &'static [&'static str],
    /// The member that takes writes.
    pub primary: &'static [&'static str],
    /// What one member may store.
    pub storage: &'static [&'static str],
    /// Schedules of backups: a list, and the schedule in each.
    pub schedules: &'static [(&'static str, &'static str)],
    /// Where its credentials are.
    pub credentials: &'static [(&'static str, &'static str)],
    /// What else there is to say.
    pub facts: &'static [(&'static str, &'static str)],
    /// Its backups, where they are objects.
    pub backups: Option<Backups>,
    /// The kind that schedules its backups, where that is one of its own.
    pub scheduled: Option<Scheduled>,
}

/// Backups that are objects of the same group.
#[derive(Debug)]
pub(super) struct Backups {
    /// Their kind.
    pub kind: &'static str,
    /// The name of the database.
    pub of: &'static str,
    /// The word for how one stands.
    pub phase: &'static str,
    /// Words for one that went well, and for one that did not.
    pub well: &'static [&'static str],
    /// Words for one that did not.
    pub bad: &'static [&'static str],
    /// When it began.
    pub started: &'static [&'static str],
    /// When it ended.
    pub ended: &'static [&'static str],
    /// How large it is.
    pub size: &'static str,
    /// What is said of it.
    pub said: &'static [&'static str],
}

/// Schedules that are objects of the same group.
#[derive(Debug)]
pub(super) struct Scheduled {
    /// Their kind.
    pub kind: &'static str,
    /// The name of the database.
    pub of: &'static str,
    /// The schedule.
    pub schedule: &'static str,
    /// Whether it is suspended.
    pub suspended: &'static str,
}

const NONE: Operator = Operator {
    group: "",
    kind: "",
    operator: "",
    engine: "",
    version: &[],
    phase: &[],
    reason: &[],
    ready: &[],
    wanted: &[],
    primary: &[],
    storage: &[],
    schedules: &[],
    credentials: &[],
    facts: &[],
    backups: None,
    scheduled: None,
};

const OT: Operator = Operator {
    group: "redis.redis.opstreelabs.in",
    operator: "OT-Container-Kit",
    engine: "redis",
    version: &["/spec/kubernetesConfig/image"],
    storage: &["/spec/storage/volumeClaimTemplate/spec/resources/requests/storage"],
    credentials: &[("secret", "/spec/kubernetesConfig/redisSecret/name")],
    ..NONE
};

/// All rows.
pub(super) static OPERATORS: &[Operator] = &[
    Operator {
        group: "postgresql.cnpg.io",
        kind: "Cluster",
        operator: "CloudNativePG",
        engine: "postgresql",
        version: &["/status/image", "/spec/imageName"],
        phase: &["/status/phase"],
        reason: &["/status/phaseReason"],
        ready: &["/status/readyInstances"],
        wanted: &["/spec/instances"],
        primary: &["/status/currentPrimary"],
        storage: &["/spec/storage/size", "/spec/storage/pvcTemplate/resources/requests/storage"],
        credentials: &[("secret", "/spec/superuserSecret/name"), ("secret", "/spec/bootstrap/initdb/secret/name")],
        facts: &[
            ("database", "/spec/bootstrap/initdb/database"),
            ("restorable from", "/status/firstRecoverabilityPoint"),
            ("last good backup", "/status/lastSuccessfulBackup"),
            ("last failed backup", "/status/lastFailedBackup"),
            ("kept for", "/spec/backup/retentionPolicy"),
            ("backed up to", "/spec/backup/barmanObjectStore/destinationPath"),
            ("write service", "/status/writeService"),
            ("read service", "/status/readService"),
        ],
        backups: Some(Backups {
            kind: "Backup",
            of: "/spec/cluster/name",
            phase: "/status/phase",
            well: &["completed"],
            bad: &["failed", "walArchivingFailing"],
            started: &["/status/startedAt"],
            ended: &["/status/stoppedAt"],
            size: "",
            said: &["/status/error", "/status/method"],
        }),
        scheduled: Some(Scheduled {
            kind: "ScheduledBackup",
            of: "/spec/cluster/name",
            schedule: "/spec/schedule",
            suspended: "/spec/suspend",
        }),
        ..NONE
    },
    Operator {
        group: "acid.zalan.do",
        kind: "postgresql",
        operator: "Zalando",
        engine: "postgresql",
        version: &["/spec/postgresql/version"],
        phase: &["/status/PostgresClusterStatus"],
        storage: &["/spec/volume/size"],
        schedules: &[("", "/spec/logicalBackupSchedule")],
        facts: &[
            ("members", "/spec/numberOfInstances"),
            ("team", "/spec/teamId"),
            ("logical backups", "/spec/enableLogicalBackup"),
            ("kept for", "/spec/logicalBackupRetention"),
            ("pooler", "/spec/enableConnectionPooler"),
        ],
        ..NONE
    },
    Operator {
        group: "everest.percona.com",
        kind: "DatabaseCluster",
        operator: "Percona Everest",
        engine: "/spec/engine/type",
        version: &["/spec/engine/version"],
        phase: &["/status/status"],
        reason: &["/status/message"],
        ready: &["/status/ready"],
        wanted: &["/status/size"],
        storage: &["/spec/engine/storage/size"],
        schedules: &[("/spec/backup/schedules", "/schedule")],
        credentials: &[("secret", "/spec/engine/userSecretsName")],
        facts: &[("host", "/status/hostname"), ("port", "/status/port"), ("details", "/status/details")],
        backups: Some(Backups {
            kind: "DatabaseClusterBackup",
            of: "/spec/dbClusterName",
            phase: "/status/state",
            well: &["succeeded", "ready"],
            bad: &["failed", "error"],
            started: &["/status/created"],
            ended: &["/status/completed"],
            size: "",
            said: &["/status/destination"],
        }),
        ..NONE
    },
    Operator {
        group: "psmdb.percona.com",
        kind: "PerconaServerMongoDB",
        operator: "Percona",
        engine: "mongodb",
        version: &["/status/mongoVersion", "/spec/image"],
        phase: &["/status/state"],
        reason: &["/status/message"],
        ready: &["/status/ready"],
        wanted: &["/status/size"],
        storage: &["/spec/replsets/0/volumeSpec/persistentVolumeClaim/resources/requests/storage"],
        schedules: &[("/spec/backup/tasks", "/schedule")],
        credentials: &[("secret", "/spec/secrets/users")],
        facts: &[("host", "/status/host")],
        backups: Some(Backups {
            kind: "PerconaServerMongoDBBackup",
            of: "/spec/clusterName",
            phase: "/status/state",
            well: &["ready"],
            bad: &["error"],
            started: &["/status/start"],
            ended: &["/status/completed"],
            size: "/status/size",
            said: &["/status/error", "/status/destination"],
        }),
        ..NONE
    },
    Operator {
        group: "pxc.percona.com",
        kind: "PerconaXtraDBCluster",
        operator: "Percona",
        engine: "mysql",
        version: &["/status/pxc/version", "/spec/pxc/image"],
        phase: &["/status/state"],
        reason: &["/status/message"],
        ready: &["/status/ready"],
        wanted: &["/status/size"],
        storage: &["/spec/pxc/volumeSpec/persistentVolumeClaim/resources/requests/storage"],
        schedules: &[("/spec/backup/schedule", "/schedule")],
        credentials: &[("secret", "/spec/secretsName")],
        facts: &[("host", "/status/host")],
        backups: Some(Backups {
            kind: "PerconaXtraDBClusterBackup",
            of: "/spec/pxcCluster",
            phase: "/status/state",
            well: &["succeeded"],
            bad: &["failed"],
            started: &["/metadata/creationTimestamp"],
            ended: &["/status/completed"],
            size: "",
            said: &["/status/error", "/status/destination"],
        }),
        ..NONE
    },
    Operator {
        group: "pgv2.percona.com",
        kind: "PerconaPGCluster",
        operator: "Percona",
        engine: "postgresql",
        version: &["/status/postgres/version", "/spec/postgresVersion"],
        phase: &["/status/state"],
        ready: &["/status/postgres/ready"],
        wanted: &["/status/postgres/size"],
        storage: &["/spec/instances/0/dataVolumeClaimSpec/resources/requests/storage"],
        schedules: &[("/spec/backups/pgbackrest/repos", "/schedules/full")],
        facts: &[("host", "/status/host")],
        backups: Some(Backups {
            kind: "PerconaPGBackup",
            of: "/spec/pgCluster",
            phase: "/status/state",
            well: &["succeeded"],
            bad: &["failed"],
            started: &["/metadata/creationTimestamp"],
            ended: &["/status/completed"],
            size: "",
            said: &["/status/error", "/status/destination"],
        }),
        ..NONE
    },
    Operator {
        group: "clickhouse.altinity.com",
        kind: "ClickHouseInstallation",
        operator: "Altinity",
        engine: "clickhouse",
        version: &["/spec/templates/podTemplates/0/spec/containers/0/image"],
        phase: &["/status/status"],
        reason: &["/status/error"],
        storage: &["/spec/templates/volumeClaimTemplates/0/spec/resources/requests/storage"],
        facts: &[
            ("shards", "/status/shards"),
            ("replicas", "/status/replicas"),
            ("hosts", "/status/hosts"),
            ("endpoint", "/status/endpoint"),
        ],
        ..NONE
    },
    Operator {
        kind: "RedisCluster",
        phase: &["/status/state"],
        reason: &["/status/reason"],
        facts: &[
            ("shards", "/spec/clusterSize"),
            ("leaders ready", "/status/readyLeaderReplicas"),
            ("followers ready", "/status/readyFollowerReplicas"),
        ],
        ..OT
    },
    Operator {
        kind: "RedisReplication",
        primary: &["/status/masterNode"],
        facts: &[("members", "/spec/clusterSize")],
        ..OT
    },
    Operator { kind: "Redis", ..OT },
    Operator {
        group: "databases.spotahome.com",
        kind: "RedisFailover",
        operator: "Spotahome",
        engine: "redis",
        version: &["/spec/redis/image"],
        storage: &["/spec/redis/storage/persistentVolumeClaim/spec/resources/requests/storage"],
        credentials: &[("secret", "/spec/auth/secretPath")],
        facts: &[("members", "/spec/redis/replicas"), ("sentinels", "/spec/sentinel/replicas")],
        ..NONE
    },
    Operator {
        group: TOPICS,
        kind: "KafkaTopic",
        operator: "Strimzi",
        engine: "kafka",
        facts: &[
            ("topic", "/spec/topicName"),
            ("partitions", "/spec/partitions"),
            ("replicas", "/spec/replicas"),
            ("kept for (ms)", "/spec/config/retention.ms"),
            ("cleanup", "/spec/config/cleanup.policy"),
            ("replicas change", "/status/replicasChange/state"),
        ],
        ..NONE
    },
];

const TOPICS: &str = "kafka.strimzi.io";

impl Operator {
    /// The row of a kind.
    pub fn of(kind: &Kind) -> Option<&'static Self> {
        OPERATORS.iter().find(|row| row.group == &*kind.group && row.kind == &*kind.name)
    }

    /// The kind of the databases.
    pub fn kind(&self) -> Kind {
        Kind::new(self.group, self.kind)
    }

    /// Whether it stores rows; topics are told of and are no databases.
    pub fn is_database(&self) -> bool {
        self.group != TOPICS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::provision::is_asked_for;

    #[test]
    fn every_kind_that_is_read_is_one_that_people_ask_for() {
        for row in OPERATORS {
            assert!(is_asked_for(&row.kind(), None), "{}", row.kind());
            assert!(std::ptr::eq(Operator::of(&row.kind()).unwrap(), row));
        }
    }
}
