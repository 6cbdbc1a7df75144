use super::audit::Audit;
use super::choice::Token;
use super::folders::Folders;
use super::managed::untrusted;
use super::problem::ConfigProblem;
use super::read::read;
use super::restricted::Bastion;
use super::ruled::settle;
use super::sign_in::SignInSettings;
use super::systems::SystemSettings;
use super::table::{AuthWay, Glyphs, Images};
use crate::domain::model::access::PolicyRow;
use crate::domain::model::tool::Tool;
use crate::domain::model::{EntityRef, Rule};
use crate::domain::template::golden::{GoldenLayer, GoldenPath};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A configuration file is a page or two; anything larger is something else.
const LARGEST: u64 = 1 << 20;

/// Where a platform is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Home {
    /// A Backstage backend.
    Portal {
        /// Its base address, without a slash at the end.
        base: String,
        /// The address of its pages, where that differs.
        web: Option<String>,
    },
    /// A folder.
    Workspace(PathBuf),
}

/// A platform by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub home: Home,
    /// Who the user is there.
    pub user: Option<EntityRef>,
    /// How one signs in.
    pub sign_in: SignInSettings,
    /// Who may do what here.
    pub rules: Vec<Rule>,
    /// Who has to agree to access for a while here: over the table that comes along.
    pub access: Vec<PolicyRow>,
    /// Where its token comes from.
    pub token: Token,
    /// Only reading.
    pub read_only: bool,
    /// The systems beside it.
    pub systems: SystemSettings,
    /// The administrator's.
    pub is_administrators: bool,
}

/// How the screen looks and behaves, as far as it is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The theme's name or file.
    pub theme: Option<Said>,
    /// The signs.
    pub glyphs: Option<Glyphs>,
    /// The key map's name or file.
    pub keymap: Option<Said>,
    /// Whether the mouse is listened to.
    pub mouse: Option<bool>,
    /// How images are shown.
    pub images: Option<Images>,
    /// Whether the terminal shows notices on the desktop.
    pub notices: Option<bool>,
}

/// What one file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layer {
    pub(super) current: Option<Said>,
    pub(super) read_only: Option<bool>,
    pub(super) auth: Option<Vec<AuthWay>>,
    pub(super) restricted: Option<bool>,
    pub(super) bastion: Bastion,
    pub(super) rules: Vec<Rule>,
    /// What may not be meant so.
    pub(super) notes: Vec<ConfigProblem>,
    /// All rules, those of contexts too, and where each stands.
    pub(super) ruled: Vec<(Rule, Said)>,
    pub(super) contexts: Vec<Context>,
    pub(super) tools: Vec<Tool>,
    pub(super) look: Look,
    pub(super) audit: Audit,
    /// Where `audit.required` stands.
    pub(super) required: Option<Said>,
    pub(super) golden: GoldenLayer,
}

/// A text of a configuration file, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The text.
    pub text: String,
    /// The file.
    pub file: PathBuf,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

impl Said {
    /// The folder that relative paths count from: that of the file.
    pub fn folder(&self) -> &Path {
        self.file.parent().unwrap_or(Path::new("/"))
    }

