//! Whose data is kept where. All of it lies in folders that belong to one context and one subject:
//! another identity on the same account finds nothing in them. Who it is is told without asking
//! anybody: by the token where it is at hand, else by what lies in the context's account folder.

use crate::adapters::kept::{KeptDrafts, Sessions, Theirs};
use crate::adapters::session::{Marks, Pointer, Sighting, Vault, Whose, number, of_file};
use crate::cli::How;
use crate::config::{Chosen, Folders, Portal, Token, system_env};
use crate::domain::text::Secret;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Saved, SessionPort};
use crate::platform::templates::DraftPort;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Whose data is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// A subject's; nobody's where it is empty.
    Known(String),
    /// Whoever a command gives a token of: not known before it was run once.
    Unknown(Sighting),
}

impl Owner {
    /// Who it is, without running or asking anything.
    pub(super) fn of(chosen: &Chosen, folders: &Folders, marks: &Marks) -> Self {
        let Portal::Backstage { token, .. } = &chosen.portal else { return Self::Known(String::new()) };
        let text = match token {
            // whom nobody can read is nobody; whoever asks for the tokens is told why
            Token::None => return Self::Known(signed_in(&account(chosen, folders)).unwrap_or_default()),
            Token::Command(words) => return Self::of_command(sighting(chosen, folders, words)),
            Token::Env(name) => system_env(name).map(|value| Secret::new(value.to_string_lossy().into_owned())),
            // what must not be read is nobody's; whoever asks for it is told why
            Token::File(path) => of_file(path).ok(),
        };
        let token = text.map(|raw| Secret::new(raw.reveal().trim().to_owned()));
        Self::Known(token.map(|token| Whose::subject_of(&token, marks)).unwrap_or_default())
    }

    fn of_command(sighting: Sighting) -> Self {
        sighting.subject().map_or_else(|| Self::Unknown(sighting), Self::Known)
    }

    /// Whose tokens may be sent while this one's data is shown.
    pub(super) fn whose(&self, chosen: &Chosen, how: &How<'_>) -> Whose {
        let remembered = match &chosen.portal {
            Portal::Backstage { token: Token::Command(words), .. } => Some(sighting(chosen, how.folders, words)),
            _ => None,
        };
        let subject = match self {
            Self::Known(subject) => Some(subject.clone()),
            Self::Unknown(_) => None,
        };
        Whose { subject, marks: marks_of(how), remembered, ways: None }
    }

    /// The name of the folder, as far as it is known by now.
    pub(super) fn key(&self, chosen: &Chosen) -> Option<String> {
        match self {
            Self::Known(subject) => Some(key(chosen, subject)),
            Self::Unknown(sighting) => sighting.subject().map(|subject| key(chosen, &subject)),
        }
    }
}

/// Whose data is meant, where tokens are in that vault.
pub(super) fn owner(chosen: &Chosen, how: &How<'_>, vault: &Vault) -> Owner {
    match &chosen.portal {
        Portal::Backstage { token: Token::None, .. } if how.is_in_memory() => Owner::Known(vault.signed_in().0),
        _ => Owner::of(chosen, how.folders, &marks_of(how)),
    }
}

/// What stands for tokens that do not say whose they are.
pub(super) fn marks(folders: &Folders) -> Marks {
    Marks::in_folder(folders.state.join("accounts"))
}

fn marks_of(how: &How<'_>) -> Marks {
    if how.is_in_memory() { Marks::default() } else { marks(how.folders) }
}

/// The folder of who is signed in to a context, and of the tokens.
pub(super) fn account(chosen: &Chosen, folders: &Folders) -> PathBuf {
    folders.state.join("accounts").join(key(chosen, ""))
}

fn signed_in(folder: &Path) -> io::Result<String> {
    Ok(Pointer::read(folder)?.map(|pointer| pointer.subject).unwrap_or_default())
}

