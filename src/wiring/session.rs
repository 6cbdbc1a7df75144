//! Where the token of a portal comes from, and what its proxy wants to see.

use super::keep::{self, Owner};
use crate::adapters::http::Headers;
use crate::adapters::portal::Renewal;
use crate::adapters::session::flow::Issuers;
use crate::adapters::session::{
    HeaderSource, Issuer, KeptIn, Pointer, ProxyHeaders, Renew, Stored, SystemKeyring, TokenSource, Vault, Whose,
};
use crate::cli::{How, SignInKept};
use crate::config::{self, AuthWay, Chosen, Folders, Token};
use crate::domain::text::Clean;
use crate::platform::account::Way;
use crate::platform::fault::{Fault, FaultKind};
use std::path::PathBuf;
use std::sync::Arc;

/// Who one is to a portal.
pub(super) struct Account {
    base: String,
    /// Whether tokens are gone with this process.
    in_memory: bool,
    /// Whose data is shown.
    pub(super) owner: Owner,
    /// Whose tokens may be sent meanwhile.
    pub(super) whose: Whose,
    /// Where the tokens of those who sign in are kept.
    pub(super) vault: Arc<Vault>,
    /// What the proxy in front wants to see.
    pub(super) headers: Option<Arc<dyn Headers>>,
    /// Who gives newer tokens.
    renewal: Arc<Renewal>,
}

impl Account {
    pub(super) fn of(
        chosen: &Chosen,
        base: &str,
        how: &How<'_>,
        issuers: &Arc<Issuers>,
        (owner, vault): (Owner, Arc<Vault>),
    ) -> Self {
        let whose = Whose { ways: Some(accepted(chosen)), ..owner.whose(chosen, how) };
        let headers = headers(chosen);
        let renewal = Arc::new(Renewal::new(Arc::clone(issuers)));
        Self { base: base.to_owned(), in_memory: how.is_in_memory(), owner, whose, vault, headers, renewal }
    }

    /// Where the token for a request comes from.
    pub(super) fn source(&self, token: &Token, chosen: &Chosen) -> TokenSource {
        match token {
            Token::None if signs_in(chosen) => {
                TokenSource::Stored(self.stored(Issuer::Portal).cured_by(&self.cure(chosen)))
            }
            Token::None => TokenSource::None,
            Token::Env(name) => TokenSource::Env(name.clone()),
            Token::File(path) => TokenSource::File(path.clone()),
            Token::Command(words) => TokenSource::Command(words.clone()),
        }
    }

    /// What helps who is not signed in. A context says itself whether it takes a token that is ready
    /// made; an address takes one.
    fn cure(&self, chosen: &Chosen) -> String {
        if self.in_memory {
            return "sign in on the screen; in restricted mode nothing of that is kept for commands".into();
        }
        match &chosen.context {
            Some(name) => format!("sign in: `stagedoor login {name}`"),
            None => format!("sign in: `stagedoor login {}`, or set STAGEDOOR_TOKEN_FILE or STAGEDOOR_TOKEN", self.base),
        }
    }

    /// The tokens that an issuer gave to who is signed in.
    pub(super) fn stored(&self, issuer: Issuer) -> Stored {
        let renew: Arc<dyn Renew> = Arc::clone(&self.renewal) as Arc<_>;
        Stored::new(Arc::clone(&self.vault), renew, issuer, self.whose.clone())
    }
}

/// Whether there is a way of signing in, besides a token that is ready made.
pub(super) fn signs_in(chosen: &Chosen) -> bool {
    !accepted(chosen).is_empty()
}

/// The words of the ways of signing in that the context takes and the administrator allows.
pub(super) fn accepted(chosen: &Chosen) -> Vec<&'static str> {
    let auth = |way: &Way| match way {
        Way::Browser | Way::Paste | Way::Device => AuthWay::Oidc,
        Way::Proxy => AuthWay::Proxy,
        Way::Guest => AuthWay::Guest,
        Way::Token => AuthWay::Paste,
    };
    let allowed = |way: AuthWay| chosen.allowed_ways.as_ref().is_none_or(|ways| ways.contains(&way));
    let accepted = |way: &Way| chosen.sign_in.takes(auth(way)) && allowed(auth(way));
    Way::ALL.into_iter().filter(accepted).map(Way::word).collect()
}

pub(super) fn headers(chosen: &Chosen) -> Option<Arc<dyn Headers>> {
    let proxy = chosen.sign_in.proxy.as_ref()?;
    let source = |source: &config::HeaderSource| match source {
        config::HeaderSource::Env(name) => HeaderSource::Env(name.clone()),
        config::HeaderSource::File(path) => HeaderSource::File(path.clone()),
    };
    let headers = proxy.headers.iter().map(|(name, from)| (name.clone(), source(from))).collect();
    Some(Arc::new(ProxyHeaders(headers)))
}

/// Removes the tokens of a context, and who was signed in.
pub(super) fn forget(chosen: &Chosen, folders: &Folders) -> Result<(), Fault> {
    let folder = keep::account(chosen, folders);
    // where that cannot be told, removing it says why
    if matches!(folder.try_exists(), Ok(false)) {
        return Ok(());
    }
    with_vault(folder, async |vault| vault.purge().await)?
}

/// What is kept of who is signed in to a portal that one can sign in to.
pub(super) fn kept(chosen: &Chosen, folders: &Folders) -> Option<SignInKept> {
    let signs_in = matches!(&chosen.portal, config::Portal::Backstage { token: Token::None, .. }) && signs_in(chosen);
    let folder = Some(keep::account(chosen, folders)).filter(|_| signs_in)?;
    let pointer = Pointer::read(&folder).ok().flatten();
    let who = pointer.as_ref().map(|pointer| match &pointer.user {
        Some(user) => Clean::line(&user.to_string()),
        None => Clean::line(&pointer.subject),
    });
    let needs_keyring = pointer.is_some_and(|pointer| pointer.kept == KeptIn::Keyring);
    let asked = with_vault(folder, async |vault| (vault.kept_where(), vault.keyring_answers().await));
    let (place, keyring) = asked.unwrap_or_else(|fault| (fault.happened, None));
    Some(SignInKept { who, place, needs_keyring, keyring })
}

/// Work with a vault, on a thread of its own: whoever asks may work for others meanwhile.
fn with_vault<T: Send + 'static>(
    folder: PathBuf,
    work: impl AsyncFnOnce(Arc<Vault>) -> T + Send + 'static,
) -> Result<T, Fault> {
    let local = |error: &dyn std::fmt::Display| {
        Fault::new(FaultKind::Local, "look after the tokens", &error.to_string(), "try again")
    };
    let working = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| local(&error))?;
        Ok(runtime.block_on(work(Arc::new(Vault::in_folder(folder, SystemKeyring::find())))))
    });
    working.join().unwrap_or_else(|_| Err(local(&"it fell over")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_administrators_list_holds_over_what_the_context_takes() {
        let chosen = |allowed: Option<&[AuthWay]>| {
            let sign_in = config::SignInSettings { accepts: vec![AuthWay::Oidc, AuthWay::Guest], ..Default::default() };
            accepted(&Chosen {
                sign_in,
                allowed_ways: allowed.map(<[_]>::to_vec),
                ..keep::tests::chosen("work", "https://a", &[])
            })
        };
        assert_eq!(chosen(None), ["browser", "paste", "device", "guest"]);
        assert_eq!(chosen(Some(&[AuthWay::Guest, AuthWay::Paste])), ["guest"]);
        assert!(chosen(Some(&[AuthWay::Static])).is_empty());
    }
}
