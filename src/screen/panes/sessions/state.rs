use crate::domain::document::Line;
use crate::domain::model::access::{AccessSession, AccessSessions, AccessWay, SessionId, SessionStage};
use crate::domain::model::{At, EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::access::SessionFilter;
use crate::platform::actions::Action;
use crate::platform::programs::Errand;
use crate::platform::query::{AccessAsked, Ask, PlayingOf, SessionsOf, WhoAmI};
use crate::platform::store::Remote;
use crate::screen::ctx::Ctx;
use crate::screen::panes::{Intent, granted, stages};
use crate::screen::widgets::cursor::Cursor;
use crate::screen::widgets::filter::Filter;
use ratatui::layout::Rect;
use std::sync::Arc;

/// Days that are looked back where the link says nothing.
const DAYS: u32 = 7;
/// The filter, and the heads of the columns.
const HEAD: u16 = 2;
/// Rows at the foot at most.
const FOOT: usize = 3;
/// What a list of sessions is about.
const WAYS: [AccessWay; 2] = [AccessWay::Sessions, AccessWay::Recordings];

/// Which sessions are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stage {
    #[default]
    Any,
    /// They go on.
    Active,
    /// They are over.
    Past,
}

impl Stage {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Active => "active",
            Self::Past => "past",
        }
    }

    pub(super) fn next(self) -> Self {
        match self {
            Self::Any => Self::Active,
            Self::Active => Self::Past,
            Self::Past => Self::Any,
        }
    }
}

/// Sessions of access, as a list.
#[derive(Clone, Debug, Default)]
pub struct SessionsRoom {
    pub(super) filter: Filter,
    /// Only those to this entity.
    pub(super) entity: Option<EntityRef>,
    /// Only the user's own.
    pub(super) mine: bool,
    pub(super) stage: Stage,
    days: u32,
    pub(super) cursor: Cursor,
    at: Option<SessionId>,
    /// By their place in the answer.
    pub(super) shown: Vec<usize>,
    pub(super) answer: Option<Arc<AccessSessions>>,
    made_of: Option<(String, Stage)>,
    /// The recording that is to be played, once it is known how.
    pub(super) playing: Option<SessionId>,
    left_at: usize,
}

