use crate::domain::document::{Line, Target};
use crate::domain::model::access::{AccessRequest, AccessSession, AccessState, AccessWays, Connection, RequestId};
use crate::domain::model::{At, Place};
use crate::platform::access::SessionFilter;
use crate::platform::actions::Action;
use crate::platform::programs::Errand;
use crate::platform::query::{AccessAsked, Ask, ConnectionOf, RequestById, SessionsOf, WhoAmI};
use crate::screen::ctx::Ctx;
use crate::screen::panes::granted;
use crate::screen::widgets::find::Find;
use crate::screen::widgets::sheet::Sheet;
use ratatui::layout::Rect;
use std::sync::Arc;

/// Days of the past that sessions are looked for in.
const DAYS: u32 = 30;
/// Longer lines are hard to read.
pub(super) const MEASURE: usize = 110;
/// The name to sign in with, in the link of a line that chooses it.
const LOGIN: &str = "login";

/// One request for access.
#[derive(Clone, Debug)]
pub struct RequestRoom {
    /// Its id, as the link names it.
    pub(super) id: Option<RequestId>,
    pub(super) page: String,
    pub(super) sheet: Sheet,
    pub(super) find: Find,
    /// The name to sign in with, once one was chosen.
    pub(super) login: Option<String>,
    pub(super) request: Option<Arc<AccessRequest>>,
}

impl RequestRoom {
    /// The room of the request that a place names.
    pub fn open(place: &Place) -> Self {
        Self {
            id: RequestId::parse(&place.page),
            page: place.page.clone(),
            sheet: Sheet::default(),
            find: Find::default(),
            login: place.param(LOGIN).map(str::to_owned),
            request: None,
        }
    }

    pub(super) fn here(&self) -> Place {
        Place::access(&self.page)
    }

    /// The place that chooses a name to sign in with.
    pub(super) fn with_login(&self, login: &str) -> Target {
        Target::Place(Place { query: vec![(LOGIN.to_owned(), login.to_owned())], ..self.here() })
    }

    /// The name that a line of this room chooses.
    pub(super) fn login_of<'p>(&self, place: &'p Place) -> Option<&'p str> {
        place.param(LOGIN).filter(|_| place.page == self.page && place.room == self.here().room)
    }

    pub(super) fn question(&self) -> Option<RequestById> {
        self.id.clone().map(|id| RequestById { id })
    }

    pub(super) fn wants(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        let mut wants: Vec<Ask> = vec![WhoAmI {}.into(), AccessAsked {}.into()];
        wants.extend(self.question().map(Ask::from));
        wants.extend(self.connecting(ctx).map(Ask::from));
        // what never was granted has no sessions
        if self.request.as_ref().is_some_and(|request| was_granted(request, ctx.now)) {
            wants.push(Self::sessions_question().into());
        }
        wants
    }

    /// How to connect is asked once there is something to connect with.
    pub(super) fn connecting(&self, ctx: &Ctx<'_>) -> Option<ConnectionOf> {
        let request = self.request.as_ref().filter(|request| request.is_mine)?;
        let is_granted = matches!(request.stands(ctx.now), AccessState::Approved | AccessState::Active);
        is_granted.then(|| ConnectionOf { id: request.id.clone(), login: self.login.clone() })
    }

    fn sessions_question() -> SessionsOf {
        SessionsOf { wanted: SessionFilter { entity: None, mine: false, days: DAYS } }
    }

    /// Sessions that came of it, as far as the system tells.
    pub(super) fn sessions(&self, ctx: &Ctx<'_>) -> Vec<Arc<AccessSession>> {
        let answer = ctx.store.get(&Self::sessions_question()).answer();
        let all = answer.into_iter().flat_map(|all| &all.sessions);
        all.filter(|session| session.request.is_some() && session.request == self.id).cloned().collect()
    }

    pub(super) fn connection<'a>(&self, ctx: &Ctx<'a>) -> Option<&'a Arc<Connection>> {
        ctx.store.get(&self.connecting(ctx)?).answer()
    }

    /// Whether what connects may be run as far as it takes the request into use first.
    pub(super) fn may_assume(&self, ctx: &Ctx<'_>) -> bool {
        let assumes = self.connection(ctx).is_some_and(|connection| connection.assumes);
        !assumes || ctx.gate.lets(Action::AccessAssume)
    }

    /// What connects; nothing where it is only played.
    pub(super) fn errand(&self, ctx: &Ctx<'_>) -> Option<Errand> {
        let connection = self.connection(ctx).filter(|it| !it.simulated && !it.commands.is_empty())?;
        let target = crate::domain::text::Clean::line(&format!("request/{}", self.page));
        Some(Errand { action: Action::AccessConnect, target, commands: connection.commands.clone() })
    }

    pub(super) fn ways<'a>(ctx: &Ctx<'a>) -> Option<&'a AccessWays> {
        granted::ways(ctx)
    }

    pub(super) fn page(&self, ctx: &Ctx<'_>) -> Rect {
        let body = ctx.body;
        self.find.above(Rect { x: body.x + 1.min(body.width), width: body.width.saturating_sub(1), ..body })
    }

    pub(super) fn take_in(&mut self, ctx: &Ctx<'_>) {
        let remote = self.question().map(|question| ctx.store.get(&question));
        if let Some(answer) = remote.and_then(|remote| remote.answer()) {
            self.request = Some(Arc::clone(answer));
        } else if self.request.is_none() {
            // the list may have it already
            let listed = ctx.store.get(&AccessAsked {}).answer();
            self.request = listed.and_then(|all| all.find(&self.page)).cloned();
        }
        let page = self.page(ctx);
        let columns = usize::from(page.width.saturating_sub(3)).min(MEASURE);
        let lines: Vec<Line> = self.lines(ctx, columns);
        self.sheet.set(lines, usize::from(page.height));
    }

    pub(super) fn look_for(&mut self) {
        let text = self.find.text().to_owned();
        self.sheet.find(&text);
    }

    pub(super) fn changes(&self, ctx: &Ctx<'_>) -> Option<At> {
        let request = self.request.as_ref()?;
        let minute = ctx.now.after(std::time::Duration::from_secs(60));
        // ages are told in minutes; what is left of the last one in seconds
        granted::changes(request, ctx.now).into_iter().chain([minute]).min().filter(|at| *at > ctx.now)
    }
}

/// Whether it was granted at some time.
pub(super) fn was_granted(request: &AccessRequest, now: At) -> bool {
    use AccessState::{Active, Approved, Expired, Revoked};
    matches!(request.stands(now), Approved | Active | Expired | Revoked)
}