fn sighting(chosen: &Chosen, folders: &Folders, words: &[String]) -> Sighting {
    Sighting { folder: account(chosen, folders), by: Sighting::of_words(words) }
}

/// The folder of who is signed in to a context now; none where nobody is, or a token decides.
pub(super) fn of_signed_in(chosen: &Chosen, folders: &Folders) -> Option<String> {
    let Portal::Backstage { token: Token::None, .. } = &chosen.portal else { return None };
    let subject = signed_in(&account(chosen, folders)).ok().filter(|subject| !subject.is_empty());
    subject.map(|subject| key(chosen, &subject))
}

/// What is kept of an owner is theirs as long as they are signed in.
pub(super) fn theirs(owner: &Owner, chosen: &Chosen, folders: &Folders) -> Theirs {
    match (owner, &chosen.portal) {
        (Owner::Known(subject), Portal::Backstage { token: Token::None, .. }) if !subject.is_empty() => {
            let (folder, subject) = (account(chosen, folders), subject.clone());
            Theirs::as_long_as(move || Ok(signed_in(&folder)? == subject))
        }
        _ => Theirs::default(),
    }
}

/// A readable beginning, and a number that tells contexts and subjects apart.
fn key(chosen: &Chosen, subject: &str) -> String {
    let name: String = chosen.name.as_str().chars().take(40).map(|c| if fits(c) { c } else { '-' }).collect();
    let place = match &chosen.portal {
        Portal::Backstage { base, .. } => base.clone(),
        Portal::Workspace(root) => root.to_string_lossy().into_owned(),
        Portal::Example { .. } => "example".into(),
    };
    let user = chosen.user.as_ref().map(ToString::to_string).unwrap_or_default();
    let context = chosen.context.as_deref().unwrap_or_default();
    let parts = [context, &place, &user, subject];
    format!("{}-{:016x}", name.trim_start_matches('.'), number(&parts.join("\0")))
}

/// The session of an owner.
pub(super) fn session(owner: &Owner, chosen: &Chosen, folders: &Folders) -> Arc<dyn SessionPort> {
    match owner {
        Owner::Known(subject) => {
            let sessions = Sessions::new(folders.state.join(key(chosen, subject)));
            Arc::new(sessions.while_theirs(theirs(owner, chosen, folders)))
        }
        Owner::Unknown(_) => {
            Arc::new(Later { owner: owner.clone(), chosen: chosen.clone(), state: folders.state.clone() })
        }
    }
}

/// The drafts of an owner; while nobody knows who it is, they live in memory.
pub(super) fn drafts(owner: &Owner, chosen: &Chosen, how: &How<'_>) -> Arc<dyn DraftPort> {
    match owner {
        Owner::Known(subject) if !how.is_in_memory() => {
            let drafts = KeptDrafts::new(how.folders.state.join(key(chosen, subject)));
            Arc::new(drafts.while_theirs(theirs(owner, chosen, how.folders)))
        }
        _ => Arc::new(KeptDrafts::in_memory()),
    }
}

/// The session of whoever it turns out to be. As long as nobody knows, nothing is kept, and where
/// that loses what the user wants to have kept it is told.
struct Later {
    owner: Owner,
    chosen: Chosen,
    state: PathBuf,
}

impl SessionPort for Later {
    fn load(&self) -> Result<Saved, Fault> {
        Ok(Saved::default())
    }

    fn save(&self, saved: &Saved) -> Result<(), Fault> {
        match self.owner.key(&self.chosen) {
            Some(key) => Sessions::new(self.state.join(key)).save(saved),
            None if saved.starred.is_empty() && saved.filters.is_empty() && saved.marks.is_empty() => Ok(()),
            None => Err(nobody_known()),
        }
    }
}

fn nobody_known() -> Fault {
    let happened = "no token was needed yet, so it is not known whose it is";
    let cure = "look at something first: `stagedoor whoami`, then try again";
    Fault::new(FaultKind::NotSignedIn, "save the session", happened, cure)
}

