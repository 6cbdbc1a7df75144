//! Gitea itself: what it says of pull requests in each way of merging them, and reverts that it takes.

use serde_json::{Value, json};
use stagedoor::adapters::http::Limits;
use stagedoor::adapters::session::{TokenSource, Whose};
use stagedoor::adapters::systems::forge::{Forge, ForgeChanges, ForgeDeeds, ForgeSetup, ForgeSort, Forges};
use stagedoor::domain::model::forge::{CheckState, Landed, Opinion, PullId};
use stagedoor::domain::model::provision::{ChangeState, Evidence};
use stagedoor::domain::model::{EntityRef, Problem};
use stagedoor::domain::text::Secret;
use stagedoor::platform::command::{Command as Order, Forecast};
use stagedoor::platform::forge::no_forge;
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::ports::{Answering, CommandPort};
use stagedoor::platform::provisioning::{Leads, ProvisionFeed as _};
use stagedoor::platform::steps::Steps;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

const CLAIM: &str = "apiVersion: databases.example/v1\nkind: PostgresDatabase\nmetadata:\n  name: orders\n  \
    namespace: shop\n  labels: {stagedoor.dev/request: t-1}\n";
const FILE: &str = "production/orders/claim.yaml";

/// A Gitea that runs until it is dropped.
struct Gitea {
    child: Child,
    alive: Option<ChildStdin>,
    base: String,
    /// Of ada, bob and carol.
    tokens: Vec<String>,
}

impl Gitea {
    /// `None` where nobody built it: it takes minutes.
    fn start() -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forge");
        if !folder.join(".forge/ready").is_file() {
            eprintln!("no Gitea is built: tests/forge/run.sh install");
            return None;
        }
        let mut command = Command::new(folder.join("run.sh"));
        command.arg("start").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let mut words = said.split_whitespace();
        assert_eq!(words.next(), Some("ready"), "{said}");
        let base = format!("http://127.0.0.1:{}", words.next().unwrap());
        let tokens = words.map(str::to_owned).collect();
        Some(Self { alive: child.stdin.take(), child, base, tokens })
    }

    /// Asks as one of the three; what it says.
    fn ask(&self, who: usize, method: &str, path: &str, body: &Value) -> Value {
        let mut command = Command::new("curl");
        command.args(["-sS", "--fail-with-body", "-X", method, "-H", "Content-Type: application/json"]);
        command.arg("-H").arg(format!("Authorization: token {}", self.tokens[who]));
        if method != "GET" {
            command.arg("-d").arg(body.to_string());
        }
        let ran = command.arg(format!("{}/api/v1{path}", self.base)).output().unwrap();
        let said = String::from_utf8_lossy(&ran.stdout).into_owned();
        assert!(ran.status.success(), "{method} {path}: {said}");
        serde_json::from_str(&said).unwrap_or_default()
    }

    fn host(&self) -> &str {
        self.base.trim_start_matches("http://")
    }

    fn forges(&self) -> Forges {
        let setup = ForgeSetup {
            host: self.host().to_owned(),
            sort: ForgeSort::Gitea,
            base: format!("{}/api/v1", self.base),
            token: TokenSource::Fixed(Secret::new(self.tokens[0].clone())),
            whose: Whose::default(),
            headers: None,
            offline: false,
        };
        Forges::new(vec![Forge::new(setup, Limits::default()).unwrap()])
    }

    /// A pull request of two commits that brings a claim.
    fn proposed(&self, name: &str) -> u64 {
        let file = |branch: &str, path: &str, text: &str, new: bool| {
            use base64::Engine as _;
            let content = base64::engine::general_purpose::STANDARD.encode(text);
            let files = json!([{"operation": "create", "path": path, "content": content}]);
            let branches = match new {
                true => {
                    json!({"branch": "main", "new_branch": branch, "files": files, "message": format!("Add {path}")})
                }
                false => json!({"branch": branch, "files": files, "message": format!("Add {path}")}),
            };
            self.ask(0, "POST", &format!("/repos/ada/{name}/contents"), &branches);
        };
        self.ask(0, "POST", "/user/repos", &json!({"name": name, "auto_init": true, "default_branch": "main"}));
        file("orders", FILE, CLAIM, true);
        file("orders", "production/orders/README.md", "orders\n", false);
        // something else lands before it, so that a rebase makes other commits
        file("main", "other.txt", "x\n", false);
        let pull = json!({"title": "Database orders", "head": "orders", "base": "main"});
        let made = self.ask(0, "POST", &format!("/repos/ada/{name}/pulls"), &pull);
        made["number"].as_u64().unwrap()
    }

    /// Merges one; Gitea finds out by and by that it can be merged.
    fn merge(&self, name: &str, number: u64, how: &str) -> Value {
        let at = format!("/repos/ada/{name}/pulls/{number}");
        let can_be = || self.ask(0, "GET", &at, &Value::Null)["mergeable"] == true;
        assert!(
            (0..300).any(|_| can_be() || {
                std::thread::sleep(Duration::from_millis(100));
                false
            }),
            "{at}"
        );
        self.ask(2, "POST", &format!("{at}/merge"), &json!({"Do": how, "force_merge": true}));
        self.ask(0, "GET", &at, &Value::Null)
    }

    fn id(&self, name: &str, number: u64) -> PullId {
        PullId { repository: format!("{}/ada/{name}", self.host()), number }
    }
}

