//! One file: from text to checked values.

mod access;
mod golden;
mod quotas;
mod rules;
mod sign_in;
mod systems;
mod teleport;
mod vaults;

use super::audit::{Audit, Syslog};
use super::choice::Token;
use super::layers::{Context, Home, Layer, Look, Said};
use super::problem::ConfigProblem;
use super::restricted::Bastion;
use super::table::{AuditTable, AuthWay, BastionTable, ContextTable, FileTable, ToolTable};
use crate::domain::model::tool::{Tool, UrlTemplate};
use crate::domain::model::{EntityRef, Rule};
use crate::domain::text::Clean;
use std::path::{Path, PathBuf};
use toml::Spanned;

/// Reads one file's text.
///
/// # Errors
/// Everything that is wrong with it; of what cannot even be read as TOML only the first.
pub(super) fn read(file: &Path, text: &str, home: &Path) -> Result<Layer, Vec<ConfigProblem>> {
    let table: FileTable = toml::from_str(text).map_err(|error| vec![syntax(file, text, &error)])?;
    let mut reader = Reader { file, text, home, problems: Vec::new(), notes: Vec::new(), ruled: Vec::new() };
    let mut layer = reader.layer(table);
    (layer.notes, layer.ruled) = (std::mem::take(&mut reader.notes), std::mem::take(&mut reader.ruled));
    if reader.problems.is_empty() { Ok(layer) } else { Err(reader.problems) }
}

fn syntax(file: &Path, text: &str, error: &toml::de::Error) -> ConfigProblem {
    let at = error.span().map_or(0, |span| span.start);
    let cure = match error.message() {
        message if message.starts_with("unknown field") => "remove it or correct its spelling",
        message if message.starts_with("unknown variant") => "use one of those",
        message if message.starts_with("missing field") => "add it",
        message if message.starts_with("duplicate key") => "keep one of them",
        message if message.starts_with("invalid type") => {
            "`stagedoor config schema` and assets/config.toml show what belongs there"
        }
        _ => "this is where it stops being TOML",
    };
    ConfigProblem::at(file, text, at, &error.message().replace('\n', ", "), cure)
}

struct Reader<'a> {
    file: &'a Path,
    text: &'a str,
    home: &'a Path,
    problems: Vec<ConfigProblem>,
    notes: Vec<ConfigProblem>,
    ruled: Vec<(Rule, Said)>,
}

