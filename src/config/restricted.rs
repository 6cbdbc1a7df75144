//! What counts in restricted mode: the administrator's file, and of the user's own only how the
//! screen looks, where that names no file.

use super::folders::Folders;
use super::layers::{Config, FileState, Layer, Look, Said, merge, read_file};
use super::managed::untrusted;
use super::problem::ConfigProblem;
use std::path::Path;

/// The administrator's file.
pub(super) const MANAGED: &str = "/etc/stagedoor/config.toml";

/// What restricted mode leaves open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bastion {
    /// Tokens and copies are kept on disk all the same.
    pub keep: bool,
    /// The commands that connecting may run, each a program with the beginning of its arguments.
    pub commands: Vec<Vec<String>>,
}

/// What the administrator's file says of restricted mode, known before anything else is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Administrator {
    /// Whether everybody is restricted.
    pub restricted: bool,
    /// What that leaves open.
    pub bastion: Bastion,
    /// Why the file, being there, counts for nothing.
    pub ignored: Option<String>,
    /// Whether a file that counts for nothing would restrict everybody, or cannot be read, so that it
    /// may: then nobody is to be let in.
    pub may_restrict: bool,
}

impl Administrator {
    /// Reads the administrator's file.
    ///
    /// # Errors
    /// Everything that is wrong with it: what cannot be read may say anything.
    pub fn find() -> Result<Self, Vec<ConfigProblem>> {
        Self::of(Path::new(MANAGED))
    }

    /// The same for a file at another place.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn of(file: &Path) -> Result<Self, Vec<ConfigProblem>> {
        let read = read_file(file, Path::new("/"));
        if let Some(reason) = untrusted(file) {
            let may_restrict = read.map_or(true, |(layer, _)| layer.restricted == Some(true));
            return Ok(Self { ignored: Some(reason), may_restrict, ..Self::default() });
        }
        let (layer, _) = read?;
        Ok(Self {
            restricted: layer.restricted.unwrap_or(false),
            bastion: layer.bastion,
            ignored: None,
            may_restrict: false,
        })
    }
}

/// The names that looks can have without being files.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bundled<'a> {
    /// The themes.
    pub themes: &'a [&'a str],
    /// The key maps.
    pub keymaps: &'a [&'a str],
}

impl Config {
    /// Reads what counts in restricted mode. What is wrong in the user's own file keeps nobody out:
    /// it could not be corrected from inside.
    ///
    /// # Errors
    /// Everything that is wrong in the administrator's file, or that it could be somebody else's.
    pub fn load_restricted(folders: &Folders, bundled: Bundled<'_>) -> Result<Self, Vec<ConfigProblem>> {
        Self::load_restricted_from(Path::new(MANAGED), folders, bundled)
    }

    /// As [`Config::load_restricted`], with the administrator's file at another place.
    ///
    /// # Errors
    /// Everything that is wrong in the administrator's file, or that it could be somebody else's.
    pub fn load_restricted_from(
        managed: &Path,
        folders: &Folders,
        bundled: Bundled<'_>,
    ) -> Result<Self, Vec<ConfigProblem>> {
        if let Some(reason) = untrusted(managed) {
            return Err(vec![ConfigProblem::whole(managed, reason, "make it, and the folders above it, root's alone")]);
        }
        let (administrators, state) = read_file(managed, &folders.home)?;
        let user = folders.config_file();
        let (users, users_state) = looks(read_file(&user, &folders.home), bundled);
        let config = merge(administrators, users)?;
        Ok(Self { restricted: true, files: vec![(managed.to_owned(), state), (user, users_state)], ..config })
    }
}

/// Of the user's own file the looks, and what became of the rest.
fn looks(read: Result<(Layer, FileState), Vec<ConfigProblem>>, bundled: Bundled<'_>) -> (Layer, FileState) {
    match read {
        Ok((layer, FileState::Read)) => {
            let why = "in restricted mode only its [look] counts, where that names no file".to_owned();
            (Layer { look: named(layer.look, bundled), ..Layer::default() }, FileState::Ignored(why))
        }
        Ok((_, state)) => (Layer::default(), state),
        Err(problems) => {
            let why = problems.first().map(ToString::to_string).unwrap_or_default();
            (Layer::default(), FileState::Ignored(why))
        }
    }
}