impl Drop for Gitea {
    fn drop(&mut self) {
        drop(self.alive.take());
        let _ = self.child.wait();
    }
}

/// A platform that does nothing itself.
struct Nothing;

impl CommandPort for Nothing {
    fn foresee<'a>(&'a self, _: Order) -> Answering<'a, Forecast> {
        Box::pin(async { Err(no_forge("foresee")) })
    }

    fn command<'a>(&'a self, _: Order) -> futures_util::future::BoxFuture<'a, Outcome> {
        Box::pin(async { Outcome::Refused(no_forge("do")) })
    }

    fn verdict<'a>(&'a self, _: EntityRef, _: String) -> Answering<'a, Vec<Problem>> {
        Box::pin(async { Err(no_forge("judge")) })
    }
}

/// What is heard of a pull request as it is now.
async fn heard(gitea: &Gitea, id: &PullId) -> Evidence {
    let leads = Leads { pulls: vec![id.clone()], ..Leads::default() };
    let (sender, receiver) = watch::channel(Arc::new(leads));
    // nobody leads on: it ends with what it knows
    drop(sender);
    let told = ForgeChanges::new(gitea.forges()).evidence(receiver, Steps::ignored()).await.unwrap();
    (*told.answer).clone()
}

#[tokio::test]
async fn gitea_tells_who_reviews_how_it_was_merged_and_what_was_taken_back() {
    if !crate::rig::live() {
        return;
    }
    let Some(gitea) = Gitea::start() else { return };
    for how in ["merge", "squash", "rebase"] {
        let number = gitea.proposed(how);
        let (id, at) = (gitea.id(how, number), format!("/repos/ada/{how}"));
        gitea.ask(0, "POST", &format!("{at}/pulls/{number}/requested_reviewers"), &json!({"reviewers": ["bob"]}));
        let open = heard(&gitea, &id).await;
        let pull = open.changes[0].pull.clone().unwrap();
        let opinion = |evidence: &Evidence| {
            let pull = evidence.changes[0].pull.clone().unwrap();
            pull.reviewers.iter().find(|it| it.name.as_str() == "bob").map(|it| it.opinion)
        };
        assert_eq!(opinion(&open), Some(Opinion::Asked), "{how}: {pull:?}");
        assert_eq!(open.manifests[0].path.as_str(), FILE);

        let status = json!({"context": "lint", "state": "failure"});
        gitea.ask(0, "POST", &format!("{at}/statuses/{}", pull.head), &status);
        gitea.ask(1, "POST", &format!("{at}/pulls/{number}/reviews"), &json!({"event": "APPROVED", "body": "good"}));
        let approved = heard(&gitea, &id).await;
        assert_eq!(opinion(&approved), Some(Opinion::Approved), "{how}");
        let checks = approved.changes[0].pull.clone().unwrap().checks.clone().unwrap();
        assert_eq!((checks[0].name.as_str(), checks[0].state), ("lint", CheckState::Failed));

        let merged = gitea.merge(how, number, how);
        let landed = heard(&gitea, &id).await;
        let change = &landed.changes[0];
        assert!(matches!(change.state, ChangeState::Landed(_)), "{how}: {:?}", change.state);
        assert_eq!(change.commit.as_ref().map(|id| id.as_str()), merged["merge_commit_sha"].as_str(), "{how}");
        assert_eq!((change.merged_by.as_str(), change.parts.len()), ("carol", 2), "{how}");
        assert_eq!(landed.manifests[0].is_present, Some(true), "{how}");

        let desk = ForgeDeeds::before(Arc::new(Nothing), gitea.forges());
        let wanted = Order::Revert { what: Landed::Pull(id.clone()), seen: None };
        let forecast = desk.foresee(wanted.clone()).await.unwrap_or_else(|fault| panic!("{how}: {fault}"));
        let shown: String = forecast.answer.lines.iter().map(|line| line.text() + "\n").collect();
        assert!(shown.contains(&format!("- {FILE}  is removed")), "{how}: {shown}");
        let outcome = desk.command(forecast.answer.exactly.clone()).await;
        assert!(matches!(outcome, Outcome::Done { .. }), "{how}: {outcome:?}");
        let again = desk.foresee(wanted).await.unwrap_err();
        assert!(again.happened.as_str().contains("is open"), "{how}: {again}");

        let files = gitea.ask(0, "GET", &format!("{at}/pulls/{}/files", number + 1), &Value::Null);
        assert_eq!(files.as_array().map(Vec::len), Some(2), "{how}: exactly what it brought: {files}");
        gitea.merge(how, number + 1, "squash");
        let reverted = heard(&gitea, &id).await;
        assert!(matches!(reverted.changes[0].state, ChangeState::Reverted { .. }), "{how}");
        assert_eq!(reverted.manifests[0].is_present, Some(false), "{how}");
    }
}
