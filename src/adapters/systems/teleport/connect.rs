//! How one connects with what was granted: lines for the terminal.

use super::status::Profile;
use super::{Teleport, request};
use crate::domain::model::access::{
    AccessKind, AccessRequest, CommandLine, Connection, RequestId, Resource, SessionId,
};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};

/// What is run in a container where nothing else is said.
const SHELL: &str = "sh";

impl Teleport {
    /// The lines that connect: taking the request into use where it is not, then the thing itself.
    ///
    /// # Errors
    /// When the request is not the user's own, or grants nothing now; when a name cannot be given to a program.
    pub(super) async fn how(&self, id: &RequestId, login: Option<&str>) -> Result<Connection, Fault> {
        let tried = "say how to connect";
        let profile = self.signed_in(tried).await?;
        let value = self.tsh().json(&["request", "show"], &["--format=json".into(), id.to_string()], tried).await?;
        let request = request::request(&value, &profile, self.memory());
        let request = request.ok_or_else(|| unread(tried))?;
        self.may_assume(&request, tried)?;
        let kinds: Vec<&str> = request.resources.iter().map(|one| &*one.id.kind).collect();
        self.keep_listed(&kinds, &profile.cluster, tried).await;
        let request = AccessRequest {
            resources: request.resources.iter().map(|one| self.memory().resource(&one.id)).collect(),
            ..request
        };
        self.connection(&request, &profile, login, tried)
    }

    /// How a recording is played.
    ///
    /// # Errors
    /// When nobody is signed in.
    pub(super) async fn play(&self, id: &SessionId) -> Result<Connection, Fault> {
        self.signed_in("play the recording").await?;
        let line = self.tsh().line("play the recording", &["play"], &[self.cluster(), vec![id.to_string()]].concat());
        let note = "space stops and goes on, the arrows wind, ctrl-c leaves";
        Ok(Connection { commands: vec![line], notes: vec![note.into()], until: None, ..Connection::default() })
    }

    fn connection(
        &self,
        request: &AccessRequest,
        profile: &Profile,
        login: Option<&str>,
        tried: &str,
    ) -> Result<Connection, Fault> {
        let mut commands = Vec::new();
        if !request.is_assumed {
            commands.push(self.tsh().line("take it into use", &["login"], &[format!("--request-id={}", request.id)]));
        }
        let mut notes = Vec::new();
        if !request.resources.is_empty() {
            notes.push(Clean::line(EVERYTHING_ELSE));
        }
        let mut resources = request.resources.iter();
        if let Some(first) = resources.next() {
            let (lines, more) = self.to(first, profile, login, tried)?;
            commands.extend(lines);
            notes.extend(more);
        }
        for other in resources {
            let line = self.to(other, profile, None, tried).ok().and_then(|(lines, _)| lines.last()?.quoted());
            notes.extend(line.map(|line| Clean::line(&format!("to {}: {line}", other.title))));
        }
        if request.resources.is_empty() {
            notes.push(
                "the roles are in your certificate then: `tsh ls`, `tsh db ls` and `tsh kube ls` list what they reach"
                    .into(),
            );
        }
        Ok(Connection { commands, notes, until: request.expires_at, assumes: !request.is_assumed, simulated: false })
    }

    /// The lines that lead to one thing, and what there is to know.
    fn to(
        &self,
        resource: &Resource,
        profile: &Profile,
        login: Option<&str>,
        tried: &str,
    ) -> Result<(Vec<CommandLine>, Vec<Clean>), Fault> {
        let login = login.map(|login| word(login, "name", tried)).transpose()?;
        let login = login.or_else(|| resource.logins.first().map(Clean::as_str));
        let name = word(&resource.id.name, "name", tried)?;
        match (resource.kind(), &*resource.id.kind) {
            (AccessKind::Database, _) => self.to_database(name, resource, login, tried),
            (AccessKind::Ssh, _) => self.to_machine(resource, profile, login, tried),
            (AccessKind::Kubernetes, _) => self.to_cluster(name, resource, tried),
            (_, "app") => {
                let line = self.line("sign in to the application", &["apps", "login"], resource, &[name.to_owned()]);
                Ok((vec![line], vec!["`tsh apps config` tells its address and certificate".into()]))
            }
            _ => Ok((Vec::new(), vec!["it is opened in Teleport's pages or in Teleport Connect".into()])),
        }
    }