    /// Something wrong with it.
    pub fn problem(&self, message: &str, cure: &str) -> ConfigProblem {
        let mut problem = ConfigProblem::whole(&self.file, message.to_owned(), cure);
        (problem.line, problem.column) = (self.line, self.column);
        problem
    }
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileState {
    /// It was read.
    Read,
    /// It is not there.
    Absent,
    /// It is there, and counts for nothing, for this reason.
    Ignored(String),
}

/// Everything that is configured: the administrator's file over the user's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The context that is used when nothing else is said.
    pub current: Option<String>,
    /// Only reading, everywhere.
    pub read_only: bool,
    /// The ways of proving who one is that may be used at all; `None` is all.
    pub auth: Option<Vec<AuthWay>>,
    /// Whether nothing but stagedoor itself can be used.
    pub restricted: bool,
    /// What that leaves open.
    pub bastion: Bastion,
    /// Who may do what, in every context.
    pub rules: Vec<Rule>,
    /// The contexts, by name.
    pub contexts: Vec<Context>,
    /// The tools, the administrator's first.
    pub tools: Vec<Tool>,
    /// The looks.
    pub look: Look,
    /// Where what is done is recorded.
    pub audit: Audit,
    /// What both say of the golden path.
    pub golden: GoldenPath,
    /// What the administrator's file decides, as the path of each key: `contexts.work`.
    pub locked: Vec<String>,
    /// What may not be meant so: rules that grant to nobody, or that are not asked.
    pub notes: Vec<ConfigProblem>,
    /// The files, the administrator's first, and what became of each.
    pub files: Vec<(PathBuf, FileState)>,
}

impl Config {
    /// Reads both files.
    ///
    /// # Errors
    /// Everything that is wrong in either.
    pub fn load(folders: &Folders) -> Result<Self, Vec<ConfigProblem>> {
        Self::load_from(Path::new(super::restricted::MANAGED), folders)
    }

    /// As [`Config::load`], with the administrator's file at another place.
    ///
    /// # Errors
    /// Everything that is wrong in either.
    pub fn load_from(managed: &Path, folders: &Folders) -> Result<Self, Vec<ConfigProblem>> {
        let user = folders.config_file();
        let (managed_layer, managed_state) = match untrusted(managed) {
            Some(reason) => (Layer::default(), FileState::Ignored(reason)),
            None => read_file(managed, &folders.home)?,
        };
        let (user_layer, user_state) = read_file(&user, &folders.home)?;
        let mut config = merge(managed_layer, user_layer)?;
        config.files = vec![(managed.to_owned(), managed_state), (user, user_state)];
        Ok(config)
    }

    /// The context of that name.
    pub fn context(&self, name: &str) -> Option<&Context> {
        self.contexts.iter().find(|context| context.name == name)
    }

    /// Whether that way of proving who one is may be used at all.
    pub fn allows(&self, way: AuthWay) -> bool {
        self.auth.as_ref().is_none_or(|ways| ways.contains(&way))
    }

    /// Whether the administrator decides about a key.
    pub fn is_locked(&self, key: &str) -> bool {
        self.locked.iter().any(|locked| locked == key)
    }
}

pub(super) fn read_file(file: &Path, home: &Path) -> Result<(Layer, FileState), Vec<ConfigProblem>> {
    let fail = |message: String, cure: &str| vec![ConfigProblem::whole(file, message, cure)];
    match std::fs::metadata(file) {
        Ok(known) if !known.is_file() => {
            return Err(fail("it is not a file".into(), "put the configuration there, or remove it"));
        }
        Ok(known) if known.len() > LARGEST => {
            return Err(fail(format!("it is {} bytes long", known.len()), "a configuration has at most 1 MiB"));
        }
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok((Layer::default(), FileState::Absent));
        }
        _ => {}
    }
    let bytes = std::fs::read(file).map_err(|error| fail(error.to_string(), "make it readable for you"))?;
    let text = match str::from_utf8(&bytes) {
        Ok(text) => text,
        Err(error) => {
            let before = String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default()).into_owned();
            return Err(vec![ConfigProblem::at(
                file,
                &before,
                before.len(),
                "this is not UTF-8",
                "save the file as UTF-8",
            )]);
        }
    };
    read(file, text, home).map(|layer| (layer, FileState::Read))
}

