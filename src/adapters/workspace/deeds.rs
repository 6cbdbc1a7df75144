//! What a workspace is told to do: its descriptors are changed, and the change is committed.

use super::Workspace;
use super::entry::Refusal;
use super::ports::{blocking, not_here};
use super::scaffold;
use super::shared::Shared;
use super::written::{Descriptor, Written, problems};
use crate::domain::document::{Line, Role, Target, diff};
use crate::domain::model::yaml::set_text;
use crate::domain::model::{EntityRef, Problem};
use crate::domain::text::Clean;
use crate::platform::access::no_access;
use crate::platform::command::{Command, Forecast, Seen};
use crate::platform::credentials::no_vault;
use crate::platform::delivery::not_connected;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::forge::no_forge;
use crate::platform::outcome::Outcome;
use crate::platform::ports::{Answering, CommandPort, Committed, HistoryPort, Told};
use crate::platform::query::Rows;
use futures_util::future::BoxFuture;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// Lines of a change that are shown.
const SHOWN: usize = 200;

impl CommandPort for Workspace {
    fn foresee<'a>(&'a self, command: Command) -> Answering<'a, Forecast> {
        let shared = Arc::clone(&self.0);
        Box::pin(async move { Ok(Told::now(foresee(&shared, command).await?)) })
    }

    fn command<'a>(&'a self, command: Command) -> BoxFuture<'a, Outcome> {
        let shared = Arc::clone(&self.0);
        Box::pin(async move {
            let done = match command {
                Command::Refresh(reference) => blocking(&shared, move |shared| refresh(shared, &reference)).await,
                Command::SyncApp { .. } | Command::RefreshApp { .. } | Command::Promote(_) => {
                    Ok(Err(not_connected(command.words().as_str())))
                }
                Command::Revert { .. } => Ok(Err(no_forge(command.words().as_str()))),
                Command::AskAccess(_)
                | Command::ReviewAccess { .. }
                | Command::AssumeAccess(_)
                | Command::DropAccess(_)
                | Command::RevokeAccess { .. } => Ok(Err(no_access(command.words().as_str()))),
                Command::LendCredential { .. } | Command::RenewLease(_) | Command::RevokeLease(_) => {
                    Ok(Err(no_vault(command.words().as_str())))
                }
                Command::Register { .. } => Ok(Err(not_here("register a location"))),
                Command::Unregister { .. } => Ok(Err(not_here("unregister a location"))),
                run @ (Command::CreateTask(_) | Command::CancelTask(_) | Command::RetryTask { .. }) => {
                    return scaffold::port::carry_out(&shared, run).await.unwrap_or_else(Outcome::Refused);
                }
                Command::Transfer { entity, owner, message, seen } => {
                    Ok(transfer(&shared, &entity, &owner, message, seen).await)
                }
                Command::Commit { entity, message, file, seen } => {
                    Ok(commit(&shared, &entity, message, file, seen).await)
                }
            };
            match done.and_then(|done| done) {
                Ok(told) => Outcome::done(told.as_str(), Vec::new()),
                // of all that is done here only a commit can be made without our hearing of it
                Err(fault) if fault.kind == FaultKind::TimedOut => Outcome::InDoubt { probe: Rows {}.into(), fault },
                Err(fault) => Outcome::Refused(fault),
            }
        })
    }

    fn verdict<'a>(&'a self, _: EntityRef, text: String) -> Answering<'a, Vec<Problem>> {
        Box::pin(async move { Ok(Told::now(problems("", &text))) })
    }
}

