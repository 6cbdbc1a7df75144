//! The vaults of a context, from their tables.

use super::Reader;
use super::systems::TokenSaid;
use crate::config::choice::Token;
use crate::config::systems::{Reached, SystemAddress, SystemToken, VaultLogin, VaultSettings};
use crate::config::table::{ContextTable, VaultTable};
use toml::Spanned;

impl Reader<'_> {
    pub(super) fn vault(&mut self, table: &Spanned<VaultTable>, context: &ContextTable) -> Option<VaultSettings> {
        let at = table.span().start;
        let table = table.get_ref();
        let name = match &table.name {
            Some(name) => self.name(name)?,
            None => "vault".to_owned(),
        };
        let Some(address) = self.address_of(&table.url, &table.proxy, context)? else {
            let cure = "add `url = \"https://...\"` or `proxy = \"/vault\"`";
            return self.problem(at, "the vault has neither url nor proxy", cure);
        };
        let web = match (&table.web, &address) {
            (Some(web), _) => Some(self.address(web)?),
            (None, SystemAddress::Direct(url)) => Some(url.clone()),
            (None, SystemAddress::Proxy(_)) => None,
        };
        let token = self.token_of(&tokens(table), context)?;
        if token == SystemToken::Said(Token::None) {
            let cure = "add `audience`, or one of token_file, token_env and token_command";
            return self.problem(at, "nothing says who one is to the vault", cure);
        }
        let login = self.vault_login(table)?;
        let databases = self.databases(&table.databases)?;
        let (namespace, addresses, hosts) = (table.namespace.clone(), table.addresses.clone(), table.hosts.clone());
        let reached = Reached { address, token };
        Some(VaultSettings { name, reached, login, namespace, web, databases, addresses, hosts })
    }

    /// How the token is used; `Some(None)` where it is the vault's own.
    fn vault_login(&mut self, table: &VaultTable) -> Option<Option<VaultLogin>> {
        let role = table.role.clone().filter(|role| !role.is_empty());
        if table.mount.is_none() && role.is_none() && table.audience.is_none() {
            return Some(None);
        }
        let mount = match &table.mount {
            Some(said) => self.mount(said)?,
            None => "jwt".to_owned(),
        };
        Some(Some(VaultLogin { mount, role }))
    }

    fn databases(&mut self, said: &[Spanned<String>]) -> Option<Vec<String>> {
        said.iter().map(|said| self.mount(said)).collect()
    }

    /// A path in a vault, without slashes around it.
    fn mount(&mut self, said: &Spanned<String>) -> Option<String> {
        let path = said.get_ref().trim_matches('/');
        let is_step = |step: &str| !matches!(step, "" | "." | "..") && !step.contains(['?', '#', ' ']);
        match path.split('/').all(is_step) {
            true => Some(path.to_owned()),
            false => {
                self.problem(said.span().start, "this is no path of a vault", "write it as the vault does: `database`")
            }
        }
    }
}

fn tokens(table: &VaultTable) -> TokenSaid<'_> {
    TokenSaid {
        file: &table.token_file,
        env: &table.token_env,
        command: &table.token_command,
        audience: &table.audience,
    }
}
