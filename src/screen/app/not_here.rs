//! What a key says whose action cannot be done here and now.

use super::state::App;
use crate::domain::model::{Room, Tab};
use crate::domain::text::Clean;
use crate::platform::actions::{Action, Danger};
use crate::platform::gate::Decision;
use crate::platform::keys::Meaning;
use crate::screen::overlays::Tone;

impl App {
    /// What cannot be done here says so. The rest of its keys is taken together with the first: else
    /// they would be taken for keys of their own, and do what nobody asked for.
    pub(super) fn not_here(&mut self) {
        let meant = match &self.overlay {
            None if self.signing.sheet.is_none() => self.meant_here(),
            _ => Meaning::Nothing,
        };
        if meant == Meaning::Beginning {
            return;
        }
        self.pending = Default::default();
        if let Meaning::Action(meant) = meant
            && !self.is_there(meant)
        {
            let why = self.why_not(meant).map(|why| format!(": {why}")).unwrap_or_default();
            self.tell(Tone::Plain, Clean::line(&format!("{} is not possible here{why}", meant.spec().title)));
        }
    }

    /// What the keys mean: in this room, where they mean something in it, else anywhere.
    fn meant_here(&self) -> Meaning {
        let here = self.windows.room().map(|room| room.place(&self.ctx()));
        let word = here.map_or("", |here| match (here.tab, &here.subject) {
            (_, Some(_)) if here.room == Room::Templates => "wizard",
            (_, None) if here.room == Room::Tasks && !here.page.is_empty() => "task",
            (_, None) if here.room == Room::Access && here.page == "new" => "wizard",
            (_, None) if here.room == Room::Provisioning && !here.page.is_empty() => "provision",
            (Tab::Docs, Some(_)) => "reader",
            (Tab::Overview | Tab::Relations | Tab::Yaml, Some(_)) => "entity",
            (tab, Some(_)) => tab.word(),
            (_, None) => here.room.word(),
        });
        match self.keymap.resolve(&self.pending.keys, &|action| action.room() == word) {
            Meaning::Nothing => self.keymap.resolve(&self.pending.keys, &|_| true),
            meant => meant,
        }
    }

    /// Whether an action leads to where one is already.
    fn is_there(&self, action: Action) -> bool {
        let to = match action {
            Action::AppHome => Room::Home,
            Action::AppCatalog => Room::Catalog,
            Action::AppDocs => Room::Docs,
            Action::AppTemplates => Room::Templates,
            Action::AppTasks => Room::Tasks,
            Action::AppAccess => Room::Access,
            Action::AppCredentials => Room::Credentials,
            Action::AppProvisioning => Room::Provisioning,
            Action::AppProblems => Room::Problems,
            Action::AppJournal => Room::Journal,
            Action::AppIdentity => Room::Identity,
            _ => return false,
        };
        let here = self.windows.room().map(|room| room.place(&self.ctx()));
        here.is_some_and(|here| here.room == to && here.subject.is_none() && here.page.is_empty())
    }

    /// Why an action is kept away, where it is not for want of something to do it to.
    fn why_not(&self, action: Action) -> Option<Clean> {
        if let Some(leaves) = action.leaves().filter(|_| self.gate.is_restricted()) {
            return Some(leaves.refusal().into());
        }
        if self.gate.is_read_only() && action.spec().danger != Danger::Reads {
            let words =
                if self.must_read_only { "nothing is changed with --read-only" } else { "only reading is allowed now" };
            return Some(words.into());
        }
        match self.lets(action) {
            true => self.windows.room()?.why_not(action, &self.ctx()),
            false => self.lacking(action),
        }
    }

    /// What the gate says of the first thing that an action may not be done to.
    fn lacking(&self, action: Action) -> Option<Clean> {
        let things = if action.is_bulk() { self.subjects() } else { self.subject().into_iter().collect() };
        let (_, ruling) = self.gate.lacks(&action.needs(), things.first())?;
        // where it depends on the thing it is the thing that is missing
        (ruling.decision != Decision::Each).then_some(ruling.because)
    }
}