    fn to_database(
        &self,
        name: &str,
        resource: &Resource,
        login: Option<&str>,
        tried: &str,
    ) -> Result<(Vec<CommandLine>, Vec<Clean>), Fault> {
        // USER/DATABASE, as there are users with an @
        let (user, database) = login.map_or((None, None), |login| match login.split_once('/') {
            Some((user, database)) => (Some(user), Some(database)),
            None => (Some(login), None),
        });
        let mut rest = Vec::new();
        if let Some(user) = user.filter(|user| !user.is_empty()) {
            rest.push(format!("--db-user={}", word(user, "user", tried)?));
        }
        if let Some(database) = database.filter(|database| !database.is_empty()) {
            rest.push(format!("--db-name={}", word(database, "database", tried)?));
        }
        rest.push(name.to_owned());
        let connect = self.line("connect to the database", &["db", "connect"], resource, &rest);
        let tunnel = self.line("open a port to it", &["proxy", "db", "--tunnel"], resource, &rest);
        let mut notes: Vec<Clean> = Vec::new();
        if user.is_none() {
            notes.push("say which user of the database: USER, or USER/DATABASE".into());
        }
        notes.extend(
            tunnel.quoted().map(|line| Clean::line(&format!("a port on this machine that leads to it: {line}"))),
        );
        Ok((vec![connect], notes))
    }

    fn to_machine(
        &self,
        resource: &Resource,
        profile: &Profile,
        login: Option<&str>,
        tried: &str,
    ) -> Result<(Vec<CommandLine>, Vec<Clean>), Fault> {
        let host = word(resource.title.as_str(), "host", tried)?;
        let login = login.or_else(|| profile.logins.first().map(String::as_str));
        let target = match login {
            Some(login) => format!("{}@{host}", word(login, "login", tried)?),
            None => host.to_owned(),
        };
        let others = match profile.logins.len() {
            0 | 1 => None,
            _ => Some(Clean::line(&format!("you may sign in as {}", profile.logins.join(", ")))),
        };
        Ok((vec![self.line("connect to the machine", &["ssh"], resource, &[target])], others.into_iter().collect()))
    }

    fn to_cluster(
        &self,
        name: &str,
        resource: &Resource,
        tried: &str,
    ) -> Result<(Vec<CommandLine>, Vec<Clean>), Fault> {
        let login = self.line("sign in to the cluster", &["kube", "login"], resource, &[name.to_owned()]);
        let kubectl = |title: &str, args: &[String]| CommandLine {
            title: Clean::line(title),
            program: "kubectl".into(),
            args: args.to_vec(),
        };
        let Some((namespace, pod)) = resource.id.sub.split_once('/').filter(|(_, pod)| *pod != "*") else {
            let list = kubectl("list its pods", &["get".into(), "pods".into(), "--all-namespaces".into()]);
            let note = "then: kubectl exec --stdin --tty --namespace=NAMESPACE POD -- sh";
            return Ok((vec![login, list], vec![note.into()]));
        };
        let (namespace, pod) = (word(namespace, "namespace", tried)?, word(pod, "pod", tried)?);
        let args = ["exec", "--stdin", "--tty"].map(str::to_owned).into_iter();
        let args: Vec<String> =
            args.chain([format!("--namespace={namespace}"), pod.to_owned(), "--".into(), SHELL.into()]).collect();
        Ok((vec![login, kubectl("go into the container", &args)], Vec::new()))
    }

    /// A line about a thing, in the cluster of Teleport's that it belongs to.
    fn line(&self, title: &str, words: &[&str], resource: &Resource, rest: &[String]) -> CommandLine {
        let cluster = match resource.id.cluster.is_empty() {
            true => self.cluster(),
            false => vec![format!("--cluster={}", resource.id.cluster)],
        };
        self.tsh().line(title, words, &[cluster, rest.to_vec()].concat())
    }

    fn cluster(&self) -> Vec<String> {
        self.tsh().setup().cluster.iter().map(|cluster| format!("--cluster={cluster}")).collect()
    }
}

/// What has to be known before a request for a resource is taken into use.
pub(super) const EVERYTHING_ELSE: &str =
    "while a request for a resource is in use you reach nothing else by Teleport, until you give it up for now";

/// The fault of a request that cannot be read.
pub(super) fn unread(tried: &str) -> Fault {
    let cure = "see what `tsh request show` prints by hand";
    Fault::new(FaultKind::Malformed, tried, "tsh printed something that is no request", cure)
}

/// A word that can be an argument: it is no option, and holds nothing that a terminal obeys.
fn word<'w>(text: &'w str, what: &str, tried: &str) -> Result<&'w str, Fault> {
    match text.is_empty() || text.starts_with('-') || Clean::line(text).as_str() != text {
        true => {
            let happened = format!("the {what} `{}` cannot be given to a program", Clean::line(text));
            Err(Fault::new(FaultKind::Invalid, tried, &happened, "give another name"))
        }
        false => Ok(text),
    }
}