impl SessionsRoom {
    /// The room as a link says: `q` is the filter, `of` an entity or `mine`, `state` is `active` or `past`, `days` how far
    /// one looks back.
    pub fn open(place: &Place) -> Self {
        let stage = match place.param("state") {
            Some("active") => Stage::Active,
            Some("past") => Stage::Past,
            _ => Stage::Any,
        };
        let of = place.param("of");
        Self {
            filter: Filter::holding(place.param("q").unwrap_or_default()),
            entity: of.and_then(|of| of.parse().ok()),
            mine: of == Some("mine"),
            stage,
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
        let of = self.entity.as_ref().map(ToString::to_string).or_else(|| self.mine.then(|| "mine".to_owned()));
        let parts = [
            ("q", Some(self.filter.text().to_owned()).filter(|text| !text.is_empty())),
            ("of", of),
            ("state", Some(self.stage.word().to_owned()).filter(|_| self.stage != Stage::Any)),
            ("days", Some(self.days.to_string()).filter(|_| self.days != DAYS)),
        ];
        let query = parts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Place { query: query.collect(), ..Place::access("sessions") }
    }

    fn question(&self) -> SessionsOf {
        SessionsOf { wanted: SessionFilter { entity: self.entity.clone(), mine: self.mine, days: self.days } }
    }

    pub(super) fn wanted(&self) -> Vec<Ask> {
        let mut wants: Vec<Ask> = vec![WhoAmI {}.into(), AccessAsked {}.into(), self.question().into()];
        wants.extend(self.playing.clone().map(|id| PlayingOf { id }.into()));
        wants
    }

    pub(super) fn remote<'a>(&self, ctx: &Ctx<'a>) -> Remote<'a, AccessSessions> {
        ctx.store.get(&self.question())
    }

    pub(super) fn take_in(&mut self, ctx: &Ctx<'_>) {
        let answer = self.remote(ctx).answer().cloned();
        let is_same = match (&self.answer, &answer) {
            (Some(known), Some(new)) => Arc::ptr_eq(known, new),
            (None, None) => true,
            _ => false,
        };
        let made_of = (self.filter.text().to_owned(), self.stage);
        if !is_same || self.made_of.as_ref() != Some(&made_of) {
            self.answer = answer;
            self.shown = self.answer.as_ref().map(|all| narrowed(all, &made_of.0, self.stage)).unwrap_or_default();
            self.made_of = Some(made_of);
            let found = self.shown.iter().position(|n| self.one(*n).map(|one| &one.id) == self.at.as_ref());
            self.cursor.at = found.unwrap_or(self.cursor.at);
        }
        if self.left_at > 0 && self.left_at < self.shown.len() {
            (self.cursor.at, self.cursor.top) = (self.left_at, self.left_at);
            self.left_at = 0;
        }
        self.cursor.settle(self.shown.len(), self.height(ctx));
        self.remember();
    }

    pub(super) fn remember(&mut self) {
        if let Some(id) = self.chosen().map(|one| one.id.clone()) {
            self.at = Some(id);
        }
    }

    pub(super) fn one(&self, n: usize) -> Option<&Arc<AccessSession>> {
        self.answer.as_ref()?.sessions.get(n)
    }

    pub(super) fn chosen(&self) -> Option<&Arc<AccessSession>> {
        self.one(*self.shown.get(self.cursor.at)?)
    }

    pub(super) fn height(&self, ctx: &Ctx<'_>) -> usize {
        usize::from(self.parts(ctx).1.height)
    }

    /// The filter and heads, the list, and what is said below.
    pub(super) fn parts(&self, ctx: &Ctx<'_>) -> (Rect, Rect, Rect) {
        let body = ctx.body;
        let head = Rect { height: HEAD.min(body.height), ..body };
        let said =
            if self.shown.is_empty() { 0 } else { self.said(ctx, usize::from(body.width.saturating_sub(3))).len() };
        let wanted = u16::try_from(said.min(FOOT)).unwrap_or(0);
        let foot = if body.height > HEAD + wanted + 2 { wanted } else { 0 };
        let list = Rect { y: body.y + head.height, height: body.height - head.height - foot, ..body };
        (head, list, Rect { y: list.bottom(), height: foot, ..body })
    }

    /// What the system cannot do about sessions, and what is not known.
    pub(super) fn said(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        if let Some(ways) = granted::ways(ctx) {
            if granted::is_out(ways) {
                lines.extend(granted::out_lines(ways, columns));
            }
            lines.extend(granted::lack_lines(ways, &WAYS, columns));
        }
        let sources = self.answer.iter().flat_map(|all| &all.sources).filter(|source| stages::is_to_tell(source));
        for (words, role) in sources.map(stages::source) {
            lines.extend(granted::wrapped(&words, role, columns));
        }
        lines
    }

    /// How the recording that was asked for is played, once that is known; or why it is not.
    pub(super) fn play(&mut self, ctx: &Ctx<'_>) -> Option<Intent> {
        let id = self.playing.clone()?;
        let remote = ctx.store.get(&PlayingOf { id: id.clone() });
        if remote.in_flight || (remote.answer().is_none() && remote.fault.is_none()) {
            return None;
        }
        self.playing = None;
        let commands = remote.answer().map(|it| it.commands.clone()).unwrap_or_default();
        Some(match remote.fault {
            Some(fault) => Intent::Tell(Clean::line(&fault.to_string())),
            None if commands.is_empty() => Intent::Tell("there is nothing to play of it".into()),
            None if !ctx.gate.runs(&commands) => {
                Intent::Tell("the administrator's list does not have the command that plays it".into())
            }
            None => {
                let target = Clean::line(&format!("session/{id}"));
                Intent::Program(Errand { action: Action::AccessPlay, target, commands })
            }
        })
    }

    /// What goes on is counted in minutes.
    pub(super) fn changes(&self, ctx: &Ctx<'_>) -> Option<At> {
        let is_any = !self.shown.is_empty();
        is_any.then(|| ctx.now.after(std::time::Duration::from_secs(60)))
    }
}

fn narrowed(all: &AccessSessions, text: &str, stage: Stage) -> Vec<usize> {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let fits = |session: &AccessSession| match stage {
        Stage::Any => true,
        Stage::Active => session.stage != SessionStage::Ended,
        Stage::Past => session.stage == SessionStage::Ended,
    };
    let says = |session: &AccessSession| {
        let mut parts =
            vec![session.id.as_str(), session.target.as_str(), session.user.as_str(), session.login.as_str()];
        parts.push(session.kind.word());
        parts.extend(session.request.iter().map(|request| request.as_str()));
        parts.extend(session.participants.iter().map(Clean::as_str));
        let all = parts.join("\n").to_lowercase();
        words.iter().all(|word| all.contains(word.as_str()))
    };
    let sessions = all.sessions.iter().enumerate();
    sessions.filter(|(_, session)| fits(session) && says(session)).map(|(n, _)| n).collect()
}