/// A look without what would have to be read from files.
fn named(look: Look, bundled: Bundled<'_>) -> Look {
    let is_one_of = |names: &[&str], said: &Said| names.contains(&said.text.as_str());
    Look {
        theme: look.theme.filter(|said| is_one_of(bundled.themes, said)),
        keymap: look.keymap.filter(|said| is_one_of(bundled.keymaps, said)),
        ..look
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::read;
    use super::*;

    fn merged(managed: &str, user: &str) -> Config {
        let layer = |file: &str, text: &str| read(Path::new(file), text, Path::new("/home/me"));
        let users = layer("/home/me/u.toml", user).map(|layer| (layer, FileState::Read));
        let bundled = Bundled { themes: &["dark"], keymaps: &["vim"] };
        merge(layer("/etc/m.toml", managed).unwrap(), looks(users, bundled).0).unwrap()
    }

    #[cfg(unix)]
    #[test]
    fn an_administrators_file_that_others_can_write_is_said_to_be_ignored_and_one_that_is_absent_is_not() {
        use std::os::unix::fs::PermissionsExt as _;
        let temp = tempfile::tempdir().unwrap();
        let file = temp.path().join("config.toml");
        assert_eq!(Administrator::of(&file).unwrap(), Administrator::default());
        std::fs::write(&file, "restricted = true").unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o666)).unwrap();
        let found = Administrator::of(&file).unwrap();
        assert!(!found.restricted && found.ignored.is_some());
        for (text, may_restrict) in [
            ("restricted = true", true),
            ("restricted = tru", true),
            ("read_only = true", false),
            ("restricted = false", false),
        ] {
            std::fs::write(&file, text).unwrap();
            assert_eq!(Administrator::of(&file).unwrap().may_restrict, may_restrict, "{text}");
        }
        let home = temp.path().to_owned();
        let folders =
            Folders { config: home.clone(), data: home.clone(), cache: home.clone(), state: home.clone(), home };
        let refused = Config::load_restricted_from(&file, &folders, Bundled::default()).unwrap_err();
        assert!(refused[0].to_string().contains("root's alone"), "{}", refused[0]);
    }

    #[test]
    fn of_the_users_file_only_looks_count_that_name_no_file() {
        let user = "current = 'mine'\nread_only = false\nrestricted = false\n[bastion]\nkeep = true\n\
                    commands = [['/bin/sh']]\n[contexts.mine]\nurl = 'https://mine'\n[[tools]]\nid = 'x'\n\
                    url = 'https://mine/'\n[[rules]]\ncapability = '*'\n[audit]\nfile = 'a'\n\
                    [look]\ntheme = 'dark'\nkeymap = 'vim'\nmouse = false\n";
        let config = merged("[contexts.work]\nurl = 'https://work'\n", user);
        let names: Vec<&str> = config.contexts.iter().map(|context| context.name.as_str()).collect();
        assert_eq!((names, config.current), (vec!["work"], None));
        assert!(config.tools.is_empty() && config.rules.is_empty() && config.audit.file.is_none());
        assert_eq!(config.bastion, Bastion::default());
        let text = |said: &Option<Said>| said.as_ref().map(|said| said.text.clone());
        assert_eq!((text(&config.look.theme), text(&config.look.keymap)), (Some("dark".into()), Some("vim".into())));
        assert_eq!(config.look.mouse, Some(false));
        let files = merged("", "[look]\ntheme = '/etc/shadow'\nkeymap = 'keys.toml'\n");
        assert_eq!((files.look.theme, files.look.keymap), (None, None));
    }

    #[test]
    fn the_file_that_the_documentation_shows_is_one() {
        let page = include_str!("../../docs/bastion.md");
        let block = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        let config = merged(block, "");
        assert!(config.restricted && config.bastion == Bastion::default());
        assert_eq!(config.current.as_deref(), Some("work"));
    }

    #[test]
    fn what_is_wrong_in_the_users_file_keeps_nobody_out() {
        assert_eq!(merged("read_only = true\n", "this is no TOML"), merged("read_only = true\n", ""));
    }

    #[test]
    fn a_command_without_the_path_of_its_program_is_refused() {
        let wrong = read(Path::new("/m.toml"), "[bastion]\ncommands = [['tsh', 'ssh']]\n", Path::new("/")).unwrap_err();
        assert!(wrong[0].to_string().starts_with("/m.toml:2:13: the command does not begin"), "{}", wrong[0]);
        assert!(read(Path::new("/m.toml"), "[bastion]\ncommands = [[]]\n", Path::new("/")).is_err());
    }
}