async fn foresee(shared: &Arc<Shared>, command: Command) -> Result<Forecast, Fault> {
    match command {
        Command::Refresh(ref entity) => {
            let wanted = entity.clone();
            blocking(shared, move |shared| Descriptor::of(shared, &wanted)).await??;
            Ok(Forecast::new(command.clone(), command.words().as_str()))
        }
        Command::SyncApp { .. } | Command::RefreshApp { .. } | Command::Promote(_) => {
            Err(not_connected(command.words().as_str()))
        }
        Command::Revert { .. } => Err(no_forge(command.words().as_str())),
        Command::AskAccess(_)
        | Command::ReviewAccess { .. }
        | Command::AssumeAccess(_)
        | Command::DropAccess(_)
        | Command::RevokeAccess { .. } => Err(no_access(command.words().as_str())),
        Command::LendCredential { .. } | Command::RenewLease(_) | Command::RevokeLease(_) => {
            Err(no_vault(command.words().as_str()))
        }
        Command::Register { .. } => Err(not_here("register a location")),
        Command::Unregister { .. } => Err(not_here("unregister a location")),
        Command::CreateTask(order) => scaffold::port::foresee(shared, *order).await,
        Command::CancelTask(_) => Ok(Forecast::new(command.clone(), command.words().as_str())),
        Command::RetryTask { id, secrets } => scaffold::again::foresee_retry(shared, id, secrets).await,
        Command::Transfer { entity, owner, message, .. } => {
            let change = Change::plan(shared, &entity, &owner, message).await?;
            Ok(change.forecast(shared, entity, owner))
        }
        Command::Commit { entity, message, file, .. } => committing(shared, entity, message, file).await,
    }
}

fn refresh(shared: &Shared, reference: &EntityRef) -> Result<Clean, Fault> {
    let path = Descriptor::of(shared, reference)?.file.path;
    let told = Clean::line(&format!("{path} was read again"));
    shared.reread(&BTreeSet::from([path]))?;
    Ok(told)
}

/// A transfer of ownership, worked out.
struct Change {
    descriptor: Descriptor,
    after: String,
    message: String,
    said: Option<String>,
    history: Option<Arc<dyn HistoryPort>>,
}

impl Change {
    async fn plan(
        shared: &Arc<Shared>,
        entity: &EntityRef,
        owner: &EntityRef,
        said: Option<String>,
    ) -> Result<Self, Fault> {
        let (wanted, to) = (entity.clone(), owner.clone());
        let (descriptor, after) = blocking(shared, move |shared| rewritten(shared, &wanted, &to)).await??;
        let history = clean_history(shared, &descriptor.file).await?;
        let message = said.clone().unwrap_or_else(|| format!("Transfer {entity} to {owner}"));
        Ok(Self { descriptor, after, message, said, history })
    }

    fn forecast(self, shared: &Shared, entity: EntityRef, owner: EntityRef) -> Forecast {
        let path = &self.descriptor.file.path;
        let told = match &self.history {
            Some(_) => format!("{path} is changed and committed: {}", self.message),
            None => format!("{path} is changed; there is no git repository to commit it to"),
        };
        let mut lines = Vec::new();
        let is_known = shared.current().is_ok_and(|snapshot| snapshot.listing.find(&owner).is_some());
        if !is_known {
            let words = format!("there is no {owner} in this workspace: it would be without a valid owner here");
            lines.push(Line::of(Clean::line(&words), Role::Warn));
        }
        lines.extend(diff(&self.descriptor.file.text, &self.after, SHOWN));
        let seen = Some(self.descriptor.seen());
        let exactly = Command::Transfer { entity, owner, message: self.said, seen };
        Forecast { exactly, told: Clean::line(&told), lines }
    }
}

async fn transfer(
    shared: &Arc<Shared>,
    entity: &EntityRef,
    owner: &EntityRef,
    message: Option<String>,
    seen: Option<Seen>,
) -> Result<Clean, Fault> {
    let Change { descriptor, after, message, history, .. } = Change::plan(shared, entity, owner, message).await?;
    unchanged(&descriptor.file, seen, descriptor.seen())?;
    let file = descriptor.file;
    put(shared, &file.path, file.text.clone(), after.clone()).await?;
    let Some(history) = history else {
        return Ok(Clean::line(&format!("{owner} owns {entity} now; {} is changed, not committed", file.path)));
    };
    match history.commit(&file.absolute, after.as_bytes(), &message).await {
        Ok(commit) => Ok(Clean::line(&format!("{owner} owns {entity} now: {commit}"))),
        Err(fault) => Err(half_done(shared, file, after, fault).await),
    }
}

