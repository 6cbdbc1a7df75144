use super::lines::{folder, is_folder, item};
use super::{CredentialsRoom, Item};
use crate::domain::model::credential::{CredentialRole, Lease};
use crate::domain::model::{At, EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::command::Command;
use crate::platform::credentials::SecretFolder;
use crate::platform::query::{Ask, ShownLease};
use crate::screen::ctx::Ctx;
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, Pane, movement};
use crate::screen::widgets::countdown;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use std::sync::Arc;

impl Pane for CredentialsRoom {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        let of = self.of.as_ref().map(|of| Clean::line(of.as_str()));
        std::iter::once("Credentials".into()).chain(of).collect()
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.here()
    }

    fn wants(&self, _ctx: &Ctx<'_>) -> Vec<Ask> {
        self.wanted()
    }

    fn offers(&self, action: Action, ctx: &Ctx<'_>) -> bool {
        let lease = self.live(ctx);
        match action {
            Action::ListOpen => match item(self, ctx) {
                Some(Item::Path(path)) => is_folder(&path) || !path.address.is_empty(),
                Some(Item::Up) => true,
                Some(Item::Lease(_)) => lease.is_some(),
                Some(Item::Role(_)) | None => false,
            },
            Action::ListNextPart | Action::ListPreviousPart => false,
            Action::CredentialsLend => self.role(ctx).is_some(),
            Action::CredentialsShow => lease.is_some() || self.showing.is_some(),
            Action::CredentialsCopy | Action::CredentialsRevoke => lease.is_some(),
            Action::CredentialsRenew => lease.is_some_and(|lease| lease.renewable),
            Action::AccessCopyCommand => lease.is_some_and(|lease| lease.connect.is_some()),
            Action::CredentialsOpen => matches!(item(self, ctx), Some(Item::Path(path)) if !path.address.is_empty()),
            _ => action.room() == "list",
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(to) = movement(action) {
            let height = usize::from(self.sheet_area(ctx.body).height);
            self.sheet.go(to, height);
            return Vec::new();
        }
        match action {
            Action::ListOpen => return self.follow(ctx),
            Action::CredentialsLend => return self.lend(ctx).into_iter().collect(),
            Action::CredentialsShow => self.show(ctx),
            Action::CredentialsCopy => self.copying = self.live(ctx).map(|lease| lease.id.clone()),
            Action::CredentialsRenew => return self.on_lease(ctx, |lease| Command::RenewLease(lease.id.clone())),
            Action::CredentialsRevoke => return self.on_lease(ctx, |lease| Command::RevokeLease(lease.id.clone())),
            Action::AccessCopyCommand => {
                let line = self.live(ctx).and_then(|lease| lease.connect.as_ref()?.quoted());
                return line.map(|line| Intent::Copy(line.to_string())).into_iter().collect();
            }
            Action::CredentialsOpen => {
                if let Some(Item::Path(path)) = item(self, ctx) {
                    return vec![Intent::Open(path.address)];
                }
            }
            _ => {}
        }
        Vec::new()
    }

    fn title_of(&self, action: Action, ctx: &Ctx<'_>) -> Option<&'static str> {
        match (action, item(self, ctx)) {
            (Action::ListOpen, Some(Item::Lease(_))) => Some("Show or hide"),
            (Action::ListOpen, Some(Item::Up)) => Some("One folder up"),
            _ => None,
        }
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        let area = self.sheet_area(ctx.body);
        let height = usize::from(area.height);
        match mouse.did {
            MouseDid::WheelDown => self.sheet.scroll(3, height),
            MouseDid::WheelUp => self.sheet.scroll(-3, height),
            MouseDid::Click if area.contains((mouse.column, mouse.row).into()) => {
                let before = self.sheet.target().cloned();
                let is_again = self.sheet.click(usize::from(mouse.row - area.y))
                    && self.sheet.target().cloned() == before
                    // a password is shown after a key, not after a click that missed
                    && !matches!(item(self, ctx), Some(Item::Lease(_)));
                if is_again && self.offers(Action::ListOpen, ctx) {
                    return self.follow(ctx);
                }
            }
            MouseDid::Click => {}
        }
        Vec::new()
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        self.take_in(ctx);
    }

    fn due(&mut self, ctx: &Ctx<'_>) -> Vec<Intent> {
        let Some(lease) = self.copying.clone() else { return Vec::new() };
        let remote = ctx.store.get(&ShownLease { lease });
        let told = match (remote.answer(), remote.fault) {
            (Some(shown), _) => {
                let password =
                    shown.fields.iter().find(|(name, _)| name.as_str() == "password").or(shown.fields.first());
                password.map(|(_, secret)| Intent::CopySecret(secret.clone()))
            }
            (None, Some(fault)) => Some(Intent::Tell(Clean::line(&fault.to_string()))),
            (None, None) => return Vec::new(),
        };
        self.copying = None;
        told.into_iter().collect()
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        self.of.clone()
    }

    fn things(&self, _ctx: &Ctx<'_>) -> Vec<EntityRef> {
        Vec::new()
    }

    /// Nothing of a secret is held while nobody sees it.
    fn leave(&mut self) {
        self.hide();
    }

    /// When something that is seen changes: the time left of leases, and of a password that is shown.
    fn wake(&self, ctx: &Ctx<'_>) -> Option<At> {
        let credentials = self.credentials.as_ref()?;
        let leases = credentials.leases.iter().filter(|lease| lease.is_live(ctx.now));
        let leases = leases.filter_map(|lease| countdown::changes(lease.expires_at, ctx.now));
        let vaults = credentials.vaults.iter().filter_map(|vault| countdown::coarse_changes(vault.until?, ctx.now));
        let shown = self.showing.as_ref().and_then(|(_, until)| countdown::changes(*until, ctx.now));
        leases.chain(vaults).chain(shown).min()
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        self.paint(ctx, buf);
        None
    }
}

impl CredentialsRoom {
    /// The lease under the cursor, when it is live.
    fn live(&self, ctx: &Ctx<'_>) -> Option<Arc<Lease>> {
        match item(self, ctx)? {
            Item::Lease(lease) => Some(lease).filter(|lease| lease.is_live(ctx.now)),
            _ => None,
        }
    }

    fn role(&self, ctx: &Ctx<'_>) -> Option<CredentialRole> {
        match item(self, ctx)? {
            Item::Role(role) => Some(role),
            _ => None,
        }
    }

    fn lend(&self, ctx: &Ctx<'_>) -> Option<Intent> {
        let role = self.role(ctx)?;
        Some(Intent::Confirm(Command::LendCredential { role, entity: self.of.clone() }))
    }

    fn on_lease(&self, ctx: &Ctx<'_>, command: impl FnOnce(&Lease) -> Command) -> Vec<Intent> {
        self.live(ctx).map(|lease| Intent::Confirm(command(&lease))).into_iter().collect()
    }

    /// Shows the password of the lease under the cursor, or hides what is shown.
    fn show(&mut self, ctx: &Ctx<'_>) {
        match self.live(ctx) {
            Some(lease) => self.show_or_hide(&lease, ctx.now),
            None => self.showing = None,
        }
    }

    fn follow(&mut self, ctx: &Ctx<'_>) -> Vec<Intent> {
        match item(self, ctx) {
            Some(Item::Lease(_)) => self.show(ctx),
            Some(Item::Path(path)) if is_folder(&path) => self.folder = Some(folder(&path)),
            Some(Item::Path(path)) if !path.address.is_empty() => return vec![Intent::Open(path.address)],
            Some(Item::Up) => self.folder = self.folder.take().and_then(above),
            _ => {}
        }
        Vec::new()
    }
}

/// The folder that a folder is in; `None` for a mount.
fn above(folder: SecretFolder) -> Option<SecretFolder> {
    let inner = folder.path.strip_suffix('/')?;
    let path = inner.rsplit_once('/').map(|(above, _)| format!("{above}/")).unwrap_or_default();
    Some(SecretFolder { path, ..folder })
}