pub(super) fn merge(mut managed: Layer, mut user: Layer) -> Result<Config, Vec<ConfigProblem>> {
    let notes = settle(&mut managed, &mut user);
    let locked = locked(&managed);
    let current = managed.current.or(user.current);
    let mut contexts = managed.contexts;
    let theirs = |context: &Context| contexts.iter().all(|own| own.name != context.name);
    let more: Vec<Context> = user.contexts.into_iter().filter(theirs).map(without_administrators_say).collect();
    contexts.extend(more);
    contexts.sort_by(|a, b| a.name.cmp(&b.name));
    if let Some(current) = &current
        && !contexts.iter().any(|context| context.name == current.text)
    {
        return Err(vec![unknown_current(current, &contexts)]);
    }
    let mut tools = managed.tools;
    let more: Vec<Tool> = user.tools.into_iter().filter(|tool| tools.iter().all(|own| own.id != tool.id)).collect();
    tools.extend(more);
    let audit = Audit {
        syslog: managed.audit.syslog.or(user.audit.syslog),
        file: managed.audit.file.or(user.audit.file),
        required: managed.audit.required.or(user.audit.required),
    };
    if let Some(said) = managed.required.or(user.required)
        && audit.requires_nothing()
    {
        let cure = "add `syslog` or `file` to [audit], or remove `required`";
        return Err(vec![said.problem("there is no place in which it is required to be recorded", cure)]);
    }
    Ok(Config {
        current: current.map(|current| current.text),
        read_only: managed.read_only.or(user.read_only).unwrap_or(false),
        auth: managed.auth.or(user.auth),
        restricted: managed.restricted.unwrap_or(false),
        bastion: managed.bastion,
        rules: managed.rules.into_iter().chain(user.rules).collect(),
        contexts,
        tools,
        look: Look {
            theme: managed.look.theme.or(user.look.theme),
            glyphs: managed.look.glyphs.or(user.look.glyphs),
            keymap: managed.look.keymap.or(user.look.keymap),
            mouse: managed.look.mouse.or(user.look.mouse),
            images: managed.look.images.or(user.look.images),
            notices: managed.look.notices.or(user.look.notices),
        },
        audit,
        golden: GoldenPath { of_user: user.golden, of_administrator: managed.golden, ..GoldenPath::default() },
        locked,
        notes,
        files: Vec::new(),
    })
}

/// A context of the user's own, without what only the administrator can allow.
fn without_administrators_say(mut context: Context) -> Context {
    context.sign_in.approve_pasted = false;
    context
}

fn unknown_current(current: &Said, contexts: &[Context]) -> ConfigProblem {
    let names: Vec<&str> = contexts.iter().map(|context| context.name.as_str()).collect();
    let cure = match names.as_slice() {
        [] => "add [contexts.NAME], or remove `current`".to_owned(),
        names => format!("there are: {}", names.join(", ")),
    };
    current.problem(&format!("there is no context `{}`", current.text), &cure)
}

fn locked(managed: &Layer) -> Vec<String> {
    let said = [
        (managed.current.is_some(), "current"),
        (managed.read_only.is_some(), "read_only"),
        (managed.auth.is_some(), "auth"),
        (managed.look.theme.is_some(), "look.theme"),
        (managed.look.glyphs.is_some(), "look.glyphs"),
        (managed.look.keymap.is_some(), "look.keymap"),
        (managed.look.mouse.is_some(), "look.mouse"),
        (managed.look.images.is_some(), "look.images"),
        (managed.look.notices.is_some(), "look.notices"),
        (managed.audit.syslog.is_some(), "audit.syslog"),
        (managed.audit.file.is_some(), "audit.file"),
        (managed.audit.required.is_some(), "audit.required"),
    ];
    let plain = said.into_iter().filter(|(is, _)| *is).map(|(_, key)| key.to_owned());
    let contexts = managed.contexts.iter().map(|context| format!("contexts.{}", context.name));
    let tools = managed.tools.iter().map(|tool| format!("tools.{}", tool.id));
    let golden = managed.golden.rules.iter().map(|rule| format!("golden_path.{}", rule.id));
    plain.chain(contexts).chain(tools).chain(golden).collect()
}

#[cfg(test)]
mod tests;