/// What is changed and certainly not committed is put back, unless somebody changed it meanwhile.
async fn half_done(shared: &Arc<Shared>, file: Written, after: String, fault: Fault) -> Fault {
    let path = file.path;
    let so = match fault.kind {
        FaultKind::TimedOut => format!("{path} is changed, and whether that is committed is not known"),
        _ if put(shared, &path, after, file.text).await.is_ok() => format!("{path} is as it was, and not committed"),
        _ => format!("{path} is changed, but not committed"),
    };
    Fault { happened: Clean::line(&format!("{so}: {}", fault.happened)), ..fault }
}

/// Puts a text in place of the one that the file has, if it still has that.
async fn put(shared: &Arc<Shared>, path: &str, before: String, after: String) -> Result<(), Fault> {
    let path = path.to_owned();
    blocking(shared, move |shared| {
        let put = shared.root().replace(&path, before.as_bytes(), after.as_bytes());
        put.map_err(|refusal| unwritten(&path, &refusal))?;
        // it is written: that it cannot be read just now is shown by the rows, and undoes nothing
        let _ = shared.reread(&BTreeSet::from([path]));
        Ok(())
    })
    .await?
}

/// The descriptor, and its file with the other owner in it.
fn rewritten(shared: &Shared, reference: &EntityRef, owner: &EntityRef) -> Result<(Descriptor, String), Fault> {
    let descriptor = Descriptor::of(shared, reference)?;
    let tried = format!("give {reference} to {owner}");
    let written = descriptor.entity.text("/spec/owner");
    if EntityRef::parse(written.as_str(), Some("group"), Some(reference.namespace())).is_ok_and(|was| was == *owner) {
        return Err(Fault::new(FaultKind::Conflict, &tried, "it is the owner already", ""));
    }
    let new = as_written(owner, reference, written.as_str());
    let after = set_text(&descriptor.file.text, descriptor.nth, &["spec", "owner"], &new).map_err(|why| {
        let happened = format!("spec.owner in {}: {why}", descriptor.file.path);
        Fault::new(FaultKind::Unsupported, &tried, &happened, "change it by hand, then commit it")
    })?;
    Ok((descriptor, after))
}

/// The owner as short as the one before was written.
fn as_written(owner: &EntityRef, entity: &EntityRef, before: &str) -> String {
    let is_full = before.contains([':', '/']);
    let is_default = owner.kind() == "group" && owner.namespace() == entity.namespace();
    if is_default && !is_full { owner.name().to_owned() } else { owner.to_string() }
}

/// The history that a change is to be committed to; none where none is kept.
///
/// # Errors
/// When the file has changes of somebody's in it already: they would be committed as well.
async fn clean_history(shared: &Shared, file: &Written) -> Result<Option<Arc<dyn HistoryPort>>, Fault> {
    let Some(history) = shared.history() else { return Ok(None) };
    let path = &file.path;
    let dirty = |happened: &str| {
        let cure = "commit it first (entity.commit), or put it back with git";
        Err(Fault::new(FaultKind::Conflict, &format!("change {path}"), happened, cure))
    };
    match history.committed(&file.absolute).await? {
        Committed::NoRepository => Ok(None),
        Committed::Nowhere => dirty("it is in no commit yet"),
        Committed::As(bytes) if is_same(&bytes, file.text.as_bytes()) => Ok(Some(history)),
        Committed::As(_) => dirty("it has changes that are not committed"),
    }
}

/// git may keep other ends of lines than the checkout has.
fn is_same(a: &[u8], b: &[u8]) -> bool {
    let bare = |bytes: &[u8]| bytes.iter().copied().filter(|byte| *byte != b'\r').collect::<Vec<_>>();
    a == b || bare(a) == bare(b)
}