/// Makes a folder of stagedoor's own, with those above it, where it is not there yet.
pub(super) fn make_private(folder: &Path) -> Result<(), Fault> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| {
        let tried = format!("make the folder {}", folder.display());
        Fault::new(FaultKind::Local, &tried, &error.to_string(), "name another one with STAGEDOOR_DATA_DIR")
    })
}

fn fits(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::text::Clean;

    pub(in crate::wiring) fn chosen(context: &str, base: &str, words: &[&str]) -> Chosen {
        Chosen {
            name: Clean::line(context),
            context: Some(context.into()),
            portal: Portal::Backstage {
                base: base.into(),
                web: base.into(),
                token: Token::Command(words.iter().map(|word| (*word).to_owned()).collect()),
            },
            user: None,
            read_only: false,
            sign_in: crate::config::SignInSettings::default(),
            allowed_ways: None,
            rules: crate::domain::model::Rules::default(),
            access: Default::default(),
            audit: crate::config::Audit::default(),
            golden: Default::default(),
            systems: Default::default(),
            unused_token: None,
        }
    }

    #[test]
    fn another_context_another_portal_and_another_subject_have_folders_of_their_own() {
        let of = |context, base, subject| key(&chosen(context, base, &[]), subject);
        let one = of("work", "https://a", "alice");
        assert_eq!(one, of("work", "https://a", "alice"));
        assert_ne!(one, of("work", "https://a", "bob"));
        assert_ne!(one, of("work", "https://b", "alice"));
        assert_ne!(one, of("home", "https://a", "alice"));
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let key = of_name("../../etc/x y");
        assert!(!key.contains('/') && !key.starts_with('.'), "{key}");
    }

    fn of_name(name: &str) -> String {
        key(&Chosen { name: Clean::line(name), ..chosen("x", "https://a", &[]) }, "")
    }

    #[test]
    fn whose_token_a_command_gives_is_known_once_it_was_seen_and_as_long_as_its_words_stay() {
        let state = tempfile::tempdir().unwrap();
        let folders = Folders {
            config: PathBuf::new(),
            data: PathBuf::new(),
            cache: PathBuf::new(),
            state: state.path().to_owned(),
            home: PathBuf::new(),
        };
        let pass = chosen("work", "https://a", &["pass", "show"]);
        let Owner::Unknown(sighting) = Owner::of(&pass, &folders, &Marks::default()) else {
            panic!("nobody was seen yet")
        };
        let seen = crate::adapters::session::Seen { by: sighting.by.clone(), subject: "user:default/alice".into() };
        seen.write(&sighting.folder).unwrap();
        assert_eq!(Owner::of(&pass, &folders, &Marks::default()), Owner::Known("user:default/alice".into()));
        let other = chosen("work", "https://a", &["pass", "show", "bob"]);
        assert!(matches!(Owner::of(&other, &folders, &Marks::default()), Owner::Unknown(_)));
    }

    #[cfg(unix)]
    #[test]
    fn a_token_file_that_others_can_read_opens_nobodys_data() {
        use std::os::unix::fs::PermissionsExt as _;
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("token");
        std::fs::write(&path, "e30.eyJzdWIiOiJ1c2VyOmRlZmF1bHQvYWxpY2UifQ.c2ln\n").unwrap();
        let home = temp.path().to_owned();
        let folders =
            Folders { config: home.clone(), data: home.clone(), cache: home.clone(), state: home.clone(), home };
        let mut chosen = chosen("work", "https://a", &[]);
        if let Portal::Backstage { token, .. } = &mut chosen.portal {
            *token = Token::File(path.clone());
        }
        for (mode, subject) in [(0o600, "user:default/alice"), (0o644, ""), (0o604, "")] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let owner = Owner::of(&chosen, &folders, &Marks::default());
            assert_eq!(owner, Owner::Known(subject.into()), "{mode:o}");
        }
    }
}