impl Reader<'_> {
    fn problem<T>(&mut self, at: usize, message: &str, cure: &str) -> Option<T> {
        self.problems.push(ConfigProblem::at(self.file, self.text, at, message, cure));
        None
    }

    fn layer(&mut self, table: FileTable) -> Layer {
        let contexts = table.contexts.into_iter().filter_map(|(name, context)| self.context(&name, context)).collect();
        let current = table.current.map(|current| self.said(&current));
        Layer {
            current,
            read_only: table.read_only,
            auth: table.auth,
            restricted: table.restricted,
            bastion: self.bastion(table.bastion),
            rules: self.rules(&table.rules),
            notes: Vec::new(),
            ruled: Vec::new(),
            contexts,
            tools: self.tools(table.tools),
            look: Look {
                theme: table.look.theme.map(|theme| self.said(&theme)),
                glyphs: table.look.glyphs,
                keymap: table.look.keymap.map(|keymap| self.said(&keymap)),
                mouse: table.look.mouse,
                images: table.look.images,
                notices: table.look.notices,
            },
            audit: self.audit(&table.audit),
            required: table.audit.required.as_ref().map(|required| self.place(required.span().start)),
            golden: self.golden(table.golden_path),
        }
    }

    fn bastion(&mut self, table: BastionTable) -> Bastion {
        let mut commands = Vec::with_capacity(table.commands.len());
        for words in table.commands {
            if words.get_ref().first().is_some_and(|program| Path::new(program).is_absolute()) {
                commands.push(words.into_inner());
                continue;
            }
            let cure = "write the program with its whole path: [\"/usr/bin/tsh\", \"ssh\"]";
            self.problem::<()>(words.span().start, "the command does not begin with the path of a program", cure);
        }
        Bastion { keep: table.keep, commands }
    }

    fn audit(&mut self, table: &AuditTable) -> Audit {
        let syslog = table.syslog.as_ref().and_then(|said| match Syslog::parse(said.get_ref()) {
            Some(syslog) => Some(syslog),
            None => {
                let cure = "write \"local\", \"unix:///dev/log\", \"udp://host:514\" or \"tcp://host:601\"";
                self.problem(said.span().start, "this is no place of a log", cure)
            }
        });
        let file = table.file.as_ref().and_then(|said| match said.get_ref().as_str() {
            "" => self.problem(said.span().start, "the file is empty", "give the path of a file"),
            path => Some(self.path(path)),
        });
        Audit { syslog, file, required: table.required.as_ref().map(|required| *required.get_ref()) }
    }

    fn said(&self, text: &Spanned<String>) -> Said {
        Said { text: text.get_ref().clone(), ..self.place(text.span().start) }
    }

    fn place(&self, at: usize) -> Said {
        let at = ConfigProblem::at(self.file, self.text, at, "", "");
        Said { text: String::new(), file: at.file, line: at.line, column: at.column }
    }

    fn context(&mut self, name: &Spanned<String>, table: Spanned<ContextTable>) -> Option<Context> {
        let at = name.span().start;
        let name = name.get_ref();
        if !is_context_name(name) {
            let message = format!("`{name}` is no name for a context");
            return self.problem(at, &message, "use letters, digits, `-`, `_` and `.`");
        }
        let table = table.into_inner();
        let home = self.home_of(name, at, &table)?;
        let user = table.user.as_ref().and_then(|user| self.user(user));
        let token = self.token(&table);
        let sign_in = self.sign_in(&table, at);
        let systems = self.systems(&table);
        let rules = self.rules(&table.rules);
        let access = self.access(name, &table.access);
        let read_only = table.read_only.unwrap_or(false);
        let (name, is_administrators) = (name.clone(), false);
        Some(Context { name, home, user, sign_in, rules, access, token, read_only, systems, is_administrators })
    }

    fn home_of(&mut self, name: &str, at: usize, table: &ContextTable) -> Option<Home> {
        match (&table.url, &table.workspace) {
            (Some(_), Some(workspace)) => {
                let message = format!("context `{name}` has both url and workspace");
                self.problem(workspace.span().start, &message, "keep one: a context is a portal or a folder")
            }
            (None, None) => {
                let message = format!("context `{name}` has neither url nor workspace");
                self.problem(at, &message, "add `url = \"https://...\"` or `workspace = \"/path\"`")
            }
            (Some(url), None) => {
                let base = self.address(url)?;
                let web = match &table.web {
                    Some(web) => Some(self.address(web)?),
                    None => None,
                };
                Some(Home::Portal { base, web })
            }
            (None, Some(folder)) if folder.get_ref().is_empty() => {
                self.problem(folder.span().start, "the folder is empty", "give the path of a folder")
            }
            (None, Some(folder)) => Some(Home::Workspace(self.path(folder.get_ref()))),
        }
    }

    fn address(&mut self, text: &Spanned<String>) -> Option<String> {
        match super::address::portal_address(text.get_ref()) {
            Ok(base) => Some(base),
            Err(why) => self.problem(text.span().start, &why, super::address::ADDRESS_CURE),
        }
    }

    fn path(&self, text: &str) -> PathBuf {
        match text.strip_prefix("~/") {
            Some(rest) => self.home.join(rest),
            None if text == "~" => self.home.to_owned(),
            None => self.file.parent().unwrap_or(Path::new("/")).join(text),
        }
    }

    fn user(&mut self, text: &Spanned<String>) -> Option<EntityRef> {
        match EntityRef::parse(text.get_ref(), Some("user"), None) {
            Ok(user) => Some(user),
            Err(error) => self.problem(text.span().start, &error.to_string(), "write it as user:default/alice"),
        }
    }

    fn token(&mut self, table: &ContextTable) -> Token {
        let mut given: Vec<(usize, Token)> = Vec::new();
        if let Some(file) = &table.token_file {
            given.push((file.span().start, Token::File(self.path(file.get_ref()))));
        }
        if let Some(variable) = &table.token_env {
            given.push((variable.span().start, Token::Env(variable.get_ref().clone())));
        }
        if let Some(command) = &table.token_command {
            given.push((command.span().start, Token::Command(command.get_ref().clone())));
        }
        given.sort_by_key(|(at, _)| *at);
        let mut given = given.into_iter();
        let Some((at, token)) = given.next() else { return Token::None };
        if let Some((second, _)) = given.next() {
            self.problem::<()>(
                second,
                "the token is given twice",
                "keep one of token_file, token_env and token_command",
            );
        }
        if !table.auth.iter().flatten().any(|way| *way == AuthWay::Static) {
            let cure = "add `auth = [\"static\"]` to the context to say that a ready-made token is meant";
            self.problem::<()>(at, "a token is given, and the context does not accept static ones", cure);
        }
        if table.workspace.is_some() {
            self.problem::<()>(at, "a workspace needs no token", "remove it");
        }
        if matches!(&token, Token::Command(words) if words.first().is_none_or(String::is_empty)) {
            self.problem::<()>(
                at,
                "the command is empty",
                "give the program and its arguments: [\"pass\", \"show\", \"portal\"]",
            );
        }
        if matches!(&token, Token::Env(name) if name.is_empty() || name.contains(['=', '\0', ' '])) {
            self.problem::<()>(at, "this is no name of a variable", "give the name of the variable, not the token");
        }
        token
    }

    fn tools(&mut self, tables: Vec<ToolTable>) -> Vec<Tool> {
        let mut tools: Vec<Tool> = Vec::new();
        for table in tables {
            let at = table.id.span().start;
            let Some(tool) = self.tool(table) else { continue };
            if tools.iter().any(|other| other.id == tool.id) {
                let message = format!("there are two tools `{}`", tool.id);
                self.problem::<()>(at, &message, "give each an id of its own");
            }
            tools.push(tool);
        }
        tools
    }

    fn tool(&mut self, table: ToolTable) -> Option<Tool> {
        let id = table.id.get_ref();
        let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if id.is_empty() || !id.chars().all(fits) {
            let at = table.id.span().start;
            return self.problem(at, &format!("`{id}` is no id for a tool"), "use letters, digits, `-`, `_` and `.`");
        }
        let url = match UrlTemplate::parse(table.url.get_ref()) {
            Ok(url) => url,
            Err(error) => {
                // behind the quotation mark; right wherever the text has no escapes
                let at = table.url.span().start + 1 + error.at;
                return self.problem(at, &error.why, "correct the address of the tool");
            }
        };
        let line = |text: &Option<String>| text.as_deref().map(Clean::line).unwrap_or_default();
        Some(Tool {
            id: Clean::line(id),
            name: table.name.as_deref().map_or_else(|| Clean::line(id), Clean::line),
            category: line(&table.category),
            icon: line(&table.icon),
            kinds: table.kinds.iter().map(|kind| kind.to_lowercase()).collect(),
            annotations: table.annotations,
            url,
        })
    }
}

/// Whether contexts can be called that: what a link can name without escapes.
pub(super) fn is_context_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}
