//! Sessions that go on (`tsh sessions ls`) and those that were recorded (`tsh recordings ls`).

use super::memory::Names;
use super::status::Profile;
use super::{NAME, Teleport, json, named};
use crate::domain::model::access::{
    AccessKind, AccessSession, AccessSessions, AccessWay, Recording, RecordingKind, RequestId, ResourceId, SessionId,
    SessionStage,
};
use crate::domain::model::timeline::{Known, SourceState};
use crate::domain::model::{At, EntityRef};
use crate::domain::text::{Clean, is_component, percent_encoded};
use crate::platform::access::SessionFilter;
use crate::platform::fault::Fault;
use crate::platform::ports::CatalogPort;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// Recordings that are read.
const MOST: usize = 500;
/// Days of recordings that are asked for at most.
const DAYS: u32 = 90;
const DAY: u64 = 24 * 60 * 60;

/// Who is looking, and what is called how.
struct Reader<'a> {
    profile: &'a Profile,
    names: Names,
}

impl Teleport {
    /// Sessions. One list that does not come keeps nothing of the other back.
    ///
    /// # Errors
    /// When nobody is signed in, and when neither list comes.
    pub(super) async fn all_sessions(
        &self,
        catalog: &dyn CatalogPort,
        wanted: &SessionFilter,
    ) -> Result<AccessSessions, Fault> {
        let tried = "list sessions of Teleport";
        let profile = self.signed_in(tried).await?;
        let recorded = recorded(wanted.days, self.tsh().now());
        let active_args = ["--format=json".to_owned()];
        let active = self.tsh().json(&["sessions", "ls"], &active_args, tried);
        let ended = self.tsh().json(&["recordings", "ls"], &recorded, tried);
        let (active, ended, names) = futures_util::join!(active, ended, self.names(catalog, &profile.cluster));
        self.note(AccessWay::Sessions, active.as_ref().err());
        self.note(AccessWay::Recordings, ended.as_ref().err());
        if let (Err(fault), Err(_)) = (&active, &ended) {
            return Err(fault.clone());
        }
        let sources = vec![source("sessions", active.as_ref().err()), source("recordings", ended.as_ref().err())];
        let reader = Reader { profile: &profile, names };
        let mut sessions = reader.all(&active.unwrap_or_default(), &ended.unwrap_or_default());
        let theirs = self.theirs(wanted.entity.as_ref(), &reader);
        sessions.retain(|(session, ids)| {
            (!wanted.mine || session.is_mine)
                && wanted.entity.as_ref().is_none_or(|entity| theirs(entity, session, ids))
        });
        Ok(AccessSessions { sessions: sessions.into_iter().map(|(session, _)| Arc::new(session)).collect(), sources })
    }

    fn note(&self, way: AccessWay, fault: Option<&Fault>) {
        if let Some(fault) = fault {
            self.memory().note_lack(way, fault);
        }
    }

    /// Whether a session was to an entity: the one that its resource is, or else the one that is called so.
    fn theirs(
        &self,
        entity: Option<&EntityRef>,
        reader: &Reader<'_>,
    ) -> impl Fn(&EntityRef, &AccessSession, &[ResourceId]) -> bool + use<> {
        let is_named = entity.is_some_and(|entity| reader.names.iter().any(|(_, named)| named == entity));
        move |entity, session, ids| match is_named {
            true => session.entity.as_ref() == Some(entity),
            false => ids.iter().any(|id| id.name.eq_ignore_ascii_case(entity.name())),
        }
    }
}

