//! The systems beside a platform, from a context's tables.

use super::{Reader, is_context_name};
use crate::config::choice::Token;
use crate::config::systems::{
    AnnotationNames, ArgoCdSettings, ClusterSettings, ClusterWay, ForgeSettings, Reached, SystemAddress,
    SystemSettings, SystemToken,
};
use crate::config::table::{AnnotationTable, ArgoCdTable, ClusterTable, ContextTable, ForgeKind, ForgeTable};
use toml::Spanned;

/// What a table says of the token, whatever the system.
pub(super) struct TokenSaid<'a> {
    pub(super) file: &'a Option<Spanned<String>>,
    pub(super) env: &'a Option<Spanned<String>>,
    pub(super) command: &'a Option<Spanned<Vec<String>>>,
    pub(super) audience: &'a Option<Spanned<String>>,
}

/// The tokens of a system's table.
macro_rules! tokens_of {
    ($table:expr) => {
        TokenSaid {
            file: &$table.token_file,
            env: &$table.token_env,
            command: &$table.token_command,
            audience: &$table.audience,
        }
    };
}

impl Reader<'_> {
    pub(super) fn systems(&mut self, context: &ContextTable) -> SystemSettings {
        let clusters = context.clusters.iter().filter_map(|table| self.cluster(table, context)).collect::<Vec<_>>();
        let argocd = context.argocd.iter().filter_map(|table| self.argocd(table, context)).collect::<Vec<_>>();
        let forges = context.forges.iter().filter_map(|table| self.forge(table, context)).collect::<Vec<_>>();
        self.once(&context.clusters, "clusters", |table| table.name.as_ref());
        self.once(&context.argocd, "instances of Argo CD", |table| table.name.as_ref());
        self.once(&context.forges, "forges", |table| table.host.as_ref());
        let teleport = self.teleport(&context.teleport);
        let vaults = context.vaults.iter().filter_map(|table| self.vault(table, context)).collect::<Vec<_>>();
        self.once(&context.vaults, "vaults", |table| table.name.as_ref());
        let quotas = self.quotas(context);
        let annotations = annotations(&context.annotations);
        SystemSettings { clusters, argocd, forges, teleport, vaults, annotations, quotas }
    }

    /// Two of one name could not be told apart.
    fn once<T>(&mut self, all: &[Spanned<T>], what: &str, name: impl Fn(&T) -> Option<&Spanned<String>>) {
        let mut seen: Vec<&str> = Vec::new();
        for said in all.iter().filter_map(|table| name(table.get_ref())) {
            if seen.contains(&said.get_ref().as_str()) {
                let message = format!("there are two {what} `{}`", said.get_ref());
                self.problem::<()>(said.span().start, &message, "give each a name of its own");
            }
            seen.push(said.get_ref());
        }
    }

    fn cluster(&mut self, table: &Spanned<ClusterTable>, context: &ContextTable) -> Option<ClusterSettings> {
        let at = table.span().start;
        let table = table.get_ref();
        let Some(name) = &table.name else {
            return self.problem(at, "the cluster has no name", "add `name = \"...\"`");
        };
        let name = self.name(name)?;
        let way = match table.portal.as_ref().is_some_and(|portal| *portal.get_ref()) {
            true => self.by_portal(table, &name, context)?,
            false => self.by_kubeconfig(table)?,
        };
        Some(ClusterSettings { name, way, namespaces: table.namespaces.clone() })
    }

    fn by_portal(&mut self, table: &ClusterTable, name: &str, context: &ContextTable) -> Option<ClusterWay> {
        if let (Some(portal), true) = (&table.portal, context.workspace.is_some()) {
            let cure = "name a kubeconfig in place of `portal`";
            return self.problem(portal.span().start, "a folder has no portal that a cluster is reached through", cure);
        }
        if let Some(kubeconfig) = &table.kubeconfig {
            let cure = "keep one: a cluster is reached by a kubeconfig or through the portal";
            return self.problem(kubeconfig.span().start, "the cluster has both kubeconfig and portal", cure);
        }
        let token = self.token_of(&tokens_of!(table), context)?;
        let cluster = table.cluster.clone().unwrap_or_else(|| name.to_owned());
        Some(ClusterWay::Portal { cluster, provider: table.provider.clone(), token })
    }

    fn by_kubeconfig(&mut self, table: &ClusterTable) -> Option<ClusterWay> {
        let said = [table.token_file.as_ref(), table.token_env.as_ref(), table.audience.as_ref()];
        let first = said.into_iter().flatten().map(Spanned::span).next();
        if let Some(span) = first.or(table.token_command.as_ref().map(Spanned::span)) {
            let cure = "remove it, or add `portal = true`; who one is stands in the kubeconfig";
            return self.problem(span.start, "a token is given for a cluster that is reached by a kubeconfig", cure);
        }
        let file = match &table.kubeconfig {
            Some(said) if said.get_ref().is_empty() => {
                return self.problem(said.span().start, "the kubeconfig is empty", "give the path of a file");
            }
            said => said.as_ref().map(|said| self.path(said.get_ref())),
        };
        Some(ClusterWay::Kubeconfig { file, context: table.context.clone() })
    }

    fn argocd(&mut self, table: &Spanned<ArgoCdTable>, context: &ContextTable) -> Option<ArgoCdSettings> {
        let at = table.span().start;
        let table = table.get_ref();
        let name = match &table.name {
            Some(name) => self.name(name)?,
            None => "argocd".to_owned(),
        };
        let Some(address) = self.address_of(&table.url, &table.proxy, context)? else {
            let cure = "add `url = \"https://...\"` or `proxy = \"/argocd/api\"`";
            return self.problem(at, "the Argo CD has neither url nor proxy", cure);
        };
        let web = match (&table.web, &address) {
            (Some(web), _) => Some(self.address(web)?),
            (None, SystemAddress::Direct(url)) => Some(url.clone()),
            (None, SystemAddress::Proxy(_)) => None,
        };
        let token = self.token_of(&tokens_of!(table), context)?;
        let cluster = table.cluster.clone();
        Some(ArgoCdSettings { name, reached: Reached { address, token }, web, cluster })
    }

    fn forge(&mut self, table: &Spanned<ForgeTable>, context: &ContextTable) -> Option<ForgeSettings> {
        let at = table.span().start;
        let table = table.get_ref();
        let Some(said) = &table.host else {
            return self.problem(at, "the forge has no host", "add `host = \"github.com\"`");
        };
        let host = said.get_ref().to_lowercase();
        if host.is_empty() || host.contains(['/', '@', ' ']) {
            let cure = "write the host alone, as it stands in the addresses of repositories: `github.com`";
            return self.problem(said.span().start, "this is no host", cure);
        }
        let Some(kind) = table.kind.or_else(|| ForgeKind::of_host(&host)) else {
            let cure = "add `kind = \"github\"`, \"gitlab\" or \"gitea\"";
            return self.problem(said.span().start, "the host does not say what runs there", cure);
        };
        let address = self.address_of(&table.api, &table.proxy, context)?;
        let address = address.unwrap_or_else(|| SystemAddress::Direct(kind.api(&host)));
        let token = self.token_of(&tokens_of!(table), context)?;
        Some(ForgeSettings { host, kind, reached: Reached { address, token } })
    }

    pub(super) fn name(&mut self, said: &Spanned<String>) -> Option<String> {
        match is_context_name(said.get_ref()) {
            true => Some(said.get_ref().clone()),
            false => {
                let message = format!("`{}` is no name", said.get_ref());
                self.problem(said.span().start, &message, "use letters, digits, `-`, `_` and `.`")
            }
        }
    }

    /// Where a system is; `Some(None)` where nothing says so, `None` where what is said is wrong.
    pub(super) fn address_of(
        &mut self,
        url: &Option<Spanned<String>>,
        proxy: &Option<Spanned<String>>,
        context: &ContextTable,
    ) -> Option<Option<SystemAddress>> {
        match (url, proxy) {
            (Some(_), Some(proxy)) => {
                self.problem(proxy.span().start, "it has both an address and a path of the proxy", "keep one")
            }
            (Some(url), None) => Some(Some(SystemAddress::Direct(self.address(url)?))),
            (None, Some(proxy)) if context.workspace.is_some() => {
                self.problem(proxy.span().start, "a folder has no portal with a proxy", "give its address")
            }
            (None, Some(proxy)) => {
                let path = proxy.get_ref().trim_end_matches('/');
                let is_path = path.starts_with('/') && !path.contains(['?', '#', ' ']);
                if !is_path || path.split('/').any(|part| matches!(part, "." | "..")) {
                    let cure = "write the path behind /api/proxy, as \"/argocd/api\"";
                    return self.problem(proxy.span().start, "this is no path of the proxy", cure);
                }
                Some(Some(SystemAddress::Proxy(path.to_owned())))
            }
            (None, None) => Some(None),
        }
    }

    pub(super) fn token_of(&mut self, said: &TokenSaid<'_>, context: &ContextTable) -> Option<SystemToken> {
        let mut given: Vec<(usize, SystemToken)> = Vec::new();
        let starts = |text: &Spanned<String>| text.span().start;
        if let Some(file) = said.file {
            given.push((starts(file), SystemToken::Said(Token::File(self.path(file.get_ref())))));
        }
        if let Some(name) = said.env {
            given.push((starts(name), SystemToken::Said(Token::Env(name.get_ref().clone()))));
        }
        if let Some(words) = said.command {
            given.push((words.span().start, SystemToken::Said(Token::Command(words.get_ref().clone()))));
        }
        if let Some(audience) = said.audience {
            self.audience(audience, context)?;
            given.push((starts(audience), SystemToken::Own(audience.get_ref().clone())));
        }
        given.sort_by_key(|(at, _)| *at);
        if let Some((second, _)) = given.get(1) {
            let cure = "keep one of token_file, token_env, token_command and audience";
            return self.problem(*second, "the token is given twice", cure);
        }
        match given.into_iter().next() {
            Some((at, token)) => self.sound(at, token),
            None => Some(SystemToken::Said(Token::None)),
        }
    }

    fn audience(&mut self, said: &Spanned<String>, context: &ContextTable) -> Option<()> {
        let audience = said.get_ref();
        match &context.oidc {
            Some(oidc) if oidc.audiences.contains(audience) => Some(()),
            Some(_) => {
                let message = format!("no token is asked for with the audience `{audience}`");
                self.problem(said.span().start, &message, "add it to `audiences` of the context's oidc")
            }
            None => {
                let cure = "add the provider that gives it: the context's `oidc`, with this audience in `audiences`";
                self.problem(said.span().start, "there is no provider that gives a token of the user's own", cure)
            }
        }
    }

    fn sound(&mut self, at: usize, token: SystemToken) -> Option<SystemToken> {
        match &token {
            SystemToken::Said(Token::Command(words)) if words.first().is_none_or(String::is_empty) => self.problem(
                at,
                "the command is empty",
                "give the program and its arguments: [\"pass\", \"show\", \"x\"]",
            ),
            SystemToken::Said(Token::Env(name)) if name.is_empty() || name.contains(['=', '\0', ' ']) => {
                self.problem(at, "this is no name of a variable", "give the name of the variable, not the token")
            }
            _ => Some(token),
        }
    }
}

fn annotations(table: &AnnotationTable) -> AnnotationNames {
    let usual = AnnotationNames::default();
    let said = |name: &Option<String>| name.clone().filter(|name| !name.is_empty());
    AnnotationNames {
        crossplane: said(&table.crossplane).map_or(usual.crossplane, |name| name.trim_end_matches('/').to_owned()),
        kargo_project: said(&table.kargo_project).unwrap_or(usual.kargo_project),
        kargo_stage: said(&table.kargo_stage).unwrap_or(usual.kargo_stage),
        teleport: said(&table.teleport).unwrap_or(usual.teleport),
    }
}
