//! The review sheet: what an action would do to each of its targets, before it is done; then what
//! becomes of each, while it is done and after.
//!
//! It goes through its phases in one direction: what the action wants to know is asked, what it
//! would do is found out and shown, and on a yes it is done, one step after the other.

mod choices;
mod item;
mod view;

use crate::domain::document::Target as Leads;
use crate::domain::model::EntityRef;
use crate::domain::text::Clean;
use crate::platform::actions::{Action, Danger, Takes};
use crate::platform::command::Command;
use crate::platform::keys::Key;
use crate::platform::outcome::Outcome;
use crate::platform::plan::{Does, Target, prepare};
use crate::platform::query::{Ask, Foresee, Rows};
use crate::screen::ctx::Ctx;
use crate::screen::overlays::menu::Menu;
use crate::screen::widgets::cursor::Move;
use crate::screen::widgets::prompt::Prompt;
use crate::screen::widgets::sheet::Sheet;
use item::Item;

/// Forecasts that are on their way at once.
const TOGETHER: usize = 8;

/// Something that the action wants to know, and what is typed for it.
#[derive(Clone, Debug)]
struct Field {
    name: &'static str,
    why: &'static str,
    required: bool,
    prompt: Prompt,
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// The field of that number is being typed.
    Asking(usize),
    /// What would be done is shown.
    Shown,
    /// It is being done.
    Running,
    /// All that was to be done has ended.
    Over,
}

/// The review of one action over its targets.
#[derive(Clone, Debug)]
pub struct Review {
    action: Action,
    targets: Vec<EntityRef>,
    /// The one thing that it is about, where that is no entity.
    thing: Option<Target>,
    fields: Vec<Field>,
    phase: Phase,
    items: Vec<Item>,
    /// Why what was typed will not do.
    wrong: Option<Clean>,
    choices: Menu,
    sheet: Sheet,
    /// No further step is begun.
    stopped: bool,
    /// What lines and choices were made of.
    made: Option<view::MadeOf>,
    chosen_for: Option<(String, u64)>,
}

impl Review {
    /// Begins the review of an action over some entities; over none where it takes an address.
    pub fn new(action: Action, targets: Vec<EntityRef>) -> Self {
        let address = Field {
            name: "address",
            why: "The address of a descriptor: https://git.example/acme/shop/blob/main/catalog-info.yaml",
            required: true,
            prompt: Prompt::default(),
        };
        let asked = action.parameters().iter().map(|parameter| Field {
            name: parameter.name,
            why: parameter.why,
            required: parameter.required,
            prompt: Prompt::default(),
        });
        let address = (action.takes() == Takes::Addresses).then_some(address);
        let mut review = Self {
            action,
            targets,
            thing: None,
            fields: address.into_iter().chain(asked).collect(),
            phase: Phase::Asking(0),
            items: Vec::new(),
            wrong: None,
            choices: Menu::default(),
            sheet: Sheet::default(),
            stopped: false,
            made: None,
            chosen_for: None,
        };
        if review.fields.is_empty() {
            review.plan();
        }
        review
    }

    /// Begins the review of an action over one thing that is no entity: which one it is need not be asked.
    pub fn of_target(action: Action, thing: Target) -> Self {
        let mut review = Self::new(action, thing.entity().cloned().into_iter().collect());
        review.fields.retain(|field| field.name != "app");
        review.thing = Some(thing);
        if review.fields.is_empty() {
            review.plan();
        }
        review
    }

    /// The review of one command, with nothing left to ask.
    pub fn of_command(command: Command) -> Self {
        let targets: Vec<EntityRef> = command.entity().cloned().into_iter().collect();
        let items = vec![Item::of(command.target(), command.clone())];
        let review = Self::new(command.action(), targets);
        Self { fields: Vec::new(), phase: Phase::Shown, items, wrong: None, ..review }
    }