async fn committing(
    shared: &Arc<Shared>,
    entity: EntityRef,
    message: Option<String>,
    file: Option<PathBuf>,
) -> Result<Forecast, Fault> {
    let (written, _) = uncommitted(shared, &entity, file).await?;
    let before = match committed(shared, &written).await? {
        Committed::As(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Committed::NoRepository | Committed::Nowhere => String::new(),
    };
    let path = &written.path;
    let words = message.clone().unwrap_or_else(|| default_message(&entity));
    let mut lines: Vec<Line> = problems(path, &written.text).iter().map(problem_line).collect();
    let wrong = lines.len();
    lines.extend(diff(&before, &written.text, SHOWN));
    let told = match wrong {
        0 => format!("{path} is committed: {words}"),
        1 => format!("{path} has a problem, and is committed all the same: {words}"),
        count => format!("{path} has {count} problems, and is committed all the same: {words}"),
    };
    let seen = Some(Seen::of(written.text.as_bytes()));
    let exactly = Command::Commit { entity, message, file: Some(written.absolute), seen };
    Ok(Forecast { exactly, told: Clean::line(&told), lines })
}

async fn commit(
    shared: &Arc<Shared>,
    entity: &EntityRef,
    message: Option<String>,
    file: Option<PathBuf>,
    seen: Option<Seen>,
) -> Result<Clean, Fault> {
    let (written, history) = uncommitted(shared, entity, file).await?;
    unchanged(&written, seen, Seen::of(written.text.as_bytes()))?;
    let message = message.unwrap_or_else(|| default_message(entity));
    let commit = history.commit(&written.absolute, written.text.as_bytes(), &message).await?;
    Ok(Clean::line(&format!("committed {}: {commit}", written.path)))
}

/// The descriptor's file with what is not committed in it.
async fn uncommitted(
    shared: &Arc<Shared>,
    entity: &EntityRef,
    file: Option<PathBuf>,
) -> Result<(Written, Arc<dyn HistoryPort>), Fault> {
    let wanted = entity.clone();
    let written = blocking(shared, move |shared| Written::of(shared, &wanted, file.as_deref())).await??;
    let tried = format!("commit {}", written.path);
    match (committed(shared, &written).await?, shared.history()) {
        (Committed::NoRepository, _) | (_, None) => Err(nowhere_to_go(&written, &tried)),
        (Committed::As(bytes), _) if is_same(&bytes, written.text.as_bytes()) => {
            Err(Fault::new(FaultKind::Conflict, &tried, "nothing changed in it since the last commit", ""))
        }
        (_, Some(history)) => Ok((written, history)),
    }
}

/// Without git there is nothing to commit to; what is wrong in the file is to be known all the same.
fn nowhere_to_go(written: &Written, tried: &str) -> Fault {
    let wrong = problems(&written.path, &written.text);
    match wrong.first() {
        None => {
            Fault::new(FaultKind::Unsupported, tried, "the workspace is in no git repository", "git init begins one")
        }
        Some(first) => {
            let place = format!("{}:{}:{}", first.file, first.line, first.column);
            let happened = format!("{place} {}", first.message);
            Fault::new(FaultKind::Invalid, &format!("take {}", written.path), &happened, "edit it again")
        }
    }
}

async fn committed(shared: &Shared, written: &Written) -> Result<Committed, Fault> {
    match shared.history() {
        Some(history) => history.committed(&written.absolute).await,
        None => Ok(Committed::NoRepository),
    }
}

fn default_message(entity: &EntityRef) -> String {
    format!("Change {entity}")
}

fn unchanged(written: &Written, seen: Option<Seen>, is: Seen) -> Result<(), Fault> {
    match seen {
        Some(seen) if seen != is => {
            let tried = format!("change {}", written.path);
            Err(Fault::new(FaultKind::Conflict, &tried, "it was changed after it was shown", "look at it again"))
        }
        _ => Ok(()),
    }
}

fn problem_line(problem: &Problem) -> Line {
    let place = Clean::line(&format!("{}:{}:{}", problem.file, problem.line, problem.column));
    let line = Line::of(place, Role::Bad).and(" ", Role::Text).and(problem.message.clone(), Role::Text);
    line.to(Target::File(problem.path.clone(), problem.line))
}

fn unwritten(path: &str, refusal: &Refusal) -> Fault {
    let (kind, cure) = match refusal {
        Refusal::Changed => (FaultKind::Conflict, "look at it again"),
        _ => (FaultKind::Local, "make it and its folder writable for you"),
    };
    Fault::new(kind, &format!("write {path}"), &refusal.to_string(), cure)
}
