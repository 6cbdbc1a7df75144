//! What a rule keeps from being read is neither asked nor shown; instead of it stands why.

use super::state::{App, Effect};
use crate::domain::model::EntityRef;
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::query::{Ask, Rows, WhoAmI};

impl App {
    /// Of what is wanted, all that may be asked now.
    pub(super) fn readable(&self, mut wants: Vec<Ask>) -> Vec<Ask> {
        let waits = self.awaits_who();
        wants.retain(|ask| match about(ask) {
            None => true,
            Some(on) => self.gate.bars_reading(on).is_none() && !(waits && self.gate.asks_who_for_reading(on)),
        });
        wants
    }

    /// Puts in the place of what may not be read why not. Where it was shown until now the screen
    /// begins anew, so that nothing of it stays anywhere.
    pub(super) fn bar_reading(&mut self) -> Vec<Effect> {
        if !self.gate.may_bar_reading() {
            return Vec::new();
        }
        let barred: Vec<(Ask, Fault)> = self.wants().into_iter().filter_map(|ask| self.barred(ask)).collect();
        let is_barred = self.gate.bars_reading(None).is_some();
        let was_shown = is_barred && self.store.listing().is_some();
        let gate = &self.gate;
        let jobs = self.store.withhold(|ask| about(ask).is_some_and(|on| gate.bars_reading(on).is_some()), barred);
        let mut effects: Vec<Effect> = jobs.into_iter().map(Effect::Job).collect();
        if was_shown && self.now >= self.settles_until {
            let told = vec![Clean::from("you are no longer allowed to read the catalog")];
            effects.push(Effect::Reopen { told, forget: false });
        }
        effects
    }

    fn barred(&self, ask: Ask) -> Option<(Ask, Fault)> {
        let fault = self.gate.bars_reading(about(&ask)?)?;
        Some((ask, fault))
    }

    /// Whether it is still to be found out for the first time who one is. Where that fails, reading
    /// goes on.
    fn awaits_who(&self) -> bool {
        let who = self.store.get(&WhoAmI {});
        who.fault.is_none() && (who.in_flight || who.answer().is_none())
    }
}

/// Whether a question reads the catalog, and of which entity; of all where it is about no single one.
fn about(ask: &Ask) -> Option<Option<&EntityRef>> {
    match ask {
        Ask::Rows(Rows {}) | Ask::FreshRows(_) | Ask::Select(_) | Ask::FieldValues(_) => Some(None),
        Ask::Problems(_) | Ask::Search(_) | Ask::AtFolder(_) => Some(None),
        Ask::ByRef(query) => Some(Some(&query.reference)),
        Ask::Timeline(query) => Some(Some(&query.reference)),
        Ask::DescriptorAt(query) => Some(Some(&query.reference)),
        Ask::SourceOf(query) => Some(Some(&query.reference)),
        Ask::DocsSite(query) => Some(Some(&query.of)),
        Ask::DocsPage(query) => Some(Some(&query.of)),
        Ask::DocsIndex(query) => Some(Some(&query.of)),
        Ask::DocsPicture(query) => Some(Some(&query.of)),
        Ask::DocsBuilding(query) => Some(Some(&query.of)),
        Ask::DocsFindings(query) => Some(Some(&query.of)),
        Ask::Define(query) => Some(Some(query.entity.0.reference())),
        Ask::WhoAmI(_) | Ask::Permitted(_) | Ask::WaysIn(_) | Ask::SigningIn(_) | Ask::Deeds(_) => None,
        Ask::FormOf(query) => Some(Some(&query.template)),
        // tasks have capabilities of their own, and drafts are the user's
        Ask::Tasks(_) | Ask::TaskById(_) | Ask::TryOut(_) | Ask::Drafts(_) => None,
        Ask::RuntimeOf(query) => Some(Some(&query.reference)),
        Ask::DeliveryOf(query) => Some(Some(&query.reference)),
        Ask::PullsOf(query) => Some(Some(&query.reference)),
        // the systems themselves say who may see these
        Ask::Provided(_) | Ask::ProvisionById(_) | Ask::Logs(_) | Ask::PullById(_) | Ask::QuotasAt(_) => None,
        Ask::AppById(_) | Ask::AppDiff(_) | Ask::RunById(_) => None,
        Ask::AccessAsked(_) | Ask::RequestById(_) | Ask::Accessible(_) | Ask::SessionsOf(_) => None,
        Ask::ConnectionOf(_) | Ask::PlayingOf(_) => None,
        Ask::CredentialsOf(_) | Ask::ShownLease(_) | Ask::SecretsIn(_) => None,
        // what the user names is theirs
        Ask::FileAt(_) => None,
        // the index was read before
        Ask::DocsFound(_) => None,
        // the page is held already
        Ask::DocsInside(_) => None,
        // what is to be done has capabilities of its own
        Ask::Foresee(_) | Ask::Verdict(_) => None,
    }
}
