use crate::domain::model::access::{
    AccessRequests, AccessSessions, AuditFilter, AuditKind, AuditRow, RequestId, audit, audit_csv, audit_json,
};
use crate::domain::model::{At, Place};
use crate::platform::access::SessionFilter;
use crate::platform::query::{AccessAsked, Ask, SessionsOf, WhoAmI};
use crate::screen::ctx::Ctx;
use crate::screen::panes::Intent;
use crate::screen::widgets::cursor::Cursor;
use crate::screen::widgets::filter::Filter;
use ratatui::layout::Rect;
use std::sync::Arc;
use std::time::Duration;

/// Days that are looked back where the link says nothing.
const DAYS: u32 = 30;
/// The filter, and the heads of the columns.
const HEAD: u16 = 2;

/// What sort of events is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sort {
    #[default]
    All,
    /// That somebody asked.
    Asked,
    /// What was said to it, and that it was taken back.
    Decided,
    /// That it was used.
    Used,
}

impl Sort {
    const ALL: [Self; 4] = [Self::All, Self::Asked, Self::Decided, Self::Used];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Asked => "asked",
            Self::Decided => "decided",
            Self::Used => "used",
        }
    }

    pub(super) fn next(self) -> Self {
        match self {
            Self::All => Self::Asked,
            Self::Asked => Self::Decided,
            Self::Decided => Self::Used,
            Self::Used => Self::All,
        }
    }

    fn kinds(self) -> Vec<AuditKind> {
        match self {
            Self::All => Vec::new(),
            Self::Asked => vec![AuditKind::Asked],
            Self::Decided => vec![
                AuditKind::Approved,
                AuditKind::Denied,
                AuditKind::Lapsed,
                AuditKind::Revoked,
                AuditKind::Withdrawn,
            ],
            Self::Used => {
                vec![AuditKind::Assumed, AuditKind::GivenUp, AuditKind::Expired, AuditKind::Began, AuditKind::Ended]
            }
        }
    }
}

/// The audit of access.
#[derive(Clone, Debug, Default)]
pub struct AuditRoom {
    pub(super) filter: Filter,
    pub(super) sort: Sort,
    /// Only of this request.
    pub(super) request: Option<RequestId>,
    days: u32,
    pub(super) cursor: Cursor,
    pub(super) rows: Vec<AuditRow>,
    /// Those that are shown, by their place among these.
    pub(super) shown: Vec<usize>,
    made_of: Option<MadeOf>,
    /// Somebody moved the cursor: before that it is at the first row, whichever of two answers came first.
    pub(super) moved: bool,
    left_at: usize,
}

/// What the rows were made of.
#[derive(Clone, Debug)]
struct MadeOf {
    requests: Option<Arc<AccessRequests>>,
    sessions: Option<Arc<AccessSessions>>,
    text: String,
    sort: Sort,
    /// What has ended by then is told.
    minute: i64,
}

impl PartialEq for MadeOf {
    fn eq(&self, other: &Self) -> bool {
        fn is_same<T>(a: &Option<Arc<T>>, b: &Option<Arc<T>>) -> bool {
            match (a, b) {
                (Some(a), Some(b)) => Arc::ptr_eq(a, b),
                (None, None) => true,
                _ => false,
            }
        }
        let rest = |made: &Self| (made.text.clone(), made.sort, made.minute);
        is_same(&self.requests, &other.requests)
            && is_same(&self.sessions, &other.sessions)
            && rest(self) == rest(other)
    }
}

impl AuditRoom {
    /// The room as a link says: `q` is the filter, `state` what sort of events, `request` one request, `days` how far one
    /// looks back.
    pub fn open(place: &Place) -> Self {
        let sort = place.param("state").and_then(|word| Sort::ALL.into_iter().find(|sort| sort.word() == word));
        Self {
            filter: Filter::holding(place.param("q").unwrap_or_default()),
            sort: sort.unwrap_or_default(),
            request: place.param("request").and_then(RequestId::parse),
            days: place.param("days").and_then(|days| days.parse().ok()).unwrap_or(DAYS).clamp(1, 365),
            ..Self::default()
        }
    }

    /// The room as it was left, with the window at that row.
    pub fn left_at(mut self, top: usize) -> Self {
        self.left_at = top;
        self
    }

