//! What vaults lend: who one is there, what was lent and how long it lasts, by which roles more is lent, and where
//! secrets are. A password is shown after a key, for a while, and nothing of it is kept.

mod lines;
mod update;
mod view;

use crate::domain::model::credential::{CredentialRole, Credentials, Lease, LeaseId, SecretPath};
use crate::domain::model::{At, EntityRef, Place, Room};
use crate::platform::credentials::SecretFolder;
use crate::platform::query::{Ask, CredentialsOf, SecretsIn, ShownLease, WhoAmI};
use crate::screen::ctx::Ctx;
use crate::screen::widgets::sheet::Sheet;
use ratatui::layout::Rect;
use std::sync::Arc;
use std::time::Duration;

/// How long a password is seen.
const SEEN: Duration = Duration::from_secs(30);

/// What vaults lend.
#[derive(Clone, Debug, Default)]
pub struct CredentialsRoom {
    of: Option<EntityRef>,
    sheet: Sheet,
    /// The folder of secrets that is open.
    folder: Option<SecretFolder>,
    credentials: Option<Arc<Credentials>>,
    /// The lease whose password is seen, and until when.
    showing: Option<(LeaseId, At)>,
    /// The lease whose password goes to the clipboard as soon as it is there.
    copying: Option<LeaseId>,
    /// The latest moment that was seen: a clock that is set back hides what is shown.
    latest: At,
}

/// What a line of the sheet is about.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Item {
    Lease(Arc<Lease>),
    Role(CredentialRole),
    Path(SecretPath),
    /// One folder up, or none open any more.
    Up,
}

impl CredentialsRoom {
    /// The room as a link says: for an entity or at all; `vault`, `mount` and `path` are an open folder.
    pub fn open(place: &Place) -> Self {
        let said = |name: &str| place.param(name).map(str::to_owned);
        let folder = said("vault").zip(said("mount")).map(|(vault, mount)| {
            let path = said("path").unwrap_or_default();
            SecretFolder { vault: vault.into(), mount, path }
        });
        Self { of: place.subject.clone(), folder, ..Self::default() }
    }

    fn here(&self) -> Place {
        let parts = self.folder.iter().flat_map(|folder| {
            [("vault", &*folder.vault), ("mount", folder.mount.as_str()), ("path", folder.path.as_str())]
        });
        let query = parts.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Place { query, ..self.start() }
    }

    fn start(&self) -> Place {
        Place { subject: self.of.clone(), ..Place::room(Room::Credentials) }
    }

    fn question(&self) -> CredentialsOf {
        CredentialsOf { of: self.of.clone() }
    }

    fn folder_question(&self) -> Option<SecretsIn> {
        self.folder.clone().map(|folder| SecretsIn { folder })
    }

    /// The secrets that are wanted: only while they are looked at, or until they are copied.
    fn secrets(&self) -> impl Iterator<Item = ShownLease> {
        let shown = self.showing.as_ref().map(|(lease, _)| lease);
        let copied = self.copying.as_ref().filter(|lease| Some(*lease) != shown);
        shown.into_iter().chain(copied).map(|lease| ShownLease { lease: lease.clone() })
    }

    fn wanted(&self) -> Vec<Ask> {
        // rules are about who one is
        let mut wants: Vec<Ask> = vec![WhoAmI {}.into(), self.question().into()];
        wants.extend(self.folder_question().map(Ask::from));
        wants.extend(self.secrets().map(Ask::from));
        wants
    }

    fn take_in(&mut self, ctx: &Ctx<'_>) {
        if let Some(credentials) = ctx.store.get(&self.question()).answer() {
            self.credentials = Some(Arc::clone(credentials));
        }
        self.hide_in_time(ctx.now);
        let columns = usize::from(self.sheet_area(ctx.body).width.saturating_sub(3));
        let lines = lines::of(self, ctx, columns);
        self.sheet.set(lines, usize::from(self.sheet_area(ctx.body).height));
    }

    /// Nothing is seen beyond its time, nor of a lease that has ended.
    fn hide_in_time(&mut self, now: At) {
        if now < self.latest {
            self.hide();
        }
        self.latest = now;
        let is_live = |id: &LeaseId| self.lease(id).is_some_and(|lease| lease.is_live(now));
        let is_seen = self.showing.as_ref().is_some_and(|(id, until)| now < *until && is_live(id));
        let is_copied = self.copying.as_ref().is_some_and(is_live);
        if !is_seen {
            self.showing = None;
        }
        if !is_copied {
            self.copying = None;
        }
    }

    fn hide(&mut self) {
        (self.showing, self.copying) = (None, None);
    }

    fn lease(&self, id: &LeaseId) -> Option<&Arc<Lease>> {
        self.credentials.as_ref()?.leases.iter().find(|lease| lease.id == *id)
    }

    /// Shows a password, or hides it again.
    fn show_or_hide(&mut self, lease: &Lease, now: At) {
        let is_seen = self.showing.as_ref().is_some_and(|(id, _)| *id == lease.id);
        self.showing = (!is_seen).then(|| (lease.id.clone(), now.after(SEEN).min(lease.expires_at)));
    }

    /// Where the lines are; below them the password, while it is seen.
    fn sheet_area(&self, body: Rect) -> Rect {
        Rect { height: body.height - self.below(body), ..body }
    }

    fn shown_area(&self, body: Rect) -> Rect {
        let height = self.below(body);
        Rect { y: body.bottom() - height, height, ..body }
    }

    /// A rule, who, and rows for the secrets.
    fn below(&self, body: Rect) -> u16 {
        if self.showing.is_some() { 6.min(body.height) } else { 0 }
    }
}
