//! How one signs in, from a context's table.

use super::Reader;
use crate::config::sign_in::{HeaderSource, Oidc, Proxy, SignInSettings};
use crate::config::table::{ContextTable, OidcTable, ProxyTable};
use std::time::Duration;
use toml::Spanned;

impl Reader<'_> {
    pub(super) fn sign_in(&mut self, table: &ContextTable, at: usize) -> SignInSettings {
        SignInSettings {
            accepts: table.auth.clone().unwrap_or_default(),
            client_id: table.client_id.clone(),
            redirect_port: table.redirect_port,
            approve_pasted: table.approve_pasted.unwrap_or(false),
            oidc: table.oidc.as_ref().and_then(|oidc| self.oidc(oidc, at)),
            proxy: table.proxy.as_ref().and_then(|proxy| self.proxy(proxy, at)),
            decisions: table.decisions.as_ref().and_then(|span| self.span(span)),
        }
    }

    fn oidc(&mut self, table: &OidcTable, at: usize) -> Option<Oidc> {
        let Some(issuer) = &table.issuer else {
            return self.problem(at, "the provider has no issuer", "add `issuer = \"https://...\"` to its oidc");
        };
        let Some(client_id) = &table.client_id else {
            return self.problem(at, "the provider has no client", "add `client_id = \"...\"` to its oidc");
        };
        self.address(issuer)?;
        Some(Oidc {
            issuer: issuer.get_ref().clone(),
            client_id: client_id.get_ref().clone(),
            scopes: table.scopes.clone(),
            audiences: table.audiences.clone(),
            redirect_port: table.redirect_port,
        })
    }

    fn proxy(&mut self, table: &ProxyTable, at: usize) -> Option<Proxy> {
        let Some(provider) = &table.provider else {
            return self.problem(at, "the proxy has no provider", "add `provider = \"oauth2Proxy\"` to its proxy");
        };
        let headers = table.headers.iter().filter_map(|(name, source)| Some((name.clone(), self.header(source)?)));
        let headers = headers.collect::<Vec<_>>();
        Some(Proxy { provider: provider.get_ref().clone(), headers })
    }

    fn header(&mut self, source: &Spanned<String>) -> Option<HeaderSource> {
        match source.get_ref().split_once(':') {
            Some(("env", name)) if !name.is_empty() => Some(HeaderSource::Env(name.to_owned())),
            Some(("file", path)) if !path.is_empty() => Some(HeaderSource::File(self.path(path))),
            _ => {
                let cure = "write `env:NAME` or `file:PATH`; the value itself does not belong here";
                self.problem(source.span().start, "this does not say where the header's value is read", cure)
            }
        }
    }

    fn span(&mut self, said: &Spanned<String>) -> Option<Duration> {
        let (number, unit) =
            said.get_ref().split_at_checked(said.get_ref().len().saturating_sub(1)).unwrap_or_default();
        let seconds = match unit {
            "s" => Some(1),
            "m" => Some(60),
            "h" => Some(3_600),
            _ => None,
        };
        match (number.parse::<u64>(), seconds) {
            (Ok(number), Some(seconds)) if (1..=100_000).contains(&number) => {
                Some(Duration::from_secs(number * seconds))
            }
            _ => self.problem(said.span().start, "this is no length of time", "write it as `90s`, `15m` or `1h`"),
        }
    }
}
