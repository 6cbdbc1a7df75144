//! The name of the folder that belongs to one context and one subject: another identity on the
//! same account finds nothing in it.

use crate::adapters::session::jwt_claims;
use crate::config::{Chosen, Portal, Token, system_env};
use crate::domain::text::Secret;
use crate::platform::fault::{Fault, FaultKind};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// A readable beginning, and a number that tells contexts and subjects apart.
pub(super) fn key(chosen: &Chosen) -> String {
    let name: String = chosen.name.as_str().chars().take(40).map(|c| if fits(c) { c } else { '-' }).collect();
    let (place, subject) = match &chosen.portal {
        Portal::Backstage { base, token, .. } => (base.clone(), subject(token)),
        Portal::Workspace(root) => (root.to_string_lossy().into_owned(), String::new()),
        Portal::Example { .. } => ("example".into(), String::new()),
    };
    let user = chosen.user.as_ref().map(ToString::to_string).unwrap_or_default();
    let context = chosen.context.as_deref().unwrap_or_default();
    let parts = [context, &place, &user, &subject];
    format!("{}-{:016x}", name.trim_start_matches('.'), number(&parts.join("\0")))
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

/// Whose token it is: its `sub`, or where it does not say the token itself. A command is not run
/// for this; its words stand for whom it answers for.
fn subject(token: &Token) -> String {
    let text = match token {
        Token::None => return String::new(),
        Token::Command(words) => return words.join("\0"),
        Token::Env(name) => system_env(name).map(|value| value.to_string_lossy().into_owned()),
        Token::File(path) => of_file(path),
    };
    let secret = Secret::new(text.unwrap_or_default().trim().to_owned());
    match jwt_claims(&secret).and_then(|claims| claims.subject) {
        Some(subject) => subject,
        None => format!("{:016x}", number(secret.reveal())),
    }
}

fn of_file(path: &Path) -> Option<String> {
    // a pipe would keep the reader waiting for ever
    path.metadata().ok().filter(std::fs::Metadata::is_file)?;
    let mut text = String::new();
    File::open(path).ok()?.take(64 << 10).read_to_string(&mut text).ok()?;
    Some(text)
}

/// FNV-1a, 64 bits: the same in every version of the program, which the standard library's is not.
/// It is only seen in the owner's own folders.
fn number(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Clean;

    fn chosen(context: &str, base: &str, words: &[&str]) -> Chosen {
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
            audit: crate::config::Audit::default(),
            unused_token: None,
        }
    }

    #[test]
    fn another_context_another_portal_and_another_subject_have_folders_of_their_own() {
        let of = |context, base, words: &[&str]| key(&chosen(context, base, words));
        let one = of("work", "https://a", &["pass", "alice"]);
        assert_eq!(one, of("work", "https://a", &["pass", "alice"]));
        assert_ne!(one, of("work", "https://a", &["pass", "bob"]));
        assert_ne!(one, of("work", "https://b", &["pass", "alice"]));
        assert_ne!(one, of("home", "https://a", &["pass", "alice"]));
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let key = of_name("../../etc/x y");
        assert!(!key.contains('/') && !key.starts_with('.'), "{key}");
    }

    fn of_name(name: &str) -> String {
        key(&Chosen { name: Clean::line(name), ..chosen("x", "https://a", &[]) })
    }
}
