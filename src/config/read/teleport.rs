//! The Teleport of a context.

use super::Reader;
use crate::config::systems::TeleportSettings;
use crate::config::table::TeleportTable;
use std::path::PathBuf;
use toml::Spanned;

/// The program where nothing else is said.
const COMMAND: &str = "tsh";

impl Reader<'_> {
    pub(super) fn teleport(&mut self, table: &Option<Spanned<TeleportTable>>) -> Option<TeleportSettings> {
        let table = table.as_ref()?.get_ref();
        Some(TeleportSettings {
            proxy: self.host(&table.proxy)?,
            cluster: self.word(&table.cluster, "no name of a cluster")?,
            user: self.word(&table.user, "no name of a user")?,
            home: self.folder(&table.home)?,
            command: self.command(&table.command)?,
        })
    }

    /// `tsh` takes a host, with a port or without one; an address is what people copy.
    fn host(&mut self, said: &Option<Spanned<String>>) -> Option<Option<String>> {
        let Some(said) = said else { return Some(None) };
        let host = said.get_ref().trim_start_matches("https://").trim_end_matches('/');
        let is_host = host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']'));
        match is_host && !host.is_empty() && !host.starts_with('-') {
            true => Some(Some(host.to_owned())),
            false => {
                let cure = "write its host, with a port where that is another than 443: `teleport.example.com`";
                self.problem(said.span().start, "this is no address of a proxy", cure)
            }
        }
    }

    /// A word that can be the value of an option; `Some(None)` where nothing is said, `None` where it is wrong.
    fn word(&mut self, said: &Option<Spanned<String>>, wrong: &str) -> Option<Option<String>> {
        let Some(said) = said else { return Some(None) };
        let text = said.get_ref();
        match text.is_empty() || text.starts_with('-') || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            true => self.problem(said.span().start, &format!("this is {wrong}"), "write the name alone"),
            false => Some(Some(text.clone())),
        }
    }

    fn folder(&mut self, said: &Option<Spanned<String>>) -> Option<Option<PathBuf>> {
        match said {
            Some(said) if said.get_ref().is_empty() => {
                self.problem(said.span().start, "the folder is empty", "give the path of a folder")
            }
            said => Some(said.as_ref().map(|said| self.path(said.get_ref()))),
        }
    }

    /// A name stays one; what has a slash in it is a path.
    fn command(&mut self, said: &Option<Spanned<String>>) -> Option<String> {
        let Some(said) = said else { return Some(COMMAND.to_owned()) };
        let text = said.get_ref();
        match text.as_str() {
            "" => self.problem(said.span().start, "the command is empty", "give the path of tsh"),
            text if text.contains('/') => Some(self.path(text).to_string_lossy().into_owned()),
            text => Some(text.to_owned()),
        }
    }
}