    /// The heading of the sheet.
    pub fn title(&self) -> &'static str {
        self.action.spec().title
    }

    /// The commands that it is about.
    pub fn commands(&self) -> impl Iterator<Item = &Command> {
        self.items.iter().map(Item::command)
    }

    /// The action that is reviewed.
    pub fn action(&self) -> Action {
        self.action
    }

    /// Whether keys are being typed.
    pub fn typing(&self) -> bool {
        matches!(self.phase, Phase::Asking(_))
    }

    /// Whether a yes would do something now.
    pub fn can_confirm(&self) -> bool {
        self.phase == Phase::Shown
            && self.items.iter().any(Item::is_ready)
            && self.items.iter().all(|item| !item.is_open())
    }

    /// Whether enter means something now.
    pub fn can_enter(&self) -> bool {
        match self.phase {
            Phase::Asking(_) => true,
            Phase::Shown => self.can_confirm() && self.action.spec().danger != Danger::Destroys,
            _ => false,
        }
    }

    /// What enter does now.
    pub fn enter_title(&self) -> &'static str {
        match self.phase {
            Phase::Asking(at) if at + 1 < self.fields.len() => "Next",
            Phase::Asking(_) => "Show what it does",
            _ => "Do it",
        }
    }

    /// What leaving does now.
    pub fn leave_title(&self) -> &'static str {
        match self.phase {
            Phase::Asking(at) if at > 0 => "Back",
            Phase::Running if !self.stopped => "Stop after this one",
            Phase::Running => "Wait for this one",
            Phase::Over => "Close",
            _ => "Leave it",
        }
    }

    /// Whether there is a descriptor to go back to.
    pub fn can_edit(&self) -> bool {
        self.action == Action::EntityCommit && self.phase == Phase::Shown && self.items.len() == 1
    }

    /// The line of the descriptor where something is wrong.
    pub fn wrong_line(&self) -> Option<usize> {
        let lines = self.items.iter().filter_map(Item::forecast).flat_map(|forecast| &forecast.lines);
        lines.filter_map(|line| line.target.as_ref()).find_map(|target| match target {
            Leads::File(_, line) => Some(*line),
            _ => None,
        })
    }

    /// The one entity that it is about, where it is about one.
    pub fn subject(&self) -> Option<&EntityRef> {
        self.targets.first().filter(|_| self.targets.len() == 1)
    }

    /// Takes a key that is typed.
    pub fn type_key(&mut self, key: Key) {
        if let Some(field) = self.field_mut() {
            field.prompt.key(key);
            self.wrong = None;
        }
    }

    /// Takes text that was pasted.
    pub fn paste(&mut self, text: &str) {
        if let Some(field) = self.field_mut() {
            field.prompt.paste(text);
            self.wrong = None;
        }
    }

    /// Moves over the choices, or reads on.
    pub fn go(&mut self, to: Move, height: usize) {
        match self.phase {
            Phase::Asking(_) => self.choices.go(to, height),
            _ => self.sheet.go(to, height),
        }
    }

    /// Takes the chosen completion into the field.
    pub fn complete(&mut self) {
        let Some(chosen) = self.choice() else { return };
        if let Some(field) = self.field_mut() {
            field.prompt = Prompt::holding(&chosen);
        }
    }

    /// Enter: what is typed is taken; what is shown is done where nothing is lost by that. The first
    /// command to send, if it begins.
    pub fn enter(&mut self) -> Option<Command> {
        match self.phase {
            Phase::Asking(at) => {
                self.take_field(at);
                None
            }
            // what takes something away wants a key of its own
            Phase::Shown if self.action.spec().danger != Danger::Destroys => self.confirm(),
            _ => None,
        }
    }

    /// A yes. The first command to send.
    pub fn confirm(&mut self) -> Option<Command> {
        if !self.can_confirm() {
            return None;
        }
        self.phase = Phase::Running;
        self.next()
    }

    /// Escape: a step back, or away. Whether the sheet is to close.
    pub fn leave(&mut self) -> bool {
        match self.phase {
            Phase::Asking(at) if at > 0 => {
                self.phase = Phase::Asking(at - 1);
                false
            }
            Phase::Running => {
                self.stopped = true;
                false
            }
            _ => true,
        }
    }

    /// A command ended; the next to send. `None` too when it was none of this sheet's.
    pub fn ended(&mut self, command: &Command, outcome: &Outcome) -> Option<Command> {
        self.items.iter_mut().find(|item| item.is_running(command))?.end(outcome.clone());
        self.next()
    }

    /// What has to be known: what is found out is kept here, and not asked for any longer.
    pub fn wants(&self) -> Vec<Ask> {
        let open = self.items.iter().filter(|item| item.is_open() && self.phase == Phase::Shown);
        let asks = open.filter_map(Item::asks).take(TOGETHER).map(|command| Foresee { command }.into());
        std::iter::once(Rows {}.into()).chain(asks).collect()
    }

    /// The entities that it is about.
    pub fn targets(&self) -> &[EntityRef] {
        &self.targets
    }

    /// Takes in what has become known. What the gate does not let through is left out.
    /// `asking` says that the portal is being asked about permissions.
    pub fn settle(&mut self, ctx: &Ctx<'_>, asking: bool, (columns, height): (usize, usize)) {
        self.items.iter_mut().for_each(|item| item.judge(ctx.gate, asking));
        for item in self.items.iter_mut().filter(|item| item.is_open()) {
            item.settle(ctx);
        }
        self.settle_choices(ctx);
        self.remake(ctx, columns, height);
    }

    fn field_mut(&mut self) -> Option<&mut Field> {
        match self.phase {
            Phase::Asking(at) => self.fields.get_mut(at),
            _ => None,
        }
    }

    fn take_field(&mut self, at: usize) {
        self.complete();
        let Some(field) = self.fields.get(at) else { return };
        if field.required && field.prompt.text().trim().is_empty() {
            self.wrong = Some(Clean::line(&format!("the {} is needed", field.name)));
            return;
        }
        match at + 1 < self.fields.len() {
            true => self.phase = Phase::Asking(at + 1),
            false => self.plan(),
        }
    }

    /// From what is known to the steps.
    fn plan(&mut self) {
        let typed = |name: &str| self.fields.iter().find(|field| field.name == name).map(|field| field.prompt.text());
        let targets: Vec<Target> = match (&self.thing, typed("address")) {
            (Some(thing), _) => vec![thing.clone()],
            (None, Some(address)) => vec![Target::Address(address.trim().to_owned())],
            (None, None) => self.targets.iter().cloned().map(Target::Entity).collect(),
        };
        let parameters = self.fields.iter().filter(|field| field.name != "address");
        let parameters: Vec<(String, String)> = parameters
            .map(|field| (field.name.to_owned(), field.prompt.text().trim().to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        match prepare(self.action, &targets, &parameters) {
            Ok(steps) => {
                let commands = steps.into_iter().filter_map(|step| match step.does {
                    Does::Command(command) => Some(Item::of(step.target.name(), command)),
                    _ => None,
                });
                self.items = commands.collect();
                self.phase = Phase::Shown;
            }
            Err(refusal) => {
                self.wrong = Some(refusal.words());
                if self.fields.is_empty() {
                    self.phase = Phase::Over;
                }
            }
        }
    }

    /// Begins the next step, if one is to be begun.
    fn next(&mut self) -> Option<Command> {
        let found = if self.stopped { None } else { self.items.iter().position(Item::is_ready) };
        let Some(at) = found else {
            self.phase = Phase::Over;
            return None;
        };
        // one request does it for several entities: it is sent once, however that ended
        let next = self.items.get(at)?;
        let with = self.items.iter().find(|sent| sent.did(next)).map(|sent| (sent.target.clone(), sent.is_done()));
        let item = self.items.get_mut(at)?;
        if let Some((with, is_done)) = with {
            item.go_with(with, is_done);
            return self.next();
        }
        item.begin()
    }
}

#[cfg(test)]
mod tests;