    pub(super) fn here(&self) -> Place {
        let parts = [
            ("q", Some(self.filter.text().to_owned()).filter(|text| !text.is_empty())),
            ("state", Some(self.sort.word().to_owned()).filter(|_| self.sort != Sort::All)),
            ("request", self.request.as_ref().map(ToString::to_string)),
            ("days", Some(self.days.to_string()).filter(|_| self.days != DAYS)),
        ];
        let query = parts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Place { query: query.collect(), ..Place::access("audit") }
    }

    pub(super) fn sessions(&self) -> SessionsOf {
        SessionsOf { wanted: SessionFilter { entity: None, mine: false, days: self.days } }
    }

    pub(super) fn wanted(&self) -> Vec<Ask> {
        vec![WhoAmI {}.into(), AccessAsked {}.into(), self.sessions().into()]
    }

    pub(super) fn is_known(ctx: &Ctx<'_>) -> bool {
        ctx.store.get(&AccessAsked {}).answer().is_some()
    }

    pub(super) fn take_in(&mut self, ctx: &Ctx<'_>) {
        let made = MadeOf {
            requests: ctx.store.get(&AccessAsked {}).answer().cloned(),
            sessions: ctx.store.get(&self.sessions()).answer().cloned(),
            text: self.filter.text().to_lowercase(),
            sort: self.sort,
            minute: ctx.now.0 / 60_000,
        };
        if self.made_of.as_ref() != Some(&made) {
            let at = self.chosen().cloned();
            let requests = made.requests.as_ref().map_or(&[][..], |all| all.requests.as_slice());
            let sessions = made.sessions.as_ref().map_or(&[][..], |all| all.sessions.as_slice());
            self.rows = audit(requests, sessions, ctx.now);
            self.shown = self.passing(&made.text, ctx.now);
            self.made_of = Some(made);
            let found = self.shown.iter().position(|n| self.rows.get(*n) == at.as_ref()).filter(|_| self.moved);
            self.cursor.at = found.unwrap_or(self.cursor.at);
        }
        if self.left_at > 0 && self.left_at < self.shown.len() {
            (self.cursor.at, self.cursor.top) = (self.left_at, self.left_at);
            self.left_at = 0;
        }
        self.cursor.settle(self.shown.len(), usize::from(parts(ctx.body).1.height));
    }

    fn passing(&self, text: &str, now: At) -> Vec<usize> {
        let day = Duration::from_secs(u64::from(self.days) * 86_400);
        let millis = i64::try_from(day.as_millis()).unwrap_or(i64::MAX);
        let filter = AuditFilter {
            since: Some(At(now.0.saturating_sub(millis))),
            kinds: self.sort.kinds(),
            request: self.request.clone(),
            ..AuditFilter::default()
        };
        let rows = self.rows.iter().enumerate();
        rows.filter(|(_, row)| filter.passes(row) && says(row, text)).map(|(n, _)| n).collect()
    }

    pub(super) fn chosen(&self) -> Option<&AuditRow> {
        self.rows.get(*self.shown.get(self.cursor.at)?)
    }

    /// What is shown, as JSON and as CSV.
    pub(super) fn export(&self) -> Vec<Intent> {
        let rows: Vec<AuditRow> = self.shown.iter().filter_map(|n| self.rows.get(*n)).cloned().collect();
        let json = serde_json::to_string_pretty(&audit_json(&rows)).unwrap_or_default() + "\n";
        vec![
            Intent::Export { name: "access-audit.json".into(), text: json },
            Intent::Export { name: "access-audit.csv".into(), text: audit_csv(&rows) },
        ]
    }
}

/// The filter and heads, and the list.
pub(super) fn parts(body: Rect) -> (Rect, Rect) {
    let head = Rect { height: HEAD.min(body.height), ..body };
    (head, Rect { y: body.y + head.height, height: body.height - head.height, ..body })
}

fn says(row: &AuditRow, text: &str) -> bool {
    let request = row.request.as_ref().map(|request| request.as_str()).unwrap_or_default();
    let all = [row.who.as_str(), row.what.as_str(), row.detail.as_str(), row.kind.word(), request].join("\n");
    let all = all.to_lowercase();
    text.split_whitespace().all(|word| all.contains(word))
}