impl Reader<'_> {
    /// Those that go on, then those of the past; newest first, each once.
    fn all(&self, active: &Value, ended: &Value) -> Vec<(AccessSession, Vec<ResourceId>)> {
        let going = json::items(active, "").filter_map(|value| self.going(value));
        let mut all: Vec<(AccessSession, Vec<ResourceId>)> = going.collect();
        for value in json::items(ended, "") {
            all.extend(self.ended(value).filter(|(one, _)| all.iter().all(|(other, _)| other.id != one.id)));
        }
        all.sort_by_key(|(one, _)| (one.stage == SessionStage::Ended, std::cmp::Reverse(one.started_at)));
        all
    }

    /// A session that goes on: `session_tracker` (`SessionTrackerSpecV1`).
    fn going(&self, value: &Value) -> Option<(AccessSession, Vec<ResourceId>)> {
        let raw = |name: &str| json::raw(value, &format!("/spec/{name}"));
        let id = SessionId::parse(
            [raw("session_id"), json::raw(value, "/metadata/name")].into_iter().find(|id| !id.is_empty())?,
        )?;
        let stage = match (json::count(value, "/spec/state"), raw("state").to_uppercase().as_str()) {
            (1, _) | (_, "RUNNING") => SessionStage::Active,
            (2, _) | (_, "TERMINATED") => return None,
            _ => SessionStage::Waiting,
        };
        let participants: Vec<Clean> =
            json::items(value, "/spec/participants").map(|one| json::text(one, "/user")).collect();
        let user = [json::text(value, "/spec/host_user"), participants.first().cloned().unwrap_or_default()];
        let user = user.into_iter().find(|user| !user.is_empty()).unwrap_or_default();
        let things = match raw("kind") {
            "k8s" | "kube" => vec![("kube_cluster", raw("kubernetes_cluster"))],
            "db" => vec![("db", raw("database_name"))],
            "app" => vec![("app", raw("app_name"))],
            "desktop" => vec![("windows_desktop", raw("desktop_name"))],
            _ => vec![("node", raw("target_hostname")), ("node", raw("host_id"))],
        };
        let started_at = json::moment(value, "/spec/created");
        let session = self.session(id, user, things, json::raw(value, "/spec/cluster_name"));
        let (session, ids) = session;
        let session = AccessSession {
            login: json::text(value, "/spec/login"),
            participants: participants.into_iter().filter(|one| *one != session.user).collect(),
            stage,
            started_at,
            ..session
        };
        Some((session, ids))
    }

    /// A session of the past: the event that ended it.
    fn ended(&self, value: &Value) -> Option<(AccessSession, Vec<ResourceId>)> {
        let raw = |name: &str| json::raw(value, &format!("/{name}"));
        let id = SessionId::parse(raw("sid"))?;
        let event = raw("event");
        let things = match event {
            "db.session.end" => vec![("db", raw("db_service"))],
            "windows.desktop.session.end" => vec![("windows_desktop", raw("desktop_name"))],
            _ if event.starts_with("app.") => vec![("app", raw("app_name"))],
            _ if raw("proto") == "kube" || !raw("kubernetes_cluster").is_empty() => {
                vec![("kube_cluster", raw("kubernetes_cluster"))]
            }
            _ => vec![("node", raw("server_hostname")), ("node", raw("server_id"))],
        };
        let (session, ids) = self.session(id, json::text(value, "/user"), things, raw("cluster_name"));
        let (started_at, ended_at) = (json::moment(value, "/session_start"), json::moment(value, "/session_stop"));
        let ended_at = ended_at.or_else(|| json::moment(value, "/time"));
        let recording = Some(self.recording(&session, event, (started_at, ended_at)));
        let session = AccessSession {
            login: json::one_of(value, &["/login", "/db_user", "/desktop_user"]),
            participants: json::texts(value, "/participants").into_iter().filter(|one| *one != session.user).collect(),
            request: json::items(value, "/access_requests").find_map(|id| RequestId::parse(id.as_str()?)),
            started_at,
            ended_at,
            recording,
            ..session
        };
        Some((session, ids))
    }

    fn session(
        &self,
        id: SessionId,
        user: Clean,
        things: Vec<(&str, &str)>,
        cluster: &str,
    ) -> (AccessSession, Vec<ResourceId>) {
        let cluster: Arc<str> = if cluster.is_empty() { Arc::clone(&self.profile.cluster) } else { cluster.into() };
        let of = |(kind, name): (&str, &str)| {
            let id =
                ResourceId { cluster: Arc::clone(&cluster), kind: kind.into(), name: name.into(), sub: Arc::default() };
            (!name.is_empty()).then_some(id)
        };
        let ids: Vec<ResourceId> = things.into_iter().filter_map(of).collect();
        let session = AccessSession {
            id,
            kind: ids.first().map(ResourceId::access).unwrap_or_default(),
            target: ids.first().map(|id| Clean::line(&id.name)).unwrap_or_default(),
            entity: ids.iter().find_map(|id| named::entity_of(&self.names, id)),
            is_mine: user.as_str() == self.profile.user,
            user,
            login: Clean::default(),
            participants: Vec::new(),
            stage: SessionStage::Ended,
            started_at: None,
            ended_at: None,
            recording: None,
            request: None,
            simulated: false,
        };
        (session, ids)
    }

    fn recording(&self, session: &AccessSession, event: &str, span: (Option<At>, Option<At>)) -> Recording {
        let kind = match (event, session.kind) {
            ("windows.desktop.session.end", _) => RecordingKind::Desktop,
            (_, AccessKind::Database) => RecordingKind::Queries,
            _ => RecordingKind::Terminal,
        };
        let word = match (kind, session.kind) {
            (RecordingKind::Desktop, _) => "desktop",
            (RecordingKind::Queries, _) => "database",
            (_, AccessKind::Kubernetes) => "k8s",
            _ => "ssh",
        };
        let lasted = match span {
            (Some(begin), Some(end)) => format!("&durationMs={}", end.since(begin).as_millis()),
            _ => String::new(),
        };
        let cluster = percent_encoded(&self.profile.cluster, is_component);
        let address = format!(
            "https://{}/web/cluster/{cluster}/session/{}?recordingType={word}{lasted}",
            self.profile.proxy, session.id
        );
        let address = if self.profile.proxy.is_empty() { Clean::default() } else { Clean::line(&address) };
        Recording { kind, address, plays: kind != RecordingKind::Desktop }
    }
}

/// Which recordings: those of a day where nothing else is said.
fn recorded(days: u32, now: At) -> Vec<String> {
    let mut args = vec!["--format=json".to_owned(), format!("--limit={MOST}")];
    if days > 1 {
        let back = Duration::from_secs(u64::from(days.min(DAYS)) * DAY).as_millis();
        let from = At(now.0.saturating_sub(i64::try_from(back).unwrap_or_default())).rfc3339();
        args.extend(from.get(..10).map(|day| format!("--from-utc={day}")));
    }
    args
}

fn source(name: &str, fault: Option<&Fault>) -> SourceState {
    let known = fault.map_or(Known::Yes, |fault| Known::Failed(Clean::line(&fault.to_string())));
    SourceState { name: Clean::line(&format!("{NAME} {name}")), known, remark: None }
}
